//! Partial decryptions: a trustee's factor alpha^x for every ciphertext, each with its proof.

use crate::group::Group;
use crate::json::{self, ReadError, Reader, Write};
use crate::proof::Proof;
use crate::record::election::Question;

/// A trustee's part: for each question, and within it for each ciphertext in order (lists one after the other).
#[derive(Clone, Debug, PartialEq)]
pub struct PartialDecryption<G: Group> {
    /// Factors, by question, by row (a question without lists has one).
    pub factors: Vec<Vec<Vec<G::Element>>>,
    /// Proofs, in the same shape.
    pub proofs: Vec<Vec<Vec<Proof<G>>>>,
}

/// Rows of one question: a list of lists for [`Question::Lists`], else a single list.
fn read_rows<T>(
    r: &mut Reader<'_>,
    questions: &[Question],
    mut item: impl FnMut(&mut Reader<'_>) -> Result<T, ReadError>,
) -> Result<Vec<Vec<Vec<T>>>, ReadError> {
    let mut questions = questions.iter();
    let rows = r.list(|r| match questions.next() {
        Some(Question::Lists { .. }) => r.list(|r| r.list(&mut item)),
        Some(_) => r.list(&mut item).map(|row| vec![row]),
        None => r.fail("as many rows as questions"),
    })?;
    if questions.next().is_some() { r.fail("a row for every question") } else { Ok(rows) }
}

fn write_rows<T>(
    out: &mut String,
    questions: &[Question],
    rows: &[Vec<Vec<T>>],
    mut item: impl FnMut(&mut String, &T),
) {
    let rows: Vec<_> = questions.iter().zip(rows).collect();
    out.push_list(&rows, |out, (question, rows)| match (question, rows.as_slice()) {
        (Question::Lists { .. }, rows) => out.push_list(rows, |out, row| out.push_list(row, &mut item)),
        (_, rows) => out.push_list(rows.first().map_or(&[][..], Vec::as_slice), &mut item),
    });
}

impl<G: Group> PartialDecryption<G> {
    /// Reads the record.
    pub fn read(group: &G, questions: &[Question], bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"decryption_factors\":")?;
            let factors = read_rows(r, questions, |r| r.element(group))?;
            r.lit(",\"decryption_proofs\":")?;
            let proofs = read_rows(r, questions, |r| r.proof(group))?;
            r.lit("}")?;
            Ok(Self { factors, proofs })
        })
    }

    /// Writes the record.
    pub fn write(&self, group: &G, questions: &[Question]) -> String {
        let mut out = "{\"decryption_factors\":".to_owned();
        write_rows(&mut out, questions, &self.factors, |out, factor| {
            out.put(format_args!("\"{}\"", group.text(factor)));
        });
        out.push_str(",\"decryption_proofs\":");
        write_rows(&mut out, questions, &self.proofs, |out, proof| out.push_proof(group, proof));
        out.push('}');
        out
    }
}

/// Who made a partial decryption or a shuffle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The trustee's number, from 1; members of threshold sets are counted one by one.
    pub owner: u32,
    /// SHA-256 of the object, in hexadecimal.
    pub payload: String,
}

impl Owned {
    /// Reads the record.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"owner\":")?;
            let owner = r.small()?;
            r.lit(",\"payload\":")?;
            let payload = r.plain_string()?.to_owned();
            r.lit("}")?;
            Ok(Self { owner, payload })
        })
    }

    /// Writes the record.
    pub fn write(&self) -> String {
        format!("{{\"owner\":{},\"payload\":\"{}\"}}", self.owner, self.payload)
    }
}
