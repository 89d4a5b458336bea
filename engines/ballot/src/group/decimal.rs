//! Decimal text of big natural numbers, kept as little-endian 64-bit limbs.
//!
//! The protocol writes scalars, and the elements of the finite-field groups, in base ten without leading zero
//! (`^(0|[1-9][0-9]*)$`). Only public values are converted here in variable time; secrets pass through
//! [`write()`] when they are saved to a file that its owner keeps.

/// Digits handled at once: the largest power of ten below 2^64.
const CHUNK: usize = 19;
const CHUNK_BASE: u64 = 10_000_000_000_000_000_000;

/// Reads a canonical decimal number into `N` limbs; `None` when it is not canonical or does not fit.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u64; N]> {
    let digits = text.as_bytes();
    let canonical = !digits.is_empty()
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits[0] != b'0');
    if !canonical || digits.len() > N * 20 {
        return None;
    }
    let mut limbs = [0u64; N];
    let head = digits.len() % CHUNK;
    let (first, rest) = digits.split_at(head);
    for chunk in std::iter::once(first).chain(rest.chunks(CHUNK)) {
        let value = chunk.iter().fold(0u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        let mut carry = u128::from(value);
        let base =
            if chunk.len() == CHUNK { CHUNK_BASE } else { 10u64.pow(u32::try_from(chunk.len()).ok()?) };
        for limb in &mut limbs {
            let wide = u128::from(*limb) * u128::from(base) + carry;
            *limb = low(wide);
            carry = wide >> 64;
        }
        if carry != 0 {
            return None;
        }
    }
    Some(limbs)
}

/// Writes limbs as canonical decimal text at the end of `out`.
pub(crate) fn write(limbs: &[u64], out: &mut String) {
    let mut rest = limbs.to_vec();
    let mut chunks = Vec::with_capacity(limbs.len() + 2);
    while let Some(top) = rest.iter().rposition(|limb| *limb != 0) {
        rest.truncate(top + 1);
        let mut remainder = 0u64;
        for limb in rest.iter_mut().rev() {
            let wide = (u128::from(remainder) << 64) | u128::from(*limb);
            *limb = low(wide / u128::from(CHUNK_BASE));
            remainder = low(wide % u128::from(CHUNK_BASE));
        }
        chunks.push(remainder);
    }
    let Some(first) = chunks.pop() else {
        out.push('0');
        return;
    };
    out.push_str(&first.to_string());
    for chunk in chunks.into_iter().rev() {
        let digits = chunk.to_string();
        out.extend(std::iter::repeat_n('0', CHUNK - digits.len()));
        out.push_str(&digits);
    }
    zeroize::Zeroize::zeroize(&mut rest);
}

/// The low half of a double limb.
#[expect(clippy::cast_possible_truncation, reason = "keeping the low 64 bits is the purpose")]
pub(crate) const fn low(wide: u128) -> u64 {
    wide as u64
}
