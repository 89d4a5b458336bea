//! Counts as IEEE doubles, and doubles as the integers of the canonical text.

use std::cmp::Ordering;

/// A count as a double.
#[expect(clippy::cast_precision_loss, reason = "counts of things held in memory stay far below 2⁵³")]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

/// µ(x) = ⌊10⁶·x + ½⌋ as an integer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and the profile's values are far from 2⁶³"
)]
pub(crate) fn micro(x: f64) -> i64 {
    (1_000_000.0 * x + 0.5).floor() as i64
}

/// Larger first. The engine makes no NaN, and a zero equals a zero of the other sign.
pub(crate) fn descending(a: f64, b: f64) -> Ordering {
    b.partial_cmp(&a).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::micro;

    #[test]
    fn halves_round_up_on_both_sides_of_zero() {
        assert_eq!([micro(0.000_001_5), micro(-0.000_001_5), micro(-0.0)], [2, -1, 0]);
    }
}
