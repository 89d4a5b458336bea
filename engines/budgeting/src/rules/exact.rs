//! Exact prices of a run of equal shares.
//!
//! A voter who has paid in full so far holds e − Σ ρₖ·uₖ over the purchases k on the ballot; a voter who could not
//! holds nothing. So the price of a purchase is an integer combination of the prices before it:
//! ρ = (cost − M·e + Σ Aₖ·ρₖ) / D, where M voters give all they have left, having paid Aₖ = Σ uₖ for k before,
//! and D sums the utilities of those who pay in full. Only these few fractions are big numbers, never the voters.

use std::cell::RefCell;

use num_bigint::BigInt;

use crate::amount::{Ratio, whole};
use crate::profile::{Profile, Supporter};

/// Floats closer than this, relative to their size, decide nothing.
pub(crate) const NEAR: f64 = 1e-9;

/// What a group still holds before a purchase.
#[derive(Debug, Default)]
struct Holding {
    /// Gave everything to an earlier purchase.
    emptied: bool,
    /// Money as a float.
    money: f64,
    /// Purchases paid in full: step and utility.
    paid: Vec<(usize, i64)>,
}

/// The purchases of a run so far, able to give exact prices. Exact values are computed when asked for and kept.
pub(crate) struct Ledger<'a> {
    profile: &'a Profile,
    endowment: Ratio,
    endowment_near: f64,
    steps: Vec<(usize, f64)>,
    /// Step at which each project was bought.
    step_of: Vec<u32>,
    prices: RefCell<Vec<Ratio>>,
}

/// An exact price and who pays it.
#[derive(Debug, Clone)]
pub(crate) struct Price {
    pub(crate) rho: Ratio,
    /// Voters who pay ρ·u.
    pub(crate) full_payers: u64,
    /// Voters who pay something, but less than ρ·u.
    pub(crate) capped_payers: u64,
    /// Voters with nothing left afterwards, who had something before.
    pub(crate) emptied: u64,
    pub(crate) largest_payment: Ratio,
}

/// The sum e·count − Σ terms[k]·ρₖ.
struct Combination {
    count: i128,
    terms: Vec<i128>,
}

impl Combination {
    fn new(steps: usize) -> Self {
        Self { count: 0, terms: vec![0; steps] }
    }

    fn add(&mut self, size: u32, holding: &Holding) {
        if holding.emptied {
            return;
        }
        self.count += i128::from(size);
        for (step, utility) in &holding.paid {
            self.terms[*step] += i128::from(size) * i128::from(*utility);
        }
    }
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(profile: &'a Profile, endowment: Ratio) -> Self {
        let endowment_near = crate::amount::approximate(&endowment);
        let step_of = vec![u32::MAX; profile.costs.len()];
        Self { profile, endowment, endowment_near, steps: Vec::new(), step_of, prices: RefCell::default() }
    }

    pub(crate) fn push(&mut self, project: usize, rho: f64) {
        self.step_of[project] = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        self.steps.push((project, rho));
    }

    /// Number of purchases.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    fn near(&self, a: f64, b: f64) -> bool {
        (a - b).abs() <= NEAR * (self.endowment_near + b.abs())
    }

    /// What a group holds before step `before`. Needs the exact prices of the steps before it where floats are near.
    fn holding(&self, group: u32, before: usize) -> Holding {
        let bought = |item: &(u32, i64)| (self.step_of[item.0 as usize] as usize, item.1);
        let items = &self.profile.groups[group as usize].items;
        let mut steps: Vec<(usize, i64)> = items.iter().map(bought).filter(|step| step.0 < before).collect();
        steps.sort_unstable();
        let mut holding = Holding { money: self.endowment_near, ..Holding::default() };
        for (step, utility) in steps {
            let share = self.steps[step].1 * as_float(utility);
            let has_more = if self.near(holding.money, share) {
                let price = self.price_at(step);
                self.exact_money(&holding) > price * BigInt::from(utility)
            } else {
                holding.money > share
            };
            if !has_more {
                return Holding { emptied: true, ..Holding::default() };
            }
            holding.money -= share;
            holding.paid.push((step, utility));
        }
        holding
    }

    fn exact_money(&self, holding: &Holding) -> Ratio {
        let mut combination = Combination::new(self.steps.len());
        combination.add(1, holding);
        self.evaluate(&combination)
    }

    fn evaluate(&self, combination: &Combination) -> Ratio {
        let mut sum = &self.endowment * BigInt::from(combination.count);
        for (step, term) in combination.terms.iter().enumerate().filter(|(_, term)| **term != 0) {
            sum -= self.price_at(step) * BigInt::from(*term);
        }
        sum
    }

    /// The exact price of a step, computing those before it first.
    pub(crate) fn price_at(&self, step: usize) -> Ratio {
        loop {
            let known = self.prices.borrow().len();
            if let Some(price) = self.prices.borrow().get(step) {
                return price.clone();
            }
            let (project, rho) = self.steps[known];
            let price = self.price(project, known, rho).rho;
            self.prices.borrow_mut().push(price);
        }
    }

    /// The project bought at a step, and who paid it.
    pub(crate) fn bought(&self, step: usize) -> (usize, Price) {
        let (project, rho) = self.steps[step];
        let price = self.price(project, step, rho);
        let mut prices = self.prices.borrow_mut();
        if prices.len() == step {
            prices.push(price.rho.clone());
        }
        (project, price)
    }

    /// Money of a project's supporters before step `before`.
    pub(crate) fn supporters_money(&self, project: usize, before: usize) -> Ratio {
        let mut sum = Combination::new(self.steps.len());
        for supporter in &self.profile.supporters[project] {
            sum.add(self.size(*supporter), &self.holding(supporter.group, before));
        }
        self.evaluate(&sum)
    }

    fn size(&self, supporter: Supporter) -> u32 {
        self.profile.groups[supporter.group as usize].size
    }

    /// The price of a project before step `before`, where `guess` is its float.
    pub(crate) fn price(&self, project: usize, before: usize, guess: f64) -> Price {
        let mut sum = Combination::new(self.steps.len());
        let mut weight = 0_i128;
        let mut near = Vec::new();
        let mut payers = Payers::default();
        for supporter in &self.profile.supporters[project] {
            let holding = self.holding(supporter.group, before);
            let share = guess * as_float(supporter.utility);
            if self.near(holding.money, share) && !holding.emptied {
                near.push((*supporter, holding));
            } else if holding.money > share {
                weight += i128::from(self.size(*supporter)) * i128::from(supporter.utility);
                payers.full(self.size(*supporter), supporter.utility);
            } else {
                sum.add(self.size(*supporter), &holding);
                payers.capped(self.size(*supporter), holding);
            }
        }
        let rho = self.settle(project, &mut sum, weight, &mut near, &mut payers);
        for (supporter, holding) in near {
            payers.full(self.size(supporter), supporter.utility);
            if self.exact_money(&holding) == &rho * BigInt::from(supporter.utility) {
                payers.emptied += u64::from(self.size(supporter));
            }
        }
        let largest_payment = self.largest(&payers, &rho);
        Price {
            rho,
            full_payers: payers.full,
            capped_payers: payers.capped,
            emptied: payers.emptied,
            largest_payment,
        }
    }

    /// Solves for ρ: those near their limit count as paying in full until the price shows that they cannot.
    fn settle(
        &self,
        project: usize,
        sum: &mut Combination,
        mut weight: i128,
        near: &mut Vec<(Supporter, Holding)>,
        payers: &mut Payers,
    ) -> Ratio {
        for (supporter, _) in near.iter() {
            weight += i128::from(self.size(*supporter)) * i128::from(supporter.utility);
        }
        loop {
            let missing = whole(self.profile.costs[project]) - self.evaluate(sum);
            let rho = missing / whole(weight.max(1));
            let before = near.len();
            let mut still = Vec::new();
            for (supporter, holding) in near.drain(..) {
                if self.exact_money(&holding) < &rho * BigInt::from(supporter.utility) {
                    weight -= i128::from(self.size(supporter)) * i128::from(supporter.utility);
                    sum.add(self.size(supporter), &holding);
                    payers.capped(self.size(supporter), holding);
                } else {
                    still.push((supporter, holding));
                }
            }
            *near = still;
            if near.len() == before {
                return rho;
            }
        }
    }

    fn largest(&self, payers: &Payers, rho: &Ratio) -> Ratio {
        let full = rho * BigInt::from(payers.largest_utility);
        let close = |holding: &&Holding| holding.money >= payers.largest_capped * (1.0 - NEAR);
        let capped = payers.holdings.iter().filter(close).map(|holding| self.exact_money(holding));
        capped.fold(full, Ord::max)
    }
}

/// Running counts of who pays for a purchase.
#[derive(Default)]
struct Payers {
    full: u64,
    capped: u64,
    emptied: u64,
    largest_utility: i64,
    largest_capped: f64,
    /// Holdings of the capped that may be the largest payment.
    holdings: Vec<Holding>,
}

impl Payers {
    fn full(&mut self, size: u32, utility: i64) {
        self.full += u64::from(size);
        self.largest_utility = self.largest_utility.max(utility);
    }

    fn capped(&mut self, size: u32, holding: Holding) {
        if holding.emptied {
            return;
        }
        self.capped += u64::from(size);
        self.emptied += u64::from(size);
        if holding.money > self.largest_capped * (1.0 + NEAR) {
            self.holdings.clear();
        }
        if holding.money >= self.largest_capped * (1.0 - NEAR) {
            self.largest_capped = self.largest_capped.max(holding.money);
            self.holdings.push(holding);
        }
    }
}

/// A utility as a float: both cost and points are below 2⁵³, so nothing is lost.
#[expect(clippy::cast_precision_loss, reason = "utilities are at most MAX_AMOUNT, below 2^53")]
pub(crate) fn as_float(utility: i64) -> f64 {
    utility as f64
}
