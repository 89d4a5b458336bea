//! Receipts and decisions as issued: the signed record (sealed), its fingerprint (public), the PDF (encrypted, in the file store).

use beffroi_store::{AuthorityDb, Row, StoreError, Tx, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

macro_rules! document_columns {
    () => {
        "id, file, person, kind, fingerprint, pdf_digest, pdf_sha256, pdf_size, record, signature, kid, issued_at, print"
    };
}

statements! {
    pub(crate) INSERT = concat!("insert into procedures_document (authority, ", document_columns!(), ") \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
    pub(crate) OF_FILE = concat!("select ", document_columns!(), " from procedures_document where authority = $1 and file = $2 order by issued_at");
    pub(crate) BY_FINGERPRINT = concat!("select ", document_columns!(), " from procedures_document where authority = $1 and fingerprint = $2");
    pub(crate) PRINTED = "update procedures_document set pdf_digest = $3, pdf_sha256 = $4, pdf_size = $5, print = null \
        where authority = $1 and id = $2 and pdf_digest is null and print is not null";
    pub(crate) STORED = "select pdf_digest from procedures_document where authority = $1 and pdf_digest is not null";
}

/// A document as stored.
#[derive(Clone, Debug)]
pub(crate) struct DocumentRow {
    pub id: Uuid,
    pub file: Uuid,
    pub person: Uuid,
    /// `receipt`, `decision`.
    pub kind: String,
    /// First 32 hexadecimal digits of the SHA-256 of the record.
    pub fingerprint: String,
    pub pdf_digest: Option<String>,
    /// SHA-256 of the PDF itself, in hexadecimal: what a citizen compares.
    pub pdf_sha256: Option<String>,
    pub pdf_size: Option<i64>,
    pub record: Vec<u8>,
    /// Detached JWS (RFC 7515, appendix F).
    pub signature: String,
    pub kid: String,
    pub issued_at: OffsetDateTime,
    /// What is to be printed, sealed, while nobody has asked for the PDF yet.
    pub print: Option<Vec<u8>>,
}

impl DocumentRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            file: row.get(1)?,
            person: row.get(2)?,
            kind: row.get(3)?,
            fingerprint: row.get(4)?,
            pdf_digest: row.get(5)?,
            pdf_sha256: row.get(6)?,
            pdf_size: row.get(7)?,
            record: row.get(8)?,
            signature: row.get(9)?,
            kid: row.get(10)?,
            issued_at: row.get(11)?,
            print: row.get(12)?,
        })
    }
}

pub(crate) async fn insert(tx: &Tx, row: &DocumentRow) -> Result<(), StoreError> {
    let values = params![
        row.id,
        row.file,
        row.person,
        row.kind.as_str(),
        row.fingerprint.as_str(),
        row.pdf_digest.clone(),
        row.pdf_sha256.clone(),
        row.pdf_size,
        row.record.clone(),
        row.signature.as_str(),
        row.kid.as_str(),
        row.issued_at,
        row.print.clone()
    ];
    tx.exec(&INSERT, values).await?;
    Ok(())
}

/// Keeps the PDF that was just printed, unless another reader was quicker or the document was erased meanwhile.
pub(crate) async fn printed(tx: &Tx, row: &DocumentRow) -> Result<(), StoreError> {
    let values = params![row.id, row.pdf_digest.clone(), row.pdf_sha256.clone(), row.pdf_size];
    tx.exec(&PRINTED, values).await?;
    Ok(())
}

pub(crate) async fn of_file(db: &AuthorityDb, file: Uuid) -> Result<Vec<DocumentRow>, StoreError> {
    db.query(&OF_FILE, params![file]).await?.iter().map(DocumentRow::read).collect()
}

pub(crate) async fn by_fingerprint(
    db: &AuthorityDb,
    fingerprint: &str,
) -> Result<Option<DocumentRow>, StoreError> {
    db.opt(&BY_FINGERPRINT, params![fingerprint]).await?.as_ref().map(DocumentRow::read).transpose()
}
