//! Verifiable elections, compatible with the Belenios protocol, version 1

pub mod archive;
pub mod ballot;
pub mod channel;
pub mod conduct;
pub mod count;
pub mod credential;
pub mod decryption;
pub mod dkg;
pub mod group;
pub mod hash;
pub mod json;
pub mod proof;
pub mod record;
pub mod secret;
pub mod setup;
pub mod shuffle;
pub mod tally;
mod trustees;
pub mod verify;
