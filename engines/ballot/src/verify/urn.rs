//! Ballots: each one checked, the last of each voter summed.

use super::{CheckId, Finding, Known, Object, Progress, Reason, Report, Verification, parallel};
use crate::archive::{Archive, Entry, EventType, Source};
use crate::ballot::{self, Checked};
use crate::group::Group;
use crate::record::ballot::tracker;
use crate::tally::{Tally, Urn};

/// Ballots read and checked together: enough to share among threads, few enough for memory.
const BATCH: usize = 64;

impl<S: Source + ?Sized, G: Group> Verification<'_, S, G> {
    /// Checks every ballot; gives the tally of those that count, if the archive holds one to compare.
    pub(super) fn verify_ballots(
        &self,
        report: &mut Report,
        observer: &mut dyn FnMut(Progress),
    ) -> Option<Tally<'_, G>> {
        let ballots: Vec<(usize, Entry)> = self
            .events(EventType::Ballot)
            .filter_map(|event| self.archive.records_of(event).last().copied())
            .zip(self.known.listed..)
            .map(|(entry, place)| (place, entry))
            .collect();
        let Known { task, watch, ballots: known, listed, .. } = *self.known;
        let total = number(listed + ballots.len()) - 1;
        report.facts.ballots = total;
        report.facts.known = u64::try_from(known).unwrap_or(u64::MAX);
        report.reach(&[CheckId::BallotUnique]);
        if total > 0 {
            report.reach(&[
                CheckId::BallotElection,
                CheckId::BallotCredential,
                CheckId::BallotSignature,
                CheckId::BallotShape,
                CheckId::BallotProofs,
            ]);
        }
        let needs_tally = self.event(EventType::EncryptedTally).is_some();
        let mut counting =
            Counting { urn: Urn::new(self.setup), tally: Tally::new(self.setup), complete: true };
        let mut done = 0;
        let unknown =
            if needs_tally { &ballots[..] } else { &ballots[(known - listed).min(ballots.len())..] };
        let to_do = u64::try_from(unknown.len()).unwrap_or(u64::MAX);
        for batch in unknown.rchunks(BATCH * task.threads.max(1)) {
            let checked = parallel::map(batch, task.threads, |(i, entry)| self.check_one(*i, entry));
            for ((place, _), checked) in batch.iter().zip(checked).rev() {
                watch.time(CheckId::TallyCiphertexts, || counting.add(*place, checked, report));
            }
            done += u64::try_from(batch.len()).unwrap_or(0);
            observer(Progress::Ballots(done, to_do));
        }
        if !needs_tally && known > 0 {
            report.facts.counted = 0;
        }
        (needs_tally && counting.complete).then_some(counting.tally)
    }

    fn check_one(&self, place: usize, entry: &Entry) -> Result<(Checked<G>, String), Finding> {
        let Known { task, watch, ballots: known, .. } = *self.known;
        let content = Archive::content(task.source, entry);
        let Some(content) = content else {
            return Err(Finding::new(Object::File(entry.offset), Reason::Unreadable));
        };
        let tracker = tracker(&content);
        let object = Object::Ballot(number(place), tracker.clone());
        let checked = if place < known {
            let known = watch.time(CheckId::JsonCanonical, || Checked::known(self.setup, &content));
            known.map_err(|reason| Finding::new(object, reason))
        } else {
            ballot::check_timed(self.setup, &content, object, watch)
        };
        checked.map(|checked| (checked, tracker))
    }
}

fn number(place: usize) -> u64 {
    u64::try_from(place).map_or(u64::MAX, |place| place.saturating_add(1))
}

struct Counting<'a, G: Group> {
    urn: Urn,
    tally: Tally<'a, G>,
    /// Whether every ballot could be read, so that the sum means something.
    complete: bool,
}

impl<G: Group> Counting<'_, G> {
    fn add(&mut self, place: usize, checked: Result<(Checked<G>, String), Finding>, report: &mut Report) {
        let (checked, tracker) = match checked {
            Ok(checked) => checked,
            Err(finding) => {
                self.complete = false;
                return report.add(finding);
            }
        };
        if checked.is_readable_by_all() {
            report.fault(Object::Ballot(number(place), tracker), Reason::NeutralAlpha);
        }
        if let Some(counted) = self.urn.next_older(&checked) {
            report.facts.counted += 1;
            if self.tally.add(&counted).is_err() {
                self.complete = false;
                report.fault(Object::Tally, Reason::WeightedShuffle);
            }
        }
    }
}
