//! One file: the request on the left, what to do on the right. Opening it is one journal entry.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::check::{Again, State, view};
use beffroi_forms::flow::Position;
use beffroi_people::Attribute;
use beffroi_web::{Ctx, Frame, Markup, Page, Problem};
use uuid::Uuid;

use crate::documents::name_in_form;
use crate::filing::days_left;
use crate::fill::render_items;
use crate::flow;
use crate::follow::pages::{Listed, OpenFile, listed, open_file};
use crate::follow::summary::{self, Part};
use crate::follow::thread::{self, Act};
use crate::model;
use crate::resident::appeal::{self, Pending};
use crate::resident::news;
use crate::revisions::Revisions;
use crate::sources::{self, Provenance};
use crate::store::files::{self, FileRow};

use super::acts::office_form;
use super::queue::desk::{self, Desk};
use super::tasks;

/// A button of the workflow.
pub(super) struct Button {
    pub id: String,
    pub label: String,
}

#[derive(Template)]
#[template(path = "file.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of a file that have nothing to do with each other"
)]
struct Show {
    page: Page,
    row: FileRow,
    title: String,
    step: String,
    due: String,
    days: Option<i64>,
    applicant: String,
    assignee: String,
    mine: bool,
    parts: Vec<Part>,
    /// Which answers registers gave.
    provenance: Vec<Provenance>,
    acts: Vec<Act>,
    documents: Vec<Listed>,
    buttons: Vec<Button>,
    office: Option<Markup>,
    office_shown: String,
    correction: bool,
    said: bool,
    desk: Desk,
    /// Day by which the applicant expects news that she asked for.
    news: Option<String>,
    appeal: Option<Pending>,
    /// A letter about it waits for an address.
    no_address: bool,
    tasks: Vec<tasks::Listed>,
}

impl Show {
    fn document_key(&self, of: &Listed) -> String {
        format!("procedures-doc-kind-{}", of.kind)
    }

    fn here(&self, act: &str) -> String {
        format!("/agent/dossiers/{}/{act}", self.row.number)
    }
}

/// What the workflow offers the agents of this file.
pub(super) fn buttons(open: &OpenFile, position: &Position) -> Vec<Button> {
    let machine = flow::machine(&open.ready, &open.context);
    let offers = machine.offers(position, &open.answers, &flow::agent_parties(&open.ready.flow));
    offers.into_iter().map(|offer| Button { id: offer.id.to_string(), label: offer.label }).collect()
}

/// Loads a file for an agent; another unit's does not exist for her.
pub(crate) async fn load(ctx: &Ctx, number: &str) -> Result<FileRow, Problem> {
    let actor = super::agent(ctx)?;
    let row = files::by_number(ctx.db(), number).await?.ok_or_else(Problem::not_found)?;
    if super::may_handle(actor, &row) { Ok(row) } else { Err(Problem::not_found()) }
}

/// `GET /agent/dossiers/{number}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let (actor, opened) = super::open_for_review(&ctx, &row).await?;
    let mut open = open_file(&ctx, &revisions, &row, &opened).await?;
    open.context.agent = true;
    let names = ctx.desk().agent_names().await?;
    let name = |person: Uuid| names.get(&person).cloned().unwrap_or_else(|| ctx.s("procedures-by-agent"));
    let acts = thread::acts(&ctx, row.id, files::events(ctx.db(), row.id).await?, &opened, Some(&name))?;
    let rests = flow::is_at_rest(&open.ready.flow, &row);
    let buttons = if rests { Vec::new() } else { buttons(&open, &flow::position(&row)?) };
    let correction =
        row.open && ctx.db().opt(&files::OPEN_CORRECTION, beffroi_store::params![row.id]).await?.is_some();
    let title = open.ready.sheet.title.clone();
    let heading = ctx
        .app()
        .texts()
        .get(
            ctx.lang(),
            "procedures-file-title",
            &[("number", row.number.as_str().into()), ("title", title.as_str().into())],
        )
        .0;
    let page = Page::titled(&ctx, heading, ctx.s("procedures-agent-file-description")).frame(Frame::Agent);
    let (office, office_shown) = office(&page, &open)?;
    let state = State::new(&open.ready.form, &open.context, &open.answers);
    let template = Show {
        step: flow::step(&open.ready.flow, &row.step)
            .map_or_else(|| row.step.clone(), |step| step.name.clone()),
        due: model::iso_date(&row.due_on).map(|date| page.date(&date)).unwrap_or_default(),
        days: days_left(&ctx, &row.due_on).filter(|_| row.open),
        applicant: name_in_form(&open.ready, &open.answers).unwrap_or_default(),
        assignee: row.assignee.map(name).unwrap_or_default(),
        mine: row.assignee.is_some() && row.assignee == actor.person(),
        parts: summary::parts(&ctx, &state),
        provenance: sources::provenance(&page, &opened, row.id, &state).await?,
        documents: listed(&ctx, row.id).await?,
        said: ctx.param("fait").is_some(),
        desk: desk::around(&ctx, &row).await?,
        news: news::owed(&page, &row).await?,
        appeal: appeal::pending(&page, &actor, &row).await?,
        no_address: beffroi_web::letters::without_address(ctx.db(), &row.number).await?,
        tasks: tasks::listed(&ctx, &page, row.id).await?,
        title,
        acts,
        buttons,
        office,
        office_shown,
        correction,
        row,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

/// The back-office fields of the workflow, as a form; nothing when there are none.
fn office(page: &Page, open: &OpenFile) -> Result<(Option<Markup>, String), Problem> {
    if open.ready.flow.fields.is_empty() {
        return Ok((None, String::new()));
    }
    let (compiled, index) = office_form(open);
    let state = State::new(&compiled, &open.context, &open.answers);
    let Some(seen) = view(&state, index, Again::default()) else { return Ok((None, String::new())) };
    Ok((Some(render_items(page, &state, &seen.items)?), seen.shown))
}

/// The applicant's name for a letter: of the form, else of her account.
pub(super) async fn applicant_name(
    open: &OpenFile,
    opened: &beffroi_people::Opened,
) -> Result<String, Problem> {
    if let Some(name) = name_in_form(&open.ready, &open.answers) {
        return Ok(name);
    }
    let mut parts = Vec::new();
    for attribute in [Attribute::GivenName, Attribute::FamilyName] {
        match opened.attribute(attribute).await {
            Ok(Some(clear)) => parts.push(clear.as_str().to_owned()),
            Ok(None) | Err(beffroi_people::VaultError::FieldNotOpened(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(parts.join(" "))
}
