//! What watches over a file: the dates it has to keep, the timers that have run out.

use beffroi_forms::clock::legal::{Correction, Fault};
use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) DATES = "select due_on, legal_on, alert_on, failed, erase_on, erase_how, hold_until, channel from procedures_file \
                        where authority = $1 and id = $2";
    pub(crate) SET_DATES = "update procedures_file set due_on = $3, legal_on = $4, alert_on = $5 where authority = $1 and id = $2";
    pub(crate) SET_HOLD = "update procedures_file set hold_until = $3 where authority = $1 and id = $2";
    pub(crate) COUNT_FAILED = "update procedures_file set failed = (select count(*) from procedures_task task where task.authority = $1 \
                               and task.file = $2 and task.state = 'failed') where authority = $1 and id = $2";
    pub(crate) FIRE = "insert into procedures_fired (authority, file, timer, entry, at) values ($1, $2, $3, $4, $5) \
                       on conflict (authority, file, timer, entry) do nothing";
    pub(crate) FIRED = "select timer, entry from procedures_fired where authority = $1 and file = $2";
    pub(crate) CORRECTIONS = "select kind, asked_at, answered_at from procedures_correction where authority = $1 and file = $2 order by seq";
}

/// The dates of a file, as ISO texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DatesRow {
    /// By when the commune said that it answers.
    pub due_on: String,
    /// The day on which its silence decides.
    pub legal_on: Option<String>,
    /// From this day on the file is pressing.
    pub alert_on: Option<String>,
    /// Calls that failed and that nobody has looked at.
    pub failed: i64,
    /// When its personal data are destroyed; how: `anonymise`, `delete`.
    pub erase_on: Option<String>,
    pub erase_how: Option<String>,
    /// Until when they are kept nevertheless.
    pub hold_until: Option<String>,
    pub channel: String,
}

impl DatesRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            due_on: row.get(0)?,
            legal_on: row.get(1)?,
            alert_on: row.get(2)?,
            failed: row.get::<Option<i64>>(3)?.unwrap_or(0),
            erase_on: row.get(4)?,
            erase_how: row.get(5)?,
            hold_until: row.get(6)?,
            channel: row.get(7)?,
        })
    }
}

pub(crate) async fn dates(db: &AuthorityDb, file: Uuid) -> Result<DatesRow, StoreError> {
    DatesRow::read(&db.one(&DATES, params![file]).await?)
}

pub(crate) async fn dates_in(tx: &Tx, file: Uuid) -> Result<DatesRow, StoreError> {
    DatesRow::read(&tx.one(&DATES, params![file]).await?)
}

/// A correction as stored, with its moments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    pub fault: Fault,
    pub asked: OffsetDateTime,
    pub answered: Option<OffsetDateTime>,
}

impl Stop {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let kind: String = row.get(0)?;
        let fault = match kind.as_str() {
            "incorrect" => Fault::Incorrect,
            "outdated" => Fault::Outdated,
            _ => Fault::Incomplete,
        };
        Ok(Self { fault, asked: row.get(1)?, answered: row.get(2)? })
    }

    /// In civil dates.
    pub(crate) fn correction(&self, date: impl Fn(OffsetDateTime) -> time::Date) -> Correction {
        Correction { fault: self.fault, asked: date(self.asked), answered: self.answered.map(&date) }
    }
}

pub(crate) async fn stops(db: &AuthorityDb, file: Uuid) -> Result<Vec<Stop>, StoreError> {
    db.query(&CORRECTIONS, params![file]).await?.iter().map(Stop::read).collect()
}

pub(crate) async fn stops_in(tx: &Tx, file: Uuid) -> Result<Vec<Stop>, StoreError> {
    tx.query(&CORRECTIONS, params![file]).await?.iter().map(Stop::read).collect()
}

/// Timers that have had their effect, with the moment that tells one run from another.
pub(crate) async fn fired(tx: &Tx, file: Uuid) -> Result<Vec<(String, OffsetDateTime)>, StoreError> {
    tx.query(&FIRED, params![file]).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
