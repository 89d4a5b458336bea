//! A profile laid out for many passes over the supporters of a project, in floats.

use super::exact::{NEAR, as_float};
use crate::profile::Profile;

/// The supporters of a project, laid out for quick passes.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) cost: f64,
    pub(crate) groups: Vec<u32>,
    pub(crate) sizes: Vec<f64>,
    pub(crate) utilities: Vec<f64>,
    /// The utility of all, where it is the same: passes then need not read it.
    pub(crate) uniform: Option<f64>,
    /// Σ size·utility.
    pub(crate) total: f64,
    /// The first project with the same cost and the same supporters: their prices are always equal.
    twin: usize,
}

/// A profile laid out for many runs.
#[derive(Debug)]
pub(crate) struct Hall<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) columns: Vec<Column>,
}

impl<'a> Hall<'a> {
    pub(crate) fn new(profile: &'a Profile) -> Self {
        let mut seen = std::collections::HashMap::new();
        let columns = profile.supporters.iter().enumerate().map(|(project, supporters)| {
            let key: Vec<(u32, i64)> = supporters.iter().map(|s| (s.group, s.utility)).collect();
            let is_uniform = supporters.windows(2).all(|pair| pair[0].utility == pair[1].utility);
            let sizes: Vec<f64> =
                supporters.iter().map(|s| f64::from(profile.groups[s.group as usize].size)).collect();
            let utilities: Vec<f64> = supporters.iter().map(|s| as_float(s.utility)).collect();
            Column {
                cost: as_float(i64::try_from(profile.costs[project]).unwrap_or(i64::MAX)),
                groups: supporters.iter().map(|s| s.group).collect(),
                total: sizes.iter().zip(&utilities).map(|(size, utility)| size * utility).sum(),
                uniform: is_uniform.then(|| utilities.first().copied()).flatten(),
                sizes,
                utilities,
                twin: *seen.entry((profile.costs[project], key)).or_insert(project),
            }
        });
        Self { profile, columns: columns.collect() }
    }

    /// Whether two projects have the same price whatever the voters hold.
    pub(crate) fn are_twins(&self, a: usize, b: usize) -> bool {
        self.columns[a].twin == self.columns[b].twin
    }

    /// Supporters of the project with the most.
    pub(crate) fn widest(&self) -> usize {
        self.columns.iter().map(|column| column.groups.len()).max().unwrap_or(0)
    }
}

/// A price and what it rests on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Solution {
    pub(crate) rho: f64,
    /// Σ size·utility of those who pay in full.
    pub(crate) weight: f64,
}

impl Column {
    /// Copies what each supporter holds, and returns what all of them hold.
    pub(crate) fn gather(&self, money: &[f64], held: &mut [f64]) -> f64 {
        let mut total = 0.0;
        for ((group, size), held) in self.groups.iter().zip(&self.sizes).zip(held) {
            *held = money[*group as usize];
            total += size * *held;
        }
        total
    }

    /// Finds ρ so that the shares add up to the cost, from any guess; the supporters must hold the cost.
    ///
    /// Σ min(held, ρ·u) is concave in ρ: the line through any point of it meets the cost at ρ or before, and from
    /// below the steps only rise.
    pub(crate) fn solve(&self, held: &[f64], guess: f64) -> Solution {
        let (given, weight) = self.split(held, guess);
        let below = if weight > 0.0 { (self.cost - given) / weight } else { 0.0 };
        let mut rho = below.max(self.cost / self.total);
        let mut last = f64::INFINITY;
        loop {
            let (given, weight) = self.split(held, rho);
            if weight <= 0.0 {
                return Solution { rho, weight: last.min(self.total) };
            }
            let next = (self.cost - given) / weight;
            if weight >= last || next <= rho {
                return Solution { rho: next.max(rho), weight };
            }
            last = weight;
            rho = next;
        }
    }

    /// What those give who hold less than ρ·u, and Σ size·u of the others.
    pub(crate) fn split(&self, held: &[f64], rho: f64) -> (f64, f64) {
        let (mut given, mut weight) = (0.0, 0.0);
        if let Some(utility) = self.uniform {
            let share = rho * utility;
            for (size, held) in self.sizes.iter().zip(held) {
                let full = one_if(*held >= share);
                given += size * held * (1.0 - full);
                weight += size * full;
            }
            return (given, weight * utility);
        }
        for ((size, utility), held) in self.sizes.iter().zip(&self.utilities).zip(held) {
            let full = one_if(*held >= rho * utility);
            given += size * held * (1.0 - full);
            weight += size * utility * full;
        }
        (given, weight)
    }

    /// The largest ρ at which some supporter can still pay in full.
    pub(crate) fn richest(&self, held: &[f64]) -> f64 {
        let most = |most: f64, (utility, held): (&f64, &f64)| most.max(held / utility);
        self.utilities.iter().zip(held).fold(0.0, most)
    }

    /// Whether every supporter clearly pays in full.
    pub(crate) fn all_full(&self, held: &[f64], found: &Solution) -> bool {
        let clearly = |(utility, held): (&f64, &f64)| *held > found.rho * utility * (1.0 + NEAR);
        found.weight >= self.total && self.utilities.iter().zip(held).all(clearly)
    }

    /// How far a float ρ may be off: relative to itself, and to the sums it is the difference of.
    pub(crate) fn slack(&self, found: &Solution) -> f64 {
        NEAR * found.rho + NEAR * 1e-3 * self.cost / found.weight.max(f64::MIN_POSITIVE)
    }
}

/// A factor instead of a branch: who pays in full is as good as random, and a processor guesses it wrong.
pub(crate) fn one_if(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}
