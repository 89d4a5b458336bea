//! `/lieux`, `/lieux/{x}`, `/demarches/lieu/{x}`: where to go, when, and for what.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use beffroi_store::StoreError;
use beffroi_web::{App, Ctx, Page, Problem};
use uuid::Uuid;

use super::drawing::Drawing;
use super::model::Place;
use super::words::{self, Line};
use crate::catalogue::{Entry, published};
use crate::linked;
use crate::sheet::Level;
use crate::store::places;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/lieux", get(list))
        .route("/lieux/{place}", get(show))
        .route("/demarches/lieu/{place}", get(procedures_of))
}

/// A place in a list.
pub(crate) struct Listed {
    pub place: Place,
    pub status: String,
}

fn listed(ctx: &Ctx, place: Place) -> Listed {
    Listed { status: words::status(ctx, &place), place }
}

/// Names of the commune's offices.
async fn units(ctx: &Ctx) -> Result<Vec<(Uuid, String)>, StoreError> {
    Ok(ctx.desk().units().await?.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

fn unit_of<'u>(units: &'u [(Uuid, String)], entry: &Entry) -> Option<&'u str> {
    let unit = entry.unit?;
    units.iter().find(|(id, _)| *id == unit).map(|(_, name)| name.as_str())
}

/// The places where a procedure is given.
pub(crate) async fn given_at(ctx: &Ctx, slug: &str, unit: Option<&str>) -> Result<Vec<Listed>, StoreError> {
    let places = places::places(ctx.db()).await?.into_iter().map(|dated| dated.of);
    Ok(places.filter(|place| place.gives(slug, unit)).map(|place| listed(ctx, place)).collect())
}

#[derive(Template)]
#[template(path = "places.html")]
struct List {
    page: Page,
    places: Vec<Listed>,
    map: Option<Drawing>,
    /// Places on the map: rank in the list, and where.
    points: Vec<(usize, (i32, i32))>,
}

impl List {
    /// A section's letter on the map: A … Z, then AA.
    fn letter(&self, rank: &usize) -> String {
        let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
        match rank / 26 {
            0 => letter(*rank).to_string(),
            more => format!("{}{}", letter(more - 1), letter(*rank)),
        }
    }
}

/// `GET /lieux`: the list, then the map of the sections.
async fn list(ctx: Ctx) -> Result<Response, Problem> {
    let places: Vec<Listed> =
        places::places(ctx.db()).await?.into_iter().map(|dated| listed(&ctx, dated.of)).collect();
    let map = places::map(ctx.db()).await?;
    if places.is_empty() && map.is_none() {
        return Err(Problem::not_found());
    }
    let on_map = |map: &Drawing, listed: &Listed| map.point(listed.place.point?);
    let points = places
        .iter()
        .enumerate()
        .filter_map(|(at, listed)| Some((at + 1, on_map(map.as_ref()?, listed)?)))
        .collect();
    let page = Page::new(&ctx, "procedures-places-title", "procedures-places-description");
    page.html(StatusCode::OK, &List { page: page.clone(), places, map, points })
}

#[derive(Template)]
#[template(path = "place.html")]
struct Show {
    page: Page,
    listed: Listed,
    week: Vec<Line>,
    otherwise: Vec<Line>,
    entries: Vec<Entry>,
}

impl Show {
    /// The number on one line.
    fn phone(&self) -> String {
        self.listed.place.phone.replace(' ', "\u{a0}")
    }

    /// `tel:` address of the place's number, as the commune's own is made.
    fn phone_href(&self) -> String {
        let digits: String =
            self.listed.place.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{digits}")
    }
}

/// `GET /lieux/{place}`: the page, or the place as linked data.
async fn show(ctx: Ctx, Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let (slug, format) = linked::asked(&headers, &slug);
    let place = places::place(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    if let Some(format) = format {
        return linked::around(&ctx, &headers, format).await;
    }
    let units = units(&ctx).await?;
    let mut entries = published(&ctx).await?;
    entries.retain(|entry| place.gives(&entry.slug, unit_of(&units, entry)));
    let (week, otherwise) = (words::week(&ctx, &place), words::otherwise(&ctx, &place));
    let listed = listed(&ctx, place);
    let title = listed.place.name(ctx.lang()).0.to_owned();
    let page = Page::titled(&ctx, title, listed.place.address_line());
    let shown = Show { page: page.clone(), listed, week, otherwise, entries };
    Ok(linked::announce(page.html(StatusCode::OK, &shown)?, &format!("/lieux/{slug}")))
}

#[derive(Template)]
#[template(path = "by-place.html")]
struct ByPlace {
    page: Page,
    entries: Vec<Entry>,
    /// Address of the place's own page, when it is a counter.
    place: Option<String>,
}

/// `GET /demarches/lieu/{place}`: procedures of the commune, of the province, of the region, or of one counter.
async fn procedures_of(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut entries = published(&ctx).await?;
    let (title, place) = if let Some(level) = Level::of(&slug) {
        entries.retain(|entry| entry.sheet.level == level);
        (ctx.s(level.title_key()), None)
    } else {
        let place = places::place(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
        let units = units(&ctx).await?;
        entries.retain(|entry| place.gives(&entry.slug, unit_of(&units, entry)));
        (place.name(ctx.lang()).0.to_owned(), Some(format!("/lieux/{slug}")))
    };
    let page = Page::titled(&ctx, title, ctx.s("procedures-places-by-description"));
    page.html(StatusCode::OK, &ByPlace { page: page.clone(), entries, place })
}
