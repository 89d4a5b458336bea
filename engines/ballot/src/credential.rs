//! Voters' codes and the keys that they stand for.
//!
//! A code has 22 characters of base58, shown 5-6-5-6. The private key is SHA-256 of
//! `derive_credential|uuid|0|code` and of the same with 1, side by side, modulo q; dashes are part of the code.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::group::Group;
use crate::hash;
use crate::record::election::BASE58;
use crate::secret::Secret;

/// The private key that a code stands for in an election.
pub fn secret<G: Group>(group: &G, uuid: &str, code: &str) -> Secret<G> {
    let mut halves = Zeroizing::new([0u8; 64]);
    for (i, half) in halves.chunks_exact_mut(32).enumerate() {
        let text = Zeroizing::new(format!("derive_credential|{uuid}|{i}|{code}"));
        half.copy_from_slice(&hash::sha256(text.as_bytes()));
    }
    Secret::new(group.scalar_from_be_bytes(&*halves))
}

/// Draws a code.
pub fn draw_code(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let characters = Zeroizing::new(draw_base58(22, rng));
    let (a, rest) = characters.split_at(5);
    let (b, rest) = rest.split_at(6);
    let (c, d) = rest.split_at(5);
    Zeroizing::new([a, b, c, d].join("-"))
}

/// Draws uniform base58 characters: identifiers of elections have 14, seeds of trustees 22.
pub fn draw_base58(length: usize, rng: &mut impl CryptoRng) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        // 232 = 4 × 58: larger bytes would favour the first characters.
        if byte[0] < 232 {
            text.push(char::from(BASE58[usize::from(byte[0] % 58)]));
        }
    }
    text
}

/// Whether a text has the form of a code.
pub fn is_code(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    groups == [5, 6, 5, 6] && text.bytes().all(|b| b == b'-' || BASE58.contains(&b))
}
