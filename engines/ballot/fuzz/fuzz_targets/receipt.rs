//! Receipts: what is read is written as the same bytes; one that is altered is refused; and whatever a receipt says,
//! the verifier answers, and steps over nothing that its head does not stand for.

#![no_main]

mod small;

use std::fmt::Write as _;

use beffroi_ballot::hash;
use beffroi_ballot::verify::{Receipt, Since, Task, verify};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use small::{ELECTION, archive};

/// Records hold no longer numbers.
const NINETEEN_DIGITS: u64 = 10_000_000_000_000_000_000;

#[derive(Arbitrary, Debug)]
enum Input {
    /// Any text.
    Text(Vec<u8>),
    /// A receipt whose checksum holds, and a bit to turn in it.
    Whole { timestamp: Option<u64>, size: u64, head: [u8; 32], ballots: Vec<[u8; 32]>, turned: Option<(u16, u8)> },
}

fuzz_target!(|input: Input| {
    let text = match input {
        Input::Text(bytes) => bytes,
        Input::Whole { timestamp, size, head, ballots, turned } => {
            let timestamp = timestamp.unwrap_or(small::TIMESTAMP) % NINETEEN_DIGITS;
            let text = written(timestamp, size % NINETEEN_DIGITS, &head, &ballots).into_bytes();
            let is_sound = ballots.is_sorted_by(|a, b| a < b);
            assert_eq!(Receipt::read(&text).is_ok(), is_sound);
            if let Some((at, bit)) = turned {
                let mut other = text.clone();
                let at = usize::from(at) % other.len();
                other[at] ^= 1 << (bit % 8);
                assert!(Receipt::read(&other).is_err());
            }
            text
        }
    };
    let Ok(receipt) = Receipt::read(&text) else { return };
    assert_eq!(receipt.write().as_bytes(), text);
    let urn = archive(&ELECTION[..2].to_vec());
    let report = verify(&Task { since: Since::Receipt(&receipt), ..Task::new(urn.as_slice()) }, &mut |_| ());
    let honest = verify(&Task::new(urn.as_slice()), &mut |_| ()).receipt;
    assert!(!report.is_valid() || honest == Some(receipt));
});

/// The text of a receipt, made apart from the engine.
fn written(timestamp: u64, size: u64, head: &[u8; 32], ballots: &[[u8; 32]]) -> String {
    let mut sum = [timestamp.to_be_bytes(), size.to_be_bytes()].concat();
    sum.extend(head);
    sum.extend(ballots.as_flattened());
    let list: Vec<String> = ballots.iter().map(|ballot| format!("\"{}\"", hash::hex(ballot))).collect();
    let mut text = format!("{{\"receipt\":1,\"timestamp\":{timestamp},\"size\":{size},\"head\":\"{}\"", hash::hex(head));
    let _ = write!(text, ",\"ballots\":[{}],\"checksum\":\"{}\"}}", list.join(","), hash::sha256_hex(&sum));
    text
}
