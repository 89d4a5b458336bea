//! The access journal: who opened which data, why and on which legal basis, in a form that nobody can rewrite.
//!
//! Each event is a 128-byte entry of the public log ([`beffroi_translog::Entry`]) without any personal datum, committed
//! in the same transaction as what it records. What happened stands in the *opening*, sealed under the person's journal
//! key; who did it stands in a *sealed part* beside it. The sequencer ([`crate::Desk::sequence`]) then gives entries
//! their places and grows the tree; whoever publishes its files has the head signed ([`crate::Desk::sign_log`]).

mod access;
mod append;
mod opening;
mod sequence;
mod verify;
mod witness;

pub use access::Access;
pub(crate) use append::Pen;
pub use append::{Act, ActReceipt};
pub use sequence::{LogHead, PublicEntry};
pub use verify::{JournalProblem, JournalReport};

use crate::vault::VaultError;

/// Retention basis of openings and sealed parts.
pub(crate) const JOURNAL: &str = "journal";
/// Basis under which the key of a person's chain of labels is kept.
pub(crate) const CHAIN: &str = "chain";
/// Basis of the commune's log key.
pub(crate) const LOG_KEY: &str = "log";
/// Basis of the key under which the commune witnesses others' logs.
pub(crate) const WITNESS_KEY: &str = "witness";
/// Basis of the withheld parts of acts.
pub(crate) const ACTS: &str = "acts";

/// Whether keys of this basis belong to the journal: they are not opened with a person's data, nor erased with them.
pub(crate) fn is_journal_basis(basis: &str) -> bool {
    basis == JOURNAL || basis == CHAIN
}

/// What happened to a person's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Read.
    Access,
    /// Read in an emergency, with a written reason.
    BreakGlass,
    /// Written for the first time by staff, on behalf of the person.
    Entry,
    /// Changed by staff.
    Rectification,
    /// Sent to somebody outside the commune.
    Disclosure,
    /// A key was destroyed.
    Erasure,
    /// Her case moved, something was said to her, or decided: no field of hers was read for it.
    Act,
}

impl Kind {
    /// The word in the opening.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::BreakGlass => "break_glass",
            Self::Entry => "entry",
            Self::Rectification => "rectification",
            Self::Disclosure => "disclosure",
            Self::Erasure => "erasure",
            Self::Act => "act",
        }
    }
}

/// Why the journal refuses or fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// [`crate::Desk::start_log`] was never called for this commune.
    #[error("this commune has no log yet")]
    NoLog,
    /// Another sequencer was faster; try again later.
    #[error("another sequencer is at work")]
    Busy,
    /// An entry about a person cannot be made as an act.
    #[error("an act is of a public class")]
    NotAnAct,
    /// The log has another origin.
    #[error("the log of this commune is called `{0}`")]
    OtherOrigin(String),
    /// What the tables hold is no log.
    #[error("the journal is damaged: {0}")]
    Damaged(&'static str),
    /// Keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database.
    #[error(transparent)]
    Store(#[from] beffroi_store::StoreError),
}
