//! What the host knows when a page is answered.

use std::collections::BTreeMap;

use time::{Date, PrimitiveDateTime};

use crate::Id;
use crate::cond::Literal;
use crate::model::{ChannelKind, Country, LoginLevel};
use crate::value::Answers;

/// Rows with named columns; `id` and `label` are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Id>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The row with this `id`, by column; blank cells are left out.
    pub(super) fn row(&self, id: &str) -> Option<BTreeMap<Id, String>> {
        let at = self.columns.iter().position(|column| *column == "id")?;
        let cells = self.rows.iter().find(|cells| cells.get(at).is_some_and(|cell| cell == id))?;
        let named = self.columns.iter().cloned().zip(cells.iter().cloned());
        Some(named.filter(|(_, cell)| !cell.trim().is_empty()).collect())
    }
}

/// Everything an evaluation depends on besides the form and the answers: nothing is read from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Local civil date and time.
    pub now: PrimitiveDateTime,
    pub channel: ChannelKind,
    pub login: LoginLevel,
    pub step: Option<Id>,
    pub previous_step: Option<Id>,
    /// An agent sees and answers items whose audience is agents.
    pub agent: bool,
    /// Country whose legal holidays count.
    pub country: Country,
    /// Attributes of the authority; several values for a list (`postcodes`).
    pub authority: BTreeMap<Id, Vec<String>>,
    /// Parameters the commune set; the others have their default.
    pub params: BTreeMap<Id, Literal>,
    /// Rows of open lists and registers, by name of the register.
    pub registers: BTreeMap<String, Table>,
    /// Answers proposed by sources (account, registers), for fields still unanswered.
    pub proposed: Answers,
    /// Texts of the file for `{sys.…}`: `reference`, `link` …
    pub file: BTreeMap<Id, String>,
}

impl Context {
    /// A context where only the time is known: online, nobody logged in.
    pub fn new(now: PrimitiveDateTime) -> Self {
        Self {
            now,
            channel: ChannelKind::Online,
            login: LoginLevel::None,
            step: None,
            previous_step: None,
            agent: false,
            country: Country::Be,
            authority: BTreeMap::new(),
            params: BTreeMap::new(),
            registers: BTreeMap::new(),
            proposed: Answers::default(),
            file: BTreeMap::new(),
        }
    }

    pub fn today(&self) -> Date {
        self.now.date()
    }
}
