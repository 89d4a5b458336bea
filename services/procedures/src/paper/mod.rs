//! The paper form of a procedure: made from the published revision itself, so that paper and screen ask the same. Its two-dimensional code
//! carries procedure and revision, never data (Belgian Constitutional Court, 126/2025: post and counter stay open).

mod difference;
mod document;

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use beffroi_forms::model::Form;
use beffroi_store::AuthorityDb;
use beffroi_web::{App, Authority, Ctx, Page, Problem};
use uuid::Uuid;

use crate::follow::pages::attachment;
use crate::store::procedures::{self, ProcedureRow};

pub(crate) use difference::{Change, changes};
pub(crate) use document::{Unprintable, of as document};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/papier/{code}", get(page)).layer(Extension(Printed::default()))
}

/// « abattage.2 »: what the code says, and what an agent may type.
pub(crate) fn code(slug: &str, revision: i64) -> String {
    format!("{slug}.{revision}")
}

/// Reads a code as scanned (a whole address) or typed.
pub(crate) fn read_code(text: &str) -> Option<(String, i64)> {
    let last = text.trim().trim_end_matches('/').rsplit('/').next()?;
    let (slug, revision) = last.trim_end_matches(".pdf").rsplit_once(['.', ' '])?;
    let slug = slug.trim().to_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let revision = revision.parse().ok().filter(|n| *n > 0)?;
    (!slug.is_empty() && slug.chars().all(plain)).then_some((slug, revision))
}

/// A published revision and its procedure.
pub(crate) struct Paper {
    pub row: ProcedureRow,
    pub revision: i64,
    pub form: Form,
    /// When it was published: the same paper is the same bytes.
    pub published_on: time::Date,
}

/// The published revision of a code; a draft has no paper.
pub(crate) async fn published(db: &AuthorityDb, slug: &str, revision: i64) -> Result<Option<Paper>, Problem> {
    let Some(row) = procedures::by_slug(db, slug).await? else { return Ok(None) };
    let Some(kept) = procedures::revision(db, row.id, revision).await? else { return Ok(None) };
    let Some(published_at) = kept.published_at else { return Ok(None) };
    let form = Form::from_json(&kept.form).map_err(|error| Problem::internal(&error))?;
    Ok(Some(Paper { row, revision, form, published_on: published_at.date() }))
}

/// What changed between the revision of a paper and the one that is published now; none when it is the same.
pub(crate) async fn newer(db: &AuthorityDb, paper: &Paper) -> Result<Option<(i64, Vec<Change>)>, Problem> {
    let Some(current) = paper.row.published.filter(|current| *current != paper.revision) else {
        return Ok(None);
    };
    let new = published(db, &paper.row.slug, current).await?;
    Ok(new.map(|new| (current, changes(&paper.form, &new.form))))
}

/// Papers already printed: a published revision never changes.
#[derive(Clone, Default)]
struct Printed(Arc<RwLock<HashMap<Key, Arc<Vec<u8>>>>>);

/// Commune, procedure, revision.
type Key = (Uuid, Uuid, i64);

/// Papers kept at once; a paper is about 100 kB.
const KEPT: usize = 200;

impl Printed {
    fn get(&self, key: &Key) -> Option<Arc<Vec<u8>>> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: Key, pdf: &Arc<Vec<u8>>) {
        let mut kept = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(pdf));
    }
}

/// Prints a revision, or says why paper cannot ask it. `None` in a build that prints nothing.
pub(crate) async fn print(
    app: &App,
    authority: &Authority,
    paper: &document::Subject<'_>,
) -> Result<Option<Vec<u8>>, Unprintable> {
    let document = document(app, authority, paper)?;
    let Some(printer) = app.printer() else { return Ok(None) };
    let printed = tokio::task::spawn_blocking(move || printer(&document)).await;
    match printed {
        Ok(Ok(pdf)) => Ok(Some(pdf)),
        Ok(Err(error)) => Err(Unprintable::Printer(error.to_string())),
        Err(error) => Err(Unprintable::Printer(error.to_string())),
    }
}

pub(crate) use document::Subject;

#[derive(Template)]
#[template(path = "paper.html")]
struct Show {
    page: Page,
    title: String,
    slug: String,
    code: String,
    revision: i64,
    has_pdf: bool,
    /// The revision published since, and what changed.
    newer: Option<i64>,
    changes: Vec<String>,
    withdrawn: bool,
}

impl Show {
    /// Address of the paper of a revision.
    fn pdf_of(&self, revision: &i64) -> String {
        format!("/papier/{}.pdf", code(&self.slug, *revision))
    }
}

/// `GET /papier/{code}`, where the code of a paper form leads; `GET /papier/{code}.pdf`, the paper itself.
async fn page(
    ctx: Ctx,
    Extension(printed): Extension<Printed>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let (slug, revision) = read_code(&file).ok_or_else(Problem::not_found)?;
    let paper = published(ctx.db(), &slug, revision).await?.ok_or_else(Problem::not_found)?;
    if file.strip_suffix(".pdf").is_some() {
        return pdf(&ctx, &printed, &paper).await;
    }
    let newer = newer(ctx.db(), &paper).await?;
    let sheet: crate::sheet::Sheet = serde_json::from_value(paper.row.sheet.clone()).unwrap_or_default();
    let title = sheet.title(ctx.lang()).0.to_owned();
    let heading =
        ctx.app().texts().get(ctx.lang(), "procedures-paper-title", &[("title", title.as_str().into())]).0;
    let page = Page::titled(&ctx, heading, ctx.s("procedures-paper-description"));
    let template = Show {
        title,
        code: code(&slug, revision),
        slug,
        revision,
        has_pdf: ctx.app().printer().is_some(),
        changes: newer.iter().flat_map(|(_, changes)| changes).map(|change| change.words(&ctx)).collect(),
        newer: newer.map(|(newer, _)| newer),
        withdrawn: paper.row.published.is_none(),
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

async fn pdf(ctx: &Ctx, printed: &Printed, paper: &Paper) -> Result<Response, Problem> {
    let key = (ctx.authority().id, paper.row.id, paper.revision);
    let bytes = if let Some(kept) = printed.get(&key) {
        kept
    } else {
        let made = print(ctx.app(), ctx.authority(), &paper.subject()).await;
        let made = made.map_err(|error| Problem::internal(&error))?.ok_or_else(Problem::not_found)?;
        let made = Arc::new(made);
        printed.keep(key, &made);
        made
    };
    let name = format!("{}-papier.pdf", code(&paper.row.slug, paper.revision));
    let mut response = attachment("application/pdf", &name, bytes.as_ref().clone()).into_response();
    let public = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, public);
    Ok(response)
}

impl Paper {
    pub(crate) fn subject(&self) -> Subject<'_> {
        Subject {
            slug: &self.row.slug,
            revision: self.revision,
            form: &self.form,
            title: self.row.sheet["title"].as_str().unwrap_or_default(),
            date: self.published_on,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_scanned_and_as_typed() {
        let tree = Some(("acte-naissance".to_owned(), 12));
        assert_eq!(read_code("https://hautval.example/papier/acte-naissance.12"), tree);
        assert_eq!(read_code(" ACTE-NAISSANCE.12 "), tree);
        assert_eq!(read_code("acte-naissance 12"), tree);
        assert_eq!(read_code("/papier/acte-naissance.12.pdf"), tree);
        for wrong in ["", "abattage", "abattage.", "abattage.-1", "abattage.0", ".3", "a b.c"] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }
}
