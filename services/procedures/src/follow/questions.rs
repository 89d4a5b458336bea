//! Questions that a step of the workflow asks, answered on a page: the applicant's own, or an agent's. The same engine as the
//! form's pages; what is typed wrong is said at its question, and nothing typed is lost.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::{Again, SHOWN, State, accept, check_page, view};
use beffroi_forms::compiled::Compiled;
use beffroi_forms::model::Item;
use beffroi_forms::value::{Answers, At, Refusal, Typed};
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem};
use serde_json::json;
use uuid::Uuid;

use super::access;
use super::answer::as_filling;
use super::pages::open_file;
use crate::agent::with_page;
use crate::filing::Entry;
use crate::fill::{Filling, Questions, is_named, receive_files, remove_file, render_items};
use crate::flow::tasks::{Ending, clear, end, questions, target};
use crate::revisions::{Ready, Revisions};
use crate::store::tasks::{self, TaskRow};
use crate::words;

/// A page of questions beside the form.
pub(crate) struct Questionnaire {
    compiled: Compiled,
    index: usize,
    /// Names of its questions.
    pub names: Vec<String>,
}

impl Questionnaire {
    pub(crate) fn new(ready: &Ready, items: &[Item]) -> Self {
        let (compiled, index) = with_page(ready, items);
        Self { compiled, index, names: items.iter().map(|item| item.id.to_string()).collect() }
    }
}

/// What stands around the questions.
pub(crate) struct Around {
    pub title: String,
    /// Words of the workflow, in clear.
    pub label: String,
    pub back: String,
    pub action: String,
    pub send: &'static str,
    pub frame: Frame,
}

#[derive(Template)]
#[template(path = "questions.html")]
struct Show {
    page: Page,
    around: Around,
    label: Markup,
    faults: Faults,
    shown: String,
    items: Markup,
}

/// The page, with what was typed and what is wrong with it.
pub(crate) fn show(
    ctx: &Ctx,
    filling: &Filling,
    form: &Questionnaire,
    around: Around,
    typed: Option<&Typed>,
    refusals: &[Refusal],
) -> Result<Response, Problem> {
    let state = State::new(&form.compiled, &filling.context, &filling.answers);
    let again = Again { typed, refusals, focus: None };
    let seen = view(&state, form.index, again).ok_or_else(Problem::not_found)?;
    let faults = words::faults(ctx, &state, refusals);
    let page = Page::titled(ctx, around.title.clone(), ctx.s("procedures-flow-questions-description"))
        .private()
        .frame(around.frame)
        .refused(!faults.is_empty());
    let items = render_items(&page, &state, &seen.items)?;
    let status = faults.status();
    let label = words::paragraphs(&around.label);
    page.html(status, &Show { page: page.clone(), around, label, faults, shown: seen.shown, items })
}

/// What was read of a posted page.
pub(crate) enum Read {
    /// To be shown again: files were added, or something is wrong.
    Again(Typed, Vec<Refusal>),
    /// Answers of the file with those of the page.
    Done(Answers),
}

/// Reads a posted page.
pub(crate) async fn read(
    ctx: &Ctx,
    filling: &mut Filling,
    form: &Questionnaire,
    posted: &Posted,
) -> Result<Read, Problem> {
    let named = Questions::Named(&form.names);
    if posted.has("_unfile") {
        remove_file(ctx, filling, posted.get("_unfile"), &named).await?;
    }
    let mut refusals = receive_files(ctx, filling, &posted.files, &named).await?;
    let mut typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton" && *name != SHOWN).collect();
    let shown: Vec<&str> = posted.get(SHOWN).split(',').filter(|path| is_named(path, &form.names)).collect();
    typed.insert(SHOWN, shown.join(","));
    let read = accept(&form.compiled, form.index, &filling.answers, typed, &filling.context);
    filling.answers = read.answers;
    refusals.extend(read.refusals);
    let state = State::new(&form.compiled, &filling.context, &filling.answers);
    refusals.extend(check_page(&state, form.index));
    refusals.retain(|of| matches!(&of.at, At::Field(path) if is_named(&path.to_string(), &form.names)));
    refusals.dedup();
    let stays = read.row_changed.is_some() || posted.has("_upload") || posted.has("_unfile");
    Ok(match (stays, refusals.is_empty()) {
        (true, _) => Read::Again(read.typed, Vec::new()),
        (false, false) => Read::Again(read.typed, refusals),
        (false, true) => Read::Done(filling.answers.clone()),
    })
}

/// An open question of this file that waits for the applicant.
async fn asked(ctx: &Ctx, file: Uuid, id: &str) -> Result<TaskRow, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let task = tasks::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    let hers = task.file == file && task.kind == "ask" && task.is_open() && task.waits_for("applicant");
    if hers { Ok(task) } else { Err(Problem::not_found()) }
}

fn around(ctx: &Ctx, number: &str, task: &TaskRow, label: String) -> Around {
    let back = ctx.href(&format!("/suivre/{number}"));
    Around {
        title: ctx.s("procedures-flow-questions-title"),
        label,
        action: format!("{back}/question/{}", task.id),
        back,
        send: "procedures-flow-questions-send",
        frame: Frame::Public,
    }
}

/// `GET /suivre/{number}/question/{id}`
pub(super) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (actor, row) = access::own_file(&ctx, &number).await?;
    let task = asked(&ctx, row.id, &id).await?;
    let opened = ctx.desk().open_own(&actor).await?;
    let label = clear(&opened, &task, "body")?;
    let open = open_file(&ctx, &revisions, &row, &opened).await?;
    let form = Questionnaire::new(&open.ready, questions(&open.ready.flow, task.text("ask")));
    let filling = as_filling(&ctx, open, actor, &row).await?;
    show(&ctx, &filling, &form, around(&ctx, &number, &task, label), None, &[])
}

/// `POST /suivre/{number}/question/{id}`
pub(super) async fn send(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((number, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::own_file(&ctx, &number).await?;
    let task = asked(&ctx, row.id, &id).await?;
    let opened = ctx.desk().open_own(&actor).await?;
    let label = clear(&opened, &task, "body")?;
    let open = open_file(&ctx, &revisions, &row, &opened).await?;
    let form = Questionnaire::new(&open.ready, questions(&open.ready.flow, task.text("ask")));
    let again = open_file(&ctx, &revisions, &row, &opened).await?;
    let mut filling = as_filling(&ctx, again, actor.clone(), &row).await?;
    let answers = match read(&ctx, &mut filling, &form, &posted).await? {
        Read::Again(typed, refusals) => {
            let around = around(&ctx, &number, &task, label);
            return show(&ctx, &filling, &form, around, Some(&typed), &refusals);
        }
        Read::Done(answers) => answers,
    };
    let entry = Entry { kind: "answered", public: true, data: json!({}), body: None };
    let ending =
        Ending { task: &task, state: "done", answer: "", entry, answers: Some(&answers), to: target(&task) };
    end(&ctx, &row, &open, Some(&actor), ending).await?;
    let root = if ctx.signed_in() { "/moi/demarches" } else { "/suivre" };
    let to = ctx.href(&format!("{root}/{number}?fait=1"));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}

/// What waits for the applicant, as her file shows it.
pub(crate) struct Waiting {
    pub key: String,
    pub body: Markup,
    /// The page that answers it, for a question.
    pub href: Option<String>,
    /// Euros to pay.
    pub amount: Option<String>,
}

/// The open tasks that the applicant sees.
pub(super) async fn waiting(
    ctx: &Ctx,
    row: &crate::store::files::FileRow,
    opened: &beffroi_people::Opened,
) -> Result<Vec<Waiting>, Problem> {
    let mut waiting = Vec::new();
    for task in tasks::of_file(ctx.db(), row.id).await? {
        if !task.is_open() || !task.waits_for("applicant") {
            continue;
        }
        waiting.push(Waiting {
            key: format!("procedures-flow-waits-{}", task.kind),
            body: words::paragraphs(&clear(opened, &task, "body")?),
            href: (task.kind == "ask")
                .then(|| ctx.href(&format!("/suivre/{}/question/{}", row.number, task.id))),
            amount: task.data["amount"].as_str().map(words::euros),
        });
    }
    Ok(waiting)
}
