//! The end of a file's personal data: announced to the person a month before, done once the file is closed and nothing holds it,
//! by the retention of each field. Figures stay: number, dates, steps, and the fields that are kept.

use beffroi_forms::compiled::Compiled;
use beffroi_forms::model::{Form, Retention};
use beffroi_forms::value::{Answers, Value};
use beffroi_people::{Actor, Kind, Place, Purpose};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Problem, dates};
use serde_json::json;
use time::Duration;

use super::effects::{Work, write};
use super::watch::{PROCESSING, opened};
use crate::SEALED;
use crate::filing::{self, Entry};
use crate::fill::{BASIS, sealed_json};
use crate::follow::pages::open_file;
use crate::revisions::{Ready, Revisions};
use crate::store::files::FileRow;
use crate::store::watch::{self as stored, DatesRow};
use crate::store::{documents as papers, drafts, erase as rows};

/// The person is told this long before.
const NOTICE: Duration = Duration::days(30);

/// The workflow asks for it: the day is set, and told to the person.
pub(super) async fn planned(ctx: &Ctx, tx: &Tx, work: &Work<'_>, how: &str) -> Result<(), Problem> {
    let on = dates::iso(ctx.today().saturating_add(NOTICE));
    if tx.exec(&rows::PLAN, params![work.at.file, on.as_str(), how]).await? == 0 {
        return Ok(());
    }
    let data = json!({ "to": on });
    write(ctx, tx, work, Entry { kind: "erase_planned", public: true, data, body: None }).await?;
    filing::tell(ctx, tx, work.at.person, work.at.number, "procedures-mail-erase").await
}

/// The day on which the data go: the one that was announced, unless something holds them longer.
pub(crate) fn day(kept: &DatesRow) -> Option<&str> {
    let planned = kept.erase_on.as_deref()?;
    Some(kept.hold_until.as_deref().map_or(planned, |hold| hold.max(planned)))
}

/// Destroys what has to go, if this is the day. Never while the file is open.
pub(super) async fn due(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    ready: &Ready,
    kept: &DatesRow,
) -> Result<(), Problem> {
    let today = dates::iso(ctx.today());
    if row.open || day(kept).is_none_or(|day| day > today.as_str()) {
        return Ok(());
    }
    let Some(vault) = opened(ctx, row, &ready.slug).await? else { return Ok(()) };
    let open = open_file(ctx, revisions, row, &vault).await?;
    let whole = kept.erase_how.as_deref() == Some("delete");
    let answers = if whole { Answers::default() } else { remains(&ready.form, &open.answers) };
    let uploads = drafts::uploads(ctx.db(), row.id).await?;
    let gone: Vec<_> =
        uploads.iter().filter(|upload| whole || !is_kept(&ready.form, first(&upload.field))).collect();
    let issued = papers::of_file(ctx.db(), row.id).await?;
    let (gone_ref, answers) = (&gone, &answers);
    ctx.db()
        .write(move |tx| async move { write_erased(ctx, &tx, row, ready, answers, gone_ref).await })
        .await?;
    // What lies outside the database goes after it: a file left over has no row and no name, and the sweep finds it.
    let digests = gone.iter().map(|upload| upload.digest.clone());
    for digest in digests.chain(issued.into_iter().filter_map(|paper| paper.pdf_digest)) {
        if let Ok(digest) = digest.parse() {
            let removed = ctx.app().files().delete(ctx.authority().id, digest).await;
            removed.map_err(|error| Problem::internal(&error))?;
        }
    }
    tracing::info!(whole, "personal data of a file destroyed");
    Ok(())
}

async fn write_erased(
    ctx: &Ctx,
    tx: &Tx,
    row: &FileRow,
    ready: &Ready,
    answers: &Answers,
    gone: &[&drafts::UploadRow],
) -> Result<(), Problem> {
    let actor = &Actor::automaton(PROCESSING, row.id);
    let purpose = &Purpose::new(PROCESSING).procedure(&ready.slug).case(&row.number).fields(SEALED);
    ctx.desk().record(tx, actor, row.person, Kind::Erasure, purpose).await?;
    let sealer = ctx.desk().sealer(tx, row.person, BASIS).await?;
    let version = u32::try_from(row.version + 1).unwrap_or(u32::MAX);
    let place = Place::new("procedures_file", row.id, "answers");
    let sealed = sealer.text(ctx.ambient(), &place, version, &sealed_json(answers))?;
    if tx.exec(&rows::ERASED, params![row.id, row.version, sealed]).await? != 1 {
        return Err(Problem::conflict("problem-moved"));
    }
    for upload in gone {
        tx.exec(&drafts::DELETE_UPLOAD, params![row.id, upload.id]).await?;
    }
    tx.exec(&rows::EVENTS, params![row.id]).await?;
    tx.exec(&rows::DOCUMENTS, params![row.id, Vec::<u8>::new()]).await?;
    tx.exec(&crate::store::tasks::EMPTY, params![row.id]).await?;
    let entry = Entry { kind: "erased", public: true, data: json!({}), body: None };
    filing::write_event(ctx, tx, row.id, row.person, None, entry).await.map(drop)
}

/// Sets, moves or lifts the day until which the data are kept nevertheless. It always wins.
pub(crate) async fn hold(
    ctx: &Ctx,
    row: &FileRow,
    actor: &Actor,
    until: Option<&str>,
    reason: &str,
) -> Result<(), Problem> {
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&stored::SET_HOLD, params![row.id, until]).await?;
            let kind = if until.is_some() { "held" } else { "hold_lifted" };
            let entry = Entry { kind, public: false, data: json!({ "to": until }), body: Some(reason) };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            super::watch::look(ctx, &tx, row.id, ctx.now()).await
        })
        .await
}

/// The first name of a path: `arbres` of `arbres.0.photo`.
fn first(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn is_kept(form: &Compiled, field: &str) -> bool {
    let model: &Form = form.form();
    let own = form.node(field).and_then(|node| node.item.retention).or(model.meta.retention);
    own == Some(Retention::Keep)
}

/// The answers that are kept with the archived file.
fn remains(form: &Compiled, answers: &Answers) -> Answers {
    let mut kept = answers.clone();
    kept.0.retain(|field, value| match value {
        Value::Rows(rows) => {
            for row in rows.iter_mut() {
                row.0.retain(|inner, _| is_kept(form, inner));
            }
            rows.iter().any(|row| !row.0.is_empty())
        }
        _ => is_kept(form, field),
    });
    kept
}
