//! What several commands share: the randomness of the system, the group by its name, the archive by its path.

use std::path::Path;

use beffroi_ballot::conduct::election_of;
use beffroi_ballot::group::GroupName;
use rand_core::UnwrapErr;

use super::files::FileSource;
use super::problem::Problem;

/// The system's generator; a system without randomness cannot go on.
pub(super) fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

/// Reads a group's name as elections write it.
pub(super) fn parse_group(text: &str) -> Result<GroupName, String> {
    let group = GroupName::from_text(text).filter(|group| *group != GroupName::Rfc3526);
    group.ok_or_else(|| "Ed25519 or BELENIOS-2048".to_owned())
}

/// Opens an archive and finds its group.
pub(super) fn open(path: &Path) -> Result<(FileSource, GroupName), Problem> {
    let source = FileSource::open(path)?;
    let group = election_of(&source)?.group;
    Ok((source, group))
}

/// A file that cannot be understood.
pub(super) fn content(path: &Path) -> impl Fn(&dyn std::fmt::Display) -> Problem + '_ {
    move |error| Problem::Content(path.to_owned(), error.to_string())
}
