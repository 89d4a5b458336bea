//! One search over everything published; each answer says where it is from.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::ctx::Ctx;
use crate::lang::Lang;
use crate::page::Page;
use crate::problem::Problem;
use crate::search::{self, Found, Results};

/// Answers shown.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    page: Page,
    asked: String,
    found: Vec<Found>,
    /// What was looked up instead of what was typed.
    corrected: Option<String>,
    /// Answers are in French because the page's language has none.
    in_french: bool,
}

/// `GET /recherche?q=`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let asked: String = ctx.param("q").unwrap_or_default().chars().take(200).collect();
    let (db, lang) = (ctx.db(), ctx.lang());
    let foreign = lang != Lang::Fr;
    let mut results = search::forgiving(db, lang, &asked, MOST).await?;
    let mut in_french = false;
    // A word of French typed well goes before one of the page's language typed badly.
    if foreign && (results.found.is_empty() || results.corrected.is_some()) {
        let french = search::forgiving(db, Lang::Fr, &asked, MOST).await?;
        if !french.found.is_empty() && (results.found.is_empty() || french.corrected.is_none()) {
            (results, in_french) = (french, true);
        }
    }
    let Results { found, corrected } = results;
    let title = match asked.trim() {
        "" => ctx.s("web-search-title"),
        of => ctx.app().texts().get(lang, "web-search-title-of", &[("asked", of.into())]).0,
    };
    let page = Page::titled(&ctx, title, ctx.s("web-search-description")).private();
    page.html(StatusCode::OK, &SearchPage { page: page.clone(), asked, found, corrected, in_french })
}
