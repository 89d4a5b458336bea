//! The published vectors (`vectors/proofs.json`): for fixed randomness, every proof of the protocol.
//!
//! Another implementation, such as a booth in a browser, draws the listed scalars in their order and must get the
//! same texts. `UPDATE_VECTORS=1 cargo test --test vectors` writes the file anew.

mod common;

use std::convert::Infallible;
use std::path::Path;

use beffroi_ballot::ballot::{Choice, encrypt};
use beffroi_ballot::credential::secret;
use beffroi_ballot::group::{Ciphertext, Ed25519, Group};
use beffroi_ballot::proof::{prove_decryption, prove_knowledge};
use beffroi_ballot::record::Version;
use beffroi_ballot::record::ballot::tracker;
use beffroi_ballot::record::credentials::{self, Credential};
use beffroi_ballot::record::election::{Election, Question};
use beffroi_ballot::record::shuffle::Shuffle;
use beffroi_ballot::record::trustees::{self, Trustee};
use beffroi_ballot::secret::Secret;
use beffroi_ballot::setup::Setup;
use beffroi_ballot::verify::Report;
use beffroi_ballot::{dkg, hash, shuffle};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use serde_json::{Value, json};

/// A generator that remembers the scalars it was asked for: 64 bytes, little-endian, modulo q.
struct Recorder {
    inner: ChaCha20Rng,
    scalars: Vec<String>,
}

impl Recorder {
    fn new(seed: u64) -> Self {
        Self { inner: ChaCha20Rng::seed_from_u64(seed), scalars: Vec::new() }
    }
}

impl TryRng for Recorder {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.inner.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.inner.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.inner.fill_bytes(bytes);
        if bytes.len() == 64 {
            let big_endian: Vec<u8> = bytes.iter().rev().copied().collect();
            self.scalars.push(decimal(&Ed25519.scalar_from_be_bytes(&big_endian)));
        }
        Ok(())
    }
}

impl TryCryptoRng for Recorder {}

fn decimal(scalar: &<Ed25519 as Group>::Scalar) -> String {
    let mut text = String::new();
    Ed25519.write_scalar(scalar, &mut text);
    text
}

fn bare(secret: &Secret<Ed25519>) -> String {
    secret.to_text(&Ed25519).trim_matches('"').to_owned()
}

const UUID: &str = "Vectors1111111";
const CODE: &str = "AbCdE-fGhJkM-n1234-56789Z";

/// An election of one voter on one question.
fn setup(question: Question) -> (Setup<Ed25519>, String) {
    let mut rng = ChaCha20Rng::seed_from_u64(20);
    let (_, key) = dkg::single(&Ed25519, None, &mut rng);
    let trustees = [Trustee::Single(key)];
    let election = Election {
        version: Version::V1,
        description: "Vectors — «é»".into(),
        name: "Vectors".into(),
        group: Ed25519.name(),
        public_key: Ed25519.text(&dkg::election_key(&Ed25519, &trustees).unwrap()),
        questions: vec![question],
        uuid: UUID.into(),
        administrator: None,
        credential_authority: None,
        language: None,
    };
    let key = secret(&Ed25519, UUID, CODE).public(&Ed25519);
    let voter: Credential<Ed25519> = Credential { text: Ed25519.text(&key), key, weight: None };
    let records = [election.write(), trustees::write(&Ed25519, &trustees), credentials::write(&[voter])];
    let bytes: [&[u8]; 3] = std::array::from_fn(|i| records[i].as_bytes());
    (Setup::check(Ed25519, &election, bytes, &mut Report::default()).unwrap(), records[0].clone())
}

fn ballots() -> Value {
    let lists = |a: [u8; 3], b: [u8; 2]| Choice::Lists(vec![a.to_vec(), b.to_vec()]);
    let bits = |bits: &[u8]| Choice::Homomorphic(bits.to_vec());
    let cases = [
        ("one of three", common::homomorphic(3, None, 1, 1), bits(&[0, 1, 0]), json!([[0, 1, 0]])),
        ("none to two of three", common::homomorphic(3, None, 0, 2), bits(&[1, 0, 1]), json!([[1, 0, 1]])),
        ("blank chosen", common::homomorphic(2, Some(true), 1, 2), bits(&[1, 0, 0]), json!([[1, 0, 0]])),
        ("blank possible", common::homomorphic(2, Some(true), 1, 2), bits(&[0, 1, 1]), json!([[0, 1, 1]])),
        ("ranking", common::ranking(3), Choice::NonHomomorphic(vec![2, 1, 3]), json!([[2, 1, 3]])),
        ("lists", common::lists(), lists([1, 0, 1], [0, 0]), json!([[[1, 0, 1], [0, 0]]])),
    ];
    let vector = |(seed, (name, question, choice, vote)): (u64, (&str, Question, Choice, Value))| {
        let (setup, election) = setup(question);
        let mut rng = Recorder::new(seed);
        let ballot = encrypt(&setup, &secret(&Ed25519, UUID, CODE), &[choice], &mut rng).unwrap();
        let text = ballot.write(&Ed25519);
        json!({
            "name": name,
            "election": election,
            "fingerprint": setup.fingerprint(),
            "vote": vote,
            "scalars": rng.scalars,
            "ballot": text,
            "control_code": ballot.signature.hash,
            "tracker": tracker(text.as_bytes()),
        })
    };
    (30..).zip(cases).map(vector).collect()
}

fn knowledge() -> Value {
    let vector = |(seed, prefix): (u64, String)| {
        let mut rng = Recorder::new(seed);
        let secret = Secret::draw(&Ed25519, &mut rng);
        let private = bare(&secret);
        let key = Ed25519.text(&secret.public(&Ed25519));
        let prefix = prefix.replace("KEY", &key);
        let scalar = Ed25519.read_scalar(&private).unwrap();
        let proof = prove_knowledge(&Ed25519, &prefix, &scalar, &mut rng);
        json!({
            "prefix": prefix,
            "x": private,
            "y": key,
            "w": rng.scalars[1],
            "challenge": decimal(&proof.challenge),
            "response": decimal(&proof.response),
        })
    };
    let prefixes = [
        (50, "pok|Ed25519|KEY|".to_owned()),
        (51, "sigmsg|{\"coefexps\":[]}|".to_owned()),
        (52, format!("sig|{}|", hash::b64(b"a ballot"))),
    ];
    prefixes.into_iter().map(vector).collect()
}

fn decryption() -> Value {
    let mut rng = Recorder::new(60);
    let x = Ed25519.random_scalar(&mut rng);
    let y = Ed25519.generator_pow_secret(&x);
    let alpha = Ed25519.independent_generator(0);
    let factor = Ed25519.pow_secret(&alpha, &x);
    let prefix = format!("decrypt|{}|{}|", hash::b64(b"an election"), Ed25519.text(&y));
    let proof = prove_decryption(&Ed25519, &prefix, &x, &alpha, &mut rng);
    json!({
        "prefix": prefix,
        "x": decimal(&x),
        "w": rng.scalars[1],
        "alpha": Ed25519.text(&alpha),
        "factor": Ed25519.text(&factor),
        "challenge": decimal(&proof.challenge),
        "response": decimal(&proof.response),
    })
}

/// A shuffle to verify: its randomness includes a permutation, so it is not to be made again.
fn shuffled() -> Value {
    let mut rng = ChaCha20Rng::seed_from_u64(70);
    let y = Ed25519.independent_generator(5);
    let point = |i| Ed25519.independent_generator(i);
    let input: Vec<_> = (10..13).map(|i| Ciphertext { alpha: point(i), beta: point(i + 10) }).collect();
    let fingerprint = hash::b64(b"an election");
    let (output, proof) = shuffle::shuffle(&Ed25519, (&fingerprint, &y), &input, &mut rng);
    assert!(shuffle::verify(&Ed25519, (&fingerprint, &y), (&input, &output), &proof));
    let before: Vec<_> = input.iter().map(|c| [Ed25519.text(&c.alpha), Ed25519.text(&c.beta)]).collect();
    let whole = Shuffle { ciphertexts: vec![output], proofs: vec![proof] };
    json!({
        "fingerprint": fingerprint,
        "key": Ed25519.text(&y),
        "input": before,
        "shuffle": whole.write(&Ed25519),
    })
}

fn basics() -> Value {
    let generators: Vec<_> =
        (-1..3).map(|i| json!({"i": i, "h": Ed25519.text(&Ed25519.independent_generator(i))})).collect();
    let embedded = |integers: &[u8]| {
        let element = Ed25519.embed(integers).unwrap();
        json!({"integers": integers, "element": Ed25519.text(&element)})
    };
    let key = secret(&Ed25519, UUID, CODE);
    let elements = [Ed25519.generator(), Ed25519.one()];
    json!({
        "generator": Ed25519.text(&Ed25519.generator()),
        "independent_generators": generators,
        "hash_to_scalar": {
            "prefix": "prefix|",
            "elements": Ed25519.texts(&elements),
            "scalar": decimal(&hash::to_scalar(&Ed25519, "prefix|", &elements)),
        },
        "embedding": [embedded(&[1, 2, 3]), embedded(&[0, 0, 0, 0]), embedded(&[255; 30])],
        "credential": {
            "uuid": UUID,
            "code": CODE,
            "private": bare(&key),
            "public": Ed25519.text(&key.public(&Ed25519)),
        },
    })
}

#[test]
fn the_published_vectors_are_what_the_engine_makes() {
    let vectors = json!({
        "protocol": "Belenios, crypto version 1",
        "group": "Ed25519",
        "randomness": "Scalars are drawn in the order listed. A choice draws r; a disjunction draws w, then for \
                       each case a challenge and a response, which the true case leaves unused; a proof of \
                       knowledge draws w; the proof that somebody is chosen draws u, w1, w2. Order of an answer: \
                       each choice with its proof; for a question with a blank vote the blank proof, then the \
                       overall proof; for lists the overall proof, each list's proof, then that somebody is \
                       chosen. The signature comes last.",
        "basics": basics(),
        "knowledge": knowledge(),
        "ballots": ballots(),
        "decryption": decryption(),
        "shuffle": shuffled(),
    });
    let made = serde_json::to_string_pretty(&vectors).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/proofs.json");
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(published == made, "vectors/proofs.json is not what the engine makes");
}
