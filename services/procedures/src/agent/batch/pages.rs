//! The pages of an act on many files: selection, choice, preview, progress, outcome. Only the agent who chose sees them.

use std::collections::BTreeMap;

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_store::{NewJob, params};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use serde_json::json;
use uuid::Uuid;

use super::act::{Act, Around, Would, is_batch, needs_reason, would};
use super::{AT_ONCE, JOB, MOST, run};
use crate::agent::file::load;
use crate::agent::queue::filter::Filter;
use crate::agent::queue::form::{Choice, colleagues};
use crate::agent::queue::list::{self, Words};
use crate::revisions::Revisions;
use crate::store::batches::{self, BatchRow, ItemRow};
use crate::store::files::FileRow;
use crate::store::labels;
use crate::store::queue::{self, Key, PAGE, Start};

/// Longest text, in characters.
const TEXT_MAX: usize = 10_000;

/// A file of the selection, with what the act would do, or did.
struct Line {
    number: String,
    title: String,
    text: String,
    fine: bool,
}

#[derive(Template)]
#[template(path = "batch.html")]
struct Batch {
    page: Page,
    id: Uuid,
    state: String,
    faults: Faults,
    /// The selection was cut at its limit.
    count: usize,
    act: String,
    agents: Vec<Choice>,
    labels: Vec<Choice>,
    steps: Vec<Choice>,
    typed: Typed,
    lines: Vec<Line>,
    can: usize,
    done: usize,
}

/// What was typed in the choice of the act.
#[derive(Default)]
struct Typed {
    what: String,
    reason: String,
    text: String,
    off: bool,
}

impl Batch {
    fn is(&self, what: &str) -> bool {
        self.typed.what == what
    }

    fn undone(&self) -> usize {
        self.lines.len() - self.done
    }
}

fn go(ctx: &Ctx, id: Uuid) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/agent/lot/{id}")))]).into_response()
}

/// The numbers ticked, or every file of the filter, up to the limit.
async fn chosen(ctx: &Ctx, posted: &Posted) -> Result<Vec<String>, Problem> {
    let actor = crate::agent::agent(ctx)?;
    if !posted.has("tous") {
        let mut numbers: Vec<String> = posted.all("dossier").take(MOST).map(str::to_owned).collect();
        numbers.sort();
        numbers.dedup();
        return Ok(numbers);
    }
    let filter = Filter::from_query(posted.get("filtre"));
    list::permitted(actor, &filter)?;
    let wanted = filter.wanted(ctx, actor.person());
    let (mut numbers, mut from) = (Vec::new(), Start::First);
    while numbers.len() < MOST {
        let lines = queue::lines(ctx.db(), filter.way(), &wanted, &from).await?;
        let more = lines.len() > PAGE;
        let Some(last) = lines.get(lines.len().min(PAGE).wrapping_sub(1)) else { break };
        from = Start::After(Key::of(last));
        let seen = lines.iter().take(PAGE).filter(|line| list::sees(actor, line));
        numbers.extend(seen.map(|line| line.number.clone()));
        if !more {
            break;
        }
    }
    numbers.truncate(MOST);
    Ok(numbers)
}

/// `POST /agent/lot`: a selection (`dossier[]`, or `tous` with `filtre`).
pub(super) async fn select(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let me = crate::agent::agent(&ctx)?.person().ok_or_else(Problem::forbidden)?;
    let numbers = chosen(&ctx, &posted).await?;
    for number in &numbers {
        load(&ctx, number).await?;
    }
    if numbers.is_empty() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-batch-none")
            .way(Filter::from_query(posted.get("filtre")).href(), "procedures-queue-back"));
    }
    let (id, numbers, now) = (ctx.ambient().uuid_v7(), &numbers, ctx.now());
    ctx.db().write(move |tx| async move { batches::insert(&tx, (id, me), numbers, now).await }).await?;
    Ok(go(&ctx, id))
}

/// The selection of this agent; another's does not exist for her.
async fn own(ctx: &Ctx, id: Uuid) -> Result<BatchRow, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let batch = batches::by_id(ctx.db(), id).await?;
    batch.filter(|batch| actor.is(batch.person)).ok_or_else(Problem::not_found)
}

/// The files of a selection that are still this agent's.
async fn rows(ctx: &Ctx, items: &[ItemRow]) -> Result<Vec<Option<FileRow>>, Problem> {
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        rows.push(match load(ctx, &item.number).await {
            Ok(row) => Some(row),
            Err(problem) if problem.status == StatusCode::NOT_FOUND => None,
            Err(problem) => return Err(problem),
        });
    }
    Ok(rows)
}

/// The steps that files of the selection may take together: value `procedure/step`.
async fn steps(
    ctx: &Ctx,
    revisions: &Revisions,
    rows: &[FileRow],
    words: &Words,
    here: &str,
) -> Result<Vec<Choice>, Problem> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        let flow = revisions.flow(ctx.db(), row.procedure, row.revision).await?;
        let offers = flow.step(&row.step).map(|step| step.offers.as_slice()).unwrap_or_default();
        for offer in offers.iter().filter(|offer| is_batch(offer)) {
            let value = format!("{}/{}", row.procedure, offer.id);
            known
                .entry(value)
                .or_insert_with(|| format!("{} ({})", offer.label.as_str(), words.title(row.procedure)));
        }
    }
    let choice = |(value, label): (String, String)| Choice { here: value == here, value, label };
    Ok(known.into_iter().map(choice).collect())
}

/// The act in words.
fn sentence(ctx: &Ctx, act: &Act, words: &Words, steps: &[Choice]) -> String {
    let text = |key: &str, what: String| ctx.app().texts().get(ctx.lang(), key, &[("what", what.into())]).0;
    match act {
        Act::Assign(None) => ctx.s("procedures-batch-act-free"),
        Act::Assign(Some(agent)) => text("procedures-batch-act-assign", words.name(*agent).to_owned()),
        Act::Label { id, on } => {
            let name = words.label(*id).map(|label| label.name.clone()).unwrap_or_default();
            text(if *on { "procedures-batch-act-label" } else { "procedures-batch-act-unlabel" }, name)
        }
        Act::Message(_) => ctx.s("procedures-batch-act-message"),
        Act::Transition { procedure, id, .. } => {
            let value = format!("{procedure}/{id}");
            let label = steps.iter().find(|step| step.value == value).map(|step| step.label.clone());
            text("procedures-batch-act-step", label.unwrap_or_else(|| id.clone()))
        }
    }
}

async fn shown(
    ctx: &Ctx,
    revisions: &Revisions,
    batch: &BatchRow,
    (faults, typed): (Faults, Typed),
) -> Result<Response, Problem> {
    let items = batches::items(ctx.db(), batch.id).await?;
    let all = rows(ctx, &items).await?;
    let words = Words::read(ctx).await?;
    let present: Vec<FileRow> = all.iter().flatten().cloned().collect();
    let steps = steps(ctx, revisions, &present, &words, &typed.what).await?;
    let act = Act::of(ctx, batch)?;
    let lines = match (&act, batch.state.as_str()) {
        (Some(act), "ready") => preview(ctx, revisions, act, (&items, &all), &words).await?,
        _ => outcomes(ctx, &items, &all, &words),
    };
    let mut units: Vec<Uuid> = present.iter().filter_map(|row| row.unit).collect();
    units.sort_unstable();
    units.dedup();
    let page = Page::new(ctx, "procedures-batch-title", "procedures-batch-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Batch {
        id: batch.id,
        state: batch.state.clone(),
        count: items.len(),
        act: act.as_ref().map(|act| sentence(ctx, act, &words, &steps)).unwrap_or_default(),
        agents: agents(ctx, &units, &typed.what).await?,
        labels: label_choices(&words, &units, &typed.what),
        steps,
        can: lines.iter().filter(|line| line.fine).count(),
        done: items.iter().filter(|item| item.outcome == run::DONE).count(),
        typed,
        lines,
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

async fn agents(ctx: &Ctx, units: &[Uuid], here: &str) -> Result<Vec<Choice>, Problem> {
    let choice = |(id, label): (Uuid, String)| {
        let value = format!("agent/{id}");
        Choice { here: value == here, value, label }
    };
    Ok(colleagues(ctx, units).await?.into_iter().map(choice).collect())
}

fn label_choices(words: &Words, units: &[Uuid], here: &str) -> Vec<Choice> {
    let choice = |label: &labels::LabelRow| {
        let value = format!("etiquette/{}", label.id);
        Choice { here: value == here, value, label: label.name.clone() }
    };
    words.labels.iter().filter(|label| units.contains(&label.unit)).map(choice).collect()
}

/// File by file, what would happen, and why not where it would not.
async fn preview(
    ctx: &Ctx,
    revisions: &Revisions,
    act: &Act,
    (items, rows): (&[ItemRow], &[Option<FileRow>]),
    words: &Words,
) -> Result<Vec<Line>, Problem> {
    let reach = run::reach(ctx, act).await?;
    let mut lines = Vec::with_capacity(items.len());
    for (item, row) in items.iter().zip(rows) {
        let found = match row {
            None => Would::Gone,
            Some(row) => {
                let borne = match act {
                    Act::Label { .. } => labels::of_file(ctx.db(), &row.number).await?,
                    _ => Vec::new(),
                };
                let around = Around { labels: &words.labels, borne: &borne, units: reach.as_deref() };
                would(ctx, revisions, act, row, &around).await?
            }
        };
        lines.push(Line {
            number: item.number.clone(),
            title: row.as_ref().map(|row| words.title(row.procedure).to_owned()).unwrap_or_default(),
            text: ctx.s(found.key()),
            fine: found.can(),
        });
    }
    Ok(lines)
}

/// File by file, what was done.
fn outcomes(ctx: &Ctx, items: &[ItemRow], rows: &[Option<FileRow>], words: &Words) -> Vec<Line> {
    let line = |(item, row): (&ItemRow, &Option<FileRow>)| Line {
        number: item.number.clone(),
        title: row.as_ref().map(|row| words.title(row.procedure).to_owned()).unwrap_or_default(),
        text: if item.outcome.is_empty() {
            String::new()
        } else {
            ctx.s(&format!("procedures-batch-outcome-{}", item.outcome))
        },
        fine: item.outcome.is_empty() || item.outcome == run::DONE,
    };
    let mut lines: Vec<Line> = items.iter().zip(rows).map(line).collect();
    // What was not done stands first: it is what is left to do.
    lines.sort_by_key(|line| line.fine);
    lines
}

/// `GET /agent/lot/{id}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let batch = own(&ctx, id).await?;
    shown(&ctx, &revisions, &batch, (Faults::default(), Typed::default())).await
}

/// `POST /agent/lot/{id}`: what to do (`quoi`), with a reason or a text.
pub(super) async fn choose(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    let batch = own(&ctx, id).await?;
    let act = match wanted(&ctx, &revisions, &batch, &posted).await? {
        Ok(act) => act,
        Err(faults) => {
            let typed = Typed {
                what: posted.get("quoi").to_owned(),
                reason: posted.get("motif").to_owned(),
                text: posted.get("texte").to_owned(),
                off: posted.has("enlever"),
            };
            return shown(&ctx, &revisions, &batch, (faults, typed)).await;
        }
    };
    let sealed = &act.seal(&ctx);
    let chosen = ctx
        .db()
        .write(move |tx| async move { tx.exec(&batches::CHOOSE, params![id, sealed.clone()]).await })
        .await?;
    if chosen == 0 {
        return Err(Problem::conflict("problem-moved"));
    }
    Ok(go(&ctx, id))
}

/// The act as asked, or what is missing.
async fn wanted(
    ctx: &Ctx,
    revisions: &Revisions,
    batch: &BatchRow,
    posted: &Posted,
) -> Result<Result<Act, Faults>, Problem> {
    let mut faults = Faults::default();
    let what = posted.get("quoi");
    let act = match what.split_once('/') {
        _ if what == "rendre" => Some(Act::Assign(None)),
        _ if what == "message" => {
            let text = posted.get("texte");
            if text.is_empty() {
                faults.push("texte", ctx.s("procedures-batch-text-missing"));
            }
            if text.chars().count() > TEXT_MAX {
                return Err(Problem::bad_request());
            }
            Some(Act::Message(text.to_owned()))
        }
        Some(("agent", agent)) => agent.parse().ok().map(|agent| Act::Assign(Some(agent))),
        Some(("etiquette", label)) => {
            label.parse().ok().map(|id| Act::Label { id, on: !posted.has("enlever") })
        }
        Some((procedure, id)) => procedure.parse().ok().map(|procedure| Act::Transition {
            procedure,
            id: id.to_owned(),
            reason: posted.get("motif").to_owned(),
        }),
        None => None,
    };
    let Some(act) = act else {
        faults.push("quoi-1", ctx.s("procedures-batch-what-missing"));
        return Ok(Err(faults));
    };
    if let Act::Transition { procedure, id, reason } = &act {
        if reason.chars().count() > TEXT_MAX {
            return Err(Problem::bad_request());
        }
        if reason.is_empty() && asks_reason(ctx, revisions, batch, (*procedure, id)).await? {
            faults.push("motif", ctx.s("procedures-batch-reason-missing"));
        }
    }
    Ok(if faults.is_empty() { Ok(act) } else { Err(faults) })
}

/// Whether a step needs a reason for one file at least.
async fn asks_reason(
    ctx: &Ctx,
    revisions: &Revisions,
    batch: &BatchRow,
    (procedure, id): (Uuid, &str),
) -> Result<bool, Problem> {
    let items = batches::items(ctx.db(), batch.id).await?;
    for row in rows(ctx, &items).await?.iter().flatten().filter(|row| row.procedure == procedure) {
        let flow = revisions.flow(ctx.db(), row.procedure, row.revision).await?;
        let offers = flow.step(&row.step).map(|step| step.offers.as_slice()).unwrap_or_default();
        if offers.iter().any(|offer| offer.id.as_str() == id && needs_reason(&flow, offer)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `POST /agent/lot/{id}/faire`: a few at once, more as a job.
pub(super) async fn start(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<Uuid>,
    _posted: Posted,
) -> Result<Response, Problem> {
    let batch = own(&ctx, id).await?;
    let few = batches::items(ctx.db(), id).await?.len() <= AT_ONCE;
    let ctx_ref = &ctx;
    let started = ctx
        .db()
        .write(move |tx| async move {
            let started = tx.exec(&batches::START, params![id]).await?;
            // The job takes over what a cut-off answer leaves undone.
            if started == 1 {
                let mut job = NewJob::new(JOB, json!({ "batch": id })).unique(id.to_string());
                if few {
                    job = job.at(ctx_ref.now() + time::Duration::minutes(2));
                }
                tx.enqueue(ctx_ref.ambient(), job).await?;
            }
            Ok::<_, Problem>(started == 1)
        })
        .await?;
    if started && few {
        run::all(&ctx, &revisions, &batch).await?;
    }
    Ok(go(&ctx, id))
}
