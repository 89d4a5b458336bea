//! The workflow at work on a stored file: the engine says what happens, this does it, in the caller's transaction.
//! What reaches outside (mail, calls, documents) goes as jobs; what waits for somebody is a task ([`tasks`]).

pub(crate) mod calls;
pub(crate) mod clock;
mod decided;
mod effects;
pub(crate) mod erase;
pub(crate) mod notices;
pub(crate) mod opinions;
mod papers;
mod silence;
pub(crate) mod tasks;
pub(crate) mod watch;

use beffroi_forms::Id;
use beffroi_forms::check::Context;
use beffroi_forms::compiled::Compiled;
use beffroi_forms::flow::{Effect, FlowError, Machine, Outcome, Position};
use beffroi_forms::model::{Flow, Party, PublicState, ReadError, Step};
use beffroi_forms::value::Answers;
use beffroi_people::{Actor, Fields, Place, Processing, Use};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, JobHandler, Problem};
use uuid::Uuid;

use crate::SEALED;
use crate::filing::NewFile;
use crate::fill::{BASIS, sealed_json};
use crate::model;
use crate::revisions::{Ready, Revisions};
use crate::store::files::{self, FileRow};
use crate::store::tasks::LEFT;

pub(crate) use decided::{Decided, tell_decided};
use watch::Watched;

/// What the workflow reads by itself, and those whom it asks (art. 30 GDPR).
pub(crate) fn processings() -> Vec<Processing> {
    std::iter::once(ITSELF).chain(opinions::PROCESSINGS).collect()
}

const ITSELF: Processing = Processing {
    code: watch::PROCESSING,
    title: "Déroulement automatique des demandes : délais, silence de la commune, étapes sans agent",
    basis: "6.1.e",
    basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune, et la base légale de chaque démarche",
    persons: "Personnes qui font une démarche",
    fields: Fields::Named(SEALED),
    recipients: "Aucune personne : un programme de la commune",
    transfers: "Aucun",
    retention: "Selon chaque démarche ; au plus tard dix ans après la décision",
    measures: "Chiffrement par personne, motif inscrit avant chaque lecture",
    who: &[],
    use_: Use::Automatic,
};

/// What is done later, outside a request.
pub(crate) fn jobs(revisions: &Revisions) -> Vec<(&'static str, JobHandler)> {
    vec![
        (watch::WAKE, watch::job(revisions, watch::wake)),
        (calls::CALL, watch::job(revisions, calls::call)),
        (papers::PAPER, watch::job(revisions, papers::make)),
        (notices::NOTICE, watch::job(revisions, notices::tell_roles)),
    ]
}

/// The workflow of a procedure that names none: received, under review, decided or closed.
pub(crate) const SIMPLE: &str = include_str!("../simple_flow.json");

/// Reads a stored workflow; the simple one when the text is empty.
pub(crate) fn read(text: &str) -> Result<Flow, ReadError> {
    Flow::from_json(if text.is_empty() { SIMPLE } else { text })
}

impl From<FlowProblem> for Problem {
    fn from(problem: FlowProblem) -> Self {
        match problem.0 {
            // The file has moved since the page was shown.
            FlowError::NotOffered(_) | FlowError::NoTimer => Problem::conflict("problem-moved"),
            other => Problem::internal(&other),
        }
    }
}

/// A refusal of the engine, on its way to a page.
pub(crate) struct FlowProblem(pub FlowError);

/// Where a stored file is.
pub(crate) fn position(row: &FileRow) -> Result<Position, Problem> {
    let id = |text: &str| Id::new(text).map_err(|error| Problem::internal(&error));
    let before =
        row.before_steps.split(',').filter(|text| !text.is_empty()).map(id).collect::<Result<_, _>>()?;
    Ok(Position { step: id(&row.step)?, before })
}

/// The steps before, as stored.
fn before_text(position: &Position) -> String {
    // A workflow may turn for years: the way back need not be longer than this.
    let kept = position.before.len().saturating_sub(50);
    position.before[kept..].iter().map(Id::as_str).collect::<Vec<_>>().join(",")
}

/// The engine on this file.
pub(crate) fn machine<'m>(ready: &'m Ready, context: &'m Context) -> Machine<'m> {
    Machine { flow: &ready.flow, form: &ready.form, ctx: context }
}

/// The roles of the workflow: an agent of the file's unit holds them all.
pub(crate) fn agent_parties(flow: &Flow) -> Vec<Party> {
    flow.roles.iter().map(|role| Party::Role(role.id.clone())).collect()
}

pub(crate) fn step<'f>(flow: &'f Flow, id: &str) -> Option<&'f Step> {
    flow.step(id)
}

/// Whether a withdrawn file rests at a step that its workflow would still go on from.
pub(crate) fn is_at_rest(flow: &Flow, row: &FileRow) -> bool {
    let dropped = model::state_name(PublicState::Dropped);
    row.state == dropped && step(flow, &row.step).is_none_or(|step| step.public != PublicState::Dropped)
}

/// What sending does, before anything is written.
pub(crate) fn start(ready: &Ready, context: &Context, answers: &Answers) -> Result<Outcome, Problem> {
    machine(ready, context).start(answers).map_err(|error| FlowProblem(error).into())
}

/// A file at work: who it is about, and who acts.
pub(crate) struct Acting<'a> {
    pub file: Uuid,
    pub number: &'a str,
    pub person: Uuid,
    pub actor: Option<&'a Actor>,
    /// The revision the file keeps.
    pub form: &'a Compiled,
}

/// Does the effects of a file just sent.
pub(crate) async fn entered(
    ctx: &Ctx,
    tx: &Tx,
    actor: &Actor,
    new: &NewFile<'_>,
    outcome: &Outcome,
) -> Result<(), Problem> {
    let at = Acting {
        file: new.id,
        number: new.number,
        person: new.person,
        actor: Some(actor),
        form: &new.ready.form,
    };
    let now = ctx.now();
    effects::run(
        ctx,
        tx,
        &effects::Work { at: &at, ready: new.ready, step: outcome.position.step.as_str(), entry: now },
        outcome,
    )
    .await?;
    let watched = Watched {
        file: new.id,
        person: new.person,
        ready: new.ready,
        filed_at: new.filed_at,
        step_at: now,
        decided_at: None,
        open: !outcome.public.is_final(),
        at: Some((&outcome.position, &outcome.answers)),
    };
    watch::watch(ctx, tx, &watched, false).await
}

/// Writes the new position of a file and does the effects. `Err` conflict when somebody else moved it meanwhile.
pub(crate) async fn moved(
    ctx: &Ctx,
    tx: &Tx,
    at: &Acting<'_>,
    ready: &Ready,
    row: &FileRow,
    outcome: &Outcome,
) -> Result<(), Problem> {
    let now = ctx.now();
    let sealer = ctx.desk().sealer(tx, row.person, BASIS).await?;
    let version = u32::try_from(row.version + 1).unwrap_or(u32::MAX);
    let sealed = sealer.text(
        ctx.ambient(),
        &Place::new("procedures_file", row.id, "answers"),
        version,
        &sealed_json(&outcome.answers),
    )?;
    let entered = outcome.effects.iter().any(|effect| matches!(effect, Effect::Entered { .. }));
    let step_at = if entered { now } else { row.step_at };
    let decided = if outcome.public.is_final() { row.decided_at.or(Some(now)) } else { None };
    let values = params![
        row.id,
        row.version,
        outcome.position.step.as_str(),
        before_text(&outcome.position),
        model::state_name(outcome.public),
        outcome.waiting,
        !outcome.public.is_final(),
        sealed,
        step_at,
        now,
        decided
    ];
    if tx.exec(&files::MOVE, values).await? != 1 {
        return Err(Problem::conflict("problem-moved"));
    }
    if entered {
        tx.exec(&LEFT, params![row.id, step_at, now]).await?;
    }
    let step = outcome.position.step.as_str();
    effects::run(ctx, tx, &effects::Work { at, ready, step, entry: step_at }, outcome).await?;
    let watched = Watched {
        step_at,
        decided_at: decided,
        open: !outcome.public.is_final(),
        ..Watched::of(row, ready, Some((&outcome.position, &outcome.answers)))
    };
    watch::watch(ctx, tx, &watched, false).await
}
