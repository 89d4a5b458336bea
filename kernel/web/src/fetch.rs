//! Calls to services outside, and only to those that the operator named: a base address, a secret, a time and a size for each.
//!
//! A caller gives the name of a target, segments of a path and a query; it never gives an address, so that nothing a person
//! types can lead a request elsewhere (OWASP ASVS 5.0, 13.2: server-side request forgery). Redirections are refused, an answer
//! longer than its limit is dropped, and errors tell neither address nor query: they may hold personal data. Trying again is
//! the affair of a job.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::{Client, Url, redirect};
use serde_json::Value as Json;

/// A service outside that this instance may call.
#[derive(Clone, Debug)]
pub struct Target {
    /// What callers name it by, unique in the instance.
    pub name: String,
    /// What people read of it; empty: its kind tells.
    pub title: String,
    /// What it speaks; each service of the house knows some kinds.
    pub kind: String,
    /// Base address: `https://…`; `http://` only to this machine itself.
    pub url: String,
    /// Header and value that say who calls.
    pub secret: Option<(String, String)>,
    /// The whole call, from connection to last byte.
    pub timeout: Duration,
    /// Longest answer, in bytes.
    pub limit: usize,
    /// Host names of the communes that may use it; none: all of the instance.
    pub communes: Vec<String>,
    /// How long an answer may be kept and used again.
    pub keep: Duration,
    /// The rule that allows asking it for data of persons, in the words of the register.
    pub law: String,
}

impl Target {
    /// A target with the usual limits: 5 seconds, 512 KiB, nothing kept.
    pub fn new(name: &str, kind: &str, url: &str) -> Self {
        Self {
            name: name.to_owned(),
            title: String::new(),
            kind: kind.to_owned(),
            url: url.to_owned(),
            secret: None,
            timeout: Duration::from_secs(5),
            limit: 512 * 1024,
            communes: Vec::new(),
            keep: Duration::ZERO,
            law: String::new(),
        }
    }

    /// Whether a commune served at these names may use it.
    pub fn serves(&self, hosts: &[String]) -> bool {
        self.communes.is_empty() || self.communes.iter().any(|host| hosts.contains(host))
    }
}

/// A target that cannot be called as written.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error("two outside services are called `{0}`")]
    Duplicate(String),
    #[error(
        "`{0}`: the address must begin with https:// (http:// only to this machine), without user, query or fragment"
    )]
    Address(String),
    #[error("`{0}`: the secret or its header cannot stand in a request")]
    Secret(String),
    #[error("`{0}`: {1}")]
    Client(String, String),
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The operator named no such target.
    #[error("no outside service is called `{0}`")]
    Unknown(String),
    /// `.`, `..` or nothing: a path that would leave its base.
    #[error("a segment of the path is empty or leads elsewhere")]
    Path,
    #[error("it did not answer in time")]
    Slow,
    /// No connection, or one that broke; the text names no address.
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    /// It answered by sending elsewhere, which is not followed.
    #[error("it sends elsewhere ({0})")]
    Redirected(u16),
    #[error("its answer is too long")]
    TooLong,
}

/// What to ask: under the base of a target.
#[derive(Clone, Debug)]
pub struct Call<'c> {
    method: Method,
    segments: &'c [&'c str],
    query: &'c [(&'c str, &'c str)],
    body: Option<&'c Json>,
}

impl<'c> Call<'c> {
    /// `GET base/segments…`; each segment is escaped.
    pub fn get(segments: &'c [&'c str]) -> Self {
        Self { method: Method::GET, segments, query: &[], body: None }
    }

    /// Another method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// With this query.
    #[must_use]
    pub fn query(mut self, query: &'c [(&'c str, &'c str)]) -> Self {
        self.query = query;
        self
    }

    /// With this body, as JSON.
    #[must_use]
    pub fn json(mut self, body: &'c Json) -> Self {
        self.body = Some(body);
        self
    }
}

/// What a target answered, whatever its status.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub status: StatusCode,
    pub body: Vec<u8>,
}

impl Fetched {
    /// The body as JSON; `None` when it is something else.
    pub fn json(&self) -> Option<Json> {
        serde_json::from_slice(&self.body).ok()
    }
}

struct Ready {
    target: Target,
    base: Url,
    secret: Option<(HeaderName, HeaderValue)>,
    client: Client,
}

/// The targets of the instance. Clones share them.
#[derive(Clone, Default)]
pub struct Fetcher(Arc<BTreeMap<String, Ready>>);

impl Fetcher {
    /// Checks and opens the targets; nothing is called.
    pub fn new(targets: impl IntoIterator<Item = Target>) -> Result<Self, TargetError> {
        let mut ready = BTreeMap::new();
        for target in targets {
            let name = target.name.clone();
            if ready.insert(name.clone(), open(target)?).is_some() {
                return Err(TargetError::Duplicate(name));
            }
        }
        Ok(Self(Arc::new(ready)))
    }

    /// A target by its name.
    pub fn target(&self, name: &str) -> Option<&Target> {
        self.0.get(name).map(|ready| &ready.target)
    }

    /// Every target, by name.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.0.values().map(|ready| &ready.target)
    }

    /// Asks a target once. Any status is an answer, but those that send elsewhere.
    pub async fn call(&self, name: &str, call: &Call<'_>) -> Result<Fetched, FetchError> {
        let ready = self.0.get(name).ok_or_else(|| FetchError::Unknown(name.to_owned()))?;
        let mut request = ready
            .client
            .request(call.method.clone(), address(&ready.base, call)?)
            .header(header::ACCEPT, "application/json");
        if let Some((header, value)) = &ready.secret {
            request = request.header(header, value);
        }
        if let Some(body) = call.body {
            request = request.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = request.send().await.map_err(|error| refused(&error))?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(FetchError::Redirected(status.as_u16()));
        }
        let body = within(answer, ready.target.limit).await?;
        Ok(Fetched { status, body })
    }
}

fn open(target: Target) -> Result<Ready, TargetError> {
    let wrong = || TargetError::Address(target.name.clone());
    let base = Url::parse(&target.url).map_err(|_| wrong())?;
    let plain = base.username().is_empty()
        && base.password().is_none()
        && base.query().is_none()
        && base.fragment().is_none();
    let safe = base.scheme() == "https" || (base.scheme() == "http" && is_this_machine(&base));
    if !plain || !safe {
        return Err(wrong());
    }
    let secret = match &target.secret {
        Some((name, value)) => {
            let wrong = || TargetError::Secret(target.name.clone());
            let name = HeaderName::try_from(name).map_err(|_| wrong())?;
            let mut value = HeaderValue::try_from(value).map_err(|_| wrong())?;
            value.set_sensitive(true);
            Some((name, value))
        }
        None => None,
    };
    // Fails only when the process already chose one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .user_agent(concat!("beffroi/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .timeout(target.timeout)
        .build()
        .map_err(|error| TargetError::Client(target.name.clone(), error.to_string()))?;
    Ok(Ready { target, base, secret, client })
}

fn is_this_machine(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Base, segments and query, each escaped. Dots that climb are refused: a URL library would drop them silently.
fn address(base: &Url, call: &Call<'_>) -> Result<Url, FetchError> {
    if call.segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
        return Err(FetchError::Path);
    }
    let mut address = base.clone();
    address.path_segments_mut().map_err(|()| FetchError::Path)?.pop_if_empty().extend(call.segments);
    if !call.query.is_empty() {
        address.query_pairs_mut().extend_pairs(call.query);
    }
    Ok(address)
}

async fn within(mut answer: reqwest::Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| refused(&error))? {
        if body.len() + piece.len() > limit {
            return Err(FetchError::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// What happened, without the address: its query may name a person.
fn refused(error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Slow;
    }
    let why = if error.is_connect() { "no connection" } else { "the exchange broke off" };
    FetchError::Unreachable(why.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(base: &str, segments: &[&str], query: &[(&str, &str)]) -> Result<String, FetchError> {
        address(&Url::parse(base).unwrap(), &Call::get(segments).query(query)).map(String::from)
    }

    #[test]
    fn an_address_is_the_base_then_escaped_segments() {
        let asked = at("https://registre.example/api/", &["v3", "a/b?c#d"], &[("q", "rue & cour")]);
        assert_eq!(asked.unwrap(), "https://registre.example/api/v3/a%2Fb%3Fc%23d?q=rue+%26+cour");
        assert_eq!(at("https://registre.example", &["x"], &[]).unwrap(), "https://registre.example/x");
        for bad in ["", ".", ".."] {
            assert_eq!(at("https://registre.example/api", &["v3", bad], &[]), Err(FetchError::Path));
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_leaves_the_base(segment in ".*", key in ".*") {
            let base = "https://registre.example/api";
            if let Ok(asked) = at(base, &[&segment], &[("q", &key)]) {
                let asked = Url::parse(&asked).unwrap();
                prop_assert_eq!(asked.host_str(), Some("registre.example"));
                prop_assert!(asked.path().starts_with("/api/"), "{}", asked);
                prop_assert_eq!(asked.path_segments().unwrap().count(), 2);
                prop_assert_eq!(asked.fragment(), None);
            }
        }
    }

    #[test]
    fn only_plain_addresses_are_targets() {
        let opens = |url: &str| Fetcher::new([Target::new("x", "essai", url)]).is_ok();
        assert!(
            opens("https://registre.example/api") && opens("http://127.0.0.1:9/") && opens("http://[::1]:9/")
        );
        for bad in [
            "http://registre.example",
            "ftp://registre.example",
            "file:///etc/passwd",
            "https://u:p@registre.example",
            "https://registre.example/?a=b",
            "registre.example",
        ] {
            assert!(!opens(bad), "{bad}");
        }
        let twice = ["https://a.example", "https://b.example"].map(|url| Target::new("x", "essai", url));
        assert!(matches!(Fetcher::new(twice), Err(TargetError::Duplicate(_))));
    }

    #[test]
    fn a_target_may_be_one_commune_s() {
        let mut target = Target::new("x", "essai", "https://a.example");
        assert!(target.serves(&["hautval.example".to_owned()]));
        target.communes = vec!["valmont.example".to_owned()];
        assert!(
            !target.serves(&["hautval.example".to_owned()]) && target.serves(&["valmont.example".to_owned()])
        );
    }
}
