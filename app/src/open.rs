//! Opening what an instance keeps: the database brought up to date, the keys, the files.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use beffroi_store::files::FileStore;
use beffroi_store::{Ambient, Db, DbOptions, PublicFiles};
use beffroi_web::Service;

use crate::config::Config;
use crate::keys::{self, Keys};
use crate::services;

/// What an instance keeps, open.
#[derive(Clone)]
pub struct Kept {
    pub db: Db,
    pub files: FileStore,
    pub published: PublicFiles,
    pub keys: Keys,
}

/// Opens everything; makes folders, tables and keys at the first start.
pub async fn open(config: &Config, services: &[Service], ambient: &Ambient) -> anyhow::Result<Kept> {
    let db = database(config).await?;
    db.migrate(&services::migrations(services)).await.context("the database cannot be brought up to date")?;
    let used = !beffroi_web::load_communes(&db).await?.is_empty();
    keys::make(&config.keys, ambient, used)?;
    let keys = keys::read(&config.keys)?;
    let files = FileStore::open(&config.files).context("files")?;
    let published = PublicFiles::open(&config.journal).context("journal")?;
    Ok(Kept { db, files, published, keys })
}

/// Opens the database as it is.
pub async fn database(config: &Config) -> anyhow::Result<Db> {
    if let Some(folder) = sqlite_file(config).as_deref().and_then(Path::parent) {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(folder).with_context(|| folder.display().to_string())?;
    }
    let options = DbOptions { postgres_ca: config.database_ca.clone(), ..DbOptions::default() };
    Db::open(&config.database, &options).await.context("the database cannot be opened")
}

/// The file of an embedded database.
pub fn sqlite_file(config: &Config) -> Option<PathBuf> {
    config.database.strip_prefix("sqlite:").filter(|path| *path != ":memory:").map(PathBuf::from)
}

/// The folder of files kept on this machine.
pub fn files_folder(config: &Config) -> Option<PathBuf> {
    config.files.strip_prefix("file:").map(|path| PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}
