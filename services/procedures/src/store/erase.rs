//! The end of a file's personal data.

use beffroi_store::statements;

statements! {
    // The first day that was announced stands.
    pub(crate) PLAN = "update procedures_file set erase_on = $3, erase_how = $4 where authority = $1 and id = $2 and erase_on is null";
    pub(crate) ERASED = "update procedures_file set answers = $4, version = version + 1, erase_on = null, erase_how = 'done' \
                         where authority = $1 and id = $2 and version = $3";
    pub(crate) EVENTS = "update procedures_event set body = null where authority = $1 and file = $2";
    // The row stays: its fingerprint still proves that the document existed.
    pub(crate) DOCUMENTS = "update procedures_document set record = $3, print = null, pdf_digest = null where authority = $1 and file = $2";
}
