//! The witness over HTTP: the sequence of the vectors, races, evidence.

use std::path::Path;

use axum::body::Body;
use beffroi_journal::witness::{add_neighbour, cosign, evidence, neighbours, remove_neighbour};
use beffroi_store::Db;
use beffroi_translog::{
    Checkpoint, Entry, KeyType, MemoryTree, Note, SignatureLine, SignerKey, VerifierKey, consistency,
};
use beffroi_web::testing::{Answer, Browser};
use serde_json::Value;

use crate::support::{HOST, hautval, tables};

const NEIGHBOUR: &str = "voisine.example/journal";

async fn ask(browser: &mut Browser, body: &str) -> Answer {
    let request = browser.request("POST", "/temoin/add-checkpoint").body(Body::from(body.to_owned()));
    browser.send(request.unwrap()).await
}

fn signer() -> SignerKey {
    SignerKey::from_seed(NEIGHBOUR, KeyType::Ed25519, &[3; 32]).unwrap()
}

fn tree(size: u64, word: &str) -> MemoryTree {
    let entry = |i: u64| {
        let document = if i < 5 { format!("{i}") } else { format!("{word} {i}") };
        Entry::public(beffroi_translog::Class::Act, 1, NEIGHBOUR, document.as_bytes(), None).unwrap().leaf()
    };
    (0..size).map(entry).collect()
}

/// A request that says the log grew from `old` to the size of this tree.
fn request(old: u64, tree: &MemoryTree) -> String {
    let head = Checkpoint { origin: NEIGHBOUR.into(), size: tree.size(), root: tree.root() };
    let proof = consistency(tree, old, tree.size()).unwrap_or_default();
    let proof = proof.iter().fold(String::new(), |lines, hash| format!("{lines}{hash}\n"));
    format!("old {old}\n{proof}\n{}", head.sign(&signer()).unwrap())
}

/// Whether the answer is our line under the checkpoint of the request.
fn holds(line: &str, request: &str, key: &VerifierKey) -> bool {
    let (_, note) = request.split_once("\n\n").unwrap();
    let mut note = Note::parse(note.as_bytes()).unwrap();
    note.add(line.trim_end().parse::<SignatureLine>().unwrap());
    note.verify(std::slice::from_ref(key)).is_ok_and(|signed| signed[0].time.is_some())
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn the_sequence_of_the_vectors_is_answered_as_the_specification_says(db: Db) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/trust/vectors.json");
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("skipped: no {}", file.display());
            return;
        };
        let vectors: Value = serde_json::from_str(&text).unwrap();
        let town = hautval(&db).await;
        add_neighbour(&town.desk, vectors["witness"]["trusts"].as_str().unwrap()).await.unwrap();
        let mut browser = town.instance.browser(HOST);
        let key: VerifierKey = browser.get("/temoin/vkey").await.text().trim_end().parse().unwrap();
        assert_eq!((key.name(), key.kind()), ("hautval.example/temoin", KeyType::Cosignature));
        let steps = vectors["witness"]["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 19);
        for step in steps {
            let (what, body) = (step["what"].as_str().unwrap(), step["request"].as_str().unwrap());
            let answer = ask(&mut browser, body).await;
            assert_eq!(u64::from(answer.status.as_u16()), step["status"].as_u64().unwrap(), "{what}");
            if let Some(expected) = step["body"].as_str() {
                assert_eq!(answer.text(), expected, "{what}");
                assert_eq!(answer.header("content-type"), step["content_type"].as_str().unwrap(), "{what}");
            }
            if answer.status == 200 {
                assert!(holds(&answer.text(), body, &key), "{what}");
            }
        }
        assert!(!evidence(&town.desk).await.unwrap().is_empty());
    }

    async fn a_fork_is_refused_kept_and_shown(db: Db) {
        let town = hautval(&db).await;
        add_neighbour(&town.desk, &signer().verifier().to_string()).await.unwrap();
        let mut browser = town.instance.browser(HOST);
        let (honest, forked) = (tree(9, "vrai"), tree(9, "faux"));
        assert_eq!(ask(&mut browser, &request(0, &tree(7, "vrai"))).await.status, 200);
        assert_eq!(ask(&mut browser, &request(7, &honest)).await.status, 200);
        for _ in 0..2 {
            assert_eq!(ask(&mut browser, &request(9, &forked)).await.status, 422);
        }
        let kept = evidence(&town.desk).await.unwrap();
        assert_eq!(kept.len(), 1, "the same evidence is kept once");
        let key = signer().verifier();
        for note in [&kept[0].cosigned, &kept[0].refused] {
            assert_eq!(Checkpoint::open(note.as_bytes(), &key, &[], 0).unwrap().checkpoint.size, 9);
        }
        let page = browser.get("/transparence/journal").await;
        assert!(page.contains(NEIGHBOUR) && page.contains(&kept[0].refused) && page.contains(&kept[0].cosigned));
        // The honest head is still the one that is given.
        let hash = beffroi_store::files::Digest::of(NEIGHBOUR.as_bytes());
        let latest = browser.get(&format!("/temoin/{hash}/checkpoint")).await;
        let ours: VerifierKey = browser.get("/temoin/vkey").await.text().trim_end().parse().unwrap();
        let opened = Checkpoint::open(&latest.body, &key, &[ours], 1).unwrap();
        assert_eq!((opened.checkpoint.size, opened.checkpoint.root), (9, honest.root()));
    }

    async fn requests_at_once_never_take_a_log_back(db: Db) {
        let town = hautval(&db).await;
        add_neighbour(&town.desk, &signer().verifier().to_string()).await.unwrap();
        cosign(&town.desk, request(0, &tree(5, "")).as_bytes()).await.unwrap().unwrap();
        for round in 0..6_u64 {
            let from = neighbours(&town.desk).await.unwrap()[0].cosigned.unwrap().0;
            let at_once: Vec<_> = (1..=4)
                .map(|more| {
                    let (desk, body) = (town.desk.clone(), request(from, &tree(from + more + round % 2, "vrai")));
                    tokio::spawn(async move { cosign(&desk, body.as_bytes()).await.unwrap() })
                })
                .collect();
            let mut cosigned = 0;
            for one in at_once {
                cosigned += u64::from(one.await.unwrap().is_ok());
            }
            assert_eq!(cosigned, 1, "only the first of them goes on from the state that all have seen");
            assert!(neighbours(&town.desk).await.unwrap()[0].cosigned.unwrap().0 > from);
        }
        assert!(evidence(&town.desk).await.unwrap().is_empty());
    }

    async fn only_configured_logs_are_witnessed(db: Db) {
        let town = hautval(&db).await;
        let mut browser = town.instance.browser(HOST);
        assert_eq!(ask(&mut browser, &request(0, &tree(3, ""))).await.status, 404);
        assert!(add_neighbour(&town.desk, "voisine.example/journal").await.is_err());
        let witness = SignerKey::from_seed("x.example", KeyType::Cosignature, &[1; 32]).unwrap().verifier();
        assert!(add_neighbour(&town.desk, &witness.to_string()).await.is_err());
        add_neighbour(&town.desk, &signer().verifier().to_string()).await.unwrap();
        assert_eq!(ask(&mut browser, &request(0, &tree(3, ""))).await.status, 200);
        assert!(remove_neighbour(&town.desk, NEIGHBOUR).await.unwrap());
        assert_eq!(ask(&mut browser, &request(3, &tree(4, ""))).await.status, 404);
        let long = format!("old 0\n\n{}", "x".repeat(70_000));
        assert_eq!(ask(&mut browser, &long).await.status, 400);
    }
}
