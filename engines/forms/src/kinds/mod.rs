//! The checks of numbers and codes that identify persons, enterprises, accounts and places.
//!
//! Each function takes what a person typed (spaces and usual separators allowed) and gives the canonical
//! form, or says which rule it breaks. Vectors of each rule stand in the tests; `checks/foreign.sh` compares
//! them with `python-stdnum` on thousands of values.

pub mod belgium;
pub mod contact;
pub mod france;
pub mod iban;
pub mod places;

/// The rule a number or a code breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Broken {
    /// Not these characters, or not so many.
    #[error("not the right form")]
    Form,
    /// The check digits do not match the others.
    #[error("the check digits do not match")]
    CheckDigits,
    /// A date inside it does not exist, or lies in the future.
    #[error("the date inside is impossible")]
    Date,
    /// A country or a place inside it does not exist.
    #[error("unknown country or place")]
    Place,
}

/// The text without spaces (of any width) and the separators people write.
pub(crate) fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '\u{2011}' | '\u{2013}'))
        .collect()
}

/// The text, if it is exactly `len` ASCII digits.
pub(crate) fn digits(text: &str, len: usize) -> Result<&str, Broken> {
    if text.len() == len && text.bytes().all(|b| b.is_ascii_digit()) { Ok(text) } else { Err(Broken::Form) }
}

/// The number written by ASCII digits; at most 18 of them.
pub(crate) fn number(digits: &str) -> u64 {
    digits.bytes().fold(0, |n, b| n.wrapping_mul(10).wrapping_add(u64::from(b.wrapping_sub(b'0'))))
}
