//! A list as a file, and one file of the commune whole. A list is sent while it is read, fifty lines at a time: memory stays what
//! it is for one page, the browser shows what has arrived, and nothing is left to sweep on the server. (A job that prepared a file
//! would keep a copy of it for whoever comes later.)

mod answers;
mod archive;
mod columns;
mod pages;
mod sheet;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use beffroi_web::App;
use futures_util::StreamExt as _;
use tokio::sync::mpsc;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/exporter", get(pages::page))
        .route("/agent/exporter/liste", get(pages::list))
        .route("/agent/exporter/reponses", post(answers::export))
        .route("/agent/dossiers/{number}/archive.zip", get(archive::archive))
}

/// Pieces on their way to the browser; a slow one makes the reader wait.
type Pieces = mpsc::Sender<std::io::Result<Bytes>>;

/// An answer to be saved, whose bytes come through the sender. What fails half-way breaks the transfer off: the browser says so.
fn streamed(media: &'static str, name: &str) -> (Pieces, Response) {
    let (sender, receiver) = mpsc::channel(4);
    // Fused: what compresses answers asks once more after the end.
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    })
    .fuse();
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (sender, response)
}

/// The cause of a transfer that breaks off; the person sees that it did, the log says why.
fn broken(problem: &beffroi_web::Problem) -> std::io::Error {
    tracing::warn!(status = %problem.status, key = problem.key, "an export broke off");
    std::io::Error::other(problem.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_export_that_has_ended_may_be_asked_again() {
        let (pieces, response) = streamed("text/csv", "liste.csv");
        let mut body = response.into_body().into_data_stream();
        pieces.send(Ok(Bytes::from_static(b"a"))).await.expect("the receiver is there");
        drop(pieces);
        assert_eq!(body.next().await.transpose().ok().flatten().as_deref(), Some(&b"a"[..]));
        for _ in 0..2 {
            assert!(body.next().await.is_none());
        }
    }
}
