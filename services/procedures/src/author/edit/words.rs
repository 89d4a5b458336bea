//! The words of the workshop: what shapes, properties, choices and faults are called, and where findings lead.

use beffroi_forms::edit::{Fault, Place, Shape, Work, term};
use beffroi_forms::import::report::Lang as Words;
use beffroi_forms::lint::{Level, Rule, lint, words};
use beffroi_web::{Ctx, Lang};
use fluent_bundle::FluentValue;
use serde_json::Value as Json;

/// A finding of the static checks, in words, with the place to mend it.
pub(in crate::author) struct Check {
    pub error: bool,
    pub place: String,
    pub what: String,
    /// The thing it is about.
    pub at: Place,
    /// The input of the revision's page that mends it, wherever it was found: what is said once for the whole form.
    whole: Option<&'static str>,
}

impl Check {
    /// Where to mend it, in the draft at this address.
    pub(in crate::author) fn href(&self, base: impl std::fmt::Display) -> String {
        match self.at.to_string().split(['[', '.']).next() {
            Some("easy") => format!("{base}/facile"),
            _ => format!("{base}/modifier?lieu={}", self.at.dotted()),
        }
    }
}

/// Findings that say the same: the sentence once, and every place.
pub(in crate::author) struct Group {
    pub error: bool,
    pub what: String,
    whole: Option<&'static str>,
    pub checks: Vec<Check>,
}

impl Group {
    /// Where one answer mends all of them, in the draft at this address.
    pub(in crate::author) fn whole(&self, base: impl std::fmt::Display) -> Option<String> {
        self.whole.map(|input| format!("{base}#{input}"))
    }

    /// The place, when there is one, and when the sentence does not say it already.
    pub(in crate::author) fn only(&self) -> Option<&Check> {
        self.checks.first().filter(|_| self.checks.len() == 1)
    }
}

/// Findings put together by what they say, in their order.
pub(in crate::author) fn groups(checks: Vec<Check>) -> Vec<Group> {
    let mut all: Vec<Group> = Vec::new();
    for check in checks {
        match all.iter_mut().find(|group| group.error == check.error && group.what == check.what) {
            Some(group) => group.checks.push(check),
            None => all.push(Group {
                error: check.error,
                what: check.what.clone(),
                whole: check.whole,
                checks: vec![check],
            }),
        }
    }
    all
}

/// The input of the revision's page that answers for the whole form.
fn whole(rule: Rule, channel: Option<&str>) -> Option<&'static str> {
    Some(match (rule, channel) {
        (Rule::NoPurpose, _) => "finalite",
        (Rule::NoRetention, _) => "conservation-final",
        (Rule::NoTitle, _) => "titre",
        (Rule::NoLaw, _) => "loi-0-titre",
        (Rule::NoChannel, Some("phone")) => "telephone",
        (Rule::NoChannel, Some("post")) => "poste",
        (Rule::NoChannel, _) => "guichet",
        _ => return None,
    })
}

/// Every finding, errors first.
pub(in crate::author) fn checks(work: &Work) -> Vec<Check> {
    let document = work.document();
    let mut all: Vec<Check> = lint(&work.form, Some(&work.flow))
        .iter()
        .map(|finding| {
            let place: Place = finding.place.parse().unwrap_or_default();
            let first = place.to_string();
            // What is missing altogether has no thing of its own.
            let missing = first == "laws" || first == "channels" || first.starts_with("easy");
            Check {
                error: finding.level() == Level::Error,
                place: words::place(&finding.place, &work.form, Some(&work.flow), Words::Fr),
                what: words::rule(finding, Words::Fr),
                at: if missing { place } else { Shape::at(&document, &place).1 },
                whole: whole(finding.rule, finding.args.first().map(|(_, value)| value.as_str())),
            }
        })
        .collect();
    all.sort_by_key(|check| !check.error);
    all
}

/// A key of the engine as the end of a text's key.
fn end(key: &str) -> String {
    key.replace(['.', '_'], "-")
}

/// The text that is nearest: of this sort of thing, or of any.
fn nearest(ctx: &Ctx, special: &str, general: &str) -> Option<String> {
    let texts = ctx.app().texts();
    [special, general].into_iter().find(|key| texts.has(Lang::Fr, key)).map(|key| ctx.s(key))
}

fn sort_of(shape: Shape, json: &Json) -> String {
    end(shape.sort(json).unwrap_or_else(|| shape.key()))
}

/// What a property is called.
pub(in crate::author) fn label(ctx: &Ctx, shape: Shape, json: &Json, key: &str) -> String {
    let (sort, key) = (sort_of(shape, json), end(key));
    let special = format!("procedures-author-q-{sort}-{key}");
    nearest(ctx, &special, &format!("procedures-author-p-{key}")).unwrap_or(key)
}

/// What a property is, in a sentence; empty when its label says it.
pub(super) fn help(ctx: &Ctx, shape: Shape, json: &Json, key: &str) -> String {
    let (sort, key) = (sort_of(shape, json), end(key));
    let special = format!("procedures-author-g-{sort}-{key}");
    nearest(ctx, &special, &format!("procedures-author-h-{key}")).unwrap_or_default()
}

/// What a word of a closed choice is called.
pub(super) fn choice(ctx: &Ctx, key: &str, word: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    ctx.s(&format!("procedures-author-w-{}-{}", end(last), end(word)))
}

/// Keys of boxes that are ticked or not.
const TICKS: [&str; 10] = [
    "required",
    "locked",
    "waiting",
    "hidden",
    "end",
    "reason",
    "batch",
    "shown",
    "tracking_code",
    "announced_working",
];

/// A value as people read it: the words of closed choices, line by line.
pub(in crate::author) fn said(ctx: &Ctx, key: &str, text: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    let family = if TICKS.contains(&last) { "tick" } else { last };
    let word = |line: &str| {
        let key = |family: &str| format!("procedures-author-w-{}-{}", end(family), end(line));
        nearest(ctx, &key(family), &key("party")).unwrap_or_else(|| line.to_owned())
    };
    text.lines().map(word).collect::<Vec<_>>().join("\n")
}

/// What a thing is called: a kind of item, what an action does, or its shape.
pub(in crate::author) fn sort(ctx: &Ctx, shape: Shape, sort: &str) -> String {
    match shape {
        Shape::Item if sort.is_empty() => ctx.s("procedures-author-s-item"),
        Shape::Item => ctx.s(&format!("procedures-author-k-{}", end(sort))),
        Shape::Action => ctx.s(&format!("procedures-author-do-{}", end(sort))),
        other => ctx.s(&format!("procedures-author-s-{}", other.key())),
    }
}

/// What a list of things is called.
pub(in crate::author) fn list(ctx: &Ctx, shape: Shape, key: &str) -> String {
    // Questions of a page, of a block, of an action are one thing; the steps of a workflow and its parameters another.
    let special = format!("procedures-author-q-{}-{}", shape.key(), end(key));
    nearest(ctx, &special, &format!("procedures-author-l-{}", end(key))).unwrap_or_default()
}

/// A thing in one line: its first words, or what it is.
pub(in crate::author) fn named(ctx: &Ctx, shape: Shape, json: &Json) -> String {
    let title = beffroi_forms::diff::title(json);
    let what = sort(ctx, shape, shape.sort(json).unwrap_or_default());
    match (shape, title.is_empty()) {
        (Shape::Timer, _) => {
            let after = serde_json::from_value(json["after"].clone()).map(|of| term::show(&of));
            let unit = choice(ctx, "unit", json["unit"].as_str().unwrap_or("days"));
            format!("{what}\u{a0}: {} {unit}", after.unwrap_or_default())
        }
        (Shape::Form | Shape::Flow, _) | (_, true) => what,
        (Shape::Action, false) => format!("{what}\u{a0}: {title}"),
        _ => title,
    }
}

/// Why a value is not taken.
pub(super) fn fault(ctx: &Ctx, fault: &Fault) -> String {
    let (key, detail): (&str, FluentValue<'_>) = match fault {
        Fault::Missing => ("procedures-author-f-missing", "".into()),
        Fault::BadName(text) => ("procedures-author-f-name", text.as_str().into()),
        Fault::BadNumber => ("procedures-author-f-number", "".into()),
        Fault::BadTerm(what) => ("procedures-author-f-term", what.as_str().into()),
        Fault::NoSuchChoice(word) => ("procedures-author-f-choice", word.as_str().into()),
        Fault::BadLine(n) => ("procedures-author-f-line", (*n).into()),
        Fault::Taken(name) => ("procedures-author-f-taken", name.as_str().into()),
        Fault::Refused(what) => ("procedures-author-f-refused", what.as_str().into()),
    };
    ctx.app().texts().get(ctx.lang(), key, &[("detail", detail)]).0
}
