//! Home: one question, a search, the events of life, then what each service shows first.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::ctx::Ctx;
use crate::page::Page;
use crate::problem::Problem;
use crate::texts::Markup;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    blocks: Vec<Markup>,
}

/// `GET /`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let mut blocks = Vec::new();
    for block in ctx.app().home_blocks() {
        if let Some(html) = block(ctx.clone()).await? {
            blocks.push(html);
        }
    }
    let page = Page::new(&ctx, "web-home-title", "web-home-description");
    page.html(StatusCode::OK, &Home { page: page.clone(), blocks })
}
