//! Kiosk mode: a screen of the town hall that anybody uses and that forgets. A signed address switches a browser to it; from then on pages have
//! large targets and no links out, nothing is kept in a cache, a few minutes without a move end the visit after a warning, and the
//! end forgets session, draft and tracking code (WCAG 2.2.1: warned before, one press goes on).

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::ctx::{Ctx, SESSION_COOKIE, VISIT_COOKIE};
use crate::layers::{cookie, set_cookie};
use crate::page::{Frame, Page};
use crate::posted::Posted;
use crate::problem::Problem;

/// `seen.mac`: when the screen was last touched, and that we said so.
const COOKIE: &str = "__Host-borne";
/// A page left alone for so many seconds asks whether somebody is there.
const WARNED: u32 = 180;
/// The question waits so many seconds, then everything is forgotten.
const PATIENCE: u32 = 40;
/// After so many seconds the server forgets by itself, whatever the browser did.
const LIMIT: i64 = 300;

/// What the cookies of a request say of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// Somebody's own.
    Own,
    /// A kiosk in use.
    Kiosk,
    /// A kiosk left alone too long: whoever comes now is somebody else.
    Left,
}

fn mac(app: &App, authority: Uuid, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&app.secret().hash("kiosk", authority, text)[..18])
}

fn matches(app: &App, authority: Uuid, text: &str, given: &str) -> bool {
    mac(app, authority, text).as_bytes().ct_eq(given.as_bytes()).into()
}

/// Reads the kiosk's cookie.
pub(crate) fn screen(app: &App, authority: Uuid, headers: &HeaderMap, now: OffsetDateTime) -> Screen {
    let Some(value) = cookie(headers, COOKIE).filter(|_| app.settings().kiosk) else { return Screen::Own };
    let Some((seen, given)) = value.split_once('.') else { return Screen::Own };
    let Ok(at) = seen.parse::<i64>() else { return Screen::Own };
    if !matches(app, authority, seen, given) {
        return Screen::Own;
    }
    if now.unix_timestamp() - at > LIMIT { Screen::Left } else { Screen::Kiosk }
}

/// Marks the screen as a kiosk touched now, and keeps its pages out of every cache.
pub(crate) fn mark(ctx: &Ctx, response: &mut Response) {
    let seen = ctx.now().unix_timestamp().to_string();
    let value = format!("{seen}.{}", mac(ctx.app(), ctx.authority().id, &seen));
    set_cookie(response, COOKIE, &value, None);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

/// Takes away every cookie of this house but the kiosk's own, and what the browser stored.
fn forget(headers: &HeaderMap, response: &mut Response) {
    let lines = headers.get_all(header::COOKIE);
    let names = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    for name in names.filter_map(|pair| pair.trim().split_once('=')).map(|(name, _)| name) {
        if name.starts_with("__Host-") && name != COOKIE {
            set_cookie(response, name, "", Some(0));
        }
    }
    // Not "cookies": the kiosk would forget that it is one.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
}

/// The answer to the first request after a visit was left: nothing of it is shown, everything of it is ended.
pub(crate) async fn left(ctx: &Ctx, headers: &HeaderMap) -> Response {
    end_session(ctx, headers).await;
    let mut response = Redirect::to("/borne").into_response();
    forget(headers, &mut response);
    response
}

async fn end_session(ctx: &Ctx, headers: &HeaderMap) {
    if let Some(session) = cookie(headers, SESSION_COOKIE)
        && let Err(error) = ctx.desk().sign_out(&session).await
    {
        tracing::warn!(%error, "a session of the kiosk was not ended");
    }
}

/// Address that switches a browser to kiosk mode, for the agents who prepare the screen; none where the operator allows no kiosk.
pub fn address(ctx: &Ctx) -> Option<String> {
    let key = ctx.app().settings().kiosk.then(|| mac(ctx.app(), ctx.authority().id, "start"))?;
    Some(ctx.app().public_href(ctx.authority(), &format!("/borne/{key}")))
}

/// Seconds after which a page of the kiosk asks whether somebody is there, and where it goes to ask.
pub(crate) fn refresh(ctx: &Ctx) -> String {
    let back = percent_encoding::utf8_percent_encode(ctx.path(), percent_encoding::NON_ALPHANUMERIC);
    match ctx.path() {
        "/borne/encore" => format!("{PATIENCE}; url={}", ctx.href("/borne/fin")),
        _ => format!("{WARNED}; url={}?retour={back}", ctx.href("/borne/encore")),
    }
}

/// The page without the links that lead out of the house: their words stay.
pub(crate) fn without_links_out(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let Some(end) = from.find('>') else {
            rest = from;
            break;
        };
        let (open, inside) = (&from[..=end], &from[end + 1..]);
        let out = ["href=\"http", "href=\"mailto:", "href=\"tel:"].iter().any(|way| open.contains(way));
        if let Some(close) = inside.find("</a>").filter(|_| out) {
            kept.push_str(&inside[..close]);
            rest = &inside[close + 4..];
        } else {
            kept.push_str(open);
            rest = inside;
        }
    }
    kept.push_str(rest);
    kept
}

/// `GET /borne/{key}`: this browser is a kiosk from now on.
pub(crate) async fn start(ctx: Ctx, Path(key): Path<String>) -> Result<Response, Problem> {
    if !ctx.app().settings().kiosk || !matches(ctx.app(), ctx.authority().id, "start", &key) {
        return Err(Problem::not_found());
    }
    end_session(&ctx, ctx.headers()).await;
    let mut response = Redirect::to("/borne").into_response();
    forget(ctx.headers(), &mut response);
    mark(&ctx, &mut response);
    Ok(response)
}

#[derive(Template)]
#[template(path = "kiosk.html")]
struct Home {
    page: Page,
}

/// `GET /borne`: the first page of a kiosk.
pub(crate) async fn home(ctx: Ctx) -> Result<Response, Problem> {
    if !ctx.is_kiosk() {
        return Err(Problem::not_found());
    }
    let page = Page::new(&ctx, "web-kiosk-title", "web-kiosk-text").private();
    page.html(StatusCode::OK, &Home { page: page.clone() })
}

#[derive(Template)]
#[template(path = "kiosk-still.html")]
struct Still {
    page: Page,
    back: String,
    seconds: u32,
}

/// `GET /borne/encore`: is somebody there?
pub(crate) async fn still(ctx: Ctx) -> Result<Response, Problem> {
    if !ctx.is_kiosk() {
        return Err(Problem::not_found());
    }
    let asked = ctx.param("retour").unwrap_or_default();
    let inside = asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(['\\', '\n', '\r']);
    let page = Page::new(&ctx, "web-kiosk-still", "web-kiosk-text").private().frame(Frame::Focus);
    let back = if inside { asked } else { "/borne".to_owned() };
    page.html(StatusCode::OK, &Still { page: page.clone(), back, seconds: PATIENCE })
}

/// `POST /borne/fin`, pressed; `GET /borne/fin`, when nobody answered. Only a kiosk forgets, so no foreign page can sign anybody out.
pub(crate) async fn end(ctx: Ctx) -> Result<Response, Problem> {
    if !ctx.is_kiosk() {
        return Err(Problem::not_found());
    }
    Ok(left(&ctx, ctx.headers()).await)
}

pub(crate) async fn end_pressed(ctx: Ctx, _posted: Posted) -> Result<Response, Problem> {
    end(ctx).await
}

/// Whether a new visit's cookie would outlive the visit that was just ended.
pub(crate) fn ends_visit(response: &Response) -> bool {
    let lines = response.headers().get_all(header::SET_COOKIE);
    lines.iter().any(|line| {
        line.to_str().is_ok_and(|line| line.starts_with(VISIT_COOKIE) && line.contains("Max-Age=0"))
    })
}

#[cfg(test)]
mod tests {
    use super::without_links_out;

    #[test]
    fn a_kiosk_keeps_the_words_of_links_that_lead_out_and_the_links_inside() {
        let page = "<p><a href=\"https://loi.example/x\">Loi</a>, <a href=\"/aide\">Aide</a> <a class=\"x\" href=\"tel:+3280\">080</a></p>";
        assert_eq!(without_links_out(page), "<p>Loi, <a href=\"/aide\">Aide</a> 080</p>");
        assert_eq!(without_links_out("<a "), "<a ");
        assert_eq!(without_links_out("<a href=\"mailto:x\">sans fin"), "<a href=\"mailto:x\">sans fin");
    }
}
