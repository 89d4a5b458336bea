//! Procedures and their revisions.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) ALL = "select id, slug, unit, theme, sheet, published, latest, archived_at from procedures_procedure where authority = $1 order by slug";
    pub(crate) BY_SLUG = "select id, slug, unit, theme, sheet, published, latest, archived_at from procedures_procedure where authority = $1 and slug = $2";
    pub(crate) BY_ID = "select id, slug, unit, theme, sheet, published, latest, archived_at from procedures_procedure where authority = $1 and id = $2";
    pub(crate) INSERT = "insert into procedures_procedure (authority, id, slug, unit, theme, sheet, published, latest, created_at) \
                         values ($1, $2, $3, $4, $5, $6, null, 0, $7)";
    pub(crate) UPDATE_SHEET = "update procedures_procedure set unit = $3, theme = $4, sheet = $5, changed_at = $6 \
                                 where authority = $1 and id = $2";
    pub(crate) NEXT_NUMBER = "update procedures_procedure set latest = latest + 1 where authority = $1 and id = $2 returning latest";
    pub(crate) SET_PUBLISHED = "update procedures_procedure set published = $3, changed_at = $4 where authority = $1 and id = $2";
    pub(crate) SET_ARCHIVED = "update procedures_procedure set archived_at = $3 where authority = $1 and id = $2";
    pub(crate) INSERT_REVISION = "insert into procedures_revision \
        (authority, procedure, number, form, flow, report, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    pub(crate) REVISION = "select form, flow, report, published_at, created_at from procedures_revision \
                           where authority = $1 and procedure = $2 and number = $3";
    pub(crate) REVISIONS = "select number, published_at, created_at from procedures_revision \
                            where authority = $1 and procedure = $2 order by number desc";
    pub(crate) REPLACE_DRAFT = "update procedures_revision set form = $4, flow = $5 \
                                where authority = $1 and procedure = $2 and number = $3 and published_at is null";
    pub(crate) PUBLISH = "update procedures_revision set published_at = $4, published_by = $5 \
                          where authority = $1 and procedure = $2 and number = $3 and published_at is null";
}

/// A procedure as the catalogue lists it.
#[derive(Clone, Debug)]
pub(crate) struct ProcedureRow {
    pub id: Uuid,
    pub slug: String,
    pub unit: Option<Uuid>,
    pub theme: String,
    pub sheet: Json,
    pub published: Option<i64>,
    pub latest: i64,
    /// When it was put away: no longer offered, still readable, its files go on.
    pub archived_at: Option<OffsetDateTime>,
}

impl ProcedureRow {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            slug: row.get(1)?,
            unit: row.get(2)?,
            theme: row.get(3)?,
            sheet: row.get(4)?,
            published: row.get(5)?,
            latest: row.get(6)?,
            archived_at: row.get(7)?,
        })
    }
}

/// A revision as stored: JSON texts of the form and of the workflow.
#[derive(Clone, Debug)]
pub(crate) struct RevisionRow {
    pub form: String,
    pub flow: String,
    pub report: Option<Json>,
    pub published_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
}

impl RevisionRow {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            form: row.get(0)?,
            flow: row.get(1)?,
            report: row.get(2)?,
            published_at: row.get(3)?,
            created_at: row.get(4)?,
        })
    }
}

pub(crate) async fn all(db: &AuthorityDb) -> Result<Vec<ProcedureRow>, StoreError> {
    db.query(&ALL, params![]).await?.iter().map(ProcedureRow::read).collect()
}

pub(crate) async fn by_slug(db: &AuthorityDb, slug: &str) -> Result<Option<ProcedureRow>, StoreError> {
    db.opt(&BY_SLUG, params![slug]).await?.as_ref().map(ProcedureRow::read).transpose()
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<ProcedureRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(ProcedureRow::read).transpose()
}

pub(crate) async fn revision(
    db: &AuthorityDb,
    procedure: Uuid,
    number: i64,
) -> Result<Option<RevisionRow>, StoreError> {
    db.opt(&REVISION, params![procedure, number]).await?.as_ref().map(RevisionRow::read).transpose()
}

/// Number, publication and creation of every revision, newest first.
pub(crate) async fn revisions(
    db: &AuthorityDb,
    procedure: Uuid,
) -> Result<Vec<(i64, Option<OffsetDateTime>, OffsetDateTime)>, StoreError> {
    db.query(&REVISIONS, params![procedure])
        .await?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

/// A new procedure, without revision.
pub(crate) struct NewProcedure<'n> {
    pub id: Uuid,
    pub slug: &'n str,
    pub unit: Option<Uuid>,
    pub theme: &'n str,
    pub sheet: &'n Json,
}

pub(crate) async fn insert(tx: &Tx, new: &NewProcedure<'_>, now: OffsetDateTime) -> Result<(), StoreError> {
    tx.exec(&INSERT, params![new.id, new.slug, new.unit, new.theme, new.sheet.clone(), now]).await?;
    Ok(())
}

/// A draft revision under the next number.
pub(crate) struct NewRevision<'n> {
    pub procedure: Uuid,
    pub form: &'n str,
    pub flow: &'n str,
    pub report: Option<&'n Json>,
    pub by: Option<Uuid>,
}

pub(crate) async fn insert_revision(
    tx: &Tx,
    new: &NewRevision<'_>,
    now: OffsetDateTime,
) -> Result<i64, StoreError> {
    let number: i64 = tx.one(&NEXT_NUMBER, params![new.procedure]).await?.get(0)?;
    tx.exec(
        &INSERT_REVISION,
        params![new.procedure, number, new.form, new.flow, new.report.cloned(), new.by, now],
    )
    .await?;
    Ok(number)
}
