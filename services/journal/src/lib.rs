//! The public journal: the log's files, published and signed, and what they prove. What it does, after which
//! specification, and its limits: `README.md` beside this crate's manifest.

mod export;
mod fsck;
mod log;
mod pages;
mod publish;
mod serve;
mod shelf;
mod store;
pub mod witness;

use beffroi_store::Migrations;
use beffroi_web::{Lang, Service, Sources};

pub use export::{Complete, Export, ExportFault, NotAnExport};
pub use fsck::{Checked, Problem, fsck};
pub use log::{Log, ReadError, Source};
pub use publish::{Outcome, PublishError, Publisher};
pub use shelf::{CHECKPOINT, Present, Shelf, VKEY};
pub use store::STATEMENTS;

/// Tables of the slice.
pub const MIGRATIONS: Migrations = Migrations {
    slice: "journal",
    files: &[
        ("0100_journal.sql", include_str!("../migrations/0100_journal.sql")),
        ("0101_witness.sql", include_str!("../migrations/0101_witness.sql")),
    ],
};

const TEXTS: Sources = &[
    (Lang::Fr, include_str!("../locales/fr.ftl")),
    (Lang::Nl, include_str!("../locales/nl.ftl")),
    (Lang::De, include_str!("../locales/de.ftl")),
    (Lang::En, include_str!("../locales/en.ftl")),
];

/// What the crate gives the binary.
pub fn service() -> Service {
    Service {
        name: "journal",
        routes: serve::routes().merge(pages::routes()).merge(witness::routes()),
        migrations: MIGRATIONS,
        statements: &[STATEMENTS],
        stored: &[],
        texts: TEXTS,
        processings: Vec::new(),
        jobs: Vec::new(),
        nav: Vec::new(),
        home: None,
        space: None,
    }
}
