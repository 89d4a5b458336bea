//! The Method of Equal Shares for one endowment (Peters, Pierczyński & Skowron, *Proportional Participatory
//! Budgeting with Additive Utilities*, 2021).
//!
//! Each voter holds e. ρ(p) is the least ρ with Σ min(moneyᵢ, ρ·uᵢ) = cost(p); the project with the least ρ is
//! bought, its supporters pay. Money only falls, so an old ρ stays a lower bound and few are computed again.
//! Floats only exclude: whatever is within [`NEAR`] of a decision is decided by exact fractions ([`Ledger`]).

use super::certificate::Reach;
use super::exact::{Ledger, NEAR, as_float};
use crate::amount::{Ratio, whole};
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
    total: f64,
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
}

/// A bound for a project out of reach aims this much higher than the last: higher bounds are computed less often
/// and fall faster (2 and 3 took the same time on Budapest 2024).
const FURTHER: f64 = 2.0;

/// A project that may still be bought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) project: usize,
    /// ρ, or a lower bound of it.
    pub(crate) rho: f64,
    /// Fastest fall of that bound per step of the endowment.
    pub(crate) fall: f64,
    /// How far ρ may be from the truth before it decides anything.
    pub(crate) slack: f64,
    /// Purchases made when it was computed.
    step: usize,
    /// All supporters pay in full, clearly: the price depends on no one's money.
    pub(crate) all_full: bool,
    /// Its supporters cannot pay for it; it stays only while its bound may certify other endowments.
    poor: bool,
}

/// A run in progress, and at its end the purchases.
pub(crate) struct Run<'h, 'a> {
    hall: &'h Hall<'a>,
    pub(crate) ledger: Ledger<'a>,
    pub(crate) money: Vec<f64>,
    candidates: Vec<Candidate>,
    scratch: Vec<f64>,
    /// Kept when the run must also tell for which larger endowments it stays the same.
    pub(crate) reach: Option<Reach>,
}

/// What a pass over the supporters found.
struct Solution {
    rho: f64,
    /// Σ size·utility of those who pay in full.
    weight: f64,
}

impl<'h, 'a> Run<'h, 'a> {
    /// Buys until nothing is affordable.
    pub(crate) fn complete(hall: &'h Hall<'a>, endowment: Ratio, reach: Option<Reach>) -> Self {
        let profile = hall.profile;
        let money = crate::amount::approximate(&endowment);
        let widest = hall.columns.iter().map(|column| column.groups.len()).max().unwrap_or(0);
        let fresh = |project: usize| Candidate {
            project,
            rho: hall.columns[project].cost / hall.columns[project].total * (1.0 - NEAR * NEAR),
            fall: 0.0,
            slack: 0.0,
            step: usize::MAX,
            all_full: false,
            poor: false,
        };
        let mut run = Self {
            hall,
            ledger: Ledger::new(profile, endowment),
            money: vec![money; profile.groups.len()],
            candidates: profile.eligible().map(fresh).collect(),
            scratch: vec![0.0; widest],
            reach,
        };
        while let Some(winner) = run.cheapest() {
            run.buy(winner);
        }
        run
    }

    fn step(&self) -> usize {
        self.ledger.len()
    }

    /// Removes and returns the project to buy now.
    fn cheapest(&mut self) -> Option<Candidate> {
        loop {
            if self.candidates.iter().all(|candidate| candidate.poor) {
                while !self.candidates.is_empty() {
                    self.give_up(self.candidates.len() - 1);
                }
                return None;
            }
            let least = self.least()?;
            let best = self.candidates[least];
            if best.step != self.step() {
                self.evaluate(least);
                continue;
            }
            let near = |other: &Candidate| other.rho - other.slack <= best.rho + best.slack;
            let unsettled = |other: &&Candidate| near(other) && (other.step != self.step() || other.poor);
            let unsettled = self.candidates.iter().position(|other| unsettled(&other));
            if let Some(at) = unsettled {
                if self.candidates[at].step == self.step() {
                    self.give_up(at);
                } else {
                    self.evaluate(at);
                }
                continue;
            }
            let tied: Vec<usize> =
                (0..self.candidates.len()).filter(|at| near(&self.candidates[*at])).collect();
            let winner = if tied.len() == 1 { least } else { self.break_tie(&tied) };
            return Some(self.candidates.swap_remove(winner));
        }
    }

    /// Where the candidate with the least ρ stands.
    fn least(&self) -> Option<usize> {
        let mut least: Option<usize> = None;
        for (at, candidate) in self.candidates.iter().enumerate() {
            if least.is_none_or(|best| candidate.rho < self.candidates[best].rho) {
                least = Some(at);
            }
        }
        least
    }

    /// Decides among candidates that floats cannot tell apart: exact ρ, then the order of ties.
    fn break_tie(&self, tied: &[usize]) -> usize {
        let rank = |at: usize| self.hall.profile.tie_rank[self.candidates[at].project];
        let mut best: Option<(Ratio, usize)> = None;
        for at in tied.iter().copied() {
            if let Some((_, other)) = &best
                && self.hall.are_twins(self.candidates[at].project, self.candidates[*other].project)
            {
                let first = if rank(at) < rank(*other) { at } else { *other };
                best = best.map(|(rho, _)| (rho, first));
                continue;
            }
            let rho = self.exact_rho(&self.candidates[at]);
            let better = best
                .as_ref()
                .is_none_or(|(least, other)| rho < *least || (rho == *least && rank(at) < rank(*other)));
            if better {
                best = Some((rho, at));
            }
        }
        best.map_or(tied[0], |(_, at)| at)
    }

    fn exact_rho(&self, candidate: &Candidate) -> Ratio {
        let project = candidate.project;
        if candidate.all_full {
            let profile = self.hall.profile;
            let weight: i128 = profile.supporters[project]
                .iter()
                .map(|s| i128::from(profile.groups[s.group as usize].size) * i128::from(s.utility))
                .sum();
            return whole(profile.costs[project]) / whole(weight);
        }
        self.ledger.price(project, self.step(), candidate.rho).rho
    }

    /// Computes ρ of a candidate again; removes it when its supporters cannot pay.
    fn evaluate(&mut self, at: usize) {
        let candidate = self.candidates[at];
        let column = &self.hall.columns[candidate.project];
        let mut total = 0.0;
        for ((group, size), held) in column.groups.iter().zip(&column.sizes).zip(&mut self.scratch) {
            *held = self.money[*group as usize];
            total += size * *held;
        }
        if !self.affords(candidate.project, total) {
            self.postpone(at, candidate);
            return;
        }
        let found = solve(column, &self.scratch, candidate.rho);
        let clearly = |(utility, held): (&f64, &f64)| *held > found.rho * utility * (1.0 + NEAR);
        let all_full =
            found.weight >= column.total && column.utilities.iter().zip(&self.scratch).all(clearly);
        let fall = match &self.reach {
            Some(reach) if !all_full => reach.fall(column, &self.scratch, found.rho),
            _ => 0.0,
        };
        self.candidates[at] = Candidate {
            rho: found.rho,
            fall,
            slack: slack(column, &found),
            step: self.step(),
            all_full,
            poor: false,
            ..candidate
        };
    }

    /// Whether the supporters hold the cost, exactly where floats are near.
    fn affords(&self, project: usize, total: f64) -> bool {
        let cost = self.hall.columns[project].cost;
        if (total - cost).abs() > NEAR * cost {
            return total > cost;
        }
        self.ledger.supporters_money(project, self.step()) >= whole(self.hall.profile.costs[project])
    }

    /// A project that cannot be paid for: removed, or kept with a bound that shows that it would lose anyway.
    fn postpone(&mut self, at: usize, candidate: Candidate) {
        let Some(reach) = &self.reach else {
            self.candidates.swap_remove(at);
            return;
        };
        let column = &self.hall.columns[candidate.project];
        let mut aim = candidate.rho * FURTHER;
        let (mut given, mut weight) = split(column, &self.scratch, aim);
        if weight <= 0.0 {
            aim = richest(column, &self.scratch) * (1.0 - NEAR);
            (given, weight) = split(column, &self.scratch, aim);
        }
        let rho = (column.cost - given) / weight;
        if weight <= 0.0 || rho <= candidate.rho {
            self.give_up(at);
            return;
        }
        let fall = reach.fall_at(column, &self.scratch, aim);
        let slack = slack(column, &Solution { rho, weight });
        let step = self.step();
        self.candidates[at] = Candidate { rho, fall, slack, step, all_full: false, poor: true, ..candidate };
    }

    /// Removes a project that its supporters cannot pay for, noting for how long that is so.
    fn give_up(&mut self, at: usize) {
        let candidate = self.candidates.swap_remove(at);
        if let Some(reach) = &mut self.reach {
            reach.must_stay_unaffordable(&self.hall.columns[candidate.project], &self.money);
        }
    }

    fn buy(&mut self, winner: Candidate) {
        let column = &self.hall.columns[winner.project];
        match &mut self.reach {
            None => {
                for (group, utility) in column.groups.iter().zip(&column.utilities) {
                    let held = &mut self.money[*group as usize];
                    *held = (*held - winner.rho * utility).max(0.0);
                }
            }
            Some(reach) => {
                let fall = reach.buy(column, &mut self.money, &winner);
                for other in &self.candidates {
                    if !self.hall.are_twins(other.project, winner.project) {
                        reach.must_stay_dearer(other, &winner, fall);
                    }
                }
            }
        }
        self.ledger.push(winner.project, winner.rho);
    }
}

/// The largest ρ at which some supporter can still pay in full.
fn richest(column: &Column, held: &[f64]) -> f64 {
    let most = |most: f64, (utility, held): (&f64, &f64)| most.max(held / utility);
    column.utilities.iter().zip(held).fold(0.0, most)
}

/// How far a float ρ may be off: relative to itself, and to the sums it is the difference of.
fn slack(column: &Column, found: &Solution) -> f64 {
    NEAR * found.rho + NEAR * 1e-3 * column.cost / found.weight.max(f64::MIN_POSITIVE)
}

/// What those give who hold less than ρ·u, and Σ size·u of the others.
fn split(column: &Column, held: &[f64], rho: f64) -> (f64, f64) {
    let (mut given, mut weight) = (0.0, 0.0);
    if let Some(utility) = column.uniform {
        let share = rho * utility;
        for (size, held) in column.sizes.iter().zip(held) {
            let full = one_if(*held >= share);
            given += size * held * (1.0 - full);
            weight += size * full;
        }
        return (given, weight * utility);
    }
    for ((size, utility), held) in column.sizes.iter().zip(&column.utilities).zip(held) {
        let full = one_if(*held >= rho * utility);
        given += size * held * (1.0 - full);
        weight += size * utility * full;
    }
    (given, weight)
}

/// A factor instead of a branch: who pays in full is as good as random, and a processor guesses it wrong.
pub(crate) fn one_if(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// Raises ρ from a lower bound until the shares add up to the cost.
fn solve(column: &Column, held: &[f64], from: f64) -> Solution {
    let mut rho = from;
    let mut last = f64::INFINITY;
    loop {
        let (given, weight) = split(column, held, rho);
        if weight <= 0.0 {
            return Solution { rho, weight: last.min(column.total) };
        }
        let next = (column.cost - given) / weight;
        if weight >= last || next <= rho {
            return Solution { rho: next.max(rho), weight };
        }
        last = weight;
        rho = next;
    }
}
