//! The log over HTTP, as c2sp.org/tlog-tiles asks: the same files as on the disk, for whoever asks, from any page of the
//! web; and the proof of one entry, as c2sp.org/tlog-proof writes it.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use beffroi_translog::{Entry, Tile, TlogProof};
use beffroi_web::{App, Ctx, Problem};

use crate::log::{Log, ReadError};
use crate::shelf::{CHECKPOINT, Shelf, VKEY};

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// What may change: the head.
const FRESH: &str = "public, max-age=5";
/// What never changes: a tile of some width.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/journal/checkpoint", get(checkpoint))
        .route("/journal/vkey", get(vkey))
        .route("/journal/tile/{*path}", get(tile))
        .route("/journal/entree/{index}", get(entry))
        .route("/journal/preuve/{file}", get(proof))
}

fn file(content: impl IntoResponse, media: &'static str, kept: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    (headers, content).into_response()
}

async fn shelf(ctx: &Ctx) -> Result<Shelf, Problem> {
    let head = ctx.desk().log_head().await?.ok_or_else(Problem::not_found)?;
    Ok(Shelf::new(ctx.app().published(), &head.origin))
}

async fn named(ctx: &Ctx, name: &str) -> Result<Vec<u8>, Problem> {
    let found = shelf(ctx).await?.get(name).await.map_err(|error| Problem::internal(&error))?;
    found.ok_or_else(Problem::not_found)
}

/// `GET /journal/checkpoint`
async fn checkpoint(ctx: Ctx) -> Result<Response, Problem> {
    Ok(file(named(&ctx, CHECKPOINT).await?, TEXT, FRESH))
}

/// `GET /journal/vkey`: the public key. Whoever wants to know who signed gets it from somewhere else too.
async fn vkey(ctx: Ctx) -> Result<Response, Problem> {
    Ok(file(named(&ctx, VKEY).await?, TEXT, FRESH))
}

/// `GET /journal/tile/…`: a tile or a bundle; any other path is not found.
async fn tile(ctx: Ctx, Path(path): Path<String>) -> Result<Response, Problem> {
    let tile: Tile = format!("tile/{path}").parse().map_err(|_| Problem::not_found())?;
    Ok(file(named(&ctx, &tile.to_string()).await?, BYTES, FOR_EVER))
}

/// `GET /journal/entree/12`: the 128 bytes of an entry, which a proof is checked with.
async fn entry(ctx: Ctx, Path(index): Path<u64>) -> Result<Response, Problem> {
    let (entry, _) = prove(&ctx, index).await?;
    Ok(file(entry.as_bytes().to_vec(), BYTES, FOR_EVER))
}

/// `GET /journal/preuve/12.tlog-proof`: that the entry stands in the log that is signed now.
async fn proof(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Problem> {
    let index = name.strip_suffix(".tlog-proof").and_then(|index| index.parse().ok());
    let (_, proof) = prove(&ctx, index.ok_or_else(Problem::not_found)?).await?;
    let mut response = file(proof.to_string(), TEXT, FRESH);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

async fn prove(ctx: &Ctx, index: u64) -> Result<(Entry, TlogProof), Problem> {
    let key = ctx.desk().log_key().await?.ok_or_else(Problem::not_found)?;
    let log = Log::open(shelf(ctx).await?, &key, &[], 0).await.map_err(problem)?;
    log.prove(index).await.map_err(problem)
}

fn problem(error: ReadError) -> Problem {
    match error {
        ReadError::NoCheckpoint | ReadError::Beyond(..) => Problem::not_found(),
        other => Problem::internal(&other),
    }
}
