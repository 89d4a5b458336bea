//! When timers run out.

use time::{Duration, PrimitiveDateTime};

use super::{Machine, Position};
use crate::Id;
use crate::check::{Context, State};
use crate::clock;
use crate::model::{Timer, TimerAnchor, TimerUnit};
use crate::value::Answers;

/// Names a timer, for the host to remember which have fired.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerRef {
    /// The n-th timer of a step; over when the file leaves it.
    Step { step: Id, n: usize },
    /// The n-th timer of an action common to several steps; fires once in a file's life.
    Global { id: Id, n: usize },
}

/// Moments of a file's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub filed: PrimitiveDateTime,
    /// It entered its step.
    pub entered: PrimitiveDateTime,
    /// It reached a final public state.
    pub decided: Option<PrimitiveDateTime>,
}

/// A timer and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub timer: TimerRef,
    pub at: PrimitiveDateTime,
    /// That moment has come.
    pub ready: bool,
}

/// The timers that run for a file, soonest first. One whose length is no number, or whose anchor has not
/// come, does not run.
pub fn due(machine: &Machine, at: &Position, answers: &Answers, times: Times) -> Vec<Due> {
    let ctx = machine.context(at);
    let state = State::new(machine.form, &ctx, answers);
    let own = machine.flow.step(&at.step).into_iter().flat_map(|step| {
        let named = |n| TimerRef::Step { step: step.id.clone(), n };
        step.timers.iter().enumerate().map(move |(n, timer)| (named(n), timer))
    });
    let global =
        machine.flow.global.iter().filter(|global| super::is_here(global, &at.step)).flat_map(|global| {
            let named = |n| TimerRef::Global { id: global.id.clone(), n };
            global.timers.iter().enumerate().map(move |(n, timer)| (named(n), timer))
        });
    let moment = |(timer, rule): (TimerRef, &Timer)| {
        let at = moment(rule, &state, times, &ctx)?;
        Some(Due { timer, at, ready: at <= ctx.now })
    };
    let mut all: Vec<Due> = own.chain(global).filter_map(moment).collect();
    all.sort_by(|a, b| (a.at, &a.timer).cmp(&(b.at, &b.timer)));
    all
}

fn moment(timer: &Timer, state: &State, times: Times, ctx: &Context) -> Option<PrimitiveDateTime> {
    let from = match timer.anchor {
        TimerAnchor::Entered => times.entered,
        TimerAnchor::Filed => times.filed,
        TimerAnchor::Decided => times.decided?,
    };
    let n = i64::try_from(state.term(&timer.after).number()?.trunc())
        .ok()
        .filter(|n| (0..10_000_000).contains(n))?;
    let on = |date: Option<time::Date>| date.map(|date| date.with_time(from.time()));
    match timer.unit {
        TimerUnit::Minutes => from.checked_add(Duration::minutes(n)),
        TimerUnit::Hours => from.checked_add(Duration::hours(n)),
        TimerUnit::Days => from.checked_add(Duration::days(n)),
        TimerUnit::WorkingDays => on(clock::add_working_days(from.date(), n, ctx.country)),
        TimerUnit::Months => on(clock::add_months(from.date(), n)),
    }
}
