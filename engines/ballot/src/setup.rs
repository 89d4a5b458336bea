//! A checked setup: what every later step of an election stands on.

use std::collections::{HashMap, HashSet};

use crate::group::Group;
use crate::proof::Key;
use crate::record::credentials::{self, Credential};
use crate::record::election::Election;
use crate::record::trustees::{self, PublicKey, Trustee};
use crate::record::weight::Weight;
use crate::verify::{CheckId, Object, Reason, Report, Stopwatch};

/// Election, trustees and credentials, checked together. Checking alone makes one.
pub struct Setup<G: Group> {
    group: G,
    election: Election,
    fingerprint: String,
    key: Key<G>,
    trustees: Vec<Trustee<G>>,
    credentials: Vec<Credential<G>>,
    voters: usize,
    /// Places by the hash of the text: for a hundred thousand voters the texts would weigh too much.
    by_text: HashMap<[u8; 32], u32>,
}

impl<G: Group> Setup<G> {
    /// Checks the three records; faults go to the report.
    ///
    /// `None` when the records cannot even be read. A setup with other faults is still given, so that a
    /// verification can go on and say everything that is wrong.
    pub fn check(group: G, election: &Election, records: [&[u8]; 3], report: &mut Report) -> Option<Self> {
        Self::read(group, election, records, &Roll::New, report, &Stopwatch::stopped())
    }

    /// Like [`Self::check`], with the time of each check, and credentials that may have been verified before.
    pub(crate) fn read(
        group: G,
        election: &Election,
        records: [&[u8]; 3],
        roll: &Roll,
        report: &mut Report,
        watch: &Stopwatch<'_>,
    ) -> Option<Self> {
        report.reach(&[CheckId::Num, CheckId::Point, CheckId::GroupMember, CheckId::CredentialsDistinct]);
        let read = || {
            (trustees::read(&group, records[1]), credentials::read_some(&group, records[2], roll.wanted()))
        };
        let (trustees, credentials) = watch.time(CheckId::JsonCanonical, read);
        let trustees = report.read(Object::Trustees, trustees);
        let credentials = report.read(Object::Credentials, credentials);
        let Ok(y) = group.read_element(&election.public_key) else {
            report.fault(Object::Election, Reason::NotAnElement);
            return None;
        };
        if !group.is_member(&y) {
            report.fault(Object::Election, Reason::NotAMember);
        }
        let (trustees, (credentials, voters)) = (trustees?, credentials?);
        if crate::trustees::check(&group, &trustees, report, watch) != y {
            report.fault(Object::Election, Reason::ElectionKey);
        }
        if matches!(roll, Roll::New) {
            check_credentials(&group, &credentials, report, watch);
        }
        Some(Self {
            group,
            fingerprint: crate::hash::b64(records[0]),
            election: election.clone(),
            key: Key::new(&group, y),
            by_text: credentials::index(&credentials),
            trustees,
            credentials,
            voters,
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

    /// How many voters the record lists.
    pub fn voters(&self) -> usize {
        self.voters
    }

    /// The credentials, in the record's order: all of them, but where ballots are verified after a receipt.
    pub fn credentials(&self) -> &[Credential<G>] {
        &self.credentials
    }

    /// The place of a credential in [`Self::credentials`].
    pub fn find(&self, credential: &str) -> Option<usize> {
        let place = self.by_text.get(&crate::hash::sha256(credential.as_bytes()))?;
        usize::try_from(*place).ok()
    }

    /// Sum of all weights: what no count can exceed; `None` when it is too large to be one.
    pub fn total_weight(&self) -> Option<Weight> {
        credentials::total(&self.credentials).filter(|total| total.is_below_order(&self.group))
    }
}

/// What is known of the credentials.
pub(crate) enum Roll {
    /// Nothing: they are to be checked.
    New,
    /// They were verified before.
    Verified,
    /// They were verified before, and only these matter.
    Wanted(HashSet<String>),
}

impl Roll {
    fn wanted(&self) -> Option<&HashSet<String>> {
        match self {
            Self::Wanted(texts) => Some(texts),
            Self::New | Self::Verified => None,
        }
    }
}

fn check_credentials<G: Group>(
    group: &G,
    credentials: &[Credential<G>],
    report: &mut Report,
    watch: &Stopwatch<'_>,
) {
    for (number, credential) in (1..).zip(credentials) {
        if !watch.time(CheckId::GroupMember, || group.is_member(&credential.key)) {
            report.fault(Object::Credential(number), Reason::NotAMember);
        }
    }
    watch.time(CheckId::CredentialsDistinct, || check_roll(group, credentials, report));
}

fn check_roll<G: Group>(group: &G, credentials: &[Credential<G>], report: &mut Report) {
    let mut seen = HashSet::with_capacity(credentials.len());
    for (number, credential) in (1..).zip(credentials) {
        if !seen.insert(&credential.text) {
            report.fault(Object::Credential(number), Reason::CredentialTwice);
        }
    }
    if credentials::total(credentials).is_none_or(|total| !total.is_below_order(group)) {
        report.fault(Object::Credentials, Reason::WeightOverflow);
    }
    let keys: Vec<_> = credentials.iter().map(|credential| credential.key).collect();
    let sorted = group.sort_keys(&keys).is_sorted();
    let distinct = seen.len() == credentials.len();
    if distinct && !sorted {
        report.fault(Object::Credentials, Reason::CredentialsUnsorted);
    }
}
