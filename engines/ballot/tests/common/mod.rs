//! Whole elections in memory, for the tests.

#![expect(dead_code, reason = "each test file uses its part of this module")]

use beffroi_ballot::archive::{EventType, Writer, setup_record};
use beffroi_ballot::ballot::{Choice, encrypt};
use beffroi_ballot::group::{Group, GroupName};
use beffroi_ballot::record::credentials::{self, Credential};
use beffroi_ballot::record::decryption::Owned;
use beffroi_ballot::record::election::{Election, Question};
use beffroi_ballot::record::shuffle::Shuffle;
use beffroi_ballot::record::tally::Row;
use beffroi_ballot::record::trustees::{Context, Trustee};
use beffroi_ballot::record::weight::Weight;
use beffroi_ballot::record::{Version, result, trustees};
use beffroi_ballot::secret::Secret;
use beffroi_ballot::setup::Setup;
use beffroi_ballot::tally::{Tally, Urn};
use beffroi_ballot::verify::{Object, Report, Task, verify};
use beffroi_ballot::{ballot, credential, decryption, dkg, hash, shuffle};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// What an election is made of.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) questions: Vec<Question>,
    /// A weight per voter.
    pub(crate) weights: Vec<Option<Weight>>,
    /// Votes in the order of casting: voter, choices.
    pub(crate) votes: Vec<(usize, Vec<Choice>)>,
    /// Trustees who hold a key alone.
    pub(crate) singles: usize,
    /// Threshold set: (threshold, members).
    pub(crate) threshold: Option<(u32, u32)>,
    pub(crate) seed: u64,
}

/// Private keys with the numbers of those who hold them.
pub(crate) type Keys<G> = Vec<(u32, Secret<G>)>;

/// Bytes of an event's records, so that a test can change them before the archive is written.
pub(crate) type Events = Vec<(EventType, Vec<Vec<u8>>)>;

pub(crate) fn text(s: &str) -> String {
    s.to_owned()
}

pub(crate) fn homomorphic(answers: usize, blank: Option<bool>, min: u32, max: u32) -> Question {
    let answers = (1..=answers).map(|i| format!("Réponse {i}")).collect();
    Question::Homomorphic { answers, blank, min, max, question: text("Laquelle ?") }
}

pub(crate) fn ranking(answers: usize) -> Question {
    let answers = (1..=answers).map(|i| format!("Projet {i}")).collect();
    let extra = r#"{"type":"PreferentialVoting","method":"Schulze","blank":true}"#;
    Question::NonHomomorphic { answers, question: text("Classez"), extra: Some(text(extra)) }
}

pub(crate) fn lists() -> Question {
    let list = |name: &str, members: usize| {
        std::iter::once(text(name)).chain((1..=members).map(|i| format!("{name} {i}"))).collect()
    };
    Question::Lists { answers: vec![list("A", 2), list("B", 1)], question: text("Liste ?"), extra: None }
}

/// One voter, one homomorphic question, one trustee.
pub(crate) fn small_plan() -> Plan {
    Plan {
        questions: vec![homomorphic(2, None, 0, 1)],
        weights: vec![None, None],
        votes: vec![(0, vec![Choice::Homomorphic(vec![1, 0])]), (1, vec![Choice::Homomorphic(vec![0, 1])])],
        singles: 1,
        threshold: None,
        seed: 1,
    }
}

/// Questions of every kind that the group can carry, a re-vote, a mixed set of trustees.
pub(crate) fn rich_plan(group: GroupName) -> Plan {
    let mut questions = vec![homomorphic(2, Some(true), 1, 1), homomorphic(3, None, 0, 2), lists()];
    let vote = |bits: [u8; 3], some: [u8; 3], first: bool, ranks: [u8; 3]| {
        let lists = if first { vec![vec![1, 0, 1], vec![0, 0]] } else { vec![vec![0, 0, 0], vec![1, 1]] };
        let mut choices = vec![
            Choice::Homomorphic(bits.to_vec()),
            Choice::Homomorphic(some.to_vec()),
            Choice::Lists(lists),
        ];
        if group != GroupName::Belenios2048 {
            choices.push(Choice::NonHomomorphic(ranks.to_vec()));
        }
        choices
    };
    if group != GroupName::Belenios2048 {
        questions.push(ranking(3));
    }
    Plan {
        questions,
        weights: vec![None; 4],
        votes: vec![
            (0, vote([1, 0, 0], [0, 0, 0], true, [1, 2, 3])),
            (1, vote([0, 1, 0], [1, 1, 0], false, [2, 1, 3])),
            (0, vote([0, 0, 1], [0, 1, 0], false, [3, 1, 2])),
            (2, vote([0, 1, 0], [0, 1, 1], true, [0, 0, 0])),
        ],
        singles: 1,
        threshold: Some((2, 3)),
        seed: 2,
    }
}

/// Everything that a plan leads to.
pub(crate) struct Made<G: Group> {
    pub(crate) setup: Setup<G>,
    pub(crate) codes: Vec<Secret<G>>,
    pub(crate) events: Events,
}

/// Runs an election to its result.
pub(crate) fn run<G: Group>(group: G, plan: &Plan) -> Made<G> {
    let mut rng = ChaCha20Rng::seed_from_u64(plan.seed);
    let uuid = credential::draw_base58(14, &mut rng);
    let codes: Vec<Secret<G>> = plan
        .weights
        .iter()
        .map(|_| credential::secret(&group, &uuid, &credential::draw_code(&mut rng)))
        .collect();
    let (trustees, keys) = make_trustees(group, plan, &mut rng);
    let key = dkg::election_key(&group, &trustees).unwrap();
    let election = Election {
        version: Version::V1,
        description: text("Une élection d’essai."),
        name: text("Essai"),
        group: group.name(),
        public_key: group.text(&key),
        questions: plan.questions.clone(),
        uuid,
        administrator: None,
        credential_authority: None,
        language: None,
    };
    let records = [
        election.write(),
        trustees::write(&group, &trustees),
        credentials::write(&credential_records(&group, &codes, &plan.weights)),
    ];
    let bytes: [&[u8]; 3] = std::array::from_fn(|i| records[i].as_bytes());
    let mut report = Report::default();
    let setup = Setup::check(group, &election, bytes, &mut report).unwrap();
    assert!(report.is_valid(), "{:?}", report.first_fault());
    let last = setup_record(bytes[0], bytes[1], bytes[2]);
    let mut setup_records: Vec<Vec<u8>> = records.iter().map(|record| record.clone().into_bytes()).collect();
    setup_records.push(last.into_bytes());
    let mut events = vec![(EventType::Setup, setup_records)];
    let mut checked = Vec::new();
    for (voter, choices) in &plan.votes {
        let ballot = encrypt(&setup, &codes[*voter], choices, &mut rng).unwrap().write(&group).into_bytes();
        checked.push(ballot::check(&setup, &ballot, Object::Ballot(0, String::new())).unwrap());
        events.push((EventType::Ballot, vec![ballot]));
    }
    events.push((EventType::EndBallots, vec![]));
    let mut tally = Tally::new(&setup);
    let mut urn = Urn::new(&setup);
    for ballot in checked.iter().rev() {
        if let Some(counted) = urn.next_older(ballot) {
            tally.add(&counted).unwrap();
        }
    }
    finish(&setup, tally.finish(), &keys, &mut events, &mut rng);
    Made { setup, codes, events }
}

fn credential_records<G: Group>(
    group: &G,
    codes: &[Secret<G>],
    weights: &[Option<Weight>],
) -> Vec<Credential<G>> {
    let mut list: Vec<_> = codes
        .iter()
        .zip(weights)
        .map(|(code, weight)| {
            let key = code.public(group);
            Credential { text: group.text(&key), key, weight: *weight }
        })
        .collect();
    list.sort_by_cached_key(|credential| group.sort_keys(&[credential.key]).remove(0));
    list
}

/// Shuffles, decryptions and result.
fn finish<G: Group>(
    setup: &Setup<G>,
    tally: beffroi_ballot::tally::Encrypted<G>,
    keys: &[(u32, Secret<G>)],
    events: &mut Events,
    rng: &mut ChaCha20Rng,
) {
    let group = setup.group();
    let weight = tally.sized.total_weight;
    events.push((EventType::EncryptedTally, vec![tally.text.into_bytes(), tally.sized.write().into_bytes()]));
    let mut rows = tally.rows;
    let questions = &setup.election().questions;
    if questions.iter().any(Question::is_shuffled) {
        for owner in 1..=2 {
            let mut whole = Shuffle { ciphertexts: vec![], proofs: vec![] };
            for (row, _) in rows.iter_mut().zip(questions).filter(|(_, question)| question.is_shuffled()) {
                let Row::Flat(row) = row else { unreachable!() };
                let bound = (setup.fingerprint(), &setup.key().y);
                let (output, proof) = shuffle::shuffle(group, bound, row, rng);
                row.clone_from(&output);
                whole.ciphertexts.push(output);
                whole.proofs.push(proof);
            }
            events.push((EventType::Shuffle, owned(owner, whole.write(group))));
        }
        events.push((EventType::EndShuffles, vec![]));
    }
    let mut parts = Vec::new();
    for (owner, key) in keys {
        let part = decryption::decrypt(setup, &rows, key, rng);
        events.push((EventType::PartialDecryption, owned(*owner, part.write(group, questions))));
        parts.push((*owner, part));
    }
    let messages = decryption::combine(setup, &rows, &parts).unwrap();
    let outcomes = decryption::outcomes(setup, &messages, weight).unwrap();
    events.push((EventType::Result, vec![result::write(&outcomes).into_bytes()]));
}

pub(crate) fn owned(owner: u32, object: String) -> Vec<Vec<u8>> {
    let payload = hash::sha256_hex(object.as_bytes());
    vec![object.into_bytes(), Owned { owner, payload }.write().into_bytes()]
}

/// Trustees, and the private keys of those who decrypt: of a threshold set the last ones.
fn make_trustees<G: Group>(group: G, plan: &Plan, rng: &mut ChaCha20Rng) -> (Vec<Trustee<G>>, Keys<G>) {
    let (mut trustees, mut keys) = (Vec::new(), Vec::new());
    for number in (1u32..).take(plan.singles) {
        let (secret, key) = dkg::single(&group, Some(format!("Gardien {number}")), rng);
        trustees.push(Trustee::Single(key));
        keys.push((number, secret));
    }
    if let Some((threshold, size)) = plan.threshold {
        let seeds: Vec<_> = (0..size).map(|_| credential::draw_base58(22, rng)).collect();
        let holders: Vec<_> = seeds.iter().map(|seed| dkg::Keys::from_seed(group, seed)).collect();
        let context = |index| Context { group: group.name(), size, threshold, index };
        let certs = (1..).zip(&holders).map(|(i, keys)| keys.certificate(context(i), rng)).collect();
        let members = dkg::Members::check(group, certs).unwrap();
        let polynomials: Vec<_> =
            holders.iter().map(|keys| keys.polynomial(&members, rng).unwrap()).collect();
        let inputs = members.route(&polynomials).unwrap();
        let outputs: Vec<_> = holders
            .iter()
            .zip(&inputs)
            .map(|(keys, input)| keys.accept(&members, input, rng).unwrap())
            .collect();
        trustees.push(Trustee::Pedersen(members.assemble(&polynomials, &outputs).unwrap()));
        let first = u32::try_from(plan.singles).unwrap() + 1;
        for j in size - threshold..size {
            let place = usize::try_from(j).unwrap();
            keys.push((first + j, holders[place].open_private_key(&outputs[place].private_key).unwrap()));
        }
    }
    (trustees, keys)
}

/// The archive of events.
pub(crate) fn archive(events: &Events) -> Vec<u8> {
    let (mut writer, mut bytes) = Writer::start(1_795_300_656);
    for (kind, records) in events {
        let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        bytes.extend(writer.append(*kind, &records));
    }
    bytes
}

/// Verifies bytes.
pub(crate) fn check(bytes: &[u8]) -> Report {
    verify(&Task::new(bytes), &mut |_| ())
}
