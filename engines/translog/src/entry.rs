//! Entry v1: the 128 bytes that stand in the public log, and the commitments they are made of.
//!
//! ```text
//! 0–7    "beffroi1"            16–31  label    (who, for those who hold the chain key; or the subject)
//! 8      class                 32–63  commit   (salted hash of the opening, or hash of a published document)
//! 9–11   zero                  64–95  seal     (salted hash of what is withheld, or zero)
//! 12–15  hour, u32 big-endian  96–127 zero
//! ```
//!
//! The hour is the Unix time divided by 3600. Nothing in an entry tells a reading from an erasure, nor whose
//! data it is about: that is only in the opening, which stays encrypted under the person's key.

use crate::hash::Hash;
use crate::tree::leaf_hash;

const MAGIC: &[u8; 8] = b"beffroi1";

/// Length of every entry, in bytes.
pub const ENTRY_LEN: usize = 128;

/// What an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// Something done with the data of a person: read, changed, erased.
    Person = 1,
    /// An official act: publication of a procedure, a decision, a deliberation.
    Act = 2,
    /// Head of a ballot board or of another public list.
    Board = 3,
    /// A key came into use or was withdrawn.
    Key = 4,
    /// A version of the register of processing activities.
    Register = 5,
    /// Incident, restoration, statistics.
    Note = 6,
}

impl Class {
    fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Person,
            2 => Self::Act,
            3 => Self::Board,
            4 => Self::Key,
            5 => Self::Register,
            6 => Self::Note,
            _ => return None,
        })
    }
}

/// Sixteen bytes that let those who know a secret (or the subject) find their entries.
pub type Label = [u8; 16];

/// A well-formed entry. Only [`Entry::person`], [`Entry::public`] and [`Entry::parse`] make one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry([u8; ENTRY_LEN]);

/// Why 128 bytes are not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Another length than 128.
    #[error("an entry has {ENTRY_LEN} bytes, not {0}")]
    Length(usize),
    /// Other first bytes than `beffroi1`.
    #[error("not an entry of version 1")]
    Magic,
    /// Class outside 1..=6.
    #[error("unknown class {0}")]
    Class(u8),
    /// A reserved byte is not zero.
    #[error("reserved byte {0} is not zero")]
    Reserved(usize),
    /// An entry about a person without sealed part.
    #[error("an entry about a person must carry a seal")]
    NoSeal,
}

impl Entry {
    /// An entry about a person: `label` from her chain, `commit` from [`commit_opening`], `seal` from [`seal_part`].
    pub fn person(hour: u32, label: Label, commit: Hash, seal: Hash) -> Result<Self, EntryError> {
        Self::build(Class::Person, hour, label, commit, Some(seal))
    }

    /// An entry of a public class: the label names the subject's URI, the commitment is the plain hash of a
    /// published document (so that `sha256sum` checks it); `seal` covers what is withheld of it, if anything.
    pub fn public(
        class: Class,
        hour: u32,
        uri: &str,
        document: &[u8],
        seal: Option<Hash>,
    ) -> Result<Self, EntryError> {
        if class == Class::Person {
            return Err(EntryError::Class(class as u8));
        }
        Self::build(class, hour, subject_label(uri), Hash::of(&[document]), seal)
    }

    fn build(
        class: Class,
        hour: u32,
        label: Label,
        commit: Hash,
        seal: Option<Hash>,
    ) -> Result<Self, EntryError> {
        let mut bytes = [0; ENTRY_LEN];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8] = class as u8;
        bytes[12..16].copy_from_slice(&hour.to_be_bytes());
        bytes[16..32].copy_from_slice(&label);
        bytes[32..64].copy_from_slice(commit.as_bytes());
        if let Some(seal) = seal {
            bytes[64..96].copy_from_slice(seal.as_bytes());
        }
        Self::parse(&bytes)
    }

    /// Reads an entry; everything but the exact layout is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let entry: [u8; ENTRY_LEN] = bytes.try_into().map_err(|_| EntryError::Length(bytes.len()))?;
        if &entry[..8] != MAGIC {
            return Err(EntryError::Magic);
        }
        let class = Class::from_byte(entry[8]).ok_or(EntryError::Class(entry[8]))?;
        if let Some(at) = (9..12).chain(96..ENTRY_LEN).find(|&at| entry[at] != 0) {
            return Err(EntryError::Reserved(at));
        }
        if class == Class::Person && entry[64..96] == [0; 32] {
            return Err(EntryError::NoSeal);
        }
        Ok(Self(entry))
    }

    /// The same entry dated at another hour: before it has a place in a log, whose hours never go back.
    #[must_use]
    pub fn at_hour(mut self, hour: u32) -> Self {
        self.0[12..16].copy_from_slice(&hour.to_be_bytes());
        self
    }

    /// The 128 bytes that are hashed and published.
    pub const fn as_bytes(&self) -> &[u8; ENTRY_LEN] {
        &self.0
    }

    /// What the entry records.
    pub fn class(&self) -> Class {
        Class::from_byte(self.0[8]).expect("the class was checked when the entry was made")
    }

    /// Hours since the Unix epoch.
    pub fn hour(&self) -> u32 {
        u32::from_be_bytes(self.part::<4>(12))
    }

    /// Label of the person's chain, or of the subject.
    pub fn label(&self) -> Label {
        self.part::<16>(16)
    }

    /// Commitment to the opening or hash of the published document.
    pub fn commit(&self) -> Hash {
        Hash::new(self.part::<32>(32))
    }

    /// Commitment to what is withheld; `None` when nothing is.
    pub fn seal(&self) -> Option<Hash> {
        let seal = self.part::<32>(64);
        (seal != [0; 32]).then_some(Hash::new(seal))
    }

    /// The leaf of the tree: SHA-256(0x00 ‖ entry).
    pub fn leaf(&self) -> Hash {
        leaf_hash(&self.0)
    }

    fn part<const N: usize>(&self, from: usize) -> [u8; N] {
        self.0[from..from + N].try_into().expect("the ranges lie within the 128 bytes")
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({:?}, hour {}, commit {})", self.class(), self.hour(), self.commit())
    }
}

/// Commitment of an entry about a person: SHA-256(`beffroi/commit/v1\0` ‖ salt ‖ opening).
/// The opening is JSON with sorted keys and no spaces, hashed and kept as those bytes.
pub fn commit_opening(salt: &[u8; 32], opening: &[u8]) -> Hash {
    Hash::of(&[b"beffroi/commit/v1\0", salt, opening])
}

/// Seal of an entry: SHA-256(`beffroi/seal/v1\0` ‖ salt ‖ sealed part).
pub fn seal_part(salt: &[u8; 32], sealed: &[u8]) -> Hash {
    Hash::of(&[b"beffroi/seal/v1\0", salt, sealed])
}

/// Label of a public subject: the first half of SHA-256(`beffroi/subject/v1\0` ‖ URI).
pub fn subject_label(uri: &str) -> Label {
    let hash = Hash::of(&[b"beffroi/subject/v1\0", uri.as_bytes()]);
    hash.as_bytes()[..16].try_into().expect("half of 32 bytes")
}
