//! Calls outside, against a server of this process that behaves badly in every way.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Redirect;
use axum::routing::{get, post};
use beffroi_web::fetch::{Call, FetchError, Fetcher, Target};
use serde_json::json;

/// Says which key came with the call.
async fn good(headers: HeaderMap) -> String {
    let key = headers.get("x-api-key").and_then(|value| value.to_str().ok()).unwrap_or("aucune");
    json!({ "key": key }).to_string()
}

async fn server() -> SocketAddr {
    let elsewhere = Redirect::temporary("http://169.254.169.254/latest/meta-data");
    let routes = Router::new()
        .route("/base/bon", get(good))
        .route("/base/echo", post(async |body: String| body))
        .route("/base/absent", get(StatusCode::NOT_FOUND))
        .route("/base/casse", get((StatusCode::BAD_GATEWAY, "panne")))
        .route("/base/ailleurs", get(elsewhere))
        .route("/base/long", get("x".repeat(5000)))
        .route("/base/lent", get(std::future::pending::<()>));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

fn fetcher(address: SocketAddr) -> Fetcher {
    let mut target = Target::new("registre", "essai", &format!("http://{address}/base"));
    target.timeout = Duration::from_millis(300);
    target.limit = 4000;
    target.secret = Some(("x-api-key".to_owned(), "clef".to_owned()));
    Fetcher::new([target]).expect("a plain address")
}

#[tokio::test]
async fn any_status_is_an_answer_and_the_secret_goes_with_the_call() {
    let fetcher = fetcher(server().await);
    let good = fetcher.call("registre", &Call::get(&["bon"])).await.expect("an answer");
    assert_eq!((good.status, good.json()), (StatusCode::OK, Some(json!({ "key": "clef" }))));
    let absent = fetcher.call("registre", &Call::get(&["absent"])).await.expect("an answer");
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    let broken = fetcher.call("registre", &Call::get(&["casse"])).await.expect("an answer");
    assert_eq!((broken.status, broken.json()), (StatusCode::BAD_GATEWAY, None));
    let body = json!({ "un": 1 });
    let post = Call::get(&["echo"]).method(Method::POST).json(&body);
    assert_eq!(fetcher.call("registre", &post).await.expect("an answer").json(), Some(body));
}

#[tokio::test]
async fn a_server_that_is_slow_long_gone_or_sends_elsewhere_is_an_error() {
    let there = fetcher(server().await);
    let ask =
        async |path: &'static str| there.call("registre", &Call::get(&[path])).await.map(|of| of.status);
    assert_eq!(ask("lent").await, Err(FetchError::Slow));
    assert_eq!(ask("long").await, Err(FetchError::TooLong));
    assert_eq!(ask("ailleurs").await, Err(FetchError::Redirected(307)));
    assert_eq!(ask("..").await, Err(FetchError::Path));
    let unknown = there.call("autre", &Call::get(&["bon"])).await.map(|of| of.status);
    assert_eq!(unknown, Err(FetchError::Unknown("autre".to_owned())));

    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = fetcher(gone.local_addr().expect("it listens"));
    drop(gone);
    let refused = nobody.call("registre", &Call::get(&["bon"]).query(&[("nom", "Planteville")])).await;
    let error = refused.expect_err("nobody answers").to_string();
    assert!(error.contains("cannot be reached") && !error.contains("Planteville"), "{error}");
}
