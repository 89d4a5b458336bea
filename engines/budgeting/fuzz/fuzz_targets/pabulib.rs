//! Any bytes as a Pabulib file: no panic in reading, checking, writing and counting, and what was read is written readably.
#![no_main]

use beffroi_budgeting::{Completion, EqualShares, Parameters, Rule, TieOrder, Utility, count, pabulib};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(election) = pabulib::read(bytes) else { return };
    let _ = pabulib::check(&election);
    let written = pabulib::write(&election, None);
    let again = pabulib::read(written.text.as_bytes()).expect("our own file");
    assert_eq!((again.budget, again.voters.len()), (election.budget, election.voters.len()));
    let shares = EqualShares::new(Utility::Cost, Completion::U);
    for rule in [Rule::Greedy(Utility::Cost), Rule::EqualShares(shares), Rule::Phragmen] {
        let _ = count(&election, &Parameters { rule, tie: TieOrder::Id }, &mut |_| {});
    }
});
