//! Filters under a name: kept by an agent, shared in a unit, renamed, deleted. Who shares one keeps the say over it; the head of the unit has it too.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::{Actor, UnitName};
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use uuid::Uuid;

use super::filter::Filter;
use super::list;
use crate::store::views::{self, ViewRow};

/// Longest name, in characters.
const NAME_MAX: usize = 60;

/// A kept filter and what may be done with it.
struct Kept {
    row: ViewRow,
    mine: bool,
    shared_in: String,
    /// Name of the input of its name.
    field: String,
}

#[derive(Template)]
#[template(path = "queue-saved.html")]
struct Saved {
    page: Page,
    faults: Faults,
    kept: Vec<Kept>,
    units: Vec<UnitName>,
    /// The filter about to be kept.
    query: String,
    name: String,
    unit: String,
    said: bool,
    /// The kept filter whose new name was refused.
    renaming: Option<Uuid>,
}

impl Saved {
    fn name_of<'k>(&'k self, kept: &'k Kept) -> &'k str {
        if self.renaming == Some(kept.row.id) { &self.name } else { &kept.row.name }
    }

    fn is_shared(&self, kept: &Kept, unit: &UnitName) -> bool {
        kept.row.unit == Some(unit.id)
    }
}

fn may_change(actor: &Actor, view: &ViewRow) -> bool {
    actor.is(view.owner) || view.unit.is_some_and(|unit| actor.heads(unit))
}

async fn shown(
    ctx: &Ctx,
    faults: Faults,
    typed: &Posted,
    renaming: Option<Uuid>,
) -> Result<Response, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let person = actor.person().ok_or_else(Problem::forbidden)?;
    let units = list::units_of(ctx, actor).await?;
    let rows = views::visible(ctx.db(), person, units.iter().map(|unit| unit.id)).await?;
    let name = |id: Uuid| units.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone());
    let kept = rows.into_iter().map(|row| Kept {
        mine: may_change(actor, &row),
        shared_in: row.unit.and_then(name).unwrap_or_default(),
        field: format!("nom-{}", row.id),
        row,
    });
    let asked = if typed.has("filtre") { Some(typed.get("filtre").to_owned()) } else { ctx.param("filtre") };
    let page = Page::new(ctx, "procedures-saved-title", "procedures-saved-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Saved {
        kept: kept.collect(),
        query: asked.map(|query| Filter::from_query(&query).query()).unwrap_or_default(),
        name: typed.get("nom").to_owned(),
        unit: typed.get("service").to_owned(),
        said: ctx.param("fait").is_some(),
        renaming,
        units,
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/filtres`, with `?filtre=` the query to keep.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    shown(&ctx, Faults::default(), &Posted::default(), None).await
}

fn done(ctx: &Ctx) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href("/agent/filtres?fait=1"))]).into_response()
}

/// The name and the unit as typed: a name, and a unit she works in.
fn checked(ctx: &Ctx, actor: &Actor, posted: &Posted, field: &str) -> Result<(String, Option<Uuid>), Faults> {
    let mut faults = Faults::default();
    let name = posted.get("nom");
    if name.is_empty() {
        faults.push(field, ctx.s("procedures-saved-name-missing"));
    } else if name.chars().count() > NAME_MAX {
        faults.push(field, ctx.s("procedures-saved-name-long"));
    }
    let unit = posted.get("service").parse::<Uuid>().ok().filter(|unit| actor.works_in(*unit));
    if faults.is_empty() { Ok((name.to_owned(), unit)) } else { Err(faults) }
}

/// `POST /agent/filtres`: keeps one.
pub(super) async fn keep(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let filter = Filter::from_query(posted.get("filtre"));
    list::permitted(actor, &filter)?;
    let (name, unit) = match checked(&ctx, actor, &posted, "nom") {
        Ok(checked) => checked,
        Err(faults) => return shown(&ctx, faults, &posted, None).await,
    };
    let owner = actor.person().ok_or_else(Problem::forbidden)?;
    let view = ViewRow { id: ctx.ambient().uuid_v7(), owner, unit, name, filter: filter.query() };
    let (view, now) = (&view, ctx.now());
    ctx.db().write(move |tx| async move { views::insert(&tx, view, now).await }).await?;
    Ok(done(&ctx))
}

/// `POST /agent/filtres/{id}`: another name, another unit, or nothing any more.
pub(super) async fn change(ctx: Ctx, Path(id): Path<Uuid>, posted: Posted) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let view = views::by_id(ctx.db(), id)
        .await?
        .filter(|view| may_change(actor, view))
        .ok_or_else(Problem::not_found)?;
    let id = view.id;
    if posted.has("supprimer") {
        ctx.db().write(move |tx| async move { tx.exec(&views::DELETE, params![id]).await }).await?;
        return Ok(done(&ctx));
    }
    let (name, unit) = match checked(&ctx, actor, &posted, &format!("nom-{id}")) {
        Ok(checked) => checked,
        Err(faults) => return shown(&ctx, faults, &posted, Some(id)).await,
    };
    let name = name.as_str();
    ctx.db().write(move |tx| async move { tx.exec(&views::CHANGE, params![id, name, unit]).await }).await?;
    Ok(done(&ctx))
}
