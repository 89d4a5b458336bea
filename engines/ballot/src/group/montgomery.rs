//! Arithmetic modulo a fixed odd number in Montgomery form (P. L. Montgomery, *Modular multiplication without
//! trial division*, 1985), for the finite-field groups and for their scalars.
//!
//! With R = 2^(64·N), the residue of x is kept as x·R mod m; `mul` computes a·b·R⁻¹ mod m. Every operation here
//! runs the same instructions whatever the values are: additions and the last subtraction are chosen by masks.
//! Only [`Modulus::powers`] and [`Modulus::power_of`] depend on the exponent, and they say so.

use super::decimal::low;

/// The most limbs a modulus may have: 2048 bits.
const MAX_LIMBS: usize = 32;

/// An odd modulus of exactly `N` limbs, and what Montgomery's method needs beside it.
#[derive(Clone, Debug)]
pub(crate) struct Modulus<const N: usize> {
    /// m itself.
    pub(crate) m: [u64; N],
    /// −m⁻¹ mod 2^64.
    inverse: u64,
    /// R mod m: one, in Montgomery form.
    pub(crate) one: [u64; N],
    /// R² mod m: brings a number into Montgomery form.
    square: [u64; N],
}

impl<const N: usize> Modulus<N> {
    /// Prepares an odd modulus larger than one.
    pub(crate) fn new(m: [u64; N]) -> Self {
        assert!(N <= MAX_LIMBS && m[0] & 1 == 1, "a modulus is odd and has at most 2048 bits");
        // Newton's iteration doubles the number of correct bits: 1, 2, 4 … 64.
        let mut inverse = 1u64;
        for _ in 0..6 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(m[0].wrapping_mul(inverse)));
        }
        let mut modulus = Self { m, inverse: inverse.wrapping_neg(), one: [0; N], square: [0; N] };
        let mut power = [0; N];
        power[0] = 1;
        for bit in 0..128 * N {
            power = modulus.add(&power, &power);
            if bit + 1 == 64 * N {
                modulus.one = power;
            }
        }
        modulus.square = power;
        modulus
    }

    /// a + b mod m, for a, b < m.
    pub(crate) fn add(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut sum = [0; N];
        let mut carry = 0u128;
        for i in 0..N {
            let wide = u128::from(a[i]) + u128::from(b[i]) + carry;
            sum[i] = low(wide);
            carry = wide >> 64;
        }
        self.subtract_once(&sum, low(carry))
    }

    /// a − b mod m, for a, b < m.
    pub(crate) fn sub(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (difference, borrow) = subtract(a, b);
        let mask = borrow.wrapping_neg();
        let mut sum = [0; N];
        let mut carry = 0u128;
        for i in 0..N {
            let wide = u128::from(difference[i]) + u128::from(self.m[i] & mask) + carry;
            sum[i] = low(wide);
            carry = wide >> 64;
        }
        sum
    }

    /// value + top·2^(64·N), less m once if it is not below m.
    fn subtract_once(&self, value: &[u64; N], top: u64) -> [u64; N] {
        let (reduced, borrow) = subtract(value, &self.m);
        // Keep the reduced value unless the subtraction went below zero: borrow without a top limb to pay it.
        let keep = (borrow & (top ^ 1) & 1).wrapping_neg();
        let mut out = [0; N];
        for i in 0..N {
            out[i] = (value[i] & keep) | (reduced[i] & !keep);
        }
        out
    }

    /// a·b·R⁻¹ mod m.
    pub(crate) fn mul(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut t = [0u64; 2 * MAX_LIMBS];
        for i in 0..N {
            t[i + N] = multiply_add(&mut t[i..i + N], b, a[i]);
        }
        self.reduce(&mut t)
    }

    /// a²·R⁻¹ mod m: half the partial products of [`Self::mul`].
    pub(crate) fn sqr(&self, a: &[u64; N]) -> [u64; N] {
        let mut t = [0u64; 2 * MAX_LIMBS];
        for i in 0..N - 1 {
            t[i + N] = multiply_add(&mut t[2 * i + 1..i + N], &a[i + 1..], a[i]);
        }
        let (mut shifted_out, mut carry) = (0, 0u128);
        for i in 0..N {
            let diagonal = u128::from(a[i]) * u128::from(a[i]);
            let (even, odd) = (t[2 * i], t[2 * i + 1]);
            let wide = u128::from((even << 1) | shifted_out) + u128::from(low(diagonal)) + carry;
            t[2 * i] = low(wide);
            let wide = u128::from((odd << 1) | (even >> 63)) + (diagonal >> 64) + (wide >> 64);
            t[2 * i + 1] = low(wide);
            carry = wide >> 64;
            shifted_out = odd >> 63;
        }
        self.reduce(&mut t)
    }

    /// t·R⁻¹ mod m, for t < m·R.
    fn reduce(&self, t: &mut [u64; 2 * MAX_LIMBS]) -> [u64; N] {
        let mut top = 0u64;
        for i in 0..N {
            let factor = t[i].wrapping_mul(self.inverse);
            let carry = multiply_add(&mut t[i..i + N], &self.m, factor);
            let wide = u128::from(t[i + N]) + u128::from(carry) + u128::from(top);
            t[i + N] = low(wide);
            top = low(wide >> 64);
        }
        let mut high = [0; N];
        high.copy_from_slice(&t[N..2 * N]);
        self.subtract_once(&high, top)
    }

    /// Brings a number below R into Montgomery form.
    pub(crate) fn enter(&self, value: &[u64; N]) -> [u64; N] {
        self.mul(value, &self.square)
    }

    /// Leaves Montgomery form.
    pub(crate) fn leave(&self, residue: &[u64; N]) -> [u64; N] {
        let mut one = [0; N];
        one[0] = 1;
        self.mul(residue, &one)
    }

    /// The product of two numbers below m, neither in Montgomery form.
    pub(crate) fn mul_plain(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        self.mul(&self.enter(a), b)
    }

    /// x^e in constant time for a secret e: four bits at a time, reading the whole table at each step.
    pub(crate) fn pow_secret(&self, x: &[u64; N], e: &[u64]) -> [u64; N] {
        let mut table = [self.one; 16];
        for i in 1..16 {
            table[i] = self.mul(&table[i - 1], x);
        }
        let mut power = self.one;
        for nibble in (0..e.len() * 16).rev() {
            for _ in 0..4 {
                power = self.sqr(&power);
            }
            let digit = (e[nibble / 16] >> (nibble % 16 * 4)) & 15;
            power = self.mul(&power, &select(&table, digit));
        }
        zeroize::Zeroize::zeroize(&mut table);
        power
    }

    /// x^e for public exponents e, all along one chain of squarings (A. C. Yao, 1976): variable time.
    ///
    /// The chain x^(16^i) is common; each exponent sorts it into fifteen buckets by its digits, and
    /// Π `bucket_d^d` is two multiplications a bucket.
    pub(crate) fn powers(&self, x: &[u64; N], exponents: &[&[u64]]) -> Vec<[u64; N]> {
        let mut buckets = vec![[None::<[u64; N]>; 16]; exponents.len()];
        let nibbles = exponents.iter().map(|e| significant_nibbles(e)).max().unwrap_or(0);
        let mut power = *x;
        for i in 0..nibbles {
            for (e, buckets) in exponents.iter().zip(&mut buckets) {
                let digit = e.get(i / 16).map_or(0, |limb| (limb >> (i % 16 * 4)) & 15);
                if digit != 0 {
                    let bucket = &mut buckets[usize::try_from(digit).expect("a digit is below 16")];
                    *bucket = Some(bucket.map_or(power, |product| self.mul(&product, &power)));
                }
            }
            if i + 1 < nibbles {
                for _ in 0..4 {
                    power = self.sqr(&power);
                }
            }
        }
        buckets.iter().map(|buckets| self.weigh(buckets)).collect()
    }

    /// Π `bucket_d^d`, by running products from the highest digit.
    fn weigh(&self, buckets: &[Option<[u64; N]>]) -> [u64; N] {
        let (mut running, mut total): (Option<[u64; N]>, Option<[u64; N]>) = (None, None);
        for bucket in buckets[1..].iter().rev() {
            running = self.times(running, *bucket);
            total = self.times(total, running);
        }
        total.unwrap_or(self.one)
    }

    /// The product where an absent factor is one.
    fn times(&self, a: Option<[u64; N]>, b: Option<[u64; N]>) -> Option<[u64; N]> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.mul(&a, &b)),
            (one, other) => one.or(other),
        }
    }

    /// x^e for a public exponent: variable time.
    pub(crate) fn power_of(&self, x: &[u64; N], e: &[u64]) -> [u64; N] {
        self.powers(x, &[e])[0]
    }
}

/// Four-bit digits of a number, without leading zeros.
fn significant_nibbles(limbs: &[u64]) -> usize {
    limbs.iter().rposition(|limb| *limb != 0).map_or(0, |top| {
        let bits = 64 - usize::try_from(limbs[top].leading_zeros()).expect("at most 64");
        top * 16 + bits.div_ceil(4)
    })
}

/// t += b·factor, limb by limb; returns the carry.
#[inline]
fn multiply_add(t: &mut [u64], b: &[u64], factor: u64) -> u64 {
    let mut carry = 0u64;
    for (t, b) in t.iter_mut().zip(b) {
        let wide = u128::from(factor) * u128::from(*b) + u128::from(*t) + u128::from(carry);
        *t = low(wide);
        carry = low(wide >> 64);
    }
    carry
}

/// a − b and the final borrow (0 or 1).
pub(crate) fn subtract<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], u64) {
    let mut difference = [0; N];
    let mut borrow = 0u64;
    for i in 0..N {
        let (first, under) = a[i].overflowing_sub(b[i]);
        let (second, under_again) = first.overflowing_sub(borrow);
        difference[i] = second;
        borrow = u64::from(under | under_again);
    }
    (difference, borrow)
}

/// table[digit], touching every entry.
fn select<const N: usize>(table: &[[u64; N]; 16], digit: u64) -> [u64; N] {
    let mut out = [0; N];
    for (index, entry) in (0u64..).zip(table) {
        let different = index ^ digit;
        // All ones when equal: only zero has no borrow-free predecessor.
        let mask = ((different | different.wrapping_neg()) >> 63).wrapping_sub(1);
        for (out, limb) in out.iter_mut().zip(entry) {
            *out |= limb & mask;
        }
    }
    out
}
