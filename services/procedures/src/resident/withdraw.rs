//! Withdrawing a request: it ends as dropped, the workflow goes where it says that such a file goes, the agent is told.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::flow::Outcome;
use beffroi_forms::model::{PublicState, Target};
use beffroi_people::Actor;
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Page, Posted, Problem};

use super::{back, tell_agent};
use crate::filing::{self, Entry};
use crate::fill::attach;
use crate::flow::{self, Acting, FlowProblem};
use crate::follow::access;
use crate::follow::pages::{OpenFile, open_file};
use crate::revisions::Revisions;
use crate::store::drafts::UploadRow;
use crate::store::files::{self, FileRow};

/// Longest reason, in characters.
const MOST: usize = 1000;

/// Only what is not decided can be withdrawn.
pub(crate) fn is_possible(row: &FileRow) -> bool {
    row.open && matches!(row.state.as_str(), "filed" | "in_review")
}

#[derive(Template)]
#[template(path = "withdraw.html")]
struct Withdraw {
    page: Page,
    number: String,
    faults: Faults,
    text: String,
}

fn show(ctx: &Ctx, number: &str, faults: Faults, text: &str) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-withdraw-title", "procedures-withdraw-title")
        .private()
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Withdraw { number: number.to_owned(), faults, text: text.to_owned(), page: page.clone() };
    page.html(status, &template)
}

/// `GET /suivre/{number}/retirer`
pub(super) async fn form(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    let (_, row) = access::sole_file(&ctx, &number).await?;
    if !is_possible(&row) {
        return Err(Problem::conflict("problem-moved"));
    }
    show(&ctx, &number, Faults::default(), "")
}

/// `POST /suivre/{number}/retirer`
pub(super) async fn withdraw(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::sole_file(&ctx, &number).await?;
    if !is_possible(&row) {
        return Err(Problem::conflict("problem-moved"));
    }
    let text = posted.get("motif");
    let mut faults = Faults::default();
    if text.chars().count() > MOST {
        let args = [("max", MOST.into())];
        faults.push("motif", ctx.app().texts().get(ctx.lang(), "procedures-text-long", &args).0);
    }
    let paper = attach::joined(&ctx, &posted).unwrap_or_else(|fault| {
        faults.0.push(fault);
        None
    });
    if !faults.is_empty() {
        return show(&ctx, &number, faults, text);
    }
    let paper = match paper {
        Some(paper) => Some(attach::seal(&ctx, row.person, "retrait", paper).await?),
        None => None,
    };
    drop_file(&ctx, &revisions, &actor, &row, (text, paper.as_ref())).await?;
    Ok(back(&ctx, &number))
}

/// Ends the file, and tells who handles it.
pub(crate) async fn drop_file(
    ctx: &Ctx,
    revisions: &Revisions,
    actor: &Actor,
    row: &FileRow,
    (reason, paper): (&str, Option<&UploadRow>),
) -> Result<(), Problem> {
    let opened = access::opened(ctx, actor, row).await?;
    let open = open_file(ctx, revisions, row, &opened).await?;
    let outcome = dropped(&open, row)?;
    let at = &Acting {
        file: row.id,
        number: &row.number,
        person: row.person,
        actor: Some(actor),
        form: &open.ready.form,
    };
    let (ready, outcome, now) = (&open.ready, &outcome, ctx.now());
    ctx.db()
        .write(move |tx| async move {
            let body = (!reason.is_empty()).then_some(reason);
            let data = super::join(&tx, row.id, serde_json::json!({}), paper).await?;
            let entry = Entry { kind: "withdrawn", public: true, data, body };
            filing::write_event(ctx, &tx, row.id, row.person, at.actor, entry).await?;
            if let Some(open) = tx.opt(&files::OPEN_CORRECTION, params![row.id]).await? {
                tx.exec(&files::ANSWER_CORRECTION, params![row.id, open.get::<i64>(0)?, now]).await?;
            }
            flow::moved(ctx, &tx, at, ready, row, outcome).await?;
            tell_agent(ctx, &tx, row.assignee, &row.number, "procedures-mail-withdrawn-agent").await?;
            filing::tell(ctx, &tx, row.person, &row.number, "procedures-mail-withdrawn").await
        })
        .await
}

/// Where a withdrawn file goes: to the workflow's own step for dropped files, with what that step does; a workflow without one leaves the
/// file where it is, closed.
fn dropped(open: &OpenFile, row: &FileRow) -> Result<Outcome, Problem> {
    let position = flow::position(row)?;
    let own = open.ready.flow.steps.iter().find(|step| step.public == PublicState::Dropped);
    if let Some(step) = own {
        let machine = flow::machine(&open.ready, &open.context);
        let outcome = machine
            .go(&position, &open.answers, &Target::Step(step.id.clone()))
            .map_err(|error| Problem::from(FlowProblem(error)))?;
        if outcome.public == PublicState::Dropped {
            return Ok(outcome);
        }
    }
    Ok(Outcome {
        position,
        public: PublicState::Dropped,
        waiting: false,
        effects: Vec::new(),
        answers: open.answers.clone(),
    })
}
