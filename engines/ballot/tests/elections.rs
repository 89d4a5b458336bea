//! Honest elections of every kind verify, and say the votes that were cast.

mod common;

use beffroi_ballot::ballot::Choice;
use beffroi_ballot::group::{Belenios2048, Ed25519, Group, Rfc3526};
use beffroi_ballot::verify::{CheckId, Task, Verdict, verify};
use common::{archive, check, homomorphic, rich_plan, run, small_plan};

fn is_valid_and_says<G: Group>(group: G, plan: &common::Plan, result: &str) {
    let report = check(&archive(&run(group, plan).events));
    assert!(report.is_valid(), "{:?}", report.first_fault());
    assert_eq!(report.facts.result.as_deref(), Some(result));
}

#[test]
fn an_election_on_the_curve_with_every_kind_of_question_and_mixed_trustees_is_valid() {
    let report = check(&archive(&run(Ed25519, &rich_plan(Ed25519.name())).events));
    assert!(report.is_valid(), "{:?}", report.first_fault());
    let result = report.facts.result.unwrap();
    assert!(result.starts_with(r#"{"result":[[0,2,1],[1,3,1],[[1,0,1],[2,2]],["#), "{result}");
    for answer in ["[2,1,3]", "[3,1,2]", "[0,0,0]"] {
        assert!(result.contains(answer), "{result}");
    }
    assert!(!result.contains("[1,2,3]"), "a replaced ballot was counted: {result}");
}

#[test]
fn an_election_in_the_finite_field_with_lists_and_mixed_trustees_is_valid() {
    let group = Belenios2048::get();
    is_valid_and_says(group, &rich_plan(group.name()), r#"{"result":[[0,2,1],[1,3,1],[[1,0,1],[2,2]]]}"#);
}

#[test]
fn the_older_field_carries_rankings_too() {
    let group = Rfc3526::get();
    let plan = common::Plan {
        questions: vec![common::ranking(2)],
        votes: vec![(0, vec![Choice::NonHomomorphic(vec![1, 255])])],
        weights: vec![None],
        ..small_plan()
    };
    is_valid_and_says(group, &plan, r#"{"result":[[[1,255]]]}"#);
}

#[test]
fn weights_multiply_votes() {
    let plan = common::Plan {
        questions: vec![homomorphic(2, Some(true), 1, 1)],
        weights: vec![Some(5_000_000_000), None, Some(25), Some(0)],
        votes: vec![
            (3, vec![Choice::Homomorphic(vec![0, 1, 0])]),
            (0, vec![Choice::Homomorphic(vec![1, 0, 0])]),
            (1, vec![Choice::Homomorphic(vec![0, 0, 1])]),
            (2, vec![Choice::Homomorphic(vec![0, 0, 1])]),
        ],
        ..small_plan()
    };
    is_valid_and_says(Ed25519, &plan, r#"{"result":[["5000000000",0,26]]}"#);
    is_valid_and_says(Belenios2048::get(), &plan, r#"{"result":[["5000000000",0,26]]}"#);
}

#[test]
fn an_urn_without_ballots_can_be_counted() {
    for plan in [
        common::Plan { votes: vec![], ..small_plan() },
        common::Plan { votes: vec![], questions: vec![common::ranking(2)], ..small_plan() },
    ] {
        let report = check(&archive(&run(Ed25519, &plan).events));
        assert!(report.is_valid(), "{:?}", report.first_fault());
    }
}

#[test]
fn every_beginning_of_an_election_is_valid_and_the_whole_continues_it() {
    let events = run(Ed25519, &rich_plan(Ed25519.name())).events;
    let whole = archive(&events);
    for length in 1..=events.len() {
        let start = archive(&events[..length].to_vec());
        assert!(check(&start).is_valid(), "after {length} events");
        let task = Task { source: whole.as_slice(), older: Some(&start), threads: 2 };
        let report = verify(&task, &mut |_| ());
        assert!(report.is_valid(), "{:?}", report.first_fault());
        assert_eq!(report.check(CheckId::Diff).verdict, Verdict::Passed);
    }
}

#[test]
fn an_archive_that_does_not_continue_the_older_one_is_refused() {
    let older = archive(&run(Ed25519, &small_plan()).events);
    let newer = archive(&run(Ed25519, &common::Plan { seed: 9, ..small_plan() }).events);
    let task = Task { source: newer.as_slice(), older: Some(&older), threads: 1 };
    assert_eq!(verify(&task, &mut |_| ()).check(CheckId::Diff).verdict, Verdict::Failed);
}
