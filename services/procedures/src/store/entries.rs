//! Requests that agents write down for people: the draft, then the file, of the same identifier.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

/// Columns of [`EntryRow`], in order.
macro_rules! entry_columns {
    () => {
        "id, procedure, revision, person, agent, unit, channel, received_on, begun_at, number, filed_at"
    };
}

statements! {
    pub(crate) BEGIN = concat!("insert into procedures_entry (authority, ", entry_columns!(), ") \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null) \
        on conflict (authority, id) do update set agent = excluded.agent, channel = excluded.channel, received_on = excluded.received_on");
    pub(crate) BY_ID = concat!("select ", entry_columns!(), " from procedures_entry where authority = $1 and id = $2");
    pub(crate) BY_NUMBER = concat!("select ", entry_columns!(), " from procedures_entry where authority = $1 and id = \
        (select id from procedures_file where authority = $1 and number = $2)");
    pub(crate) OF_AGENT = concat!("select ", entry_columns!(), " from procedures_entry where authority = $1 and agent = $2 \
        order by begun_at desc limit 40");
    pub(crate) FILED = "update procedures_entry set number = $3, filed_at = $4 where authority = $1 and id = $2";
    pub(crate) DROP = "delete from procedures_entry where authority = $1 and id = $2";
}

/// A request written down by an agent: nothing personal.
#[derive(Clone, Debug)]
pub(crate) struct EntryRow {
    pub id: Uuid,
    pub procedure: Uuid,
    pub revision: i64,
    pub person: Uuid,
    pub agent: Uuid,
    /// The procedure's.
    pub unit: Option<Uuid>,
    /// `counter`, `phone`, `post`, `aidant`.
    pub channel: String,
    /// ISO date from which the commune has the request.
    pub received_on: String,
    pub begun_at: OffsetDateTime,
    /// The file's, once sent.
    pub number: Option<String>,
    pub filed_at: Option<OffsetDateTime>,
}

impl EntryRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            procedure: row.get(1)?,
            revision: row.get(2)?,
            person: row.get(3)?,
            agent: row.get(4)?,
            unit: row.get(5)?,
            channel: row.get(6)?,
            received_on: row.get(7)?,
            begun_at: row.get(8)?,
            number: row.get(9)?,
            filed_at: row.get(10)?,
        })
    }
}

/// Writes that an agent has begun, or taken up, the entry of a draft.
pub(crate) async fn begin(tx: &Tx, row: &EntryRow) -> Result<(), StoreError> {
    let values = params![
        row.id,
        row.procedure,
        row.revision,
        row.person,
        row.agent,
        row.unit,
        row.channel.as_str(),
        row.received_on.as_str(),
        row.begun_at
    ];
    tx.exec(&BEGIN, values).await?;
    Ok(())
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<EntryRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(EntryRow::read).transpose()
}

pub(crate) async fn by_number(db: &AuthorityDb, number: &str) -> Result<Option<EntryRow>, StoreError> {
    db.opt(&BY_NUMBER, params![number]).await?.as_ref().map(EntryRow::read).transpose()
}

/// An agent's latest entries, newest first.
pub(crate) async fn of_agent(db: &AuthorityDb, agent: Uuid) -> Result<Vec<EntryRow>, StoreError> {
    db.query(&OF_AGENT, params![agent]).await?.iter().map(EntryRow::read).collect()
}
