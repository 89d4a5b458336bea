//! Inclusion and consistency proofs: made as RFC 6962 §2.1.1–2.1.2 defines them, verified with the loops of
//! RFC 9162 §2.1.3.2 and §2.1.4.2.

use crate::hash::Hash;
use crate::tree::{Nodes, empty_root, node_hash, range_hash, split};

/// No proof is longer: a tree has at most 2^63 leaves worth speaking of.
pub const MAX_PROOF: usize = 63;

/// Why a proof cannot be made or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index is not below the size, or the older size is above the newer one.
    #[error("{0} lies outside a tree of size {1}")]
    OutOfRange(u64, u64),
    /// A hash that the proof is made of is not at hand.
    #[error("part of the tree is missing")]
    MissingNode,
    /// Too few or too many hashes.
    #[error("the proof has {0} hashes, which is not what trees of these sizes need")]
    Length(usize),
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to this root")]
    Mismatch,
}

/// The audit path of leaf `index` in the tree of the first `size` leaves, from the leaf's sibling up.
pub fn inclusion(nodes: &impl Nodes, index: u64, size: u64) -> Result<Vec<Hash>, ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange(index, size));
    }
    let (mut lo, mut hi) = (0, size);
    let mut path = Vec::new();
    while hi - lo > 1 {
        let middle = lo + split(hi - lo);
        let sibling = if index < middle { (middle, hi) } else { (lo, middle) };
        path.push(range_hash(nodes, sibling.0, sibling.1).ok_or(ProofError::MissingNode)?);
        if index < middle {
            hi = middle;
        } else {
            lo = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Checks that `leaf` stands at `index` in the tree of `size` leaves whose root is `root`.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange(index, size));
    }
    let wrong_length = ProofError::Length(proof.len());
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return Err(wrong_length);
        }
        if node % 2 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node % 2 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if hash == *root { Ok(()) } else { Err(ProofError::Mismatch) }
}

/// The proof that the tree of the first `old` leaves is a beginning of the tree of the first `new` leaves.
/// Empty when `old` is 0 or equal to `new`; a whole left subtree's own hash is left out.
pub fn consistency(nodes: &impl Nodes, old: u64, new: u64) -> Result<Vec<Hash>, ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange(old, new));
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut lo, mut hi, mut known) = (0, new, true);
    let mut path = Vec::new();
    while old != hi {
        let middle = lo + split(hi - lo);
        let other = if old <= middle { (middle, hi) } else { (lo, middle) };
        path.push(range_hash(nodes, other.0, other.1).ok_or(ProofError::MissingNode)?);
        if old <= middle {
            hi = middle;
        } else {
            lo = middle;
            known = false;
        }
    }
    if !known {
        path.push(range_hash(nodes, lo, hi).ok_or(ProofError::MissingNode)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that the tree (`old`, `old_root`) is a beginning of the tree (`new`, `new_root`).
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange(old, new));
    }
    if old == 0 || old == new {
        let expected = if old == new { new_root } else { &empty_root() };
        return match proof {
            [] if old_root == expected => Ok(()),
            [] => Err(ProofError::Mismatch),
            _ => Err(ProofError::Length(proof.len())),
        };
    }
    verify_growth(old, old_root, new, new_root, proof)
}

/// RFC 9162 §2.1.4.2 for 0 < old < new: both roots are rebuilt side by side.
fn verify_growth(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    let wrong_length = ProofError::Length(proof.len());
    let mut steps = proof.iter();
    let first = if old.is_power_of_two() { old_root } else { steps.next().ok_or(wrong_length)? };
    let (mut node, mut last) = (old - 1, new - 1);
    while node % 2 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (*first, *first);
    for step in steps {
        if last == 0 {
            return Err(wrong_length);
        }
        if node % 2 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while node % 2 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(wrong_length);
    }
    if old_hash == *old_root && new_hash == *new_root { Ok(()) } else { Err(ProofError::Mismatch) }
}
