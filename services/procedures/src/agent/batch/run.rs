//! The act, done: each file by the same door as a single one, so with its own line of history, journal entry and signed decision.

use std::sync::Arc;

use beffroi_people::{Actor, Who};
use beffroi_store::params;
use beffroi_web::{App, Ctx, Problem};
use serde_json::{Value as Json, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::act::{Act, Around, Would, would};
use crate::agent::queue::{labels as label_acts, takeover};
use crate::agent::{decision, file};
use crate::filing::{self, Entry, write_event};
use crate::revisions::Revisions;
use crate::store::batches::{self, BatchRow, ItemRow};
use crate::store::files::FileRow;
use crate::store::labels::{self, LabelRow};

/// Files at work at the same time: their waits for the disk are shared.
const AT_A_TIME: usize = 8;

/// Why a file was left as it was, as the end of a text key `procedures-batch-outcome-…`.
const MOVED: &str = "moved";
const GONE: &str = "gone";
const NOT_OFFERED: &str = "not-offered";
const FAILED: &str = "failed";
/// It was done.
pub(super) const DONE: &str = "done";

/// What every file of a run needs.
struct Run {
    ctx: Ctx,
    revisions: Revisions,
    batch: Uuid,
    act: Act,
    labels: Vec<LabelRow>,
    units: Option<Vec<Uuid>>,
}

/// The units in which an agent may receive files; `None` for the whole commune.
pub(super) async fn reach(ctx: &Ctx, act: &Act) -> Result<Option<Vec<Uuid>>, Problem> {
    let Act::Assign(Some(agent)) = act else { return Ok(None) };
    let grants = ctx.desk().grants_of(*agent).await?;
    let mut units = Vec::new();
    for grant in grants.iter().filter(|grant| grant.role.sees_personal_data()) {
        match &grant.unit {
            Some(unit) => units.push(unit.id),
            None => return Ok(None),
        }
    }
    Ok(Some(units))
}

/// The job: the rights are those that the agent has now.
pub(super) async fn as_job(
    app: &App,
    authority: Uuid,
    payload: &Json,
    revisions: &Revisions,
) -> Result<(), Problem> {
    let id: Uuid =
        payload["batch"].as_str().and_then(|id| id.parse().ok()).ok_or_else(Problem::bad_request)?;
    let authority = app.authority(authority).ok_or_else(Problem::not_found)?;
    let ctx = Ctx::outside(app, &authority, None, app.ambient());
    let Some(batch) = batches::by_id(ctx.db(), id).await?.filter(|batch| batch.state == "running") else {
        return Ok(());
    };
    let grants = ctx.desk().grants_of(batch.person).await?;
    let actor = Actor { who: Who::Person(batch.person), session: id, grants, joint: None };
    let ctx = Ctx::outside(app, &authority, Some(actor), app.ambient());
    all(&ctx, revisions, &batch).await
}

/// Does everything that is not done yet, then says that it is finished.
pub(super) async fn all(ctx: &Ctx, revisions: &Revisions, batch: &BatchRow) -> Result<(), Problem> {
    let act = Act::of(ctx, batch)?.ok_or_else(Problem::bad_request)?;
    let run = Arc::new(Run {
        units: reach(ctx, &act).await?,
        labels: labels::all(ctx.db()).await?,
        ctx: ctx.clone(),
        revisions: revisions.clone(),
        batch: batch.id,
        act,
    });
    let items: Vec<ItemRow> = batches::items(ctx.db(), batch.id)
        .await?
        .into_iter()
        .filter(|item| item.outcome.is_empty())
        .collect();
    for few in items.chunks(AT_A_TIME) {
        let mut working = JoinSet::new();
        for item in few.iter().cloned() {
            working.spawn(one(Arc::clone(&run), item));
        }
        while let Some(outcome) = working.join_next().await {
            outcome.map_err(|error| Problem::internal(&error))??;
        }
    }
    let (id, now) = (batch.id, ctx.now());
    ctx.db().write(move |tx| async move { tx.exec(&batches::FINISH, params![id, now]).await }).await?;
    tracing::info!(files = items.len(), "act on many files done");
    Ok(())
}

/// One file, and what became of it. A fault of this file does not stop the others.
async fn one(run: Arc<Run>, item: ItemRow) -> Result<(), Problem> {
    let outcome = match attempt(&run, &item).await {
        Ok(None) => return Ok(()),
        Ok(Some(outcome)) => outcome,
        Err(problem) => match problem.status.as_u16() {
            404 => GONE,
            409 => MOVED,
            503 => return Err(problem),
            _ => FAILED,
        },
    };
    let (ctx, batch, position) = (&run.ctx, run.batch, item.position);
    ctx.db()
        .write(move |tx| async move { batches::set_outcome(&tx, batch, position, outcome).await })
        .await
        .map_err(Problem::from)
}

/// `None`: done, and said in the same transaction.
async fn attempt(run: &Run, item: &ItemRow) -> Result<Option<&'static str>, Problem> {
    let row = file::load(&run.ctx, &item.number).await?;
    let borne = labels::of_file(run.ctx.db(), &row.number).await?;
    let around = Around { labels: &run.labels, borne: &borne, units: run.units.as_deref() };
    match would(&run.ctx, &run.revisions, &run.act, &row, &around).await? {
        Would::Yes | Would::Perhaps => {}
        // Done by a run that was cut off, or by somebody else: it is so.
        Would::Already => return Ok(Some(DONE)),
        _ if row.version != item.version => return Ok(Some(MOVED)),
        _ => return Ok(Some(NOT_OFFERED)),
    }
    if let Act::Transition { id, reason, .. } = &run.act {
        if row.version != item.version {
            return Ok(Some(MOVED));
        }
        decision::take(&run.ctx, &run.revisions, &row.number, id, &json!({}), reason).await?;
        return Ok(Some(DONE));
    }
    write(run, item, &row).await?;
    Ok(None)
}

/// The acts that are one transaction, with their outcome in it.
async fn write(run: &Run, item: &ItemRow, row: &FileRow) -> Result<(), Problem> {
    let ctx = &run.ctx;
    ctx.db()
        .write(move |tx| async move {
            match &run.act {
                Act::Assign(to) => {
                    takeover::give(ctx, &tx, row, *to).await?;
                }
                Act::Label { id, on } => {
                    if let Some(label) = run.labels.iter().find(|label| label.id == *id) {
                        label_acts::set(ctx, &tx, row, label, *on).await?;
                    }
                }
                Act::Message(text) => {
                    let entry = Entry { kind: "message", public: true, data: json!({}), body: Some(text) };
                    write_event(ctx, &tx, row.id, row.person, ctx.actor(), entry).await?;
                    let (key, said) = ("procedures-mail-news", filing::paragraphs(text));
                    filing::tell_on_paper(ctx, &tx, row.person, &row.number, key, said).await?;
                }
                Act::Transition { .. } => {}
            }
            batches::set_outcome(&tx, run.batch, item.position, DONE).await?;
            Ok::<_, Problem>(())
        })
        .await
}
