//! The right edge of a log: its last, partial tiles. From it entries are appended and the files they make are written,
//! without the rest of the log; with the tiles beside a leaf it gives every proof about that leaf.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{AuditError, Files, fetch};
use crate::entry::Entry;
use crate::hash::Hash;
use crate::tile::{FULL, Kind, Tile, bundle, read_bundle, read_hashes};
use crate::tree::{Frontier, Nodes};

/// A file of the log with its content.
pub type Written = (Tile, Vec<u8>);

/// The end of a log, ready to grow.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    size: u64,
    /// Hashes of the partial tile of each level, fewer than 256.
    rows: Vec<Vec<Hash>>,
    /// Entries of the partial bundle.
    entries: Vec<Entry>,
}

impl Edge {
    /// The files that [`Edge::read`] asks for.
    pub fn tiles(size: u64) -> Vec<Tile> {
        let mut tiles: Vec<Tile> =
            (0..8).filter_map(|level| partial(Kind::Level(level), size, level)).collect();
        tiles.extend(partial(Kind::Entries, size, 0));
        tiles
    }

    /// The edge of a log of this size, from its files. The caller compares [`Edge::root`] with what was signed.
    pub fn read(size: u64, files: &impl Files) -> Result<Self, AuditError> {
        let mut edge = Self { size, ..Self::default() };
        for tile in Self::tiles(size) {
            let malformed = |error| AuditError::Malformed(tile, error);
            match tile.kind {
                Kind::Entries => {
                    let content = fetch(files, tile, 130)?;
                    edge.entries = read_bundle(&content, tile.width).map_err(malformed)?;
                    if edge.rows.first() != Some(&edge.entries.iter().map(Entry::leaf).collect()) {
                        return Err(AuditError::Tile(tile));
                    }
                }
                Kind::Level(level) => {
                    let content = fetch(files, tile, 32)?;
                    edge.row(usize::from(level))
                        .extend(read_hashes(&content, tile.width).map_err(malformed)?);
                }
            }
        }
        Ok(edge)
    }

    /// Number of entries.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        let nodes = self.rows.iter().rev().flat_map(|row| subtrees(row).nodes().to_vec()).collect();
        Frontier::from_parts(self.size, nodes)
            .expect("a row has as many hashes as its digit of the size")
            .root()
    }

    /// Appends an entry; the files that it fills.
    pub fn push(&mut self, entry: Entry) -> Vec<Written> {
        let mut full = Vec::new();
        self.entries.push(entry);
        let n = self.size / u64::from(FULL);
        self.size += 1;
        if self.entries.len() == usize::from(FULL) {
            full.push((Tile { kind: Kind::Entries, n, width: FULL }, bundle(&self.entries)));
            self.entries.clear();
        }
        let mut hash = entry.leaf();
        for level in 0..8 {
            let row = self.row(usize::from(level));
            row.push(hash);
            if row.len() < usize::from(FULL) {
                break;
            }
            hash = subtrees(row).root();
            let content = join(row);
            row.clear();
            let n = (self.size >> (8 * level)) / u64::from(FULL) - 1;
            full.push((Tile { kind: Kind::Level(level), n, width: FULL }, content));
        }
        full
    }

    /// The partial files of the present size.
    pub fn partial(&self) -> Vec<Written> {
        let content = |tile: Tile| match tile.kind {
            Kind::Entries => bundle(&self.entries),
            Kind::Level(level) => join(&self.rows[usize::from(level)]),
        };
        Self::tiles(self.size).into_iter().map(|tile| (tile, content(tile))).collect()
    }

    fn row(&mut self, level: usize) -> &mut Vec<Hash> {
        if self.rows.len() <= level {
            self.rows.resize(level + 1, Vec::new());
        }
        &mut self.rows[level]
    }
}

/// The partial tile of a level at this size, if there is one.
fn partial(kind: Kind, size: u64, level: u8) -> Option<Tile> {
    let hashes = size >> (8 * level);
    let width = u16::try_from(hashes % u64::from(FULL)).ok().filter(|&width| width > 0)?;
    Some(Tile { kind, n: hashes / u64::from(FULL), width })
}

fn subtrees(row: &[Hash]) -> Frontier {
    let mut frontier = Frontier::default();
    for hash in row {
        frontier.push(*hash);
    }
    frontier
}

fn join(row: &[Hash]) -> Vec<u8> {
    row.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// As much of a tree as proofs about one leaf need, read from tiles. What it gives is worth what the tiles are: a proof
/// made from it is checked against the signed root before it is handed on.
#[derive(Debug, Default)]
pub struct TileTree(BTreeMap<(u8, u64), Vec<Hash>>);

impl TileTree {
    /// The tiles that proofs about leaf `index` need in a log of `size`: its inclusion, and the consistency of the tree
    /// that ends with it.
    pub fn tiles(index: u64, size: u64) -> Vec<Tile> {
        let beside = (0..8).filter_map(|level| {
            let (hashes, n) = (size >> (8 * level), (index >> (8 * level)) / u64::from(FULL));
            let width = hashes.saturating_sub(n * u64::from(FULL)).min(u64::from(FULL));
            let width = u16::try_from(width).ok().filter(|&width| width > 0)?;
            Some(Tile { kind: Kind::Level(level), n, width })
        });
        let edge = Edge::tiles(size).into_iter().filter(|tile| tile.kind != Kind::Entries);
        beside.chain(edge).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Reads those tiles.
    pub fn read(index: u64, size: u64, files: &impl Files) -> Result<Self, AuditError> {
        let mut tree = Self::default();
        for tile in Self::tiles(index, size) {
            let Kind::Level(level) = tile.kind else { continue };
            let content = fetch(files, tile, 32)?;
            let hashes = read_hashes(&content, tile.width).map_err(|e| AuditError::Malformed(tile, e))?;
            tree.0.insert((level, tile.n), hashes);
        }
        Ok(tree)
    }
}

impl Nodes for TileTree {
    fn node(&self, level: u32, index: u64) -> Option<Hash> {
        let (tall, short) = (u8::try_from(level / 8).ok()?, level % 8);
        let first = index.checked_mul(1 << short)?;
        let row = self.0.get(&(tall, first / u64::from(FULL)))?;
        let at = usize::try_from(first % u64::from(FULL)).ok()?;
        row.get(at..at + (1 << short)).map(|hashes| subtrees(hashes).root())
    }
}
