//! The counter: an agent writes down, for somebody who came, called or wrote, the same request on the same pages with the same checks.
//! The draft is the person's, the channel is recorded, the receipt is printed (Belgian Constitutional Court, 126/2025).

mod entry;
mod people;
mod questions;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use beffroi_people::{Actor, Attribute, Fields, Kind, Opened, Processing, Purpose, Role, Use};
use beffroi_store::Tx;
use beffroi_web::{App, Ctx, Faults, Frame, Page, Problem, dates, kiosk};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::store::entries::{self, EntryRow};
use crate::store::procedures;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/agent/guichet", get(home))
        .route("/agent/guichet/chercher", post(people::search))
        .route("/agent/guichet/personne", get(people::form).post(people::create))
        .route("/agent/guichet/personne/{person}", get(people::show).post(entry::begin))
        .route("/agent/guichet/personne/{person}/contact", get(people::contact).post(people::change_contact))
        .route("/agent/guichet/saisie/{id}/remplir/{page}", get(entry::show).post(entry::submit))
        .route("/agent/guichet/saisie/{id}/remplir/{page}/brouillon", post(entry::autosave))
        .route("/agent/guichet/saisie/{id}/photo/{page}/{token}", get(entry::photo))
        .route("/agent/guichet/saisie/{id}/plus-tard", get(entry::later))
        .route("/agent/guichet/saisie/{id}/verifier", get(entry::check).post(entry::send))
        .route("/agent/guichet/recu/{number}", get(entry::receipt))
        .route("/agent/guichet/recu/{number}/recu.pdf", get(entry::receipt_pdf))
}

/// Purpose of writing a request down for somebody.
pub(crate) const ENTRY: &str = "guichet";
/// Code of the processing under which a register is asked for somebody at the counter.
pub(crate) const REGISTERS: &str = "registres_guichet";
/// Purpose of finding who stands at the counter.
const SEARCH: &str = "guichet_recherche";
const RECEPTION: &[Role] = &[Role::Agent, Role::UnitHead, Role::Counter];

/// What tells one person from another, and how to reach her.
const IDENTITY: &[&str] = &[
    "given_name",
    "family_name",
    "birth_date",
    "national_number",
    "email",
    "phone",
    "address",
    "language",
    "contact",
];
/// The same with what a request holds: `SEALED`, in the order of the alphabet.
const ENTRY_FIELDS: &[&str] = &[
    "address",
    "answers",
    "birth_date",
    "body",
    "contact",
    "content",
    "email",
    "family_name",
    "given_name",
    "language",
    "name",
    "national_number",
    "pdf",
    "phone",
    "print",
    "record",
];

/// What the counter does with personal data.
pub(crate) const PROCESSINGS: [Processing; 3] = [
    Processing {
        code: ENTRY,
        title: "Demande écrite par un agent pour la personne, au guichet, par téléphone ou par courrier",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune, et la base légale de chaque démarche",
        persons: "Personnes qui font une démarche sans ordinateur",
        fields: Fields::Named(ENTRY_FIELDS),
        recipients: "Agents du service qui traite la démarche, agents d’accueil",
        transfers: "Aucun",
        retention: "Celle de la démarche",
        measures: "Chiffrement par personne, motif inscrit avant chaque lecture, démarches du service de l’agent seulement",
        who: RECEPTION,
        use_: Use::Ordinary,
    },
    Processing {
        code: SEARCH,
        title: "Recherche de la personne qui se présente au guichet",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune",
        persons: "Personnes connues de la commune",
        fields: Fields::Named(IDENTITY),
        recipients: "Agents de la commune",
        transfers: "Aucun",
        retention: "Aucune copie ; journal : un an",
        measures: "Recherche par adresse exacte ou numéro exact, sans liste de noms ; inscrite au journal de la personne",
        who: RECEPTION,
        use_: Use::AnyUnit,
    },
    Processing {
        code: REGISTERS,
        title: "Question posée à un registre pendant qu’un agent écrit la demande, avec l’accord de la personne présente",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; règlement (UE) 2018/1724, article 14, et la règle propre à chaque registre",
        persons: "Personnes qui font une démarche au guichet",
        fields: Fields::OfTheForm,
        recipients: "Le registre reçoit ce qui l’interroge ; le service qui traite la démarche reçoit la réponse",
        transfers: "Aucun",
        retention: "Avec la demande ; effacée avec un brouillon abandonné",
        measures: "L’agent lit à la personne ce qui est demandé, à qui et pourquoi ; chaque question est inscrite avant d’être posée",
        who: RECEPTION,
        use_: Use::Ordinary,
    },
];

/// The signed-in agent who receives people.
fn agent(ctx: &Ctx) -> Result<&Actor, Problem> {
    let actor = ctx.person()?;
    if actor.receives() { Ok(actor) } else { Err(Problem::forbidden()) }
}

/// May she write down a request for that unit?
fn may_enter(ctx: &Ctx, actor: &Actor, unit: Option<Uuid>) -> bool {
    let processing = ctx.desk().register().get(ENTRY);
    processing.is_some_and(|processing| actor.grant_for(processing, unit).is_some())
}

/// Opens the data of a person whose request is being written down: one journal entry a session and procedure.
pub(crate) async fn open(ctx: &Ctx, entry: &EntryRow, slug: &str) -> Result<Opened, Problem> {
    let number = entry.number.as_deref().unwrap_or_default();
    Ok(ctx.desk().open(agent(ctx)?, entry.person, &purpose(entry, slug, number)).await?)
}

fn purpose(entry: &EntryRow, slug: &str, number: &str) -> Purpose {
    let purpose = Purpose::new(ENTRY).procedure(slug).case(number).fields(ENTRY_FIELDS);
    match entry.unit {
        Some(unit) => purpose.unit(unit),
        None => purpose,
    }
}

/// Journals, with the file that it makes, that an agent wrote the request for the person.
pub(crate) async fn record(
    ctx: &Ctx,
    tx: &Tx,
    entry: &EntryRow,
    slug: &str,
    number: &str,
) -> Result<(), Problem> {
    let purpose = purpose(entry, slug, number);
    ctx.desk().record(tx, agent(ctx)?, entry.person, Kind::Entry, &purpose).await?;
    Ok(())
}

/// « Odile Planteville »
async fn name_of(opened: &Opened) -> Result<String, Problem> {
    let mut parts = Vec::new();
    for attribute in [Attribute::GivenName, Attribute::FamilyName] {
        if let Some(clear) = opened.attribute(attribute).await? {
            parts.push(clear.as_str().to_owned());
        }
    }
    Ok(parts.join(" "))
}

/// An entry in the agent's list: nothing personal.
struct Line {
    title: String,
    channel_key: String,
    begun_at: OffsetDateTime,
    /// Of the file once sent.
    number: Option<String>,
    /// Receipt, file or page to go on from; empty when none is hers any more.
    href: String,
}

#[derive(Template)]
#[template(path = "counter.html")]
struct Home {
    page: Page,
    faults: Faults,
    typed: String,
    lines: Vec<Line>,
    later: bool,
    /// Address that makes a screen of the town hall a kiosk, where that is allowed.
    kiosk: Option<String>,
}

/// Text key of a channel.
fn channel_key(channel: &str) -> String {
    format!("procedures-channel-{channel}")
}

/// `GET /agent/guichet`
async fn home(ctx: Ctx) -> Result<Response, Problem> {
    home_page(&ctx, Faults::default(), "").await
}

async fn home_page(ctx: &Ctx, faults: Faults, typed: &str) -> Result<Response, Problem> {
    let actor = agent(ctx)?;
    let own = actor.person().ok_or_else(Problem::forbidden)?;
    let mut lines = Vec::new();
    for entry in entries::of_agent(ctx.db(), own).await? {
        let Some(procedure) = procedures::by_id(ctx.db(), entry.procedure).await? else { continue };
        let day = |at| dates::civil(at, ctx.authority().zone()).date;
        let href = match &entry.number {
            Some(number) if entry.filed_at.is_some_and(|at| day(at) == ctx.today()) => {
                format!("/agent/guichet/recu/{number}")
            }
            Some(number) if entry.unit.is_some_and(|unit| actor.works_in(unit)) => {
                format!("/agent/dossiers/{number}")
            }
            // The receipt was for the day, and she handles no file: only the number is hers to see.
            Some(_) => String::new(),
            None => format!("/agent/guichet/saisie/{}/verifier", entry.id),
        };
        lines.push(Line {
            title: procedure.sheet["title"].as_str().unwrap_or(&procedure.slug).to_owned(),
            channel_key: channel_key(&entry.channel),
            begun_at: entry.begun_at,
            number: entry.number,
            href,
        });
    }
    let page = Page::new(ctx, "procedures-counter-title", "procedures-counter-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status: StatusCode = faults.status();
    let later = ctx.param("fait").is_some();
    page.html(
        status,
        &Home {
            page: page.clone(),
            faults,
            typed: typed.to_owned(),
            lines,
            later,
            kiosk: kiosk::address(ctx),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SEALED;

    #[test]
    fn an_entry_may_open_who_the_person_is_and_what_her_request_holds() {
        let mut both: Vec<&str> = IDENTITY.iter().chain(SEALED).copied().collect();
        both.sort_unstable();
        assert_eq!(ENTRY_FIELDS, both);
    }
}
