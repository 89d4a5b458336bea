//! Two revisions of a procedure compared, property by property; conditions as sentences.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use beffroi_forms::diff::{self, What};
use beffroi_web::{App, Ctx, Frame, Page, Problem};

use super::edit::{list_words, property_words, said, sort_words};
use super::{Draft, author};
use crate::store::procedures;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/agent/demarches/{slug}/comparer", get(show))
}

/// A property before and after.
struct Prop {
    label: String,
    before: String,
    after: String,
}

/// A change, in words.
struct Line {
    /// Class of the sheet: `converti` added, `refuse` removed, `approche` changed.
    class: &'static str,
    key: &'static str,
    sort: String,
    title: String,
    props: Vec<Prop>,
}

#[derive(Template)]
#[template(path = "author-compare.html")]
struct Show {
    page: Page,
    slug: String,
    numbers: Vec<i64>,
    old: i64,
    new: i64,
    lines: Vec<Line>,
}

fn line(ctx: &Ctx, change: diff::Change) -> Line {
    let (class, key, props) = match change.what {
        What::Added => ("converti", "procedures-author-diff-added", Vec::new()),
        What::Removed => ("refuse", "procedures-author-diff-removed", Vec::new()),
        What::Moved { from, to } => {
            let label = ctx.s("procedures-author-diff-place");
            ("approche", "procedures-author-diff-moved", vec![Prop { label, before: from, after: to }])
        }
        What::Reordered { list, before, after } => {
            let label = list_words(ctx, change.shape, list);
            let (before, after) = (before.join(", "), after.join(", "));
            ("approche", "procedures-author-diff-order", vec![Prop { label, before, after }])
        }
        What::Changed(props) => {
            let prop = |prop: diff::PropChange| {
                // A property may be that of the kind before or of the kind after.
                let sort = serde_json::json!({ "kind": change.sort, "do": change.sort });
                if prop.key == "sort" {
                    let words = |sort: &str| sort_words(ctx, change.shape, sort);
                    let label = ctx.s("procedures-author-sort");
                    return Prop { label, before: words(&prop.before), after: words(&prop.after) };
                }
                Prop {
                    label: property_words(ctx, change.shape, &sort, prop.key),
                    before: said(ctx, prop.key, &prop.before),
                    after: said(ctx, prop.key, &prop.after),
                }
            };
            ("approche", "procedures-author-diff-changed", props.into_iter().map(prop).collect())
        }
    };
    Line { class, key, sort: sort_words(ctx, change.shape, &change.sort), title: change.title, props }
}

/// `GET /agent/demarches/{slug}/comparer?de=&a=`: by default the published revision and the last.
pub(super) async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Problem> {
    author(&ctx)?;
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let numbers: Vec<i64> =
        procedures::revisions(ctx.db(), row.id).await?.into_iter().map(|(number, ..)| number).collect();
    let asked = |name: &str| ctx.param(name).and_then(|text| text.parse::<i64>().ok());
    let new = asked("a").unwrap_or(row.latest);
    let former = row.published.filter(|published| *published < new).unwrap_or_else(|| (new - 1).max(1));
    let old = asked("de").unwrap_or(former);
    let (before, after) = (Draft::load(&ctx, &slug, old).await?, Draft::load(&ctx, &slug, new).await?);
    let changes = diff::compare(&before.work(), &after.work());
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-compare-title",
        &[("title", after.sheet.title.as_str().into())],
    );
    let page =
        Page::titled(&ctx, title.0, ctx.s("procedures-author-compare-description")).frame(Frame::Agent);
    let lines = changes.into_iter().map(|change| line(&ctx, change)).collect();
    page.html(StatusCode::OK, &Show { page: page.clone(), slug, numbers, old, new, lines })
}
