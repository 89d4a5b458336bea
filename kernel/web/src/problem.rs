//! What went wrong, said so that a person knows where to go next. One type from handler to page: the middleware renders it as an HTML page
//! in the person's language or, for a client that asks for JSON, as RFC 9457 problem details.

use std::panic::Location;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_store::StoreError;

/// A way out offered on the page: address (without language prefix) and text key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOut {
    pub href: String,
    pub key: &'static str,
}

/// A refusal or a failure. `key` names two texts: `<key>-title` and `<key>-text`.
#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
    pub ways: Vec<WayOut>,
    /// Where a person must go first (signing in): answered as 303.
    pub redirect: Option<String>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
}

impl Problem {
    pub fn new(status: StatusCode, key: &'static str) -> Self {
        Self { status, key, args: Vec::new(), ways: Vec::new(), redirect: None, retry_after: None }
    }

    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn way(mut self, href: impl Into<String>, key: &'static str) -> Self {
        self.ways.push(WayOut { href: href.into(), key });
        self
    }

    /// Also the answer for what belongs to somebody else or to another commune: its existence is not told.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "problem-not-found")
    }

    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "problem-forbidden")
    }

    /// Sends the person to sign in, then back to `path`.
    pub fn sign_in(path: &str) -> Self {
        let back = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
        Self {
            redirect: Some(format!("/entrer?retour={back}")),
            ..Self::new(StatusCode::SEE_OTHER, "problem-sign-in")
        }
    }

    /// The form's token is missing, of another visit, or too old. What was typed is still in the previous page.
    pub fn stale_form() -> Self {
        Self::new(StatusCode::FORBIDDEN, "problem-stale-form")
    }

    pub fn bad_request() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "problem-bad-request")
    }

    pub fn too_large(mebibytes: u64) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large").arg("mib", mebibytes.to_string())
    }

    pub fn conflict(key: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, key)
    }

    pub fn unavailable() -> Self {
        Self { retry_after: Some(10), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-unavailable") }
    }

    /// Something that should not happen. The cause goes to the log with its place; the page says only that it is our fault.
    #[track_caller]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        let place = Location::caller();
        tracing::error!(%cause, file = place.file(), line = place.line(), "internal problem");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "problem-internal")
    }
}

impl From<StoreError> for Problem {
    #[track_caller]
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(_) => Self::not_found(),
            StoreError::NulInText(_) => Self::bad_request(),
            other @ (StoreError::Stalled
            | StoreError::Contention(_)
            | StoreError::Busy(_)
            | StoreError::Full
            | StoreError::Unavailable(_)
            | StoreError::Closed) => {
                tracing::warn!(%other, "store unavailable");
                Self::unavailable()
            }
            other => Self::internal(&other),
        }
    }
}

impl From<askama::Error> for Problem {
    #[track_caller]
    fn from(error: askama::Error) -> Self {
        Self::internal(&error)
    }
}

impl IntoResponse for Problem {
    /// An empty answer that carries the problem: the middleware, which knows the commune and the language, fills it in.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Box::new(self));
        response
    }
}

impl From<beffroi_people::JournalError> for Problem {
    #[track_caller]
    fn from(error: beffroi_people::JournalError) -> Self {
        match error {
            beffroi_people::JournalError::Busy => Self::unavailable(),
            beffroi_people::JournalError::Store(error) => error.into(),
            beffroi_people::JournalError::Vault(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}

impl From<beffroi_people::VaultError> for Problem {
    #[track_caller]
    fn from(error: beffroi_people::VaultError) -> Self {
        use beffroi_people::VaultError;
        match error {
            VaultError::NotAllowed => Self::forbidden(),
            VaultError::NoSuchPerson => Self::not_found(),
            VaultError::JournalUnavailable(_) => Self::unavailable(),
            VaultError::Erased => Self::new(StatusCode::GONE, "problem-erased"),
            VaultError::Store(error) => error.into(),
            other => Self::internal(&other),
        }
    }
}
