//! What a readable file says that does not add up: declared numbers, recounts, limits. Reported, never applied.

use crate::amount::Decimal;
use crate::election::{Choice, Election};

/// One thing that does not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A META number differs from what is in the file.
    Declared {
        /// `num_projects` or `num_votes`.
        key: &'static str,
        /// What META says.
        says: String,
        /// What was counted.
        counted: usize,
    },
    /// A project's `votes` or `score` differs from a recount.
    Recount {
        /// The project.
        project: String,
        /// `votes` or `score`.
        column: &'static str,
        /// What the file says.
        says: String,
        /// What the ballots give.
        counted: String,
    },
    /// A project costs nothing: it cannot be counted.
    FreeProject(String),
    /// A project costs more than the budget: it is set aside.
    OverBudget(String),
    /// Nobody votes for a project.
    NoSupporter(String),
    /// A ballot is beyond a limit of META.
    Limit {
        /// The voter.
        voter: String,
        /// The limit, such as `max_length`.
        key: &'static str,
    },
}

/// Checks a file that was read.
pub fn check(election: &Election) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, counted) in [("num_projects", election.projects.len()), ("num_votes", election.voters.len())] {
        let says = election.meta(key).unwrap_or_default();
        if says.parse() != Ok(counted) {
            findings.push(Finding::Declared { key, says: says.to_owned(), counted });
        }
    }
    let tallies = election.tallies();
    for (index, project) in election.projects.iter().enumerate() {
        let (votes, points) = tallies[index];
        let id = project.id.clone();
        if project.cost == 0 {
            findings.push(Finding::FreeProject(id.clone()));
        }
        if project.cost > election.budget {
            findings.push(Finding::OverBudget(id.clone()));
        }
        if votes == 0 {
            findings.push(Finding::NoSupporter(id));
        }
        recount(election, index, "votes", i128::from(votes), 0, &mut findings);
        if election.with_points {
            recount(election, index, "score", points, election.point_decimals, &mut findings);
        }
    }
    for limit in &limits(election) {
        let beyond = election.voters.iter().filter(|voter| limit.is_passed(election, &voter.choices));
        findings.extend(beyond.map(|voter| Finding::Limit { voter: voter.id.clone(), key: limit.key }));
    }
    findings
}

fn recount(
    election: &Election,
    index: usize,
    column: &'static str,
    counted: i128,
    scale: u32,
    findings: &mut Vec<Finding>,
) {
    let Some(says) = election.project_field(index, column) else { return };
    let same = Decimal::parse(says).is_some_and(|value| {
        let common = scale.max(value.scale());
        let counted = 10_i128.checked_pow(common - scale).and_then(|unit| counted.checked_mul(unit));
        value.at_scale(common) == counted
    });
    if !same {
        findings.push(Finding::Recount {
            project: election.projects[index].id.clone(),
            column,
            says: says.to_owned(),
            counted: crate::amount::format_units(counted, scale),
        });
    }
}

/// What a ballot adds up to.
type Sum = fn(&Election, &[Choice]) -> i128;

/// A bound of META on what a ballot adds up to.
struct Limit {
    key: &'static str,
    bound: i128,
    most: bool,
    sum: Sum,
}

impl Limit {
    fn is_passed(&self, election: &Election, choices: &[Choice]) -> bool {
        let sum = (self.sum)(election, choices);
        if self.most { sum > self.bound } else { sum < self.bound }
    }
}

fn limits(election: &Election) -> Vec<Limit> {
    let length = |_: &Election, choices: &[Choice]| i128::try_from(choices.len()).unwrap_or(i128::MAX);
    let cost = |election: &Election, choices: &[Choice]| {
        choices.iter().map(|choice| i128::from(election.projects[choice.project as usize].cost)).sum()
    };
    let points =
        |_: &Election, choices: &[Choice]| choices.iter().map(|choice| i128::from(choice.points)).sum();
    let all: [(&'static str, u32, Sum); 6] = [
        ("min_length", 0, length),
        ("max_length", 0, length),
        ("min_sum_cost", election.decimals, cost),
        ("max_sum_cost", election.decimals, cost),
        ("min_sum_points", election.point_decimals, points),
        ("max_sum_points", election.point_decimals, points),
    ];
    let with_points = election.with_points;
    let applies = |key: &str| with_points || !key.ends_with("points");
    all.into_iter()
        .filter(|(key, ..)| applies(key))
        .filter_map(|(key, scale, sum)| {
            let bound = Decimal::parse(election.meta(key)?)?.at_scale(scale)?;
            Some(Limit { key, bound, most: key.starts_with("max"), sum })
        })
        .collect()
}
