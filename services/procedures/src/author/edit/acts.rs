//! What is done to a thing beside its properties: add, move, copy, change its kind, delete with the consequences shown.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::edit::{Place, Refused, Shape, Work};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};

use super::thing::{self, Said};
use super::{Bench, asked_place, changed_meanwhile, gone, keep, place, to, words};

/// Keeps what an act made, and leads to the thing.
async fn settle(
    ctx: &Ctx,
    bench: &Bench,
    posted: &Posted,
    from: &Place,
    made: Result<(Work, Place), Refused>,
    done: &str,
) -> Result<Response, Problem> {
    let (work, there) = made.map_err(|refused| gone(&refused))?;
    if keep(ctx, bench, posted, &work).await? {
        return Ok(to(ctx, bench, &there, done));
    }
    let fresh = Bench::load(ctx, &bench.draft.row.slug, bench.draft.number).await?;
    let at = Shape::at(&fresh.document, from).1;
    thing::render(ctx, &fresh, &at, Said { typed: None, faults: changed_meanwhile(ctx, "t-thing") })
}

/// `POST …/ajouter`: a new thing at the end of a list.
pub(super) async fn add(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let list = place(posted.get("liste"))?;
    let made = bench.work.add(&list, posted.get("sorte"), posted.get("mots"));
    settle(&ctx, &bench, &posted, &list, made, "ajoute").await
}

/// `POST …/ranger`: one rank up or down; the page stays that of the list.
pub(super) async fn shift(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let place = place(posted.get("lieu"))?;
    let around = place.around().ok_or_else(Problem::not_found)?;
    let made = bench.work.shift(&place, posted.has("bas")).map(|(work, _)| (work, around.clone()));
    settle(&ctx, &bench, &posted, &around, made, "deplace").await
}

/// `POST …/copier`
pub(super) async fn copy(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let place = place(posted.get("lieu"))?;
    settle(&ctx, &bench, &posted, &place, bench.work.copy(&place), "copie").await
}

/// `POST …/deplacer`: to another page, section or step.
pub(super) async fn relocate(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let (from, list) = (place(posted.get("lieu"))?, place(posted.get("vers"))?);
    settle(&ctx, &bench, &posted, &from, bench.work.relocate(&from, &list), "deplace").await
}

/// `POST …/sorte`: another kind of question, another action.
pub(super) async fn sort(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let place = place(posted.get("lieu"))?;
    let made = bench.work.set_sort(&place, posted.get("sorte")).map(|work| (work, place.clone()));
    settle(&ctx, &bench, &posted, &place, made, "1").await
}

/// What would be left hanging, in words.
struct Hanging {
    href: String,
    what: String,
}

#[derive(Template)]
#[template(path = "author-remove.html")]
struct Confirm {
    page: Page,
    faults: Faults,
    base: String,
    back: String,
    place: String,
    state: String,
    title: String,
    /// Things inside, that go with it.
    inside: usize,
    hanging: Vec<Hanging>,
}

fn render(ctx: &Ctx, bench: &Bench, place: &Place, faults: Faults) -> Result<Response, Problem> {
    let (shape, json) = bench.thing(place)?;
    place.in_list().ok_or_else(Problem::not_found)?;
    let title = words::named(ctx, shape, json);
    let heading = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-remove-title",
        &[("title", title.as_str().into())],
    );
    let mut hanging: Vec<Hanging> = Vec::new();
    for mention in bench.work.left_hanging(place) {
        let (_, at, _) = Shape::at(&bench.document, &mention.place);
        let what = beffroi_forms::lint::words::place(
            &mention.property(&bench.document).to_string(),
            &bench.work.form,
            Some(&bench.work.flow),
            beffroi_forms::import::report::Lang::Fr,
        );
        if !hanging.iter().any(|known| known.what == what) {
            hanging.push(Hanging { href: bench.href(&at), what });
        }
    }
    let inside = shape.lists(json).iter().map(|list| json[list.key].as_array().map_or(0, Vec::len)).sum();
    let page = Page::titled(ctx, heading.0, ctx.s("procedures-author-thing-description"))
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let confirm = Confirm {
        base: bench.base(),
        back: bench.href(place),
        place: place.dotted(),
        state: bench.state(),
        page: page.clone(),
        faults,
        title,
        inside,
        hanging,
    };
    page.html(status, &confirm)
}

/// `GET …/supprimer?lieu=`: what goes with it, and what would refer to nothing.
pub(super) async fn confirm(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    render(&ctx, &bench, &asked_place(&ctx)?, Faults::default())
}

/// `POST …/supprimer`
pub(super) async fn remove(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let place = place(posted.get("lieu"))?;
    let around = place.around().ok_or_else(Problem::not_found)?;
    let work = bench.work.remove(&place).map_err(|refused| gone(&refused))?;
    if keep(&ctx, &bench, &posted, &work).await? {
        return Ok(to(&ctx, &bench, &around, "supprime"));
    }
    let fresh = Bench::load(&ctx, &slug, number).await?;
    // The other change may have taken it away already, or put another thing in its place.
    let faults = changed_meanwhile(&ctx, "supprimer");
    if fresh.thing(&place).is_ok() {
        return render(&ctx, &fresh, &place, faults);
    }
    let at = Shape::at(&fresh.document, &place).1;
    thing::render(&ctx, &fresh, &at, Said { typed: None, faults })
}
