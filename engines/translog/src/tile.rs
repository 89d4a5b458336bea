//! Tiles and entry bundles (c2sp.org/tlog-tiles): which files a log of some size consists of, what they are called
//! and what is in them.
//!
//! Tile `n` of level `l` holds up to 256 hashes, each of a complete subtree of 256^l leaves; only the last tile of a
//! level may be partial. Bundle `n` holds up to 256 entries, each after its length as two bytes.

use std::fmt;
use std::str::FromStr;

use crate::entry::{ENTRY_LEN, Entry, EntryError};
use crate::hash::{Hash, decimal};
use crate::tree::Nodes;

/// Hashes of a full tile, entries of a full bundle.
pub const FULL: u16 = 256;

/// Bytes of one entry in a bundle: its length, then itself.
const SLOT: usize = 2 + ENTRY_LEN;
const LENGTH_PREFIX: [u8; 2] = [0, 128];

/// What a file of the log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Hashes of a level, 0..=63.
    Level(u8),
    /// Entries.
    Entries,
}

/// One tile or bundle: its text is its path below the log's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// Hashes of a level, or entries.
    pub kind: Kind,
    /// Position in its level.
    pub n: u64,
    /// 1..=256; less than 256 for a partial tile.
    pub width: u16,
}

/// A tile that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// Not a path of c2sp.org/tlog-tiles.
    #[error("not the path of a tile")]
    Path,
    /// Another length than the width asks.
    #[error("the file has {0} bytes, which is not its width")]
    Length(usize),
    /// An entry of the bundle is malformed.
    #[error("entry {0} of the bundle: {1}")]
    Entry(usize, EntryError),
}

impl Tile {
    /// The same tile when it is full: where to look when a partial one has been deleted.
    #[must_use]
    pub const fn full(self) -> Self {
        Self { width: FULL, ..self }
    }

    /// Whether a log of this size has it.
    pub fn lies_within(self, size: u64) -> bool {
        let level = match self.kind {
            Kind::Entries => 0,
            Kind::Level(level) => level,
        };
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        let end = self.n.checked_mul(u64::from(FULL)).and_then(|first| first.checked_add(self.width.into()));
        end.is_some_and(|end| end <= hashes)
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Level(level) => write!(f, "tile/{level}/")?,
            Kind::Entries => f.write_str("tile/entries/")?,
        }
        let digits = self.n.to_string();
        let padded = format!("{digits:0>width$}", width = digits.len().div_ceil(3) * 3);
        let last = padded.len() - 3;
        for at in (0..last).step_by(3) {
            write!(f, "x{}/", &padded[at..at + 3])?;
        }
        f.write_str(&padded[last..])?;
        if self.width < FULL { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for Tile {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        let read = || {
            let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
            let kind = match kind {
                "entries" => Kind::Entries,
                level => Kind::Level(u8::try_from(decimal(level)?).ok().filter(|&l| l < 64)?),
            };
            let (groups, width) = match rest.split_once(".p/") {
                Some((groups, width)) => (groups, u16::try_from(decimal(width)?).ok()?),
                None => (rest, FULL),
            };
            let n = groups.replace(['x', '/'], "").parse().ok()?;
            Some(Self { kind, n, width })
        };
        // One tile has one path: what is not written back the same is not a path.
        read().filter(|tile| tile.width > 0 && tile.to_string() == path).ok_or(TileError::Path)
    }
}

/// The tiles and bundles that a log of size `new` has and a log of size `old` had not, in the order in which they may
/// be written. `old = 0` gives all files of a log.
pub fn new_tiles(old: u64, new: u64) -> Vec<Tile> {
    let mut tiles = Vec::new();
    for level in 0..8 {
        let (before, after) = (old >> (8 * level), new >> (8 * level));
        if after <= before {
            break;
        }
        add_row(&mut tiles, Kind::Level(level), before, after);
        if level == 0 {
            add_row(&mut tiles, Kind::Entries, before, after);
        }
    }
    tiles
}

fn add_row(tiles: &mut Vec<Tile>, kind: Kind, before: u64, after: u64) {
    let full = u64::from(FULL);
    tiles.extend((before / full..after / full).map(|n| Tile { kind, n, width: FULL }));
    if let Ok(width @ 1..) = u16::try_from(after % full) {
        tiles.push(Tile { kind, n: after / full, width });
    }
}

/// Content of a tile of hashes; `None` for a bundle, or when a subtree is not complete.
pub fn hash_tile(nodes: &impl Nodes, tile: Tile) -> Option<Vec<u8>> {
    let Kind::Level(level) = tile.kind else { return None };
    let first = tile.n.checked_mul(u64::from(FULL))?;
    let mut content = Vec::with_capacity(usize::from(tile.width) * 32);
    for i in 0..u64::from(tile.width) {
        content.extend_from_slice(nodes.node(u32::from(level) * 8, first + i)?.as_bytes());
    }
    Some(content)
}

/// The hashes of a tile of this width.
pub fn read_hashes(content: &[u8], width: u16) -> Result<Vec<Hash>, TileError> {
    if content.len() != usize::from(width) * 32 {
        return Err(TileError::Length(content.len()));
    }
    let (chunks, _) = content.as_chunks::<32>();
    Ok(chunks.iter().map(|chunk| Hash::new(*chunk)).collect())
}

/// Content of a bundle.
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<u8> {
    let mut content = Vec::with_capacity(usize::from(FULL) * SLOT);
    for entry in entries {
        content.extend_from_slice(&LENGTH_PREFIX);
        content.extend_from_slice(entry.as_bytes());
    }
    content
}

/// The entries of a bundle of this width.
pub fn read_bundle(content: &[u8], width: u16) -> Result<Vec<Entry>, TileError> {
    if content.len() != usize::from(width) * SLOT {
        return Err(TileError::Length(content.len()));
    }
    let slots = content.chunks_exact(SLOT).enumerate();
    slots
        .map(|(i, slot)| {
            let (length, entry) = slot.split_at(2);
            if length != LENGTH_PREFIX {
                let length = usize::from(length[0]) << 8 | usize::from(length[1]);
                return Err(TileError::Entry(i, EntryError::Length(length)));
            }
            Entry::parse(entry).map_err(|error| TileError::Entry(i, error))
        })
        .collect()
}
