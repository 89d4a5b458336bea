//! A file that is decided, by an agent or by the law: the signed document, its hash in the public journal, the news.

use beffroi_people::Act;
use beffroi_store::Tx;
use beffroi_translog::Class;
use beffroi_web::{Ctx, Problem};
use serde_json::json;
use uuid::Uuid;

use crate::documents::{self, Issued};
use crate::filing;

/// A decision just taken.
pub(crate) struct Decided<'a> {
    pub file: Uuid,
    pub person: Uuid,
    pub number: &'a str,
    pub issued: &'a Issued,
    /// Public state of the file now.
    pub state: &'static str,
}

/// Puts the document in, writes its hash in the journal, tells the applicant and the other services.
pub(crate) async fn tell_decided(ctx: &Ctx, tx: &Tx, of: &Decided<'_>) -> Result<(), Problem> {
    documents::insert(ctx, tx, of.issued).await?;
    let subject = documents::subject(ctx, of.issued);
    let act = Act {
        class: Class::Act,
        subject: &subject,
        document: subject.as_bytes(),
        withheld: Some(&of.issued.record),
    };
    ctx.desk().append_act(tx, act).await?;
    let said = of.issued.on_paper(ctx);
    filing::tell_on_paper(ctx, tx, of.person, of.number, "procedures-mail-decided", said).await?;
    let told = json!({ "file": of.file, "state": of.state });
    tx.emit(ctx.ambient(), "procedures.file_decided", told).await?;
    Ok(())
}
