//! An entry that is read is the bytes it was read from.
#![no_main]
use beffroi_translog::{Class, Entry};
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = Entry::parse(bytes) {
        assert_eq!(entry.as_bytes().as_slice(), bytes);
        assert!(entry.class() != Class::Person || entry.seal().is_some());
    }
});
