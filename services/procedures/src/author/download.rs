//! What is published of a procedure for programs: its form, the schema of a submission, each revision's document.

use axum::Extension;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use beffroi_forms::export::jsonschema;
use beffroi_web::{Ctx, Problem};

use super::publishing::document;
use crate::revisions::Revisions;
use crate::store::procedures;

fn json(media: &'static str, body: String) -> Response {
    ([(header::CONTENT_TYPE, media)], body).into_response()
}

/// `GET /demarches/{slug}/formulaire.json`: the form of the published revision, as it is stored.
pub(super) async fn form(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Problem> {
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let number = row.published.ok_or_else(Problem::not_found)?;
    let kept = procedures::revision(ctx.db(), row.id, number).await?.ok_or_else(Problem::not_found)?;
    Ok(json("application/json", kept.form))
}

/// `GET /demarches/{slug}/schema.json`: JSON Schema 2020-12 of what a person sends.
pub(super) async fn schema(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let ready = revisions.published(ctx.db(), &slug).await?;
    Ok(json("application/schema+json", jsonschema::schema(&ready.form).to_string()))
}

/// `GET /demarches/{slug}/revisions/{number}.json`: the very bytes whose hash stands in the public journal. A revision that was
/// published once keeps its address; a draft has none.
pub(super) async fn revision(
    ctx: Ctx,
    Path((slug, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let number = file.strip_suffix(".json").and_then(|number| number.parse::<i64>().ok());
    let number = number.ok_or_else(Problem::not_found)?;
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let kept = procedures::revision(ctx.db(), row.id, number).await?.ok_or_else(Problem::not_found)?;
    if kept.published_at.is_none() {
        return Err(Problem::not_found());
    }
    Ok(json("application/json", document(&kept.form, &kept.flow)))
}
