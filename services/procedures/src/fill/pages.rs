//! The pages of a form: show, submit, keep for later.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::{Again, PageView, State, accept, view};
use beffroi_forms::value::{Answers, At, Path as FieldPath, Refusal, Typed};
use beffroi_people::Place;
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem};

use super::windows::{self, Difference, Window};
use super::{BASIS, Filling, Questions, find, open, photo, render_items, sealed_json, uploads};
use crate::easy;
use crate::revisions::{Ready, Revisions};
use crate::sources;
use crate::store::drafts;
use crate::words;

/// To a page of a filling, below its root.
pub(crate) fn go(ctx: &Ctx, root: &str, to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("{root}/{to}")))]).into_response()
}

/// The draft of whoever asks, opened; without one, the way to begin.
pub(crate) async fn filling(ctx: &Ctx, revisions: &Revisions, slug: &str) -> Result<Filling, Problem> {
    let published = revisions.published(ctx.db(), slug).await?;
    let Some((actor, draft)) = find(ctx, &published).await? else {
        let mut problem = Problem::new(StatusCode::SEE_OTHER, "problem-not-found");
        problem.redirect = Some(format!("/demarches/{slug}/commencer"));
        return Err(problem);
    };
    let ready = if draft.revision == published.revision {
        published
    } else {
        revisions.kept(ctx.db(), draft.procedure, draft.revision).await?
    };
    let ready = if easy::chosen(ctx) { ready.in_easy_language() } else { ready };
    open(ctx, ready, actor, draft).await
}

#[derive(Template)]
#[template(path = "question.html")]
struct Question {
    page: Page,
    ready: Ready,
    /// Address below which the pages lie.
    root: String,
    /// An agent writes for the person.
    entry: bool,
    view: PageView,
    /// What registers could answer, or did.
    known: Markup,
    items: Markup,
    faults: Faults,
    rules: Vec<String>,
    back: Option<String>,
    returns: bool,
    saved_at: String,
    window: String,
    /// Answers that another window gave meanwhile.
    differences: Vec<Difference>,
}

impl Question {
    fn sheet_href(&self) -> String {
        format!("/demarches/{}", self.ready.slug)
    }

    fn here(&self) -> String {
        format!("{}/remplir/{}", self.root, self.view.id)
    }

    /// Easy words are the choice of whoever fills in herself, not of an agent who writes for her.
    fn offers_easy(&self) -> bool {
        self.ready.easy.is_some() && self.root.starts_with("/demarches/")
    }

    fn reads_easy(&self) -> bool {
        easy::chosen(self.page.ctx())
    }

    fn autosave_href(&self) -> String {
        format!("{}/brouillon", self.here())
    }
}

fn page_index(filling: &Filling, id: &str) -> Option<usize> {
    filling.ready.model().pages.iter().position(|page| page.id == *id)
}

/// What the person just did, when the page is shown again.
#[derive(Default)]
struct Shown {
    typed: Option<Typed>,
    refusals: Vec<Refusal>,
    focus: Option<FieldPath>,
    /// What a button beside the questions could not do.
    faults: Faults,
    /// The window it is shown in again.
    window: Option<Window>,
    differences: Vec<Difference>,
}

fn question(
    ctx: &Ctx,
    filling: &Filling,
    index: usize,
    shown: Shown,
    returns: bool,
) -> Result<Response, Problem> {
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let again = Again { typed: shown.typed.as_ref(), refusals: &shown.refusals, focus: shown.focus.as_ref() };
    let view = view(&state, index, again).ok_or_else(Problem::not_found)?;
    let mut faults = words::faults(ctx, &state, &view.summary);
    faults.0.extend(shown.faults.0.iter().cloned());
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-question-title",
        &[("n", view.number.into()), ("of", view.of.into()), ("title", view.title.as_str().into())],
    );
    let page = Page::titled(ctx, title.0, filling.ready.sheet.summary(ctx.lang()).0)
        .frame(Frame::Focus)
        .refused(!faults.is_empty() || !shown.differences.is_empty());
    let rules = view.errors.iter().map(|of| words::refusal(ctx, &state, of)).collect();
    let back = view.previous.as_ref().map(|id| page.href(format!("{}/remplir/{id}", filling.root())));
    let items = render_items(&page, &state, &view.items)?;
    let known = sources::known(&page, filling, index)?;
    let status =
        if shown.differences.is_empty() { faults.status() } else { StatusCode::UNPROCESSABLE_ENTITY };
    let saved_at = page.moment(&filling.draft.touched_at);
    let template = Question {
        page: page.clone(),
        ready: filling.ready.clone(),
        root: filling.root(),
        entry: filling.entry.is_some(),
        view,
        known,
        items,
        faults,
        rules,
        back,
        returns,
        saved_at,
        window: shown.window.unwrap_or_else(|| Window::new(ctx, filling.draft.version)).text(),
        differences: shown.differences,
    };
    page.html(status, &template)
}

/// `GET /demarches/{slug}/remplir/{page}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, page)): Path<(String, String)>,
) -> Result<Response, Problem> {
    shown(&ctx, &filling(&ctx, &revisions, &slug).await?, &page)
}

/// A page of a filling, or the way to the one that concerns the person.
pub(crate) fn shown(ctx: &Ctx, filling: &Filling, page: &str) -> Result<Response, Problem> {
    let index = page_index(filling, page).ok_or_else(Problem::not_found)?;
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    if !state.page_visible(index) {
        // The answers have changed since: the page does not concern the person any more.
        let to = state
            .next_page(index)
            .or_else(|| state.first_page())
            .map(|of| filling.ready.model().pages[of].id.to_string());
        let to = to.map_or_else(|| "verifier".to_owned(), |id| format!("remplir/{id}"));
        return Ok(go(ctx, &filling.root(), &to));
    }
    let returns = ctx.param("retour").as_deref() == Some("verifier");
    question(ctx, filling, index, Shown::default(), returns)
}

/// `POST /demarches/{slug}/remplir/{page}`: keeps everything readable, then goes on, or shows the page again.
pub(super) async fn submit(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, page)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let filling = filling(&ctx, &revisions, &slug).await?;
    answered(&ctx, filling, &page, &posted).await
}

/// The answers of a page, kept; the next page, or this one again.
pub(crate) async fn answered(
    ctx: &Ctx,
    mut filling: Filling,
    page: &str,
    posted: &Posted,
) -> Result<Response, Problem> {
    let index = page_index(&filling, page).ok_or_else(Problem::not_found)?;
    let window = Window::read(posted.get("_fenetre"));
    let saved = filling.answers.clone();
    if posted.has("_unfile") {
        uploads::remove(ctx, &mut filling, posted.get("_unfile"), &Questions::Page(index)).await?;
    }
    let typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton").collect();
    // Rows that are new on this page must exist before a file can lie in one.
    let first = accept(&filling.ready.form, index, &filling.answers, typed.clone(), &filling.context);
    filling.answers = first.answers;
    let mut refused_files =
        uploads::receive(ctx, &mut filling, &posted.files, &Questions::Page(index)).await?;
    let read = accept(&filling.ready.form, index, &filling.answers, typed, &filling.context);
    filling.answers = read.answers.clone();
    let differences = overtaken(ctx, &filling, (index, page), window.as_ref(), &saved).await?;
    if !differences.is_empty() && !posted.has("_garder") {
        let shown = Shown { typed: Some(read.typed), window, differences, ..Shown::default() };
        return question(ctx, &filling, index, shown, posted.has("retour"));
    }
    save(ctx, &mut filling, page, window.as_ref()).await?;

    if posted.has("_photo") && refused_files.is_empty() {
        return photo::open(ctx, &filling, page, posted.get("_photo")).await;
    }
    if let Some(faults) = sources::pressed(ctx, &filling, index, posted).await? {
        if faults.is_empty() {
            return Ok(go(ctx, &filling.root(), &format!("remplir/{page}#connu")));
        }
        let shown = Shown { typed: Some(read.typed), faults, window, ..Shown::default() };
        return question(ctx, &filling, index, shown, posted.has("retour"));
    }
    let stays = posted.has("_upload")
        || posted.has("_unfile")
        || read.row_changed.is_some()
        || first.row_changed.is_some();
    let later = posted.has("plus-tard");
    if later && refused_files.is_empty() {
        return Ok(go(ctx, &filling.root(), "plus-tard"));
    }
    let refused_at: Vec<At> = refused_files.iter().map(|of| of.at.clone()).collect();
    let mut shown = Shown { typed: Some(read.typed.clone()), window, ..Shown::default() };
    if stays || !read.appeared.is_empty() {
        shown.refusals = refused_files;
        shown.focus = read.row_changed.clone().or_else(|| read.appeared.first().cloned());
        return question(ctx, &filling, index, shown, posted.has("retour"));
    }
    refused_files.extend(read.refusals.iter().filter(|of| !refused_at.contains(&of.at)).cloned());
    if !refused_files.is_empty() {
        shown.refusals = refused_files;
        return question(ctx, &filling, index, shown, posted.has("retour"));
    }
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let next = state.next_page(index).map(|of| filling.ready.model().pages[of].id.to_string());
    match next {
        Some(next) if !posted.has("retour") => Ok(go(ctx, &filling.root(), &format!("remplir/{next}"))),
        _ => Ok(go(ctx, &filling.root(), "verifier")),
    }
}

/// What another window saved of this page since it was shown, and this one would overwrite.
async fn overtaken(
    ctx: &Ctx,
    filling: &Filling,
    (index, page): (usize, &str),
    window: Option<&Window>,
    saved: &Answers,
) -> Result<Vec<Difference>, Problem> {
    match window {
        Some(window) if window.is_overtaken(ctx, filling.draft.id, page).await? => {
            Ok(windows::differences(ctx, filling, index, saved, &filling.answers))
        }
        _ => Ok(Vec::new()),
    }
}

/// `GET /demarches/{slug}/photo/{page}/{token}`: the code that a telephone reads.
pub(super) async fn photo(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, page, token)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    photo::shown(&ctx, &filling(&ctx, &revisions, &slug).await?, &page, &token).await
}

/// Seals and writes the draft. Another page saved meanwhile is not overwritten silently: the person is told.
pub(crate) async fn save(
    ctx: &Ctx,
    filling: &mut Filling,
    page: &str,
    window: Option<&Window>,
) -> Result<(), Problem> {
    let json = sealed_json(&filling.answers);
    let now = ctx.now();
    let (desk, draft, json_ref, ambient) = (ctx.desk(), &filling.draft, json.as_str(), ctx.ambient());
    let kept = ctx
        .db()
        .write(move |tx| async move {
            let sealer = desk.sealer(&tx, draft.person, BASIS).await?;
            let version = u32::try_from(draft.version + 1).unwrap_or(u32::MAX);
            let sealed = sealer.text(
                ambient,
                &Place::new("procedures_draft", draft.id, "answers"),
                version,
                json_ref,
            )?;
            let kept = drafts::save(&tx, draft, &sealed, page, now).await?;
            if let (true, Some(window)) = (kept, window) {
                window.saved(&tx, draft.id, page, draft.version + 1).await?;
            }
            Ok::<_, Problem>(kept)
        })
        .await?;
    if !kept {
        let here = format!("{}/remplir/{page}", filling.root());
        return Err(Problem::conflict("problem-two-windows").way(here, "problem-way-reload"));
    }
    filling.draft.version += 1;
    filling.draft.touched_at = now;
    Ok(())
}

/// `POST /demarches/{slug}/remplir/{page}/brouillon`: the module's autosave; answers nothing but how it went.
pub(super) async fn autosave(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, page)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let filling = filling(&ctx, &revisions, &slug).await?;
    autosaved(&ctx, filling, &page, &posted).await
}

/// What is typed so far, kept.
pub(crate) async fn autosaved(
    ctx: &Ctx,
    mut filling: Filling,
    page: &str,
    posted: &Posted,
) -> Result<Response, Problem> {
    let index = page_index(&filling, page).ok_or_else(Problem::not_found)?;
    let typed: Typed =
        posted.pairs().filter(|(name, _)| !matches!(*name, "jeton" | "_add" | "_remove")).collect();
    let window = Window::read(posted.get("_fenetre"));
    let saved = filling.answers.clone();
    filling.answers = accept(&filling.ready.form, index, &filling.answers, typed, &filling.context).answers;
    // Nobody is there to choose between two versions: the page asks when it is sent.
    if !overtaken(ctx, &filling, (index, page), window.as_ref(), &saved).await?.is_empty() {
        return Err(Problem::conflict("problem-two-windows"));
    }
    save(ctx, &mut filling, page, window.as_ref()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
