//! The back office: what waits for me by deadline, a file with the request left and the decision right, the acts of an agent.

mod acts;
mod batch;
mod clock;
pub(crate) mod decision;
mod export;
pub(crate) mod file;
mod opinions;
pub(crate) mod queue;
mod tasks;

pub(crate) use acts::{set_office, with_page};
pub(crate) use batch::job as batch_job;
pub(crate) use queue::alerts::job as alerts_job;

use axum::Router;
use axum::routing::{get, post};
use beffroi_people::{Actor, Opened, Purpose};
use beffroi_web::{App, Ctx, Problem};

use crate::SEALED;
use crate::store::files::FileRow;
use crate::store::procedures;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(queue::routes())
        .merge(batch::routes())
        .merge(export::routes())
        .route("/agent/dossiers/{number}", get(file::show))
        .route("/agent/dossiers/{number}/prendre", post(acts::assign))
        .route("/agent/dossiers/{number}/note", post(acts::note))
        .route("/agent/dossiers/{number}/message", post(acts::message))
        .route("/agent/dossiers/{number}/correction", get(acts::correction_form).post(acts::correction))
        .route("/agent/dossiers/{number}/donnees", post(acts::office))
        .route("/agent/avis", get(opinions::list))
        .route("/agent/avis/{id}", get(opinions::show).post(opinions::answer))
        .route("/agent/avis/{id}/piece/{upload}", get(opinions::piece))
        .route("/agent/dossiers/{number}/avis", get(opinions::form).post(opinions::ask))
        .route("/agent/appels", get(tasks::calls_page))
        .route("/agent/dossiers/{number}/tache/{id}", get(tasks::form).post(tasks::send))
        .route("/agent/dossiers/{number}/delais", get(clock::show).post(clock::hold))
        .route("/agent/dossiers/{number}/etape/{id}", get(decision::form).post(decision::apply))
}

/// The signed-in agent, or the way to sign in; somebody else is refused.
pub(crate) fn agent(ctx: &Ctx) -> Result<&Actor, Problem> {
    let actor = ctx.person()?;
    if actor.is_agent() { Ok(actor) } else { Err(Problem::forbidden()) }
}

/// May this agent work on a file of that unit? Another unit's file does not exist for her.
pub(crate) fn may_handle(actor: &Actor, row: &FileRow) -> bool {
    row.unit.map_or_else(|| actor.is_agent(), |unit| actor.works_in(unit))
}

/// Opens the personal data of a file for review: one journal entry a session and file.
pub(crate) async fn open_for_review(ctx: &Ctx, row: &FileRow) -> Result<(Actor, Opened), Problem> {
    let actor = agent(ctx)?;
    if !may_handle(actor, row) {
        return Err(Problem::not_found());
    }
    let slug =
        procedures::by_id(ctx.db(), row.procedure).await?.map(|procedure| procedure.slug).unwrap_or_default();
    let mut purpose = Purpose::new("instruction").procedure(&slug).case(&row.number).fields(SEALED);
    if let Some(unit) = row.unit {
        purpose = purpose.unit(unit);
    }
    let opened = ctx.desk().open(actor, row.person, &purpose).await?;
    Ok((actor.clone(), opened))
}
