//! Decimal amounts as whole numbers of a smallest unit, and exact fractions (no money is ever a float).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

/// An exact rational number: prices per unit of utility, money of a voter, loads.
pub type Ratio = BigRational;

/// A decimal number as written: `mantissa / 10^scale`, without trailing zeros after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// Reads `4000`, `4000.0`, `2572946.76` or, as some cities write, `2572946,76`.
    ///
    /// `None` for anything else, thousands separators and exponents included, and beyond 30 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let unreadable = whole.is_empty() || !all_digits(whole) || !all_digits(fraction);
        if unreadable || whole.len() + fraction.len() > 30 {
            return None;
        }
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, scale })
    }

    /// Digits after the point.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// The number counted in units of `10^-scale`; `None` where that loses digits or overflows.
    pub fn at_scale(self, scale: u32) -> Option<i128> {
        let factor = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        self.mantissa.checked_mul(factor)
    }
}

/// Writes `value` units of `10^-scale` without superfluous zeros: `format_units(225, 1)` is `22.5`.
pub fn format_units(value: i128, scale: u32) -> String {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// An exact ratio of smallest units, expressed in whole currency units: `numerator/denominator`, or a whole number.
pub fn in_currency(value: &Ratio, decimals: u32) -> Ratio {
    value / Ratio::from_integer(BigInt::from(10).pow(decimals))
}

/// Reads a decimal (`0.05`) or a fraction (`1/3`).
pub fn parse_ratio(text: &str) -> Option<Ratio> {
    if text.contains('/') {
        return text.parse().ok();
    }
    let decimal = Decimal::parse(text)?;
    Some(ratio(decimal.mantissa, BigInt::from(10).pow(decimal.scale)))
}

/// The nearest float to an exact ratio, also where numerator and denominator exceed the range of floats.
///
/// Only for showing: nothing is decided by it.
pub fn approximate(value: &Ratio) -> f64 {
    use num_traits::ToPrimitive;
    value.to_f64().unwrap_or(f64::NAN)
}

/// `numerator / denominator` as a reduced fraction; 0 when the denominator is 0.
pub(crate) fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Ratio {
    let denominator = denominator.into();
    if denominator == BigInt::ZERO {
        return Ratio::new(BigInt::ZERO, BigInt::one());
    }
    Ratio::new(numerator.into(), denominator)
}

/// A whole number as a ratio.
pub(crate) fn whole(value: impl Into<BigInt>) -> Ratio {
    Ratio::from_integer(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_with_point_or_comma() {
        for (text, mantissa, scale) in
            [("4000.0", 4000, 0), ("2572946.76", 257_294_676, 2), ("22,50", 225, 1), ("-3", -3, 0)]
        {
            assert_eq!(Decimal::parse(text), Some(Decimal { mantissa, scale }), "{text}");
        }
        for text in ["", ".", "1e5", "1,000.5", "1 000", "٣", "--1", "1.-5"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_written_without_superfluous_zeros() {
        assert_eq!(format_units(225, 1), "22.5");
        assert_eq!(format_units(2200, 2), "22");
        assert_eq!(format_units(-5, 2), "-0.05");
    }
}
