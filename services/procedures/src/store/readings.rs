//! What registers answered, beside the draft or the file that it was asked for. The values lie sealed under the key of the person.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

macro_rules! reading_columns {
    () => {
        "id, holder, person, source, question, state, version, body, read_at, refused_at"
    };
}

statements! {
    pub(crate) ASK = concat!("insert into procedures_reading (authority, ", reading_columns!(), ", tries) \
        values ($1, $2, $3, $4, $5, $6, 'asked', 1, null, $7, null, 1) \
        on conflict (authority, holder, source, question) do update set \
        id = excluded.id, state = 'asked', version = 1, body = null, read_at = excluded.read_at, refused_at = null, \
        tries = procedures_reading.tries + 1");
    pub(crate) ANSWERED = "update procedures_reading set state = $4, body = $5, read_at = $6 \
                           where authority = $1 and holder = $2 and id = $3";
    pub(crate) REWRITE = "update procedures_reading set body = $5, version = version + 1 \
                          where authority = $1 and holder = $2 and id = $3 and version = $4";
    pub(crate) REFUSE = "update procedures_reading set refused_at = $4 where authority = $1 and holder = $2 and id = $3";
    pub(crate) OF_HOLDER = concat!("select ", reading_columns!(), " from procedures_reading where authority = $1 and holder = $2 order by read_at");
    pub(crate) OF_PERSON = concat!("select ", reading_columns!(), " from procedures_reading \
        where authority = $1 and person = $2 and state = 'found' order by read_at desc limit 50");
    pub(crate) RECENT = concat!("select ", reading_columns!(), " from procedures_reading \
        where authority = $1 and person = $2 and source = $3 and question = $4 and state = 'found' and read_at > $5 order by read_at desc limit 1");
    pub(crate) COUNT_SINCE = "select cast(coalesce(sum(tries), 0) as bigint) from procedures_reading \
                              where authority = $1 and person = $2 and read_at > $3";
    pub(crate) DELETE_OF_HOLDER = "delete from procedures_reading where authority = $1 and holder = $2";
    pub(crate) FORGET = "delete from procedures_reading where authority = $1 and holder = $2 and id = $3 and person = $4";
}

/// A reading as stored.
#[derive(Clone, Debug)]
pub(crate) struct ReadingRow {
    pub id: Uuid,
    /// The draft or the file.
    pub holder: Uuid,
    pub person: Uuid,
    pub source: String,
    /// Keyed hash of what the register was asked with.
    pub question: Vec<u8>,
    /// `asked`, `found`, `absent`, `failed`.
    pub state: String,
    /// Of the sealed body.
    pub version: i64,
    pub body: Option<Vec<u8>>,
    pub read_at: OffsetDateTime,
    pub refused_at: Option<OffsetDateTime>,
}

impl ReadingRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            holder: row.get(1)?,
            person: row.get(2)?,
            source: row.get(3)?,
            question: row.get(4)?,
            state: row.get(5)?,
            version: row.get(6)?,
            body: row.get(7)?,
            read_at: row.get(8)?,
            refused_at: row.get(9)?,
        })
    }
}

/// A question about to be put to a register: in the transaction that journals it.
pub(crate) async fn ask(tx: &Tx, row: &ReadingRow) -> Result<(), StoreError> {
    let values =
        params![row.id, row.holder, row.person, row.source.as_str(), row.question.clone(), row.read_at];
    tx.exec(&ASK, values).await?;
    Ok(())
}

/// What came of it.
pub(crate) async fn answered(tx: &Tx, row: &ReadingRow) -> Result<(), StoreError> {
    let values = params![row.holder, row.id, row.state.as_str(), row.body.clone(), row.read_at];
    tx.exec(&ANSWERED, values).await?;
    Ok(())
}

pub(crate) async fn of_holder(db: &AuthorityDb, holder: Uuid) -> Result<Vec<ReadingRow>, StoreError> {
    db.query(&OF_HOLDER, params![holder]).await?.iter().map(ReadingRow::read).collect()
}

pub(crate) async fn of_person(db: &AuthorityDb, person: Uuid) -> Result<Vec<ReadingRow>, StoreError> {
    db.query(&OF_PERSON, params![person]).await?.iter().map(ReadingRow::read).collect()
}

/// The last answer to the same question of the same person, if it was read after `since`.
pub(crate) async fn recent(
    db: &AuthorityDb,
    asked: &ReadingRow,
    since: OffsetDateTime,
) -> Result<Option<ReadingRow>, StoreError> {
    let values = params![asked.person, asked.source.as_str(), asked.question.clone(), since];
    db.opt(&RECENT, values).await?.as_ref().map(ReadingRow::read).transpose()
}

/// How many questions the person had put since then.
pub(crate) async fn count_since(
    db: &AuthorityDb,
    person: Uuid,
    since: OffsetDateTime,
) -> Result<i64, StoreError> {
    db.one(&COUNT_SINCE, params![person, since]).await?.get(0)
}
