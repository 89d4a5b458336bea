//! Everything that a result depends on besides the ballots. A result without its parameters is not a result.

use crate::amount::{Ratio, parse_ratio, whole};
use crate::profile::{TieOrder, Utility};

/// What follows Equal Shares, which alone leaves money unspent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completion {
    /// Nothing: the endowment is budget/voters.
    None,
    /// Greedy with the same utility on the rest of the budget.
    U,
    /// Raise every endowment step by step until the outcome is exhaustive, or was before the first over budget.
    Add1,
    /// `Add1`, then `U`.
    Add1U,
}

impl Completion {
    /// Whether endowments are raised.
    pub fn raises(self) -> bool {
        matches!(self, Self::Add1 | Self::Add1U)
    }

    /// Whether greedy spends the rest.
    pub fn fills(self) -> bool {
        matches!(self, Self::U | Self::Add1U)
    }

    /// The name in parameters and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::U => "u",
            Self::Add1 => "add1",
            Self::Add1U => "add1u",
        }
    }
}

/// The first endowment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// budget / voters, a fraction.
    Exact,
    /// The same rounded down to a whole currency unit, as Pabulib's `equalshares` does for add1.
    Integral,
}

impl Start {
    /// The name in parameters and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Integral => "integral",
        }
    }
}

/// When raising ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stop {
    /// At the first exhaustive outcome, or at the one before the first over budget.
    Exhaustive,
    /// At the one before the first over budget, or when every project that may be funded is (Pabulib).
    Budget,
}

impl Stop {
    /// The name in parameters and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exhaustive => "exhaustive",
            Self::Budget => "budget",
        }
    }
}

/// Greedy replaces the outcome if strictly more voters prefer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// No comparison.
    None,
    /// A voter prefers the outcome with more of the projects they chose.
    Popularity,
    /// A voter prefers an outcome with one of the projects they chose to an outcome with none.
    Coverage,
}

impl Compare {
    /// The name in parameters and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Popularity => "popularity",
            Self::Coverage => "coverage",
        }
    }
}

/// Parameters of the Method of Equal Shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EqualShares {
    /// What a funded project is worth to a voter.
    pub utility: Utility,
    /// What follows.
    pub completion: Completion,
    /// The first endowment.
    pub start: Start,
    /// When raising ends.
    pub stop: Stop,
    /// What each raise adds to every endowment, in currency units; positive.
    pub step: Ratio,
    /// The comparison with greedy at the end.
    pub compare: Compare,
}

impl EqualShares {
    /// The plain method: exact start, steps of one currency unit, until exhaustive, no comparison.
    pub fn new(utility: Utility, completion: Completion) -> Self {
        Self {
            utility,
            completion,
            start: Start::Exact,
            stop: Stop::Exhaustive,
            step: whole(1),
            compare: Compare::None,
        }
    }
}

/// A rule with its own parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Largest sum of utilities per cost first; what does not fit is skipped.
    Greedy(Utility),
    /// Largest score first, as cities count: the column `score`, else `votes`, else the ballots that name a project.
    GreedyScore {
        /// Projects with less are left out, in points or votes.
        threshold: u32,
        /// Whether a project that does not fit is passed over; otherwise the count ends there.
        skip: bool,
    },
    /// The Method of Equal Shares.
    EqualShares(EqualShares),
    /// Sequential Phragmén; a project with points or a rank counts as approved.
    Phragmen,
}

impl Rule {
    /// The utility that ballots are read with.
    pub fn utility(&self) -> Utility {
        match self {
            Self::Greedy(utility) => *utility,
            Self::EqualShares(own) => own.utility,
            Self::GreedyScore { .. } | Self::Phragmen => Utility::Cardinality,
        }
    }
}

/// A rule and the order of ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// The rule.
    pub rule: Rule,
    /// The order of ties.
    pub tie: TieOrder,
}

impl Parameters {
    /// Names and values of every parameter, for people and programs; see [`Parameters::from_pairs`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = match &self.rule {
            Rule::Greedy(utility) => vec![("rule", "greedy".to_owned()), named("utility", utility.name())],
            Rule::GreedyScore { threshold, skip } => vec![
                named("rule", "greedy-score"),
                ("threshold", threshold.to_string()),
                named("skip", if *skip { "yes" } else { "no" }),
            ],
            Rule::EqualShares(own) => vec![
                named("rule", "mes"),
                named("utility", own.utility.name()),
                named("completion", own.completion.name()),
                named("start", own.start.name()),
                named("stop", own.stop.name()),
                ("step", own.step.to_string()),
                named("compare", own.compare.name()),
            ],
            Rule::Phragmen => vec![named("rule", "phragmen")],
        };
        pairs.push(named("tie", self.tie.name()));
        pairs
    }

    /// Reads what [`Parameters::pairs`] wrote; `None` where a name or a value is unknown or missing.
    pub fn from_pairs<'a>(value_of: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let rule = match value_of("rule")? {
            "greedy" => Rule::Greedy(pick(UTILITIES, value_of("utility")?, Utility::name)?),
            "greedy-score" => Rule::GreedyScore {
                threshold: value_of("threshold")?.parse().ok()?,
                skip: value_of("skip")? == "yes",
            },
            "mes" => Rule::EqualShares(EqualShares {
                utility: pick(UTILITIES, value_of("utility")?, Utility::name)?,
                completion: pick(
                    [Completion::None, Completion::U, Completion::Add1, Completion::Add1U],
                    value_of("completion")?,
                    Completion::name,
                )?,
                start: pick([Start::Exact, Start::Integral], value_of("start")?, Start::name)?,
                stop: pick([Stop::Exhaustive, Stop::Budget], value_of("stop")?, Stop::name)?,
                step: parse_ratio(value_of("step")?)?,
                compare: pick(
                    [Compare::None, Compare::Popularity, Compare::Coverage],
                    value_of("compare")?,
                    Compare::name,
                )?,
            }),
            "phragmen" => Rule::Phragmen,
            _ => return None,
        };
        Some(Self { rule, tie: pick([TieOrder::Id, TieOrder::CostVotes], value_of("tie")?, TieOrder::name)? })
    }
}

const UTILITIES: [Utility; 4] = [Utility::Cost, Utility::Cardinality, Utility::Points, Utility::Borda];

fn named(key: &'static str, value: &str) -> (&'static str, String) {
    (key, value.to_owned())
}

fn pick<T: Copy, const N: usize>(all: [T; N], name: &str, name_of: impl Fn(T) -> &'static str) -> Option<T> {
    all.into_iter().find(|one| name_of(*one) == name)
}
