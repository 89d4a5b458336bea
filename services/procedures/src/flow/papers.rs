//! Documents that the workflow makes from a file: printed and signed as jobs, since a transaction waits for nothing but the database.

use beffroi_forms::Id;
use beffroi_forms::check::State;
use beffroi_store::{NewJob, Tx, params};
use beffroi_web::{Ctx, Problem};
use serde_json::{Value as Json, json};

use super::effects::Work;
use super::watch::{named, opened};
use crate::documents;
use crate::filing::{self, Entry};
use crate::follow::pages::open_file;
use crate::revisions::Revisions;
use crate::store::files;
use crate::store::watch::FIRE;

/// Kind of the job that makes one document.
pub(crate) const PAPER: &str = "procedures.paper";

/// Puts the document on the list of things to make.
pub(super) async fn wanted(ctx: &Ctx, tx: &Tx, work: &Work<'_>, document: &Id) -> Result<(), Problem> {
    let paper = ctx.ambient().uuid_v7();
    let payload = json!({ "file": work.at.file, "document": document, "paper": paper });
    tx.enqueue(ctx.ambient(), NewJob::new(PAPER, payload).unique(paper.to_string())).await?;
    Ok(())
}

/// The job's work: the document is made once, however often the job runs.
pub(crate) async fn make(ctx: Ctx, revisions: Revisions, payload: Json) -> Result<(), Problem> {
    let Some(row) = files::by_id(ctx.db(), named(&payload)?).await? else { return Ok(()) };
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let name = payload["document"].as_str().unwrap_or_default();
    let of_flow = ready.flow.documents.iter().chain(&ready.model().documents);
    let Some(template) = of_flow.into_iter().find(|document| document.id == *name).cloned() else {
        return Ok(());
    };
    let Some(vault) = opened(&ctx, &row, &ready.slug).await? else { return Ok(()) };
    let open = open_file(&ctx, &revisions, &row, &vault).await?;
    let mut context = open.context.clone();
    context.agent = true;
    let spoken = ctx.speaking(row.lang());
    let content = {
        let state = State::new(&open.ready.form, &context, &open.answers);
        documents::paper(&spoken, &open.ready, &state, &row.number, &template)
    };
    let title = content.print.title.clone();
    let issued = documents::issue(&spoken, row.id, row.person, content).await?;
    let (ctx, row, issued, title) = (&ctx, &row, &issued, title.as_str());
    let mark = &format!("paper/{}", payload["paper"].as_str().unwrap_or_default());
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&FIRE, params![row.id, mark.as_str(), row.filed_at, ctx.now()]).await? == 0 {
                return Ok(());
            }
            documents::insert(ctx, &tx, issued).await?;
            let entry = Entry { kind: "document", public: true, data: json!({}), body: Some(title) };
            filing::write_event(ctx, &tx, row.id, row.person, None, entry).await?;
            filing::tell(ctx, &tx, row.person, &row.number, "procedures-mail-news").await
        })
        .await
}
