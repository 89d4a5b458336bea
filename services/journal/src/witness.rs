//! The commune as a witness (c2sp.org/tlog-witness): it cosigns a neighbour's head if that head begins with the one it
//! cosigned before, and keeps what proves the contrary.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beffroi_people::{Desk, JournalError};
use beffroi_store::{Row, StoreError, Tx, params};
use beffroi_translog::witness::MAX_REQUEST;
use beffroi_translog::{Answer, Hash, Latest, Note, Refusal, Request, VerifierKey, add_checkpoint};
use beffroi_web::{App, Ctx, Problem};
use time::OffsetDateTime;

use crate::store;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/temoin/add-checkpoint", post(add))
        .route("/temoin/vkey", get(vkey))
        .route("/temoin/{origin}/checkpoint", get(latest))
}

/// A log that this commune witnesses.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// Name of the log.
    pub origin: String,
    /// Its public key.
    pub vkey: String,
    /// The head cosigned last: size and when.
    pub cosigned: Option<(u64, OffsetDateTime)>,
}

/// What proves that a log showed two histories: both heads, each signed by its key.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Name of the log.
    pub origin: String,
    /// The head cosigned before, with our line.
    pub cosigned: String,
    /// The head that does not go with it.
    pub refused: String,
    /// In which way.
    pub why: String,
    /// When it was shown.
    pub seen_at: OffsetDateTime,
}

/// Why a log is not taken among the neighbours.
#[derive(Debug, thiserror::Error)]
pub enum NeighbourError {
    /// Not a key that signs logs.
    #[error("`{0}` is not the key of a log (name+number+key, type 01)")]
    Key(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Witnesses the log of this key from now on.
pub async fn add_neighbour(desk: &Desk, vkey: &str) -> Result<(), NeighbourError> {
    let key: VerifierKey = vkey.parse().map_err(|_| NeighbourError::Key(vkey.to_owned()))?;
    if key.kind() != beffroi_translog::KeyType::Ed25519 {
        return Err(NeighbourError::Key(vkey.to_owned()));
    }
    let (origin, now) = (key.name(), desk.ambient().now());
    let add = move |tx: Tx| async move { tx.exec(&store::ADD_NEIGHBOUR, params![origin, vkey, now]).await };
    desk.db().write(add).await?;
    Ok(())
}

/// Witnesses a log no longer; what was cosigned is kept. Whether there was one.
pub async fn remove_neighbour(desk: &Desk, origin: &str) -> Result<bool, StoreError> {
    let remove = move |tx: Tx| async move { tx.exec(&store::REMOVE_NEIGHBOUR, params![origin]).await };
    Ok(desk.db().write(remove).await? == 1)
}

/// The logs that the commune witnesses.
pub async fn neighbours(desk: &Desk) -> Result<Vec<Neighbour>, StoreError> {
    let read = |row: &Row| {
        let cosigned = match row.get::<Option<u64>>(2)? {
            Some(size) => Some((size, row.get(3)?)),
            None => None,
        };
        Ok(Neighbour { origin: row.get(0)?, vkey: row.get(1)?, cosigned })
    };
    desk.db().query(&store::NEIGHBOURS, params![]).await?.iter().map(read).collect()
}

/// What proves that a log showed two histories, the latest first.
pub async fn evidence(desk: &Desk) -> Result<Vec<Evidence>, StoreError> {
    let read = |row: &Row| {
        Ok(Evidence {
            origin: row.get(0)?,
            cosigned: row.get(1)?,
            refused: row.get(2)?,
            why: row.get(3)?,
            seen_at: row.get(4)?,
        })
    };
    desk.db().query(&store::EVIDENCE, params![]).await?.iter().map(read).collect()
}

/// The name under which a commune cosigns: its log's, with `temoin` in the place of `journal`.
pub async fn name(desk: &Desk) -> Result<String, JournalError> {
    let head = desk.log_head().await?.ok_or(JournalError::NoLog)?;
    let place = head.origin.strip_suffix("/journal").unwrap_or(&head.origin);
    Ok(format!("{place}/temoin"))
}

/// Judges a request and, if it may be, records and cosigns it: our signature line. Reading, judging and recording are
/// one transaction, and the record changes only from the state that was judged: two requests at once cannot take a log
/// back.
pub async fn cosign(desk: &Desk, body: &[u8]) -> Result<Result<String, Refusal>, JournalError> {
    let request = match Request::parse(body) {
        Ok(request) => request,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let name = name(desk).await?;
    let (request, name) = (&request, name.as_str());
    desk.db().write(move |tx| async move { judge(desk, &tx, request, name).await }).await
}

async fn judge(
    desk: &Desk,
    tx: &Tx,
    request: &Request,
    name: &str,
) -> Result<Result<String, Refusal>, JournalError> {
    let origin = request.checkpoint.origin.as_str();
    let key = tx.opt(&store::NEIGHBOUR, params![origin]).await?;
    let key = key.map(|row| row.get::<String>(0)).transpose()?;
    let keys: Vec<VerifierKey> = key.and_then(|key| key.parse().ok()).into_iter().collect();
    let before = tx.opt(&store::WITNESSED, params![origin]).await?;
    let (latest, cosigned) = match &before {
        Some(row) => (Latest { size: row.get(0)?, root: root(row.get(1)?)? }, row.get(2)?),
        None => (Latest::default(), String::new()),
    };
    let now = desk.ambient().now();
    match add_checkpoint(request, &keys, latest) {
        Answer::Refuse(refusal) => {
            if refusal.is_evidence() && before.is_some() {
                let refused = request.note.to_string();
                let mark = Hash::of(&[request.note.text().as_bytes()]);
                let values = params![origin, *mark.as_bytes(), cosigned, refused, refusal.to_string(), now];
                tx.exec(&store::KEEP_EVIDENCE, values).await?;
            }
            Ok(Err(refusal))
        }
        Answer::Cosign(next) => {
            let line = desk.cosign(tx, name, request.note.text()).await?;
            let mut note = signed_by(&request.note, &keys)?;
            note.add(line.clone());
            let size = i64::try_from(next.size).map_err(|_| JournalError::Damaged("size"))?;
            let held = i64::try_from(latest.size).map_err(|_| JournalError::Damaged("size"))?;
            let values = params![
                origin,
                size,
                *next.root.as_bytes(),
                note.to_string(),
                now,
                held,
                *latest.root.as_bytes()
            ];
            match tx.exec(&store::WITNESS, values).await? {
                1 => Ok(Ok(line.to_string())),
                _ => Err(JournalError::Busy),
            }
        }
    }
}

/// The note with the lines of the log's own key only: others are not ours to pass on.
fn signed_by(note: &Note, keys: &[VerifierKey]) -> Result<Note, JournalError> {
    let mut kept = Note::new(note.text().to_owned()).map_err(|_| JournalError::Damaged("note"))?;
    let own = |line: &&beffroi_translog::SignatureLine| {
        keys.iter().any(|key| key.name() == line.name && key.id() == line.id)
    };
    for line in note.lines().iter().filter(own) {
        kept.add(line.clone());
    }
    Ok(kept)
}

fn root(bytes: Vec<u8>) -> Result<Hash, JournalError> {
    Ok(Hash::new(bytes.try_into().map_err(|_| JournalError::Damaged("root"))?))
}

/// `POST /temoin/add-checkpoint`
async fn add(ctx: Ctx, body: Body) -> Result<Response, Problem> {
    let Ok(body) = to_bytes(body, MAX_REQUEST + 1).await else { return Ok(refused(Refusal::Unreadable)) };
    Ok(match cosign(ctx.desk(), &body).await? {
        Ok(line) => (StatusCode::OK, line).into_response(),
        Err(refusal) => refused(refusal),
    })
}

fn refused(refusal: Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    match refusal.body() {
        Some((body, media)) => {
            (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media))], body).into_response()
        }
        None => Problem::new(status, "problem-bad-request").into_response(),
    }
}

/// `GET /temoin/vkey`
async fn vkey(ctx: Ctx) -> Result<Response, Problem> {
    let key = ctx.desk().witness_key(&name(ctx.desk()).await?).await?;
    Ok(text(format!("{key}\n")))
}

/// `GET /temoin/<hex SHA-256 of the origin>/checkpoint`: the head cosigned last, with our line.
async fn latest(ctx: Ctx, Path(origin): Path<String>) -> Result<Response, Problem> {
    for neighbour in neighbours(ctx.desk()).await? {
        let hash = beffroi_store::files::Digest::of(neighbour.origin.as_bytes());
        if hash.to_string() == origin {
            let row = ctx.db().opt(&store::WITNESSED, params![neighbour.origin]).await?;
            return Ok(text(row.ok_or_else(Problem::not_found)?.get(2)?));
        }
    }
    Err(Problem::not_found())
}

fn text(content: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=5")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, content).into_response()
}
