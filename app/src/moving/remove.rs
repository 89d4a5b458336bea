//! Away: rows, keys and files of a commune that has left. Two steps: one says what would go, the other does it.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use beffroi_store::KernelTx;
use beffroi_store::files::Digest;
use beffroi_web::{Authority, Service};
use sha2::{Digest as _, Sha256};

use super::{TableLine, carried, of_communes, read_table, verify};
use crate::keys;
use crate::open::Kept;

/// What would be removed.
pub struct Removal {
    pub rows: u64,
    pub files: usize,
    /// To be repeated in the second step. Another word as soon as anything was written.
    pub word: String,
    tables: Vec<TableLine>,
}

/// Looks at what a removal would take away; when `exported` names an archive, it must hold the commune as it stands now.
pub async fn look(
    kept: &Kept,
    services: &[Service],
    commune: &Authority,
    exported: Option<&Path>,
) -> anyhow::Result<Removal> {
    let tables = &carried(services)?;
    let lines = kept
        .db
        .of(commune.id)
        .write(move |tx| async move {
            let mut lines = Vec::new();
            for table in tables {
                lines.push(read_table(&tx, table, |_| Ok(())).await.with_context(|| table.name.clone())?);
            }
            Ok::<_, anyhow::Error>(lines)
        })
        .await?;
    let files = kept.files.list(commune.id).await?;
    let mut hash = Sha256::new();
    hash.update(commune.id.as_bytes());
    for line in &lines {
        hash.update(&line.sha256);
    }
    let removal = Removal {
        rows: lines.iter().map(|line| line.rows).sum(),
        files: files.len(),
        word: Digest(hash.finalize().into()).to_string()[..8].to_owned(),
        tables: lines,
    };
    if let Some(archive) = exported {
        whole(&removal, commune, archive, files.len())?;
    }
    Ok(removal)
}

fn whole(removal: &Removal, commune: &Authority, archive: &Path, files: usize) -> anyhow::Result<()> {
    let manifest = verify(archive)?;
    ensure!(manifest.id == commune.id, "{} is the archive of another commune", archive.display());
    let differing: Vec<&str> = removal
        .tables
        .iter()
        .filter(|line| manifest.tables.iter().all(|said| said != *line))
        .map(|line| line.name.as_str())
        .collect();
    if !differing.is_empty() {
        bail!("written since the archive: {}. Export again", differing.join(", "));
    }
    ensure!(manifest.files == files, "files were added or taken away since the archive. Export again");
    Ok(())
}

/// Erases the commune. `word` is that of [`look`], so that nothing written in between is lost unseen.
pub async fn remove(
    kept: &Kept,
    folder: &Path,
    services: &[Service],
    commune: &Authority,
    word: &str,
) -> anyhow::Result<Removal> {
    let removal = look(kept, services, commune, None).await?;
    ensure!(removal.word == word, "`{word}` is not the word of this commune as it stands: look again");
    let (tables, id) = (&of_communes(services)?, commune.id);
    kept.db
        .kernel()
        .write(move |kernel: KernelTx| async move {
            let tx = kernel.of(id);
            for table in tables {
                tx.clear_table(table).await.with_context(|| table.name.clone())?;
            }
            beffroi_web::drop_commune(&kernel, id).await?;
            Ok::<_, anyhow::Error>(())
        })
        .await?;
    if let Err(error) = kept.db.forget_deleted().await {
        tracing::warn!(%error, "deleted rows stay in the write-ahead log until it is next emptied");
    }
    for digest in kept.files.list(id).await? {
        kept.files.delete(id, digest).await.with_context(|| format!("file {digest}"))?;
    }
    let mut left = kept.keys.clone();
    if left.ring.forget(id) | left.secret.forget(id) {
        keys::replace(folder, &left)?;
    }
    Ok(removal)
}
