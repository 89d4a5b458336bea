//! After closing: the tally, the shuffles, the partial decryptions and the result.

use super::{CheckId, Object, Progress, Reason, Report, Stage, Verification};
use crate::archive::{EventType, Source, StoredEvent};
use crate::decryption::{self, PartFault};
use crate::group::{Ciphertext, Group};
use crate::hash;
use crate::record::decryption::{Owned, PartialDecryption};
use crate::record::result;
use crate::record::shuffle::Shuffle;
use crate::record::tally::{self, Row, TallySize};
use crate::shuffle;
use crate::tally::Tally;

impl<S: Source + ?Sized, G: Group> Verification<'_, S, G> {
    pub(super) fn verify_after_tally(
        &self,
        event: &StoredEvent,
        expected: Option<Tally<'_, G>>,
        report: &mut Report,
        observer: &mut dyn FnMut(Progress),
    ) {
        let Some(mut rows) = self.verify_tally(event, expected, report) else { return };
        observer(Progress::Stage(Stage::Shuffles));
        for (number, event) in (1..).zip(self.events(EventType::Shuffle)) {
            self.verify_shuffle(number, event, &mut rows, report);
        }
        observer(Progress::Stage(Stage::Decryption));
        let mut parts = Vec::new();
        for (number, event) in (1..).zip(self.events(EventType::PartialDecryption)) {
            if let Some(part) = self.verify_part(number, event, &rows, &parts, report) {
                parts.push(part);
            }
        }
        observer(Progress::Stage(Stage::Result));
        if let Some(event) = self.event(EventType::Result) {
            self.verify_result(event, &rows, &parts, report);
        }
    }

    fn verify_tally(
        &self,
        event: &StoredEvent,
        expected: Option<Tally<'_, G>>,
        report: &mut Report,
    ) -> Option<Vec<Row<G>>> {
        let [text, sized] = <[Vec<u8>; 2]>::try_from(self.contents(event)?).ok()?;
        report.reach(&[CheckId::TallyCiphertexts, CheckId::TallySize]);
        let questions = &self.setup.election().questions;
        let watch = self.known.watch;
        let rows = watch.time(CheckId::JsonCanonical, || tally::read(self.setup.group(), questions, &text));
        let rows = report.read(Object::Tally, rows);
        let sized = report.read(Object::Tally, TallySize::read(&sized));
        if let Some(expected) = expected {
            let expected = watch.time(CheckId::TallyCiphertexts, || expected.finish());
            if expected.text.as_bytes() == text {
                report.reach(&[CheckId::RevoteLast]);
            } else {
                report.fault(Object::Tally, Reason::TallyDiffers);
            }
            if let Some(sized) = &sized {
                if sized.num_tallied != expected.sized.num_tallied {
                    report.fault(Object::Tally, Reason::NumTallied);
                }
                if sized.total_weight != expected.sized.total_weight {
                    report.fault(Object::Tally, Reason::TotalWeight);
                }
            }
        }
        if sized.is_some_and(|sized| sized.encrypted_tally != hash::sha256_hex(&text)) {
            report.fault(Object::Tally, Reason::SizedHash);
        }
        rows
    }

    /// The object of an owned event, and its owner.
    fn owned(&self, event: &StoredEvent, object: &Object, report: &mut Report) -> Option<(Vec<u8>, u32)> {
        let [content, owned] = <[Vec<u8>; 2]>::try_from(self.contents(event)?).ok()?;
        let owned = report.read(object.clone(), Owned::read(&owned))?;
        if owned.payload != hash::sha256_hex(&content) {
            report.fault(object.clone(), Reason::OwnedMismatch);
        }
        Some((content, owned.owner))
    }

    fn is_trustee(&self, owner: u32) -> bool {
        usize::try_from(owner).is_ok_and(|owner| (1..=self.setup.trustee_keys().len()).contains(&owner))
    }

    fn verify_shuffle(&self, number: u64, event: &StoredEvent, rows: &mut [Row<G>], report: &mut Report) {
        let object = Object::Shuffle(number);
        report.reach(&[CheckId::ShuffleChain, CheckId::ShuffleProofs]);
        let Some((content, owner)) = self.owned(event, &object, report) else { return };
        if !self.is_trustee(owner) {
            report.fault(object.clone(), Reason::ShuffleOwner);
        }
        let group = self.setup.group();
        let watch = self.known.watch;
        let shuffle = watch.time(CheckId::JsonCanonical, || Shuffle::read(group, &content));
        let Some(shuffle) = report.read(object.clone(), shuffle) else { return };
        let questions = self.setup.election().questions.iter().zip(rows);
        let shuffled: Vec<&mut Vec<Ciphertext<G>>> = questions
            .filter_map(|(question, row)| match row {
                Row::Flat(row) if question.is_shuffled() => Some(row),
                _ => None,
            })
            .collect();
        if shuffle.ciphertexts.len() != shuffled.len() || shuffle.proofs.len() != shuffled.len() {
            return report.fault(object, Reason::ShuffleShape);
        }
        let bound = (self.setup.fingerprint(), &self.setup.key().y);
        for ((row, output), proof) in shuffled.into_iter().zip(shuffle.ciphertexts).zip(&shuffle.proofs) {
            if !shuffle::fits(row.len(), &output, proof) {
                report.fault(object.clone(), Reason::ShuffleShape);
            } else if !watch.time(CheckId::GroupMember, || shuffle::has_members_only(group, &output, proof)) {
                report.fault(object.clone(), Reason::NotAMember);
            } else if !watch
                .time(CheckId::ShuffleProofs, || shuffle::verify(group, bound, (row, &output), proof))
            {
                report.fault(object.clone(), Reason::ShuffleProof);
            }
            *row = output;
        }
    }

    fn verify_part(
        &self,
        number: u64,
        event: &StoredEvent,
        rows: &[Row<G>],
        before: &[(u32, PartialDecryption<G>)],
        report: &mut Report,
    ) -> Option<(u32, PartialDecryption<G>)> {
        let object = Object::Decryption(number);
        report.reach(&[CheckId::DecryptionOwners, CheckId::DecryptionShape, CheckId::DecryptionProofs]);
        let (content, owner) = self.owned(event, &object, report)?;
        if !self.is_trustee(owner) {
            report.fault(object, Reason::OwnerUnknown);
            return None;
        }
        if before.iter().any(|(earlier, _)| *earlier == owner) {
            report.fault(object, Reason::OwnerTwice);
            return None;
        }
        let questions = &self.setup.election().questions;
        let watch = self.known.watch;
        let read = || PartialDecryption::read(self.setup.group(), questions, &content);
        let part = report.read(object.clone(), watch.time(CheckId::JsonCanonical, read))?;
        let key = self.setup.trustee_keys()[usize::try_from(owner - 1).ok()?].key;
        match watch.time(CheckId::DecryptionProofs, || decryption::check(self.setup, rows, &key, &part)) {
            Ok(()) => return Some((owner, part)),
            Err(PartFault::Shape) => report.fault(object, Reason::FactorsShape),
            Err(PartFault::Member) => report.fault(object, Reason::NotAMember),
            Err(PartFault::Proof) => report.fault(object, Reason::FactorProof),
        }
        None
    }

    fn verify_result(
        &self,
        event: &StoredEvent,
        rows: &[Row<G>],
        parts: &[(u32, PartialDecryption<G>)],
        report: &mut Report,
    ) {
        report.reach(&[CheckId::DecryptionEnough, CheckId::ResultCounts]);
        let Some([text]) = self.contents(event).and_then(|c| <[Vec<u8>; 1]>::try_from(c).ok()) else {
            return;
        };
        report.facts.result = String::from_utf8(text.clone()).ok();
        let questions = &self.setup.election().questions;
        let Some(outcomes) = report.read(Object::Result, result::read(questions, &text)) else { return };
        let watch = self.known.watch;
        match watch.time(CheckId::DecryptionEnough, || decryption::combine(self.setup, rows, parts)) {
            Err(_) => report.fault(Object::Result, Reason::NotEnough),
            Ok(messages) => {
                // Without a total that a count can reach, the credentials are at fault already.
                let total = self.setup.total_weight().unwrap_or_default();
                let agrees = || decryption::agrees(self.setup, &messages, total, &outcomes);
                if !watch.time(CheckId::ResultCounts, agrees) {
                    report.fault(Object::Result, Reason::ResultDiffers);
                }
            }
        }
    }
}
