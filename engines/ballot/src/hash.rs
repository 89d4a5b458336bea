//! SHA-256 in the three dresses that the protocol gives it, and the hash onto scalars.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

use crate::group::Group;

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lowercase hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Reads hexadecimal digits of either case.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// The 43 characters of base64 of SHA-256, without "=": fingerprints and ballot trackers.
pub fn b64(bytes: &[u8]) -> String {
    STANDARD_NO_PAD.encode(sha256(bytes))
}

/// H(prefix, [e…]) = int(SHA256(prefix ‖ texts joined by ",")) mod q.
pub fn to_scalar<G: Group>(group: &G, prefix: &str, elements: &[G::Element]) -> G::Scalar {
    let mut hasher = Sha256::new();
    hasher.update(prefix.as_bytes());
    for (i, text) in group.texts(elements).iter().enumerate() {
        if i > 0 {
            hasher.update(b",");
        }
        hasher.update(text.as_bytes());
    }
    group.scalar_from_be_bytes(&hasher.finalize())
}
