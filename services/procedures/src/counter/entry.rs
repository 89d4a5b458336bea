//! A request being written down: the pages of `fill`, turned by an agent; then the receipt that the person takes home.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::{Context, file};
use beffroi_forms::model::{ChannelKind, LoginLevel};
use beffroi_forms::value::{Answers, Value};
use beffroi_people::{Attribute, Place};
use beffroi_web::{Ctx, Faults, Frame, Lang, Page, Posted, Problem, dates};
use time::{Date, PrimitiveDateTime, Time};
use uuid::Uuid;

use super::people::{Older, person_page, request_questions};
use super::{agent, may_enter, open};
use crate::fill::pages::{answered, autosaved, go, shown};
use crate::fill::send::{check_page, send_whole};
use crate::fill::{BASIS, Filling, base_context, channel_of, draft_answers, proposed};
use crate::follow::pages::attachment;
use crate::model;
use crate::paper;
use crate::revisions::{Ready, Revisions};
use crate::sources::{self, Read};
use crate::store::drafts::{self, DraftRow, NewDraft};
use crate::store::entries::{self, EntryRow};
use crate::store::{documents, files};

/// The answer to a question of one text.
fn chosen<'a>(answers: &'a Answers, name: &str) -> &'a str {
    match answers.get(name) {
        Some(Value::Text(text) | Value::Choice(text)) => text,
        _ => "",
    }
}

/// `POST /agent/guichet/personne/{person}`: makes the draft, or takes up the one there is.
pub(super) async fn begin(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(person): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    let questions = request_questions(&ctx).await?;
    let read = questions.read(&posted);
    if !read.is_good() {
        return person_page(&ctx, &revisions, person, &questions, Some(&read), Faults::default(), None).await;
    }
    let answers = read.answers();
    let ready = match chosen(answers, "code") {
        "" => revisions.published(ctx.db(), chosen(answers, "demarche")).await?,
        code => match of_paper(&ctx, &revisions, code, posted.get("revision")).await? {
            Scanned::Revision(ready) => *ready,
            Scanned::Unknown => {
                let mut faults = Faults::default();
                faults.push("code", ctx.s("procedures-counter-code-unknown"));
                return person_page(&ctx, &revisions, person, &questions, Some(&read), faults, None).await;
            }
            Scanned::Older(older) => {
                let (read, none) = (Some(&read), Faults::default());
                return person_page(&ctx, &revisions, person, &questions, read, none, Some(older)).await;
            }
        },
    };
    let received = match answers.get("recu") {
        Some(Value::Date(date)) => *date,
        _ => ctx.today(),
    };
    let entry = entry_of(&ctx, &ready, person, chosen(answers, "canal"), received)?;
    let draft = taken_up(&ctx, &ready, entry).await?;
    Ok(go(&ctx, &format!("/agent/guichet/saisie/{}", draft.id), &format!("remplir/{}", draft.page)))
}

/// What the code of a paper form led to.
enum Scanned {
    /// The revision to write down.
    Revision(Box<Ready>),
    /// A newer one is published: the agent chooses, knowing what changed.
    Older(Older),
    Unknown,
}

/// The revision of a scanned code, or the newer one if the agent chose it.
async fn of_paper(ctx: &Ctx, revisions: &Revisions, code: &str, wanted: &str) -> Result<Scanned, Problem> {
    let Some((slug, revision)) = paper::read_code(code) else { return Ok(Scanned::Unknown) };
    let Some(of) = paper::published(ctx.db(), &slug, revision).await? else { return Ok(Scanned::Unknown) };
    let Some((newer, changes)) = paper::newer(ctx.db(), &of).await? else {
        return Ok(match of.row.published {
            Some(_) => Scanned::Revision(Box::new(revisions.ready(ctx.db(), &of.row, revision).await?)),
            None => Scanned::Unknown,
        });
    };
    match wanted.parse::<i64>() {
        Ok(wanted) if wanted == newer || wanted == revision => {
            Ok(Scanned::Revision(Box::new(revisions.ready(ctx.db(), &of.row, wanted).await?)))
        }
        _ => Ok(Scanned::Older(Older {
            paper: revision,
            newer,
            changes: changes.iter().map(|change| change.words(ctx)).collect(),
        })),
    }
}

/// An entry about to be, for a procedure that the agent may write down.
fn entry_of(
    ctx: &Ctx,
    ready: &Ready,
    person: Uuid,
    channel: &str,
    received: Date,
) -> Result<EntryRow, Problem> {
    let actor = agent(ctx)?;
    if !may_enter(ctx, actor, ready.unit) {
        return Err(Problem::forbidden());
    }
    Ok(EntryRow {
        id: ctx.ambient().uuid_v7(),
        procedure: ready.procedure,
        revision: ready.revision,
        person,
        agent: actor.person().ok_or_else(Problem::forbidden)?,
        unit: ready.unit,
        channel: channel.to_owned(),
        received_on: dates::iso(received),
        begun_at: ctx.now(),
        number: None,
        filed_at: None,
    })
}

/// The person's draft of the procedure with its entry: one draft however many hands turn its pages.
async fn taken_up(ctx: &Ctx, ready: &Ready, entry: EntryRow) -> Result<DraftRow, Problem> {
    let first = ready.model().pages.first().map(|page| page.id.to_string()).ok_or_else(Problem::not_found)?;
    let (desk, ambient, now, first, entry) = (ctx.desk(), ctx.ambient(), ctx.now(), first.as_str(), &entry);
    ctx.db()
        .write(move |tx| async move {
            if let Some(there) = drafts::present(&tx, Some(entry.person), &[], ready.procedure).await? {
                let entry = EntryRow { id: there.id, revision: there.revision, ..entry.clone() };
                entries::begin(&tx, &entry).await?;
                return Ok(there);
            }
            let sealer = desk.sealer(&tx, entry.person, BASIS).await?;
            let place = Place::new("procedures_draft", entry.id, "answers");
            let answers = sealer.text(ambient, &place, 1, "{}")?;
            let new = NewDraft {
                id: entry.id,
                procedure: ready.procedure,
                revision: ready.revision,
                person: entry.person,
                visit: None,
                answers: &answers,
                page: first,
            };
            drafts::insert(&tx, &new, now).await?;
            entries::begin(&tx, entry).await?;
            Ok::<_, Problem>(DraftRow {
                id: entry.id,
                procedure: ready.procedure,
                revision: ready.revision,
                person: entry.person,
                version: 1,
                answers,
                page: first.to_owned(),
                touched_at: now,
            })
        })
        .await
}

/// What an entry's evaluation depends on: its channel, and for a letter the day it came.
fn entry_context(ctx: &Ctx, entry: &EntryRow) -> Context {
    let mut context = base_context(ctx);
    context.channel = channel_of(&entry.channel);
    // Who stands at the counter has shown who she is; a voice or a letter has not.
    let seen = matches!(context.channel, ChannelKind::Counter | ChannelKind::Aidant);
    context.login = if seen { LoginLevel::Account } else { LoginLevel::None };
    if let Some(received) = model::iso_date(&entry.received_on).filter(|date| *date < context.today()) {
        context.now = PrimitiveDateTime::new(received, Time::MIDNIGHT);
    }
    context
}

/// The entry of this identifier, opened for the agent; another unit's does not exist for her.
async fn filling(ctx: &Ctx, revisions: &Revisions, id: Uuid) -> Result<Filling, Problem> {
    let actor = agent(ctx)?;
    let entry = entries::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    if !may_enter(ctx, actor, entry.unit) {
        return Err(Problem::not_found());
    }
    let draft = drafts::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    let ready = revisions.kept(ctx.db(), draft.procedure, draft.revision).await?;
    let opened = open(ctx, &entry, &ready.slug).await?;
    let mut context = entry_context(ctx, &entry);
    context.proposed = proposed(&ready, &opened, context.today().year()).await?;
    let (answers, uploads) = draft_answers(ctx, &ready, &draft, &opened, &context).await?;
    let read = Read::open(ctx, &opened, draft.id).await?;
    let (actor, entry) = (actor.clone(), Some(entry));
    let mut filling = Filling { ready, actor, draft, answers, uploads, context, read, entry };
    sources::propose(ctx, &mut filling);
    Ok(filling)
}

/// `GET /agent/guichet/saisie/{id}/remplir/{page}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((id, page)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    shown(&ctx, &filling(&ctx, &revisions, id).await?, &page)
}

/// `POST /agent/guichet/saisie/{id}/remplir/{page}`
pub(super) async fn submit(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((id, page)): Path<(Uuid, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    answered(&ctx, filling(&ctx, &revisions, id).await?, &page, &posted).await
}

/// `POST /agent/guichet/saisie/{id}/remplir/{page}/brouillon`
pub(super) async fn autosave(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((id, page)): Path<(Uuid, String)>,
    posted: Posted,
) -> Result<Response, Problem> {
    autosaved(&ctx, filling(&ctx, &revisions, id).await?, &page, &posted).await
}

/// `GET /agent/guichet/saisie/{id}/photo/{page}/{token}`: the code that a telephone reads, on the counter's screen.
pub(super) async fn photo(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((id, page, token)): Path<(Uuid, String, String)>,
) -> Result<Response, Problem> {
    crate::fill::photo::shown(&ctx, &filling(&ctx, &revisions, id).await?, &page, &token).await
}

/// `GET /agent/guichet/saisie/{id}/plus-tard`: it waits in the agent's list.
pub(super) async fn later(ctx: Ctx, Path(_): Path<Uuid>) -> Result<Response, Problem> {
    agent(&ctx)?;
    Ok(axum::response::Redirect::to("/agent/guichet?fait=1").into_response())
}

/// `GET /agent/guichet/saisie/{id}/verifier`
pub(super) async fn check(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    check_page(&ctx, &filling(&ctx, &revisions, id).await?, &[])
}

/// `POST /agent/guichet/saisie/{id}/verifier`
pub(super) async fn send(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(id): Path<Uuid>,
    _posted: Posted,
) -> Result<Response, Problem> {
    if let Some(number) = sent_before(&ctx, id).await? {
        return Ok(go(&ctx, "/agent/guichet", &format!("recu/{number}")));
    }
    let filling = filling(&ctx, &revisions, id).await?;
    let number = match file(&filling.ready.form, &filling.answers, &filling.context) {
        Ok(filed) => send_whole(&spoken(&ctx, &filling).await?, &filling, &filed).await?,
        Err(refusals) => return check_page(&ctx, &filling, &refusals),
    };
    Ok(go(&ctx, "/agent/guichet", &format!("recu/{number}")))
}

/// The same in the language in which the person wants to be written to: hers is the receipt, and what follows.
async fn spoken(ctx: &Ctx, filling: &Filling) -> Result<Ctx, Problem> {
    let Some(opened) = filling.opened(ctx).await? else { return Ok(ctx.clone()) };
    let known = opened.attribute(Attribute::Language).await?;
    let lang = known.and_then(|clear| Lang::from_tag(clear.as_str()));
    Ok(lang.map_or_else(|| ctx.clone(), |lang| ctx.speaking(lang)))
}

/// The number that an earlier press of the same button gave.
async fn sent_before(ctx: &Ctx, id: Uuid) -> Result<Option<String>, Problem> {
    let entry = entries::by_id(ctx.db(), id).await?;
    Ok(entry.filter(|of| agent(ctx).is_ok_and(|actor| actor.is(of.agent))).and_then(|of| of.number))
}

#[derive(Template)]
#[template(path = "counter-receipt.html")]
struct Receipt {
    page: Page,
    title: String,
    number: String,
    channel_key: String,
    received: String,
    due: String,
    code: String,
    has_pdf: bool,
    person: Uuid,
    handles: bool,
}

/// The file that this agent wrote down today: the tracking code on its receipt is the person's, and is shown once she has gone to nobody.
async fn just_filed(ctx: &Ctx, number: &str) -> Result<(EntryRow, files::FileRow), Problem> {
    let actor = agent(ctx)?;
    let entry = entries::by_number(ctx.db(), number).await?.ok_or_else(Problem::not_found)?;
    let today = |at| dates::civil(at, ctx.authority().zone()).date == ctx.today();
    if !actor.is(entry.agent) || !entry.filed_at.is_some_and(today) {
        return Err(Problem::not_found());
    }
    let row = files::by_id(ctx.db(), entry.id).await?.ok_or_else(Problem::not_found)?;
    Ok((entry, row))
}

/// `GET /agent/guichet/recu/{number}`
pub(super) async fn receipt(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (entry, row) = just_filed(&ctx, &number).await?;
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let issued = documents::of_file(ctx.db(), row.id).await?;
    let page = Page::new(&ctx, "procedures-counter-receipt-title", "procedures-counter-description")
        .frame(Frame::Agent);
    let day = |iso: &str| model::iso_date(iso).map(|date| page.date(&date)).unwrap_or_default();
    let template = Receipt {
        title: ready.sheet.title.clone(),
        channel_key: super::channel_key(&entry.channel),
        received: day(&entry.received_on),
        due: day(&row.due_on),
        code: model::tracking_code(&ctx, row.id),
        has_pdf: issued.iter().any(|of| of.kind == "receipt" && crate::documents::has_pdf(&ctx, of)),
        person: entry.person,
        handles: row.unit.is_some_and(|unit| agent(&ctx).is_ok_and(|actor| actor.works_in(unit))),
        number: row.number,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

/// `GET /agent/guichet/recu/{number}/recu.pdf`
pub(super) async fn receipt_pdf(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    let (entry, row) = just_filed(&ctx, &number).await?;
    let issued = documents::of_file(ctx.db(), row.id).await?;
    let receipt = issued.into_iter().find(|of| of.kind == "receipt").ok_or_else(Problem::not_found)?;
    let slug = crate::store::procedures::by_id(ctx.db(), row.procedure).await?.map(|of| of.slug);
    let opened = open(&ctx, &entry, &slug.unwrap_or_default()).await?;
    let pdf = crate::documents::pdf(&ctx, &opened, &receipt).await?.ok_or_else(Problem::not_found)?;
    Ok(attachment("application/pdf", &format!("{number}.pdf"), pdf))
}
