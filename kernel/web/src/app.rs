//! The running instance: what every request needs and nothing that belongs to one request.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use beffroi_people::People;
use beffroi_print_types::Printer;
use beffroi_store::files::FileStore;
use beffroi_store::{Ambient, Db, PublicFiles};
use uuid::Uuid;

use crate::authority::Authority;
use crate::fetch::Fetcher;
use crate::mail::Post;
use crate::secret::InstanceSecret;
use crate::service::NavItem;
use crate::site::Block;
use crate::sms::Sms;
use crate::texts::Texts;

/// An invented account of the demonstration.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    pub email: String,
    pub password: String,
    /// « Agent, Population et état civil »
    pub role: String,
    pub name: String,
}

/// Settings that pages and handlers read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A demonstration: shows the mailbox and the accounts, and says so on every page.
    pub demonstration: bool,
    /// Accounts that the sign-in page of a demonstration offers.
    pub demo_accounts: Vec<DemoAccount>,
    /// Sender of the instance's mail: `ne-pas-repondre@hautval.example`.
    pub sender: String,
    /// `https://hautval.example`: address that mails, letters and QR codes give. `{host}` stands for the commune's first host name.
    pub public_url: String,
    /// Whether screens of the town hall may be kiosks.
    pub kiosk: bool,
}

struct Inner {
    db: Db,
    files: FileStore,
    published: PublicFiles,
    ambient: Ambient,
    texts: Texts,
    people: People,
    secret: InstanceSecret,
    printer: Option<Printer>,
    post: Post,
    fetcher: Fetcher,
    sms: Sms,
    nav: Vec<NavItem>,
    home: Vec<Block>,
    space: Vec<Block>,
    settings: Settings,
    authorities: RwLock<HashMap<String, Arc<Authority>>>,
}

/// Cheap to clone: one `Arc`.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// The parts an instance is put together from.
pub struct Parts {
    pub db: Db,
    pub files: FileStore,
    /// What anybody may copy: the journals.
    pub published: PublicFiles,
    pub ambient: Ambient,
    pub texts: Texts,
    pub people: People,
    pub secret: InstanceSecret,
    pub printer: Option<Printer>,
    pub post: Post,
    /// The services outside that the instance may call.
    pub fetcher: Fetcher,
    pub sms: Sms,
    pub nav: Vec<NavItem>,
    pub home: Vec<Block>,
    pub space: Vec<Block>,
    pub settings: Settings,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            db: parts.db,
            files: parts.files,
            published: parts.published,
            ambient: parts.ambient,
            texts: parts.texts,
            people: parts.people,
            secret: parts.secret,
            printer: parts.printer,
            post: parts.post,
            fetcher: parts.fetcher,
            sms: parts.sms,
            nav: parts.nav,
            home: parts.home,
            space: parts.space,
            settings: parts.settings,
            authorities: RwLock::default(),
        }))
    }

    pub fn db(&self) -> &Db {
        &self.0.db
    }

    pub fn files(&self) -> &FileStore {
        &self.0.files
    }

    /// What anybody may copy: the journals.
    pub fn published(&self) -> &PublicFiles {
        &self.0.published
    }

    pub fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }

    pub fn texts(&self) -> &Texts {
        &self.0.texts
    }

    pub fn people(&self) -> &People {
        &self.0.people
    }

    pub fn secret(&self) -> &InstanceSecret {
        &self.0.secret
    }

    /// `None` in a build without PDF.
    pub fn printer(&self) -> Option<Printer> {
        self.0.printer
    }

    pub fn post(&self) -> &Post {
        &self.0.post
    }

    /// Calls to services outside.
    pub fn fetcher(&self) -> &Fetcher {
        &self.0.fetcher
    }

    pub fn sms(&self) -> &Sms {
        &self.0.sms
    }

    pub fn nav(&self) -> &[NavItem] {
        &self.0.nav
    }

    /// What services show on the home page, in order.
    pub fn home_blocks(&self) -> &[Block] {
        &self.0.home
    }

    /// What services show in a person's space, in order.
    pub fn space_blocks(&self) -> &[Block] {
        &self.0.space
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Replaces the communes served, by host name.
    pub fn serve(&self, authorities: impl IntoIterator<Item = Arc<Authority>>) {
        let mut by_host = HashMap::new();
        for authority in authorities {
            for host in &authority.hosts {
                by_host.insert(host.clone(), Arc::clone(&authority));
            }
        }
        *self.0.authorities.write().unwrap_or_else(std::sync::PoisonError::into_inner) = by_host;
    }

    /// The commune at a host name (without port).
    pub fn authority_at(&self, host: &str) -> Option<Arc<Authority>> {
        let authorities = self.0.authorities.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        authorities.get(host).cloned()
    }

    /// The commune by its identifier (jobs).
    pub fn authority(&self, id: Uuid) -> Option<Arc<Authority>> {
        let authorities = self.0.authorities.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        authorities.values().find(|authority| authority.id == id).cloned()
    }

    /// Every commune served, each once.
    pub fn authorities(&self) -> Vec<Arc<Authority>> {
        let authorities = self.0.authorities.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut each: Vec<_> = authorities.values().cloned().collect();
        each.sort_by_key(|authority| authority.id);
        each.dedup_by_key(|authority| authority.id);
        each
    }

    /// Public address of a path for a commune: what a mail or a QR code gives.
    pub fn public_href(&self, authority: &Authority, path: &str) -> String {
        let host = authority.hosts.first().map_or("localhost", String::as_str);
        format!("{}{path}", self.0.settings.public_url.replace("{host}", host))
    }
}
