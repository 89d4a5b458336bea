//! Ed25519 as the protocol uses it: the prime-order subgroup of the curve of RFC 8032.
//!
//! The text of an element is 64 lowercase hexadecimal digits of the 256-bit integer (sign of x at bit 255, y
//! below), so the bytes stand in the reverse order of RFC 8032. Only canonical encodings are read: y < p, and
//! no sign when x = 0.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint, VartimeEdwardsPrecomputation};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul, VartimePrecomputedMultiscalarMul};
use rand_core::CryptoRng;

use super::{Branch, Ciphertext, Group, GroupName, NotAScalar, NotAnElement, decimal};
use crate::hash;

/// Zero bits that an embedded message keeps free, to look for a point there.
const PADDING: u32 = 14;
/// Integers that fit above the padding and below the sign bit.
const CAPACITY: usize = 30;

/// The group Ed25519.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ed25519;

/// Precomputed multiples of g and Y.
pub struct Table(VartimeEdwardsPrecomputation);

impl Group for Ed25519 {
    type Scalar = Scalar;
    type Element = EdwardsPoint;
    type Table = Table;

    fn name(&self) -> GroupName {
        GroupName::Ed25519
    }

    fn scalar(&self, value: u64) -> Scalar {
        Scalar::from(value)
    }

    fn scalar_from_be_bytes(&self, bytes: &[u8]) -> Scalar {
        let mut wide = [0u8; 64];
        for (to, from) in wide.iter_mut().zip(bytes.iter().rev()) {
            *to = *from;
        }
        Scalar::from_bytes_mod_order_wide(&wide)
    }

    fn read_scalar(&self, text: &str) -> Result<Scalar, NotAScalar> {
        let limbs = decimal::read::<4>(text).ok_or(NotAScalar)?;
        let mut bytes = [0u8; 32];
        for (to, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
            to.copy_from_slice(&limb.to_le_bytes());
        }
        Scalar::from_canonical_bytes(bytes).into_option().ok_or(NotAScalar)
    }

    fn write_scalar(&self, scalar: &Scalar, out: &mut String) {
        let mut limbs = [0u64; 4];
        for (limb, from) in limbs.iter_mut().zip(scalar.as_bytes().chunks_exact(8)) {
            *limb = u64::from_le_bytes(from.try_into().expect("a chunk of eight bytes"));
        }
        decimal::write(&limbs, out);
        zeroize::Zeroize::zeroize(&mut limbs);
    }

    fn random_scalar(&self, rng: &mut impl CryptoRng) -> Scalar {
        let mut wide = [0u8; 64];
        rng.fill_bytes(&mut wide);
        let scalar = Scalar::from_bytes_mod_order_wide(&wide);
        zeroize::Zeroize::zeroize(&mut wide);
        scalar
    }

    fn add(&self, a: &Scalar, b: &Scalar) -> Scalar {
        a + b
    }

    fn sub(&self, a: &Scalar, b: &Scalar) -> Scalar {
        a - b
    }

    fn mul(&self, a: &Scalar, b: &Scalar) -> Scalar {
        a * b
    }

    fn invert(&self, a: &Scalar) -> Scalar {
        a.invert()
    }

    fn one(&self) -> EdwardsPoint {
        EdwardsPoint::identity()
    }

    fn generator(&self) -> EdwardsPoint {
        curve25519_dalek::constants::ED25519_BASEPOINT_POINT
    }

    fn independent_generator(&self, index: i64) -> EdwardsPoint {
        let mut integer = hash::sha256(format!("ggen|{index}").as_bytes());
        // Divided by four: the integer, big-endian, then has its two top bits free.
        let mut carry = 0;
        for byte in &mut integer {
            let shifted = (*byte >> 2) | carry;
            carry = *byte << 6;
            *byte = shifted;
        }
        loop {
            if let Some(point) = decompress(&integer) {
                return point.mul_by_cofactor();
            }
            increment(&mut integer);
        }
    }

    fn op(&self, a: &EdwardsPoint, b: &EdwardsPoint) -> EdwardsPoint {
        a + b
    }

    fn inverse(&self, a: &EdwardsPoint) -> EdwardsPoint {
        -a
    }

    fn pow_secret(&self, x: &EdwardsPoint, s: &Scalar) -> EdwardsPoint {
        x * s
    }

    fn generator_pow_secret(&self, s: &Scalar) -> EdwardsPoint {
        EdwardsPoint::mul_base(s)
    }

    fn product(&self, terms: &[(EdwardsPoint, Scalar)]) -> EdwardsPoint {
        EdwardsPoint::vartime_multiscalar_mul(terms.iter().map(|(_, s)| s), terms.iter().map(|(x, _)| x))
    }

    /// L·P neutral, tried as (L − 1)·P = −P: L itself is not a reduced scalar.
    fn is_member(&self, x: &EdwardsPoint) -> bool {
        self.product(&[(*x, -Scalar::ONE)]) == -x
    }

    fn read_element(&self, text: &str) -> Result<EdwardsPoint, NotAnElement> {
        if text.len() != 64 || text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotAnElement);
        }
        let bytes: [u8; 32] = hash::from_hex(text).and_then(|b| b.try_into().ok()).ok_or(NotAnElement)?;
        let point = decompress(&bytes).ok_or(NotAnElement)?;
        // dalek reads y ≥ p and a sign on x = 0; both name the point a second time.
        let mut y = bytes;
        y[0] &= 0x7f;
        let y_below_p = y < FIELD_PRIME;
        // x = 0 only for y = ±1: the neutral element and the point of order two.
        let x_is_zero = y == ONE || y == MINUS_ONE;
        if y_below_p && !(x_is_zero && bytes[0] & 0x80 != 0) { Ok(point) } else { Err(NotAnElement) }
    }

    fn texts(&self, elements: &[EdwardsPoint]) -> Vec<String> {
        let compressed = EdwardsPoint::compress_batch_alloc(elements);
        compressed.into_iter().map(|point| hash::hex(&reversed(point.0))).collect()
    }

    /// The 32 little-endian bytes.
    fn sort_keys(&self, elements: &[EdwardsPoint]) -> Vec<Vec<u8>> {
        EdwardsPoint::compress_batch_alloc(elements).into_iter().map(|point| point.0.to_vec()).collect()
    }

    fn embed(&self, integers: &[u8]) -> Option<EdwardsPoint> {
        if integers.len() > CAPACITY {
            return None;
        }
        // The integers, most significant first, then fourteen zero bits: a shift by two bytes less two bits.
        let mut message = [0u8; 32];
        let start = 30 - integers.len();
        message[start..30].copy_from_slice(integers);
        shift_right(&mut message, 16 - PADDING);
        for _ in 0..1u32 << PADDING {
            match decompress(&message) {
                Some(point) if self.is_member(&point) => return Some(point),
                _ => increment(&mut message),
            }
        }
        None
    }

    fn extract(&self, element: &EdwardsPoint, count: usize) -> Option<Vec<u8>> {
        let mut message = reversed(element.compress().0);
        let top = message[0] >> (8 - (16 - PADDING));
        for i in 0..31 {
            message[i] = (message[i] << (16 - PADDING)) | (message[i + 1] >> (8 - (16 - PADDING)));
        }
        let start = 30usize.checked_sub(count)?;
        let clean = top == 0 && message[..start].iter().all(|byte| *byte == 0);
        clean.then(|| message[start..30].to_vec())
    }

    fn table(&self, y: &EdwardsPoint) -> Table {
        Table(VartimeEdwardsPrecomputation::new([self.generator(), *y]))
    }

    fn commitments(
        &self,
        table: &Table,
        ciphertext: &Ciphertext<Self>,
        branches: &[Branch<Self>],
        test_membership: bool,
    ) -> (Vec<EdwardsPoint>, bool) {
        let Ciphertext { alpha, beta } = ciphertext;
        let mut commitments = Vec::with_capacity(2 * branches.len());
        for (value, proof) in branches {
            let (c, s) = (&proof.challenge, &proof.response);
            commitments.push(EdwardsPoint::vartime_double_scalar_mul_basepoint(c, alpha, s));
            commitments.push(table.0.vartime_mixed_multiscalar_mul([-(value * c), *s], [*c], [*beta]));
        }
        (commitments, !test_membership || (self.is_member(alpha) && self.is_member(beta)))
    }
}

/// 2^255 − 19, big-endian.
const FIELD_PRIME: [u8; 32] = {
    let mut p = [0xff; 32];
    p[0] = 0x7f;
    p[31] = 0xed;
    p
};
const ONE: [u8; 32] = {
    let mut one = [0; 32];
    one[31] = 1;
    one
};
const MINUS_ONE: [u8; 32] = {
    let mut minus_one = FIELD_PRIME;
    minus_one[31] = 0xec;
    minus_one
};

/// The point of a 256-bit big-endian integer.
fn decompress(big_endian: &[u8; 32]) -> Option<EdwardsPoint> {
    CompressedEdwardsY(reversed(*big_endian)).decompress()
}

fn reversed(mut bytes: [u8; 32]) -> [u8; 32] {
    bytes.reverse();
    bytes
}

/// The next big-endian integer.
fn increment(bytes: &mut [u8; 32]) {
    for byte in bytes.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            return;
        }
    }
}

/// Shifts a big-endian integer right by 1 to 7 bits.
fn shift_right(bytes: &mut [u8; 32], bits: u32) {
    let mut carry = 0;
    for byte in bytes {
        let shifted = (*byte >> bits) | carry;
        carry = *byte << (8 - bits);
        *byte = shifted;
    }
}
