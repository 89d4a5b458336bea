//! A tile has one path; bundles and tiles of hashes are read without panic.
#![no_main]
use beffroi_translog::{Tile, bundle, read_bundle, read_hashes};
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(Ok(tile)) = std::str::from_utf8(bytes).ok().map(str::parse::<Tile>) {
        assert_eq!(tile.to_string().as_bytes(), bytes);
    }
    for width in 1..=4 {
        let _ = read_hashes(bytes, width);
        if let Ok(entries) = read_bundle(bytes, width) {
            assert_eq!(bundle(&entries), bytes);
        }
    }
});
