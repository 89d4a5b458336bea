//! What stands around every handler: commune and language from the address, the person from the cookie, security headers, problems made pages,
//! one line of log and one measure a request (route, status, time; never an address, a query or a person).

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};

use crate::app::App;
use crate::ctx::{Ctx, DEVICE_COOKIE, SESSION_COOKIE, Seat, Seen, VISIT_COOKIE};
use crate::kiosk::{self, Screen};
use crate::lang::Lang;
use crate::page::Page;
use crate::problem::{Problem, WayOut};
use crate::texts::Markup;

/// No inline script or style, nothing from elsewhere (interface note, §4).
const CSP: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
                   form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Headers of every answer: (name, value).
const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// The language a request's address named, taken off before routing.
#[derive(Clone, Copy)]
struct AskedLang(Lang);

/// Takes `/nl`, `/de` or `/en` off the address, so that one route serves four languages.
pub fn split_language<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let (lang, path) = Lang::split(request.uri().path());
    if lang != Lang::Fr {
        let rewritten = match request.uri().query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        if let Ok(uri) = rewritten.parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request.extensions_mut().insert(AskedLang(lang));
    request
}

/// Puts the layers around the routes of all services.
pub fn wrap(routes: Router<App>, app: &App) -> Router {
    routes
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "problem-not-found")
        })
        // Forms have limits of their own, and a page that says them.
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(app.clone(), contextual))
        .with_state(app.clone())
}

/// Makes the context, calls the handler, renders a problem, sets cookies and headers.
async fn contextual(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let json = wants_json(request.headers());
    let (mut parts, body) = request.into_parts();
    let mut response = match context(&app, &parts).await {
        Ok(ctx) if kiosk::screen(&app, ctx.authority().id, &parts.headers, ctx.now()) == Screen::Left => {
            let response = kiosk::left(&ctx, &parts.headers).await;
            finish(&ctx, response, json)
        }
        Ok(ctx) => {
            parts.extensions.insert(ctx.clone());
            let response = next.run(Request::from_parts(parts, body)).await;
            finish(&ctx, response, json)
        }
        Err(response) => response,
    };
    secure(&mut response);
    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    metrics::counter!("beffroi_requests_total", "route" => route.clone(), "method" => method.to_string(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("beffroi_request_seconds", "route" => route.clone()).record(elapsed.as_secs_f64());
    tracing::info!(%method, route, status, micros = elapsed.as_micros(), "request");
    response
}

async fn context(app: &App, request: &Parts) -> Result<Ctx, Response> {
    let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let Some(authority) = app.authority_at(without_port(host)) else {
        // No commune, so no language, no texts and no address to give: the plain status is the whole answer.
        return Err(
            (StatusCode::MISDIRECTED_REQUEST, "421 no commune is served at this host name\n").into_response()
        );
    };
    let screen = kiosk::screen(app, authority.id, &request.headers, app.ambient().now());
    // What a visit left at the kiosk is not the next visitor's.
    let own = screen != Screen::Left;
    let session_cookie = cookie(&request.headers, SESSION_COOKIE).filter(|_| own);
    let desk = app.people().desk(&app.db().of(authority.id), app.ambient());
    let actor = match &session_cookie {
        Some(value) => match desk.actor(value).await {
            Ok(actor) => actor,
            Err(error) => {
                tracing::warn!(%error, "session not read");
                return Err((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "10")]).into_response());
            }
        },
        None => None,
    };
    let lang = request.extensions.get::<AskedLang>().map_or(Lang::Fr, |asked| asked.0);
    Ok(Ctx::new(
        app.clone(),
        Seen {
            authority,
            session_cookie: session_cookie.filter(|_| actor.is_some()),
            actor,
            visit_cookie: cookie(&request.headers, VISIT_COOKIE).filter(|value| own && value.len() <= 64),
            lang,
            path: request.uri.path().to_owned(),
            query: request.uri.query().map(str::to_owned),
            client: seat(request),
            headers: request.headers.clone(),
            desk,
            kiosk: screen != Screen::Own,
        },
    ))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn seat(request: &Parts) -> Seat {
    let headers = &request.headers;
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    Seat {
        address: request
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), |info| info.0.ip()),
        user_agent: agent.chars().take(300).collect(),
        device: cookie(headers, DEVICE_COOKIE).filter(|value| value.len() <= 128),
    }
}

/// Value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name && !value.is_empty()).then(|| value.to_owned())
        })
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

/// Renders the problem a handler left, and sets the cookie of a new visit.
fn finish(ctx: &Ctx, mut response: Response, json: bool) -> Response {
    if let Some(problem) = response.extensions_mut().remove::<Box<Problem>>() {
        response = render(ctx, *problem, &response, json);
    } else if let Some(problem) = bare_refusal(&response) {
        response = render(ctx, problem, &response, json);
    }
    if let Some(visit) = ctx.new_visit()
        && !kiosk::ends_visit(&response)
    {
        set_cookie(&mut response, VISIT_COOKIE, visit, None);
    }
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        let control = if ctx.signed_in() || headers.contains_key(header::SET_COOKIE) {
            "private, no-store"
        } else {
            "no-cache"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    }
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
    if ctx.is_kiosk() {
        kiosk::mark(ctx, &mut response);
    }
    response
}

/// A refusal that came from the framework rather than from a handler (an address that is not UTF-8): people are still told in their language.
fn bare_refusal(response: &Response) -> Option<Problem> {
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        StatusCode::NOT_FOUND if plain => Some(Problem::not_found()),
        status if plain && status.is_client_error() => Some(Problem::new(status, "problem-bad-request")),
        _ => None,
    }
}

/// Sets a cookie: `HttpOnly`, `Secure`, `SameSite=Lax`; `max_age` in seconds, none for the browser's session.
pub fn set_cookie(response: &mut Response, name: &str, value: &str, max_age: Option<i64>) {
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    if let Ok(line) =
        HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}"))
    {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}

#[derive(askama::Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    page: Page,
    text: Markup,
    ways: Vec<WayOut>,
    help: Markup,
}

fn render(ctx: &Ctx, problem: Problem, bare: &Response, json: bool) -> Response {
    if let Some(to) = &problem.redirect {
        return Redirect::to(&ctx.href(to)).into_response();
    }
    let args: Vec<(&str, fluent_bundle::FluentValue<'_>)> =
        problem.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    let texts = ctx.app().texts();
    let (title, _) = texts.get(ctx.lang(), &format!("{}-title", problem.key), &args);
    let text_key = format!("{}-text", problem.key);
    let mut response = if json {
        let (detail, _) = texts.get(ctx.lang(), &text_key, &args);
        let body = serde_json::json!({
            "type": format!("urn:beffroi:{}", problem.key),
            "title": title,
            "status": problem.status.as_u16(),
            "detail": detail,
        });
        let mut response = (problem.status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    } else {
        let mut page = Page::titled(ctx, title, ctx.s("problem-description")).private();
        page.missing = problem.status == StatusCode::NOT_FOUND;
        let mut ways = problem.ways;
        if ways.is_empty() {
            ways = vec![
                WayOut { href: "/".to_owned(), key: "problem-way-home" },
                WayOut { href: "/demarches".to_owned(), key: "problem-way-procedures" },
            ];
        }
        let help = page.phone_link("problem-help");
        let template =
            ProblemPage { text: texts.html(ctx.lang(), &text_key, &args), ways, help, page: page.clone() };
        page.html(problem.status, &template).unwrap_or_else(|_| problem.status.into_response())
    };
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = bare.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn secure(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        if !headers.contains_key(*name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_no_part_of_a_host_name() {
        assert_eq!(without_port("hautval.localhost:8080"), "hautval.localhost");
        assert_eq!(without_port("[::1]:8080"), "[::1]");
        assert_eq!(without_port("[::1]"), "[::1]");
        assert_eq!(without_port("hautval.example"), "hautval.example");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("x__Host-session=a; __Host-session=b; c=d"));
        assert_eq!(cookie(&headers, SESSION_COOKIE).as_deref(), Some("b"));
    }

    #[test]
    fn the_language_leaves_the_address_before_routing() {
        let request =
            axum::http::Request::builder().uri("/nl/demarches?q=1").body(()).expect("a well-formed request");
        let request = split_language(request);
        assert_eq!(request.uri(), "/demarches?q=1");
    }
}
