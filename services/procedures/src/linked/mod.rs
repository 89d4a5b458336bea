//! The catalogue as linked data: CPSV-AP 3.2.0 (public services) over DCAT, in Turtle and JSON-LD by content negotiation (RFC 9110) or by
//! the suffixes `.ttl` and `.jsonld`, beside the page that people read.
//!
//! The shapes that the data are checked against look for the class of everything in the data themselves, so each code stands there with
//! its class and its label (`checks/foreign.sh` has them checked by pyshacl). A procedure that cannot be read is left out and told in the
//! log: one bad record never breaks the catalogue.

mod commune;
mod events;
mod graph;
mod places;
mod service;
mod site;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use askama::Template;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use beffroi_forms::model::Form;
use beffroi_store::StoreError;
use beffroi_web::representation::{Representation, preferred};
use beffroi_web::{App, Authority, Ctx, Page, Problem};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

pub use graph::Format;

use crate::places::{LifeEvent, Place};
use crate::store::catalogue::{self, PublishedRow};
use crate::store::places::{self as stored, Dated};
use graph::Graph;
use service::Described;
use site::Site;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/catalogue", get(page))
        .route("/catalogue.ttl", get(turtle))
        .route("/catalogue.jsonld", get(json_ld))
        .layer(Extension(Kept::default()))
}

/// Why the catalogue cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the catalogue cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

impl From<ExportError> for Problem {
    #[track_caller]
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Write(error) => Self::internal(&error),
        }
    }
}

/// Catalogues written before, by commune and format, with the fingerprint of what they were made from.
#[derive(Clone, Debug, Default)]
struct Kept(Arc<RwLock<HashMap<Key, (Fingerprint, Representation)>>>);

type Key = (Uuid, Format);
type Fingerprint = [u8; 32];

impl Kept {
    async fn catalogue(&self, ctx: &Ctx, format: Format) -> Result<Representation, ExportError> {
        let (key, state) = ((ctx.authority().id, format), State::read(ctx).await?);
        let fingerprint = state.fingerprint(ctx.authority());
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some((of, known)) = known
            && of == fingerprint
        {
            return Ok(known);
        }
        let modified = state.modified();
        let body = state.write(ctx, format).await?;
        let made = Representation::new(format.media(), body, modified);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, (fingerprint, made.clone()));
        Ok(made)
    }
}

/// What the catalogue is made from, without the forms: those never change once published.
struct State {
    /// When the commune's profile last changed.
    profile: OffsetDateTime,
    rows: Vec<PublishedRow>,
    units: Vec<beffroi_people::Unit>,
    places: Vec<Dated<Place>>,
    events: Vec<Dated<LifeEvent>>,
}

impl State {
    async fn read(ctx: &Ctx) -> Result<Self, ExportError> {
        let units = ctx.desk().units().await?.into_iter().filter(|unit| unit.closed_at.is_none()).collect();
        Ok(Self {
            profile: ctx.authority().changed_at,
            rows: catalogue::published(ctx.db()).await?,
            units,
            places: stored::places(ctx.db()).await?,
            events: stored::events(ctx.db()).await?,
        })
    }

    fn fingerprint(&self, authority: &Authority) -> Fingerprint {
        let mut hash = Sha256::new();
        for part in [
            format!("{:?}", authority.profile),
            format!("{:?}", authority.hosts),
            format!("{:?}", self.units),
        ] {
            hash.update(part.as_bytes());
        }
        for row in &self.rows {
            hash.update(format!("{row:?}").as_bytes());
        }
        hash.update(format!("{:?}{:?}", self.places, self.events).as_bytes());
        hash.finalize().into()
    }

    fn modified(&self) -> OffsetDateTime {
        let rows = self.rows.iter().map(|row| row.modified);
        let places = self.places.iter().map(|dated| dated.changed_at);
        let events = self.events.iter().map(|dated| dated.changed_at);
        rows.chain(places).chain(events).fold(self.profile, OffsetDateTime::max)
    }

    /// The whole catalogue.
    async fn write(&self, ctx: &Ctx, format: Format) -> Result<Vec<u8>, ExportError> {
        let forms = catalogue::forms(ctx.db()).await?;
        let site = Site::new(ctx.app(), ctx.authority());
        let mut graph = self.around(&site);
        let catalogue = site.of_commune("catalogue");
        for row in &self.rows {
            let Some(form) = forms.get(&row.slug).and_then(|text| read(&row.slug, text)) else { continue };
            let service = Described::new(&site, row, &form).describe(&mut graph);
            graph.link(&catalogue, "dct:hasPart", &service);
        }
        Ok(graph.write(format)?)
    }

    /// What every answer holds: the commune, its offices, the catalogue, the events of life.
    fn around(&self, site: &Site<'_>) -> Graph {
        let mut graph = Graph::default();
        commune::organisation(&mut graph, site);
        commune::contact(&mut graph, site);
        commune::catalogue(&mut graph, site, self.modified());
        for unit in &self.units {
            commune::unit(&mut graph, site, unit);
        }
        events::describe(&mut graph, site, &self.rows, &self.events);
        for place in &self.places {
            places::describe(&mut graph, site, &place.of);
        }
        graph
    }
}

fn read(slug: &str, text: &str) -> Option<Form> {
    Form::from_json(text)
        .inspect_err(
            |error| tracing::warn!(slug, %error, "left out of the catalogue: its form cannot be read"),
        )
        .ok()
}

/// The whole catalogue of a commune, for the command line.
pub async fn export(app: &App, authority: &Arc<Authority>, format: Format) -> Result<Vec<u8>, ExportError> {
    let ctx = Ctx::outside(app, authority, None, app.ambient());
    State::read(&ctx).await?.write(&ctx, format).await
}

/// The format that an address (`compost.ttl`) or the client asks for, and the address without its suffix; `None`: the page.
pub(crate) fn asked(headers: &HeaderMap, last: &str) -> (String, Option<Format>) {
    for format in Format::ALL {
        if let Some(bare) = last.strip_suffix(format.suffix()).and_then(|rest| rest.strip_suffix('.')) {
            return (bare.to_owned(), Some(format));
        }
    }
    let offered = ["text/html", Format::Turtle.media(), Format::JsonLd.media()];
    let chosen = preferred(headers, &offered);
    (last.to_owned(), Format::ALL.into_iter().find(|format| Some(format.media()) == chosen))
}

/// Says on a page where its data are (RFC 8288), and that the answer depends on what the client accepts.
pub(crate) fn announce(mut response: Response, path: &str) -> Response {
    for format in Format::ALL {
        let link = format!("<{path}.{}>; rel=\"alternate\"; type=\"{}\"", format.suffix(), format.media());
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().append(header::LINK, link);
        }
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

#[derive(Template)]
#[template(path = "linked.html")]
struct Show {
    page: Page,
    count: usize,
    example: Option<String>,
}

/// `GET /catalogue`: the page that presents the data, or the data.
async fn page(ctx: Ctx, kept: Extension<Kept>, headers: HeaderMap) -> Result<Response, Problem> {
    if let (_, Some(format)) = asked(&headers, "") {
        return Ok(kept.catalogue(&ctx, format).await?.answer(&headers));
    }
    let rows = catalogue::published(ctx.db()).await?;
    let example = rows.first().map(|row| format!("/demarches/{}", row.slug));
    let page = Page::new(&ctx, "procedures-linked-title", "procedures-linked-what");
    let shown = Show { page: page.clone(), count: rows.len(), example };
    Ok(announce(page.html(StatusCode::OK, &shown)?, "/catalogue"))
}

/// `GET /catalogue.ttl`
async fn turtle(ctx: Ctx, kept: Extension<Kept>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(kept.catalogue(&ctx, Format::Turtle).await?.answer(&headers))
}

/// `GET /catalogue.jsonld`
async fn json_ld(ctx: Ctx, kept: Extension<Kept>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(kept.catalogue(&ctx, Format::JsonLd).await?.answer(&headers))
}

/// What a page about a place or an event of life is about: the commune with its places and events, without its procedures.
pub(crate) async fn around(ctx: &Ctx, headers: &HeaderMap, format: Format) -> Result<Response, Problem> {
    let state = State::read(ctx).await.map_err(Problem::from)?;
    let site = Site::new(ctx.app(), ctx.authority());
    let body = state.around(&site).write(format).map_err(|error| Problem::internal(&error))?;
    Ok(Representation::new(format.media(), body, state.modified()).answer(headers))
}

/// One procedure as data: the same triples as in the catalogue, with what surrounds it.
pub(crate) async fn one(
    ctx: &Ctx,
    headers: &HeaderMap,
    slug: &str,
    format: Format,
) -> Result<Response, Problem> {
    let mut state = State::read(ctx).await.map_err(Problem::from)?;
    state.rows.retain(|row| row.slug == slug);
    let row = state.rows.first().ok_or_else(Problem::not_found)?;
    let text = catalogue::form(ctx.db(), slug).await?.ok_or_else(Problem::not_found)?;
    let form = read(slug, &text).ok_or_else(Problem::not_found)?;
    let site = Site::new(ctx.app(), ctx.authority());
    let mut graph = state.around(&site);
    let service = Described::new(&site, row, &form).describe(&mut graph);
    graph.link(&site.of_commune("catalogue"), "dct:hasPart", &service);
    let body = graph.write(format).map_err(|error| Problem::internal(&error))?;
    Ok(Representation::new(format.media(), body, state.modified()).answer(headers))
}
