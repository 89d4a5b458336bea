//! Filters under a name: an agent's own, and those that a unit shares.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) OF_AGENT = "select id, owner, unit, name, filter from procedures_view where authority = $1 and owner = $2 order by name, id";
    pub(crate) OF_UNIT = "select id, owner, unit, name, filter from procedures_view where authority = $1 and unit = $2 order by name, id";
    pub(crate) BY_ID = "select id, owner, unit, name, filter from procedures_view where authority = $1 and id = $2";
    pub(crate) INSERT = "insert into procedures_view (authority, id, owner, unit, name, filter, created_at) values ($1, $2, $3, $4, $5, $6, $7)";
    pub(crate) CHANGE = "update procedures_view set name = $3, unit = $4 where authority = $1 and id = $2";
    pub(crate) DELETE = "delete from procedures_view where authority = $1 and id = $2";
}

/// A filter under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ViewRow {
    pub id: Uuid,
    pub owner: Uuid,
    /// The unit that shares it.
    pub unit: Option<Uuid>,
    pub name: String,
    /// The query of the list.
    pub filter: String,
}

impl ViewRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            owner: row.get(1)?,
            unit: row.get(2)?,
            name: row.get(3)?,
            filter: row.get(4)?,
        })
    }
}

/// An agent's own and those of her units, each once.
pub(crate) async fn visible(
    db: &AuthorityDb,
    person: Uuid,
    units: impl Iterator<Item = Uuid>,
) -> Result<Vec<ViewRow>, StoreError> {
    let mut rows = db.query(&OF_AGENT, params![person]).await?;
    for unit in units {
        rows.extend(db.query(&OF_UNIT, params![unit]).await?);
    }
    let mut views: Vec<ViewRow> = Vec::with_capacity(rows.len());
    for row in &rows {
        let view = ViewRow::read(row)?;
        if views.iter().all(|known| known.id != view.id) {
            views.push(view);
        }
    }
    Ok(views)
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<ViewRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(ViewRow::read).transpose()
}

pub(crate) async fn insert(tx: &Tx, view: &ViewRow, now: OffsetDateTime) -> Result<(), StoreError> {
    let values = params![view.id, view.owner, view.unit, view.name.as_str(), view.filter.as_str(), now];
    tx.exec(&INSERT, values).await.map(drop)
}
