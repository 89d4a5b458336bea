//! A whole log checked from its files: entries, tiles and root against a signed checkpoint, and the rules of our own
//! entries. This is what mirrors, witnesses and `journal verify` run.

use std::collections::HashMap;
use std::hash::BuildHasher;

use crate::chain::Labels;
use crate::checkpoint::Checkpoint;
use crate::entry::Entry;
use crate::tile::{Kind, Tile, TileError, hash_tile, new_tiles, read_bundle};
use crate::tree::MemoryTree;

/// Where the files of a log are: a folder, a site, memory. Paths are those of [`Tile`].
pub trait Files {
    /// Content of the file, or `None` if there is none.
    fn get(&self, path: &str) -> Option<Vec<u8>>;
}

/// Files already fetched, by path.
impl<S: BuildHasher> Files for HashMap<String, Vec<u8>, S> {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.get(path).cloned()
    }
}

/// A log that holds.
#[derive(Debug, Default)]
pub struct Audited {
    /// The tree, to make or check proofs with.
    pub tree: MemoryTree,
    /// The entries about persons, to walk chains over.
    pub labels: Labels,
    hour: u32,
}

/// The first thing found wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// A file of the log is not there.
    #[error("{0} is missing")]
    Missing(Tile),
    /// A file is malformed.
    #[error("{0}: {1}")]
    Malformed(Tile, TileError),
    /// A tile is not the tile of these entries.
    #[error("{0} is not what the entries give")]
    Tile(Tile),
    /// The entries do not give the signed root.
    #[error("the entries do not give the signed root")]
    Root,
    /// The hour goes back.
    #[error("entry {0} is dated before the entry before it")]
    Hour(u64),
    /// Two entries about persons with one label.
    #[error("the label of entry {0} was used before")]
    Label(u64),
}

impl Audited {
    /// Takes the next entry, checking the rules that bind it to those before.
    pub fn push(&mut self, entry: Entry) -> Result<(), AuditError> {
        let index = self.tree.size();
        if entry.hour() < self.hour {
            return Err(AuditError::Hour(index));
        }
        if !self.labels.add(index, entry) {
            return Err(AuditError::Label(index));
        }
        self.hour = entry.hour();
        self.tree.push(entry.leaf());
        Ok(())
    }
}

/// Reads every bundle, hashes it again, and compares every tile and the root with the checkpoint (whose signatures
/// the caller has checked with [`Checkpoint::open`]).
pub fn audit(files: &impl Files, checkpoint: &Checkpoint) -> Result<Audited, AuditError> {
    let tiles = new_tiles(0, checkpoint.size);
    let mut audited = Audited::default();
    for &tile in tiles.iter().filter(|tile| tile.kind == Kind::Entries) {
        let content = fetch(files, tile, 130)?;
        let entries = read_bundle(&content, tile.width).map_err(|e| AuditError::Malformed(tile, e))?;
        entries.into_iter().try_for_each(|entry| audited.push(entry))?;
    }
    for &tile in tiles.iter().filter(|tile| tile.kind != Kind::Entries) {
        if hash_tile(&audited.tree, tile) != Some(fetch(files, tile, 32)?) {
            return Err(AuditError::Tile(tile));
        }
    }
    if audited.tree.root() == checkpoint.root { Ok(audited) } else { Err(AuditError::Root) }
}

/// A log may delete a partial file once the full one exists: then the beginning of the full one counts.
pub(crate) fn fetch(files: &impl Files, tile: Tile, unit: usize) -> Result<Vec<u8>, AuditError> {
    if let Some(content) = files.get(&tile.to_string()) {
        return Ok(content);
    }
    let mut content = files.get(&tile.full().to_string()).ok_or(AuditError::Missing(tile))?;
    content.truncate(usize::from(tile.width) * unit);
    Ok(content)
}
