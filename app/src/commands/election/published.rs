//! `beffroi election checksums` and `ballots`: the hashes that are published beside an archive.

use std::path::PathBuf;

use beffroi_ballot::conduct::{Conduct, Listed};
use beffroi_ballot::with_group;

use super::common::read;
use super::problem::Problem;
use super::say;

/// Arguments of `beffroi election checksums`.
#[derive(clap::Args)]
pub(super) struct Checksums {
    /// The archive.
    archive: PathBuf,
}

/// Arguments of `beffroi election ballots`.
#[derive(clap::Args)]
pub(super) struct Ballots {
    /// The archive.
    archive: PathBuf,
    /// All ballots, the oldest first, replaced ones too.
    #[arg(long)]
    all: bool,
}

pub(super) fn checksums(args: &Checksums) -> Result<(), Problem> {
    let (source, group) = read(&args.archive)?;
    say(&with_group!(group, |group| Conduct::open(group, &source)?.checksums())?);
    Ok(())
}

pub(super) fn ballots(args: &Ballots) -> Result<(), Problem> {
    let (source, group) = read(&args.archive)?;
    let listed = if args.all { Listed::All } else { Listed::Counted };
    say(&with_group!(group, |group| Conduct::open(group, &source)?.ballot_summary(listed))?);
    Ok(())
}
