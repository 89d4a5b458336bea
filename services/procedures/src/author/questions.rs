//! Who uses each question of a revision, which questions nothing uses, and how often what a register holds is asked again.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use beffroi_forms::edit::Shape;
use beffroi_forms::import::report::Lang as Words;
use beffroi_forms::lint::words;
use beffroi_forms::uses::{self, Once};
use beffroi_web::{App, Ctx, Frame, Page, Problem};

use super::edit::sort_words;
use super::{Draft, author};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/agent/demarches/{slug}/{revision}/questions", get(show))
}

/// A question.
struct Line {
    label: String,
    kind: String,
    href: String,
    /// For what, and where.
    uses: Vec<(String, String)>,
    sources: String,
    held: bool,
    dead: bool,
}

#[derive(Template)]
#[template(path = "author-questions.html")]
struct Show {
    page: Page,
    base: String,
    draft: Draft,
    lines: Vec<Line>,
    dead: usize,
    once: Once,
    /// Only those that nothing uses.
    only: bool,
}

/// `GET /agent/demarches/{slug}/{revision}/questions?voir=inutiles`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    author(&ctx)?;
    let draft = Draft::load(&ctx, &slug, number).await?;
    let base = format!("/agent/demarches/{slug}/{number}");
    let questions = uses::questions(&draft.work());
    let (once, dead) = (uses::once(&questions), questions.iter().filter(|of| of.is_dead()).count());
    let only = ctx.param("voir").as_deref() == Some("inutiles");
    let line = |of: uses::Question| Line {
        href: format!("{base}/modifier?lieu={}", of.place.dotted()),
        kind: sort_words(&ctx, Shape::Item, of.kind),
        uses: of
            .uses
            .iter()
            .map(|(how, place)| {
                let place = place.to_string();
                let place = words::place(&place, &draft.form, Some(&draft.flow), Words::Fr);
                (ctx.s(&format!("procedures-author-use-{}", how.key())), place)
            })
            .collect(),
        sources: of.sources.join(", "),
        dead: of.is_dead(),
        held: of.held,
        label: of.label,
    };
    let lines = questions.into_iter().filter(|of| !only || of.is_dead()).map(line).collect();
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-questions-title",
        &[("title", draft.sheet.title.as_str().into())],
    );
    let page =
        Page::titled(&ctx, title.0, ctx.s("procedures-author-questions-description")).frame(Frame::Agent);
    page.html(StatusCode::OK, &Show { page: page.clone(), base, draft, lines, dead, once, only })
}
