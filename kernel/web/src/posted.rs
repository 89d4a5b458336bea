//! What a form sent: `application/x-www-form-urlencoded` or `multipart/form-data`, in the order sent, within limits, after the CSRF check.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::app::App;
use crate::ctx::Ctx;
use crate::problem::Problem;

/// Largest body of a form without files.
const URLENCODED_LIMIT: usize = 2 * 1024 * 1024;
/// Largest body of a form with files: one file of the largest size a procedure may ask for, and the fields around it.
pub const MULTIPART_LIMIT: usize = 26 * 1024 * 1024;
/// More fields than any form has: beyond it the request is an attack.
const FIELDS_LIMIT: usize = 10_000;

/// A file as sent, whole.
#[derive(Clone, Debug)]
pub struct Sent {
    pub field: String,
    /// The name it has on the person's device; never used as a path.
    pub name: String,
    pub bytes: Bytes,
}

/// A form's fields and files.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    pub files: Vec<Sent>,
}

impl Posted {
    pub fn from_pairs(fields: Vec<(String, String)>) -> Self {
        Self { fields, files: Vec::new() }
    }

    /// First value of that name, trimmed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// First value of that name exactly as typed (passwords).
    pub fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// All values of that name (tick boxes).
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every pair, in the order sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let ctx =
            request.extensions().get::<Ctx>().cloned().ok_or_else(|| Problem::internal(&"no context"))?;
        ctx.check_origin(request.headers())?;
        let media =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let posted = if media.starts_with("multipart/form-data") {
            multipart(request, state).await?
        } else if media.starts_with("application/x-www-form-urlencoded") || media.is_empty() {
            urlencoded(request.into_body()).await?
        } else {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "problem-bad-request"));
        };
        if !ctx.csrf_matches(posted.raw("jeton")) {
            return Err(Problem::stale_form());
        }
        Ok(posted)
    }
}

async fn urlencoded(body: Body) -> Result<Posted, Problem> {
    let bytes =
        Limited::new(body, URLENCODED_LIMIT)
            .collect()
            .await
            .map_err(|error| {
                if error.is::<LengthLimitError>() { Problem::too_large(2) } else { Problem::bad_request() }
            })?
            .to_bytes();
    let mut fields = Vec::new();
    for part in bytes.split(|byte| *byte == b'&').filter(|part| !part.is_empty()) {
        if fields.len() == FIELDS_LIMIT {
            return Err(Problem::bad_request());
        }
        let (name, value) = part
            .iter()
            .position(|byte| *byte == b'=')
            .map_or((part, &[][..]), |at| (&part[..at], &part[at + 1..]));
        fields.push((plain(decoded(name)?), decoded(value)?));
    }
    Ok(Posted { fields, files: Vec::new() })
}

/// Percent and plus decoding; text that is not UTF-8 or holds U+0000 is refused rather than mended.
fn decoded(part: &[u8]) -> Result<String, Problem> {
    let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    text(&bytes)
}

/// Boxes of one question share a name that ends with `[]`, by which validators know that it is meant; readers ask for the name alone.
fn plain(mut name: String) -> String {
    if name.ends_with("[]") {
        name.truncate(name.len() - 2);
    }
    name
}

fn text(bytes: &[u8]) -> Result<String, Problem> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text.replace("\r\n", "\n")),
        _ => Err(Problem::bad_request()),
    }
}

async fn multipart(request: Request, state: &App) -> Result<Posted, Problem> {
    let (parts, body) = request.into_parts();
    let limited = Request::from_parts(parts, Body::new(Limited::new(body, MULTIPART_LIMIT)));
    let mut reader = Multipart::from_request(limited, state).await.map_err(|_| Problem::bad_request())?;
    let mut posted = Posted::default();
    while let Some(field) = reader.next_field().await.map_err(|error| too_large_or_bad(&error))? {
        if posted.fields.len() + posted.files.len() == FIELDS_LIMIT {
            return Err(Problem::bad_request());
        }
        let name = field.name().unwrap_or("").to_owned();
        let file = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|error| too_large_or_bad(&error))?;
        match file {
            // A file input left empty sends an empty name.
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(file) => posted.files.push(Sent { field: name, name: file, bytes }),
            None => posted.fields.push((plain(name), text(&bytes)?)),
        }
    }
    Ok(posted)
}

fn too_large_or_bad(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE
        || std::error::Error::source(error).is_some_and(length_limit)
    {
        Problem::too_large((MULTIPART_LIMIT / 1024 / 1024) as u64)
    } else {
        Problem::bad_request()
    }
}

fn length_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<LengthLimitError>()
        || error.source().is_some_and(length_limit)
        || error.to_string().contains("length limit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn boxes_that_share_a_name_are_read_under_it() {
        let posted =
            urlencoded(Body::from("champ%5B%5D=a&champ%5B%5D=b&autre=c")).await.expect("a plain form");
        assert_eq!(posted.all("champ").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn text_that_is_not_utf8_is_refused_not_mended() {
        assert!(decoded(b"caf%E9").is_err());
        assert_eq!(decoded(b"caf%C3%A9+cr%C3%A8me").ok().as_deref(), Some("café crème"));
        assert!(decoded(b"a%00b").is_err());
    }
}
