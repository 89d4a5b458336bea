//! Out: everything of a commune as it stood at one moment.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use anyhow::{Context as _, ensure};
use beffroi_people::vault::parcel;
use beffroi_people::{Desk, Limits, People, Register};
use beffroi_store::{Ambient, Db, DbOptions, Engine, backup};
use beffroi_web::{Authority, Service};
use serde_json::{Value as Json, json};
use time::format_description::well_known::Rfc3339;

use super::archive::Writer;
use super::{FORMAT, KEYS, Manifest, TableLine, carried, migrations, read_table};
use crate::open::Kept;

/// Writes the archive of a commune at `to`, a new file; its keys are sealed under `passphrase`.
///
/// What is written in the commune meanwhile is not in it: stop the instance first, or take the commune's host name away.
pub async fn export(
    kept: &Kept,
    services: &[Service],
    commune: &Authority,
    to: &Path,
    passphrase: &str,
) -> anyhow::Result<Manifest> {
    ensure!(!to.exists(), "{} is there already", to.display());
    let secret = kept.keys.secret.of_commune(commune.id).context(
        "the instance's secret is of the first form, which its communes share: none can leave with it",
    )?;
    let snapshot = Snapshot::take(&kept.db, to).await?;
    let people = people(kept, services)?;
    let ambient = Ambient::system();
    let desk = people.desk(&snapshot.db.of(commune.id), &ambient);
    let read = read(&desk, services, to).await;
    snapshot.drop().await?;
    let (mut writer, tables, keys) = read?;

    let digests = kept.files.list(commune.id).await?;
    for digest in &digests {
        let bytes = kept.files.get(commune.id, *digest).await.with_context(|| format!("file {digest}"))?;
        writer.add(&format!("files/{digest}"), &bytes)?;
    }
    let contents = serde_json::to_vec(&json!({ "secret": secret, "people": keys }))?;
    writer.add(KEYS, &parcel::seal(passphrase, &ambient, commune.id, &contents)?)?;
    let manifest = Manifest {
        beffroi_commune: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        exported_at: ambient.now().format(&Rfc3339)?,
        id: commune.id,
        hosts: commune.hosts.clone(),
        profile: serde_json::to_value(&commune.profile)?,
        migrations: migrations(services),
        tables,
        files: digests.len(),
        parts: writer.parts.clone(),
    };
    writer.finish(&manifest, to)?;
    Ok(manifest)
}

/// The keys and register of an instance that does not serve.
pub fn people(kept: &Kept, services: &[Service]) -> anyhow::Result<People> {
    let register = Register::new(services.iter().flat_map(|service| service.processings.iter().copied()))?;
    Ok(People::new(kept.keys.ring.clone(), register, Limits::default()))
}

/// Every row and key, in one transaction: the database at one moment.
async fn read(
    desk: &Desk,
    services: &[Service],
    to: &Path,
) -> anyhow::Result<(Writer, Vec<TableLine>, Json)> {
    let tables = &carried(services)?;
    desk.db()
        .write(move |tx| async move {
            let mut writer = Writer::create(to)?;
            let mut lines = Vec::new();
            for table in tables {
                let mut part = 0_u32;
                let line = read_table(&tx, table, |bytes| {
                    part += 1;
                    writer.add(&format!("rows/{}/{part:06}.jsonl", table.name), bytes)
                });
                lines.push(line.await.with_context(|| table.name.clone())?);
            }
            let keys = desk.pack_keys(&tx).await?;
            Ok::<_, anyhow::Error>((writer, lines, keys))
        })
        .await
}

/// The database to read from: on SQLite a copy of it, so that whoever writes meanwhile does not wait; on PostgreSQL itself, whose
/// transactions see one moment anyway.
struct Snapshot {
    db: Db,
    folder: Option<std::path::PathBuf>,
}

impl Snapshot {
    async fn take(db: &Db, beside: &Path) -> anyhow::Result<Self> {
        if db.engine() == Engine::Postgres {
            return Ok(Self { db: db.clone(), folder: None });
        }
        let mut name = beside.as_os_str().to_owned();
        name.push(".snapshot");
        let folder = std::path::PathBuf::from(name);
        DirBuilder::new().mode(0o700).create(&folder).with_context(|| folder.display().to_string())?;
        let copy = backup::hot_copy(db, &folder).await.context("a copy of the database")?;
        let db = Db::open(&format!("sqlite:{}", copy.database.display()), &DbOptions::default()).await?;
        Ok(Self { db, folder: Some(folder) })
    }

    async fn drop(self) -> anyhow::Result<()> {
        if let Some(folder) = self.folder {
            self.db.close().await;
            fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        Ok(())
    }
}
