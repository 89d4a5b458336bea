//! How fast money and prices of equal shares can change while every voter's endowment grows.
//!
//! Fix an order of purchases, and let every voter hold e + t. By induction over the purchases, money before each of
//! them grows with t and every price falls: more money, fewer who give all they have. For each group of voters two
//! slopes bound this, `low` ≤ (money(t) − money(0))/t ≤ `high` for 0 < t ≤ `span`. Counting any set C as those who
//! give all they have bounds a price from below: `ρ(t) ≥ (cost − Σ_C money(t)) / Σ_others u`, so it falls at most by
//! `Σ_C high / Σ_others u` a step. It falls at least by (Σ low of those who surely stay capped)/(Σ u of all who may
//! pay in full).

use super::exact::NEAR;
use super::hall::{Column, one_if};

/// Slopes of every group's money, per step of the endowment.
#[derive(Debug)]
pub(crate) struct Slopes {
    span: f64,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl Slopes {
    pub(crate) fn new(groups: usize) -> Self {
        Self { span: 0.0, low: vec![0.0; groups], high: vec![0.0; groups] }
    }

    /// Before the first purchase: each step gives every voter `step` smallest units more.
    pub(crate) fn restart(&mut self, span: f64, step: f64) {
        self.span = span;
        self.low.fill(step);
        self.high.fill(step);
    }

    /// For how many steps all this holds.
    pub(crate) fn span(&self) -> f64 {
        self.span
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

    /// For how many steps supporters who cannot pay for a project surely still cannot.
    pub(crate) fn unaffordable_for(&self, column: &Column, money: &[f64]) -> f64 {
        let (mut total, mut gain) = (0.0, 0.0);
        for (group, size) in column.groups.iter().zip(&column.sizes) {
            total += size * money[*group as usize];
            gain += size * self.high[*group as usize];
        }
        let missing = column.cost * (1.0 - NEAR) - total;
        if missing <= 0.0 { 0.0 } else { self.span.min(missing / gain) }
    }

    /// How fast a price falls at least, when it falls at most by `steepest`.
    pub(crate) fn slowest_fall(&mut self, column: &Column, money: &[f64], rho: f64, steepest: f64) -> f64 {
        if !steepest.is_finite() {
            // Nobody clearly pays in full: the price may fall at any speed, and nothing is known of larger endowments.
            self.span = 0.0;
        }
        if steepest <= 0.0 || self.span <= 0.0 {
            return 0.0;
        }
        let least = self.least(rho, steepest);
        let (mut gain, mut weight) = (0.0, 0.0);
        for (at, group) in column.groups.iter().enumerate() {
            let (group, utility) = (*group as usize, column.utilities[at]);
            let free = one_if(money[group] + self.high[group] * self.span >= least * utility);
            gain += column.sizes[at] * self.low[group] * (1.0 - free);
            weight += column.sizes[at] * utility * free;
        }
        if weight > 0.0 { (gain / weight).min(steepest) } else { 0.0 }
    }

    /// The least that a price can be within the span.
    fn least(&self, rho: f64, steepest: f64) -> f64 {
        ((rho - steepest * self.span) * (1.0 - NEAR)).max(0.0)
    }

    /// Takes a price from the supporters, which falls by `slowest` to `steepest` a step.
    pub(crate) fn pay(&mut self, column: &Column, money: &mut [f64], rho: f64, slowest: f64, steepest: f64) {
        let (span, steepest) = (self.span, if steepest.is_finite() { steepest } else { 0.0 });
        let least = self.least(rho, steepest);
        for (group, utility) in column.groups.iter().zip(&column.utilities) {
            let group = *group as usize;
            let (held, low, high) = (&mut money[group], &mut self.low[group], &mut self.high[group]);
            let rest = *held - rho * utility;
            if rest >= 0.0 {
                *low += slowest * utility;
                *high += steepest * utility;
            } else {
                let stays_capped = *held + *high * span < least * utility;
                let grown = *high + steepest * utility + rest / span;
                *low = 0.0;
                *high = if stays_capped { 0.0 } else { grown.max(0.0) };
            }
            *held = rest.max(0.0);
        }
    }
}
