//! Proof files are read and written back byte for byte; proofs of any shape are judged without panic.
#![no_main]
use beffroi_translog::{Hash, TlogProof, verify_consistency, verify_inclusion};
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(Ok(proof)) = std::str::from_utf8(bytes).ok().map(str::parse::<TlogProof>) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
    }
    let Some((numbers, rest)) = bytes.split_first_chunk::<16>() else { return };
    let a = u64::from_be_bytes(*numbers.first_chunk().unwrap());
    let b = u64::from_be_bytes(*numbers.last_chunk().unwrap());
    let hashes: Vec<Hash> = rest.as_chunks::<32>().0.iter().map(|chunk| Hash::new(*chunk)).collect();
    let Some((root, proof)) = hashes.split_first() else { return };
    let _ = verify_inclusion(*root, a, b, proof, root);
    let _ = verify_consistency(a, root, b, root, proof);
});
