//! One act on many files: chosen on a list, seen file by file before it is done, done by a job, told file by file.
//! A selection and the act it waits for are kept thirty days, so that what was done can be read again.

mod act;
mod pages;
mod run;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use beffroi_web::{App, JobHandler};

use crate::revisions::Revisions;

/// Kind of the job that does an act on many files.
const JOB: &str = "procedures.batch";
/// Files in a selection.
pub(crate) const MOST: usize = 1000;
/// Up to so many, the answer to the button is the outcome itself.
const AT_ONCE: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/lot", post(pages::select))
        .route("/agent/lot/{id}", get(pages::show).post(pages::choose))
        .route("/agent/lot/{id}/faire", post(pages::start))
}

/// The job, over the revisions that pages share.
pub(crate) fn job(revisions: &Revisions) -> (&'static str, JobHandler) {
    let revisions = revisions.clone();
    let handler: JobHandler = Arc::new(move |app, authority, payload| {
        let revisions = revisions.clone();
        Box::pin(async move {
            run::as_job(&app, authority, &payload, &revisions)
                .await
                .map_err(|problem| format!("{} {}", problem.status, problem.key))
        })
    });
    (JOB, handler)
}
