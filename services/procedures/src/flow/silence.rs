//! Silence that decides: on the day that the law sets, a file nobody has decided is accepted or refused by itself. The applicant
//! receives an attestation, signed as any decision (France: CRPA L231-1 to L231-6, L232-3; Belgium: where the law of the procedure says so).

use beffroi_forms::Id;
use beffroi_forms::flow::Outcome;
use beffroi_forms::model::{PublicState, Target};
use beffroi_store::params;
use beffroi_web::{Ctx, Problem, dates};
use serde_json::json;

use super::watch::opened;
use super::{Acting, Decided, FlowProblem, clock, machine, moved, position, tell_decided};
use crate::documents::{self, Issued, SilenceOf};
use crate::filing::{self, Entry};
use crate::follow::pages::{OpenFile, open_file};
use crate::model;
use crate::revisions::{Ready, Revisions};
use crate::store::files::FileRow;
use crate::store::watch::{self, DatesRow};

/// How the decision is remembered: once in a file's life.
pub(super) const FIRED: &str = "silence";

/// Decides the file if this is the day; true when it did.
pub(super) async fn decides(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    ready: &Ready,
    kept: &DatesRow,
) -> Result<bool, Problem> {
    let Some(accepted) = clock::silence(ready).filter(|_| row.open && row.decided_at.is_none()) else {
        return Ok(false);
    };
    // The column spares reading the corrections of a file whose day is far; they say what is true.
    if kept.legal_on.as_deref().is_none_or(|on| on > dates::iso(ctx.today()).as_str()) {
        return Ok(false);
    }
    let stops = watch::stops(ctx.db(), row.id).await?;
    let filed = clock::day(ctx, row.filed_at);
    let clocks = clock::read(ctx, ready, filed, &stops, ctx.today());
    let legal = clocks.and_then(|clocks| clocks.legal);
    let Some(legal) = legal.filter(|legal| legal.silence_decides(ctx.today())) else { return Ok(false) };
    let Some(opened) = opened(ctx, row, &ready.slug).await? else { return Ok(false) };
    let open = open_file(ctx, revisions, row, &opened).await?;
    let Some(outcome) = outcome(row, &open, accepted)? else {
        return stuck(ctx, row).await.map(|()| false);
    };
    let own = &ready.sheet.appeal;
    let spoken = &ctx.speaking(row.lang());
    let content = documents::silence(
        spoken,
        ready,
        &SilenceOf {
            number: &row.number,
            accepted,
            applicant: documents::name_in_form(ready, &open.answers).unwrap_or_default(),
            filed_on: filed,
            last_day: legal.last_day(),
            appeal: if own.is_empty() { spoken.s("procedures-appeal-default") } else { own.clone() },
        },
    );
    let issued = documents::issue(spoken, row.id, row.person, content).await?;
    write(ctx, row, &open, &outcome, &issued).await
}

/// The file goes where an agent's button of the same sense leads, else to the first step of that public state.
fn outcome(row: &FileRow, open: &OpenFile, accepted: bool) -> Result<Option<Outcome>, Problem> {
    let wanted = if accepted { PublicState::Accepted } else { PublicState::Refused };
    let flow = &open.ready.flow;
    let public = |id: &Id| flow.step(id.as_str()).map(|step| step.public);
    let offered =
        flow.step(&row.step).into_iter().flat_map(|step| &step.offers).find_map(|offer| {
            match offer.to.as_ref()? {
                Target::Step(id) if public(id) == Some(wanted) => Some(id.clone()),
                _ => None,
            }
        });
    let first = || flow.steps.iter().find(|step| step.public == wanted).map(|step| step.id.clone());
    let Some(to) = offered.or_else(first) else { return Ok(None) };
    let machine = machine(&open.ready, &open.context);
    let outcome = machine.go(&position(row)?, &open.answers, &Target::Step(to)).map_err(FlowProblem)?;
    Ok(Some(outcome))
}

/// The workflow has no step for this decision (a draft that was published before the check existed): agents are told, once.
async fn stuck(ctx: &Ctx, row: &FileRow) -> Result<(), Problem> {
    ctx.db()
        .write(move |tx| async move {
            let fire = params![row.id, FIRED, row.filed_at, ctx.now()];
            if tx.exec(&watch::FIRE, fire).await? == 1 {
                let entry = Entry { kind: "silence_stuck", public: false, data: json!({}), body: None };
                filing::write_event(ctx, &tx, row.id, row.person, None, entry).await?;
            }
            Ok::<_, Problem>(())
        })
        .await
}

async fn write(
    ctx: &Ctx,
    row: &FileRow,
    open: &OpenFile,
    outcome: &Outcome,
    issued: &Issued,
) -> Result<bool, Problem> {
    let at = &Acting {
        file: row.id,
        number: &row.number,
        person: row.person,
        actor: None,
        form: &open.ready.form,
    };
    let state = model::state_name(outcome.public);
    ctx.db()
        .write(move |tx| async move {
            let fire = params![row.id, FIRED, row.filed_at, ctx.now()];
            if tx.exec(&watch::FIRE, fire).await? == 0 {
                return Ok(false);
            }
            let entry = Entry { kind: "silence", public: true, data: json!({ "state": state }), body: None };
            filing::write_event(ctx, &tx, row.id, row.person, None, entry).await?;
            moved(ctx, &tx, at, &open.ready, row, outcome).await?;
            let of = Decided { file: row.id, person: row.person, number: &row.number, issued, state };
            tell_decided(ctx, &tx, &of).await?;
            Ok(true)
        })
        .await
}
