//! Beginning a procedure: from nothing, or from a copy of another. The address is made of the title, and is nobody else's.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use beffroi_forms::Id;
use beffroi_forms::edit::{Place, Work};
use beffroi_forms::model::{Flow, Form};
use beffroi_web::{App, Ctx, Faults, Frame, Page, Posted, Problem};

use super::fields::Fields;
use super::publishing::{self, NewDraft, slug_of};
use super::{Draft, author, see};
use crate::flow;
use crate::sheet::Sheet;
use crate::store::procedures;

/// Theme of a procedure that nobody has sorted yet.
const THEME: &str = "vie_quotidienne";
/// Longest title, in characters.
const TITLE: usize = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/demarches/nouvelle", get(form).post(begin))
        .route("/agent/demarches/{slug}/copie", post(copy))
}

#[derive(Template)]
#[template(path = "author-start.html")]
struct Start {
    page: Page,
    faults: Faults,
    title: String,
}

fn show(ctx: &Ctx, title: &str, faults: Faults) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-author-start-title", "procedures-author-start-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    page.html(faults.status(), &Start { page: page.clone(), faults, title: title.to_owned() })
}

/// `GET /agent/demarches/nouvelle`
pub(super) async fn form(ctx: Ctx) -> Result<Response, Problem> {
    author(&ctx)?;
    show(&ctx, "", Faults::default())
}

/// `POST /agent/demarches/nouvelle`: an empty form with one page, and the simple workflow.
pub(super) async fn begin(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = author(&ctx)?;
    let mut faults = Faults::default();
    let title = Fields::posted(&posted).limited(&ctx, "titre", TITLE, &mut faults);
    if title.is_empty() {
        faults.push("titre", ctx.s("procedures-author-title-missing"));
    }
    if !faults.is_empty() {
        return show(&ctx, &title, faults);
    }
    let id = free(&ctx, &title).await?;
    let mut form = Form::new(id, "fr");
    form.meta.title.clone_from(&title);
    let flow = flow::read("").map_err(|error| Problem::internal(&error))?;
    let first = ctx.s("procedures-author-first-page");
    let (work, page) = Work::new(form, flow)
        .add(&Place::default().key("pages"), "", &first)
        .map_err(|refused| Problem::internal(&refused))?;
    let sheet = Sheet { title, cost: ctx.s("procedures-author-free"), delay_days: 30, ..Sheet::default() };
    let place = keep(&ctx, &sheet, THEME, None, &work.form, &work.flow, actor.person()).await?;
    Ok(see(&ctx, &format!("{place}/modifier?lieu={}&fait=ajoute", page.dotted())))
}

/// `POST /agent/demarches/{slug}/copie`: the last revision and the sheet, under another address.
pub(super) async fn copy(ctx: Ctx, Path(slug): Path<String>, _posted: Posted) -> Result<Response, Problem> {
    let actor = author(&ctx)?;
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let last = Draft::load(&ctx, &slug, row.latest).await?;
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-copy-of",
        &[("title", last.sheet.title.as_str().into())],
    );
    let title: String = title.0.chars().take(TITLE).collect();
    let mut form = last.form.clone();
    form.procedure = free(&ctx, &title).await?;
    form.meta.title.clone_from(&title);
    let sheet = Sheet { title, popular: 0, ..last.sheet.clone() };
    let place = keep(&ctx, &sheet, &row.theme, row.unit, &form, &last.flow, actor.person()).await?;
    Ok(see(&ctx, &format!("{place}?fait=copie")))
}

/// Keeps a first revision; its address on the desk.
async fn keep(
    ctx: &Ctx,
    sheet: &Sheet,
    theme: &str,
    unit: Option<uuid::Uuid>,
    form: &Form,
    flow: &Flow,
    by: Option<uuid::Uuid>,
) -> Result<String, Problem> {
    let slug = slug_of(&form.procedure);
    let new = NewDraft { slug: &slug, unit, theme, sheet, form, flow: Some(flow), report: None, by };
    let number = publishing::create(ctx.desk(), &new).await?;
    Ok(format!("/agent/demarches/{slug}/{number}"))
}

/// A name made of a title that no procedure of the commune has.
async fn free(ctx: &Ctx, title: &str) -> Result<Id, Problem> {
    let base = Id::of_words(title, "demarche");
    let stem: String = base.chars().take(Id::MAX_LEN - 6).collect();
    for n in 1..1000 {
        let name = if n == 1 { base.clone() } else { Id::of_words(&format!("{stem} {n}"), "demarche") };
        let taken = ["nouvelle", "importer"].contains(&name.as_str());
        if !taken && procedures::by_slug(ctx.db(), &slug_of(&name)).await?.is_none() {
            return Ok(name);
        }
    }
    Err(Problem::conflict("problem-two-windows"))
}
