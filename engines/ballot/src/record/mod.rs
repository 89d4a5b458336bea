//! The records of an archive: what each says, how it is read and how it is written.
//!
//! Every `read` accepts canonical text alone; every `write` produces it.

pub mod ballot;
pub mod credentials;
pub mod decryption;
pub mod election;
pub mod result;
pub mod shuffle;
pub mod tally;
pub mod trustees;
pub mod weight;

/// The versions of the protocol. Version 2 is announced; each record names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Crypto version 1, of belenios-tool 2.0 to 3.3.
    V1,
}

impl Version {
    /// The number in the records.
    pub fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
        }
    }

    /// The version with that number, if this engine speaks it.
    pub fn from_number(number: u64) -> Option<Self> {
        (number == 1).then_some(Self::V1)
    }
}
