//! Belgian numbers: national register and bis (arrêté royal of 3 April 1984), enterprise (BCE/KBO).

use super::{Broken, compact, digits, number};

/// A national register or bis number, as eleven digits `YYMMDDSSSCC`.
///
/// CC = 97 − (the nine first digits mod 97); for someone born from 2000 on, "2" stands before the nine. Both
/// never agree, so that CC tells the century. Month or day 00: unknown. Bis: month + 20 (sex unknown) or + 40.
/// `year` is the current year: nobody is born later.
pub fn national_number(text: &str, year: i32) -> Result<String, Broken> {
    let text = compact(text);
    let n = digits(&text, 11)?;
    let nine = number(&n[..9]);
    let check = number(&n[9..]);
    let yy = i32::try_from(number(&n[..2])).unwrap_or(0);
    let born = if check == 97 - nine % 97 {
        1900 + yy
    } else if check == 97 - (2_000_000_000 + nine) % 97 {
        2000 + yy
    } else {
        return Err(Broken::CheckDigits);
    };
    let month = match number(&n[2..4]) {
        m @ 0..=12 => m,
        m @ 20..=32 => m - 20,
        m @ 40..=52 => m - 40,
        _ => return Err(Broken::Date),
    };
    if born > year || !day_exists(born, month, number(&n[4..6])) {
        return Err(Broken::Date);
    }
    Ok(text)
}

/// Does the day exist? Month 0 and day 0 stand for "unknown".
fn day_exists(year: i32, month: u64, day: u64) -> bool {
    let Some(month) = u8::try_from(month).ok().and_then(|m| time::Month::try_from(m).ok()) else {
        return day <= 31;
    };
    day <= u64::from(month.length(year))
}

/// An enterprise or establishment number as ten digits: it begins with 0 or 1 and ends with 97 − (the eight
/// first digits mod 97). Nine digits are an old number, and take a 0 before. "BE" before is dropped.
pub fn enterprise_number(text: &str) -> Result<String, Broken> {
    let compact = compact(text).to_ascii_uppercase();
    let bare = compact.strip_prefix("BE").unwrap_or(&compact);
    let text = if bare.len() == 9 { format!("0{bare}") } else { bare.to_owned() };
    let n = digits(&text, 10)?;
    if !n.starts_with(['0', '1']) || number(n) < 100 {
        return Err(Broken::Form);
    }
    if number(&n[8..]) != 97 - number(&n[..8]) % 97 {
        return Err(Broken::CheckDigits);
    }
    Ok(text)
}

/// How people write a national number: `85.07.30-033.28`.
pub fn show_national_number(n: &str) -> String {
    match digits(n, 11) {
        Ok(n) => format!("{}.{}.{}-{}.{}", &n[..2], &n[2..4], &n[4..6], &n[6..9], &n[9..]),
        Err(_) => n.to_owned(),
    }
}

/// How people write an enterprise number: `0202.239.951`.
pub fn show_enterprise_number(n: &str) -> String {
    match digits(n, 10) {
        Ok(n) => format!("{}.{}.{}", &n[..4], &n[4..7], &n[7..]),
        Err(_) => n.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digits_of_a_national_number_tell_the_century() {
        for good in ["85073003328", "85.07.30-033.28", "17073003384", "98472899765"] {
            assert!(national_number(good, 2026).is_ok(), "{good}");
        }
        assert_eq!(national_number("85073003329", 2026), Err(Broken::CheckDigits));
        assert_eq!(national_number("17073003384", 2016), Err(Broken::Date));
        assert_eq!(national_number("8507300332", 2026), Err(Broken::Form));
    }

    #[test]
    fn an_impossible_day_is_refused_and_an_unknown_one_accepted() {
        let with_check = |nine: u64| format!("{nine:09}{:02}", 97 - nine % 97);
        assert_eq!(national_number(&with_check(850_231_001), 2026), Err(Broken::Date));
        assert!(national_number(&with_check(850_000_001), 2026).is_ok());
        assert_eq!(national_number(&with_check(851_331_001), 2026), Err(Broken::Date));
    }

    #[test]
    fn an_old_enterprise_number_takes_a_zero() {
        assert_eq!(enterprise_number("202.239.951"), Ok("0202239951".to_owned()));
        assert_eq!(enterprise_number("BE 0202.239.951"), Ok("0202239951".to_owned()));
        assert_eq!(enterprise_number("0202239952"), Err(Broken::CheckDigits));
        assert_eq!(enterprise_number("2202239951"), Err(Broken::Form));
    }
}
