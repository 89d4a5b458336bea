//! Check, send, keep the receipt. Sending is one transaction: the draft becomes a file, once, however often the button is pressed.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::check::{Filed, State, file};
use beffroi_forms::value::{At, Refusal, Value};
use beffroi_people::Attribute;
use beffroi_store::params;
use beffroi_web::{Ctx, Frame, Page, Posted, Problem, dates};
use time::{Date, Duration};
use uuid::Uuid;

use super::pages::{filling, go};
use super::{Filling, channel_name, sealed_json};
use crate::documents::{self, Issued, hex};
use crate::filing::{self, NewFile};
use crate::flow;
use crate::follow::access;
use crate::model;
use crate::revisions::{Ready, Revisions};
use crate::store::drafts;
use crate::store::files::{self, FileRow};
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
    /// Names the draft that the button sends.
    sending: String,
    parts: Vec<Part>,
    missing: Vec<Missing>,
}

impl Check {
    fn here(&self) -> String {
        format!("/demarches/{}/verifier", self.ready.slug)
    }

    fn later_href(&self) -> String {
        format!("/demarches/{}/plus-tard", self.ready.slug)
    }
}

fn answers_by_page(ctx: &Ctx, filling: &Filling, state: &State<'_>) -> Vec<Part> {
    let pages = &filling.ready.model().pages;
    let part = |at: usize| Part {
        title: state.text(&pages[at].title, None),
        href: format!("/demarches/{}/remplir/{}?retour=verifier", filling.ready.slug, pages[at].id),
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
            let href = format!(
                "/demarches/{}/remplir/{}?retour=verifier#{anchor}",
                filling.ready.slug,
                page_of(&of.at)?
            );
            Some(Missing { href, message: words::refusal(ctx, state, of) })
        })
        .collect()
}

fn check_page(ctx: &Ctx, filling: &Filling, refusals: &[Refusal]) -> Result<Response, Problem> {
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
    let number = match send_once(&ctx, &filling, &filed).await {
        Ok(number) => number,
        // The other press of the same button came first: its file is this file.
        Err(problem) => match files::by_id(ctx.db(), filling.draft.id).await? {
            Some(row) => row.number,
            None => return Err(problem),
        },
    };
    Ok(received(&ctx, &slug, &number, filling.draft.id))
}

/// The way to the page that says the request is received; without account, this browser may follow it.
fn received(ctx: &Ctx, slug: &str, number: &str, file: Uuid) -> Response {
    let mut response = go(ctx, slug, &format!("envoye/{number}"));
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
fn with_number(filling: &Filling, number: &str) -> beffroi_forms::check::Context {
    let mut context = filling.context.clone();
    if let Ok(id) = beffroi_forms::Id::new("reference") {
        context.file.insert(id, number.to_owned());
    }
    context
}

/// Date by which the commune says it will answer.
fn due_on(ready: &Ready, today: Date) -> Date {
    let days = ready.model().meta.announced_days.unwrap_or(if ready.sheet.delay_days > 0 {
        ready.sheet.delay_days
    } else {
        30
    });
    today.saturating_add(Duration::days(i64::from(days)))
}

pub(crate) async fn send_once(ctx: &Ctx, filling: &Filling, filed: &Filed) -> Result<String, Problem> {
    let today = filling.context.today();
    let number = filing::next_number(ctx.db(), today.year()).await?;
    let due = due_on(&filling.ready, today);
    let receipt = receipt(ctx, filling, filed, &number, due).await?;
    let outcome = flow::start(&filling.ready, &with_number(filling, &number), &filed.answers)?;
    let json = sealed_json(&outcome.answers);
    let (draft, actor, number_ref, receipt_ref) = (&filling.draft, &filling.actor, &number, &receipt);
    let new = NewFile {
        id: draft.id,
        number: &number,
        ready: &filling.ready,
        person: draft.person,
        channel: channel_name(filling.context.channel),
        answers: &json,
        due_on: &dates::iso(due),
        outcome: &outcome,
    };
    let new = &new;
    let email = if ctx.signed_in() { None } else { own_email(filling, &filed.answers) };
    let email = email.as_deref();
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&drafts::DELETE, params![draft.id]).await? != 1 {
                return Err(Problem::conflict("problem-two-windows"));
            }
            if let Some(email) = email {
                ctx.desk().set_attribute(&tx, draft.person, Attribute::Email, email).await?;
            }
            filing::insert(ctx, &tx, actor, new).await?;
            documents::insert(ctx, &tx, receipt_ref).await?;
            filing::tell(ctx, &tx, draft.person, number_ref, "procedures-mail-filed").await?;
            Ok::<_, Problem>(())
        })
        .await?;
    tracing::info!(procedure = %filling.ready.slug, "file received");
    Ok(number)
}

/// The address a person without account gave in the form, so that she hears of her file.
fn own_email(filling: &Filling, answers: &beffroi_forms::value::Answers) -> Option<String> {
    filling.ready.form.nodes().iter().find_map(|node| {
        match (node.item.kind.name(), answers.get(node.item.id.as_str())) {
            ("email", Some(Value::Text(address))) => Some(address.clone()),
            _ => None,
        }
    })
}

async fn receipt(
    ctx: &Ctx,
    filling: &Filling,
    filed: &Filed,
    number: &str,
    due: Date,
) -> Result<Issued, Problem> {
    let applicant = documents::applicant(ctx, &filling.actor, &filling.ready, &filed.answers).await?;
    let state = State::new(&filling.ready.form, &filling.context, &filed.answers);
    let code = (!ctx.signed_in()).then(|| model::tracking_code(ctx, filling.draft.id));
    let content = documents::receipt(
        ctx,
        &filling.ready,
        &state,
        &documents::ReceiptOf { number, due, applicant, code },
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
}

impl SentPage {
    fn follow_href(&self) -> String {
        if self.code.is_some() {
            format!("/suivre/{}", self.number)
        } else {
            format!("/moi/demarches/{}", self.number)
        }
    }
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
        due,
        code,
        receipt: receipt
            .as_ref()
            .filter(|of| of.pdf_digest.is_some())
            .map(|of| format!("/documents/{}.pdf", of.fingerprint)),
        fingerprint: receipt.map(|of| of.fingerprint).unwrap_or_default(),
        confirmation: ready.model().meta.confirmation.as_str().to_owned(),
        number: row.number,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}
