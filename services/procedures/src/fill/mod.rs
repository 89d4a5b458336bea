//! Filling in a procedure, page by page, without JavaScript: the draft is kept at every page, validation blocks only going on.
//!
//! One draft per person and procedure. A person without account is known by the cookie of her visit; she has a data key like everybody.

pub(crate) mod attach;
pub(crate) mod begin;
pub(crate) mod contacts;
pub(crate) mod later;
pub(crate) mod pages;
pub(crate) mod photo;
mod render;
pub(crate) mod send;
mod uploads;
mod windows;

use axum::Router;
use axum::routing::{get, post};
use beffroi_forms::Id;
use beffroi_forms::check::Context;
use beffroi_forms::model::{ChannelKind, Country, Kind, LoginLevel};
use beffroi_forms::value::{Answers, FileRef, Parser, Path as FieldPath, Typed, Value};
use beffroi_people::{Actor, Attribute, Opened, Place};
use beffroi_web::{App, Ctx, Problem, dates};
use time::PrimitiveDateTime;
use uuid::Uuid;

use crate::counter;
use crate::resident::data;
use crate::revisions::Ready;
use crate::sources::{self, Read};
use crate::store::drafts::{self, DraftRow, UploadRow};
use crate::store::entries::EntryRow;

pub(crate) use render::render_items;
pub(crate) use uploads::{Questions, is_named, receive as receive_files, remove as remove_file};

/// Retention basis of everything a file holds.
pub(crate) const BASIS: &str = "dossier";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/demarches/{slug}/commencer", get(begin::start).post(begin::begin))
        .route("/demarches/{slug}/remplir/{page}", get(pages::show).post(pages::submit))
        .route("/demarches/{slug}/remplir/{page}/brouillon", post(pages::autosave))
        .route("/demarches/{slug}/photo/{page}/{token}", get(pages::photo))
        .route("/photo/{token}", get(photo::form).post(photo::receive))
        .route(
            "/demarches/{slug}/registre/{reading}",
            get(sources::report::form).post(sources::report::report),
        )
        .route("/demarches/{slug}/plus-tard", get(later::later))
        .route("/demarches/{slug}/abandonner", post(later::abandon))
        .route("/demarches/{slug}/verifier", get(send::check).post(send::send))
        .route("/demarches/{slug}/envoye/{number}", get(send::sent))
        .route("/demarches/{slug}/envoye/{number}/code.pdf", get(send::ticket))
}

/// The person who fills in, and what she has saved.
pub(crate) struct Filling {
    pub ready: Ready,
    pub actor: Actor,
    pub draft: DraftRow,
    pub answers: Answers,
    pub uploads: Vec<UploadRow>,
    pub context: Context,
    /// What registers answered.
    pub read: Read,
    /// An agent writes it down for the person.
    pub entry: Option<EntryRow>,
}

impl Filling {
    /// Address below which its pages lie.
    pub(crate) fn root(&self) -> String {
        match &self.entry {
            Some(entry) => format!("/agent/guichet/saisie/{}", entry.id),
            None => format!("/demarches/{}", self.ready.slug),
        }
    }

    /// The person is not signed in herself: a code follows her file.
    pub(crate) fn is_without_session(&self, ctx: &Ctx) -> bool {
        self.entry.is_some() || !ctx.signed_in()
    }

    /// What the draft holds, opened: by the person herself, or by the agent who writes for her.
    pub(crate) async fn held(&self, ctx: &Ctx) -> Result<Opened, Problem> {
        match &self.entry {
            Some(entry) => counter::open(ctx, entry, &self.ready.slug).await,
            None => Ok(ctx.desk().open_own(&self.actor).await?),
        }
    }

    /// Whether registers may be asked: by the person herself, or by an agent whom she has in front of her and tells that she agrees.
    pub(crate) fn may_agree(&self) -> bool {
        self.entry.is_none() || self.context.login != LoginLevel::None
    }

    /// The right of whoever fills in to read what is known of the person; nobody's when she has no account and is alone.
    pub(crate) async fn opened(&self, ctx: &Ctx) -> Result<Option<Opened>, Problem> {
        match &self.entry {
            Some(entry) => counter::open(ctx, entry, &self.ready.slug).await.map(Some),
            None if ctx.signed_in() => Ok(Some(ctx.desk().open_own(&self.actor).await?)),
            None => Ok(None),
        }
    }
}

/// Keyed hash of the visit, as drafts without account are found.
pub(crate) fn visit_hash(ctx: &Ctx) -> [u8; 32] {
    ctx.app().secret().hash("visit", ctx.authority().id, ctx.visit())
}

/// The holder of a visit or of a tracking code, as an actor: one access entry per visit.
pub(crate) fn holder(ctx: &Ctx, person: Uuid) -> Actor {
    let hash = visit_hash(ctx);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Actor::holder(person, Uuid::from_bytes(bytes))
}

/// The draft of whoever asks, if any.
pub(crate) async fn find(ctx: &Ctx, ready: &Ready) -> Result<Option<(Actor, DraftRow)>, Problem> {
    if let Some(actor) = ctx.actor()
        && let Some(person) = actor.person()
        && let Some(draft) = drafts::of_person(ctx.db(), person, ready.procedure).await?
    {
        return Ok(Some((actor.clone(), draft)));
    }
    if ctx.signed_in() {
        return Ok(None);
    }
    let found = drafts::of_visit(ctx.db(), &visit_hash(ctx), ready.procedure).await?;
    Ok(found.map(|draft| (holder(ctx, draft.person), draft)))
}

/// Opens a draft; the revision is the one it was begun with.
pub(crate) async fn open(ctx: &Ctx, ready: Ready, actor: Actor, draft: DraftRow) -> Result<Filling, Problem> {
    let opened = ctx.desk().open_own(&actor).await?;
    let context = context(ctx, &ready, Some(&opened)).await?;
    let (answers, uploads) = draft_answers(ctx, &ready, &draft, &opened, &context).await?;
    let read = Read::open(ctx, &opened, draft.id).await?;
    let mut filling = Filling { ready, actor, draft, answers, uploads, context, read, entry: None };
    sources::propose(ctx, &mut filling);
    Ok(filling)
}

/// What a draft holds, files in their place.
pub(crate) async fn draft_answers(
    ctx: &Ctx,
    ready: &Ready,
    draft: &DraftRow,
    opened: &Opened,
    context: &Context,
) -> Result<(Answers, Vec<UploadRow>), Problem> {
    let place = Place::new("procedures_draft", draft.id, "answers");
    let clear = opened.text(&place, &draft.answers)?;
    let json = serde_json::from_str(clear.as_str()).map_err(|error| Problem::internal(&error))?;
    let (mut answers, _) = Answers::from_json(&ready.form, &json, context.today().year());
    let uploads = drafts::uploads(ctx.db(), draft.id).await?;
    place_files(opened, &mut answers, &uploads).await?;
    Ok((answers, uploads))
}

/// Puts the files received into the answers, by field.
pub(crate) async fn place_files(
    opened: &Opened,
    answers: &mut Answers,
    uploads: &[UploadRow],
) -> Result<(), Problem> {
    for upload in uploads {
        let Some(path) = FieldPath::parse(&upload.field) else { continue };
        let name = opened.text(&Place::new("procedures_upload", upload.id, "name"), &upload.name)?;
        let reference = FileRef {
            id: upload.id.to_string(),
            name: name.as_str().to_owned(),
            size: u64::try_from(upload.size).unwrap_or(0),
            media_type: upload.media.clone(),
        };
        add_file(answers, &path, reference);
    }
    Ok(())
}

pub(crate) fn add_file(answers: &mut Answers, path: &FieldPath, file: FileRef) {
    let target = match &path.row {
        None => answers,
        Some((block, row)) => match answers.0.get_mut(block) {
            Some(Value::Rows(rows)) if *row < rows.len() => &mut rows[*row],
            _ => return,
        },
    };
    match target.0.get_mut(&path.field) {
        Some(Value::Files(files)) if files.iter().all(|known| known.id != file.id) => files.push(file),
        Some(Value::Files(_)) => {}
        _ => target.insert(path.field.clone(), Value::Files(vec![file])),
    }
}

/// The answers as they are sealed: files are rows of their own.
pub(crate) fn sealed_json(answers: &Answers) -> String {
    let mut kept = answers.clone();
    let is_file = |value: &Value| matches!(value, Value::Files(_));
    kept.0.retain(|_, value| !is_file(value));
    for value in kept.0.values_mut() {
        if let Value::Rows(rows) = value {
            for row in rows {
                row.0.retain(|_, value| !is_file(value));
            }
        }
    }
    kept.to_json().to_string()
}

/// What an evaluation depends on besides answers.
pub(crate) async fn context(ctx: &Ctx, ready: &Ready, opened: Option<&Opened>) -> Result<Context, Problem> {
    let mut context = base_context(ctx);
    context.login = if ctx.signed_in() { LoginLevel::Account } else { LoginLevel::None };
    if let (LoginLevel::Account, Some(opened)) = (context.login, opened) {
        context.proposed = proposed(ready, opened, context.today().year()).await?;
    }
    Ok(context)
}

/// The commune, the clock and the channel.
pub(crate) fn base_context(ctx: &Ctx) -> Context {
    let local = dates::civil(ctx.now(), ctx.authority().zone());
    let mut context = Context::new(PrimitiveDateTime::new(local.date, local.time));
    let profile = &ctx.authority().profile;
    context.channel = ChannelKind::Online;
    context.country = if profile.country == "FR" { Country::Fr } else { Country::Be };
    let own = [
        ("name", vec![profile.name.clone()]),
        ("nis", vec![profile.code.clone()]),
        ("postcodes", profile.postcodes.clone()),
        ("email", vec![profile.email.clone()]),
        ("phone", vec![profile.phone.clone()]),
    ];
    let own = own.into_iter().map(|(name, values)| (name.to_owned(), values));
    for (name, values) in own.chain(profile.attributes.clone()) {
        if let Ok(id) = Id::new(&name) {
            context.authority.insert(id, values);
        }
    }
    context
}

/// What is known of the person, for the fields that say it could answer.
pub(crate) async fn proposed(ready: &Ready, opened: &Opened, year: i32) -> Result<Answers, Problem> {
    let mut known = Vec::new();
    for (attribute, clear) in opened.attributes().await? {
        known.push((attribute, clear.as_str().to_owned()));
    }
    let of = |attribute: Attribute| {
        known.iter().find(|(known, _)| *known == attribute).map_or("", |(_, text)| text.as_str())
    };
    let mut proposed = Answers::default();
    for node in ready.form.nodes() {
        let name = node.item.id.to_string();
        for source in &node.item.source {
            if source == "account.address" {
                let parts: Typed =
                    data::proposed_address(&node.item.id, of(Attribute::Address)).into_iter().collect();
                if let Ok(Some(value)) = (Parser { year }).read(&node.item.kind, &name, &parts) {
                    proposed.insert(node.item.id.clone(), value);
                    break;
                }
                continue;
            }
            let texts: Vec<(String, &str)> = match source.as_str() {
                "account.name" => vec![
                    (format!("{name}.given"), of(Attribute::GivenName)),
                    (format!("{name}.family"), of(Attribute::FamilyName)),
                ],
                "account.given_name" | "account.first_name" => vec![(name.clone(), of(Attribute::GivenName))],
                "account.family_name" | "account.last_name" => {
                    vec![(name.clone(), of(Attribute::FamilyName))]
                }
                "account.email" => vec![(name.clone(), of(Attribute::Email))],
                "account.phone" => vec![(name.clone(), of(Attribute::Phone))],
                "account.niss" => vec![(name.clone(), of(Attribute::NationalNumber))],
                "account.birth_date" => vec![(name.clone(), of(Attribute::BirthDate))],
                _ => continue,
            };
            let typed: Typed = texts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
            if let Ok(Some(value)) = (Parser { year }).read(&node.item.kind, &name, &typed) {
                proposed.insert(node.item.id.clone(), value);
                break;
            }
        }
    }
    Ok(proposed)
}

/// Name of a channel, as stored.
pub(crate) fn channel_name(channel: ChannelKind) -> &'static str {
    match channel {
        ChannelKind::Online => "online",
        ChannelKind::Counter => "counter",
        ChannelKind::Phone => "phone",
        ChannelKind::Post => "post",
        ChannelKind::Aidant => "aidant",
    }
}

/// The channel of a name, online when it is none.
pub(crate) fn channel_of(name: &str) -> ChannelKind {
    match name {
        "counter" => ChannelKind::Counter,
        "phone" => ChannelKind::Phone,
        "post" => ChannelKind::Post,
        "aidant" => ChannelKind::Aidant,
        _ => ChannelKind::Online,
    }
}

/// Largest file a field accepts, in bytes.
pub(crate) fn file_limit(kind: &Kind) -> Option<u64> {
    match kind {
        Kind::File { max_mib, .. } => Some(u64::from(*max_mib) * 1024 * 1024),
        _ => None,
    }
}
