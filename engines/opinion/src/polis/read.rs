//! Reading Polis exports. Columns are found by name; those not needed are passed over.

use std::collections::{BTreeMap, BTreeSet};

use super::csv::{Field, Problem, ReadError, Reader};
use crate::{Conversation, ConversationError, Statement, Vote};

/// The votes of a file, before moderation is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// Everybody who has a row, with or without votes.
    pub participants: BTreeSet<u64>,
    /// Every statement that has a column, or a vote.
    pub statements: BTreeSet<u64>,
    /// (participant, statement, vote), at most one per pair.
    pub votes: Vec<(u64, u64, Vote)>,
}

impl Votes {
    /// The conversation, with the texts and the moderation of `comments`. A statement without a comment is kept and
    /// has no text; a comment without a column takes no part.
    pub fn with_comments(
        self,
        comments: impl IntoIterator<Item = Statement>,
    ) -> Result<Conversation, ConversationError> {
        let mut statements: BTreeMap<u64, Statement> =
            self.statements.into_iter().map(|number| (number, Statement::numbered(number))).collect();
        for comment in comments {
            if let Some(statement) = statements.get_mut(&comment.number) {
                *statement = comment;
            }
        }
        Conversation::new(self.participants, statements.into_values(), self.votes)
    }
}

/// Reads a file of votes, whichever of the two Polis writes, told apart by its columns.
///
/// - `participants-votes.csv`: one row per `participant`; every column whose name is all digits is a statement;
///   cells are `1` (agree), `-1` (disagree), `0` (pass) or empty (not seen).
/// - `votes.csv`: one row per act, with `voter-id`, `comment-id` and `vote`; the last vote of a pair counts, by
///   `timestamp`, and in the order of the file where times are equal, empty or absent.
pub fn read_votes(bytes: &[u8]) -> Result<Votes, ReadError> {
    let mut reader = Reader::new(bytes)?;
    let header = Header::read(&mut reader)?;
    if header.find("voter-id").is_some() { read_log(reader, &header) } else { read_matrix(reader, &header) }
}

/// Reads `comments.csv`: `comment-id`, `moderated` (−1 rejected, 0 or 1 kept) and, if present, `comment-body`.
pub fn read_comments(bytes: &[u8]) -> Result<Vec<Statement>, ReadError> {
    let mut reader = Reader::new(bytes)?;
    let header = Header::read(&mut reader)?;
    let (number, moderated) = (header.require("comment-id")?, header.require("moderated")?);
    let body = header.find("comment-body");
    let (mut known, mut statements, mut row) = (BTreeSet::new(), Vec::new(), Vec::new());
    while header.row(&mut reader, &mut row)? {
        let rejected = match &*row[moderated].text {
            "-1" => true,
            "0" | "1" => false,
            other => return Err(reader.error(&row[moderated], Problem::NotAModeration(other.to_owned()))),
        };
        let statement = whole(&reader, &row[number])?;
        if !known.insert(statement) {
            return Err(reader.error(&row[number], Problem::StatementTwice(statement)));
        }
        let text = body.map_or_else(String::new, |body| row[body].text.to_string());
        statements.push(Statement { number: statement, rejected, text });
    }
    Ok(statements)
}

/// The names of the columns.
struct Header {
    names: Vec<String>,
}

impl Header {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut fields = Vec::new();
        if !reader.record(&mut fields)? {
            return Err(reader.error_here(Problem::Empty));
        }
        let mut known = BTreeSet::new();
        for field in &fields {
            if !known.insert(&*field.text) {
                return Err(reader.error(field, Problem::ColumnTwice(field.text.to_string())));
            }
        }
        Ok(Self { names: fields.iter().map(|field| field.text.to_string()).collect() })
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    fn require(&self, name: &'static str) -> Result<usize, ReadError> {
        let problem = Problem::MissingColumn(name);
        self.find(name).ok_or(ReadError { line: 1, column: 1, problem })
    }

    /// The next row, which must have one field per column; false at the end.
    fn row<'a>(&self, reader: &mut Reader<'a>, fields: &mut Vec<Field<'a>>) -> Result<bool, ReadError> {
        if !reader.record(fields)? {
            return Ok(false);
        }
        let (expected, found) = (self.names.len(), fields.len());
        if expected == found {
            return Ok(true);
        }
        // The first field too many, or the last one there is.
        Err(reader.error(&fields[expected.min(found - 1)], Problem::FieldCount { expected, found }))
    }

    /// Position and number of each statement's column.
    fn statements(&self) -> Result<Vec<(usize, u64)>, ReadError> {
        let mut columns: Vec<(usize, u64)> = Vec::new();
        let mut known = BTreeSet::new();
        for (position, name) in self.names.iter().enumerate() {
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_digit()) {
                continue;
            }
            let before: usize = self.names[..position].iter().map(|name| name.chars().count() + 1).sum();
            let error = |problem| ReadError { line: 1, column: before + 1, problem };
            let number = name.parse().map_err(|_| error(Problem::NotANumber(name.clone())))?;
            if !known.insert(number) {
                return Err(error(Problem::ColumnTwice(name.clone())));
            }
            columns.push((position, number));
        }
        Ok(columns)
    }
}

fn read_matrix(mut reader: Reader<'_>, header: &Header) -> Result<Votes, ReadError> {
    let participant = header.require("participant")?;
    let columns = header.statements()?;
    let mut read = Votes { statements: columns.iter().map(|&(_, s)| s).collect(), ..Votes::default() };
    let mut row = Vec::new();
    while header.row(&mut reader, &mut row)? {
        let person = whole(&reader, &row[participant])?;
        if !read.participants.insert(person) {
            return Err(reader.error(&row[participant], Problem::ParticipantTwice(person)));
        }
        for &(position, statement) in &columns {
            if !row[position].text.is_empty() {
                read.votes.push((person, statement, vote(&reader, &row[position])?));
            }
        }
    }
    Ok(read)
}

fn read_log(mut reader: Reader<'_>, header: &Header) -> Result<Votes, ReadError> {
    let (voter, comment, answer) =
        (header.require("voter-id")?, header.require("comment-id")?, header.require("vote")?);
    let time = header.find("timestamp");
    let mut last: BTreeMap<(u64, u64), (Option<u64>, Vote)> = BTreeMap::new();
    let mut row = Vec::new();
    while header.row(&mut reader, &mut row)? {
        let pair = (whole(&reader, &row[voter])?, whole(&reader, &row[comment])?);
        let vote = vote(&reader, &row[answer])?;
        let at = match time.map(|time| &row[time]).filter(|field| !field.text.is_empty()) {
            Some(field) => Some(whole(&reader, field)?),
            None => None,
        };
        let latest = last.entry(pair).or_insert((at, vote));
        if at >= latest.0 {
            *latest = (at, vote);
        }
    }
    Ok(Votes {
        participants: last.keys().map(|&(person, _)| person).collect(),
        statements: last.keys().map(|&(_, statement)| statement).collect(),
        votes: last.into_iter().map(|((person, statement), (_, vote))| (person, statement, vote)).collect(),
    })
}

fn whole(reader: &Reader<'_>, field: &Field<'_>) -> Result<u64, ReadError> {
    let digits = !field.text.is_empty() && field.text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| field.text.parse().ok()).flatten();
    number.ok_or_else(|| reader.error(field, Problem::NotANumber(field.text.to_string())))
}

fn vote(reader: &Reader<'_>, field: &Field<'_>) -> Result<Vote, ReadError> {
    match &*field.text {
        "1" => Ok(Vote::Agree),
        "0" => Ok(Vote::Pass),
        "-1" => Ok(Vote::Disagree),
        other => Err(reader.error(field, Problem::NotAVote(other.to_owned()))),
    }
}
