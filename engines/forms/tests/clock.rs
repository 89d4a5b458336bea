//! The clocks of a file, whatever its dates: holidays, working days, stops.

use beffroi_forms::clock::{add_working_days, holidays, is_working_day, legal};
use beffroi_forms::model::{Country, Incomplete, Period, PeriodUnit};
use legal::{Correction, Fault, measure};
use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration, Month, Weekday};

fn dates() -> impl Strategy<Value = Date> {
    (0..20_000_i64).prop_map(|n| date!(2000 - 01 - 01) + Duration::days(n))
}

fn countries() -> impl Strategy<Value = Country> {
    prop::sample::select(vec![Country::Be, Country::Fr, Country::Lu, Country::Nl, Country::De])
}

fn periods() -> impl Strategy<Value = Period> {
    let units = vec![PeriodUnit::Days, PeriodUnit::WorkingDays, PeriodUnit::Weeks, PeriodUnit::Months];
    (1..70_u32, prop::sample::select(units)).prop_map(|(n, unit)| Period { n: n.min(70), unit })
}

/// Corrections after a day, answered or not.
fn corrections(after: Date) -> impl Strategy<Value = Vec<Correction>> {
    let faults = prop::sample::select(vec![Fault::Incorrect, Fault::Incomplete, Fault::Outdated]);
    let one = (faults, 0..90_i64, prop::option::of(0..30_i64)).prop_map(move |(fault, asked, lasts)| {
        let asked = after + Duration::days(asked);
        Correction { fault, asked, answered: lasts.map(|days| asked + Duration::days(days)) }
    });
    prop::collection::vec(one, 0..5)
}

fn files() -> impl Strategy<Value = (Date, Vec<Correction>)> {
    dates().prop_flat_map(|filed| (Just(filed), corrections(filed)))
}

/// Days from `from` (included) to `to` (excluded).
fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(from), |day| day.next_day()).take_while(move |day| *day < to)
}

proptest! {
    #[test]
    fn easter_is_a_sunday_of_spring(year in 1583..4000_i32) {
        let easter = holidays::easter(year).unwrap();
        prop_assert_eq!(easter.weekday(), Weekday::Sunday);
        let first = Date::from_calendar_date(year, Month::March, 22).unwrap();
        let last = Date::from_calendar_date(year, Month::April, 25).unwrap();
        prop_assert!((first..=last).contains(&easter));
    }

    #[test]
    fn the_holidays_of_a_year_are_the_days_that_are_holidays(year in 1900..2200_i32, country in countries()) {
        let first = Date::from_calendar_date(year, Month::January, 1).unwrap();
        let next = Date::from_calendar_date(year + 1, Month::January, 1).unwrap();
        let found: Vec<Date> = days(first, next).filter(|day| holidays::is_holiday(*day, country)).collect();
        prop_assert_eq!(found, holidays::of_year(year, country));
    }

    #[test]
    fn n_working_days_later_there_are_n_working_days_between(from in dates(), n in 1..400_i64, country in countries()) {
        let to = add_working_days(from, n, country).unwrap();
        prop_assert!(is_working_day(to, country));
        let between = days(from.next_day().unwrap(), to.next_day().unwrap());
        prop_assert_eq!(between.filter(|day| is_working_day(*day, country)).count(), usize::try_from(n).unwrap());
        if is_working_day(from, country) {
            prop_assert_eq!(add_working_days(to, -n, country), Some(from));
        }
    }

    /// What counts is counted once: the days of the period are those that no stop takes.
    #[test]
    fn the_days_before_the_decision_are_the_period_and_the_stops(
        (filed, asked) in files(), n in 1..70_u32, working in any::<bool>(), country in countries(), reset in any::<bool>(),
    ) {
        let unit = if working { PeriodUnit::WorkingDays } else { PeriodUnit::Days };
        let rule = if reset { Incomplete::Reset } else { Incomplete::Continue };
        let today = filed + Duration::days(100);
        let read = measure(Period { n, unit }, rule, filed, &asked, today, country).unwrap();
        prop_assert!(read.stops.windows(2).all(|two| two[0].1 < two[1].0), "{:?}", read.stops);
        let stopped = |day: Date| read.stops.iter().any(|(from, to)| (*from..=*to).contains(&day));
        if !working {
            prop_assert_eq!((read.decision_on - read.start).whole_days(), i64::from(n + read.stopped_days));
        } else if read.stops.iter().all(|(_, to)| *to < read.decision_on) {
            let counted = days(read.start, read.decision_on).filter(|day| is_working_day(*day, country) && !stopped(*day));
            prop_assert_eq!(counted.count(), usize::try_from(n).unwrap());
            prop_assert!(is_working_day(read.last_day(), country));
        }
    }

    #[test]
    fn a_stop_never_brings_the_decision_nearer((filed, asked) in files(), period in periods(), country in countries()) {
        let today = filed + Duration::days(150);
        let on = |corrections: &[Correction]| {
            measure(period, Incomplete::Continue, filed, corrections, today, country).unwrap().decision_on
        };
        let stops: Vec<Correction> = asked.into_iter().map(|of| Correction { fault: Fault::Incorrect, ..of }).collect();
        for n in 0..stops.len() {
            prop_assert!(on(&stops[..=n]) >= on(&stops[..n]));
        }
    }

    #[test]
    fn neither_the_order_of_corrections_nor_one_said_twice_changes_anything(
        (filed, asked) in files(), period in periods(), reset in any::<bool>(),
    ) {
        let rule = if reset { Incomplete::Reset } else { Incomplete::Continue };
        let today = filed + Duration::days(150);
        let read = |corrections: &[Correction]| measure(period, rule, filed, corrections, today, Country::Be);
        let twice: Vec<Correction> = asked.iter().rev().chain(&asked).copied().collect();
        prop_assert_eq!(read(&asked), read(&twice));
    }

    #[test]
    fn silence_waits_for_an_open_correction((filed, asked) in files(), period in periods()) {
        let today = filed + Duration::days(4000);
        let read = measure(period, Incomplete::Continue, filed, &asked, today, Country::Fr).unwrap();
        prop_assert_eq!(read.waiting, asked.iter().any(|of| of.answered.is_none()));
        prop_assert_eq!(read.silence_decides(today), !read.waiting);
        prop_assert!(!read.silence_decides(read.last_day()));
    }
}
