//! The finite-field groups: a subgroup of prime order q modulo a 2048-bit prime p.
//!
//! Elements are kept in Montgomery form, scalars plainly. The text of an element is its decimal number; it is a
//! member iff 0 < x < p and x^q = 1, which for the safe prime of RFC 3526 means that its Legendre symbol is 1.

use std::sync::OnceLock;

use rand_core::CryptoRng;

use super::montgomery::{Modulus, subtract};
use super::{Branch, Ciphertext, Group, GroupName, NotAScalar, NotAnElement, decimal, parameters};
use crate::hash;

/// Limbs of p.
const P: usize = 32;

/// A finite-field group whose scalars have `Q` limbs.
#[derive(Clone, Copy)]
pub struct Field<const Q: usize>(&'static Inner<Q>);

struct Inner<const Q: usize> {
    name: GroupName,
    p: Modulus<P>,
    q: Modulus<Q>,
    /// (p − 1)/q.
    cofactor: [u64; P],
    generator: [u64; P],
    powers_of_generator: FixedBase,
}

static BELENIOS: OnceLock<Inner<4>> = OnceLock::new();
static RFC3526: OnceLock<Inner<32>> = OnceLock::new();

impl Field<4> {
    /// BELENIOS-2048.
    pub fn get() -> Self {
        let numbers = [parameters::BELENIOS_P, parameters::BELENIOS_Q, parameters::BELENIOS_G];
        Self(BELENIOS.get_or_init(|| Inner::new(GroupName::Belenios2048, numbers, 6)))
    }
}

impl Field<32> {
    /// RFC-3526-2048.
    pub fn get() -> Self {
        let numbers = [parameters::RFC3526_P, parameters::RFC3526_Q, parameters::RFC3526_G];
        Self(RFC3526.get_or_init(|| Inner::new(GroupName::Rfc3526, numbers, 4)))
    }
}

impl<const Q: usize> Inner<Q> {
    fn new(name: GroupName, [p, q, g]: [&str; 3], window: usize) -> Self {
        let known = "the group's numbers are canonical";
        let p = Modulus::new(decimal::read(p).expect(known));
        let q = Modulus::new(decimal::read(q).expect(known));
        let generator = p.enter(&decimal::read(g).expect(known));
        let powers_of_generator = FixedBase::new(&p, &generator, Q, window);
        let cofactor = quotient(&p.m, &q.m);
        Self { name, p, q, cofactor, generator, powers_of_generator }
    }
}

impl<const Q: usize> std::fmt::Debug for Field<Q> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name.as_str())
    }
}

impl<const Q: usize> PartialEq for Field<Q> {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

/// Powers of a base by a table: one multiplication a window of the exponent.
pub struct FixedBase {
    window: usize,
    /// For the window i, x^(d·2^(w·i)) with d = 1 … 2^w − 1.
    entries: Vec<[u64; P]>,
}

impl FixedBase {
    fn new(p: &Modulus<P>, base: &[u64; P], scalar_limbs: usize, window: usize) -> Self {
        let windows = (scalar_limbs * 64).div_ceil(window);
        let mut entries = Vec::with_capacity(windows << window);
        let mut start = *base;
        for _ in 0..windows {
            let mut power = start;
            for _ in 1..1usize << window {
                entries.push(power);
                power = p.mul(&power, &start);
            }
            start = power;
        }
        Self { window, entries }
    }

    /// x^e times an accumulator; variable time.
    fn multiply(&self, p: &Modulus<P>, e: &[u64], accumulator: &[u64; P]) -> [u64; P] {
        let mut product = *accumulator;
        let (mask, row) = ((1u64 << self.window) - 1, (1usize << self.window) - 1);
        for i in 0..self.entries.len() / row {
            let bit = i * self.window;
            let (limb, shift) = (bit / 64, bit % 64);
            let mut digit = e.get(limb).copied().unwrap_or(0) >> shift;
            if shift + self.window > 64 {
                digit |= e.get(limb + 1).copied().unwrap_or(0) << (64 - shift);
            }
            let digit = usize::try_from(digit & mask).expect("a window has few bits");
            if digit != 0 {
                product = p.mul(&product, &self.entries[i * row + digit - 1]);
            }
        }
        product
    }
}

impl<const Q: usize> Group for Field<Q> {
    type Scalar = [u64; Q];
    type Element = [u64; P];
    type Table = FixedBase;

    fn name(&self) -> GroupName {
        self.0.name
    }

    fn scalar(&self, value: u64) -> [u64; Q] {
        let mut scalar = [0; Q];
        scalar[0] = value;
        scalar
    }

    /// Horner's rule, a limb at a time: acc·2^64 + limb.
    fn scalar_from_be_bytes(&self, bytes: &[u8]) -> [u64; Q] {
        let q = &self.0.q;
        let mut shift = [0; Q];
        shift[1] = 1;
        let mut scalar = [0; Q];
        let head = bytes.len() % 8;
        let (first, rest) = bytes.split_at(head);
        for chunk in std::iter::once(first).chain(rest.chunks(8)) {
            let limb = chunk.iter().fold(0u64, |limb, byte| (limb << 8) | u64::from(*byte));
            scalar = q.add(&q.mul_plain(&scalar, &shift), &self.scalar(limb));
        }
        scalar
    }

    fn read_scalar(&self, text: &str) -> Result<[u64; Q], NotAScalar> {
        let scalar = decimal::read::<Q>(text).ok_or(NotAScalar)?;
        if is_below(&scalar, &self.0.q.m) { Ok(scalar) } else { Err(NotAScalar) }
    }

    fn write_scalar(&self, scalar: &[u64; Q], out: &mut String) {
        decimal::write(scalar, out);
    }

    /// 512 more bits than q has would be wasteful: draws below 2^|q| until one is below q.
    fn random_scalar(&self, rng: &mut impl CryptoRng) -> [u64; Q] {
        let top_mask = u64::MAX >> self.0.q.m[Q - 1].leading_zeros();
        loop {
            let mut scalar = [0; Q];
            for limb in &mut scalar {
                *limb = rng.next_u64();
            }
            scalar[Q - 1] &= top_mask;
            if is_below(&scalar, &self.0.q.m) {
                return scalar;
            }
        }
    }

    fn add(&self, a: &[u64; Q], b: &[u64; Q]) -> [u64; Q] {
        self.0.q.add(a, b)
    }

    fn sub(&self, a: &[u64; Q], b: &[u64; Q]) -> [u64; Q] {
        self.0.q.sub(a, b)
    }

    fn mul(&self, a: &[u64; Q], b: &[u64; Q]) -> [u64; Q] {
        self.0.q.mul_plain(a, b)
    }

    /// a^(q − 2): q is prime.
    fn invert(&self, a: &[u64; Q]) -> [u64; Q] {
        let q = &self.0.q;
        let (exponent, _) = subtract(&q.m, &self.scalar(2));
        q.leave(&q.power_of(&q.enter(a), &exponent))
    }

    fn one(&self) -> [u64; P] {
        self.0.p.one
    }

    fn generator(&self) -> [u64; P] {
        self.0.generator
    }

    fn independent_generator(&self, index: i64) -> [u64; P] {
        let digest = hash::sha256(format!("ggen|{index}").as_bytes());
        let mut value = [0; P];
        for (limb, chunk) in value.iter_mut().zip(digest.rchunks_exact(8)) {
            *limb = u64::from_be_bytes(chunk.try_into().expect("a chunk of eight bytes"));
        }
        self.0.p.power_of(&self.0.p.enter(&value), &self.0.cofactor)
    }

    fn op(&self, a: &[u64; P], b: &[u64; P]) -> [u64; P] {
        self.0.p.mul(a, b)
    }

    /// a^(q − 1).
    fn inverse(&self, a: &[u64; P]) -> [u64; P] {
        let (exponent, _) = subtract(&self.0.q.m, &self.scalar(1));
        self.0.p.power_of(a, &exponent)
    }

    fn pow_secret(&self, x: &[u64; P], s: &[u64; Q]) -> [u64; P] {
        self.0.p.pow_secret(x, s)
    }

    fn generator_pow_secret(&self, s: &[u64; Q]) -> [u64; P] {
        self.0.p.pow_secret(&self.0.generator, s)
    }

    fn product(&self, terms: &[([u64; P], [u64; Q])]) -> [u64; P] {
        let p = &self.0.p;
        terms.iter().fold(p.one, |product, (x, s)| {
            if *x == self.0.generator {
                self.0.powers_of_generator.multiply(p, s, &product)
            } else {
                p.mul(&product, &p.power_of(x, s))
            }
        })
    }

    fn is_member(&self, x: &[u64; P]) -> bool {
        match self.0.name {
            GroupName::Rfc3526 => is_quadratic_residue(self.0.p.leave(x), self.0.p.m),
            _ => self.0.p.power_of(x, &self.0.q.m) == self.0.p.one,
        }
    }

    fn read_element(&self, text: &str) -> Result<[u64; P], NotAnElement> {
        let number = decimal::read::<P>(text).ok_or(NotAnElement)?;
        let in_range = is_below(&number, &self.0.p.m) && number != [0; P];
        if in_range { Ok(self.0.p.enter(&number)) } else { Err(NotAnElement) }
    }

    fn texts(&self, elements: &[[u64; P]]) -> Vec<String> {
        let text = |element| {
            let mut text = String::with_capacity(620);
            decimal::write(&self.0.p.leave(element), &mut text);
            text
        };
        elements.iter().map(text).collect()
    }

    /// The number, big-endian.
    fn sort_keys(&self, elements: &[[u64; P]]) -> Vec<Vec<u8>> {
        let key =
            |element| self.0.p.leave(element).iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
        elements.iter().map(key).collect()
    }

    /// RFC-3526-2048 only: the integers, eight bits each, then eight bits to look for a residue.
    fn embed(&self, integers: &[u8]) -> Option<[u64; P]> {
        if self.0.name != GroupName::Rfc3526 || integers.len() > 8 * P - 2 {
            return None;
        }
        let mut value = [0u64; P];
        for (i, byte) in (1..).zip(integers.iter().rev()) {
            value[i / 8] |= u64::from(*byte) << (i % 8 * 8);
        }
        for padding in 0..256 {
            let mut candidate = value;
            candidate[0] |= padding;
            let element = self.0.p.enter(&candidate);
            if candidate != [0; P] && self.is_member(&element) {
                return Some(element);
            }
        }
        None
    }

    fn extract(&self, element: &[u64; P], count: usize) -> Option<Vec<u8>> {
        let number = self.0.p.leave(element);
        let byte = |i: usize| number.get(i / 8).map_or(0, |limb| limb.to_le_bytes()[i % 8]);
        let clean = self.0.name == GroupName::Rfc3526 && (count + 1..8 * P).all(|i| byte(i) == 0);
        clean.then(|| (1..=count).rev().map(byte).collect())
    }

    fn table(&self, y: &[u64; P]) -> FixedBase {
        FixedBase::new(&self.0.p, y, Q, self.0.powers_of_generator.window)
    }

    /// One chain of squarings for alpha and one for beta serve all branches and the membership test.
    fn commitments(
        &self,
        table: &FixedBase,
        ciphertext: &Ciphertext<Self>,
        branches: &[Branch<Self>],
        test_membership: bool,
    ) -> (Vec<[u64; P]>, bool) {
        let p = &self.0.p;
        let chain = test_membership && self.0.name == GroupName::Belenios2048;
        let powers = |x| {
            let mut exponents: Vec<&[u64]> = branches.iter().map(|(_, proof)| &proof.challenge[..]).collect();
            exponents.extend(chain.then_some(&self.0.q.m[..]));
            p.powers(x, &exponents)
        };
        let (of_alpha, of_beta) = (powers(&ciphertext.alpha), powers(&ciphertext.beta));
        let members = if chain {
            of_alpha.last() == Some(&p.one) && of_beta.last() == Some(&p.one)
        } else {
            !test_membership || (self.is_member(&ciphertext.alpha) && self.is_member(&ciphertext.beta))
        };
        let mut commitments = Vec::with_capacity(2 * branches.len());
        for (i, (value, proof)) in branches.iter().enumerate() {
            let (c, s) = (&proof.challenge, &proof.response);
            commitments.push(self.0.powers_of_generator.multiply(p, s, &of_alpha[i]));
            let b = table.multiply(p, s, &of_beta[i]);
            let exponent = self.neg(&self.mul(value, c));
            commitments.push(self.0.powers_of_generator.multiply(p, &exponent, &b));
        }
        (commitments, members)
    }
}

/// a < b.
fn is_below<const N: usize>(a: &[u64; N], b: &[u64; N]) -> bool {
    subtract(a, b).1 == 1
}

/// The quotient of p − 1 by q, by long division in binary: done once, when the group is first used.
fn quotient<const Q: usize>(p: &[u64; P], q: &[u64; Q]) -> [u64; P] {
    let (mut quotient, mut remainder) = ([0u64; P], [0u64; P]);
    let mut divisor = [0u64; P];
    divisor[..Q].copy_from_slice(q);
    for bit in (0..64 * P).rev() {
        let mut carry = (p[bit / 64] >> (bit % 64)) & u64::from(bit != 0);
        for limb in &mut remainder {
            (*limb, carry) = ((*limb << 1) | carry, *limb >> 63);
        }
        if !is_below(&remainder, &divisor) {
            remainder = subtract(&remainder, &divisor).0;
            quotient[bit / 64] |= 1 << (bit % 64);
        }
    }
    quotient
}

/// Whether (a/n) = 1 for an odd prime n, by the binary algorithm for the Jacobi symbol.
fn is_quadratic_residue(mut a: [u64; P], mut n: [u64; P]) -> bool {
    let mut symbol = true;
    while a != [0; P] {
        while a[0] & 1 == 0 {
            let shift = a[0].trailing_zeros().min(63);
            for i in 0..P {
                a[i] = (a[i] >> shift) | a.get(i + 1).map_or(0, |next| next << (64 - shift));
            }
            symbol ^= shift & 1 == 1 && matches!(n[0] & 7, 3 | 5);
        }
        if is_below(&a, &n) {
            std::mem::swap(&mut a, &mut n);
            symbol ^= a[0] & 3 == 3 && n[0] & 3 == 3;
        }
        a = subtract(&a, &n).0;
    }
    let mut one = [0; P];
    one[0] = 1;
    symbol && n == one
}
