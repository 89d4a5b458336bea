//! Tamper-evident log after the C2SP specifications: entries, Merkle tree, tiles, checkpoints, proofs, witnesses.
//!
//! A log is a growing list of 128-byte [entries](entry). Anybody can be given a short proof that an entry stands in it,
//! and a proof that yesterday's log is the beginning of today's; neighbours sign what they saw, so that nobody can show
//! two histories. Entries about a person carry a label that only the holder of her key can recognise, so she can check
//! that the list of accesses she was shown is *complete* ([`chain`]).
//!
//! Everything here is a pure function: files, clock, keys and salts are parameters.
//!
//! ```
//! use beffroi_translog::*;
//!
//! // A commune signs under the address where its log will be served.
//! let key = SignerKey::from_seed("ville.example/journal", KeyType::Ed25519, &[7; 32])?;
//!
//! // Two things happen: the register is published, and somebody's file is read.
//! let published =
//!     Entry::public(Class::Register, 498_680, "https://ville.example/register", b"Registre, version 1\n", None)?;
//! let chain = ChainKey::new([9; 32]);
//! let opening = br#"{"fields":["adresse"],"kind":"access","purpose":"instruction","v":1}"#;
//! let sealed = br#"{"agent":"018f3c1e-6d2a-7c10-8a55-0d1f6e7b9a01","v":1}"#;
//! let read =
//!     Entry::person(498_681, chain.label(0), commit_opening(&[1; 32], opening), seal_part(&[2; 32], sealed))?;
//!
//! // The tree grows, the commune signs its head.
//! let tree: MemoryTree = [published.leaf(), read.leaf()].into_iter().collect();
//! let head = Checkpoint { origin: "ville.example/journal".into(), size: 2, root: tree.root() };
//! let mut note = head.sign(&key)?;
//!
//! // A neighbour who never saw this log judges the request and cosigns.
//! let neighbour = SignerKey::from_seed("voisine.example/temoin", KeyType::Cosignature, &[8; 32])?;
//! let request = Request::parse(format!("old 0\n\n{note}").as_bytes())?;
//! let answer = add_checkpoint(&request, &[key.verifier()], Latest::default());
//! assert_eq!(answer, Answer::Cosign(Latest { size: 2, root: tree.root() }));
//! note.add(neighbour.sign(request.note.text(), 1_795_255_207));
//!
//! // The person keeps a small file that anybody can check offline.
//! let proof = TlogProof {
//!     extra: None,
//!     index: 1,
//!     hashes: inclusion(&tree, 1, 2)?,
//!     checkpoint: note.to_string(),
//! };
//! let kept: TlogProof = proof.to_string().parse()?;
//! let opened = kept.verify(read.leaf(), &key.verifier(), &[neighbour.verifier()], 1)?;
//! assert_eq!(opened.checkpoint.size, 2);
//!
//! // And she checks that nothing was left out of the list she was given.
//! let mut labels = Labels::default();
//! labels.add(0, published);
//! labels.add(1, read);
//! let shown = [Shown::Opening { index: 1, salt: [1; 32], opening }];
//! assert_eq!(labels.check(&chain, &shown), Ok(()));
//! assert_eq!(labels.check(&chain, &[]), Err(ChainError::Hidden(1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | subject | module | specification |
//! |---|---|---|
//! | the 128 bytes of an entry | [`entry`] | ours |
//! | labels, completeness | [`chain`] | ours |
//! | tree, proofs | [`tree`], [`proof`] | RFC 6962 §2.1, RFC 9162 §2.1 |
//! | files | [`tile`], [`edge`], [`mod@audit`] | c2sp.org/tlog-tiles |
//! | signed texts | [`note`], [`checkpoint`] | c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature |
//! | one-entry proof file | [`tlog_proof`] | c2sp.org/tlog-proof@v1 |
//! | witness | [`witness`] | c2sp.org/tlog-witness |

pub mod audit;
pub mod chain;
pub mod checkpoint;
mod cosignature;
pub mod edge;
pub mod entry;
pub mod hash;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tlog_proof;
pub mod tree;
pub mod witness;

pub use audit::{AuditError, Audited, Files, audit};
pub use chain::{ChainError, ChainKey, Labels, Shown};
pub use checkpoint::{Checkpoint, CheckpointError, Opened};
pub use edge::{Edge, TileTree, Written};
pub use entry::{Class, ENTRY_LEN, Entry, EntryError, Label, commit_opening, seal_part, subject_label};
pub use hash::{Hash, NotAHash};
pub use note::{KeyType, Note, NoteError, SignatureLine, Signed, SignerKey, VerifierKey};
pub use proof::{ProofError, consistency, inclusion, verify_consistency, verify_inclusion};
pub use tile::{FULL, Kind, Tile, TileError, bundle, hash_tile, new_tiles, read_bundle, read_hashes};
pub use tlog_proof::{TlogProof, TlogProofError};
pub use tree::{Frontier, FrontierError, MemoryTree, Nodes, empty_root, leaf_hash, node_hash};
pub use witness::{Answer, Latest, Refusal, Request, add_checkpoint};
