//! The properties of each kind of thing, in the order to show them.

use super::shape::{Control, Prop, Shape};

use Control::{
    Area, Cond, DocumentName, Fees, Line, Lines, ListName, Maybe, Name, Names, NeededCond, NeededList,
    NeededTarget, NeededTerm, Number, OnError, OneOf, Pairs, Parties, RoleName, Rows, StepName, StepNames,
    Target, Term, Terms, Tick, Vias, Whole,
};

const fn p(key: &'static str, control: Control) -> Prop {
    Prop { key, control, kept: false }
}

const fn kept(key: &'static str, control: Control) -> Prop {
    Prop { key, control, kept: true }
}

const COUNTRIES: &[&str] = &["be", "fr", "lu", "nl", "de"];
const TYPES: &[&str] = &["text", "integer", "decimal", "boolean", "date"];
const RETENTIONS: &[&str] = &["final", "keep"];

const FORM: &[Prop] = &[
    p("meta.title", Line),
    p("meta.description", Area),
    p("meta.digest", Line),
    p("meta.confirmation", Area),
    p("meta.keywords", Lines),
    p("meta.fees", Fees),
    p("meta.announced_days", Number),
    p("meta.announced_working", Tick),
    p("meta.purpose", Area),
    p("meta.retention", Maybe(RETENTIONS)),
    p("login", OneOf(&["none", "account", "strong"])),
    p("tracking_code", Tick),
    p("clock.period.n", Number),
    p("clock.period.unit", Maybe(&["days", "working_days", "weeks", "months"])),
    p("clock.silence", Maybe(&["accept", "reject", "nothing"])),
    p("clock.correction", Maybe(&["continue", "reset"])),
    p("meta.note", Area),
];
const LAW: &[Prop] = &[kept("title", Line), p("article", Line), p("url", Line)];
const CHANNEL: &[Prop] = &[
    kept("kind", OneOf(&["counter", "phone", "post", "online", "aidant"])),
    kept("at", Line),
    p("hours", Line),
];
const PARAM: &[Prop] = &[p("id", Name), p("label", Line), p("type", OneOf(TYPES)), p("default", Term)];
const LIST: &[Prop] = &[p("id", Name), p("columns", Names), p("rows", Rows), p("register", Line)];
const PAGE: &[Prop] = &[kept("title", Line), p("id", Name), p("when", Cond), p("note", Area)];
const OPTION: &[Prop] = &[kept("label", Line), kept("id", Line), p("help", Area), p("when", Cond)];
const REQUIRE: &[Prop] = &[kept("else", Area), p("cond", NeededCond), p("when", Cond)];
const DOCUMENT: &[Prop] = &[kept("title", Line), p("id", Name)];
const PARAGRAPH: &[Prop] = &[kept("text", Area), p("when", Cond)];
const FLOW: &[Prop] = &[p("title", Line), p("start", StepName), p("note", Area)];
const ROLE: &[Prop] = &[kept("label", Line), p("id", Name)];
const STEP: &[Prop] = &[
    kept("name", Line),
    p("id", Name),
    p("public", OneOf(&["filed", "in_review", "accepted", "refused", "dropped", "draft"])),
    p("waiting", Tick),
    p("hidden", Tick),
    p("end", Tick),
    p("visible_to", Parties),
    p("note", Area),
];
const TRANSITION: &[Prop] = &[
    kept("label", Line),
    p("id", Name),
    p("to", Target),
    p("who", Parties),
    p("when", Cond),
    p("confirm", Area),
    p("reason", Tick),
    p("batch", Tick),
];
const TIMER: &[Prop] = &[
    p("after", NeededTerm),
    p("unit", OneOf(&["days", "working_days", "months", "hours", "minutes"])),
    p("anchor", OneOf(&["entered", "filed", "decided"])),
    p("to", Target),
    p("when", Cond),
];
const EVENT: &[Prop] = &[p("id", Name), p("who", Parties), p("to", Target), p("when", Cond)];
const GLOBAL: &[Prop] =
    &[kept("label", Line), p("id", Name), p("who", Parties), p("steps", StepNames), p("when", Cond)];

/// What every input has, around what its kind has.
const INPUT_FIRST: &[Prop] = &[p("label", Area), p("help", Area), p("id", Name), p("required", Tick)];
const INPUT_LAST: &[Prop] = &[
    p("when", Cond),
    p("default", Term),
    p("locked", Tick),
    p("source", Lines),
    p("purpose", Area),
    p("retention", Maybe(RETENTIONS)),
    p("audience", OneOf(&["citizen", "agent"])),
    p("note", Area),
];
/// The same of what nobody answers.
const OTHER_LAST: &[Prop] = &[p("when", Cond), p("note", Area)];
const ACTION_LAST: &[Prop] = &[p("when", Cond), p("note", Area)];

const BOUNDS: &[Prop] = &[p("min", Term), p("max", Term)];
const COUNTRY: &[Prop] = &[p("country", OneOf(COUNTRIES))];
const DISPLAY: Control = OneOf(&["auto", "buttons", "select"]);

/// Properties of one kind of item.
fn of_kind(kind: &str) -> &'static [Prop] {
    match kind {
        "text" => const { &[p("max_len", Number), p("pattern", Line), p("pattern_else", Area)] },
        "long_text" => const { &[p("max_len", Number)] },
        "integer" => const { &[p("min", Term), p("max", Term), p("unit", Line)] },
        "decimal" => const { &[p("scale", Whole), p("min", Term), p("max", Term), p("unit", Line)] },
        "choice" => const { &[p("list", ListName), p("display", DISPLAY)] },
        "choices" => {
            const { &[p("list", ListName), p("display", DISPLAY), p("min", Number), p("max", Number)] }
        }
        "linked_choice" => const { &[p("list", NeededList), p("parent", Name), p("column", Name)] },
        "date" | "time" | "datetime" | "period" => BOUNDS,
        "phone" | "postcode" | "municipality" | "national_number" => COUNTRY,
        "enterprise_number" => const { &[p("scheme", OneOf(&["bce", "siren", "siret"]))] },
        "file" => const { &[p("max_mib", Number), p("max_files", Number), p("types", Lines)] },
        "map" => const { &[p("what", OneOf(&["point", "parcel"]))] },
        "record" => const { &[kept("register", Line)] },
        "file_link" => const { &[p("procedure", Line)] },
        "computed" => {
            const {
                &[
                    p("value", NeededTerm),
                    p("type", OneOf(&["text", "integer", "decimal", "boolean", "date", "time", "datetime"])),
                    p("shown", Tick),
                ]
            }
        }
        "heading" => const { &[p("level", Number)] },
        "block" => const { &[p("rows.0", Whole), p("rows.1", Whole)] },
        _ => &[],
    }
}

/// Properties of one kind of action.
fn of_action(name: &str) -> &'static [Prop] {
    match name {
        "notify" => {
            const {
                &[
                    p("to", Parties),
                    p("via", Vias),
                    kept("subject", Line),
                    kept("body", Area),
                    p("attach", Names),
                    p("addresses", Terms),
                ]
            }
        }
        "banner" | "note" => const { &[kept("text", Area), p("to", Parties)] },
        "ask" => const { &[p("id", Name), p("label", Line), p("who", Parties), p("to", Target)] },
        "set" => const { &[p("field", Name), p("value", NeededTerm)] },
        "document" => const { &[p("document", DocumentName)] },
        "payment" => const { &[kept("label", Line), p("amount", NeededTerm), p("paid", Target)] },
        "appointment" => const { &[kept("label", Line), kept("calendar", Line)] },
        "opinion" => const { &[kept("from", Line), p("days", Whole), kept("question", Area)] },
        "assign" => const { &[p("role", RoleName), kept("unit", Line)] },
        "call" => {
            const {
                &[
                    kept("connector", Line),
                    kept("method", Line),
                    kept("url", Line),
                    p("body", Pairs),
                    p("result", Line),
                    p("on_error", OnError),
                ]
            }
        }
        "editable" => const { &[p("who", Parties), p("label", Line), p("fields", Names), p("to", Target)] },
        "go" => const { &[p("to", NeededTarget)] },
        _ => &[],
    }
}

/// Properties of a thing; `sort` is the kind of an item, what an action does.
pub(super) fn of(shape: Shape, sort: &str) -> Vec<Prop> {
    let all: [&[Prop]; 3] = match shape {
        Shape::Item => match sort {
            "paragraph" | "heading" | "section" => {
                [&[p("label", Area), p("id", Name)], of_kind(sort), OTHER_LAST]
            }
            "computed" => [&[p("label", Line), p("id", Name)], of_kind(sort), INPUT_LAST],
            _ => [INPUT_FIRST, of_kind(sort), INPUT_LAST],
        },
        Shape::Action => [of_action(sort), ACTION_LAST, &[]],
        Shape::Form => [FORM, &[], &[]],
        Shape::Law => [LAW, &[], &[]],
        Shape::Channel => [CHANNEL, &[], &[]],
        Shape::Param => [PARAM, &[], &[]],
        Shape::List => [LIST, &[], &[]],
        Shape::Page => [PAGE, &[], &[]],
        Shape::Option => [OPTION, &[], &[]],
        Shape::Require => [REQUIRE, &[], &[]],
        Shape::Document => [DOCUMENT, &[], &[]],
        Shape::Paragraph => [PARAGRAPH, &[], &[]],
        Shape::Flow => [FLOW, &[], &[]],
        Shape::Role => [ROLE, &[], &[]],
        Shape::Step => [STEP, &[], &[]],
        Shape::Transition => [TRANSITION, &[], &[]],
        Shape::Timer => [TIMER, &[], &[]],
        Shape::Event => [EVENT, &[], &[]],
        Shape::Global => [GLOBAL, &[], &[]],
    };
    all.concat()
}
