//! What must be true of every count, on small elections drawn at random.

mod common;

use std::collections::HashMap;

use beffroi_budgeting::{BallotKind, Completion, Election, Ratio, Receipts, Rule, TieOrder, Utility, count};
use common::{
    by, cost_of, counted, election, is_exhaustive, shares, slow_add1, slow_equal_shares, small, supported,
    utilities,
};
use proptest::prelude::*;

fn whole(value: u64) -> Ratio {
    Ratio::from_integer(value.into())
}

/// Ids of the purchases in order.
fn ids(election: &Election, order: &[usize]) -> Vec<String> {
    order.iter().map(|index| election.projects[*index].id.clone()).collect()
}

fn subsets(of: usize) -> impl Iterator<Item = Vec<usize>> {
    (1_usize..1 << of).map(move |bits| (0..of).filter(|at| bits >> at & 1 == 1).collect())
}

#[test]
fn a_project_with_a_supporter_is_funded_while_it_fits_whatever_its_points_sum_to() {
    let ballots = [vec![(0, 3), (1, 1)], vec![(1, -2)], vec![(2, -1)]];
    let election = election(BallotKind::Scoring, 20, &[5, 5, 5], &ballots);
    let outcome = counted(&election, &by(Rule::Greedy(Utility::Points)));
    assert_eq!((outcome.order, outcome.set_aside), (vec![0, 1], vec![2]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equal_shares_is_the_slow_definition_price_by_price((election, utility) in small()) {
        let outcome = counted(&election, &shares(utility, Completion::None));
        let endowment = Ratio::new(election.budget.into(), election.voters.len().into());
        let slow = slow_equal_shares(&election, utility, &endowment);
        let own: Vec<(usize, Ratio)> =
            outcome.shares.iter().flat_map(|s| &s.purchases).map(|p| (p.project, p.rho.clone())).collect();
        prop_assert_eq!(own, slow);
    }

    #[test]
    fn add1_by_leaps_is_add1_step_by_step((election, utility) in small()) {
        let outcome = counted(&election, &shares(utility, Completion::Add1));
        let (increments, order) = slow_add1(&election, utility);
        prop_assert_eq!(&outcome.order, &order);
        prop_assert_eq!(outcome.shares.map(|shares| shares.increments), Some(increments));
    }

    #[test]
    fn payments_add_up_to_the_costs_and_the_endowments((election, utility) in small()) {
        for completion in [Completion::None, Completion::Add1] {
            let outcome = counted(&election, &shares(utility, completion));
            let own = outcome.shares.clone().expect("equal shares");
            let receipts = Receipts::new(&election, &outcome).expect("counted before");
            let mut paid: HashMap<usize, Ratio> = HashMap::new();
            let mut payers: HashMap<usize, u64> = HashMap::new();
            let mut largest: HashMap<usize, Ratio> = HashMap::new();
            let mut rest = whole(0);
            for index in 0..election.voters.len() {
                let receipt = receipts.of(index).expect("a voter");
                for line in receipt.lines {
                    if let Some(payment) = line.payment.filter(|payment| *payment > whole(0)) {
                        *payers.entry(line.project).or_default() += 1;
                        let most = largest.entry(line.project).or_insert_with(|| payment.clone());
                        if *most < payment { *most = payment.clone(); }
                        *paid.entry(line.project).or_insert_with(|| whole(0)) += payment;
                    }
                }
                rest += receipt.money.expect("equal shares").1;
            }
            prop_assert_eq!(&rest, &own.unspent);
            for purchase in &own.purchases {
                prop_assert_eq!(&paid[&purchase.project], &whole(election.projects[purchase.project].cost));
                prop_assert_eq!(payers[&purchase.project], purchase.payers);
                prop_assert_eq!(&largest[&purchase.project], &purchase.largest_payment);
            }
            for loser in &own.losers {
                prop_assert!(loser.missing > whole(0));
            }
        }
    }

    #[test]
    fn nobody_pays_more_per_utility_than_the_price((election, utility) in small()) {
        let outcome = counted(&election, &shares(utility, Completion::None));
        for purchase in outcome.shares.iter().flat_map(|s| &s.purchases) {
            let most = utilities(&election, utility, purchase.project).into_iter().max().expect("voters");
            prop_assert!(purchase.largest_payment <= &purchase.rho * most);
        }
    }

    #[test]
    fn the_order_of_voters_changes_nothing((election, utility) in small(), turn in 0_usize..8) {
        let mut other = election.clone();
        let by_turn = turn % other.voters.len();
        other.voters.rotate_left(by_turn);
        other.voters[by_turn..].reverse();
        for parameters in [
            shares(utility, Completion::Add1U), by(Rule::Greedy(utility)), by(Rule::Phragmen),
        ] {
            prop_assert_eq!(counted(&election, &parameters).order, counted(&other, &parameters).order);
        }
    }

    #[test]
    fn the_order_of_projects_changes_nothing((election, utility) in small()) {
        let last = u32::try_from(election.projects.len()).expect("few") - 1;
        let mut other = election.clone();
        other.projects.reverse();
        for choice in other.voters.iter_mut().flat_map(|voter| &mut voter.choices) {
            choice.project = last - choice.project;
        }
        for parameters in [
            shares(utility, Completion::Add1U), by(Rule::Greedy(utility)), by(Rule::Phragmen),
        ] {
            let (own, mirrored) = (counted(&election, &parameters), counted(&other, &parameters));
            prop_assert_eq!(ids(&election, &own.order), ids(&other, &mirrored.order));
        }
    }

    #[test]
    fn counting_in_cents_changes_nothing((election, utility) in small()) {
        let mut other = election.clone();
        (other.budget, other.decimals) = (election.budget * 100, 2);
        other.projects.iter_mut().for_each(|project| project.cost *= 100);
        for parameters in [
            shares(utility, Completion::Add1), by(Rule::Greedy(utility)), by(Rule::Phragmen),
        ] {
            prop_assert_eq!(counted(&election, &parameters).order, counted(&other, &parameters).order);
        }
    }

    #[test]
    fn completions_stay_in_budget_and_u_is_exhaustive((election, utility) in small()) {
        for completion in [Completion::None, Completion::U, Completion::Add1, Completion::Add1U] {
            let outcome = counted(&election, &shares(utility, completion));
            prop_assert!(outcome.cost <= election.budget);
            prop_assert!(!completion.fills() || is_exhaustive(&election, utility, &outcome.order));
        }
        let greedy = counted(&election, &by(Rule::Greedy(utility)));
        prop_assert!(greedy.cost <= election.budget);
        prop_assert!(is_exhaustive(&election, utility, &greedy.order));
        prop_assert!(greedy.order.iter().all(|project| supported(&election, utility, *project)));
    }

    /// Extended justified representation (up to one project, which is the same where every project counts 1): if a
    /// group of voters has the money for a set of projects that all of them chose, some member gets as many chosen
    /// projects (Peters, Pierczyński & Skowron 2021).
    #[test]
    fn groups_that_agree_are_represented((drawn, _) in small()) {
        let election = Election { kind: BallotKind::Approval, with_points: false, ..drawn };
        let outcome = counted(&election, &shares(Utility::Cardinality, Completion::None));
        let chosen: Vec<Vec<usize>> = election.voters.iter()
            .map(|voter| voter.choices.iter().map(|choice| choice.project as usize).collect()).collect();
        for wanted in subsets(election.projects.len()) {
            let group: Vec<usize> =
                (0..chosen.len()).filter(|i| wanted.iter().all(|p| chosen[*i].contains(p))).collect();
            let share = group.len() as u64 * election.budget;
            if group.is_empty() || share < cost_of(&election, &wanted) * election.voters.len() as u64 {
                continue;
            }
            let funded = |i: &usize| chosen[*i].iter().filter(|p| outcome.order.contains(p)).count();
            let best = group.iter().map(funded).max().unwrap_or(0);
            prop_assert!(best >= wanted.len(), "{:?} {:?}", wanted, outcome.order);
        }
    }

    #[test]
    fn another_order_of_ties_stays_in_budget((election, utility) in small()) {
        let mut parameters = shares(utility, Completion::Add1);
        parameters.tie = TieOrder::CostVotes;
        let outcome = count(&election, &parameters, &mut |_| {}).expect("counted");
        prop_assert!(outcome.cost <= election.budget);
    }
}

#[test]
fn twins_are_told_apart_by_the_order_of_ties_through_every_raise() {
    // p0 and p1 are always tied; only one can be afforded until endowments have grown a thousandfold.
    let ballots = [vec![(0, 0), (1, 0)], vec![(2, 0)]];
    let election = election(BallotKind::Approval, 4_000, &[1_500, 1_500, 2_600], &ballots);
    let outcome = counted(&election, &shares(Utility::Cardinality, Completion::Add1));
    assert_eq!(slow_add1(&election, Utility::Cardinality).1, outcome.order);
    assert_eq!(outcome.order[0], 0);
}
