//! Effects of a run, one after the other, in the caller's transaction.

use beffroi_forms::Id;
use beffroi_forms::flow::{Effect, Outcome};
use beffroi_forms::model::{Item, Kind, Party, Target};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Problem, dates};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::tasks::{self, Wanted};
use super::{Acting, calls, erase, notices, opinions, papers};
use crate::filing::{self, Entry};
use crate::model;
use crate::revisions::Ready;
use crate::store::files;

/// A file whose workflow is at work.
pub(super) struct Work<'a> {
    pub at: &'a Acting<'a>,
    pub ready: &'a Ready,
    /// Step reached at the end of the run.
    pub step: &'a str,
    /// When it entered its step: tells one stay in a step from another.
    pub entry: OffsetDateTime,
}

pub(super) async fn run(ctx: &Ctx, tx: &Tx, work: &Work<'_>, outcome: &Outcome) -> Result<(), Problem> {
    for effect in &outcome.effects {
        one(ctx, tx, work, effect).await?;
    }
    Ok(())
}

async fn one(ctx: &Ctx, tx: &Tx, work: &Work<'_>, effect: &Effect) -> Result<(), Problem> {
    let flow = &work.ready.flow;
    match effect {
        Effect::Entered { step, public, .. } => {
            let hidden = flow.step(step.as_str()).is_some_and(|of| of.hidden);
            let name = flow.step(step.as_str()).map_or("", |of| of.name.as_str());
            let data = json!({ "step": step.as_str(), "name": name, "state": model::state_name(*public) });
            write(ctx, tx, work, Entry { kind: "step", public: !hidden, data, body: None }).await
        }
        Effect::Notify { .. } => notices::notify(ctx, tx, work, effect).await,
        Effect::Banner { text, to } => {
            let public = to.contains(&Party::Applicant);
            write(ctx, tx, work, Entry { kind: "banner", public, data: json!({}), body: Some(text) }).await
        }
        Effect::Note { text, to } => {
            let public = to.is_empty() || to.contains(&Party::Applicant);
            let data = json!({ "by_flow": true });
            write(ctx, tx, work, Entry { kind: "note", public, data, body: Some(text) }).await
        }
        Effect::Set { .. } => Ok(()),
        Effect::Editable { who, label, fields, .. } if who.contains(&Party::Applicant) => {
            reopen(ctx, tx, work, label, fields).await
        }
        Effect::Editable { who, label, fields, to } => {
            let data = json!({ "fields": fields, "to": to });
            let wanted =
                Wanted { kind: "edit", party: &tasks::parties(who), data, body: label, ..Wanted::default() };
            tasks::make(ctx, tx, work, wanted).await.map(drop)
        }
        Effect::Ask { id, who, label, to, .. } => ask(ctx, tx, work, (id, who, label, to.as_ref())).await,
        Effect::Payment { .. } | Effect::Appointment { .. } => due(ctx, tx, work, effect).await,
        Effect::Opinion { from, days, question } => {
            let due = ctx.today().saturating_add(Duration::days(i64::from(*days)));
            let unit = work.ready.sheet.unit_of(from);
            let to_whom = if unit.is_some() { "unit" } else { "" };
            let data = json!({ "from": from, "days": days, "to_whom": to_whom });
            let asked = opinions::Asked { question: question.clone(), ..opinions::Asked::default() }.json();
            let due_on = Some(dates::iso(due));
            let wanted = Wanted { kind: "opinion", party: to_whom, unit, data, body: &asked, due_on };
            tasks::make(ctx, tx, work, wanted).await?;
            let data = json!({ "name": from });
            write(ctx, tx, work, Entry { kind: "opinion_asked", public: false, data, body: Some(question) })
                .await
        }
        Effect::Assign { role, unit } => assign(ctx, tx, work, role, unit).await,
        Effect::Call { .. } => calls::make(ctx, tx, work, effect).await,
        Effect::Document { document } => papers::wanted(ctx, tx, work, document).await,
        Effect::Anonymise => erase::planned(ctx, tx, work, "anonymise").await,
        Effect::Delete => erase::planned(ctx, tx, work, "delete").await,
    }
}

/// Questions to somebody at this step: the applicant reads them on her file, agents on theirs.
async fn ask(
    ctx: &Ctx,
    tx: &Tx,
    work: &Work<'_>,
    (id, who, label, to): (&Id, &[Party], &str, Option<&Target>),
) -> Result<(), Problem> {
    let public = who.contains(&Party::Applicant);
    let data = json!({ "ask": id, "to": to });
    let wanted = Wanted { kind: "ask", party: &tasks::parties(who), data, body: label, ..Wanted::default() };
    tasks::make(ctx, tx, work, wanted).await?;
    let body = (!label.is_empty()).then_some(label);
    write(ctx, tx, work, Entry { kind: "asked", public, data: json!({}), body }).await?;
    if public {
        filing::tell(ctx, tx, work.at.person, work.at.number, "procedures-mail-asked").await?;
    }
    Ok(())
}

/// A payment or an appointment: the applicant reads what is asked, an agent writes down that it was paid, or the day that was agreed.
async fn due(ctx: &Ctx, tx: &Tx, work: &Work<'_>, effect: &Effect) -> Result<(), Problem> {
    let (kind, event, data, body) = match effect {
        Effect::Payment { amount, label, paid } => {
            let amount = amount.map(|of| format!("{of:.2}"));
            ("payment", "payment_asked", json!({ "amount": amount, "to": paid }), label)
        }
        Effect::Appointment { calendar, label } => {
            ("appointment", "appointment_asked", json!({ "calendar": calendar }), label)
        }
        _ => return Ok(()),
    };
    let wanted = Wanted { kind, party: "applicant", data: data.clone(), body, ..Wanted::default() };
    tasks::make(ctx, tx, work, wanted).await?;
    write(ctx, tx, work, Entry { kind: event, public: true, data, body: Some(body) }).await?;
    filing::tell(ctx, tx, work.at.person, work.at.number, "procedures-mail-asked").await
}

/// The file goes to the unit that takes the role. A unit the author has not named is left to an agent.
async fn assign(ctx: &Ctx, tx: &Tx, work: &Work<'_>, role: &Id, unit: &str) -> Result<(), Problem> {
    let sheet = &work.ready.sheet;
    let found = sheet.unit_of(unit).or_else(|| sheet.roles.get(role.as_str()).copied());
    if found.is_some() {
        tx.exec(&files::GIVE_TO_UNIT, params![work.at.file, found, ctx.now()]).await?;
    }
    let kind = if found.is_some() { "assigned" } else { "assign_unknown" };
    write(ctx, tx, work, Entry { kind, public: false, data: json!({ "name": unit }), body: None }).await
}

/// The workflow lets the applicant change answers: the same correction request as an agent's. No field named: all of them.
async fn reopen(ctx: &Ctx, tx: &Tx, work: &Work<'_>, label: &str, fields: &[Id]) -> Result<(), Problem> {
    let at = work.at;
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
fn inputs(item: &Item) -> Vec<&str> {
    match &item.kind {
        Kind::Section { items } => items.iter().flat_map(inputs).collect(),
        kind if kind.is_input() => vec![item.id.as_str()],
        _ => Vec::new(),
    }
}

pub(super) async fn write(ctx: &Ctx, tx: &Tx, work: &Work<'_>, entry: Entry<'_>) -> Result<(), Problem> {
    filing::write_event(ctx, tx, work.at.file, work.at.person, None, entry).await.map(drop)
}
