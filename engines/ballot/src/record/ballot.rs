//! The ballot record: encrypted answers, their proofs, and the voter's signature.

use crate::group::{Ciphertext, Group};
use crate::hash;
use crate::json::{self, ReadError, Reader, Write};
use crate::proof::Proof;

/// A ballot that was read: its form is canonical, nothing about its proofs is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot<G: Group> {
    /// The election's identifier.
    pub election_uuid: String,
    /// The election's fingerprint.
    pub election_hash: String,
    /// Text of the voter's public credential.
    pub credential: String,
    /// One per question.
    pub answers: Vec<Answer<G>>,
    /// Hash of the ballot without its signature, and the proof of knowledge of the credential's secret.
    pub signature: Signature<G>,
}

/// The end of a ballot.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature<G: Group> {
    /// b64 of the ballot without `signature`.
    pub hash: String,
    /// Proof bound to the hash.
    pub proof: Proof<G>,
}

/// The encrypted answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<G: Group> {
    /// To a homomorphic question.
    Homomorphic(Homomorphic<G>),
    /// To a question whose answers are shuffled.
    NonHomomorphic {
        /// The choice, embedded in one element.
        choices: Ciphertext<G>,
        /// Proof of knowledge of its randomness.
        proof: Proof<G>,
    },
    /// To a question on lists.
    Lists(Box<Lists<G>>),
}

/// Encrypted zeros and ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Homomorphic<G: Group> {
    /// One per answer; the first is the blank flag when a blank vote is possible.
    pub choices: Vec<Ciphertext<G>>,
    /// Each choice is 0 or 1.
    pub individual: Vec<Vec<Proof<G>>>,
    /// The sum lies between min and max, or the vote is blank.
    pub overall: Vec<Proof<G>>,
    /// The vote is not blank, or everything else is 0.
    pub blank: Option<Vec<Proof<G>>>,
}

/// Encrypted zeros and ones, by list.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists<G: Group> {
    /// For each list its head and then its members.
    pub choices: Vec<Vec<Ciphertext<G>>>,
    /// Each is 0 or 1.
    pub individual: Vec<Vec<Vec<Proof<G>>>>,
    /// The heads sum to 1.
    pub overall: Proof<G>,
    /// For each list: its head is 1, or its members are all 0.
    pub list: Vec<Vec<Proof<G>>>,
    /// Some member is chosen.
    pub nonzero: Nonzero<G>,
}

/// Proof that a ciphertext does not hold zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Nonzero<G: Group> {
    /// C = g^(m·u).
    pub commitment: G::Element,
    /// c.
    pub challenge: G::Scalar,
    /// t1, t2.
    pub response: [G::Scalar; 2],
}

/// What separates the hashed part of a ballot from its signature.
const SIGNATURE: &str = ",\"signature\":{\"hash\":";

impl<G: Group> Ballot<G> {
    /// Reads a ballot.
    pub fn read(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"election_uuid\":")?;
            let election_uuid = r.plain_string()?.to_owned();
            r.lit(",\"election_hash\":")?;
            let election_hash = r.plain_string()?.to_owned();
            r.lit(",\"credential\":")?;
            let credential = r.plain_string()?.to_owned();
            r.lit(",\"answers\":")?;
            let answers = r.list(|r| Answer::read(group, r))?;
            r.lit(SIGNATURE)?;
            let hash = r.plain_string()?.to_owned();
            r.lit(",\"proof\":")?;
            let proof = r.proof(group)?;
            r.lit("}}")?;
            let signature = Signature { hash, proof };
            Ok(Self { election_uuid, election_hash, credential, answers, signature })
        })
    }

    /// Only the text of the credential: what a re-vote shares with the vote it replaces.
    pub fn read_credential(bytes: &[u8]) -> Result<&str, ReadError> {
        let mut r = Reader::new(bytes)?;
        r.lit("{\"election_uuid\":")?;
        r.plain_string()?;
        r.lit(",\"election_hash\":")?;
        r.plain_string()?;
        r.lit(",\"credential\":")?;
        r.plain_string()
    }

    /// Writes the ballot.
    pub fn write(&self, group: &G) -> String {
        let mut out = unsigned_text(group, self);
        out.pop();
        out.put(format_args!("{SIGNATURE}\"{}\",\"proof\":", self.signature.hash));
        out.push_proof(group, &self.signature.proof);
        out.push_str("}}");
        out
    }
}

/// The text that the signature's hash covers.
fn unsigned_text<G: Group>(group: &G, ballot: &Ballot<G>) -> String {
    let Ballot { election_uuid, election_hash, credential, answers, .. } = ballot;
    let mut out = format!(
        "{{\"election_uuid\":\"{election_uuid}\",\"election_hash\":\"{election_hash}\",\"credential\":\"{credential}\",\"answers\":"
    );
    out.push_list(answers, |out, answer| answer.write(group, out));
    out.push('}');
    out
}

/// The hash that a ballot's signature must carry, from the ballot's own bytes.
pub(crate) fn signed_hash(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let cut = text.rfind(SIGNATURE)?;
    Some(hash::b64(format!("{}}}", &text[..cut]).as_bytes()))
}

/// The hash to sign for a ballot in the making.
pub(crate) fn hash_to_sign<G: Group>(group: &G, ballot: &Ballot<G>) -> String {
    hash::b64(unsigned_text(group, ballot).as_bytes())
}

/// The smart ballot tracker: what a voter keeps.
pub fn tracker(bytes: &[u8]) -> String {
    hash::b64(bytes)
}

impl<G: Group> Answer<G> {
    fn read(group: &G, r: &mut Reader<'_>) -> Result<Self, ReadError> {
        if r.try_lit("{\"choices\":{\"alpha\":") {
            let alpha = r.element(group)?;
            r.lit(",\"beta\":")?;
            let beta = r.element(group)?;
            r.lit("},\"proof\":")?;
            let proof = r.proof(group)?;
            r.lit("}")?;
            return Ok(Self::NonHomomorphic { choices: Ciphertext { alpha, beta }, proof });
        }
        r.lit("{\"choices\":")?;
        if r.looks_at("[[") {
            return Lists::read(group, r).map(Box::new).map(Self::Lists);
        }
        let choices = r.list(|r| r.ciphertext(group))?;
        r.lit(",\"individual_proofs\":")?;
        let individual = r.list(|r| r.list(|r| r.proof(group)))?;
        r.lit(",\"overall_proof\":")?;
        let overall = r.list(|r| r.proof(group))?;
        let blank = r.optional(",\"blank_proof\":", |r| r.list(|r| r.proof(group)))?;
        r.lit("}")?;
        Ok(Self::Homomorphic(Homomorphic { choices, individual, overall, blank }))
    }

    fn write(&self, group: &G, out: &mut String) {
        let proofs = |out: &mut String, proofs: &Vec<Proof<G>>| {
            out.push_list(proofs, |out, proof| out.push_proof(group, proof));
        };
        match self {
            Self::NonHomomorphic { choices, proof } => {
                out.push_str("{\"choices\":");
                out.push_ciphertext(group, choices);
                out.push_str(",\"proof\":");
                out.push_proof(group, proof);
            }
            Self::Homomorphic(answer) => {
                out.push_str("{\"choices\":");
                out.push_list(&answer.choices, |out, choice| out.push_ciphertext(group, choice));
                out.push_str(",\"individual_proofs\":");
                out.push_list(&answer.individual, proofs);
                out.push_str(",\"overall_proof\":");
                proofs(out, &answer.overall);
                if let Some(blank) = &answer.blank {
                    out.push_str(",\"blank_proof\":");
                    proofs(out, blank);
                }
            }
            Self::Lists(answer) => answer.write(group, out),
        }
        out.push('}');
    }
}

impl<G: Group> Lists<G> {
    fn read(group: &G, r: &mut Reader<'_>) -> Result<Self, ReadError> {
        let choices = r.list(|r| r.list(|r| r.ciphertext(group)))?;
        r.lit(",\"individual_proofs\":")?;
        let individual = r.list(|r| r.list(|r| r.list(|r| r.proof(group))))?;
        r.lit(",\"overall_proof\":")?;
        let overall = r.proof(group)?;
        r.lit(",\"list_proofs\":")?;
        let list = r.list(|r| r.list(|r| r.proof(group)))?;
        r.lit(",\"nonzero_proof\":{\"commitment\":")?;
        let commitment = r.element(group)?;
        r.lit(",\"challenge\":")?;
        let challenge = r.scalar(group)?;
        r.lit(",\"response\":[")?;
        let first = r.scalar(group)?;
        r.lit(",")?;
        let second = r.scalar(group)?;
        r.lit("]}}")?;
        let nonzero = Nonzero { commitment, challenge, response: [first, second] };
        Ok(Self { choices, individual, overall, list, nonzero })
    }

    fn write(&self, group: &G, out: &mut String) {
        let proofs = |out: &mut String, proofs: &Vec<Proof<G>>| {
            out.push_list(proofs, |out, proof| out.push_proof(group, proof));
        };
        out.push_str("{\"choices\":");
        out.push_list(&self.choices, |out, list| {
            out.push_list(list, |out, choice| out.push_ciphertext(group, choice));
        });
        out.push_str(",\"individual_proofs\":");
        out.push_list(&self.individual, |out, list| out.push_list(list, proofs));
        out.push_str(",\"overall_proof\":");
        out.push_proof(group, &self.overall);
        out.push_str(",\"list_proofs\":");
        out.push_list(&self.list, proofs);
        out.put(format_args!(
            ",\"nonzero_proof\":{{\"commitment\":\"{}\"",
            group.text(&self.nonzero.commitment)
        ));
        out.push_str(",\"challenge\":");
        out.push_scalar(group, &self.nonzero.challenge);
        out.push_str(",\"response\":");
        out.push_list(&self.nonzero.response, |out, response| out.push_scalar(group, response));
        out.push('}');
    }
}
