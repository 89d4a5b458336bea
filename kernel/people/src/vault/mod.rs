//! The vault of personal data, which is one act with the access journal.
//!
//! Instance key (numbered) → data keys, one per person *and retention basis* (one purpose can be shredded while a law
//! keeps another) → fields and files. [`crate::Desk::open`] checks the right, commits the journal entry, and only then
//! unwraps a key; the type that holds clear text, [`Clear`], can only be made by what it returns.

mod cipher;
mod clear;
mod erase;
mod keys;
mod open;
pub mod parcel;
mod purpose;
mod seal;
mod stream;

pub use cipher::{Place, version_of};
pub use clear::{Clear, Secret};
pub use open::Opened;
pub use purpose::Purpose;
pub use seal::Sealer;
pub use stream::{CHUNK, StreamOpener, StreamSealer};

pub(crate) use cipher::{Key, Owner};
pub(crate) use keys::{Keys, NOBODY};
pub(crate) use open::Door;

use beffroi_store::StoreError;

/// Why the vault refuses. None of the texts says anything about the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No service declared this purpose.
    #[error("the purpose `{0}` is not declared in the register")]
    Undeclared(String),
    /// The processing does not declare this field.
    #[error("the field `{0}` is not declared for this purpose")]
    FieldNotDeclared(String),
    /// The role or the unit does not allow it.
    #[error("this purpose is not allowed to this actor")]
    NotAllowed,
    /// Break-glass without a reason of at least 20 characters.
    #[error("an emergency access needs a reason of at least 20 characters")]
    ReasonTooShort,
    /// The journal entry could not be committed: nothing was opened. Answer 503.
    #[error("the access could not be journaled, so nothing was opened")]
    JournalUnavailable(#[source] StoreError),
    /// The column was not among the fields of the purpose.
    #[error("the field `{0}` was not opened")]
    FieldNotOpened(String),
    /// The key was destroyed, or never existed. Answer 410.
    #[error("these data have been erased")]
    Erased,
    /// The ciphertext is not what was sealed at this place.
    #[error("the sealed data are damaged or were moved")]
    Damaged,
    /// The key was wrapped under an instance key that the ring does not hold.
    #[error("key {0} is missing from the key ring")]
    KeyMissing(u32),
    /// A table, column or basis name beyond 65 535 bytes, or a file beyond the format.
    #[error("a name or a file is too long for the vault")]
    TooLong,
    /// The person does not exist in this commune.
    #[error("no such person")]
    NoSuchPerson,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}
