//! Verifiable shuffles after Terelius and Wikström, in the form of `CHVote` (Haenni et al.).
//!
//! From `e_i` = (`a_i`, `b_i`) come e′_i = (a′_i, b′_i), re-encryptions of e_{`j_i`}. The permutation is committed by
//! c_{`j_i`} = `g^r·h_i`; challenges `u_i` are hashed, and the prover shows that it applied one permutation to the `h_i`,
//! to the `u_i` (by the chain `ĉ_i` = `g^r̂_i·ĉ`_{i−1}^u′_i, ĉ_{−1} = h) and to the ciphertexts. In each equation, t is
//! recomputed from c and the responses s.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::group::{Ciphertext, Group};
use crate::hash;
use crate::record::shuffle::ShuffleProof;

/// What both sides of the proof know.
struct Statement<'a, G: Group> {
    group: &'a G,
    fingerprint: &'a str,
    y: &'a G::Element,
    input: &'a [Ciphertext<G>],
    output: &'a [Ciphertext<G>],
}

impl<G: Group> Statement<'_, G> {
    /// "a,b,"… of inputs and outputs, then "c,"….
    fn text(&self, c: &[G::Element]) -> String {
        let mut elements: Vec<_> =
            self.input.iter().chain(self.output).flat_map(|e| [e.alpha, e.beta]).collect();
        elements.extend_from_slice(c);
        joined(self.group, &elements)
    }

    /// `u_i`.
    fn challenges(&self, text: &str) -> Vec<G::Scalar> {
        let x = hash::sha256_hex(format!("shuffle-challenges|{}|{text}", self.fingerprint).as_bytes());
        let challenge = |i: usize| {
            let index = hash::sha256_hex(i.to_string().as_bytes());
            self.group.scalar_from_be_bytes(&hash::sha256(format!("{x}{index}").as_bytes()))
        };
        (0..self.input.len()).map(challenge).collect()
    }

    /// c.
    fn challenge(
        &self,
        t: &[G::Element; 5],
        t_hat: &[G::Element],
        text: &str,
        c_hat: &[G::Element],
    ) -> G::Scalar {
        let group = self.group;
        let (t, t_hat, c_hat) = (joined(group, t), joined(group, t_hat), joined(group, c_hat));
        let y = group.text(self.y);
        let hashed = format!("shuffle-challenge|{}|{t}{t_hat}{text}{c_hat}{y}", self.fingerprint);
        group.scalar_from_be_bytes(&hash::sha256(hashed.as_bytes()))
    }
}

/// Each text with a comma after it.
fn joined<G: Group>(group: &G, elements: &[G::Element]) -> String {
    group.texts(elements).into_iter().flat_map(|text| [text, ",".to_owned()]).collect()
}

/// `h_0` … h_{n−1} and h = h_{−1}.
fn generators<G: Group>(group: &G, n: usize) -> (Vec<G::Element>, G::Element) {
    let n = i64::try_from(n).expect("a length fits 63 bits");
    ((0..n).map(|i| group.independent_generator(i)).collect(), group.independent_generator(-1))
}

/// Whether every element of a shuffle is in the group.
pub fn has_members_only<G: Group>(group: &G, output: &[Ciphertext<G>], proof: &ShuffleProof<G>) -> bool {
    let ciphertexts = output.iter().flat_map(|e| [&e.alpha, &e.beta]);
    let others = proof.t.iter().chain(&proof.t_hat).chain(&proof.c).chain(&proof.c_hat);
    ciphertexts.chain(others).all(|element| group.is_member(element))
}

/// Whether the lengths of a proof fit a shuffle of n ciphertexts.
pub fn fits<G: Group>(n: usize, output: &[Ciphertext<G>], proof: &ShuffleProof<G>) -> bool {
    let lengths = [
        output.len(),
        proof.t_hat.len(),
        proof.s_hat.len(),
        proof.s_prime.len(),
        proof.c.len(),
        proof.c_hat.len(),
    ];
    lengths == [n; 6]
}

/// Verifies the equations of a proof whose lengths fit and whose elements are members.
#[expect(clippy::many_single_char_names, reason = "letters as in the paper")]
pub fn verify<G: Group>(
    group: &G,
    (fingerprint, y): (&str, &G::Element),
    (input, output): (&[Ciphertext<G>], &[Ciphertext<G>]),
    proof: &ShuffleProof<G>,
) -> bool {
    let statement = Statement { group, fingerprint, y, input, output };
    let (h, h_last) = generators(group, input.len());
    let text = statement.text(&proof.c);
    let u = statement.challenges(&text);
    let c = statement.challenge(&proof.t, &proof.t_hat, &text, &proof.c_hat);
    let minus_c = group.neg(&c);
    let g = group.generator();
    let [s1, s2, s3, s4] = proof.s;
    let product = |elements: &[G::Element]| elements.iter().fold(group.one(), |p, e| group.op(&p, e));
    // Π x_i^(−c·u_i), as terms.
    let weighted = |elements: &[G::Element]| -> Vec<_> {
        elements.iter().zip(&u).map(|(x, u)| (*x, group.mul(&minus_c, u))).collect()
    };
    let raised = |elements: Vec<G::Element>| elements.into_iter().zip(proof.s_prime.iter().copied());

    let t1 = [(product(&proof.c), minus_c), (product(&h), c), (g, s1)];
    let product_u = u.iter().fold(group.scalar(1), |product, u| group.mul(&product, u));
    let c_last = proof.c_hat.last().copied().unwrap_or(h_last);
    let t2 = [(c_last, minus_c), (h_last, group.mul(&c, &product_u)), (g, s2)];
    let mut t3 = weighted(&proof.c);
    t3.push((g, s3));
    t3.extend(raised(h));
    let halves = |half: fn(&Ciphertext<G>) -> G::Element, base: G::Element| {
        let mut terms = weighted(&input.iter().map(half).collect::<Vec<_>>());
        terms.push((base, group.neg(&s4)));
        terms.extend(raised(output.iter().map(half).collect()));
        terms
    };
    let t41 = halves(|e| e.beta, *y);
    let t42 = halves(|e| e.alpha, g);
    let heads = [&t1[..], &t2, &t3, &t41, &t42].map(|terms| group.product(terms));
    let chain = std::iter::once(&h_last).chain(&proof.c_hat).zip(&proof.c_hat);
    let links = chain.zip(proof.s_hat.iter().zip(&proof.s_prime)).zip(&proof.t_hat);
    heads == proof.t
        && links.fold(true, |holds, (((before, c_hat), (s_hat, s_prime)), t_hat)| {
            let terms = [(*c_hat, minus_c), (g, *s_hat), (*before, *s_prime)];
            holds && group.product(&terms) == *t_hat
        })
}

/// The prover's secrets and random numbers.
struct Witness<G: Group> {
    /// j: output i re-encrypts input `j_i`.
    permutation: Zeroizing<Vec<usize>>,
    /// `ρ_j`, by input.
    rho: Zeroizing<Vec<G::Scalar>>,
    /// `r_j`.
    r: Zeroizing<Vec<G::Scalar>>,
    /// `r̂_i`.
    r_hat: Zeroizing<Vec<G::Scalar>>,
}

/// Shuffles ciphertexts and proves it.
pub fn shuffle<G: Group>(
    group: &G,
    (fingerprint, y): (&str, &G::Element),
    input: &[Ciphertext<G>],
    rng: &mut impl CryptoRng,
) -> (Vec<Ciphertext<G>>, ShuffleProof<G>) {
    let n = input.len();
    let mut draw = |n: usize| Zeroizing::new((0..n).map(|_| group.random_scalar(rng)).collect::<Vec<_>>());
    let (rho, r, r_hat) = (draw(n), draw(n), draw(n));
    let witness = Witness::<G> { permutation: draw_permutation(n, rng), rho, r, r_hat };
    let output: Vec<_> = witness
        .permutation
        .iter()
        .map(|j| Ciphertext {
            alpha: group.op(&input[*j].alpha, &group.generator_pow_secret(&witness.rho[*j])),
            beta: group.op(&input[*j].beta, &group.pow_secret(y, &witness.rho[*j])),
        })
        .collect();
    let statement = Statement { group, fingerprint, y, input, output: &output };
    let proof = prove(&statement, &witness, rng);
    (output, proof)
}

#[expect(clippy::many_single_char_names, reason = "letters as in the paper")]
fn prove<G: Group>(s: &Statement<'_, G>, witness: &Witness<G>, rng: &mut impl CryptoRng) -> ShuffleProof<G> {
    let group = s.group;
    let n = s.input.len();
    let (h, h_last) = generators(group, n);
    let g_pow = |e: &G::Scalar| group.generator_pow_secret(e);
    let mut c = vec![group.one(); n];
    for (i, j) in witness.permutation.iter().enumerate() {
        c[*j] = group.op(&g_pow(&witness.r[*j]), &h[i]);
    }
    let text = s.text(&c);
    let u = s.challenges(&text);
    let u_prime: Zeroizing<Vec<_>> = Zeroizing::new(witness.permutation.iter().map(|j| u[*j]).collect());
    let mut c_hat = Vec::with_capacity(n);
    let mut before = h_last;
    for (r_hat, u_prime) in witness.r_hat.iter().zip(u_prime.iter()) {
        before = group.op(&g_pow(r_hat), &group.pow_secret(&before, u_prime));
        c_hat.push(before);
    }
    let mut draw = |n: usize| Zeroizing::new((0..n).map(|_| group.random_scalar(rng)).collect::<Vec<_>>());
    let (omega, omega_hat, omega_prime) = (draw(4), draw(n), draw(n));
    let times = |start: G::Element, bases: &mut dyn Iterator<Item = &G::Element>| {
        bases.zip(omega_prime.iter()).fold(start, |p, (x, w)| group.op(&p, &group.pow_secret(x, w)))
    };
    let minus_omega4 = group.neg(&omega[3]);
    let t = [
        g_pow(&omega[0]),
        g_pow(&omega[1]),
        times(g_pow(&omega[2]), &mut h.iter()),
        times(group.pow_secret(s.y, &minus_omega4), &mut s.output.iter().map(|e| &e.beta)),
        times(g_pow(&minus_omega4), &mut s.output.iter().map(|e| &e.alpha)),
    ];
    let t_hat: Vec<_> = std::iter::once(&h_last)
        .chain(&c_hat)
        .zip(omega_hat.iter().zip(omega_prime.iter()))
        .map(|(before, (w_hat, w_prime))| group.op(&g_pow(w_hat), &group.pow_secret(before, w_prime)))
        .collect();
    let challenge = s.challenge(&t, &t_hat, &text, &c_hat);
    let answer = |w: &G::Scalar, secret: &G::Scalar| group.add(w, &group.mul(&challenge, secret));
    let secrets = sums(group, witness, &u, &u_prime);
    let answers =
        |w: &[G::Scalar], secrets: &[G::Scalar]| w.iter().zip(secrets).map(|(w, x)| answer(w, x)).collect();
    ShuffleProof {
        t,
        t_hat,
        s: std::array::from_fn(|i| answer(&omega[i], &secrets[i])),
        s_hat: answers(&omega_hat, &witness.r_hat),
        s_prime: answers(&omega_prime, &u_prime),
        c,
        c_hat,
    }
}

/// Σr, Σ `r̂_i·Π`_{k>i} u′_k, Σ `r_j·u_j`, Σ `ρ_j·u_j`.
fn sums<G: Group>(
    group: &G,
    witness: &Witness<G>,
    u: &[G::Scalar],
    u_prime: &[G::Scalar],
) -> Zeroizing<[G::Scalar; 4]> {
    let zero = group.scalar(0);
    let inner = |a: &[G::Scalar], b: &[G::Scalar]| {
        a.iter().zip(b).fold(zero, |sum, (a, b)| group.add(&sum, &group.mul(a, b)))
    };
    let total = witness.r.iter().fold(zero, |sum, r| group.add(&sum, r));
    let mut chained = zero;
    let mut after = group.scalar(1);
    for (r_hat, u_prime) in witness.r_hat.iter().zip(u_prime).rev() {
        chained = group.add(&chained, &group.mul(r_hat, &after));
        after = group.mul(&after, u_prime);
    }
    Zeroizing::new([total, chained, inner(&witness.r, u), inner(&witness.rho, u)])
}

/// A uniform permutation (Fisher and Yates).
pub(crate) fn draw_permutation(n: usize, rng: &mut impl CryptoRng) -> Zeroizing<Vec<usize>> {
    let mut permutation: Zeroizing<Vec<usize>> = Zeroizing::new((0..n).collect());
    for i in (1..n).rev() {
        permutation.swap(i, below(i + 1, rng));
    }
    permutation
}

/// A uniform number below n, without the bias of a remainder.
fn below(n: usize, rng: &mut impl CryptoRng) -> usize {
    let n = u64::try_from(n).expect("a length fits 64 bits");
    let limit = u64::MAX - u64::MAX % n;
    loop {
        let draw = rng.next_u64();
        if draw < limit {
            return usize::try_from(draw % n).expect("below a length");
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::draw_permutation;

    #[test]
    fn every_order_of_four_is_as_likely_as_the_others() {
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        let mut seen = std::collections::HashMap::new();
        for _ in 0..24_000 {
            *seen.entry(draw_permutation(4, &mut rng).to_vec()).or_insert(0i32) += 1;
        }
        assert_eq!(seen.len(), 24);
        // χ² with 23 degrees of freedom: beyond 60 once in 40 000 times.
        let chi2: f64 = seen.values().map(|count| f64::from((count - 1000).pow(2)) / 1000.0).sum();
        assert!(chi2 < 60.0, "{chi2}");
    }
}
