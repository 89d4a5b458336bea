//! Legal holidays: Belgium (loi of 4 January 1974), France (Code du travail, L3133-1), and the neighbours.

use time::{Date, Duration, Month};

use crate::model::Country;

/// Easter Sunday of the Gregorian calendar (anonymous computus of *Nature*, 1876).
#[expect(clippy::many_single_char_names, reason = "the letters of the published rule")]
pub fn easter(year: i32) -> Option<Date> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b.div_euclid(4), b.rem_euclid(4));
    let g = (8 * b + 13).div_euclid(25);
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 19 * l).div_euclid(433);
    let month = (h + l - 7 * m + 90).div_euclid(25);
    let day = (h + l - 7 * m + 33 * month + 19).rem_euclid(32);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

/// Fixed days (month, day) and days after Easter.
fn rules(country: Country) -> (&'static [(u8, u8)], &'static [i64]) {
    match country {
        Country::Be => (&[(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)], &[1, 39, 50]),
        Country::Fr => {
            (&[(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)], &[1, 39, 50])
        }
        Country::Lu => {
            (&[(1, 1), (5, 1), (5, 9), (6, 23), (8, 15), (11, 1), (12, 25), (12, 26)], &[1, 39, 50])
        }
        Country::Nl => (&[(1, 1), (4, 27), (5, 5), (12, 25), (12, 26)], &[1, 39, 50]),
        Country::De => (&[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)], &[-2, 1, 39, 50]),
    }
}

/// Is the day a legal holiday of the whole country?
pub fn is_holiday(date: Date, country: Country) -> bool {
    let (fixed, movable) = rules(country);
    let day = (u8::from(date.month()), date.day());
    fixed.contains(&day)
        || easter(date.year()).is_some_and(|easter| {
            movable.iter().any(|n| easter.checked_add(Duration::days(*n)) == Some(date))
        })
}

/// The legal holidays of a year, in order.
pub fn of_year(year: i32, country: Country) -> Vec<Date> {
    let (fixed, movable) = rules(country);
    let fixed = fixed
        .iter()
        .filter_map(|(month, day)| Date::from_calendar_date(year, Month::try_from(*month).ok()?, *day).ok());
    let movable = movable.iter().filter_map(|n| easter(year)?.checked_add(Duration::days(*n)));
    let mut days: Vec<Date> = fixed.chain(movable).collect();
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn easter_of_known_years() {
        for day in [
            date!(1961 - 04 - 02),
            date!(2000 - 04 - 23),
            date!(2024 - 03 - 31),
            date!(2026 - 04 - 05),
            date!(2038 - 04 - 25),
        ] {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn belgium_has_ten_legal_holidays_and_france_eleven() {
        assert_eq!(of_year(2026, Country::Be).len(), 10);
        assert_eq!(of_year(2026, Country::Fr).len(), 11);
        assert!(is_holiday(date!(2026 - 05 - 14), Country::Be));
    }
}
