//! A step of the workflow taken by an agent: what it asks, and, when it decides, the decision that is signed and sent.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::Id;
use beffroi_forms::check::{Again, State, accept, view};
use beffroi_forms::compiled::Compiled;
use beffroi_forms::flow::{Effect, Outcome};
use beffroi_forms::model::{PublicState, Target, Transition};
use beffroi_forms::value::{Answers, Refusal, Typed};
use beffroi_people::{Actor, Opened};
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem, dates};

use super::acts::{back, with_page};
use super::file::{applicant_name, load};
use crate::documents::{self, DecisionOf, Issued};
use crate::filing::{self, Entry};
use crate::fill::render_items;
use crate::flow::{self, Acting, Decided, FlowProblem};
use crate::follow::pages::{OpenFile, open_file};
use crate::revisions::Revisions;
use crate::store::files::FileRow;
use crate::words;

/// A step about to be taken.
struct Taking {
    row: FileRow,
    actor: Actor,
    opened: Opened,
    open: OpenFile,
    id: Id,
    label: String,
    transition: Option<Transition>,
    /// It ends in acceptance (`Some(true)`), in refusal (`Some(false)`), or decides nothing.
    decides: Option<bool>,
}

async fn taking(ctx: &Ctx, revisions: &Revisions, number: &str, id: &str) -> Result<Taking, Problem> {
    let row = load(ctx, number).await?;
    let (actor, opened) = super::open_for_review(ctx, &row).await?;
    let mut open = open_file(ctx, revisions, &row, &opened).await?;
    open.context.agent = true;
    if flow::is_at_rest(&open.ready.flow, &row) {
        return Err(Problem::conflict("problem-moved"));
    }
    let id = Id::new(id).map_err(|_| Problem::not_found())?;
    let (label, transition) = {
        let machine = flow::machine(&open.ready, &open.context);
        let offers =
            machine.offers(&flow::position(&row)?, &open.answers, &flow::agent_parties(&open.ready.flow));
        let offer = offers
            .into_iter()
            .find(|offer| *offer.id == id)
            .ok_or_else(|| Problem::conflict("problem-moved"))?;
        (offer.label, offer.transition.cloned())
    };
    let decides = match transition.as_ref().and_then(|of| of.to.as_ref()) {
        Some(Target::Step(to)) => match flow::step(&open.ready.flow, to.as_str()).map(|step| step.public) {
            Some(PublicState::Accepted) => Some(true),
            Some(PublicState::Refused) => Some(false),
            _ => None,
        },
        _ => None,
    };
    // A file already decided is not decided again by moving between its last steps.
    let decides = decides.filter(|_| row.decided_at.is_none());
    Ok(Taking { row, actor, opened, open, id, label, transition, decides })
}

impl Taking {
    fn items_form(&self) -> (Compiled, usize) {
        with_page(&self.open.ready, self.transition.as_ref().map_or(&[], |of| &of.form))
    }

    fn asks_reason(&self) -> bool {
        self.decides.is_some() || self.transition.as_ref().is_some_and(|of| of.reason)
    }
}

#[derive(Template)]
#[template(path = "step.html")]
struct Step {
    page: Page,
    number: String,
    label: String,
    confirm: String,
    faults: Faults,
    items: Markup,
    shown: String,
    asks_reason: bool,
    decides: Option<bool>,
    reason: String,
    conditions: String,
    appeal: String,
    /// Name of the applicant's language when it is not the agent's.
    written_in: Option<String>,
    /// Messages that the step will send, with the answers known now: subject and text.
    messages: Vec<(String, Markup)>,
}

/// What the agent typed in the boxes of the decision.
struct Wrote<'p> {
    reason: &'p str,
    conditions: &'p str,
    appeal: String,
}

fn step_page(
    ctx: &Ctx,
    taking: &Taking,
    typed: Option<&Typed>,
    refusals: &[Refusal],
    mut faults: Faults,
    wrote: &Wrote<'_>,
) -> Result<Response, Problem> {
    let (compiled, index) = taking.items_form();
    let state = State::new(&compiled, &taking.open.context, &taking.open.answers);
    let seen = view(&state, index, Again { typed, refusals, focus: None }).ok_or_else(Problem::not_found)?;
    let mut all = words::faults(ctx, &state, refusals);
    all.0.append(&mut faults.0);
    let page = Page::titled(ctx, taking.label.clone(), ctx.s("procedures-agent-file-description"))
        .frame(Frame::Agent)
        .refused(!all.is_empty());
    let status = all.status();
    let items = render_items(&page, &state, &seen.items)?;
    let confirm = taking.transition.as_ref().map(|of| state.text(&of.confirm, None)).unwrap_or_default();
    let template = Step {
        number: taking.row.number.clone(),
        label: taking.label.clone(),
        confirm,
        faults: all,
        items,
        shown: seen.shown,
        asks_reason: taking.asks_reason(),
        decides: taking.decides,
        reason: wrote.reason.to_owned(),
        conditions: wrote.conditions.to_owned(),
        appeal: wrote.appeal.clone(),
        written_in: (taking.row.lang() != ctx.lang()).then(|| taking.row.lang().endonym().to_owned()),
        messages: messages(taking)?,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// What the step will send, as the engine says without doing it.
fn messages(taking: &Taking) -> Result<Vec<(String, Markup)>, Problem> {
    let open = &taking.open;
    let machine = flow::machine(&open.ready, &open.context);
    let parties = flow::agent_parties(&open.ready.flow);
    let Ok(outcome) = machine.apply(&flow::position(&taking.row)?, &open.answers, &parties, &taking.id)
    else {
        return Ok(Vec::new());
    };
    let message = |effect: Effect| match effect {
        Effect::Notify { subject, body, .. } => Some((subject, words::paragraphs(&body))),
        _ => None,
    };
    Ok(outcome.effects.into_iter().filter_map(message).collect())
}

fn appeal_of(ctx: &Ctx, taking: &Taking) -> String {
    let own = &taking.open.ready.sheet.appeal;
    if own.is_empty() { ctx.speaking(taking.row.lang()).s("procedures-appeal-default") } else { own.clone() }
}

/// `GET /agent/dossiers/{number}/etape/{id}`
pub(super) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let taking = taking(&ctx, &revisions, &number, &id).await?;
    let wrote = Wrote { reason: "", conditions: "", appeal: appeal_of(&ctx, &taking) };
    step_page(&ctx, &taking, None, &[], Faults::default(), &wrote)
}

/// `POST /agent/dossiers/{number}/etape/{id}`
pub(super) async fn apply(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((number, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let taking = taking(&ctx, &revisions, &number, &id).await?;
    let (compiled, index) = taking.items_form();
    let typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton").collect();
    let read = accept(&compiled, index, &taking.open.answers, typed, &taking.open.context);
    let wrote = Wrote {
        reason: posted.get("motif"),
        conditions: posted.get("conditions_decision"),
        appeal: if posted.has("recours") {
            posted.get("recours").to_owned()
        } else {
            appeal_of(&ctx, &taking)
        },
    };
    let mut faults = Faults::default();
    if taking.asks_reason() && wrote.reason.is_empty() {
        faults.push("motif", ctx.s("procedures-reason-missing"));
    }
    if taking.decides == Some(false) && wrote.appeal.is_empty() {
        faults.push("recours", ctx.s("procedures-appeal-missing"));
    }
    if !read.refusals.is_empty() || !faults.is_empty() {
        return step_page(&ctx, &taking, Some(&read.typed), &read.refusals, faults, &wrote);
    }
    finish(&ctx, &taking, &read.answers, &wrote).await?;
    Ok(back(&ctx, &number))
}

/// A step taken without a page, by the demonstration's history: the transition's fields as JSON.
pub(crate) async fn take(
    ctx: &Ctx,
    revisions: &Revisions,
    number: &str,
    id: &str,
    form: &serde_json::Value,
    reason: &str,
) -> Result<(), Problem> {
    let taking = taking(ctx, revisions, number, id).await?;
    let (compiled, _) = taking.items_form();
    let mut answers = taking.open.answers.clone();
    let (given, _) = Answers::from_json(&compiled, form, taking.open.context.today().year());
    answers.0.extend(given.0);
    let wrote = Wrote { reason, conditions: "", appeal: appeal_of(ctx, &taking) };
    finish(ctx, &taking, &answers, &wrote).await
}

/// Moves the file, with its decision when the step decides.
async fn finish(ctx: &Ctx, taking: &Taking, answers: &Answers, wrote: &Wrote<'_>) -> Result<(), Problem> {
    let outcome = flow::machine(&taking.open.ready, &taking.open.context)
        .apply(
            &flow::position(&taking.row)?,
            answers,
            &flow::agent_parties(&taking.open.ready.flow),
            &taking.id,
        )
        .map_err(|error| Problem::from(FlowProblem(error)))?;
    let issued = match taking.decides {
        Some(accepted) => Some(decision(ctx, taking, accepted, wrote).await?),
        None => None,
    };
    write(ctx, taking, &outcome, issued.as_ref(), wrote.reason).await?;
    tracing::info!(step = %outcome.position.step, "file moved");
    Ok(())
}

/// The decision, signed and printed.
async fn decision(ctx: &Ctx, taking: &Taking, accepted: bool, wrote: &Wrote<'_>) -> Result<Issued, Problem> {
    let names = ctx.desk().agent_names().await?;
    let signatory = taking.actor.person().and_then(|person| names.get(&person).cloned()).unwrap_or_default();
    let unit = taking
        .actor
        .units()
        .iter()
        .find(|unit| Some(unit.id) == taking.row.unit)
        .map(|unit| unit.name.clone());
    let of = DecisionOf {
        number: &taking.row.number,
        accepted,
        reasons: wrote.reason,
        conditions: wrote.conditions,
        appeal: &wrote.appeal,
        applicant: applicant_name(&taking.open, &taking.opened).await?,
        unit,
        signatory,
        filed_on: dates::civil(taking.row.filed_at, ctx.authority().zone()).date,
    };
    // The letter is in the language of who receives it, whatever the agent speaks.
    let ctx = &ctx.speaking(taking.row.lang());
    let content = documents::decision(ctx, &taking.open.ready, &of);
    documents::issue(ctx, taking.row.id, taking.row.person, content).await
}

async fn write(
    ctx: &Ctx,
    taking: &Taking,
    outcome: &Outcome,
    issued: Option<&Issued>,
    reason: &str,
) -> Result<(), Problem> {
    let row = &taking.row;
    let at = Acting {
        file: row.id,
        number: &row.number,
        person: row.person,
        actor: Some(&taking.actor),
        form: &taking.open.ready.form,
    };
    let (at, ready, label) = (&at, &taking.open.ready, taking.label.as_str());
    ctx.db()
        .write(move |tx| async move {
            let body = (!reason.is_empty()).then_some(reason);
            let kind = if issued.is_some() { "decision" } else { "transition" };
            let entry =
                Entry { kind, public: issued.is_some(), data: serde_json::json!({ "name": label }), body };
            filing::write_event(ctx, &tx, row.id, row.person, at.actor, entry).await?;
            flow::moved(ctx, &tx, at, ready, row, outcome).await?;
            if let Some(issued) = issued {
                let state = crate::model::state_name(outcome.public);
                let of = Decided { file: row.id, person: row.person, number: &row.number, issued, state };
                flow::tell_decided(ctx, &tx, &of).await?;
            }
            Ok::<_, Problem>(())
        })
        .await
}
