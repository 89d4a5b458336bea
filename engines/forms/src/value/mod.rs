//! Answers: typed values, their JSON, what a person types, and why it is refused.
//!
//! No float anywhere: decimals are exact. Dates and times are civil and local.

mod canon;
mod json;
mod parts;
mod show;
mod typed;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use time::{Date, PrimitiveDateTime, Time};

pub use parts::{ADDRESS_PARTS, NAME_PARTS};
pub use show::{input_texts, shown};
pub use typed::{Parser, Typed};

use crate::Id;

/// An answer, or a computed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Also numbers that identify, codes, addresses for mail, telephone numbers: in canonical form.
    Text(String),
    Bool(bool),
    Integer(i64),
    Decimal(Decimal),
    /// Identifier of the chosen option.
    Choice(String),
    /// Identifiers of the chosen options, in the order of the list.
    Choices(Vec<String>),
    Date(Date),
    Time(Time),
    DateTime(PrimitiveDateTime),
    Period {
        from: Date,
        to: Date,
    },
    /// A name of a person, an address, a place, a row of a register: named parts.
    Parts(BTreeMap<Id, String>),
    Files(Vec<FileRef>),
    /// Rows of a block.
    Rows(Vec<Answers>),
}

/// A file that the host keeps.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// The host's handle.
    pub id: String,
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub media_type: String,
}

/// Answers by name of field. A field without an answer is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(pub BTreeMap<Id, Value>);

impl Answers {
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    pub fn insert(&mut self, id: Id, value: Value) {
        self.0.insert(id, value);
    }

    pub fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Rows of a block; none when it is unanswered.
    pub fn rows(&self, block: &str) -> &[Answers] {
        match self.get(block) {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        }
    }
}

/// A field, or a field in a row of a block: `photo`, `arbres.0.photo`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The block and the row, from 0.
    pub row: Option<(Id, usize)>,
    pub field: Id,
}

impl Path {
    pub fn new(field: Id) -> Self {
        Self { row: None, field }
    }

    pub fn in_row(block: Id, row: usize, field: Id) -> Self {
        Self { row: Some((block, row)), field }
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let mut pieces = text.split('.');
        let first = Id::new(pieces.next()?).ok()?;
        match (pieces.next(), pieces.next(), pieces.next()) {
            (None, ..) => Some(Self::new(first)),
            (Some(row), Some(field), None) => {
                Some(Self::in_row(first, row.parse().ok()?, Id::new(field).ok()?))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row {
            None => write!(f, "{}", self.field),
            Some((block, row)) => write!(f, "{block}.{row}.{}", self.field),
        }
    }
}

/// What a refusal is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    Field(Path),
    Page(Id),
}

/// Why an answer, or a page, is refused. The host has a text for each code; the engine has no sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub at: At,
    pub code: Code,
    /// Values for the text: `max`, `min`, `part` …
    pub args: Vec<(&'static str, Value)>,
    /// The author's own text, to show instead.
    pub text: Option<String>,
}

/// A refusal whose place the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    pub code: Code,
    pub args: Vec<(&'static str, Value)>,
}

impl Why {
    pub fn new(code: Code) -> Self {
        Self { code, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.args.push((name, value));
        self
    }

    pub(crate) fn part(self, part: &str) -> Self {
        self.with("part", Value::Text(part.to_owned()))
    }

    /// The refusal at its place.
    pub fn at(self, path: Path) -> Refusal {
        Refusal { at: At::Field(path), code: self.code, args: self.args, text: None }
    }
}

impl From<Code> for Why {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// The reasons of a refusal; [`Code::key`] is stable, for catalogues of texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, for a test that each has a text.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Stable key.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

codes! {
    Required = "required",
    /// A box that must be ticked.
    MustTick = "must-tick",
    /// `max`, `len`: characters.
    TooLong = "too-long",
    Pattern = "pattern",
    NotInteger = "not-integer",
    NotDecimal = "not-decimal",
    /// `scale`: digits after the point.
    TooPrecise = "too-precise",
    /// `min`
    TooSmall = "too-small",
    /// `max`
    TooLarge = "too-large",
    NotOption = "not-option",
    /// `min`: options.
    TooFewChoices = "too-few-choices",
    /// `max`: options.
    TooManyChoices = "too-many-choices",
    NotDate = "not-date",
    /// The day does not exist in the calendar.
    NoSuchDay = "no-such-day",
    YearTooShort = "year-too-short",
    /// `min`
    TooEarly = "too-early",
    /// `max`
    TooLate = "too-late",
    NotTime = "not-time",
    /// The end lies before the start.
    PeriodReversed = "period-reversed",
    /// `part`: which is missing.
    PartMissing = "part-missing",
    Email = "email",
    Phone = "phone",
    Postcode = "postcode",
    Municipality = "municipality",
    Country = "country",
    NationalNumberForm = "national-number-form",
    NationalNumberCheck = "national-number-check",
    NationalNumberDate = "national-number-date",
    EnterpriseNumberForm = "enterprise-number-form",
    EnterpriseNumberCheck = "enterprise-number-check",
    IbanForm = "iban-form",
    IbanCheck = "iban-check",
    IbanCountry = "iban-country",
    NotYesNo = "not-yes-no",
    NotPlace = "not-place",
    NotReference = "not-reference",
    /// `max`: mebibytes.
    FileTooLarge = "file-too-large",
    /// `types`
    FileType = "file-type",
    /// `max`: files.
    TooManyFiles = "too-many-files",
    /// `min`: rows.
    TooFewRows = "too-few-rows",
    /// `max`: rows.
    TooManyRows = "too-many-rows",
    /// A rule of the page is not fulfilled; the text is the author's.
    Require = "require",
    /// JSON only: not the type of the field.
    WrongType = "wrong-type",
    /// JSON only: the form has no such field.
    UnknownField = "unknown-field",
}
