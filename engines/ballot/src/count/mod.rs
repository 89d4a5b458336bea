//! Counting methods for shuffled questions, applied to the decrypted answers. They hold no secret and no proof:
//! anybody can run them again on the published result.
//!
//! The JSON of each outcome is the one of `belenios-tool method`.

mod majority;
mod schulze;
mod stv;

use crate::json::{self, ReadError, Reader, Write};

pub use majority::{Majority, majority_judgment};
pub use schulze::{Schulze, schulze};
pub use stv::{Event, Stv, stv};

/// A decrypted answer: a rank or a grade for each choice, in the order of the question.
pub type Answer = Vec<u8>;

/// The counting rule that a question names in its `extra`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// Condorcet, by Schulze's beat paths.
    Schulze {
        /// Whether all zeros is a blank vote.
        blank: bool,
    },
    /// Majority judgment.
    Majority {
        /// Number of grades, 1 being the best.
        grades: usize,
        /// Whether all zeros is a blank vote.
        blank: bool,
    },
    /// Single transferable vote.
    Stv {
        /// Seats to fill.
        seats: usize,
    },
}

impl Method {
    /// Reads the `extra` of a question.
    pub fn read(extra: &str) -> Result<Self, ReadError> {
        json::read(extra.as_bytes(), |r: &mut Reader<'_>| {
            let method = if r.try_lit(r#"{"type":"ScoreVoting","method":"MajorityJudgment","#) {
                let blank = read_blank(r)?;
                r.lit("\"grades\":")?;
                Self::Majority { grades: r.list(Reader::string)?.len(), blank }
            } else {
                r.lit(r#"{"type":"PreferentialVoting","method":""#)?;
                if r.try_lit(r#"Schulze","blank":"#) {
                    Self::Schulze { blank: r.boolean()? }
                } else {
                    r.lit("STV\",")?;
                    read_blank(r)?;
                    r.lit("\"seats\":")?;
                    let seats = r.small()?;
                    Self::Stv { seats: usize::try_from(seats).unwrap_or(usize::MAX) }
                }
            };
            r.lit("}").map(|()| method)
        })
    }

    /// Counts answers to a question with that many choices; gives the JSON of the outcome and the winners,
    /// level by level.
    pub fn count(&self, choices: usize, answers: &[Answer]) -> (String, Vec<Vec<usize>>) {
        match self {
            Self::Schulze { blank } => {
                let outcome = schulze(choices, *blank, answers);
                (outcome.write(), outcome.winners)
            }
            Self::Majority { grades, blank } => {
                let outcome = majority_judgment(choices, *grades, *blank, answers);
                (outcome.write(), outcome.winners)
            }
            Self::Stv { seats } => {
                let outcome = stv(*seats, answers);
                (outcome.write(), outcome.winners.iter().map(|winner| vec![*winner]).collect())
            }
        }
    }
}

fn read_blank(r: &mut Reader<'_>) -> Result<bool, ReadError> {
    r.lit("\"blank\":")?;
    let blank = r.boolean()?;
    r.lit(",").map(|()| blank)
}

/// Reads `[[1,2],…]`, spaces allowed: what people type.
pub fn read_answers(text: &str) -> Result<Vec<Answer>, ReadError> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    json::read(compact.as_bytes(), |r| {
        r.list(|r| {
            r.list(|r| {
                let at = r.place();
                let integer = r.integer()?;
                u8::try_from(integer).map_err(|_| ReadError::Syntax { at, expected: "an integer below 256" })
            })
        })
    })
}

fn is_blank(answer: &[u8]) -> bool {
    answer.iter().all(|integer| *integer == 0)
}

fn push_numbers<T: std::fmt::Display>(out: &mut String, numbers: &[T]) {
    out.push_list(numbers, |out, number| out.push_str(&number.to_string()));
}

fn push_rows<T: std::fmt::Display>(out: &mut String, rows: &[Vec<T>]) {
    out.push_list(rows, |out, row| push_numbers(out, row));
}
