//! Checking a ballot: form, signature, and every proof.

use super::{pair, zkp, zkp2};
use crate::group::{self, Ciphertext, Group};
use crate::hash;
use crate::proof::{self, Proof};
use crate::record::ballot::{Answer, Ballot, Homomorphic, Lists, Nonzero, signed_hash};
use crate::record::election::Question;
use crate::setup::Setup;
use crate::verify::{CheckId, Finding, Object, Reason, Stopwatch};

/// A ballot whose proofs hold.
#[derive(Clone, Debug)]
pub struct Checked<G: Group> {
    ballot: Ballot<G>,
    credential: usize,
    readable: bool,
}

impl<G: Group> Checked<G> {
    /// The ballot.
    pub fn ballot(&self) -> &Ballot<G> {
        &self.ballot
    }

    /// The place of its credential in the setup.
    pub fn credential(&self) -> usize {
        self.credential
    }

    /// Whether a choice was encrypted with zero randomness, so that anybody can read it.
    pub fn is_readable_by_all(&self) -> bool {
        self.readable
    }

    /// A ballot of an archive that was verified before: only its form is read again.
    pub(crate) fn known(setup: &Setup<G>, bytes: &[u8]) -> Result<Self, Reason> {
        let ballot = Ballot::read(setup.group(), bytes)?;
        let credential = setup.find(&ballot.credential).ok_or(Reason::UnknownCredential)?;
        Ok(Self { ballot, credential, readable: false })
    }
}

/// Reads and checks the bytes of a ballot. `object` names it in the finding.
pub fn check<G: Group>(setup: &Setup<G>, bytes: &[u8], object: Object) -> Result<Checked<G>, Finding> {
    check_timed(setup, bytes, object, &Stopwatch::stopped())
}

/// Like [`check`], with the time of each check.
pub(crate) fn check_timed<G: Group>(
    setup: &Setup<G>,
    bytes: &[u8],
    object: Object,
    watch: &Stopwatch<'_>,
) -> Result<Checked<G>, Finding> {
    let checked = match watch.time(CheckId::JsonCanonical, || Ballot::read(setup.group(), bytes)) {
        Err(error) => return Err(Finding::unreadable(object, error)),
        Ok(ballot) => watch
            .time(CheckId::BallotElection, || names_election(setup, &ballot))
            .and_then(|()| watch.time(CheckId::BallotSignature, || is_signed(setup, &ballot, bytes)))
            .and_then(|credential| {
                let readable = watch.time(CheckId::BallotProofs, || check_answers(setup, &ballot))?;
                Ok(Checked { ballot, credential, readable })
            }),
    };
    checked.map_err(|reason| Finding::new(object, reason))
}

fn names_election<G: Group>(setup: &Setup<G>, ballot: &Ballot<G>) -> Result<(), Reason> {
    if ballot.election_uuid != setup.election().uuid {
        Err(Reason::OtherElection)
    } else if ballot.election_hash != setup.fingerprint() {
        Err(Reason::OtherFingerprint)
    } else {
        Ok(())
    }
}

/// Whether a listed credential signed the ballot; gives its place.
fn is_signed<G: Group>(setup: &Setup<G>, ballot: &Ballot<G>, bytes: &[u8]) -> Result<usize, Reason> {
    let credential = setup.find(&ballot.credential).ok_or(Reason::UnknownCredential)?;
    if signed_hash(bytes).as_ref() != Some(&ballot.signature.hash) {
        return Err(Reason::SignatureHash);
    }
    let prefix = format!("sig|{}|", ballot.signature.hash);
    let key = &setup.credentials()[credential].key;
    let holds = proof::knows(setup.group(), &prefix, key, &ballot.signature.proof);
    if holds { Ok(credential) } else { Err(Reason::SignatureWrong) }
}

/// Whether every answer is valid; gives whether one of them is readable by all.
fn check_answers<G: Group>(setup: &Setup<G>, ballot: &Ballot<G>) -> Result<bool, Reason> {
    if ballot.answers.len() != setup.election().questions.len() {
        return Err(Reason::AnswerCount);
    }
    let group = setup.group();
    let context = Context { setup, zkp: zkp(setup.fingerprint(), &ballot.credential) };
    let one = group.one();
    let mut readable = false;
    for (question, answer) in setup.election().questions.iter().zip(&ballot.answers) {
        match (question, answer) {
            (Question::Homomorphic { .. }, Answer::Homomorphic(answer)) => {
                context.homomorphic(question, answer)?;
                readable |= answer.choices.iter().any(|choice| choice.alpha == one);
            }
            (Question::NonHomomorphic { .. }, Answer::NonHomomorphic { choices, proof }) => {
                context.non_homomorphic(choices, proof)?;
                readable |= choices.alpha == one;
            }
            (Question::Lists { .. }, Answer::Lists(answer)) => {
                context.lists(question, answer)?;
                readable |= answer.choices.iter().flatten().any(|choice| choice.alpha == one);
            }
            _ => return Err(Reason::AnswerShape),
        }
    }
    Ok(readable)
}

struct Context<'a, G: Group> {
    setup: &'a Setup<G>,
    zkp: String,
}

impl<G: Group> Context<'_, G> {
    /// A choice of members that is 0 or 1.
    fn individual(&self, choice: &Ciphertext<G>, proofs: &[Proof<G>]) -> Result<(), Reason> {
        let group = self.setup.group();
        if proofs.len() != 2 {
            return Err(Reason::AnswerShape);
        }
        let prefix = format!("prove|{}|{}|", self.zkp, pair(group, choice));
        match proof::holds_one_of(group, &prefix, self.setup.key(), choice, 0..2, proofs) {
            (_, false) => Err(Reason::NotAMember),
            (false, true) => Err(Reason::IndividualProof),
            (true, true) => Ok(()),
        }
    }

    fn homomorphic(&self, question: &Question, answer: &Homomorphic<G>) -> Result<(), Reason> {
        let Question::Homomorphic { blank, min, max, .. } = question else { return Err(Reason::AnswerShape) };
        let (group, key) = (self.setup.group(), self.setup.key());
        let blank = *blank == Some(true);
        let range = u64::from(*min)..=u64::from(*max);
        let cases_count = usize::try_from(max - min + 1).unwrap_or(usize::MAX) + usize::from(blank);
        let fits = question.shape() == [answer.choices.len()]
            && answer.individual.len() == answer.choices.len()
            && answer.overall.len() == cases_count
            && answer.blank.as_ref().map(Vec::len) == blank.then_some(2);
        if !fits {
            return Err(Reason::AnswerShape);
        }
        for (choice, proofs) in answer.choices.iter().zip(&answer.individual) {
            self.individual(choice, proofs)?;
        }
        let zkp2 = zkp2(group, &self.zkp, answer.choices.iter());
        let Some(blank_proof) = &answer.blank else {
            let sum = group::sum(group, &answer.choices);
            let prefix = format!("prove|{zkp2}|{}|", pair(group, &sum));
            let cases: Vec<_> = range.map(|value| (sum, value)).collect();
            let holds = proof::one_case_holds(group, &prefix, key, &cases, &answer.overall);
            return if holds { Ok(()) } else { Err(Reason::OverallProof) };
        };
        let (flag, sum) = (answer.choices[0], group::sum(group, &answer.choices[1..]));
        let cases = [(flag, 0), (sum, 0)];
        if !proof::one_case_holds(group, &format!("bproof0|{zkp2}|"), key, &cases, blank_proof) {
            return Err(Reason::BlankProof);
        }
        let cases: Vec<_> = std::iter::once((flag, 1)).chain(range.map(|value| (sum, value))).collect();
        let holds = proof::one_case_holds(group, &format!("bproof1|{zkp2}|"), key, &cases, &answer.overall);
        if holds { Ok(()) } else { Err(Reason::OverallProof) }
    }

    fn non_homomorphic(&self, choice: &Ciphertext<G>, proof: &Proof<G>) -> Result<(), Reason> {
        let group = self.setup.group();
        if !group.is_member(&choice.alpha) || !group.is_member(&choice.beta) {
            return Err(Reason::NotAMember);
        }
        let key = group.text(&self.setup.key().y);
        let prefix = format!("raweg|{}|{key},{}|", self.zkp, pair(group, choice));
        if proof::knows(group, &prefix, &choice.alpha, proof) { Ok(()) } else { Err(Reason::AnswerProof) }
    }

    fn lists(&self, question: &Question, answer: &Lists<G>) -> Result<(), Reason> {
        let (group, key) = (self.setup.group(), self.setup.key());
        let lengths = |lists: &[Vec<_>]| lists.iter().map(Vec::len).collect::<Vec<_>>();
        let individual: Vec<_> = answer.individual.iter().map(Vec::len).collect();
        let fits = question.shape() == lengths(&answer.choices)
            && question.shape() == individual
            && answer.list.len() == answer.choices.len()
            && answer.list.iter().all(|proofs| proofs.len() == 2);
        if !fits {
            return Err(Reason::AnswerShape);
        }
        for (choice, proofs) in answer.choices.iter().flatten().zip(answer.individual.iter().flatten()) {
            self.individual(choice, proofs)?;
        }
        let zkp2 = zkp2(group, &self.zkp, answer.choices.iter().flatten());
        let heads = group::sum(group, answer.choices.iter().map(|list| &list[0]));
        let prefix = format!("prove|{zkp2}|{}|", pair(group, &heads));
        if !proof::one_case_holds(group, &prefix, key, &[(heads, 1)], std::slice::from_ref(&answer.overall)) {
            return Err(Reason::OverallProof);
        }
        for (list, proofs) in answer.choices.iter().zip(&answer.list) {
            let cases = [(list[0], 1), (group::sum(group, &list[1..]), 0)];
            if !proof::one_case_holds(group, &format!("lproof|{zkp2}|"), key, &cases, proofs) {
                return Err(Reason::ListProof);
            }
        }
        let members = group::sum(group, answer.choices.iter().flat_map(|list| &list[1..]));
        self.nonzero(&zkp2, &members, &answer.nonzero)
    }

    fn nonzero(&self, zkp2: &str, sum: &Ciphertext<G>, proof: &Nonzero<G>) -> Result<(), Reason> {
        let group = self.setup.group();
        if !group.is_member(&proof.commitment) {
            return Err(Reason::NotAMember);
        }
        let [t1, t2] = proof.response;
        let a1 = group.product(&[(sum.alpha, t1), (group.generator(), t2)]);
        let a2 =
            group.product(&[(sum.beta, t1), (self.setup.key().y, t2), (proof.commitment, proof.challenge)]);
        let challenge = hash::to_scalar(group, &format!("nonzero|{zkp2}|"), &[proof.commitment, a1, a2]);
        let holds = challenge == proof.challenge && proof.commitment != group.one();
        if holds { Ok(()) } else { Err(Reason::NonzeroProof) }
    }
}
