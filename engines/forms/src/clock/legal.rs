//! The legal clock of a file: when silence decides (*silence vaut accord*, *silence vaut rejet*; CRPA
//! L231-1 to L231-6), in local civil dates.
//!
//! `start` is the day after filing, or after the last answered *incomplete* correction (after any one, if
//! the procedure resets). The decision comes at `start` + period + stopped days; the stopped days are those
//! from the day a correction is asked to the day it is answered, ends included, each counted once, from
//! `start` on. An open correction counts as answered today, and silence decides nothing while it is open.

use time::{Date, Duration};

use super::add_months;
use crate::model::{Incomplete, LegalClock, Period, PeriodUnit};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// First day of the period.
    pub start: Date,
    /// The day on which silence decides.
    pub decision_on: Date,
    /// Days that did not count.
    pub stopped_days: u32,
    /// A correction is open: silence decides nothing.
    pub waiting: bool,
}

impl Reading {
    /// Does silence decide on this day?
    pub fn silence_decides(&self, today: Date) -> bool {
        !self.waiting && today >= self.decision_on
    }
}

/// Reads the clock; `None` beyond the calendar.
pub fn read(clock: &LegalClock, filed: Date, corrections: &[Correction], today: Date) -> Option<Reading> {
    let end = |correction: &Correction| correction.answered.unwrap_or(today).max(correction.asked);
    let restarts = |correction: &&Correction| {
        clock.correction == Incomplete::Reset || correction.fault == Fault::Incomplete
    };
    let restart = corrections.iter().filter(restarts).map(end).max();
    let start = restart.unwrap_or(filed).max(filed).next_day()?;
    let mut stops: Vec<(Date, Date)> =
        corrections.iter().map(|c| (c.asked.max(start), end(c))).filter(|(from, to)| from <= to).collect();
    stops.sort_unstable();
    let (mut stopped_days, mut counted) = (0, start.previous_day()?);
    for (from, to) in stops {
        let from = from.max(counted.next_day()?);
        if from <= to {
            stopped_days += u32::try_from((to - from).whole_days()).ok()? + 1;
            counted = to;
        }
    }
    let decision_on = after(start, clock.period)?.checked_add(Duration::days(i64::from(stopped_days)))?;
    let waiting = corrections.iter().any(|correction| correction.answered.is_none());
    Some(Reading { start, decision_on, stopped_days, waiting })
}

/// The day a period after another.
fn after(start: Date, period: Period) -> Option<Date> {
    let n = i64::from(period.n);
    match period.unit {
        PeriodUnit::Days => start.checked_add(Duration::days(n)),
        PeriodUnit::Weeks => start.checked_add(Duration::days(n * 7)),
        PeriodUnit::Months => add_months(start, n),
    }
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
        read(&clock, filed, corrections, today).unwrap().decision_on
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
        let reading = read(&clock, FILED, &[open(Fault::Incorrect)], date!(2024 - 01 - 01)).unwrap();
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
}
