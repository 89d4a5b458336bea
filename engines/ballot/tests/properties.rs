//! What must hold whatever the values are.

mod common;

use std::sync::LazyLock;

use beffroi_ballot::ballot::{Choice, ChoiceError, encrypt};
use beffroi_ballot::credential::{draw_base58, draw_code, is_code, secret};
use beffroi_ballot::group::{Belenios2048, Ed25519, Group, GroupName, Rfc3526};
use beffroi_ballot::hash;
use beffroi_ballot::record::Version;
use beffroi_ballot::record::election::{Election, Question};
use common::{archive, check, homomorphic, run, small_plan};
use num_bigint::BigUint;
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| archive(&run(Ed25519, &small_plan()).events));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_single_altered_byte_is_refused(place: prop::sample::Index, change in 1u8..) {
        let mut bytes = SMALL.clone();
        let place = place.index(bytes.len());
        bytes[place] ^= change;
        prop_assert!(!check(&bytes).is_valid(), "byte {place} ^ {change}");
    }

    #[test]
    fn any_added_or_missing_byte_is_refused(place: prop::sample::Index, added: u8) {
        let mut longer = SMALL.clone();
        longer.insert(place.index(longer.len() + 1), added);
        prop_assert!(!check(&longer).is_valid());
        let mut shorter = SMALL.clone();
        shorter.remove(place.index(shorter.len()));
        prop_assert!(!check(&shorter).is_valid());
    }

    #[test]
    fn whatever_bytes_come_nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(!check(&bytes).is_valid());
        let _ = Election::read(&bytes);
    }

    #[test]
    fn texts_come_back_as_they_were(name: String, description: String, answer in "\\PC*", extra: bool) {
        let question = if extra { common::ranking(2) } else { homomorphic(2, Some(false), 0, 1) };
        let lists = Question::Lists { answers: vec![vec![answer]], question: name.clone(), extra: None };
        let election = Election {
            version: Version::V1,
            description,
            name,
            group: GroupName::Ed25519,
            public_key: "00".into(),
            questions: vec![question, lists],
            uuid: "abcdefghijkmno".into(),
            administrator: Some("\u{7f}\u{1}\t\"\\".into()),
            credential_authority: None,
            language: Some("fr".into()),
        };
        let text = election.write();
        prop_assert_eq!(Election::read(text.as_bytes()).unwrap(), election);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }

    #[test]
    fn embedded_integers_come_back(integers in prop::collection::vec(any::<u8>(), 0..=30)) {
        let element = Ed25519.embed(&integers).unwrap();
        prop_assert!(Ed25519.is_member(&element));
        prop_assert_eq!(Ed25519.extract(&element, integers.len()), Some(integers));
    }
}

fn big(text: &str) -> BigUint {
    text.parse().unwrap()
}

/// Compares a field group with plain big numbers.
#[expect(clippy::many_single_char_names, reason = "letters as in the specification")]
fn agrees_with_big_numbers<const Q: usize>(group: beffroi_ballot::group::Field<Q>, p: &BigUint, q: &BigUint)
where
    beffroi_ballot::group::Field<Q>: Group<Scalar = [u64; Q]>,
{
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let text = |scalar: &[u64; Q]| {
        let mut out = String::new();
        group.write_scalar(scalar, &mut out);
        big(&out)
    };
    let element = |x: &_| big(&group.text(x));
    for _ in 0..4 {
        let (a, b) = (group.random_scalar(&mut rng), group.random_scalar(&mut rng));
        let (x, y) = (group.generator_pow_secret(&a), group.independent_generator(2));
        assert_eq!(text(&group.add(&a, &b)), (text(&a) + text(&b)) % q);
        assert_eq!(text(&group.sub(&a, &b)), (text(&a) + q - text(&b)) % q);
        assert_eq!(text(&group.mul(&a, &b)), text(&a) * text(&b) % q);
        assert_eq!(text(&group.invert(&a)) * text(&a) % q, BigUint::from(1u8));
        assert_eq!(element(&group.op(&x, &y)), element(&x) * element(&y) % p);
        assert_eq!(element(&group.pow_secret(&y, &b)), element(&y).modpow(&text(&b), p));
        assert_eq!(element(&group.product(&[(y, b), (group.generator(), a)])), {
            element(&y).modpow(&text(&b), p) * element(&group.generator()).modpow(&text(&a), p) % p
        });
        assert_eq!(group.op(&x, &group.inverse(&x)), group.one());
        assert!(group.is_member(&x) && group.is_member(&y));
        assert_eq!(group.read_element(&group.text(&x)), Ok(x));
        let wide: Vec<u8> = (0..64).map(|i| i * 3).collect();
        assert_eq!(text(&group.scalar_from_be_bytes(&wide)), BigUint::from_bytes_be(&wide) % q);
    }
    for not_canonical in ["", "01", "-1", "+1", " 1", "1 ", "1e3", &p.to_string(), &"9".repeat(2000)] {
        assert!(group.read_element(not_canonical).is_err(), "{not_canonical}");
        assert!(group.read_scalar(not_canonical).is_err() || not_canonical == p.to_string());
    }
    assert!(group.read_element("0").is_err());
    assert!(group.read_scalar(&q.to_string()).is_err());
}

#[test]
fn the_finite_fields_agree_with_plain_big_numbers() {
    let group = Belenios2048::get();
    let minus_one = |p: BigUint| p - 1u8;
    // −1 is of order two: reading p − 1 works, p does not; the order of g is q.
    let q = big("78571733251071885079927659812671450121821421258408794611510081919805623223441");
    let p = {
        // p is one more than the largest number that reads as an element.
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/group/parameters.rs");
        let source = std::fs::read_to_string(path).unwrap();
        move |name: &str| -> BigUint {
            let start = source.find(&format!("{name}: &str")).unwrap();
            let end = start + source[start..].find(';').unwrap();
            let digits = source[start..end].split_once('=').unwrap().1;
            big(&digits.chars().filter(char::is_ascii_digit).collect::<String>())
        }
    };
    agrees_with_big_numbers(group, &p("BELENIOS_P"), &q);
    agrees_with_big_numbers(Rfc3526::get(), &p("RFC3526_P"), &p("RFC3526_Q"));
    let outside = group.read_element(&minus_one(p("BELENIOS_P")).to_string()).unwrap();
    assert!(!group.is_member(&outside));
}

#[test]
fn a_point_has_one_text_and_points_outside_the_subgroup_are_told() {
    let group = Ed25519;
    let one = "0000000000000000000000000000000000000000000000000000000000000001";
    assert_eq!(group.read_element(one), Ok(group.one()));
    for wrong in [
        // The neutral element with a sign, and as p + 1.
        "8000000000000000000000000000000000000000000000000000000000000001",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee",
        // y = −1 with a sign.
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        // No point, wrong length, upper case.
        "0000000000000000000000000000000000000000000000000000000000000002",
        "01",
        &group.text(&group.generator()).to_uppercase().replace('6', "A"),
    ] {
        assert!(group.read_element(wrong).is_err(), "{wrong}");
    }
    let order_two = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec";
    let outside = group.read_element(order_two).unwrap();
    assert!(!group.is_member(&outside) && !group.is_member(&group.op(&outside, &group.generator())));
    assert!(group.is_member(&group.generator()) && group.is_member(&group.one()));
}

#[test]
fn votes_that_the_question_forbids_are_never_encrypted() {
    let made = run(Ed25519, &small_plan());
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let mut refused = |choices: &[Choice]| encrypt(&made.setup, &made.codes[0], choices, &mut rng).err();
    assert_eq!(refused(&[]), Some(ChoiceError::QuestionCount));
    assert_eq!(refused(&[Choice::Homomorphic(vec![1, 1])]), Some(ChoiceError::Number(1)));
    assert_eq!(refused(&[Choice::Homomorphic(vec![2, 0])]), Some(ChoiceError::Shape(1)));
    assert_eq!(refused(&[Choice::Homomorphic(vec![1])]), Some(ChoiceError::Shape(1)));
    assert_eq!(refused(&[Choice::Lists(vec![])]), Some(ChoiceError::Shape(1)));
    let stranger = secret(&Ed25519, &made.setup.election().uuid, "AAAAA-AAAAAA-AAAAA-AAAAAA");
    let choice = [Choice::Homomorphic(vec![1, 0])];
    assert_eq!(
        encrypt(&made.setup, &stranger, &choice, &mut rng).err(),
        Some(ChoiceError::UnknownCredential)
    );
}

#[test]
fn codes_are_uniform_and_the_public_list_keeps_no_order() {
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let text = draw_base58(58_000, &mut rng);
    let mut counts = [0i32; 128];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let used: Vec<_> = counts.iter().filter(|count| **count > 0).collect();
    assert_eq!(used.len(), 58);
    // χ² with 57 degrees of freedom: beyond 110 once in 30 000 times.
    let chi2: f64 = used.iter().map(|count| f64::from((**count - 1000).pow(2)) / 1000.0).sum();
    assert!(chi2 < 110.0, "{chi2}");

    // Spearman's rank correlation between the voters' order and the list's: about N(0, 1/√n).
    let codes: Vec<_> = (0..400).map(|_| draw_code(&mut rng)).collect();
    assert!(codes.iter().all(|code| is_code(code)));
    let keys: Vec<_> =
        codes.iter().map(|code| secret(&Ed25519, "abcdefghijkmno", code).public(&Ed25519)).collect();
    let order = Ed25519.sort_keys(&keys);
    let mut ranks: Vec<usize> = (0..400).collect();
    ranks.sort_by_key(|i| &order[*i]);
    let squares: i64 =
        ranks.iter().zip(0i64..).map(|(voter, place)| (i64::try_from(*voter).unwrap() - place).pow(2)).sum();
    let n = 400.0f64;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let correlation = 1.0 - 6.0 * squares as f64 / (n * (n * n - 1.0));
    assert!(correlation.abs() < 0.2, "{correlation}");
}

#[test]
fn a_tracker_has_43_characters_and_needs_no_padding() {
    assert_eq!(hash::b64(b"").len(), 43);
    assert_eq!(hash::b64(b""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU");
}
