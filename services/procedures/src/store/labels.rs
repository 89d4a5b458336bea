//! Labels of a unit, the files that bear them, teams of a unit and the files an agent follows.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) ALL = "select id, unit, name, colour from procedures_label where authority = $1 order by unit, name";
    pub(crate) NEXT = "select coalesce(max(id), 0) + 1 from procedures_label where authority = $1";
    pub(crate) INSERT = "insert into procedures_label (authority, id, unit, name, colour, created_at) values ($1, $2, $3, $4, $5, $6) \
                         on conflict (authority, unit, name) do nothing";
    pub(crate) CHANGE = "update procedures_label set name = $4, colour = $5 where authority = $1 and id = $2 and unit = $3";
    pub(crate) DELETE = "delete from procedures_label where authority = $1 and id = $2 and unit = $3";
    pub(crate) TAKE_OFF_ALL = "delete from procedures_file_label where authority = $1 and label = $2";
    pub(crate) PUT_ON = "insert into procedures_file_label (authority, number, label, open, due_on) \
        select f.authority, f.number, l.id, f.open, f.due_on from procedures_file f join procedures_label l on l.authority = f.authority and l.unit = f.unit \
        where f.authority = $1 and f.number = $2 and l.id = $3 on conflict (authority, number, label) do nothing";
    pub(crate) TAKE_OFF = "delete from procedures_file_label where authority = $1 and number = $2 and label = $3";
    /// A file handed to another unit loses the labels of the one before.
    pub(crate) TAKE_OFF_FOREIGN = "delete from procedures_file_label where authority = $1 and number = $2 and label not in \
        (select id from procedures_label where authority = $1 and unit = $3)";
    pub(crate) OF_FILE = "select label from procedures_file_label where authority = $1 and number = $2";
    /// What lists read of a file beside its labels follows the file.
    pub(crate) KEEP_IN_STEP = "update procedures_file_label set open = f.open, due_on = f.due_on from procedures_file f \
        where procedures_file_label.authority = $1 and f.authority = $1 and f.id = $2 and procedures_file_label.number = f.number \
        and (procedures_file_label.open <> f.open or procedures_file_label.due_on <> f.due_on)";
    pub(crate) TEAMS = "select id, unit, name from procedures_team where authority = $1 order by unit, name";
    pub(crate) INSERT_TEAM = "insert into procedures_team (authority, id, unit, name, created_at) values ($1, $2, $3, $4, $5) \
                              on conflict (authority, unit, name) do nothing";
    pub(crate) DELETE_TEAM = "delete from procedures_team where authority = $1 and id = $2 and unit = $3";
    pub(crate) LEAVE_TEAM = "update procedures_file set team = null where authority = $1 and team = $2";
    pub(crate) MEMBERS = "select team, person from procedures_team_member where authority = $1";
    pub(crate) INSERT_MEMBER = "insert into procedures_team_member (authority, team, person) values ($1, $2, $3) \
                                on conflict (authority, team, person) do nothing";
    pub(crate) DELETE_MEMBERS = "delete from procedures_team_member where authority = $1 and team = $2";
    pub(crate) FOLLOWS = "select 1 from procedures_follow where authority = $1 and person = $2 and number = $3";
    pub(crate) FOLLOW = "insert into procedures_follow (authority, person, number, since) values ($1, $2, $3, $4) \
                         on conflict (authority, person, number) do nothing";
    pub(crate) UNFOLLOW = "delete from procedures_follow where authority = $1 and person = $2 and number = $3";
}

/// Colours of labels, as classes of the style sheet; the name says it too.
pub(crate) const COLOURS: i64 = 6;

/// A label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LabelRow {
    pub id: i64,
    pub unit: Uuid,
    pub name: String,
    /// 1 to [`COLOURS`].
    pub colour: i64,
}

/// Agents of a unit who share a pile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TeamRow {
    pub id: Uuid,
    pub unit: Uuid,
    pub name: String,
}

fn label(row: &Row) -> Result<LabelRow, StoreError> {
    Ok(LabelRow { id: row.get(0)?, unit: row.get(1)?, name: row.get(2)?, colour: row.get(3)? })
}

pub(crate) async fn all(db: &AuthorityDb) -> Result<Vec<LabelRow>, StoreError> {
    db.query(&ALL, params![]).await?.iter().map(label).collect()
}

/// The labels that a file bears.
pub(crate) async fn of_file(db: &AuthorityDb, number: &str) -> Result<Vec<i64>, StoreError> {
    db.query(&OF_FILE, params![number]).await?.iter().map(|row| row.get(0)).collect()
}

/// A new label; false when the unit has one of this name.
pub(crate) async fn insert(
    tx: &Tx,
    unit: Uuid,
    (name, colour): (&str, i64),
    now: OffsetDateTime,
) -> Result<bool, StoreError> {
    let id: i64 = tx.one(&NEXT, params![]).await?.get(0)?;
    Ok(tx.exec(&INSERT, params![id, unit, name, colour, now]).await? == 1)
}

pub(crate) async fn teams(db: &AuthorityDb) -> Result<Vec<TeamRow>, StoreError> {
    let rows = db.query(&TEAMS, params![]).await?;
    rows.iter().map(|row| Ok(TeamRow { id: row.get(0)?, unit: row.get(1)?, name: row.get(2)? })).collect()
}

/// Team and person.
pub(crate) async fn members(db: &AuthorityDb) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    let rows = db.query(&MEMBERS, params![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(crate) async fn follows(db: &AuthorityDb, person: Uuid, number: &str) -> Result<bool, StoreError> {
    Ok(db.opt(&FOLLOWS, params![person, number]).await?.is_some())
}
