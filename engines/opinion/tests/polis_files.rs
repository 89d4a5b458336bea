//! Polis files in and out: orders, both kinds of votes, refusals by line and column, and what an export leaves out.

mod camps;
mod shared;

use beffroi_opinion::polis::{
    Problem, read_comments, read_votes, write_comments, write_counts, write_participants_votes, write_votes,
};
use beffroi_opinion::{Conversation, Map, Report, Statement};
use camps::{any_ballots, crossed_camps, two_camps};
use proptest::prelude::*;
use proptest::test_runner::Config;

fn refused(text: &str) -> (usize, usize, Problem) {
    let error = read_votes(text.as_bytes()).expect_err("refused");
    (error.line, error.column, error.problem)
}

fn json(conversation: &Conversation) -> String {
    serde_json::to_string(&Report::from(&Map::of(conversation))).expect("JSON")
}

/// The same table with its rows and its columns in another order.
fn shuffled(csv: &str, step: usize) -> String {
    let mut lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    for line in &mut lines {
        let turn = step % line.len();
        line.rotate_left(turn);
        line.reverse();
    }
    let turn = step % (lines.len() - 1);
    lines[1..].rotate_right(turn);
    lines[1..].reverse();
    lines.iter().map(|line| line.join(",") + "\r\n").collect()
}

#[test]
fn the_log_of_votes_and_the_matrix_are_the_same_conversation() {
    for folder in shared::conversations() {
        if folder.join("votes.csv").exists() {
            let matrix = shared::conversation(&folder, "participants-votes.csv");
            assert_eq!(matrix, shared::conversation(&folder, "votes.csv"), "{}", folder.display());
        }
    }
}

#[test]
fn shuffled_rows_and_columns_of_a_real_conversation_change_no_byte() {
    for folder in shared::conversations() {
        let csv = std::fs::read_to_string(folder.join("participants-votes.csv")).expect("votes");
        if csv.contains('"') || csv.len() > 200_000 {
            continue;
        }
        let read = |csv: &str| {
            let votes = read_votes(csv.as_bytes()).expect("votes");
            votes.with_comments([]).expect("a conversation")
        };
        assert_eq!(json(&read(&csv)), json(&read(&shuffled(&csv, 17))), "{}", folder.display());
    }
}

#[test]
fn the_last_vote_of_a_pair_counts_by_time_and_then_by_place() {
    let log = "timestamp,comment-id,voter-id,vote\n9,1,4,1\n8,1,4,-1\n,2,4,0\n,2,4,1\n";
    let read = read_votes(log.as_bytes()).expect("votes");
    let votes: Vec<(u64, u64, i8)> = read.votes.iter().map(|&(p, s, vote)| (p, s, vote.value())).collect();
    assert_eq!(votes, [(4, 1, 1), (4, 2, 1)]);
}

#[test]
fn faults_of_votes_are_told_by_line_and_column() {
    assert_eq!(refused(""), (1, 1, Problem::Empty));
    assert_eq!(refused("who,1\n"), (1, 1, Problem::MissingColumn("participant")));
    assert_eq!(refused("participant,1,01\n"), (1, 15, Problem::ColumnTwice("01".to_owned())));
    assert_eq!(refused("participant,é,é\n"), (1, 15, Problem::ColumnTwice("é".to_owned())));
    assert_eq!(refused("participant,7\n1,1\n1,0\n"), (3, 1, Problem::ParticipantTwice(1)));
    assert_eq!(refused("participant,7\n1,2\n"), (2, 3, Problem::NotAVote("2".to_owned())));
    assert_eq!(refused("participant,7\n-1,1\n"), (2, 1, Problem::NotANumber("-1".to_owned())));
    assert_eq!(refused("participant,7\r\n1\r\n"), (2, 1, Problem::FieldCount { expected: 2, found: 1 }));
    assert_eq!(refused("participant,7\n1,1,0\n"), (2, 5, Problem::FieldCount { expected: 2, found: 3 }));
    let log = "comment-id,voter-id,vote\n1,x,1\n";
    assert_eq!(refused(log), (2, 3, Problem::NotANumber("x".to_owned())));
}

#[test]
fn faults_of_comments_are_told_by_line_and_column() {
    let refused = |text: &str| {
        let error = read_comments(text.as_bytes()).expect_err("refused");
        (error.line, error.column, error.problem)
    };
    assert_eq!(refused("comment-id\n1\n"), (1, 1, Problem::MissingColumn("moderated")));
    let head = "comment-id,comment-body,moderated\n";
    let two_lines = format!("{head}3,\"a\nb\",5\n");
    assert_eq!(refused(&two_lines), (3, 4, Problem::NotAModeration("5".to_owned())));
    assert_eq!(refused(&format!("{head}3,a,1\n3,b,1\n")), (3, 1, Problem::StatementTwice(3)));
}

#[test]
fn an_export_names_no_author_and_no_time_and_hides_rejected_texts() {
    let statements = [
        Statement { text: "Plus d’arbres, \"vite\"".to_owned(), ..Statement::numbered(3) },
        Statement { text: "injure".to_owned(), rejected: true, ..Statement::numbered(5) },
    ];
    let conversation = Conversation::new([1, 2], statements, []).expect("sound");
    assert_eq!(
        write_comments(&conversation),
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-meta,comment-body\n\
         0,,3,0,0,0,1,false,\"Plus d’arbres, \"\"vite\"\"\"\n0,,5,0,0,0,-1,false,\n"
    );
}

#[test]
fn counts_are_published_of_shown_groups_only() {
    let few = Conversation::new(0..20, [Statement::numbered(1)], []).expect("sound");
    assert_eq!(write_counts(&Map::of(&few)), "group,people,statement,agree,disagree,seen\n");
}

proptest! {
    #![proptest_config(Config { cases: 24, ..Config::default() })]

    #[test]
    fn what_is_written_reads_back_as_the_same_conversation(ballots in any_ballots(), seed: [u8; 32]) {
        let fresh = ballots.conversation().renumbered(seed);
        let written = write_participants_votes(&Map::of(&fresh));
        let comments = read_comments(write_comments(&fresh).as_bytes()).expect("comments");
        let read = read_votes(written.as_bytes()).expect("votes").with_comments(comments).expect("sound");
        prop_assert_eq!(&fresh, &read);
        let log = read_votes(write_votes(&fresh).as_bytes()).expect("votes");
        prop_assert!(log.with_comments([]).expect("sound").votes().eq(fresh.votes()));
        prop_assert_eq!(json(&fresh), json(&read));
    }

    #[test]
    fn shuffled_rows_and_columns_change_no_byte(ballots in any_ballots(), step in 1_usize..99) {
        prop_assume!(ballots.people > 1);
        let conversation = ballots.conversation();
        let written = write_participants_votes(&Map::of(&conversation));
        let read = read_votes(shuffled(&written, step).as_bytes()).expect("votes");
        prop_assert_eq!(json(&conversation), json(&read.with_comments([]).expect("sound")));
    }

    #[test]
    fn counts_add_up_to_the_votes_of_the_groups(ballots in prop_oneof![two_camps(), crossed_camps()]) {
        let conversation = ballots.conversation();
        let map = Map::of(&conversation);
        prop_assume!(map.verdict().shown_k() != 0);
        let counts = write_counts(&map);
        let seen: usize =
            counts.lines().skip(1).filter_map(|line| line.rsplit(',').next()?.parse::<usize>().ok()).sum();
        let inside: Vec<u64> = map.layout().people().iter().map(|p| p.number).collect();
        prop_assert_eq!(seen, conversation.votes().filter(|(p, ..)| inside.contains(p)).count());
    }

    #[test]
    fn no_bytes_make_the_readers_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_votes(&bytes);
        let _ = read_comments(&bytes);
    }

    #[test]
    fn no_csv_makes_the_readers_panic(text in "(participant|voter-id|comment-id|vote|moderated|timestamp|[0-9\",\r\n-]){0,60}") {
        let _ = read_votes(text.as_bytes());
        let _ = read_comments(text.as_bytes());
    }
}
