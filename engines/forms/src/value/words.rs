//! Dates, times and numbers as people write them.

use rust_decimal::Decimal;
use time::macros::format_description;
use time::{Date, Month, PrimitiveDateTime, Time};

use super::Code;

/// Months in French, Dutch, German and English; a word is compared by its beginning, without accents.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["fev", "feb"],
    &["mar", "maa", "mrt", "maer"],
    &["avr", "apr"],
    &["mai", "may", "mei"],
    &["juin", "jun"],
    &["juil", "jul"],
    &["aou", "aug"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez"],
];

fn month_of(word: &str) -> Option<u8> {
    let plain: String = word
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' | 'è' => 'e',
            'û' => 'u',
            'ä' => 'a',
            c => c,
        })
        .collect();
    let found = MONTHS.iter().position(|starts| starts.iter().any(|start| plain.starts_with(start)))?;
    u8::try_from(found + 1).ok()
}

/// A date: `23/11/2026`, `23.11.2026`, `23-11-2026`, `23112026`, `2026-11-23`, `23 novembre 2026`, `1er mars
/// 2026`.
pub(super) fn date(text: &str) -> Result<Date, Code> {
    let text = text.trim();
    let pieces: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '.' | '-' | ','))
        .filter(|p| !p.is_empty())
        .collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match pieces.as_slice() {
        [all] if all.len() == 8 && digits(all) => from_parts(&all[..2], &all[2..4], &all[4..]),
        [year, month, day] if year.len() == 4 && digits(year) => from_parts(day, month, year),
        [day, month, year] => from_parts(day, month, year),
        _ => Err(Code::NotDate),
    }
}

/// A date from its day, month (a number or a word) and year.
pub(super) fn from_parts(day: &str, month: &str, year: &str) -> Result<Date, Code> {
    let (day, month, year) = (day.trim(), month.trim(), year.trim());
    let day = day.strip_suffix("er").or_else(|| day.strip_suffix("e")).unwrap_or(day);
    let figures = |text: &str, most: usize| -> Option<u16> {
        let good = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if good { text.parse().ok() } else { None }
    };
    let day = figures(day, 2).ok_or(Code::NotDate)?;
    let month = match figures(month, 2) {
        Some(month) => u8::try_from(month).map_err(|_| Code::NoSuchDay)?,
        None => month_of(month).ok_or(Code::NotDate)?,
    };
    if year.len() < 4 && figures(year, 3).is_some() {
        return Err(Code::YearTooShort);
    }
    let year = figures(year, 4).ok_or(Code::NotDate)?;
    let day = u8::try_from(day).map_err(|_| Code::NoSuchDay)?;
    let month = Month::try_from(month).map_err(|_| Code::NoSuchDay)?;
    match year {
        0 => Err(Code::NoSuchDay),
        year => Date::from_calendar_date(i32::from(year), month, day).map_err(|_| Code::NoSuchDay),
    }
}

/// A time of day: `14:30`, `14h30`, `14 h`, `9.05`.
pub(super) fn time(text: &str) -> Result<Time, Code> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let text = text.strip_suffix(":00").filter(|t| t.contains(':')).unwrap_or(&text);
    let (hour, minute) = text.split_once(['h', ':', '.', 'u']).ok_or(Code::NotTime)?;
    let figures = |text: &str| {
        let good = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if good { text.parse::<u8>().map_err(|_| Code::NotTime) } else { Err(Code::NotTime) }
    };
    let minute = if minute.is_empty() { 0 } else { figures(minute)? };
    Time::from_hms(figures(hour)?, minute, 0).map_err(|_| Code::NotTime)
}

/// A moment: a date, then a time (`23/11/2026 14:30`, `2026-11-23T14:30`).
pub(super) fn datetime(text: &str) -> Result<PrimitiveDateTime, Code> {
    let text = text.trim().replace(" à ", " ").replace(" h ", "h");
    let (day, hour) = text.rsplit_once([' ', 'T', '\u{a0}']).ok_or(Code::NotDate)?;
    Ok(PrimitiveDateTime::new(date(day)?, time(hour)?))
}

/// A number: spaces of any width between thousands, comma or point before decimals, both when the last is
/// the decimal one (`1.234,56`).
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let mut text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    if let Some(minus) = text.strip_prefix(['\u{2212}', '\u{2013}']) {
        text = format!("-{minus}");
    }
    if let (Some(comma), Some(point)) = (text.rfind(','), text.rfind('.')) {
        let thousands = if comma > point { '.' } else { ',' };
        text = text.replace(thousands, "");
    }
    if text.matches(',').count() > 1 {
        return None;
    }
    exact(&text.replace(',', "."))
}

/// A decimal in the form of the JSON: digits, a point, digits.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || bare.len() > 29 {
        return None;
    }
    Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).ok()
}

/// `2026-11-23`.
pub(crate) fn iso_date(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .ok()
        .filter(|d| (1..=9999).contains(&d.year()))
}

/// `14:30`, or `14:30:00`.
pub(crate) fn iso_time(text: &str) -> Option<Time> {
    let text = text.strip_suffix(":00").filter(|t| t.contains(':')).unwrap_or(text);
    Time::parse(text, format_description!("[hour]:[minute]")).ok()
}

/// `2026-11-23T14:30`.
pub(crate) fn iso_datetime(text: &str) -> Option<PrimitiveDateTime> {
    let (date, time) = text.split_once(['T', ' '])?;
    Some(PrimitiveDateTime::new(iso_date(date)?, iso_time(time)?))
}

/// `2026-11-23`.
pub(crate) fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// `14:30`.
pub(crate) fn time_text(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, time};

    #[test]
    fn a_date_is_read_as_people_write_it() {
        for typed in [
            "1/3/2026",
            "01.03.2026",
            "01-03-2026",
            "01032026",
            "2026-03-01",
            "1er mars 2026",
            "1 MARS 2026",
            " 1  mrt 2026 ",
            "1. März 2026",
        ] {
            assert_eq!(super::date(typed), Ok(date!(2026 - 03 - 01)), "{typed}");
        }
        assert_eq!(super::date("23 août 1987"), Ok(date!(1987 - 08 - 23)));
        assert_eq!(super::date("7 juil. 1987"), Ok(date!(1987 - 07 - 07)));
        assert_eq!(super::date("29/02/2025"), Err(Code::NoSuchDay));
        assert_eq!(super::date("31/13/2025"), Err(Code::NoSuchDay));
        assert_eq!(super::date("1/2/25"), Err(Code::YearTooShort));
        for bad in ["", "demain", "1/2", "1/2/3/4", "é", "1 é 2026", "éééé", "0000000é"] {
            assert_eq!(super::date(bad), Err(Code::NotDate), "{bad}");
        }
    }

    #[test]
    fn a_time_and_a_number_are_read_as_people_write_them() {
        for typed in ["14:30", "14h30", "14 h 30", "14.30", "14:30:00"] {
            assert_eq!(super::time(typed), Ok(time!(14:30)), "{typed}");
        }
        assert_eq!(super::time("9h"), Ok(time!(09:00)));
        assert_eq!(super::time("25:00"), Err(Code::NotTime));
        let n = |text| decimal(text).map(|d| d.to_string());
        assert_eq!(n("1 234,50").as_deref(), Some("1234.50"));
        assert_eq!(n("1.234,5").as_deref(), Some("1234.5"));
        assert_eq!(n("1,234.5").as_deref(), Some("1234.5"));
        assert_eq!(n("−3").as_deref(), Some("-3"));
        assert_eq!(n("1e3"), None);
        assert_eq!(n("1,2,3"), None);
        assert_eq!(n("."), None);
    }
}
