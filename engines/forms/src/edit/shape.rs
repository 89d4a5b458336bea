//! What can be edited: the properties of each kind of thing, how each is typed, and what stands inside.

use serde_json::Value as Json;

use super::place::{Place, Seg};
use super::props;

/// How the value of a property is typed, and so how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A name: lower-case letters, digits and `_`. Never empty.
    Name,
    /// A text of one line.
    Line,
    /// A text of several lines.
    Area,
    /// A whole number, or nothing.
    Number,
    /// A whole number. Never empty.
    Whole,
    /// Yes or no.
    Tick,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, or nothing.
    Maybe(&'static [&'static str]),
    /// A value or a calculation ([`super::term`]), or nothing.
    Term,
    /// The same, never empty.
    NeededTerm,
    /// A condition, on a page of its own.
    Cond,
    /// The same, never empty.
    NeededCond,
    /// Texts, one a line.
    Lines,
    /// Names, one a line.
    Names,
    /// Rows of a list: columns between `|`.
    Rows,
    /// Name of a list of the form, or nothing.
    ListName,
    /// The same, never empty.
    NeededList,
    /// Name of a step, `_previous`, or nothing.
    Target,
    /// The same, never empty.
    NeededTarget,
    /// Name of a step.
    StepName,
    /// Names of steps.
    StepNames,
    /// Name of a document.
    DocumentName,
    /// Name of a role.
    RoleName,
    /// Who: `applicant`, `system`, roles.
    Parties,
    /// How a message travels: `mail`, `space`, `letter`.
    Vias,
    /// Prices: `12.50 | for what`, one a line.
    Fees,
    /// What a call sends: `name = value`, one a line.
    Pairs,
    /// Values, one a line.
    Terms,
    /// What a failed call does: `stop`, `pass`, or a step.
    OnError,
}

impl Control {
    /// Does the JSON keep an empty value?
    pub(super) fn keeps_empty(self) -> bool {
        matches!(self, Self::Parties | Self::Vias | Self::Rows)
    }
}

/// A property: its key in the JSON (dots go inside), and how it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prop {
    pub key: &'static str,
    pub control: Control,
    /// An empty text stays in the JSON, which wants the key.
    pub kept: bool,
}

/// A list of things inside a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    pub key: &'static str,
    pub of: Shape,
}

/// Kinds of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    Form,
    Law,
    Channel,
    Param,
    List,
    Page,
    Item,
    Option,
    Require,
    Document,
    Paragraph,
    Flow,
    Role,
    Step,
    Transition,
    Timer,
    Event,
    Global,
    Action,
}

impl Shape {
    /// Every shape, so that a test may see that each has its words.
    pub const ALL: [Self; 19] = [
        Self::Form,
        Self::Law,
        Self::Channel,
        Self::Param,
        Self::List,
        Self::Page,
        Self::Item,
        Self::Option,
        Self::Require,
        Self::Document,
        Self::Paragraph,
        Self::Flow,
        Self::Role,
        Self::Step,
        Self::Transition,
        Self::Timer,
        Self::Event,
        Self::Global,
        Self::Action,
    ];
}

/// Kinds of item, those people need most first.
pub const KINDS: [&str; 32] = [
    "text",
    "long_text",
    "yes_no",
    "choice",
    "choices",
    "date",
    "integer",
    "decimal",
    "file",
    "person_name",
    "email",
    "phone",
    "address",
    "national_number",
    "enterprise_number",
    "checkbox",
    "paragraph",
    "heading",
    "section",
    "block",
    "computed",
    "time",
    "datetime",
    "period",
    "iban",
    "postcode",
    "municipality",
    "country",
    "map",
    "record",
    "file_link",
    "linked_choice",
];

/// What an action may do.
pub const ACTIONS: [&str; 15] = [
    "notify",
    "go",
    "note",
    "banner",
    "ask",
    "set",
    "document",
    "editable",
    "payment",
    "appointment",
    "opinion",
    "assign",
    "call",
    "anonymise",
    "delete",
];

impl Shape {
    /// The thing's own sort, which changes what it has: the kind of an item, what an action does.
    pub fn sort(self, json: &Json) -> Option<&str> {
        match self {
            Self::Item => json["kind"].as_str(),
            Self::Action => json["do"].as_str(),
            _ => None,
        }
    }

    /// Properties, in the order to show them.
    pub fn props(self, json: &Json) -> Vec<Prop> {
        props::of(self, self.sort(json).unwrap_or_default())
    }

    /// Lists inside, in the order of the document.
    pub fn lists(self, json: &Json) -> &'static [List] {
        const ACTIONS: List = List { key: "actions", of: Shape::Action };
        const ITEMS: List = List { key: "items", of: Shape::Item };
        const TIMERS: List = List { key: "timers", of: Shape::Timer };
        const DOCUMENTS: List = List { key: "documents", of: Shape::Document };
        const PARAMS: List = List { key: "params", of: Shape::Param };
        match (self, self.sort(json).unwrap_or_default()) {
            (Self::Form, _) => &[
                List { key: "pages", of: Self::Page },
                List { key: "lists", of: Self::List },
                PARAMS,
                DOCUMENTS,
                List { key: "laws", of: Self::Law },
                List { key: "channels", of: Self::Channel },
            ],
            (Self::Page, _) => &[ITEMS, List { key: "require", of: Self::Require }],
            (Self::Item, "section" | "block") | (Self::Action, "ask") => &[ITEMS],
            (Self::Item, "choice" | "choices") => &[List { key: "options", of: Self::Option }],
            (Self::Document, _) => &[List { key: "paragraphs", of: Self::Paragraph }],
            (Self::Flow, _) => &[
                List { key: "steps", of: Self::Step },
                List { key: "roles", of: Self::Role },
                List { key: "fields", of: Self::Item },
                List { key: "global", of: Self::Global },
                DOCUMENTS,
                PARAMS,
            ],
            (Self::Step, _) => &[
                List { key: "on_enter", of: Self::Action },
                List { key: "offers", of: Self::Transition },
                TIMERS,
                List { key: "events", of: Self::Event },
            ],
            (Self::Transition, _) => &[ACTIONS, List { key: "form", of: Self::Item }],
            (Self::Timer, _) => &[ACTIONS],
            (Self::Global, _) => &[ACTIONS, TIMERS],
            _ => &[],
        }
    }

    /// Stable key, for catalogues of texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Law => "law",
            Self::Channel => "channel",
            Self::Param => "param",
            Self::List => "list",
            Self::Page => "page",
            Self::Item => "item",
            Self::Option => "option",
            Self::Require => "require",
            Self::Document => "document",
            Self::Paragraph => "paragraph",
            Self::Flow => "flow",
            Self::Role => "role",
            Self::Step => "step",
            Self::Transition => "transition",
            Self::Timer => "timer",
            Self::Event => "event",
            Self::Global => "global",
            Self::Action => "action",
        }
    }

    /// What stands at a place of a document, and where the longest part of the place that is a thing ends: the rest names a
    /// property of it.
    pub fn at(document: &Json, place: &Place) -> (Self, Place, Option<String>) {
        let (mut shape, mut at) =
            if place.is_in_flow() { (Self::Flow, Place::flow()) } else { (Self::Form, Place::default()) };
        loop {
            let json = at.get(document).unwrap_or(&Json::Null);
            let rest = &place.0[at.0.len().min(place.0.len())..];
            let next = match rest {
                [Seg::Key(key), Seg::Index(n), ..] => shape
                    .lists(json)
                    .iter()
                    .find(|list| list.key == key)
                    .map(|list| (list.of, at.key(key).index(*n)))
                    .filter(|(_, inside)| inside.get(document).is_some()),
                _ => None,
            };
            let Some((of, inside)) = next else {
                let prop = match rest.first() {
                    Some(Seg::Key(key)) => Some(key.clone()),
                    _ => None,
                };
                return (shape, at, prop);
            };
            (shape, at) = (of, inside);
        }
    }
}
