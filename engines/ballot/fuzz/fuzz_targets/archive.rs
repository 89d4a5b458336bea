//! Whatever bytes come as an archive, the verifier answers. Start it with the example archives as corpus.

#![no_main]

use beffroi_ballot::verify::{Since, Task, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let report = verify(&Task::new(bytes), &mut |_| ());
    let again = verify(&Task { since: Since::Archive(bytes), threads: 1, ..Task::new(bytes) }, &mut |_| ());
    assert!(report.is_valid() || !again.is_valid());
});
