//! What a file waits for beside its step: questions, payments, appointments, opinions, calls to other programs.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

/// Columns of [`TaskRow`], in order.
macro_rules! task_columns {
    () => {
        "task.id, task.file, task.kind, task.state, task.party, task.unit, task.step, task.entry, \
         task.data, task.body, task.answers, task.tries, task.due_on, task.ended_at"
    };
}

statements! {
    pub(crate) INSERT = "insert into procedures_task \
        (authority, id, file, person, kind, state, party, unit, step, entry, data, body, tries, due_on, made_at) \
        values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, $10, $11, 0, $12, $13)";
    pub(crate) BY_ID = concat!("select ", task_columns!(), " from procedures_task task where task.authority = $1 and task.id = $2");
    pub(crate) OF_FILE = concat!("select ", task_columns!(), " from procedures_task task where task.authority = $1 and task.file = $2 \
        order by task.made_at, task.id");
    pub(crate) FAILED = concat!("select ", task_columns!(), ", file.number, file.unit, file.procedure from procedures_task task \
        join procedures_file file on file.authority = task.authority and file.id = task.file \
        where task.authority = $1 and task.state = 'failed' order by task.made_at limit 200");
    pub(crate) ASKED = concat!("select ", task_columns!(), ", file.number, file.unit, file.procedure from procedures_task task \
        join procedures_file file on file.authority = task.authority and file.id = task.file \
        where task.authority = $1 and task.state = 'open' and task.kind = 'opinion' and task.unit = $2 order by task.due_on, task.made_at limit 200");
    // A task ends once: whoever comes second changes nothing.
    pub(crate) END = "update procedures_task set state = $4, answers = $5, ended_at = $6 where authority = $1 and id = $2 and state = $3";
    pub(crate) SET = "update procedures_task set data = $3, party = $4, unit = $5, due_on = $6, body = $7 where authority = $1 and id = $2 and state = 'open'";
    pub(crate) SAID = "update procedures_task set data = $3 where authority = $1 and id = $2 and state = 'open' \
                       and coalesce(data ->> 'said', '') = $4";
    pub(crate) TRY = "update procedures_task set tries = tries + 1 where authority = $1 and id = $2 returning tries";
    pub(crate) AGAIN = "update procedures_task set state = 'open', tries = 0, ended_at = null where authority = $1 and id = $2 and state = 'failed'";
    pub(crate) LEFT = "update procedures_task set state = 'void', ended_at = $4 where authority = $1 and file = $2 and kind = 'ask' \
                       and state = 'open' and entry <> $3";
    pub(crate) EMPTY = "update procedures_task set body = null, answers = null where authority = $1 and file = $2";
}

/// A task as stored.
#[derive(Clone, Debug)]
pub(crate) struct TaskRow {
    pub id: Uuid,
    pub file: Uuid,
    /// `ask`, `payment`, `appointment`, `opinion`, `call`.
    pub kind: String,
    /// `open`, `done`, `failed` (nobody has looked yet), `void`.
    pub state: String,
    /// Whom it waits for: names of parties of the workflow, commas between.
    pub party: String,
    /// Unit whose opinion is asked.
    pub unit: Option<Uuid>,
    /// The stay in a step that made it: its answer leads on only while the file is still there.
    pub step: String,
    pub entry: OffsetDateTime,
    /// Nothing personal.
    pub data: Json,
    /// Words of the workflow, filled in: sealed.
    pub body: Option<Vec<u8>>,
    /// What came of it: sealed.
    pub answers: Option<Vec<u8>>,
    pub tries: i64,
    pub due_on: Option<String>,
    pub ended_at: Option<OffsetDateTime>,
}

impl TaskRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            file: row.get(1)?,
            kind: row.get(2)?,
            state: row.get(3)?,
            party: row.get(4)?,
            unit: row.get(5)?,
            step: row.get(6)?,
            entry: row.get(7)?,
            data: row.get(8)?,
            body: row.get(9)?,
            answers: row.get(10)?,
            tries: row.get(11)?,
            due_on: row.get(12)?,
            ended_at: row.get(13)?,
        })
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state == "open"
    }

    /// Does it wait for this party?
    pub(crate) fn waits_for(&self, party: &str) -> bool {
        self.party.split(',').any(|of| of == party)
    }

    /// A text of `data`.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.data[name].as_str().unwrap_or_default()
    }
}

/// A task with the number of its file, as lists show it: nothing personal.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub task: TaskRow,
    pub number: String,
    pub unit: Option<Uuid>,
    pub procedure: Uuid,
}

impl Listed {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            task: TaskRow::read(row)?,
            number: row.get(14)?,
            unit: row.get(15)?,
            procedure: row.get(16)?,
        })
    }
}

/// A task to be kept.
pub(crate) struct NewTask<'n> {
    pub id: Uuid,
    pub file: Uuid,
    pub person: Uuid,
    pub kind: &'n str,
    pub party: &'n str,
    pub unit: Option<Uuid>,
    pub step: &'n str,
    pub entry: OffsetDateTime,
    pub data: Json,
    pub body: Option<Vec<u8>>,
    pub due_on: Option<String>,
}

pub(crate) async fn insert(tx: &Tx, new: NewTask<'_>, now: OffsetDateTime) -> Result<(), StoreError> {
    let values = params![
        new.id, new.file, new.person, new.kind, new.party, new.unit, new.step, new.entry, new.data, new.body,
        new.due_on, now
    ];
    tx.exec(&INSERT, values).await?;
    Ok(())
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<TaskRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(TaskRow::read).transpose()
}

pub(crate) async fn of_file(db: &AuthorityDb, file: Uuid) -> Result<Vec<TaskRow>, StoreError> {
    db.query(&OF_FILE, params![file]).await?.iter().map(TaskRow::read).collect()
}

pub(crate) async fn of_file_in(tx: &Tx, file: Uuid) -> Result<Vec<TaskRow>, StoreError> {
    tx.query(&OF_FILE, params![file]).await?.iter().map(TaskRow::read).collect()
}

/// Calls that failed and that nobody has looked at, oldest first.
pub(crate) async fn failed(db: &AuthorityDb) -> Result<Vec<Listed>, StoreError> {
    db.query(&FAILED, params![]).await?.iter().map(Listed::read).collect()
}

/// Opinions asked of a unit, most urgent first.
pub(crate) async fn asked(db: &AuthorityDb, unit: Uuid) -> Result<Vec<Listed>, StoreError> {
    db.query(&ASKED, params![unit]).await?.iter().map(Listed::read).collect()
}
