//! What several commands share: the randomness of the system, the group by its name, the archive by its path.

use std::path::Path;

use beffroi_ballot::conduct::election_of;
use beffroi_ballot::group::GroupName;
use rand_core::UnwrapErr;

use super::files::{FileSource, Lock};
use super::problem::{Fault, Problem};

/// The system's generator; a system without randomness cannot go on.
pub(super) fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// Reads a group's name as elections write it.
pub(super) fn parse_group(text: &str) -> Result<GroupName, String> {
    let group = GroupName::from_text(text).filter(|group| *group != GroupName::Rfc3526);
    group.ok_or_else(|| "Ed25519 or BELENIOS-2048".to_owned())
}

/// Opens an archive to read it, and finds its group.
pub(super) fn read(path: &Path) -> Result<(FileSource, GroupName), Problem> {
    let source = FileSource::open(path)?;
    let group = election_of(&source)?.group;
    Ok((source, group))
}

/// Opens an archive to continue it, and finds its group: nobody else continues it until the lock is dropped.
pub(super) fn open(path: &Path) -> Result<(FileSource, GroupName, Lock), Problem> {
    let lock = Lock::take(path)?;
    let (source, group) = read(path)?;
    Ok((source, group, lock))
}

/// A file that cannot be understood.
pub(super) fn content<E: Into<Fault>>(path: &Path) -> impl Fn(E) -> Problem + '_ {
    move |fault| Problem::Content(path.to_owned(), fault.into())
}
