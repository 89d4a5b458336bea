//! The groups of the protocol: prime-order groups in which `ElGamal` encryption and every proof live.
//!
//! A group has a prime order q, a generator g, and one text per element; multiplicative notation throughout,
//! as in the specification, also for the elliptic curve. Functions named `…_secret` run in constant time and are
//! the only ones to use with secret exponents; the others are in variable time, for public values.

pub(crate) mod decimal;
mod ed25519;
mod field;
mod montgomery;
mod parameters;

use std::fmt::Debug;

use rand_core::CryptoRng;
use zeroize::Zeroize;

pub use ed25519::Ed25519;
pub use field::Field;

use crate::proof::Proof;

/// BELENIOS-2048: scalars of 256 bits.
pub type Belenios2048 = Field<4>;
/// RFC-3526-2048: scalars of 2047 bits.
pub type Rfc3526 = Field<32>;

/// The names of the groups, as the election record writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupName {
    /// The curve of RFC 8032, the default of the protocol.
    Ed25519,
    /// A subgroup of order 2^256 modulo a 2048-bit prime; homomorphic questions only.
    Belenios2048,
    /// Quadratic residues modulo the 2048-bit safe prime of RFC 3526: read, never written.
    Rfc3526,
}

impl GroupName {
    /// The text of the election record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Belenios2048 => "BELENIOS-2048",
            Self::Rfc3526 => "RFC-3526-2048",
        }
    }

    /// Reads the text of the election record.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Ed25519, Self::Belenios2048, Self::Rfc3526].into_iter().find(|name| name.as_str() == text)
    }
}

/// Runs an expression with the group of that name bound to an identifier: `with_group!(name, |g| f(&g))`.
#[macro_export]
macro_rules! with_group {
    ($name:expr, |$group:ident| $body:expr) => {
        match $name {
            $crate::group::GroupName::Ed25519 => {
                let $group = $crate::group::Ed25519;
                $body
            }
            $crate::group::GroupName::Belenios2048 => {
                let $group = $crate::group::Belenios2048::get();
                $body
            }
            $crate::group::GroupName::Rfc3526 => {
                let $group = $crate::group::Rfc3526::get();
                $body
            }
        }
    };
}

/// Why a text is not a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the canonical decimal text of a number below the group's order")]
pub struct NotAScalar;

/// Why a text is not an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the canonical text of a point or of a number modulo p")]
pub struct NotAnElement;

/// An `ElGamal` ciphertext: alpha = g^r, beta = Y^r·g^m (or Y^r·M for an embedded message).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ciphertext<G: Group> {
    /// g^r.
    pub alpha: G::Element,
    /// Y^r times the message.
    pub beta: G::Element,
}

/// One branch of a disjunction: the value it claims, as a scalar, and its proof.
pub type Branch<G> = (<G as Group>::Scalar, Proof<G>);

/// A group of prime order with one text per element.
pub trait Group: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// An exponent, modulo q.
    type Scalar: Copy + PartialEq + Debug + Send + Sync + Zeroize;
    /// A value that has the form of an element; membership of the prime-order subgroup is a separate question.
    type Element: Copy + PartialEq + Debug + Send + Sync;
    /// What makes powers of g and of a fixed Y quick.
    type Table: Send + Sync;

    /// The group's name.
    fn name(&self) -> GroupName;

    /// A small number as a scalar.
    fn scalar(&self, value: u64) -> Self::Scalar;
    /// A big-endian number of at most 64 bytes, modulo q.
    fn scalar_from_be_bytes(&self, bytes: &[u8]) -> Self::Scalar;
    /// Reads canonical decimal text of a number below q.
    fn read_scalar(&self, text: &str) -> Result<Self::Scalar, NotAScalar>;
    /// Writes decimal text.
    fn write_scalar(&self, scalar: &Self::Scalar, out: &mut String);
    /// A uniform scalar.
    fn random_scalar(&self, rng: &mut impl CryptoRng) -> Self::Scalar;
    /// a + b mod q.
    fn add(&self, a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a − b mod q.
    fn sub(&self, a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a·b mod q.
    fn mul(&self, a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a⁻¹ mod q, for a public a ≠ 0.
    fn invert(&self, a: &Self::Scalar) -> Self::Scalar;
    /// −a mod q.
    fn neg(&self, a: &Self::Scalar) -> Self::Scalar {
        self.sub(&self.scalar(0), a)
    }

    /// The neutral element.
    fn one(&self) -> Self::Element;
    /// g.
    fn generator(&self) -> Self::Element;
    /// `h_i`: elements whose logarithms nobody knows; −1 is the first.
    fn independent_generator(&self, index: i64) -> Self::Element;
    /// a·b.
    fn op(&self, a: &Self::Element, b: &Self::Element) -> Self::Element;
    /// a⁻¹, for a member of the group.
    fn inverse(&self, a: &Self::Element) -> Self::Element;
    /// x^s in constant time.
    fn pow_secret(&self, x: &Self::Element, s: &Self::Scalar) -> Self::Element;
    /// g^s in constant time.
    fn generator_pow_secret(&self, s: &Self::Scalar) -> Self::Element;
    /// Π `x_i^s_i`.
    fn product(&self, terms: &[(Self::Element, Self::Scalar)]) -> Self::Element;
    /// Whether the value belongs to the subgroup of order q.
    fn is_member(&self, x: &Self::Element) -> bool;
    /// Reads the one text of an element. Membership is not checked.
    fn read_element(&self, text: &str) -> Result<Self::Element, NotAnElement>;
    /// Writes elements: together, because one inversion serves them all.
    fn texts(&self, elements: &[Self::Element]) -> Vec<String>;
    /// The text of one element.
    fn text(&self, element: &Self::Element) -> String {
        self.texts(std::slice::from_ref(element)).remove(0)
    }
    /// Bytes whose lexicographic order is the one in which credentials and shuffled ciphertexts stand.
    fn sort_keys(&self, elements: &[Self::Element]) -> Vec<Vec<u8>>;

    /// An element whose text holds these integers (each below 256); `None` where the group cannot carry them.
    fn embed(&self, integers: &[u8]) -> Option<Self::Element>;
    /// The integers that [`Self::embed`] put there: exactly `count`, or `None` when something else is.
    fn extract(&self, element: &Self::Element, count: usize) -> Option<Vec<u8>>;

    /// Prepares powers of Y.
    fn table(&self, y: &Self::Element) -> Self::Table;
    /// The commitments A = g^s·alpha^c, B = Y^s·(beta/g^v)^c of each branch (v, (c, s)), and, when it is
    /// asked for, whether alpha and beta are members (true when it is not asked for).
    fn commitments(
        &self,
        table: &Self::Table,
        ciphertext: &Ciphertext<Self>,
        branches: &[Branch<Self>],
        test_membership: bool,
    ) -> (Vec<Self::Element>, bool);
}

/// Sums of ciphertexts: the product of each half.
pub fn sum<'a, G: Group>(
    group: &G,
    ciphertexts: impl IntoIterator<Item = &'a Ciphertext<G>>,
) -> Ciphertext<G> {
    let neutral = Ciphertext { alpha: group.one(), beta: group.one() };
    ciphertexts.into_iter().fold(neutral, |sum, c| Ciphertext {
        alpha: group.op(&sum.alpha, &c.alpha),
        beta: group.op(&sum.beta, &c.beta),
    })
}
