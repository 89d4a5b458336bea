//! Chance that everybody can redraw: the seed of the stability runs and `SplitMix64` (profile, step 8).
//!
//! `SplitMix64`: G. L. Steele, D. Lea, C. H. Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::Conversation;

/// A SHA-256 value.
pub(crate) type Digest = [u8; 32];

/// SHA-256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

/// A place in an order that only the holder of `key` can foresee.
pub(crate) fn keyed(key: [u8; 32], index: usize) -> Digest {
    let mut bytes = key.to_vec();
    bytes.extend_from_slice(&(index as u64).to_be_bytes());
    sha256(&bytes)
}

/// The seed of a conversation: the first eight bytes, big-endian, of SHA-256 over its votes
/// `participant,statement,vote\n` in ascending numbers, then `x,statement\n` per rejected statement.
pub(crate) fn of_votes(conversation: &Conversation) -> u64 {
    let mut text = String::with_capacity(16 * conversation.vote_count());
    for (participant, statement, vote) in conversation.votes() {
        writeln!(text, "{participant},{statement},{}", vote.value())
            .expect("writing to a String cannot fail");
    }
    for statement in conversation.rejected() {
        writeln!(text, "x,{statement}").expect("writing to a String cannot fail");
    }
    let digest = sha256(text.as_bytes());
    digest[..8].iter().fold(0, |seed, &byte| seed << 8 | u64::from(byte))
}

/// The generator of the profile.
pub(crate) struct SplitMix64(pub(crate) u64);

impl SplitMix64 {
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_draws_the_published_numbers() {
        // First outputs for seed 1234567 in the reference implementation.
        let mut generator = SplitMix64(1_234_567);
        let drawn = [generator.draw(), generator.draw(), generator.draw()];
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }
}
