//! One search over everything published; each answer says where it is from.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::ctx::Ctx;
use crate::lang::Lang;
use crate::page::Page;
use crate::problem::Problem;
use crate::search::{self, Found};

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Page,
    asked: String,
    found: Vec<Found>,
    /// Answers are in French because the page's language has none.
    in_french: bool,
}

/// `GET /recherche?q=`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let asked: String = ctx.param("q").unwrap_or_default().chars().take(200).collect();
    let mut found = search::search(ctx.db(), ctx.lang(), &asked, 50).await?;
    let in_french = found.is_empty() && ctx.lang() != Lang::Fr;
    if in_french {
        found = search::search(ctx.db(), Lang::Fr, &asked, 50).await?;
    }
    let page = Page::new(&ctx, "web-search-title", "web-search-description").private();
    page.html(StatusCode::OK, &SearchPage { page: page.clone(), asked, found, in_french })
}
