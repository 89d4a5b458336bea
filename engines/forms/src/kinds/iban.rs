//! International bank account numbers (ISO 13616), with the Belgian national check.

use super::{Broken, number};

/// Countries of the register and the length of their numbers.
const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 \
    DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 \
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 \
    OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 \
    UA29 VA22 VG24 XK20 YE30";

/// The IBAN without spaces, in capitals: the first four characters moved to the end, A = 10 … Z = 35, the
/// whole mod 97 = 1. In Belgium the two last of the twelve digits are the first ten mod 97 (97 for 0).
pub fn iban(text: &str) -> Result<String, Broken> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).collect();
    let text = text.to_ascii_uppercase();
    if text.len() < 5 || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Broken::Form);
    }
    let country = &text[..2];
    let length = LENGTHS.split_whitespace().find_map(|entry| entry.strip_prefix(country));
    let length = length.and_then(|length| length.parse::<usize>().ok()).ok_or(Broken::Place)?;
    if text.len() != length || !text[2..4].bytes().all(|b| b.is_ascii_digit()) {
        return Err(Broken::Form);
    }
    let rest = text[4..].bytes().chain(text[..4].bytes()).fold(0_u32, |rest, b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        _ => (rest * 100 + u32::from(b - b'A') + 10) % 97,
    });
    if rest != 1 {
        return Err(Broken::CheckDigits);
    }
    if country == "BE" {
        belgian(&text[4..])?;
    }
    Ok(text)
}

fn belgian(account: &str) -> Result<(), Broken> {
    super::digits(account, 12)?;
    let check = match number(&account[..10]) % 97 {
        0 => 97,
        rest => rest,
    };
    if number(&account[10..]) == check { Ok(()) } else { Err(Broken::CheckDigits) }
}

/// How people write it: in groups of four.
pub fn show(iban: &str) -> String {
    let mut shown = String::with_capacity(iban.len() + iban.len() / 4);
    for (i, c) in iban.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            shown.push(' ');
        }
        shown.push(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_read_with_spaces_and_written_in_fours() {
        assert_eq!(iban("be68 5390 0754 7034"), Ok("BE68539007547034".to_owned()));
        assert_eq!(show("BE68539007547034"), "BE68 5390 0754 7034");
        assert!(iban("FR76 3000 6000 0112 3456 7890 189").is_ok());
        assert_eq!(iban("BE68 5390 0754 7035"), Err(Broken::CheckDigits));
        assert_eq!(iban("BE68 5390 0754 703"), Err(Broken::Form));
        assert_eq!(iban("ZZ68 5390 0754 7034"), Err(Broken::Place));
        assert_eq!(iban("ÉÉ"), Err(Broken::Form));
    }
}
