//! A note that is read is written back byte for byte; so is a verifier key.
#![no_main]
use beffroi_translog::{Note, VerifierKey};
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    if let Some(Ok(key)) = std::str::from_utf8(bytes).ok().map(str::parse::<VerifierKey>) {
        assert_eq!(key.to_string().as_bytes(), bytes);
    }
});
