//! Several people on one file: the applicant lets somebody in, to read or also to write, and takes it back when she likes. Who is let in has an
//! account of her own, sees this file only, and stands in its history.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_people::{Actor, Opened, Place, VaultError};
use beffroi_store::params;
use beffroi_web::mail::{self, Letter};
use beffroi_web::{Ctx, Faults, Page, Posted, Problem, outgoing};
use time::Duration;
use uuid::Uuid;

use super::{back, see};
use crate::filing::{self, Entry};
use crate::fill::BASIS;
use crate::follow::access;
use crate::model;
use crate::store::files::{self, FileRow};
use crate::store::resident::{self, PartyRow};

/// Days in which an invitation is accepted.
const DAYS: i64 = 14;
/// People let into one file at once.
const MOST: usize = 10;
/// Longest name, in characters.
const LABEL_MOST: usize = 80;

/// Somebody let in, as the applicant sees her.
struct Party {
    id: Uuid,
    label: String,
    writes: bool,
    /// The code to hand over, while nobody used it.
    code: Option<String>,
    expires: String,
    accepted: Option<String>,
}

#[derive(Template)]
#[template(path = "parties.html")]
struct People {
    page: Page,
    number: String,
    faults: Faults,
    parties: Vec<Party>,
    who: String,
    email: String,
    writes: bool,
    said: bool,
}

impl People {
    fn revoke_href(&self, party: &Party) -> String {
        format!("/suivre/{}/personnes/{}/retirer", self.number, party.id)
    }
}

fn label_place(id: Uuid) -> Place<'static> {
    Place::new("procedures_party", id, "label")
}

/// The code of an invitation: computed, so that it can be shown again and need not be stored.
fn code(ctx: &Ctx, id: Uuid) -> String {
    model::code_of(ctx.app().secret().hash("invitation", ctx.authority().id, &id.to_string()))
}

/// What a code is looked up by.
fn code_hash(ctx: &Ctx, normal: &str) -> [u8; 32] {
    ctx.app().secret().hash("invitation-look-up", ctx.authority().id, normal)
}

fn live(ctx: &Ctx, row: &PartyRow) -> bool {
    row.revoked_at.is_none() && (row.person.is_some() || row.expires_at > ctx.now())
}

async fn show(
    ctx: &Ctx,
    (row, opened): (&FileRow, &Opened),
    faults: Faults,
    posted: &Posted,
) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-parties-title", "procedures-parties-title")
        .private()
        .refused(!faults.is_empty());
    let mut parties = Vec::new();
    for party in resident::parties(ctx.db(), row.id).await?.into_iter().filter(|party| live(ctx, party)) {
        let label = match opened.text(&label_place(party.id), &party.label) {
            Ok(clear) => clear.as_str().to_owned(),
            Err(VaultError::Erased) => String::new(),
            Err(error) => return Err(error.into()),
        };
        parties.push(Party {
            id: party.id,
            label,
            writes: party.rights == "write",
            code: party.person.is_none().then(|| code(ctx, party.id)),
            expires: page.day(&party.expires_at),
            accepted: party.accepted_at.map(|at| page.day(&at)),
        });
    }
    let status = faults.status();
    let template = People {
        number: row.number.clone(),
        faults,
        parties,
        who: posted.get("nom").to_owned(),
        email: posted.get("email").to_owned(),
        writes: posted.get("droit") == "ecrire",
        said: ctx.param("fait").is_some(),
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /suivre/{number}/personnes`
pub(super) async fn page(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    let (actor, row) = access::sole_file(&ctx, &number).await?;
    let opened = access::opened(&ctx, &actor, &row).await?;
    show(&ctx, (&row, &opened), Faults::default(), &Posted::default()).await
}

async fn faults_of(ctx: &Ctx, row: &FileRow, posted: &Posted) -> Result<Faults, Problem> {
    let mut faults = Faults::default();
    if let Some(message) =
        super::text_fault(ctx, posted.get("nom"), LABEL_MOST, "procedures-parties-name-missing")
    {
        faults.push("nom", message);
    }
    let email = posted.get("email");
    if !email.is_empty() && !mail::is_address(email) {
        faults.push("email", ctx.s("procedures-parties-email-wrong"));
    }
    let there = resident::parties(ctx.db(), row.id).await?;
    if there.iter().filter(|party| live(ctx, party)).count() >= MOST {
        faults.push("nom", ctx.s("procedures-parties-too-many"));
    }
    Ok(faults)
}

/// `POST /suivre/{number}/personnes`
pub(super) async fn invite(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::sole_file(&ctx, &number).await?;
    let faults = faults_of(&ctx, &row, &posted).await?;
    if !faults.is_empty() {
        let opened = access::opened(&ctx, &actor, &row).await?;
        return show(&ctx, (&row, &opened), faults, &posted).await;
    }
    let rights = if posted.get("droit") == "ecrire" { "write" } else { "read" };
    add(&ctx, &actor, &row, rights, (posted.get("nom"), posted.get("email"))).await?;
    Ok(see(&ctx, &format!("/suivre/{number}/personnes?fait=1")))
}

/// Makes an invitation, and mails it when there is an address; its identifier.
pub(crate) async fn add(
    ctx: &Ctx,
    actor: &Actor,
    row: &FileRow,
    rights: &str,
    (label, email): (&str, &str),
) -> Result<Uuid, Problem> {
    let id = ctx.ambient().uuid_v7();
    let code = code(ctx, id);
    let hash = code_hash(ctx, &model::normal_code(&code));
    let (letter, now) = (&invitation(ctx, email, &code), ctx.now());
    ctx.db()
        .write(move |tx| async move {
            let sealer = ctx.desk().sealer(&tx, row.person, BASIS).await?;
            let sealed = sealer.text(ctx.ambient(), &label_place(id), 1, label)?;
            let values = params![row.id, id, rights, sealed, &hash[..], now, now + Duration::days(DAYS)];
            tx.exec(&resident::INVITE, values).await?;
            let data = serde_json::json!({ "rights": rights });
            let entry = Entry { kind: "invited", public: true, data, body: None };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            if !letter.to.is_empty() {
                outgoing::to_address(&tx, ctx.app(), letter).await?;
            }
            Ok::<_, Problem>(id)
        })
        .await
}

/// The message names neither the file nor anybody; it leads to a page that asks to sign in.
fn invitation(ctx: &Ctx, to: &str, code: &str) -> Letter {
    let authority = ctx.authority();
    let text = |key: &str| ctx.app().texts().get(ctx.lang(), key, &authority.profile.names()).0;
    Letter {
        to: to.to_owned(),
        subject: text("procedures-mail-invitation-subject"),
        paragraphs: vec![text("procedures-mail-invitation-text")],
        link: Some((
            ctx.app().public_href(authority, &ctx.href(&format!("/invitation/{code}"))),
            text("procedures-mail-invitation-link"),
        )),
        signature: mail::signature(ctx),
        lang: ctx.lang().tag(),
    }
}

/// `POST /suivre/{number}/personnes/{id}/retirer`
pub(super) async fn revoke(
    ctx: Ctx,
    Path((number, id)): Path<(String, String)>,
    _posted: Posted,
) -> Result<Response, Problem> {
    let (actor, row) = access::sole_file(&ctx, &number).await?;
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let (ctx_ref, row_ref, actor_ref, now) = (&ctx, &row, &actor, ctx.now());
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&resident::REVOKE, params![row_ref.id, id, now]).await? == 1 {
                let entry = Entry { kind: "revoked", public: true, data: serde_json::json!({}), body: None };
                filing::write_event(ctx_ref, &tx, row_ref.id, row_ref.person, Some(actor_ref), entry).await?;
            }
            Ok::<_, Problem>(())
        })
        .await?;
    Ok(see(&ctx, &format!("/suivre/{number}/personnes?fait=1")))
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct Invitation {
    page: Page,
    faults: Faults,
    code: String,
}

fn enter_page(ctx: &Ctx, faults: Faults, code: &str) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-invitation-title", "procedures-invitation-title")
        .private()
        .refused(!faults.is_empty());
    let status = faults.status();
    page.html(status, &Invitation { page: page.clone(), faults, code: code.to_owned() })
}

/// `GET /invitation`, `GET /invitation/{code}`: opening the link of the mail changes nothing.
pub(super) async fn enter(ctx: Ctx) -> Result<Response, Problem> {
    ctx.person()?;
    let typed = ctx.path().strip_prefix("/invitation/").unwrap_or_default().to_owned();
    enter_page(&ctx, Faults::default(), &typed)
}

/// `POST /invitation/{code}`: the code typed counts, whatever the address says.
pub(super) async fn accept(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let person = super::person(actor)?;
    let typed = posted.get("code");
    let party = resident::party_by_code(ctx.db(), &code_hash(&ctx, &model::normal_code(typed))).await?;
    let party = party.filter(|party| party.person.is_none() && live(&ctx, party));
    let Some(party) = party else {
        // Sixty bits cannot be guessed; the pause keeps a script from trying.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        let mut faults = Faults::default();
        faults.push("code", ctx.s("procedures-invitation-wrong"));
        return enter_page(&ctx, faults, typed);
    };
    let row = files::by_id(ctx.db(), party.file).await?.ok_or_else(Problem::not_found)?;
    if actor.is(row.person) || resident::party_of(ctx.db(), row.id, person).await?.is_some() {
        return Ok(back(&ctx, &row.number));
    }
    take(&ctx, actor, &row, party.id).await?;
    Ok(back(&ctx, &row.number))
}

/// Takes the place that an invitation offers.
pub(crate) async fn take(ctx: &Ctx, actor: &Actor, row: &FileRow, party: Uuid) -> Result<(), Problem> {
    let (person, now) = (super::person(actor)?, ctx.now());
    let joined = &actor.joined_to(row.person);
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&resident::ACCEPT, params![row.id, party, person, now]).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            let entry = Entry { kind: "joined", public: true, data: serde_json::json!({}), body: None };
            filing::write_event(ctx, &tx, row.id, row.person, Some(joined), entry).await?;
            Ok(())
        })
        .await
}

/// The files into which somebody was let: what her space lists.
pub(crate) async fn shared_with(ctx: &Ctx, person: Uuid) -> Result<Vec<FileRow>, Problem> {
    let mut shared = Vec::new();
    for file in resident::files_of_party(ctx.db(), person).await? {
        shared.extend(files::by_id(ctx.db(), file).await?);
    }
    Ok(shared)
}
