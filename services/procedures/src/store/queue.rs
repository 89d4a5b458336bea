//! The agents' lists: one statement for each way of looking, each with an index that gives its files in order. A filter
//! picks the one whose index leaves the least to read (`agent/queue/filter.rs`); what else it asks is checked on the entries read.
//!
//! Every statement takes the values of [`Wanted`], in its order. A page is the entries between two bounds, read forwards or backwards.

use beffroi_store::{AuthorityDb, Row, Statement, StoreError, Value, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

/// Files on a page.
pub(crate) const PAGE: usize = 50;

/// Columns of [`Line`], in order. Nothing personal.
macro_rules! columns {
    () => {
        "select f.number, f.procedure, f.revision, f.assignee, f.step, f.state, f.waiting, f.due_on, f.unit, f.team, f.channel, f.filed_at, \
         (select string_agg(cast(l.label as text), ',') from procedures_file_label l where l.authority = $1 and l.number = f.number)"
    };
}

/// What a filter may ask beside the way of looking; a null asks nothing. Written so that no engine takes an index for it.
macro_rules! asked {
    () => {
        " and (f.procedure = $7 or $7 is null) and (f.step = $8 or $8 is null) and (f.state = $9 or $9 is null) \
         and (f.waiting = $10 or $10 is null) and (f.channel = $11 or $11 is null) and (f.assignee = $12 or $12 is null) \
         and (f.assignee is null or $18 = false) and (f.team = $13 or $13 is null) and (f.unit = $14 or $14 is null) \
         and ($17 = 0 or exists (select 1 from procedures_file_label x where x.authority = $1 and x.number = f.number and x.label = $17))"
    };
}

macro_rules! filed {
    () => {
        " and (f.filed_at >= $15 or $15 is null) and (f.filed_at <= $16 or $16 is null)"
    };
}

macro_rules! due {
    () => {
        " and (f.due_on >= $3 or $3 is null) and (f.due_on <= $5 or $5 is null)"
    };
}

/// By date due: `$way` is what the index begins with.
macro_rules! by_due {
    ($way:literal, $order:literal) => {
        concat!(
            columns!(),
            " from procedures_file f where f.authority = $1 and ",
            $way,
            " and f.open = $2 \
            and (f.due_on, f.number) > ($3, $4) and (f.due_on, f.number) < ($5, $6)",
            asked!(),
            filed!(),
            $order,
            " limit 51"
        )
    };
    ($way:literal) => {
        by_due!($way, " order by f.due_on, f.number")
    };
    (back $way:literal) => {
        by_due!($way, " order by f.due_on desc, f.number desc")
    };
}

/// By date of filing, in a unit.
macro_rules! by_filed {
    ($order:literal) => {
        concat!(
            columns!(),
            " from procedures_file f where f.authority = $1 and f.unit = $14 and f.open = $2 \
            and (f.filed_at, f.number) > ($15, $4) and (f.filed_at, f.number) < ($16, $6)",
            asked!(),
            due!(),
            $order,
            " limit 51"
        )
    };
}

/// By number.
macro_rules! by_number {
    ($order:literal) => {
        concat!(columns!(), " from procedures_file f where f.authority = $1 and f.number > $4 and f.number < $6 and (f.open = $2 or $2 is null)",
            asked!(), due!(), filed!(), $order, " limit 51")
    };
}

/// Those that bear a label, by date due. A cross join: SQLite reads the tables in this order.
macro_rules! by_label {
    ($order:literal) => {
        concat!(columns!(), " from procedures_file_label k cross join procedures_file f \
            where f.authority = k.authority and f.number = k.number and k.authority = $1 and k.label = $17 and k.open = $2 and (k.due_on, k.number) > ($3, $4) and (k.due_on, k.number) < ($5, $6)",
            asked!(), filed!(), $order, " limit 51")
    };
}

/// Those that an agent follows, by number.
macro_rules! by_follower {
    ($order:literal) => {
        concat!(columns!(), " from procedures_follow k cross join procedures_file f \
            where f.authority = k.authority and f.number = k.number and k.authority = $1 and k.person = $19 and k.number > $4 and k.number < $6 and (f.open = $2 or $2 is null)",
            asked!(), due!(), filed!(), $order, " limit 51")
    };
}

statements! {
    pub(crate) LIST_UNIT = by_due!("f.unit = $14");
    pub(crate) BACK_UNIT = by_due!(back "f.unit = $14");
    pub(crate) LIST_NO_UNIT = by_due!("f.unit is null");
    pub(crate) BACK_NO_UNIT = by_due!(back "f.unit is null");
    pub(crate) LIST_AGENT = by_due!("f.assignee = $12");
    pub(crate) BACK_AGENT = by_due!(back "f.assignee = $12");
    pub(crate) LIST_AGENT_IN_UNIT = by_due!("f.unit = $14 and f.assignee = $12");
    pub(crate) BACK_AGENT_IN_UNIT = by_due!(back "f.unit = $14 and f.assignee = $12");
    pub(crate) LIST_NOBODY = by_due!("f.unit = $14 and f.assignee is null");
    pub(crate) BACK_NOBODY = by_due!(back "f.unit = $14 and f.assignee is null");
    pub(crate) LIST_TEAM = by_due!("f.team = $13");
    pub(crate) BACK_TEAM = by_due!(back "f.team = $13");
    pub(crate) LIST_STATE = by_due!("f.unit = $14 and f.state = $9");
    pub(crate) BACK_STATE = by_due!(back "f.unit = $14 and f.state = $9");
    pub(crate) LIST_WAITING = by_due!("f.unit = $14 and f.waiting = $10");
    pub(crate) BACK_WAITING = by_due!(back "f.unit = $14 and f.waiting = $10");
    pub(crate) LIST_PROCEDURE = by_due!("f.unit = $14 and f.procedure = $7");
    pub(crate) BACK_PROCEDURE = by_due!(back "f.unit = $14 and f.procedure = $7");
    pub(crate) LIST_FILED = by_filed!(" order by f.filed_at, f.number");
    pub(crate) BACK_FILED = by_filed!(" order by f.filed_at desc, f.number desc");
    pub(crate) LIST_NUMBER = by_number!(" order by f.number");
    pub(crate) BACK_NUMBER = by_number!(" order by f.number desc");
    pub(crate) LIST_LABEL = by_label!(" order by k.due_on, k.number");
    pub(crate) BACK_LABEL = by_label!(" order by k.due_on desc, k.number desc");
    pub(crate) LIST_FOLLOWED = by_follower!(" order by k.number");
    pub(crate) BACK_FOLLOWED = by_follower!(" order by k.number desc");
    /// Counts of a unit, each up to a hundred: beyond it a list says « 99+ ».
    pub(crate) COUNTS = "select \
        (select count(*) from (select 1 from procedures_file where authority = $1 and unit = $2 and open = true limit 100) a), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and unit = $2 and open = true and due_on < $3 limit 100) b), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and unit = $2 and open = true and due_on >= $3 and due_on <= $4 limit 100) c), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and unit = $2 and open = true and waiting = true limit 100) d), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and unit = $2 and open = true and assignee is null limit 100) e)";
    pub(crate) COUNTS_OF_AGENT = "select \
        (select count(*) from (select 1 from procedures_file where authority = $1 and assignee = $2 and open = true limit 100) a), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and assignee = $2 and open = true and due_on < $3 limit 100) b), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and assignee = $2 and open = true and due_on >= $3 and due_on <= $4 limit 100) c), \
        (select count(*) from (select 1 from procedures_file where authority = $1 and assignee = $2 and open = true and waiting = true limit 100) d)";
    /// The title of every procedure, without reading the rest of its sheet.
    pub(crate) TITLES = "select id, slug, sheet ->> 'title', published from procedures_procedure where authority = $1 order by slug";
}

/// A file as a list shows it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub number: String,
    pub procedure: Uuid,
    pub revision: i64,
    pub assignee: Option<Uuid>,
    pub step: String,
    pub state: String,
    pub waiting: bool,
    /// ISO date.
    pub due_on: String,
    pub unit: Option<Uuid>,
    pub team: Option<Uuid>,
    pub channel: String,
    pub filed_at: OffsetDateTime,
    /// Numbers of labels.
    pub labels: Vec<i64>,
}

impl Line {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let labels: Option<String> = row.get(12)?;
        Ok(Self {
            number: row.get(0)?,
            procedure: row.get(1)?,
            revision: row.get(2)?,
            assignee: row.get(3)?,
            step: row.get(4)?,
            state: row.get(5)?,
            waiting: row.get(6)?,
            due_on: row.get(7)?,
            unit: row.get(8)?,
            team: row.get(9)?,
            channel: row.get(10)?,
            filed_at: row.get(11)?,
            labels: labels
                .iter()
                .flat_map(|all| all.split(','))
                .filter_map(|label| label.parse().ok())
                .collect(),
        })
    }
}

/// The way of looking: which index gives the files in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Unit,
    NoUnit,
    Agent,
    AgentInUnit,
    Nobody,
    Team,
    State,
    Waiting,
    Procedure,
    Filed,
    Number,
    Label,
    Followed,
}

impl Way {
    const fn statement(self, back: bool) -> &'static Statement {
        match (self, back) {
            (Self::Unit, false) => &LIST_UNIT,
            (Self::Unit, true) => &BACK_UNIT,
            (Self::NoUnit, false) => &LIST_NO_UNIT,
            (Self::NoUnit, true) => &BACK_NO_UNIT,
            (Self::Agent, false) => &LIST_AGENT,
            (Self::Agent, true) => &BACK_AGENT,
            (Self::AgentInUnit, false) => &LIST_AGENT_IN_UNIT,
            (Self::AgentInUnit, true) => &BACK_AGENT_IN_UNIT,
            (Self::Nobody, false) => &LIST_NOBODY,
            (Self::Nobody, true) => &BACK_NOBODY,
            (Self::Team, false) => &LIST_TEAM,
            (Self::Team, true) => &BACK_TEAM,
            (Self::State, false) => &LIST_STATE,
            (Self::State, true) => &BACK_STATE,
            (Self::Waiting, false) => &LIST_WAITING,
            (Self::Waiting, true) => &BACK_WAITING,
            (Self::Procedure, false) => &LIST_PROCEDURE,
            (Self::Procedure, true) => &BACK_PROCEDURE,
            (Self::Filed, false) => &LIST_FILED,
            (Self::Filed, true) => &BACK_FILED,
            (Self::Number, false) => &LIST_NUMBER,
            (Self::Number, true) => &BACK_NUMBER,
            (Self::Label, false) => &LIST_LABEL,
            (Self::Label, true) => &BACK_LABEL,
            (Self::Followed, false) => &LIST_FOLLOWED,
            (Self::Followed, true) => &BACK_FOLLOWED,
        }
    }
}

/// What a list must hold: the values of its statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub open: Option<bool>,
    /// Dates due, first and last, ISO.
    pub due: (String, String),
    /// Filed from, filed to.
    pub filed: (Option<OffsetDateTime>, Option<OffsetDateTime>),
    /// Numbers that begin so.
    pub number: String,
    pub procedure: Option<Uuid>,
    pub step: Option<String>,
    pub state: Option<String>,
    pub waiting: Option<bool>,
    pub channel: Option<String>,
    pub assignee: Option<Uuid>,
    pub nobody: bool,
    pub team: Option<Uuid>,
    pub unit: Option<Uuid>,
    /// Zero: any.
    pub label: i64,
    /// Whose followed files.
    pub follower: Option<Uuid>,
}

/// The place of a line in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub due_on: String,
    pub filed_at: OffsetDateTime,
    pub number: String,
}

impl Key {
    pub(crate) fn of(line: &Line) -> Self {
        Self { due_on: line.due_on.clone(), filed_at: line.filed_at, number: line.number.clone() }
    }
}

/// From where a page is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Start {
    #[default]
    First,
    After(Key),
    Before(Key),
}

/// After every date and number, in every collation.
const LAST: &str = "z";

impl Wanted {
    fn values(&self, way: Way, from: &Start) -> Vec<Value> {
        let last = if self.number.is_empty() { LAST.to_owned() } else { format!("{}{LAST}", self.number) };
        let (mut low, mut high) = ((self.due.0.clone(), self.number.clone()), (self.due.1.clone(), last));
        let (mut filed_low, mut filed_high) = self.filed;
        let by_number = matches!(way, Way::Number | Way::Followed);
        match from {
            Start::First => {}
            Start::After(key) => {
                low.1.clone_from(&key.number);
                match way {
                    Way::Filed => filed_low = Some(key.filed_at),
                    _ if by_number => {}
                    _ => low.0.clone_from(&key.due_on),
                }
            }
            Start::Before(key) => {
                high.1.clone_from(&key.number);
                match way {
                    Way::Filed => filed_high = Some(key.filed_at),
                    _ if by_number => {}
                    _ => high.0.clone_from(&key.due_on),
                }
            }
        }
        if way == Way::Filed {
            filed_low = filed_low.or(Some(OffsetDateTime::UNIX_EPOCH));
            filed_high = filed_high.or(Some(OffsetDateTime::UNIX_EPOCH + time::Duration::days(100_000)));
        }
        let mut values: Vec<Value> = vec![
            self.open.into(),
            low.0.into(),
            low.1.into(),
            high.0.into(),
            high.1.into(),
            self.procedure.into(),
            self.step.clone().into(),
            self.state.clone().into(),
            self.waiting.into(),
            self.channel.clone().into(),
            self.assignee.into(),
            self.team.into(),
            self.unit.into(),
            filed_low.into(),
            filed_high.into(),
            self.label.into(),
            self.nobody.into(),
        ];
        if way == Way::Followed {
            values.push(self.follower.into());
        }
        values
    }
}

/// Up to 51 lines from a place, in the order of the list whatever the direction; the one too many says that there are more.
pub(crate) async fn lines(
    db: &AuthorityDb,
    way: Way,
    wanted: &Wanted,
    from: &Start,
) -> Result<Vec<Line>, StoreError> {
    let back = matches!(from, Start::Before(_));
    let rows = db.query(way.statement(back), wanted.values(way, from).into()).await?;
    let mut lines: Vec<Line> = rows.iter().map(Line::read).collect::<Result<_, _>>()?;
    if back {
        lines.reverse();
    }
    Ok(lines)
}

/// How many open files of a unit or of an agent: all, late, due this week, waiting for the applicant, nobody's. Each up to 100.
pub(crate) async fn counts(
    db: &AuthorityDb,
    unit: Option<Uuid>,
    agent: Uuid,
    (today, sunday): (&str, &str),
) -> Result<[i64; 5], StoreError> {
    let row = match unit {
        Some(unit) => db.one(&COUNTS, params![unit, today, sunday]).await?,
        None => db.one(&COUNTS_OF_AGENT, params![agent, today, sunday]).await?,
    };
    let nobody = if unit.is_some() { row.get(4)? } else { 0 };
    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, nobody])
}

/// A procedure as lists name it.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub published: Option<i64>,
}

pub(crate) async fn titles(db: &AuthorityDb) -> Result<Vec<Heading>, StoreError> {
    db.query(&TITLES, params![])
        .await?
        .iter()
        .map(|row| {
            Ok(Heading {
                id: row.get(0)?,
                slug: row.get(1)?,
                title: row.get::<Option<String>>(2)?.unwrap_or_default(),
                published: row.get(3)?,
            })
        })
        .collect()
}
