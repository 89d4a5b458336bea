//! French numbers: NIR (social security), SIREN and SIRET.

use super::{Broken, compact, digits, number};

/// La Poste's SIREN: its establishments do not follow Luhn.
const LA_POSTE: &str = "356000000";
/// … but its head office does.
const LA_POSTE_HEAD: &str = "35600000000048";

/// A NIR with its key, fifteen characters; in Corsica 2A and 2B are letters.
///
/// Key = 97 − (N mod 97), where 2A counts as 19 and 2B as 18. Month: 01–12, or 20, 30–42, 50–99 (unknown).
pub fn nir(text: &str) -> Result<String, Broken> {
    let text = compact(text).to_ascii_uppercase();
    if text.len() != 15 || !text.is_ascii() {
        return Err(Broken::Form);
    }
    let all_digits = match &text[5..7] {
        "2A" => format!("{}19{}", &text[..5], &text[7..]),
        "2B" => format!("{}18{}", &text[..5], &text[7..]),
        _ => text.clone(),
    };
    let n = digits(&all_digits, 15)?;
    if !n.starts_with(['1', '2', '3', '4', '7', '8']) {
        return Err(Broken::Form);
    }
    if number(&n[13..]) != 97 - number(&n[..13]) % 97 {
        return Err(Broken::CheckDigits);
    }
    match number(&n[3..5]) {
        1..=12 | 20 | 30..=42 | 50..=99 => Ok(text),
        _ => Err(Broken::Date),
    }
}

/// Digits from the right: every second is doubled, and the digits of the result are added.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let doubled = u32::from(b - b'0') * if i % 2 == 1 { 2 } else { 1 };
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// An enterprise: nine digits, Luhn.
pub fn siren(text: &str) -> Result<String, Broken> {
    let text = compact(text);
    let n = digits(&text, 9)?;
    if number(n) == 0 {
        return Err(Broken::Form);
    }
    if luhn(n) { Ok(text) } else { Err(Broken::CheckDigits) }
}

/// An establishment: a SIREN and five digits, Luhn over the fourteen; La Poste's add up to a multiple of 5.
pub fn siret(text: &str) -> Result<String, Broken> {
    let text = compact(text);
    let n = digits(&text, 14)?;
    siren(&n[..9])?;
    let post_office = n.starts_with(LA_POSTE) && n != LA_POSTE_HEAD;
    let good = if post_office {
        n.bytes().map(|b| u32::from(b - b'0')).sum::<u32>().is_multiple_of(5)
    } else {
        luhn(n)
    };
    if good { Ok(text) } else { Err(Broken::CheckDigits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_nir_counts_corsican_letters() {
        assert!(nir("2 95 10 99 126 111 93").is_ok());
        assert!(nir("253072B07300470").is_ok());
        assert_eq!(nir("253072A07300470"), Err(Broken::CheckDigits));
        assert_eq!(nir("253072C07300470"), Err(Broken::Form));
        assert_eq!(nir("é5307207300470"), Err(Broken::Form));
    }

    #[test]
    fn establishments_of_la_poste_have_their_own_rule() {
        assert!(siret("732 829 320 00074").is_ok());
        assert!(siret("35600000049837").is_ok());
        assert!(siret("35600000000048").is_ok());
        assert_eq!(siret("35600000049838"), Err(Broken::CheckDigits));
        assert_eq!(siret("73282932000075"), Err(Broken::CheckDigits));
        assert!(siren("732829320").is_ok());
        assert_eq!(siren("000000000"), Err(Broken::Form));
    }
}
