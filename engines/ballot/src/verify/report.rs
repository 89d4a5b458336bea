//! What a verification says: for each check a verdict, and for each fault the object and the reason.

use std::time::Duration;

use super::{Receipt, Stopwatch};
use crate::json::ReadError;

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)+) => {
        /// The checks, in the order in which they are reported. Their texts are stable identifiers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CheckId { $($(#[$doc])* $name,)+ }

        impl CheckId {
            /// Every check.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable identifier.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }
        }
    };
}

checks! {
    /// Headers, padding and the end of the file are exact.
    ArchiveBytes = "archive.bytes",
    /// Each name is the hash of its content.
    ArchiveNames = "archive.names",
    /// Each event names its predecessor and its records, and nothing else is there.
    ArchiveChain = "archive.chain",
    /// Events come in the order of an election.
    EventsGrammar = "events.grammar",
    /// Each record is the one canonical text of what it says.
    JsonCanonical = "json.canonical",
    /// Numbers are canonical and below the order.
    Num = "num",
    /// Elements have their one text.
    Point = "point",
    /// Every element is in the prime-order subgroup.
    GroupMember = "group.member",
    /// Trustees know their private keys.
    TrusteesPok = "trustees.pok",
    /// Certificates of threshold sets are signed and for this set.
    TrusteesCertificates = "trustees.certificates",
    /// Members committed to polynomials of the right degree, and signed them.
    TrusteesCoefexps = "trustees.coefexps",
    /// Members signed the certificates they saw and the keys they got.
    TrusteesSignatures = "trustees.signatures",
    /// Members' keys follow from the commitments.
    TrusteesKeys = "trustees.keys",
    /// The election's key is the product of the trustees' keys.
    TrusteesElectionKey = "trustees.election_key",
    /// Credentials are distinct and sorted.
    CredentialsDistinct = "credentials.distinct",
    /// No two ballots have the same bytes.
    BallotUnique = "ballot.unique",
    /// Ballots name this election.
    BallotElection = "ballot.election",
    /// Ballots name a listed credential.
    BallotCredential = "ballot.credential",
    /// Ballots are signed by their credential.
    BallotSignature = "ballot.signature",
    /// Ballots answer the questions asked.
    BallotShape = "ballot.shape",
    /// Ballots hold valid votes.
    BallotProofs = "ballot.proofs",
    /// The last ballot of each credential counts.
    RevoteLast = "revote.last",
    /// The encrypted tally is the sum of the counted ballots.
    TallyCiphertexts = "tally.ciphertexts",
    /// Numbers of votes and weights are right.
    TallySize = "tally.size",
    /// Shuffles follow one another from the tally.
    ShuffleChain = "shuffle.chain",
    /// Shuffles keep every answer.
    ShuffleProofs = "shuffle.proofs",
    /// Partial decryptions come from distinct trustees.
    DecryptionOwners = "decryption.owners",
    /// Partial decryptions cover the tally.
    DecryptionShape = "decryption.shape",
    /// Partial decryptions were made with the trustees' keys.
    DecryptionProofs = "decryption.proofs",
    /// Enough trustees decrypted.
    DecryptionEnough = "decryption.enough",
    /// The result is what the decryptions give.
    ResultCounts = "result.counts",
    /// The older archive is a prefix of this one.
    Diff = "diff",
}

/// The verdict on one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// There was nothing to check, or an earlier fault hid it.
    NotReached,
    /// Everything checked is right.
    Passed,
    /// Right, with something to know.
    Warned,
    /// Something is wrong.
    Failed,
}

impl Verdict {
    /// A word for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotReached => "not_reached",
            Self::Passed => "passed",
            Self::Warned => "warning",
            Self::Failed => "failed",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// The file, at an offset.
    File(u64),
    /// An event, by height.
    Event(u64),
    /// The setup record.
    Setup,
    /// The election record.
    Election,
    /// The trustees record.
    Trustees,
    /// A trustee, from 1.
    Trustee(u64),
    /// The credentials record.
    Credentials,
    /// A credential, from 1 in the record's order.
    Credential(u64),
    /// A ballot: its place in the urn from 1, and its tracker.
    Ballot(u64, String),
    /// The encrypted tally.
    Tally,
    /// A shuffle, from 1.
    Shuffle(u64),
    /// A partial decryption, from 1 in the order of the file.
    Decryption(u64),
    /// The result.
    Result,
}

macro_rules! reasons {
    ($($name:ident, $check:ident, $english:literal;)+) => {
        /// Why a check failed or warned, beyond what cannot be read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
        pub enum Reason { $(#[doc = $english] #[error($english)] $name,)+ }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The check that it belongs to.
            pub fn check(self) -> CheckId {
                match self { $(Self::$name => CheckId::$check,)+ }
            }
        }
    };
}

reasons! {
    Truncated, ArchiveBytes, "the file ends in the middle of an entry";
    Unreadable, ArchiveBytes, "the file cannot be read there";
    BadHeader, ArchiveBytes, "the header is not the one this entry must have";
    BadPadding, ArchiveBytes, "the padding after the content is not zero";
    TooLarge, ArchiveBytes, "the entry is larger than any record may be";
    BadPreamble, ArchiveBytes, "the file does not start with a BELENIOS entry of version 1";
    HashMismatch, ArchiveNames, "the content does not have the hash that its name says";
    Duplicate, ArchiveChain, "the same record or event stands twice in the file";
    BadParent, ArchiveChain, "the event does not name the event before it";
    BadHeight, ArchiveChain, "the event's height is not its place";
    BadPayload, ArchiveChain, "the event does not name the record just before it";
    BadRecords, ArchiveChain, "the records before the event are not the ones it needs";
    Unreferenced, ArchiveChain, "records after the last event belong to no event";
    BadSetup, ArchiveChain, "the setup does not name the records before it";
    OwnedMismatch, ArchiveChain, "the owner record does not name the object before it";
    NotInOrder, EventsGrammar, "the event may not come at this point of an election";
    ShufflesMissing, EventsGrammar, "decryption starts before the shuffles have ended";
    ShufflesPointless, EventsGrammar, "the election has no question to shuffle";
    NoSetup, EventsGrammar, "the archive does not start with a setup";
    Syntax, JsonCanonical, "the record is not in the canonical form";
    NotAScalar, Num, "a number is not canonical or not below the order of the group";
    NotAnElement, Point, "a text is not the canonical form of a group element";
    NotAMember, GroupMember, "an element is outside the prime-order subgroup";
    PokWrong, TrusteesPok, "the proof of knowledge of the private key does not hold";
    CertificateUnsigned, TrusteesCertificates, "the certificate's signature does not hold";
    CertificateContext, TrusteesCertificates, "the certificate was made for another set, place, threshold or group";
    OldThresholdForm, TrusteesCertificates, "threshold keys in the form of belenios-tool 2.0: no context and no signatures of keys";
    MixedThresholdForm, TrusteesCertificates, "some parts have the form of belenios-tool 2.0 and others do not";
    ThresholdShape, TrusteesCoefexps, "the numbers of certificates, polynomials, keys and the threshold do not fit together";
    CoefexpsCount, TrusteesCoefexps, "the polynomial's commitments are not as many as the threshold";
    CoefexpsUnsigned, TrusteesCoefexps, "the signature of the polynomial's commitments does not hold";
    CertsSignature, TrusteesSignatures, "the member's signature of the certificates does not hold";
    KeySignature, TrusteesSignatures, "the member's signature of the key does not hold";
    MemberKey, TrusteesKeys, "the member's key does not follow from the polynomials";
    NoTrustee, TrusteesElectionKey, "the election has no trustee";
    ElectionKey, TrusteesElectionKey, "the election's key is not the product of the trustees' keys";
    CredentialTwice, CredentialsDistinct, "the credential is listed twice";
    CredentialsUnsorted, CredentialsDistinct, "the credentials are not in the order of elements";
    WeightOverflow, CredentialsDistinct, "the weights sum to more than the group's order: a count would have two meanings";
    BallotTwice, BallotUnique, "the same ballot stands twice in the urn";
    OtherElection, BallotElection, "the ballot names another election";
    OtherFingerprint, BallotElection, "the ballot was made for another election record";
    UnknownCredential, BallotCredential, "the ballot's credential is not listed";
    SignatureHash, BallotSignature, "the signed hash is not the ballot's";
    SignatureWrong, BallotSignature, "the ballot's signature does not hold";
    AnswerCount, BallotShape, "the ballot does not answer each question once";
    AnswerShape, BallotShape, "an answer does not have the form of its question";
    IndividualProof, BallotProofs, "the proof that a choice is 0 or 1 does not hold";
    OverallProof, BallotProofs, "the proof of the number of choices does not hold";
    BlankProof, BallotProofs, "the proof about the blank vote does not hold";
    ListProof, BallotProofs, "the proof that only one list is used does not hold";
    NonzeroProof, BallotProofs, "the proof that somebody is chosen does not hold";
    AnswerProof, BallotProofs, "the proof that the voter knows the answer does not hold";
    NeutralAlpha, BallotProofs, "the vote is readable by all: it was encrypted with zero";
    WeightedShuffle, TallyCiphertexts, "shuffled questions cannot be weighted";
    TallyDiffers, TallyCiphertexts, "the encrypted tally is not the sum of the counted ballots";
    SizedHash, TallySize, "the size record names another tally";
    NumTallied, TallySize, "the number of counted ballots is wrong";
    TotalWeight, TallySize, "the sum of weights is wrong";
    ShuffleShape, ShuffleChain, "the shuffle does not have as many ciphertexts as what it shuffles";
    ShuffleOwner, ShuffleChain, "the shuffle's owner is not a trustee";
    ShuffleProof, ShuffleProofs, "the proof of the shuffle does not hold";
    OwnerUnknown, DecryptionOwners, "the owner is not a trustee";
    OwnerTwice, DecryptionOwners, "the owner has decrypted before";
    FactorsShape, DecryptionShape, "the factors do not have the form of the tally";
    FactorProof, DecryptionProofs, "the proof of a decryption factor does not hold";
    NotEnough, DecryptionEnough, "too few trustees have decrypted";
    ResultDiffers, ResultCounts, "the result is not what the decryptions give";
    NotAPrefix, Diff, "the older archive is not a prefix of this one";
    OlderUnreadable, Diff, "the older archive cannot be read";
}

impl Reason {
    /// Whether it only deserves a warning.
    pub fn is_warning(self) -> bool {
        matches!(
            self,
            Self::OldThresholdForm | Self::CredentialsUnsorted | Self::NeutralAlpha | Self::ShuffleOwner
        )
    }
}

impl From<ReadError> for Reason {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Syntax { .. } => Self::Syntax,
            ReadError::Scalar { .. } => Self::NotAScalar,
            ReadError::Element { .. } => Self::NotAnElement,
        }
    }
}

/// A fault or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub object: Object,
    /// Why.
    pub reason: Reason,
    /// Where in the record it could not be read.
    pub place: Option<ReadError>,
}

impl Finding {
    /// A record that cannot be read.
    pub fn unreadable(object: Object, error: ReadError) -> Self {
        Self { object, reason: error.into(), place: Some(error) }
    }

    /// Something wrong with an object.
    pub fn new(object: Object, reason: Reason) -> Self {
        Self { object, reason, place: None }
    }
}

/// The verdict on one check, with its first finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// Its verdict.
    pub verdict: Verdict,
    /// How many faults and warnings.
    pub findings: u64,
    /// The first fault, else the first warning.
    pub first: Option<Finding>,
    /// Time spent, summed over all threads, if the task had a clock.
    pub time: Duration,
}

/// Numbers that a reader of the report wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The election's title.
    pub name: String,
    /// Its identifier.
    pub uuid: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The name of its group.
    pub group: String,
    /// Listed voters.
    pub voters: u64,
    /// Ballots in the urn, replaced ones too.
    pub ballots: u64,
    /// Ballots that count; zero when only new ballots were read.
    pub counted: u64,
    /// Ballots whose proofs were not looked at again, because they were verified before.
    pub known: u64,
    /// Events after the setup that were not read again, because a receipt stands for them.
    pub stepped_over: u64,
    /// Hash of the last event.
    pub head: String,
    /// The result record, if the election is tallied.
    pub result: Option<String>,
}

/// The report: every check in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    checks: Vec<Check>,
    /// What was verified.
    pub facts: Facts,
    /// What the next verification may start from: given for a valid archive whose urn is open.
    pub receipt: Option<Receipt>,
}

impl Default for Report {
    fn default() -> Self {
        let check = |id: &CheckId| Check {
            id: *id,
            verdict: Verdict::NotReached,
            findings: 0,
            first: None,
            time: Duration::ZERO,
        };
        Self { checks: CheckId::ALL.iter().map(check).collect(), facts: Facts::default(), receipt: None }
    }
}

impl Report {
    /// Every check, in the order of [`CheckId`].
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// One check.
    pub fn check(&self, id: CheckId) -> &Check {
        &self.checks[id as usize]
    }

    /// Whether nothing is wrong.
    pub fn is_valid(&self) -> bool {
        self.checks.iter().all(|check| check.verdict != Verdict::Failed)
    }

    /// The first fault.
    pub fn first_fault(&self) -> Option<&Finding> {
        self.checks
            .iter()
            .find(|check| check.verdict == Verdict::Failed)
            .and_then(|check| check.first.as_ref())
    }

    /// Takes the times over.
    pub(super) fn set_times(&mut self, watch: &Stopwatch<'_>) {
        for check in &mut self.checks {
            check.time = watch.of(check.id);
        }
    }

    /// Says that a check was made, right unless a finding comes.
    pub(crate) fn reach(&mut self, ids: &[CheckId]) {
        for id in ids {
            let check = &mut self.checks[*id as usize];
            check.verdict = check.verdict.max(Verdict::Passed);
        }
    }

    /// Adds a finding to the check of its reason.
    pub(crate) fn add(&mut self, finding: Finding) {
        let check = &mut self.checks[finding.reason.check() as usize];
        let verdict = if finding.reason.is_warning() { Verdict::Warned } else { Verdict::Failed };
        let first = check.first.as_ref();
        let earlier = verdict == check.verdict && first.is_some_and(|first| finding.object < first.object);
        if verdict > check.verdict || first.is_none() || earlier {
            check.first = Some(finding);
        }
        check.verdict = check.verdict.max(verdict);
        check.findings += 1;
    }

    /// Adds something wrong with an object.
    pub(crate) fn fault(&mut self, object: Object, reason: Reason) {
        self.add(Finding::new(object, reason));
    }

    /// Adds a record that cannot be read, or gives its value.
    pub(crate) fn read<T>(&mut self, object: Object, read: Result<T, ReadError>) -> Option<T> {
        read.map_err(|error| self.add(Finding::unreadable(object, error))).ok()
    }
}
