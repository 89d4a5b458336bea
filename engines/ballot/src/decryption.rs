//! Partial decryptions, and what they reveal together.
//!
//! A trustee who holds x publishes f = alpha^x for each ciphertext. Singles all contribute f; of a threshold set
//! the first t who came, by number, contribute `f^λ_j` with `λ_j` = Π k/(k − j) over the others k (Lagrange, at 0).
//! The message is beta/Πf, and a count is its logarithm.

use std::collections::HashMap;

use rand_core::CryptoRng;

use crate::group::{Ciphertext, Group};
use crate::proof;
use crate::record::decryption::PartialDecryption;
use crate::record::election::Question;
use crate::record::result::Outcome;
use crate::record::tally::Row;
use crate::record::trustees::Trustee;
use crate::record::weight::Weight;
use crate::secret::Secret;
use crate::setup::Setup;

/// The rows of ciphertexts of a question, as decryption factors mirror them.
fn rows_of<G: Group>(row: &Row<G>) -> Vec<&[Ciphertext<G>]> {
    match row {
        Row::Flat(row) => vec![row.as_slice()],
        Row::Lists(lists) => lists.iter().map(Vec::as_slice).collect(),
    }
}

fn prefix<G: Group>(setup: &Setup<G>, key: &G::Element) -> String {
    format!("decrypt|{}|{}|", setup.fingerprint(), setup.group().text(key))
}

/// Computes a trustee's part.
pub fn decrypt<G: Group>(
    setup: &Setup<G>,
    rows: &[Row<G>],
    secret: &Secret<G>,
    rng: &mut impl CryptoRng,
) -> PartialDecryption<G> {
    let group = setup.group();
    let prefix = prefix(setup, &secret.public(group));
    let (mut factors, mut proofs) = (Vec::new(), Vec::new());
    for row in rows {
        let row = rows_of(row);
        let factor = |c: &Ciphertext<G>| group.pow_secret(&c.alpha, secret.scalar());
        factors.push(row.iter().map(|row| row.iter().map(factor).collect()).collect());
        let mut prove =
            |c: &Ciphertext<G>| proof::prove_decryption(group, &prefix, secret.scalar(), &c.alpha, rng);
        proofs.push(row.iter().map(|row| row.iter().map(&mut prove).collect()).collect());
    }
    PartialDecryption { factors, proofs }
}

/// What is wrong with a partial decryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartFault {
    /// Factors or proofs do not have the form of the tally.
    #[error("the factors do not have the form of the tally")]
    Shape,
    /// A factor outside the group.
    #[error("a factor is outside the prime-order subgroup")]
    Member,
    /// A proof that does not hold.
    #[error("the proof of a decryption factor does not hold")]
    Proof,
}

/// Checks the part of the trustee with that public key.
pub fn check<G: Group>(
    setup: &Setup<G>,
    rows: &[Row<G>],
    key: &G::Element,
    part: &PartialDecryption<G>,
) -> Result<(), PartFault> {
    let group = setup.group();
    let prefix = prefix(setup, key);
    let shape = |rows: &[&[Ciphertext<G>]]| rows.iter().map(|row| row.len()).collect::<Vec<_>>();
    if part.factors.len() != rows.len() || part.proofs.len() != rows.len() {
        return Err(PartFault::Shape);
    }
    for ((row, factors), proofs) in rows.iter().zip(&part.factors).zip(&part.proofs) {
        let ciphertexts = rows_of(row);
        let factor_shape: Vec<_> = factors.iter().map(Vec::len).collect();
        let proof_shape: Vec<_> = proofs.iter().map(Vec::len).collect();
        if shape(&ciphertexts) != factor_shape || factor_shape != proof_shape {
            return Err(PartFault::Shape);
        }
        let ciphertexts = ciphertexts.into_iter().flatten();
        for ((c, factor), proof) in ciphertexts.zip(factors.iter().flatten()).zip(proofs.iter().flatten()) {
            if !group.is_member(factor) {
                return Err(PartFault::Member);
            }
            if !proof::decrypts(group, &prefix, key, (&c.alpha, factor), proof) {
                return Err(PartFault::Proof);
            }
        }
    }
    Ok(())
}

/// Fewer trustees than needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEnough {
    /// A trustee who holds a key alone has not.
    #[error("too few trustees have decrypted: trustee {0} is missing")]
    Trustee(u32),
    /// Of a threshold set, too few have.
    #[error(
        "too few trustees have decrypted: of trustees {first} to {last}, {threshold} are needed and {present} are there"
    )]
    Set {
        /// Number of the set's first member.
        first: u32,
        /// Number of its last member.
        last: u32,
        /// How many have decrypted.
        present: u32,
        /// How many are needed.
        threshold: u32,
    },
}

/// Which parts are used, with their exponents: 1 for singles, Lagrange's `λ_j` for members of a set.
fn weights<G: Group>(setup: &Setup<G>, owners: &[u32]) -> Result<Vec<(u32, G::Scalar)>, NotEnough> {
    let group = setup.group();
    let mut weights = Vec::new();
    let mut first = 1u32;
    for trustee in setup.trustees() {
        match trustee {
            Trustee::Single(_) => {
                if !owners.contains(&first) {
                    return Err(NotEnough::Trustee(first));
                }
                weights.push((first, group.scalar(1)));
                first += 1;
            }
            Trustee::Pedersen(set) => {
                let size = u32::try_from(set.keys.len()).expect("a set has fewer than 2^32 members");
                let threshold = set.threshold;
                let mut present =
                    (1..=size).filter(|j| owners.contains(&(first + j - 1))).collect::<Vec<_>>();
                let there = u32::try_from(present.len()).expect("a part of the set");
                if there < threshold {
                    return Err(NotEnough::Set { first, last: first + size - 1, present: there, threshold });
                }
                present.truncate(usize::try_from(threshold).expect("a part of the set"));
                weights.extend(present.iter().map(|j| (first + j - 1, lagrange(group, *j, &present))));
                first += size;
            }
        }
    }
    Ok(weights)
}

/// `λ_j` = Π k/(k − j) over the others k.
fn lagrange<G: Group>(group: &G, j: u32, present: &[u32]) -> G::Scalar {
    let scalar = |k: u32| group.scalar(u64::from(k));
    present.iter().filter(|k| **k != j).fold(group.scalar(1), |lambda, k| {
        let difference = group.sub(&scalar(*k), &scalar(j));
        group.mul(&lambda, &group.mul(&scalar(*k), &group.invert(&difference)))
    })
}

/// The messages of all ciphertexts, in their shape: beta/Πf.
pub type Messages<G> = Vec<Vec<Vec<<G as Group>::Element>>>;

/// Combines parts that were checked; `parts` are (owner, part).
pub fn combine<G: Group>(
    setup: &Setup<G>,
    rows: &[Row<G>],
    parts: &[(u32, PartialDecryption<G>)],
) -> Result<Messages<G>, NotEnough> {
    let group = setup.group();
    let owners: Vec<_> = parts.iter().map(|(owner, _)| *owner).collect();
    let used: Vec<_> = weights(setup, &owners)?
        .into_iter()
        .filter_map(|(owner, weight)| {
            parts.iter().find(|(number, _)| *number == owner).map(|(_, part)| (part, weight))
        })
        .collect();
    let message = |(q, i, k): (usize, usize, usize), c: &Ciphertext<G>| {
        let factors: Vec<_> =
            used.iter().map(|(part, weight)| (part.factors[q][i][k], group.neg(weight))).collect();
        group.op(&c.beta, &group.product(&factors))
    };
    let messages = rows.iter().enumerate().map(|(q, row)| {
        let lists = rows_of(row).into_iter().enumerate();
        lists.map(|(i, row)| row.iter().enumerate().map(|(k, c)| message((q, i, k), c)).collect()).collect()
    });
    Ok(messages.collect())
}

/// Whether a claimed result is what the messages say; logarithms are verified, never computed.
pub fn agrees<G: Group>(
    setup: &Setup<G>,
    messages: &Messages<G>,
    total_weight: Weight,
    outcomes: &[Outcome],
) -> bool {
    let group = setup.group();
    let count = |value: &Weight, message: &G::Element| {
        *value <= total_weight && group.product(&[(group.generator(), value.scalar(group))]) == *message
    };
    let counts = |values: &[Weight], row: &[G::Element]| {
        values.len() == row.len() && values.iter().zip(row).all(|(value, message)| count(value, message))
    };
    let questions = &setup.election().questions;
    outcomes.len() == questions.len()
        && questions.iter().zip(messages).zip(outcomes).all(|((question, rows), outcome)| match outcome {
            Outcome::Counts(values) => rows.len() == 1 && counts(values, &rows[0]),
            Outcome::Lists(lists) => {
                lists.len() == rows.len() && lists.iter().zip(rows).all(|(values, row)| counts(values, row))
            }
            Outcome::Answers(answers) => decode(group, question, rows).as_ref() == Some(answers),
        })
}

/// The integers of shuffled answers.
fn decode<G: Group>(group: &G, question: &Question, rows: &[Vec<G::Element>]) -> Option<Vec<Vec<u8>>> {
    let Question::NonHomomorphic { answers, .. } = question else { return None };
    rows.first()?.iter().map(|message| group.extract(message, answers.len())).collect()
}

/// A message that is no count up to the total weight, or no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a decrypted message is neither a possible count nor an answer")]
pub struct NoMeaning;

/// The result that the messages say.
pub fn outcomes<G: Group>(
    setup: &Setup<G>,
    messages: &Messages<G>,
    total_weight: Weight,
) -> Result<Vec<Outcome>, NoMeaning> {
    let group = setup.group();
    let logarithms = Logarithms::new(group, total_weight.to_u64().unwrap_or(u64::MAX));
    let row = |row: &Vec<G::Element>| {
        row.iter().map(|m| logarithms.of(group, m).map(Weight::from)).collect::<Option<Vec<_>>>()
    };
    let questions = setup.election().questions.iter().zip(messages);
    let outcome = |(question, rows): (&Question, &Vec<Vec<G::Element>>)| match question {
        Question::Homomorphic { .. } => row(rows.first()?).map(Outcome::Counts),
        Question::Lists { .. } => rows.iter().map(row).collect::<Option<_>>().map(Outcome::Lists),
        Question::NonHomomorphic { .. } => decode(group, question, rows).map(Outcome::Answers),
    };
    questions.map(outcome).collect::<Option<_>>().ok_or(NoMeaning)
}

/// Baby-step giant-step: logarithms up to a bound, in the square root of it.
struct Logarithms<G: Group> {
    steps: HashMap<Vec<u8>, u64>,
    width: u64,
    giant: G::Element,
    bound: u64,
}

/// The widest table: it finds logarithms up to 2^44.
const WIDEST: u64 = 1 << 22;

impl<G: Group> Logarithms<G> {
    fn new(group: &G, bound: u64) -> Self {
        let width = (bound.isqrt() + 1).min(WIDEST);
        let mut powers = Vec::new();
        let mut power = group.one();
        for _ in 0..width {
            powers.push(power);
            power = group.op(&power, &group.generator());
        }
        let steps = group.sort_keys(&powers).into_iter().zip(0..).collect();
        Self { steps, width, giant: group.inverse(&power), bound }
    }

    fn of(&self, group: &G, message: &G::Element) -> Option<u64> {
        let mut rest = *message;
        for giant in 0..=(self.bound / self.width).min(WIDEST) {
            if let Some(baby) = self.steps.get(&group.sort_keys(&[rest])[0]) {
                return Some(giant * self.width + baby).filter(|value| *value <= self.bound);
            }
            rest = group.op(&rest, &self.giant);
        }
        None
    }
}
