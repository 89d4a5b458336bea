//! Drafts and the files sent with them. A draft's answers lie sealed under the key of its person.

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    pub(crate) OF_PERSON = "select id, procedure, revision, person, version, answers, page, touched_at from procedures_draft \
                            where authority = $1 and person = $2 and procedure = $3";
    pub(crate) OF_VISIT = "select id, procedure, revision, person, version, answers, page, touched_at from procedures_draft \
                           where authority = $1 and visit = $2 and procedure = $3";
    pub(crate) BY_ID = "select id, procedure, revision, person, version, answers, page, touched_at from procedures_draft \
                        where authority = $1 and id = $2";
    pub(crate) ALL_OF_PERSON = "select id, procedure, revision, person, version, answers, page, touched_at from procedures_draft \
                                where authority = $1 and person = $2 order by touched_at desc";
    pub(crate) INSERT = "insert into procedures_draft \
        (authority, id, procedure, revision, person, visit, version, answers, page, started_at, touched_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    pub(crate) SAVE = "update procedures_draft set answers = $4, version = version + 1, page = $5, touched_at = $6 \
                       where authority = $1 and id = $2 and version = $3";
    pub(crate) WINDOW = "select window_name, version from procedures_draft_window where authority = $1 and draft = $2 and page = $3";
    pub(crate) SET_WINDOW = "insert into procedures_draft_window (authority, draft, page, window_name, version) values ($1, $2, $3, $4, $5) \
                             on conflict (authority, draft, page) do update set window_name = excluded.window_name, version = excluded.version";
    pub(crate) DELETE_WINDOWS = "delete from procedures_draft_window where authority = $1 and draft = $2";
    pub(crate) DELETE = "delete from procedures_draft where authority = $1 and id = $2";
    pub(crate) UPLOADS = "select id, field, position, media, size, digest, name, received_at, person from procedures_upload \
                          where authority = $1 and holder = $2 order by field, position";
    pub(crate) UPLOAD = "select id, field, position, media, size, digest, name, received_at, person, holder from procedures_upload \
                         where authority = $1 and id = $2";
    pub(crate) INSERT_UPLOAD = "insert into procedures_upload \
        (authority, id, holder, person, field, position, media, size, digest, name, received_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    pub(crate) STORED = "select digest from procedures_upload where authority = $1";
    pub(crate) DELETE_UPLOAD = "delete from procedures_upload where authority = $1 and holder = $2 and id = $3 returning digest";
    pub(crate) DELETE_UPLOADS = "delete from procedures_upload where authority = $1 and holder = $2";
}

/// A draft as stored.
#[derive(Clone, Debug)]
pub(crate) struct DraftRow {
    pub id: Uuid,
    pub procedure: Uuid,
    pub revision: i64,
    pub person: Uuid,
    pub version: i64,
    pub answers: Vec<u8>,
    pub page: String,
    pub touched_at: OffsetDateTime,
}

impl DraftRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            procedure: row.get(1)?,
            revision: row.get(2)?,
            person: row.get(3)?,
            version: row.get(4)?,
            answers: row.get(5)?,
            page: row.get(6)?,
            touched_at: row.get(7)?,
        })
    }
}

/// A file received, of a draft or of a filed request (`holder` is the same identifier before and after filing).
#[derive(Clone, Debug)]
pub(crate) struct UploadRow {
    pub id: Uuid,
    /// Path of the field in the form: `plan`, `arbres.0.photo`.
    pub field: String,
    pub position: i64,
    pub media: String,
    /// Bytes before encryption.
    pub size: i64,
    pub digest: String,
    pub name: Vec<u8>,
    pub received_at: OffsetDateTime,
    pub person: Uuid,
}

pub(crate) async fn of_person(
    db: &AuthorityDb,
    person: Uuid,
    procedure: Uuid,
) -> Result<Option<DraftRow>, StoreError> {
    db.opt(&OF_PERSON, params![person, procedure]).await?.as_ref().map(DraftRow::read).transpose()
}

pub(crate) async fn of_visit(
    db: &AuthorityDb,
    visit: &[u8],
    procedure: Uuid,
) -> Result<Option<DraftRow>, StoreError> {
    db.opt(&OF_VISIT, params![visit, procedure]).await?.as_ref().map(DraftRow::read).transpose()
}

pub(crate) async fn by_id(db: &AuthorityDb, id: Uuid) -> Result<Option<DraftRow>, StoreError> {
    db.opt(&BY_ID, params![id]).await?.as_ref().map(DraftRow::read).transpose()
}

/// The draft of a person, else of a visit, as the transaction sees it.
pub(crate) async fn present(
    tx: &Tx,
    person: Option<Uuid>,
    visit: &[u8],
    procedure: Uuid,
) -> Result<Option<DraftRow>, StoreError> {
    let row = match person {
        Some(person) => tx.opt(&OF_PERSON, params![person, procedure]).await?,
        None => tx.opt(&OF_VISIT, params![visit, procedure]).await?,
    };
    row.as_ref().map(DraftRow::read).transpose()
}

pub(crate) async fn all_of_person(db: &AuthorityDb, person: Uuid) -> Result<Vec<DraftRow>, StoreError> {
    db.query(&ALL_OF_PERSON, params![person]).await?.iter().map(DraftRow::read).collect()
}

/// A draft to be started.
pub(crate) struct NewDraft<'n> {
    pub id: Uuid,
    pub procedure: Uuid,
    pub revision: i64,
    pub person: Uuid,
    /// Keyed hash of the visit's cookie, for a draft without account.
    pub visit: Option<&'n [u8]>,
    pub answers: &'n [u8],
    pub page: &'n str,
}

pub(crate) async fn insert(tx: &Tx, new: &NewDraft<'_>, now: OffsetDateTime) -> Result<(), StoreError> {
    let values = params![
        new.id,
        new.procedure,
        new.revision,
        new.person,
        new.visit.map(<[u8]>::to_vec),
        1_i64,
        new.answers,
        new.page,
        now
    ];
    tx.exec(&INSERT, values).await?;
    Ok(())
}

/// Writes the answers; false when another page of the same draft was saved meanwhile.
pub(crate) async fn save(
    tx: &Tx,
    draft: &DraftRow,
    answers: &[u8],
    page: &str,
    now: OffsetDateTime,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&SAVE, params![draft.id, draft.version, answers, page, now]).await? == 1)
}

impl UploadRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            field: row.get(1)?,
            position: row.get(2)?,
            media: row.get(3)?,
            size: row.get(4)?,
            digest: row.get(5)?,
            name: row.get(6)?,
            received_at: row.get(7)?,
            person: row.get(8)?,
        })
    }
}

pub(crate) async fn uploads(db: &AuthorityDb, holder: Uuid) -> Result<Vec<UploadRow>, StoreError> {
    db.query(&UPLOADS, params![holder]).await?.iter().map(UploadRow::read).collect()
}

/// A file received, with its holder.
pub(crate) async fn upload(db: &AuthorityDb, id: Uuid) -> Result<Option<(Uuid, UploadRow)>, StoreError> {
    let Some(row) = db.opt(&UPLOAD, params![id]).await? else { return Ok(None) };
    Ok(Some((row.get(9)?, UploadRow::read(&row)?)))
}

pub(crate) async fn insert_upload(tx: &Tx, holder: Uuid, upload: &UploadRow) -> Result<(), StoreError> {
    let values = params![
        upload.id,
        holder,
        upload.person,
        upload.field.as_str(),
        upload.position,
        upload.media.as_str(),
        upload.size,
        upload.digest.as_str(),
        upload.name.clone(),
        upload.received_at
    ];
    tx.exec(&INSERT_UPLOAD, values).await?;
    Ok(())
}

/// The draft becomes a request, without the files that it does not keep; whether it was still there.
pub(crate) async fn end(tx: &Tx, draft: Uuid, left_out: &[&UploadRow]) -> Result<bool, StoreError> {
    if tx.exec(&DELETE, params![draft]).await? != 1 {
        return Ok(false);
    }
    tx.exec(&DELETE_WINDOWS, params![draft]).await?;
    for upload in left_out {
        tx.exec(&DELETE_UPLOAD, params![draft, upload.id]).await?;
    }
    Ok(true)
}
