//! Checkpoints (c2sp.org/tlog-checkpoint): the signed statement "this log has this many entries and this root".

use std::fmt;
use std::str::FromStr;

use crate::hash::{Hash, decimal};
use crate::note::{Note, NoteError, SignerKey, VerifierKey};

/// The three lines of a checkpoint. No extension line is written or accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's URL prefix without scheme; also the name of its key.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

/// Why a checkpoint is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note is malformed, or its signatures do not hold.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Not exactly origin, size and root.
    #[error("a checkpoint is an origin, a size and a root")]
    Text,
    /// The origin is not the name of the log's key.
    #[error("this checkpoint is of another log")]
    Origin,
    /// Fewer witnesses than asked signed.
    #[error("{found} of the {needed} witness signatures that are needed")]
    Quorum {
        /// Witnesses whose signature holds.
        found: usize,
        /// Witnesses asked for.
        needed: usize,
    },
}

/// A checkpoint whose signatures hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The statement.
    pub checkpoint: Checkpoint,
    /// Each witness that signed (position among those given) and when, in Unix seconds.
    pub witnesses: Vec<(usize, u64)>,
}

impl Checkpoint {
    /// Signs the checkpoint with the log's key, whose name must be the origin.
    pub fn sign(&self, key: &SignerKey) -> Result<Note, CheckpointError> {
        if key.verifier().name() != self.origin {
            return Err(CheckpointError::Origin);
        }
        let mut note = Note::new(self.to_string())?;
        note.add(key.sign(note.text(), 0));
        Ok(note)
    }

    /// Reads a signed checkpoint of the log that holds `log`, cosigned by at least `quorum` of `witnesses`.
    pub fn open(
        signed: &[u8],
        log: &VerifierKey,
        witnesses: &[VerifierKey],
        quorum: usize,
    ) -> Result<Opened, CheckpointError> {
        let note = Note::parse(signed)?;
        let known: Vec<VerifierKey> = std::iter::once(log).chain(witnesses).cloned().collect();
        let signatures = note.verify(&known)?;
        if signatures.iter().all(|s| s.key != 0) {
            return Err(NoteError::Unsigned.into());
        }
        let checkpoint: Self = note.text().parse()?;
        if checkpoint.origin != log.name() {
            return Err(CheckpointError::Origin);
        }
        let witnesses: Vec<(usize, u64)> =
            signatures.iter().filter_map(|s| Some((s.key.checked_sub(1)?, s.time?))).collect();
        if witnesses.len() < quorum {
            return Err(CheckpointError::Quorum { found: witnesses.len(), needed: quorum });
        }
        Ok(Opened { checkpoint, witnesses })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let read = || {
            let mut lines = text.strip_suffix('\n')?.split('\n');
            let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
            let size = decimal(lines.next()?)?;
            let root = lines.next()?.parse().ok()?;
            lines.next().is_none().then_some(Self { origin, size, root })
        };
        read().ok_or(CheckpointError::Text)
    }
}
