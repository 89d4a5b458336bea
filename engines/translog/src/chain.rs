//! Per-person chains: how somebody proves that the list of accesses she was shown is complete.
//!
//! Each person has a random 32-byte chain key and a counter that grows with each entry about her. The label of
//! entry number `c` is HMAC-SHA-256(key, `beffroi/label/v1\0` ‖ u64 c), cut to 16 bytes. Whoever holds the key
//! walks the counters over the public entries; nobody else can tell two labels of one chain apart.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroize as _;

use crate::entry::{Class, Entry, Label, commit_opening};

/// How many absent counters the walk steps over before it stops.
pub const AHEAD: u64 = 64;

/// The secret of one chain. Wiped from memory when dropped.
#[derive(Clone)]
pub struct ChainKey([u8; 32]);

impl ChainKey {
    /// A chain from its 32 random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret itself, for the person's own export.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The label of entry number `counter` of this chain.
    pub fn label(&self, counter: u64) -> Label {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(b"beffroi/label/v1\0");
        mac.update(&counter.to_be_bytes());
        let full = mac.finalize().into_bytes();
        full[..16].try_into().expect("half of 32 bytes")
    }
}

impl Drop for ChainKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for ChainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChainKey(secret)")
    }
}

/// The entries about persons of a public log, by label: what every chain is walked over.
#[derive(Debug, Default)]
pub struct Labels {
    by_label: HashMap<Label, (u64, Entry)>,
}

impl Labels {
    /// Adds the entry at `index`; entries of public classes are passed over.
    /// Answers `false` when the label was seen before: the log is then wrong.
    pub fn add(&mut self, index: u64, entry: Entry) -> bool {
        entry.class() != Class::Person || self.by_label.insert(entry.label(), (index, entry)).is_none()
    }

    /// Every entry of the chain in the order of its counters, as (index in the log, entry).
    pub fn walk(&self, key: &ChainKey) -> Vec<(u64, Entry)> {
        let mut found = Vec::new();
        let mut absent = 0;
        let mut counter = 0;
        while absent < AHEAD {
            match self.by_label.get(&key.label(counter)) {
                Some(&hit) => {
                    found.push(hit);
                    absent = 0;
                }
                None => absent += 1,
            }
            counter += 1;
        }
        found
    }

    /// Compares a person's chain with what she was shown.
    pub fn check(&self, key: &ChainKey, shown: &[Shown<'_>]) -> Result<(), ChainError> {
        self.check_until(key, u64::MAX, shown)
    }

    /// Compares what she was shown with her chain as it was when the log had `until` entries: entries added since are
    /// passed over.
    pub fn check_until(&self, key: &ChainKey, until: u64, shown: &[Shown<'_>]) -> Result<(), ChainError> {
        let walked = self.walk(key).into_iter().filter(|(index, _)| *index < until);
        let mut missing: HashMap<u64, Entry> = walked.collect();
        for line in shown {
            let (Shown::Opening { index, .. } | Shown::Destroyed { index }) = line;
            let entry = missing.remove(index).ok_or(ChainError::NotHers(*index))?;
            if let Shown::Opening { salt, opening, .. } = line
                && commit_opening(salt, opening) != entry.commit()
            {
                return Err(ChainError::Altered(*index));
            }
        }
        match missing.keys().min() {
            Some(&index) => Err(ChainError::Hidden(index)),
            None => Ok(()),
        }
    }
}

/// One line of what a person was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// An opening with its salt.
    Opening {
        /// Place in the log.
        index: u64,
        /// The 32 bytes hashed before the opening.
        salt: [u8; 32],
        /// The exact bytes committed to.
        opening: &'a [u8],
    },
    /// The opening was destroyed when its retention ended; the entry stays.
    Destroyed {
        /// Place in the log.
        index: u64,
    },
}

/// What is wrong with a list of accesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The log holds an entry of this chain that was not shown.
    #[error("entry {0} is hers and was not shown")]
    Hidden(u64),
    /// A line that is not of this chain, or stands twice.
    #[error("entry {0} is not an entry of this chain, or is shown twice")]
    NotHers(u64),
    /// What is shown is not what was committed to.
    #[error("the opening of entry {0} was altered")]
    Altered(u64),
}
