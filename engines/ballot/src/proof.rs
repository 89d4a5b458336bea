//! Proofs of knowledge in their compact form: challenge c and response s (Schnorr; Chaum–Pedersen;
//! disjunctions after Cramer, Damgård and Schoenmakers), made non-interactive by hashing.
//!
//! The commitment of a proof about y = g^x is recomputed as g^s·y^c, and hashed: the proof holds iff the hash is c.
//! A prover who knows x draws w, commits to g^w and answers s = w − x·c.

use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::group::{Ciphertext, Group};
use crate::hash;

/// A challenge and its response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proof<G: Group> {
    /// c.
    pub challenge: G::Scalar,
    /// s.
    pub response: G::Scalar,
}

/// Proves knowledge of x with y = g^x; `prefix` binds the proof to its purpose.
pub fn prove_knowledge<G: Group>(
    group: &G,
    prefix: &str,
    x: &G::Scalar,
    rng: &mut impl CryptoRng,
) -> Proof<G> {
    let mut w = group.random_scalar(rng);
    let challenge = hash::to_scalar(group, prefix, &[group.generator_pow_secret(&w)]);
    let response = group.sub(&w, &group.mul(x, &challenge));
    w.zeroize();
    Proof { challenge, response }
}

/// Verifies [`prove_knowledge`] for y.
pub fn knows<G: Group>(group: &G, prefix: &str, y: &G::Element, proof: &Proof<G>) -> bool {
    let commitment = group.product(&[(group.generator(), proof.response), (*y, proof.challenge)]);
    hash::to_scalar(group, prefix, &[commitment]) == proof.challenge
}

/// Proves that alpha^x = factor for the x of y = g^x (Chaum and Pedersen).
pub fn prove_decryption<G: Group>(
    group: &G,
    prefix: &str,
    x: &G::Scalar,
    alpha: &G::Element,
    rng: &mut impl CryptoRng,
) -> Proof<G> {
    let mut w = group.random_scalar(rng);
    let commitments = [group.generator_pow_secret(&w), group.pow_secret(alpha, &w)];
    let challenge = hash::to_scalar(group, prefix, &commitments);
    let response = group.sub(&w, &group.mul(x, &challenge));
    w.zeroize();
    Proof { challenge, response }
}

/// Verifies [`prove_decryption`].
pub fn decrypts<G: Group>(
    group: &G,
    prefix: &str,
    y: &G::Element,
    (alpha, factor): (&G::Element, &G::Element),
    proof: &Proof<G>,
) -> bool {
    let (c, s) = (proof.challenge, proof.response);
    let commitments =
        [group.product(&[(group.generator(), s), (*y, c)]), group.product(&[(*alpha, s), (*factor, c)])];
    hash::to_scalar(group, prefix, &commitments) == proof.challenge
}

/// A public key with its table, as proofs about ciphertexts need it.
pub struct Key<G: Group> {
    /// Y.
    pub y: G::Element,
    /// Powers of Y.
    pub table: G::Table,
}

impl<G: Group> Key<G> {
    /// Prepares a public key.
    pub fn new(group: &G, y: G::Element) -> Self {
        Self { y, table: group.table(&y) }
    }
}

/// One case of a disjunction: "this ciphertext holds this value".
pub type Case<G> = (Ciphertext<G>, u64);

/// Whether the hash of all commitments is the sum of all challenges.
fn closes<G: Group>(group: &G, prefix: &str, commitments: &[G::Element], proofs: &[Proof<G>]) -> bool {
    let total = proofs.iter().fold(group.scalar(0), |total, proof| group.add(&total, &proof.challenge));
    hash::to_scalar(group, prefix, commitments) == total
}

/// Verifies that one ciphertext holds one of the values, and, at no great cost, that it is made of members.
///
/// Returns (proof holds, both halves are members).
pub fn holds_one_of<G: Group>(
    group: &G,
    prefix: &str,
    key: &Key<G>,
    ciphertext: &Ciphertext<G>,
    values: impl Iterator<Item = u64>,
    proofs: &[Proof<G>],
) -> (bool, bool) {
    let branches: Vec<_> = values.map(|value| group.scalar(value)).zip(proofs.iter().copied()).collect();
    let (commitments, members) = group.commitments(&key.table, ciphertext, &branches, true);
    (closes(group, prefix, &commitments, proofs), members)
}

/// Verifies that at least one of the cases is true; their ciphertexts are sums of members.
pub fn one_case_holds<G: Group>(
    group: &G,
    prefix: &str,
    key: &Key<G>,
    cases: &[Case<G>],
    proofs: &[Proof<G>],
) -> bool {
    if cases.len() != proofs.len() {
        return false;
    }
    let mut commitments = Vec::with_capacity(2 * cases.len());
    // Consecutive cases about the same ciphertext share its powers.
    let mut start = 0;
    while start < cases.len() {
        let ciphertext = cases[start].0;
        let end = start + cases[start..].iter().take_while(|case| case.0 == ciphertext).count();
        let branches: Vec<_> = (start..end).map(|i| (group.scalar(cases[i].1), proofs[i])).collect();
        commitments.extend(group.commitments(&key.table, &ciphertext, &branches, false).0);
        start = end;
    }
    closes(group, prefix, &commitments, proofs)
}

/// Proves a disjunction of which the case `truth` is true, with the randomness r of its ciphertext.
///
/// The other cases are simulated: their challenge and response are drawn first. Which case is the true one
/// decides which multiplication is made, never how long one takes.
pub fn prove_one_case<G: Group>(
    group: &G,
    prefix: &str,
    y: &G::Element,
    cases: &[Case<G>],
    (truth, r): (usize, &G::Scalar),
    rng: &mut impl CryptoRng,
) -> Vec<Proof<G>> {
    let mut proofs = Vec::with_capacity(cases.len());
    let mut commitments = Vec::with_capacity(2 * cases.len());
    let mut w = group.random_scalar(rng);
    let mut others = group.scalar(0);
    for (i, (ciphertext, value)) in cases.iter().enumerate() {
        let zero = group.scalar(0);
        let simulated = Proof { challenge: group.random_scalar(rng), response: group.random_scalar(rng) };
        let proof = if i == truth { Proof { challenge: zero, response: w } } else { simulated };
        let unvalued = group.op(
            &group.pow_secret(&ciphertext.beta, &proof.challenge),
            &group.generator_pow_secret(&group.neg(&group.mul(&proof.challenge, &group.scalar(*value)))),
        );
        commitments.push(group.op(
            &group.generator_pow_secret(&proof.response),
            &group.pow_secret(&ciphertext.alpha, &proof.challenge),
        ));
        commitments.push(group.op(&group.pow_secret(y, &proof.response), &unvalued));
        others = group.add(&others, &proof.challenge);
        proofs.push(proof);
    }
    let challenge = group.sub(&hash::to_scalar(group, prefix, &commitments), &others);
    proofs[truth] = Proof { challenge, response: group.sub(&w, &group.mul(r, &challenge)) };
    w.zeroize();
    proofs
}
