//! From an election and parameters to an outcome with its explanation.

use super::add1::{self, Endowment, Progress};
use super::equal_shares::Run;
use super::exact::Ledger;
use super::greedy::{self, GreedyStep};
use super::hall::Hall;
use super::parameters::{Compare, EqualShares, Parameters, Rule};
use super::phragmen::{self, LoadStep};
use crate::amount::{Decimal, Ratio, whole};
use crate::election::{BallotKind, Election, ElectionError};
use crate::profile::{Profile, Utility};

/// One purchase of Equal Shares. Money in smallest units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// Index of the project.
    pub project: usize,
    /// Price of one unit of utility: each supporter pays min(money, ρ·utility).
    pub rho: Ratio,
    /// Voters with a positive utility, those who had nothing left included.
    pub supporters: u64,
    /// Voters who paid ρ·utility.
    pub full_payers: u64,
    /// Voters who paid something.
    pub payers: u64,
    /// Voters who have nothing left after it, and had something before.
    pub emptied: u64,
    /// The largest payment of one voter.
    pub largest_payment: Ratio,
}

/// A project that Equal Shares did not buy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loser {
    /// Index of the project.
    pub project: usize,
    /// What its supporters still held at the end.
    pub supporters_money: Ratio,
    /// What was missing to its cost.
    pub missing: Ratio,
}

/// How Equal Shares came to its purchases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// What every voter held at the beginning. With raises the shares are *virtual*: they add up to more than the
    /// budget, and say who carried which project, not who is owed what.
    pub endowment: Ratio,
    /// Raises before the endowment of the result.
    pub increments: u64,
    /// The purchases in order.
    pub purchases: Vec<Purchase>,
    /// Eligible projects that were not bought, in the file's order.
    pub losers: Vec<Loser>,
    /// What all voters together still held.
    pub unspent: Ratio,
}

/// The comparison of Equal Shares with greedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contest {
    /// What greedy funds.
    pub greedy: Vec<usize>,
    /// Voters who prefer Equal Shares.
    pub prefer_shares: u64,
    /// Voters who prefer greedy.
    pub prefer_greedy: u64,
}

impl Contest {
    /// Greedy replaces the outcome only if strictly more voters prefer it.
    pub fn greedy_wins(&self) -> bool {
        self.prefer_greedy > self.prefer_shares
    }
}

/// The result of a count with all that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The parameters counted with.
    pub parameters: Parameters,
    /// Funded projects in the order of their purchase.
    pub order: Vec<usize>,
    /// Their cost, in smallest units.
    pub cost: u64,
    /// Projects set aside: dearer than the whole budget, or without a supporter.
    pub set_aside: Vec<usize>,
    /// For Equal Shares.
    pub shares: Option<Shares>,
    /// Steps of a greedy rule, or of the completion.
    pub greedy: Vec<GreedyStep>,
    /// Rounds of Phragmén.
    pub loads: Vec<LoadStep>,
    /// The comparison, if it was asked for.
    pub contest: Option<Contest>,
}

impl Outcome {
    /// Identifiers of the funded projects, sorted as strings.
    pub fn selected<'e>(&self, election: &'e Election) -> Vec<&'e str> {
        let mut ids: Vec<&str> =
            self.order.iter().map(|index| election.projects[*index].id.as_str()).collect();
        ids.sort_unstable();
        ids
    }
}

/// Counts an election. `progress` is called during long counts (`Add1`).
///
/// # Errors
/// See [`ElectionError`].
pub fn count(
    election: &Election,
    parameters: &Parameters,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, ElectionError> {
    let profile = Profile::new(election, parameters.rule.utility(), parameters.tie)?;
    let mut outcome = Outcome {
        parameters: parameters.clone(),
        order: Vec::new(),
        cost: 0,
        set_aside: (0..election.projects.len()).filter(|project| !profile.is_eligible(*project)).collect(),
        shares: None,
        greedy: Vec::new(),
        loads: Vec::new(),
        contest: None,
    };
    match &parameters.rule {
        Rule::Greedy(_) => {
            outcome.greedy = greedy::by_utility(&profile, &[]);
            outcome.order = greedy::funded(&outcome.greedy);
        }
        Rule::GreedyScore { threshold, skip } => {
            let (scores, unit) = scores(election)?;
            let threshold = i128::from(*threshold) * unit;
            outcome.greedy = greedy::by_score(&profile, &scores, threshold, *skip);
            outcome.order = greedy::funded(&outcome.greedy);
        }
        Rule::EqualShares(own) => equal_shares(election, &profile, own, progress, &mut outcome)?,
        Rule::Phragmen => {
            outcome.loads = phragmen::run(&profile);
            outcome.order =
                outcome.loads.iter().filter(|step| step.bought).map(|step| step.project).collect();
        }
    }
    outcome.cost = u64::try_from(profile.cost_of(&outcome.order)).unwrap_or(u64::MAX);
    Ok(outcome)
}

fn equal_shares(
    election: &Election,
    profile: &Profile,
    parameters: &EqualShares,
    progress: &mut dyn FnMut(Progress),
    outcome: &mut Outcome,
) -> Result<(), ElectionError> {
    if parameters.step <= whole(0) {
        return Err(ElectionError::StepNotPositive);
    }
    let unit = 10_u64.pow(election.decimals);
    let hall = Hall::new(profile);
    let endowment = add1::endowment(profile, parameters, unit);
    let increments = if parameters.completion.raises() {
        add1::raises(&hall, &endowment, parameters.stop, progress)
    } else {
        0
    };
    let shares = explain(&hall, endowment.after(increments), increments);
    outcome.order = shares.purchases.iter().map(|purchase| purchase.project).collect();
    outcome.shares = Some(shares);
    if parameters.completion.fills() {
        outcome.greedy = greedy::by_utility(profile, &outcome.order);
        outcome.order.extend(greedy::funded(&outcome.greedy));
    }
    if parameters.compare != Compare::None {
        let contest = contest(election, profile, parameters, outcome)?;
        if contest.greedy_wins() {
            outcome.order.clone_from(&contest.greedy);
        }
        outcome.contest = Some(contest);
    }
    Ok(())
}

/// Runs once more for one endowment, and says exactly who paid what.
fn explain(hall: &Hall, endowment: Ratio, increments: u64) -> Shares {
    let profile = hall.profile;
    let mut run = Run::new(hall, Endowment { first: endowment.clone(), step: whole(0) });
    run.raise(0);
    let order = run.order();
    let ledger = run.ledger();
    let purchases: Vec<Purchase> = (0..order.len()).map(|step| purchase(ledger, profile, step)).collect();
    let bought: u128 = profile.cost_of(&order);
    let losers = profile.eligible().filter(|project| !order.contains(project)).map(|project| {
        let supporters_money = ledger.supporters_money(project, order.len());
        let missing = whole(profile.costs[project]) - &supporters_money;
        Loser { project, supporters_money, missing }
    });
    let losers = losers.collect();
    let unspent = &endowment * whole(profile.voters) - whole(bought);
    Shares { endowment, increments, purchases, losers, unspent }
}

fn purchase(ledger: &Ledger, profile: &Profile, step: usize) -> Purchase {
    let (project, price) = ledger.bought(step);
    let voters = profile.supporters[project].iter().map(|s| u64::from(profile.groups[s.group as usize].size));
    Purchase {
        project,
        supporters: voters.sum(),
        full_payers: price.full_payers,
        payers: price.full_payers + price.capped_payers,
        emptied: price.emptied,
        largest_payment: price.largest_payment,
        rho: price.rho,
    }
}

fn contest(
    election: &Election,
    profile: &Profile,
    parameters: &EqualShares,
    outcome: &Outcome,
) -> Result<Contest, ElectionError> {
    let by_votes = matches!(election.kind, BallotKind::Approval | BallotKind::ChooseOne);
    let greedy = if by_votes && parameters.utility != Utility::Cost {
        let by_votes = Profile::new(election, Utility::Cost, outcome.parameters.tie)?;
        greedy::by_utility(&by_votes, &[])
    } else {
        greedy::by_utility(profile, &[])
    };
    let greedy = greedy::funded(&greedy);
    let (mut prefer_shares, mut prefer_greedy) = (0, 0);
    for voter in &election.voters {
        let chosen = |outcome: &[usize]| {
            let counts = |choice: &&crate::election::Choice| {
                election.supports(**choice) && outcome.contains(&(choice.project as usize))
            };
            let count = voter.choices.iter().filter(counts).count();
            if parameters.compare == Compare::Coverage { count.min(1) } else { count }
        };
        match chosen(&outcome.order).cmp(&chosen(&greedy)) {
            std::cmp::Ordering::Greater => prefer_shares += 1,
            std::cmp::Ordering::Less => prefer_greedy += 1,
            std::cmp::Ordering::Equal => {}
        }
    }
    Ok(Contest { greedy, prefer_shares, prefer_greedy })
}

/// Each project's score and how many units make one point or vote.
fn scores(election: &Election) -> Result<(Vec<i128>, i128), ElectionError> {
    let Some(column) =
        ["score", "votes"].into_iter().find(|name| election.project_columns.iter().any(|own| own == name))
    else {
        return Ok((election.tallies().iter().map(|(votes, _)| i128::from(*votes)).collect(), 1));
    };
    let unreadable = || ElectionError::MissingField(column.to_owned());
    let read = |project: usize| {
        let text = election.project_field(project, column).unwrap_or_default();
        if text.is_empty() { Decimal::parse("0") } else { Decimal::parse(text) }
    };
    let values: Option<Vec<Decimal>> = (0..election.projects.len()).map(read).collect();
    let values = values.ok_or_else(unreadable)?;
    let scale = values.iter().map(|value| value.scale()).max().unwrap_or(0);
    let unit = 10_i128.checked_pow(scale).ok_or_else(unreadable)?;
    let scores: Option<Vec<i128>> = values.iter().map(|value| value.at_scale(scale)).collect();
    Ok((scores.ok_or_else(unreadable)?, unit))
}
