//! The slow definitions, voter by voter and with fractions everywhere, and small elections for the properties.

use beffroi_budgeting::{
    BallotKind, Choice, Completion, Election, EqualShares, Outcome, Parameters, Project, Ratio, Rule,
    TieOrder, Utility, Voter, count,
};
use proptest::prelude::*;

/// What project `p` is worth to each voter.
pub(crate) fn utilities(election: &Election, utility: Utility, p: usize) -> Vec<Ratio> {
    let worth = |voter: &Voter| {
        let at = voter.choices.iter().position(|choice| choice.project as usize == p);
        let own = at.map(|at| match utility {
            Utility::Cost => i128::from(election.projects[p].cost),
            Utility::Cardinality => 1,
            Utility::Points => i128::from(voter.choices[at].points),
            Utility::Borda => (voter.choices.len() - at - 1) as i128,
        });
        Ratio::from_integer(own.unwrap_or(0).into())
    };
    election.voters.iter().map(worth).collect()
}

/// Equal Shares as the paper writes it: purchases with their ρ.
pub(crate) fn slow_equal_shares(
    election: &Election,
    utility: Utility,
    endowment: &Ratio,
) -> Vec<(usize, Ratio)> {
    let zero = Ratio::from_integer(0.into());
    let worth: Vec<Vec<Ratio>> =
        (0..election.projects.len()).map(|p| utilities(election, utility, p)).collect();
    let mut money = vec![endowment.clone(); election.voters.len()];
    let mut bought: Vec<(usize, Ratio)> = Vec::new();
    loop {
        let mut best: Option<(Ratio, &str, usize)> = None;
        for (p, project) in election.projects.iter().enumerate() {
            if project.cost > election.budget || bought.iter().any(|(own, _)| *own == p) {
                continue;
            }
            let cost = Ratio::from_integer(project.cost.into());
            let mut ratios: Vec<(Ratio, usize)> = (0..money.len())
                .filter(|i| worth[p][*i] > zero)
                .map(|i| (&money[i] / &worth[p][i], i))
                .collect();
            ratios.sort();
            let (mut paid, mut weight) = (zero.clone(), zero.clone());
            for (_, i) in &ratios {
                weight += &worth[p][*i];
            }
            for (limit, i) in ratios {
                let rho = (&cost - &paid) / &weight;
                if rho <= limit {
                    if best.as_ref().is_none_or(|(least, id, _)| (&rho, project.id.as_str()) < (least, *id)) {
                        best = Some((rho, &project.id, p));
                    }
                    break;
                }
                paid += &money[i];
                weight -= &worth[p][i];
            }
        }
        let Some((rho, _, p)) = best else { return bought };
        for (held, worth) in money.iter_mut().zip(&worth[p]) {
            let share = &rho * worth;
            *held -= if *held < share { held.clone() } else { share };
        }
        bought.push((p, rho));
    }
}

pub(crate) fn cost_of(election: &Election, projects: &[usize]) -> u64 {
    projects.iter().map(|p| election.projects[*p].cost).sum()
}

pub(crate) fn supported(election: &Election, utility: Utility, p: usize) -> bool {
    utilities(election, utility, p).iter().any(|worth| *worth > Ratio::from_integer(0.into()))
}

pub(crate) fn is_exhaustive(election: &Election, utility: Utility, outcome: &[usize]) -> bool {
    let spent = cost_of(election, outcome);
    (0..election.projects.len()).all(|p| {
        outcome.contains(&p)
            || !supported(election, utility, p)
            || spent + election.projects[p].cost > election.budget
    })
}

/// Add1 step by step.
pub(crate) fn slow_add1(election: &Election, utility: Utility) -> (u64, Vec<usize>) {
    let first = Ratio::new(election.budget.into(), election.voters.len().into());
    let mut last = Vec::new();
    for k in 0_u64.. {
        let run = slow_equal_shares(election, utility, &(&first + Ratio::from_integer(k.into())));
        let order: Vec<usize> = run.into_iter().map(|(p, _)| p).collect();
        if cost_of(election, &order) > election.budget {
            return (k - 1, last);
        }
        if is_exhaustive(election, utility, &order) {
            return (k, order);
        }
        last = order;
    }
    unreachable!("raising ends")
}

pub(crate) fn by(rule: Rule) -> Parameters {
    Parameters { rule, tie: TieOrder::Id }
}

pub(crate) fn shares(utility: Utility, completion: Completion) -> Parameters {
    by(Rule::EqualShares(EqualShares::new(utility, completion)))
}

pub(crate) fn counted(election: &Election, parameters: &Parameters) -> Outcome {
    count(election, parameters, &mut |_| {}).expect("the election can be counted")
}

/// An election of a kind from costs and ballots (project, points), budget in whole units.
pub(crate) fn election(
    kind: BallotKind,
    budget: u64,
    costs: &[u64],
    ballots: &[Vec<(u32, i64)>],
) -> Election {
    let project =
        |(index, cost): (usize, &u64)| Project { id: format!("p{index}"), cost: *cost, fields: vec![] };
    let voter = |(index, ballot): (usize, &Vec<(u32, i64)>)| Voter {
        id: format!("v{index}"),
        choices: ballot
            .iter()
            .map(|(project, points)| Choice { project: *project, points: *points })
            .collect(),
        fields: vec![],
    };
    Election {
        meta: vec![],
        kind,
        budget,
        decimals: 0,
        point_decimals: 0,
        with_points: kind.has_points(),
        project_columns: vec![],
        projects: costs.iter().enumerate().map(project).collect(),
        voter_columns: vec![],
        voters: ballots.iter().enumerate().map(voter).collect(),
    }
}

/// Small elections of every kind with a utility that they allow. Costs repeat, so that ties are frequent.
pub(crate) fn small() -> impl Strategy<Value = (Election, Utility)> {
    let costs = prop::collection::vec(prop_oneof![1_u64..12, Just(6_u64), Just(4), 10_u64..120], 1..7);
    let shape = (costs, 4_u64..160, 1_usize..8);
    let kinds = prop_oneof![
        Just((BallotKind::Approval, Utility::Cost)),
        Just((BallotKind::Approval, Utility::Cardinality)),
        Just((BallotKind::Cumulative, Utility::Points)),
        Just((BallotKind::Ordinal, Utility::Borda)),
    ];
    (shape, kinds).prop_flat_map(|((costs, budget, voters), (kind, utility))| {
        let projects = u32::try_from(costs.len()).expect("few");
        let everything: Vec<u32> = (0..projects).collect();
        let ballot = prop::sample::subsequence(everything, 0..=costs.len()).prop_shuffle();
        let ballot = ballot.prop_flat_map(|chosen| {
            let points = prop::collection::vec(0_i64..5, chosen.len());
            points.prop_map(move |points| chosen.iter().copied().zip(points).collect::<Vec<_>>())
        });
        prop::collection::vec(ballot, voters).prop_map(move |mut ballots| {
            if !kind.has_points() {
                ballots.iter_mut().flatten().for_each(|(_, points)| *points = 0);
            }
            (election(kind, budget, &costs, &ballots), utility)
        })
    })
}
