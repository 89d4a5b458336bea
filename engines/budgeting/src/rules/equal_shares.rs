//! The Method of Equal Shares (Peters, Pierczyński & Skowron, *Proportional Participatory Budgeting with Additive
//! Utilities*, 2021), for one endowment and for those that follow it.
//!
//! Each voter holds e. ρ(p) is the least ρ with Σ min(moneyᵢ, ρ·uᵢ) = cost(p); the project with the least ρ is
//! bought, its supporters pay. Money only falls, so an old ρ stays a lower bound and few are computed again.
//! Floats only exclude: whatever is within [`NEAR`] of a decision is decided by exact fractions ([`Ledger`]).
//!
//! A run can be raised to a larger endowment. It keeps what it knows of each price as a straight line over the number
//! of raises ([`Bound`], [`Bought`]): a purchase whose lines do not meet stays as it is, without a look at any voter,
//! and where two meet only the money up to there and these two prices are computed again.

use super::add1::Endowment;
use super::bounds::{Bought, Bound, Bounds};
use super::exact::{Ledger, NEAR};
use super::hall::{Column, Hall, Solution};
use super::slopes::Slopes;
use crate::amount::{Ratio, approximate, whole};

/// A bound for a project out of reach aims this much higher than the last: higher bounds are computed less often
/// and fall faster (2 and 3 took the same time on Budapest 2024).
const FURTHER: f64 = 2.0;
/// Prices are computed again that may matter within this part of the span, once others must be (0.2 took as long).
const HORIZON: f64 = 0.5;

/// Purchases for an endowment.
pub(crate) struct Run<'h, 'a> {
    hall: &'h Hall<'a>,
    endowment: Endowment,
    raises: u64,
    /// `raises` as a float.
    raised: f64,
    /// The purchases in order.
    bought: Vec<Bought>,
    /// Place of each project among the purchases.
    place: Vec<usize>,
    /// What is known of each project's price.
    bounds: Vec<Bounds>,
    /// The purchases carried out at this endowment, if any: `money` and `slopes` are what they leave.
    ledger: Option<Ledger<'a>>,
    money: Vec<f64>,
    slopes: Slopes,
    /// How many raises ahead the slopes must hold.
    span: f64,
    /// What the supporters of one project hold.
    held: Vec<f64>,
}

/// The project to buy now, and those that only exact fractions told apart from it.
struct Winner {
    project: usize,
    price: Bound,
    settled: Vec<(usize, f64)>,
}

impl<'h, 'a> Run<'h, 'a> {
    /// Before any purchase.
    pub(crate) fn new(hall: &'h Hall<'a>, endowment: Endowment) -> Self {
        let profile = hall.profile;
        let always = |(project, column): (usize, &Column)| {
            let rho = column.cost / column.total;
            Bounds::new(Bound::always(if profile.is_eligible(project) { rho } else { f64::INFINITY }))
        };
        Self {
            hall,
            endowment,
            raises: 0,
            raised: 0.0,
            bought: Vec::new(),
            place: vec![usize::MAX; hall.columns.len()],
            bounds: hall.columns.iter().enumerate().map(always).collect(),
            ledger: None,
            money: vec![0.0; profile.groups.len()],
            slopes: Slopes::new(profile.groups.len()),
            span: 1.0,
            held: vec![0.0; hall.widest()],
        }
    }

    /// Buys until nothing is affordable with an endowment raised `raises` times, never less than before, and returns
    /// how many raises more surely leave the purchases as they are.
    pub(crate) fn raise(&mut self, raises: u64) -> u64 {
        (self.raises, self.raised) = (raises, as_float(raises));
        self.span = self.endowment.span(raises);
        self.ledger = None;
        let stays = |until, step| self.stays_until(step, until);
        let mut until = (0..self.bought.len()).fold(self.poor_until(), stays);
        if self.bought.is_empty() || until < self.raised {
            until = self.renew();
        }
        whole_below((until - self.raised).max(0.0))
    }

    /// Goes through the purchases again, and through all prices that may soon change them: the money is at hand now.
    fn renew(&mut self) -> f64 {
        let horizon = self.raised + HORIZON * self.span;
        let mut until = f64::INFINITY;
        for step in 0.. {
            let stays = match self.bought.get(step) {
                Some(_) => self.stays_until(step, until.min(horizon)),
                None => f64::NEG_INFINITY,
            };
            if stays < until.min(horizon) {
                let winner = if stays >= self.raised { Some(self.same(step)) } else { self.cheapest(step) };
                let Some(winner) = winner else { break };
                self.buy(step, winner, horizon);
            }
            until = until.min(self.stays_until(step, until).max(self.raised));
        }
        until.min(self.poor_until())
    }

    /// The purchase made before, with its price now.
    fn same(&mut self, step: usize) -> Winner {
        let Bought { project, rho, .. } = self.bought[step];
        self.carry_out(step);
        self.hall.columns[project].gather(&self.money, &mut self.held);
        Winner { project, price: self.price(project, step, rho), settled: Vec::new() }
    }

    /// Up to how many raises nothing more can be paid for after the last purchase.
    fn poor_until(&self) -> f64 {
        let others = (0..self.bounds.len()).filter(|project| self.place[*project] == usize::MAX);
        others.map(|project| self.bounds[project].poor_until(self.bought.len())).fold(f64::INFINITY, f64::min)
    }

    /// The projects bought, in order.
    pub(crate) fn order(&self) -> Vec<usize> {
        self.bought.iter().map(|bought| bought.project).collect()
    }

    /// The purchases with their exact prices.
    pub(crate) fn ledger(&mut self) -> &Ledger<'a> {
        self.carry_out(self.bought.len())
    }

    /// Up to how many raises all losers of a purchase surely stay dearer, or anything from `enough` on.
    fn stays_until(&self, step: usize, enough: f64) -> f64 {
        let bought = &self.bought[step];
        let mut until = bought.until.min(enough);
        for (project, bounds) in self.bounds.iter().enumerate() {
            if self.place[project] <= step || self.hall.are_twins(project, bought.project) {
                continue;
            }
            let dearer = bounds.dearer_until(bought, step, self.raised, until);
            if dearer < until {
                until = dearer.max(bought.settled_until(project)).min(until);
            }
            if until < self.raised {
                break;
            }
        }
        until
    }

    /// The project to buy after `step` purchases.
    fn cheapest(&mut self, step: usize) -> Option<Winner> {
        let raised = self.raised;
        let before = self.bought.get(step);
        let is_beaten = |project| before.is_some_and(|own| own.settled_until(project) > raised);
        let rivals = (0..self.bounds.len()).filter(|own| self.place[*own] >= step && !is_beaten(*own));
        let mut rivals: Vec<(usize, Bound)> =
            rivals.map(|own| (own, self.bounds[own].latest(step, raised))).collect();
        loop {
            let low = |own: &Bound| own.rho_at(raised) - own.slack;
            let least = (0..rivals.len())
                .min_by(|a, b| rivals[*a].1.rho_at(raised).total_cmp(&rivals[*b].1.rho_at(raised)))?;
            let best = rivals[least].1;
            if best.rho.is_infinite() {
                return None;
            }
            let near = |other: &Bound| low(other) <= best.rho_at(raised) + best.slack;
            let unsettled =
                |other: &Bound| !other.is_of(step, raised) || (other.poor && other.rho.is_finite());
            let next = if unsettled(&best) {
                Some(least)
            } else {
                rivals.iter().position(|(_, other)| near(other) && unsettled(other))
            };
            if let Some(next) = next {
                let (project, bound) = rivals[next];
                rivals[next].1 = if bound.is_of(step, raised) {
                    self.give_up(project)
                } else {
                    self.evaluate(project, step, &bound)
                };
                continue;
            }
            let tied: Vec<(usize, Bound)> = rivals.iter().filter(|(_, other)| near(other)).copied().collect();
            return Some(self.decide(step, &tied));
        }
    }

    /// Decides among projects that floats cannot tell apart: exact ρ, then the order of ties.
    fn decide(&mut self, step: usize, tied: &[(usize, Bound)]) -> Winner {
        let mut best = 0;
        let mut exact: Option<Ratio> = None;
        for at in 1..tied.len() {
            let rank = |at: usize| self.hall.profile.tie_rank[tied[at].0];
            let first = rank(at) < rank(best);
            if self.hall.are_twins(tied[at].0, tied[best].0) {
                best = if first { at } else { best };
                continue;
            }
            let least = match exact.take() {
                Some(known) => known,
                None => self.exact_rho(step, &tied[best]),
            };
            let rho = self.exact_rho(step, &tied[at]);
            let better = rho < least || (rho == least && first);
            if better {
                best = at;
            }
            exact = Some(if better { rho } else { least });
        }
        let (project, price) = tied[best];
        let others = tied.iter().filter(|other| other.0 != project);
        // A price that depends on no one's money stays; that of the winner only falls.
        let settled =
            others.map(|(other, bound)| (*other, if bound.all_full { f64::INFINITY } else { self.raised }));
        Winner { project, price, settled: settled.collect() }
    }

    fn exact_rho(&mut self, step: usize, candidate: &(usize, Bound)) -> Ratio {
        let (project, bound) = candidate;
        if bound.all_full {
            let profile = self.hall.profile;
            let weight: i128 = profile.supporters[*project]
                .iter()
                .map(|s| i128::from(profile.groups[s.group as usize].size) * i128::from(s.utility))
                .sum();
            return whole(profile.costs[*project]) / whole(weight);
        }
        self.carry_out(step).price(*project, step, bound.rho).rho
    }

    /// Carries out the first `steps` purchases with the present endowment.
    fn carry_out(&mut self, steps: usize) -> &Ledger<'a> {
        if self.ledger.is_none() {
            let endowment = self.endowment.after(self.raises);
            self.money.fill(approximate(&endowment));
            self.slopes.restart(self.span, approximate(&self.endowment.step));
            self.ledger = Some(Ledger::new(self.hall.profile, endowment));
        }
        while let Some(done) = self.ledger.as_ref().map(Ledger::len).filter(|done| *done < steps) {
            let same = self.same(done);
            self.set_price(done, &same.price);
            self.pay(done, &same.price);
        }
        self.ledger.as_ref().expect("made above")
    }

    /// Computes the price of a project after `step` purchases.
    fn evaluate(&mut self, project: usize, step: usize, bound: &Bound) -> Bound {
        self.carry_out(step);
        let total = self.hall.columns[project].gather(&self.money, &mut self.held);
        let guess = bound.rho_at(self.raised);
        let found = if self.affords(project, step, total) {
            self.price(project, step, guess)
        } else {
            match self.postponed(project, step, guess) {
                Some(bound) => bound,
                None => return self.give_up(project),
            }
        };
        self.bounds[project].add(found);
        found
    }

    /// The price of a project whose supporters hold the cost: `held` is what they hold.
    fn price(&self, project: usize, step: usize, guess: f64) -> Bound {
        let column = &self.hall.columns[project];
        let found = column.solve(&self.held, guess);
        let all_full = column.all_full(&self.held, &found);
        Bound {
            step,
            at: self.raised,
            rho: found.rho,
            fall: if all_full { 0.0 } else { self.slopes.fall(column, &self.held, found.rho) },
            slack: column.slack(&found),
            until: if all_full { f64::INFINITY } else { self.raised + self.slopes.span() },
            all_full,
            poor: false,
        }
    }

    /// Whether the supporters hold the cost, exactly where floats are near.
    fn affords(&mut self, project: usize, step: usize, total: f64) -> bool {
        let cost = self.hall.columns[project].cost;
        if (total - cost).abs() > NEAR * cost {
            return total > cost;
        }
        self.carry_out(step).supporters_money(project, step) >= whole(self.hall.profile.costs[project])
    }

    /// A bound, higher than `rho`, for a project that cannot be paid for: it may show that it would lose anyway.
    fn postponed(&self, project: usize, step: usize, rho: f64) -> Option<Bound> {
        let column = &self.hall.columns[project];
        let mut aim = rho * FURTHER;
        let (mut given, mut weight) = column.split(&self.held, aim);
        if weight <= 0.0 {
            aim = column.richest(&self.held) * (1.0 - NEAR);
            (given, weight) = column.split(&self.held, aim);
        }
        let higher = (column.cost - given) / weight;
        if weight <= 0.0 || higher <= rho {
            return None;
        }
        Some(Bound {
            step,
            at: self.raised,
            rho: higher,
            fall: self.slopes.fall_at(column, &self.held, aim),
            slack: column.slack(&Solution { rho: higher, weight }),
            until: self.raised + self.slopes.span(),
            all_full: false,
            poor: true,
        })
    }

    /// Notes for how long a project surely cannot be paid for.
    fn give_up(&mut self, project: usize) -> Bound {
        let column = &self.hall.columns[project];
        let bound = Bound {
            step: self.ledger.as_ref().map_or(0, Ledger::len),
            at: self.raised,
            rho: f64::INFINITY,
            fall: 0.0,
            slack: 0.0,
            until: self.raised + self.slopes.unaffordable_for(column, &self.money),
            all_full: false,
            poor: true,
        };
        self.bounds[project].add(bound);
        bound
    }

    /// Makes a purchase, in the place of the one that was made there before the endowment was raised.
    fn buy(&mut self, step: usize, winner: Winner, horizon: f64) {
        self.carry_out(step);
        if self.bought.get(step).is_none_or(|before| before.project != winner.project) {
            for before in self.bought.drain(step..) {
                self.place[before.project] = usize::MAX;
            }
            for bounds in &mut self.bounds {
                bounds.truncate(step);
            }
            self.place[winner.project] = step;
            self.bought.push(Bought::new(winner.project));
        }
        let settled = &mut self.bought[step].settled;
        settled.retain(|own| own.1 > self.raised);
        settled.extend(winner.settled);
        self.set_price(step, &winner.price);
        self.look_ahead(step, horizon);
        self.pay(step, &winner.price);
    }

    /// Computes the prices of losers again that old bounds let come near the winner's before `horizon`.
    fn look_ahead(&mut self, step: usize, horizon: f64) {
        for project in 0..self.bounds.len() {
            let (bought, bounds) = (&self.bought[step], &self.bounds[project]);
            if self.place[project] <= step || self.hall.are_twins(project, bought.project) {
                continue;
            }
            let dearer = bounds.dearer_until(bought, step, self.raised, horizon);
            let latest = bounds.latest(step, self.raised);
            if dearer.max(bought.settled_until(project)) < horizon && !latest.is_of(step, self.raised) {
                self.evaluate(project, step, &latest);
            }
        }
    }

    fn set_price(&mut self, step: usize, price: &Bound) {
        let bought = &mut self.bought[step];
        let column = &self.hall.columns[bought.project];
        (bought.at, bought.rho, bought.slack) = (self.raised, price.rho, price.slack);
        bought.fall = self.slopes.slowest_fall(column, &self.money, price.rho, price.fall);
        // A price never rises with the endowment.
        bought.until = if bought.fall > 0.0 { self.raised + self.slopes.span() } else { f64::INFINITY };
    }

    /// Takes the price of a purchase from the supporters.
    fn pay(&mut self, step: usize, price: &Bound) {
        let bought = &mut self.bought[step];
        let column = &self.hall.columns[bought.project];
        self.slopes.pay(column, &mut self.money, price.rho, bought.fall, price.fall);
        if let Some(ledger) = &mut self.ledger {
            ledger.push(bought.project, price.rho);
        }
    }
}

/// The number of raises as a float; beyond 2⁵³ bounds are coarser than a raise and prove less.
#[expect(clippy::cast_precision_loss, reason = "a span far above 2^53 need not be exact")]
fn as_float(raises: u64) -> f64 {
    raises as f64
}

/// The largest whole number surely below a bound.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the bound is not negative; a cast saturates"
)]
fn whole_below(bound: f64) -> u64 {
    ((bound * (1.0 - NEAR)).ceil() - 1.0).clamp(0.0, 1e15) as u64
}
