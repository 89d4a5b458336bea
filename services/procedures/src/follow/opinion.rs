//! An opinion as the one who is asked sees it: the question, what was shared, a page to answer. An expert outside comes by her
//! link and a code; an agent of another unit from her own list.

use askama::Template;
use axum::Extension;
use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beffroi_forms::check::State;
use beffroi_people::{Actor, Opened};
use beffroi_store::params;
use beffroi_web::{App, Ctx, Faults, Frame, Markup, Page, Posted, Problem, layers};
use serde_json::json;
use uuid::Uuid;

use super::pages::{attached, open_file};
use super::summary::{self, Part};
use crate::filing::Entry;
use crate::fill::attach;
use crate::flow::notices;
use crate::flow::opinions::{self, Asked};
use crate::flow::tasks::{Ending, end};
use crate::model;
use crate::revisions::Revisions;
use crate::store::drafts;
use crate::store::files::{self, FileRow};
use crate::store::tasks::{self, TaskRow};
use crate::words;

/// Field under which the paper that comes with an opinion is kept.
const FIELD: &str = "avis";
/// Cookie that keeps the right code for an hour: `address.code`.
const COOKIE: &str = "__Host-avis";
const COOKIE_SECONDS: i64 = 3600;
/// Longest opinion, in characters.
const TEXT_MAX: usize = 10_000;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/avis/{address}", get(open_link).post(enter))
        .route("/avis/{address}/reponse", post(send))
        .route("/avis/{address}/piece/{upload}", get(download))
}

/// Where a page of an opinion stands.
pub(crate) struct Given<'g> {
    /// Way back; empty when there is none.
    pub back: &'g str,
    /// Where its addresses begin.
    pub base: &'g str,
    pub frame: Frame,
}

#[derive(Template)]
#[template(path = "opinion.html")]
struct Show {
    page: Page,
    back: String,
    base: String,
    action: String,
    question: Markup,
    due: String,
    parts: Vec<Part>,
    faults: Faults,
    sense: String,
    text: String,
}

/// The question, what was shared, and the page to answer.
pub(crate) async fn show(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    task: &TaskRow,
    opened: &Opened,
    given: &Given<'_>,
    faults: Faults,
    posted: Option<&Posted>,
) -> Result<Response, Problem> {
    let asked = Asked::of(opened, task)?;
    let open = open_file(ctx, revisions, row, opened).await?;
    let state = State::new(&open.ready.form, &open.context, &open.answers);
    let page = Page::new(ctx, "procedures-flow-opinion-title", "procedures-flow-opinion-description")
        .private()
        .frame(given.frame)
        .refused(!faults.is_empty());
    let due = task.due_on.as_deref().and_then(model::iso_date);
    let typed = |name: &str| posted.map(|posted| posted.get(name).to_owned()).unwrap_or_default();
    let action =
        if given.frame == Frame::Agent { given.base.to_owned() } else { format!("{}/reponse", given.base) };
    let status = faults.status();
    let shown = Show {
        back: given.back.to_owned(),
        base: given.base.to_owned(),
        action,
        question: words::paragraphs(&asked.question),
        due: due.map(|due| page.date(&due)).unwrap_or_default(),
        parts: summary::shared(ctx, &state, &asked.fields),
        sense: typed("sens"),
        text: typed("avis"),
        faults,
        page: page.clone(),
    };
    page.html(status, &shown)
}

/// Reads an opinion and gives it to the file; `Some` when something is wrong.
pub(crate) async fn answer(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    task: &TaskRow,
    opened: &Opened,
    actor: Option<&Actor>,
    posted: &Posted,
) -> Result<Option<Faults>, Problem> {
    let mut faults = Faults::default();
    let sense = match posted.get("sens") {
        "favorable" => "procedures-flow-opinion-favorable",
        "reserve" => "procedures-flow-opinion-reserve",
        "defavorable" => "procedures-flow-opinion-defavorable",
        _ => "",
    };
    if sense.is_empty() {
        faults.push("sens-favorable", ctx.s("procedures-flow-opinion-no-sense"));
    }
    let text = posted.get("avis");
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        faults.push("avis", ctx.s("procedures-flow-opinion-no-text"));
    }
    let paper = attach::joined(ctx, posted).unwrap_or_else(|fault| {
        faults.0.push(fault);
        None
    });
    if !faults.is_empty() {
        return Ok(Some(faults));
    }
    if let Some(paper) = paper {
        let upload = &attach::seal(ctx, row.person, FIELD, paper).await?;
        ctx.db().write(move |tx| async move { drafts::insert_upload(&tx, row.id, upload).await }).await?;
    }
    let open = open_file(ctx, revisions, row, opened).await?;
    let said = format!("{}\n\n{text}", ctx.s(sense));
    let data = json!({ "name": if task.text("from").is_empty() { ctx.s("procedures-flow-opinion-outside") } else { task.text("from").to_owned() } });
    let entry = Entry { kind: "opinion", public: false, data, body: Some(&said) };
    let ending = Ending { task, state: "done", answer: &said, entry, answers: None, to: None };
    end(ctx, row, &open, actor, ending).await?;
    if let Some(agent) = row.assignee {
        ctx.db()
            .write(move |tx| async move {
                notices::to_agent(ctx, &tx, agent, &row.number, "procedures-mail-opinion-in").await
            })
            .await?;
    }
    Ok(None)
}

/// A paper that was shared, to be saved.
pub(crate) async fn piece(
    ctx: &Ctx,
    row: &FileRow,
    task: &TaskRow,
    opened: &Opened,
    upload: &str,
) -> Result<Response, Problem> {
    let id: Uuid = upload.parse().map_err(|_| Problem::not_found())?;
    let asked = Asked::of(opened, task)?;
    let (holder, upload) = drafts::upload(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    let first = upload.field.split('.').next().unwrap_or_default();
    if holder != row.id || !asked.fields.iter().any(|field| field == first) {
        return Err(Problem::not_found());
    }
    attached(ctx, opened, &upload).await
}

/// The task and its file, while the link may be opened.
async fn at(ctx: &Ctx, address: &str) -> Result<(TaskRow, FileRow), Problem> {
    let id = opinions::linked(ctx, address).ok_or_else(Problem::not_found)?;
    let task = tasks::by_id(ctx.db(), id).await?.filter(|task| opinions::is_open(ctx, task));
    let task = task.ok_or_else(|| Problem::new(StatusCode::GONE, "problem-opinion-over"))?;
    let row = files::by_id(ctx.db(), task.file).await?.ok_or_else(Problem::not_found)?;
    Ok((task, row))
}

fn is_right(ctx: &Ctx, task: &TaskRow, typed: &str) -> bool {
    let code = model::normal_code(&opinions::code(ctx, task.id));
    let hash = |text: &str| ctx.app().secret().hash("opinion-check", ctx.authority().id, text);
    hash(&model::normal_code(typed)) == hash(&code)
}

/// Has this browser given the right code in the last hour?
fn has_code(ctx: &Ctx, address: &str, task: &TaskRow) -> bool {
    let kept = ctx.cookie(COOKIE);
    let code = kept.as_deref().and_then(|value| value.split_once('.')).filter(|(of, _)| *of == address);
    code.is_some_and(|(_, code)| is_right(ctx, task, code))
}

#[derive(Template)]
#[template(path = "opinion-code.html")]
struct AskCode {
    page: Page,
    faults: Faults,
}

fn ask_code(ctx: &Ctx, faults: Faults) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-flow-opinion-title", "procedures-flow-opinion-description")
        .private()
        .refused(!faults.is_empty());
    let status = faults.status();
    page.html(status, &AskCode { page: page.clone(), faults })
}

/// `GET /avis/{address}`
async fn open_link(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(address): Path<String>,
) -> Result<Response, Problem> {
    let (task, row) = at(&ctx, &address).await?;
    if !has_code(&ctx, &address, &task) {
        return ask_code(&ctx, Faults::default());
    }
    outside(&ctx, &revisions, &address, &task, &row, Faults::default(), None).await
}

async fn outside(
    ctx: &Ctx,
    revisions: &Revisions,
    address: &str,
    task: &TaskRow,
    row: &FileRow,
    faults: Faults,
    posted: Option<&Posted>,
) -> Result<Response, Problem> {
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let opened = opinions::open_outside(ctx, task, row, &slug).await?;
    let base = ctx.href(&format!("/avis/{address}"));
    let given = Given { back: "", base: &base, frame: Frame::Public };
    show(ctx, revisions, row, task, &opened, &given, faults, posted).await
}

/// `POST /avis/{address}`: the code. Ten wrong ones close the link.
async fn enter(ctx: Ctx, Path(address): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let (task, _) = at(&ctx, &address).await?;
    let code = posted.get("code");
    if is_right(&ctx, &task, code) {
        let to = ctx.href(&format!("/avis/{address}"));
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
        let kept = format!("{address}.{}", model::normal_code(code));
        layers::set_cookie(&mut response, COOKIE, &kept, Some(COOKIE_SECONDS));
        return Ok(response);
    }
    let id = task.id;
    ctx.db().write(move |tx| async move { tx.one(&tasks::TRY, params![id]).await.map(drop) }).await?;
    let mut faults = Faults::default();
    faults.push("code", ctx.s("procedures-flow-opinion-wrong-code"));
    ask_code(&ctx, faults)
}

#[derive(Template)]
#[template(path = "opinion-thanks.html")]
struct Thanks {
    page: Page,
}

/// `POST /avis/{address}/reponse`
async fn send(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(address): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (task, row) = at(&ctx, &address).await?;
    if !has_code(&ctx, &address, &task) {
        return ask_code(&ctx, Faults::default());
    }
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let opened = opinions::open_outside(&ctx, &task, &row, &slug).await?;
    if let Some(faults) = answer(&ctx, &revisions, &row, &task, &opened, None, &posted).await? {
        return outside(&ctx, &revisions, &address, &task, &row, faults, Some(&posted)).await;
    }
    let page =
        Page::new(&ctx, "procedures-flow-opinion-thanks", "procedures-flow-opinion-description").private();
    page.html(StatusCode::OK, &Thanks { page: page.clone() })
}

/// `GET /avis/{address}/piece/{upload}`
async fn download(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((address, upload)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (task, row) = at(&ctx, &address).await?;
    if !has_code(&ctx, &address, &task) {
        return ask_code(&ctx, Faults::default());
    }
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let opened = opinions::open_outside(&ctx, &task, &row, &slug).await?;
    piece(&ctx, &row, &task, &opened, &upload).await
}
