//! The canonical text of the profile: the whole result in integers, one line per fact, for comparison by hash.
//!
//! Reals stand as µ(x) = ⌊10⁶·x + ½⌋; fields are separated by one space, and every line ends with `\n`.

use std::fmt::{self, Write as _};

use crate::numbers::micro;
use crate::stability::RUNS;
use crate::{Layout, Map, PROFILE};

pub(crate) fn text(map: &Map<'_>) -> String {
    let mut text = String::new();
    layout(&mut text, map.layout())
        .and_then(|()| stability(&mut text, map))
        .expect("writing to a String cannot fail");
    text
}

fn layout(text: &mut String, layout: &Layout<'_>) -> fmt::Result {
    let conversation = layout.conversation();
    let [first, second] = layout.components();
    writeln!(text, "profile {PROFILE}")?;
    writeln!(
        text,
        "participants {} statements {} rejected {} inconv {} base {} k {}",
        conversation.participants().len(),
        conversation.statements().len(),
        conversation.rejected().count(),
        layout.people_in_conversation(),
        layout.base_clusters(),
        layout.best_k(),
    )?;
    for grouping in layout.groupings() {
        writeln!(text, "silhouette {} {}", grouping.k, micro(grouping.silhouette))?;
    }
    writeln!(text, "eigen {} {}", micro(first.eigenvalue), micro(second.eigenvalue))?;
    let rows =
        conversation.statements().iter().zip(layout.centre()).zip(&first.loadings).zip(&second.loadings);
    for (((statement, &centre), &p1), &p2) in rows {
        let (number, rejected) = (statement.number, u8::from(statement.rejected));
        writeln!(text, "s {number} {rejected} {} {} {}", micro(centre), micro(p1), micro(p2))?;
    }
    for person in layout.people() {
        writeln!(text, "p {} {} {} {}", person.number, micro(person.at.x), micro(person.at.y), person.group)?;
    }
    Ok(())
}

fn stability(text: &mut String, map: &Map<'_>) -> fmt::Result {
    let stability = map.stability();
    writeln!(text, "seed {:016x} runs {RUNS} samek {}", stability.seed, stability.same_k)?;
    for (grouping, gammas) in map.layout().groupings().iter().zip(&stability.gammas) {
        for (group, &gamma) in gammas.iter().enumerate() {
            writeln!(text, "stability {} {group} {}", grouping.k, micro(gamma))?;
        }
    }
    writeln!(text, "shown {}", map.verdict().shown_k())
}
