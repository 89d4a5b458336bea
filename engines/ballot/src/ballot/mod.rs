//! Ballots as types that say how far one may trust them.
//!
//! [`record::ballot::Ballot`](crate::record::ballot::Ballot) was read; [`Checked`] has valid proofs;
//! [`Counted`](crate::tally::Counted) is the last of its voter. Each is made from the one before and in no other
//! way.

mod check;
mod encrypt;

pub(crate) use check::check_timed;
pub use check::{Checked, check};
pub use encrypt::{Choice, ChoiceError, encrypt, sign};

use crate::group::{Ciphertext, Group};

/// `fingerprint|credential`: what the proofs about one ciphertext are bound to.
pub(crate) fn zkp(fingerprint: &str, credential: &str) -> String {
    format!("{fingerprint}|{credential}")
}

/// `alpha,beta`.
pub(crate) fn pair<G: Group>(group: &G, ciphertext: &Ciphertext<G>) -> String {
    group.texts(&[ciphertext.alpha, ciphertext.beta]).join(",")
}

/// `zkp|alpha,beta,alpha,beta,…`: what the proofs about a whole answer are bound to.
pub(crate) fn zkp2<'a, G: Group>(
    group: &G,
    zkp: &str,
    ciphertexts: impl Iterator<Item = &'a Ciphertext<G>>,
) -> String {
    let elements: Vec<_> = ciphertexts.flat_map(|c| [c.alpha, c.beta]).collect();
    format!("{zkp}|{}", group.texts(&elements).join(","))
}
