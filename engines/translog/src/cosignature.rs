//! Timestamped cosignatures of checkpoints (c2sp.org/tlog-cosignature, type 0x04): what exactly a witness signs.

/// The signed message: two header lines, then the checkpoint's text.
pub(crate) fn message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// u64 time ‖ Ed25519 signature.
pub(crate) fn join(time: u64, signature: &[u8; 64]) -> Vec<u8> {
    [time.to_be_bytes().as_slice(), signature].concat()
}

/// The reverse of [`join`]; a time above 2^63 − 1 is refused, as the specification says.
pub(crate) fn split(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (time, signature) = bytes.split_first_chunk::<8>()?;
    let time = u64::from_be_bytes(*time);
    (i64::try_from(time).is_ok() && signature.len() == 64).then_some((time, signature))
}
