//! The thread of a file, its documents and attachments.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::State;
use beffroi_forms::value::Answers;
use beffroi_people::{Actor, Opened, Place};
use beffroi_web::{Ctx, Markup, Page, Problem};
use uuid::Uuid;

use super::access::{self, Right};
use super::answer::{self, Offered};
use super::circuit;
use super::clocks;
use super::questions::{self, Waiting};
use super::summary::{self, Part};
use super::thread::{self, Act};
use crate::agent;
use crate::fill::{self, place_files};
use crate::flow::erase;
use crate::model;
use crate::resident::appeal::{self, Appeal};
use crate::resident::news::{self, News};
use crate::resident::withdraw;
use crate::revisions::{Ready, Revisions};
use crate::store::documents::{self, DocumentRow};
use crate::store::drafts;
use crate::store::files::{self, FileRow};
use crate::store::watch;
use crate::told::{self, Told};

/// A file opened by someone who may: its answers, and what an evaluation depends on.
pub(crate) struct OpenFile {
    pub ready: Ready,
    pub answers: Answers,
    pub context: beffroi_forms::check::Context,
}

/// Opens a file's answers with a vault already opened for its person.
pub(crate) async fn open_file(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    opened: &Opened,
) -> Result<OpenFile, Problem> {
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let clear = opened.text(&Place::new("procedures_file", row.id, "answers"), &row.answers)?;
    let json = serde_json::from_str(clear.as_str()).map_err(|error| Problem::internal(&error))?;
    let mut context = fill::base_context(ctx);
    context.step = beffroi_forms::Id::new(&row.step).ok();
    let (mut answers, _) = Answers::from_json(&ready.form, &json, context.today().year());
    let uploads = drafts::uploads(ctx.db(), row.id).await?;
    place_files(opened, &mut answers, &uploads).await?;
    // What the workflow writes is for the person: in her language.
    let told = Told {
        file: row.id,
        number: &row.number,
        filed_at: row.filed_at,
        step: Some(&row.step),
        previous: row.before_steps.rsplit(',').next(),
    };
    context.file = told::texts(&ctx.speaking(row.lang()), &ready, &context, &answers, &told);
    Ok(OpenFile { ready, answers, context })
}

/// A document as a page lists it.
pub(crate) struct Listed {
    pub kind: String,
    pub fingerprint: String,
    pub in_fours: String,
    pub has_pdf: bool,
    pub issued_at: time::OffsetDateTime,
}

pub(crate) async fn listed(ctx: &Ctx, file: Uuid) -> Result<Vec<Listed>, Problem> {
    let list = |row: DocumentRow| Listed {
        in_fours: model::in_fours(&row.fingerprint),
        has_pdf: crate::documents::has_pdf(ctx, &row),
        kind: row.kind,
        fingerprint: row.fingerprint,
        issued_at: row.issued_at,
    };
    Ok(documents::of_file(ctx.db(), file).await?.into_iter().map(list).collect())
}

#[derive(Template)]
#[template(path = "follow.html")]
struct Follow {
    page: Page,
    row: FileRow,
    title: String,
    state_key: String,
    due: String,
    banner: Option<Markup>,
    correction: bool,
    acts: Vec<Act>,
    documents: Vec<Listed>,
    parts: Vec<Part>,
    offers: Vec<Offered>,
    /// What the clocks say, and why the promised date moved.
    clocks: Markup,
    waiting: Vec<Waiting>,
    circuit: Markup,
    /// The day on which the personal data go.
    erase_on: String,
    code: Option<String>,
    said: bool,
    /// What the reader may do.
    right: Right,
    may_withdraw: bool,
    news: News,
    appeal: Appeal,
}

impl Follow {
    fn may_write(&self) -> bool {
        self.right >= Right::Write
    }

    fn is_own(&self) -> bool {
        self.right == Right::Own
    }

    fn may_ask_news(&self) -> bool {
        self.may_write() && matches!(self.news, News::May)
    }

    fn here(&self, act: &str) -> String {
        format!("/suivre/{}/{act}", self.row.number)
    }

    fn document_key(&self, of: &Listed) -> String {
        format!("procedures-doc-kind-{}", of.kind)
    }
}

/// `GET /suivre/{number}`, `GET /moi/demarches/{number}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (actor, row) = access::own_file(&ctx, &number).await?;
    let opened = access::opened(&ctx, &actor, &row).await?;
    let open = open_file(&ctx, &revisions, &row, &opened).await?;
    let state = State::new(&open.ready.form, &open.context, &open.answers);
    let acts = thread::acts(&ctx, row.id, files::events(ctx.db(), row.id).await?, &opened, None)?;
    let banner = acts
        .iter()
        .rev()
        .find(|act| act.kind == "banner")
        .and_then(|act| act.body.clone())
        .filter(|_| row.open);
    let correction =
        row.open && ctx.db().opt(&files::OPEN_CORRECTION, beffroi_store::params![row.id]).await?.is_some();
    let title = open.ready.sheet.title(ctx.lang()).0.to_owned();
    let heading = ctx
        .app()
        .texts()
        .get(
            ctx.lang(),
            "procedures-file-title",
            &[("number", row.number.as_str().into()), ("title", title.as_str().into())],
        )
        .0;
    let page = Page::titled(&ctx, heading, ctx.s("procedures-file-description")).private();
    let template = Follow {
        due: model::iso_date(&row.due_on).map(|date| page.date(&date)).unwrap_or_default(),
        state_key: format!("procedures-state-{}", row.state.replace('_', "-")),
        documents: listed(&ctx, row.id).await?,
        parts: summary::parts(&ctx, &state),
        code: (!ctx.signed_in()).then(|| model::tracking_code(&ctx, row.id)),
        offers: answer::offers(&open, &row)?,
        circuit: circuit::block(&page, &open.ready.flow, Some(&row.state))?,
        waiting: questions::waiting(&ctx, &row, &opened).await?,
        erase_on: erase_day(&ctx, &page, row.id).await?,
        clocks: clocks::block(&ctx, &page, &row, &open.ready).await?,
        said: ctx.param("fait").is_some(),
        right: access::right(&ctx, &actor, &row).await?,
        may_withdraw: withdraw::is_possible(&row),
        news: news::of(&page, &row).await?,
        appeal: appeal::of(&page, &row).await?,
        title,
        banner,
        correction,
        acts,
        row,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

/// The day on which the personal data of a file are destroyed, in words; empty while none is set.
pub(crate) async fn erase_day(ctx: &Ctx, page: &Page, file: Uuid) -> Result<String, Problem> {
    let kept = watch::dates(ctx.db(), file).await?;
    let day = erase::day(&kept).and_then(model::iso_date);
    Ok(day.map(|day| page.date(&day)).unwrap_or_default())
}

/// Who may read a document or an attachment of a file: the person herself, or an agent with a purpose.
async fn reader(ctx: &Ctx, file: Uuid) -> Result<(Actor, Opened, FileRow), Problem> {
    match access::own_file_by_id(ctx, file).await {
        Ok((actor, row)) => {
            let opened = access::opened(ctx, &actor, &row).await?;
            Ok((actor, opened, row))
        }
        Err(problem) => {
            if !ctx.is_agent() {
                return Err(problem);
            }
            let row = files::by_id(ctx.db(), file).await?.ok_or_else(Problem::not_found)?;
            let (actor, opened) = agent::open_for_review(ctx, &row).await?;
            Ok((actor, opened, row))
        }
    }
}

/// `GET /documents/{fingerprint}.{pdf|json|jws}`
pub(super) async fn document(ctx: Ctx, Path(file): Path<String>) -> Result<Response, Problem> {
    let (fingerprint, ending) = file.rsplit_once('.').ok_or_else(Problem::not_found)?;
    let row = documents::by_fingerprint(ctx.db(), fingerprint).await?.ok_or_else(Problem::not_found)?;
    let (_, opened, owner) = reader(&ctx, row.file).await?;
    if row.record.is_empty() && ending != "jws" {
        // Its retention has ended: only the fingerprint and the signature are left.
        return Err(Problem::not_found());
    }
    let name = format!("{}-{}", owner.number, row.kind);
    match ending {
        "pdf" => {
            let bytes = crate::documents::pdf(&ctx, &opened, &row).await?.ok_or_else(Problem::not_found)?;
            Ok(attachment("application/pdf", &format!("{name}.pdf"), bytes))
        }
        "json" => {
            let clear = opened.text(&Place::new("procedures_document", row.id, "record"), &row.record)?;
            Ok(attachment("application/json", &format!("{name}.json"), clear.as_bytes().to_vec()))
        }
        "jws" => Ok(attachment("application/jose", &format!("{name}.jws"), row.signature.into_bytes())),
        _ => Err(Problem::not_found()),
    }
}

/// `GET /pieces/{id}`: an attachment, never shown inside the site.
pub(super) async fn upload(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let upload = drafts::upload(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    let (holder, upload) = upload;
    let (_, opened, _) = reader(&ctx, holder).await?;
    attached(&ctx, &opened, &upload).await
}

/// An attachment in clear, to be saved.
pub(crate) async fn attached(
    ctx: &Ctx,
    opened: &Opened,
    upload: &drafts::UploadRow,
) -> Result<Response, Problem> {
    let digest = upload.digest.parse().map_err(|_| Problem::not_found())?;
    let stored =
        ctx.app().files().get(ctx.authority().id, digest).await.map_err(|error| Problem::internal(&error))?;
    let clear = opened.file(&Place::new("procedures_upload", upload.id, "content"), &stored)?;
    let name = opened.text(&Place::new("procedures_upload", upload.id, "name"), &upload.name)?;
    Ok(attachment(&upload.media, name.as_str(), clear.as_bytes().to_vec()))
}

/// An answer to be saved, not shown: sandboxed, under a safe name (RFC 6266 with RFC 8187).
pub(crate) fn attachment(media: &str, name: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-' {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let mut set = |key: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(key, value);
        }
    };
    set(header::CONTENT_TYPE, media);
    set(
        header::CONTENT_DISPOSITION,
        &format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
    );
    set(header::CACHE_CONTROL, "private, no-store");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    response
}
