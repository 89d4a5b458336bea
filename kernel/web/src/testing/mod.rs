//! An instance in this process, for tests of slices: the whole stack of layers over a given database, without sockets, and a browser
//! that does what a person's does without JavaScript.
//!
//! ```no_run
//! # async fn test(db: beffroi_store::Db, service: fn() -> beffroi_web::Service) {
//! use beffroi_web::testing::Instance;
//!
//! let instance = Instance::new(&db, || vec![]);
//! instance.commune("hautval.example", &beffroi_web::testing::profile("Hautval")).await;
//! let mut browser = instance.browser("hautval.example");
//! assert_eq!(browser.get("/").await.status, 200);
//! # }
//! ```

mod browser;
mod html;

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use beffroi_people::{KeyRing, Limits, People, Register};
use beffroi_print_types::Printer;
use beffroi_store::files::FileStore;
use beffroi_store::jobs::{JobCtx, JobError, Runner, RunnerOptions};
use beffroi_store::testing::Folder;
use beffroi_store::{Ambient, Db, Migrations, PublicFiles};
use tower::Layer as _;
use tower::util::{BoxCloneSyncService, MapRequestLayer};

use crate::app::{App, Parts, Settings};
use crate::authority::{Authority, PostalAddress, Profile};
use crate::fetch::Fetcher;
use crate::mail::{Letter, Post};
use crate::secret::InstanceSecret;
use crate::service::{JobHandler, Service};
use crate::sms::Sms;
use crate::texts::Texts;
use crate::{communes, layers, outgoing};

pub use browser::{Answer, Browser, Upload};
pub use html::Form;

/// What answers a request.
pub(crate) type Entrance = BoxCloneSyncService<Request, Response, Infallible>;

/// Everything an instance keeps, in a folder that goes with it.
pub struct Instance {
    app: App,
    entrance: Entrance,
    folder: Folder,
    jobs: Vec<(&'static str, JobHandler)>,
}

/// The kernel's migrations, then those of `services`: what the database of a test needs.
pub fn migrations(services: &[Migrations]) -> Vec<Migrations> {
    [beffroi_people::MIGRATIONS, crate::MIGRATIONS].into_iter().chain(services.iter().copied()).collect()
}

/// An invented commune's profile.
pub fn profile(name: &str) -> Profile {
    Profile {
        name: name.to_owned(),
        name_of: format!("de {name}"),
        name_at: format!("à {name}"),
        country: "BE".to_owned(),
        code: "63999".to_owned(),
        postcodes: vec!["4999".to_owned()],
        address: PostalAddress {
            building: "Hôtel de ville".to_owned(),
            street: "place du Beffroi 1".to_owned(),
            postcode: "4999".to_owned(),
            town: name.to_owned(),
        },
        phone: "080 00 00 00".to_owned(),
        email: "commune@hautval.example".to_owned(),
        hours: [(crate::Lang::Fr, "du lundi au vendredi de 9 h à 12 h".to_owned())].into(),
        time_zone: "Europe/Brussels".to_owned(),
        theme: crate::theme::Theme::default(),
        attributes: std::collections::BTreeMap::new(),
    }
}

impl Instance {
    /// An instance of `services` over a migrated database, with the machine's clock and chance, and without PDF.
    pub fn new(db: &Db, services: fn() -> Vec<Service>) -> Self {
        Self::with(db, services, Ambient::system(), None)
    }

    /// The same with a given clock and printer.
    pub fn with(db: &Db, services: fn() -> Vec<Service>, ambient: Ambient, printer: Option<Printer>) -> Self {
        Self::calling(db, services, ambient, printer, Fetcher::default())
    }

    /// The same with services outside that it may call.
    pub fn calling(
        db: &Db,
        services: fn() -> Vec<Service>,
        ambient: Ambient,
        printer: Option<Printer>,
        fetcher: Fetcher,
    ) -> Self {
        let services = services();
        let folder = Folder::new();
        let sources: Vec<_> = std::iter::once(("web", crate::TEXTS))
            .chain(services.iter().map(|service| (service.name, service.texts)))
            .collect();
        let processings = services.iter().flat_map(|service| service.processings.iter().copied());
        let register = Register::new(processings).expect("the services declare what they do");
        let app = App::new(Parts {
            db: db.clone(),
            files: FileStore::open(&format!("file:{}", folder.path().join("files").display()))
                .expect("a folder of files opens"),
            published: PublicFiles::open(&format!("file:{}", folder.path().join("journal").display()))
                .expect("a folder of files opens"),
            texts: Texts::load(&sources).expect("the texts are well written"),
            people: People::new(KeyRing::generate(&ambient), register, Limits::default()),
            secret: InstanceSecret::generate(&ambient),
            ambient,
            printer,
            post: Post::mailbox(),
            fetcher,
            sms: Sms::mailbox(),
            nav: services.iter().flat_map(|service| service.nav.iter().cloned()).collect(),
            home: services.iter().filter_map(|service| service.home).collect(),
            space: services.iter().filter_map(|service| service.space).collect(),
            settings: Settings {
                demonstration: false,
                demo_accounts: Vec::new(),
                sender: "ne-pas-repondre@hautval.example".to_owned(),
                public_url: "https://{host}".to_owned(),
                kiosk: true,
            },
        });
        let jobs = services.iter().flat_map(|service| service.jobs.iter().cloned()).collect();
        let routes =
            services.into_iter().fold(crate::routes(), |routes, service| routes.merge(service.routes));
        let entrance = MapRequestLayer::new(layers::split_language).layer(layers::wrap(routes, &app));
        Self { app, entrance: BoxCloneSyncService::new(entrance), folder, jobs }
    }

    /// Adds a commune at a host name and serves it.
    pub async fn commune(&self, host: &str, profile: &Profile) -> Arc<Authority> {
        let (db, ambient) = (self.app.db(), self.app.ambient());
        let id = communes::add_commune(db, ambient, &[host.to_owned()], profile).await.expect("a free name");
        let desk = self.app.people().desk(&db.of(id), ambient);
        desk.start_log(&format!("{host}/journal")).await.expect("the commune has no journal yet");
        self.app.serve(communes::load_communes(db).await.expect("the communes are read"));
        self.app.authority(id).expect("it has just been served")
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// Where the instance keeps its files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A browser that knows nothing yet, at a host name.
    pub fn browser(&self, host: &str) -> Browser {
        Browser::new(self.entrance.clone(), host)
    }

    /// Runs the services' jobs that are due, and those that become due of them; how many attempts were made.
    pub async fn work(&self) -> usize {
        let runner = Runner::new(self.app.db().clone(), self.app.ambient().clone(), RunnerOptions::default());
        let runner = self.jobs.iter().fold(runner, |runner, (kind, handler)| {
            let (app, handler) = (self.app.clone(), Arc::clone(handler));
            runner.on(*kind, move |job: JobCtx| {
                let done = handler(app.clone(), job.db.authority(), job.payload);
                async move { done.await.map_err(JobError::Retry) }
            })
        });
        runner.run_due().await.expect("the queue is read")
    }

    /// Sends the mail, the SMS and the letters that wait; every mail sent so far, the oldest first.
    pub async fn mail(&self) -> Vec<Letter> {
        let app = self.app.clone();
        let runner = Runner::new(app.db().clone(), app.ambient().clone(), RunnerOptions::default()).on(
            outgoing::MAIL_JOB,
            move |job: JobCtx| {
                let sent = outgoing::deliver(app.clone(), job.db.authority(), job.payload);
                async move { sent.await.map_err(JobError::Retry) }
            },
        );
        while runner.run_due().await.expect("the queue is read") > 0 {}
        self.app.post().kept().into_iter().rev().map(|kept| kept.letter).collect()
    }

    /// Every SMS sent so far, the oldest first: number and text.
    pub async fn texts(&self) -> Vec<(String, String)> {
        self.mail().await;
        self.app.sms().kept().into_iter().rev().map(|kept| (kept.to, kept.text)).collect()
    }
}
