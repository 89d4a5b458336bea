//! The authors' desk: begin or import a form, edit it, confirm what no importer can know, try it as a resident, compare, publish,
//! and move running files to a newer revision.

mod circuit;
mod compare;
mod confirm;
mod download;
mod easy;
mod edit;
mod fields;
mod import;
mod list;
mod moving;
mod preview;
pub mod publishing;
mod questions;
pub mod reading;
mod report;
mod revision;
mod sheet_page;
mod start;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beffroi_forms::edit::Work;
use beffroi_forms::lint::{Finding, Level};
use beffroi_forms::model::{Flow, Form};
use beffroi_people::Actor;
use beffroi_web::{App, Ctx, Problem};

use crate::flow;
use crate::sheet::Sheet;
use crate::store::procedures::{self, ProcedureRow, RevisionRow};

pub(crate) use moving::MOVING;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/demarches", get(list::page))
        .route("/agent/demarches/importer", get(import::form).post(import::receive))
        .route("/agent/demarches/{slug}/revision", post(list::new_revision))
        .route("/agent/demarches/{slug}/retirer", post(revision::withdraw))
        .route("/agent/demarches/{slug}/archive", post(revision::archive))
        .route("/agent/demarches/{slug}/fiche", get(sheet_page::show).post(sheet_page::save))
        .route("/agent/demarches/{slug}/{revision}", get(revision::show).post(revision::save))
        .route("/agent/demarches/{slug}/{revision}/circuit", get(circuit::show).post(circuit::save))
        .route("/agent/demarches/{slug}/{revision}/publier", post(revision::publish))
        .route("/agent/demarches/{slug}/{revision}/apercu", get(preview::first))
        .route("/agent/demarches/{slug}/{revision}/apercu/{page}", get(preview::show).post(preview::submit))
        .merge(start::routes())
        .merge(edit::routes())
        .merge(compare::routes())
        .merge(questions::routes())
        .merge(moving::routes())
        .merge(easy::routes())
        .route("/demarches/{slug}/formulaire.json", get(download::form))
        .route("/demarches/{slug}/schema.json", get(download::schema))
        .route("/demarches/{slug}/revisions/{file}", get(download::revision))
}

/// The signed-in author, or the way to sign in; somebody else is refused.
fn author(ctx: &Ctx) -> Result<&Actor, Problem> {
    let actor = ctx.person()?;
    if actor.may_author() { Ok(actor) } else { Err(Problem::forbidden()) }
}

/// A revision as an author works on it.
struct Draft {
    row: ProcedureRow,
    number: i64,
    sheet: Sheet,
    kept: RevisionRow,
    form: Form,
    flow: Flow,
}

impl Draft {
    async fn load(ctx: &Ctx, slug: &str, number: i64) -> Result<Self, Problem> {
        let row = procedures::by_slug(ctx.db(), slug).await?.ok_or_else(Problem::not_found)?;
        let kept = procedures::revision(ctx.db(), row.id, number).await?.ok_or_else(Problem::not_found)?;
        let form = Form::from_json(&kept.form).map_err(|error| Problem::internal(&error))?;
        let flow = flow::read(&kept.flow).map_err(|error| Problem::internal(&error))?;
        let sheet = serde_json::from_value(row.sheet.clone()).unwrap_or_default();
        Ok(Self { row, number, sheet, kept, form, flow })
    }

    /// The form and its workflow, to be edited, compared, counted.
    fn work(&self) -> Work {
        Work::new(self.form.clone(), self.flow.clone())
    }

    fn is_published(&self) -> bool {
        self.kept.published_at.is_some()
    }
}

/// Errors and warnings among findings.
fn tally(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|finding| finding.level() == Level::Error).count();
    (errors, findings.len() - errors)
}

fn see(ctx: &Ctx, path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(path))]).into_response()
}
