//! What must hold for every conversation, whoever votes.

mod camps;

use std::collections::BTreeSet;

use beffroi_opinion::{
    Conversation, FEWEST_PEOPLE, Map, Report, SMALLEST_GROUP, STABLE_ENOUGH, Statement, Verdict,
};
use camps::{Ballots, any_ballots, crossed_camps, two_camps};
use proptest::prelude::*;
use proptest::test_runner::Config;

const FIRM_PAIR: Verdict = Verdict::Groups { k: 2, fragile: false };

fn json(conversation: &Conversation) -> String {
    serde_json::to_string(&Report::from(&Map::of(conversation))).expect("JSON")
}

/// The groups of `k` as sets of participants.
fn partition(map: &Map<'_>, k: usize) -> BTreeSet<BTreeSet<u64>> {
    let people = map.layout().people_in(k);
    let members = |group| people.iter().filter(|p| p.group == group).map(|p| p.number).collect();
    people.iter().map(|p| p.group).collect::<BTreeSet<_>>().into_iter().map(members).collect()
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
}

/// The same votes by people under other numbers.
fn renumbered(ballots: &Ballots, number: impl Fn(u64) -> u64) -> Conversation {
    let votes = ballots.votes.iter().map(|&(person, statement, vote)| (number(person), statement, vote));
    Ballots { votes: votes.collect(), ..ballots.clone() }.conversation()
}

proptest! {
    #![proptest_config(Config { cases: 24, ..Config::default() })]

    #[test]
    fn the_order_of_votes_and_statements_changes_no_byte(ballots in any_ballots(), turn in 0_usize..500) {
        let straight = json(&ballots.conversation());
        let mut votes = ballots.votes.clone();
        let turn = turn % votes.len().max(1);
        votes.rotate_left(turn);
        votes.reverse();
        let statements = (0..ballots.statements).rev().map(Statement::numbered);
        let turned = Conversation::new((0..ballots.people).rev(), statements, votes).expect("sound");
        prop_assert_eq!(straight, json(&turned));
    }

    #[test]
    fn any_conversation_has_a_map_and_only_large_stable_groups_are_shown(ballots in any_ballots()) {
        let conversation = ballots.conversation();
        let map = Map::of(&conversation);
        let layout = map.layout();
        for component in layout.components() {
            let length: f64 = component.loadings.iter().map(|x| x * x).sum();
            prop_assert!(component.eigenvalue == 0.0 || (length - 1.0).abs() < 1e-9);
        }
        for (grouping, gammas) in layout.groupings().iter().zip(&map.stability().gammas) {
            prop_assert_eq!(grouping.sizes().iter().sum::<usize>(), layout.people_in_conversation());
            prop_assert!(grouping.sizes().is_sorted_by(|a, b| a >= b));
            prop_assert!((-1.0..=1.0).contains(&grouping.silhouette));
            prop_assert!(gammas.iter().all(|gamma| (0.0..=1.0).contains(gamma)));
        }
        match map.verdict() {
            Verdict::TooFewPeople => prop_assert!(layout.people_in_conversation() < FEWEST_PEOPLE),
            Verdict::NoClearGroups => prop_assert!(layout.people_in_conversation() >= FEWEST_PEOPLE),
            Verdict::Groups { k, .. } => {
                let grouping = layout.groupings().iter().find(|g| g.k == *k).expect("tried");
                prop_assert!(grouping.sizes().iter().all(|&size| size >= SMALLEST_GROUP));
                prop_assert!(map.gammas(*k).iter().all(|&gamma| gamma >= STABLE_ENOUGH));
            }
        }
    }

    /// The start of k-means can miss even plain camps; its fifty samples then miss them differently.
    #[test]
    fn firm_groups_are_the_camps(ballots in two_camps()) {
        let conversation = ballots.conversation();
        let map = Map::of(&conversation);
        prop_assume!(*map.verdict() == FIRM_PAIR);
        let half = (ballots.people - 7) / 2;
        let camps: BTreeSet<BTreeSet<u64>> = [(0..half).collect(), (half..ballots.people).collect()].into();
        prop_assert_eq!(partition(&map, 2), camps);
    }

    #[test]
    fn a_statement_nobody_voted_on_changes_no_component(ballots in crossed_camps(), place in 0_usize..=12) {
        let number = |statement: u64| if statement < place as u64 { statement } else { statement + 1 };
        let votes = ballots.votes.iter().map(|&(person, statement, vote)| (person, number(statement), vote));
        let more = Conversation::new(0..ballots.people, (0..13).map(Statement::numbered), votes).expect("sound");
        let conversation = ballots.conversation();
        let (without, with) = (Map::of(&conversation), Map::of(&more));
        for (a, b) in without.layout().components().iter().zip(with.layout().components()) {
            let mut loadings = b.loadings.clone();
            prop_assert!(loadings.remove(place).abs() < f64::MIN_POSITIVE);
            prop_assert!(close(&a.loadings, &loadings));
            prop_assert!((a.eigenvalue - b.eigenvalue).abs() < 1e-6);
        }
    }

    #[test]
    fn numbers_in_the_same_order_change_no_group(ballots in any_ballots(), step in 1_u64..9) {
        let votes = ballots.votes.iter().map(|&(person, statement, vote)| (person * step + 3, statement, vote));
        let people = (0..ballots.people).map(|person| person * step + 3);
        let statements = (0..ballots.statements).map(Statement::numbered);
        let renumbered = Conversation::new(people, statements, votes).expect("sound");
        let conversation = ballots.conversation();
        let (before, after) = (Map::of(&conversation), Map::of(&renumbered));
        let places = |map: &Map<'_>| -> Vec<_> { map.layout().people().iter().map(|p| (p.at, p.group)).collect() };
        prop_assert_eq!(before.layout().best_k(), after.layout().best_k());
        prop_assert_eq!(places(&before), places(&after));
    }

    /// Centres and components sum over people in ascending numbers: another order changes the last bits, no more.
    #[test]
    fn numbers_in_another_order_move_nobody(ballots in crossed_camps(), turn in 1_u64..60) {
        let number = |person: u64| ballots.people - 1 - (person + turn) % ballots.people;
        let renumbered = renumbered(&ballots, number);
        let conversation = ballots.conversation();
        let (before, after) = (Map::of(&conversation), Map::of(&renumbered));
        prop_assert_eq!(before.layout().people_in_conversation(), after.layout().people_in_conversation());
        let moved = after.layout().people();
        for person in before.layout().people() {
            let at = moved.iter().find(|other| other.number == number(person.number)).map(|other| other.at);
            prop_assert!(at.is_some_and(|at| (at.x - person.at.x).abs() < 1e-6 && (at.y - person.at.y).abs() < 1e-6));
        }
    }

    /// The profile starts k-means from the smallest numbers, so numbers in another order break ties elsewhere, and may
    /// end in another local optimum where groups are not firm. They move no firm group and no component.
    #[test]
    fn numbers_in_another_order_change_no_firm_group(ballots in two_camps(), turn in 1_u64..60) {
        let number = |person: u64| ballots.people - 1 - (person + turn) % ballots.people;
        let renumbered = renumbered(&ballots, number);
        let conversation = ballots.conversation();
        let (before, after) = (Map::of(&conversation), Map::of(&renumbered));
        let first = |map: &Map<'_>| map.layout().components()[0].loadings.clone();
        prop_assert!(close(&first(&before), &first(&after)));
        prop_assume!([before.verdict(), after.verdict()] == [&FIRM_PAIR; 2]);
        let expected: BTreeSet<BTreeSet<u64>> =
            partition(&before, 2).into_iter().map(|group| group.into_iter().map(number).collect()).collect();
        prop_assert_eq!(expected, partition(&after, 2));
    }
}
