//! Counting methods never panic, elect no more than there are seats, and place every choice once.

#![no_main]

use beffroi_ballot::count::{majority_judgment, read_answers, schulze, stv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u8, Vec<Vec<u8>>)| {
    let (choices, grades) = (usize::from(input.0 % 8), usize::from(input.1 % 8));
    let answers = input.2;
    for winners in [schulze(choices, true, &answers).winners, majority_judgment(choices, grades, true, &answers).winners] {
        let mut placed: Vec<_> = winners.into_iter().flatten().collect();
        placed.sort_unstable();
        assert!(placed.into_iter().eq(0..choices));
    }
    assert!(stv(grades, &answers).winners.len() <= grades);
    let _ = read_answers(&format!("{answers:?}"));
});
