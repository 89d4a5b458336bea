//! In: an archive that was checked becomes a commune of this instance, whole or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use beffroi_people::vault::parcel;
use beffroi_store::files::Digest;
use beffroi_store::schema::Table;
use beffroi_store::{Ambient, KernelTx, Tx};
use beffroi_web::{Profile, Service};
use serde_json::Value as Json;

use super::archive::{members, verify};
use super::export::people;
use super::{KEYS, Manifest, carried, migrations, read_table};
use crate::keys;
use crate::open::Kept;

/// Puts the commune of an archive into this instance, at its own host names or at `hosts`. The keys in `folder` take up what it brought:
/// a running instance must be started again to know them.
pub async fn import(
    kept: &Kept,
    folder: &Path,
    services: &[Service],
    archive: &Path,
    passphrase: &str,
    hosts: &[String],
) -> anyhow::Result<Manifest> {
    let manifest = verify(archive)?;
    known_here(&manifest, services)?;
    let profile: Profile = serde_json::from_value(manifest.profile.clone()).context("the profile")?;
    let hosts = if hosts.is_empty() { &manifest.hosts } else { hosts };
    ensure!(!hosts.is_empty(), "the archive names no host: give one with --host");
    free_here(kept, &manifest, hosts).await?;
    let brought = unseal(archive, &manifest, passphrase)?;

    let mut with_keys = kept.clone();
    with_keys.keys.ring.adopt_packed(manifest.id, &brought["people"])?;
    let secret = brought["secret"].as_str().unwrap_or_default();
    ensure!(
        with_keys.keys.secret.adopt(manifest.id, secret),
        "the instance's secret is of the first form, which has no place for another's"
    );
    put_files(kept, &manifest, archive).await?;
    // Keys first: rows that nothing opens would be worse than keys that nothing uses.
    keys::replace(folder, &with_keys.keys)?;
    let put = put_rows(&with_keys, services, archive, &manifest, &brought, (hosts, &profile)).await;
    if put.is_err() {
        keys::replace(folder, &kept.keys)?;
    }
    put?;
    let ambient = Ambient::system();
    let desk = people(&with_keys, services)?.desk(&kept.db.of(manifest.id), &ambient);
    // A commune that was never served has no journal yet.
    if desk.log_head().await?.is_some() {
        let report = desk.verify_journal().await?;
        ensure!(report.holds(), "the journal that came does not hold: {:?}", report.problems);
    }
    Ok(manifest)
}

/// Every table of the archive must be known here as it was there.
fn known_here(manifest: &Manifest, services: &[Service]) -> anyhow::Result<()> {
    let here = migrations(services);
    for (slice, files) in &manifest.migrations {
        let known = here.get(slice).map(Vec::as_slice).unwrap_or_default();
        if let Some(file) = files.iter().find(|file| !known.contains(file)) {
            bail!("the archive comes from a newer program ({slice}/{file}): update this one first");
        }
    }
    let tables = carried(services)?;
    for line in &manifest.tables {
        let table = tables.iter().find(|table| table.name == line.name);
        let table = table.with_context(|| format!("the table {} is not of this program", line.name))?;
        for (name, kind) in &line.columns {
            let same = table.column(name).is_some_and(|column| column.kind.word() == kind);
            ensure!(same, "the column {}.{name} is not of this program", line.name);
        }
    }
    Ok(())
}

async fn free_here(kept: &Kept, manifest: &Manifest, hosts: &[String]) -> anyhow::Result<()> {
    for commune in beffroi_web::load_communes(&kept.db).await? {
        ensure!(commune.id != manifest.id, "this commune is here already");
        if let Some(taken) = hosts.iter().find(|host| commune.hosts.contains(host)) {
            bail!("{taken} is served already, for {}: choose others with --host", commune.profile.name);
        }
    }
    Ok(())
}

fn unseal(archive: &Path, manifest: &Manifest, passphrase: &str) -> anyhow::Result<Json> {
    let mut sealed = None;
    members(archive, |path, bytes| {
        if path == KEYS {
            sealed = Some(bytes);
        }
        Ok(())
    })?;
    let sealed = sealed.context("the archive holds no keys")?;
    let clear = parcel::open(passphrase, manifest.id, &sealed)
        .context("the keys cannot be opened: this is not the passphrase they were sealed with")?;
    serde_json::from_slice(&clear).context("the keys cannot be read")
}

async fn put_files(kept: &Kept, manifest: &Manifest, archive: &Path) -> anyhow::Result<()> {
    let mut names: Vec<&str> = manifest.parts.keys().filter_map(|path| path.strip_prefix("files/")).collect();
    names.sort_unstable();
    ensure!(names.len() == manifest.files, "the archive does not hold the files it says");
    // One at a time: a member is in memory while it is kept.
    let (send, mut receive) = tokio::sync::mpsc::channel::<(String, Vec<u8>)>(1);
    let archive = archive.to_owned();
    let reader = tokio::task::spawn_blocking(move || {
        members(&archive, |path, bytes| {
            if let Some(name) = path.strip_prefix("files/") {
                send.blocking_send((name.to_owned(), bytes)).context("the files are no longer taken")?;
            }
            Ok(())
        })
    });
    while let Some((name, bytes)) = receive.recv().await {
        let digest: Digest = name.parse().with_context(|| format!("files/{name}"))?;
        ensure!(Digest::of(&bytes) == digest, "files/{name} is not what its name says");
        kept.files.put(manifest.id, bytes).await.with_context(|| format!("files/{name}"))?;
    }
    reader.await?
}

async fn put_rows(
    kept: &Kept,
    services: &[Service],
    archive: &Path,
    manifest: &Manifest,
    brought: &Json,
    (hosts, profile): (&[String], &Profile),
) -> anyhow::Result<()> {
    let ambient = Ambient::system();
    let (people, tables) = (people(kept, services)?, &carried(services)?);
    let desk = &people.desk(&kept.db.of(manifest.id), &ambient);
    let now = ambient.now();
    kept.db
        .kernel()
        .write(move |kernel: KernelTx| async move {
            beffroi_web::put_commune(&kernel, manifest.id, hosts, profile, now).await?;
            let tx = kernel.of(manifest.id);
            let (send, mut receive) = tokio::sync::mpsc::channel::<(String, Vec<u8>)>(2);
            let from = archive.to_owned();
            let reader = tokio::task::spawn_blocking(move || {
                members(&from, |path, bytes| {
                    if let Some(rest) = path.strip_prefix("rows/") {
                        let table = rest.split('/').next().unwrap_or_default().to_owned();
                        send.blocking_send((table, bytes)).context("the rows are no longer taken")?;
                    }
                    Ok(())
                })
            });
            while let Some((name, lines)) = receive.recv().await {
                put_lines(&tx, tables, manifest, &name, &lines).await.with_context(|| name.clone())?;
            }
            reader.await??;
            desk.unpack_keys(&tx, &brought["people"]).await?;
            same_rows(&tx, tables, manifest).await
        })
        .await
}

async fn put_lines(
    tx: &Tx,
    tables: &[Table],
    manifest: &Manifest,
    name: &str,
    lines: &[u8],
) -> anyhow::Result<()> {
    let table = tables.iter().find(|table| table.name == name).context("no such table")?;
    let line = manifest.tables.iter().find(|line| line.name == name).context("not in the manifest")?;
    let names: Vec<String> = line.columns.iter().map(|(name, _)| name.clone()).collect();
    for row in lines.split(|byte| *byte == b'\n').filter(|row| !row.is_empty()) {
        tx.put_row(table, &names, &serde_json::from_slice::<Vec<Json>>(row)?).await?;
    }
    Ok(())
}

/// Reads everything back before it is kept: what the database gives must be what the archive said.
async fn same_rows(tx: &Tx, tables: &[Table], manifest: &Manifest) -> anyhow::Result<()> {
    let said: BTreeMap<&str, _> = manifest.tables.iter().map(|line| (line.name.as_str(), line)).collect();
    for table in tables {
        let Some(line) = said.get(table.name.as_str()) else { continue };
        // Columns that this program added since are not part of what came.
        let mut table = table.clone();
        table.columns.retain(|column| {
            column.name == "authority" || line.columns.iter().any(|(name, _)| *name == column.name)
        });
        let found = read_table(tx, &table, |_| Ok(())).await?;
        ensure!(found == **line, "{}: the rows put are not those of the archive", table.name);
    }
    Ok(())
}
