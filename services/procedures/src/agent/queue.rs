//! What waits: mine, my units', everything, the most urgent first. No personal datum is read for a list.

use std::collections::HashMap;

use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_web::{Ctx, Frame, Page, Problem};
use uuid::Uuid;

use crate::filing::days_left;
use crate::model;
use crate::revisions::Revisions;
use crate::store::files::{self, QueueRow, Scope};
use crate::store::procedures::{self, ProcedureRow};

const PAGE: usize = 50;

struct Line {
    number: String,
    title: String,
    step: String,
    due: String,
    days: Option<i64>,
    assignee: String,
    waiting: bool,
}

struct Tab {
    href: String,
    label: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue {
    page: Page,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: Option<String>,
    closed: bool,
    view: String,
}

fn tabs(ctx: &Ctx, view: &str) -> Result<Vec<Tab>, Problem> {
    let actor = ctx.person()?;
    let mut tabs =
        vec![Tab { href: "/agent".to_owned(), label: ctx.s("procedures-queue-mine"), here: view == "moi" }];
    for unit in actor.units() {
        let key = unit.id.to_string();
        tabs.push(Tab { href: format!("/agent?vue={key}"), label: unit.name.clone(), here: view == key });
    }
    Ok(tabs)
}

/// `GET /agent?vue=&clos=&apres=`
pub(super) async fn page(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let actor = super::agent(&ctx)?;
    let asked = ctx.param("vue").unwrap_or_default();
    let unit = asked.parse::<Uuid>().ok().filter(|unit| actor.works_in(*unit));
    // An agent who has nothing of her own lands on her unit's queue.
    let scope = match (unit, actor.person()) {
        (Some(unit), _) => Scope::Unit(unit),
        (None, Some(person)) => Scope::Mine(person),
        (None, None) => return Err(Problem::forbidden()),
    };
    let closed = ctx.param("clos").is_some();
    let after = ctx.param("apres").unwrap_or_default();
    let after = after.split_once('_').unwrap_or(("", ""));
    let mut rows = files::queue(ctx.db(), scope, !closed, after).await?;
    let mut view = unit.map_or_else(|| "moi".to_owned(), |unit| unit.to_string());
    if rows.is_empty()
        && asked.is_empty()
        && after.0.is_empty()
        && let Some(first) = actor.units().first()
    {
        rows = files::queue(ctx.db(), Scope::Unit(first.id), !closed, after).await?;
        view = first.id.to_string();
    }
    let next = (rows.len() > PAGE).then(|| rows[PAGE - 1].clone()).map(|last| {
        let clos = if closed { "&clos=1" } else { "" };
        format!("/agent?vue={view}{clos}&apres={}_{}", last.due_on, last.number)
    });
    rows.truncate(PAGE);
    let page = Page::new(&ctx, "procedures-queue-title", "procedures-queue-description").frame(Frame::Agent);
    let lines = lines(&ctx, &revisions, &page, rows).await?;
    page.html(
        StatusCode::OK,
        &Queue { tabs: tabs(&ctx, &view)?, lines, next, closed, view, page: page.clone() },
    )
}

async fn lines(
    ctx: &Ctx,
    revisions: &Revisions,
    page: &Page,
    rows: Vec<QueueRow>,
) -> Result<Vec<Line>, Problem> {
    let procedures: HashMap<Uuid, ProcedureRow> =
        procedures::all(ctx.db()).await?.into_iter().map(|row| (row.id, row)).collect();
    let names = ctx.desk().agent_names().await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(procedure) = procedures.get(&row.procedure) else { continue };
        let ready = revisions.ready(ctx.db(), procedure, row.revision).await?;
        lines.push(Line {
            title: ready.sheet.title.clone(),
            step: ready.flow.step(&row.step).map_or_else(|| row.step.clone(), |step| step.name.clone()),
            due: model::iso_date(&row.due_on).map(|date| page.date(&date)).unwrap_or_default(),
            days: days_left(ctx, &row.due_on),
            assignee: row.assignee.and_then(|person| names.get(&person).cloned()).unwrap_or_default(),
            waiting: row.waiting,
            number: row.number,
        });
    }
    Ok(lines)
}
