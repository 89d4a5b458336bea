//! Receipts: what a verification of an open urn leaves for the next one, so that k new ballots cost in k.
//!
//! Events are a chain of hashes: the last one stands for all before it. So whoever verified an archive up to a head
//! need only check that what follows continues that head. A receipt holds the head, where it ends in the file, and
//! the hashes of the ballots, so that none of them comes twice. It is worth as much as the place where it is kept:
//! whoever can write there can make the next verification skip what it likes.

use std::collections::HashSet;

use super::parallel;
use crate::archive::{Archive, EventType, Source, read_hash};
use crate::group::Ed25519;
use crate::hash;
use crate::json::{self, ReadError, Write};
use crate::record::ballot::Ballot;

/// Bytes compared at a time.
const CHUNK: u64 = 1 << 18;

/// A verified beginning of an archive, which ends with a ballot or with the setup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Date of all entries.
    pub(crate) timestamp: u64,
    /// Length in bytes.
    pub(crate) size: u64,
    /// Hash of the last event.
    pub(crate) head: [u8; 32],
    /// Hashes of the ballots, sorted.
    pub(crate) ballots: Vec<[u8; 32]>,
}

impl Receipt {
    /// Number of events: the setup and the ballots.
    pub(crate) fn events(&self) -> u64 {
        1 + u64::try_from(self.ballots.len()).unwrap_or(u64::MAX - 1)
    }

    /// Number of ballots.
    pub fn ballots(&self) -> usize {
        self.ballots.len()
    }

    /// Whether a ballot with that hash is there.
    pub(crate) fn has(&self, ballot: &[u8; 32]) -> bool {
        self.ballots.binary_search(ballot).is_ok()
    }

    /// The receipt of an archive that has just been found valid, on top of the one that it continues.
    ///
    /// `None` once the urn is closed: what follows then needs every ballot.
    pub(super) fn after(archive: &Archive, size: u64, before: Option<&Self>) -> Option<Self> {
        let (setup, rest) = archive.events.split_first()?;
        let is_open =
            setup.kind == EventType::Setup && rest.iter().all(|event| event.kind == EventType::Ballot);
        let added = rest.iter().filter_map(|event| archive.records_of(event).first()).map(|entry| entry.hash);
        let mut ballots = before.map(|before| before.ballots.clone()).unwrap_or_default();
        ballots.extend(added);
        ballots.sort_unstable();
        is_open.then_some(Self { timestamp: archive.timestamp, size, head: archive.head?, ballots })
    }

    /// The receipt of an older archive, verified before, if the newer one starts with the same bytes.
    ///
    /// Bytes are compared and names are read; nothing is hashed again.
    pub(super) fn of_same_bytes<S: Source + ?Sized>(newer: &S, older: &S, threads: usize) -> Option<Self> {
        let receipt = Self { size: older.size(), ..Archive::outline(older)? };
        let chunks: Vec<u64> = (0..receipt.size.div_ceil(CHUNK)).collect();
        let same = |chunk: &u64| {
            let start = chunk * CHUNK;
            let length = usize::try_from(CHUNK.min(receipt.size - start)).expect("a chunk is small");
            let (mut a, mut b) = (vec![0; length], vec![0; length]);
            newer.read_at(start, &mut a) && older.read_at(start, &mut b) && a == b
        };
        let groups: Vec<&[u64]> = chunks.chunks(64).collect();
        parallel::map(&groups, threads, |group| group.iter().all(same))
            .into_iter()
            .all(|same| same)
            .then_some(receipt)
    }

    /// Reads the text of a receipt.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"receipt\":1,\"timestamp\":")?;
            let timestamp = r.integer()?;
            r.lit(",\"size\":")?;
            let size = r.integer()?;
            r.lit(",\"head\":")?;
            let head = read_hash(r)?;
            r.lit(",\"ballots\":")?;
            let ballots = r.list(read_hash)?;
            if !ballots.is_sorted_by(|a, b| a < b) {
                return r.fail("hashes in increasing order");
            }
            r.lit(",\"checksum\":")?;
            let receipt = Self { timestamp, size, head, ballots };
            if read_hash(r)? != receipt.checksum() {
                return r.fail("the checksum of what stands before");
            }
            r.lit("}").map(|()| receipt)
        })
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut out = format!(
            "{{\"receipt\":1,\"timestamp\":{},\"size\":{},\"head\":\"{}\",\"ballots\":",
            self.timestamp,
            self.size,
            hash::hex(&self.head)
        );
        out.push_list(&self.ballots, |out, ballot| out.put(format_args!("\"{}\"", hash::hex(ballot))));
        out.put(format_args!(",\"checksum\":\"{}\"}}", hash::hex(&self.checksum())));
        out
    }

    /// A damaged receipt is told from a whole one; this is no signature.
    fn checksum(&self) -> [u8; 32] {
        let mut bytes = [self.timestamp.to_be_bytes(), self.size.to_be_bytes()].concat();
        bytes.extend(self.head);
        bytes.extend(self.ballots.as_flattened());
        hash::sha256(&bytes)
    }
}

/// The credentials that some ballots name; a ballot that cannot be read names none.
pub(super) fn named_credentials<S: Source + ?Sized>(source: &S, archive: &Archive) -> HashSet<String> {
    let ballots = archive.events.iter().filter(|event| event.kind == EventType::Ballot);
    let contents = ballots.filter_map(|event| Archive::content(source, archive.records_of(event).first()?));
    // The credential's text is the same in every group.
    contents
        .filter_map(|content| Ballot::<Ed25519>::read_credential(&content).ok().map(str::to_owned))
        .collect()
}
