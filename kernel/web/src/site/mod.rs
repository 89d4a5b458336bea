//! Pages that every commune has whatever services it runs: home, search, help, accessibility, privacy, site map, the demonstration's mailbox.
//! Services add blocks to the home page and to a person's space without knowing each other.

mod home;
mod info;
mod mailbox;
mod search;

use std::future::Future;
use std::pin::Pin;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::assets;
use crate::ctx::Ctx;
use crate::problem::Problem;
use crate::texts::Markup;

/// A part of a page that a service gives: nothing when it has nothing to say there.
pub type Block = fn(Ctx) -> Pin<Box<dyn Future<Output = Result<Option<Markup>, Problem>> + Send>>;

/// Routes of the kernel's own pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::page))
        .route("/recherche", get(search::page))
        .route("/aide", get(info::help))
        .route("/accessibilite", get(info::accessibility))
        .route("/vie-privee", get(info::privacy))
        .route("/plan", get(info::map))
        .route("/courrier", get(mailbox::page))
        .route("/robots.txt", get(robots))
        .route(
            "/favicon.ico",
            get(|| async {
                axum::response::Redirect::permanent(&assets::href("beffroi.svg").unwrap_or_default())
            }),
        )
        .route("/assets/{file}", get(assets::serve))
        .route("/{theme}", get(theme))
        .route("/health", get(health))
}

/// `GET /theme-<hash>.css`; any other single segment that no service serves is not found.
async fn theme(ctx: Ctx, Path(file): Path<String>) -> Result<Response, Problem> {
    let css = ctx.authority().theme_css(&format!("/{file}")).ok_or_else(Problem::not_found)?.to_owned();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, css).into_response())
}

/// Personal spaces are for nobody's index.
async fn robots() -> Response {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "User-agent: *\nDisallow: /moi\nDisallow: /agent\nDisallow: /suivre\n",
    )
        .into_response()
}

/// For the load balancer and the watchman: the database answers, or 503.
async fn health(State(app): State<App>) -> Response {
    match app.db().ping().await {
        Ok(()) => (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], "ok\n").into_response(),
        Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::CACHE_CONTROL, "no-store")], "database unavailable\n")
                .into_response()
        }
    }
}
