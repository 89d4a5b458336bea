//! The pages of a form: begin, show, submit, keep for later.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::{Again, PageView, State, accept, view};
use beffroi_forms::model::LoginLevel;
use beffroi_forms::value::{At, Path as FieldPath, Refusal, Typed};
use beffroi_people::Place;
use beffroi_store::StoreError;
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem};
use time::OffsetDateTime;

use super::{BASIS, Filling, Questions, find, open, render_items, sealed_json, uploads, visit_hash};
use crate::revisions::{Ready, Revisions};
use crate::store::drafts::{self, DraftRow, NewDraft};
use crate::words;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    page: Page,
    ready: Ready,
    /// When the draft in progress was last saved.
    draft: Option<OffsetDateTime>,
    needs_account: bool,
}

impl Start {
    fn sheet_href(&self) -> String {
        format!("/demarches/{}", self.ready.slug)
    }

    fn here(&self) -> String {
        format!("/demarches/{}/commencer", self.ready.slug)
    }

    fn abandon_href(&self) -> String {
        format!("/demarches/{}/abandonner", self.ready.slug)
    }

    fn sign_in_href(&self) -> String {
        self.page.href(format!("/entrer?retour={}", self.page.href(self.here())))
    }
}

/// `GET /demarches/{slug}/commencer`
pub(super) async fn start(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let ready = revisions.published(ctx.db(), &slug).await?;
    let needs_account = ready.model().login != LoginLevel::None && !ctx.signed_in();
    let draft = find(&ctx, &ready).await?.map(|(_, draft)| draft.touched_at);
    let args = [("title", ready.sheet.title(ctx.lang()).0.into())];
    let title = ctx.app().texts().get(ctx.lang(), "procedures-start-title", &args).0;
    let page = Page::titled(&ctx, title, ready.sheet.summary(ctx.lang()).0).private();
    page.html(StatusCode::OK, &Start { page: page.clone(), ready, draft, needs_account })
}

/// `POST /demarches/{slug}/commencer`: makes the draft, or goes on with the one there is.
pub(super) async fn begin(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
    _posted: Posted,
) -> Result<Response, Problem> {
    let ready = revisions.published(ctx.db(), &slug).await?;
    if ready.model().login != LoginLevel::None && !ctx.signed_in() {
        return Err(Problem::sign_in(&ctx.href(&format!("/demarches/{slug}/commencer"))));
    }
    let draft = draft(&ctx, &ready).await?;
    Ok(go(&ctx, &slug, &format!("remplir/{}", draft.page)))
}

/// The draft there is, else an empty one, for the person signed in or for a new one. However often the button is pressed, there is one.
pub(crate) async fn draft(ctx: &Ctx, ready: &Ready) -> Result<DraftRow, Problem> {
    let first = ready.model().pages.first().map(|page| page.id.to_string()).ok_or_else(Problem::not_found)?;
    let (id, now) = (ctx.ambient().uuid_v7(), ctx.now());
    let own = ctx.actor().and_then(beffroi_people::Actor::person);
    let hash = visit_hash(ctx);
    let (desk, first, ambient) = (ctx.desk(), first.as_str(), ctx.ambient());
    ctx.db()
        .write(move |tx| async move {
            if let Some(there) = drafts::present(&tx, own, &hash, ready.procedure).await? {
                return Ok(there);
            }
            let person = match own {
                Some(person) => person,
                None => desk.create_person(&tx, &[]).await?,
            };
            let sealer = desk.sealer(&tx, person, BASIS).await?;
            let answers = sealer.text(ambient, &Place::new("procedures_draft", id, "answers"), 1, "{}")?;
            let visit = own.is_none().then_some(&hash[..]);
            let new = NewDraft {
                id,
                procedure: ready.procedure,
                revision: ready.revision,
                person,
                visit,
                answers: &answers,
                page: first,
            };
            drafts::insert(&tx, &new, now).await?;
            Ok::<_, Problem>(DraftRow {
                id,
                procedure: ready.procedure,
                revision: ready.revision,
                person,
                version: 1,
                answers,
                page: first.to_owned(),
                touched_at: now,
            })
        })
        .await
}

pub(super) fn go(ctx: &Ctx, slug: &str, to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/demarches/{slug}/{to}")))])
        .into_response()
}

/// The draft of whoever asks, opened; without one, the way to begin.
pub(super) async fn filling(ctx: &Ctx, revisions: &Revisions, slug: &str) -> Result<Filling, Problem> {
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
    open(ctx, ready, actor, draft).await
}

#[derive(Template)]
#[template(path = "question.html")]
struct Question {
    page: Page,
    ready: Ready,
    view: PageView,
    items: Markup,
    faults: Faults,
    rules: Vec<String>,
    back: Option<String>,
    returns: bool,
    saved_at: String,
}

impl Question {
    fn sheet_href(&self) -> String {
        format!("/demarches/{}", self.ready.slug)
    }

    fn here(&self) -> String {
        format!("/demarches/{}/remplir/{}", self.ready.slug, self.view.id)
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
}

fn question(
    ctx: &Ctx,
    filling: &Filling,
    index: usize,
    shown: &Shown,
    returns: bool,
) -> Result<Response, Problem> {
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let again = Again { typed: shown.typed.as_ref(), refusals: &shown.refusals, focus: shown.focus.as_ref() };
    let view = view(&state, index, again).ok_or_else(Problem::not_found)?;
    let faults = words::faults(ctx, &state, &view.summary);
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-question-title",
        &[("n", view.number.into()), ("of", view.of.into()), ("title", view.title.as_str().into())],
    );
    let page = Page::titled(ctx, title.0, filling.ready.sheet.summary(ctx.lang()).0)
        .frame(Frame::Focus)
        .refused(!faults.is_empty());
    let rules = view.errors.iter().map(|of| words::refusal(ctx, &state, of)).collect();
    let back =
        view.previous.as_ref().map(|id| page.href(format!("/demarches/{}/remplir/{id}", filling.ready.slug)));
    let items = render_items(&page, &state, &view.items)?;
    let status = faults.status();
    let saved_at = page.moment(&filling.draft.touched_at);
    let template = Question {
        page: page.clone(),
        ready: filling.ready.clone(),
        view,
        items,
        faults,
        rules,
        back,
        returns,
        saved_at,
    };
    page.html(status, &template)
}

/// `GET /demarches/{slug}/remplir/{page}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, page)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let filling = filling(&ctx, &revisions, &slug).await?;
    let index = page_index(&filling, &page).ok_or_else(Problem::not_found)?;
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    if !state.page_visible(index) {
        // The answers have changed since: the page does not concern the person any more.
        let to = state
            .next_page(index)
            .or_else(|| state.first_page())
            .map(|of| filling.ready.model().pages[of].id.to_string());
        return Ok(go(&ctx, &slug, &to.map_or_else(|| "verifier".to_owned(), |id| format!("remplir/{id}"))));
    }
    let returns = ctx.param("retour").as_deref() == Some("verifier");
    question(&ctx, &filling, index, &Shown::default(), returns)
}

/// `POST /demarches/{slug}/remplir/{page}`: keeps everything readable, then goes on, or shows the page again.
pub(super) async fn submit(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, page)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let mut filling = filling(&ctx, &revisions, &slug).await?;
    let index = page_index(&filling, &page).ok_or_else(Problem::not_found)?;
    if posted.has("_unfile") {
        uploads::remove(&ctx, &mut filling, posted.get("_unfile"), &Questions::Page(index)).await?;
    }
    let typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton").collect();
    // Rows that are new on this page must exist before a file can lie in one.
    let first = accept(&filling.ready.form, index, &filling.answers, typed.clone(), &filling.context);
    filling.answers = first.answers;
    let mut refused_files =
        uploads::receive(&ctx, &mut filling, &posted.files, &Questions::Page(index)).await?;
    let read = accept(&filling.ready.form, index, &filling.answers, typed, &filling.context);
    filling.answers = read.answers.clone();
    save(&ctx, &mut filling, &page).await?;

    let stays = posted.has("_upload")
        || posted.has("_unfile")
        || read.row_changed.is_some()
        || first.row_changed.is_some();
    let later = posted.has("plus-tard");
    if later && refused_files.is_empty() {
        return Ok(go(&ctx, &slug, "plus-tard"));
    }
    let refused_at: Vec<At> = refused_files.iter().map(|of| of.at.clone()).collect();
    let mut shown = Shown { typed: Some(read.typed.clone()), ..Shown::default() };
    if stays || !read.appeared.is_empty() {
        shown.refusals = refused_files;
        shown.focus = read.row_changed.clone().or_else(|| read.appeared.first().cloned());
        return question(&ctx, &filling, index, &shown, posted.has("retour"));
    }
    refused_files.extend(read.refusals.iter().filter(|of| !refused_at.contains(&of.at)).cloned());
    if !refused_files.is_empty() {
        shown.refusals = refused_files;
        return question(&ctx, &filling, index, &shown, posted.has("retour"));
    }
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let next = state.next_page(index).map(|of| filling.ready.model().pages[of].id.to_string());
    match next {
        Some(next) if !posted.has("retour") => Ok(go(&ctx, &slug, &format!("remplir/{next}"))),
        _ => Ok(go(&ctx, &slug, "verifier")),
    }
}

/// Seals and writes the draft. Another page saved meanwhile is not overwritten silently: the person is told.
pub(crate) async fn save(ctx: &Ctx, filling: &mut Filling, page: &str) -> Result<(), Problem> {
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
            Ok::<_, Problem>(drafts::save(&tx, draft, &sealed, page, now).await?)
        })
        .await?;
    if !kept {
        let here = format!("/demarches/{}/remplir/{page}", filling.ready.slug);
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
    let mut filling = filling(&ctx, &revisions, &slug).await?;
    let index = page_index(&filling, &page).ok_or_else(Problem::not_found)?;
    let typed: Typed =
        posted.pairs().filter(|(name, _)| !matches!(*name, "jeton" | "_add" | "_remove")).collect();
    filling.answers = accept(&filling.ready.form, index, &filling.answers, typed, &filling.context).answers;
    save(&ctx, &mut filling, &page).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Template)]
#[template(path = "later.html")]
struct Later {
    page: Page,
    ready: Ready,
    draft_page: String,
    until: String,
}

impl Later {
    fn resume_href(&self) -> String {
        format!("/demarches/{}/remplir/{}", self.ready.slug, self.draft_page)
    }
}

/// How long a draft is kept after it was last touched.
pub(crate) const DRAFT_DAYS: i64 = 30;

/// `GET /demarches/{slug}/plus-tard`
pub(super) async fn later(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let filling = filling(&ctx, &revisions, &slug).await?;
    let page = Page::new(&ctx, "procedures-later-title", "procedures-later-description").private();
    let until = page.day(&(filling.draft.touched_at + time::Duration::days(DRAFT_DAYS)));
    page.html(
        StatusCode::OK,
        &Later { page: page.clone(), ready: filling.ready, draft_page: filling.draft.page, until },
    )
}

/// `POST /demarches/{slug}/abandonner`: the draft is deleted, with its files.
pub(super) async fn abandon(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
    _posted: Posted,
) -> Result<Response, Problem> {
    let published = revisions.published(ctx.db(), &slug).await?;
    if let Some((_, draft)) = find(&ctx, &published).await? {
        ctx.db()
            .write(move |tx| async move {
                tx.exec(&drafts::DELETE_UPLOADS, beffroi_store::params![draft.id]).await?;
                tx.exec(&drafts::DELETE, beffroi_store::params![draft.id]).await?;
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/demarches/{slug}")))]).into_response())
}
