//! Dates due, told before they pass: once a day, to each agent who has such files, with numbers only. She can switch it off.

use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_store::{NewJob, StoreError, Tx, params};
use beffroi_web::mail::Letter;
use beffroi_web::{App, Authority, Ctx, Frame, JobHandler, Page, Posted, Problem, dates, outgoing};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::filter::sunday;
use crate::store::alerts;
use crate::store::queue;

/// Kind of the job that runs once a day.
const JOB: &str = "procedures.alerts";
/// When on the town hall's clock, in hours after midnight.
const HOUR: i64 = 6;

/// The job, for the list of the service.
pub(crate) fn job() -> (&'static str, JobHandler) {
    let handler: JobHandler = Arc::new(|app, authority, _| {
        Box::pin(async move {
            run(&app, authority).await.map_err(|problem| format!("{} {}", problem.status, problem.key))
        })
    });
    (JOB, handler)
}

/// The next morning after a moment.
fn next_morning(authority: &Authority, now: OffsetDateTime) -> OffsetDateTime {
    let zone = authority.zone();
    let today = dates::civil(now, zone).date;
    let at = |day| dates::midnight(day, zone) + Duration::hours(HOUR);
    let this = at(today);
    if this > now { this } else { at(today.saturating_add(Duration::days(1))) }
}

/// Sees to it that there is a next morning: called when a request is filed, for a commune without files needs none.
pub(crate) async fn schedule(ctx: &Ctx, tx: &Tx) -> Result<(), StoreError> {
    let job = NewJob::new(JOB, json!({})).unique("daily").at(next_morning(ctx.authority(), ctx.now()));
    tx.enqueue(ctx.ambient(), job).await.map(drop)
}

async fn run(app: &App, authority: Uuid) -> Result<(), Problem> {
    let authority = app.authority(authority).ok_or_else(Problem::not_found)?;
    let ctx = Ctx::outside(app, &authority, None, app.ambient());
    let today = ctx.today();
    let (day, end) = (dates::iso(today), dates::iso(sunday(today)));
    for member in ctx.desk().staff().await? {
        if !member.grants.iter().any(|grant| grant.role.sees_personal_data()) {
            continue;
        }
        let [_, late, week, ..] = queue::counts(ctx.db(), None, member.person, (&day, &end)).await?;
        if late + week == 0 {
            continue;
        }
        tell(&ctx, member.person, (late, week), &day).await?;
    }
    // The job under way still bears the name of the day: the next one is another day's.
    let (ctx, next) = (&ctx, next_morning(&authority, ctx.now()));
    let job =
        &NewJob::new(JOB, json!({})).unique(dates::iso(dates::civil(next, authority.zone()).date)).at(next);
    ctx.db().write(move |tx| async move { tx.enqueue(ctx.ambient(), job.clone()).await }).await?;
    Ok(())
}

/// One mail a day, however often the job runs.
async fn tell(ctx: &Ctx, person: Uuid, (late, week): (i64, i64), day: &str) -> Result<(), Problem> {
    let text = |key: &str| {
        let args = [("late", late.into()), ("week", week.into())];
        ctx.app().texts().get(ctx.lang(), key, &args).0
    };
    let letter = &Letter {
        to: String::new(),
        subject: text("procedures-alert-mail-subject"),
        paragraphs: vec![text("procedures-alert-mail-text"), text("procedures-alert-mail-stop")],
        link: Some((
            ctx.app().public_href(ctx.authority(), "/agent?vue=moi"),
            text("procedures-alert-mail-link"),
        )),
        signature: beffroi_web::mail::signature(ctx),
        lang: ctx.lang().tag(),
    };
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&alerts::TELL, params![person, day]).await? == 1 {
                outgoing::to_person(&tx, ctx.app(), person, None, letter).await?;
            }
            Ok(())
        })
        .await
        .map_err(|error: StoreError| Problem::from(error))
}

#[derive(Template)]
#[template(path = "alerts.html")]
struct Alerts {
    page: Page,
    off: bool,
    said: bool,
}

/// `GET /agent/rappels`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let me = crate::agent::agent(&ctx)?.person().ok_or_else(Problem::forbidden)?;
    let off = alerts::is_off(ctx.db(), me).await?;
    let page = Page::new(&ctx, "procedures-alert-title", "procedures-alert-description").frame(Frame::Agent);
    let said = ctx.param("fait").is_some();
    page.html(StatusCode::OK, &Alerts { page: page.clone(), off, said })
}

/// `POST /agent/rappels`: wants the mail (`oui`), or not.
pub(super) async fn change(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let me = crate::agent::agent(&ctx)?.person().ok_or_else(Problem::forbidden)?;
    let off = !posted.has("oui");
    ctx.db().write(move |tx| async move { tx.exec(&alerts::SET_OFF, params![me, off]).await }).await?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href("/agent/rappels?fait=1"))]).into_response())
}
