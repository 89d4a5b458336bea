//! A commune that moves: its rows, its files and its keys in one archive, put into another instance (of either engine), and erased from
//! the first. What travels is every table that a migration declares with an `authority`; what does not is named here, with its reason.
//!
//! ```text
//! rows/<table>/000001.jsonl …   one row a line, 500 a part
//! files/<sha-256>               as they are stored: encrypted under the keys of persons
//! keys.sealed                   the commune's keys, under the passphrase of the move
//! manifest.json                 who, when, which tables with their digests, the SHA-256 of every other part
//! ```
//! The archive is a tar file, so that anybody can look at it; without the passphrase its rows and files say no more than a stolen disk.

mod archive;
mod export;
mod import;
mod remove;

use std::collections::BTreeMap;

use anyhow::Context as _;
use beffroi_store::files::Digest;
use beffroi_store::schema::{self, Table};
use beffroi_store::{Tx, transfer};
use beffroi_web::Service;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use archive::verify;
pub use export::{export, people};
pub use import::import;
pub use remove::{Removal, look, remove};

use crate::services;

/// Version of the archive.
const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const KEYS: &str = "keys.sealed";

/// Tables whose rows are not carried as rows.
const APART: [(&str, &str); 3] = [
    (
        "people_key",
        "the keys travel sealed under the passphrase, and are wrapped again by the other instance",
    ),
    ("people_session", "everybody signs in again"),
    ("people_throttle", "counts of wrong passwords, forgotten after a day"),
];

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub beffroi_commune: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// RFC 3339.
    pub exported_at: String,
    pub id: Uuid,
    pub hosts: Vec<String>,
    pub profile: Json,
    /// Applied files of each slice: the other instance must know them all.
    pub migrations: BTreeMap<String, Vec<String>>,
    pub tables: Vec<TableLine>,
    pub files: usize,
    pub parts: BTreeMap<String, Part>,
}

/// A table in the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableLine {
    pub name: String,
    /// As its rows hold them, each with its kind.
    pub columns: Vec<(String, String)>,
    pub rows: u64,
    /// SHA-256 of its lines.
    pub sha256: String,
}

/// A member of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub bytes: u64,
    pub sha256: String,
}

/// Every table that belongs to communes, but [`APART`].
pub fn carried(services: &[Service]) -> anyhow::Result<Vec<Table>> {
    let apart = |table: &Table| APART.iter().any(|(name, _)| *name == table.name);
    Ok(of_communes(services)?.into_iter().filter(|table| !apart(table)).collect())
}

/// Every table that belongs to communes.
pub fn of_communes(services: &[Service]) -> anyhow::Result<Vec<Table>> {
    let tables = schema::tables(&services::migrations(services)).context("the migrations cannot be read")?;
    Ok(tables.into_iter().filter(Table::has_authority).collect())
}

fn migrations(services: &[Service]) -> BTreeMap<String, Vec<String>> {
    let names = |slice: &beffroi_store::Migrations| {
        let files = slice.files.iter().map(|(name, _)| (*name).to_owned()).collect();
        (slice.slice.to_owned(), files)
    };
    services::migrations(services).iter().map(names).collect()
}

/// Reads a table of the commune in the order of its key; `each` gets its lines, some at a time.
async fn read_table(
    tx: &Tx,
    table: &Table,
    mut each: impl FnMut(&[u8]) -> anyhow::Result<()> + Send,
) -> anyhow::Result<TableLine> {
    let (mut hash, mut rows, mut after) = (Sha256::new(), 0, None);
    loop {
        let page = tx.rows_of(table, after.as_deref()).await?;
        let mut lines = Vec::new();
        for row in &page.rows {
            serde_json::to_writer(&mut lines, row)?;
            lines.push(b'\n');
        }
        rows += page.rows.len() as u64;
        hash.update(&lines);
        if !lines.is_empty() {
            each(&lines)?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let columns = transfer::columns(table).into_iter();
    Ok(TableLine {
        name: table.name.clone(),
        columns: columns.map(|column| (column.name.clone(), column.kind.word().to_owned())).collect(),
        rows,
        sha256: Digest(hash.finalize().into()).to_string(),
    })
}
