//! The votes of one conversation: people, statements, and who answered what (profile, step 1).
//!
//! Everything downstream works in ascending numbers, so the order in which votes arrive is forgotten here.

use std::collections::BTreeMap;

use thiserror::Error;

/// One person's answer to one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vote {
    /// −1.
    Disagree,
    /// 0: seen, no side taken.
    Pass,
    /// 1.
    Agree,
}

impl Vote {
    /// −1, 0 or 1, as in Polis exports since 2017 and in the profile.
    pub fn value(self) -> i8 {
        match self {
            Self::Disagree => -1,
            Self::Pass => 0,
            Self::Agree => 1,
        }
    }
}

/// A statement people vote on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its number in the conversation.
    pub number: u64,
    /// Rejected by moderation: it keeps its column and counts for nothing.
    pub rejected: bool,
    /// The words people read; may be empty where only the numbers are known.
    pub text: String,
}

impl Statement {
    /// A statement that moderation kept, known by its number alone.
    pub fn numbered(number: u64) -> Self {
        Self { number, rejected: false, text: String::new() }
    }
}

/// Why votes do not make a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConversationError {
    /// The same statement number was declared twice.
    #[error("statement {0} is declared twice")]
    StatementTwice(u64),
    /// A vote names a statement that was not declared.
    #[error("participant {participant} votes on statement {statement}, which is not declared")]
    UnknownStatement {
        /// Who voted.
        participant: u64,
        /// On which number.
        statement: u64,
    },
    /// A person has two votes on one statement.
    #[error("participant {participant} has two votes on statement {statement}")]
    VoteTwice {
        /// Who voted.
        participant: u64,
        /// On which number.
        statement: u64,
    },
    /// More statements than the engine numbers (2³² − 1).
    #[error("too many statements")]
    TooManyStatements,
}

/// A vote in place: the statement's column, counted from 0 in ascending numbers, and the answer.
pub(crate) type Cell = (u32, Vote);

/// People and statements in ascending numbers, and the matrix of votes, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    participants: Vec<u64>,
    statements: Vec<Statement>,
    /// Row `i` is `cells[starts[i]..starts[i + 1]]`, columns ascending.
    starts: Vec<usize>,
    cells: Vec<Cell>,
}

impl Conversation {
    /// Gathers a conversation. People who only appear in `votes` are added; repeated participants are one person;
    /// the order of all three inputs is of no consequence.
    pub fn new(
        participants: impl IntoIterator<Item = u64>,
        statements: impl IntoIterator<Item = Statement>,
        votes: impl IntoIterator<Item = (u64, u64, Vote)>,
    ) -> Result<Self, ConversationError> {
        let mut statements: Vec<Statement> = statements.into_iter().collect();
        statements.sort_by_key(|statement| statement.number);
        if let Some(pair) = statements.windows(2).find(|pair| pair[0].number == pair[1].number) {
            return Err(ConversationError::StatementTwice(pair[0].number));
        }
        if u32::try_from(statements.len()).is_err() {
            return Err(ConversationError::TooManyStatements);
        }
        let mut rows: BTreeMap<u64, Vec<Cell>> = participants.into_iter().map(|p| (p, Vec::new())).collect();
        for (participant, statement, vote) in votes {
            let column = statements
                .binary_search_by_key(&statement, |s| s.number)
                .ok()
                .and_then(|column| u32::try_from(column).ok())
                .ok_or(ConversationError::UnknownStatement { participant, statement })?;
            rows.entry(participant).or_default().push((column, vote));
        }
        let mut conversation =
            Self { participants: Vec::new(), statements, starts: vec![0], cells: Vec::new() };
        for (participant, mut row) in rows {
            row.sort_unstable();
            if let Some(pair) = row.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                let statement = conversation.statements[pair[0].0 as usize].number;
                return Err(ConversationError::VoteTwice { participant, statement });
            }
            conversation.participants.push(participant);
            conversation.cells.append(&mut row);
            conversation.starts.push(conversation.cells.len());
        }
        Ok(conversation)
    }

    /// Everybody's number, ascending.
    pub fn participants(&self) -> &[u64] {
        &self.participants
    }

    /// All statements, rejected ones included, in ascending numbers.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// How many votes were cast, those on rejected statements included.
    pub fn vote_count(&self) -> usize {
        self.cells.len()
    }

    /// Every vote as (participant, statement, vote), in ascending numbers of both.
    pub fn votes(&self) -> impl Iterator<Item = (u64, u64, Vote)> + '_ {
        self.participants.iter().enumerate().flat_map(move |(row, &participant)| {
            self.row(row)
                .iter()
                .map(move |&(column, vote)| (participant, self.statements[column as usize].number, vote))
        })
    }

    /// The numbers of the rejected statements, ascending.
    pub fn rejected(&self) -> impl Iterator<Item = u64> + '_ {
        self.statements.iter().filter(|s| s.rejected).map(|s| s.number)
    }

    /// The same conversation with fresh participant numbers 1…n in an order drawn from `seed`, so that neither
    /// numbers nor their order say who joined when.
    ///
    /// The profile starts its groups from the smallest numbers, so a map that will be published beside an export
    /// must be computed *on the renumbered conversation*: then everybody recomputes the same bytes from the file.
    /// `seed` must come from a secure source and be forgotten: whoever has it can undo the numbering.
    #[must_use]
    pub fn renumbered(&self, seed: [u8; 32]) -> Self {
        let mut order: Vec<(crate::seed::Digest, usize)> =
            (0..self.participants.len()).map(|row| (crate::seed::keyed(seed, row), row)).collect();
        order.sort_unstable();
        let mut renumbered = Self {
            participants: (1..).take(order.len()).collect(),
            statements: self.statements.clone(),
            starts: vec![0],
            cells: Vec::with_capacity(self.cells.len()),
        };
        for (_, row) in order {
            renumbered.cells.extend_from_slice(self.row(row));
            renumbered.starts.push(renumbered.cells.len());
        }
        renumbered
    }

    /// The votes of the person in row `row`, columns ascending.
    pub(crate) fn row(&self, row: usize) -> &[Cell] {
        &self.cells[self.starts[row]..self.starts[row + 1]]
    }

    /// Whether the statement in `column` was rejected.
    pub(crate) fn is_rejected(&self, column: u32) -> bool {
        self.statements[column as usize].rejected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_vote_on_a_statement_is_refused() {
        let votes = [(4, 1, Vote::Agree), (4, 1, Vote::Pass)];
        let refused = Conversation::new([], [Statement::numbered(1)], votes);
        assert_eq!(refused, Err(ConversationError::VoteTwice { participant: 4, statement: 1 }));
    }

    #[test]
    fn a_vote_needs_its_statement() {
        let refused = Conversation::new([], [Statement::numbered(1)], [(4, 2, Vote::Agree)]);
        assert_eq!(refused, Err(ConversationError::UnknownStatement { participant: 4, statement: 2 }));
    }

    #[test]
    fn fresh_numbers_keep_every_row_of_votes() {
        let votes = [(40, 1, Vote::Agree), (7, 2, Vote::Disagree), (7, 1, Vote::Agree), (9, 2, Vote::Pass)];
        let conversation =
            Conversation::new([50], [Statement::numbered(2), Statement::numbered(1)], votes).expect("sound");
        let fresh = conversation.renumbered([7; 32]);
        assert_eq!(fresh.participants(), [1, 2, 3, 4]);
        let rows = |c: &Conversation| {
            let mut rows: Vec<Vec<Cell>> = (0..4).map(|row| c.row(row).to_vec()).collect();
            rows.sort();
            rows
        };
        assert_eq!(rows(&conversation), rows(&fresh));
    }
}
