//! Checking trustees: proofs of knowledge, and the public transcript of a threshold key generation.
//!
//! Member i committed to a polynomial `f_i` of degree t − 1 by coefexps E_{i,k} = g^{a_{i,k}}. Member j's private key
//! is `Σ_i` `f_i(j)`, so its public key is `Π_i` `Π_k` E_{i,k}^(j^k), and the set's key is `Π_i` E_{i,0}.

use crate::group::Group;
use crate::json::Write;
use crate::proof::{self, Proof};
use crate::record::trustees::{
    Certificate, PublicKey, Signed, Threshold, Trustee, read_coefexps, write_coefexps,
};
use crate::verify::{CheckId, Finding, Object, Reason, Report, Stopwatch};

/// The prefix of a proof of knowledge of a private key.
pub(crate) fn pok_prefix<G: Group>(group: &G, key: &G::Element) -> String {
    format!("pok|{}|{}|", group.name().as_str(), group.text(key))
}

/// The prefix of a signature on a message.
pub(crate) fn message_prefix(message: &str) -> String {
    format!("sigmsg|{message}|")
}

/// What a member signs once all certificates are known: them, and its own commitments.
pub(crate) fn certs_message<G: Group>(group: &G, certs: &[Signed<G>], coefexps: &[G::Element]) -> String {
    let mut message = "certs_sig|{\"certs\":".to_owned();
    message.push_list(certs, |out, cert| cert.write(group, out));
    // The commitments' own message, `{"coefexps":[…]}`, less its opening brace.
    message.push(',');
    message.push_str(&write_coefexps(group, coefexps)[1..]);
    message
}

fn signed<G: Group>(group: &G, message: &str, by: &G::Element, signature: &Proof<G>) -> bool {
    proof::knows(group, &message_prefix(message), by, signature)
}

/// The public keys of all trustees in the order of their numbers, members of threshold sets one by one.
pub(crate) fn flatten<G: Group>(trustees: &[Trustee<G>]) -> Vec<&PublicKey<G>> {
    trustees
        .iter()
        .flat_map(|trustee| match trustee {
            Trustee::Single(key) => std::slice::from_ref(key),
            Trustee::Pedersen(set) => &set.keys,
        })
        .collect()
}

/// Checks all trustees; gives the key that the election must have.
pub(crate) fn check<G: Group>(
    group: &G,
    trustees: &[Trustee<G>],
    report: &mut Report,
    watch: &Stopwatch<'_>,
) -> G::Element {
    report.reach(&[CheckId::TrusteesPok, CheckId::TrusteesElectionKey]);
    if trustees.is_empty() {
        report.fault(Object::Trustees, Reason::NoTrustee);
    }
    for (number, key) in (1..).zip(flatten(trustees)) {
        let object = || Object::Trustee(number);
        if !watch.time(CheckId::GroupMember, || group.is_member(&key.key)) {
            report.fault(object(), Reason::NotAMember);
        }
        let knows = || proof::knows(group, &pok_prefix(group, &key.key), &key.key, &key.pok);
        if !watch.time(CheckId::TrusteesPok, knows) {
            report.fault(object(), Reason::PokWrong);
        }
    }
    let mut product = group.one();
    let mut number = 1;
    for trustee in trustees {
        match trustee {
            Trustee::Single(key) => {
                product = watch.time(CheckId::TrusteesElectionKey, || group.op(&product, &key.key));
                number += 1;
            }
            Trustee::Pedersen(set) => {
                let key = check_set(&UnderCheck { group, set, first: number }, report, watch);
                product = group.op(&product, &key.unwrap_or_else(|| group.one()));
                number += u64::try_from(set.keys.len()).unwrap_or(u64::MAX);
            }
        }
    }
    product
}

/// A threshold set under check; `first` is the number of its first member.
struct UnderCheck<'a, G: Group> {
    group: &'a G,
    set: &'a Threshold<G>,
    first: u64,
}

/// Checks a set; gives its key.
fn check_set<G: Group>(
    s: &UnderCheck<'_, G>,
    report: &mut Report,
    watch: &Stopwatch<'_>,
) -> Option<G::Element> {
    report.reach(&[
        CheckId::TrusteesCertificates,
        CheckId::TrusteesCoefexps,
        CheckId::TrusteesSignatures,
        CheckId::TrusteesKeys,
    ]);
    let set = s.set;
    let members = set.keys.len();
    let threshold = usize::try_from(set.threshold).ok()?;
    let lengths = [set.certs.len(), set.coefexps.len(), set.signatures.as_ref().map_or(members, Vec::len)];
    if lengths != [members; 3] || threshold == 0 || threshold > members {
        report.fault(Object::Trustees, Reason::ThresholdShape);
        return None;
    }
    let certificates = watch.time(CheckId::TrusteesCertificates, || check_certificates(s, report))?;
    let coefexps = watch.time(CheckId::TrusteesCoefexps, || check_coefexps(s, &certificates, report))?;
    watch.time(CheckId::TrusteesSignatures, || check_signatures(s, &certificates, &coefexps, report));
    // Π_i E_{i,k} for each k: the commitments to the sum of the polynomials.
    let sums: Vec<_> = (0..threshold)
        .map(|k| coefexps.iter().fold(s.group.one(), |product, c| s.group.op(&product, &c[k])))
        .collect();
    for (j, key) in (1..).zip(&set.keys) {
        let derived = watch.time(CheckId::TrusteesKeys, || commitment_at(s.group, &sums, j));
        if derived != key.key {
            report.fault(Object::Trustee(s.first + j - 1), Reason::MemberKey);
        }
    }
    sums.first().copied()
}

/// `Π_k` `E_k^(j^k)`: g to the value at j of the committed polynomial.
pub(crate) fn commitment_at<G: Group>(group: &G, coefexps: &[G::Element], j: u64) -> G::Element {
    let j = group.scalar(j);
    let mut power = group.scalar(1);
    let mut terms = Vec::with_capacity(coefexps.len());
    for coefexp in coefexps {
        terms.push((*coefexp, power));
        power = group.mul(&power, &j);
    }
    group.product(&terms)
}

fn check_certificates<G: Group>(s: &UnderCheck<'_, G>, report: &mut Report) -> Option<Vec<Certificate<G>>> {
    let group = s.group;
    let mut certificates = Vec::with_capacity(s.set.certs.len());
    for (index, cert) in (1u32..).zip(&s.set.certs) {
        let object = Object::Trustee(s.first + u64::from(index) - 1);
        let certificate = report.read(object.clone(), Certificate::read(group, &cert.message))?;
        if !signed(group, &cert.message, &certificate.verification, &cert.signature) {
            report.fault(object.clone(), Reason::CertificateUnsigned);
        }
        if !group.is_member(&certificate.verification) || !group.is_member(&certificate.encryption) {
            report.fault(object.clone(), Reason::NotAMember);
        }
        if let Some(context) = certificate.context {
            let size = u32::try_from(s.set.certs.len()).ok();
            let fits = context.index == index
                && Some(context.size) == size
                && context.threshold == s.set.threshold
                && context.group == group.name();
            if !fits {
                report.fault(object, Reason::CertificateContext);
            }
        }
        certificates.push(certificate);
    }
    let forms: Vec<bool> = certificates
        .iter()
        .map(|certificate| certificate.context.is_some())
        .chain(s.set.keys.iter().map(|key| key.signature.is_some()))
        .chain([s.set.signatures.is_some()])
        .collect();
    if forms.iter().all(|new| !new) {
        report.fault(Object::Trustees, Reason::OldThresholdForm);
    } else if !forms.iter().all(|new| *new) {
        report.fault(Object::Trustees, Reason::MixedThresholdForm);
    }
    Some(certificates)
}

fn check_coefexps<G: Group>(
    s: &UnderCheck<'_, G>,
    certificates: &[Certificate<G>],
    report: &mut Report,
) -> Option<Vec<Vec<G::Element>>> {
    let mut all = Vec::with_capacity(certificates.len());
    let mut complete = true;
    for ((number, coefexps), certificate) in (s.first..).zip(&s.set.coefexps).zip(certificates) {
        let object = Object::Trustee(number);
        if !signed(s.group, &coefexps.message, &certificate.verification, &coefexps.signature) {
            report.fault(object.clone(), Reason::CoefexpsUnsigned);
        }
        match read_coefexps(s.group, &coefexps.message) {
            Ok(elements) => {
                if u32::try_from(elements.len()) != Ok(s.set.threshold) {
                    report.fault(object.clone(), Reason::CoefexpsCount);
                    complete = false;
                }
                if !elements.iter().all(|element| s.group.is_member(element)) {
                    report.fault(object, Reason::NotAMember);
                }
                all.push(elements);
            }
            Err(error) => {
                report.add(Finding::unreadable(object, error));
                complete = false;
            }
        }
    }
    complete.then_some(all)
}

fn check_signatures<G: Group>(
    s: &UnderCheck<'_, G>,
    certificates: &[Certificate<G>],
    coefexps: &[Vec<G::Element>],
    report: &mut Report,
) {
    let set = s.set;
    for (i, (number, certificate)) in (s.first..).zip(certificates).enumerate() {
        let by = &certificate.verification;
        let key = &set.keys[i];
        if let Some(signatures) = &set.signatures {
            let message = certs_message(s.group, &set.certs, &coefexps[i]);
            if !signed(s.group, &message, by, &signatures[i]) {
                report.fault(Object::Trustee(number), Reason::CertsSignature);
            }
        }
        if let Some(signature) = &key.signature
            && !signed(s.group, &s.group.text(&key.key), by, signature)
        {
            report.fault(Object::Trustee(number), Reason::KeySignature);
        }
    }
}
