//! What an agent does to a file beside its workflow: take it, note, write, ask a correction, fill in the back office.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::Id;
use beffroi_forms::check::{State, accept};
use beffroi_forms::compiled::Compiled;
use beffroi_forms::model::{Form, Item, Page as FormPage};
use beffroi_forms::value::{Answers, Typed};
use beffroi_people::{Actor, Place};
use beffroi_print_types::{Block, Mark};
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Frame, ONCE, Page, Posted, Problem, Sent};
use std::sync::Arc;

use super::file::load;
use crate::filing::{self, Entry, write_event};
use crate::fill::{BASIS, Questions, receive_files, remove_file, sealed_json};
use crate::flow::watch;
use crate::follow::answer::as_filling;
use crate::follow::pages::{OpenFile, open_file};
use crate::follow::summary;
use crate::revisions::{Ready, Revisions};
use crate::store::files::{self, FileRow};
use crate::words;

/// Longest text of an agent, in characters.
const TEXT_MAX: usize = 10_000;

pub(super) fn back(ctx: &Ctx, number: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/agent/dossiers/{number}?fait=1")))])
        .into_response()
}

/// The way to a file.
pub(super) fn go(ctx: &Ctx, number: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&format!("/agent/dossiers/{number}")))])
        .into_response()
}

/// `POST /agent/dossiers/{number}/prendre`: takes the file, or gives it back.
pub(super) async fn assign(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let actor = super::agent(&ctx)?;
    let to = if posted.has("rendre") { None } else { actor.person() };
    let (ctx_ref, row_ref, now) = (&ctx, &row, ctx.now());
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&files::ASSIGN, params![row_ref.id, to, now]).await?;
            let kind = if to.is_some() { "taken" } else { "given_back" };
            let entry = Entry { kind, public: false, data: serde_json::json!({}), body: None };
            write_event(ctx_ref, &tx, row_ref.id, row_ref.person, Some(actor), entry).await
        })
        .await?;
    Ok(back(&ctx, &number))
}

async fn say(
    ctx: &Ctx,
    number: &str,
    kind: &str,
    public: bool,
    posted: &Posted,
) -> Result<Response, Problem> {
    let (text, once) = (posted.get(kind), posted.get(ONCE));
    let row = load(ctx, number).await?;
    let actor = super::agent(ctx)?;
    if text.chars().count() > TEXT_MAX {
        return Err(Problem::bad_request());
    }
    if !text.is_empty() {
        let row_ref = &row;
        ctx.db()
            .write(move |tx| async move {
                let entry = Entry { kind, public, data: serde_json::json!({}), body: Some(text) };
                let written = filing::write_once(ctx, &tx, row_ref, actor, once, entry).await?;
                if public && written.is_some() {
                    let (person, number) = (row_ref.person, row_ref.number.as_str());
                    let said = filing::paragraphs(text);
                    filing::tell_on_paper(ctx, &tx, person, number, "procedures-mail-news", said).await?;
                }
                Ok::<_, Problem>(())
            })
            .await?;
    }
    Ok(back(ctx, number))
}

/// `POST /agent/dossiers/{number}/note`: for colleagues only.
pub(super) async fn note(ctx: Ctx, Path(number): Path<String>, posted: Posted) -> Result<Response, Problem> {
    say(&ctx, &number, "note", false, &posted).await
}

/// `POST /agent/dossiers/{number}/message`: to the applicant.
pub(super) async fn message(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    say(&ctx, &number, "message", true, &posted).await
}

/// A question that can be asked again.
struct Askable {
    field: String,
    label: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "ask.html")]
struct Ask {
    page: Page,
    number: String,
    faults: Faults,
    askable: Vec<Askable>,
    kind: String,
    text: String,
}

impl Ask {
    fn is_kind(&self, kind: &str, first: &bool) -> bool {
        self.kind == kind || (self.kind.is_empty() && *first)
    }
}

async fn ask_page(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    faults: Faults,
    posted: &Posted,
) -> Result<Response, Problem> {
    let (_, opened) = super::open_for_review(ctx, row).await?;
    let open = open_file(ctx, revisions, row, &opened).await?;
    let state = State::new(&open.ready.form, &open.context, &open.answers);
    let ask = |(field, label): (String, String)| Askable {
        ticked: posted.all("champ").any(|of| of == field),
        field,
        label,
    };
    let askable = summary::nameable(&state).into_iter().map(ask).collect();
    let page = Page::new(ctx, "procedures-ask-title", "procedures-ask-title")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Ask {
        number: row.number.clone(),
        faults,
        askable,
        kind: posted.get("genre").to_owned(),
        text: posted.get("texte").to_owned(),
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/dossiers/{number}/correction`
pub(super) async fn correction_form(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    ask_page(&ctx, &revisions, &row, Faults::default(), &Posted::default()).await
}

/// `POST /agent/dossiers/{number}/correction`: reopens the named fields; the file keeps its rank.
pub(super) async fn correction(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let actor = super::agent(&ctx)?;
    let fields: Vec<&str> = posted.all("champ").filter(|field| Id::new(field).is_ok()).collect();
    let mut faults = Faults::default();
    if fields.is_empty() {
        faults.push("champ-1", ctx.s("procedures-ask-none"));
    }
    if posted.get("texte").is_empty() {
        faults.push("texte", ctx.s("procedures-ask-text-missing"));
    }
    if !row.open {
        return Err(Problem::conflict("problem-moved"));
    }
    if !faults.is_empty() {
        return ask_page(&ctx, &revisions, &row, faults, &posted).await;
    }
    let kind = match posted.get("genre") {
        "incorrect" => "incorrect",
        "outdated" => "outdated",
        _ => "incomplete",
    };
    let ready = &revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let (ctx_ref, row_ref, text, now) = (&ctx, &row, posted.get("texte"), ctx.now());
    let once = posted.get(ONCE);
    let said = &asked_on_paper(&ctx.speaking(row.lang()), ready, text, &fields);
    let fields = &serde_json::json!(fields);
    ctx.db()
        .write(move |tx| async move {
            let entry = Entry {
                kind: "correction",
                public: true,
                data: serde_json::json!({ "fields": fields }),
                body: Some(text),
            };
            let Some(seq) = filing::write_once(ctx_ref, &tx, row_ref, actor, once, entry).await? else {
                return Ok(());
            };
            tx.exec(&files::ASK_CORRECTION, params![row_ref.id, seq, kind, fields.clone(), now]).await?;
            tx.exec(&files::SET_WAITING, params![row_ref.id, true, now]).await?;
            watch::touched(ctx_ref, &tx, row_ref, ready).await?;
            let (person, number) = (row_ref.person, row_ref.number.as_str());
            filing::tell_on_paper(ctx_ref, &tx, person, number, "procedures-mail-correction", said.clone())
                .await
        })
        .await?;
    Ok(back(&ctx, &number))
}

/// A correction request as a letter says it: what the agent wrote, the questions asked again, how to answer.
fn asked_on_paper(ctx: &Ctx, ready: &Ready, text: &str, fields: &[&str]) -> Vec<Block> {
    let label = |field: &&str| ready.form.node(field).map(|node| node.item.label.as_str().to_owned());
    let mut blocks = filing::paragraphs(text);
    let items: Vec<String> = fields.iter().filter_map(label).collect();
    blocks.push(Block::List { mark: Mark::Bullet, items });
    blocks.push(Block::paragraph(ctx.s("procedures-letter-answer")));
    blocks
}

/// The form with one page more, made of these items, so that conditions still read the whole file.
pub(crate) fn with_page(ready: &Ready, items: &[Item]) -> (Compiled, usize) {
    let mut form: Form = ready.model().clone();
    let index = form.pages.len();
    if let Ok(id) = Id::new("page_agent") {
        form.pages.push(FormPage {
            id,
            title: String::new().into(),
            when: None,
            items: items.to_vec(),
            require: Vec::new(),
            note: None,
        });
    }
    (Compiled::new(Arc::new(form), None), index)
}

/// The back-office fields as a page.
pub(super) fn office_form(open: &OpenFile) -> (Compiled, usize) {
    with_page(&open.ready, &open.ready.flow.fields)
}

/// `POST /agent/dossiers/{number}/donnees`: back-office fields; what is readable is kept.
pub(super) async fn office(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let (actor, opened) = super::open_for_review(&ctx, &row).await?;
    let mut open = open_file(&ctx, &revisions, &row, &opened).await?;
    open.context.agent = true;
    let (compiled, index) = office_form(&open);
    let mut filling = as_filling(&ctx, open, actor.clone(), &row).await?;
    if posted.has("_unfile") {
        remove_file(&ctx, &mut filling, posted.get("_unfile"), &Questions::Office).await?;
    }
    let mut refusals = receive_files(&ctx, &mut filling, &posted.files, &Questions::Office).await?;
    let typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton").collect();
    let read = accept(&compiled, index, &filling.answers, typed, &filling.context);
    refusals.extend(read.refusals);
    if let Some(first) = refusals.first() {
        let state = State::new(&compiled, &filling.context, &read.answers);
        let message = words::refusal(&ctx, &state, first);
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-office")
            .arg("message", message)
            .way(format!("/agent/dossiers/{number}"), "procedures-back-file"));
    }
    write_office(&ctx, &row, &actor, &read.answers).await?;
    Ok(back(&ctx, &number))
}

/// Writes back-office fields given as JSON, with their files (the demonstration's history).
pub(crate) async fn set_office(
    ctx: &Ctx,
    revisions: &Revisions,
    row: &FileRow,
    fields: &serde_json::Value,
    files: &[Sent],
) -> Result<(), Problem> {
    let (actor, opened) = super::open_for_review(ctx, row).await?;
    let open = open_file(ctx, revisions, row, &opened).await?;
    let (compiled, _) = office_form(&open);
    let mut filling = as_filling(ctx, open, actor.clone(), row).await?;
    receive_files(ctx, &mut filling, files, &Questions::Office).await?;
    filling.answers.0.extend(Answers::from_json(&compiled, fields, filling.context.today().year()).0.0);
    write_office(ctx, row, &actor, &filling.answers).await
}

async fn write_office(ctx: &Ctx, row: &FileRow, actor: &Actor, answers: &Answers) -> Result<(), Problem> {
    let json = sealed_json(answers);
    let (json, now) = (json.as_str(), ctx.now());
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
            if tx.exec(&files::SET_ANSWERS, params![row.id, row.version, sealed, row.waiting, now]).await?
                != 1
            {
                return Err(Problem::conflict("problem-moved"));
            }
            let entry = Entry { kind: "office", public: false, data: serde_json::json!({}), body: None };
            write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            // A timer's condition may read what was just filled in.
            watch::look(ctx, &tx, row.id, now).await
        })
        .await
}
