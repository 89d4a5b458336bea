//! Properties as inputs: what is shown of each, what was typed, and how easy the text is to read.

use std::collections::BTreeMap;

use beffroi_forms::diff::Known;
use beffroi_forms::edit::{Control, Family, Prop, Shape, at, names_of, show};
use beffroi_forms::readability;
use beffroi_web::{Ctx, Faults, Posted};
use serde_json::Value as Json;

use super::{Bench, words};

/// How an input looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Line,
    Area,
    Number,
    Tick,
    Select,
    /// Boxes that share a name.
    Ticks,
    /// A sentence, and a way to its own page.
    Condition,
}

/// A word to choose.
pub(super) struct Word {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// An input of a thing's page.
pub(super) struct Input {
    /// Its name, which is also its identifier.
    pub name: String,
    pub key: &'static str,
    pub label: String,
    pub help: String,
    pub look: Look,
    pub value: String,
    pub words: Vec<Word>,
    /// Kandel and Moles, rounded, when the text is hard.
    pub hard: Option<i64>,
    /// Part of the less used, folded away.
    pub rare: bool,
}

/// What the page calls the input of a property: apart from the questions of the preview beside it.
pub(super) fn input_name(key: &str) -> String {
    format!("v.{key}")
}

fn look(control: Control) -> Look {
    match control {
        Control::Name | Control::Line | Control::Term | Control::NeededTerm => Look::Line,
        Control::Number | Control::Whole => Look::Number,
        Control::Tick => Look::Tick,
        Control::OneOf(_)
        | Control::Maybe(_)
        | Control::ListName
        | Control::NeededList
        | Control::Target
        | Control::NeededTarget
        | Control::StepName
        | Control::DocumentName
        | Control::RoleName
        | Control::OnError => Look::Select,
        Control::Parties | Control::Vias | Control::StepNames => Look::Ticks,
        Control::Cond | Control::NeededCond => Look::Condition,
        _ => Look::Area,
    }
}

/// Properties that most things leave alone.
const RARE: [&str; 9] =
    ["locked", "source", "purpose", "retention", "audience", "note", "default", "attach", "addresses"];

/// The inputs of a thing; `typed` is what was just sent.
pub(super) fn inputs(
    ctx: &Ctx,
    bench: &Bench,
    shape: Shape,
    json: &Json,
    typed: Option<&BTreeMap<String, String>>,
) -> Vec<Input> {
    let known = Known::new(&bench.work);
    let input = |prop: Prop| {
        let look = look(prop.control);
        let kept = at(json, prop.key);
        let value = match typed.and_then(|typed| typed.get(prop.key)) {
            Some(text) => text.clone(),
            None if look == Look::Condition => known.say(&prop, kept),
            None => show(&prop, kept),
        };
        Input {
            name: input_name(prop.key),
            key: prop.key,
            label: words::label(ctx, shape, json, prop.key),
            help: words::help(ctx, shape, json, prop.key),
            words: choices(ctx, bench, &prop, &value),
            hard: readability::hard(&value).filter(|_| matches!(prop.control, Control::Area | Control::Line)),
            rare: RARE.contains(&prop.key),
            look,
            value,
        }
    };
    shape.props(json).into_iter().map(input).collect()
}

/// The words to choose from; the one there is stays, even when nothing offers it any more.
fn choices(ctx: &Ctx, bench: &Bench, prop: &Prop, value: &str) -> Vec<Word> {
    let names = |family: Family| -> Vec<(String, String)> {
        let titled = names_of(&bench.document, family).into_iter().map(|(id, place)| {
            let title = place.get(&bench.document).map(beffroi_forms::diff::title).unwrap_or_default();
            (id, title)
        });
        titled.collect()
    };
    let blank = || vec![(String::new(), ctx.s("procedures-author-nothing"))];
    let of_key = |key: &str, words: &[&str]| -> Vec<(String, String)> {
        words.iter().map(|word| ((*word).to_owned(), words::choice(ctx, key, word))).collect()
    };
    let fixed = |words: &[&str]| of_key(prop.key, words);
    let previous = || vec![("_previous".to_owned(), ctx.s("procedures-author-previous-step"))];
    let mut all: Vec<(String, String)> = match prop.control {
        Control::OneOf(words) => fixed(words),
        Control::Maybe(words) => [blank(), fixed(words)].concat(),
        Control::ListName => [blank(), names(Family::List)].concat(),
        Control::NeededList => names(Family::List),
        Control::Target => [blank(), names(Family::Step), previous()].concat(),
        Control::NeededTarget => [names(Family::Step), previous()].concat(),
        Control::StepName | Control::StepNames => names(Family::Step),
        Control::DocumentName => names(Family::Document),
        Control::RoleName => names(Family::Role),
        Control::OnError => [fixed(&["stop", "pass"]), names(Family::Step), previous()].concat(),
        Control::Parties => [of_key("party", &["applicant", "system"]), names(Family::Role)].concat(),
        Control::Vias => fixed(&["mail", "space", "letter"]),
        _ => Vec::new(),
    };
    let chosen: Vec<&str> =
        if look(prop.control) == Look::Ticks { value.lines().collect() } else { vec![value] };
    if look(prop.control) == Look::Select || look(prop.control) == Look::Ticks {
        for word in &chosen {
            if !word.is_empty() && !all.iter().any(|(known, _)| known == word) {
                all.push(((*word).to_owned(), (*word).to_owned()));
            }
        }
    }
    let default = matches!(prop.control, Control::OneOf(_) | Control::OnError) && value.is_empty();
    all.into_iter()
        .enumerate()
        .map(|(n, (value, label))| Word {
            chosen: chosen.contains(&value.as_str()) || (default && n == 0),
            value,
            label,
        })
        .collect()
}

/// What was typed, by key of the property. A box that is not ticked sends nothing, which says no.
pub(super) fn typed(posted: &Posted, shape: Shape, json: &Json) -> BTreeMap<String, String> {
    let mut typed = BTreeMap::new();
    for prop in shape.props(json) {
        let (name, look) = (input_name(prop.key), look(prop.control));
        if look == Look::Condition || !(posted.has(&name) || matches!(look, Look::Tick | Look::Ticks)) {
            continue;
        }
        let text = match look {
            Look::Ticks => posted.all(&name).collect::<Vec<_>>().join("\n"),
            Look::Area => posted.raw(&name).trim_end().to_owned(),
            _ => posted.get(&name).to_owned(),
        };
        typed.insert(prop.key.to_owned(), text);
    }
    typed
}

/// The faults of the engine, next to their inputs.
pub(super) fn faults(ctx: &Ctx, found: &[(String, beffroi_forms::edit::Fault)]) -> Faults {
    let mut faults = Faults::default();
    for (key, fault) in found {
        faults.push(input_name(key), words::fault(ctx, fault));
    }
    faults
}
