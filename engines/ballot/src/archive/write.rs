//! Writing archives: bytes to append, never bytes to change.

use super::{Event, EventType, header, padding};
use crate::hash;
use crate::record::Version;
use crate::verify::Archived;

/// Appends events to an archive.
///
/// ```
/// use beffroi_ballot::archive::{EventType, Writer};
/// let (writer, mut file) = Writer::start(1_795_300_656);
/// assert_eq!(writer.head(), None);
/// assert_eq!(file.len(), 1024);
/// # let _ = (&mut file, EventType::Setup);
/// ```
#[derive(Clone, Debug)]
pub struct Writer {
    timestamp: u64,
    head: Option<[u8; 32]>,
    height: u64,
}

impl Writer {
    /// A new archive at a date (seconds since 1970, at most [`super::LATEST_DATE`]), and its first bytes.
    pub fn start(timestamp: u64) -> (Self, Vec<u8>) {
        let content = format!("{{\"version\":{},\"timestamp\":\"{timestamp}\"}}", Version::V1.number());
        (Self { timestamp, head: None, height: 0 }, entry("BELENIOS", content.as_bytes(), timestamp))
    }

    /// Continues a verified archive.
    pub fn resume(archive: &Archived) -> Self {
        Self { timestamp: archive.timestamp, head: archive.head, height: archive.events }
    }

    /// Hash of the last event.
    pub fn head(&self) -> Option<[u8; 32]> {
        self.head
    }

    /// The bytes of an event and of its records, to append to the file.
    ///
    /// The records must be as many as [`EventType::records`] says; the last is the event's payload.
    pub fn append(&mut self, kind: EventType, records: &[&[u8]]) -> Vec<u8> {
        assert_eq!(records.len(), kind.records(), "an event stands after its own records");
        let mut bytes = Vec::new();
        for record in records {
            bytes.extend(entry(&format!("{}.data.json", hash::sha256_hex(record)), record, self.timestamp));
        }
        let payload = records.last().map(|record| hash::sha256(record));
        let event = Event { parent: self.head, height: self.height, kind, payload }.write();
        let event_hash = hash::sha256(event.as_bytes());
        let name = format!("{}.event.json", hash::hex(&event_hash));
        bytes.extend(entry(&name, event.as_bytes(), self.timestamp));
        self.head = Some(event_hash);
        self.height += 1;
        bytes
    }
}

/// The record that ends a setup: the hashes of the three others.
pub fn setup_record(election: &[u8], trustees: &[u8], credentials: &[u8]) -> String {
    let [election, trustees, credentials] = [election, trustees, credentials].map(hash::sha256_hex);
    format!("{{\"election\":\"{election}\",\"trustees\":\"{trustees}\",\"credentials\":\"{credentials}\"}}")
}

fn entry(name: &str, content: &[u8], timestamp: u64) -> Vec<u8> {
    let size = u64::try_from(content.len()).expect("a length fits 64 bits");
    let mut bytes = header(name, size, timestamp).to_vec();
    bytes.extend_from_slice(content);
    bytes.extend(std::iter::repeat_n(0, usize::try_from(padding(size)).expect("below 512")));
    bytes
}
