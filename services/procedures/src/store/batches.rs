//! Acts on many files: what was asked, on which files, and what became of each.

use beffroi_store::{AuthorityDb, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) INSERT = "insert into procedures_batch (authority, id, person, act, state, created_at) values ($1, $2, $3, null, 'choosing', $4)";
    pub(crate) INSERT_ITEM = "insert into procedures_batch_item (authority, batch, position, number, version, outcome) values ($1, $2, $3, $4, $5, '')";
    pub(crate) BY_ID = "select id, person, act, state from procedures_batch where authority = $1 and id = $2";
    pub(crate) CHOOSE = "update procedures_batch set act = $3, state = 'ready' where authority = $1 and id = $2 and state in ('choosing', 'ready')";
    pub(crate) START = "update procedures_batch set state = 'running' where authority = $1 and id = $2 and state = 'ready'";
    pub(crate) FINISH = "update procedures_batch set state = 'done', act = null, finished_at = $3 where authority = $1 and id = $2";
    pub(crate) ITEMS = "select position, number, version, outcome from procedures_batch_item where authority = $1 and batch = $2 order by position";
    pub(crate) SET_OUTCOME = "update procedures_batch_item set outcome = $4 where authority = $1 and batch = $2 and position = $3";
    pub(crate) VERSION = "select version from procedures_file where authority = $1 and number = $2";
    pub(crate) OLD = "select id from procedures_batch where authority = $1 and created_at < $2 order by created_at limit 100";
    pub(crate) DELETE_ITEMS = "delete from procedures_batch_item where authority = $1 and batch = $2";
    pub(crate) DELETE = "delete from procedures_batch where authority = $1 and id = $2";
}

/// An act on many files.
#[derive(Clone, Debug)]
pub(crate) struct BatchRow {
    pub id: Uuid,
    /// The agent who asks.
    pub person: Uuid,
    /// Sealed with the instance's secret; nothing before the act is chosen, nor once it is done.
    pub act: Option<Vec<u8>>,
    /// `choosing`, `ready`, `running`, `done`.
    pub state: String,
}

/// A file of the selection.
#[derive(Clone, Debug)]
pub(crate) struct ItemRow {
    pub position: i64,
    pub number: String,
    /// As the agent saw it when she chose.
    pub version: i64,
    /// Empty: not yet. Else `done` or why not.
    pub outcome: String,
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<BatchRow>, StoreError> {
    let Some(row) = db.opt(&BY_ID, params![id]).await? else { return Ok(None) };
    Ok(Some(BatchRow { id: row.get(0)?, person: row.get(1)?, act: row.get(2)?, state: row.get(3)? }))
}

pub(crate) async fn items(db: &AuthorityDb, batch: Uuid) -> Result<Vec<ItemRow>, StoreError> {
    let rows = db.query(&ITEMS, params![batch]).await?;
    rows.iter()
        .map(|row| {
            Ok(ItemRow {
                position: row.get(0)?,
                number: row.get(1)?,
                version: row.get(2)?,
                outcome: row.get(3)?,
            })
        })
        .collect()
}

/// A selection, with the version each file has now; a number that is no file is left out.
pub(crate) async fn insert(
    tx: &Tx,
    (id, person): (Uuid, Uuid),
    numbers: &[String],
    now: OffsetDateTime,
) -> Result<(), StoreError> {
    tx.exec(&INSERT, params![id, person, now]).await?;
    for (position, number) in numbers.iter().enumerate() {
        if let Some(row) = tx.opt(&VERSION, params![number.as_str()]).await? {
            let (version, position): (i64, i64) = (row.get(0)?, i64::try_from(position).unwrap_or(0));
            tx.exec(&INSERT_ITEM, params![id, position, number.as_str(), version]).await?;
        }
    }
    Ok(())
}

pub(crate) async fn set_outcome(
    tx: &Tx,
    batch: Uuid,
    position: i64,
    outcome: &str,
) -> Result<(), StoreError> {
    tx.exec(&SET_OUTCOME, params![batch, position, outcome]).await.map(drop)
}
