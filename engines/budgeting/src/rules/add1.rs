//! Raising the endowment step by step until the outcome is exhaustive (`Add1`), without a run for every step.
//!
//! A run proves for how many further raises its order stays the same ([`Run::raise`]), and is carried on to the first
//! that is not proved. So the answer is that of the slow definition: run after run, each one step higher.

use super::equal_shares::Run;
use super::hall::Hall;
use super::parameters::{EqualShares, Start, Stop};
use crate::amount::{Ratio, approximate, ratio, whole};
use crate::profile::Profile;

/// Slopes hold while the endowment grows by this part of itself: over a longer span they are looser, over a shorter
/// one they must be computed again sooner (between 1/128 and 1/64 was best on both Budapest files).
const SPAN: f64 = 0.01;

/// The endowment before any raise, and what a raise adds, in smallest units.
#[derive(Debug, Clone)]
pub(crate) struct Endowment {
    pub(crate) first: Ratio,
    pub(crate) step: Ratio,
}

impl Endowment {
    pub(crate) fn after(&self, raises: u64) -> Ratio {
        &self.first + &self.step * whole(raises)
    }

    /// How many raises ahead slopes must hold.
    pub(crate) fn span(&self, raises: u64) -> f64 {
        if self.step == whole(0) {
            return 1.0;
        }
        let steps = approximate(&self.after(raises)) / approximate(&self.step);
        (steps * SPAN).clamp(8.0, 1e15)
    }
}

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

/// The endowment before any raise, and what a raise adds, one currency unit being `unit` smallest units.
pub(crate) fn endowment(profile: &Profile, parameters: &EqualShares, unit: u64) -> Endowment {
    let first = match parameters.start {
        Start::Exact => ratio(profile.budget, profile.voters),
        Start::Integral => whole(profile.budget / unit / profile.voters * unit),
    };
    Endowment { first, step: &parameters.step * whole(unit) }
}

/// Number of raises after which the rule stops.
pub(crate) fn raises(
    hall: &Hall,
    endowment: &Endowment,
    stop: Stop,
    progress: &mut dyn FnMut(Progress),
) -> u64 {
    let profile = hall.profile;
    let all: usize = profile.eligible().count();
    let mut run = Run::new(hall, endowment.clone());
    let (mut raised, mut runs) = (0_u64, 0_u64);
    loop {
        let proved = run.raise(raised);
        let order = run.order();
        let cost = profile.cost_of(&order);
        runs += 1;
        progress(Progress { increments: raised, runs, cost, budget: profile.budget });
        if cost > u128::from(profile.budget) {
            return raised.saturating_sub(1);
        }
        let ends = match stop {
            Stop::Exhaustive => profile.is_exhaustive(&order),
            Stop::Budget => order.len() == all,
        };
        if ends {
            return raised;
        }
        raised += proved + 1;
    }
}
