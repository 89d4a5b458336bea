//! Copies of the embedded database, taken while it serves.
//!
//! A copy is the database as it stood at one moment: SQLite's online backup, all pages within one read transaction,
//! which neither waits for the writer nor makes it wait. Beside it lies a manifest with its SHA-256, so that a copy
//! altered or cut short is refused. For PostgreSQL its own tools do this better.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::db::Backend;
use crate::files::Digest;
use crate::{Db, StoreError};

/// Name of the database within the folder of a copy.
const DATABASE: &str = "beffroi.sqlite";
/// Name of its manifest.
const MANIFEST: &str = "manifest.json";

/// Why a copy could not be taken, checked or put back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The instance runs on PostgreSQL.
    #[error(
        "this instance runs on PostgreSQL: use pg_dump --format=custom (or pg_basebackup with its WAL archive)"
    )]
    UsePgDump,
    /// Something lies where the copy or the restored database should go.
    #[error("{0} exists already; nothing was overwritten")]
    Exists(PathBuf),
    /// The folder holds no whole copy.
    #[error("not a whole copy: {0}")]
    Damaged(String),
    /// The disk refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// SQLite refused.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// A copy on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotCopy {
    /// The database file.
    pub database: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub digest: Digest,
}

fn at(path: &Path) -> impl Fn(io::Error) -> BackupError {
    move |source| BackupError::Io { path: path.to_owned(), source }
}

/// Copies the database as it stands into `folder` (made if absent, refused when it holds a copy already), checks the
/// copy and writes its manifest last.
pub async fn hot_copy(db: &Db, folder: &Path) -> Result<HotCopy, BackupError> {
    let (db, folder) = (db.clone(), folder.to_owned());
    blocking(move || {
        let Backend::Sqlite(sqlite) = db.backend() else { return Err(BackupError::UsePgDump) };
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let database = folder.join(DATABASE);
        if database.exists() || folder.join(MANIFEST).exists() {
            return Err(BackupError::Exists(database));
        }
        let source = sqlite.extra_reader()?;
        let partial = folder.join(format!("{DATABASE}.partial"));
        copy_pages(&source, &partial)?;
        examine(&partial)?;
        publish(&partial, &database)?;
        let copy = describe(&database)?;
        write_manifest(&folder, &copy)?;
        Ok(copy)
    })
    .await
}

/// Checks a copy: the manifest's digest, then SQLite's own check of every page and reference.
pub async fn verify(folder: &Path) -> Result<HotCopy, BackupError> {
    let folder = folder.to_owned();
    blocking(move || checked(&folder)).await
}

/// Puts a checked copy at `target`, where nothing may lie yet (nor a WAL of an older database).
/// Afterwards, keys destroyed since the copy must be destroyed again before it serves.
pub async fn restore(folder: &Path, target: &Path) -> Result<HotCopy, BackupError> {
    let (folder, target) = (folder.to_owned(), target.to_owned());
    blocking(move || {
        let copy = checked(&folder)?;
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let mut name = target.clone().into_os_string();
            name.push(suffix);
            if Path::new(&name).exists() {
                return Err(BackupError::Exists(name.into()));
            }
        }
        let mut partial = target.clone().into_os_string();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        fs::copy(&copy.database, &partial).map_err(at(&partial))?;
        publish(&partial, &target)?;
        let restored = describe(&target)?;
        if restored.digest == copy.digest {
            Ok(restored)
        } else {
            Err(BackupError::Damaged("the disk did not keep what was written".to_owned()))
        }
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| BackupError::Store(StoreError::Unavailable(e.to_string())))?
}

fn copy_pages(source: &Connection, to: &Path) -> Result<(), BackupError> {
    if to.exists() {
        fs::remove_file(to).map_err(at(to))?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(to).map_err(at(to))?;
    let mut target = Connection::open(to)?;
    {
        let backup = Backup::new(source, &mut target)?;
        // All pages in one step: one read transaction, which a busy writer cannot restart.
        backup.step(-1)?;
    }
    // One file, without a WAL beside it; opening the database for service turns that on again.
    target.pragma_update(None, "journal_mode", "delete")?;
    target.close().map_err(|(_, e)| BackupError::Sqlite(e))
}

/// Every page, index and reference, by SQLite itself.
fn examine(database: &Path) -> Result<(), BackupError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    let verdict: String = connection.query_row("pragma integrity_check", (), |row| row.get(0))?;
    if verdict != "ok" {
        return Err(BackupError::Damaged(verdict));
    }
    let orphans = connection.prepare("pragma foreign_key_check")?.exists(())?;
    if orphans {
        Err(BackupError::Damaged("a row refers to another that is missing".to_owned()))
    } else {
        Ok(())
    }
}

/// On the disk under its final name, or not at all.
fn publish(partial: &Path, target: &Path) -> Result<(), BackupError> {
    File::open(partial).and_then(|file| file.sync_all()).map_err(at(partial))?;
    fs::rename(partial, target).map_err(at(target))?;
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn describe(database: &Path) -> Result<HotCopy, BackupError> {
    let mut file = File::open(database).map_err(at(database))?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer).map_err(at(database))? {
            0 => break,
            read => {
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
    Ok(HotCopy { database: database.to_owned(), bytes, digest: Digest(hash.finalize().into()) })
}

fn write_manifest(folder: &Path, copy: &HotCopy) -> Result<(), BackupError> {
    let manifest = folder.join(MANIFEST);
    let partial = folder.join(format!("{MANIFEST}.partial"));
    let text = json!({ "database": DATABASE, "bytes": copy.bytes, "sha256": copy.digest.to_string() });
    fs::write(&partial, format!("{text:#}\n")).map_err(at(&partial))?;
    publish(&partial, &manifest)
}

fn checked(folder: &Path) -> Result<HotCopy, BackupError> {
    let manifest = folder.join(MANIFEST);
    let text = fs::read_to_string(&manifest).map_err(at(&manifest))?;
    let told: Json = serde_json::from_str(&text).map_err(|e| BackupError::Damaged(e.to_string()))?;
    let copy = describe(&folder.join(DATABASE))?;
    let (bytes, digest) = (told["bytes"].as_u64(), told["sha256"].as_str());
    if bytes != Some(copy.bytes) || digest != Some(copy.digest.to_string().as_str()) {
        return Err(BackupError::Damaged("the file is not the one of its manifest".to_owned()));
    }
    examine(&copy.database)?;
    Ok(copy)
}
