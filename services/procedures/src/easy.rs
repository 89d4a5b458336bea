//! A procedure in easy language (*facile à lire et à comprendre*): its page, and the choice to fill it in with these words.
//!
//! The choice is a cookie of the visit that a form sets and takes away: nothing else remembers it.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use beffroi_forms::model::Form;
use beffroi_web::{App, Ctx, Page, Posted, Problem};

use crate::revisions::{Ready, Revisions};

const COOKIE: &str = "__Host-facile";

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/facile/{slug}", get(show)).route("/facile/{slug}/lire", post(choose))
}

/// Did the visitor choose easy language?
pub(crate) fn chosen(ctx: &Ctx) -> bool {
    ctx.cookie(COOKIE).is_some()
}

#[derive(Template)]
#[template(path = "easy.html")]
struct Show {
    page: Page,
    slug: String,
    form: Form,
}

/// `GET /facile/{slug}`
async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let ready = revisions.published(ctx.db(), &slug).await?;
    let form = ready.model().in_easy_language().ok_or_else(Problem::not_found)?;
    let page = Page::titled(&ctx, form.meta.title.as_str(), form.meta.description.as_str());
    page.html(StatusCode::OK, &Show { page: page.clone(), slug, form })
}

/// `POST /facile/{slug}/lire`: from now on these words, or the usual ones.
async fn choose(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let ready: Ready = revisions.published(ctx.db(), &slug).await?;
    let easy = posted.get("choix") == "facile";
    let age = if easy { "31536000" } else { "0" };
    let cookie = format!("{COOKIE}=1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={age}");
    // Back to the page of the form that the person was on, if it is one of this procedure.
    let page = ready.model().pages.iter().find(|page| page.id == *posted.get("page"));
    let to = match page {
        Some(page) => format!("/demarches/{slug}/remplir/{}", page.id),
        None => format!("/demarches/{slug}/commencer"),
    };
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&to))]).into_response();
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Problem::internal(&error))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
