//! The contract of a service: what one folder of `services/` gives the binary.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use beffroi_people::Processing;
use beffroi_store::{Migrations, Statement};

use crate::app::App;
use crate::page::Frame;
use crate::site::Block;
use crate::texts::Sources;

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Text key.
    pub key: &'static str,
    pub href: &'static str,
    pub frame: Frame,
    /// Who sees it.
    pub audience: Audience,
}

/// To whom an entry of the navigation speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Everybody,
    /// Agents of any unit.
    Agents,
    Authors,
    Administrators,
}

/// Work done later, outside a request: receives the App, the authority and the payload.
pub type JobHandler = Arc<
    dyn Fn(App, uuid::Uuid, serde_json::Value) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>>
        + Send
        + Sync,
>;

/// Everything one public-service domain declares.
pub struct Service {
    /// Prefix of its tables, texts, jobs and events.
    pub name: &'static str,
    pub routes: Router<App>,
    pub migrations: Migrations,
    pub statements: &'static [&'static [Statement]],
    /// Which stored files its rows still need: each gives one column of digests. A file that none of them names is
    /// deleted once it is a week old.
    pub stored: &'static [Statement],
    pub texts: Sources,
    /// Art. 30 GDPR: what it does with personal data and why. An access outside these is impossible.
    pub processings: Vec<Processing>,
    pub jobs: Vec<(&'static str, JobHandler)>,
    pub nav: Vec<NavItem>,
    /// Its part of the home page.
    pub home: Option<Block>,
    /// Its part of a signed-in person's space.
    pub space: Option<Block>,
}
