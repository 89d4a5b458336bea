//! A photo of a paper, taken with a telephone for a request that is filled in on another screen (at home or at the counter): the screen shows
//! a code, the telephone opens a page that serves once, for a few minutes, one question; the same checks by content apply.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::State;
use beffroi_forms::value::{Answers, Path as FieldPath};
use beffroi_print_types::code;
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem};
use time::Duration;

use super::pages::go;
use super::{Filling, Questions, base_context, file_limit, holder, uploads};
use crate::model;
use crate::revisions::Revisions;
use crate::sources::Read;
use crate::store::drafts;
use crate::store::photos::{self, PhotoRow};
use crate::words;

/// How long a telephone has.
const OPEN: Duration = Duration::minutes(15);

fn hash(ctx: &Ctx, token: &str) -> [u8; 32] {
    ctx.app().secret().hash("photo", ctx.authority().id, &model::normal_code(token))
}

/// A page for the telephone, for that question of the draft; the way to the screen that shows its code.
pub(super) async fn open(ctx: &Ctx, filling: &Filling, page: &str, field: &str) -> Result<Response, Problem> {
    let is_file = FieldPath::parse(field)
        .and_then(|path| filling.ready.form.node(&path.field))
        .is_some_and(|node| file_limit(&node.item.kind).is_some());
    if !is_file {
        return Err(Problem::bad_request());
    }
    let token = model::photo_token(&ctx.ambient().bytes::<16>());
    let (hash, now, draft) = (hash(ctx, &token), ctx.now(), filling.draft.id);
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&photos::SWEEP, params![now - Duration::days(1)]).await?;
            tx.exec(&photos::INSERT, params![&hash[..], draft, field, now + OPEN]).await?;
            Ok::<_, Problem>(())
        })
        .await?;
    Ok(go(ctx, &filling.root(), &format!("photo/{page}/{token}")))
}

#[derive(Template)]
#[template(path = "photo-code.html")]
struct Screen {
    page: Page,
    code: Markup,
    href: String,
    back: String,
    again: String,
    received: bool,
    label: String,
}

/// The screen: code, address, and the way back once the photo is sent.
pub(crate) async fn shown(
    ctx: &Ctx,
    filling: &Filling,
    page_id: &str,
    token: &str,
) -> Result<Response, Problem> {
    let row = photos::by_hash(ctx.db(), &hash(ctx, token), ctx.now()).await?;
    let row = row.filter(|row| row.draft == filling.draft.id).ok_or_else(gone)?;
    let href = ctx.app().public_href(ctx.authority(), &ctx.href(&format!("/photo/{token}")));
    let drawn = code::svg(&href).map_err(|error| Problem::internal(&error))?;
    let page = Page::new(ctx, "procedures-photo-title", "procedures-photo-description").frame(Frame::Focus);
    let template = Screen {
        code: Markup::trusted(drawn),
        back: format!("{}/remplir/{page_id}#{}", filling.root(), row.field),
        again: format!("{}/photo/{page_id}/{token}", filling.root()),
        received: row.used_at.is_some(),
        label: label(filling, &row),
        href,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

fn label(filling: &Filling, row: &PhotoRow) -> String {
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    FieldPath::parse(&row.field).map(|path| words::label(&state, &path)).unwrap_or_default()
}

/// The page was used, or its time is over.
fn gone() -> Problem {
    Problem::new(StatusCode::GONE, "problem-photo")
}

/// The draft a telephone sends to: nothing of its answers is opened.
async fn receiving(ctx: &Ctx, revisions: &Revisions, token: &str) -> Result<(Filling, PhotoRow), Problem> {
    let row = photos::by_hash(ctx.db(), &hash(ctx, token), ctx.now()).await?.ok_or_else(gone)?;
    let draft = drafts::by_id(ctx.db(), row.draft).await?.ok_or_else(gone)?;
    let ready = revisions.kept(ctx.db(), draft.procedure, draft.revision).await?;
    let actor = holder(ctx, draft.person);
    let uploads = drafts::uploads(ctx.db(), draft.id).await?;
    let context = base_context(ctx);
    Ok((
        Filling {
            ready,
            actor,
            draft,
            answers: Answers::default(),
            uploads,
            context,
            read: Read::default(),
            entry: None,
        },
        row,
    ))
}

#[derive(Template)]
#[template(path = "photo.html")]
struct Phone {
    page: Page,
    token: String,
    title: String,
    label: String,
    faults: Faults,
    done: bool,
}

fn phone(
    ctx: &Ctx,
    filling: &Filling,
    row: &PhotoRow,
    token: &str,
    faults: Faults,
) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-photo-phone-title", "procedures-photo-description")
        .frame(Frame::Focus)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Phone {
        token: token.to_owned(),
        title: filling.ready.sheet.title(ctx.lang()).0.to_owned(),
        label: label(filling, row),
        done: row.used_at.is_some(),
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /photo/{token}`, on the telephone.
pub(super) async fn form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let (filling, row) = receiving(&ctx, &revisions, &token).await?;
    phone(&ctx, &filling, &row, &token, Faults::default())
}

/// `POST /photo/{token}`: once; a refused photo leaves the page open.
pub(super) async fn receive(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(token): Path<String>,
    mut posted: Posted,
) -> Result<Response, Problem> {
    let (mut filling, row) = receiving(&ctx, &revisions, &token).await?;
    let (hash, now) = (hash(&ctx, &token), ctx.now());
    let mut faults = Faults::default();
    posted.files.retain(|file| file.field == "photo");
    posted.files.truncate(1);
    if posted.files.is_empty() {
        faults.push("photo", ctx.s("procedures-photo-missing"));
        return phone(&ctx, &filling, &row, &token, faults);
    }
    let claimed = ctx
        .db()
        .write(move |tx| async move { tx.exec(&photos::CLAIM, params![&hash[..], now]).await })
        .await?;
    if claimed != 1 {
        return Err(gone());
    }
    for file in &mut posted.files {
        file.field.clone_from(&row.field);
    }
    let received = uploads::receive(&ctx, &mut filling, &posted.files, &Questions::Any).await;
    let refused = match &received {
        Ok(refusals) => refusals.first(),
        Err(_) => None,
    };
    if received.is_err() || refused.is_some() {
        ctx.db().write(move |tx| async move { tx.exec(&photos::RELEASE, params![&hash[..]]).await }).await?;
    }
    if let Some(refusal) = refused {
        let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
        faults.push("photo", words::refusal(&ctx, &state, refusal));
        return phone(&ctx, &filling, &row, &token, faults);
    }
    received?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/photo/{token}")))]).into_response())
}
