//! Which lines of a file's history are entries of the person's journal too, and under which processing (GDPR 15, 30, 32): all of them, but
//! those that [`UNJOURNALED`] names with the reason.

use beffroi_people::{Actor, Kind, OWN, Purpose};
use beffroi_store::Tx;
use beffroi_web::{Ctx, Problem};
use uuid::Uuid;

use crate::counter;
use crate::flow::{opinions, watch};
use crate::follow::access;

/// Kinds of lines without an entry, and why: nothing changed for the person, or an entry says it already.
const UNJOURNALED: &[(&str, &str)] = &[
    (
        "taken",
        "who handles a file is not told to the person; the first reading of whoever took it is an entry",
    ),
    ("given_back", "as `taken`"),
    ("given", "as `taken`"),
    ("taken_over", "as `taken`"),
    (
        "labelled",
        "a label sorts the lists of a unit; it says nothing of the person and reads nothing of hers",
    ),
    ("unlabelled", "as `labelled`"),
    ("timer", "what the timer does writes lines of its own, which are entries"),
    ("alert", "a word to the agents that a date comes near: nothing is read, nothing changes"),
    ("silence_stuck", "the workflow could not decide: nothing changed"),
    ("assign_unknown", "the unit is not known: the file stays where it was"),
    ("opinion_reminded", "the question was an entry when it was sent; a reminder sends nothing more"),
    ("opinion_late", "as `opinion_reminded`, to the agent"),
    ("call_failed", "what leaves is an entry when the call is prepared; nothing came back"),
    ("call_passed", "as `call_failed`"),
    ("call_again", "as `call_failed`"),
    ("call_given_up", "as `call_failed`"),
    ("revision", "the move opens the file under its own processing: that entry names the file"),
];

/// A line about to be journaled.
pub(crate) struct Line<'l> {
    pub kind: &'l str,
    /// Whom the file is about.
    pub person: Uuid,
    /// The unit that holds the file, and its number.
    pub unit: Option<Uuid>,
    pub number: &'l str,
}

/// Writes that something was done to the file of this person. No field is read for it: an opening writes its own entry.
pub(crate) async fn journal(
    ctx: &Ctx,
    tx: &Tx,
    actor: Option<&Actor>,
    line: &Line<'_>,
) -> Result<(), Problem> {
    if !is_journaled(actor, line) {
        return Ok(());
    }
    let program;
    let (actor, code) = if let Some(actor) = actor.filter(|actor| actor.person().is_some()) {
        (actor, code(actor, line))
    } else {
        // An expert outside, who proved with a code that she was asked; else the workflow.
        let outside = line.kind == "opinion";
        let name = if outside { opinions::OUTSIDE } else { "workflow" };
        program = Actor::automaton(name, ctx.ambient().uuid_v4());
        (&program, if outside { opinions::OUTSIDE } else { watch::PROCESSING })
    };
    let mut purpose = Purpose::new(code).case(line.number);
    if let Some(unit) = line.unit {
        purpose = purpose.unit(unit);
    }
    ctx.desk().record(tx, actor, line.person, Kind::Act, &purpose).await?;
    Ok(())
}

/// The counter journals what it wrote down for somebody under its own processing (`counter::record`), in the same transaction.
fn is_journaled(actor: Option<&Actor>, line: &Line<'_>) -> bool {
    let by_counter = line.kind == "filed" && actor.is_some_and(|actor| !actor.is(line.person));
    !by_counter && UNJOURNALED.iter().all(|(kind, _)| *kind != line.kind)
}

/// The processing under which a person acts on this file.
fn code(actor: &Actor, line: &Line<'_>) -> &'static str {
    if actor.is(line.person) {
        OWN
    } else if actor.joint == Some(line.person) {
        access::JOINT
    } else if line.kind == "opinion" {
        opinions::INSIDE
    } else if actor.is_agent() {
        "instruction"
    } else {
        counter::ENTRY
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every kind of line: each has a sentence, and the tests of texts refuse a sentence that nothing uses.
    fn kinds() -> BTreeSet<String> {
        let texts = crate::TEXTS.iter().filter(|(lang, _)| *lang == beffroi_web::Lang::Fr);
        let keys = texts.flat_map(|(_, text)| text.lines()).filter_map(|line| line.split_once(" = "));
        keys.filter_map(|(key, _)| key.strip_prefix("procedures-event-"))
            .map(|kind| kind.replace('-', "_"))
            .collect()
    }

    #[test]
    fn every_kind_of_line_is_an_entry_of_the_journal_or_says_why_not() {
        let kinds = kinds();
        assert!(kinds.len() > 40, "{kinds:?}");
        let person = Uuid::from_u128(1);
        for kind in &kinds {
            let line = Line { kind, person, unit: None, number: "2026-000001" };
            let why = UNJOURNALED.iter().find(|(of, _)| of == kind).map(|(_, why)| *why);
            assert_eq!(is_journaled(None, &line), why.is_none(), "{kind}");
            assert!(why.is_none_or(|why| why.len() > 8), "{kind} says why it is no entry");
        }
    }

    #[test]
    fn nothing_is_spared_that_never_happens() {
        let kinds = kinds();
        for (kind, why) in UNJOURNALED {
            assert!(kinds.contains(*kind), "no line of a history is of kind {kind}");
            let other = why.strip_prefix("as `").and_then(|rest| rest.split('`').next());
            assert!(other.is_none_or(|other| UNJOURNALED.iter().any(|(of, _)| *of == other)), "{why}");
        }
    }

    #[test]
    fn whatever_changes_the_state_or_decides_is_an_entry() {
        for kind in [
            "filed",
            "step",
            "transition",
            "decision",
            "silence",
            "withdrawn",
            "appeal",
            "appeal_upheld",
            "message",
            "paid",
            "opinion",
        ] {
            let line = Line { kind, person: Uuid::from_u128(1), unit: None, number: "2026-000001" };
            assert!(is_journaled(None, &line), "{kind}");
        }
    }
}
