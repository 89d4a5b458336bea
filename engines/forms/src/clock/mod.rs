//! Time as procedures count it: working days and legal holidays.

pub mod holidays;
pub mod legal;

use time::{Date, Duration, Month, Weekday};

use crate::model::Country;

/// Is it a day from Monday to Friday that is no legal holiday?
pub fn is_working_day(date: Date, country: Country) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays::is_holiday(date, country)
}

/// The date `n` working days later (earlier when negative); `None` beyond the calendar or 10 000 days.
pub fn add_working_days(date: Date, n: i64, country: Country) -> Option<Date> {
    if n.abs() > 10_000 {
        return None;
    }
    let step = Duration::days(n.signum());
    let (mut date, mut left) = (date, n.abs());
    while left > 0 {
        date = date.checked_add(step)?;
        left -= i64::from(is_working_day(date, country));
    }
    Some(date)
}

/// The same day `n` months later, clamped to the last day of the month; `None` beyond the calendar.
pub fn add_months(date: Date, n: i64) -> Option<Date> {
    let months =
        i64::from(date.year()).checked_mul(12)?.checked_add(i64::from(u8::from(date.month())) - 1)?;
    let months = months.checked_add(n)?;
    let year = i32::try_from(months.div_euclid(12)).ok().filter(|year| (1..=9999).contains(year))?;
    let month = Month::try_from(u8::try_from(months.rem_euclid(12) + 1).ok()?).ok()?;
    Date::from_calendar_date(year, month, date.day().min(month.length(year))).ok()
}

/// Whole years from a birth to a day; a birthday of 29 February counts on 1 March of common years.
/// Negative before the first birthday's eve.
pub fn age(born: Date, on: Date) -> i32 {
    let before = (on.month() as u8, on.day()) < (born.month() as u8, born.day());
    on.year() - born.year() - i32::from(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_month_later_is_clamped_to_the_end_of_the_month() {
        assert_eq!(add_months(date!(2026 - 01 - 31), 1), Some(date!(2026 - 02 - 28)));
        assert_eq!(add_months(date!(2026 - 03 - 31), -1), Some(date!(2026 - 02 - 28)));
        assert_eq!(add_months(date!(9999 - 12 - 01), 1), None);
        assert_eq!(add_months(date!(2026 - 12 - 01), i64::MAX), None);
    }

    #[test]
    fn holidays_and_week_ends_are_not_working_days() {
        assert_eq!(add_working_days(date!(2026 - 12 - 24), 1, Country::Be), Some(date!(2026 - 12 - 28)));
        assert_eq!(add_working_days(date!(2026 - 11 - 23), -1, Country::Be), Some(date!(2026 - 11 - 20)));
        assert_eq!(age(date!(2008 - 02 - 29), date!(2026 - 02 - 28)), 17);
        assert_eq!(age(date!(2008 - 02 - 29), date!(2026 - 03 - 01)), 18);
    }
}
