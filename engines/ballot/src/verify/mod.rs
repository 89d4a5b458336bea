//! The verifier: from the bytes of an archive to a verdict on every check.
//!
//! It trusts nothing that the archive says about itself, reads every ballot once, from the newest to the oldest
//! (so that the first one met of each voter is the one that counts), and keeps none of them: memory grows with the
//! number of ballots, not with their contents. All checks run, as far as earlier faults leave something to check.

mod grammar;
mod parallel;
mod receipt;
mod report;
mod stopwatch;
mod tallied;
mod urn;

use crate::archive::{Archive, EventType, Source, StoredEvent, read_setup};
use crate::group::Group;
use crate::hash;
use crate::record::election::Election;
use crate::setup::{Roll, Setup};
use crate::with_group;

pub use receipt::Receipt;
pub use report::{Check, CheckId, Facts, Finding, Object, Reason, Report, Verdict};
pub(crate) use stopwatch::Stopwatch;
pub use stopwatch::{Clock, NO_CLOCK};

/// What the verifier is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A stage starts.
    Stage(Stage),
    /// So many ballots of so many are done.
    Ballots(u64, u64),
}

/// The stages of a verification, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The file and its chain of events.
    Archive,
    /// Election, trustees, credentials.
    Setup,
    /// Every ballot.
    Ballots,
    /// The sums.
    Tally,
    /// Shuffles.
    Shuffles,
    /// Partial decryptions.
    Decryption,
    /// The result.
    Result,
}

impl CheckId {
    /// The stage in which the check is mainly made.
    pub fn stage(self) -> Stage {
        match self {
            id if id <= Self::EventsGrammar => Stage::Archive,
            Self::Diff => Stage::Archive,
            id if id <= Self::GroupMember => Stage::Ballots,
            id if id <= Self::CredentialsDistinct => Stage::Setup,
            id if id <= Self::BallotProofs => Stage::Ballots,
            id if id <= Self::TallySize => Stage::Tally,
            id if id <= Self::ShuffleProofs => Stage::Shuffles,
            id if id <= Self::DecryptionEnough => Stage::Decryption,
            _ => Stage::Result,
        }
    }
}

impl CheckId {
    /// The check in whose time this one's is counted, because both are made in one go.
    pub fn made_with(self) -> Option<Self> {
        match self {
            Self::Num | Self::Point => Some(Self::JsonCanonical),
            Self::BallotUnique => Some(Self::ArchiveChain),
            Self::BallotCredential => Some(Self::BallotSignature),
            // Membership of what ballots hold is tested along with their proofs.
            Self::GroupMember | Self::BallotShape => Some(Self::BallotProofs),
            Self::RevoteLast | Self::TallySize => Some(Self::TallyCiphertexts),
            Self::ShuffleChain => Some(Self::ShuffleProofs),
            Self::DecryptionOwners | Self::DecryptionShape => Some(Self::DecryptionProofs),
            _ => None,
        }
    }
}

/// What a writer needs to continue an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    /// Date of all entries.
    pub timestamp: u64,
    /// Hash of the last event.
    pub head: Option<[u8; 32]>,
    /// Number of events.
    pub events: u64,
}

impl From<&Archive> for Archived {
    fn from(archive: &Archive) -> Self {
        let events = u64::try_from(archive.events.len()).expect("a length fits 64 bits") + archive.skipped;
        Self { timestamp: archive.timestamp, head: archive.head, events }
    }
}

/// What to verify, and how.
pub struct Task<'a, S: Source + ?Sized> {
    /// The archive.
    pub source: &'a S,
    /// What was verified before.
    pub since: Since<'a, S>,
    /// How many ballots are checked at once.
    pub threads: usize,
    /// What tells the time of each check.
    pub clock: Clock<'a>,
}

impl<'a, S: Source + ?Sized> Task<'a, S> {
    /// The whole archive, on one thread, without times.
    pub fn new(source: &'a S) -> Self {
        Self { source, since: Since::Nothing, threads: 1, clock: NO_CLOCK }
    }
}

/// What was verified before, and need not be proved again.
#[derive(Debug)]
pub enum Since<'a, S: ?Sized> {
    /// Nothing.
    Nothing,
    /// An older archive, with which the new one must begin. While the urn is open its bytes are compared and only
    /// what follows is verified; later everything is read again but for the proofs of its ballots.
    Archive(&'a S),
    /// What an earlier verification left. While the urn is open, the bytes that it stands for are not read: the
    /// chain of events binds what follows to them.
    Receipt(&'a Receipt),
}

impl<S: ?Sized> Clone for Since<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ?Sized> Copy for Since<'_, S> {}

/// Verifies an archive.
///
/// ```
/// use beffroi_ballot::verify::{Task, verify};
/// let report = verify(&Task::new(b"not an archive".as_slice()), &mut |_| ());
/// assert!(!report.is_valid());
/// ```
pub fn verify<S: Source + ?Sized>(task: &Task<'_, S>, observer: &mut dyn FnMut(Progress)) -> Report {
    observer(Progress::Stage(Stage::Archive));
    let watch = Stopwatch::new(task.clock);
    let mut report = match &task.since {
        Since::Nothing => verify_whole(task, &watch, observer),
        Since::Receipt(receipt) => verify_after(task, receipt, &watch, observer)
            .unwrap_or_else(|| verify_whole(task, &watch, observer)),
        Since::Archive(older) => {
            let same = || Receipt::of_same_bytes(task.source, *older, task.threads);
            watch
                .time(CheckId::Diff, same)
                .and_then(|receipt| verify_after(task, &receipt, &watch, observer))
                .unwrap_or_else(|| verify_whole(task, &watch, observer))
        }
    };
    report.set_times(&watch);
    report
}

/// Verifies everything but the proofs of ballots verified before.
fn verify_whole<S: Source + ?Sized>(
    task: &Task<'_, S>,
    watch: &Stopwatch<'_>,
    observer: &mut dyn FnMut(Progress),
) -> Report {
    let mut report = Report::default();
    let Some(archive) = Archive::scan_timed(task.source, &mut report, watch) else { return report };
    let known = match &task.since {
        Since::Nothing => 0,
        Since::Archive(older) => {
            report.reach(&[CheckId::Diff]);
            watch.time(CheckId::Diff, || known_ballots(&archive, *older, &mut report))
        }
        Since::Receipt(receipt) => {
            report.reach(&[CheckId::Diff]);
            known_by_receipt(&archive, receipt, &mut report)
        }
    };
    let roll = if known > 0 { Roll::Verified } else { Roll::New };
    verify_events(&Known { task, watch, ballots: known, listed: 0, roll }, &archive, &mut report, observer);
    if report.is_valid() {
        report.receipt = Receipt::after(&archive, task.source.size(), None);
    }
    report
}

/// Verifies the setup and the ballots that follow a verified beginning; `None` when more than ballots follow.
fn verify_after<S: Source + ?Sized>(
    task: &Task<'_, S>,
    receipt: &Receipt,
    watch: &Stopwatch<'_>,
    observer: &mut dyn FnMut(Progress),
) -> Option<Report> {
    let mut report = Report::default();
    report.reach(&[CheckId::Diff]);
    let archive = Archive::scan_after(task.source, receipt, &mut report, watch)?;
    let roll = Roll::Wanted(receipt::named_credentials(task.source, &archive));
    let ballots = receipt.ballots();
    if matches!(task.since, Since::Receipt(_)) {
        report.facts.stepped_over = archive.skipped;
    }
    verify_events(&Known { task, watch, ballots, listed: ballots, roll }, &archive, &mut report, observer);
    if report.is_valid() {
        report.receipt = Receipt::after(&archive, task.source.size(), Some(receipt));
    }
    Some(report)
}

/// How many ballots of the older archive stand in this one; all, or a fault.
fn known_ballots<S: Source + ?Sized>(archive: &Archive, older: &S, report: &mut Report) -> usize {
    let mut of_older = Report::default();
    let older = Archive::scan(older, &mut of_older).filter(|_| of_older.is_valid());
    let Some(older) = older else {
        report.fault(Object::File(0), Reason::OlderUnreadable);
        return 0;
    };
    let same = |(a, b): &(&StoredEvent, &StoredEvent)| a.kind == b.kind && a.hash == b.hash;
    let shared = archive.events.iter().zip(&older.events).take_while(same).count();
    if shared < older.events.len() || archive.timestamp != older.timestamp {
        report.fault(Object::Event(u64::try_from(shared).unwrap_or(u64::MAX)), Reason::NotAPrefix);
        return 0;
    }
    older.events.iter().filter(|event| event.kind == EventType::Ballot).count()
}

/// How many ballots the receipt stands for, if its head is where it says.
fn known_by_receipt(archive: &Archive, receipt: &Receipt, report: &mut Report) -> usize {
    let head = archive.events.get(receipt.ballots());
    if archive.timestamp != receipt.timestamp || head.is_none_or(|event| event.hash != receipt.head) {
        report.fault(Object::Event(receipt.events() - 1), Reason::NotAPrefix);
        return 0;
    }
    receipt.ballots()
}

/// What is known before the events are verified.
struct Known<'a, S: Source + ?Sized> {
    task: &'a Task<'a, S>,
    watch: &'a Stopwatch<'a>,
    /// Ballots that were verified before.
    ballots: usize,
    /// Place in the urn of the first ballot that the archive lists.
    listed: usize,
    roll: Roll,
}

fn verify_events<S: Source + ?Sized>(
    known: &Known<'_, S>,
    archive: &Archive,
    report: &mut Report,
    observer: &mut dyn FnMut(Progress),
) {
    observer(Progress::Stage(Stage::Setup));
    report.reach(&[CheckId::EventsGrammar]);
    let Known { task, watch, .. } = *known;
    let Some(setup) = archive.events.first().filter(|event| event.kind == EventType::Setup) else {
        report.fault(Object::Event(0), Reason::NoSetup);
        return;
    };
    report.facts.head = archive.head.map(|head| hash::hex(&head)).unwrap_or_default();
    let entries = archive.records_of(setup);
    let contents: Option<Vec<_>> = entries.iter().map(|entry| Archive::content(task.source, entry)).collect();
    let Some([election, trustees, credentials, setup]) = contents.as_deref() else {
        report.fault(Object::Setup, Reason::BadRecords);
        return;
    };
    match report.read(Object::Setup, read_setup(setup)) {
        Some(named) if named.iter().eq(entries[..3].iter().map(|entry| &entry.hash)) => (),
        Some(_) => report.fault(Object::Setup, Reason::BadSetup),
        None => (),
    }
    let record = watch.time(CheckId::JsonCanonical, || Election::read(election));
    let Some(record) = report.read(Object::Election, record) else { return };
    watch.time(CheckId::EventsGrammar, || grammar::check(&archive.events, &record, report));
    report.facts.name.clone_from(&record.name);
    report.facts.uuid.clone_from(&record.uuid);
    record.group.as_str().clone_into(&mut report.facts.group);
    with_group!(record.group, |group| {
        let setup =
            Setup::read(group, &record, [election, trustees, credentials], &known.roll, report, watch);
        // The texts of a hundred thousand credentials are not needed any more.
        drop(contents);
        if let Some(setup) = setup {
            let verification = Verification { known, archive, setup: &setup };
            verification.run(report, observer);
        }
    });
}

/// A verification that has got past the setup.
struct Verification<'a, S: Source + ?Sized, G: Group> {
    known: &'a Known<'a, S>,
    archive: &'a Archive,
    setup: &'a Setup<G>,
}

impl<S: Source + ?Sized, G: Group> Verification<'_, S, G> {
    fn run(&self, report: &mut Report, observer: &mut dyn FnMut(Progress)) {
        report.facts.voters = u64::try_from(self.setup.voters()).unwrap_or(u64::MAX);
        self.setup.fingerprint().clone_into(&mut report.facts.fingerprint);
        observer(Progress::Stage(Stage::Ballots));
        let tally = self.verify_ballots(report, observer);
        observer(Progress::Stage(Stage::Tally));
        if let Some(event) = self.event(EventType::EncryptedTally) {
            self.verify_after_tally(event, tally, report, observer);
        }
    }

    /// The first event of a type.
    fn event(&self, kind: EventType) -> Option<&StoredEvent> {
        self.archive.events.iter().find(|event| event.kind == kind)
    }

    /// The events of a type.
    fn events(&self, kind: EventType) -> impl Iterator<Item = &StoredEvent> {
        self.archive.events.iter().filter(move |event| event.kind == kind)
    }

    /// The contents of an event's records; `None` when they are not the right number.
    fn contents(&self, event: &StoredEvent) -> Option<Vec<Vec<u8>>> {
        let entries = self.archive.records_of(event);
        let contents: Vec<_> =
            entries.iter().filter_map(|entry| Archive::content(self.known.task.source, entry)).collect();
        (contents.len() == event.kind.records()).then_some(contents)
    }
}
