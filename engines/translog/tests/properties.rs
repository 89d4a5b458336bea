//! What holds for every log: frontier and tree agree, every proof made is accepted, every changed one refused, every
//! text read is written back the same, no parser panics.

use beffroi_translog::*;
use proptest::prelude::*;

fn leaves(size: u64) -> MemoryTree {
    (0..size).map(|i| leaf_hash(&i.to_be_bytes())).collect()
}

fn altered(hash: &Hash, bit: u8) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[usize::from(bit / 8)] ^= 1 << (bit % 8);
    Hash::new(bytes)
}

/// RFC 6962 §2.1 word for word.
fn definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
            node_hash(&definition(left), &definition(right))
        }
    }
}

#[test]
fn tree_and_frontier_follow_the_definition() {
    let all: Vec<Hash> = (0..300u64).map(|i| leaf_hash(&i.to_be_bytes())).collect();
    let (mut frontier, tree) = (Frontier::default(), leaves(300));
    for size in 0..=300u64 {
        let expected = definition(&all[..usize::try_from(size).unwrap()]);
        assert_eq!(frontier.root(), expected);
        assert_eq!(tree.root_at(size), Some(expected));
        let stored = Frontier::from_parts(size, frontier.nodes().to_vec());
        assert_eq!(stored, Ok(frontier.clone()));
        frontier.push(leaf_hash(&size.to_be_bytes()));
    }
    assert!(Frontier::from_parts(3, vec![empty_root()]).is_err());
    assert!(Frontier::from_parts(u64::MAX, vec![empty_root(); 64]).is_err());
}

#[test]
fn every_inclusion_and_consistency_proof_of_small_trees_holds() {
    let tree = leaves(65);
    for size in 1..=65 {
        let root = tree.root_at(size).unwrap();
        for index in 0..size {
            let proof = inclusion(&tree, index, size).unwrap();
            assert_eq!(verify_inclusion(tree.node(0, index).unwrap(), index, size, &proof, &root), Ok(()));
        }
        for old in 0..=size {
            let proof = consistency(&tree, old, size).unwrap();
            let before = tree.root_at(old).unwrap();
            assert_eq!(verify_consistency(old, &before, size, &root, &proof), Ok(()));
        }
    }
    assert_eq!(inclusion(&tree, 65, 65), Err(ProofError::OutOfRange(65, 65)));
    assert_eq!(inclusion(&tree, 0, 66), Err(ProofError::MissingNode));
    assert_eq!(consistency(&tree, 3, 2), Err(ProofError::OutOfRange(3, 2)));
}

proptest! {
    #[test]
    fn a_changed_inclusion_proof_is_refused(size in 1u64..3000, at in any::<prop::sample::Index>(), bit: u8) {
        let tree = leaves(size);
        let index = at.index(usize::try_from(size).unwrap()) as u64;
        let (leaf, root) = (tree.node(0, index).unwrap(), tree.root());
        let proof = inclusion(&tree, index, size).unwrap();
        prop_assert_eq!(verify_inclusion(leaf, index, size, &proof, &root), Ok(()));
        prop_assert!(verify_inclusion(altered(&leaf, bit), index, size, &proof, &root).is_err());
        prop_assert!(verify_inclusion(leaf, index, size, &proof, &altered(&root, bit)).is_err());
        prop_assert!(verify_inclusion(leaf, size, size, &proof, &root).is_err());
        for i in 0..proof.len() {
            let mut bad = proof.clone();
            bad[i] = altered(&bad[i], bit);
            prop_assert!(verify_inclusion(leaf, index, size, &bad, &root).is_err());
            let mut short = proof.clone();
            short.remove(i);
            prop_assert!(verify_inclusion(leaf, index, size, &short, &root).is_err());
        }
        let long = [proof.as_slice(), &[root]].concat();
        prop_assert!(verify_inclusion(leaf, index, size, &long, &root).is_err());
    }

    #[test]
    fn a_changed_consistency_proof_is_refused(a in 1u64..2000, b in 1u64..2000, bit: u8) {
        let (old, new) = (a.min(b), a.max(b));
        let tree = leaves(new);
        let (before, after) = (tree.root_at(old).unwrap(), tree.root());
        let proof = consistency(&tree, old, new).unwrap();
        prop_assert_eq!(verify_consistency(old, &before, new, &after, &proof), Ok(()));
        prop_assert!(verify_consistency(old, &altered(&before, bit), new, &after, &proof).is_err());
        prop_assert!(verify_consistency(old, &before, new, &altered(&after, bit), &proof).is_err());
        let long = [proof.as_slice(), &[before]].concat();
        prop_assert!(verify_consistency(old, &before, new, &after, &long).is_err());
        for i in 0..proof.len() {
            let mut bad = proof.clone();
            bad[i] = altered(&bad[i], bit);
            prop_assert!(verify_consistency(old, &before, new, &after, &bad).is_err());
            bad.remove(i);
            prop_assert!(verify_consistency(old, &before, new, &after, &bad).is_err());
        }
    }

    #[test]
    fn a_log_that_grows_in_steps_has_the_files_of_one_written_at_once(a in 0u64..200_000, b in 0u64..200_000) {
        let (old, new) = (a.min(b), a.max(b));
        let mut stepwise = new_tiles(0, old);
        stepwise.extend(new_tiles(old, new));
        for tile in new_tiles(0, new) {
            prop_assert!(stepwise.contains(&tile), "{}", tile);
        }
    }

    #[test]
    fn paths_are_read_back(level in 0u8..64, n: u64, width in 1u16..=256) {
        for kind in [Kind::Level(level), Kind::Entries] {
            let tile = Tile { kind, n, width };
            prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        }
    }

    #[test]
    fn whatever_is_read_is_written_back_the_same(text in "[-+ x/.p0-9a-zA-Z=—\n]{0,80}") {
        if let Ok(tile) = text.parse::<Tile>() { prop_assert_eq!(tile.to_string(), text.clone()); }
        if let Ok(head) = text.parse::<Checkpoint>() { prop_assert_eq!(head.to_string(), text.clone()); }
        if let Ok(note) = Note::parse(text.as_bytes()) { prop_assert_eq!(note.to_string(), text.clone()); }
        if let Ok(key) = text.parse::<VerifierKey>() { prop_assert_eq!(key.to_string(), text.clone()); }
        if let Ok(proof) = text.parse::<TlogProof>() { prop_assert_eq!(proof.to_string(), text.clone()); }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes: Vec<u8>, size: u64, index: u64, n in 0usize..70) {
        let _ = Entry::parse(&bytes);
        let _ = Note::parse(&bytes);
        let _ = Request::parse(&bytes);
        let _ = read_bundle(&bytes, 1);
        let _ = read_hashes(&bytes, 1);
        let _ = Frontier::from_parts(size, Vec::new());
        let proof = vec![empty_root(); n];
        let _ = verify_inclusion(empty_root(), index, size, &proof, &empty_root());
        let _ = verify_consistency(index, &empty_root(), size, &empty_root(), &proof);
    }

    #[test]
    fn one_flipped_bit_spoils_a_signed_checkpoint(at in any::<prop::sample::Index>(), bit in 0u32..8, size: u64) {
        let key = SignerKey::from_seed("log.example", KeyType::Ed25519, &[3; 32]).unwrap();
        let witness = SignerKey::from_seed("w.example", KeyType::Cosignature, &[4; 32]).unwrap();
        let head = Checkpoint { origin: "log.example".into(), size, root: empty_root() };
        let mut note = head.sign(&key).unwrap();
        note.add(witness.sign(note.text(), 1));
        let mut bytes = note.to_string().into_bytes();
        let known = [witness.verifier()];
        prop_assert!(Checkpoint::open(&bytes, &key.verifier(), &known, 1).is_ok());
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(Checkpoint::open(&bytes, &key.verifier(), &known, 1).is_err());
    }

    #[test]
    fn the_walk_finds_every_entry_over_gaps_below_64(gaps in prop::collection::vec(0u64..64, 1..20)) {
        let key = ChainKey::new([5; 32]);
        let (mut labels, mut counter) = (Labels::default(), 0);
        for (index, gap) in (0u64..).zip(&gaps) {
            counter += gap;
            let filler = leaf_hash(&index.to_be_bytes());
            prop_assert!(labels.add(index, Entry::person(1, key.label(counter), filler, filler).unwrap()));
            counter += 1;
        }
        let found: Vec<u64> = labels.walk(&key).iter().map(|(index, _)| *index).collect();
        prop_assert_eq!(found, (0..gaps.len() as u64).collect::<Vec<_>>());
        prop_assert!(labels.walk(&ChainKey::new([6; 32])).is_empty());
    }
}

fn entry(i: u64) -> Entry {
    let document = i.to_be_bytes();
    Entry::public(Class::Act, 498_680, "https://ville.example/acts", &document, None).unwrap()
}

/// The files of a log, as its edge wrote them in several publications.
fn published(sizes: &[u64]) -> std::collections::HashMap<String, Vec<u8>> {
    let mut files = std::collections::HashMap::new();
    let mut size = 0;
    for &next in sizes {
        let mut edge = Edge::read(size, &files).unwrap();
        while edge.size() < next {
            let full = edge.push(entry(edge.size()));
            files.extend(full.into_iter().map(|(tile, content)| (tile.to_string(), content)));
        }
        files.extend(edge.partial().into_iter().map(|(tile, content)| (tile.to_string(), content)));
        size = next;
    }
    files
}

#[test]
fn an_edge_writes_the_files_of_the_tree_wherever_it_stopped_before() {
    for sizes in [vec![1, 2, 255, 256, 257, 512], vec![700], vec![256, 300, 65_535, 65_536, 65_537, 66_000]] {
        let files = published(&sizes);
        let size = *sizes.last().unwrap();
        let tree: MemoryTree = (0..size).map(|i| entry(i).leaf()).collect();
        for tile in new_tiles(0, size) {
            let content = &files[&tile.to_string()];
            match tile.kind {
                Kind::Entries => {
                    let first = tile.n * u64::from(FULL);
                    let entries: Vec<Entry> = (first..first + u64::from(tile.width)).map(entry).collect();
                    assert_eq!(*content, bundle(&entries), "{tile}");
                }
                Kind::Level(_) => assert_eq!(Some(content), hash_tile(&tree, tile).as_ref(), "{tile}"),
            }
        }
        let edge = Edge::read(size, &files).unwrap();
        assert_eq!((edge.size(), edge.root()), (size, tree.root()));
    }
}

#[test]
fn tiles_beside_a_leaf_give_its_proofs() {
    let size = 66_000;
    let files = published(&[size]);
    let tree: MemoryTree = (0..size).map(|i| entry(i).leaf()).collect();
    for index in [0, 1, 255, 256, 300, 40_000, 65_535, 65_536, 65_791, 65_800, 65_999] {
        let read = TileTree::read(index, size, &files).unwrap();
        assert_eq!(inclusion(&read, index, size), inclusion(&tree, index, size), "inclusion of {index}");
        assert_eq!(consistency(&read, index + 1, size), consistency(&tree, index + 1, size), "from {index}");
    }
}

#[test]
fn an_edge_whose_entries_are_not_those_of_its_tile_is_refused() {
    let mut files = published(&[300]);
    let forged: Vec<Entry> = (1..45).map(entry).collect();
    files.insert("tile/entries/001.p/44".to_owned(), bundle(&forged));
    assert!(matches!(Edge::read(300, &files), Err(AuditError::Tile(_))));
    files.remove("tile/entries/001.p/44");
    assert!(matches!(Edge::read(300, &files), Err(AuditError::Missing(_))));
}
