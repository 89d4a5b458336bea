//! Any bytes as a Pabulib file: no panic in reading, checking and writing, and what was read is written readably.
#![no_main]

use beffroi_budgeting::{Parameters, Rule, TieOrder, Utility, count, pabulib};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(election) = pabulib::read(bytes) else { return };
    let _ = pabulib::check(&election);
    let _ = pabulib::write(&election, None);
    for rule in [Rule::Greedy(Utility::Cost), Rule::Phragmen] {
        let _ = count(&election, &Parameters { rule, tie: TieOrder::Id }, &mut |_| {});
    }
});
