//! What a witness answers to `add-checkpoint` (c2sp.org/tlog-witness): a pure decision, in the order of the
//! specification.
//!
//! The caller reads the last state it cosigned, asks [`add_checkpoint`], and on [`Answer::Cosign`] stores the new state
//! with one conditional update (`where size = old`) *before* it signs and answers: two racing requests must not roll a
//! log back. A refusal that [`Refusal::is_evidence`] is kept and shown with both signed notes.

use crate::checkpoint::Checkpoint;
use crate::hash::{Hash, decimal};
use crate::note::{Note, VerifierKey};
use crate::proof::{MAX_PROOF, verify_consistency};
use crate::tree::empty_root;

/// Larger requests are refused unread, in bytes.
pub const MAX_REQUEST: usize = 64 * 1024;

/// The last state of a log that this witness cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latest {
    /// Number of entries.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

impl Default for Latest {
    /// A log never seen: nothing, whose root is the hash of nothing.
    fn default() -> Self {
        Self { size: 0, root: empty_root() }
    }
}

/// A well-formed request whose signature has not been looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The size the sender believes was cosigned last.
    pub old: u64,
    /// Consistency proof from `old` to the checkpoint.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub note: Note,
    /// The statement in it.
    pub checkpoint: Checkpoint,
}

/// What to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Store this state, then cosign [`Request::note`]'s text and answer 200.
    Cosign(Latest),
    /// Cosign nothing.
    Refuse(Refusal),
}

/// Why nothing is cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request cannot be read.
    #[error("unreadable request")]
    Unreadable,
    /// No such log is witnessed here.
    #[error("unknown origin")]
    UnknownOrigin,
    /// No signature of a trusted key, or one that fails.
    #[error("not signed by a key trusted for this origin")]
    Signature,
    /// The old size is above the checkpoint's.
    #[error("the old size is above the size of the checkpoint")]
    OldAbove,
    /// Another size was cosigned last.
    #[error("the last size cosigned is {0}")]
    Conflict(u64),
    /// A tree of size 0 whose root is not the hash of nothing.
    #[error("an empty tree has another root")]
    EmptyRoot,
    /// A proof where none can be.
    #[error("nothing is to be proved from size 0")]
    NeedlessProof,
    /// Same size, other root: the log shows two histories.
    #[error("another root at the same size: a fork")]
    Fork,
    /// The proof does not hold.
    #[error("the consistency proof does not hold")]
    Inconsistent,
}

impl Refusal {
    /// The HTTP status of the specification.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unreadable | Self::OldAbove => 400,
            Self::UnknownOrigin => 404,
            Self::Signature => 403,
            Self::Conflict(_) => 409,
            Self::EmptyRoot | Self::NeedlessProof | Self::Fork | Self::Inconsistent => 422,
        }
    }

    /// Body and content type of the answer, where the specification fixes them.
    pub fn body(self) -> Option<(String, &'static str)> {
        match self {
            Self::Conflict(size) => Some((format!("{size}\n"), "text/x.tlog.size")),
            _ => None,
        }
    }

    /// Both signed notes are to be kept: they may prove that the log misbehaves.
    pub const fn is_evidence(self) -> bool {
        self.status() == 422
    }
}

impl Request {
    /// Reads the body `old <size>`, proof lines, empty line, checkpoint.
    pub fn parse(body: &[u8]) -> Result<Self, Refusal> {
        let read = || {
            let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= MAX_REQUEST)?;
            let (head, note) = text.split_once("\n\n")?;
            let mut lines = head.split('\n');
            let old = decimal(lines.next()?.strip_prefix("old ")?)?;
            let proof = lines.map(|line| line.parse().ok()).collect::<Option<Vec<Hash>>>()?;
            let note = Note::parse(note.as_bytes()).ok()?;
            let checkpoint = note.text().parse().ok()?;
            (proof.len() <= MAX_PROOF).then_some(Self { old, proof, note, checkpoint })
        };
        read().ok_or(Refusal::Unreadable)
    }
}

/// Judges a request about a log whose trusted keys and last cosigned state are given (`keys` empty: unknown origin).
pub fn add_checkpoint(request: &Request, keys: &[VerifierKey], latest: Latest) -> Answer {
    match judge(request, keys, latest) {
        Ok(state) => Answer::Cosign(state),
        Err(refusal) => Answer::Refuse(refusal),
    }
}

fn judge(request: &Request, keys: &[VerifierKey], latest: Latest) -> Result<Latest, Refusal> {
    let Request { old, proof, note, checkpoint } = request;
    let next = Latest { size: checkpoint.size, root: checkpoint.root };
    if keys.is_empty() {
        return Err(Refusal::UnknownOrigin);
    }
    note.verify(keys).map_err(|_| Refusal::Signature)?;
    if *old > next.size {
        return Err(Refusal::OldAbove);
    }
    if *old != latest.size {
        return Err(Refusal::Conflict(latest.size));
    }
    if next.size == 0 && next.root != empty_root() {
        return Err(Refusal::EmptyRoot);
    }
    if *old == 0 {
        return if proof.is_empty() { Ok(next) } else { Err(Refusal::NeedlessProof) };
    }
    if *old == next.size && next.root != latest.root {
        return Err(Refusal::Fork);
    }
    verify_consistency(*old, &latest.root, next.size, &next.root, proof)
        .map_err(|_| Refusal::Inconsistent)?;
    Ok(next)
}
