//! A form: one immutable revision of what a procedure asks, page by page.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::easy::Easy;
use super::json::{self, ReadError, is_default};
use super::kind::Kind;
use crate::cond::{Cond, Literal, Term};
use crate::{Id, Text};

/// The version of the JSON form that this crate reads and writes.
pub const FORM_VERSION: u32 = 1;

/// One revision of a procedure's form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Version of this JSON: [`FORM_VERSION`].
    pub beffroi_form: u32,
    pub procedure: Id,
    pub revision: u32,
    /// Language of the texts (BCP 47: `fr`).
    pub lang: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub meta: Meta,
    /// Legal bases; publication asks for one at least.
    #[serde(default, skip_serializing_if = "is_default")]
    pub laws: Vec<Law>,
    /// The other ways to do it: counter, telephone, post; publication asks for them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub channels: Vec<Channel>,
    /// What a person needs to begin.
    #[serde(default, skip_serializing_if = "is_default")]
    pub login: LoginLevel,
    /// The file can be resumed with a tracking code, without an account.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tracking_code: bool,
    /// The workflow that files follow ([`super::Flow::id`]).
    #[serde(default, skip_serializing_if = "is_default")]
    pub flow: Option<Id>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub clock: Option<LegalClock>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub params: Vec<Param>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub lists: Vec<List>,
    pub pages: Vec<Page>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub documents: Vec<Document>,
    /// The texts in easy language, where people wrote them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub easy: Easy,
}

impl Form {
    /// Reads a form; an unknown key, kind or operator is an error with its place.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        let form: Self = json::read(text)?;
        if form.beffroi_form == FORM_VERSION {
            return Ok(form);
        }
        Err(ReadError {
            path: "beffroi_form".to_owned(),
            what: format!("version {} is not {FORM_VERSION}", form.beffroi_form),
        })
    }

    /// The form as indented JSON, keys in a fixed order.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a form has only string keys, so it is always JSON")
    }

    /// An empty first revision, to be filled.
    pub fn new(procedure: Id, lang: &str) -> Self {
        Self {
            beffroi_form: FORM_VERSION,
            procedure,
            revision: 1,
            lang: lang.to_owned(),
            meta: Meta::default(),
            laws: Vec::new(),
            channels: Vec::new(),
            login: LoginLevel::default(),
            tracking_code: false,
            flow: None,
            clock: None,
            params: Vec::new(),
            lists: Vec::new(),
            pages: Vec::new(),
            documents: Vec::new(),
            easy: Easy::default(),
        }
    }
}

/// What the catalogue says of the procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meta {
    #[serde(skip_serializing_if = "is_default")]
    pub title: String,
    #[serde(skip_serializing_if = "is_default")]
    pub description: String,
    /// The file in one line, as lists show it: `Abattage de {n} arbres`.
    #[serde(skip_serializing_if = "is_default")]
    pub digest: Text,
    #[serde(skip_serializing_if = "is_default")]
    pub keywords: Vec<String>,
    /// What the person reads once the file is sent.
    #[serde(skip_serializing_if = "is_default")]
    pub confirmation: Text,
    /// Price in euros, and for what.
    #[serde(skip_serializing_if = "is_default")]
    pub fees: Vec<FeePart>,
    /// Delay the commune announces, in days.
    #[serde(skip_serializing_if = "is_default")]
    pub announced_days: Option<u32>,
    /// Those days are working days.
    #[serde(skip_serializing_if = "is_default")]
    pub announced_working: bool,
    /// Purpose of the fields that do not say their own.
    #[serde(skip_serializing_if = "is_default")]
    pub purpose: Option<String>,
    /// Retention of the fields that do not say their own.
    #[serde(skip_serializing_if = "is_default")]
    pub retention: Option<Retention>,
    /// Unit that reviews (host's name of the group).
    #[serde(skip_serializing_if = "is_default")]
    pub unit: Option<String>,
    /// For authors only, never shown to the public.
    #[serde(skip_serializing_if = "is_default")]
    pub note: Option<String>,
}

/// A price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeePart {
    /// Euros, as a decimal string: `"12.50"`.
    pub amount: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: String,
}

/// A legal basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    pub title: String,
    /// Its ELI or another stable address.
    #[serde(default, skip_serializing_if = "is_default")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub article: Option<String>,
}

/// A way to the procedure that is not this form (Belgian Constitutional Court, 126/2025).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    pub kind: ChannelKind,
    /// Place of the counter, telephone number, postal address.
    pub at: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub hours: String,
}

/// How a request reaches the commune.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    #[default]
    Online,
    Counter,
    Phone,
    Post,
    /// A person with a mandate helps.
    Aidant,
}

/// How surely the person is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginLevel {
    #[default]
    None,
    Account,
    /// Electronic identity (itsme, eID, `FranceConnect+`).
    Strong,
}

/// A value that the commune sets for its own use of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    pub id: Id,
    #[serde(rename = "type")]
    pub kind: ParamType,
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<Literal>,
}

/// Type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamType {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
}

/// A list of options with columns. The first column, `id`, tells the rows apart; `label` is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub id: Id,
    /// Names of the columns; `id` and `label` are among them.
    pub columns: Vec<Id>,
    pub rows: Vec<Vec<String>>,
    /// Name of the register whose rows stand for these at run time: the list is *open*.
    #[serde(default, skip_serializing_if = "is_default")]
    pub register: Option<String>,
}

/// A column of a list, by name.
pub type Column = Id;

/// A page: what is asked and answered at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub id: Id,
    pub title: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    pub items: Vec<Item>,
    /// What must be true to leave the page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub require: Vec<Require>,
    /// For authors only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<String>,
}

/// A rule that must be true to leave the page, and what the person reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Require {
    pub cond: Cond,
    #[serde(rename = "else")]
    pub otherwise: Text,
    /// The rule holds only when this is true.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
}

/// When a datum leaves the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// Erased when the file's retention ends.
    Final,
    /// Kept with the archived file (not personal, or the law asks).
    Keep,
}

/// Who answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    #[default]
    Citizen,
    Agent,
}

/// A thing on a page: an input, a computed value, a text, a section or a block. Its JSON is one object:
/// `kind`, these keys, and the kind's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Item {
    /// Unique in the whole form.
    pub id: Id,
    #[serde(skip)]
    pub kind: Kind,
    /// Question, heading, or the text of a paragraph.
    #[serde(default, skip_serializing_if = "is_default")]
    pub label: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    pub help: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Shown when true; absent = always.
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    /// Who could answer instead (once-only), best first: `account.niss`, `register.address` …
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Vec<String>,
    /// Proposed answer, as a term of earlier fields.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<Term>,
    /// The proposed answer cannot be changed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub locked: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub retention: Option<Retention>,
    /// Why the datum is needed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub purpose: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub audience: Audience,
    /// For authors only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<String>,
}

/// The keys of [`Item`] that are not its kind's.
const ITEM_KEYS: [&str; 12] = [
    "id",
    "label",
    "help",
    "required",
    "when",
    "source",
    "default",
    "locked",
    "retention",
    "purpose",
    "audience",
    "note",
];

impl Item {
    /// An item with nothing but its name, kind and label.
    pub fn new(id: Id, kind: Kind, label: impl Into<Text>) -> Self {
        Self {
            id,
            kind,
            label: label.into(),
            help: Text::default(),
            required: false,
            when: None,
            source: Vec::new(),
            default: None,
            locked: false,
            retention: None,
            purpose: None,
            audience: Audience::Citizen,
            note: None,
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (item, kind): (Self, Kind) =
            json::read_tagged(deserializer, "kind", &ITEM_KEYS, |common| Self::deserialize(common))?;
        Ok(Self { kind, ..item })
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let common = Self::serialize(self, serde_json::value::Serializer);
        json::write_tagged(serializer, "kind", common, &self.kind)
    }
}

/// A document made from a file: receipt, letter, decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub id: Id,
    pub title: Text,
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    pub text: Text,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
}

/// The legal clock of a procedure: how long the commune has, and what its silence means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalClock {
    pub period: Period,
    pub silence: Silence,
    /// What a correction does to the start of the period.
    #[serde(default, skip_serializing_if = "is_default")]
    pub correction: Incomplete,
}

/// A length of time on the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub n: u32,
    pub unit: PeriodUnit,
}

/// Unit of a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodUnit {
    Days,
    /// Monday to Friday, legal holidays apart.
    WorkingDays,
    Weeks,
    Months,
}

/// What silence at the end of the period means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// *Silence vaut accord.*
    Accept,
    /// *Silence vaut rejet.*
    Reject,
    /// The law sets a day, and draws no consequence from letting it pass.
    Nothing,
}

/// How corrections move the start of the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Incomplete {
    /// Only an *incomplete* file starts anew when completed; other corrections stop the clock.
    #[default]
    Continue,
    /// Any answered correction starts the period anew.
    Reset,
}
