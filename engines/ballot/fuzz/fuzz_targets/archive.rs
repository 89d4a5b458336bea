//! Whatever bytes come as an archive, the verifier answers, and the same beside an older archive.
//! Start it with a small urn as corpus: `cargo run --example urn fuzz/corpus/archive/urn.bel Ed25519 1`.

#![no_main]

use beffroi_ballot::verify::{Since, Task, verify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let report = verify(&Task::new(bytes), &mut |_| ());
    // Beside itself an archive proves nothing again: only what passes may pass so.
    if report.is_valid() {
        let again = verify(&Task { since: Since::Archive(bytes), ..Task::new(bytes) }, &mut |_| ());
        assert!(again.is_valid());
    }
});
