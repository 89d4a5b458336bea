//! Verifying what came since an earlier verification: an older archive, or the receipt that it left.

mod common;

use beffroi_ballot::archive::EventType;
use beffroi_ballot::group::{Ed25519, Group};
use beffroi_ballot::verify::{CheckId, Reason, Receipt, Report, Since, Task, Verdict, verify};
use common::{Events, archive, check, rich_plan, run, small_plan};

fn after(bytes: &[u8], since: Since<'_, [u8]>) -> Report {
    verify(&Task { since, threads: 2, ..Task::new(bytes) }, &mut |_| ())
}

fn reason(report: &Report) -> Option<Reason> {
    report.first_fault().map(|finding| finding.reason)
}

/// The rich election, its number of ballots, and the archive of its first events.
fn rich() -> (Events, usize) {
    let events = run(Ed25519, &rich_plan(Ed25519.name())).events;
    let ballots = events.iter().filter(|(kind, _)| *kind == EventType::Ballot).count();
    (events, ballots)
}

fn start(events: &Events, length: usize) -> Vec<u8> {
    archive(&events[..length].to_vec())
}

#[test]
fn every_beginning_of_an_election_is_valid_and_the_whole_continues_it() {
    let (events, _) = rich();
    let whole = archive(&events);
    for length in 1..=events.len() {
        let older = start(&events, length);
        let first = check(&older);
        assert!(first.is_valid(), "after {length} events");
        let mut reports = vec![after(&whole, Since::Archive(&older))];
        reports.extend(first.receipt.as_ref().map(|receipt| after(&whole, Since::Receipt(receipt))));
        for report in reports {
            assert!(report.is_valid(), "{:?}", report.first_fault());
            assert_eq!(report.check(CheckId::Diff).verdict, Verdict::Passed);
            assert_eq!(report.facts.result, check(&whole).facts.result);
        }
    }
}

#[test]
fn an_open_urn_leaves_a_receipt_from_which_the_next_verification_starts() {
    let (events, ballots) = rich();
    let urn = start(&events, 1 + ballots);
    for length in 1..=1 + ballots {
        let older = start(&events, length);
        let receipt = check(&older).receipt.unwrap();
        assert_eq!(receipt.ballots(), length - 1);
        assert_eq!(Receipt::read(receipt.write().as_bytes()), Ok(receipt.clone()));
        for since in [Since::Archive(older.as_slice()), Since::Receipt(&receipt)] {
            let report = after(&urn, since);
            assert!(report.is_valid(), "{:?}", report.first_fault());
            let facts = &report.facts;
            let known = u64::try_from(length - 1).unwrap();
            assert_eq!((facts.ballots, facts.known), (u64::try_from(ballots).unwrap(), known));
            assert_eq!(facts.stepped_over > 0, known > 0 && matches!(since, Since::Receipt(_)));
            assert_eq!(facts.voters, 4);
            // The chain of receipts ends where one verification of the whole ends.
            assert_eq!(report.receipt, check(&urn).receipt);
            assert_eq!(report.facts.head, check(&urn).facts.head);
        }
    }
    assert_eq!(check(&archive(&events)).receipt, None, "nothing more comes that needs no ballot");
}

#[test]
fn a_ballot_that_was_there_before_is_refused_when_it_comes_again() {
    let (events, ballots) = rich();
    let older = start(&events, 1 + ballots);
    let receipt = check(&older).receipt.unwrap();
    let mut longer = events[..=ballots].to_vec();
    longer.push(events[1].clone());
    let longer = archive(&longer);
    assert_eq!(reason(&after(&longer, Since::Archive(&older))), Some(Reason::BallotTwice));
    assert_eq!(reason(&after(&longer, Since::Receipt(&receipt))), Some(Reason::BallotTwice));
}

#[test]
fn new_ballots_are_checked_whole() {
    let (events, ballots) = rich();
    let older = start(&events, ballots);
    let receipt = check(&older).receipt.unwrap();
    let mut altered = events[..=ballots].to_vec();
    let ballot = String::from_utf8(altered[ballots].1[0].clone()).unwrap();
    let digit = ballot.rfind(|c: char| c.is_ascii_digit()).unwrap();
    let other = if &ballot[digit..=digit] == "1" { "2" } else { "1" };
    altered[ballots].1[0] = format!("{}{other}{}", &ballot[..digit], &ballot[digit + 1..]).into_bytes();
    let altered = archive(&altered);
    for since in [Since::Archive(older.as_slice()), Since::Receipt(&receipt)] {
        assert_eq!(reason(&after(&altered, since)), Some(Reason::SignatureWrong));
    }
    // Bytes of the new part that no longer fit their name.
    let mut torn = start(&events, 1 + ballots);
    let last = torn.len() - 1400;
    torn[last] ^= 1;
    for since in [Since::Archive(older.as_slice()), Since::Receipt(&receipt)] {
        assert!(!after(&torn, since).is_valid());
    }
}

#[test]
fn an_archive_that_does_not_continue_the_older_one_is_refused() {
    let urn = |seed| start(&run(Ed25519, &common::Plan { seed, ..small_plan() }).events, 2);
    let (older, other) = (urn(1), urn(9));
    let receipt = check(&older).receipt.unwrap();
    for since in [Since::Archive(older.as_slice()), Since::Receipt(&receipt)] {
        assert_eq!(after(&other, since).check(CheckId::Diff).verdict, Verdict::Failed);
        assert_eq!(after(&older[..older.len() - 3072], since).check(CheckId::Diff).verdict, Verdict::Failed);
    }
}

#[test]
fn no_altered_byte_passes_beside_an_older_archive() {
    let (events, ballots) = rich();
    let (older, urn) = (start(&events, ballots), start(&events, 1 + ballots));
    for place in (0..urn.len()).step_by(997) {
        let mut bytes = urn.clone();
        bytes[place] ^= 1;
        assert!(!after(&bytes, Since::Archive(&older)).is_valid(), "byte {place}");
    }
}

#[test]
fn a_damaged_receipt_is_told() {
    let receipt = check(&start(&run(Ed25519, &small_plan()).events, 3)).receipt.unwrap();
    let text = receipt.write();
    for place in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[place] ^= 1;
        assert!(Receipt::read(&bytes).is_err(), "byte {place}");
    }
}
