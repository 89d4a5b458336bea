//! Writing exports that other Polis tools read, without what ties people to their votes.
//!
//! In Polis's own exports `author-id` is the participant number, so whoever recognises a statement's author reads
//! that person's whole row of votes (1 867 of the 2 031 rows of one real conversation are unique). Here authors,
//! times and numbers of comments are all 0, which says nothing and which tools that insist on a number still read;
//! the participant numbers are meant to be fresh and begin at 1 ([`Conversation::renumbered`]), so 0 is nobody.
//!
//! A row of votes stays recognisable to whoever knows a few of them. **Publish rows only if that was announced
//! before the conversation opened**; else publish [`write_counts`].

use std::fmt::Write as _;

use super::csv::quoted;
use crate::{Conversation, Map, Tally, Verdict, Vote};

const INFALLIBLE: &str = "writing to a String cannot fail";

/// `participants-votes.csv`. `group-id` is the group shown, empty where none is; `n-comments` is always 0.
///
/// The map must be that of the renumbered conversation, else readers would compute other groups from the file.
pub fn write_participants_votes(map: &Map<'_>) -> String {
    let conversation = map.layout().conversation();
    let mut text = String::from("participant,group-id,n-comments,n-votes,n-agree,n-disagree");
    for statement in conversation.statements() {
        write!(text, ",{}", statement.number).expect(INFALLIBLE);
    }
    text.push('\n');
    let shown = match map.verdict() {
        Verdict::Groups { k, .. } => map.layout().people_in(*k),
        Verdict::TooFewPeople | Verdict::NoClearGroups => Vec::new(),
    };
    let mut shown = shown.into_iter().peekable();
    for (row, &participant) in conversation.participants().iter().enumerate() {
        let votes = conversation.row(row);
        let count = |wanted: Vote| votes.iter().filter(|(_, vote)| *vote == wanted).count();
        let group =
            shown.next_if(|p| p.number == participant).map_or_else(String::new, |p| p.group.to_string());
        let (agree, disagree) = (count(Vote::Agree), count(Vote::Disagree));
        write!(text, "{participant},{group},0,{},{agree},{disagree}", votes.len()).expect(INFALLIBLE);
        let mut votes = votes.iter().peekable();
        for column in 0..conversation.statements().len() {
            text.push(',');
            if let Some((_, vote)) = votes.next_if(|(voted, _)| *voted as usize == column) {
                write!(text, "{}", vote.value()).expect(INFALLIBLE);
            }
        }
        text.push('\n');
    }
    text
}

/// `votes.csv`: the votes that count, in ascending numbers, all at time 0.
pub fn write_votes(conversation: &Conversation) -> String {
    let mut text = String::from("timestamp,datetime,comment-id,voter-id,vote\n");
    for (participant, statement, vote) in conversation.votes() {
        writeln!(text, "0,,{statement},{participant},{}", vote.value()).expect(INFALLIBLE);
    }
    text
}

/// `comments.csv`, all times and authors 0. The text of a rejected statement is left out.
pub fn write_comments(conversation: &Conversation) -> String {
    let mut tallies = vec![Tally::default(); conversation.statements().len()];
    for row in 0..conversation.participants().len() {
        for &(column, vote) in conversation.row(row) {
            tallies[column as usize].add(vote);
        }
    }
    let mut text = String::from(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,is-meta,comment-body\n",
    );
    for (statement, tally) in conversation.statements().iter().zip(tallies) {
        let (moderated, body) = if statement.rejected { (-1, "") } else { (1, statement.text.as_str()) };
        let (number, body) = (statement.number, quoted(body));
        writeln!(text, "0,,{number},0,{},{},{moderated},false,{body}", tally.agree, tally.disagree)
            .expect(INFALLIBLE);
    }
    text
}

/// Counts per group shown and kept statement: `group,people,statement,agree,disagree,seen`, groups from 0. Only the
/// first line where no group may be shown.
pub fn write_counts(map: &Map<'_>) -> String {
    let mut text = String::from("group,people,statement,agree,disagree,seen\n");
    let Verdict::Groups { k, .. } = *map.verdict() else { return text };
    let people = map.layout().people_in(k);
    let statements = map.layout().conversation().statements();
    for (group, tallies) in map.layout().votes_by_group(k).into_iter().enumerate() {
        let size = people.iter().filter(|person| person.group == group).count();
        for (statement, tally) in statements.iter().zip(tallies).filter(|(statement, _)| !statement.rejected)
        {
            let Tally { agree, disagree, seen } = tally;
            writeln!(text, "{group},{size},{},{agree},{disagree},{seen}", statement.number)
                .expect(INFALLIBLE);
        }
    }
    text
}
