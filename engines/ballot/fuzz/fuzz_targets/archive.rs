//! Whatever bytes come as an archive, the verifier answers. Start it with the example archives as corpus.

#![no_main]

use beffroi_ballot::verify::{Task, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let report = verify(&Task { source: bytes, older: None, threads: 1 }, &mut |_| ());
    let again = verify(&Task { source: bytes, older: Some(bytes), threads: 1 }, &mut |_| ());
    assert!(report.is_valid() || !again.is_valid());
});
