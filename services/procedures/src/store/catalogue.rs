//! What the published catalogue is made of.

use std::collections::HashMap;

use beffroi_store::{AuthorityDb, Row, StoreError, params, statements};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) PUBLISHED = "select p.slug, p.unit, p.theme, p.sheet, p.published, p.changed_at, r.published_at, r.created_at \
        from procedures_procedure p join procedures_revision r \
        on r.authority = p.authority and r.procedure = p.id and r.number = p.published where p.authority = $1 order by p.slug";
    pub(crate) FORMS = "select p.slug, r.form from procedures_procedure p join procedures_revision r \
        on r.authority = p.authority and r.procedure = p.id and r.number = p.published where p.authority = $1";
    pub(crate) FORM = "select r.form from procedures_procedure p join procedures_revision r \
        on r.authority = p.authority and r.procedure = p.id and r.number = p.published where p.authority = $1 and p.slug = $2";
}

/// A published procedure, without its form.
#[derive(Clone, Debug)]
pub(crate) struct PublishedRow {
    pub slug: String,
    pub unit: Option<Uuid>,
    pub theme: String,
    pub sheet: Json,
    pub revision: i64,
    /// When this revision was published.
    pub issued: OffsetDateTime,
    /// When anything that the catalogue says of it last changed.
    pub modified: OffsetDateTime,
}

impl PublishedRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let (changed, published): (Option<OffsetDateTime>, Option<OffsetDateTime>) =
            (row.get(5)?, row.get(6)?);
        let issued = match published {
            Some(published) => published,
            None => row.get(7)?,
        };
        Ok(Self {
            slug: row.get(0)?,
            unit: row.get(1)?,
            theme: row.get(2)?,
            sheet: row.get(3)?,
            revision: row.get(4)?,
            issued,
            modified: changed.unwrap_or(issued).max(issued),
        })
    }
}

/// Every published procedure, in order of address.
pub(crate) async fn published(db: &AuthorityDb) -> Result<Vec<PublishedRow>, StoreError> {
    db.query_long(&PUBLISHED, params![]).await?.iter().map(PublishedRow::read).collect()
}

/// JSON text of the published form of a procedure.
pub(crate) async fn form(db: &AuthorityDb, slug: &str) -> Result<Option<String>, StoreError> {
    db.opt(&FORM, params![slug]).await?.map(|row| row.get(0)).transpose()
}

/// JSON texts of every published form, by address.
pub(crate) async fn forms(db: &AuthorityDb) -> Result<HashMap<String, String>, StoreError> {
    db.query_long(&FORMS, params![]).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
