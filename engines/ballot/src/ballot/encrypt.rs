//! Making a ballot: what the booth does on the voter's device.

use rand_core::CryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::{pair, zkp, zkp2};
use crate::group::{self, Ciphertext, Group};
use crate::hash;
use crate::proof::{self, Proof};
use crate::record::ballot::{Answer, Ballot, Homomorphic, Lists, Nonzero, Signature, hash_to_sign};
use crate::record::election::Question;
use crate::secret::Secret;
use crate::setup::Setup;

/// A voter's answer to one question, in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// 0 or 1 for each answer; the first is the blank vote when the question allows it.
    Homomorphic(Vec<u8>),
    /// An integer for each answer: a rank or a grade.
    NonHomomorphic(Vec<u8>),
    /// For each list, 0 or 1 for its head and for each member.
    Lists(Vec<Vec<u8>>),
}

impl Drop for Choice {
    fn drop(&mut self) {
        match self {
            Self::Homomorphic(choice) | Self::NonHomomorphic(choice) => choice.zeroize(),
            Self::Lists(lists) => lists.zeroize(),
        }
    }
}

/// Why a choice is not a valid vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// The code does not belong to a listed voter.
    #[error("this code belongs to no voter of this election")]
    UnknownCredential,
    /// Not one choice per question.
    #[error("the vote does not answer each question once")]
    QuestionCount,
    /// A choice does not have the form of its question.
    #[error("question {0}: the answer does not have the form of the question")]
    Shape(usize),
    /// Too few or too many answers chosen.
    #[error("question {0}: too few or too many answers are chosen")]
    Number(usize),
    /// Blank and something else.
    #[error("question {0}: a blank vote chooses nothing else")]
    BlankAndMore(usize),
    /// Not exactly one list with at least one member.
    #[error("question {0}: choose one list and at least one of its members")]
    OneList(usize),
    /// The group cannot carry these integers.
    #[error("question {0}: the group of this election cannot carry the answer")]
    Embedding(usize),
}

struct Encryption<'a, G: Group, R: CryptoRng> {
    setup: &'a Setup<G>,
    zkp: String,
    rng: &'a mut R,
}

/// Encrypts, proves and signs a vote.
pub fn encrypt<G: Group>(
    setup: &Setup<G>,
    secret: &Secret<G>,
    choices: &[Choice],
    rng: &mut impl CryptoRng,
) -> Result<Ballot<G>, ChoiceError> {
    let group = setup.group();
    let credential = group.text(&secret.public(group));
    setup.find(&credential).ok_or(ChoiceError::UnknownCredential)?;
    let questions = &setup.election().questions;
    if choices.len() != questions.len() {
        return Err(ChoiceError::QuestionCount);
    }
    let mut encryption = Encryption { setup, zkp: zkp(setup.fingerprint(), &credential), rng };
    let mut answers = Vec::with_capacity(choices.len());
    for (number, (question, choice)) in (1..).zip(questions.iter().zip(choices)) {
        validate(number, question, choice)?;
        answers.push(match choice {
            Choice::Homomorphic(choice) => encryption.homomorphic(question, choice),
            Choice::NonHomomorphic(integers) => encryption.non_homomorphic(number, integers)?,
            Choice::Lists(lists) => encryption.lists(lists),
        });
    }
    let zero = Proof { challenge: group.scalar(0), response: group.scalar(0) };
    let mut ballot = Ballot {
        election_uuid: setup.election().uuid.clone(),
        election_hash: setup.fingerprint().to_owned(),
        credential,
        answers,
        signature: Signature { hash: String::new(), proof: zero },
    };
    sign(group, &mut ballot, secret, rng);
    Ok(ballot)
}

/// Signs a ballot with the private key of its credential.
pub fn sign<G: Group>(group: &G, ballot: &mut Ballot<G>, secret: &Secret<G>, rng: &mut impl CryptoRng) {
    let hash = hash_to_sign(group, ballot);
    let proof = proof::prove_knowledge(group, &format!("sig|{hash}|"), secret.scalar(), rng);
    ballot.signature = Signature { hash, proof };
}

/// Whether a choice is a valid answer to a question; `number` names the question in the error.
fn validate(number: usize, question: &Question, choice: &Choice) -> Result<(), ChoiceError> {
    match (question, choice) {
        (Question::Homomorphic { blank, min, max, .. }, Choice::Homomorphic(choice)) => {
            if question.shape() != [choice.len()] || choice.iter().any(|bit| *bit > 1) {
                return Err(ChoiceError::Shape(number));
            }
            let (flag, rest) = choice.split_at(usize::from(*blank == Some(true)));
            let chosen = rest.iter().map(|bit| u32::from(*bit)).sum::<u32>();
            match flag {
                [1] if chosen > 0 => Err(ChoiceError::BlankAndMore(number)),
                [1] => Ok(()),
                _ if (*min..=*max).contains(&chosen) => Ok(()),
                _ => Err(ChoiceError::Number(number)),
            }
        }
        (Question::NonHomomorphic { answers, .. }, Choice::NonHomomorphic(integers)) => {
            if integers.len() == answers.len() { Ok(()) } else { Err(ChoiceError::Shape(number)) }
        }
        (Question::Lists { .. }, Choice::Lists(lists)) => {
            let shape: Vec<_> = lists.iter().map(Vec::len).collect();
            if question.shape() != shape || lists.iter().flatten().any(|bit| *bit > 1) {
                return Err(ChoiceError::Shape(number));
            }
            let valid = |list: &Vec<u8>| list[1..].contains(&1) == (list[0] == 1);
            let heads = lists.iter().filter(|list| list[0] == 1).count();
            if heads == 1 && lists.iter().all(valid) { Ok(()) } else { Err(ChoiceError::OneList(number)) }
        }
        _ => Err(ChoiceError::Shape(number)),
    }
}

/// Ciphertexts with the randomness that made them, erased when dropped.
struct Opened<G: Group> {
    ciphertext: Ciphertext<G>,
    r: Zeroizing<G::Scalar>,
}

impl<G: Group, R: CryptoRng> Encryption<'_, G, R> {
    /// alpha = g^r, beta = Y^r·M.
    fn element(&mut self, message: &G::Element) -> Opened<G> {
        let group = self.setup.group();
        let r = Zeroizing::new(group.random_scalar(self.rng));
        let alpha = group.generator_pow_secret(&r);
        let beta = group.op(&group.pow_secret(&self.setup.key().y, &r), message);
        Opened { ciphertext: Ciphertext { alpha, beta }, r }
    }

    /// An encrypted 0 or 1 with its proof.
    fn bit(&mut self, bit: u8) -> (Opened<G>, Vec<Proof<G>>) {
        let group = self.setup.group();
        let opened = self.element(&group.generator_pow_secret(&group.scalar(u64::from(bit))));
        let prefix = format!("prove|{}|{}|", self.zkp, pair(group, &opened.ciphertext));
        let cases = [(opened.ciphertext, 0), (opened.ciphertext, 1)];
        let proofs = self.one_case(&prefix, &cases, (usize::from(bit), &opened.r));
        (opened, proofs)
    }

    fn one_case(
        &mut self,
        prefix: &str,
        cases: &[proof::Case<G>],
        truth: (usize, &G::Scalar),
    ) -> Vec<Proof<G>> {
        proof::prove_one_case(self.setup.group(), prefix, &self.setup.key().y, cases, truth, self.rng)
    }

    /// The sum of ciphertexts, with the sum of their randomness.
    fn sum<'o>(&self, opened: impl Iterator<Item = &'o Opened<G>> + Clone) -> Opened<G> {
        let group = self.setup.group();
        let ciphertext = group::sum(group, opened.clone().map(|opened| &opened.ciphertext));
        let r = opened.fold(group.scalar(0), |sum, opened| group.add(&sum, &opened.r));
        Opened { ciphertext, r: Zeroizing::new(r) }
    }

    fn homomorphic(&mut self, question: &Question, choice: &[u8]) -> Answer<G> {
        let Question::Homomorphic { blank, min, max, .. } = question else {
            unreachable!("the choice was validated against its question")
        };
        let (opened, individual): (Vec<_>, Vec<_>) = choice.iter().map(|bit| self.bit(*bit)).unzip();
        let choices: Vec<_> = opened.iter().map(|opened| opened.ciphertext).collect();
        let zkp2 = zkp2(self.setup.group(), &self.zkp, choices.iter());
        let range = u64::from(*min)..=u64::from(*max);
        let is_blank = *blank == Some(true) && choice[0] == 1;
        let rest = usize::from(*blank == Some(true));
        let total = self.sum(opened[rest..].iter());
        let chosen: u64 = choice[rest..].iter().map(|bit| u64::from(*bit)).sum();
        let place = usize::try_from(chosen.saturating_sub(*range.start())).expect("a number of answers");
        let mut cases: Vec<_> = range.map(|value| (total.ciphertext, value)).collect();
        let (overall, blank) = if *blank == Some(true) {
            let flag = &opened[0];
            let empty = [(flag.ciphertext, 0), (total.ciphertext, 0)];
            let truth = if is_blank { (1, &*total.r) } else { (0, &*flag.r) };
            let blank = self.one_case(&format!("bproof0|{zkp2}|"), &empty, truth);
            cases.insert(0, (flag.ciphertext, 1));
            let truth = if is_blank { (0, &*flag.r) } else { (place + 1, &*total.r) };
            (self.one_case(&format!("bproof1|{zkp2}|"), &cases, truth), Some(blank))
        } else {
            let prefix = format!("prove|{zkp2}|{}|", pair(self.setup.group(), &total.ciphertext));
            (self.one_case(&prefix, &cases, (place, &total.r)), None)
        };
        Answer::Homomorphic(Homomorphic { choices, individual, overall, blank })
    }

    fn non_homomorphic(&mut self, number: usize, integers: &[u8]) -> Result<Answer<G>, ChoiceError> {
        let group = self.setup.group();
        let message = group.embed(integers).ok_or(ChoiceError::Embedding(number))?;
        let opened = self.element(&message);
        let key = group.text(&self.setup.key().y);
        let prefix = format!("raweg|{}|{key},{}|", self.zkp, pair(group, &opened.ciphertext));
        let proof = proof::prove_knowledge(group, &prefix, &opened.r, self.rng);
        Ok(Answer::NonHomomorphic { choices: opened.ciphertext, proof })
    }

    fn lists(&mut self, lists: &[Vec<u8>]) -> Answer<G> {
        let mut opened: Vec<Vec<Opened<G>>> = Vec::with_capacity(lists.len());
        let mut individual = Vec::with_capacity(lists.len());
        for list in lists {
            let (ciphertexts, proofs) = list.iter().map(|bit| self.bit(*bit)).unzip();
            opened.push(ciphertexts);
            individual.push(proofs);
        }
        let choices: Vec<Vec<_>> =
            opened.iter().map(|list| list.iter().map(|opened| opened.ciphertext).collect()).collect();
        let zkp2 = zkp2(self.setup.group(), &self.zkp, choices.iter().flatten());
        let heads = self.sum(opened.iter().map(|list| &list[0]));
        let prefix = format!("prove|{zkp2}|{}|", pair(self.setup.group(), &heads.ciphertext));
        let overall = self.one_case(&prefix, &[(heads.ciphertext, 1)], (0, &heads.r))[0];
        let mut list_proofs = Vec::with_capacity(lists.len());
        for (list, opened) in lists.iter().zip(&opened) {
            let (head, members) = (&opened[0], self.sum(opened[1..].iter()));
            let cases = [(head.ciphertext, 1), (members.ciphertext, 0)];
            let truth = if list[0] == 1 { (0, &*head.r) } else { (1, &*members.r) };
            list_proofs.push(self.one_case(&format!("lproof|{zkp2}|"), &cases, truth));
        }
        let members = self.sum(opened.iter().flat_map(|list| &list[1..]));
        let chosen = lists.iter().flat_map(|list| &list[1..]).map(|bit| u64::from(*bit)).sum();
        let nonzero = self.nonzero(&zkp2, &members, chosen);
        Answer::Lists(Box::new(Lists { choices, individual, overall, list: list_proofs, nonzero }))
    }

    /// C = g^(m·u) hides m; t1 = w1 − c·u and t2 = w2 + c·r·u show that C fits the sum.
    fn nonzero(&mut self, zkp2: &str, sum: &Opened<G>, m: u64) -> Nonzero<G> {
        let group = self.setup.group();
        let [u, w1, w2] = [(); 3].map(|()| Zeroizing::new(group.random_scalar(self.rng)));
        let commitment = group.generator_pow_secret(&group.mul(&group.scalar(m), &u));
        let (alpha, beta) = (&sum.ciphertext.alpha, &sum.ciphertext.beta);
        let a1 = group.op(&group.pow_secret(alpha, &w1), &group.generator_pow_secret(&w2));
        let a2 = group.op(&group.pow_secret(beta, &w1), &group.pow_secret(&self.setup.key().y, &w2));
        let challenge = hash::to_scalar(group, &format!("nonzero|{zkp2}|"), &[commitment, a1, a2]);
        let cu = Zeroizing::new(group.mul(&challenge, &u));
        let response = [group.sub(&w1, &cu), group.add(&w2, &group.mul(&cu, &sum.r))];
        Nonzero { commitment, challenge, response }
    }
}
