//! What a voter, and anybody, can check with a pencil: `prices.csv`, and the receipt of one ballot.
//!
//! With the prices of an Equal Shares count every voter recomputes their own part: begin with the endowment; at each
//! purchase of a project on the ballot pay min(money, ρ·utility). Σ payments of a project = its cost, and
//! Σ payments + unspent = voters·endowment.

use std::fmt::Write as _;

use num_bigint::BigInt;

use crate::amount::{Ratio, format_units, in_currency};
use crate::election::{Election, ElectionError};
use crate::profile::Profile;
use crate::rules::count::{Outcome, Purchase, Shares};

/// One project on a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLine {
    /// Index of the project.
    pub project: usize,
    /// Whether it is funded.
    pub funded: bool,
    /// The voter's share under Equal Shares, in smallest units; `None` where it was not bought by shares.
    pub payment: Option<Ratio>,
    /// The voter gave all that was left, which was less than the full share.
    pub capped: bool,
    /// What was missing to buy it, for projects that Equal Shares did not buy.
    pub missing: Option<Ratio>,
}

/// What became of one ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// One line per project on the ballot, in its order.
    pub lines: Vec<ReceiptLine>,
    /// What the voter began with and what is left, under Equal Shares, in smallest units.
    pub money: Option<(Ratio, Ratio)>,
}

/// The receipts of one count.
#[derive(Debug)]
pub struct Receipts<'a> {
    election: &'a Election,
    outcome: &'a Outcome,
    profile: Profile,
}

impl<'a> Receipts<'a> {
    /// Prepares the receipts of an outcome of this election.
    ///
    /// # Errors
    /// As for [`crate::count`].
    pub fn new(election: &'a Election, outcome: &'a Outcome) -> Result<Self, ElectionError> {
        let profile = Profile::new(election, outcome.parameters.rule.utility(), outcome.parameters.tie)?;
        Ok(Self { election, outcome, profile })
    }

    /// The receipt of the voter at `index`; `None` beyond the last.
    pub fn of(&self, index: usize) -> Option<Receipt> {
        let group = *self.profile.group_of.get(index)?;
        let items = &self.profile.groups[group as usize].items;
        let paid = self.outcome.shares.as_ref().map(|shares| payments(shares, items));
        let lines = self.election.voters[index].choices.iter().map(|choice| {
            let project = choice.project as usize;
            let own = paid.as_ref().and_then(|(paid, _)| paid.iter().find(|line| line.0 == project));
            let losers = self.outcome.shares.iter().flat_map(|shares| &shares.losers);
            ReceiptLine {
                project,
                funded: self.outcome.order.contains(&project),
                payment: own.map(|line| line.1.clone()),
                capped: own.is_some_and(|line| line.2),
                missing: losers.filter(|one| one.project == project).map(|one| one.missing.clone()).next(),
            }
        });
        let lines = lines.collect();
        let shares = self.outcome.shares.as_ref();
        let money = shares.zip(paid).map(|(shares, (_, rest))| (shares.endowment.clone(), rest));
        Some(Receipt { lines, money })
    }
}

/// Payments (project, amount, whether it was all that was left) in the order of purchase, and the rest.
fn payments(shares: &Shares, items: &[(u32, i64)]) -> (Vec<(usize, Ratio, bool)>, Ratio) {
    let mut money = shares.endowment.clone();
    let mut paid = Vec::new();
    for Purchase { project, rho, .. } in &shares.purchases {
        let Some((_, utility)) = items.iter().find(|(own, _)| *own as usize == *project) else { continue };
        let share = rho * BigInt::from(*utility);
        let capped = money < share;
        let payment = if capped { money.clone() } else { share };
        money -= &payment;
        paid.push((*project, payment, capped));
    }
    (paid, money)
}

/// `prices.csv`: one line per purchase of an Equal Shares count, in order. Costs in currency; ρ is a fraction: the
/// payment in currency per unit of utility (per unit of currency under cost utility).
pub fn prices_csv(election: &Election, shares: &Shares, utility: crate::Utility) -> String {
    let mut text = "step,project,rho,supporters,full_payers,emptied,cost\n".to_owned();
    for (step, purchase) in (1..).zip(&shares.purchases) {
        let project = &election.projects[purchase.project];
        let _ = writeln!(
            text,
            "{step},{},{},{},{},{},{}",
            quoted(&project.id),
            shown_rho(election, &purchase.rho, utility),
            purchase.supporters,
            purchase.full_payers,
            purchase.emptied,
            format_units(i128::from(project.cost), election.decimals),
        );
    }
    text
}

/// A price as published: currency per unit of utility as people write it.
///
/// Under cost utility units cancel; points are counted in `10^-point_decimals` inside.
pub fn shown_rho(election: &Election, rho: &Ratio, utility: crate::Utility) -> Ratio {
    match utility {
        crate::Utility::Cost => rho.clone(),
        crate::Utility::Cardinality | crate::Utility::Borda => in_currency(rho, election.decimals),
        crate::Utility::Points => {
            in_currency(rho, election.decimals) * BigInt::from(10).pow(election.point_decimals)
        }
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
