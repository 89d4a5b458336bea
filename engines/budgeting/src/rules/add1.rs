//! Raising the endowment step by step until the outcome is exhaustive (`Add1`), without a run for every step.
//!
//! A run proves for how many further steps its order stays the same ([`Reach`]); the next run is the first step that
//! is not proved. So the answer is that of the slow definition: run after run, each one step higher.

use super::certificate::Reach;
use super::equal_shares::{Hall, Run};
use super::parameters::{EqualShares, Start, Stop};
use crate::amount::{Ratio, approximate, ratio, whole};

/// How far a long count has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Raises of the endowment examined.
    pub increments: u64,
    /// Runs that this took.
    pub runs: u64,
    /// Cost of the last outcome, in smallest units.
    pub cost: u128,
    /// The budget, in smallest units.
    pub budget: u64,
}

/// The endowment, in smallest units, after some raises.
pub(crate) fn endowment(hall: &Hall, parameters: &EqualShares, unit: u64, increments: u64) -> Ratio {
    let profile = hall.profile;
    let first = match parameters.start {
        Start::Exact => ratio(profile.budget, profile.voters),
        Start::Integral => whole(profile.budget / unit / profile.voters * unit),
    };
    first + &parameters.step * whole(unit) * whole(increments)
}

/// Number of raises after which the rule stops, one currency unit being `unit` smallest units.
pub(crate) fn increments(
    hall: &Hall,
    parameters: &EqualShares,
    unit: u64,
    progress: &mut dyn FnMut(Progress),
) -> u64 {
    let profile = hall.profile;
    let step = approximate(&(&parameters.step * whole(unit)));
    let all: usize = profile.eligible().count();
    let (mut raised, mut runs, mut span) = (0_u64, 0_u64, 8.0_f64);
    loop {
        let reach = Reach::new(profile.groups.len(), span, step);
        let run = Run::complete(hall, endowment(hall, parameters, unit, raised), Some(reach));
        let order = run.ledger.order();
        let cost = profile.cost_of(&order);
        runs += 1;
        progress(Progress { increments: raised, runs, cost, budget: profile.budget });
        if cost > u128::from(profile.budget) {
            return raised.saturating_sub(1);
        }
        let ends = match parameters.stop {
            Stop::Exhaustive => profile.is_exhaustive(&order),
            Stop::Budget => order.len() == all,
        };
        if ends {
            return raised;
        }
        let proved = run.reach.map_or(0, |reach| reach.proved());
        span = next_span(span, proved);
        raised += proved + 1;
    }
}

/// Twice as far when everything was proved; a little nearer when not, as bounds are tighter over a shorter span.
///
/// Shrinking slowly needed the fewest runs on Budapest 2024 (1 192, against 1 356 when halved).
#[expect(clippy::cast_precision_loss, reason = "a span far above 2^53 need not be exact")]
fn next_span(span: f64, proved: u64) -> f64 {
    let proved = proved as f64;
    if proved >= span {
        (span * 2.0).min(1e15)
    } else {
        (span * 0.8).max(proved * 4.0).floor().clamp(1.0, span)
    }
}
