//! From socket to service: who asks, in which language, within which time, and how the answer is packed.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt as _;
use axum::{Router, ServiceExt as _};
use beffroi_web::{App, Problem, Service, layers};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::util::MapRequestLayer;
use tower::{Layer as _, Service as TowerService};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};

/// Longest time for an answer.
const LONGEST: Duration = Duration::from_secs(30);
/// The same where a file comes with the request: ten megabytes over a slow line in the countryside.
const LONGEST_UPLOAD: Duration = Duration::from_mins(5);

/// The routes of the kernel and of all services, within their layers.
pub(super) fn router(app: &App, services: Vec<Service>) -> Router {
    let routes =
        services.into_iter().fold(beffroi_web::routes(), |routes, service| routes.merge(service.routes));
    // What is compressed already only costs time.
    let worth = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/vnd.oasis.opendocument"));
    let packed = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth);
    layers::wrap(routes.layer(from_fn(in_time)), app).layer(packed)
}

/// Answers on `listener` until `stop` says true, then finishes what is under way.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: Vec<IpAddr>,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let service = entrance(router, proxies);
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    axum::serve(listener, service.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        })
        .await
}

/// What happens before routing: the real client behind a trusted proxy, the language off the address.
fn entrance(
    router: Router,
    proxies: Vec<IpAddr>,
) -> impl TowerService<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static
{
    let first = move |mut request: Request| {
        if let Some(client) = client(&request, &proxies) {
            request.extensions_mut().insert(ConnectInfo(client));
        }
        layers::split_language(request)
    };
    MapRequestLayer::new(first).layer(router)
}

/// Who asks, when a trusted proxy says so: the last address of the chain that is not itself such a proxy.
fn client(request: &Request, proxies: &[IpAddr]) -> Option<SocketAddr> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    if !proxies.contains(&peer.ip().to_canonical()) {
        return None;
    }
    forwarded(request.headers())
        .rev()
        .find(|address| !proxies.contains(address))
        .map(|address| (address, 0).into())
}

fn forwarded(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = IpAddr> {
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let addresses: Vec<IpAddr> =
        lines.iter().flat_map(|line| line.split(',')).filter_map(|text| text.trim().parse().ok()).collect();
    addresses.into_iter()
}

/// A handler that does not answer in time is dropped; what it had not committed is not kept.
async fn in_time(request: Request, next: Next) -> Response {
    let upload = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let limit = if upload { LONGEST_UPLOAD } else { LONGEST };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn asked(peer: &str, forwarded: &str) -> Option<String> {
        let mut request =
            Request::builder().header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        client(&request, &["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()])
            .map(|client| client.ip().to_string())
    }

    #[test]
    fn only_a_trusted_proxy_says_who_asks() {
        assert_eq!(asked("10.0.0.1:5000", "203.0.113.7").as_deref(), Some("203.0.113.7"));
        assert_eq!(asked("198.51.100.3:5000", "203.0.113.7"), None);
        assert_eq!(asked("10.0.0.1:5000", ""), None);
    }

    #[test]
    fn what_a_client_puts_before_its_own_address_is_not_believed() {
        assert_eq!(
            asked("10.0.0.1:5000", "127.0.0.1, 203.0.113.7, 10.0.0.2").as_deref(),
            Some("203.0.113.7")
        );
    }
}
