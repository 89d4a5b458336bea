//! Who may follow a file: the person signed in whose file it is, or whoever holds its number and tracking code.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::Actor;
use beffroi_web::{Ctx, Faults, Page, Posted, Problem, layers};
use uuid::Uuid;

use crate::filing::hash_code;
use crate::fill::holder;
use crate::model;
use crate::store::files::{self, FileRow};

/// Cookie that keeps the last code entered, for an hour: `number.code`.
const COOKIE: &str = "__Host-suivi";
const COOKIE_SECONDS: i64 = 3600;

#[derive(Template)]
#[template(path = "track.html")]
struct Track {
    page: Page,
    faults: Faults,
    number: String,
}

fn show(ctx: &Ctx, faults: Faults, number: &str) -> Result<Response, Problem> {
    let page =
        Page::new(ctx, "procedures-track-title", "procedures-track-description").refused(!faults.is_empty());
    let status = faults.status();
    page.html(status, &Track { page: page.clone(), faults, number: number.to_owned() })
}

/// `GET /suivre`
pub(super) async fn form(ctx: Ctx) -> Result<Response, Problem> {
    show(&ctx, Faults::default(), "")
}

/// `POST /suivre`
pub(super) async fn enter(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let number = model::normal_number(posted.get("number"));
    let code = model::normal_code(posted.get("code"));
    let mut faults = Faults::default();
    if number.is_empty() {
        faults.push("number", ctx.s("procedures-track-number-missing"));
    }
    if code.is_empty() {
        faults.push("code", ctx.s("procedures-track-code-missing"));
    }
    if faults.is_empty() {
        if let Some(row) = files::by_tracking(ctx.db(), &number, &hash_code(&ctx, &code)).await? {
            let to = ctx.href(&format!("/suivre/{}", row.number));
            let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
            remember(&ctx, &mut response, &row.number, row.id);
            return Ok(response);
        }
        // Sixty bits cannot be guessed; the pause keeps a script from trying.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        faults.push("code", ctx.s("procedures-track-wrong"));
    }
    show(&ctx, faults, posted.get("number"))
}

/// Keeps the right to follow a file in this browser for an hour.
pub(crate) fn remember(ctx: &Ctx, response: &mut Response, number: &str, file: Uuid) {
    let code = model::normal_code(&model::tracking_code(ctx, file));
    layers::set_cookie(response, COOKIE, &format!("{number}.{code}"), Some(COOKIE_SECONDS));
}

/// The file of that number, if it is the asker's; else the way to say who one is.
pub(crate) async fn own_file(ctx: &Ctx, number: &str) -> Result<(Actor, FileRow), Problem> {
    if let Some(actor) = ctx.actor()
        && let Some(row) = files::by_number(ctx.db(), number).await?
        && actor.is(row.person)
    {
        return Ok((actor.clone(), row));
    }
    if let Some((kept, code)) = ctx.cookie(COOKIE).as_deref().and_then(|value| value.split_once('.'))
        && kept == number
        && let Some(row) = files::by_tracking(ctx.db(), number, &hash_code(ctx, code)).await?
    {
        return Ok((holder(ctx, row.person), row));
    }
    if ctx.signed_in() {
        return Err(Problem::not_found());
    }
    let mut problem = Problem::new(StatusCode::SEE_OTHER, "problem-not-found");
    problem.redirect = Some("/suivre".to_owned());
    Err(problem)
}

/// The same for a file known by its identifier (documents, attachments).
pub(crate) async fn own_file_by_id(ctx: &Ctx, id: Uuid) -> Result<(Actor, FileRow), Problem> {
    let row = files::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    own_file(ctx, &row.number).await
}
