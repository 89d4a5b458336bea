//! `beffroi commune export`, `import`, `remove`: a commune leaves one instance for another.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use beffroi::open::Kept;
use beffroi::{moving, services};

/// Shortest passphrase: sixteen characters, as the keys of every person of a commune lie behind it.
const SHORTEST: usize = 16;

#[derive(clap::Subcommand)]
pub(super) enum Act {
    /// Write everything of a commune (rows, files, keys) into one archive.
    Export {
        /// A host name of the commune.
        #[arg(long)]
        host: String,
        #[command(flatten)]
        passphrase: Passphrase,
        /// New file for the archive.
        file: PathBuf,
    },
    /// Put the commune of an archive into this instance; then start a running instance again.
    Import {
        /// Host name at which it is served here (default: those of the archive).
        #[arg(long = "host")]
        hosts: Vec<String>,
        #[command(flatten)]
        passphrase: Passphrase,
        /// The archive.
        file: PathBuf,
    },
    /// Erase a commune: its rows, its keys, its files. The first call says what would go and gives a word; the second, with that
    /// word, does it.
    Remove {
        /// A host name of the commune.
        #[arg(long)]
        host: String,
        /// Its archive, which must hold it as it stands.
        #[arg(long, value_name = "FILE", conflicts_with = "force")]
        exported: Option<PathBuf>,
        /// Without an archive: what is erased is lost.
        #[arg(long)]
        force: bool,
        /// The word that the first call gave.
        #[arg(long, value_name = "WORD")]
        confirm: Option<String>,
    },
}

/// Where the passphrase of a move comes from; never the command line, which others can read.
#[derive(clap::Args)]
pub(super) struct Passphrase {
    /// File whose first line is the passphrase that seals the keys (default: the variable `BEFFROI_PASSPHRASE`).
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Passphrase {
    fn read(&self) -> anyhow::Result<String> {
        let text = match &self.passphrase_file {
            Some(file) => std::fs::read_to_string(file).with_context(|| file.display().to_string())?,
            None => std::env::var("BEFFROI_PASSPHRASE")
                .context("no passphrase: name a file with --passphrase-file, or set BEFFROI_PASSPHRASE")?,
        };
        let line = text.lines().next().unwrap_or_default().trim().to_owned();
        ensure!(line.chars().count() >= SHORTEST, "the passphrase has fewer than {SHORTEST} characters");
        Ok(line)
    }
}

pub(super) async fn run(kept: &Kept, keys: &Path, act: Act) -> anyhow::Result<()> {
    let services = services::all();
    match act {
        Act::Export { host, passphrase, file } => {
            let commune = beffroi_web::commune_at(&kept.db, &host).await?;
            let made = moving::export(kept, &services, &commune, &file, &passphrase.read()?).await?;
            let rows: u64 = made.tables.iter().map(|table| table.rows).sum();
            super::super::say(format_args!(
                "{}: {} ({} tables, {rows} rows, {} files)",
                commune.profile.name,
                file.display(),
                made.tables.len(),
                made.files
            ));
        }
        Act::Import { hosts, passphrase, file } => {
            let hosts = super::host_names(&hosts)?;
            let came = moving::import(kept, keys, &services, &file, &passphrase.read()?, &hosts).await?;
            let hosts = if hosts.is_empty() { came.hosts } else { hosts };
            super::super::say(format_args!("{} is here ({}); its journal holds", came.id, hosts.join(", ")));
            super::super::say("start a running instance again: it does not know the keys that came");
        }
        Act::Remove { host, exported, force, confirm } => {
            if exported.is_none() && !force {
                bail!(
                    "nothing is removed without its archive (--exported FILE), or --force when it shall be lost"
                );
            }
            let commune = beffroi_web::commune_at(&kept.db, &host).await?;
            let would = moving::look(kept, &services, &commune, exported.as_deref()).await?;
            let what =
                format!("{}: {} rows, {} files and every key", commune.profile.name, would.rows, would.files);
            let Some(word) = confirm else {
                super::super::say(format_args!(
                    "{what} would be erased. To do it, call again with --confirm {}",
                    would.word
                ));
                return Ok(());
            };
            moving::remove(kept, keys, &services, &commune, &word).await?;
            super::super::say(format_args!("{what}: erased. Older backups still hold them"));
        }
    }
    Ok(())
}
