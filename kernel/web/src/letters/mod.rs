//! Letters: every notification exists on paper, for whoever has no mail or prefers an envelope (Belgian Constitutional Court, 126/2025).
//! What a letter says is sealed under the person's key until somebody prints it for a stated purpose; lists show number, unit and date.

mod batch;
mod pages;
mod press;
mod store;

use axum::Router;
use axum::routing::{get, post};
use beffroi_people::{Actor, LETTER, Place};
use beffroi_print_types::{Authority as Head, Block, Document, Kind, Lang as PrintLang, Qr};
use beffroi_store::{AuthorityDb, StoreError, Tx, params};
use uuid::Uuid;

use crate::app::App;
use crate::authority::Authority;
use crate::ctx::Ctx;
use crate::dates;
use crate::lang::Lang;
use crate::mail::Letter;
use crate::problem::Problem;
use store::NewLetter;

pub(crate) use store::STATEMENTS;

/// Retention basis of what letters say.
const BASIS: &str = "letter";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/courrier-postal", get(pages::list))
        .route("/agent/courrier-postal/imprimer", post(batch::print))
        .route("/agent/courrier-postal/lot/{id}", get(pages::batch).post(batch::posted))
        .route("/agent/courrier-postal/lot/{id}/lettres.pdf", get(press::letters))
        .route("/agent/courrier-postal/lot/{id}/bordereau.pdf", get(press::slip))
        .route("/agent/courrier-postal/retour/{id}", post(batch::returned))
}

/// May this agent print the letters of that unit?
fn may_print(ctx: &Ctx, actor: &Actor, unit: Option<Uuid>) -> bool {
    ctx.desk().register().get(LETTER).is_some_and(|of| actor.grant_for(of, unit).is_some())
}

/// The signed-in agent who prints letters.
fn agent(ctx: &Ctx) -> Result<&Actor, Problem> {
    let actor = ctx.person()?;
    if actor.receives() { Ok(actor) } else { Err(Problem::forbidden()) }
}

/// Place of what a letter says.
fn place(id: Uuid) -> Place<'static> {
    Place::new("web_letter", id, "letter")
}

/// Letters of a file that could not leave: no address, or sent back.
pub async fn without_address(db: &AuthorityDb, reference: &str) -> Result<bool, StoreError> {
    Ok(db.one(&store::WITHOUT_ADDRESS, params![reference]).await?.get::<i64>(0)? > 0)
}

/// What goes on paper: a message as mail would say it, and what mail leaves behind its link.
pub(crate) struct OnPaper<'p> {
    pub message: &'p Letter,
    pub unit: Option<Uuid>,
    pub reference: &'p str,
    pub blocks: Vec<Block>,
}

/// Puts a letter into the queue, sealed; the same identifier again changes nothing.
pub(crate) async fn enqueue(
    app: &App,
    authority: &Authority,
    id: Uuid,
    person: Uuid,
    paper: OnPaper<'_>,
) -> Result<(), Problem> {
    let desk = app.people().desk(&app.db().of(authority.id), app.ambient());
    let (unit, reference) = (paper.unit, paper.reference.to_owned());
    let unit_name = match unit {
        Some(unit) => desk.units().await?.into_iter().find(|of| of.id == unit).map(|of| of.name),
        None => None,
    };
    let now = app.ambient().now();
    let date = dates::civil(now, authority.zone()).date;
    let document = document(app, authority, paper, unit_name, date);
    let text = serde_json::to_string(&document).map_err(|error| Problem::internal(&error))?;
    let (desk, text, reference) = (&desk, text.as_str(), reference.as_str());
    desk.db()
        .write(move |tx: Tx| async move {
            let sealer = desk.sealer(&tx, person, BASIS).await?;
            let letter = sealer.text(desk.ambient(), &place(id), 1, text)?;
            store::insert(&tx, NewLetter { id, person, unit, reference, letter }, now).await?;
            Ok::<_, Problem>(())
        })
        .await
}

/// The letter without its addressee, who is read when it is printed.
fn document(
    app: &App,
    authority: &Authority,
    paper: OnPaper<'_>,
    unit: Option<String>,
    date: time::Date,
) -> Document {
    let lang = Lang::from_tag(paper.message.lang).unwrap_or_default();
    let texts = app.texts();
    let head = head(app, authority, lang, unit);
    let mut document = Document::new(print_lang(lang), Kind::Letter, &paper.message.subject, head, date);
    document.place = Some(authority.profile.name.clone());
    document.reference = (!paper.reference.is_empty()).then(|| paper.reference.to_owned());
    document.blocks = paper.message.paragraphs.iter().map(Block::paragraph).collect();
    document.blocks.extend(paper.blocks);
    let phone = authority.phone();
    let reach = texts.get(lang, "web-letter-reach", &[("phone", phone.into())]).0;
    let counter = texts.get(
        lang,
        "web-letter-counter",
        &[("place", authority.profile.address.line().into()), ("hours", authority.hours(lang).into())],
    );
    document.blocks.push(Block::Notice {
        title: texts.get(lang, "web-letter-reach-title", &[]).0,
        paragraphs: vec![reach, counter.0],
    });
    document.qr =
        paper.message.link.as_ref().map(|(url, caption)| Qr { url: url.clone(), caption: caption.clone() });
    document
}

fn head(app: &App, authority: &Authority, lang: Lang, unit: Option<String>) -> Head {
    let profile = &authority.profile;
    Head {
        name: app.texts().get(lang, "web-commune-of", &profile.names()).0,
        unit,
        address: vec![
            profile.address.building.clone(),
            profile.address.street.clone(),
            format!("{} {}", profile.address.postcode, profile.address.town),
        ],
        contacts: vec![authority.phone(), profile.email.clone()],
        logo_svg: None,
    }
}

fn print_lang(lang: Lang) -> PrintLang {
    match lang {
        Lang::Fr => PrintLang::Fr,
        Lang::Nl => PrintLang::Nl,
        Lang::De => PrintLang::De,
        Lang::En => PrintLang::En,
    }
}
