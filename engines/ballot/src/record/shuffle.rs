//! A shuffle: for each shuffled question new ciphertexts of the same answers in another order, and the proof.

use crate::group::{Ciphertext, Group};
use crate::json::{self, ReadError, Reader, Write};

/// One shuffle of all shuffled questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Shuffle<G: Group> {
    /// The new ciphertexts, by shuffled question.
    pub ciphertexts: Vec<Vec<Ciphertext<G>>>,
    /// The proofs, by shuffled question.
    pub proofs: Vec<ShuffleProof<G>>,
}

/// The proof of Terelius and Wikström; letters as in `CHVote`.
#[derive(Clone, Debug, PartialEq)]
pub struct ShuffleProof<G: Group> {
    /// t1, t2, t3, t41, t42.
    pub t: [G::Element; 5],
    /// t̂.
    pub t_hat: Vec<G::Element>,
    /// s1, s2, s3, s4.
    pub s: [G::Scalar; 4],
    /// ŝ.
    pub s_hat: Vec<G::Scalar>,
    /// s′.
    pub s_prime: Vec<G::Scalar>,
    /// c: commitments to the permutation.
    pub c: Vec<G::Element>,
    /// ĉ: the chain of commitments.
    pub c_hat: Vec<G::Element>,
}

impl<G: Group> ShuffleProof<G> {
    fn read(group: &G, r: &mut Reader<'_>) -> Result<Self, ReadError> {
        r.lit("[[")?;
        let t1 = r.element(group)?;
        r.lit(",")?;
        let t2 = r.element(group)?;
        r.lit(",")?;
        let t3 = r.element(group)?;
        r.lit(",[")?;
        let t41 = r.element(group)?;
        r.lit(",")?;
        let t42 = r.element(group)?;
        r.lit("],")?;
        let t_hat = r.list(|r| r.element(group))?;
        r.lit("],[")?;
        let mut s = [group.scalar(0); 4];
        for s in &mut s {
            *s = r.scalar(group)?;
            r.lit(",")?;
        }
        let s_hat = r.list(|r| r.scalar(group))?;
        r.lit(",")?;
        let s_prime = r.list(|r| r.scalar(group))?;
        r.lit("],")?;
        let c = r.list(|r| r.element(group))?;
        r.lit(",")?;
        let c_hat = r.list(|r| r.element(group))?;
        r.lit("]")?;
        Ok(Self { t: [t1, t2, t3, t41, t42], t_hat, s, s_hat, s_prime, c, c_hat })
    }

    fn write(&self, group: &G, out: &mut String) {
        let elements = |out: &mut String, elements: &[G::Element]| {
            out.push_list(&group.texts(elements), |out, text| out.put(format_args!("\"{text}\"")));
        };
        let scalars = |out: &mut String, scalars: &[G::Scalar]| {
            out.push_list(scalars, |out, scalar| out.push_scalar(group, scalar));
        };
        let t = group.texts(&self.t);
        out.put(format_args!("[[\"{}\",\"{}\",\"{}\",[\"{}\",\"{}\"],", t[0], t[1], t[2], t[3], t[4]));
        elements(out, &self.t_hat);
        out.push_str("],[");
        for s in &self.s {
            out.push_scalar(group, s);
            out.push(',');
        }
        scalars(out, &self.s_hat);
        out.push(',');
        scalars(out, &self.s_prime);
        out.push_str("],");
        elements(out, &self.c);
        out.push(',');
        elements(out, &self.c_hat);
        out.push(']');
    }
}

impl<G: Group> Shuffle<G> {
    /// Reads the record.
    pub fn read(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"ciphertexts\":")?;
            let ciphertexts = r.list(|r| r.list(|r| r.ciphertext(group)))?;
            r.lit(",\"proofs\":")?;
            let proofs = r.list(|r| ShuffleProof::read(group, r))?;
            r.lit("}")?;
            Ok(Self { ciphertexts, proofs })
        })
    }

    /// Writes the record.
    pub fn write(&self, group: &G) -> String {
        let mut out = "{\"ciphertexts\":".to_owned();
        out.push_list(&self.ciphertexts, |out, row| {
            out.push_list(row, |out, ciphertext| out.push_ciphertext(group, ciphertext));
        });
        out.push_str(",\"proofs\":");
        out.push_list(&self.proofs, |out, proof| proof.write(group, out));
        out.push('}');
        out
    }
}
