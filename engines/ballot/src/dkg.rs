//! Key generation for a threshold set (Pedersen), in the six steps of the protocol.
//!
//! 1. Each member draws a seed and publishes a signed certificate: [`Keys::certificate`].
//! 2. The certificates are checked together: [`Members::check`].
//! 3. Each member draws a polynomial `f_i` of degree t − 1, commits to it by g to each coefficient and encrypts
//!    `f_i(j)` to each member j: [`Keys::polynomial`].
//! 4. The server sorts what each member is to receive: [`Members::route`].
//! 5. Each member j checks `g^f_i(j)` = `Π_k` E_{i,k}^(j^k), sums the shares to its private key, and publishes its
//!    public key: [`Keys::accept`].
//! 6. The set's record is put together and checked: [`Members::assemble`].
//!
//! Nobody ever holds the set's private key, Σ `f_i(0)`.

mod messages;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::channel::{self, ChannelError};
use crate::group::Group;
use crate::hash;
use crate::json::ReadError;
use crate::proof::{self, Proof};
use crate::record::trustees::{
    Certificate, Context, PublicKey, Signed, Threshold, Trustee, read_coefexps, write_coefexps,
};
use crate::secret::Secret;
use crate::trustees::{certs_message, commitment_at, message_prefix, pok_prefix};
use crate::verify::{Finding, Report, Stopwatch};

pub use messages::{Input, Output, Polynomial};

/// What can go wrong in the ceremony; members are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DkgError {
    /// A certificate that cannot be used.
    #[error("the certificate of member {0} cannot be read, is not signed, or is for another set")]
    Certificate(u32),
    /// More or fewer certificates, polynomials or answers than members.
    #[error("there are not as many messages as members")]
    Count,
    /// The keys do not belong to a member.
    #[error("this key does not belong to a member of the set")]
    NotAMember,
    /// Commitments that cannot be read or are not signed, or as many as the threshold.
    #[error("the commitments of member {0} are wrong")]
    Commitments(u32),
    /// A share that cannot be opened.
    #[error("the share from member {0} cannot be opened: {1}")]
    Channel(u32, ChannelError),
    /// A share that does not fit the sender's commitments.
    #[error("the share from member {0} does not fit its commitments")]
    Share(u32),
    /// A message that cannot be read.
    #[error("a message cannot be read: {0}")]
    Form(#[from] ReadError),
    /// The record that results is wrong.
    #[error("the set is not valid: {}", .0.reason)]
    Invalid(Box<Finding>),
}

/// A member's two private keys, both made from one seed that the member keeps.
pub struct Keys<G: Group> {
    group: G,
    signing: Secret<G>,
    decryption: Secret<G>,
}

impl<G: Group> Keys<G> {
    /// The keys of a seed of 22 base58 characters.
    pub fn from_seed(group: G, seed: &str) -> Self {
        let key = |purpose: &str| {
            let text = Zeroizing::new(format!("{purpose}|{seed}"));
            let digest = Zeroizing::new(hash::sha256(text.as_bytes()));
            Secret::new(group.scalar_from_be_bytes(&*digest))
        };
        Self { group, signing: key("sk"), decryption: key("dk") }
    }

    /// Step 1: the certificate of a member.
    pub fn certificate(&self, context: Context, rng: &mut impl CryptoRng) -> Signed<G> {
        let (verification, encryption) =
            (self.signing.public(&self.group), self.decryption.public(&self.group));
        let certificate = Certificate { context: Some(context), verification, encryption };
        channel::sign(&self.group, &self.signing, certificate.write(&self.group), rng)
    }

    /// Step 3: the member's polynomial, encrypted and committed.
    pub fn polynomial(
        &self,
        members: &Members<G>,
        rng: &mut impl CryptoRng,
    ) -> Result<Polynomial<G>, DkgError> {
        let group = &self.group;
        let me = members.find(self)?;
        let coefficients: Zeroizing<Vec<G::Scalar>> =
            Zeroizing::new((0..members.threshold).map(|_| group.random_scalar(rng)).collect());
        let commitments: Vec<_> = coefficients.iter().map(|a| group.generator_pow_secret(a)).collect();
        let own = members.certificates[me].encryption;
        let text = messages::polynomial_text(group, &coefficients);
        let polynomial = channel::send(group, &self.signing, &own, &text, rng);
        let mut secrets = Vec::with_capacity(members.certificates.len());
        for (j, certificate) in (1..).zip(&members.certificates) {
            let share = Zeroizing::new(evaluate(group, &coefficients, j));
            let text = messages::scalar_text(group, "secret", &share);
            secrets.push(channel::send(group, &self.signing, &certificate.encryption, &text, rng));
        }
        let coefexps = channel::sign(group, &self.signing, write_coefexps(group, &commitments), rng);
        let message = certs_message(group, &members.certs, &commitments);
        let signature = channel::sign(group, &self.signing, message, rng).signature;
        Ok(Polynomial { polynomial, secrets, coefexps, signature })
    }

    /// Step 5: the member's private key, encrypted to itself, and its public key.
    pub fn accept(
        &self,
        members: &Members<G>,
        input: &Input<G>,
        rng: &mut impl CryptoRng,
    ) -> Result<Output<G>, DkgError> {
        let group = &self.group;
        let me = members.find(self)?;
        let all = members.commitments(&input.coefexps, &input.signatures)?;
        if input.secrets.len() != all.len() {
            return Err(DkgError::Count);
        }
        let j = u64::try_from(me).map_err(|_| DkgError::Count)? + 1;
        let mut key = Zeroizing::new(group.scalar(0));
        for (i, (sender, secret)) in (1u32..).zip(members.certificates.iter().zip(&input.secrets)) {
            let clear = channel::receive(group, &self.decryption, &sender.verification, secret)
                .map_err(|error| DkgError::Channel(i, error))?;
            let share = Zeroizing::new(messages::read_scalar_text(group, "{\"secret\":", clear.as_bytes())?);
            let expected =
                commitment_at(group, &all[usize::try_from(i - 1).map_err(|_| DkgError::Count)?], j);
            if group.generator_pow_secret(&share) != expected {
                return Err(DkgError::Share(i));
            }
            *key = group.add(&key, &share);
        }
        let secret = Secret::new(*key);
        let public = secret.public(group);
        let pok = proof::prove_knowledge(group, &pok_prefix(group, &public), secret.scalar(), rng);
        let signature = channel::sign(group, &self.signing, group.text(&public), rng).signature;
        let public_key = PublicKey { pok, key: public, signature: Some(signature), name: None };
        let text = messages::scalar_text(group, "decryption_key", secret.scalar());
        let own = members.certificates[me].encryption;
        let private_key = channel::send(group, &self.signing, &own, &text, rng);
        Ok(Output { private_key, public_key })
    }

    /// Opens the private key that step 5 encrypted to the member itself.
    pub fn open_private_key(&self, private_key: &str) -> Result<Secret<G>, ChannelError> {
        let own = self.signing.public(&self.group);
        let clear = channel::receive(&self.group, &self.decryption, &own, private_key)?;
        messages::read_scalar_text(&self.group, "{\"decryption_key\":", clear.as_bytes())
            .map(Secret::new)
            .map_err(ChannelError::from)
    }
}

/// f(j) = Σ `a_k·j^k`, by Horner's rule.
fn evaluate<G: Group>(group: &G, coefficients: &[G::Scalar], j: u64) -> G::Scalar {
    let j = group.scalar(j);
    coefficients.iter().rev().fold(group.scalar(0), |value, a| group.add(&group.mul(&value, &j), a))
}

/// Step 2: certificates that were checked together.
pub struct Members<G: Group> {
    group: G,
    threshold: u32,
    certs: Vec<Signed<G>>,
    certificates: Vec<Certificate<G>>,
}

impl<G: Group> Members<G> {
    /// Checks the certificates of a set: signed, in order, all for the same set.
    pub fn check(group: G, certs: Vec<Signed<G>>) -> Result<Self, DkgError> {
        let size = u32::try_from(certs.len()).map_err(|_| DkgError::Count)?;
        let mut certificates: Vec<Certificate<G>> = Vec::with_capacity(certs.len());
        let mut threshold = None;
        for (index, cert) in (1u32..).zip(&certs) {
            let wrong = || DkgError::Certificate(index);
            let certificate = Certificate::read(&group, &cert.message).map_err(|_| wrong())?;
            let context = certificate.context.ok_or_else(wrong)?;
            let keys = [certificate.verification, certificate.encryption];
            let fits = context.index == index
                && context.size == size
                && context.group == group.name()
                && (1..=size).contains(&context.threshold)
                && *threshold.get_or_insert(context.threshold) == context.threshold
                && keys.iter().all(|key| group.is_member(key))
                && proof::knows(&group, &message_prefix(&cert.message), &keys[0], &cert.signature);
            if !fits {
                return Err(wrong());
            }
            certificates.push(certificate);
        }
        let threshold = threshold.ok_or(DkgError::Count)?;
        Ok(Self { group, threshold, certs, certificates })
    }

    /// The number of members.
    pub fn size(&self) -> usize {
        self.certs.len()
    }

    /// The place of a member, from 0.
    fn find(&self, keys: &Keys<G>) -> Result<usize, DkgError> {
        let own = keys.signing.public(&self.group);
        self.certificates.iter().position(|c| c.verification == own).ok_or(DkgError::NotAMember)
    }

    /// Everybody's commitments, checked against their signatures.
    fn commitments(
        &self,
        coefexps: &[Signed<G>],
        signatures: &[Proof<G>],
    ) -> Result<Vec<Vec<G::Element>>, DkgError> {
        if [coefexps.len(), signatures.len()] != [self.size(); 2] {
            return Err(DkgError::Count);
        }
        let mut all = Vec::with_capacity(coefexps.len());
        for (i, ((coefexps, signature), sender)) in
            (1u32..).zip(coefexps.iter().zip(signatures).zip(&self.certificates))
        {
            let group = &self.group;
            let elements = read_coefexps(group, &coefexps.message).map_err(|_| DkgError::Commitments(i))?;
            let signed = |message: &str, signature| {
                proof::knows(group, &message_prefix(message), &sender.verification, signature)
            };
            let fits = u32::try_from(elements.len()) == Ok(self.threshold)
                && elements.iter().all(|element| group.is_member(element))
                && signed(&coefexps.message, &coefexps.signature)
                && signed(&certs_message(group, &self.certs, &elements), signature);
            if !fits {
                return Err(DkgError::Commitments(i));
            }
            all.push(elements);
        }
        Ok(all)
    }

    /// Step 4: what each member is to receive.
    pub fn route(&self, polynomials: &[Polynomial<G>]) -> Result<Vec<Input<G>>, DkgError> {
        let coefexps: Vec<_> = polynomials.iter().map(|p| p.coefexps.clone()).collect();
        let signatures: Vec<_> = polynomials.iter().map(|p| p.signature).collect();
        self.commitments(&coefexps, &signatures)?;
        let input = |(j, own): (usize, &Polynomial<G>)| {
            let secrets = polynomials.iter().map(|p| p.secrets.get(j).cloned()).collect::<Option<_>>()?;
            let (coefexps, signatures) = (coefexps.clone(), signatures.clone());
            Some(Input { polynomial: own.polynomial.clone(), secrets, coefexps, signatures })
        };
        polynomials.iter().enumerate().map(input).collect::<Option<_>>().ok_or(DkgError::Count)
    }

    /// Step 6: the set's record.
    pub fn assemble(
        &self,
        polynomials: &[Polynomial<G>],
        outputs: &[Output<G>],
    ) -> Result<Threshold<G>, DkgError> {
        let set = Threshold {
            threshold: self.threshold,
            certs: self.certs.clone(),
            coefexps: polynomials.iter().map(|p| p.coefexps.clone()).collect(),
            signatures: Some(polynomials.iter().map(|p| p.signature).collect()),
            keys: outputs.iter().map(|output| output.public_key.clone()).collect(),
        };
        let mut report = Report::default();
        crate::trustees::check(
            &self.group,
            &[Trustee::Pedersen(set.clone())],
            &mut report,
            &Stopwatch::stopped(),
        );
        match report.first_fault() {
            Some(finding) => Err(DkgError::Invalid(Box::new(finding.clone()))),
            None => Ok(set),
        }
    }
}

/// A trustee alone: draws a key and proves it.
pub fn single<G: Group>(
    group: &G,
    name: Option<String>,
    rng: &mut impl CryptoRng,
) -> (Secret<G>, PublicKey<G>) {
    let secret = Secret::draw(group, rng);
    let key = secret.public(group);
    let pok = proof::prove_knowledge(group, &pok_prefix(group, &key), secret.scalar(), rng);
    (secret, PublicKey { pok, key, signature: None, name })
}

/// The key of an election: the product of its trustees' keys, checked.
pub fn election_key<G: Group>(group: &G, trustees: &[Trustee<G>]) -> Result<G::Element, DkgError> {
    let mut report = Report::default();
    let key = crate::trustees::check(group, trustees, &mut report, &Stopwatch::stopped());
    match report.first_fault() {
        Some(finding) => Err(DkgError::Invalid(Box::new(finding.clone()))),
        None => Ok(key),
    }
}
