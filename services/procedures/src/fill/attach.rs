//! A paper that comes with something else than a form: judged by its content, sealed, kept with the file.

use beffroi_people::Place;
use beffroi_web::{Ctx, Fault, Posted, Problem, Sent};
use uuid::Uuid;

use super::BASIS;
use super::uploads::clean_name;
use crate::store::drafts::UploadRow;

/// Bytes of the largest one.
const MOST: usize = 10 * 1024 * 1024;
/// What is accepted.
const ACCEPTED: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

/// Name of the field by which a form joins one.
const PIECE: &str = "piece";

/// Its media type by content; `None` when it is refused.
fn media(sent: &Sent) -> Option<&'static str> {
    let found = infer::get(&sent.bytes).map_or("", |found| found.mime_type());
    ACCEPTED.into_iter().find(|accepted| *accepted == found && sent.bytes.len() <= MOST)
}

/// A paper joined to a form under the name `piece`: none, one that is accepted with its media type, or the fault to say at that field.
pub(crate) fn joined<'p>(ctx: &Ctx, posted: &'p Posted) -> Result<Option<(&'p Sent, &'static str)>, Fault> {
    let Some(sent) = posted.files.iter().find(|sent| sent.field == PIECE && !sent.bytes.is_empty()) else {
        return Ok(None);
    };
    match media(sent) {
        Some(media) => Ok(Some((sent, media))),
        None => Err(Fault { field: PIECE.to_owned(), message: ctx.s("procedures-flow-opinion-bad-file") }),
    }
}

/// Seals a paper into the store of files, as a row to write with what it belongs to (`drafts::insert_upload`), under the name of a field.
pub(crate) async fn seal(
    ctx: &Ctx,
    person: Uuid,
    field: &str,
    (sent, media): (&Sent, &str),
) -> Result<UploadRow, Problem> {
    let id = ctx.ambient().uuid_v7();
    let sealer = ctx.desk().sealer_now(person, BASIS).await?;
    let place = |column| Place::new("procedures_upload", id, column);
    let stored = sealer.file(ctx.ambient(), &place("content"), 1, &sent.bytes)?;
    let digest =
        ctx.app().files().put(ctx.authority().id, stored).await.map_err(|error| Problem::internal(&error))?;
    Ok(UploadRow {
        id,
        field: field.to_owned(),
        position: 0,
        media: media.to_owned(),
        size: i64::try_from(sent.bytes.len()).unwrap_or(0),
        digest: digest.to_string(),
        name: sealer.text(ctx.ambient(), &place("name"), 1, &clean_name(&sent.name))?,
        received_at: ctx.now(),
        person,
    })
}
