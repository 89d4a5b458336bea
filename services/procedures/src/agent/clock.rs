//! The clocks of a file, for its agents: each period, each stop, what silence would decide, and the timers that run.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem, dates};
use time::Date;

use super::file::load;
use crate::flow::erase;
use crate::follow::clocks::{self, Clocks};
use crate::model;
use crate::revisions::Revisions;
use crate::store::files::FileRow;
use crate::store::watch;

#[derive(Template)]
#[template(path = "agent-clock.html")]
struct Show {
    page: Page,
    row: FileRow,
    clocks: Clocks,
    alert: String,
    faults: Faults,
    /// The day on which the personal data go; empty while none is set.
    erase_on: String,
    /// Until when they are kept nevertheless, and why, as typed.
    until: String,
    reason: String,
}

impl Show {
    fn long(&self, date: &Date) -> String {
        dates::long(self.page.ctx().lang(), *date)
    }
}

async fn render(
    ctx: &Ctx,
    revisions: &Revisions,
    row: FileRow,
    faults: Faults,
    posted: Option<&Posted>,
) -> Result<Response, Problem> {
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let clocks = clocks::read(ctx, &row, &ready).await?.ok_or_else(Problem::not_found)?;
    let kept = watch::dates(ctx.db(), row.id).await?;
    let number = row.number.as_str();
    let heading =
        ctx.app().texts().get(ctx.lang(), "procedures-agent-clock-title", &[("number", number.into())]).0;
    let page = Page::titled(ctx, heading, ctx.s("procedures-agent-file-description"))
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let long = |on: Option<&str>| {
        on.and_then(model::iso_date).map(|date| dates::long(ctx.lang(), date)).unwrap_or_default()
    };
    let typed = |name: &str| posted.map(|posted| posted.get(name).to_owned());
    let status = faults.status();
    let shown = Show {
        alert: long(kept.alert_on.as_deref().filter(|_| row.open)),
        erase_on: long(erase::day(&kept)),
        until: typed("jusqu").unwrap_or_else(|| as_typed(kept.hold_until.as_deref())),
        reason: typed("raison").unwrap_or_default(),
        faults,
        clocks,
        row,
        page: page.clone(),
    };
    page.html(status, &shown)
}

/// A kept day, as an agent would type it.
fn as_typed(iso: Option<&str>) -> String {
    iso.and_then(model::iso_date)
        .map(|day| format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year()))
        .unwrap_or_default()
}

/// `GET /agent/dossiers/{number}/delais`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    render(&ctx, &revisions, row, Faults::default(), None).await
}

/// `POST /agent/dossiers/{number}/delais`: keeps the personal data longer, with a reason, or no longer.
pub(super) async fn hold(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let actor = super::agent(&ctx)?;
    let (until, reason) = (posted.get("jusqu"), posted.get("raison"));
    let mut faults = Faults::default();
    let day = dates::typed(until).filter(|date| *date > ctx.today());
    if !until.is_empty() && day.is_none() {
        faults.push("jusqu", ctx.s("procedures-agent-hold-bad-date"));
    }
    if reason.is_empty() {
        faults.push("raison", ctx.s("procedures-agent-hold-no-reason"));
    }
    if !faults.is_empty() {
        return render(&ctx, &revisions, row, faults, Some(&posted)).await;
    }
    erase::hold(&ctx, &row, actor, day.map(dates::iso).as_deref(), reason).await?;
    let to = ctx.href(&format!("/agent/dossiers/{number}/delais"));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}
