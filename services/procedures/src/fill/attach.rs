//! A paper that comes with something else than a form: judged by its content, sealed, kept with the file.

use beffroi_people::Place;
use beffroi_web::{Ctx, Problem, Sent};
use uuid::Uuid;

use super::BASIS;
use super::uploads::clean_name;
use crate::store::drafts::{self, UploadRow};

/// Bytes of the largest one.
const MOST: usize = 10 * 1024 * 1024;
/// What is accepted.
const ACCEPTED: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

/// Its media type by content; `None` when it is refused.
pub(crate) fn media(sent: &Sent) -> Option<&'static str> {
    let found = infer::get(&sent.bytes).map_or("", |found| found.mime_type());
    ACCEPTED.into_iter().find(|accepted| *accepted == found && sent.bytes.len() <= MOST)
}

/// Seals it and keeps it with a file, under the name of a field.
pub(crate) async fn keep(
    ctx: &Ctx,
    holder: Uuid,
    person: Uuid,
    field: &str,
    sent: &Sent,
    media: &str,
) -> Result<(), Problem> {
    let id = ctx.ambient().uuid_v7();
    let sealer = ctx.desk().sealer_now(person, BASIS).await?;
    let stored =
        sealer.file(ctx.ambient(), &Place::new("procedures_upload", id, "content"), 1, &sent.bytes)?;
    let digest =
        ctx.app().files().put(ctx.authority().id, stored).await.map_err(|error| Problem::internal(&error))?;
    let name = sealer.text(
        ctx.ambient(),
        &Place::new("procedures_upload", id, "name"),
        1,
        &clean_name(&sent.name),
    )?;
    let upload = UploadRow {
        id,
        field: field.to_owned(),
        position: 0,
        media: media.to_owned(),
        size: i64::try_from(sent.bytes.len()).unwrap_or(0),
        digest: digest.to_string(),
        name,
        received_at: ctx.now(),
        person,
    };
    let upload = &upload;
    ctx.db().write(move |tx| async move { drafts::insert_upload(&tx, holder, upload).await }).await?;
    Ok(())
}
