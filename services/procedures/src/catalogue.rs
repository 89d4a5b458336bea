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

use crate::linked;
use crate::revisions::{Ready, Revisions};
use crate::sheet::Sheet;
use crate::store::procedures::{self, ProcedureRow};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demarches", get(list))
        .route("/demarches/{slug}", get(show))
        .route("/vie/{event}", get(life))
}

/// A procedure in a list.
struct Entry {
    slug: String,
    sheet: Sheet,
    theme: String,
}

fn entry(row: ProcedureRow) -> Option<Entry> {
    row.published?;
    Some(Entry {
        slug: row.slug,
        theme: row.theme,
        sheet: serde_json::from_value(row.sheet).unwrap_or_default(),
    })
}

async fn published(ctx: &Ctx) -> Result<Vec<Entry>, Problem> {
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
}

/// An event of life and its address.
struct Event {
    key: String,
    label: String,
}

/// Events of life that at least one procedure names, in the order of the texts.
fn events(ctx: &Ctx, entries: &[Entry]) -> Vec<Event> {
    let mut keys: Vec<&String> = entries.iter().flat_map(|entry| &entry.sheet.events).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().map(|key| Event { label: event_label(ctx, key), key: key.clone() }).collect()
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
    let events = events(&ctx, &entries);
    let count = entries.len();
    let mut by_theme: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        by_theme.entry(theme_label(&ctx, &entry.theme)).or_default().push(entry);
    }
    let themes = by_theme.into_iter().map(|(name, entries)| Theme { name, entries }).collect();
    let page = Page::new(&ctx, "procedures-catalogue-title", "procedures-catalogue-description");
    page.html(StatusCode::OK, &Catalogue { page: page.clone(), themes, count, events })
}

#[derive(Template)]
#[template(path = "life.html")]
struct Life {
    page: Page,
    entries: Vec<Entry>,
}

/// `GET /vie/{event}`
async fn life(ctx: Ctx, Path(event): Path<String>) -> Result<Response, Problem> {
    let mut entries = published(&ctx).await?;
    entries.retain(|entry| entry.sheet.events.contains(&event));
    if entries.is_empty() {
        return Err(Problem::not_found());
    }
    let page = Page::titled(&ctx, event_label(&ctx, &event), ctx.s("procedures-life-description"));
    page.html(StatusCode::OK, &Life { page: page.clone(), entries })
}

#[derive(Template)]
#[template(path = "procedure.html")]
struct Show {
    page: Page,
    ready: Ready,
    unit: String,
}

impl Show {
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
    let page = Page::titled(&ctx, ready.sheet.title(ctx.lang()).0, ready.sheet.summary(ctx.lang()).0);
    let response = page.html(StatusCode::OK, &Show { page: page.clone(), ready, unit })?;
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
        let events = events(&ctx, &entries);
        let count = entries.len();
        entries.sort_by_key(|entry| if entry.sheet.popular == 0 { u32::MAX } else { entry.sheet.popular });
        entries.truncate(9);
        let page = Page::new(&ctx, "web-home-title", "web-home-description");
        let html = Home { page, entries, count, events }.render()?;
        Ok(Some(Markup::trusted(html)))
    })
}
