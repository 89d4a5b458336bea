//! Help, accessibility, privacy, site map: made from data where there is data.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_people::{Fields, Processing};

use crate::ctx::Ctx;
use crate::page::Page;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    page: Page,
}

/// `GET /aide`
pub(super) async fn help(ctx: Ctx) -> Result<Response, Problem> {
    let page = Page::new(&ctx, "web-help-title", "web-help-description");
    page.html(StatusCode::OK, &Help { page: page.clone() })
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility {
    page: Page,
}

/// `GET /accessibilite`
pub(super) async fn accessibility(ctx: Ctx) -> Result<Response, Problem> {
    let page = Page::new(&ctx, "web-accessibility-title", "web-accessibility-description");
    page.html(StatusCode::OK, &Accessibility { page: page.clone() })
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct Privacy {
    page: Page,
    processings: Vec<Processing>,
}

impl Privacy {
    fn data(&self, processing: &Processing) -> String {
        match processing.fields {
            Fields::Named(names) => names
                .iter()
                .map(|name| self.page.s(&format!("web-field-{}", name.replace('_', "-"))))
                .collect::<Vec<_>>()
                .join(", "),
            Fields::OfTheForm => self.page.s("web-field-of-the-form"),
        }
    }
}

/// `GET /vie-privee`: the register of processing (art. 30 GDPR) in plain words, from what the services declare.
pub(super) async fn privacy(ctx: Ctx) -> Result<Response, Problem> {
    let page = Page::new(&ctx, "web-privacy-title", "web-privacy-description");
    let processings = ctx.desk().register().all().copied().collect();
    page.html(StatusCode::OK, &Privacy { page: page.clone(), processings })
}

#[derive(Template)]
#[template(path = "map.html")]
struct Map {
    page: Page,
}

/// `GET /plan`
pub(super) async fn map(ctx: Ctx) -> Result<Response, Problem> {
    let page = Page::new(&ctx, "web-map-title", "web-map-description");
    page.html(StatusCode::OK, &Map { page: page.clone() })
}
