//! `beffroi serve`, without the command line: opens what the instance keeps, puts the parts together, answers until told
//! to stop, and leaves nothing half done.
//!
//! Start: database and migrations → keys → communes with their logs and tombstones → background work → listen.
//! End: no new request, those under way finish → jobs → every entry's place in the journal, published → database.

mod background;
mod http;
pub mod logs;
mod metrics;
pub mod registers;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use beffroi_journal::Publisher;
use beffroi_people::{Limits, People, Register};
use beffroi_store::Ambient;
use beffroi_web::mail::Post;
use beffroi_web::sms::Sms;
use beffroi_web::{App, Authority, Parts, Service, Settings};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use background::sweep_files;

use crate::config::Config;
use crate::keys::{self, Keys};
use crate::open::{self, Kept};
use crate::services;

/// Longest wait for requests under way, then for jobs.
const PATIENCE: Duration = Duration::from_secs(20);

/// An instance that answers.
pub struct Running {
    /// Where it listens: the port is known even when the configuration says 0.
    pub address: SocketAddr,
    app: App,
    stop: watch::Sender<bool>,
    stop_work: watch::Sender<bool>,
    listeners: JoinSet<std::io::Result<()>>,
    work: JoinSet<()>,
    /// The keys as they were read, and where.
    keys: (Keys, PathBuf),
}

/// Starts an instance of `services`.
pub async fn start(config: &Config, services: Vec<Service>) -> anyhow::Result<Running> {
    let app = instance(config, &services).await?;
    let keys = (keys::read(&config.keys)?, config.keys.clone());

    let (stop_work, work_stops) = watch::channel(false);
    let work = background::start(&app, config, &services, &work_stops);

    let (stop, stops) = watch::channel(false);
    let mut listeners = JoinSet::new();
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    listeners.spawn(http::serve(
        listener,
        http::router(&app, services).merge(registers::routes(config)?),
        config.proxies.clone(),
        stops.clone(),
    ));
    if let Some(metrics_listen) = config.metrics_listen {
        let handle = metrics::install()?;
        listeners.spawn(metrics::serve(listen(metrics_listen).await?, handle, app.db().clone(), stops));
    }
    Ok(Running { address, app, stop, stop_work, listeners, work, keys })
}

/// An instance that does not listen yet: everything open, its communes in place.
pub async fn instance(config: &Config, services: &[Service]) -> anyhow::Result<App> {
    let ambient = Ambient::system();
    let kept = open::open(config, services, &ambient).await?;
    let app = assemble(config, services, kept, ambient)?;
    open_communes(&app).await?;
    Ok(app)
}

impl Running {
    /// The instance.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Takes up communes added since the start; refuses when the keys are no longer those of the start: a commune that came with
    /// keys of its own must not be served without them.
    pub async fn reload(&self) -> anyhow::Result<()> {
        let (known, folder) = &self.keys;
        anyhow::ensure!(keys::unchanged(folder, known)?, "the keys have changed: start the instance again");
        open_communes(&self.app).await
    }

    /// Stops in order; an error says what could not be kept.
    pub async fn finish(mut self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        if tokio::time::timeout(PATIENCE, drain(&mut self.listeners)).await.is_err() {
            tracing::warn!("requests under way were cut off");
            self.listeners.shutdown().await;
        }
        self.stop_work.send_replace(true);
        if tokio::time::timeout(PATIENCE, drain(&mut self.work)).await.is_err() {
            tracing::warn!("jobs under way were cut off; they will be tried again");
            self.work.shutdown().await;
        }
        close(&self.app).await;
        Ok(())
    }
}

/// Every entry that waits placed and published, then the database closed.
pub async fn close(app: &App) {
    background::publish(app, &Publisher::new(app.ambient().uuid_v4())).await;
    app.db().clone().close().await;
}

async fn drain<T: 'static>(tasks: &mut JoinSet<T>) {
    while tasks.join_next().await.is_some() {}
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened to"))
}

fn assemble(config: &Config, services: &[Service], kept: Kept, ambient: Ambient) -> anyhow::Result<App> {
    let register = Register::new(services.iter().flat_map(|service| service.processings.iter().copied()))?;
    let post = match &config.smtp {
        Some(url) => Post::smtp(url).context("smtp")?,
        None => Post::mailbox(),
    };
    let sms = match &config.sms {
        Some(of) => Sms::gateway(&of.url, &of.token, &of.sender).context("sms_url")?,
        None if config.demonstration => Sms::mailbox(),
        None => Sms::Off,
    };
    Ok(App::new(Parts {
        db: kept.db,
        files: kept.files,
        published: kept.published,
        ambient,
        texts: services::texts(services)?,
        people: People::new(kept.keys.ring, register, Limits::default()),
        secret: kept.keys.secret,
        printer: services::PRINTER,
        post,
        fetcher: services::fetcher(config)?,
        sms,
        nav: services.iter().flat_map(|service| service.nav.iter().cloned()).collect(),
        home: services.iter().filter_map(|service| service.home).collect(),
        space: services.iter().filter_map(|service| service.space).collect(),
        settings: Settings {
            demonstration: config.demonstration,
            demo_accounts: services::demo_accounts(config)?,
            sender: config.sender.clone(),
            public_url: config.public_url.clone(),
            kiosk: config.kiosk,
        },
    }))
}

/// Serves the communes stored. Each has its log, and keys destroyed once stay destroyed: the database may come from a copy.
pub async fn open_communes(app: &App) -> anyhow::Result<()> {
    let communes = beffroi_web::load_communes(app.db()).await?;
    for commune in &communes {
        open_commune(app, commune).await.with_context(|| commune.profile.name.clone())?;
    }
    app.serve(communes);
    Ok(())
}

async fn open_commune(app: &App, commune: &Authority) -> anyhow::Result<()> {
    let desk = app.people().desk(&app.db().of(commune.id), app.ambient());
    if desk.log_head().await?.is_none() {
        // The log keeps this name even if the commune changes its host name: it is part of every signature.
        let host = commune.hosts.first().map_or("localhost", String::as_str);
        desk.start_log(&format!("{host}/journal")).await?;
    }
    beffroi_web::search::learn_words(desk.db()).await?;
    let erased = desk.replay_tombstones().await?;
    if erased > 0 {
        tracing::info!(keys = erased, "keys erased before were in the database again; they are erased");
    }
    Ok(())
}
