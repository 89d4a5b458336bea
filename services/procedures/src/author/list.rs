//! Every procedure of the commune with its published revision and its draft.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::lint::lint;
use beffroi_forms::model::Form;
use beffroi_web::{Ctx, Frame, Page, Posted, Problem};

use super::publishing::{self, NewDraft};
use super::{Draft, author, see, tally};
use crate::flow;
use crate::sheet::Sheet;
use crate::store::procedures::{self, ProcedureRow};

struct Line {
    slug: String,
    title: String,
    published: Option<i64>,
    /// The draft in progress.
    draft: Option<i64>,
    /// Last revision, published or not.
    latest: i64,
    errors: usize,
    warnings: usize,
}

#[derive(Template)]
#[template(path = "author-list.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
    /// Those that were put away, instead of the others.
    archived: bool,
    /// How many drafts the import that led here made.
    imported: Option<usize>,
}

/// `GET /agent/demarches`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    author(&ctx)?;
    let mut lines = Vec::new();
    let archived = ctx.param("voir").as_deref() == Some("archives");
    for row in
        procedures::all(ctx.db()).await?.into_iter().filter(|row| row.archived_at.is_some() == archived)
    {
        lines.push(line(&ctx, row).await?);
    }
    lines.sort_by_key(|line| beffroi_web::search::tokens(ctx.lang(), &line.title).join(" "));
    let imported = ctx.param("importees").and_then(|text| text.parse().ok());
    let page = Page::new(&ctx, "procedures-author-list-title", "procedures-author-list-description")
        .frame(Frame::Agent);
    page.html(StatusCode::OK, &List { page: page.clone(), lines, archived, imported })
}

async fn line(ctx: &Ctx, row: ProcedureRow) -> Result<Line, Problem> {
    let sheet: Sheet = serde_json::from_value(row.sheet).unwrap_or_default();
    let mut line = Line {
        title: if sheet.title.is_empty() { row.slug.clone() } else { sheet.title },
        slug: row.slug,
        published: row.published,
        draft: None,
        latest: row.latest,
        errors: 0,
        warnings: 0,
    };
    if row.latest == 0 || row.published == Some(row.latest) {
        return Ok(line);
    }
    if let Some(kept) = procedures::revision(ctx.db(), row.id, row.latest).await?
        && kept.published_at.is_none()
    {
        line.draft = Some(row.latest);
        let form = Form::from_json(&kept.form).map_err(|error| Problem::internal(&error))?;
        let flow = flow::read(&kept.flow).map_err(|error| Problem::internal(&error))?;
        (line.errors, line.warnings) = tally(&lint(&form, Some(&flow)));
    }
    Ok(line)
}

/// `POST /agent/demarches/{slug}/revision`: a draft from the last revision, or the draft there is.
pub(super) async fn new_revision(
    ctx: Ctx,
    Path(slug): Path<String>,
    _posted: Posted,
) -> Result<Response, Problem> {
    let actor = author(&ctx)?;
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let last = Draft::load(&ctx, &slug, row.latest).await?;
    let number = if last.is_published() {
        let new = NewDraft {
            slug: &slug,
            unit: row.unit,
            theme: &row.theme,
            sheet: &last.sheet,
            form: &last.form,
            flow: Some(&last.flow),
            report: last.kept.report.as_ref(),
            by: actor.person(),
        };
        publishing::create(ctx.desk(), &new).await?
    } else {
        last.number
    };
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}")))
}
