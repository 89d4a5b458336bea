//! What anybody does with a published journal: no instance, no account, only its files and its key.

use std::path::PathBuf;

use beffroi_journal::{Export, Log, ReadError};
use beffroi_translog::{Audited, Checkpoint, audit, new_tiles};

use super::place::Place;
use super::words::Lang;
use super::{Failure, Signed};
use crate::commands::say;

#[derive(clap::Args)]
pub(super) struct Verify {
    /// Where the journal is: a folder, or `https://hautval.example/journal`.
    #[arg(value_name = "DIR|URL")]
    log: String,
    /// A checkpoint kept from before: the journal must begin with what it signed.
    #[arg(long, value_name = "CHECKPOINT")]
    since: Option<PathBuf>,
    #[command(flatten)]
    signed: Signed,
}

#[derive(clap::Args)]
pub(super) struct Proof {
    /// Number of the entry, from 0.
    #[arg(value_name = "ENTRY")]
    index: u64,
    /// Where the journal is: a folder, or `https://hautval.example/journal`.
    #[arg(long, value_name = "DIR|URL")]
    log: String,
    /// Also write the 128 bytes of the entry, which the proof is checked with.
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    #[command(flatten)]
    signed: Signed,
}

#[derive(clap::Args)]
pub(super) struct Person {
    /// The file that the person downloaded from « Qui a consulté mes données ».
    #[arg(value_name = "EXPORT.json")]
    export: PathBuf,
    /// Where the journal is: a folder, or `https://hautval.example/journal`.
    #[arg(long, value_name = "DIR|URL")]
    log: String,
    #[command(flatten)]
    signed: Signed,
}

/// Opens a log and computes all of it again.
async fn audited(lang: Lang, log: &str, signed: &Signed) -> Result<(Log<Place>, Audited), Failure> {
    let place = Place::new(log)?;
    let (key, own) = signed.key(&place).await?;
    if own {
        eprintln!("{}", lang.own_key());
    }
    let log = Log::open(place, &key, &signed.witnesses()?, signed.quorum).await?;
    let files = log.source().whole(new_tiles(0, log.head.size)).await?;
    let audited = audit(&files, &log.head).map_err(ReadError::from)?;
    Ok((log, audited))
}

fn read(path: &PathBuf) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::File(path.clone(), error))
}

pub(super) async fn verify(lang: Lang, own: Verify) -> Result<(), Failure> {
    let (log, audited) = audited(lang, &own.log, &own.signed).await?;
    if let Some(path) = &own.since {
        let (key, _) = own.signed.key(log.source()).await?;
        let kept = Checkpoint::open(&read(path)?, &key, &[], 0).map_err(ReadError::from)?.checkpoint;
        if audited.tree.root_at(kept.size) != Some(kept.root) {
            return Err(Failure::Rewritten(kept.size));
        }
        say(lang.since(kept.size));
    }
    say(lang.verified(&log.head, log.witnesses.len()));
    Ok(())
}

pub(super) async fn proof(own: Proof) -> Result<(), Failure> {
    let place = Place::new(&own.log)?;
    let (key, _) = own.signed.key(&place).await?;
    let log = Log::open(place, &key, &own.signed.witnesses()?, own.signed.quorum).await?;
    let (entry, proof) = log.prove(own.index).await?;
    if let Some(path) = &own.entry {
        std::fs::write(path, entry.as_bytes()).map_err(|error| Failure::File(path.clone(), error))?;
    }
    // A proof ends with the checkpoint's own newline.
    say(proof.to_string().trim_end());
    Ok(())
}

pub(super) async fn person(lang: Lang, own: Person) -> Result<(), Failure> {
    let export = Export::parse(&read(&own.export)?).map_err(Failure::Export)?;
    let (log, audited) = audited(lang, &own.log, &own.signed).await?;
    say(lang.complete(&export.check(&audited, &log.head).map_err(Failure::Fault)?));
    Ok(())
}
