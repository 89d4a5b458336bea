//! Reading archives: one pass over the file, which keeps places and hashes and no content.
//!
//! Whoever walks along the entries and asks that each event stand right after its own records, and name the event
//! before it, has rebuilt the file: nothing can be extra, moved or unreferenced.

use std::collections::HashSet;

use super::{Event, EventType, LARGEST_RECORD, hash_from_text, header, padding, read_preamble};
use crate::hash;
use crate::verify::{Object, Reason, Report};

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
}

enum Name {
    Data,
    Event,
}

struct Scan<'a, S: Source + ?Sized> {
    source: &'a S,
    archive: Archive,
    seen: HashSet<[u8; 32]>,
    /// Index of the first record that no event has claimed.
    pending: usize,
    parent: Option<[u8; 32]>,
}

impl Archive {
    /// Walks along the file; faults go to the report. `None` when the file is no archive at all.
    pub fn scan(source: &(impl Source + ?Sized), report: &mut Report) -> Option<Self> {
        use crate::verify::CheckId;
        report.reach(&[
            CheckId::ArchiveBytes,
            CheckId::ArchiveNames,
            CheckId::ArchiveChain,
            CheckId::JsonCanonical,
        ]);
        let mut scan =
            Scan { source, archive: Self::default(), seen: HashSet::new(), pending: 0, parent: None };
        let mut offset = scan.preamble(report)?;
        while offset < source.size() {
            match scan.entry(offset, report) {
                Ok(next) => offset = next,
                Err(reason) => {
                    report.fault(Object::File(offset), reason);
                    break;
                }
            }
        }
        if scan.pending < scan.archive.records.len() {
            report.fault(Object::File(scan.archive.records[scan.pending].offset), Reason::Unreferenced);
        }
        Some(scan.archive)
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

impl<S: Source + ?Sized> Scan<'_, S> {
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
        let size = octal(&head[124..135]).ok_or(Reason::BadHeader)?;
        let length = head.iter().position(|byte| *byte == 0).unwrap_or(0).min(100);
        let name = std::str::from_utf8(&head[..length]).map_err(|_| Reason::BadHeader)?;
        if head != header(name, size, self.archive.timestamp) {
            report.fault(Object::File(offset), Reason::BadHeader);
        }
        let (kind, named) = match name.split_once('.') {
            Some((hash, "data.json")) => (Name::Data, hash_from_text(hash)),
            Some((hash, "event.json")) => (Name::Event, hash_from_text(hash)),
            _ => return Err(Reason::BadHeader),
        };
        let named = named.ok_or(Reason::BadHeader)?;
        let start = offset + 512;
        if size > LARGEST_RECORD {
            return Err(Reason::TooLarge);
        }
        let entry =
            Entry { hash: named, offset: start, size: u32::try_from(size).map_err(|_| Reason::TooLarge)? };
        if start + size > self.source.size() {
            return Err(Reason::Truncated);
        }
        let content = Archive::content(self.source, &entry).ok_or(Reason::Unreadable)?;
        if hash::sha256(&content) != named {
            report.fault(Object::File(offset), Reason::HashMismatch);
        }
        if !self.seen.insert(named) {
            let is_ballot = matches!(kind, Name::Data) && content.starts_with(b"{\"election_uuid\":");
            report
                .fault(Object::File(offset), if is_ballot { Reason::BallotTwice } else { Reason::Duplicate });
        }
        self.check_padding(start + size, size, report);
        match kind {
            Name::Data => self.archive.records.push(entry),
            Name::Event => self.event(named, &content, report),
        }
        Ok(start + size + padding(size))
    }

    fn event(&mut self, hash: [u8; 32], content: &[u8], report: &mut Report) {
        let height = u64::try_from(self.archive.events.len()).expect("a length fits 64 bits");
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
            && event.payload.is_some_and(|payload| self.seen.contains(&payload));
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

/// A number in octal digits.
fn octal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |value, digit| match digit {
        b'0'..=b'7' => Some(value << 3 | u64::from(digit - b'0')),
        _ => None,
    })
}
