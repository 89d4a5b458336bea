//! The verifier: from the bytes of an archive to a verdict on every check.
//!
//! It trusts nothing that the archive says about itself, reads every ballot once, from the newest to the oldest
//! (so that the first one met of each voter is the one that counts), and keeps none of them: memory grows with the
//! number of ballots, not with their contents. All checks run, as far as earlier faults leave something to check.

mod grammar;
mod parallel;
mod report;
mod tallied;
mod urn;

use crate::archive::{Archive, EventType, Source, StoredEvent, read_setup};
use crate::group::Group;
use crate::hash;
use crate::record::election::Election;
use crate::setup::Setup;
use crate::with_group;

pub use report::{Check, CheckId, Facts, Finding, Object, Reason, Report, Verdict};

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
        let events = u64::try_from(archive.events.len()).expect("a length fits 64 bits");
        Self { timestamp: archive.timestamp, head: archive.events.last().map(|event| event.hash), events }
    }
}

/// What to verify, and how.
pub struct Task<'a, S: Source + ?Sized> {
    /// The archive.
    pub source: &'a S,
    /// An archive verified before, which must be a prefix; its ballots are not proved again.
    pub older: Option<&'a S>,
    /// How many ballots are checked at once.
    pub threads: usize,
}

/// Verifies an archive.
///
/// ```
/// use beffroi_ballot::verify::{Task, Verdict, verify};
/// let bytes: &[u8] = b"not an archive";
/// let report = verify(&Task { source: bytes, older: None, threads: 1 }, &mut |_| ());
/// assert!(!report.is_valid());
/// ```
pub fn verify<S: Source + ?Sized>(task: &Task<'_, S>, observer: &mut dyn FnMut(Progress)) -> Report {
    let mut report = Report::default();
    observer(Progress::Stage(Stage::Archive));
    if let Some(archive) = Archive::scan(task.source, &mut report) {
        let mut known = 0;
        if let Some(older) = task.older {
            report.reach(&[CheckId::Diff]);
            known = known_ballots(&archive, older, &mut report);
        }
        verify_events(task, &archive, known, &mut report, observer);
    }
    report
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

fn verify_events<S: Source + ?Sized>(
    task: &Task<'_, S>,
    archive: &Archive,
    known: usize,
    report: &mut Report,
    observer: &mut dyn FnMut(Progress),
) {
    observer(Progress::Stage(Stage::Setup));
    report.reach(&[CheckId::EventsGrammar]);
    let Some(setup) = archive.events.first().filter(|event| event.kind == EventType::Setup) else {
        report.fault(Object::Event(0), Reason::NoSetup);
        return;
    };
    report.facts.head = archive.events.last().map(|event| hash::hex(&event.hash)).unwrap_or_default();
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
    let Some(record) = report.read(Object::Election, Election::read(election)) else { return };
    grammar::check(&archive.events, &record, report);
    report.facts.name.clone_from(&record.name);
    report.facts.uuid.clone_from(&record.uuid);
    record.group.as_str().clone_into(&mut report.facts.group);
    with_group!(record.group, |group| {
        let setup = Setup::read(group, &record, [election, trustees, credentials], known > 0, report);
        // The texts of a hundred thousand credentials are not needed any more.
        drop(contents);
        if let Some(setup) = setup {
            let verification = Verification { task, archive, setup: &setup, known };
            verification.run(report, observer);
        }
    });
}

/// A verification that has got past the setup.
struct Verification<'a, S: Source + ?Sized, G: Group> {
    task: &'a Task<'a, S>,
    archive: &'a Archive,
    setup: &'a Setup<G>,
    known: usize,
}

impl<S: Source + ?Sized, G: Group> Verification<'_, S, G> {
    fn run(&self, report: &mut Report, observer: &mut dyn FnMut(Progress)) {
        report.facts.voters = u64::try_from(self.setup.credentials().len()).unwrap_or(u64::MAX);
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
            entries.iter().filter_map(|entry| Archive::content(self.task.source, entry)).collect();
        (contents.len() == event.kind.records()).then_some(contents)
    }
}
