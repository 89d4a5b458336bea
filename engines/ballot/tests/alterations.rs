//! Archives wrong in one thing alone, all the rest recomputed: each is refused, for the right reason.
//!
//! Every value of every record is changed in turn: a scalar, an element, a number or a text, into another valid one,
//! into a second spelling of itself, or into an element outside the group.

mod common;

use beffroi_ballot::archive::{EventType, setup_record};
use beffroi_ballot::ballot::sign;
use beffroi_ballot::group::{Belenios2048, Ed25519, Group, GroupName};
use beffroi_ballot::hash;
use beffroi_ballot::record::ballot::Ballot;
use beffroi_ballot::verify::Reason;
use common::{Events, Made, archive, check, rich_plan, run};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// A value in a record: the names that lead to it, and its place.
struct Leaf {
    path: Vec<String>,
    start: usize,
    end: usize,
}

impl Leaf {
    fn is_in(&self, name: &str) -> bool {
        self.path.iter().any(|step| step == name)
    }
}

/// Every string and number of a JSON text (whose strings hold no bracket or comma that matters).
fn leaves(text: &str) -> Vec<Leaf> {
    let (mut found, mut path, mut name) = (Vec::new(), Vec::<String>::new(), String::new());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => path.push(std::mem::take(&mut name)),
            b'}' | b']' => {
                path.pop();
            }
            b'"' => {
                let start = at + 1;
                at = start;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                if bytes.get(at + 1) == Some(&b':') {
                    text[start..at].clone_into(&mut name);
                } else {
                    let path = path.iter().cloned().chain([std::mem::take(&mut name)]).collect();
                    found.push(Leaf { path, start, end: at });
                }
            }
            b'0'..=b'9' => {
                let start = at;
                while bytes[at + 1].is_ascii_digit() {
                    at += 1;
                }
                let path = path.iter().cloned().chain([std::mem::take(&mut name)]).collect();
                found.push(Leaf { path, start, end: at + 1 });
            }
            _ => (),
        }
        at += 1;
    }
    found
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Scalar,
    Element,
    Other,
}

fn kind(leaf: &Leaf, in_shuffle_scalars: bool) -> Kind {
    let last = leaf.path.last().map_or("", String::as_str);
    let is_scalar = matches!(last, "challenge" | "response") || leaf.is_in("response") || in_shuffle_scalars;
    let elements = ["choices", "ciphertexts", "decryption_factors", "commitment"];
    let is_element = matches!(last, "alpha" | "beta" | "commitment")
        || elements.iter().any(|name| leaf.is_in(name))
        || leaf.is_in("proofs") && !is_scalar;
    match (is_scalar, is_element) {
        (true, _) => Kind::Scalar,
        (_, true) => Kind::Element,
        _ => Kind::Other,
    }
}

/// Texts that only a group knows.
struct Foreign {
    other: String,
    outside: String,
    second_spelling: fn(&str) -> String,
}

fn foreign<G: Group>(group: &G) -> Foreign {
    let other = group.text(&group.independent_generator(7));
    match group.name() {
        // The point of order two, y = −1.
        GroupName::Ed25519 => Foreign {
            other,
            outside: "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec".into(),
            second_spelling: str::to_uppercase,
        },
        // Two is not in the subgroup of order q.
        _ => Foreign { other, outside: "2".into(), second_spelling: |text| format!("0{text}") },
    }
}

/// The new text, and the reason that must be given.
fn alter(turn: usize, kind: Kind, old: &str, foreign: &Foreign, wrong: Reason) -> (String, Reason) {
    let huge = "9".repeat(800);
    match (kind, turn % 3) {
        (Kind::Scalar, 0) => (format!("0{old}"), Reason::NotAScalar),
        (Kind::Scalar, 1) => (huge, Reason::NotAScalar),
        (Kind::Scalar, _) => ("5".into(), wrong),
        (Kind::Element, 0) => ((foreign.second_spelling)(old), Reason::NotAnElement),
        (Kind::Element, 1) => (foreign.outside.clone(), Reason::NotAMember),
        (Kind::Element, _) => (foreign.other.clone(), wrong),
        (Kind::Other, _) => (String::new(), wrong),
    }
}

/// Why a wrong value at this place of a ballot must be refused.
fn ballot_reason(leaf: &Leaf) -> Option<Reason> {
    let places = [
        ("individual_proofs", Reason::IndividualProof),
        ("overall_proof", Reason::OverallProof),
        ("blank_proof", Reason::BlankProof),
        ("list_proofs", Reason::ListProof),
        ("nonzero_proof", Reason::NonzeroProof),
    ];
    let place = places.iter().find(|(name, _)| leaf.is_in(name)).map(|(_, reason)| *reason);
    let shuffled = leaf.path.len() == 5 && leaf.is_in("answers");
    match place {
        Some(reason) => Some(reason),
        None if leaf.is_in("signature") && leaf.is_in("proof") => Some(Reason::SignatureWrong),
        None if leaf.is_in("answers") && leaf.is_in("proof") => Some(Reason::AnswerProof),
        None if leaf.is_in("choices") => {
            Some(if shuffled { Reason::AnswerProof } else { Reason::IndividualProof })
        }
        None => None,
    }
}

/// Makes the archive consistent again around a changed record.
fn repair<G: Group>(made: &Made<G>, events: &mut Events, place: usize, record: usize) {
    let (kind, records) = &mut events[place];
    match (*kind, record) {
        (EventType::Setup, 0..3) => {
            records[3] = setup_record(&records[0], &records[1], &records[2]).into_bytes();
        }
        (EventType::EncryptedTally | EventType::Shuffle | EventType::PartialDecryption, 0) => {
            let text = String::from_utf8(records[1].clone()).unwrap();
            let cut = text.rfind(":\"").unwrap() + 2;
            records[1] = format!("{}{}\"}}", &text[..cut], hash::sha256_hex(&records[0])).into_bytes();
        }
        (EventType::Ballot, _) => {
            let group = made.setup.group();
            let Ok(mut ballot) = Ballot::read(group, &records[0]) else { return };
            let signer = made.codes.iter().find(|code| group.text(&code.public(group)) == ballot.credential);
            let Some(signer) = signer else { return };
            sign(group, &mut ballot, signer, &mut ChaCha20Rng::seed_from_u64(5));
            records[0] = ballot.write(group).into_bytes();
        }
        _ => (),
    }
}

/// Every `step`-th value of ballots, shuffles and decryptions; returns how many archives were tried.
fn values_are_checked<G: Group>(group: G, step: usize) -> usize {
    let made = run(group, &rich_plan(group.name()));
    let foreign = foreign(&group);
    let (mut tried, mut turn) = (0, 0);
    for (place, (event, records)) in made.events.iter().enumerate() {
        let text = String::from_utf8(records.first().cloned().unwrap_or_default()).unwrap();
        for leaf in leaves(&text) {
            let reason = match event {
                EventType::Ballot => ballot_reason(&leaf),
                EventType::EncryptedTally => Some(Reason::TallyDiffers),
                EventType::Shuffle => Some(Reason::ShuffleProof),
                EventType::PartialDecryption => Some(Reason::FactorProof),
                _ => None,
            };
            let old = &text[leaf.start..leaf.end];
            // Shuffle scalars are decimal texts in lists without names.
            let scalar = *event == EventType::Shuffle && !leaf.is_in("ciphertexts") && old.len() != 64;
            let scalar = scalar && group.name() == GroupName::Ed25519;
            let kind = match event {
                EventType::EncryptedTally => Kind::Element,
                _ => kind(&leaf, scalar),
            };
            let Some(reason) = reason.filter(|_| kind != Kind::Other) else { continue };
            turn += 1;
            if turn % step != 0 {
                continue;
            }
            let (new, mut expected) = alter(turn / step, kind, old, &foreign, reason);
            if new == old {
                continue;
            }
            // A tally is compared byte for byte before anything else is asked of its elements.
            if *event == EventType::EncryptedTally && expected == Reason::NotAMember {
                expected = Reason::TallyDiffers;
            }
            let mut events = made.events.clone();
            events[place].1[0] = format!("{}{new}{}", &text[..leaf.start], &text[leaf.end..]).into_bytes();
            if !leaf.is_in("signature") {
                repair(&made, &mut events, place, 0);
            }
            let report = check(&archive(&events));
            let given = report.first_fault().map(|finding| finding.reason);
            assert_eq!(given, Some(expected), "{event:?} {place}, {:?} -> {new}", leaf.path);
            tried += 1;
        }
    }
    tried
}

#[test]
fn every_value_on_the_curve_is_checked() {
    assert!(values_are_checked(Ed25519, 2) > 250);
}

#[test]
fn every_kind_of_value_in_the_field_is_checked() {
    assert!(values_are_checked(Belenios2048::get(), 29) > 15);
}

#[test]
fn every_proof_and_signature_of_trustees_is_checked() {
    let made = run(Ed25519, &rich_plan(GroupName::Ed25519));
    let text = String::from_utf8(made.events[0].1[1].clone()).unwrap();
    let foreign = foreign(&Ed25519);
    let mut tried = 0;
    for leaf in leaves(&text) {
        let name = leaf.path.last().map_or("", String::as_str);
        let places = [
            ("pok", Reason::PokWrong),
            ("certs", Reason::CertificateUnsigned),
            ("coefexps", Reason::CoefexpsUnsigned),
            ("signatures", Reason::CertsSignature),
            ("signature", Reason::KeySignature),
        ];
        let (kind, wrong) = match (name, places.iter().find(|(place, _)| leaf.is_in(place))) {
            ("challenge" | "response", Some((_, reason))) => (Kind::Scalar, *reason),
            ("public_key", _) => (Kind::Element, Reason::PokWrong),
            _ => continue,
        };
        for turn in 0..3 {
            let (new, expected) = alter(turn, kind, &text[leaf.start..leaf.end], &foreign, wrong);
            let mut events = made.events.clone();
            events[0].1[1] = format!("{}{new}{}", &text[..leaf.start], &text[leaf.end..]).into_bytes();
            repair(&made, &mut events, 0, 1);
            let given = check(&archive(&events)).first_fault().map(|finding| finding.reason);
            if new != text[leaf.start..leaf.end] {
                assert_eq!(given, Some(expected), "{:?} -> {new}", leaf.path);
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "{tried}");
}

/// Replaces a text in a record, repairs the rest, and gives the reason of the refusal.
fn replaced<G: Group>(made: &Made<G>, place: usize, record: usize, from: &str, to: &str) -> Option<Reason> {
    let mut events = made.events.clone();
    let text = String::from_utf8(events[place].1[record].clone()).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    events[place].1[record] = text.replacen(from, to, 1).into_bytes();
    if !from.starts_with("\"hash\"") {
        repair(made, &mut events, place, record);
    }
    check(&archive(&events)).first_fault().map(|finding| finding.reason)
}

fn place_of(events: &Events, kind: EventType) -> usize {
    events.iter().position(|(other, _)| *other == kind).unwrap()
}

#[test]
fn texts_and_numbers_are_checked() {
    let made = run(Ed25519, &rich_plan(GroupName::Ed25519));
    let uuid = made.setup.election().uuid.clone();
    let other_uuid = "zzzzzzzzzzzzzz";
    let fingerprint = made.setup.fingerprint().to_owned();
    let [first, second] = [0, 1].map(|i| made.setup.credentials()[i].text.clone());
    let ballot = place_of(&made.events, EventType::Ballot);
    let voter = Ballot::read(&Ed25519, &made.events[ballot].1[0]).unwrap().credential;
    let stranger = Ed25519.text(&Ed25519.independent_generator(3));
    let tally = place_of(&made.events, EventType::EncryptedTally);
    let part = place_of(&made.events, EventType::PartialDecryption);
    let result = place_of(&made.events, EventType::Result);
    let shuffle = place_of(&made.events, EventType::Shuffle);
    let key = made.setup.election().public_key.clone();
    let cases: &[(usize, usize, &str, &str, Reason)] = &[
        (0, 0, "\"version\":1", "\"version\":2", Reason::Syntax),
        (0, 0, "\"version\":1", "\"version\": 1", Reason::Syntax),
        (0, 0, "{\"version\":1,", "{\"version\":1,\"extra\":1,", Reason::Syntax),
        (0, 0, "d’essai", "d\\u2019essai", Reason::Syntax),
        (0, 0, "\"min\":1,\"max\":1", "\"min\":01,\"max\":1", Reason::Syntax),
        (0, 0, "\"min\":1,\"max\":1", "\"min\":2,\"max\":1", Reason::Syntax),
        (0, 0, &key, &stranger, Reason::ElectionKey),
        (0, 0, "Essai", "Essais", Reason::OtherFingerprint),
        (0, 1, "\"threshold\":2", "\"threshold\":1", Reason::CertificateContext),
        (0, 1, "\"threshold\":2", "\"threshold\":4", Reason::ThresholdShape),
        (0, 1, "\\\"index\\\":1", "\\\"index\\\":2", Reason::CertificateUnsigned),
        (0, 1, "\\\"verification\\\":\\\"", "\\\"verification\\\":\\\"0", Reason::NotAnElement),
        (0, 1, "[\"Single\",", "[\"Alone\",", Reason::Syntax),
        (0, 2, &first, &second, Reason::CredentialTwice),
        (0, 2, &first, &format!("{first},00"), Reason::Syntax),
        (0, 2, &first, &format!("{first},02"), Reason::Syntax),
        (ballot, 0, &uuid, other_uuid, Reason::OtherElection),
        (ballot, 0, &fingerprint, &hash::b64(b"another"), Reason::OtherFingerprint),
        (ballot, 0, &voter, &stranger, Reason::UnknownCredential),
        (ballot, 0, "\"hash\":\"", "\"hash\":\"A", Reason::SignatureHash),
        (ballot, 0, "}}", "}} ", Reason::Syntax),
        (tally, 1, "\"num_tallied\":3", "\"num_tallied\":4", Reason::NumTallied),
        (tally, 1, "\"total_weight\":3", "\"total_weight\":4", Reason::TotalWeight),
        (tally, 1, "\"total_weight\":3", "\"total_weight\":\"3\"", Reason::Syntax),
        (tally, 1, "\"encrypted_tally\":\"", "\"encrypted_tally\":\"0", Reason::SizedHash),
        (part, 1, "\"owner\":1", "\"owner\":9", Reason::OwnerUnknown),
        (part, 1, "\"owner\":1", "\"owner\":0", Reason::OwnerUnknown),
        (part + 1, 1, "\"owner\":3", "\"owner\":1", Reason::OwnerTwice),
        (part, 1, "\"owner\":1", "\"owner\":2", Reason::FactorProof),
        (part, 1, "\"payload\":\"", "\"payload\":\"0", Reason::OwnedMismatch),
        (shuffle, 1, "\"payload\":\"", "\"payload\":\"0", Reason::OwnedMismatch),
        (result, 0, "[[0,2,1]", "[[0,3,0]", Reason::ResultDiffers),
        (result, 0, "[[0,2,1]", "[[0,2]", Reason::ResultDiffers),
        (result, 0, "[[0,2,1]", "[[0,2,1,0]", Reason::ResultDiffers),
        (result, 0, "[[0,2,1]", "[[00,2,1]", Reason::Syntax),
        (result, 0, "[0,0,0]", "[0,0,1]", Reason::ResultDiffers),
    ];
    for (place, record, from, to, expected) in cases {
        let given = replaced(&made, *place, *record, from, to);
        assert_eq!(given, Some(*expected), "{from} -> {to}");
    }
}

#[test]
fn credentials_out_of_order_are_a_warning_and_a_foreign_one_a_fault() {
    let plan = common::Plan { votes: vec![], ..rich_plan(GroupName::Ed25519) };
    let made = run(Ed25519, &plan);
    let [first, second] = [0, 1].map(|i| made.setup.credentials()[i].text.clone());
    let (sorted, swapped) = (format!("[\"{first}\",\"{second}\""), format!("[\"{second}\",\"{first}\""));
    assert_eq!(replaced(&made, 0, 2, &sorted, &swapped), None);
    let outside = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec";
    assert_eq!(replaced(&made, 0, 2, &first, outside), Some(Reason::NotAMember));
}

#[test]
fn events_in_another_order_are_refused() {
    let made = run(Ed25519, &rich_plan(GroupName::Ed25519));
    let base = &made.events;
    let reason = |events: &Events| check(&archive(events)).first_fault().map(|finding| finding.reason);
    let without = |kind: EventType| -> Events {
        let place = place_of(base, kind);
        base.iter().enumerate().filter(|(i, _)| *i != place).map(|(_, event)| event.clone()).collect()
    };
    assert_eq!(reason(&without(EventType::Setup)), Some(Reason::NoSetup));
    assert_eq!(reason(&without(EventType::EndBallots)), Some(Reason::NotInOrder));
    assert_eq!(reason(&without(EventType::EncryptedTally)), Some(Reason::NotInOrder));
    assert_eq!(reason(&without(EventType::EndShuffles)), Some(Reason::ShufflesMissing));
    assert_eq!(reason(&without(EventType::Shuffle)), Some(Reason::ShuffleProof));
    assert_eq!(reason(&without(EventType::Ballot)), None, "the first ballot was replaced: nothing is missed");
    let counted = place_of(base, EventType::Ballot) + 1;
    let fewer: Events =
        base.iter().enumerate().filter(|(i, _)| *i != counted).map(|(_, event)| event.clone()).collect();
    assert_eq!(reason(&fewer), Some(Reason::TallyDiffers));
    assert_eq!(reason(&without(EventType::PartialDecryption)), Some(Reason::NotEnough));
    let mut twice = base.clone();
    twice.insert(2, base[1].clone());
    assert_eq!(reason(&twice), Some(Reason::BallotTwice));
    let mut late = base.clone();
    late.push(base[2].clone());
    assert!(matches!(reason(&late), Some(Reason::BallotTwice | Reason::NotInOrder)));
    let mut again = base.clone();
    again.push(base[base.len() - 1].clone());
    assert!(reason(&again).is_some());
}
