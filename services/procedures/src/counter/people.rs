//! Who stands at the counter: found by an exact address or number, or written down for the first time.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_forms::value::{Answers, Value};
use beffroi_people::{Attribute, Opened, Purpose};
use beffroi_web::contact::{Contact, Preference};
use beffroi_web::{Ctx, Faults, Frame, Lang, Markup, Page, Posted, Problem, dates};
use uuid::Uuid;

use super::questions::{PERSON, Questions, REQUEST, Read};
use super::{IDENTITY, SEARCH, agent, home_page, may_enter, name_of};
use crate::model;
use crate::postal;
use crate::revisions::Revisions;
use crate::store::drafts;
use crate::store::procedures;

/// Opens what tells who a person is: an entry in her journal.
async fn identity(ctx: &Ctx, person: Uuid) -> Result<Opened, Problem> {
    Ok(ctx.desk().open(agent(ctx)?, person, &Purpose::new(SEARCH).fields(IDENTITY)).await?)
}

fn to_person(ctx: &Ctx, person: Uuid) -> Response {
    let to = ctx.href(&format!("/agent/guichet/personne/{person}"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// `POST /agent/guichet/chercher`: by e-mail or national number, never by name: nobody is listed.
pub(super) async fn search(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    agent(&ctx)?;
    let typed = posted.get("qui");
    let mut faults = Faults::default();
    if typed.is_empty() {
        faults.push("qui", ctx.s("procedures-counter-who-missing"));
        return home_page(&ctx, faults, "").await;
    }
    let attribute = if typed.contains('@') { Attribute::Email } else { Attribute::NationalNumber };
    match ctx.desk().find_person(attribute, typed).await?.as_slice() {
        [] => {
            faults.push("qui", ctx.s("procedures-counter-nobody"));
            home_page(&ctx, faults, typed).await
        }
        [one] => Ok(to_person(&ctx, *one)),
        several => several_page(&ctx, several).await,
    }
}

/// Somebody in a choice between persons of one address.
struct Homonym {
    person: Uuid,
    name: String,
    born: String,
}

#[derive(Template)]
#[template(path = "counter-several.html")]
struct Several {
    page: Page,
    homonyms: Vec<Homonym>,
}

/// One address, several persons (a couple, a family): each opening is journaled.
async fn several_page(ctx: &Ctx, persons: &[Uuid]) -> Result<Response, Problem> {
    let page =
        Page::new(ctx, "procedures-counter-several", "procedures-counter-description").frame(Frame::Agent);
    let mut homonyms = Vec::new();
    for person in persons {
        let opened = identity(ctx, *person).await?;
        let known = Known::read(&page, &opened).await?;
        homonyms.push(Homonym { person: *person, name: known.name, born: known.born });
    }
    page.html(StatusCode::OK, &Several { page: page.clone(), homonyms })
}

#[derive(Template)]
#[template(path = "counter-new.html")]
struct New {
    page: Page,
    faults: Faults,
    questions: Markup,
    shown: String,
}

fn form_page(
    ctx: &Ctx,
    questions: &Questions,
    read: Option<&Read>,
    more: Faults,
) -> Result<Response, Problem> {
    let mut faults = read.map(|read| questions.faults(ctx, read)).unwrap_or_default();
    faults.0.extend(more.0);
    let page = Page::new(ctx, "procedures-counter-new-title", "procedures-counter-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let (html, shown) = questions.html(&page, read)?;
    let status = faults.status();
    page.html(status, &New { page: page.clone(), faults, questions: html, shown })
}

/// `GET /agent/guichet/personne`
pub(super) async fn form(ctx: Ctx) -> Result<Response, Problem> {
    agent(&ctx)?;
    form_page(&ctx, &Questions::new(&ctx, PERSON)?, None, Faults::default())
}

/// `POST /agent/guichet/personne`: somebody without account, known from now on.
pub(super) async fn create(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = agent(&ctx)?;
    let questions = Questions::new(&ctx, PERSON)?;
    let read = questions.read(&posted);
    if !read.is_good() {
        return form_page(&ctx, &questions, Some(&read), Faults::default());
    }
    let known = attributes(read.answers());
    for (attribute, field) in [(Attribute::NationalNumber, "niss"), (Attribute::Email, "email")] {
        let Some((_, value)) = known.iter().find(|(of, _)| *of == attribute) else { continue };
        if !ctx.desk().find_person(attribute, value).await?.is_empty() {
            let mut faults = Faults::default();
            faults.push(field, ctx.s("procedures-counter-already"));
            return form_page(&ctx, &questions, Some(&read), faults);
        }
    }
    let (desk, known) = (ctx.desk(), &known);
    let person = ctx
        .db()
        .write(move |tx| async move {
            let values: Vec<(Attribute, &str)> =
                known.iter().map(|(of, text)| (*of, text.as_str())).collect();
            let person = desk.create_person(&tx, &values).await?;
            let purpose =
                Purpose::new(SEARCH).fields(&values.iter().map(|(of, _)| of.as_str()).collect::<Vec<_>>());
            desk.record(&tx, actor, person, beffroi_people::Kind::Entry, &purpose).await?;
            Ok::<_, Problem>(person)
        })
        .await?;
    Ok(to_person(&ctx, person))
}

/// What the answers say of the person.
fn attributes(answers: &Answers) -> Vec<(Attribute, String)> {
    let text = |name: &str| match answers.get(name) {
        Some(Value::Text(text) | Value::Choice(text)) => text.clone(),
        Some(Value::Date(date)) => dates::iso(*date),
        Some(value @ Value::Parts(_)) => postal::lines(value),
        _ => String::new(),
    };
    let part = |part: &str| match answers.get("nom") {
        Some(Value::Parts(parts)) => parts.get(part).cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let all = [
        (Attribute::GivenName, part("given")),
        (Attribute::FamilyName, part("family")),
        (Attribute::BirthDate, text("naissance")),
        (Attribute::NationalNumber, text("niss")),
        (Attribute::Email, text("email")),
        (Attribute::Phone, text("telephone")),
        (Attribute::Address, text("adresse")),
        (Attribute::Language, text("langue")),
        (Attribute::Contact, text("contact")),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// Who the person is, in words.
#[derive(Default)]
struct Known {
    name: String,
    born: String,
    national_number: String,
    email: String,
    phone: String,
    address: Vec<String>,
    language: String,
    /// Text key of how she wants to be written to.
    contact: Option<String>,
}

impl Known {
    async fn read(page: &Page, opened: &Opened) -> Result<Self, Problem> {
        let mut known = Self { name: name_of(opened).await?, ..Self::default() };
        for (attribute, clear) in opened.attributes().await? {
            let text = clear.as_str().to_owned();
            match attribute {
                Attribute::BirthDate => {
                    known.born = model::iso_date(&text).map(|of| page.date(&of)).unwrap_or(text);
                }
                Attribute::NationalNumber => known.national_number = text,
                Attribute::Email => known.email = text,
                Attribute::Phone => known.phone = text,
                Attribute::Address => known.address = text.lines().map(str::to_owned).collect(),
                Attribute::Language => {
                    known.language = Lang::from_tag(&text).map(|of| of.endonym().to_owned()).unwrap_or(text);
                }
                Attribute::Contact => {
                    known.contact = Preference::of(&text).map(|of| format!("web-contact-{}", of.as_str()));
                }
                _ => {}
            }
        }
        Ok(known)
    }
}

#[derive(Template)]
#[template(path = "counter-person.html")]
struct Show {
    page: Page,
    person: Uuid,
    known: Known,
    faults: Faults,
    questions: Markup,
    shown: String,
    /// Titles of the requests she has begun.
    drafts: Vec<String>,
    /// The paper form that was read, when a newer revision is published.
    older: Option<Older>,
}

/// A paper form older than the published revision.
pub(super) struct Older {
    pub paper: i64,
    pub newer: i64,
    /// What changed between them, in words.
    pub changes: Vec<String>,
}

#[derive(Template)]
#[template(path = "counter-contact.html")]
struct ContactPage {
    page: Page,
    person: Uuid,
    faults: Faults,
    contact: Contact,
}

fn contact_page(ctx: &Ctx, person: Uuid, faults: Faults, contact: Contact) -> Result<Response, Problem> {
    let page = Page::new(ctx, "web-contact-title", "procedures-counter-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    page.html(status, &ContactPage { page: page.clone(), person, faults, contact })
}

/// `GET /agent/guichet/personne/{person}/contact`
pub(super) async fn contact(ctx: Ctx, Path(person): Path<Uuid>) -> Result<Response, Problem> {
    let contact = Contact::known(&identity(&ctx, person).await?, false).await?;
    contact_page(&ctx, person, Faults::default(), contact)
}

/// `POST /agent/guichet/personne/{person}/contact`: what the person says of how to reach her, written in her journal as a change.
pub(super) async fn change_contact(
    ctx: Ctx,
    Path(person): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    let actor = agent(&ctx)?;
    let contact = Contact::posted(&posted, false);
    let faults = contact.check(&ctx);
    if !faults.is_empty() {
        return contact_page(&ctx, person, faults, contact);
    }
    let (ctx_ref, contact) = (&ctx, &contact);
    ctx.db()
        .write(move |tx| async move {
            let purpose = Purpose::new(SEARCH).fields(&["contact", "phone", "address"]);
            let kind = beffroi_people::Kind::Rectification;
            ctx_ref.desk().record(&tx, actor, person, kind, &purpose).await?;
            contact.save(ctx_ref, &tx, person).await
        })
        .await?;
    Ok(to_person(&ctx, person))
}

/// The questions about the request, with the procedures that this agent may write down.
pub(super) async fn request_questions(ctx: &Ctx) -> Result<Questions, Problem> {
    let actor = agent(ctx)?;
    let mut choices: Vec<(String, String)> = procedures::all(ctx.db())
        .await?
        .into_iter()
        .filter(|row| row.published.is_some() && may_enter(ctx, actor, row.unit))
        .map(|row| (row.slug, row.sheet["title"].as_str().unwrap_or_default().to_owned()))
        .collect();
    choices.sort_by_key(|(_, title)| beffroi_web::search::tokens(Lang::Fr, title).join(" "));
    Questions::with_options(ctx, REQUEST, &choices)
}

/// `GET /agent/guichet/personne/{person}`
pub(super) async fn show(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path(person): Path<Uuid>,
) -> Result<Response, Problem> {
    let questions = request_questions(&ctx).await?;
    person_page(&ctx, &revisions, person, &questions, None, Faults::default(), None).await
}

/// The person, and the questions about what she wants.
pub(super) async fn person_page(
    ctx: &Ctx,
    revisions: &Revisions,
    person: Uuid,
    questions: &Questions,
    read: Option<&Read>,
    more: Faults,
    older: Option<Older>,
) -> Result<Response, Problem> {
    let opened = identity(ctx, person).await?;
    let mut titles = Vec::new();
    for draft in drafts::all_of_person(ctx.db(), person).await? {
        let ready = revisions.kept(ctx.db(), draft.procedure, draft.revision).await?;
        if may_enter(ctx, agent(ctx)?, ready.unit) {
            titles.push(ready.sheet.title.clone());
        }
    }
    let mut faults = read.map(|read| questions.faults(ctx, read)).unwrap_or_default();
    faults.0.extend(more.0);
    let page = Page::new(ctx, "procedures-counter-person-title", "procedures-counter-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let (html, shown) = questions.html(&page, read)?;
    let status = faults.status();
    let template = Show {
        known: Known::read(&page, &opened).await?,
        person,
        faults,
        questions: html,
        shown,
        drafts: titles,
        older,
        page: page.clone(),
    };
    page.html(status, &template)
}
