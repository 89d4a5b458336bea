//! Summing the counted ballots under encryption.

use crate::ballot::Checked;
use crate::group::{Ciphertext, Group};
use crate::hash;
use crate::record::ballot::Answer;
use crate::record::election::Question;
use crate::record::tally::{self, Row, TallySize};
use crate::record::weight::Weight;
use crate::setup::Setup;

/// A checked ballot that no later one replaces. Only [`Urn::next_older`] makes one.
pub struct Counted<'a, G: Group>(&'a Checked<G>);

/// Decides which ballots count, from the newest to the oldest: the last of each voter.
pub struct Urn {
    voted: Vec<bool>,
}

impl Urn {
    /// An urn for the voters of a setup.
    pub fn new<G: Group>(setup: &Setup<G>) -> Self {
        Self { voted: vec![false; setup.credentials().len()] }
    }

    /// The next ballot, older than all before; `None` when its voter has voted again since.
    pub fn next_older<'a, G: Group>(&mut self, ballot: &'a Checked<G>) -> Option<Counted<'a, G>> {
        self.is_last_of(ballot.credential()).then_some(Counted(ballot))
    }

    /// Whether the next older ballot, of that voter, is the voter's last.
    pub(crate) fn is_last_of(&mut self, voter: usize) -> bool {
        !std::mem::replace(&mut self.voted[voter], true)
    }
}

/// The tally in the making.
pub struct Tally<'a, G: Group> {
    setup: &'a Setup<G>,
    rows: Vec<Row<G>>,
    num_tallied: u64,
    total_weight: Weight,
}

/// Ballots of weighted voters cannot be shuffled: the weight would be lost or would follow the vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a question to shuffle cannot be weighted")]
pub struct Weighted;

impl<'a, G: Group> Tally<'a, G> {
    /// A tally of no ballot.
    pub fn new(setup: &'a Setup<G>) -> Self {
        let one = setup.group().one();
        let zeros = |n: usize| vec![Ciphertext { alpha: one, beta: one }; n];
        let rows = setup.election().questions.iter().map(|question| match question {
            Question::Lists { .. } => Row::Lists(question.shape().into_iter().map(zeros).collect()),
            _ => Row::Flat(question.shape().first().map_or_else(Vec::new, |n| zeros(*n))),
        });
        Self { setup, rows: rows.collect(), num_tallied: 0, total_weight: Weight::default() }
    }

    /// Adds a ballot with its voter's weight.
    pub fn add(&mut self, ballot: &Counted<'_, G>) -> Result<(), Weighted> {
        let weight = self.setup.credentials()[ballot.0.credential()].weight();
        let group = self.setup.group();
        for (row, answer) in self.rows.iter_mut().zip(&ballot.0.ballot().answers) {
            match (row, answer) {
                (Row::Flat(sums), Answer::Homomorphic(answer)) => {
                    add_all(group, sums, &answer.choices, weight);
                }
                (Row::Lists(lists), Answer::Lists(answer)) => {
                    for (sums, choices) in lists.iter_mut().zip(&answer.choices) {
                        add_all(group, sums, choices, weight);
                    }
                }
                (Row::Flat(all), Answer::NonHomomorphic { choices, .. }) if weight == Weight::ONE => {
                    all.push(*choices);
                }
                _ => return Err(Weighted),
            }
        }
        self.num_tallied += 1;
        // The weights of a valid setup sum to less than q; of another one nothing is asked but to go on.
        self.total_weight = self.total_weight.checked_add(weight).unwrap_or_default();
        Ok(())
    }

    /// The two records: the tally and its size.
    pub fn finish(mut self) -> Encrypted<G> {
        let group = self.setup.group();
        for (row, question) in self.rows.iter_mut().zip(&self.setup.election().questions) {
            if let (Row::Flat(ciphertexts), true) = (row, question.is_shuffled()) {
                sort(group, ciphertexts);
            }
        }
        let text = tally::write(group, &self.rows);
        let encrypted_tally = hash::sha256_hex(text.as_bytes());
        let sized =
            TallySize { num_tallied: self.num_tallied, total_weight: self.total_weight, encrypted_tally };
        Encrypted { rows: self.rows, text, sized }
    }
}

/// A finished tally.
pub struct Encrypted<G: Group> {
    /// What is to be decrypted.
    pub rows: Vec<Row<G>>,
    /// The tally record.
    pub text: String,
    /// The size record.
    pub sized: TallySize,
}

/// `sums_i` ← `sums_i` · `choices_i^weight`.
fn add_all<G: Group>(group: &G, sums: &mut [Ciphertext<G>], choices: &[Ciphertext<G>], weight: Weight) {
    for (sum, choice) in sums.iter_mut().zip(choices) {
        let weighted = |x: &G::Element| match weight {
            Weight::ONE => *x,
            _ => group.product(&[(*x, weight.scalar(group))]),
        };
        sum.alpha = group.op(&sum.alpha, &weighted(&choice.alpha));
        sum.beta = group.op(&sum.beta, &weighted(&choice.beta));
    }
}

/// Sorts by alpha, then beta, so that the order of ballots is lost.
fn sort<G: Group>(group: &G, ciphertexts: &mut Vec<Ciphertext<G>>) {
    let halves: Vec<_> = ciphertexts.iter().flat_map(|c| [c.alpha, c.beta]).collect();
    let keys = group.sort_keys(&halves);
    let mut order: Vec<_> = (0..ciphertexts.len()).collect();
    order.sort_by(|a, b| keys[2 * a..2 * a + 2].cmp(&keys[2 * b..2 * b + 2]));
    *ciphertexts = order.into_iter().map(|i| ciphertexts[i]).collect();
}
