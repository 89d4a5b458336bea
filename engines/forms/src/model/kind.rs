//! The kinds of item: what is asked, and the limits of an answer.

use serde::{Deserialize, Serialize};

use super::form::Item;
use super::json::is_default;
use crate::cond::{Cond, Term};
use crate::{Id, Text};

/// Kind of an item, with its own limits. In JSON its name is the item's `kind` and its keys are the item's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// One line.
    Text {
        /// Characters.
        #[serde(default, skip_serializing_if = "is_default")]
        max_len: Option<u32>,
        /// Regular expression that the whole text must match.
        #[serde(default, skip_serializing_if = "is_default")]
        pattern: Option<String>,
        /// What the person reads when it does not.
        #[serde(default, skip_serializing_if = "is_default")]
        pattern_else: Text,
    },
    /// Several lines.
    LongText {
        #[serde(default, skip_serializing_if = "is_default")]
        max_len: Option<u32>,
    },
    Integer {
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        unit: Option<String>,
    },
    /// An exact decimal.
    Decimal {
        /// Digits after the point.
        scale: u32,
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        unit: Option<String>,
    },
    /// Yes, no or unanswered.
    YesNo {},
    /// Ticked or not; unticked is `false`. `required` = must be ticked.
    Checkbox {},
    /// One option.
    Choice {
        /// A list of the form …
        #[serde(default, skip_serializing_if = "is_default")]
        list: Option<Id>,
        /// … or options of its own.
        #[serde(default, skip_serializing_if = "is_default")]
        options: Vec<Opt>,
        #[serde(default, skip_serializing_if = "is_default")]
        display: Display,
    },
    /// Several options.
    Choices {
        /// A list of the form …
        #[serde(default, skip_serializing_if = "is_default")]
        list: Option<Id>,
        /// … or options of its own.
        #[serde(default, skip_serializing_if = "is_default")]
        options: Vec<Opt>,
        #[serde(default, skip_serializing_if = "is_default")]
        display: Display,
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<u32>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<u32>,
    },
    /// One row of a list, among those whose `column` is the answer to the earlier choice `parent`.
    LinkedChoice {
        list: Id,
        parent: Id,
        column: Id,
    },
    /// A civil date. A bound is a term; the literal `"today"` is the current date.
    Date {
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<Term>,
    },
    /// A time of day, to the minute.
    Time {
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<Term>,
    },
    /// Local civil date and time.
    Datetime {
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<Term>,
    },
    /// Two dates, the first not after the second. Parts: `from`, `to`.
    Period {
        #[serde(default, skip_serializing_if = "is_default")]
        min: Option<Term>,
        #[serde(default, skip_serializing_if = "is_default")]
        max: Option<Term>,
    },
    Email {},
    /// Kept as E.164.
    Phone {
        /// Country of a number typed without its prefix.
        #[serde(default, skip_serializing_if = "is_default")]
        country: Country,
    },
    /// Parts: `given`, `family`.
    PersonName {},
    /// Parts: `street`, `number`, `box`, `postcode`, `municipality`, `country`, `best_id` (`BeSt` or BAN).
    Address {},
    Postcode {
        #[serde(default, skip_serializing_if = "is_default")]
        country: Country,
    },
    /// NIS (5 digits) or INSEE (5 characters) code.
    Municipality {
        #[serde(default, skip_serializing_if = "is_default")]
        country: Country,
    },
    /// ISO 3166-1 alpha-2.
    Country {},
    /// Belgian national register or bis number; French NIR.
    NationalNumber {
        #[serde(default, skip_serializing_if = "is_default")]
        country: Country,
    },
    EnterpriseNumber {
        #[serde(default, skip_serializing_if = "is_default")]
        scheme: EnterpriseScheme,
    },
    Iban {},
    File {
        /// Mebibytes for each file.
        #[serde(default = "ten", skip_serializing_if = "is_ten")]
        max_mib: u32,
        /// Media types: `application/pdf`, `image/*`; empty = those the host allows.
        #[serde(default, skip_serializing_if = "is_default")]
        types: Vec<String>,
        /// How many files.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        max_files: u32,
    },
    /// A place: a point, and the parcel it lies in. Parts: `lat`, `lon`, `parcel`.
    Map {
        #[serde(default, skip_serializing_if = "is_default")]
        what: MapKind,
    },
    /// A row of a register, kept as it was when chosen. Its columns are its parts.
    Record {
        register: String,
    },
    /// Another file of the same person, by its reference.
    FileLink {
        /// Only files of this procedure.
        #[serde(default, skip_serializing_if = "is_default")]
        procedure: Option<Id>,
    },
    /// A value that nobody types.
    Computed {
        #[serde(rename = "type")]
        value_type: ComputedType,
        value: Term,
        /// Shown on the page (with its label), or silent.
        #[serde(default, skip_serializing_if = "is_default")]
        shown: bool,
    },
    /// The label is the text (paragraphs separated by a blank line).
    Paragraph {},
    /// The label is a title inside the page.
    Heading {
        /// 2 or 3.
        #[serde(default = "two", skip_serializing_if = "is_two")]
        level: u8,
    },
    /// Items under a title, with a condition for all. Same scope as the page.
    Section {
        items: Vec<Item>,
    },
    /// Items repeated in rows.
    Block {
        /// Least and most rows.
        rows: [u32; 2],
        items: Vec<Item>,
    },
}

impl Default for Kind {
    fn default() -> Self {
        Self::Paragraph {}
    }
}

impl Kind {
    /// The `kind` of the JSON form.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::LongText { .. } => "long_text",
            Self::Integer { .. } => "integer",
            Self::Decimal { .. } => "decimal",
            Self::YesNo {} => "yes_no",
            Self::Checkbox {} => "checkbox",
            Self::Choice { .. } => "choice",
            Self::Choices { .. } => "choices",
            Self::LinkedChoice { .. } => "linked_choice",
            Self::Date { .. } => "date",
            Self::Time { .. } => "time",
            Self::Datetime { .. } => "datetime",
            Self::Period { .. } => "period",
            Self::Email {} => "email",
            Self::Phone { .. } => "phone",
            Self::PersonName {} => "person_name",
            Self::Address {} => "address",
            Self::Postcode { .. } => "postcode",
            Self::Municipality { .. } => "municipality",
            Self::Country {} => "country",
            Self::NationalNumber { .. } => "national_number",
            Self::EnterpriseNumber { .. } => "enterprise_number",
            Self::Iban {} => "iban",
            Self::File { .. } => "file",
            Self::Map { .. } => "map",
            Self::Record { .. } => "record",
            Self::FileLink { .. } => "file_link",
            Self::Computed { .. } => "computed",
            Self::Paragraph {} => "paragraph",
            Self::Heading { .. } => "heading",
            Self::Section { .. } => "section",
            Self::Block { .. } => "block",
        }
    }

    /// Does a person answer it (a block: through its rows)?
    pub fn is_input(&self) -> bool {
        !matches!(
            self,
            Self::Computed { .. } | Self::Paragraph {} | Self::Heading { .. } | Self::Section { .. }
        )
    }

    /// The items inside a section or a block.
    pub fn children(&self) -> &[Item] {
        match self {
            Self::Section { items } | Self::Block { items, .. } => items,
            _ => &[],
        }
    }
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opt {
    /// What is kept; any text that is not blank.
    pub id: String,
    pub label: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    pub help: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
}

/// How a choice is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Display {
    /// Buttons up to a number of options that the host decides, then a select.
    #[default]
    Auto,
    Buttons,
    Select,
}

/// Country whose rule applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Country {
    #[default]
    Be,
    Fr,
    Lu,
    Nl,
    De,
}

/// Which register of enterprises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterpriseScheme {
    /// Belgian crossroads bank (BCE/KBO), ten digits.
    #[default]
    Bce,
    /// French enterprise, nine digits.
    Siren,
    /// French establishment, fourteen digits.
    Siret,
}

/// What a place is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapKind {
    #[default]
    Point,
    /// A cadastral parcel.
    Parcel,
}

/// Type of a computed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComputedType {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Time,
    Datetime,
}

const fn ten() -> u32 {
    10
}

const fn one() -> u32 {
    1
}

const fn two() -> u8 {
    2
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_ten(value: &u32) -> bool {
    *value == ten()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_one(value: &u32) -> bool {
    *value == one()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_two(value: &u8) -> bool {
    *value == two()
}
