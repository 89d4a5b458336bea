//! A request becomes a file, and what happens to it is written in its history: the one door to `procedures_file` and `procedures_event`.

use beffroi_forms::flow::Outcome;
use beffroi_people::{Actor, Place};
use beffroi_print_types::Block;
use beffroi_store::{AuthorityDb, StoreError, Tx, params};
use beffroi_web::{
    Ctx, Lang, Problem,
    mail::{self, Letter},
    outgoing::{self, Notice},
};
use serde_json::Value as Json;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::fill::BASIS;
use crate::flow;
use crate::journaled;
use crate::model;
use crate::revisions::Ready;
use crate::store::files::FileRow;
use crate::store::{files, labels, resident};

/// The next number of the year. Taken in a transaction of its own: a number may be lost, never given twice.
pub(crate) async fn next_number(db: &AuthorityDb, year: i32) -> Result<String, Problem> {
    let value: i64 = db
        .write(move |tx| async move { tx.one(&files::NEXT_NUMBER, params![year]).await?.get(0) })
        .await
        .map_err(|error: StoreError| Problem::from(error))?;
    Ok(model::number(year, value))
}

/// A file about to be.
pub(crate) struct NewFile<'n> {
    pub id: Uuid,
    pub number: &'n str,
    pub ready: &'n Ready,
    pub person: Uuid,
    pub channel: &'n str,
    /// The answers as JSON, files apart.
    pub answers: &'n str,
    pub due_on: &'n str,
    /// Since when the commune has it: the day a paper came may be before today.
    pub filed_at: OffsetDateTime,
    /// Who gets it: the rules of the procedure say.
    pub unit: Option<Uuid>,
    pub team: Option<Uuid>,
    /// What sending does by itself.
    pub outcome: &'n Outcome,
}

/// Puts the file in, with its first step and what that step does by itself.
pub(crate) async fn insert(ctx: &Ctx, tx: &Tx, actor: &Actor, new: &NewFile<'_>) -> Result<(), Problem> {
    let now = ctx.now();
    let outcome = new.outcome;
    let sealer = ctx.desk().sealer(tx, new.person, BASIS).await?;
    let sealed =
        sealer.text(ctx.ambient(), &Place::new("procedures_file", new.id, "answers"), 1, new.answers)?;
    let tracking = tracking_hash(ctx, new.id);
    let values = params![
        new.id,
        new.number,
        new.ready.procedure,
        new.ready.revision,
        new.person,
        new.unit,
        outcome.position.step.as_str(),
        outcome.position.before.iter().map(beffroi_forms::Id::as_str).collect::<Vec<_>>().join(","),
        model::state_name(outcome.public),
        outcome.waiting,
        !outcome.public.is_final(),
        new.channel,
        sealed,
        &tracking[..],
        new.filed_at,
        now,
        new.due_on,
        ctx.lang().tag(),
        new.team
    ];
    tx.exec(&files::INSERT, values).await?;
    let entry = Entry {
        kind: "filed",
        public: true,
        data: serde_json::json!({ "channel": new.channel }),
        body: None,
    };
    write_event(ctx, tx, new.id, new.person, Some(actor), entry).await?;
    crate::agent::queue::alerts::schedule(ctx, tx).await?;
    flow::entered(ctx, tx, actor, new, outcome).await
}

/// What a tracking code is looked up by.
pub(crate) fn tracking_hash(ctx: &Ctx, file: Uuid) -> [u8; 32] {
    hash_code(ctx, &model::normal_code(&model::tracking_code(ctx, file)))
}

/// Keyed hash of a normal code.
pub(crate) fn hash_code(ctx: &Ctx, normal: &str) -> [u8; 32] {
    ctx.app().secret().hash("tracking-look-up", ctx.authority().id, normal)
}

/// A line for a file's history.
pub(crate) struct Entry<'e> {
    pub kind: &'e str,
    /// The applicant sees it.
    pub public: bool,
    /// Nothing personal.
    pub data: Json,
    /// Words of people: sealed.
    pub body: Option<&'e str>,
}

/// Appends to the history; the sequence number.
pub(crate) async fn write_event(
    ctx: &Ctx,
    tx: &Tx,
    file: Uuid,
    person: Uuid,
    actor: Option<&Actor>,
    entry: Entry<'_>,
) -> Result<i64, Problem> {
    let now = ctx.now();
    let row = tx.one(&files::NEXT_EVENT, params![file, now]).await?;
    let seq: i64 = row.get(0)?;
    let (unit, number): (Option<Uuid>, String) = (row.get(1)?, row.get(2)?);
    let line = journaled::Line { kind: entry.kind, person, unit, number: &number };
    journaled::journal(ctx, tx, actor, &line).await?;
    let body = match entry.body {
        Some(text) => {
            let sealer = ctx.desk().sealer(tx, person, BASIS).await?;
            Some(sealer.text(ctx.ambient(), &event_place(file, seq), 1, text)?)
        }
        None => None,
    };
    let by_person = actor.and_then(Actor::person);
    let by_kind = match (actor, by_person) {
        (None, _) | (_, None) => "system",
        (_, Some(by)) if by == person => "applicant",
        (Some(actor), _) if actor.joint == Some(person) => "joint",
        _ => "agent",
    };
    let by_unit =
        actor.filter(|_| by_kind == "agent").and_then(|actor| actor.units().first().map(|unit| unit.id));
    let values =
        params![file, seq, now, entry.kind, by_kind, by_person, by_unit, entry.public, entry.data, body];
    tx.exec(&files::INSERT_EVENT, values).await?;
    tx.exec(&labels::KEEP_IN_STEP, params![file]).await?;
    // Whatever an agent tells the applicant is news.
    if by_kind == "agent" && entry.public {
        tx.exec(&resident::ANSWER_NEWS, params![file, now]).await?;
    }
    Ok(seq)
}

/// The same for a form that may be sent twice, because its sender had no answer: `once` is the key in the form (`Page::once`). `None` when
/// it was written before.
pub(crate) async fn write_once(
    ctx: &Ctx,
    tx: &Tx,
    row: &FileRow,
    actor: &Actor,
    once: &str,
    entry: Entry<'_>,
) -> Result<Option<i64>, Problem> {
    let keyed = (1..=ONCE_MAX).contains(&once.len());
    if keyed && tx.opt(&files::WRITTEN_ONCE, params![row.id, once]).await?.is_some() {
        return Ok(None);
    }
    let seq = write_event(ctx, tx, row.id, row.person, Some(actor), entry).await?;
    if keyed {
        tx.exec(&files::MARK_ONCE, params![row.id, seq, once]).await?;
    }
    Ok(Some(seq))
}

/// Longest key of a form: it is an identifier.
const ONCE_MAX: usize = 36;

/// Where the sealed text of an event lies. The history has no identifier of its own: file and sequence number make one.
pub(crate) fn event_place(file: Uuid, seq: i64) -> Place<'static> {
    let mut bytes = *file.as_bytes();
    for (byte, of) in bytes[8..].iter_mut().zip(seq.to_be_bytes()) {
        *byte ^= of;
    }
    Place::new("procedures_event", Uuid::from_bytes(bytes), "body")
}

/// Tells the applicant, in the language of her request, by mail, SMS or letter as she asked, that something happened; mail and SMS say
/// nothing of what.
pub(crate) async fn tell(
    ctx: &Ctx,
    tx: &Tx,
    person: Uuid,
    number: &str,
    key: &'static str,
) -> Result<(), Problem> {
    tell_on_paper(ctx, tx, person, number, key, Vec::new()).await
}

/// The same, with what a letter holds: paper has no link to follow. No answer of a form goes there.
pub(crate) async fn tell_on_paper(
    ctx: &Ctx,
    tx: &Tx,
    person: Uuid,
    number: &str,
    key: &'static str,
    blocks: Vec<Block>,
) -> Result<(), Problem> {
    let told = tx.one(&files::TOLD, params![number]).await?;
    let (unit, lang): (Option<Uuid>, String) = (told.get(0)?, told.get(1)?);
    let ctx = &ctx.speaking(Lang::from_tag(&lang).unwrap_or_default());
    let (mail, sms) = (news(ctx, number, key), sms(ctx, number, key));
    let notice = Notice { person, case: Some(number), unit, mail: &mail, sms: &sms, blocks };
    outgoing::notify(tx, ctx.app(), notice).await?;
    Ok(())
}

/// What a person wrote, as paragraphs of a letter.
pub(crate) fn paragraphs(text: &str) -> Vec<Block> {
    text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(Block::paragraph).collect()
}

/// The news in one SMS; of what, it does not say.
fn sms(ctx: &Ctx, number: &str, key: &str) -> String {
    let authority = ctx.authority();
    let own = format!("procedures-sms-{}", key.trim_start_matches("procedures-mail-"));
    let texts = ctx.app().texts();
    let key = if texts.has(Lang::Fr, &own) { own } else { "procedures-sms-news".to_owned() };
    let link = ctx.app().public_href(authority, &ctx.href("/suivre"));
    let [of, name] = authority.profile.names();
    texts.get(ctx.lang(), &key, &[("number", number.into()), of, name, ("link", link.into())]).0
}

fn news(ctx: &Ctx, number: &str, key: &str) -> Letter {
    message(ctx, number, key, &ctx.href(&format!("/suivre/{number}")))
}

/// What an agent reads by mail of a file that she has.
pub(crate) fn agent_news(ctx: &Ctx, number: &str, key: &str) -> Letter {
    message(&ctx.speaking(Lang::Fr), number, key, &format!("/agent/dossiers/{number}"))
}

fn message(ctx: &Ctx, number: &str, key: &str, path: &str) -> Letter {
    let authority = ctx.authority();
    let [of, name] = authority.profile.names();
    let args = [("number", number.into()), of, name];
    let text = |key: &str| ctx.app().texts().get(ctx.lang(), key, &args).0;
    Letter {
        to: String::new(),
        subject: text(&format!("{key}-subject")),
        paragraphs: vec![text(&format!("{key}-text"))],
        link: Some((ctx.app().public_href(authority, path), text("procedures-mail-link"))),
        signature: mail::signature(ctx),
        lang: ctx.lang().tag(),
    }
}

/// Days from today to a date, negative when it is past.
pub(crate) fn days_left(ctx: &Ctx, due_on: &str) -> Option<i64> {
    Some((model::iso_date(due_on)? - ctx.today()).whole_days())
}
