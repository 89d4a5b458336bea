//! The workflow of a procedure's files: steps, what each role may do there, and what happens by itself.
//!
//! The public face is fixed ([`PublicState`]); internal steps are free. In a step's `on_enter` actions run
//! in order, in one transaction; `go` ends the list.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::form::{Document, Item, Param};
use super::json::{self, ReadError, is_default};
use crate::cond::{Cond, Term};
use crate::{Id, Text};

/// The version of the JSON form that this crate reads and writes.
pub const FLOW_VERSION: u32 = 1;

/// One revision of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Version of this JSON: [`FLOW_VERSION`].
    pub beffroi_flow: u32,
    pub id: Id,
    pub revision: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub title: String,
    pub roles: Vec<Role>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub params: Vec<Param>,
    /// Back-office fields, of the agents.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fields: Vec<Item>,
    /// The step of a file just sent.
    pub start: Id,
    pub steps: Vec<Step>,
    /// What can be done in several steps.
    #[serde(default, skip_serializing_if = "is_default")]
    pub global: Vec<GlobalAction>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub documents: Vec<Document>,
    /// For authors only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<String>,
}

impl Flow {
    /// Reads a workflow; an unknown key or action is an error with its place.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        let flow: Self = json::read(text)?;
        if flow.beffroi_flow == FLOW_VERSION {
            return Ok(flow);
        }
        Err(ReadError {
            path: "beffroi_flow".to_owned(),
            what: format!("version {} is not {FLOW_VERSION}", flow.beffroi_flow),
        })
    }

    /// The workflow as indented JSON, keys in a fixed order.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a workflow has only string keys, so it is always JSON")
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }
}

/// A role in the workflow, given to units or persons by the commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    pub id: Id,
    pub label: String,
}

/// Who acts or receives. In JSON: `"applicant"`, `"system"`, or the name of a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "PartyName", into = "PartyName")]
pub enum Party {
    Applicant,
    /// The machine, or an outside call.
    System,
    Role(Id),
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct PartyName(Id);

impl From<PartyName> for Party {
    fn from(PartyName(id): PartyName) -> Self {
        match id.as_str() {
            "applicant" => Self::Applicant,
            "system" => Self::System,
            _ => Self::Role(id),
        }
    }
}

impl From<Party> for PartyName {
    fn from(party: Party) -> Self {
        let fixed = |name| Id::new(name).expect("a fixed lower-case word is a name");
        Self(match party {
            Party::Applicant => fixed("applicant"),
            Party::System => fixed("system"),
            Party::Role(id) => id,
        })
    }
}

/// Where the public sees a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicState {
    Draft,
    Filed,
    InReview,
    Accepted,
    Refused,
    /// Closed without a decision: withdrawn, void.
    Dropped,
}

impl PublicState {
    /// Is the file decided or closed?
    pub fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Refused | Self::Dropped)
    }
}

/// A step of the workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: Id,
    pub name: String,
    pub public: PublicState,
    /// The public flag "we wait for you".
    #[serde(default, skip_serializing_if = "is_default")]
    pub waiting: bool,
    /// The applicant does not see the step's name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hidden: bool,
    /// Roles that see files in this step; empty = all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub visible_to: Vec<Party>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_enter: Vec<Action>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub offers: Vec<Transition>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub timers: Vec<Timer>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub events: Vec<Event>,
    /// The author says that the file ends here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub end: bool,
    /// For authors only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<String>,
}

/// Where a transition leads. In JSON: a step's name, or `"_previous"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// The step before this one.
    Previous,
    Step(Id),
}

impl TryFrom<String> for Target {
    type Error = crate::BadId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == "_previous" { Ok(Self::Previous) } else { Id::new(&text).map(Self::Step) }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        match target {
            Target::Previous => "_previous".to_owned(),
            Target::Step(id) => id.into(),
        }
    }
}

/// What someone may do in a step: a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Unique in its step.
    pub id: Id,
    pub label: Text,
    /// Absent = the file stays in its step.
    #[serde(default, skip_serializing_if = "is_default")]
    pub to: Option<Target>,
    pub who: Vec<Party>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    /// Asked before it is done.
    #[serde(default, skip_serializing_if = "is_default")]
    pub form: Vec<Item>,
    /// Question to confirm.
    #[serde(default, skip_serializing_if = "is_default")]
    pub confirm: Text,
    /// A written reason must be given.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reason: bool,
    /// Can be done on several files at once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub batch: bool,
    /// Done before the new step is entered.
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions: Vec<Action>,
}

/// What happens by itself after a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    pub after: TimerLength,
    pub unit: TimerUnit,
    pub anchor: TimerAnchor,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub to: Option<Target>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions: Vec<Action>,
}

/// How many units: a number, or a term such as a parameter.
pub type TimerLength = Term;

/// Unit of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerUnit {
    Minutes,
    Hours,
    Days,
    WorkingDays,
    Months,
}

/// From when a timer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerAnchor {
    /// The file entered its step.
    Entered,
    Filed,
    /// The file reached a final public state.
    Decided,
}

/// A named call from outside that moves the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub id: Id,
    /// Who may send it.
    pub who: Vec<Party>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub to: Option<Target>,
}

/// Something that can be done, or happens, in several steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GlobalAction {
    pub id: Id,
    pub label: Text,
    /// Who sees the button; empty = no button (only timers).
    #[serde(default, skip_serializing_if = "is_default")]
    pub who: Vec<Party>,
    /// In these steps; empty = in all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub steps: Vec<Id>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    /// Timers that start it; their own `to` and `actions` come after its own actions.
    #[serde(default, skip_serializing_if = "is_default")]
    pub timers: Vec<Timer>,
    pub actions: Vec<Action>,
}

/// An action and its condition. Its JSON is one object: `do`, these keys, and the action's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Action {
    #[serde(skip)]
    pub act: Act,
    #[serde(default, skip_serializing_if = "is_default")]
    pub when: Option<Cond>,
    /// For authors only.
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<String>,
}

impl Action {
    /// An action without condition.
    pub fn new(act: Act) -> Self {
        Self { act, when: None, note: None }
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (action, act): (Self, Act) =
            json::read_tagged(deserializer, "do", &["when", "note"], |common| Self::deserialize(common))?;
        Ok(Self { act, ..action })
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let common = Self::serialize(self, serde_json::value::Serializer);
        json::write_tagged(serializer, "do", common, &self.act)
    }
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Mail,
    /// The person's space on the site.
    Space,
    Letter,
}

/// What a failed call does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorPolicy {
    /// The list of actions stops; an agent is told.
    #[default]
    Stop,
    /// As if nothing had happened.
    Pass,
    Go(Target),
}

/// What an action does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// A message to someone; every one exists as a letter too.
    Notify {
        to: Vec<Party>,
        /// Addresses besides: terms that give an e-mail address.
        #[serde(default, skip_serializing_if = "is_default")]
        addresses: Vec<Term>,
        via: Vec<Via>,
        subject: Text,
        body: Text,
        /// Documents or back-office file fields that go with it.
        #[serde(default, skip_serializing_if = "is_default")]
        attach: Vec<Id>,
    },
    /// A text on top of the file while it stays in the step.
    Banner {
        text: Text,
        to: Vec<Party>,
    },
    /// A line in the file's history.
    Note {
        text: Text,
        /// Who reads it; empty = all.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Vec<Party>,
    },
    /// Questions to someone, at this step.
    Ask {
        id: Id,
        who: Vec<Party>,
        #[serde(default, skip_serializing_if = "is_default")]
        label: Text,
        items: Vec<Item>,
        /// Where the answer leads.
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<Target>,
    },
    /// A back-office field takes a value.
    Set {
        field: Id,
        value: Term,
    },
    /// A document is made from the file.
    Document {
        document: Id,
    },
    Payment {
        amount: Term,
        label: Text,
        #[serde(default, skip_serializing_if = "is_default")]
        paid: Option<Target>,
    },
    /// An appointment is offered.
    Appointment {
        calendar: String,
        label: Text,
    },
    /// Someone outside is asked for an opinion.
    Opinion {
        from: Text,
        days: u32,
        question: Text,
    },
    /// A unit takes a role of this file.
    Assign {
        role: Id,
        /// Unit, by the host's name.
        unit: Text,
    },
    /// A connector is called, as a job.
    Call {
        connector: String,
        method: String,
        url: Text,
        #[serde(default, skip_serializing_if = "is_default")]
        body: Vec<(String, Term)>,
        /// Back-office field that keeps the answer.
        #[serde(default, skip_serializing_if = "is_default")]
        result: Option<Id>,
        #[serde(default, skip_serializing_if = "is_default")]
        on_error: ErrorPolicy,
    },
    /// The answers can be changed again.
    Editable {
        who: Vec<Party>,
        #[serde(default, skip_serializing_if = "is_default")]
        label: Text,
        /// Only these fields; empty = all.
        #[serde(default, skip_serializing_if = "is_default")]
        fields: Vec<Id>,
        #[serde(default, skip_serializing_if = "is_default")]
        to: Option<Target>,
    },
    /// Personal data is erased by the fields' retention.
    Anonymise {},
    Delete {},
    /// The file moves on; ends the list.
    Go {
        to: Target,
    },
}

impl Default for Act {
    fn default() -> Self {
        Self::Anonymise {}
    }
}

impl Act {
    /// The `do` of the JSON form.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Notify { .. } => "notify",
            Self::Banner { .. } => "banner",
            Self::Note { .. } => "note",
            Self::Ask { .. } => "ask",
            Self::Set { .. } => "set",
            Self::Document { .. } => "document",
            Self::Payment { .. } => "payment",
            Self::Appointment { .. } => "appointment",
            Self::Opinion { .. } => "opinion",
            Self::Assign { .. } => "assign",
            Self::Call { .. } => "call",
            Self::Editable { .. } => "editable",
            Self::Anonymise {} => "anonymise",
            Self::Delete {} => "delete",
            Self::Go { .. } => "go",
        }
    }
}
