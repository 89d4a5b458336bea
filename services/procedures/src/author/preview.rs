//! A revision as a resident will meet it. Nothing is saved: the answers travel in a hidden input from page to page.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::check::{Again, Context, PageView, State, accept, view};
use beffroi_forms::value::{Answers, FileRef, Path as FieldPath, Refusal, Typed};
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem};

use super::{author, see};
use crate::fill::{add_file, base_context, render_items};
use crate::revisions::{Ready, Revisions};
use crate::store::procedures;
use crate::words;

#[derive(Template)]
#[template(path = "author-preview.html")]
struct Preview {
    page: Page,
    ready: Ready,
    view: PageView,
    items: Markup,
    faults: Faults,
    rules: Vec<String>,
    /// The answers so far, as JSON.
    answers: String,
    /// The last page was left: there is nothing more to ask.
    over: bool,
    /// As narrow as a phone.
    narrow: bool,
}

impl Preview {
    fn base(&self) -> String {
        format!("/agent/demarches/{}/{}", self.ready.slug, self.ready.revision)
    }

    fn page_href(&self, id: &str) -> String {
        let frame = if self.narrow { "?cadre=telephone" } else { "" };
        format!("{}/apercu/{id}{frame}", self.base())
    }

    /// The same page in the other width.
    fn other_frame(&self) -> String {
        let frame = if self.narrow { "" } else { "?cadre=telephone" };
        format!("{}/apercu/{}{frame}", self.base(), self.view.id)
    }
}

async fn ready(ctx: &Ctx, revisions: &Revisions, slug: &str, number: i64) -> Result<Ready, Problem> {
    author(ctx)?;
    let row = procedures::by_slug(ctx.db(), slug).await?.ok_or_else(Problem::not_found)?;
    revisions.ready(ctx.db(), &row, number).await
}

fn context(ctx: &Ctx, ready: &Ready) -> Context {
    let mut context = base_context(ctx);
    context.login = ready.model().login;
    context
}

/// What was just typed, when the page is shown again.
#[derive(Default)]
struct Shown {
    typed: Option<Typed>,
    refusals: Vec<Refusal>,
    focus: Option<FieldPath>,
    over: bool,
}

fn render(
    ctx: &Ctx,
    ready: Ready,
    index: usize,
    answers: &Answers,
    shown: &Shown,
) -> Result<Response, Problem> {
    let (form, context) = (ready.form.clone(), context(ctx, &ready));
    let state = State::new(&form, &context, answers);
    let again = Again { typed: shown.typed.as_ref(), refusals: &shown.refusals, focus: shown.focus.as_ref() };
    let view = view(&state, index, again).ok_or_else(Problem::not_found)?;
    let faults = words::faults(ctx, &state, &view.summary);
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-preview-title",
        &[("title", view.title.as_str().into())],
    );
    let page = Page::titled(ctx, title.0, ctx.s("procedures-author-preview-description"))
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let rules = view.errors.iter().map(|of| words::refusal(ctx, &state, of)).collect();
    let items = render_items(&page, &state, &view.items)?;
    let (status, answers, over) = (faults.status(), answers.to_json().to_string(), shown.over);
    let narrow = ctx.param("cadre").as_deref() == Some("telephone");
    page.html(
        status,
        &Preview { page: page.clone(), ready, view, items, faults, rules, answers, over, narrow },
    )
}

/// `GET /agent/demarches/{slug}/{revision}/apercu`
pub(super) async fn first(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, number)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let ready = ready(&ctx, &revisions, &slug, number).await?;
    let page = ready.model().pages.first().ok_or_else(Problem::not_found)?;
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}/apercu/{}", page.id)))
}

/// `GET /agent/demarches/{slug}/{revision}/apercu/{page}`: the page as it is before anything is answered.
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, number, page)): Path<(String, i64, String)>,
) -> Result<Response, Problem> {
    let ready = ready(&ctx, &revisions, &slug, number).await?;
    let index = ready.form.page(&page).ok_or_else(Problem::not_found)?;
    render(&ctx, ready, index, &Answers::default(), &Shown::default())
}

/// `POST /agent/demarches/{slug}/{revision}/apercu/{page}`: the same page again, or the next one that the answers lead to.
pub(super) async fn submit(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, number, page)): Path<(String, i64, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let ready = ready(&ctx, &revisions, &slug, number).await?;
    let index = ready.form.page(&page).ok_or_else(Problem::not_found)?;
    let context = context(&ctx, &ready);
    let json = serde_json::from_str(posted.get("_reponses")).unwrap_or_default();
    let (mut answers, _) = Answers::from_json(&ready.form, &json, context.today().year());
    for file in posted.files.iter().filter(|file| !file.bytes.is_empty()) {
        if let Some(path) = FieldPath::parse(&file.field) {
            add_file(&mut answers, &path, pretended(&ctx, file));
        }
    }
    let own = ["jeton", "_reponses", "_upload", "_unfile", "_passer"];
    let typed: Typed = posted.pairs().filter(|(name, _)| !own.contains(name)).collect();
    let read = accept(&ready.form, index, &answers, typed, &context);
    let stays =
        (posted.has("_upload") || posted.has("_unfile") || !read.may_leave()) && !posted.has("_passer");
    if stays {
        let calm = posted.has("_upload") || posted.has("_unfile") || read.row_changed.is_some();
        let shown = Shown {
            focus: read.row_changed.clone().or_else(|| read.appeared.first().cloned()),
            refusals: if calm || !read.appeared.is_empty() { Vec::new() } else { read.refusals },
            typed: Some(read.typed),
            over: false,
        };
        return render(&ctx, ready, index, &read.answers, &shown);
    }
    let next = State::new(&ready.form, &context, &read.answers).next_page(index);
    let shown = Shown { over: next.is_none(), ..Shown::default() };
    render(&ctx, ready, next.unwrap_or(index), &read.answers, &shown)
}

/// A file as the form would keep it; its content is dropped here.
fn pretended(ctx: &Ctx, file: &beffroi_web::Sent) -> FileRef {
    FileRef {
        id: ctx.ambient().uuid_v7().to_string(),
        name: file.name.chars().take(200).collect(),
        size: u64::try_from(file.bytes.len()).unwrap_or(u64::MAX),
        media_type: infer::get(&file.bytes)
            .map_or("application/octet-stream", |kind| kind.mime_type())
            .to_owned(),
    }
}
