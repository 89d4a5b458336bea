//! Internal appeal against a refusal: the same office looks again, and somebody else than who decided answers. The outside means stand beside it.
//!
//! Deadlines. France: two months from the decision, neither first nor last day counted (« délai franc »), and on to the next working day
//! (CRPA L411-2; CJA R421-1; CPC 642). Belgium: no law sets a time for an internal appeal; Beffroi takes the sixty days of an action for
//! annulment (arrêté du Régent of 23 August 1948, art. 4 and 88), so that both run together. It does not suspend them there.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::clock;
use beffroi_forms::model::{Country, PublicState};
use beffroi_people::Actor;
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem, dates};
use time::{Date, Duration};
use uuid::Uuid;

use super::news::country;
use super::{back, person, text_fault};
use crate::agent::{agent, file as agent_file, open_for_review};
use crate::filing::{self, Entry};
use crate::fill::attach;
use crate::flow;
use crate::follow::{access, thread};
use crate::model;
use crate::revisions::Revisions;
use crate::store::drafts::UploadRow;
use crate::store::files::{self, FileRow};
use crate::store::resident::{self, AppealRow};

/// Longest grounds or reasons, in characters.
const MOST: usize = 5000;
/// Days in which the commune says it will answer: after two months, silence is a refusal (CRPA R421-2; and the same promise in Belgium).
const ANSWER_MONTHS: i64 = 2;

/// The last day of an internal appeal against what was decided that day.
pub(crate) fn last_day(decided: Date, country: Country) -> Date {
    let end = match country {
        Country::Fr => clock::add_months(decided, 2).and_then(Date::next_day),
        _ => decided.checked_add(Duration::days(60)),
    };
    let mut end = end.unwrap_or(Date::MAX);
    while !clock::is_working_day(end, country) {
        end = end.next_day().unwrap_or(end);
    }
    end
}

/// What the applicant's page says of an appeal.
pub(crate) enum Appeal {
    No,
    /// Until that day.
    May(String),
    /// The day is past.
    Late(String),
    /// Made; an answer is expected by that day.
    Waits(String),
}

/// Where the appeal of a file stands.
pub(crate) async fn of(page: &Page, row: &FileRow) -> Result<Appeal, Problem> {
    let ctx = page.ctx();
    let last = resident::last_appeal(ctx.db(), row.id).await?;
    if let Some(last) = last.as_ref().filter(|last| last.outcome.is_none()) {
        let day = model::iso_date(&last.answer_by).map(|date| page.date(&date)).unwrap_or_default();
        return Ok(Appeal::Waits(day));
    }
    let Some(until) = deadline(ctx, row, last.as_ref()) else { return Ok(Appeal::No) };
    let day = page.date(&until);
    Ok(if ctx.today() > until { Appeal::Late(day) } else { Appeal::May(day) })
}

/// The last day of an appeal; none when there is nothing to appeal from.
pub(crate) fn deadline(ctx: &Ctx, row: &FileRow, last: Option<&AppealRow>) -> Option<Date> {
    let decided = row.decided_at.filter(|_| row.state == "refused")?;
    // One appeal a decision.
    if last.is_some_and(|last| last.filed_at >= decided) {
        return None;
    }
    Some(last_day(dates::civil(decided, ctx.authority().zone()).date, country(ctx)))
}

#[derive(Template)]
#[template(path = "appeal.html")]
struct Form {
    page: Page,
    number: String,
    until: String,
    /// The means outside: before whom, in what time.
    outside: String,
    faults: Faults,
    text: String,
}

async fn show(
    ctx: &Ctx,
    revisions: &Revisions,
    (row, until): (&FileRow, Date),
    faults: Faults,
    text: &str,
) -> Result<Response, Problem> {
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let page = Page::new(ctx, "procedures-recourse-title", "procedures-recourse-title")
        .private()
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Form {
        number: row.number.clone(),
        until: page.date(&until),
        outside: ready.sheet.appeal.clone(),
        faults,
        text: text.to_owned(),
        page: page.clone(),
    };
    page.html(status, &template)
}

async fn appealable(ctx: &Ctx, number: &str) -> Result<(Actor, FileRow, Date), Problem> {
    let (actor, row) = access::sole_file(ctx, number).await?;
    let last = resident::last_appeal(ctx.db(), row.id).await?;
    let until = deadline(ctx, &row, last.as_ref()).ok_or_else(|| Problem::conflict("problem-moved"))?;
    Ok((actor, row, until))
}

/// `GET /suivre/{number}/recours`
pub(super) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (_, row, until) = appealable(&ctx, &number).await?;
    show(&ctx, &revisions, (&row, until), Faults::default(), "").await
}

/// `POST /suivre/{number}/recours`
pub(super) async fn file(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row, until) = appealable(&ctx, &number).await?;
    let text = posted.get("motifs");
    let mut faults = Faults::default();
    if ctx.today() > until {
        faults.push("motifs", ctx.s("procedures-recourse-late"));
    } else if let Some(message) = text_fault(&ctx, text, MOST, "procedures-recourse-missing") {
        faults.push("motifs", message);
    }
    let paper = attach::joined(&ctx, &posted).unwrap_or_else(|fault| {
        faults.0.push(fault);
        None
    });
    if !faults.is_empty() {
        return show(&ctx, &revisions, (&row, until), faults, text).await;
    }
    let paper = match paper {
        Some(paper) => Some(attach::seal(&ctx, row.person, "recours", paper).await?),
        None => None,
    };
    lodge(&ctx, &actor, &row, until, (text, paper.as_ref())).await?;
    Ok(back(&ctx, &number))
}

/// Lodges an appeal: the file stands again among those that wait for an answer.
pub(crate) async fn lodge(
    ctx: &Ctx,
    actor: &Actor,
    row: &FileRow,
    until: Date,
    (grounds, paper): (&str, Option<&UploadRow>),
) -> Result<(), Problem> {
    let decided_by = decided_by(ctx, row).await?;
    let answer_by = dates::iso(clock::add_months(ctx.today(), ANSWER_MONTHS).unwrap_or(until));
    let (now, due_before) = (ctx.now(), dates::iso(until));
    let (answer_by, due_before) = (answer_by.as_str(), due_before.as_str());
    ctx.db()
        .write(move |tx| async move {
            let values = params![row.id, row.version, answer_by, true, now];
            if tx.exec(&resident::APPEALED, values).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            let data = serde_json::json!({ "answer_by": answer_by });
            let data = super::join(&tx, row.id, data, paper).await?;
            let entry = Entry { kind: "appeal", public: true, data, body: Some(grounds) };
            let seq = filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            let values = params![row.id, seq, decided_by, due_before, answer_by, now];
            tx.exec(&resident::APPEAL, values).await?;
            filing::tell(ctx, &tx, row.person, &row.number, "procedures-mail-recourse").await
        })
        .await
}

/// Who took the last decision.
async fn decided_by(ctx: &Ctx, row: &FileRow) -> Result<Option<Uuid>, Problem> {
    let events = files::events(ctx.db(), row.id).await?;
    Ok(events.into_iter().rev().find(|event| event.kind == "decision").and_then(|event| event.by_person))
}

/// An appeal that waits, as the agent's page of the file shows it.
pub(crate) struct Pending {
    pub answer_by: String,
    /// This agent may answer: she is not who decided.
    pub may_answer: bool,
}

pub(crate) async fn pending(page: &Page, actor: &Actor, row: &FileRow) -> Result<Option<Pending>, Problem> {
    let last = resident::last_appeal(page.ctx().db(), row.id).await?;
    let last = last.filter(|last| last.outcome.is_none());
    Ok(last.map(|last| Pending {
        answer_by: model::iso_date(&last.answer_by).map(|date| page.date(&date)).unwrap_or_default(),
        may_answer: may_answer(actor, &last),
    }))
}

/// Nobody is judge of her own decision.
fn may_answer(actor: &Actor, appeal: &AppealRow) -> bool {
    actor.person().is_some() && actor.person() != appeal.decided_by
}

#[derive(Template)]
#[template(path = "appeal-answer.html")]
struct Answer {
    page: Page,
    number: String,
    grounds: Option<beffroi_web::Markup>,
    faults: Faults,
    outcome: String,
    text: String,
}

async fn waiting(ctx: &Ctx, number: &str) -> Result<(Actor, FileRow, AppealRow), Problem> {
    let row = agent_file::load(ctx, number).await?;
    let actor = agent(ctx)?.clone();
    let appeal = resident::last_appeal(ctx.db(), row.id).await?;
    let appeal =
        appeal.filter(|of| of.outcome.is_none()).ok_or_else(|| Problem::conflict("problem-moved"))?;
    if may_answer(&actor, &appeal) { Ok((actor, row, appeal)) } else { Err(Problem::forbidden()) }
}

async fn show_answer(
    ctx: &Ctx,
    (row, appeal): (&FileRow, &AppealRow),
    faults: Faults,
    posted: &Posted,
) -> Result<Response, Problem> {
    let (_, opened) = open_for_review(ctx, row).await?;
    let events = files::events(ctx.db(), row.id).await?;
    let grounds: Vec<_> = events.into_iter().filter(|event| event.seq == appeal.seq).collect();
    let grounds = thread::acts(ctx, row.id, grounds, &opened, None)?.pop().and_then(|act| act.body);
    let page = Page::new(ctx, "procedures-agent-recourse-title", "procedures-agent-recourse-title")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Answer {
        number: row.number.clone(),
        grounds,
        faults,
        outcome: posted.get("suite").to_owned(),
        text: posted.get("motifs").to_owned(),
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/dossiers/{number}/recours`
pub(super) async fn answer_form(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    let (_, row, appeal) = waiting(&ctx, &number).await?;
    show_answer(&ctx, (&row, &appeal), Faults::default(), &Posted::default()).await
}

/// `POST /agent/dossiers/{number}/recours`
pub(super) async fn answer(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row, appeal) = waiting(&ctx, &number).await?;
    let mut faults = Faults::default();
    let upheld = match posted.get("suite") {
        "reexaminer" => Some(true),
        "rejeter" => Some(false),
        _ => None,
    };
    if upheld.is_none() {
        faults.push("suite-1", ctx.s("procedures-agent-recourse-choose"));
    }
    if let Some(message) = text_fault(&ctx, posted.get("motifs"), MOST, "procedures-agent-recourse-missing") {
        faults.push("motifs", message);
    }
    let (Some(upheld), true) = (upheld, faults.is_empty()) else {
        return show_answer(&ctx, (&row, &appeal), faults, &posted).await;
    };
    let back_to = if upheld { Some(reopened(&ctx, &revisions, &row).await?) } else { None };
    write_answer(&ctx, &actor, (&row, &appeal), back_to.as_ref(), posted.get("motifs")).await?;
    Ok(super::see(&ctx, &format!("/agent/dossiers/{number}?fait=1")))
}

/// Where a file goes that is looked at again: the last step before the decision.
struct Reopened {
    step: String,
    name: String,
    before: String,
    state: &'static str,
    due_on: String,
}

async fn reopened(ctx: &Ctx, revisions: &Revisions, row: &FileRow) -> Result<Reopened, Problem> {
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let before = flow::position(row)?.before;
    let open =
        |step: &beffroi_forms::model::Step| matches!(step.public, PublicState::Filed | PublicState::InReview);
    let last = before.iter().rposition(|id| flow::step(&ready.flow, id.as_str()).is_some_and(open));
    let (at, step) = match last {
        Some(at) => (at, flow::step(&ready.flow, before[at].as_str())),
        None => (0, flow::step(&ready.flow, ready.flow.start.as_str())),
    };
    let step = step.ok_or_else(Problem::not_found)?;
    let days = ready.model().meta.announced_days.unwrap_or(30);
    Ok(Reopened {
        step: step.id.to_string(),
        name: step.name.clone(),
        before: before[..at].iter().map(beffroi_forms::Id::as_str).collect::<Vec<_>>().join(","),
        state: model::state_name(step.public),
        due_on: dates::iso(ctx.today().saturating_add(Duration::days(i64::from(days)))),
    })
}

async fn write_answer(
    ctx: &Ctx,
    actor: &Actor,
    (row, appeal): (&FileRow, &AppealRow),
    back_to: Option<&Reopened>,
    reasons: &str,
) -> Result<(), Problem> {
    let (now, by) = (ctx.now(), person(actor)?);
    ctx.db()
        .write(move |tx| async move {
            let (outcome, moved) = if let Some(to) = back_to {
                let values = params![
                    row.id,
                    row.version,
                    to.step.as_str(),
                    to.before.as_str(),
                    to.state,
                    true,
                    false,
                    to.due_on.as_str(),
                    now
                ];
                ("upheld", tx.exec(&resident::REOPEN, values).await?)
            } else {
                let values = params![row.id, row.version, row.due_on.as_str(), false, now];
                ("rejected", tx.exec(&resident::APPEALED, values).await?)
            };
            let values = params![row.id, appeal.seq, outcome, now, by];
            if moved != 1 || tx.exec(&resident::ANSWER_APPEAL, values).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            let data = serde_json::json!({});
            let entry = if back_to.is_some() {
                Entry { kind: "appeal_upheld", public: true, data, body: Some(reasons) }
            } else {
                Entry { kind: "appeal_rejected", public: true, data, body: Some(reasons) }
            };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            if let Some(to) = back_to {
                let data = serde_json::json!({ "step": to.step, "name": to.name, "state": to.state });
                let entry = Entry { kind: "step", public: true, data, body: None };
                filing::write_event(ctx, &tx, row.id, row.person, None, entry).await?;
            }
            filing::tell(ctx, &tx, row.person, &row.number, "procedures-mail-news").await
        })
        .await
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_last_day_is_never_a_holiday_nor_a_day_of_rest() {
        // Two clear months: the sixteenth of January is a Saturday.
        assert_eq!(last_day(date!(2026 - 11 - 15), Country::Fr), date!(2027 - 01 - 18));
        assert_eq!(last_day(date!(2026 - 12 - 31), Country::Fr), date!(2027 - 03 - 01));
        // Sixty days; the first of November is a Sunday and a holiday.
        assert_eq!(last_day(date!(2026 - 09 - 02), Country::Be), date!(2026 - 11 - 02));
        assert_eq!(last_day(date!(2026 - 11 - 23), Country::Be), date!(2027 - 01 - 22));
    }
}
