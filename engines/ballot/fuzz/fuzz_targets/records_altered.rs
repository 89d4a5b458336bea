//! A whole election with altered records, every hash made anew: behind the hashes, the verifier answers whatever
//! stands there, and lets no other ballot, tally, decryption or result pass.

#![no_main]

mod small;

use beffroi_ballot::archive::{EventType, setup_record};
use beffroi_ballot::verify::{Since, Task, verify};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use small::{ELECTION, Events, archive};

/// Bytes in place of others in one record.
#[derive(Arbitrary, Debug)]
struct Edit {
    event: u8,
    record: u8,
    at: u16,
    removed: u8,
    put: Vec<u8>,
}

/// Also what can be moved, repeated or left out.
#[derive(Arbitrary, Debug)]
struct Input {
    edits: Vec<Edit>,
    moves: Vec<(u8, u8)>,
    length: u8,
    sign: bool,
}

fuzz_target!(|input: Input| {
    let mut events = ELECTION.clone();
    for Edit { event, record, at, removed, put } in input.edits {
        let Some((_, records)) = events.get_mut(usize::from(event)) else { continue };
        let Some(record) = records.get_mut(usize::from(record)) else { continue };
        let at = usize::from(at).min(record.len());
        let end = (at + usize::from(removed)).min(record.len());
        record.splice(at..end, put);
    }
    if input.sign {
        sign_setup(&mut events);
    }
    for (from, to) in input.moves {
        if usize::from(from) < events.len() && usize::from(to) < events.len() && events.len() < 12 {
            let event = events[usize::from(from)].clone();
            events.insert(usize::from(to), event);
        }
    }
    events.truncate(ELECTION.len().saturating_sub(usize::from(input.length % 8)).max(1));
    let bytes = archive(&events);
    let report = verify(&Task::new(bytes.as_slice()), &mut |_| ());
    // The setup may say something else that is sound, such as another name of a trustee.
    let later = |event: &&(EventType, Vec<Vec<u8>>)| event.0 != EventType::Setup;
    let altered = events.iter().filter(later).zip(ELECTION.iter().filter(later)).any(|(a, b)| a != b);
    assert!(!(altered && report.is_valid()), "an altered election passes");
    let whole = archive(&ELECTION);
    let since = verify(&Task { since: Since::Archive(whole.as_slice()), ..Task::new(bytes.as_slice()) }, &mut |_| ());
    assert!(!since.is_valid() || events == *ELECTION, "another election continues this one");
});

/// Writes the record again that ends the setup, after one of the others was changed.
fn sign_setup(events: &mut Events) {
    if let Some((EventType::Setup, records)) = events.first_mut() {
        if let [election, trustees, credentials, last] = records.as_mut_slice() {
            *last = setup_record(election, trustees, credentials).into_bytes();
        }
    }
}
