//! Letters and the batches they are printed in.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

/// Columns of [`LetterRow`], in order.
macro_rules! letter_columns {
    () => {
        "id, person, unit, reference, letter, state, created_at, batch, proof, returned_at"
    };
}

statements! {
    pub(crate) INSERT = concat!("insert into web_letter (authority, ", letter_columns!(), ") \
        values ($1, $2, $3, $4, $5, $6, 'waiting', $7, null, '', null) on conflict (authority, id) do nothing");
    pub(crate) BY_ID = concat!("select ", letter_columns!(), " from web_letter where authority = $1 and id = $2");
    pub(crate) TO_PRINT = concat!("select ", letter_columns!(), " from web_letter \
        where authority = $1 and state in ('waiting', 'no_address', 'returned') and unit is not distinct from $2 \
        order by created_at, id limit 200");
    pub(crate) OF_BATCH = concat!("select ", letter_columns!(), " from web_letter where authority = $1 and batch = $2 order by id");
    pub(crate) WITHOUT_ADDRESS = "select count(*) from web_letter \
        where authority = $1 and reference = $2 and state in ('no_address', 'returned')";
    pub(crate) PRINTED = "update web_letter set state = 'printed', batch = $3, proof = '', returned_at = null \
        where authority = $1 and id = $2 and state in ('waiting', 'no_address', 'returned')";
    pub(crate) NO_ADDRESS = "update web_letter set state = 'no_address' \
        where authority = $1 and id = $2 and state in ('waiting', 'no_address', 'returned')";
    pub(crate) POSTED = "update web_letter set state = 'posted', proof = $3 where authority = $1 and id = $2 and state = 'printed'";
    pub(crate) RETURNED = "update web_letter set state = 'returned', returned_at = $3 where authority = $1 and id = $2 and state = 'posted'";
    pub(crate) ADD_BATCH = "insert into web_letter_batch (authority, id, unit, printed_at, printed_by, posted_on, posted_by) \
        values ($1, $2, $3, $4, $5, '', null)";
    pub(crate) BATCH = "select id, unit, printed_at, posted_on from web_letter_batch where authority = $1 and id = $2";
    pub(crate) BATCHES = "select b.id, b.unit, b.printed_at, b.posted_on, \
        (select count(*) from web_letter l where l.authority = $1 and l.batch = b.id) as letters \
        from web_letter_batch b where b.authority = $1 and b.unit is not distinct from $2 order by b.printed_at desc limit 20";
    pub(crate) POST_BATCH = "update web_letter_batch set posted_on = $3, posted_by = $4 where authority = $1 and id = $2 and posted_on = ''";
}

/// A letter as stored.
#[derive(Clone, Debug)]
pub(crate) struct LetterRow {
    pub id: Uuid,
    pub person: Uuid,
    pub unit: Option<Uuid>,
    /// Number of the file.
    pub reference: String,
    /// Sealed document.
    pub letter: Vec<u8>,
    /// `waiting`, `no_address`, `printed`, `posted`, `returned`.
    pub state: String,
    pub created_at: OffsetDateTime,
    pub batch: Option<Uuid>,
    /// Number of a registered letter; empty for an ordinary one.
    pub proof: String,
    pub returned_at: Option<OffsetDateTime>,
}

impl LetterRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            person: row.get(1)?,
            unit: row.get(2)?,
            reference: row.get(3)?,
            letter: row.get(4)?,
            state: row.get(5)?,
            created_at: row.get(6)?,
            batch: row.get(7)?,
            proof: row.get(8)?,
            returned_at: row.get(9)?,
        })
    }
}

/// Letters printed together.
#[derive(Clone, Debug)]
pub(crate) struct BatchRow {
    pub id: Uuid,
    pub unit: Option<Uuid>,
    pub printed_at: OffsetDateTime,
    /// ISO date; empty until the batch is posted.
    pub posted_on: String,
}

impl BatchRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { id: row.get(0)?, unit: row.get(1)?, printed_at: row.get(2)?, posted_on: row.get(3)? })
    }
}

/// A letter that waits; the same letter put in twice waits once.
pub(crate) struct NewLetter<'n> {
    pub id: Uuid,
    pub person: Uuid,
    pub unit: Option<Uuid>,
    pub reference: &'n str,
    pub letter: Vec<u8>,
}

pub(crate) async fn insert(tx: &Tx, new: NewLetter<'_>, now: OffsetDateTime) -> Result<(), StoreError> {
    tx.exec(&INSERT, params![new.id, new.person, new.unit, new.reference, new.letter, now]).await?;
    Ok(())
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<LetterRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(LetterRow::read).transpose()
}

/// What a unit has to print, oldest first.
pub(crate) async fn to_print(db: &AuthorityDb, unit: Option<Uuid>) -> Result<Vec<LetterRow>, StoreError> {
    db.query(&TO_PRINT, params![unit]).await?.iter().map(LetterRow::read).collect()
}

pub(crate) async fn of_batch(db: &AuthorityDb, batch: Uuid) -> Result<Vec<LetterRow>, StoreError> {
    db.query(&OF_BATCH, params![batch]).await?.iter().map(LetterRow::read).collect()
}

pub(crate) async fn batch(db: &AuthorityDb, id: Uuid) -> Result<Option<BatchRow>, StoreError> {
    db.opt(&BATCH, params![id]).await?.as_ref().map(BatchRow::read).transpose()
}

/// A unit's latest batches, newest first, with how many letters are in each.
pub(crate) async fn batches(
    db: &AuthorityDb,
    unit: Option<Uuid>,
) -> Result<Vec<(BatchRow, i64)>, StoreError> {
    db.query(&BATCHES, params![unit])
        .await?
        .iter()
        .map(|row| Ok((BatchRow::read(row)?, row.get(4)?)))
        .collect()
}
