//! The encrypted tally: for each question the sums of ciphertexts, or the ciphertexts to shuffle; and its size.

use crate::group::{Ciphertext, Group};
use crate::json::{self, ReadError, Write};
use crate::record::election::Question;
use crate::record::weight::Weight;

/// What is decrypted for one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Row<G: Group> {
    /// A sum per answer, or the ciphertexts of a shuffled question.
    Flat(Vec<Ciphertext<G>>),
    /// A sum per answer, list by list.
    Lists(Vec<Vec<Ciphertext<G>>>),
}

impl<G: Group> Row<G> {
    /// All ciphertexts in order.
    pub fn flat(&self) -> impl Iterator<Item = &Ciphertext<G>> {
        let (flat, lists): (&[_], &[_]) = match self {
            Self::Flat(flat) => (flat, &[]),
            Self::Lists(lists) => (&[], lists),
        };
        flat.iter().chain(lists.iter().flatten())
    }
}

/// Reads the tally; the questions say which rows are lists.
pub fn read<G: Group>(group: &G, questions: &[Question], bytes: &[u8]) -> Result<Vec<Row<G>>, ReadError> {
    json::read(bytes, |r| {
        let mut questions = questions.iter();
        let rows = r.list(|r| match questions.next() {
            Some(Question::Lists { .. }) => r.list(|r| r.list(|r| r.ciphertext(group))).map(Row::Lists),
            Some(_) => r.list(|r| r.ciphertext(group)).map(Row::Flat),
            None => r.fail("as many rows as questions"),
        })?;
        if questions.next().is_some() { r.fail("a row for every question") } else { Ok(rows) }
    })
}

/// Writes the tally.
pub fn write<G: Group>(group: &G, rows: &[Row<G>]) -> String {
    let mut out = String::new();
    let ciphertext = |out: &mut String, c: &Ciphertext<G>| out.push_ciphertext(group, c);
    out.push_list(rows, |out, row| match row {
        Row::Flat(row) => out.push_list(row, ciphertext),
        Row::Lists(lists) => out.push_list(lists, |out, list| out.push_list(list, ciphertext)),
    });
    out
}

/// The second record of the event: how many votes the tally sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallySize {
    /// Ballots counted.
    pub num_tallied: u64,
    /// Sum of their voters' weights.
    pub total_weight: Weight,
    /// SHA-256 of the tally record, in hexadecimal.
    pub encrypted_tally: String,
}

impl TallySize {
    /// Reads the record.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"num_tallied\":")?;
            let num_tallied = r.integer()?;
            r.lit(",\"total_weight\":")?;
            let total_weight = r.weight()?;
            r.lit(",\"encrypted_tally\":")?;
            let encrypted_tally = r.plain_string()?.to_owned();
            r.lit("}")?;
            Ok(Self { num_tallied, total_weight, encrypted_tally })
        })
    }

    /// Writes the record.
    pub fn write(&self) -> String {
        let mut out = format!("{{\"num_tallied\":{},\"total_weight\":", self.num_tallied);
        out.push_weight(self.total_weight);
        out.put(format_args!(",\"encrypted_tally\":\"{}\"}}", self.encrypted_tally));
        out
    }
}
