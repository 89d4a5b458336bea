//! The votes as a rule sees them: utilities, supporters, voters grouped by ballot, and the order that breaks ties.
//!
//! Voters with the same ballot always hold the same money and carry the same load, so every rule works on groups.

use std::collections::HashMap;

use crate::election::{Election, ElectionError, MAX_AMOUNT, MAX_POINTS};

/// What a funded project is worth to a voter who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Utility {
    /// Its cost.
    Cost,
    /// One.
    Cardinality,
    /// The points that the voter gave it.
    Points,
    /// Ballot length − position (from 0) − 1: the last ranked is worth nothing, whatever a `points` column says.
    Borda,
}

impl Utility {
    /// The name in parameters and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Cardinality => "cardinality",
            Self::Points => "points",
            Self::Borda => "borda",
        }
    }
}

/// The one order, known before the count, in which ties are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TieOrder {
    /// Smallest identifier, compared as a string of code points: `10` comes before `2`.
    Id,
    /// Smallest cost, then most votes, then smallest identifier.
    CostVotes,
}

impl TieOrder {
    /// The name in parameters and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::CostVotes => "cost-votes",
        }
    }
}

/// One group of voters behind a project.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supporter {
    pub(crate) group: u32,
    /// Positive.
    pub(crate) utility: i64,
}

/// Voters whose ballots are worth the same to them.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) size: u32,
    /// Project and utility, projects ascending.
    pub(crate) items: Vec<(u32, i64)>,
}

/// An election prepared for counting.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) budget: u64,
    pub(crate) voters: u64,
    pub(crate) costs: Vec<u64>,
    /// Place of each project in the order that breaks ties.
    pub(crate) tie_rank: Vec<u32>,
    /// Sum of utilities of each project over all ballots, negative points included.
    pub(crate) total_utility: Vec<i128>,
    pub(crate) supporters: Vec<Vec<Supporter>>,
    pub(crate) groups: Vec<Group>,
    /// The group of each voter of the election.
    pub(crate) group_of: Vec<u32>,
}

impl Profile {
    /// Groups the voters and checks that the election can be counted.
    ///
    /// # Errors
    /// See [`ElectionError`]: free projects, ballots that name what does not exist, points on ballots without any.
    pub(crate) fn new(election: &Election, utility: Utility, tie: TieOrder) -> Result<Self, ElectionError> {
        check(election, utility)?;
        let mut index: HashMap<Vec<(u32, i64)>, u32> = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        let mut group_of = Vec::with_capacity(election.voters.len());
        let mut total_utility = vec![0_i128; election.projects.len()];
        for voter in &election.voters {
            let mut items = utilities(election, utility, &voter.choices);
            for (project, worth) in &items {
                total_utility[*project as usize] += i128::from(*worth);
            }
            items.retain(|(_, worth)| *worth > 0);
            items.sort_unstable();
            let next = u32::try_from(groups.len()).map_err(|_| too_many("ballots"))?;
            let group = *index.entry(items).or_insert_with_key(|items| {
                groups.push(Group { size: 0, items: items.clone() });
                next
            });
            groups[group as usize].size += 1;
            group_of.push(group);
        }
        let mut supporters: Vec<Vec<Supporter>> = vec![Vec::new(); election.projects.len()];
        for (group, own) in (0_u32..).zip(&groups) {
            for (project, utility) in &own.items {
                supporters[*project as usize].push(Supporter { group, utility: *utility });
            }
        }
        Ok(Self {
            budget: election.budget,
            voters: election.voters.len() as u64,
            costs: election.projects.iter().map(|project| project.cost).collect(),
            tie_rank: tie_ranks(election, tie),
            total_utility,
            supporters,
            groups,
            group_of,
        })
    }

    /// Projects that can be funded at all: somebody supports them and the envelope covers them alone.
    pub(crate) fn eligible(&self) -> impl Iterator<Item = usize> {
        (0..self.costs.len()).filter(|project| self.is_eligible(*project))
    }

    pub(crate) fn is_eligible(&self, project: usize) -> bool {
        self.costs[project] <= self.budget && !self.supporters[project].is_empty()
    }

    pub(crate) fn cost_of(&self, projects: &[usize]) -> u128 {
        projects.iter().map(|project| u128::from(self.costs[*project])).sum()
    }

    /// Whether no eligible project that is not in the outcome still fits in the budget.
    pub(crate) fn is_exhaustive(&self, outcome: &[usize]) -> bool {
        let spent = self.cost_of(outcome);
        let fits = |project: usize| spent + u128::from(self.costs[project]) <= u128::from(self.budget);
        !self.eligible().any(|project| fits(project) && !outcome.contains(&project))
    }
}

fn too_many(what: &str) -> ElectionError {
    ElectionError::AmountTooLarge(what.to_owned())
}

fn check(election: &Election, utility: Utility) -> Result<(), ElectionError> {
    let kind = election.kind;
    let on_ballot = match utility {
        Utility::Cost | Utility::Cardinality => true,
        Utility::Points => kind.has_points(),
        Utility::Borda => kind == crate::election::BallotKind::Ordinal,
    };
    if !on_ballot {
        return Err(ElectionError::UtilityNotOnBallot { kind: kind.name(), utility: utility.name() });
    }
    if election.budget > MAX_AMOUNT {
        return Err(too_many("budget"));
    }
    let mut ids = std::collections::HashSet::new();
    for project in &election.projects {
        if project.cost == 0 {
            return Err(ElectionError::FreeProject(project.id.clone()));
        }
        if project.cost > MAX_AMOUNT {
            return Err(ElectionError::AmountTooLarge(project.id.clone()));
        }
        if !ids.insert(project.id.as_str()) {
            return Err(ElectionError::DuplicateProject(project.id.clone()));
        }
    }
    if election.voters.is_empty() {
        return Err(ElectionError::NoBallot);
    }
    let mut last_named = vec![usize::MAX; election.projects.len()];
    for (index, voter) in election.voters.iter().enumerate() {
        for choice in &voter.choices {
            let named = last_named.get_mut(choice.project as usize);
            let named = named.ok_or_else(|| ElectionError::UnknownProject(voter.id.clone()))?;
            if *named == index {
                return Err(ElectionError::RepeatedProject(voter.id.clone()));
            }
            *named = index;
            if choice.points.abs() > MAX_POINTS {
                return Err(ElectionError::TooManyPoints(voter.id.clone()));
            }
        }
    }
    Ok(())
}

/// What each chosen project is worth to the voter, in the ballot's order.
fn utilities(election: &Election, utility: Utility, choices: &[crate::election::Choice]) -> Vec<(u32, i64)> {
    let last = choices.len().saturating_sub(1);
    let worth = |(position, choice): (usize, &crate::election::Choice)| {
        let supports = election.supports(*choice);
        let worth = match utility {
            Utility::Cost if supports => {
                i64::try_from(election.projects[choice.project as usize].cost).unwrap_or(i64::MAX)
            }
            Utility::Cardinality if supports => 1,
            Utility::Cost | Utility::Cardinality => 0,
            Utility::Points => choice.points,
            Utility::Borda => i64::try_from(last - position).unwrap_or(i64::MAX),
        };
        (choice.project, worth)
    };
    choices.iter().enumerate().map(worth).collect()
}

fn tie_ranks(election: &Election, tie: TieOrder) -> Vec<u32> {
    let mut votes = vec![0_u64; election.projects.len()];
    for choice in election.voters.iter().flat_map(|voter| &voter.choices) {
        votes[choice.project as usize] += u64::from(election.supports(*choice));
    }
    let mut order: Vec<usize> = (0..election.projects.len()).collect();
    order.sort_by(|a, b| {
        let (first, second) = (&election.projects[*a], &election.projects[*b]);
        let by_id = first.id.cmp(&second.id);
        match tie {
            TieOrder::Id => by_id,
            TieOrder::CostVotes => first.cost.cmp(&second.cost).then(votes[*b].cmp(&votes[*a])).then(by_id),
        }
    });
    let mut ranks = vec![0; order.len()];
    for (rank, project) in (0..).zip(order) {
        ranks[project] = rank;
    }
    ranks
}
