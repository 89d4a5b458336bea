//! Tasks: what a step of the workflow waits for. A task is made with the step, ends once, and then the file goes where the
//! workflow says, as long as it is still in the stay that made the task.

use beffroi_forms::flow::Outcome;
use beffroi_forms::model::{Act, Flow, Item, Party, Target};
use beffroi_forms::value::Answers;
use beffroi_people::{Actor, Opened, Place, VaultError};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Problem};
use serde_json::Value as Json;
use uuid::Uuid;

use super::effects::Work;
use super::{Acting, FlowProblem, machine, moved, position, watch};
use crate::filing::{self, Entry};
use crate::fill::{BASIS, sealed_json};
use crate::follow::pages::OpenFile;
use crate::store::files::{self, FileRow};
use crate::store::tasks::{self, NewTask, TaskRow};

/// A task about to be made.
#[derive(Default)]
pub(super) struct Wanted<'w> {
    pub kind: &'w str,
    pub party: &'w str,
    pub unit: Option<Uuid>,
    pub data: Json,
    /// Words filled in with answers.
    pub body: &'w str,
    pub due_on: Option<String>,
}

/// Makes a task; its identifier.
pub(super) async fn make(ctx: &Ctx, tx: &Tx, work: &Work<'_>, wanted: Wanted<'_>) -> Result<Uuid, Problem> {
    let id = ctx.ambient().uuid_v7();
    let sealer = ctx.desk().sealer(tx, work.at.person, BASIS).await?;
    let body = sealer.text(ctx.ambient(), &place(id, "body"), 1, wanted.body)?;
    let new = NewTask {
        id,
        file: work.at.file,
        person: work.at.person,
        kind: wanted.kind,
        party: wanted.party,
        unit: wanted.unit,
        step: work.step,
        entry: work.entry,
        data: wanted.data,
        body: Some(body),
        due_on: wanted.due_on,
    };
    tasks::insert(tx, new, ctx.now()).await?;
    Ok(id)
}

/// Where a sealed text of a task lies.
pub(crate) fn place(task: Uuid, column: &'static str) -> Place<'static> {
    Place::new("procedures_task", task, column)
}

/// A sealed text of a task; empty when there is none, or when it was destroyed.
pub(crate) fn clear(opened: &Opened, task: &TaskRow, column: &'static str) -> Result<String, Problem> {
    let sealed = if column == "body" { &task.body } else { &task.answers };
    let Some(sealed) = sealed else { return Ok(String::new()) };
    match opened.text(&place(task.id, column), sealed) {
        Ok(clear) => Ok(clear.as_str().to_owned()),
        Err(VaultError::Erased) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

/// Names of parties, as a task keeps them.
pub(super) fn parties(who: &[Party]) -> String {
    let name = |party: &Party| match party {
        Party::Applicant => "applicant".to_owned(),
        Party::System => "system".to_owned(),
        Party::Role(id) => id.to_string(),
    };
    who.iter().map(name).collect::<Vec<_>>().join(",")
}

/// The questions of an `ask`, by its name, wherever it stands in the workflow.
pub(crate) fn questions<'f>(flow: &'f Flow, name: &str) -> &'f [Item] {
    let steps = flow.steps.iter().flat_map(|step| {
        let timers = step.timers.iter().flat_map(|timer| &timer.actions);
        let offers = step.offers.iter().flat_map(|offer| &offer.actions);
        step.on_enter.iter().chain(timers).chain(offers)
    });
    let global = flow.global.iter().flat_map(|global| {
        global.actions.iter().chain(global.timers.iter().flat_map(|timer| &timer.actions))
    });
    let found = steps.chain(global).find_map(|action| match &action.act {
        Act::Ask { id, items, .. } if *id == *name => Some(items.as_slice()),
        _ => None,
    });
    found.unwrap_or_default()
}

/// How a task ends.
pub(crate) struct Ending<'e> {
    pub task: &'e TaskRow,
    /// `done`, `failed`, `void`.
    pub state: &'e str,
    /// What came of it, in clear: it is sealed.
    pub answer: &'e str,
    pub entry: Entry<'e>,
    /// Answers of the file, if the task changed them.
    pub answers: Option<&'e Answers>,
    /// Where it leads; [`target`] of the task, unless it failed.
    pub to: Option<Target>,
}

/// Where a task leads when it is done.
pub(crate) fn target(task: &TaskRow) -> Option<Target> {
    task.data["to"].as_str().and_then(|to| Target::try_from(to.to_owned()).ok())
}

/// Ends a task and moves the file on. `Err` conflict when it has ended before.
pub(crate) async fn end(
    ctx: &Ctx,
    row: &FileRow,
    open: &OpenFile,
    actor: Option<&Actor>,
    ending: Ending<'_>,
) -> Result<(), Problem> {
    let answers = ending.answers.unwrap_or(&open.answers);
    let here = row.step == ending.task.step && row.step_at == ending.task.entry;
    let outcome: Option<Outcome> = match ending.to.as_ref().filter(|_| here) {
        Some(to) => {
            Some(machine(&open.ready, &open.context).go(&position(row)?, answers, to).map_err(FlowProblem)?)
        }
        None => None,
    };
    let (ending, outcome, now) = (&ending, outcome.as_ref(), ctx.now());
    let at = &Acting { file: row.id, number: &row.number, person: row.person, actor, form: &open.ready.form };
    ctx.db()
        .write(move |tx| async move {
            let sealer = ctx.desk().sealer(&tx, row.person, BASIS).await?;
            let answer = sealer.text(ctx.ambient(), &place(ending.task.id, "answers"), 1, ending.answer)?;
            let values = params![ending.task.id, ending.task.state.as_str(), ending.state, answer, now];
            if tx.exec(&tasks::END, values).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            tx.exec(&crate::store::watch::COUNT_FAILED, params![row.id]).await?;
            let entry = Entry { data: ending.entry.data.clone(), ..ending.entry };
            filing::write_event(ctx, &tx, row.id, row.person, actor, entry).await?;
            if let Some(outcome) = outcome {
                return moved(ctx, &tx, at, &open.ready, row, outcome).await;
            }
            if let Some(answers) = ending.answers {
                keep_answers(ctx, &tx, row, answers).await?;
            }
            watch::look(ctx, &tx, row.id, now).await
        })
        .await
}

/// Writes the answers of a file that stays where it is.
async fn keep_answers(ctx: &Ctx, tx: &Tx, row: &FileRow, answers: &Answers) -> Result<(), Problem> {
    let sealer = ctx.desk().sealer(tx, row.person, BASIS).await?;
    let version = u32::try_from(row.version + 1).unwrap_or(u32::MAX);
    let place = Place::new("procedures_file", row.id, "answers");
    let sealed = sealer.text(ctx.ambient(), &place, version, &sealed_json(answers))?;
    let values = params![row.id, row.version, sealed, row.waiting, ctx.now()];
    match tx.exec(&files::SET_ANSWERS, values).await? {
        1 => Ok(()),
        _ => Err(Problem::conflict("problem-moved")),
    }
}
