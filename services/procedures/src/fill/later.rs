//! « Finir plus tard », or give up: how long answers are kept, and how they go.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_store::{StoreError, Tx, params};
use beffroi_web::{Ctx, Page, Posted, Problem};
use uuid::Uuid;

use super::find;
use super::pages::filling;
use crate::revisions::{Ready, Revisions};
use crate::store::{drafts, readings};

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
        ctx.db().write(move |tx| async move { forget(&tx, draft.id).await }).await?;
    }
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/demarches/{slug}")))]).into_response())
}

/// Deletes a draft and everything that lies beside it.
pub(crate) async fn forget(tx: &Tx, draft: Uuid) -> Result<(), StoreError> {
    for statement in
        [&drafts::DELETE_UPLOADS, &readings::DELETE_OF_HOLDER, &drafts::DELETE_WINDOWS, &drafts::DELETE]
    {
        tx.exec(statement, params![draft]).await?;
    }
    Ok(())
}
