//! The one extractor of a handler: commune, person, language, clock, chance, database.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beffroi_people::{Actor, Client, Desk};
use beffroi_store::{Ambient, AuthorityDb};
use subtle::ConstantTimeEq as _;
use time::{Date, OffsetDateTime};

use crate::app::App;
use crate::authority::Authority;
use crate::dates;
use crate::lang::Lang;
use crate::problem::Problem;
use crate::service::{Audience, NavItem};

/// Name of the session cookie; the `__Host-` prefix binds it to this host, `Secure` and path `/`.
pub const SESSION_COOKIE: &str = "__Host-session";
/// Name of the cookie that tells a device where the person has signed in before, so that throttling never locks her out.
pub const DEVICE_COOKIE: &str = "__Host-device";
/// Name of the cookie of a visit without account: it carries the forms' token and an anonymous draft, nothing else.
pub const VISIT_COOKIE: &str = "__Host-visite";

/// Context of a request.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    app: App,
    authority: Arc<Authority>,
    desk: Desk,
    actor: Option<Actor>,
    session_cookie: Option<String>,
    visit: OnceLock<String>,
    visit_is_new: bool,
    lang: Lang,
    /// Path without language prefix, and query.
    path: String,
    query: Option<String>,
    client: Seat,
    headers: HeaderMap,
    kiosk: bool,
}

/// What the middleware knows when it makes a context.
pub(crate) struct Seen {
    pub authority: Arc<Authority>,
    pub actor: Option<Actor>,
    pub session_cookie: Option<String>,
    pub visit_cookie: Option<String>,
    pub lang: Lang,
    pub path: String,
    pub query: Option<String>,
    pub client: Seat,
    pub headers: HeaderMap,
    pub desk: Desk,
    /// The screen is the town hall's, for everybody.
    pub kiosk: bool,
}

/// Where a request comes from, for throttling and for the list of sessions; never logged.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub address: IpAddr,
    pub user_agent: String,
    pub device: Option<String>,
}

impl Ctx {
    pub(crate) fn new(app: App, seen: Seen) -> Self {
        let visit = OnceLock::new();
        let visit_is_new = seen.visit_cookie.is_none();
        if let Some(cookie) = seen.visit_cookie {
            let _ = visit.set(cookie);
        }
        Self(Arc::new(Inner {
            app,
            authority: seen.authority,
            desk: seen.desk,
            actor: seen.actor,
            session_cookie: seen.session_cookie,
            visit,
            visit_is_new,
            lang: seen.lang,
            path: seen.path,
            query: seen.query,
            client: seen.client,
            headers: seen.headers,
            kiosk: seen.kiosk,
        }))
    }

    /// A context outside any request: jobs, the demonstration, the command line. `ambient` tells its time.
    pub fn outside(app: &App, authority: &Arc<Authority>, actor: Option<Actor>, ambient: &Ambient) -> Self {
        let desk = app.people().desk(&app.db().of(authority.id), ambient);
        let seen = Seen {
            authority: Arc::clone(authority),
            session_cookie: None,
            visit_cookie: None,
            actor,
            lang: Lang::Fr,
            path: "/".to_owned(),
            query: None,
            client: Seat {
                address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
                user_agent: String::new(),
                device: None,
            },
            headers: HeaderMap::new(),
            desk,
            kiosk: false,
        };
        Self::new(app.clone(), seen)
    }

    /// The same in another language, for what is written to somebody else than who asks.
    #[must_use]
    pub fn speaking(&self, lang: Lang) -> Self {
        if lang == self.0.lang {
            return self.clone();
        }
        let mut inner = Inner::clone(&self.0);
        inner.lang = lang;
        Self(Arc::new(inner))
    }

    pub fn app(&self) -> &App {
        &self.0.app
    }

    pub fn authority(&self) -> &Arc<Authority> {
        &self.0.authority
    }

    /// The database handle, bound to the commune.
    pub fn db(&self) -> &AuthorityDb {
        self.0.desk.db()
    }

    /// Persons, vault and journal of the commune.
    pub fn desk(&self) -> &Desk {
        &self.0.desk
    }

    pub fn ambient(&self) -> &Ambient {
        self.0.desk.ambient()
    }

    pub fn now(&self) -> OffsetDateTime {
        self.ambient().now()
    }

    /// Today on the town hall's clock.
    pub fn today(&self) -> Date {
        dates::civil(self.now(), self.0.authority.zone()).date
    }

    pub fn lang(&self) -> Lang {
        self.0.lang
    }

    /// Path without language prefix.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    pub fn query(&self) -> Option<&str> {
        self.0.query.as_deref()
    }

    /// A value of the query string.
    pub fn param(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.0.query.as_deref()?.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim().to_owned())
            .filter(|value| !value.contains('\0'))
    }

    /// Where the request comes from, as signing in needs it.
    pub fn client(&self) -> Client<'_> {
        let seat = &self.0.client;
        Client { address: seat.address, user_agent: &seat.user_agent, device: seat.device.as_deref() }
    }

    pub fn s(&self, key: &str) -> String {
        self.0.app.texts().get(self.0.lang, key, &[]).0
    }

    /// « Commune de Hautval », in the language of the page.
    pub fn commune(&self) -> String {
        self.0.app.texts().get(self.0.lang, "web-commune-of", &self.authority().profile.names()).0
    }

    /// An address of this site in the language of the page.
    pub fn href(&self, path: &str) -> String {
        match (self.0.lang.prefix(), path) {
            (prefix, "/") if !prefix.is_empty() => prefix.to_owned(),
            (prefix, path) => format!("{prefix}{path}"),
        }
    }

    pub fn actor(&self) -> Option<&Actor> {
        self.0.actor.as_ref()
    }

    pub fn signed_in(&self) -> bool {
        self.0.actor.is_some()
    }

    pub fn is_agent(&self) -> bool {
        self.0.actor.as_ref().is_some_and(Actor::is_staff)
    }

    pub(crate) fn may_see(&self, item: &NavItem) -> bool {
        match item.audience {
            Audience::Everybody => true,
            Audience::Agents => self.is_agent(),
            Audience::Authors => self.0.actor.as_ref().is_some_and(Actor::may_author),
            Audience::Administrators => self.0.actor.as_ref().is_some_and(Actor::may_administer),
        }
    }

    /// The signed-in person, or the way to sign in and come back here.
    pub fn person(&self) -> Result<&Actor, Problem> {
        self.0.actor.as_ref().ok_or_else(|| Problem::sign_in(&self.here()))
    }

    /// This page's address with its query, in its language.
    pub fn here(&self) -> String {
        match &self.0.query {
            Some(query) => format!("{}?{query}", self.href(&self.0.path)),
            None => self.href(&self.0.path),
        }
    }

    /// Random name of this visit: the session's or that of the anonymous cookie, made when first needed.
    pub fn visit(&self) -> &str {
        self.0.visit.get_or_init(|| URL_SAFE_NO_PAD.encode(self.ambient().bytes::<16>()))
    }

    /// The anonymous cookie to set, when this request made one.
    pub(crate) fn new_visit(&self) -> Option<&str> {
        if self.0.visit_is_new { self.0.visit.get().map(String::as_str) } else { None }
    }

    /// Whether the screen is a kiosk of the town hall.
    pub fn is_kiosk(&self) -> bool {
        self.0.kiosk
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// A cookie of a service, by its whole name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        crate::layers::cookie(&self.0.headers, name)
    }

    /// The session's cookie value, to end it.
    pub fn session_cookie(&self) -> Option<&str> {
        self.0.session_cookie.as_deref()
    }

    /// Token of every form of this visit: HMAC-SHA-256 of the cookie that names it.
    pub fn csrf_token(&self) -> String {
        let named = match &self.0.session_cookie {
            Some(session) => session.as_str(),
            None => self.visit(),
        };
        self.token_of(named)
    }

    fn token_of(&self, named: &str) -> String {
        URL_SAFE_NO_PAD.encode(&self.0.app.secret().hash("csrf", self.0.authority.id, named)[..18])
    }

    pub(crate) fn csrf_matches(&self, token: &str) -> bool {
        let named = match (&self.0.session_cookie, self.0.visit_is_new) {
            (Some(session), _) => session.as_str(),
            (None, false) => self.visit(),
            (None, true) => return false,
        };
        self.token_of(named).as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// A request that changes something must come from this site (Fetch metadata, else Origin).
    pub(crate) fn check_origin(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(site) = value("sec-fetch-site") {
            return if matches!(site, "same-origin" | "none") { Ok(()) } else { Err(Problem::stale_form()) };
        }
        match (value("origin"), headers.get(header::HOST).and_then(|host| host.to_str().ok())) {
            (Some(origin), Some(host)) if origin.split_once("://").is_none_or(|(_, of)| of != host) => {
                Err(Problem::stale_form())
            }
            _ => Ok(()),
        }
    }
}

impl FromRequestParts<App> for Ctx {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal(&"no context: the route stands outside the layers"))
    }
}
