//! The author's workshop: a draft's form and workflow edited thing by thing, on small pages that need no script.
//!
//! What can be edited, and how, is the engine's ([`beffroi_forms::edit`]); here it gets its words and its inputs. A page says which
//! state of the draft it shows: another author's change in between is never overwritten.

mod acts;
mod condition;
mod inputs;
mod outline;
mod subjects;
mod thing;
mod words;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use beffroi_forms::edit::{Place, Refused, Shape, Work};
use beffroi_web::{App, Ctx, Faults, Posted, Problem};
use serde_json::Value as Json;

use super::publishing::{self, AuthorError, fingerprint};
use super::{Draft, author, see};

pub(super) use words::{
    Group, checks, groups, label as property_words, list as list_words, said, sort as sort_words,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/demarches/{slug}/{revision}/modifier", get(thing::show).post(thing::save))
        .route("/agent/demarches/{slug}/{revision}/ajouter", post(acts::add))
        .route("/agent/demarches/{slug}/{revision}/ranger", post(acts::shift))
        .route("/agent/demarches/{slug}/{revision}/copier", post(acts::copy))
        .route("/agent/demarches/{slug}/{revision}/deplacer", post(acts::relocate))
        .route("/agent/demarches/{slug}/{revision}/sorte", post(acts::sort))
        .route("/agent/demarches/{slug}/{revision}/supprimer", get(acts::confirm).post(acts::remove))
        .route("/agent/demarches/{slug}/{revision}/condition", get(condition::show).post(condition::save))
}

/// A draft on the workbench.
struct Bench {
    draft: Draft,
    work: Work,
    document: Json,
}

impl Bench {
    async fn load(ctx: &Ctx, slug: &str, number: i64) -> Result<Self, Problem> {
        author(ctx)?;
        let draft = Draft::load(ctx, slug, number).await?;
        if draft.is_published() {
            let here = format!("/agent/demarches/{slug}/{number}");
            return Err(Problem::conflict("problem-moved").way(here, "problem-way-reload"));
        }
        let work = draft.work();
        Ok(Self { document: work.document(), work, draft })
    }

    fn base(&self) -> String {
        format!("/agent/demarches/{}/{}", self.draft.row.slug, self.draft.number)
    }

    /// The page of a thing.
    fn href(&self, place: &Place) -> String {
        format!("{}/modifier?lieu={}", self.base(), place.dotted())
    }

    /// The state that a page shows.
    fn state(&self) -> String {
        fingerprint(&self.draft.kept.form, &self.draft.kept.flow)
    }

    /// The thing that stands exactly at a place.
    fn thing(&self, place: &Place) -> Result<(Shape, &Json), Problem> {
        let (shape, at, _) = Shape::at(&self.document, place);
        let json = place.get(&self.document).filter(|_| at == *place).ok_or_else(Problem::not_found)?;
        Ok((shape, json))
    }
}

/// A place in the address or in a hidden input.
fn place(text: &str) -> Result<Place, Problem> {
    text.parse().map_err(|_| Problem::bad_request())
}

fn asked_place(ctx: &Ctx) -> Result<Place, Problem> {
    place(&ctx.param("lieu").unwrap_or_default())
}

/// Keeps a changed draft; `false` when somebody else changed it since the page was shown.
async fn keep(ctx: &Ctx, bench: &Bench, posted: &Posted, work: &Work) -> Result<bool, Problem> {
    let (slug, number) = (&bench.draft.row.slug, bench.draft.number);
    let seen = Some(posted.get("etat")).filter(|seen| !seen.is_empty());
    match publishing::replace_draft(ctx.desk(), slug, number, &work.form, &work.flow, seen).await {
        Ok(()) => Ok(true),
        Err(AuthorError::Changed) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

/// Where an act that is no form of its own leads: to a thing's page.
fn to(ctx: &Ctx, bench: &Bench, place: &Place, done: &str) -> Response {
    see(ctx, &format!("{}&fait={done}", bench.href(place)))
}

/// An act on a thing that is no longer there, or not what it was.
fn gone(refused: &Refused) -> Problem {
    match refused {
        Refused::NoSuchPlace => Problem::not_found(),
        _ => Problem::bad_request(),
    }
}

/// Somebody else changed the draft: the page is shown again on top of the other change, and says so.
fn changed_meanwhile(ctx: &Ctx, field: &str) -> Faults {
    let mut faults = Faults::default();
    faults.push(field, ctx.s("procedures-author-changed-meanwhile"));
    faults
}
