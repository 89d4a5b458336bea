//! `beffroi restore`: a copy made by `beffroi backup`, checked and put where the configuration says. Nothing is overwritten.
//! Keys that were erased before the copy was taken are erased again at the next start.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use beffroi::open;
use beffroi_store::backup;

use super::backup::{DATABASE, FILES, copy_tree};

/// Arguments of `beffroi restore`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    /// Folder of the copy.
    folder: PathBuf,
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let Some(target) = open::sqlite_file(&config) else {
            bail!("this instance runs on PostgreSQL: use pg_restore (or its WAL archive), then start it");
        };
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let copy = backup::restore(&args.folder.join(DATABASE), &target).await.context("database")?;
        super::say(format_args!(
            "database: {} ({} bytes, sha256 {})",
            copy.database.display(),
            copy.bytes,
            copy.digest
        ));
        let files = args.folder.join(FILES);
        match open::files_folder(&config).filter(|_| files.exists()) {
            Some(to) => {
                super::say(format_args!("files: {} ({} files)", to.display(), copy_tree(&files, &to)?));
            }
            None => super::say("files: none in this copy, or kept in a bucket"),
        }
        super::say(format_args!(
            "keys: they must be in {}; then: beffroi doctor --deep",
            config.keys.display()
        ));
        Ok(ExitCode::SUCCESS)
    })
}
