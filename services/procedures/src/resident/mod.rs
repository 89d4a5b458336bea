//! What a resident does about her file beside answering it: withdraw, ask for news, appeal, let somebody in, say how it went; and what is
//! known of her, to be corrected.

pub(crate) mod appeal;
pub(crate) mod data;
pub(crate) mod news;
pub(crate) mod parties;
pub(crate) mod reminder;
pub(crate) mod satisfaction;
pub(crate) mod withdraw;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beffroi_people::{Actor, VaultError};
use beffroi_store::Tx;
use beffroi_web::{App, Ctx, Problem, outgoing};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::filing;
use crate::follow::thread::PIECE;
use crate::store::drafts::{self, UploadRow};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/suivre/{number}/retirer", get(withdraw::form).post(withdraw::withdraw))
        .route("/suivre/{number}/nouvelles", post(news::ask))
        .route("/suivre/{number}/recours", get(appeal::form).post(appeal::file))
        .route("/agent/dossiers/{number}/recours", get(appeal::answer_form).post(appeal::answer))
        .route("/suivre/{number}/personnes", get(parties::page).post(parties::invite))
        .route("/suivre/{number}/personnes/{id}/retirer", post(parties::revoke))
        .route("/invitation", get(parties::enter))
        .route("/invitation/{code}", get(parties::enter).post(parties::accept))
        .route("/demarches/{slug}/envoye/{number}/avis", post(satisfaction::answer))
        .route("/moi/donnees", get(data::page))
        .route("/moi/donnees/{block}", get(data::form).post(data::correct))
        .route("/moi/donnees/registre/{reading}/oublier", post(data::forget))
}

/// Back to the file, which says that it is done.
fn back(ctx: &Ctx, number: &str) -> Response {
    let root = if ctx.signed_in() { "/moi/demarches" } else { "/suivre" };
    see(ctx, &format!("{root}/{number}?fait=1"))
}

fn see(ctx: &Ctx, path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(path))]).into_response()
}

/// Tells the agent who has the file, if somebody has it. The message says nothing but its number.
async fn tell_agent(
    ctx: &Ctx,
    tx: &Tx,
    assignee: Option<Uuid>,
    number: &str,
    key: &'static str,
) -> Result<(), Problem> {
    let Some(agent) = assignee else { return Ok(()) };
    let letter = filing::agent_news(ctx, number, key);
    Ok(outgoing::to_person(tx, ctx.app(), agent, Some(number), &letter).await?)
}

/// A text that a person must write: what is wrong with it, as a text of the page.
fn text_fault(ctx: &Ctx, text: &str, most: usize, missing: &str) -> Option<String> {
    if text.is_empty() {
        return Some(ctx.s(missing));
    }
    let args = [("max", most.into())];
    (text.chars().count() > most).then(|| ctx.app().texts().get(ctx.lang(), "procedures-text-long", &args).0)
}

/// The person of an actor; a program has none.
fn person(actor: &Actor) -> Result<Uuid, Problem> {
    actor.person().ok_or_else(|| Problem::from(VaultError::NotAllowed))
}

/// Writes the paper that came with an act, and says so in the data of its line.
async fn join(tx: &Tx, file: Uuid, mut data: Json, paper: Option<&UploadRow>) -> Result<Json, Problem> {
    if let Some(paper) = paper {
        drafts::insert_upload(tx, file, paper).await?;
        data[PIECE] = paper.id.to_string().into();
    }
    Ok(data)
}
