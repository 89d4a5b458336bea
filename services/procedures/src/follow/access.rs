//! Who may follow a file: the person signed in whose file it is, or whoever holds its number and tracking code.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::{Actor, Opened, Purpose};
use beffroi_web::{Ctx, Faults, Page, Posted, Problem, layers};
use uuid::Uuid;

use crate::SEALED;
use crate::filing::hash_code;
use crate::fill::holder;
use crate::model;
use crate::store::files::{self, FileRow};
use crate::store::{procedures, resident};

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

/// The file of that number, for its applicant, whoever holds its code, or somebody whom she let in; else the way to say who one is.
pub(crate) async fn own_file(ctx: &Ctx, number: &str) -> Result<(Actor, FileRow), Problem> {
    find(ctx, number, Right::Read).await
}

/// The same, to do something on it: somebody let in to read only is refused.
pub(crate) async fn writable_file(ctx: &Ctx, number: &str) -> Result<(Actor, FileRow), Problem> {
    find(ctx, number, Right::Write).await
}

/// The same, for what only the applicant may do: withdraw, appeal, let somebody in.
pub(crate) async fn sole_file(ctx: &Ctx, number: &str) -> Result<(Actor, FileRow), Problem> {
    find(ctx, number, Right::Own).await
}

/// What somebody may do on a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Right {
    Read,
    Write,
    Own,
}

async fn find(ctx: &Ctx, number: &str, wanted: Right) -> Result<(Actor, FileRow), Problem> {
    if let Some(actor) = ctx.actor()
        && let Some(row) = files::by_number(ctx.db(), number).await?
    {
        if actor.is(row.person) {
            return Ok((actor.clone(), row));
        }
        if let Some(right) = let_in(ctx, actor, &row).await? {
            let joined = actor.joined_to(row.person);
            return if right >= wanted { Ok((joined, row)) } else { Err(Problem::forbidden()) };
        }
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

/// What the applicant let this person do on her file, if anything.
async fn let_in(ctx: &Ctx, actor: &Actor, row: &FileRow) -> Result<Option<Right>, Problem> {
    let Some(person) = actor.person() else { return Ok(None) };
    let party = resident::party_of(ctx.db(), row.id, person).await?;
    Ok(party.map(|party| if party.rights == "write" { Right::Write } else { Right::Read }))
}

/// What whoever has come so far may do.
pub(crate) async fn right(ctx: &Ctx, actor: &Actor, row: &FileRow) -> Result<Right, Problem> {
    if actor.is(row.person) {
        Ok(Right::Own)
    } else {
        Ok(let_in(ctx, actor, row).await?.unwrap_or(Right::Read))
    }
}

/// Opens the data of a file for whoever may read it: her own, or, journaled as such, those of who let her in.
pub(crate) async fn opened(ctx: &Ctx, actor: &Actor, row: &FileRow) -> Result<Opened, Problem> {
    if actor.is(row.person) {
        return Ok(ctx.desk().open_own(actor).await?);
    }
    let slug = procedures::by_id(ctx.db(), row.procedure).await?.map(|of| of.slug).unwrap_or_default();
    let purpose = Purpose::new(JOINT).procedure(&slug).case(&row.number).fields(SEALED);
    Ok(ctx.desk().open(actor, row.person, &purpose).await?)
}

/// Code of the processing under which people read a file into which they were let.
pub(crate) const JOINT: &str = "codemandeur";

/// The same for a file known by its identifier (documents, attachments).
pub(crate) async fn own_file_by_id(ctx: &Ctx, id: Uuid) -> Result<(Actor, FileRow), Problem> {
    let row = files::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    own_file(ctx, &row.number).await
}
