//! Verifiable elections, compatible with the Belenios protocol, crypto version 1, as belenios-tool 2.0 to 3.3
//! speak it: what one writes, the other reads, verifies and recomputes byte for byte.
//!
//! # The mathematics
//!
//! G is a group of prime order q with a generator g in which logarithms are hard. Trustees hold `x_1` … `x_n`; the
//! election's key is Y = `Π g^x_i`. A vote m, 0 or 1 for each answer, is encrypted as (alpha, beta) = (g^r, Y^r·g^m)
//! (`ElGamal` in the exponent): the product of two ciphertexts encrypts the sum of their votes, so the urn is summed
//! without being opened. Each trustee gives `alpha^x_i` of the sum; `beta/Π alpha^x_i` = g^Σm, and the logarithm of so
//! small a number is found by trying.
//!
//! Nobody is trusted to follow these rules: every step carries a proof that anybody can check.
//!
//! | who | publishes | proves | in |
//! |---|---|---|---|
//! | trustee | g^x | knowledge of x | [`proof::prove_knowledge`] |
//! | trustees of a threshold set | commitments to polynomials | that shares fit them | [`dkg`] |
//! | voter | ciphertexts | that they hold a valid vote; the code's signature | [`ballot`] |
//! | server | the sum of the last ballots | nothing: it is recomputed | [`tally`] |
//! | trustees | shuffled ciphertexts | that none was changed | [`shuffle`] |
//! | trustees | alpha^x | that x is the key's | [`decryption`] |
//!
//! All of it stands in one archive, a chain of hashed events ([`archive`]), which [`verify`] checks whole.
//!
//! # Types say how far to trust
//!
//! [`record::ballot::Ballot`] was *read*; [`ballot::Checked`] has valid proofs; [`tally::Counted`] is the last of its
//! voter, and only that can be added to a [`tally::Tally`]. [`setup::Setup`] is made by checking alone.
//!
//! # An election, from the keys to the verdict
//!
//! ```
//! use beffroi_ballot::ballot::Choice;
//! use beffroi_ballot::conduct::{Conduct, seal};
//! use beffroi_ballot::credential::{draw_base58, draw_code, secret};
//! use beffroi_ballot::group::{Ed25519, Group};
//! use beffroi_ballot::record::{Version, credentials::Credential, election::*, result, trustees::Trustee};
//! use beffroi_ballot::verify::{Task, verify};
//! use beffroi_ballot::dkg;
//! # use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut rng = ChaCha20Rng::seed_from_u64(1);
//! let group = Ed25519;
//! // The credential authority draws a code for each voter and keeps only their public keys.
//! let uuid = draw_base58(14, &mut rng);
//! let code = draw_code(&mut rng);
//! let key = secret(&group, &uuid, &code).public(&group);
//! let voters = [Credential { text: group.text(&key), key, weight: None }];
//! // A trustee draws a key.
//! let (private, public) = dkg::single(&group, Some("Dominique Exemple".into()), &mut rng);
//! let trustees = [Trustee::Single(public)];
//! // The election is sealed: these are the first bytes of its archive.
//! let election = Election {
//!     version: Version::V1,
//!     description: "A worked example.".into(),
//!     name: "Bench or tree?".into(),
//!     group: group.name(),
//!     public_key: group.text(&dkg::election_key(&group, &trustees)?),
//!     questions: vec![Question::Homomorphic {
//!         answers: vec!["A bench".into(), "A tree".into()],
//!         blank: None,
//!         min: 1,
//!         max: 1,
//!         question: "What shall stand there?".into(),
//!     }],
//!     uuid: uuid.clone(),
//!     administrator: None,
//!     credential_authority: None,
//!     language: None,
//! };
//! let mut archive = seal(group, &election, &trustees, &voters, 1_795_300_656)?;
//! // The voter votes; the urn closes; the trustee decrypts the sum; the result is what that gives.
//! let step = Conduct::open(group, archive.as_slice())?;
//! let ballot = step.vote(&secret(&group, &uuid, &code), &[Choice::Homomorphic(vec![0, 1])], &mut rng)?;
//! let (added, tracker) = step.cast(ballot.as_bytes())?;
//! assert_eq!(tracker.len(), 43);
//! archive.extend(added);
//! let added = Conduct::open(group, archive.as_slice())?.close()?.0;
//! archive.extend(added);
//! let added = Conduct::open(group, archive.as_slice())?.decrypt(1, &private, &mut rng)?;
//! archive.extend(added);
//! let (added, outcomes) = Conduct::open(group, archive.as_slice())?.finish()?;
//! archive.extend(added);
//! assert_eq!(result::write(&outcomes), r#"{"result":[[0,1]]}"#);
//! // Anybody verifies.
//! let report = verify(&Task::new(archive.as_slice()), &mut |_| ());
//! assert!(report.is_valid());
//! # Ok(())
//! # }
//! ```
//!
//! # Secrets
//!
//! Secret exponents are used in constant time ([`group::Group::pow_secret`]) and erased when dropped
//! ([`secret::Secret`]); verification runs in variable time on public values. Randomness is a parameter
//! everywhere: give a cryptographic generator. `vectors/proofs.json` holds, for fixed inputs, each proof and the
//! texts that it hashes, to check another implementation against.

pub mod archive;
pub mod ballot;
pub mod channel;
pub mod conduct;
pub mod count;
pub mod credential;
pub mod decryption;
pub mod dkg;
pub mod group;
pub mod hash;
pub mod json;
pub mod proof;
pub mod record;
pub mod secret;
pub mod setup;
pub mod shuffle;
pub mod tally;
mod trustees;
pub mod verify;
