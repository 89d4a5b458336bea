//! The Merkle tree of RFC 6962 §2.1: leaf and node hashes, a frontier that grows by one leaf in O(log n), and a
//! tree kept whole in memory for verifiers, mirrors and tests.

use crate::hash::Hash;

/// SHA-256(0x00 ‖ entry).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash::of(&[&[0], entry])
}

/// SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// Root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// The roots of the complete subtrees that cover a tree of some size, largest first: as many as the size has bits
/// set. All that is needed to append leaves and to know the root (a "compact range").
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

/// The stored frontier does not fit its size, or the size is beyond 2^63 − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tree of size {size} has {expected} frontier hashes, not {found}")]
pub struct FrontierError {
    /// Number of leaves said to be covered.
    pub size: u64,
    /// Hashes a tree of that size has.
    pub expected: usize,
    /// Hashes found.
    pub found: usize,
}

impl Frontier {
    /// A frontier read back from storage.
    pub fn from_parts(size: u64, nodes: Vec<Hash>) -> Result<Self, FrontierError> {
        let expected = size.count_ones() as usize;
        if nodes.len() == expected && i64::try_from(size).is_ok() {
            Ok(Self { size, nodes })
        } else {
            Err(FrontierError { size, expected, found: nodes.len() })
        }
    }

    /// Number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hashes, largest subtree first.
    pub fn nodes(&self) -> &[Hash] {
        &self.nodes
    }

    /// Appends one leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.nodes.pop().expect("one hash is kept for every bit set in the size");
            node = node_hash(&left, &node);
        }
        self.nodes.push(node);
        self.size += 1;
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        let mut right_to_left = self.nodes.iter().rev();
        let Some(&last) = right_to_left.next() else { return empty_root() };
        right_to_left.fold(last, |right, left| node_hash(left, &right))
    }
}

/// Where hashes of complete subtrees come from: memory, verified tiles, a table.
pub trait Nodes {
    /// Hash of the leaves `index · 2^level .. (index + 1) · 2^level`, or `None` if they are not all there.
    fn node(&self, level: u32, index: u64) -> Option<Hash>;
}

/// A tree kept whole: every complete subtree's hash, 64 bytes a leaf.
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    levels: Vec<Vec<Hash>>,
}

impl MemoryTree {
    /// Appends one leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(node);
            if row.len() % 2 == 1 {
                return;
            }
            node = node_hash(&row[row.len() - 2], &node);
        }
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Root of the first `size` leaves; `None` beyond the tree.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        if size == 0 { Some(empty_root()) } else { range_hash(self, 0, size) }
    }

    /// Root of the whole tree.
    pub fn root(&self) -> Hash {
        self.root_at(self.size()).expect("every leaf of the tree is there")
    }
}

impl Nodes for MemoryTree {
    fn node(&self, level: u32, index: u64) -> Option<Hash> {
        let row = self.levels.get(usize::try_from(level).ok()?)?;
        row.get(usize::try_from(index).ok()?).copied()
    }
}

impl FromIterator<Hash> for MemoryTree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }
}

/// The largest power of two below `n`, for `n > 1`: where RFC 6962 splits a tree.
pub(crate) fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// MTH(D[lo:hi]) for a non-empty range that the recursive split of some tree produces.
pub(crate) fn range_hash(nodes: &impl Nodes, lo: u64, hi: u64) -> Option<Hash> {
    let width = hi.checked_sub(lo)?;
    if width.is_power_of_two() && lo.is_multiple_of(width) {
        return nodes.node(width.ilog2(), lo / width);
    }
    if width == 0 {
        return None;
    }
    let middle = lo + split(width);
    Some(node_hash(&range_hash(nodes, lo, middle)?, &range_hash(nodes, middle, hi)?))
}
