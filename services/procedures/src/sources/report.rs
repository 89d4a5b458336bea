//! « Signaler une erreur » : what the person says is wrong in what a register answered. It goes with the request; the register itself
//! is corrected by who keeps it.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::{Actor, Opened};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use uuid::Uuid;

use super::reading::{self, Body};
use crate::filing::{self, Entry};
use crate::fill::Filling;
use crate::revisions::Revisions;
use crate::store::readings::{self, ReadingRow};

/// Longest report, in characters.
const MOST: usize = 1000;

#[derive(Template)]
#[template(path = "register-report.html")]
struct Report {
    page: Page,
    faults: Faults,
    back: String,
    source: String,
    lines: Vec<String>,
    text: String,
}

async fn found(
    ctx: &Ctx,
    revisions: &Revisions,
    slug: &str,
    reading: &str,
) -> Result<(Filling, ReadingRow, Body), Problem> {
    let filling = crate::fill::pages::filling(ctx, revisions, slug).await?;
    let id: Uuid = reading.parse().map_err(|_| Problem::not_found())?;
    let rows = readings::of_holder(ctx.db(), filling.draft.id).await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Problem::not_found)?;
    let opened = ctx.desk().open_own(&filling.actor).await?;
    let body = reading::open(&opened, &row)?.ok_or_else(Problem::not_found)?;
    Ok((filling, row, body))
}

fn back(filling: &Filling) -> String {
    format!("/demarches/{}/remplir/{}", filling.ready.slug, filling.draft.page)
}

fn show(
    ctx: &Ctx,
    (filling, row, body): &(Filling, ReadingRow, Body),
    faults: Faults,
    text: &str,
) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-source-report-title", "procedures-source-report-title")
        .frame(Frame::Focus)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Report {
        back: back(filling),
        source: reading::title(ctx, &row.source),
        lines: body.values.values().map(super::Held::line).collect(),
        text: text.to_owned(),
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /demarches/{slug}/registre/{reading}`
pub(crate) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = found(&ctx, &revisions, &slug, &id).await?;
    let text = found.2.report.clone();
    show(&ctx, &found, Faults::default(), &text)
}

/// `POST /demarches/{slug}/registre/{reading}`
pub(crate) async fn report(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let mut found = found(&ctx, &revisions, &slug, &id).await?;
    let text = posted.get("texte");
    let mut faults = Faults::default();
    if text.is_empty() {
        faults.push("texte", ctx.s("procedures-source-report-missing"));
    } else if text.chars().count() > MOST {
        let args = [("max", MOST.into())];
        faults.push("texte", ctx.app().texts().get(ctx.lang(), "procedures-text-long", &args).0);
    }
    if !faults.is_empty() {
        return show(&ctx, &found, faults, text);
    }
    let (filling, row, body) = &mut found;
    text.clone_into(&mut body.report);
    let before = row.version;
    row.version += 1;
    let sealed = reading::seal(&ctx, row, body).await?;
    let values = params![row.holder, row.id, before, sealed];
    ctx.db()
        .write(move |tx| {
            let values = values.clone();
            async move { tx.exec(&readings::REWRITE, values).await }
        })
        .await?;
    let to = ctx.href(&back(filling));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}

/// What was reported of a draft, to be told with the request.
pub(crate) async fn reported(
    ctx: &Ctx,
    opened: &Opened,
    holder: Uuid,
) -> Result<Vec<(String, String)>, Problem> {
    let mut reported = Vec::new();
    for row in readings::of_holder(ctx.db(), holder).await? {
        let body = reading::open(opened, &row)?;
        if let Some(body) = body.filter(|body| !body.report.is_empty()) {
            reported.push((row.source, body.report));
        }
    }
    Ok(reported)
}

/// Writes the reports in the history of the file just made.
pub(crate) async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    actor: &Actor,
    (file, person): (Uuid, Uuid),
    reported: &[(String, String)],
) -> Result<(), Problem> {
    for (source, text) in reported {
        let data = serde_json::json!({ "name": source });
        let entry = Entry { kind: "source_error", public: true, data, body: Some(text) };
        filing::write_event(ctx, tx, file, person, Some(actor), entry).await?;
    }
    Ok(())
}
