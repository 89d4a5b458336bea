//! Pages by which a telephone sends one photo to one question of a draft.

use beffroi_store::{AuthorityDb, StoreError, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) INSERT = "insert into procedures_photo (authority, hash, draft, field, expires_at, used_at) values ($1, $2, $3, $4, $5, null)";
    pub(crate) BY_HASH = "select draft, field, used_at from procedures_photo where authority = $1 and hash = $2 and expires_at > $3";
    pub(crate) CLAIM = "update procedures_photo set used_at = $3 where authority = $1 and hash = $2 and used_at is null and expires_at > $3";
    pub(crate) RELEASE = "update procedures_photo set used_at = null where authority = $1 and hash = $2";
    pub(crate) SWEEP = "delete from procedures_photo where authority = $1 and expires_at < $2";
}

/// A page still open, or just used.
#[derive(Clone, Debug)]
pub(crate) struct PhotoRow {
    pub draft: Uuid,
    /// Path of the question in the form.
    pub field: String,
    pub used_at: Option<OffsetDateTime>,
}

pub(crate) async fn by_hash(
    db: &AuthorityDb,
    hash: &[u8],
    now: OffsetDateTime,
) -> Result<Option<PhotoRow>, StoreError> {
    let row = db.opt(&BY_HASH, params![hash, now]).await?;
    row.map(|row| Ok(PhotoRow { draft: row.get(0)?, field: row.get(1)?, used_at: row.get(2)? })).transpose()
}
