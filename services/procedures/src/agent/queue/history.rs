//! The whole history of a file, filtered by what it was and by who did it.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_web::{Ctx, Frame, Page, Problem};
use uuid::Uuid;

use super::form::Choice;
use crate::agent::file::load;
use crate::follow::thread::{self, Act};
use crate::store::files::{self, EventRow};

/// What a line of history is about: name, text key, kinds of event. What no group names is « other ».
const GROUPS: [(&str, &str, &[&str]); 4] = [
    ("etapes", "procedures-history-steps", &["filed", "step", "transition", "decision"]),
    ("messages", "procedures-history-messages", &["message", "correction", "corrected", "banner"]),
    ("notes", "procedures-history-notes", &["note", "office"]),
    (
        "mains",
        "procedures-history-hands",
        &["taken", "given", "given_back", "assigned", "taken_over", "handed_over", "labelled", "unlabelled"],
    ),
];
/// Who did it: name, text key, as events say it.
const WHO: [(&str, &str, &str); 3] = [
    ("demandeur", "procedures-history-applicant", "applicant"),
    ("agents", "procedures-history-agents", "agent"),
    ("programme", "procedures-history-system", "system"),
];

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    page: Page,
    number: String,
    groups: Vec<Choice>,
    who: Vec<Choice>,
    acts: Vec<Act>,
}

/// `GET /agent/dossiers/{number}/histoire?quoi=&qui=`
pub(super) async fn page(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let (_, opened) = crate::agent::open_for_review(&ctx, &row).await?;
    let (what, who) = (ctx.param("quoi").unwrap_or_default(), ctx.param("qui").unwrap_or_default());
    let mut events = files::events(ctx.db(), row.id).await?;
    events.retain(|event| of_group(event, &what) && of_whom(event, &who));
    let names = ctx.desk().agent_names().await?;
    let name = |person: Uuid| names.get(&person).cloned().unwrap_or_else(|| ctx.s("procedures-by-agent"));
    let mut acts = thread::acts(&ctx, row.id, events, &opened, Some(&name))?;
    acts.reverse();
    let choice = |value: &str, key: &str, here: &str| Choice {
        value: value.to_owned(),
        label: ctx.s(key),
        here: value == here,
    };
    let page =
        Page::new(&ctx, "procedures-history-title", "procedures-history-description").frame(Frame::Agent);
    let template = History {
        groups: GROUPS
            .iter()
            .map(|(value, key, _)| choice(value, key, &what))
            .chain([choice("autres", "procedures-history-others", &what)])
            .collect(),
        who: WHO.iter().map(|(value, key, _)| choice(value, key, &who)).collect(),
        number,
        acts,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

fn of_group(event: &EventRow, asked: &str) -> bool {
    let kind = event.kind.as_str();
    match GROUPS.iter().find(|(name, ..)| *name == asked) {
        Some((_, _, kinds)) => kinds.contains(&kind),
        None if asked == "autres" => GROUPS.iter().all(|(_, _, kinds)| !kinds.contains(&kind)),
        None => true,
    }
}

fn of_whom(event: &EventRow, asked: &str) -> bool {
    WHO.iter().find(|(name, ..)| *name == asked).is_none_or(|(_, _, who)| event.by_kind == *who)
}
