//! Opinions: an agent asks one of another unit or of an expert outside, the unit asked reads what was shared with it and answers.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use beffroi_forms::check::State;
use beffroi_people::{Actor, Opened};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use uuid::Uuid;

use super::file::load;
use crate::flow::opinions::{self, Asked, Whom};
use crate::follow::opinion::{self, Given};
use crate::follow::pages::{OpenFile, open_file};
use crate::follow::summary;
use crate::revisions::Revisions;
use crate::store::files::{self, FileRow};
use crate::store::tasks::{self, TaskRow};

/// Days given when nobody says otherwise.
const DAYS: i64 = 15;

/// An answer that can be shared.
struct Shareable {
    field: String,
    label: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "agent-opinion-ask.html")]
struct Ask {
    page: Page,
    number: String,
    faults: Faults,
    task: String,
    question: String,
    units: Vec<(String, String)>,
    unit: String,
    mail: String,
    days: String,
    shareable: Vec<Shareable>,
    /// Link and code of an opinion already asked outside.
    sent: Option<(String, String)>,
}

struct Asking {
    row: FileRow,
    actor: Actor,
    open: OpenFile,
    opened: Opened,
    task: Option<TaskRow>,
}

async fn asking(ctx: &Ctx, revisions: &Revisions, number: &str, task: &str) -> Result<Asking, Problem> {
    let row = load(ctx, number).await?;
    let (actor, opened) = super::open_for_review(ctx, &row).await?;
    let open = open_file(ctx, revisions, &row, &opened).await?;
    let task = match task.parse::<Uuid>() {
        Ok(id) => tasks::by_id(ctx.db(), id)
            .await?
            .filter(|task| task.file == row.id && task.kind == "opinion" && task.is_open()),
        Err(_) => None,
    };
    Ok(Asking { row, actor, open, opened, task })
}

async fn render(
    ctx: &Ctx,
    of: &Asking,
    faults: Faults,
    posted: Option<&Posted>,
) -> Result<Response, Problem> {
    let asked = match &of.task {
        Some(task) => Asked::of(&of.opened, task)?,
        None => Asked::default(),
    };
    let typed = |name: &str, known: &str| posted.map_or(known, |posted| posted.get(name)).to_owned();
    let ticked = |field: &str| match posted {
        Some(posted) => posted.all("champ").any(|of| of == field),
        None => asked.fields.iter().any(|of| of == field),
    };
    let state = State::new(&of.open.ready.form, &of.open.context, &of.open.answers);
    let share = |(field, label): (String, String)| Shareable { ticked: ticked(&field), field, label };
    let shareable = summary::nameable(&state).into_iter().map(share).collect();
    let units = ctx
        .desk()
        .units()
        .await?
        .into_iter()
        .filter(|unit| unit.closed_at.is_none() && Some(unit.id) != of.row.unit);
    let page = Page::new(ctx, "procedures-agent-opinion-ask", "procedures-agent-file-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let sent = of.task.as_ref().filter(|task| task.text("to_whom") == "outside").map(|task| {
        let path = format!("/avis/{}", opinions::link(ctx, task.id));
        (ctx.app().public_href(ctx.authority(), &path), opinions::code(ctx, task.id))
    });
    let status = faults.status();
    let days = of.task.as_ref().and_then(|task| task.data["days"].as_i64()).unwrap_or(DAYS).to_string();
    let shown = Ask {
        number: of.row.number.clone(),
        task: of.task.as_ref().map(|task| task.id.to_string()).unwrap_or_default(),
        question: typed("question", &asked.question),
        unit: typed(
            "service",
            &of.task.as_ref().and_then(|task| task.unit).map(|unit| unit.to_string()).unwrap_or_default(),
        ),
        units: units.map(|unit| (unit.id.to_string(), unit.name)).collect(),
        mail: typed("courriel", &asked.mail),
        days: typed("jours", &days),
        shareable,
        sent,
        faults,
        page: page.clone(),
    };
    page.html(status, &shown)
}

/// `GET /agent/dossiers/{number}/avis?tache=`
pub(super) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let of = asking(&ctx, &revisions, &number, &ctx.param("tache").unwrap_or_default()).await?;
    render(&ctx, &of, Faults::default(), None).await
}

/// `POST /agent/dossiers/{number}/avis`
pub(super) async fn ask(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let of = asking(&ctx, &revisions, &number, posted.get("tache")).await?;
    let mut faults = Faults::default();
    if posted.get("question").is_empty() {
        faults.push("question", ctx.s("procedures-agent-opinion-no-question"));
    }
    let days = posted.get("jours").parse::<i64>().ok().filter(|days| (1..=365).contains(days));
    if days.is_none() {
        faults.push("jours", ctx.s("procedures-agent-opinion-bad-days"));
    }
    let unit = posted.get("service").parse::<Uuid>().ok();
    let known = ctx.desk().units().await?.into_iter().find(|known| Some(known.id) == unit);
    let mail = posted.get("courriel");
    let whom = match (known, mail) {
        (Some(unit), "") => Some(Whom::Unit { id: unit.id, name: unit.name }),
        (None, mail) if is_mail(mail) => Some(Whom::Outside { mail: mail.to_owned() }),
        _ => None,
    };
    if whom.is_none() {
        faults.push("service", ctx.s("procedures-agent-opinion-nobody"));
    }
    let (Some(days), Some(whom), true) = (days, whom, faults.is_empty()) else {
        return render(&ctx, &of, faults, Some(&posted)).await;
    };
    let asked = Asked {
        question: posted.get("question").to_owned(),
        mail: mail.to_owned(),
        fields: posted.all("champ").map(str::to_owned).collect(),
    };
    let task = opinions::ask(&ctx, &of.row, &of.actor, of.task.as_ref(), &whom, &asked, days).await?;
    let to = match whom {
        Whom::Outside { .. } => format!("/agent/dossiers/{number}/avis?tache={task}"),
        Whom::Unit { .. } => format!("/agent/dossiers/{number}?fait=1"),
    };
    Ok(Redirect::to(&ctx.href(&to)).into_response())
}

fn is_mail(text: &str) -> bool {
    let named = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    named && !text.contains(char::is_whitespace) && text.len() <= 254
}

struct Line {
    id: Uuid,
    number: String,
    procedure: String,
    due: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "agent-opinions.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
}

/// `GET /agent/avis`: what other units ask of mine.
pub(super) async fn list(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let actor = super::agent(&ctx)?;
    let page = Page::new(&ctx, "procedures-agent-opinions", "procedures-agent-opinions-description")
        .frame(Frame::Agent);
    let mut lines = Vec::new();
    for unit in actor.units() {
        for of in tasks::asked(ctx.db(), unit.id).await? {
            let row = crate::store::procedures::by_id(ctx.db(), of.procedure)
                .await?
                .ok_or_else(Problem::not_found)?;
            let ready = revisions.ready(ctx.db(), &row, row.published.unwrap_or(row.latest)).await?;
            let due = of.task.due_on.as_deref().and_then(crate::model::iso_date);
            lines.push(Line {
                id: of.task.id,
                number: of.number,
                procedure: ready.sheet.title.clone(),
                due: due.map(|due| page.date(&due)).unwrap_or_default(),
                unit: unit.name.clone(),
            });
        }
    }
    page.html(StatusCode::OK, &List { page: page.clone(), lines })
}

/// An opinion asked of a unit in which this agent works.
async fn asked_here(ctx: &Ctx, id: &str) -> Result<(Actor, TaskRow, FileRow), Problem> {
    let actor = super::agent(ctx)?;
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let task = tasks::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    let mine = task.kind == "opinion" && task.is_open() && task.unit.is_some_and(|unit| actor.works_in(unit));
    let row = files::by_id(ctx.db(), task.file).await?.filter(|_| mine).ok_or_else(Problem::not_found)?;
    Ok((actor.clone(), task, row))
}

/// `GET /agent/avis/{id}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (actor, task, row) = asked_here(&ctx, &id).await?;
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let opened = opinions::open_inside(&ctx, &actor, &row, &slug).await?;
    let given = Given { back: "/agent/avis", base: &format!("/agent/avis/{id}"), frame: Frame::Agent };
    opinion::show(&ctx, &revisions, &row, &task, &opened, &given, Faults::default(), None).await
}

/// `POST /agent/avis/{id}`
pub(super) async fn answer(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, task, row) = asked_here(&ctx, &id).await?;
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let opened = opinions::open_inside(&ctx, &actor, &row, &slug).await?;
    let given = Given { back: "/agent/avis", base: &format!("/agent/avis/{id}"), frame: Frame::Agent };
    match opinion::answer(&ctx, &revisions, &row, &task, &opened, Some(&actor), &posted).await? {
        Some(faults) => {
            opinion::show(&ctx, &revisions, &row, &task, &opened, &given, faults, Some(&posted)).await
        }
        None => Ok(Redirect::to(&ctx.href("/agent/avis?fait=1")).into_response()),
    }
}

/// `GET /agent/avis/{id}/piece/{upload}`
pub(super) async fn piece(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((id, upload)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (actor, task, row) = asked_here(&ctx, &id).await?;
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let opened = opinions::open_inside(&ctx, &actor, &row, &slug).await?;
    opinion::piece(&ctx, &row, &task, &opened, &upload).await
}
