//! What a step of the workflow waits for, done by an agent: questions answered, a payment written down, a day agreed, an opinion
//! received, a call that failed taken up again or given up.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use beffroi_forms::model::{Item, Kind};
use beffroi_forms::value::{Answers, Value};
use beffroi_people::{Actor, Opened};
use beffroi_web::{Ctx, Frame, Markup, Page, Posted, Problem, dates};
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::acts::back;
use super::file::load;
use crate::filing::{self, Entry};
use crate::flow::calls;
use crate::flow::opinions::Asked;
use crate::flow::tasks::{Ending, clear, end, questions, target};
use crate::follow::answer::as_filling;
use crate::follow::pages::{OpenFile, open_file};
use crate::follow::questions::{Around, Questionnaire, Read, read, show as show_questions};
use crate::revisions::{Ready, Revisions};
use crate::store::files::FileRow;
use crate::store::tasks::{self, TaskRow};
use crate::words;

/// A task as the file lists it.
pub(super) struct Listed {
    pub id: Uuid,
    pub kind_key: String,
    pub what: String,
    pub failed: bool,
    pub due: String,
}

/// Open tasks of a file, and those that failed.
pub(super) async fn listed(ctx: &Ctx, page: &Page, file: Uuid) -> Result<Vec<Listed>, Problem> {
    let list = |task: TaskRow| Listed {
        kind_key: format!("procedures-agent-task-{}", task.kind),
        what: what(&task),
        failed: task.state == "failed",
        due: task
            .due_on
            .as_deref()
            .and_then(crate::model::iso_date)
            .map(|of| page.date(&of))
            .unwrap_or_default(),
        id: task.id,
    };
    let all = tasks::of_file(ctx.db(), file).await?.into_iter();
    Ok(all.filter(|task| task.is_open() || task.state == "failed").map(list).collect())
}

/// What a list says of a task: nothing personal.
fn what(task: &TaskRow) -> String {
    match task.kind.as_str() {
        "call" => task.text("connector").to_owned(),
        "opinion" => task.text("from").to_owned(),
        "payment" => task.data["amount"].as_str().map(words::euros).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A task about to be done.
struct Doing {
    row: FileRow,
    actor: Actor,
    opened: Opened,
    open: OpenFile,
    task: TaskRow,
}

async fn doing(ctx: &Ctx, revisions: &Revisions, number: &str, id: &str) -> Result<Doing, Problem> {
    let row = load(ctx, number).await?;
    let (actor, opened) = super::open_for_review(ctx, &row).await?;
    let mut open = open_file(ctx, revisions, &row, &opened).await?;
    open.context.agent = true;
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let task = tasks::by_id(ctx.db(), id).await?.filter(|task| task.file == row.id);
    let task = task.ok_or_else(Problem::not_found)?;
    if task.is_open() || task.state == "failed" {
        Ok(Doing { row, actor, opened, open, task })
    } else {
        Err(Problem::conflict("problem-moved")
            .way(format!("/agent/dossiers/{number}"), "procedures-back-file"))
    }
}

/// The questions of a task: those of the workflow, or those that its kind needs.
fn items(ctx: &Ctx, ready: &Ready, task: &TaskRow) -> Result<Vec<Item>, Problem> {
    let own = |kind: &str, id: &str, key: &str, more: Json| {
        let mut item = json!({ "kind": kind, "id": id, "label": ctx.s(key), "required": true });
        if let (Some(item), Some(more)) = (item.as_object_mut(), more.as_object()) {
            item.extend(more.clone());
        }
        item
    };
    let items = match task.kind.as_str() {
        "ask" => return Ok(questions(&ready.flow, task.text("ask")).to_vec()),
        "edit" => return Ok(edited(ready, task)),
        "payment" => json!([
            own("date", "tache_jour", "procedures-agent-task-paid-on", json!({ "max": "today" })),
            own("text", "tache_reference", "procedures-agent-task-reference", json!({ "max_len": 100 })),
        ]),
        "appointment" => json!([
            own("date", "tache_jour", "procedures-agent-task-day", json!({})),
            own("time", "tache_heure", "procedures-agent-task-hour", json!({})),
            own("text", "tache_lieu", "procedures-agent-task-place", json!({ "max_len": 200 })),
        ]),
        _ => json!([own(
            "long_text",
            "tache_texte",
            "procedures-agent-task-opinion-text",
            json!({ "max_len": 10_000 })
        )]),
    };
    serde_json::from_value(items).map_err(|error| Problem::internal(&error))
}

/// Fields of the form that the workflow lets an agent change; all of them when it names none.
fn edited(ready: &Ready, task: &TaskRow) -> Vec<Item> {
    let named = task.data["fields"].as_array().filter(|named| !named.is_empty());
    let all = ready.model().pages.iter().flat_map(|page| &page.items);
    let wanted = |item: &&Item| match named {
        Some(named) => named.iter().any(|name| *name == *item.id.as_str()),
        None => item.kind.is_input() || matches!(item.kind, Kind::Section { .. } | Kind::Block { .. }),
    };
    all.filter(wanted).cloned().collect()
}

/// The words of a task, in clear.
fn label(of: &Doing) -> Result<String, Problem> {
    if of.task.kind == "opinion" {
        Ok(Asked::of(&of.opened, &of.task)?.question)
    } else {
        clear(&of.opened, &of.task, "body")
    }
}

fn around(ctx: &Ctx, number: &str, task: &TaskRow, label: String) -> Around {
    let back = format!("/agent/dossiers/{number}");
    Around {
        title: ctx.s(&format!("procedures-agent-task-{}", task.kind)),
        label,
        action: format!("{back}/tache/{}", task.id),
        back,
        send: "procedures-agent-task-send",
        frame: Frame::Agent,
    }
}

#[derive(Template)]
#[template(path = "agent-call.html")]
struct FailedCall {
    page: Page,
    number: String,
    task: TaskRow,
    why: String,
    address: String,
}

/// `GET /agent/dossiers/{number}/tache/{id}`
pub(super) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let of = doing(&ctx, &revisions, &number, &id).await?;
    if of.task.kind == "call" {
        let page = Page::new(&ctx, "procedures-agent-task-call", "procedures-agent-file-description")
            .frame(Frame::Agent);
        let why = clear(&of.opened, &of.task, "answers")?;
        let request: Json = serde_json::from_str(&clear(&of.opened, &of.task, "body")?).unwrap_or_default();
        let address = request["url"].as_str().unwrap_or_default().to_owned();
        let shown = FailedCall { page: page.clone(), number, task: of.task, why, address };
        return page.html(StatusCode::OK, &shown);
    }
    if of.task.kind == "opinion" && of.task.text("to_whom").is_empty() {
        let to = ctx.href(&format!("/agent/dossiers/{number}/avis?tache={id}"));
        return Ok(Redirect::to(&to).into_response());
    }
    let label = label(&of)?;
    let form = Questionnaire::new(&of.open.ready, &items(&ctx, &of.open.ready, &of.task)?);
    let around = around(&ctx, &number, &of.task, label);
    let filling = as_filling(&ctx, of.open, of.actor, &of.row).await?;
    show_questions(&ctx, &filling, &form, around, None, &[])
}

/// `POST /agent/dossiers/{number}/tache/{id}`
pub(super) async fn send(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((number, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let of = doing(&ctx, &revisions, &number, &id).await?;
    if of.task.kind == "call" {
        if posted.has("encore") {
            calls::retry(&ctx, &of.row, &of.actor, &of.task).await?;
        } else {
            calls::give_up(&ctx, &of.row, &of.actor, &of.task).await?;
        }
        return Ok(back(&ctx, &number));
    }
    let form = Questionnaire::new(&of.open.ready, &items(&ctx, &of.open.ready, &of.task)?);
    let mut again = open_file(&ctx, &revisions, &of.row, &of.opened).await?;
    again.context.agent = true;
    let mut filling = as_filling(&ctx, again, of.actor.clone(), &of.row).await?;
    match read(&ctx, &mut filling, &form, &posted).await? {
        Read::Again(typed, refusals) => {
            let label = label(&of)?;
            let around = around(&ctx, &number, &of.task, label);
            show_questions(&ctx, &filling, &form, around, Some(&typed), &refusals)
        }
        Read::Done(answers) => {
            done(&ctx, &of, &answers).await?;
            Ok(back(&ctx, &number))
        }
    }
}

/// The task is over: what was typed is kept, the applicant is told what concerns her, the file moves on.
async fn done(ctx: &Ctx, of: &Doing, answers: &Answers) -> Result<(), Problem> {
    let (task, to) = (&of.task, target(&of.task));
    let text = |name: &str| answers.get(name).map(|value| said(ctx, value)).unwrap_or_default();
    let (kind, public, answer, answers) = match task.kind.as_str() {
        "payment" => ("paid", true, format!("{}, {}", text("tache_jour"), text("tache_reference")), None),
        "appointment" => {
            let said = format!("{}, {}, {}", text("tache_jour"), text("tache_heure"), text("tache_lieu"));
            ("appointment", true, said, None)
        }
        "opinion" => ("opinion", false, text("tache_texte"), None),
        _ => ("answered", false, String::new(), Some(answers)),
    };
    let body = (!answer.is_empty()).then_some(answer.as_str());
    let entry = Entry { kind, public, data: json!({ "name": what(task) }), body };
    let ending = Ending { task, state: "done", answer: &answer, entry, answers, to };
    end(ctx, &of.row, &of.open, Some(&of.actor), ending).await?;
    if public {
        let row = &of.row;
        ctx.db()
            .write(move |tx| async move {
                filing::tell(ctx, &tx, row.person, &row.number, "procedures-mail-news").await
            })
            .await?;
    }
    Ok(())
}

fn said(ctx: &Ctx, value: &Value) -> String {
    match value {
        Value::Date(date) => dates::long(ctx.lang(), *date),
        Value::Time(time) => dates::hour(ctx.lang(), *time),
        Value::Text(text) => text.clone(),
        _ => String::new(),
    }
}

/// A failed call as the list of them shows it.
struct Line {
    number: String,
    id: Uuid,
    connector: String,
    procedure: String,
    ended_at: Option<OffsetDateTime>,
    may_open: bool,
}

#[derive(Template)]
#[template(path = "agent-calls.html")]
struct Calls {
    page: Page,
    lines: Vec<Line>,
    connectors: Markup,
}

/// `GET /agent/appels`: calls that failed, for the heads of the units concerned and for authors.
pub(super) async fn calls_page(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    if !actor.is_agent() && !actor.may_author() {
        return Err(Problem::forbidden());
    }
    let page = Page::new(&ctx, "procedures-agent-calls-title", "procedures-agent-calls-description")
        .frame(Frame::Agent);
    let mut lines = Vec::new();
    for of in tasks::failed(ctx.db()).await? {
        let may_open = of.unit.map_or(actor.is_agent(), |unit| actor.works_in(unit));
        if !may_open && !actor.may_author() {
            continue;
        }
        let row = crate::store::procedures::by_id(ctx.db(), of.procedure).await?;
        let procedure = match row {
            Some(row) => revisions
                .ready(ctx.db(), &row, row.published.unwrap_or(row.latest))
                .await?
                .sheet
                .title
                .clone(),
            None => String::new(),
        };
        lines.push(Line {
            number: of.number,
            id: of.task.id,
            connector: of.task.text("connector").to_owned(),
            procedure,
            ended_at: of.task.ended_at,
            may_open,
        });
    }
    let names: Vec<String> = ctx
        .app()
        .fetcher()
        .targets()
        .filter(|of| of.serves(&ctx.authority().hosts))
        .map(|of| of.name.clone())
        .collect();
    let connectors = Markup::text(&names.join(", "));
    page.html(StatusCode::OK, &Calls { page: page.clone(), lines, connectors })
}
