//! The nine real conversations give the expected results, number by number and byte by byte.

mod shared;

use std::fs;

use beffroi_opinion::{Map, Report};
use serde_json::Value;

/// First 16 digits of the canonical text's SHA-256, and the k shown.
const EXPECTED: [(&str, &str, usize); 9] = [
    ("15-per-hour-seattle", "897c3b49a0e9aecc", 2),
    ("american-assembly.bowling-green", "ec615eeb66f47eff", 2),
    ("brexit-consensus", "ac47685158e6f091", 3),
    ("canadian-electoral-reform", "33d45dfc7c9c610a", 3),
    ("london.youth.policing", "a9a785bb4bc3ff69", 0),
    ("scoop-hivemind.freshwater", "4706993fdf89fde6", 2),
    ("scoop-hivemind.taxes", "31fdad10d13c1d8e", 2),
    ("ssis.land-bank-farmland.2rumnecbeh.2021-08-01", "0612938cdef53114", 2),
    ("vtaiwan.uberx", "1f032102a7ca3167", 2),
];

#[test]
fn canonical_bytes_are_those_of_the_profile() {
    for folder in shared::conversations() {
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
        let conversation = shared::conversation(&folder, "participants-votes.csv");
        let map = Map::of(&conversation);
        let (_, digest, shown) = EXPECTED.iter().find(|(known, ..)| *known == name).expect("a known one");
        assert_eq!(map.verdict().shown_k(), *shown, "{name}");
        assert_eq!(map.digest()[..16], **digest, "{name}\n{}", map.canonical());
        compare(name, &Report::from(&map), &folder.join("expected.json"));
    }
}

fn compare(name: &str, report: &Report, expected: &std::path::Path) {
    let ours = serde_json::to_value(report).expect("JSON");
    let expected: Value = serde_json::from_slice(&fs::read(expected).expect("expected")).expect("JSON");
    let exact = [
        "participants",
        "statements",
        "votes",
        "moderated_out",
        "in_conv",
        "base_clusters",
        "k",
        "group_sizes",
    ];
    for field in exact.into_iter().chain(["statement_ids", "group_votes"]) {
        assert_eq!(ours[field], expected[field], "{name}: {field}");
    }
    for field in ["center", "comps", "participants_out", "silhouette", "eigenvalues"] {
        close(&ours[field], &expected[field], &format!("{name}: {field}"));
    }
    for side in ["agree", "disagree"] {
        contains(&ours["consensus"][side], &expected["consensus"][side], &format!("{name}: consensus"));
    }
    for (group, statements) in expected["representative"].as_object().expect("groups") {
        contains(&ours["representative"][group], statements, &format!("{name}: group {group}"));
    }
    let top = ours["group_aware_consensus"].as_array().expect("a list");
    let top = Value::from(top.iter().take(10).cloned().collect::<Vec<_>>());
    close(&top, &expected["group_aware_consensus_top10"], &format!("{name}: group-aware"));
}

/// Equal lists and objects, numbers within 1e-6.
fn close(ours: &Value, expected: &Value, what: &str) {
    match (ours, expected) {
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{what}");
            a.iter().zip(b).for_each(|(a, b)| close(a, b, what));
        }
        (Value::Object(a), Value::Object(b)) => {
            assert!(a.keys().eq(b.keys()), "{what}");
            a.values().zip(b.values()).for_each(|(a, b)| close(a, b, what));
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().expect("a double"), b.as_f64().expect("a double"));
            assert!((a - b).abs() < 1e-6, "{what}: {a} for {b}");
        }
        (a, b) => assert_eq!(a, b, "{what}"),
    }
}

/// The same entries in the same order; ours may say more of each.
fn contains(ours: &Value, expected: &Value, what: &str) {
    let (ours, expected) = (ours.as_array().expect("a list"), expected.as_array().expect("a list"));
    assert_eq!(ours.len(), expected.len(), "{what}");
    for (ours, expected) in ours.iter().zip(expected) {
        for (field, value) in expected.as_object().expect("an entry") {
            close(&ours[field], value, &format!("{what}, {field}"));
        }
    }
}
