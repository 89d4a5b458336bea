//! `.tlog-proof` files (c2sp.org/tlog-proof): all that is needed, offline, to check that one entry stands in a log.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{Checkpoint, CheckpointError, Opened};
use crate::hash::{Hash, decimal};
use crate::note::VerifierKey;
use crate::proof::{MAX_PROOF, ProofError, verify_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// An inclusion proof together with the checkpoint it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Opaque data beside the proof; nothing authenticates it.
    pub extra: Option<Vec<u8>>,
    /// Place of the entry.
    pub index: u64,
    /// From the leaf's sibling up.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, byte for byte.
    pub checkpoint: String,
}

/// Why a proof file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// Not the lines of c2sp.org/tlog-proof@v1.
    #[error("not a tlog-proof file")]
    Text,
    /// The checkpoint in it is refused.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl TlogProof {
    /// Checks signatures and path for the given leaf.
    pub fn verify(
        &self,
        leaf: Hash,
        log: &VerifierKey,
        witnesses: &[VerifierKey],
        quorum: usize,
    ) -> Result<Opened, TlogProofError> {
        let opened = Checkpoint::open(self.checkpoint.as_bytes(), log, witnesses, quorum)?;
        let Checkpoint { size, root, .. } = &opened.checkpoint;
        verify_inclusion(leaf, self.index, *size, &self.hashes, root)?;
        Ok(opened)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for TlogProof {
    type Err = TlogProofError;

    fn from_str(text: &str) -> Result<Self, TlogProofError> {
        let read = || {
            let (head, checkpoint) = text.split_once("\n\n")?;
            let mut lines = head.split('\n').peekable();
            lines.next().filter(|&line| line == FIRST_LINE)?;
            let extra = match lines.peek()?.strip_prefix("extra ") {
                Some(encoded) => {
                    lines.next();
                    Some(STANDARD.decode(encoded).ok()?)
                }
                None => None,
            };
            let index = decimal(lines.next()?.strip_prefix("index ")?)?;
            let hashes = lines.map(|line| line.parse().ok()).collect::<Option<Vec<Hash>>>()?;
            let fits = hashes.len() <= MAX_PROOF;
            fits.then(|| Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
        };
        read().ok_or(TlogProofError::Text)
    }
}
