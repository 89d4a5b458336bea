//! Static files: embedded, under hashed names, already compressed, cached for ever.

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One embedded file.
pub struct Asset {
    /// Logical name, as templates call it.
    pub name: &'static str,
    /// Served name, which carries a hash of the content.
    pub file: &'static str,
    pub media: &'static str,
    pub bytes: &'static [u8],
    pub brotli: Option<&'static [u8]>,
}

mod table {
    use super::Asset;
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// Address of an asset by its logical name; `None` when it was not built in (the font).
pub fn href(name: &str) -> Option<String> {
    table::ASSETS.iter().find(|asset| asset.name == name).map(|asset| format!("/assets/{}", asset.file))
}

/// `GET /assets/{file}`
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = table::ASSETS.iter().find(|asset| asset.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|part| part.trim().split(';').next() == Some("br")));
    let mut response = match asset.brotli.filter(|_| takes_brotli) {
        Some(packed) => {
            let mut response = Response::new(Body::from(packed));
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            response
        }
        None => Response::new(Body::from(asset.bytes)),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}
