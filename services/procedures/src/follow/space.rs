//! The part of a person's space that procedures fill: drafts, files that wait for her, files that wait for the commune.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use askama::Template;
use beffroi_people::Actor;
use beffroi_web::{Ctx, Markup, Page, Problem};

use crate::model;
use crate::resident::parties;
use crate::sheet::Sheet;
use crate::store::{drafts, files, procedures};

struct Draft {
    title: String,
    href: String,
    saved: String,
}

struct Followed {
    title: String,
    number: String,
    state_key: String,
    waiting: bool,
    due: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "space.html")]
struct Space {
    page: Page,
    drafts: Vec<Draft>,
    files: Vec<Followed>,
    /// Files of others into which she was let.
    shared: Vec<Followed>,
}

/// The block of `/moi`.
pub(crate) fn block(ctx: Ctx) -> Pin<Box<dyn Future<Output = Result<Option<Markup>, Problem>> + Send>> {
    Box::pin(async move {
        let Some(person) = ctx.actor().and_then(Actor::person) else { return Ok(None) };
        let rows = procedures::all(ctx.db()).await?;
        let known: HashMap<_, _> = rows
            .into_iter()
            .map(|row| (row.id, (row.slug, serde_json::from_value::<Sheet>(row.sheet).unwrap_or_default())))
            .collect();
        let page = Page::new(&ctx, "web-my-space", "account-space-description");
        let title = |id| {
            known
                .get(&id)
                .map(|(_, sheet): &(String, Sheet)| sheet.title(ctx.lang()).0.to_owned())
                .unwrap_or_default()
        };
        let drafts = drafts::all_of_person(ctx.db(), person)
            .await?
            .into_iter()
            .map(|row| Draft {
                title: title(row.procedure),
                href: format!(
                    "/demarches/{}/commencer",
                    known.get(&row.procedure).map_or("", |(slug, _)| slug)
                ),
                saved: page.moment(&row.touched_at),
            })
            .collect();
        let files = files::of_person(ctx.db(), person)
            .await?
            .into_iter()
            .map(|row| Followed {
                title: title(row.procedure),
                state_key: format!("procedures-state-{}", row.state.replace('_', "-")),
                due: model::iso_date(&row.due_on).map(|date| page.date(&date)).unwrap_or_default(),
                open: matches!(row.state.as_str(), "filed" | "in_review"),
                waiting: row.waiting,
                number: row.number,
            })
            .collect();
        let shared = parties::shared_with(&ctx, person)
            .await?
            .into_iter()
            .map(|row| Followed {
                title: title(row.procedure),
                state_key: format!("procedures-state-{}", row.state.replace('_', "-")),
                due: model::iso_date(&row.due_on).map(|date| page.date(&date)).unwrap_or_default(),
                open: row.open,
                waiting: row.waiting,
                number: row.number,
            })
            .collect();
        let html = Space { page, drafts, files, shared }.render()?;
        Ok(Some(Markup::trusted(html)))
    })
}
