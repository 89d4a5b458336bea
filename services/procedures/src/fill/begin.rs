//! The beginning of a request one draft per person and procedure, made or taken up again.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::model::LoginLevel;
use beffroi_people::Place;
use beffroi_web::{Ctx, Page, Posted, Problem};
use time::OffsetDateTime;

use super::pages::go;
use super::{BASIS, find, visit_hash};
use crate::resident::reminder;
use crate::revisions::{Ready, Revisions};
use crate::store::drafts::{self, DraftRow, NewDraft};

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
    Ok(go(&ctx, &format!("/demarches/{slug}"), &format!("remplir/{}", draft.page)))
}

/// The draft there is, else an empty one, for the person signed in or for a new one. However often the button is pressed, there is one.
pub(crate) async fn draft(ctx: &Ctx, ready: &Ready) -> Result<DraftRow, Problem> {
    let first = ready.model().pages.first().map(|page| page.id.to_string()).ok_or_else(Problem::not_found)?;
    let (id, now) = (ctx.ambient().uuid_v7(), ctx.now());
    let own = ctx.actor().and_then(beffroi_people::Actor::person);
    let hash = visit_hash(ctx);
    let (desk, first, ambient, lang) = (ctx.desk(), first.as_str(), ctx.ambient(), ctx.lang());
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
            reminder::plan(&tx, ambient, id, lang, own.is_some()).await?;
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
