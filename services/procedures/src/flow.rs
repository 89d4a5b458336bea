//! The workflow at work on a stored file: the engine says what happens, this does it, in the caller's transaction.
//! What reaches outside (mail) goes as jobs; what no program can do here is written in the history for an agent to do by hand.

use beffroi_forms::Id;
use beffroi_forms::check::Context;
use beffroi_forms::compiled::Compiled;
use beffroi_forms::flow::{Effect, FlowError, Machine, Outcome, Position};
use beffroi_forms::model::{Flow, Party, ReadError, Step, Via};
use beffroi_forms::value::Answers;
use beffroi_people::{Actor, Place};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Problem};
use serde_json::json;
use uuid::Uuid;

use crate::filing::{self, Entry, NewFile};
use crate::fill::{BASIS, sealed_json};
use crate::model;
use crate::revisions::Ready;
use crate::store::files::{self, FileRow};

/// The workflow of a procedure that names none: received, under review, decided or closed.
pub(crate) const SIMPLE: &str = include_str!("simple_flow.json");

/// Reads a stored workflow; the simple one when the text is empty.
pub(crate) fn read(text: &str) -> Result<Flow, ReadError> {
    Flow::from_json(if text.is_empty() { SIMPLE } else { text })
}

impl From<FlowProblem> for Problem {
    fn from(problem: FlowProblem) -> Self {
        match problem.0 {
            // The file has moved since the page was shown.
            FlowError::NotOffered(_) | FlowError::NoTimer => Problem::conflict("problem-moved"),
            other => Problem::internal(&other),
        }
    }
}

/// A refusal of the engine, on its way to a page.
pub(crate) struct FlowProblem(pub FlowError);

/// Where a stored file is.
pub(crate) fn position(row: &FileRow) -> Result<Position, Problem> {
    let id = |text: &str| Id::new(text).map_err(|error| Problem::internal(&error));
    let before =
        row.before_steps.split(',').filter(|text| !text.is_empty()).map(id).collect::<Result<_, _>>()?;
    Ok(Position { step: id(&row.step)?, before })
}

/// The steps before, as stored.
fn before_text(position: &Position) -> String {
    // A workflow may turn for years: the way back need not be longer than this.
    let kept = position.before.len().saturating_sub(50);
    position.before[kept..].iter().map(Id::as_str).collect::<Vec<_>>().join(",")
}

/// The engine on this file.
pub(crate) fn machine<'m>(ready: &'m Ready, context: &'m Context) -> Machine<'m> {
    Machine { flow: &ready.flow, form: &ready.form, ctx: context }
}

/// The roles of the workflow: an agent of the file's unit holds them all.
pub(crate) fn agent_parties(flow: &Flow) -> Vec<Party> {
    flow.roles.iter().map(|role| Party::Role(role.id.clone())).collect()
}

pub(crate) fn step<'f>(flow: &'f Flow, id: &str) -> Option<&'f Step> {
    flow.step(id)
}

/// What sending does, before anything is written.
pub(crate) fn start(ready: &Ready, context: &Context, answers: &Answers) -> Result<Outcome, Problem> {
    machine(ready, context).start(answers).map_err(|error| FlowProblem(error).into())
}

/// A file at work: who it is about, and who acts.
pub(crate) struct Acting<'a> {
    pub file: Uuid,
    pub number: &'a str,
    pub person: Uuid,
    pub actor: Option<&'a Actor>,
    /// The revision the file keeps.
    pub form: &'a Compiled,
}

/// Does the effects of a file just sent.
pub(crate) async fn entered(
    ctx: &Ctx,
    tx: &Tx,
    actor: &Actor,
    new: &NewFile<'_>,
    outcome: &Outcome,
) -> Result<(), Problem> {
    let at = Acting {
        file: new.id,
        number: new.number,
        person: new.person,
        actor: Some(actor),
        form: &new.ready.form,
    };
    effects(ctx, tx, &at, &new.ready.flow, outcome).await
}

/// Writes the new position of a file and does the effects. `Err` conflict when somebody else moved it meanwhile.
pub(crate) async fn moved(
    ctx: &Ctx,
    tx: &Tx,
    at: &Acting<'_>,
    ready: &Ready,
    row: &FileRow,
    outcome: &Outcome,
) -> Result<(), Problem> {
    let now = ctx.now();
    let sealer = ctx.desk().sealer(tx, row.person, BASIS).await?;
    let version = u32::try_from(row.version + 1).unwrap_or(u32::MAX);
    let sealed = sealer.text(
        ctx.ambient(),
        &Place::new("procedures_file", row.id, "answers"),
        version,
        &sealed_json(&outcome.answers),
    )?;
    let changed = outcome.position.step.as_str() != row.step;
    let step_at = if changed { now } else { row.step_at };
    let decided = if outcome.public.is_final() { row.decided_at.or(Some(now)) } else { None };
    let values = params![
        row.id,
        row.version,
        outcome.position.step.as_str(),
        before_text(&outcome.position),
        model::state_name(outcome.public),
        outcome.waiting,
        !outcome.public.is_final(),
        sealed,
        step_at,
        now,
        decided
    ];
    if tx.exec(&files::MOVE, values).await? != 1 {
        return Err(Problem::conflict("problem-moved"));
    }
    effects(ctx, tx, at, &ready.flow, outcome).await
}

async fn effects(ctx: &Ctx, tx: &Tx, at: &Acting<'_>, flow: &Flow, outcome: &Outcome) -> Result<(), Problem> {
    for effect in &outcome.effects {
        one(ctx, tx, at, flow, effect).await?;
    }
    Ok(())
}

async fn one(ctx: &Ctx, tx: &Tx, at: &Acting<'_>, flow: &Flow, effect: &Effect) -> Result<(), Problem> {
    match effect {
        Effect::Entered { step, public, .. } => {
            let hidden = flow.step(step.as_str()).is_some_and(|of| of.hidden);
            let name = flow.step(step.as_str()).map_or("", |of| of.name.as_str());
            let data = json!({ "step": step.as_str(), "name": name, "state": model::state_name(*public) });
            write(ctx, tx, at, Entry { kind: "step", public: !hidden, data, body: None }).await
        }
        Effect::Notify { to, via, subject, body, .. } => {
            let for_applicant = to.contains(&Party::Applicant);
            let text = format!("{subject}\n\n{body}");
            write(
                ctx,
                tx,
                at,
                Entry {
                    kind: "message",
                    public: for_applicant,
                    data: json!({ "by_flow": true }),
                    body: Some(&text),
                },
            )
            .await?;
            if for_applicant && via.contains(&Via::Mail) {
                let said = filing::paragraphs(&text);
                filing::tell_on_paper(ctx, tx, at.person, at.number, "procedures-mail-news", said).await?;
            }
            Ok(())
        }
        Effect::Banner { text, to } => {
            let public = to.contains(&Party::Applicant);
            write(ctx, tx, at, Entry { kind: "banner", public, data: json!({}), body: Some(text) }).await
        }
        Effect::Note { text, to } => {
            let public = to.is_empty() || to.contains(&Party::Applicant);
            write(
                ctx,
                tx,
                at,
                Entry { kind: "note", public, data: json!({ "by_flow": true }), body: Some(text) },
            )
            .await
        }
        Effect::Set { .. } => Ok(()),
        Effect::Editable { who, label, fields, .. } if who.contains(&Party::Applicant) => {
            reopen(ctx, tx, at, label, fields).await
        }
        other => {
            write(ctx, tx, at, Entry { kind: "by_hand", public: false, data: by_hand(other), body: None })
                .await
        }
    }
}

/// The workflow lets the applicant change answers: the same correction request as an agent's. No field named: all of them.
async fn reopen(ctx: &Ctx, tx: &Tx, at: &Acting<'_>, label: &str, fields: &[Id]) -> Result<(), Problem> {
    if tx.opt(&files::OPEN_CORRECTION, params![at.file]).await?.is_some() {
        return Ok(());
    }
    let named: Vec<&str> = if fields.is_empty() {
        at.form.form().pages.iter().flat_map(|page| &page.items).flat_map(inputs).collect()
    } else {
        fields.iter().map(Id::as_str).collect()
    };
    let fields = json!(named);
    let body = (!label.is_empty()).then_some(label);
    let entry = Entry { kind: "correction", public: true, data: json!({ "fields": fields }), body };
    let seq = filing::write_event(ctx, tx, at.file, at.person, None, entry).await?;
    let values = params![at.file, seq, "incomplete", fields, ctx.now()];
    tx.exec(&files::ASK_CORRECTION, values).await?;
    Ok(())
}

/// Names of the inputs of an item: its own, or those of its section.
fn inputs(item: &beffroi_forms::model::Item) -> Vec<&str> {
    match &item.kind {
        beffroi_forms::model::Kind::Section { items } => items.iter().flat_map(inputs).collect(),
        kind if kind.is_input() => vec![item.id.as_str()],
        _ => Vec::new(),
    }
}

async fn write(ctx: &Ctx, tx: &Tx, at: &Acting<'_>, entry: Entry<'_>) -> Result<(), Problem> {
    filing::write_event(ctx, tx, at.file, at.person, None, entry).await.map(drop)
}

/// What an agent reads of an action that is done by hand.
fn by_hand(effect: &Effect) -> serde_json::Value {
    match effect {
        Effect::Payment { amount, label, .. } => {
            json!({ "action": "payment", "what": label, "amount": amount.map(|of| of.normalize().to_string()) })
        }
        Effect::Call { connector, .. } => json!({ "action": "call", "what": connector }),
        Effect::Appointment { label, .. } => json!({ "action": "appointment", "what": label }),
        Effect::Opinion { from, .. } => json!({ "action": "opinion", "what": from }),
        Effect::Assign { unit, .. } => json!({ "action": "assign", "what": unit }),
        Effect::Ask { label, .. } => json!({ "action": "ask", "what": label }),
        Effect::Editable { label, .. } => json!({ "action": "editable", "what": label }),
        Effect::Document { document } => json!({ "action": "document", "what": document.as_str() }),
        Effect::Delete => json!({ "action": "delete", "what": "" }),
        _ => json!({ "action": "anonymise", "what": "" }),
    }
}
