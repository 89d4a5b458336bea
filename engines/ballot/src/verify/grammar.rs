//! The order of events: `Setup Ballot* (EndBallots (EncryptedTally (Shuffle+ EndShuffles)? PartialDecryption*
//! Result?)?)?`, where shuffles are made iff a question needs them.

use super::{Object, Reason, Report};
use crate::archive::{EventType, StoredEvent};
use crate::record::election::{Election, Question};

pub(super) fn check(events: &[StoredEvent], election: &Election, report: &mut Report) {
    let shuffled = election.questions.iter().any(Question::is_shuffled);
    for (height, pair) in (1..).zip(events.windows(2)) {
        if let Some(reason) = fault(pair[0].kind, pair[1].kind, shuffled) {
            report.fault(Object::Event(height), reason);
        }
    }
}

/// Why `next` may not follow `last`.
fn fault(last: EventType, next: EventType, shuffled: bool) -> Option<Reason> {
    use EventType::{
        Ballot, EncryptedTally, EndBallots, EndShuffles, PartialDecryption, Result, Setup, Shuffle,
    };
    match (last, next) {
        (Setup | Ballot, Ballot | EndBallots)
        | (EndBallots, EncryptedTally)
        | (EndShuffles | PartialDecryption, PartialDecryption | Result) => None,
        (EncryptedTally | Shuffle, Shuffle) | (Shuffle, EndShuffles) => {
            (!shuffled).then_some(Reason::ShufflesPointless)
        }
        (EncryptedTally, PartialDecryption | Result) => shuffled.then_some(Reason::ShufflesMissing),
        (Shuffle, PartialDecryption | Result) => Some(Reason::ShufflesMissing),
        _ => Some(Reason::NotInOrder),
    }
}
