//! The worked vectors of the journal: every byte of entries, tree, files, notes, proofs and witness answers, confirmed
//! beforehand by other people's programs. Skipped where the shared data are absent.

use std::collections::HashMap;
use std::path::Path;

use beffroi_translog::*;
use serde_json::Value;

fn vectors() -> Option<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/trust/vectors.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("skipped: no {}", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("the vectors are JSON"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a number, not {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list, not {value}"))
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat()
}

fn bytes32(value: &Value) -> [u8; 32] {
    unhex(text(value)).try_into().unwrap()
}

fn hash(value: &Value) -> Hash {
    text(value).parse().unwrap()
}

fn hashes(value: &Value) -> Vec<Hash> {
    list(value).iter().map(hash).collect()
}

fn log_key(v: &Value) -> SignerKey {
    let log = &v["keys"]["log"];
    SignerKey::from_seed(text(&log["name"]), KeyType::Ed25519, &bytes32(&log["seed"])).unwrap()
}

fn witness_keys(v: &Value) -> Vec<SignerKey> {
    let make = |w: &Value| {
        SignerKey::from_seed(text(&w["name"]), KeyType::Cosignature, &bytes32(&w["seed"])).unwrap()
    };
    list(&v["keys"]["witnesses"]).iter().map(make).collect()
}

fn witness_verifiers(v: &Value) -> Vec<VerifierKey> {
    witness_keys(v).iter().map(SignerKey::verifier).collect()
}

fn small_entries(v: &Value) -> Vec<Entry> {
    list(&v["entries"]).iter().map(|e| Entry::parse(&unhex(text(&e["entry"]))).unwrap()).collect()
}

fn large_entries() -> impl Iterator<Item = Entry> {
    (0..70_000u64).map(|i| {
        let part = |what: &[u8]| Hash::of(&[what, &i.to_be_bytes()]);
        let label = *part(b"label").as_bytes().first_chunk().unwrap();
        let hour = 500_000 + u32::try_from(i / 1000).unwrap();
        Entry::person(hour, label, part(b"commit"), part(b"seal")).unwrap()
    })
}

#[test]
fn keys_have_the_ids_and_texts_of_the_specification() {
    let Some(v) = vectors() else { return };
    let signers = std::iter::once(log_key(&v)).chain(witness_keys(&v));
    let given = std::iter::once(&v["keys"]["log"]).chain(list(&v["keys"]["witnesses"]));
    for (signer, given) in signers.zip(given) {
        let key = signer.verifier();
        assert_eq!(hex(&key.public()), text(&given["public"]));
        assert_eq!(hex(&key.id()), text(&given["key_id"]));
        assert_eq!(key.to_string(), text(&given["vkey"]));
        assert_eq!(key.to_string().parse::<VerifierKey>(), Ok(key));
    }
}

#[test]
fn entries_are_built_byte_for_byte() {
    let Some(v) = vectors() else { return };
    for given in list(&v["entries"]) {
        let hour = u32::try_from(number(&given["hour"])).unwrap();
        let seal = given["sealed"]
            .as_str()
            .map(|sealed| seal_part(&bytes32(&given["seal_salt"]), sealed.as_bytes()));
        let class = match text(&given["class"]) {
            "person" => Class::Person,
            "act" => Class::Act,
            "register" => Class::Register,
            other => panic!("class {other}"),
        };
        let entry = if class == Class::Person {
            let key = ChainKey::new(bytes32(&v["labels"][text(&given["chain"])]["chain_key"]));
            let commit = commit_opening(&bytes32(&given["salt"]), text(&given["opening"]).as_bytes());
            Entry::person(hour, key.label(number(&given["counter"])), commit, seal.unwrap())
        } else {
            let document = text(&given["document"]).as_bytes();
            Entry::public(class, hour, text(&given["uri"]), document, seal)
        };
        let entry = entry.unwrap();
        assert_eq!(hex(entry.as_bytes()), text(&given["entry"]));
        assert_eq!(entry.leaf(), hash(&given["leaf_hash"]));
        assert_eq!((entry.class(), entry.hour(), entry.seal()), (class, hour, seal));
    }
}

#[test]
fn labels_follow_the_chain_key() {
    let Some(v) = vectors() else { return };
    for chain in v["labels"].as_object().unwrap().values() {
        let key = ChainKey::new(bytes32(&chain["chain_key"]));
        for (counter, label) in (0..).zip(list(&chain["first"])) {
            assert_eq!(hex(&key.label(counter)), text(label));
        }
    }
}

#[test]
fn malformed_entries_are_refused() {
    let Some(v) = vectors() else { return };
    for given in list(&v["malformed_entries"]) {
        assert!(Entry::parse(&unhex(text(&given["entry"]))).is_err(), "{}", given["why"]);
    }
}

#[test]
fn the_small_log_has_these_roots_files_and_checkpoints() {
    let Some(v) = vectors() else { return };
    let entries = small_entries(&v);
    let tree: MemoryTree = entries.iter().map(Entry::leaf).collect();
    for (size, root) in v["small"]["roots"].as_object().unwrap() {
        assert_eq!(tree.root_at(size.parse().unwrap()), Some(hash(root)), "size {size}");
    }
    let files = v["small"]["files"].as_object().unwrap();
    assert_eq!(new_tiles(0, 5).len(), files.len());
    for tile in new_tiles(0, 5) {
        let content = hash_tile(&tree, tile).unwrap_or_else(|| bundle(&entries));
        assert_eq!(hex(&content), text(&files[&tile.to_string()]), "{tile}");
    }
    for (size, signed) in v["small"]["checkpoints"].as_object().unwrap() {
        let size = size.parse().unwrap();
        let head =
            Checkpoint { origin: "ville.example/journal".into(), size, root: tree.root_at(size).unwrap() };
        let mut note = head.sign(&log_key(&v)).unwrap();
        let times = list(&v["small"]["cosigned_at"][size.to_string()]);
        for (witness, time) in witness_keys(&v).iter().zip(times) {
            note.add(witness.sign(note.text(), number(time)));
        }
        assert_eq!(note.to_string(), text(signed), "size {size}");
        let verifier = log_key(&v).verifier();
        let opened = Checkpoint::open(text(signed).as_bytes(), &verifier, &witness_verifiers(&v), 2).unwrap();
        assert_eq!(opened.checkpoint, head);
        assert_eq!(opened.witnesses, [(0, number(&times[0])), (1, number(&times[1]))]);
    }
}

fn check_proofs(group: &Value, tree: &MemoryTree) {
    for given in list(&group["inclusion"]) {
        let (size, index, proof) = (number(&given["size"]), number(&given["index"]), hashes(&given["proof"]));
        assert_eq!(inclusion(tree, index, size).unwrap(), proof);
        let (leaf, root) = (tree.node(0, index).unwrap(), tree.root_at(size).unwrap());
        assert_eq!(verify_inclusion(leaf, index, size, &proof, &root), Ok(()));
    }
    for given in list(&group["consistency"]) {
        let (old, new, proof) = (number(&given["old"]), number(&given["new"]), hashes(&given["proof"]));
        assert_eq!(consistency(tree, old, new).unwrap(), proof);
        let (before, after) = (tree.root_at(old).unwrap(), tree.root_at(new).unwrap());
        assert_eq!(verify_consistency(old, &before, new, &after, &proof), Ok(()));
    }
}

#[test]
fn proofs_of_both_trees_are_those_of_the_vectors() {
    let Some(v) = vectors() else { return };
    check_proofs(&v["small"], &small_entries(&v).iter().map(Entry::leaf).collect());
    check_proofs(&v["large"], &large_entries().map(|e| e.leaf()).collect());
}

#[test]
fn a_log_of_70_000_entries_has_these_roots_and_files() {
    let Some(v) = vectors() else { return };
    let large = &v["large"];
    let entries: Vec<Entry> = large_entries().collect();
    let tree: MemoryTree = entries.iter().map(Entry::leaf).collect();
    let mut frontier = Frontier::default();
    for entry in &entries {
        frontier.push(entry.leaf());
        if let Some(root) = large["roots"].get(frontier.size().to_string()) {
            assert_eq!(frontier.root(), hash(root), "size {}", frontier.size());
            assert_eq!(tree.root_at(frontier.size()), Some(hash(root)));
        }
    }
    let tiles = new_tiles(0, 70_000);
    assert_eq!(tiles.len() as u64, number(&large["file_count"]));
    let contents: HashMap<String, Vec<u8>> =
        tiles.iter().map(|&t| (t.to_string(), content(&tree, &entries, t))).collect();
    for (path, sum) in large["sha256_of_files"].as_object().unwrap() {
        assert_eq!(hex(Hash::of(&[&contents[path]]).as_bytes()), text(sum), "{path}");
    }
    for (size, partial) in large["partial_tiles_of_size"].as_object().unwrap() {
        let mut found: Vec<String> = new_tiles(0, size.parse().unwrap())
            .iter()
            .filter(|t| t.width < FULL)
            .map(ToString::to_string)
            .collect();
        found.sort();
        assert_eq!(found, list(partial).iter().map(text).collect::<Vec<_>>(), "size {size}");
    }
    let signed = text(&large["checkpoint_70000"]).as_bytes();
    let opened = Checkpoint::open(signed, &log_key(&v).verifier(), &witness_verifiers(&v), 2).unwrap();
    let audited = audit(&Folder(contents), &opened.checkpoint).unwrap();
    assert_eq!(audited.tree.root(), frontier.root());
}

struct Folder(HashMap<String, Vec<u8>>);

impl Files for Folder {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).cloned()
    }
}

fn content(tree: &MemoryTree, entries: &[Entry], tile: Tile) -> Vec<u8> {
    hash_tile(tree, tile).unwrap_or_else(|| {
        let first = usize::try_from(tile.n).unwrap() * 256;
        bundle(&entries[first..first + usize::from(tile.width)])
    })
}

#[test]
fn spoiled_notes_and_checkpoints_are_refused() {
    let Some(v) = vectors() else { return };
    let key = log_key(&v).verifier();
    for given in list(&v["malformed_notes"]).iter().chain(list(&v["malformed_checkpoints"])) {
        let opened = Checkpoint::open(text(&given["text"]).as_bytes(), &key, &witness_verifiers(&v), 0);
        assert!(opened.is_err(), "{}", given["why"]);
    }
}

#[test]
fn proof_files_are_written_and_read_byte_for_byte() {
    let Some(v) = vectors() else { return };
    let (key, witnesses, entries) = (log_key(&v).verifier(), witness_verifiers(&v), small_entries(&v));
    for given in list(&v["small"]["tlog_proofs"]) {
        let proof: TlogProof = text(&given["text"]).parse().unwrap();
        assert_eq!(proof.to_string(), text(&given["text"]));
        assert_eq!(proof.extra.is_some(), given.get("extra").is_some());
        let leaf = entries[usize::try_from(number(&given["index"])).unwrap()].leaf();
        assert!(proof.verify(leaf, &key, &witnesses, 2).is_ok());
    }
    for given in list(&v["malformed_proofs"]) {
        let read = text(&given["text"]).parse::<TlogProof>();
        let held = read.and_then(|p| p.verify(entries[2].leaf(), &key, &witnesses, 2));
        assert!(held.is_err(), "{}", given["why"]);
    }
}

#[test]
fn tiles_are_called_as_the_specification_says() {
    let Some(v) = vectors() else { return };
    for given in list(&v["tile_paths"]) {
        let kind = given["level"].as_u64().map_or(Kind::Entries, |l| Kind::Level(u8::try_from(l).unwrap()));
        let width = u16::try_from(number(&given["width"])).unwrap();
        let tile = Tile { kind, n: number(&given["n"]), width };
        assert_eq!(tile.to_string(), text(&given["path"]));
        assert_eq!(text(&given["path"]).parse(), Ok(tile));
    }
    for path in list(&v["malformed_tile_paths"]) {
        assert!(text(path).parse::<Tile>().is_err(), "{path}");
    }
}

#[test]
fn a_witness_answers_the_nineteen_requests_in_order() {
    let Some(v) = vectors() else { return };
    let trusted: VerifierKey = text(&v["witness"]["trusts"]).parse().unwrap();
    let mut latest = Latest::default();
    for step in list(&v["witness"]["steps"]) {
        let answer = Request::parse(text(&step["request"]).as_bytes()).map(|request| {
            let known = request.checkpoint.origin == trusted.name();
            let keys = if known { std::slice::from_ref(&trusted) } else { &[] };
            add_checkpoint(&request, keys, latest)
        });
        let status = match answer {
            Ok(Answer::Cosign(state)) => {
                latest = state;
                200
            }
            Ok(Answer::Refuse(refusal)) | Err(refusal) => {
                let body = step["body"].as_str().map(|b| (b.to_owned(), text(&step["content_type"])));
                assert_eq!(refusal.body(), body, "{}", step["what"]);
                refusal.status()
            }
        };
        assert_eq!(u64::from(status), number(&step["status"]), "{}", step["what"]);
    }
}

#[test]
fn an_export_is_complete_or_the_missing_line_is_named() {
    let Some(v) = vectors() else { return };
    let mut audited = Audited::default();
    for entry in small_entries(&v) {
        audited.push(entry).unwrap();
    }
    let chain = &v["person_export"]["chains"][0];
    let key = ChainKey::new(bytes32(&chain["key"]));
    let openings: Vec<Shown> = list(&chain["openings"])
        .iter()
        .map(|o| Shown::Opening {
            index: number(&o["index"]),
            salt: bytes32(&o["salt"]),
            opening: text(&o["opening"]).as_bytes(),
        })
        .collect();
    let labels = &audited.labels;
    assert_eq!(labels.check(&key, &openings), Ok(()));
    assert_eq!(labels.check(&key, &openings[..1]), Err(ChainError::Hidden(4)));
    assert_eq!(labels.check(&key, &[openings[0], openings[0]]), Err(ChainError::NotHers(1)));
    assert_eq!(labels.check(&key, &[openings[0], Shown::Destroyed { index: 4 }]), Ok(()));
    assert_eq!(labels.check(&key, &[Shown::Destroyed { index: 3 }]), Err(ChainError::NotHers(3)));
    let altered = Shown::Opening { index: 1, salt: [0; 32], opening: b"{}" };
    assert_eq!(labels.check(&key, &[altered, openings[1]]), Err(ChainError::Altered(1)));
}
