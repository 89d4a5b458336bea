//! The readers of Polis files, fed with anything: they never panic, they say a place inside the file, and what they
//! accept is written and read back as the same conversation.

#![no_main]

use beffroi_opinion::Map;
use beffroi_opinion::polis::{ReadError, read_comments, read_votes, write_comments, write_participants_votes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // A zero byte parts the votes from the comments.
    let mut files = data.splitn(2, |byte| *byte == 0);
    let (votes, comments) = (files.next().unwrap_or_default(), files.next().unwrap_or_default());
    let comments = read_comments(comments).map_err(|error| inside(comments, &error)).unwrap_or_default();
    let votes = match read_votes(votes) {
        Ok(read) => read,
        Err(error) => return inside(votes, &error),
    };
    // Larger conversations only repeat the same arithmetic more slowly.
    if votes.votes.len() > 500 || votes.participants.len() > 60 || votes.statements.len() > 60 {
        return;
    }
    let conversation = votes.with_comments(comments).expect("the readers let nothing through that is said twice");
    let map = Map::of(&conversation);
    let comments = read_comments(write_comments(&conversation).as_bytes()).expect("our comments are sound");
    let again = read_votes(write_participants_votes(&map).as_bytes()).expect("our votes are sound");
    let again = again.with_comments(comments).expect("our files agree");
    assert!(conversation.votes().eq(again.votes()));
    assert_eq!(map.digest(), Map::of(&again).digest());
});

fn inside(file: &[u8], error: &ReadError) {
    let lines = file.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    assert!((1..=lines).contains(&error.line) && (1..=file.len() + 1).contains(&error.column));
}
