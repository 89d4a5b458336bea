//! Measures for Prometheus, on an address of their own: routes, statuses, times, jobs and events that wait. Never an
//! address, a query or a person.

use anyhow::Context as _;
use axum::Router;
use axum::routing::get;
use beffroi_store::{Db, jobs, outbox};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Bounds of the histogram of answer times, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Gathers measures from now on, for the whole process.
pub(super) fn install() -> anyhow::Result<PrometheusHandle> {
    let builder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?;
    builder.install_recorder().context("measures are gathered already")
}

/// Answers `GET /metrics` on `listener` until `stop` says true.
pub(super) async fn serve(
    listener: TcpListener,
    handle: PrometheusHandle,
    db: Db,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let page = get(move || {
        let (handle, db) = (handle.clone(), db.clone());
        async move {
            queues(&db).await;
            handle.run_upkeep();
            handle.render()
        }
    });
    axum::serve(listener, Router::new().route("/metrics", page))
        .with_graceful_shutdown(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        })
        .await
}

/// What waits at this moment.
async fn queues(db: &Db) {
    if let Ok(events) = outbox::waiting(db).await {
        metrics::gauge!("beffroi_events_waiting").set(count(events));
    }
    if let Ok(counts) = jobs::counts(db).await {
        for (state, dead) in [("waiting", false), ("dead", true)] {
            let jobs = counts.iter().filter(|of| of.dead == dead).map(|of| of.jobs).sum();
            metrics::gauge!("beffroi_jobs", "state" => state).set(count(jobs));
        }
    }
}

fn count(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
