//! « Demander des nouvelles » : a question that anybody has after a while. It tells by when an answer is expected, stands in the agent's
//! view until somebody writes, and can be asked once a week.

use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::clock;
use beffroi_forms::model::Country;
use beffroi_people::Actor;
use beffroi_store::params;
use beffroi_web::{Ctx, Page, Posted, Problem, dates};
use time::{Date, Duration};

use super::{back, tell_agent, withdraw};
use crate::filing::{self, Entry};
use crate::follow::access;
use crate::model;
use crate::store::files::FileRow;
use crate::store::resident::{self, NewsRow};

/// Days between two questions.
const EVERY_DAYS: i64 = 7;
/// Working days in which an answer is expected.
const ANSWER_DAYS: i64 = 5;

/// What the applicant's page says of news.
pub(crate) enum News {
    /// Nothing to ask: the file is closed.
    No,
    May,
    /// Asked: an answer is expected by that day.
    Expected(String),
    /// Answered; asked again from that day on.
    Later(String),
}

/// Where news of a file stand.
pub(crate) async fn of(page: &Page, row: &FileRow) -> Result<News, Problem> {
    let ctx = page.ctx();
    if !withdraw::is_possible(row) {
        return Ok(News::No);
    }
    let Some(last) = resident::last_news(ctx.db(), row.id).await? else { return Ok(News::May) };
    Ok(match (&last, again(&last) <= ctx.now()) {
        (NewsRow { answered_at: None, .. }, _) => News::Expected(day(page, &last.answer_by)),
        (_, true) => News::May,
        (_, false) => News::Later(page.day(&again(&last))),
    })
}

/// The day by which the agents owe news, if the applicant asked.
pub(crate) async fn owed(page: &Page, row: &FileRow) -> Result<Option<String>, Problem> {
    let last = resident::last_news(page.ctx().db(), row.id).await?;
    let owed = last.filter(|last| last.answered_at.is_none() && row.open);
    Ok(owed.map(|last| day(page, &last.answer_by)))
}

fn day(page: &Page, iso: &str) -> String {
    model::iso_date(iso).map(|date| page.date(&date)).unwrap_or_default()
}

fn again(last: &NewsRow) -> time::OffsetDateTime {
    last.asked_at + Duration::days(EVERY_DAYS)
}

/// The commune's country, whose holidays count.
pub(super) fn country(ctx: &Ctx) -> Country {
    if ctx.authority().profile.country == "FR" { Country::Fr } else { Country::Be }
}

fn answer_by(today: Date, country: Country) -> Date {
    clock::add_working_days(today, ANSWER_DAYS, country).unwrap_or(today)
}

/// `POST /suivre/{number}/nouvelles`
pub(super) async fn ask(ctx: Ctx, Path(number): Path<String>, _posted: Posted) -> Result<Response, Problem> {
    let (actor, row) = access::writable_file(&ctx, &number).await?;
    let page = Page::new(&ctx, "procedures-news-title", "procedures-news-title");
    // Pressed twice, or from an old page: the question stands already.
    if !matches!(of(&page, &row).await?, News::May) {
        return Ok(back(&ctx, &number));
    }
    put(&ctx, &actor, &row).await?;
    Ok(back(&ctx, &number))
}

/// Puts the question.
pub(crate) async fn put(ctx: &Ctx, actor: &Actor, row: &FileRow) -> Result<(), Problem> {
    let by = dates::iso(answer_by(ctx.today(), country(ctx)));
    let (by, now) = (by.as_str(), ctx.now());
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&resident::ASK_NEWS, params![row.id, now, by]).await?;
            let data = serde_json::json!({ "answer_by": by });
            let entry = Entry { kind: "news_asked", public: true, data, body: None };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            tell_agent(ctx, &tx, row.assignee, &row.number, "procedures-mail-news-asked-agent").await
        })
        .await
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn an_answer_is_expected_in_working_days() {
        // A Friday: the week-end does not count; nor does the eleventh of November.
        assert_eq!(answer_by(date!(2026 - 11 - 06), Country::Be), date!(2026 - 11 - 16));
        assert_eq!(answer_by(date!(2026 - 11 - 23), Country::Be), date!(2026 - 11 - 30));
    }
}
