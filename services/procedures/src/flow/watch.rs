//! Watching over a file: its timers, its dates, its reminders. Whatever happens to a file sets the next moment at which somebody
//! has to look, as a job; the job looks again at what is true then, does it through the same door as an agent's act, and sets
//! the next moment. What has had its effect is written in the same transaction, so that it has one, whoever looks twice.

use std::sync::Arc;

use beffroi_forms::flow::{Due, Machine, Position, TimerRef, Times, due};
use beffroi_forms::value::Answers;
use beffroi_people::{Actor, Opened, Purpose, VaultError};
use beffroi_store::{NewJob, Tx, params};
use beffroi_web::{App, Ctx, JobHandler, Problem, dates};
use serde_json::{Value as Json, json};
use time::{Duration, OffsetDateTime, PrimitiveDateTime};
use uuid::Uuid;

use super::{Acting, FlowProblem, clock, erase, machine, moved, opinions, position, silence};
use crate::SEALED;
use crate::filing::{self, Entry};
use crate::fill::base_context;
use crate::follow::pages::{OpenFile, open_file};
use crate::revisions::{Ready, Revisions};
use crate::store::files::{self, FileRow};
use crate::store::watch::{self, DatesRow};

/// Kind of the job that looks at a file.
pub(crate) const WAKE: &str = "procedures.wake";
/// Code of the processing under which the workflow reads a file.
pub(crate) const PROCESSING: &str = "deroulement";
/// Things done in one look; more wait for the next.
const TURNS: usize = 20;

/// A job of the slice: what it does with the commune's context, the revisions and the payload.
pub(crate) fn job<F, Fut>(revisions: &Revisions, work: F) -> JobHandler
where
    F: Fn(Ctx, Revisions, Json) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), Problem>> + Send + 'static,
{
    let revisions = revisions.clone();
    Arc::new(move |app: App, authority: Uuid, payload: Json| {
        let ctx =
            app.authority(authority).map(|authority| Ctx::outside(&app, &authority, None, app.ambient()));
        let done = ctx.map(|ctx| work(ctx, revisions.clone(), payload));
        Box::pin(async move {
            match done {
                Some(done) => done.await.map_err(|problem| format!("{} {}", problem.status, problem.key)),
                None => Err("the commune is not served here".to_owned()),
            }
        })
    })
}

/// The file that a job is about.
pub(crate) fn named(payload: &Json) -> Result<Uuid, Problem> {
    let text = payload["file"].as_str().unwrap_or_default();
    text.parse().map_err(|error| Problem::internal(&error))
}

/// The job's work.
pub(crate) async fn wake(ctx: Ctx, revisions: Revisions, payload: Json) -> Result<(), Problem> {
    run(&ctx, &revisions, named(&payload)?).await
}

/// A file, for what is still to come of it.
pub(crate) struct Watched<'a> {
    pub file: Uuid,
    pub person: Uuid,
    pub ready: &'a Ready,
    pub filed_at: OffsetDateTime,
    pub step_at: OffsetDateTime,
    pub decided_at: Option<OffsetDateTime>,
    pub open: bool,
    /// Where it is, and its answers: what timers depend on. `None`: it has no timer.
    pub at: Option<(&'a Position, &'a Answers)>,
}

impl<'a> Watched<'a> {
    pub(crate) fn of(row: &FileRow, ready: &'a Ready, at: Option<(&'a Position, &'a Answers)>) -> Self {
        Self {
            file: row.id,
            person: row.person,
            ready,
            filed_at: row.filed_at,
            step_at: row.step_at,
            decided_at: row.decided_at,
            open: row.open,
            at,
        }
    }
}

fn local(ctx: &Ctx, at: OffsetDateTime) -> PrimitiveDateTime {
    let civil = dates::civil(at, ctx.authority().zone());
    PrimitiveDateTime::new(civil.date, civil.time)
}

fn instant(ctx: &Ctx, at: PrimitiveDateTime) -> OffsetDateTime {
    dates::instant(dates::Civil { date: at.date(), time: at.time() }, ctx.authority().zone())
}

/// Something that clocks or conditions depend on has changed: the dates are written again, and somebody looks at once.
pub(crate) async fn touched(ctx: &Ctx, tx: &Tx, row: &FileRow, ready: &Ready) -> Result<(), Problem> {
    clock::keep(ctx, tx, ready, row.id, row.person, row.filed_at).await?;
    look(ctx, tx, row.id, ctx.now()).await
}

/// How a timer is remembered, and the moment that tells this run of it from another: a common one runs once in a file's life.
fn remembered(timer: &TimerRef, of: &Watched<'_>) -> (String, OffsetDateTime) {
    match timer {
        TimerRef::Step { step, n } => (format!("step/{step}/{n}"), of.step_at),
        TimerRef::Global { id, n } => (format!("global/{id}/{n}"), of.filed_at),
    }
}

/// Timers that have not had their effect, soonest first.
fn pending(
    ctx: &Ctx,
    machine: &Machine<'_>,
    of: &Watched<'_>,
    fired: &[(String, OffsetDateTime)],
) -> Vec<Due> {
    let Some((position, answers)) = of.at else { return Vec::new() };
    let times = Times {
        filed: local(ctx, of.filed_at),
        entered: local(ctx, of.step_at),
        decided: of.decided_at.map(|at| local(ctx, at)),
    };
    let mut all = due(machine, position, answers, times);
    all.retain(|due| !fired.contains(&remembered(&due.timer, of)));
    all
}

/// Keeps the dates of a file and sets the next moment to look at it. `looked`: what is due was looked at just now, and its
/// condition was false.
pub(crate) async fn watch(ctx: &Ctx, tx: &Tx, of: &Watched<'_>, looked: bool) -> Result<(), Problem> {
    let dates = clock::keep(ctx, tx, of.ready, of.file, of.person, of.filed_at).await?;
    let fired = watch::fired(tx, of.file).await?;
    let context = base_context(ctx);
    let now = ctx.now();
    let mut moments: Vec<OffsetDateTime> = pending(ctx, &machine(of.ready, &context), of, &fired)
        .into_iter()
        .map(|due| instant(ctx, due.at))
        .collect();
    let known = |name: &str| fired.iter().any(|(fired, _)| fired == name);
    if of.open {
        moments.extend(
            dates
                .alert_on
                .as_deref()
                .filter(|on| !known(&alert_name(on)))
                .and_then(|on| clock::morning(ctx, on)),
        );
        let decides = clock::silence(of.ready).is_some() && !known(silence::FIRED);
        moments.extend(dates.legal_on.as_deref().filter(|_| decides).and_then(|on| clock::morning(ctx, on)));
    }
    // Never while it is open: the day is looked at again once it is closed.
    moments.extend(erase::day(&dates).filter(|_| !of.open).and_then(|on| clock::morning(ctx, on)));
    moments.extend(opinions::reminders(ctx, tx, of.file).await?);
    let next = moments.into_iter().map(|at| if looked && at <= now { again(now, at) } else { at }).min();
    match next {
        Some(at) => look(ctx, tx, of.file, at).await,
        None => Ok(()),
    }
}

/// When to look again at a timer whose condition was false: the next day at first, then ever less often.
fn again(now: OffsetDateTime, due: OffsetDateTime) -> OffsetDateTime {
    let wait: Duration = (now - due) / 4;
    now + wait.clamp(Duration::days(1), Duration::days(30))
}

/// Sets a moment to look at a file.
pub(crate) async fn look(ctx: &Ctx, tx: &Tx, file: Uuid, at: OffsetDateTime) -> Result<(), Problem> {
    let at = at.max(ctx.now());
    let job = NewJob::new(WAKE, json!({ "file": file }))
        .at(at)
        .unique(format!("{file}/{}", at.unix_timestamp_nanos() / 1000))
        .attempts(20);
    tx.enqueue(ctx.ambient(), job).await?;
    Ok(())
}

/// Opens a file for its workflow: one journal entry names it. `None` once the person's data are destroyed.
pub(crate) async fn opened(ctx: &Ctx, row: &FileRow, slug: &str) -> Result<Option<Opened>, Problem> {
    let actor = Actor::automaton(PROCESSING, row.id);
    let purpose = Purpose::new(PROCESSING).procedure(slug).case(&row.number).fields(SEALED);
    match ctx.desk().open(&actor, row.person, &purpose).await {
        Ok(opened) => Ok(Some(opened)),
        Err(VaultError::Erased | VaultError::NoSuchPerson) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Looks at a file: does what is due, sets the next look.
pub(crate) async fn run(ctx: &Ctx, revisions: &Revisions, file: Uuid) -> Result<(), Problem> {
    for _ in 0..TURNS {
        let Some(row) = files::by_id(ctx.db(), file).await? else { return Ok(()) };
        let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
        let dates = watch::dates(ctx.db(), file).await?;
        if silence::decides(ctx, revisions, &row, &ready, &dates).await? {
            continue;
        }
        alert(ctx, &row, &dates).await?;
        opinions::remind(ctx, &row, &ready.slug).await?;
        erase::due(ctx, revisions, &row, &ready, &dates).await?;
        if !has_timers(&ready, &row) {
            return set(ctx, &Watched::of(&row, &ready, None)).await;
        }
        let Some(opened) = opened(ctx, &row, &ready.slug).await? else { return Ok(()) };
        let open = open_file(ctx, revisions, &row, &opened).await?;
        if !fire(ctx, &row, &open).await? {
            let position = position(&row)?;
            return set(ctx, &Watched::of(&row, &ready, Some((&position, &open.answers)))).await;
        }
    }
    // A workflow that never rests goes on later.
    let later = ctx.now() + Duration::hours(1);
    ctx.db().write(move |tx| async move { look(ctx, &tx, file, later).await }).await
}

async fn set(ctx: &Ctx, of: &Watched<'_>) -> Result<(), Problem> {
    ctx.db().write(move |tx| async move { watch(ctx, &tx, of, true).await }).await
}

fn has_timers(ready: &Ready, row: &FileRow) -> bool {
    let own = ready.flow.step(&row.step).is_some_and(|step| !step.timers.is_empty());
    own || ready.flow.global.iter().any(|global| !global.timers.is_empty())
}

/// The first timer that has run out and whose condition is true has its effect; false when there is none.
async fn fire(ctx: &Ctx, row: &FileRow, open: &OpenFile) -> Result<bool, Problem> {
    let position = position(row)?;
    let of = &Watched::of(row, &open.ready, Some((&position, &open.answers)));
    let fired =
        ctx.db().write(|tx| async move { Ok::<_, Problem>(watch::fired(&tx, of.file).await?) }).await?;
    let machine = machine(&open.ready, &open.context);
    for due in pending(ctx, &machine, of, &fired).into_iter().filter(|due| due.ready) {
        let outcome = machine.fire(&position, &open.answers, &due.timer).map_err(FlowProblem)?;
        let Some(outcome) = &outcome else { continue };
        let (name, entry) = &remembered(&due.timer, of);
        let at = &Acting {
            file: row.id,
            number: &row.number,
            person: row.person,
            actor: None,
            form: &open.ready.form,
        };
        let done = ctx.db().write(move |tx| async move {
            if tx.exec(&watch::FIRE, params![row.id, name.as_str(), *entry, ctx.now()]).await? == 0 {
                return Ok(());
            }
            let written = Entry { kind: "timer", public: false, data: json!({ "timer": name }), body: None };
            filing::write_event(ctx, &tx, row.id, row.person, None, written).await?;
            moved(ctx, &tx, at, &open.ready, row, outcome).await
        });
        done.await?;
        tracing::info!(timer = %name, "a timer ran out");
        return Ok(true);
    }
    Ok(false)
}

fn alert_name(on: &str) -> String {
    format!("alert/{on}")
}

/// The file is pressing: its history says so, and the agent who has it is told.
async fn alert(ctx: &Ctx, row: &FileRow, dates: &DatesRow) -> Result<(), Problem> {
    let today = dates::iso(ctx.today());
    let Some(on) = dates.alert_on.as_deref().filter(|on| row.open && *on <= today.as_str()) else {
        return Ok(());
    };
    let name = &alert_name(on);
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&watch::FIRE, params![row.id, name.as_str(), row.filed_at, ctx.now()]).await? == 0 {
                return Ok(());
            }
            let data = json!({ "due": dates.due_on, "legal": dates.legal_on });
            let entry = Entry { kind: "alert", public: false, data, body: None };
            filing::write_event(ctx, &tx, row.id, row.person, None, entry).await?;
            if let Some(agent) = row.assignee {
                super::notices::to_agent(ctx, &tx, agent, &row.number, "procedures-mail-alert").await?;
            }
            Ok::<_, Problem>(())
        })
        .await
}
