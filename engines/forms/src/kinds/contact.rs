//! E-mail addresses and telephone numbers.

use super::Broken;
use crate::model::Country;

/// An e-mail address that mail software in use delivers: HTML's rule for `type=email`, with a domain of two
/// labels at least, at most 64 + 1 + 253 characters. The domain is put in lower case.
pub fn email(text: &str) -> Result<String, Broken> {
    let (local, domain) = text.trim().rsplit_once('@').ok_or(Broken::Form)?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
    let label_ok = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let domain_ok = domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label_ok)
        && top.len() >= 2
        && !top.bytes().all(|b| b.is_ascii_digit());
    if local_ok && domain_ok {
        Ok(format!("{local}@{}", domain.to_ascii_lowercase()))
    } else {
        Err(Broken::Form)
    }
}

/// Calling code, trunk prefix, and the lengths of a national number without it.
fn plan(country: Country) -> (&'static str, &'static str, std::ops::RangeInclusive<usize>) {
    match country {
        Country::Be => ("32", "0", 8..=9),
        Country::Fr => ("33", "0", 9..=9),
        Country::Lu => ("352", "", 5..=11),
        Country::Nl => ("31", "0", 9..=9),
        Country::De => ("49", "0", 6..=12),
    }
}

const COUNTRIES: [Country; 5] = [Country::Be, Country::Fr, Country::Lu, Country::Nl, Country::De];

/// A telephone number as E.164 (`+32475123456`). Without `+` or `00` it is a number of `country`.
pub fn phone(text: &str, country: Country) -> Result<String, Broken> {
    let text = text.trim().replace("(0)", "");
    let international = text.starts_with('+');
    let mut digits = String::new();
    for c in text.chars().skip(usize::from(international)) {
        match c {
            '0'..='9' => digits.push(c),
            '.' | '/' | '-' | '(' | ')' | '\u{2011}' | '\u{2013}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(Broken::Form),
        }
    }
    if !international && !digits.starts_with("00") {
        let (code, trunk, lengths) = plan(country);
        let national = digits.strip_prefix(trunk).ok_or(Broken::Form)?;
        return if lengths.contains(&national.len()) && !national.starts_with('0') {
            Ok(format!("+{code}{national}"))
        } else {
            Err(Broken::Form)
        };
    }
    let number = if international { digits.as_str() } else { &digits[2..] };
    if !(8..=15).contains(&number.len()) || number.starts_with('0') {
        return Err(Broken::Form);
    }
    let known = COUNTRIES.into_iter().map(plan).find_map(|(code, trunk, lengths)| {
        let national = number.strip_prefix(code)?;
        let national =
            if trunk.is_empty() { national } else { national.strip_prefix(trunk).unwrap_or(national) };
        Some((code, national, lengths))
    });
    match known {
        Some((code, national, lengths)) if lengths.contains(&national.len()) => {
            Ok(format!("+{code}{national}"))
        }
        Some(_) => Err(Broken::Form),
        None => Ok(format!("+{number}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_of_the_country_becomes_international() {
        for (typed, country, kept) in [
            ("0475/12.34.56", Country::Be, "+32475123456"),
            ("081 24 60 12", Country::Be, "+3281246012"),
            ("+32 (0)475 12 34 56", Country::Fr, "+32475123456"),
            ("0033 6 12 34 56 78", Country::Be, "+33612345678"),
            ("06 12 34 56 78", Country::Fr, "+33612345678"),
            ("26 12 34 56", Country::Lu, "+35226123456"),
        ] {
            assert_eq!(phone(typed, country).as_deref(), Ok(kept), "{typed}");
        }
        for bad in ["", "12", "0475 12 34 5x", "+0032475123456", "0475 12 34 56 78 90", "475123456"] {
            assert_eq!(phone(bad, Country::Be), Err(Broken::Form), "{bad}");
        }
    }

    #[test]
    fn an_address_needs_a_domain() {
        assert_eq!(email(" Zoe.Exemple@Hautval.BE ").as_deref(), Ok("Zoe.Exemple@hautval.be"));
        for bad in
            ["a@b", "a b@c.be", "@c.be", "a@.be", "a@c..be", ".a@c.be", "a..b@c.be", "a@-c.be", "a@c.12"]
        {
            assert_eq!(email(bad), Err(Broken::Form), "{bad}");
        }
    }
}
