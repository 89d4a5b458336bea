//! « Vérifier un document »: what anybody may know of a seal, and how to check it with tools of others. Nothing personal is shown.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use beffroi_web::{App, Ctx, Faults, Page, Posted, Problem};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::documents::hex;
use crate::model;
use crate::store::{documents, files, procedures};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/verifier", get(form).post(look))
        .route("/verifier/{fingerprint}", get(show).post(compare))
}

#[derive(Template)]
#[template(path = "verify-form.html")]
struct Form {
    page: Page,
    faults: Faults,
    typed: String,
}

fn render(ctx: &Ctx, faults: Faults, typed: &str) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-verify-title", "procedures-verify-description")
        .refused(!faults.is_empty());
    let status = faults.status();
    page.html(status, &Form { page: page.clone(), faults, typed: typed.to_owned() })
}

/// `GET /verifier`
async fn form(ctx: Ctx) -> Result<Response, Problem> {
    render(&ctx, Faults::default(), "")
}

/// `POST /verifier`: a fingerprint typed from paper.
async fn look(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let typed: String = posted
        .get("empreinte")
        .chars()
        .filter(char::is_ascii_hexdigit)
        .take(64)
        .collect::<String>()
        .to_lowercase();
    if typed.len() >= 32 && documents::by_fingerprint(ctx.db(), &typed[..32]).await?.is_some() {
        return Ok(Redirect::to(&ctx.href(&format!("/verifier/{}", &typed[..32]))).into_response());
    }
    let mut faults = Faults::default();
    faults.push("empreinte", ctx.s("procedures-verify-unknown"));
    render(&ctx, faults, posted.get("empreinte"))
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Show {
    page: Page,
    kind_key: String,
    title: String,
    in_fours: String,
    fingerprint: String,
    issued_at: OffsetDateTime,
    pdf_sha256: Option<String>,
    kid: String,
    jwks: String,
    /// Of a file given for comparison: is it this document?
    same: Option<bool>,
}

async fn shown(ctx: &Ctx, fingerprint: &str, same: Option<bool>) -> Result<Response, Problem> {
    let row = documents::by_fingerprint(ctx.db(), fingerprint).await?.ok_or_else(Problem::not_found)?;
    let file = files::by_id(ctx.db(), row.file).await?.ok_or_else(Problem::not_found)?;
    let procedure = procedures::by_id(ctx.db(), file.procedure).await?.ok_or_else(Problem::not_found)?;
    let sheet: crate::sheet::Sheet = serde_json::from_value(procedure.sheet).unwrap_or_default();
    let page = Page::new(ctx, "procedures-verify-found", "procedures-verify-description").private();
    let template = Show {
        kind_key: format!("procedures-doc-kind-{}", row.kind),
        title: sheet.title(ctx.lang()).0.to_owned(),
        in_fours: model::in_fours(&row.fingerprint),
        jwks: ctx.app().public_href(ctx.authority(), "/.well-known/jwks.json"),
        fingerprint: row.fingerprint,
        issued_at: row.issued_at,
        pdf_sha256: row.pdf_sha256,
        kid: row.kid,
        same,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

/// `GET /verifier/{fingerprint}`
async fn show(ctx: Ctx, Path(fingerprint): Path<String>) -> Result<Response, Problem> {
    shown(&ctx, &fingerprint, None).await
}

/// `POST /verifier/{fingerprint}`: compares a file with the document; the file is hashed and forgotten.
async fn compare(ctx: Ctx, Path(fingerprint): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let row = documents::by_fingerprint(ctx.db(), &fingerprint).await?.ok_or_else(Problem::not_found)?;
    let same = posted.files.first().map(|file| {
        let digest = hex(&Sha256::digest(&file.bytes));
        row.pdf_sha256.as_deref() == Some(digest.as_str()) || digest.starts_with(&row.fingerprint)
    });
    shown(&ctx, &fingerprint, same).await
}
