//! What the applicant does on her file: write, correct what was asked again, take the step that the workflow offers her.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::check::{Again, ItemView, SHOWN, State, accept, check_page, view};
use beffroi_forms::model::Party;
use beffroi_forms::value::{At, Refusal, Typed};
use beffroi_people::{Actor, Place};
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Markup, ONCE, Page, Posted, Problem};

use super::access;
use super::pages::{OpenFile, open_file};
use crate::filing::{self, Entry};
use crate::fill::{
    BASIS, Filling, Questions, is_named, receive_files, remove_file, render_items, sealed_json,
};
use crate::flow::{self, Acting, watch};
use crate::revisions::Revisions;
use crate::sources::Read;
use crate::store::drafts::{self, DraftRow};
use crate::store::files::{self, FileRow};
use crate::words;

fn back(ctx: &Ctx, number: &str) -> Response {
    let root = if ctx.signed_in() { "/moi/demarches" } else { "/suivre" };
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("{root}/{number}?fait=1")))])
        .into_response()
}

/// Longest message, in characters.
pub(crate) const MESSAGE_MAX: usize = 5000;

/// `POST /suivre/{number}/message`
pub(super) async fn message(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::writable_file(&ctx, &number).await?;
    let (text, once) = (posted.get("message"), posted.get(ONCE));
    if !text.is_empty() {
        if text.chars().count() > MESSAGE_MAX {
            return Err(Problem::bad_request());
        }
        let (ctx_ref, actor_ref, row_ref) = (&ctx, &actor, &row);
        ctx.db()
            .write(move |tx| async move {
                let entry =
                    Entry { kind: "message", public: true, data: serde_json::json!({}), body: Some(text) };
                filing::write_once(ctx_ref, &tx, row_ref, actor_ref, once, entry).await
            })
            .await?;
    }
    Ok(back(&ctx, &number))
}

/// A correction request still open: its number and the fields to correct.
struct Asked {
    seq: i64,
    fields: Vec<String>,
}

async fn asked(ctx: &Ctx, row: &FileRow) -> Result<Asked, Problem> {
    // What was decided is decided on what was known then.
    if !row.open {
        return Err(Problem::not_found());
    }
    let found =
        ctx.db().opt(&files::OPEN_CORRECTION, params![row.id]).await?.ok_or_else(Problem::not_found)?;
    let fields: serde_json::Value = found.get(2)?;
    Ok(Asked { seq: found.get(0)?, fields: serde_json::from_value(fields).unwrap_or_default() })
}

async fn filling(ctx: &Ctx, revisions: &Revisions, actor: Actor, row: &FileRow) -> Result<Filling, Problem> {
    let opened = access::opened(ctx, &actor, row).await?;
    let open = open_file(ctx, revisions, row, &opened).await?;
    as_filling(ctx, open, actor, row).await
}

/// A file's answers as something to fill in again: what receives files into a draft receives them into a file.
pub(crate) async fn as_filling(
    ctx: &Ctx,
    open: OpenFile,
    actor: Actor,
    row: &FileRow,
) -> Result<Filling, Problem> {
    let OpenFile { ready, answers, context } = open;
    let draft = DraftRow {
        id: row.id,
        procedure: row.procedure,
        revision: row.revision,
        person: row.person,
        version: row.version,
        answers: Vec::new(),
        page: String::new(),
        touched_at: row.last_at,
    };
    let uploads = drafts::uploads(ctx.db(), row.id).await?;
    // A register is asked while a draft is filled in, not when a filed answer is corrected.
    let read = Read::default();
    Ok(Filling { ready, actor, draft, answers, uploads, context, read, entry: None })
}

#[derive(Template)]
#[template(path = "correct.html")]
struct Correct {
    page: Page,
    number: String,
    faults: Faults,
    shown: String,
    items: Markup,
}

/// Keeps the questions that were asked again, wherever they lie.
fn asked_items(items: Vec<ItemView>, fields: &[String]) -> Vec<ItemView> {
    let mut kept = Vec::new();
    for mut item in items {
        if fields.iter().any(|field| *field == item.path.field.to_string()) {
            kept.push(item);
        } else if !item.items.is_empty() {
            kept.extend(asked_items(std::mem::take(&mut item.items), fields));
        }
    }
    kept
}

fn show(
    ctx: &Ctx,
    filling: &Filling,
    number: &str,
    fields: &[String],
    typed: Option<&Typed>,
    refusals: &[Refusal],
) -> Result<Response, Problem> {
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let mut items = Vec::new();
    let mut shown = Vec::new();
    for index in state.visible_pages().collect::<Vec<_>>() {
        if let Some(seen) = view(&state, index, Again { typed, refusals, focus: None }) {
            items.extend(asked_items(seen.items, fields));
            shown.extend(seen.shown.split(',').filter(|path| is_named(path, fields)).map(str::to_owned));
        }
    }
    let faults = words::faults(ctx, &state, refusals);
    let page = Page::new(ctx, "procedures-correct-title", "procedures-correct-description")
        .private()
        .refused(!faults.is_empty());
    let items = render_items(&page, &state, &items)?;
    let status = faults.status();
    page.html(
        status,
        &Correct { page: page.clone(), number: number.to_owned(), faults, shown: shown.join(","), items },
    )
}

/// `GET /suivre/{number}/corriger`
pub(super) async fn correction(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (actor, row) = access::writable_file(&ctx, &number).await?;
    let asked = asked(&ctx, &row).await?;
    let filling = filling(&ctx, &revisions, actor, &row).await?;
    show(&ctx, &filling, &number, &asked.fields, None, &[])
}

/// `POST /suivre/{number}/corriger`
pub(super) async fn correct(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::writable_file(&ctx, &number).await?;
    let asked = asked(&ctx, &row).await?;
    let mut filling = filling(&ctx, &revisions, actor, &row).await?;
    let again = Questions::Named(&asked.fields);
    if posted.has("_unfile") {
        remove_file(&ctx, &mut filling, posted.get("_unfile"), &again).await?;
    }
    // Only the fields asked again change, whatever the request says it showed.
    let mut typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton" && *name != SHOWN).collect();
    let shown: Vec<&str> =
        posted.get(SHOWN).split(',').filter(|path| is_named(path, &asked.fields)).collect();
    typed.insert(SHOWN, shown.join(","));
    let mut refusals = receive_files(&ctx, &mut filling, &posted.files, &again).await?;
    let pages = filling.ready.model().pages.len();
    let mut rows_changed = false;
    for index in 0..pages {
        let read = accept(&filling.ready.form, index, &filling.answers, typed.clone(), &filling.context);
        filling.answers = read.answers;
        rows_changed |= read.row_changed.is_some();
        refusals.extend(read.refusals);
    }
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    refusals.extend((0..pages).flat_map(|index| check_page(&state, index)));
    refusals.retain(|of| matches!(&of.at, At::Field(path) if is_named(&path.to_string(), &asked.fields)));
    refusals.dedup();
    let stays = rows_changed || posted.has("_upload") || posted.has("_unfile");
    if stays || !refusals.is_empty() {
        let shown = if stays { &[][..] } else { &refusals[..] };
        return show(&ctx, &filling, &number, &asked.fields, Some(&typed), shown);
    }
    write_correction(&ctx, &filling, &row, &asked).await?;
    Ok(back(&ctx, &number))
}

async fn write_correction(ctx: &Ctx, filling: &Filling, row: &FileRow, asked: &Asked) -> Result<(), Problem> {
    let json = sealed_json(&filling.answers);
    let now = ctx.now();
    let json = json.as_str();
    ctx.db()
        .write(move |tx| async move {
            let sealer = ctx.desk().sealer(&tx, row.person, BASIS).await?;
            let version = u32::try_from(row.version + 1).unwrap_or(u32::MAX);
            let sealed = sealer.text(
                ctx.ambient(),
                &Place::new("procedures_file", row.id, "answers"),
                version,
                json,
            )?;
            if tx.exec(&files::SET_ANSWERS, params![row.id, row.version, sealed, false, now]).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            tx.exec(&files::ANSWER_CORRECTION, params![row.id, asked.seq, now]).await?;
            let entry = Entry {
                kind: "corrected",
                public: true,
                data: serde_json::json!({ "fields": asked.fields }),
                body: None,
            };
            filing::write_event(ctx, &tx, row.id, row.person, Some(&filling.actor), entry).await?;
            watch::touched(ctx, &tx, row, &filling.ready).await
        })
        .await
}

/// A button that the workflow offers to the applicant.
pub(super) struct Offered {
    pub id: String,
    pub label: String,
}

/// What the workflow offers the applicant here and now, without further questions.
pub(super) fn offers(open: &OpenFile, row: &FileRow) -> Result<Vec<Offered>, Problem> {
    if flow::is_at_rest(&open.ready.flow, row) {
        return Ok(Vec::new());
    }
    let machine = flow::machine(&open.ready, &open.context);
    let offers = machine.offers(&flow::position(row)?, &open.answers, &[Party::Applicant]);
    let simple =
        offers.into_iter().filter(|offer| offer.transition.is_none_or(|of| of.form.is_empty() && !of.reason));
    Ok(simple.map(|offer| Offered { id: offer.id.to_string(), label: offer.label }).collect())
}

/// `POST /suivre/{number}/etape`
pub(super) async fn step(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::writable_file(&ctx, &number).await?;
    advance(&ctx, &revisions, &actor, &row, posted.get("etape")).await?;
    Ok(back(&ctx, &number))
}

/// Takes a step that the workflow offers the applicant.
pub(crate) async fn advance(
    ctx: &Ctx,
    revisions: &Revisions,
    actor: &Actor,
    row: &FileRow,
    id: &str,
) -> Result<(), Problem> {
    let opened = access::opened(ctx, actor, row).await?;
    let open = open_file(ctx, revisions, row, &opened).await?;
    let id = beffroi_forms::Id::new(id).map_err(|_| Problem::bad_request())?;
    if flow::is_at_rest(&open.ready.flow, row) {
        return Err(Problem::conflict("problem-moved"));
    }
    let machine = flow::machine(&open.ready, &open.context);
    let outcome = machine
        .apply(&flow::position(row)?, &open.answers, &[Party::Applicant], &id)
        .map_err(|error| Problem::from(flow::FlowProblem(error)))?;
    let (ready, outcome) = (&open.ready, &outcome);
    let at = &Acting {
        file: row.id,
        number: &row.number,
        person: row.person,
        actor: Some(actor),
        form: &ready.form,
    };
    ctx.db().write(move |tx| async move { flow::moved(ctx, &tx, at, ready, row, outcome).await }).await
}
