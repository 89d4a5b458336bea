//! The clocks of a file, in local civil dates: when silence decides (*silence vaut accord*, *silence vaut rejet*; CRPA
//! L231-1 to L231-6), and by when the commune said that it would answer.
//!
//! `start` is the day after filing, or after the last answered *incomplete* correction (after any one, if
//! the procedure resets). The decision comes at `start` + period + stopped days; the stopped days are those
//! from the day a correction is asked to the day it is answered, ends included, each counted once, from
//! `start` on. An open correction counts as answered today, and silence decides nothing while it is open.
//! A period in working days passes over week-ends, legal holidays and stopped days alike: silence decides on the
//! day after its last day.

use time::{Date, Duration};

use super::{add_months, add_working_days, is_working_day};
use crate::model::{Country, Incomplete, LegalClock, Period, PeriodUnit};

/// What a correction is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Something is wrong: the clock stops until it is answered.
    Incorrect,
    /// Something is missing: the clock starts anew once it is answered.
    Incomplete,
    /// Something has expired: as incorrect.
    Outdated,
}

/// A correction asked of the applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    pub fault: Fault,
    pub asked: Date,
    /// `None` while it is open.
    pub answered: Option<Date>,
}

/// Where the clock stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// First day of the period.
    pub start: Date,
    /// The day on which silence decides.
    pub decision_on: Date,
    /// Days that did not count.
    pub stopped_days: u32,
    /// Those days, first and last of each stop, in order, none in two stops.
    pub stops: Vec<(Date, Date)>,
    /// A correction is open: silence decides nothing.
    pub waiting: bool,
}

impl Reading {
    /// Does silence decide on this day?
    pub fn silence_decides(&self, today: Date) -> bool {
        !self.waiting && today >= self.decision_on
    }

    /// The last day of the period: by then the commune answers.
    pub fn last_day(&self) -> Date {
        self.decision_on.previous_day().unwrap_or(self.decision_on)
    }
}

/// Reads the clock; `None` beyond the calendar. `country` says which holidays count.
pub fn read(
    clock: &LegalClock,
    filed: Date,
    corrections: &[Correction],
    today: Date,
    country: Country,
) -> Option<Reading> {
    measure(clock.period, clock.correction, filed, corrections, today, country)
}

/// The same for any period: the delay that a commune announces runs and stops as the legal one.
pub fn measure(
    period: Period,
    rule: Incomplete,
    filed: Date,
    corrections: &[Correction],
    today: Date,
    country: Country,
) -> Option<Reading> {
    let end = |correction: &Correction| correction.answered.unwrap_or(today).max(correction.asked);
    let restarts =
        |correction: &&Correction| rule == Incomplete::Reset || correction.fault == Fault::Incomplete;
    let restart = corrections.iter().filter(restarts).map(end).max();
    let start = restart.unwrap_or(filed).max(filed).next_day()?;
    let stops = stops(start, corrections, end);
    let length = |(from, to): &(Date, Date)| u32::try_from((*to - *from).whole_days() + 1).unwrap_or(0);
    let decision_on = decision(start, period, &stops, country)?;
    let waiting = corrections.iter().any(|correction| correction.answered.is_none());
    Some(Reading { start, decision_on, stopped_days: stops.iter().map(length).sum(), stops, waiting })
}

/// Stopped days from `start` on, each in one stop only.
fn stops(start: Date, corrections: &[Correction], end: impl Fn(&Correction) -> Date) -> Vec<(Date, Date)> {
    let mut asked: Vec<(Date, Date)> =
        corrections.iter().map(|of| (of.asked.max(start), end(of))).filter(|(from, to)| from <= to).collect();
    asked.sort_unstable();
    let mut stops: Vec<(Date, Date)> = Vec::new();
    for (from, to) in asked {
        match stops.last_mut() {
            Some((_, last)) if from <= *last => *last = to.max(*last),
            _ => stops.push((from, to)),
        }
    }
    stops
}

/// `start` + period + stopped days.
fn decision(start: Date, period: Period, stops: &[(Date, Date)], country: Country) -> Option<Date> {
    let n = i64::from(period.n);
    let days = || stops.iter().map(|(from, to)| (*to - *from).whole_days() + 1).sum();
    let after = match period.unit {
        PeriodUnit::Days => start.checked_add(Duration::days(n)),
        PeriodUnit::Weeks => start.checked_add(Duration::days(n * 7)),
        PeriodUnit::Months => add_months(start, n),
        PeriodUnit::WorkingDays => {
            let worked = |(from, to): &(Date, Date)| {
                let mut day = *from;
                let mut count = 0;
                while day <= *to {
                    count += i64::from(is_working_day(day, country));
                    day = day.next_day()?;
                }
                Some(count)
            };
            let stopped: i64 = stops.iter().map(worked).sum::<Option<i64>>()?;
            return add_working_days(start.previous_day()?, n.checked_add(stopped)?, country)?.next_day();
        }
    };
    after?.checked_add(Duration::days(days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Silence;
    use time::macros::date;

    const FILED: Date = date!(2023 - 05 - 15);

    fn on(
        n: u32,
        unit: PeriodUnit,
        rule: Incomplete,
        filed: Date,
        corrections: &[Correction],
        today: Date,
    ) -> Date {
        let clock = LegalClock { period: Period { n, unit }, silence: Silence::Accept, correction: rule };
        read(&clock, filed, corrections, today, Country::Be).unwrap().decision_on
    }

    fn two_months(corrections: &[Correction]) -> Date {
        on(2, PeriodUnit::Months, Incomplete::Continue, FILED, corrections, date!(2023 - 06 - 05))
    }

    fn correction(fault: Fault, asked: Date, answered: Date) -> Correction {
        Correction { fault, asked, answered: Some(answered) }
    }

    #[test]
    fn a_period_runs_from_the_day_after_filing() {
        let plain = |n, unit| on(n, unit, Incomplete::Continue, FILED, &[], FILED);
        assert_eq!(plain(30, PeriodUnit::Days), date!(2023 - 06 - 15));
        assert_eq!(plain(8, PeriodUnit::Weeks), date!(2023 - 07 - 11));
        assert_eq!(plain(2, PeriodUnit::Months), date!(2023 - 07 - 16));
    }

    #[test]
    fn an_incorrect_file_stops_the_clock_and_an_incomplete_one_starts_it_anew() {
        let first = |fault| correction(fault, date!(2023 - 05 - 20), date!(2023 - 05 - 25));
        let second = correction(Fault::Incorrect, date!(2023 - 05 - 30), date!(2023 - 06 - 03));
        assert_eq!(two_months(&[first(Fault::Incorrect)]), date!(2023 - 07 - 22));
        assert_eq!(two_months(&[first(Fault::Incorrect), second]), date!(2023 - 07 - 27));
        assert_eq!(two_months(&[first(Fault::Incomplete)]), date!(2023 - 07 - 26));
        assert_eq!(two_months(&[first(Fault::Incomplete), second]), date!(2023 - 07 - 31));
    }

    #[test]
    fn a_procedure_that_resets_starts_anew_after_any_correction() {
        let corrections = [
            correction(Fault::Incorrect, date!(2023 - 05 - 16), date!(2023 - 05 - 17)),
            correction(Fault::Incorrect, date!(2023 - 05 - 20), date!(2023 - 05 - 25)),
        ];
        let reset = on(2, PeriodUnit::Months, Incomplete::Reset, FILED, &corrections, date!(2023 - 06 - 05));
        assert_eq!(reset, date!(2023 - 07 - 26));
    }

    #[test]
    fn an_open_correction_counts_as_answered_today_and_silences_silence() {
        let first = correction(Fault::Incorrect, date!(2023 - 05 - 20), date!(2023 - 05 - 25));
        let open = |fault| Correction { fault, asked: date!(2023 - 05 - 30), answered: None };
        assert_eq!(two_months(&[first, open(Fault::Incorrect)]), date!(2023 - 07 - 29));
        assert_eq!(two_months(&[first, open(Fault::Incomplete)]), date!(2023 - 08 - 06));
        let clock = LegalClock {
            period: Period { n: 1, unit: PeriodUnit::Days },
            silence: Silence::Reject,
            correction: Incomplete::Continue,
        };
        let reading =
            read(&clock, FILED, &[open(Fault::Incorrect)], date!(2024 - 01 - 01), Country::Be).unwrap();
        assert!(reading.waiting && !reading.silence_decides(date!(2025 - 01 - 01)));
    }

    #[test]
    fn months_are_clamped_and_overlapping_stops_count_once() {
        let late = correction(Fault::Incorrect, date!(2023 - 07 - 31), date!(2023 - 08 - 01));
        let rule = Incomplete::Continue;
        assert_eq!(
            on(2, PeriodUnit::Months, rule, date!(2023 - 07 - 30), &[late], date!(2023 - 08 - 02)),
            date!(2023 - 10 - 02)
        );
        let overlapping = [
            correction(Fault::Incorrect, date!(2023 - 05 - 20), date!(2023 - 05 - 30)),
            correction(Fault::Incomplete, date!(2023 - 05 - 21), date!(2023 - 05 - 25)),
        ];
        assert_eq!(two_months(&overlapping), date!(2023 - 07 - 31));
    }

    #[test]
    fn working_days_pass_over_week_ends_holidays_and_stops() {
        let working = |n, filed, corrections: &[Correction], country| {
            let period = Period { n, unit: PeriodUnit::WorkingDays };
            measure(period, Incomplete::Continue, filed, corrections, filed, country).unwrap().decision_on
        };
        // 17 July 2026 is a Friday; 21 July is a holiday in Belgium, a working day in France.
        let filed = date!(2026 - 07 - 17);
        assert_eq!(working(3, filed, &[], Country::Be), date!(2026 - 07 - 24));
        assert_eq!(working(3, filed, &[], Country::Fr), date!(2026 - 07 - 23));
        let stop = correction(Fault::Incorrect, date!(2026 - 07 - 22), date!(2026 - 07 - 23));
        assert_eq!(working(3, filed, &[stop], Country::Be), date!(2026 - 07 - 28));
    }
}
