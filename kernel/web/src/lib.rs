//! The web floor of the kernel: shell templates, request context, forms and CSRF, problems, texts, mail, search, and the contract
//! by which a service joins the binary.
//!
//! A handler takes [`Ctx`] (and [`Posted`] for a form), calls its slice's model inside one transaction, and answers a template through
//! [`Page`], a redirect, or a [`Problem`]. Nothing a page shows depends on JavaScript.

mod account;
mod app;
pub mod assets;
mod authority;
mod communes;
pub mod contact;
mod ctx;
pub mod dates;
pub mod fetch;
pub mod kiosk;
mod lang;
pub mod layers;
pub mod letters;
pub mod mail;
pub mod outgoing;
mod page;
mod posted;
mod problem;
pub mod representation;
pub mod search;
mod secret;
mod service;
pub mod signing;
mod site;
pub mod sms;
#[cfg(feature = "testing")]
pub mod testing;
mod texts;
pub mod theme;

use beffroi_store::{Migrations, Statement};

pub use app::{App, DemoAccount, Parts, Settings};
pub use authority::{Authority, PostalAddress, Profile};
pub use ctx::{Ctx, DEVICE_COOKIE, SESSION_COOKIE, VISIT_COOKIE};
pub use lang::Lang;
pub use page::{Fault, Faults, Frame, ONCE, Page};
pub use posted::{MULTIPART_LIMIT, Posted, Sent};
pub use problem::{Problem, WayOut};
pub use secret::InstanceSecret;
pub use service::{Audience, JobHandler, NavItem, Service};
pub use site::Block;
pub use texts::{Markup, Sources, TextArgs, Texts, TextsError, escape_into};

pub use communes::{
    CommuneError, add_commune, commune_at, drop_commune, load_communes, put_commune, set_profile,
};

/// Tables of the kernel's web floor.
pub const MIGRATIONS: Migrations = Migrations {
    slice: "web",
    files: &[
        ("0001_start.sql", include_str!("../migrations/0001_start.sql")),
        ("0030_letters.sql", include_str!("../migrations/0030_letters.sql")),
        ("0060_catalogue.sql", include_str!("../migrations/0060_catalogue.sql")),
    ],
};

/// Statements of the kernel's web floor.
pub const STATEMENTS: &[&[Statement]] =
    &[communes::STATEMENTS, letters::STATEMENTS, search::STATEMENTS, search::SPELLING, signing::STATEMENTS];

/// Texts of the kernel's web floor.
pub const TEXTS: Sources = &[
    (Lang::Fr, include_str!("../locales/fr.ftl")),
    (Lang::Nl, include_str!("../locales/nl.ftl")),
    (Lang::De, include_str!("../locales/de.ftl")),
    (Lang::En, include_str!("../locales/en.ftl")),
];

/// Routes of the kernel's own pages: site, accounts, published keys.
pub fn routes() -> axum::Router<App> {
    site::routes()
        .merge(account::routes())
        .merge(letters::routes())
        .route("/borne", axum::routing::get(kiosk::home))
        .route("/borne/encore", axum::routing::get(kiosk::still))
        .route("/borne/fin", axum::routing::get(kiosk::end).post(kiosk::end_pressed))
        .route("/borne/{key}", axum::routing::get(kiosk::start))
        .route("/.well-known/jwks.json", axum::routing::get(signing::jwks))
}
