//! A checked setup: what every later step of an election stands on.

use std::collections::HashMap;

use crate::group::Group;
use crate::proof::Key;
use crate::record::credentials::{self, Credential};
use crate::record::election::Election;
use crate::record::trustees::{self, PublicKey, Trustee};
use crate::verify::{CheckId, Object, Reason, Report};

/// Election, trustees and credentials, checked together. Checking alone makes one.
pub struct Setup<G: Group> {
    group: G,
    election: Election,
    fingerprint: String,
    key: Key<G>,
    trustees: Vec<Trustee<G>>,
    credentials: Vec<Credential<G>>,
    /// Places by the hash of the text: for a hundred thousand voters the texts would weigh too much.
    by_text: HashMap<[u8; 32], u32>,
}

impl<G: Group> Setup<G> {
    /// Checks the three records; faults go to the report.
    ///
    /// `None` when the records cannot even be read. A setup with other faults is still given, so that a
    /// verification can go on and say everything that is wrong.
    pub fn check(group: G, election: &Election, records: [&[u8]; 3], report: &mut Report) -> Option<Self> {
        Self::read(group, election, records, false, report)
    }

    /// Like [`Self::check`]; the credentials of a setup that an older, verified archive holds are only read.
    pub(crate) fn read(
        group: G,
        election: &Election,
        records: [&[u8]; 3],
        known: bool,
        report: &mut Report,
    ) -> Option<Self> {
        report.reach(&[CheckId::Num, CheckId::Point, CheckId::GroupMember, CheckId::CredentialsDistinct]);
        let trustees = report.read(Object::Trustees, trustees::read(&group, records[1]));
        let credentials = report.read(Object::Credentials, credentials::read(&group, records[2]));
        let Ok(y) = group.read_element(&election.public_key) else {
            report.fault(Object::Election, Reason::NotAnElement);
            return None;
        };
        if !group.is_member(&y) {
            report.fault(Object::Election, Reason::NotAMember);
        }
        let (trustees, credentials) = (trustees?, credentials?);
        if crate::trustees::check(&group, &trustees, report) != y {
            report.fault(Object::Election, Reason::ElectionKey);
        }
        if !known {
            check_credentials(&group, &credentials, report);
        }
        Some(Self {
            group,
            fingerprint: crate::hash::b64(records[0]),
            election: election.clone(),
            key: Key::new(&group, y),
            by_text: credentials::index(&credentials),
            trustees,
            credentials,
        })
    }

    /// The group.
    pub fn group(&self) -> &G {
        &self.group
    }

    /// The election record.
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// b64 of the election record.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The election's public key.
    pub fn key(&self) -> &Key<G> {
        &self.key
    }

    /// The trustees.
    pub fn trustees(&self) -> &[Trustee<G>] {
        &self.trustees
    }

    /// The trustees' keys in the order of their numbers.
    pub fn trustee_keys(&self) -> Vec<&PublicKey<G>> {
        crate::trustees::flatten(&self.trustees)
    }

    /// The credentials, in the record's order.
    pub fn credentials(&self) -> &[Credential<G>] {
        &self.credentials
    }

    /// The place of a credential in [`Self::credentials`].
    pub fn find(&self, credential: &str) -> Option<usize> {
        let place = self.by_text.get(&crate::hash::sha256(credential.as_bytes()))?;
        usize::try_from(*place).ok()
    }

    /// Sum of all weights: what no count can exceed.
    pub fn total_weight(&self) -> u64 {
        self.credentials.iter().fold(0, |sum, credential| sum.saturating_add(credential.weight()))
    }
}

fn check_credentials<G: Group>(group: &G, credentials: &[Credential<G>], report: &mut Report) {
    let mut seen = std::collections::HashSet::with_capacity(credentials.len());
    let mut total = Some(0u64);
    for (number, credential) in (1..).zip(credentials) {
        let object = || Object::Credential(number);
        if !seen.insert(&credential.text) {
            report.fault(object(), Reason::CredentialTwice);
        }
        if !group.is_member(&credential.key) {
            report.fault(object(), Reason::NotAMember);
        }
        total = total.and_then(|total| total.checked_add(credential.weight()));
    }
    if total.is_none_or(|total| total >= 1 << 63) {
        report.fault(Object::Credentials, Reason::WeightOverflow);
    }
    let keys: Vec<_> = credentials.iter().map(|credential| credential.key).collect();
    let sorted = group.sort_keys(&keys).is_sorted();
    let distinct = seen.len() == credentials.len();
    if distinct && !sorted {
        report.fault(Object::Credentials, Reason::CredentialsUnsorted);
    }
}
