//! Pabulib files as they come, and as they should not.

#[expect(dead_code, reason = "the slow definitions are for the properties")]
mod common;

use beffroi_budgeting::pabulib::{Finding, ReadErrorKind, check, read, write};
use beffroi_budgeting::{BallotKind, ElectionError, Rule, Utility, count};
use common::{by, small};
use proptest::prelude::*;

const HEAD: &str = "META\nkey;value\nbudget;10\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n";

fn refused(text: &str) -> (usize, usize, ReadErrorKind) {
    let error = read(text.as_bytes()).expect_err("refused");
    (error.line, error.column, error.kind)
}

#[test]
fn a_byte_order_mark_crlf_blank_lines_and_decimal_commas_are_read() {
    let text = "\u{feff}META\r\nkey;value\r\nbudget;\"2572946,76\"\r\nvote_type;Approval\r\n\r\nPROJECTS\r\n\
                project_id;cost;name\r\n votes ;4000.0;\"a;b \"\"c\"\"\r\nd\"\r\nL9/22/VII;0.5;e\r\n\
                VOTES\r\nvoter_id;vote;age\r\n1;votes, L9/22/VII;\r\n2;;30";
    let election = read(text.as_bytes()).expect("readable");
    assert_eq!((election.budget, election.decimals), (257_294_676, 2));
    assert_eq!(election.projects[0].cost, 400_000);
    assert_eq!(election.project_field(0, "name"), Some("a;b \"c\"\r\nd"));
    assert_eq!(election.voters[0].choices.len(), 2);
    assert!(election.voters[1].choices.is_empty());
    assert_eq!(election.kind, BallotKind::Approval);
}

#[test]
fn identifiers_are_judged_as_they_are_written() {
    let separator = "\u{1c}";
    let blank = format!("{HEAD}a;5;A\nVOTES\nvoter_id;vote\n{separator};a\n");
    assert_eq!(refused(&blank), (10, 1, ReadErrorKind::EmptyId));
    let twice = format!("{HEAD}a b;5;A\n\"a\nb\";5;B\nVOTES\nvoter_id;vote\n");
    assert_eq!(refused(&twice), (8, 1, ReadErrorKind::Repeated("a b".into())));
}

#[test]
fn errors_say_line_and_column() {
    let unknown = refused(&format!("{HEAD}a;5;A\nVOTES\nvoter_id;vote\n1;a,bé, c\n"));
    assert_eq!(unknown, (10, 5, ReadErrorKind::UnknownProject("bé".into())));
    assert_eq!(refused(&format!("{HEAD}a;5 €;A\n")), (7, 3, ReadErrorKind::Number("5 €".into())));
    assert_eq!(refused(&format!("{HEAD}a;5;A\na;6;B\n")).2, ReadErrorKind::Repeated("a".into()));
    assert_eq!(refused(&format!("{HEAD}a;5;\"A\n")), (7, 5, ReadErrorKind::OpenQuote));
    assert_eq!(refused(&format!("{HEAD}a;5;A;x\n")), (7, 7, ReadErrorKind::TooManyCells));
    assert_eq!(refused("PROJECTS\n"), (1, 1, ReadErrorKind::SectionExpected("META")));
    assert_eq!(refused("META\nkey;value\nvote_type;veto\n").2, ReadErrorKind::Kind("veto".into()));
    assert_eq!(refused("META\nbudget;1\nPROJECTS\n").2, ReadErrorKind::Missing("vote_type"));
    let error = read(b"META\nk\xff").expect_err("not text");
    assert_eq!((error.line, error.column, error.kind), (2, 2, ReadErrorKind::NotUtf8));
    let points = HEAD.replace("approval", "cumulative");
    let points = refused(&format!("{points}a;5;A\nb;5;B\nVOTES\nvoter_id;vote;points\n1;a,b;3\n"));
    assert_eq!(points, (11, 7, ReadErrorKind::PointsDiffer { choices: 2, points: 1 }));
}

#[test]
fn a_free_project_is_read_reported_and_not_counted() {
    let election = read(format!("{HEAD}a;0;A\nVOTES\nvoter_id;vote\n1;a\n").as_bytes()).expect("readable");
    assert!(check(&election).contains(&Finding::FreeProject("a".into())));
    let refused = count(&election, &by(Rule::Greedy(Utility::Cost)), &mut |_| {});
    assert_eq!(refused.expect_err("refused"), ElectionError::FreeProject("a".into()));
}

#[test]
fn a_project_dearer_than_the_budget_is_set_aside() {
    let text = format!("{HEAD}a;11;A\nb;4;B\nVOTES\nvoter_id;vote\n1;a,b\n");
    let election = read(text.as_bytes()).expect("readable");
    for rule in [Rule::Greedy(Utility::Cost), Rule::Phragmen] {
        let outcome = count(&election, &by(rule), &mut |_| {}).expect("counted");
        assert_eq!((outcome.selected(&election), outcome.set_aside), (vec!["b"], vec![0]));
    }
}

#[test]
fn borda_does_not_count_the_points_column_of_a_ranking() {
    let head = HEAD.replace("approval", "ordinal");
    let text = format!("{head}a;4;A\nb;4;B\nVOTES\nvoter_id;vote;points\n1;a,b;1,9\n");
    let election = read(text.as_bytes()).expect("readable");
    let outcome = count(&election, &by(Rule::Greedy(Utility::Borda)), &mut |_| {}).expect("counted");
    assert_eq!(outcome.selected(&election), ["a"]);
    let refused = count(&election, &by(Rule::Greedy(Utility::Points)), &mut |_| {});
    assert!(matches!(refused, Err(ElectionError::UtilityNotOnBallot { .. })));
}

#[test]
fn what_the_checker_refuses_is_not_written() {
    let text = "META\nkey;value\nbudget;10,50\nvote_type;approval\ncomment;Bonjour\nmood;gay\nPROJECTS\n\
                project_id;cost;target;name\na;5;Jeunes;\" x;\u{2028}y \"\nVOTES\nvoter_id;vote;hat\n1;a;blue\n";
    let election = read(text.as_bytes()).expect("readable");
    let outcome = count(&election, &by(Rule::Phragmen), &mut |_| {}).expect("counted");
    let written = write(&election, Some(&outcome));
    assert_eq!(written.left_out, ["mood", "hat"]);
    assert!(written.text.contains("budget;10.5\n"));
    assert!(written.text.contains("comment;#1: Bonjour #2: Counted with rule=phragmen, tie=id.\n"));
    assert!(
        written.text.contains("project_id;cost;votes;name;beneficiaries;selected\na;5;1;\"x; y\";Jeunes;1\n")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn writing_and_reading_gives_the_same_election((election, _) in small()) {
        let again = read(write(&election, None).text.as_bytes()).expect("our own file");
        prop_assert_eq!(&again.voters, &election.voters);
        prop_assert_eq!((again.budget, again.kind), (election.budget, election.kind));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(META\n|PROJECTS\n|VOTES\n|key;value\n|budget;9\n|vote_type;ordinal\n|project_id;cost\n|a;1\n|voter_id;vote;points\n|v;a;1\n|[a-z\";,\r\n]{0,6}){0,16}") {
        if let Ok(election) = read(text.as_bytes()) {
            let _ = check(&election);
            let _ = count(&election, &by(Rule::Phragmen), &mut |_| {});
        }
    }
}
