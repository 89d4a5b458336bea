//! Writes a published log as a folder, for foreign verifiers: `write_log FOLDER SIZE`.
//!
//! Beside the log itself: `vkeys` (the log's key and two witnesses), `history/checkpoint.*` (older heads), `proofs/`
//! (three proof files with their entries), `person.json` (the export of one person).

use std::error::Error;
use std::fs;
use std::path::Path;

use beffroi_translog::{
    ChainKey, Checkpoint, Class, Entry, FULL, Hash, KeyType, MemoryTree, SignerKey, TlogProof, bundle,
    commit_opening, consistency, hash_tile, inclusion, new_tiles, seal_part,
};

const ORIGIN: &str = "ville.example/journal";
const OPENING: &str =
    r#"{"basis":"6.1.e","fields":["adresse"],"kind":"access","purpose":"instruction","v":1}"#;

/// Every tenth entry is about the person whose export is written, every seventh is an act.
fn entry(i: u64, chain: &ChainKey) -> Result<Entry, Box<dyn Error>> {
    let hour = 498_680 + u32::try_from(i / 50)?;
    let salt = |what: &[u8]| *Hash::of(&[what, &i.to_be_bytes()]).as_bytes();
    let seal = seal_part(&salt(b"seal"), b"{\"agent\":\"018f3c1e-6d2a-7c10-8a55-0d1f6e7b9a01\",\"v\":1}");
    Ok(if i.is_multiple_of(10) {
        Entry::person(hour, chain.label(i / 10), commit_opening(&salt(b"salt"), OPENING.as_bytes()), seal)?
    } else if i.is_multiple_of(7) {
        let document = format!("Délibération 2026/{i}\n");
        Entry::public(
            Class::Act,
            hour,
            &format!("https://ville.example/acts/2026/{i}"),
            document.as_bytes(),
            None,
        )?
    } else {
        let label = *salt(b"label").first_chunk().ok_or("32 bytes")?;
        Entry::person(hour, label, commit_opening(&salt(b"salt"), b"{\"kind\":\"access\"}"), seal)?
    })
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(path.parent().ok_or("a file lies in a folder")?)?;
    Ok(fs::write(path, content)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(size)) = (arguments.next(), arguments.next()) else {
        return Err("usage: write_log FOLDER SIZE".into());
    };
    let (folder, size): (&Path, u64) = (Path::new(&folder), size.parse()?);
    let key = SignerKey::from_seed(ORIGIN, KeyType::Ed25519, &[1; 32])?;
    let witnesses = [
        SignerKey::from_seed("voisine-a.example/temoin", KeyType::Cosignature, &[2; 32])?,
        SignerKey::from_seed("voisine-b.example/temoin", KeyType::Cosignature, &[3; 32])?,
    ];
    let chain = ChainKey::new([4; 32]);
    let entries = (0..size).map(|i| entry(i, &chain)).collect::<Result<Vec<_>, _>>()?;
    let tree: MemoryTree = entries.iter().map(Entry::leaf).collect();

    for tile in new_tiles(0, size) {
        let first = usize::try_from(tile.n)? * usize::from(FULL);
        let content = hash_tile(&tree, tile)
            .unwrap_or_else(|| bundle(&entries[first..first + usize::from(tile.width)]));
        write(&folder.join(tile.to_string()), content)?;
    }
    let head = |size: u64| -> Result<String, Box<dyn Error>> {
        let root = tree.root_at(size).ok_or("a size of this log")?;
        let mut note = Checkpoint { origin: ORIGIN.into(), size, root }.sign(&key)?;
        for (witness, time) in witnesses.iter().zip(1_795_255_203..) {
            note.add(witness.sign(note.text(), time));
        }
        Ok(note.to_string())
    };
    write(&folder.join("checkpoint"), head(size)?)?;
    for old in [1, size / 3, size / 2] {
        write(&folder.join(format!("history/checkpoint.{old}")), head(old)?)?;
    }
    for index in [0, size / 2, size - 1] {
        let proof =
            TlogProof { extra: None, index, hashes: inclusion(&tree, index, size)?, checkpoint: head(size)? };
        write(&folder.join(format!("proofs/{index}.tlog-proof")), proof.to_string())?;
        write(&folder.join(format!("proofs/{index}.entry")), entries[usize::try_from(index)?].as_bytes())?;
    }
    let steps: Vec<String> =
        consistency(&tree, size / 3, size)?.iter().map(|hash| format!("{hash}\n")).collect();
    write(&folder.join("growth"), steps.concat())?;
    let keys: Vec<String> =
        std::iter::once(&key).chain(&witnesses).map(|k| format!("{}\n", k.verifier())).collect();
    write(&folder.join("vkeys"), keys.concat())?;
    write(&folder.join("person.json"), export(size, &chain)?)
}

fn export(size: u64, chain: &ChainKey) -> Result<String, Box<dyn Error>> {
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat();
    let openings: Vec<_> = (0..size)
        .step_by(10)
        .map(|i| {
            let salt = Hash::of(&[b"salt", &i.to_be_bytes()]);
            serde_json::json!({"index": i, "salt": hex(salt.as_bytes()), "opening": OPENING})
        })
        .collect();
    let chains = [serde_json::json!({"name": "courant", "key": hex(chain.as_bytes()), "openings": openings})];
    Ok(serde_json::to_string_pretty(&serde_json::json!({"origin": ORIGIN, "chains": chains}))?)
}
