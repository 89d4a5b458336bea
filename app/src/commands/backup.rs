//! `beffroi backup`: a copy of an instance while it serves. First the database as it stands at one moment, then the files:
//! a file is stored before a row names it and never changes, so the copy holds every file that its database names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use beffroi::config::Config;
use beffroi::{keys, open};
use beffroi_store::backup::{self, BackupError};
use beffroi_store::files::Digest;

/// The parts of a copy.
pub(crate) const DATABASE: &str = "database";
pub(crate) const FILES: &str = "files";

/// Arguments of `beffroi backup`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    /// New folder for the copy.
    folder: PathBuf,
    /// Also copy the keys, into a folder of their own: who holds both copies can read everything.
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        if let Some(to) = &args.keys {
            ensure!(
                !to.starts_with(&args.folder),
                "the keys do not belong beside what they open: choose another folder for --keys"
            );
        }
        copy_database(&config, &args.folder).await?;
        copy_files(&config, &args.folder)?;
        match &args.keys {
            Some(to) => {
                keys::copy(&config.keys, to)?;
                super::say(format_args!("keys: {}", to.display()));
            }
            None => super::say("keys: not copied (--keys); without them this copy opens nothing"),
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn copy_database(config: &Config, folder: &Path) -> anyhow::Result<()> {
    if let Some(file) = open::sqlite_file(config) {
        ensure!(file.exists(), "{} is not there", file.display());
    }
    let db = open::database(config).await?;
    let copied = backup::hot_copy(&db, &folder.join(DATABASE)).await;
    db.close().await;
    match copied {
        Ok(copy) => super::say(format_args!(
            "database: {} ({} bytes, sha256 {})",
            copy.database.display(),
            copy.bytes,
            copy.digest
        )),
        Err(told @ BackupError::UsePgDump) => super::say(format_args!("database: {told}")),
        Err(error) => return Err(error).context("database"),
    }
    Ok(())
}

fn copy_files(config: &Config, folder: &Path) -> anyhow::Result<()> {
    let Some(from) = open::files_folder(config) else {
        super::say("files: in a bucket; turn on its versioning or replication");
        return Ok(());
    };
    let to = folder.join(FILES);
    let files = if from.exists() { copy_tree(&from, &to)? } else { 0 };
    super::say(format_args!("files: {} ({files} files)", to.display()));
    Ok(())
}

/// Copies a folder of files named by their SHA-256 and checks each; what lies there already and is whole stays.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<u64> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    let mut copied = 0;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copied += copy_tree(&source, &target)?;
        } else if let Some(digest) = entry.file_name().to_str().and_then(|name| name.parse::<Digest>().ok()) {
            copy_file(&source, &target, digest)?;
            copied += 1;
        }
    }
    Ok(copied)
}

fn copy_file(source: &Path, target: &Path, digest: Digest) -> anyhow::Result<()> {
    let bytes = fs::read(source).with_context(|| source.display().to_string())?;
    ensure!(
        Digest::of(&bytes) == digest,
        "{} was altered: its content is not the one of its name",
        source.display()
    );
    if fs::read(target).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let partial = target.with_extension("partial");
    let written = fs::write(&partial, &bytes)
        .and_then(|()| fs::File::open(&partial)?.sync_all())
        .and_then(|()| fs::rename(&partial, target));
    written.with_context(|| target.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use beffroi_store::testing::Folder;

    #[test]
    fn files_are_copied_whole_and_an_altered_one_is_told() {
        let folder = Folder::new();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let name = Digest::of(b"cipher").to_string();
        fs::create_dir_all(from.join("commune/aa")).unwrap();
        fs::write(from.join("commune/aa").join(&name), b"cipher").unwrap();
        assert_eq!(copy_tree(&from, &to).unwrap(), 1);
        assert_eq!(fs::read(to.join("commune/aa").join(&name)).unwrap(), b"cipher");
        fs::write(from.join("commune/aa").join(&name), b"altered").unwrap();
        assert!(copy_tree(&from, &to).unwrap_err().to_string().contains("was altered"));
    }
}
