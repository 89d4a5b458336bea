//! Reading archives: one pass over the file, which keeps places and hashes and no content.
//!
//! Whoever walks along the entries and asks that each event stand right after its own records, and name the event
//! before it, has rebuilt the file: nothing can be extra, moved or unreferenced.

use std::collections::HashSet;

use super::{Event, EventType, LARGEST_RECORD, hash_from_text, header, padding, read_preamble};
use crate::hash;
use crate::verify::{CheckId, Object, Reason, Receipt, Report, Stopwatch};

/// Where the bytes of an archive are: memory or a file.
pub trait Source: Sync {
    /// Length in bytes.
    fn size(&self) -> u64;
    /// Fills the buffer from an offset; false when it cannot.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> bool;
}

impl Source for [u8] {
    fn size(&self) -> u64 {
        u64::try_from(self.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> bool {
        let start = usize::try_from(offset).ok();
        let range = start.and_then(|start| self.get(start..start.checked_add(buffer.len())?));
        range.map(|range| buffer.copy_from_slice(range)).is_some()
    }
}

/// A record or event in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// SHA-256 of the content, as its name says.
    pub hash: [u8; 32],
    /// Where the content starts.
    pub offset: u64,
    /// Its length.
    pub size: u32,
}

/// An event with the place of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// What happened.
    pub kind: EventType,
    /// Hash of the event.
    pub hash: [u8; 32],
    /// Index of its first record in [`Archive::records`].
    pub first: u32,
    /// How many records it has.
    pub count: u32,
}

/// What is where in an archive.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// Date of all entries.
    pub timestamp: u64,
    /// The records, in order.
    pub records: Vec<Entry>,
    /// The events, in order.
    pub events: Vec<StoredEvent>,
    /// Hash of the last event.
    pub head: Option<[u8; 32]>,
    /// How many events after the setup a receipt stands for: they are not in [`Self::events`].
    pub skipped: u64,
}

enum Name {
    Data,
    Event,
}

struct Scan<'a, S: Source + ?Sized> {
    source: &'a S,
    watch: &'a Stopwatch<'a>,
    /// What was verified before, and is stepped over.
    before: Option<&'a Receipt>,
    archive: Archive,
    seen: HashSet<[u8; 32]>,
    /// Index of the first record that no event has claimed.
    pending: usize,
    parent: Option<[u8; 32]>,
}

impl Archive {
    /// Walks along the file; faults go to the report. `None` when the file is no archive at all.
    pub fn scan(source: &(impl Source + ?Sized), report: &mut Report) -> Option<Self> {
        Self::scan_timed(source, report, &Stopwatch::stopped())
    }

    /// Like [`Self::scan`], with the time of each check.
    pub(crate) fn scan_timed(
        source: &(impl Source + ?Sized),
        report: &mut Report,
        watch: &Stopwatch<'_>,
    ) -> Option<Self> {
        let mut scan = Scan::new(source, None, watch, report);
        let offset = scan.preamble(report)?;
        scan.entries(offset, |_| true, report);
        Some(scan.finish())
    }

    /// Walks along the setup and what follows a verified beginning, without reading what lies between.
    ///
    /// `None` when more than ballots follow: the tally needs every ballot.
    pub(crate) fn scan_after(
        source: &(impl Source + ?Sized),
        before: &Receipt,
        report: &mut Report,
        watch: &Stopwatch<'_>,
    ) -> Option<Self> {
        let mut scan = Scan::new(source, Some(before), watch, report);
        let offset = scan.preamble(report)?;
        scan.entries(offset, |archive| archive.events.is_empty(), report);
        scan.step_over(before, report);
        scan.entries(before.size, |_| true, report);
        let only_ballots = scan.archive.events.iter().skip(1).all(|event| event.kind == EventType::Ballot);
        only_ballots.then_some(scan.finish())
    }

    /// Reads the names in an open urn that was verified before, and nothing else of it: its date, its head and the
    /// hashes of its ballots. `None` when it is no such urn.
    pub(crate) fn outline(source: &(impl Source + ?Sized)) -> Option<Receipt> {
        let mut quiet = Report::default();
        let watch = Stopwatch::stopped();
        let mut scan = Scan::new(source, None, &watch, &mut quiet);
        let mut offset = scan.preamble(&mut quiet)?;
        let (mut names, mut head, mut expected) = (Vec::new(), None, EventType::Setup.records());
        while offset < source.size() {
            let mut header = [0; 512];
            let read = source.read_at(offset, &mut header).then(|| parse_header(&header))?;
            let (kind, hash, size) = read.ok()?;
            match kind {
                Name::Data => names.push(hash),
                // The setup stands after its records, each ballot after its one, and nothing else is there.
                Name::Event if names.len() == expected => (head, expected) = (Some(hash), expected + 1),
                Name::Event => return None,
            }
            offset += 512 + size + padding(size);
        }
        let whole = quiet.is_valid() && offset == source.size() && names.len() + 1 == expected;
        let mut ballots = names.split_off(EventType::Setup.records().min(names.len()));
        ballots.sort_unstable();
        let (timestamp, head) = (scan.archive.timestamp, head?);
        whole.then_some(Receipt { timestamp, size: offset, head, ballots })
    }

    /// The content of a record.
    pub fn content(source: &(impl Source + ?Sized), entry: &Entry) -> Option<Vec<u8>> {
        let mut content = vec![0; usize::try_from(entry.size).ok()?];
        source.read_at(entry.offset, &mut content).then_some(content)
    }

    /// The records of an event.
    pub fn records_of(&self, event: &StoredEvent) -> &[Entry] {
        let first = usize::try_from(event.first).unwrap_or(usize::MAX);
        let count = usize::try_from(event.count).unwrap_or(0);
        self.records.get(first..first.saturating_add(count)).unwrap_or(&[])
    }
}

impl<'a, S: Source + ?Sized> Scan<'a, S> {
    fn new(
        source: &'a S,
        before: Option<&'a Receipt>,
        watch: &'a Stopwatch<'a>,
        report: &mut Report,
    ) -> Self {
        report.reach(&[
            CheckId::ArchiveBytes,
            CheckId::ArchiveNames,
            CheckId::ArchiveChain,
            CheckId::JsonCanonical,
        ]);
        let archive = Archive::default();
        Self { source, watch, before, archive, seen: HashSet::new(), pending: 0, parent: None }
    }

    fn finish(self) -> Archive {
        Archive { head: self.parent, ..self.archive }
    }

    /// Entry after entry, as long as there are any and the condition holds.
    fn entries(&mut self, mut offset: u64, go_on: impl Fn(&Archive) -> bool, report: &mut Report) {
        while offset < self.source.size() && go_on(&self.archive) {
            match self.entry(offset, report) {
                Ok(next) => offset = next,
                Err(reason) => {
                    report.fault(Object::File(offset), reason);
                    break;
                }
            }
        }
        if let Some(entry) = self.archive.records.get(self.pending) {
            report.fault(Object::File(entry.offset), Reason::Unreferenced);
        }
    }

    /// Passes to the end of what was verified before: the event that stands just before must be its head.
    fn step_over(&mut self, before: &Receipt, report: &mut Report) {
        let is_there = |entry: &[u8; 1024]| {
            let head: &[u8; 512] = entry.first_chunk().expect("the first half");
            let Ok((Name::Event, named, size)) = parse_header(head) else { return false };
            let size = usize::try_from(size).ok();
            let content = size.and_then(|size| entry[512..].get(..size));
            named == before.head && content.is_some_and(|content| hash::sha256(content) == named)
        };
        // An event takes one block, after its header.
        let mut entry = [0; 1024];
        let read = before.size.checked_sub(1024).is_some_and(|start| self.source.read_at(start, &mut entry));
        if !read || !is_there(&entry) || self.archive.timestamp != before.timestamp {
            report.fault(Object::Event(before.events() - 1), Reason::NotAPrefix);
        }
        self.archive.skipped = before.events() - 1;
        self.parent = Some(before.head);
    }

    fn preamble(&mut self, report: &mut Report) -> Option<u64> {
        let mut head = [0; 512];
        let mut read = || {
            let size = self.source.read_at(0, &mut head).then(|| octal(&head[124..135]))??;
            let mut content = vec![0; usize::try_from(size).ok().filter(|size| *size < 512)?];
            self.source.read_at(512, &mut content).then_some((size, content))
        };
        let Some((size, content)) = read() else {
            report.fault(Object::File(0), Reason::BadPreamble);
            return None;
        };
        let Some(timestamp) = read_preamble(&content) else {
            report.fault(Object::File(512), Reason::BadPreamble);
            return None;
        };
        if head != header("BELENIOS", size, timestamp) {
            report.fault(Object::File(0), Reason::BadHeader);
        }
        self.archive.timestamp = timestamp;
        self.check_padding(512 + size, size, report);
        Some(512 + size + padding(size))
    }

    fn check_padding(&self, offset: u64, size: u64, report: &mut Report) {
        let mut bytes = [0; 512];
        let bytes = &mut bytes[..usize::try_from(padding(size)).expect("below 512")];
        if !self.source.read_at(offset, bytes) {
            report.fault(Object::File(offset), Reason::Truncated);
        } else if bytes.iter().any(|byte| *byte != 0) {
            report.fault(Object::File(offset), Reason::BadPadding);
        }
    }

    /// One entry; gives the offset of the next.
    fn entry(&mut self, offset: u64, report: &mut Report) -> Result<u64, Reason> {
        let mut head = [0; 512];
        if !self.source.read_at(offset, &mut head) {
            return Err(Reason::Truncated);
        }
        let (kind, named, size) = parse_header(&head)?;
        let suffix = if matches!(kind, Name::Data) { "data" } else { "event" };
        let exact =
            || head == header(&format!("{}.{suffix}.json", hash::hex(&named)), size, self.archive.timestamp);
        if !self.watch.time(CheckId::ArchiveBytes, exact) {
            report.fault(Object::File(offset), Reason::BadHeader);
        }
        let start = offset + 512;
        if size > LARGEST_RECORD {
            return Err(Reason::TooLarge);
        }
        let entry =
            Entry { hash: named, offset: start, size: u32::try_from(size).map_err(|_| Reason::TooLarge)? };
        if start + size > self.source.size() {
            return Err(Reason::Truncated);
        }
        let content = self.watch.time(CheckId::ArchiveBytes, || Archive::content(self.source, &entry));
        let content = content.ok_or(Reason::Unreadable)?;
        if self.watch.time(CheckId::ArchiveNames, || hash::sha256(&content)) != named {
            report.fault(Object::File(offset), Reason::HashMismatch);
        }
        let is_new = self.seen.insert(named) && !self.before.is_some_and(|before| before.has(&named));
        if !is_new {
            let is_ballot = matches!(kind, Name::Data) && content.starts_with(b"{\"election_uuid\":");
            report
                .fault(Object::File(offset), if is_ballot { Reason::BallotTwice } else { Reason::Duplicate });
        }
        self.check_padding(start + size, size, report);
        match kind {
            Name::Data => self.archive.records.push(entry),
            Name::Event => {
                let watch = self.watch;
                watch.time(CheckId::ArchiveChain, || self.event(named, &content, report));
            }
        }
        Ok(start + size + padding(size))
    }

    fn event(&mut self, hash: [u8; 32], content: &[u8], report: &mut Report) {
        let listed = u64::try_from(self.archive.events.len()).expect("a length fits 64 bits");
        let height = listed + self.archive.skipped;
        let object = || Object::Event(height);
        let Some(event) = report.read(object(), Event::read(content)) else { return };
        if event.parent != self.parent {
            report.fault(object(), Reason::BadParent);
        }
        if event.height != height {
            report.fault(object(), Reason::BadHeight);
        }
        let pending = &self.archive.records[self.pending..];
        let replayed = event.kind == EventType::Ballot
            && pending.is_empty()
            && event.payload.is_some_and(|payload| {
                self.seen.contains(&payload) || self.before.is_some_and(|before| before.has(&payload))
            });
        if replayed {
            report.fault(object(), Reason::BallotTwice);
        } else if pending.len() != event.kind.records() {
            report.fault(object(), Reason::BadRecords);
        } else if event.payload != pending.last().map(|entry| entry.hash) {
            report.fault(object(), Reason::BadPayload);
        }
        let count = u32::try_from(pending.len()).unwrap_or(0);
        let first = u32::try_from(self.pending).unwrap_or(u32::MAX);
        self.archive.events.push(StoredEvent { kind: event.kind, hash, first, count });
        self.pending = self.archive.records.len();
        self.parent = Some(hash);
    }
}

/// What a header names: the kind of entry, its hash, its size.
fn parse_header(head: &[u8; 512]) -> Result<(Name, [u8; 32], u64), Reason> {
    let size = octal(&head[124..135]).ok_or(Reason::BadHeader)?;
    let length = head.iter().position(|byte| *byte == 0).unwrap_or(0).min(100);
    let name = std::str::from_utf8(&head[..length]).map_err(|_| Reason::BadHeader)?;
    let (kind, named) = match name.split_once('.') {
        Some((hash, "data.json")) => (Name::Data, hash_from_text(hash)),
        Some((hash, "event.json")) => (Name::Event, hash_from_text(hash)),
        _ => return Err(Reason::BadHeader),
    };
    Ok((kind, named.ok_or(Reason::BadHeader)?, size))
}

/// A number in octal digits.
fn octal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |value, digit| match digit {
        b'0'..=b'7' => Some(value << 3 | u64::from(digit - b'0')),
        _ => None,
    })
}
