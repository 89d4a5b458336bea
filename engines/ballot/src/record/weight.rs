//! Weights: how many votes a voter casts, and the sums of them that a count gives.
//!
//! The protocol sets no limit to a weight, zero included. What bounds it is the group: a count is read from g^n, so
//! the weights of all voters together must stay below q for n to be the only number it can be.

use std::cmp::Ordering;
use std::fmt;

use crate::group::{Group, decimal};

/// A natural number below 2^256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weight([u64; 4]);

impl Weight {
    /// The weight of a voter of whom the record says none.
    pub const ONE: Self = Self([1, 0, 0, 0]);

    /// Reads a decimal number without leading zero; `None` when it is anything else or too large.
    pub fn from_text(text: &str) -> Option<Self> {
        decimal::read(text).map(Self)
    }

    /// The sum, unless it is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (mut sum, mut carry) = ([0; 4], false);
        for ((sum, a), b) in sum.iter_mut().zip(self.0).zip(other.0) {
            let (partial, over) = a.overflowing_add(b);
            let (total, over_again) = partial.overflowing_add(u64::from(carry));
            (*sum, carry) = (total, over | over_again);
        }
        (!carry).then_some(Self(sum))
    }

    /// The number, if it is below 2^64.
    pub fn to_u64(self) -> Option<u64> {
        (self.0[1..] == [0; 3]).then_some(self.0[0])
    }

    /// The number as an exponent, modulo q.
    pub fn scalar<G: Group>(self, group: &G) -> G::Scalar {
        let bytes: Vec<u8> = self.0.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
        group.scalar_from_be_bytes(&bytes)
    }

    /// Whether no two numbers up to this one are the same exponent.
    pub fn is_below_order<G: Group>(self, group: &G) -> bool {
        group.read_scalar(&self.to_string()).is_ok()
    }
}

impl From<u64> for Weight {
    fn from(value: u64) -> Self {
        Self([value, 0, 0, 0])
    }
}

impl Ord for Weight {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Weight {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        decimal::write(&self.0, &mut text);
        f.pad_integral(true, "", &text)
    }
}

#[cfg(test)]
mod tests {
    use super::Weight;
    use crate::group::{Belenios2048, Ed25519, Group};

    #[test]
    fn a_weight_has_one_text_and_any_size_up_to_256_bits() {
        let largest = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        for text in ["0", "1", "18446744073709551616", "9223372036854775808", largest] {
            assert_eq!(Weight::from_text(text).map(|weight| weight.to_string()).as_deref(), Some(text));
        }
        let next = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        for wrong in ["", "01", "-1", "+1", "1 ", "1.0", next] {
            assert_eq!(Weight::from_text(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{:>4}", Weight::from(12)), "  12");
    }

    #[test]
    fn weights_add_and_compare_as_numbers() {
        let below = Weight::from(u64::MAX);
        let sum = below.checked_add(Weight::ONE);
        assert_eq!(sum, Weight::from_text("18446744073709551616"));
        assert!(sum > Some(below) && sum.and_then(Weight::to_u64).is_none());
        assert_eq!(Weight([u64::MAX; 4]).checked_add(Weight::ONE), None);
        let three = Weight::from(1).checked_add(Weight::from(2)).map(|weight| weight.scalar(&Ed25519));
        assert_eq!(three, Some(Ed25519.scalar(3)));
    }

    #[test]
    fn a_count_has_one_meaning_below_the_order() {
        let q = "7237005577332262213973186563042994240857116359379907606001950938285454250989";
        let last = "7237005577332262213973186563042994240857116359379907606001950938285454250988";
        let below = |text| Weight::from_text(text).map(|weight| weight.is_below_order(&Ed25519));
        assert_eq!((below(last), below(q)), (Some(true), Some(false)));
        assert!(Weight::from_text(q).is_some_and(|weight| weight.is_below_order(&Belenios2048::get())));
    }
}
