//! Check, send, keep the receipt. Sending is one transaction: the draft becomes a file, once, however often the button is pressed.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::check::{Context, Filed, State, file};
use beffroi_forms::value::{Answers, At, Refusal};
use beffroi_print_types::Block;
use beffroi_store::params;
use beffroi_web::{Ctx, Frame, Page, Posted, Problem, dates};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::pages::{filling, go};
use super::{Filling, channel_name, contacts, sealed_json, uploads};
use crate::counter;
use crate::documents::{self, Issued, hex};
use crate::filing::{self, NewFile};
use crate::flow;
use crate::follow::access;
use crate::follow::pages::attachment;
use crate::model;
use crate::resident::satisfaction;
use crate::revisions::{Ready, Revisions};
use crate::sources::report;
use crate::store::files::{self, FileRow};
use crate::store::{drafts, entries};
use crate::told::{self, Told};
use crate::words;

/// A page of the form as the person answered it.
struct Part {
    title: String,
    href: String,
    lines: Vec<Line>,
}

struct Line {
    label: String,
    answer: String,
}

/// What still keeps the request from being sent.
struct Missing {
    href: String,
    message: String,
}

#[derive(Template)]
#[template(path = "check.html")]
struct Check {
    page: Page,
    ready: Ready,
    /// Address below which the pages lie.
    root: String,
    /// An agent writes for the person.
    entry: bool,
    /// Names the draft that the button sends.
    sending: String,
    parts: Vec<Part>,
    missing: Vec<Missing>,
}

impl Check {
    fn here(&self) -> String {
        format!("{}/verifier", self.root)
    }

    fn later_href(&self) -> String {
        format!("{}/plus-tard", self.root)
    }
}

fn answers_by_page(ctx: &Ctx, filling: &Filling, state: &State<'_>) -> Vec<Part> {
    let pages = &filling.ready.model().pages;
    let part = |at: usize| Part {
        title: state.text(&pages[at].title, None),
        href: format!("{}/remplir/{}?retour=verifier", filling.root(), pages[at].id),
        lines: lines(ctx, state, at),
    };
    state.visible_pages().map(part).collect()
}

/// Visible questions of a page with their answers, rows of blocks one after the other.
fn lines(ctx: &Ctx, state: &State<'_>, page: usize) -> Vec<Line> {
    crate::follow::summary::fields(state, page)
        .into_iter()
        .map(|path| Line {
            label: words::label(state, &path),
            answer: state.value(&path).map_or_else(
                || ctx.s("procedures-unanswered"),
                |value| words::answer(ctx, state, &path, value),
            ),
        })
        .collect()
}

fn missing(ctx: &Ctx, filling: &Filling, state: &State<'_>, refusals: &[Refusal]) -> Vec<Missing> {
    let pages = &filling.ready.model().pages;
    let page_of = |at: &At| match at {
        At::Page(id) => Some(id.to_string()),
        At::Field(path) => {
            state.form().node(&path.field).and_then(|node| node.page).map(|page| pages[page].id.to_string())
        }
    };
    refusals
        .iter()
        .filter_map(|of| {
            let anchor = match &of.at {
                At::Field(path) => words::anchor(state.form(), path),
                At::Page(_) => "regles".to_owned(),
            };
            let href = format!("{}/remplir/{}?retour=verifier#{anchor}", filling.root(), page_of(&of.at)?);
            Some(Missing { href, message: words::refusal(ctx, state, of) })
        })
        .collect()
}

pub(crate) fn check_page(ctx: &Ctx, filling: &Filling, refusals: &[Refusal]) -> Result<Response, Problem> {
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let page = Page::new(ctx, "procedures-check-title", "procedures-check-description")
        .frame(Frame::Focus)
        .refused(!refusals.is_empty());
    let status = if refusals.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = Check {
        parts: answers_by_page(ctx, filling, &state),
        missing: missing(ctx, filling, &state, refusals),
        sending: sending_name(ctx, filling.draft.id),
        ready: filling.ready.clone(),
        root: filling.root(),
        entry: filling.entry.is_some(),
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /demarches/{slug}/verifier`
pub(super) async fn check(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let filling = filling(&ctx, &revisions, &slug).await?;
    check_page(&ctx, &filling, &[])
}

/// `POST /demarches/{slug}/verifier`
pub(super) async fn send(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(slug): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    if let Some(row) = sent_before(&ctx, posted.get("envoi")).await? {
        return Ok(received(&ctx, &slug, &row.number, row.id));
    }
    let filling = filling(&ctx, &revisions, &slug).await?;
    let filed = match file(&filling.ready.form, &filling.answers, &filling.context) {
        Ok(filed) => filed,
        Err(refusals) => return check_page(&ctx, &filling, &refusals),
    };
    let number = send_whole(&ctx, &filling, &filed).await?;
    Ok(received(&ctx, &slug, &number, filling.draft.id))
}

/// Sends, however often the button is pressed: the other press that came first made this file.
pub(crate) async fn send_whole(ctx: &Ctx, filling: &Filling, filed: &Filed) -> Result<String, Problem> {
    match send_once(ctx, filling, filed).await {
        Ok(number) => Ok(number),
        Err(problem) => match files::by_id(ctx.db(), filling.draft.id).await? {
            Some(row) => Ok(row.number),
            None => Err(problem),
        },
    }
}

/// The way to the page that says the request is received; without account, this browser may follow it.
fn received(ctx: &Ctx, slug: &str, number: &str, file: Uuid) -> Response {
    let mut response = go(ctx, &format!("/demarches/{slug}"), &format!("envoye/{number}"));
    if !ctx.signed_in() {
        access::remember(ctx, &mut response, number, file);
    }
    response
}

/// What the form to send carries: the draft, and a keyed hash that only this visit can have been given.
fn sending_name(ctx: &Ctx, draft: Uuid) -> String {
    let named = format!("{}/{draft}", ctx.csrf_token());
    let hash = ctx.app().secret().hash("sending", ctx.authority().id, &named);
    format!("{draft}.{}", hex(&hash[..16]))
}

/// The file that an earlier press of the same button made: the draft is gone by then.
async fn sent_before(ctx: &Ctx, named: &str) -> Result<Option<FileRow>, Problem> {
    let draft = named.split_once('.').and_then(|(id, _)| id.parse::<Uuid>().ok());
    match draft.filter(|draft| sending_name(ctx, *draft) == named) {
        Some(draft) => Ok(files::by_id(ctx.db(), draft).await?),
        None => Ok(None),
    }
}

/// The context of the file as soon as it has a number, for the texts of its workflow.
fn with_number(ctx: &Ctx, filling: &Filling, answers: &Answers, number: &str) -> Context {
    let mut context = filling.context.clone();
    let file = filling.draft.id;
    let told = Told { file, number, filed_at: ctx.now(), step: None, previous: None };
    context.file = told::texts(ctx, &filling.ready, &context, answers, &told);
    context
}

pub(crate) async fn send_once(ctx: &Ctx, filling: &Filling, filed: &Filed) -> Result<String, Problem> {
    let today = filling.context.today();
    let number = filing::next_number(ctx.db(), today.year()).await?;
    let due = flow::clock::promised(ctx, &filling.ready, today);
    let receipt = receipt(ctx, filling, filed, &number, due).await?;
    let outcome =
        flow::start(&filling.ready, &with_number(ctx, filling, &filed.answers, &number), &filed.answers)?;
    let json = sealed_json(&outcome.answers);
    let rules = crate::store::routes::of_procedure(ctx.db(), filling.ready.procedure).await?;
    let (unit, team) = {
        let state = State::new(&filling.ready.form, &filling.context, &outcome.answers);
        crate::agent::queue::routing::destination(&filling.ready, rules, &state)
    };
    let (draft, actor, number_ref, receipt_ref) = (&filling.draft, &filling.actor, &number, &receipt);
    let new = NewFile {
        id: draft.id,
        number: &number,
        ready: &filling.ready,
        person: draft.person,
        channel: channel_name(filling.context.channel),
        answers: &json,
        due_on: &dates::iso(due),
        filed_at: filed_at(ctx, today),
        outcome: &outcome,
        unit,
        team,
    };
    let opened = filling.held(ctx).await?;
    let reported = &report::reported(ctx, &opened, draft.id).await?;
    let (new, now) = (&new, ctx.now());
    let said = &received_on_paper(ctx, filling, due);
    let contacts = &contacts::new_ones(ctx, filling, &filed.answers).await?;
    let entry = filling.entry.as_ref();
    let left_out = &uploads::left_out(&filling.uploads, &filed.answers);
    ctx.db()
        .write(move |tx| async move {
            if !drafts::end(&tx, draft.id, left_out).await? {
                return Err(Problem::conflict("problem-two-windows"));
            }
            for (attribute, value) in contacts {
                ctx.desk().set_attribute(&tx, draft.person, *attribute, value).await?;
            }
            if let Some(entry) = entry {
                tx.exec(&entries::FILED, params![draft.id, number_ref.as_str(), now]).await?;
                counter::record(ctx, &tx, entry, &new.ready.slug, number_ref).await?;
            } else {
                tx.exec(&entries::DROP, params![draft.id]).await?;
            }
            filing::insert(ctx, &tx, actor, new).await?;
            report::tell(ctx, &tx, actor, (draft.id, draft.person), reported).await?;
            documents::insert(ctx, &tx, receipt_ref).await?;
            let (person, key) = (draft.person, "procedures-mail-filed");
            filing::tell_on_paper(ctx, &tx, person, number_ref, key, said.clone()).await?;
            Ok::<_, Problem>(())
        })
        .await?;
    tracing::info!(procedure = %filling.ready.slug, "file received");
    Ok(number)
}

/// The receipt as a letter says it: the code that follows the file, and the date of the answer. No answer of the form.
fn received_on_paper(ctx: &Ctx, filling: &Filling, due: Date) -> Vec<Block> {
    let texts = ctx.app().texts();
    let due = dates::long(ctx.lang(), due);
    let mut blocks =
        vec![Block::paragraph(texts.get(ctx.lang(), "procedures-sent-due", &[("due", due.into())]).0)];
    if filling.is_without_session(ctx) {
        let code = model::tracking_code(ctx, filling.draft.id);
        let text = texts.get(ctx.lang(), "procedures-doc-code", &[("code", code.as_str().into())]).0;
        blocks.push(Block::paragraph(text));
    }
    blocks
}

/// The moment from which the commune has the request: now, or noon of the day its paper came (midday in Greenwich is the same day
/// in all of Europe).
fn filed_at(ctx: &Ctx, received: Date) -> OffsetDateTime {
    if received == ctx.today() {
        ctx.now()
    } else {
        received.with_time(time::macros::time!(12:00)).assume_utc()
    }
}

async fn receipt(
    ctx: &Ctx,
    filling: &Filling,
    filed: &Filed,
    number: &str,
    due: Date,
) -> Result<Issued, Problem> {
    let applicant = documents::applicant(ctx, filling, &filed.answers).await?;
    let state = State::new(&filling.ready.form, &filling.context, &filed.answers);
    let code = filling.is_without_session(ctx).then(|| model::tracking_code(ctx, filling.draft.id));
    let received = filling.context.today();
    let content = documents::receipt(
        ctx,
        &filling.ready,
        &state,
        &documents::ReceiptOf { number, received, due, applicant, code },
    );
    documents::issue(ctx, filling.draft.id, filling.draft.person, content).await
}

#[derive(Template)]
#[template(path = "sent.html")]
struct SentPage {
    page: Page,
    number: String,
    due: String,
    code: Option<String>,
    receipt: Option<String>,
    fingerprint: String,
    confirmation: String,
    /// The questions on how it went, unless they are answered.
    asks: bool,
    said: bool,
    slug: String,
}

impl SentPage {
    fn opinion_key(&self, question: &str, answer: &str) -> String {
        format!("procedures-opinion-{question}-{answer}")
    }

    fn opinion_href(&self) -> String {
        format!("/demarches/{}/envoye/{}/avis", self.slug, self.number)
    }

    fn follow_href(&self) -> String {
        if self.code.is_some() {
            format!("/suivre/{}", self.number)
        } else {
            format!("/moi/demarches/{}", self.number)
        }
    }
}

/// `GET /demarches/{slug}/envoye/{number}/code.pdf`: number and tracking code alone, to take home from a screen that forgets.
pub(super) async fn ticket(
    ctx: Ctx,
    Path((_slug, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (_, row) = access::own_file(&ctx, &number).await?;
    if ctx.signed_in() {
        return Err(Problem::not_found());
    }
    let printer = ctx.app().printer().ok_or_else(Problem::not_found)?;
    let ticket = documents::ticket(&ctx, &number, &model::tracking_code(&ctx, row.id));
    let bytes = tokio::task::spawn_blocking(move || printer(&ticket))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&error))?;
    Ok(attachment("application/pdf", &format!("{number}.pdf"), bytes))
}

/// `GET /demarches/{slug}/envoye/{number}`
pub(super) async fn sent(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((_slug, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (_, row) = access::own_file(&ctx, &number).await?;
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let receipt =
        crate::store::documents::of_file(ctx.db(), row.id).await?.into_iter().find(|of| of.kind == "receipt");
    let page = Page::new(&ctx, "procedures-sent-title", "procedures-sent-description").private();
    let code = (!ctx.signed_in()).then(|| model::tracking_code(&ctx, row.id));
    let due = model::iso_date(&row.due_on).map(|date| page.date(&date)).unwrap_or_default();
    let template = SentPage {
        asks: !satisfaction::is_answered(&ctx, row.id).await?,
        said: ctx.param("fait").is_some(),
        slug: ready.slug.clone(),
        due,
        code,
        receipt: receipt
            .as_ref()
            .filter(|of| documents::has_pdf(&ctx, of))
            .map(|of| format!("/documents/{}.pdf", of.fingerprint)),
        fingerprint: receipt.map(|of| of.fingerprint).unwrap_or_default(),
        confirmation: ready.model().meta.confirmation.as_str().to_owned(),
        number: row.number,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}
