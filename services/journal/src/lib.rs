//! The public journal: the log's files, published and signed, and what they prove. What it does, after which
//! specification, and its limits: `README.md` beside this crate's manifest.

mod log;
mod publish;
mod serve;
mod shelf;
mod store;

use beffroi_store::Migrations;
use beffroi_web::Service;

pub use log::{Log, ReadError, Source};
pub use publish::{Outcome, PublishError, Publisher};
pub use shelf::{CHECKPOINT, Present, Shelf, VKEY};
pub use store::STATEMENTS;

/// Tables of the slice.
pub const MIGRATIONS: Migrations = Migrations {
    slice: "journal",
    files: &[("0100_journal.sql", include_str!("../migrations/0100_journal.sql"))],
};

/// What the crate gives the binary.
pub fn service() -> Service {
    Service {
        name: "journal",
        routes: serve::routes(),
        migrations: MIGRATIONS,
        statements: &[STATEMENTS],
        stored: &[],
        texts: &[],
        processings: Vec::new(),
        jobs: Vec::new(),
        nav: Vec::new(),
        home: None,
        space: None,
    }
}
