//! The result record: `{"result":[…]}`, one value per question.

use crate::json::{self, ReadError, Reader, Write};
use crate::record::election::Question;
use crate::record::weight::Weight;

/// The result of one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Weight of votes per answer; the blank count stands first when a blank vote is possible.
    Counts(Vec<Weight>),
    /// Every shuffled answer, as its integers.
    Answers(Vec<Vec<u8>>),
    /// Weight of votes per list and member.
    Lists(Vec<Vec<Weight>>),
}

/// Reads the record.
pub fn read(questions: &[Question], bytes: &[u8]) -> Result<Vec<Outcome>, ReadError> {
    json::read(bytes, |r| {
        r.lit("{\"result\":")?;
        let mut questions = questions.iter();
        let outcomes = r.list(|r| match questions.next() {
            Some(Question::Homomorphic { .. }) => r.list(Reader::weight).map(Outcome::Counts),
            Some(Question::NonHomomorphic { .. }) => r.list(|r| r.list(read_byte)).map(Outcome::Answers),
            Some(Question::Lists { .. }) => r.list(|r| r.list(Reader::weight)).map(Outcome::Lists),
            None => r.fail("as many results as questions"),
        })?;
        if questions.next().is_some() {
            return r.fail("a result for every question");
        }
        r.lit("}").map(|()| outcomes)
    })
}

fn read_byte(r: &mut Reader<'_>) -> Result<u8, ReadError> {
    let at = r.place();
    u8::try_from(r.integer()?).map_err(|_| ReadError::Syntax { at, expected: "an integer below 256" })
}

/// Writes the record.
pub fn write(outcomes: &[Outcome]) -> String {
    let mut out = "{\"result\":".to_owned();
    let weights =
        |out: &mut String, row: &Vec<Weight>| out.push_list(row, |out, count| out.push_weight(*count));
    out.push_list(outcomes, |out, outcome| match outcome {
        Outcome::Counts(counts) => weights(out, counts),
        Outcome::Answers(answers) => out.push_list(answers, |out, answer| {
            out.push_list(answer, |out, integer| out.push_str(&integer.to_string()));
        }),
        Outcome::Lists(lists) => out.push_list(lists, weights),
    });
    out.push('}');
    out
}
