//! The catalogue: home block, list by theme or event of life, and the page of a procedure.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use beffroi_forms::model::{Channel, ChannelKind, LoginLevel};
use beffroi_web::{App, Ctx, Lang, Markup, Page, Problem};
use uuid::Uuid;

use crate::follow::circuit;
use crate::linked;
use crate::places::{LifeEvent, Listed, Place, Step, given_at};
use crate::resident::satisfaction::{self, Figure};
use crate::revisions::{Ready, Revisions};
use crate::sheet::{Level, Sheet};
use crate::store::places;
use crate::store::procedures::{self, ProcedureRow};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demarches", get(list))
        .route("/demarches/{slug}", get(show))
        .route("/vie/{event}", get(life))
}

/// A procedure in a list.
#[derive(Clone)]
pub(crate) struct Entry {
    pub slug: String,
    pub sheet: Sheet,
    pub unit: Option<Uuid>,
    theme: String,
}

fn entry(row: ProcedureRow) -> Option<Entry> {
    row.published?;
    Some(Entry {
        slug: row.slug,
        unit: row.unit,
        theme: row.theme,
        sheet: serde_json::from_value(row.sheet).unwrap_or_default(),
    })
}

pub(crate) async fn published(ctx: &Ctx) -> Result<Vec<Entry>, Problem> {
    let mut entries: Vec<Entry> = procedures::all(ctx.db()).await?.into_iter().filter_map(entry).collect();
    entries.sort_by_key(|entry| {
        beffroi_web::search::tokens(ctx.lang(), entry.sheet.title(ctx.lang()).0).join(" ")
    });
    Ok(entries)
}

/// A theme and its procedures.
struct Theme {
    name: String,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "catalogue.html")]
struct Catalogue {
    page: Page,
    themes: Vec<Theme>,
    count: usize,
    events: Vec<Event>,
    levels: Vec<Level>,
    places: Vec<Place>,
}

/// An event of life and its address.
struct Event {
    key: String,
    label: String,
}

/// Events of life: the commune's checklists in their order, then those that only a procedure names.
async fn events(ctx: &Ctx, entries: &[Entry]) -> Result<Vec<Event>, Problem> {
    let listed = places::events(ctx.db()).await?;
    let mut events: Vec<Event> = listed
        .iter()
        .map(|dated| Event { label: named_event(ctx, &dated.of), key: dated.of.id.clone() })
        .collect();
    let mut keys: Vec<&String> = entries.iter().flat_map(|entry| &entry.sheet.events).collect();
    keys.retain(|key| listed.iter().all(|dated| dated.of.id != **key));
    keys.sort();
    keys.dedup();
    events.extend(keys.into_iter().map(|key| Event { label: event_label(ctx, key), key: key.clone() }));
    Ok(events)
}

/// The interface's own words for an event that it knows, else the commune's.
fn named_event(ctx: &Ctx, event: &LifeEvent) -> String {
    let text = format!("procedures-life-{}", event.id);
    if ctx.app().texts().has(Lang::Fr, &text) { ctx.s(&text) } else { event.name.clone() }
}

pub(crate) fn event_label(ctx: &Ctx, key: &str) -> String {
    let text = format!("procedures-life-{key}");
    if ctx.app().texts().has(Lang::Fr, &text) { ctx.s(&text) } else { key.replace(['-', '_'], " ") }
}

pub(crate) fn theme_label(ctx: &Ctx, key: &str) -> String {
    let text = format!("procedures-theme-{key}");
    if ctx.app().texts().has(Lang::Fr, &text) { ctx.s(&text) } else { key.replace(['-', '_'], " ") }
}

/// `GET /demarches`
async fn list(ctx: Ctx) -> Result<Response, Problem> {
    let entries = published(&ctx).await?;
    let events = events(&ctx, &entries).await?;
    let levels =
        Level::ALL.into_iter().filter(|level| entries.iter().any(|entry| entry.sheet.level == *level));
    let levels: Vec<Level> = levels.collect();
    let places = places::places(ctx.db()).await?.into_iter().map(|dated| dated.of).collect();
    let count = entries.len();
    let mut by_theme: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        by_theme.entry(theme_label(&ctx, &entry.theme)).or_default().push(entry);
    }
    let themes = by_theme.into_iter().map(|(name, entries)| Theme { name, entries }).collect();
    let page = Page::new(&ctx, "procedures-catalogue-title", "procedures-catalogue-description");
    page.html(StatusCode::OK, &Catalogue { page: page.clone(), themes, count, events, levels, places })
}

/// A step of a checklist: a procedure of the catalogue, or what is done elsewhere.
struct LifeStep {
    entry: Option<Entry>,
    text: String,
    when: String,
}

#[derive(Template)]
#[template(path = "life.html")]
struct Life {
    page: Page,
    /// The commune's checklist, when it made one.
    event: Option<LifeEvent>,
    steps: Vec<LifeStep>,
    /// Procedures that name the event and are no step of it.
    entries: Vec<Entry>,
}

/// `GET /vie/{event}`: the checklist in order, then what else may be useful; or the event as linked data.
async fn life(ctx: Ctx, Path(key): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let (key, format) = linked::asked(&headers, &key);
    let mut entries = published(&ctx).await?;
    let event = places::event(ctx.db(), &key).await?;
    let steps = steps(event.as_ref(), &entries);
    entries.retain(|entry| entry.sheet.events.contains(&key));
    if entries.is_empty() && event.is_none() {
        return Err(Problem::not_found());
    }
    if let Some(format) = format {
        return linked::around(&ctx, &headers, format).await;
    }
    entries
        .retain(|entry| steps.iter().all(|step| step.entry.as_ref().is_none_or(|of| of.slug != entry.slug)));
    let title = event.as_ref().map_or_else(|| event_label(&ctx, &key), |event| named_event(&ctx, event));
    let page = Page::titled(&ctx, title, ctx.s("procedures-life-description"));
    let response = page.html(StatusCode::OK, &Life { page: page.clone(), event, steps, entries })?;
    Ok(linked::announce(response, &format!("/vie/{key}")))
}

/// The steps of a checklist; one whose procedure is not published and that has no words of its own is passed over.
fn steps(event: Option<&LifeEvent>, entries: &[Entry]) -> Vec<LifeStep> {
    let steps = event.map(|event| event.steps.as_slice()).unwrap_or_default().iter();
    let step = |step: &Step| LifeStep {
        entry: entries.iter().find(|entry| entry.slug == step.slug()).cloned(),
        text: step.text.clone(),
        when: step.when.clone(),
    };
    steps.map(step).filter(|step| step.entry.is_some() || !step.text.is_empty()).collect()
}

#[derive(Template)]
#[template(path = "procedure.html")]
struct Show {
    page: Page,
    ready: Ready,
    unit: String,
    /// What people said of it, from thirty answers on.
    satisfaction: Option<Figure>,
    /// Where it is given.
    places: Vec<Listed>,
}

impl Show {
    /// What becomes of a request, as a picture and as a list.
    fn circuit(&self) -> Markup {
        circuit::block(&self.page, &self.ready.flow, None).unwrap_or_default()
    }

    fn channel_key(&self, channel: &Channel) -> &'static str {
        match channel.kind {
            ChannelKind::Counter => "procedures-channel-counter",
            ChannelKind::Phone => "procedures-channel-phone",
            ChannelKind::Post => "procedures-channel-post",
            ChannelKind::Aidant => "procedures-channel-aidant",
            ChannelKind::Online => "procedures-channel-online",
        }
    }

    fn account_key(&self) -> &'static str {
        match self.ready.model().login {
            LoginLevel::None => "procedures-no-account",
            _ => "procedures-needs-account",
        }
    }

    fn euros(&self, amount: &str) -> String {
        crate::words::euros(amount)
    }

    fn start_href(&self) -> String {
        format!("/demarches/{}/commencer", self.ready.slug)
    }

    fn paper_href(&self) -> String {
        format!("/papier/{}.pdf", crate::paper::code(&self.ready.slug, self.ready.revision))
    }

    /// Language the sheet's texts are in, when it is not the page's.
    fn foreign(&self) -> bool {
        self.ready.sheet.title(self.page.lang()).1 != self.page.lang()
    }
}

/// `GET /demarches/{slug}`: the page, or the procedure as linked data.
async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (slug, format) = linked::asked(&headers, &slug);
    if let Some(format) = format {
        return linked::one(&ctx, &headers, &slug, format).await;
    }
    let ready = revisions.published(ctx.db(), &slug).await?;
    let unit = match ready.unit {
        Some(id) => ctx
            .desk()
            .units()
            .await?
            .into_iter()
            .find(|unit| unit.id == id)
            .map(|unit| unit.name)
            .unwrap_or_default(),
        None => String::new(),
    };
    let satisfaction = satisfaction::figure(&ctx, ready.procedure).await?;
    let page = Page::titled(&ctx, ready.sheet.title(ctx.lang()).0, ready.sheet.summary(ctx.lang()).0);
    let places = given_at(&ctx, &slug, Some(unit.as_str()).filter(|unit| !unit.is_empty())).await?;
    let response =
        page.html(StatusCode::OK, &Show { page: page.clone(), ready, unit, satisfaction, places })?;
    Ok(linked::announce(response, &format!("/demarches/{slug}")))
}

#[derive(Template)]
#[template(path = "home-block.html")]
struct Home {
    page: Page,
    entries: Vec<Entry>,
    count: usize,
    events: Vec<Event>,
}

/// The block of the home page: events of life and the procedures asked most.
pub(crate) fn home_block(ctx: Ctx) -> Pin<Box<dyn Future<Output = Result<Option<Markup>, Problem>> + Send>> {
    Box::pin(async move {
        let mut entries = published(&ctx).await?;
        let events = events(&ctx, &entries).await?;
        let count = entries.len();
        entries.sort_by_key(|entry| if entry.sheet.popular == 0 { u32::MAX } else { entry.sheet.popular });
        entries.truncate(9);
        let page = Page::new(&ctx, "web-home-title", "web-home-description");
        let html = Home { page, entries, count, events }.render()?;
        Ok(Some(Markup::trusted(html)))
    })
}
