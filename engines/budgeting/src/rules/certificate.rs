//! For how many further steps of the endowment a run of equal shares stays the same.
//!
//! Let every voter receive e + t. *While the order of purchases is the same*, every voter's money before each purchase
//! grows with t and every price falls (by induction: more money, fewer who give all they have), and a voter who pays
//! in full goes on doing so. A run keeps for each group slopes `low` ≤ (money(t) − money(0))/t ≤ `high`, valid for
//! 0 < t ≤ `span`. Counting any set C as those who give all they have bounds a price from below:
//! `ρ(t) ≥ (cost − Σ_C money(t)) / Σ_others u ≥ ρ(0) − t·Σ_C high / Σ_others u`. This holds for old money too, since
//! money only falls. The winner's price falls at least by t·(Σ low of those who surely stay capped)/(Σ u of all who may pay
//! in full). The order is proved up to the first t at which a loser's lower bound meets the winner's upper bound, or
//! at which a project that nobody could afford at the end becomes affordable.

use super::equal_shares::{Candidate, Column, one_if};
use super::exact::NEAR;

/// Slopes of the voters' money, and the range proved so far, in steps of the endowment.
#[derive(Debug)]
pub(crate) struct Reach {
    span: f64,
    limit: f64,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Reach {
    /// Looks at most `span` steps ahead; each step gives every voter `step` smallest units more.
    pub(crate) fn new(groups: usize, span: f64, step: f64) -> Self {
        Self { span, limit: span, low: vec![step; groups], high: vec![step; groups] }
    }

    /// Whole steps for which the run surely stays the same.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the limit is not negative and spans are far below 2^64; a cast saturates"
    )]
    pub(crate) fn proved(&self) -> u64 {
        if self.limit >= self.span {
            return self.span.floor() as u64;
        }
        let before = (self.limit * (1.0 - NEAR)).ceil() - 1.0;
        before.max(0.0) as u64
    }

    /// Fastest fall of a price: those who hold less than ρ·u, or hardly more, give all they have.
    pub(crate) fn fall(&self, column: &Column, held: &[f64], rho: f64) -> f64 {
        self.fall_at(column, held, rho * (1.0 + NEAR))
    }

    /// Fastest fall of the bound in which those who hold less than `aim`·u give all they have.
    pub(crate) fn fall_at(&self, column: &Column, held: &[f64], aim: f64) -> f64 {
        let (mut gain, mut weight) = (0.0, 0.0);
        if let Some(utility) = column.uniform {
            let share = aim * utility;
            for ((group, size), held) in column.groups.iter().zip(&column.sizes).zip(held) {
                let full = one_if(*held >= share);
                gain += size * self.high[*group as usize] * (1.0 - full);
                weight += size * full;
            }
            weight *= utility;
        } else {
            for (at, held) in held.iter().enumerate().take(column.groups.len()) {
                let (size, utility) = (column.sizes[at], column.utilities[at]);
                let full = one_if(*held >= aim * utility);
                gain += size * self.high[column.groups[at] as usize] * (1.0 - full);
                weight += size * utility * full;
            }
        }
        if gain == 0.0 {
            0.0
        } else if gain.is_finite() {
            gain / weight
        } else {
            f64::INFINITY
        }
    }

    /// A project out of reach at t = 0 must stay so.
    pub(crate) fn must_stay_unaffordable(&mut self, column: &Column, money: &[f64]) {
        let (mut total, mut gain) = (0.0, 0.0);
        for (group, size) in column.groups.iter().zip(&column.sizes) {
            total += size * money[*group as usize];
            gain += size * self.high[*group as usize];
        }
        let missing = column.cost * (1.0 - NEAR) - total;
        if missing <= 0.0 {
            self.limit = 0.0;
        } else if gain > 0.0 {
            self.limit = self.limit.min(missing / gain);
        }
    }

    /// A loser must stay behind the winner, whose price falls by at least `fall` per step.
    pub(crate) fn must_stay_dearer(&mut self, loser: &Candidate, winner: &Candidate, fall: f64) {
        let gap = loser.rho - loser.slack - winner.rho - winner.slack;
        if gap > 0.0 {
            if loser.fall > fall {
                self.limit = self.limit.min(gap / (loser.fall - fall));
            }
        } else if !loser.all_full {
            // Decided by exact fractions at t = 0, and its price may fall: nothing is proved.
            self.limit = 0.0;
        }
    }

    /// Takes the winner's price from its supporters; returns how fast it falls at least.
    pub(crate) fn buy(&mut self, column: &Column, money: &mut [f64], winner: &Candidate) -> f64 {
        let span = self.span;
        let steepest = if winner.fall.is_finite() { winner.fall } else { 0.0 };
        if !winner.fall.is_finite() {
            // Nobody clearly pays in full: the price may fall at any speed, and nothing is proved.
            self.limit = 0.0;
        }
        let least = ((winner.rho - steepest * span) * (1.0 - NEAR)).max(0.0);
        let (mut gain, mut weight) = (0.0, 0.0);
        if steepest > 0.0 {
            for (at, group) in column.groups.iter().enumerate() {
                let (group, utility) = (*group as usize, column.utilities[at]);
                if money[group] + self.high[group] * span < least * utility {
                    gain += column.sizes[at] * self.low[group];
                } else {
                    weight += column.sizes[at] * utility;
                }
            }
        }
        let fall = if weight > 0.0 { (gain / weight).min(steepest) } else { 0.0 };
        for (group, utility) in column.groups.iter().zip(&column.utilities) {
            let group = *group as usize;
            let (held, low, high) = (&mut money[group], &mut self.low[group], &mut self.high[group]);
            let share = winner.rho * utility;
            let stays_capped = *held + *high * span < least * utility;
            let rest = *held - share;
            *held = rest.max(0.0);
            if rest >= 0.0 {
                *low += fall * utility;
                *high += steepest * utility;
            } else {
                *low = 0.0;
                let grown = *high + steepest * utility + rest / span;
                *high = if stays_capped { 0.0 } else { grown.max(0.0) };
            }
        }
        fall
    }
}
