//! A request that nobody trusted signed is never cosigned.
#![no_main]
use beffroi_translog::{Answer, KeyType, Latest, Request, SignerKey, add_checkpoint};
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = Request::parse(bytes) else { return };
    let key = SignerKey::from_seed("log.example", KeyType::Ed25519, &[1; 32]).unwrap();
    let answer = add_checkpoint(&request, &[key.verifier()], Latest::default());
    assert!(matches!(answer, Answer::Refuse(_)));
});
