//! Archives `.bel`: an election as a chain of events, in a tar file without end blocks.
//!
//! The first entry, `BELENIOS`, holds the version and a date. Then come records, `<sha256>.data.json`, and events,
//! `<sha256>.event.json`; each event names its parent and its payload, and stands right after the records that it
//! needs. So the file only grows, and its last event's hash stands for all of it.

mod scan;
mod write;

use crate::hash;
use crate::json::{self, ReadError, Reader};
use crate::record::Version;

pub use scan::{Archive, Entry, Source, StoredEvent};
pub use write::{Writer, setup_record};

/// Largest record read, in bytes.
pub const LARGEST_RECORD: u64 = 256 << 20;

/// What an event says has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// Election, trustees and credentials are sealed.
    Setup,
    /// A ballot entered the urn.
    Ballot,
    /// The urn closed.
    EndBallots,
    /// The counted ballots were summed.
    EncryptedTally,
    /// Answers were shuffled.
    Shuffle,
    /// The last shuffle is done.
    EndShuffles,
    /// A trustee decrypted.
    PartialDecryption,
    /// The result is known.
    Result,
}

impl EventType {
    /// Every type, in the order of an election.
    pub const ALL: [Self; 8] = [
        Self::Setup,
        Self::Ballot,
        Self::EndBallots,
        Self::EncryptedTally,
        Self::Shuffle,
        Self::EndShuffles,
        Self::PartialDecryption,
        Self::Result,
    ];

    /// The text in the event.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "Setup",
            Self::Ballot => "Ballot",
            Self::EndBallots => "EndBallots",
            Self::EncryptedTally => "EncryptedTally",
            Self::Shuffle => "Shuffle",
            Self::EndShuffles => "EndShuffles",
            Self::PartialDecryption => "PartialDecryption",
            Self::Result => "Result",
        }
    }

    /// How many records stand before the event; the last is its payload.
    pub fn records(self) -> usize {
        match self {
            Self::Setup => 4,
            Self::EncryptedTally | Self::Shuffle | Self::PartialDecryption => 2,
            Self::Ballot | Self::Result => 1,
            Self::EndBallots | Self::EndShuffles => 0,
        }
    }
}

/// An event as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Hash of the previous event.
    pub parent: Option<[u8; 32]>,
    /// Place in the chain, from 0.
    pub height: u64,
    /// What has happened.
    pub kind: EventType,
    /// Hash of the record that says it.
    pub payload: Option<[u8; 32]>,
}

impl Event {
    /// Reads an event.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            let parent = r.optional("{\"parent\":", read_hash)?;
            r.lit(if parent.is_some() { ",\"height\":" } else { "{\"height\":" })?;
            let height = r.integer()?;
            r.lit(",\"type\":")?;
            let name = r.plain_string()?;
            let Some(kind) = EventType::ALL.into_iter().find(|kind| kind.as_str() == name) else {
                return r.fail("a type of event");
            };
            let payload = r.optional(",\"payload\":", read_hash)?;
            r.lit("}")?;
            Ok(Self { parent, height, kind, payload })
        })
    }

    /// Writes an event.
    pub fn write(&self) -> String {
        let parent =
            self.parent.map(|hash| format!("\"parent\":\"{}\",", hash::hex(&hash))).unwrap_or_default();
        let payload =
            self.payload.map(|hash| format!(",\"payload\":\"{}\"", hash::hex(&hash))).unwrap_or_default();
        format!("{{{parent}\"height\":{},\"type\":\"{}\"{payload}}}", self.height, self.kind.as_str())
    }
}

/// A SHA-256 in lowercase hexadecimal.
pub(crate) fn read_hash(r: &mut Reader<'_>) -> Result<[u8; 32], ReadError> {
    let at = r.place();
    let text = r.plain_string()?;
    hash_from_text(text).ok_or(ReadError::Syntax { at, expected: "a SHA-256 in lowercase hexadecimal" })
}

/// A SHA-256 in lowercase hexadecimal.
pub(crate) fn hash_from_text(text: &str) -> Option<[u8; 32]> {
    let lowercase = text.len() == 64 && !text.bytes().any(|b| b.is_ascii_uppercase());
    lowercase.then(|| hash::from_hex(text)?.try_into().ok()).flatten()
}

/// The hashes that a setup record names: election, trustees, credentials.
pub(crate) fn read_setup(bytes: &[u8]) -> Result<[[u8; 32]; 3], ReadError> {
    json::read(bytes, |r| {
        r.lit("{\"election\":")?;
        let election = read_hash(r)?;
        r.lit(",\"trustees\":")?;
        let trustees = read_hash(r)?;
        r.lit(",\"credentials\":")?;
        let credentials = read_hash(r)?;
        r.lit("}").map(|()| [election, trustees, credentials])
    })
}

/// Dates up to here can be written in a header: eleven octal digits.
pub const LATEST_DATE: u64 = (1 << 33) - 1;

/// Reads the first entry: its date, in seconds since 1970.
fn read_preamble(bytes: &[u8]) -> Option<u64> {
    json::read(bytes, |r| {
        r.lit("{\"version\":")?;
        if Version::from_number(r.integer()?).is_none() {
            return r.fail("version 1");
        }
        r.lit(",\"timestamp\":\"")?;
        let timestamp = r.integer()?;
        if timestamp > LATEST_DATE {
            return r.fail("a date that a header can hold");
        }
        r.lit("\"}").map(|()| timestamp)
    })
    .ok()
}

/// A tar header as belenios-tool writes it.
fn header(name: &str, size: u64, mtime: u64) -> [u8; 512] {
    let mut header = [0u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[108..115].copy_from_slice(b"0000000");
    header[116..123].copy_from_slice(b"0000000");
    header[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    header[136..147].copy_from_slice(format!("{mtime:011o}").as_bytes());
    header[148..156].copy_from_slice(b"        ");
    header[156] = b'0';
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// Bytes of padding after a content of that size.
fn padding(size: u64) -> u64 {
    size.next_multiple_of(512) - size
}
