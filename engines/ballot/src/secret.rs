//! Private keys: scalars that are erased when dropped and are used in constant time only.

use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use crate::group::{Group, NotAScalar};

/// A private exponent.
pub struct Secret<G: Group>(G::Scalar);

impl<G: Group> Drop for Secret<G> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<G: Group> Secret<G> {
    /// Takes a scalar over.
    pub fn new(scalar: G::Scalar) -> Self {
        Self(scalar)
    }

    /// Draws one.
    pub fn draw(group: &G, rng: &mut impl CryptoRng) -> Self {
        Self(group.random_scalar(rng))
    }

    /// Reads the decimal text of a key file, with or without the quotes of JSON.
    pub fn from_text(group: &G, text: &str) -> Result<Self, NotAScalar> {
        let text = text.trim();
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        group.read_scalar(bare).map(Self)
    }

    /// The text of a key file: a JSON string of decimal digits.
    pub fn to_text(&self, group: &G) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(700));
        text.push('"');
        group.write_scalar(&self.0, &mut text);
        text.push('"');
        text
    }

    /// g^x.
    pub fn public(&self, group: &G) -> G::Element {
        group.generator_pow_secret(&self.0)
    }

    pub(crate) fn scalar(&self) -> &G::Scalar {
        &self.0
    }
}
