//! A checkpoint that is read is written back byte for byte; nothing unsigned is opened.
#![no_main]
use beffroi_translog::{Checkpoint, KeyType, SignerKey};
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(Ok(head)) = std::str::from_utf8(bytes).ok().map(str::parse::<Checkpoint>) {
        assert_eq!(head.to_string().as_bytes(), bytes);
    }
    let key = SignerKey::from_seed("log.example", KeyType::Ed25519, &[1; 32]).unwrap();
    assert!(Checkpoint::open(bytes, &key.verifier(), &[], 0).is_err());
});
