//! Dates and times as people write them, in their language and the commune's time zone (CLDR through ICU4X; hours in French as « 14 h 05 »).

use std::sync::OnceLock;

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{MD, YMD};
use icu_datetime::input::Date as IcuDate;
use icu_locale_core::{Locale, locale};
use jiff::tz::TimeZone;
use time::{Date, Month, OffsetDateTime, Time};

use crate::lang::Lang;

/// A civil date and time in the commune's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub date: Date,
    pub time: Time,
}

/// The zone of a commune; `Europe/Brussels` when the name is unknown.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).or_else(|_| TimeZone::get("Europe/Brussels")).unwrap_or(TimeZone::UTC)
}

/// What the clock on the town hall says at that instant.
pub fn civil(at: OffsetDateTime, zone: &TimeZone) -> Civil {
    let instant = jiff::Timestamp::from_second(at.unix_timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let local = instant.to_zoned(zone.clone()).datetime();
    let month = u8::try_from(local.month())
        .ok()
        .and_then(|number| Month::try_from(number).ok())
        .unwrap_or(Month::January);
    let date =
        Date::from_calendar_date(i32::from(local.year()), month, u8::try_from(local.day()).unwrap_or(1))
            .unwrap_or(Date::MIN);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let time = Time::from_hms(part(local.hour()), part(local.minute()), part(local.second()))
        .unwrap_or(Time::MIDNIGHT);
    Civil { date, time }
}

/// A day as agents type it: « 25/11/2026 », « 25.11.2026 » or « 2026-11-25 ».
pub fn typed(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let [first, month, last] = parts[..] else { return None };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let month = month.parse::<u8>().ok().and_then(|month| Month::try_from(month).ok())?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// The moment a day begins on the town hall's clock; the next one where the clock skips midnight.
pub fn midnight(date: Date, zone: &TimeZone) -> OffsetDateTime {
    instant(Civil { date, time: Time::MIDNIGHT }, zone)
}

/// The instant at which the clock on the town hall says that; in the hour that spring leaves out, the moment after it.
pub fn instant(local: Civil, zone: &TimeZone) -> OffsetDateTime {
    let part = |number: u8| i8::try_from(number).unwrap_or(0);
    let (date, time) = (local.date, local.time);
    let at = i16::try_from(date.year()).ok().and_then(|year| {
        let day = jiff::civil::Date::new(year, part(u8::from(date.month())), part(date.day())).ok()?;
        let (hour, minute, second) = time.as_hms();
        let clock = jiff::civil::Time::new(part(hour), part(minute), part(second), 0).ok()?;
        zone.to_timestamp(day.to_datetime(clock)).ok()
    });
    let seconds = at.map_or(i64::MAX, jiff::Timestamp::as_second);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(Date::MAX.midnight().assume_utc())
}

fn tag(lang: Lang) -> Locale {
    match lang {
        Lang::Fr => locale!("fr"),
        Lang::Nl => locale!("nl"),
        Lang::De => locale!("de"),
        Lang::En => locale!("en-GB"),
    }
}

struct Formatters {
    long: DateTimeFormatter<YMD>,
    short: DateTimeFormatter<YMD>,
    day_month: DateTimeFormatter<MD>,
}

fn formatters(lang: Lang) -> Option<&'static Formatters> {
    static CELLS: [OnceLock<Option<Formatters>>; 4] = [const { OnceLock::new() }; 4];
    let index = Lang::ALL.iter().position(|of| *of == lang).unwrap_or(0);
    CELLS[index]
        .get_or_init(|| {
            let of = tag(lang);
            Some(Formatters {
                long: DateTimeFormatter::try_new(of.clone().into(), YMD::long()).ok()?,
                short: DateTimeFormatter::try_new(of.clone().into(), YMD::short()).ok()?,
                day_month: DateTimeFormatter::try_new(of.into(), MD::long()).ok()?,
            })
        })
        .as_ref()
}

fn icu(date: Date) -> Option<IcuDate<icu_calendar::Iso>> {
    IcuDate::try_new_iso(date.year(), u8::from(date.month()), date.day()).ok()
}

/// « 23 novembre 2026 »
pub fn long(lang: Lang, date: Date) -> String {
    match (formatters(lang), icu(date)) {
        (Some(of), Some(day)) => of.long.format(&day).to_string(),
        _ => iso(date),
    }
}

/// « 23/11/2026 »
pub fn short(lang: Lang, date: Date) -> String {
    match (formatters(lang), icu(date)) {
        (Some(of), Some(day)) => of.short.format(&day).to_string(),
        _ => iso(date),
    }
}

/// « 23 novembre »
pub fn day_month(lang: Lang, date: Date) -> String {
    match (formatters(lang), icu(date)) {
        (Some(of), Some(day)) => of.day_month.format(&day).to_string(),
        _ => iso(date),
    }
}

/// « 14 h 05 » in French (no-break spaces), `14:05` elsewhere.
pub fn hour(lang: Lang, time: Time) -> String {
    match lang {
        Lang::Fr => format!("{}\u{a0}h\u{a0}{:02}", time.hour(), time.minute()),
        _ => format!("{:02}:{:02}", time.hour(), time.minute()),
    }
}

/// `2026-11-23`
pub fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime, time};

    #[test]
    fn a_day_begins_at_midnight_of_the_town_hall() {
        let brussels = zone("Europe/Brussels");
        assert_eq!(midnight(date!(2026 - 11 - 23), &brussels), datetime!(2026-11-22 23:00 UTC));
        assert_eq!(midnight(date!(2026 - 07 - 01), &brussels), datetime!(2026-06-30 22:00 UTC));
    }

    #[test]
    fn a_day_is_read_as_agents_type_it() {
        for of in ["25/11/2026", "25.11.2026", "2026-11-25", " 25 / 11 / 2026"] {
            assert_eq!(typed(of), Some(date!(2026 - 11 - 25)), "{of}");
        }
        for wrong in ["", "31/02/2026", "25/11", "demain", "25/13/2026"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_written_in_the_language_of_the_page() {
        assert_eq!(long(Lang::Fr, date!(2026 - 11 - 23)), "23 novembre 2026");
        assert_eq!(long(Lang::Nl, date!(2026 - 11 - 23)), "23 november 2026");
        assert_eq!(long(Lang::De, date!(2026 - 11 - 23)), "23. November 2026");
        assert_eq!(long(Lang::En, date!(2026 - 11 - 23)), "23 November 2026");
        assert_eq!(day_month(Lang::Fr, date!(2026 - 11 - 23)), "23 novembre");
        assert_eq!(hour(Lang::Fr, time!(14:05)), "14\u{a0}h\u{a0}05");
    }

    #[test]
    fn an_instant_is_told_in_the_zone_of_the_commune() {
        let brussels = zone("Europe/Brussels");
        assert_eq!(civil(datetime!(2026-07-01 22:30 UTC), &brussels).date, date!(2026 - 07 - 02));
        assert_eq!(civil(datetime!(2026-11-23 13:05 UTC), &brussels).time, time!(14:05));
    }

    #[test]
    fn a_local_time_is_an_instant_of_the_zone() {
        let brussels = zone("Europe/Brussels");
        let at = |date, time| instant(Civil { date, time }, &brussels);
        assert_eq!(at(date!(2026 - 07 - 02), time!(0:30)), datetime!(2026-07-01 22:30 UTC));
        // The night to summer time has no half past two.
        assert_eq!(at(date!(2026 - 03 - 29), time!(2:30)), datetime!(2026-03-29 1:30 UTC));
    }
}
