//! What runs beside requests: jobs, the relay of events, the journals' publisher, the daily sweep. Several instances may
//! share one PostgreSQL database: leases and conditional updates let only one do each piece of work.

use std::collections::HashSet;
use std::error::Error;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use beffroi_journal::{Outcome, Publisher};
use beffroi_people::Desk;
use beffroi_store::files::Swept;
use beffroi_store::jobs::{JobCtx, JobError, Runner, RunnerOptions};
use beffroi_store::outbox::Relay;
use beffroi_store::{AuthorityDb, Statement, params};
use beffroi_web::{App, JobHandler, Service, outgoing};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::Config;

const DAY: Duration = Duration::from_hours(24);
/// A stored file younger than this may belong to a transaction under way.
const YOUNG: Duration = Duration::from_hours(7 * 24);
/// Longest sleep of the relay between two looks.
const RELAY: Duration = Duration::from_secs(10);

/// Starts everything; each task ends soon after `stop` says true.
pub(super) fn start(
    app: &App,
    config: &Config,
    services: &[Service],
    stop: &watch::Receiver<bool>,
) -> JoinSet<()> {
    let mut work = JoinSet::new();
    work.spawn(runner(app, config, services).run(stop.clone()));
    work.spawn(Relay::new(app.db().clone(), app.ambient().clone()).run(RELAY, stop.clone()));
    let publisher = Arc::new(Publisher::new(app.ambient().uuid_v4()));
    work.spawn(every(config.journal_every, app.clone(), stop.clone(), move |app| {
        let publisher = Arc::clone(&publisher);
        async move { publish(&app, &publisher).await }
    }));
    let stored: Arc<[Statement]> = services.iter().flat_map(|service| service.stored).copied().collect();
    work.spawn(every(DAY, app.clone(), stop.clone(), move |app| {
        let stored = Arc::clone(&stored);
        async move { sweep(&app, &stored).await }
    }));
    work
}

/// Jobs of the kernel and of the services. Without SMTP, outside the demonstration, mail has no handler: it waits in
/// its queue until there is one.
fn runner(app: &App, config: &Config, services: &[Service]) -> Runner {
    let mut runner = Runner::new(app.db().clone(), app.ambient().clone(), RunnerOptions::default());
    if config.smtp.is_some() || config.demonstration {
        let deliver: JobHandler =
            Arc::new(|app, authority, payload| Box::pin(outgoing::deliver(app, authority, payload)));
        runner = handle(runner, app, outgoing::MAIL_JOB, &deliver);
    }
    for (kind, handler) in services.iter().flat_map(|service| &service.jobs) {
        runner = handle(runner, app, kind, handler);
    }
    runner
}

fn handle(runner: Runner, app: &App, kind: &'static str, handler: &JobHandler) -> Runner {
    let (app, handler) = (app.clone(), Arc::clone(handler));
    runner.on(kind, move |job: JobCtx| {
        let done = handler(app.clone(), job.db.authority(), job.payload);
        async move { done.await.map_err(JobError::Retry) }
    })
}

/// Calls `act` now and after each `period`, until `stop` says true; never cuts it off.
async fn every<F, Fut>(period: Duration, app: App, mut stop: watch::Receiver<bool>, act: F)
where
    F: Fn(App) -> Fut,
    Fut: Future<Output = ()>,
{
    while !*stop.borrow() {
        act(app.clone()).await;
        tokio::select! {
            () = tokio::time::sleep(period) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Gives every waiting entry of every journal its place, and publishes the journals that changed.
pub(super) async fn publish(app: &App, publisher: &Publisher) {
    for desk in desks(app) {
        match publisher.publish(&desk, app.published()).await {
            Ok(Outcome::Published(size)) => {
                tracing::debug!(commune = %desk.authority(), size, "the journal is published");
            }
            Ok(Outcome::Unchanged | Outcome::Busy) => {}
            Err(error) => {
                tracing::error!(commune = %desk.authority(), %error, "the journal was not published");
            }
        }
    }
}

async fn sweep(app: &App, stored: &[Statement]) {
    for desk in desks(app) {
        match sweep_files(app, desk.db(), stored).await {
            Ok(swept) => {
                tracing::info!(commune = %desk.authority(), kept = swept.kept, removed = swept.removed, "swept the stored files");
            }
            Err(error) => tracing::warn!(commune = %desk.authority(), %error, "no stored file was swept"),
        }
        match desk.sweep().await {
            Ok(rows) => tracing::info!(commune = %desk.authority(), rows, "swept what had run out"),
            Err(error) => tracing::warn!(commune = %desk.authority(), %error, "nothing was swept"),
        }
    }
    if let Err(error) = app.db().forget_deleted().await {
        tracing::info!(%error, "the write-ahead log keeps deleted rows until the next sweep");
    }
}

/// Deletes the files that no row needs any more: taken out of a draft, or left by a transaction that never ended.
pub async fn sweep_files(
    app: &App,
    db: &AuthorityDb,
    stored: &[Statement],
) -> Result<Swept, Box<dyn Error + Send + Sync>> {
    let before = app.ambient().now() - YOUNG;
    let mut referred = HashSet::new();
    for statement in stored {
        for row in db.query_long(statement, params![]).await? {
            referred.insert(row.get::<String>(0)?.parse()?);
        }
    }
    Ok(app.files().sweep(db.authority(), &referred, before).await?)
}

fn desks(app: &App) -> impl Iterator<Item = Desk> {
    app.authorities().into_iter().map(|commune| app.people().desk(&app.db().of(commune.id), app.ambient()))
}
