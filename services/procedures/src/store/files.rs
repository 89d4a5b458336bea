//! Filed requests, their history and corrections. Lists read no personal data: number, step, dates.

use beffroi_store::{AuthorityDb, Row, StoreError, params, statements};
use beffroi_web::Lang;
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

/// Columns of [`FileRow`], in order.
macro_rules! file_columns {
    () => {
        "id, number, procedure, revision, person, unit, assignee, step, before_steps, state, waiting, open, version, \
         answers, filed_at, step_at, last_at, decided_at, due_on, lang"
    };
}

/// Columns of [`QueueRow`], in order.
macro_rules! queue_columns {
    () => {
        "number, procedure, state, waiting, due_on"
    };
}

statements! {
    pub(crate) NEXT_NUMBER = "insert into procedures_counter (authority, year, value) values ($1, $2, 1) \
                              on conflict (authority, year) do update set value = procedures_counter.value + 1 returning value";
    pub(crate) INSERT = "insert into procedures_file \
        (authority, id, number, procedure, revision, person, unit, step, before_steps, state, waiting, open, channel, version, answers, tracking, \
         filed_at, step_at, last_at, due_on, lang, events, team) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15, $16, $17, $17, $18, $19, 0, $20)";
    pub(crate) BY_NUMBER = concat!("select ", file_columns!(), " from procedures_file where authority = $1 and number = $2");
    pub(crate) BY_ID = concat!("select ", file_columns!(), " from procedures_file where authority = $1 and id = $2");
    pub(crate) BY_TRACKING = concat!("select ", file_columns!(), " from procedures_file where authority = $1 and number = $2 and tracking = $3");
    pub(crate) OF_PERSON = concat!("select ", queue_columns!(), " from procedures_file where authority = $1 and person = $2 order by filed_at desc limit 200");
    pub(crate) TOLD = "select unit, lang from procedures_file where authority = $1 and number = $2";
    pub(crate) MOVE = "update procedures_file set step = $4, before_steps = $5, state = $6, waiting = $7, open = $8, answers = $9, \
                       step_at = $10, last_at = $11, decided_at = $12, version = version + 1 \
                       where authority = $1 and id = $2 and version = $3";
    pub(crate) ASSIGN = "update procedures_file set assignee = $3, last_at = $4 where authority = $1 and id = $2";
    /// To another unit: nobody's there yet.
    pub(crate) HAND_OVER = "update procedures_file set unit = $4, assignee = null, team = null, last_at = $5 \
                            where authority = $1 and id = $2 and unit is not distinct from $3";
    /// From one agent to another, unless it has gone elsewhere.
    pub(crate) PASS_ON = "update procedures_file set assignee = $4, last_at = $5 where authority = $1 and id = $2 and assignee = $3";
    pub(crate) GIVE_TO_UNIT = "update procedures_file set unit = $3, assignee = null, team = null, last_at = $4 where authority = $1 and id = $2";
    pub(crate) SET_WAITING = "update procedures_file set waiting = $3, last_at = $4 where authority = $1 and id = $2";
    pub(crate) SET_ANSWERS = "update procedures_file set answers = $4, waiting = $5, last_at = $6, version = version + 1 \
                              where authority = $1 and id = $2 and version = $3";
    pub(crate) NEXT_EVENT = "update procedures_file set events = events + 1, last_at = $3 where authority = $1 and id = $2 returning events, unit, number";
    pub(crate) INSERT_EVENT = "insert into procedures_event \
        (authority, file, seq, at, kind, by_kind, by_person, by_unit, public, data, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    pub(crate) WRITTEN_ONCE = "select seq from procedures_event where authority = $1 and file = $2 and once = $3";
    pub(crate) MARK_ONCE = "update procedures_event set once = $4 where authority = $1 and file = $2 and seq = $3";
    pub(crate) EVENTS = "select seq, at, kind, by_kind, by_person, public, data, body from procedures_event \
                         where authority = $1 and file = $2 order by seq";
    pub(crate) ASK_CORRECTION = "insert into procedures_correction (authority, file, seq, kind, fields, asked_at) values ($1, $2, $3, $4, $5, $6)";
    pub(crate) OPEN_CORRECTION = "select seq, kind, fields, asked_at from procedures_correction \
                                  where authority = $1 and file = $2 and answered_at is null order by seq desc limit 1";
    pub(crate) ANSWER_CORRECTION = "update procedures_correction set answered_at = $4 where authority = $1 and file = $2 and seq = $3";
}

/// A whole file.
#[derive(Clone, Debug)]
pub(crate) struct FileRow {
    pub id: Uuid,
    pub number: String,
    pub procedure: Uuid,
    pub revision: i64,
    pub person: Uuid,
    pub unit: Option<Uuid>,
    pub assignee: Option<Uuid>,
    pub step: String,
    /// Steps before, commas between, the last one last.
    pub before_steps: String,
    pub state: String,
    pub waiting: bool,
    pub open: bool,
    pub version: i64,
    pub answers: Vec<u8>,
    pub filed_at: OffsetDateTime,
    pub step_at: OffsetDateTime,
    pub last_at: OffsetDateTime,
    pub decided_at: Option<OffsetDateTime>,
    /// ISO date, so that text order is time order.
    pub due_on: String,
    /// Tag of the language in which the person made her request: what is written to her is in it.
    pub lang: String,
}

impl FileRow {
    pub(crate) fn lang(&self) -> Lang {
        Lang::from_tag(&self.lang).unwrap_or_default()
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            number: row.get(1)?,
            procedure: row.get(2)?,
            revision: row.get(3)?,
            person: row.get(4)?,
            unit: row.get(5)?,
            assignee: row.get(6)?,
            step: row.get(7)?,
            before_steps: row.get(8)?,
            state: row.get(9)?,
            waiting: row.get(10)?,
            open: row.get(11)?,
            version: row.get(12)?,
            answers: row.get(13)?,
            filed_at: row.get(14)?,
            step_at: row.get(15)?,
            last_at: row.get(16)?,
            decided_at: row.get(17)?,
            due_on: row.get(18)?,
            lang: row.get(19)?,
        })
    }
}

/// A file as a list shows it: nothing personal.
#[derive(Clone, Debug)]
pub(crate) struct QueueRow {
    pub number: String,
    pub procedure: Uuid,
    pub state: String,
    pub waiting: bool,
    pub due_on: String,
}

impl QueueRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.get(0)?,
            procedure: row.get(1)?,
            state: row.get(2)?,
            waiting: row.get(3)?,
            due_on: row.get(4)?,
        })
    }
}

/// A line of a file's history.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    pub seq: i64,
    pub at: OffsetDateTime,
    pub kind: String,
    /// `applicant`, `joint` (let into the file), `agent`, `system`.
    pub by_kind: String,
    pub by_person: Option<Uuid>,
    pub public: bool,
    pub data: Json,
    /// Sealed text.
    pub body: Option<Vec<u8>>,
}

pub(crate) async fn by_number(db: &AuthorityDb, number: &str) -> Result<Option<FileRow>, StoreError> {
    db.opt(&BY_NUMBER, params![number]).await?.as_ref().map(FileRow::read).transpose()
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<FileRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(FileRow::read).transpose()
}

pub(crate) async fn by_tracking(
    db: &AuthorityDb,
    number: &str,
    tracking: &[u8],
) -> Result<Option<FileRow>, StoreError> {
    db.opt(&BY_TRACKING, params![number, tracking]).await?.as_ref().map(FileRow::read).transpose()
}

pub(crate) async fn of_person(db: &AuthorityDb, person: Uuid) -> Result<Vec<QueueRow>, StoreError> {
    db.query(&OF_PERSON, params![person]).await?.iter().map(QueueRow::read).collect()
}

pub(crate) async fn events(db: &AuthorityDb, file: Uuid) -> Result<Vec<EventRow>, StoreError> {
    db.query(&EVENTS, params![file])
        .await?
        .iter()
        .map(|row| {
            Ok(EventRow {
                seq: row.get(0)?,
                at: row.get(1)?,
                kind: row.get(2)?,
                by_kind: row.get(3)?,
                by_person: row.get(4)?,
                public: row.get(5)?,
                data: row.get(6)?,
                body: row.get(7)?,
            })
        })
        .collect()
}
