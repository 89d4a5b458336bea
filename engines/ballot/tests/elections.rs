//! Honest elections of every kind verify, and say the votes that were cast.

mod common;

use beffroi_ballot::archive::setup_record;
use beffroi_ballot::ballot::Choice;
use beffroi_ballot::group::{Belenios2048, Ed25519, Group, Rfc3526};
use beffroi_ballot::record::weight::Weight;
use beffroi_ballot::verify::Reason;
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
        weights: vec![Some(5_000_000_000.into()), None, Some(25.into()), Some(0.into())],
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
fn a_weight_has_no_limit_but_the_order_of_the_group() {
    let weighted = |text: &str| common::Plan {
        weights: vec![Some(3.into()), Weight::from_text(text)],
        votes: vec![(0, vec![Choice::Homomorphic(vec![1, 0])])],
        ..small_plan()
    };
    let last_but_three = "7237005577332262213973186563042994240857116359379907606001950938285454250985";
    for weight in ["9223372036854775808", "340282366920938463463374607431768211456", last_but_three] {
        is_valid_and_says(Ed25519, &weighted(weight), r#"{"result":[[3,0]]}"#);
    }
    let made = run(Ed25519, &weighted("1"));
    let too_large = last_but_three.replace("985", "986");
    let credentials =
        String::from_utf8(made.events[0].1[2].clone()).unwrap().replace(",1\"", &format!(",{too_large}\""));
    let mut events = made.events[..1].to_vec();
    events[0].1[2] = credentials.into_bytes();
    let last = setup_record(&events[0].1[0], &events[0].1[1], &events[0].1[2]);
    events[0].1[3] = last.into_bytes();
    let reason = check(&archive(&events)).first_fault().map(|finding| finding.reason);
    assert_eq!(reason, Some(Reason::WeightOverflow));
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
