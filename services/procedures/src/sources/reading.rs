//! Having a register asked: agreement given, question journaled and committed, and only then the call. What came of it is kept sealed.

use std::collections::BTreeMap;

use beffroi_people::{Kind as JournalKind, Opened, Place, Purpose, VaultError};
use beffroi_store::params;
use beffroi_web::fetch::Call;
use beffroi_web::{Ctx, Problem};
use serde::{Deserialize, Serialize};
use time::Duration;

use super::adapters::{self, About, Ask, Found, Unreadable};
use super::{Group, Held};
use crate::counter;
use crate::fill::{BASIS, Filling};
use crate::store::readings::{self, ReadingRow};
use crate::words;

/// Code of the processing under which registers are asked.
pub(crate) const PURPOSE: &str = "registres";

/// Questions that one person may have put in an hour: a form asks a handful.
const MOST_IN_AN_HOUR: i64 = 30;

/// What is sealed of a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Body {
    pub values: BTreeMap<String, Held>,
    /// What the person says is wrong in them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub report: String,
}

/// Keyed, so that the stored question tells nothing of the number it was asked with.
pub(crate) fn question(ctx: &Ctx, group: &Group, filling: &Filling, keys: &[String]) -> Vec<u8> {
    let mut named = format!("{}\0{}", filling.draft.person, group.target.name);
    for key in keys {
        named.push('\0');
        named.push_str(key);
    }
    ctx.app().secret().hash("register-question", ctx.authority().id, &named).to_vec()
}

pub(crate) fn place(row: &ReadingRow) -> Place<'static> {
    Place::new("procedures_reading", row.id, "body")
}

/// Opens what a register said; nothing when the key is destroyed.
pub(crate) fn open(opened: &Opened, row: &ReadingRow) -> Result<Option<Body>, Problem> {
    let Some(sealed) = &row.body else { return Ok(None) };
    match opened.text(&place(row), sealed) {
        Ok(clear) => {
            serde_json::from_str(clear.as_str()).map(Some).map_err(|error| Problem::internal(&error))
        }
        Err(VaultError::Erased) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Seals what a register said.
pub(crate) async fn seal(ctx: &Ctx, row: &ReadingRow, body: &Body) -> Result<Vec<u8>, Problem> {
    let json = serde_json::to_string(body).map_err(|error| Problem::internal(&error))?;
    let sealer = ctx.desk().sealer_now(row.person, BASIS).await?;
    let version = u32::try_from(row.version).unwrap_or(u32::MAX);
    Ok(sealer.text(ctx.ambient(), &place(row), version, &json)?)
}

/// Why nothing was asked.
pub(crate) enum NotAsked {
    /// The answers cannot be what the register knows things by.
    Implausible,
    /// Somebody signed in is needed.
    NeedsAccount,
    /// Too many questions in an hour.
    TooMany,
}

/// Has the register of a group asked, with the answers of its keys. Whatever comes of it is kept; only a refusal of ours is `Err`.
pub(crate) async fn read(
    ctx: &Ctx,
    filling: &Filling,
    group: &Group,
    keys: &[String],
) -> Result<Result<(), NotAsked>, Problem> {
    if group.kind.personal && !ctx.signed_in() {
        return Ok(Err(NotAsked::NeedsAccount));
    }
    let recipient = ctx.authority().profile.attributes.get("siret").and_then(|of| of.first());
    let about = About {
        recipient: recipient.map_or("", String::as_str),
        procedure: &filling.ready.slug,
        commune: &ctx.authority().profile.name,
    };
    let Some(ask) = (group.kind.ask)(keys, &about) else { return Ok(Err(NotAsked::Implausible)) };
    let now = ctx.now();
    let mut row = ReadingRow {
        id: ctx.ambient().uuid_v7(),
        holder: filling.draft.id,
        person: filling.draft.person,
        source: group.target.name.clone(),
        question: question(ctx, group, filling, keys),
        state: "asked".to_owned(),
        version: 1,
        body: None,
        read_at: now,
        refused_at: None,
    };
    if readings::count_since(ctx.db(), row.person, now - Duration::HOUR).await? >= MOST_IN_AN_HOUR {
        return Ok(Err(NotAsked::TooMany));
    }
    let kept = known_already(ctx, filling, group, &row).await?;
    journal(ctx, filling, group, &row).await?;
    let body = match kept {
        Some((body, read_at)) => {
            row.read_at = read_at;
            "found".clone_into(&mut row.state);
            Some(body)
        }
        None => ask_once(ctx, group, &ask, &mut row).await,
    };
    if let Some(body) = &body {
        row.body = Some(seal(ctx, &row, body).await?);
    }
    let row = &row;
    ctx.db().write(move |tx| async move { readings::answered(&tx, row).await }).await?;
    Ok(Ok(()))
}

/// The answer to the same question, when the register's rule lets it be used again.
async fn known_already(
    ctx: &Ctx,
    filling: &Filling,
    group: &Group,
    row: &ReadingRow,
) -> Result<Option<(Body, time::OffsetDateTime)>, Problem> {
    let Ok(keep) = Duration::try_from(group.target.keep) else { return Ok(None) };
    if keep.is_zero() {
        return Ok(None);
    }
    let Some(kept) = readings::recent(ctx.db(), row, row.read_at - keep).await? else { return Ok(None) };
    let opened = filling.held(ctx).await?;
    let body = open(&opened, &kept)?;
    Ok(body.map(|body| (Body { report: String::new(), ..body }, kept.read_at)))
}

/// Commits the journal entry, with the question's place: no call is made that is not told.
async fn journal(ctx: &Ctx, filling: &Filling, group: &Group, row: &ReadingRow) -> Result<(), Problem> {
    let source = title(ctx, &group.target.name);
    let asked: Vec<String> = group
        .fields
        .iter()
        .filter_map(|(field, _)| filling.ready.form.node(field))
        .map(|node| format!("{source} : {}", node.item.label.as_str()))
        .collect();
    let mut purpose = match &filling.entry {
        Some(_) => Purpose::new(counter::REGISTERS),
        None => Purpose::new(PURPOSE),
    };
    purpose = purpose.procedure(&filling.ready.slug).fields(&asked);
    if let Some(unit) = filling.entry.as_ref().and_then(|entry| entry.unit) {
        purpose = purpose.unit(unit);
    }
    let purpose = &purpose;
    ctx.db()
        .write(move |tx| async move {
            readings::ask(&tx, row).await?;
            let kind = JournalKind::Disclosure;
            ctx.desk().record(&tx, &filling.actor, row.person, kind, purpose).await?;
            Ok::<_, Problem>(())
        })
        .await
}

/// One call. The log tells which register and what kind of failure, never with what it was asked.
async fn ask_once(ctx: &Ctx, group: &Group, ask: &Ask, row: &mut ReadingRow) -> Option<Body> {
    let segments: Vec<&str> = ask.segments.iter().map(String::as_str).collect();
    let query: Vec<(&str, &str)> = ask.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let found = match ctx.app().fetcher().call(&group.target.name, &Call::get(&segments).query(&query)).await
    {
        Ok(answer) => understood(group.kind, answer.status.as_u16(), answer.json().as_ref()),
        Err(error) => Err(Unreadable(error.to_string())),
    };
    let (state, body) = match found {
        Ok(Found::Values(values)) => {
            let values = values.into_iter().map(|(name, held)| (name.to_owned(), held)).collect();
            ("found", Some(Body { values, report: String::new() }))
        }
        Ok(Found::Absent) => ("absent", None),
        Err(Unreadable(why)) => {
            tracing::warn!(source = %group.target.name, %why, "a register gave no answer");
            ("failed", None)
        }
    };
    state.clone_into(&mut row.state);
    body
}

/// Status and body of an answer. A register that does not know what it is asked says 404.
fn understood(
    kind: &adapters::Kind,
    status: u16,
    json: Option<&serde_json::Value>,
) -> Result<Found, Unreadable> {
    match (status, json) {
        (404 | 410, _) => Ok(Found::Absent),
        (200, Some(json)) => match adapters::told_error(json) {
            Some(error) => Err(error),
            None => (kind.read)(json),
        },
        (200, None) => Err(Unreadable("no JSON".to_owned())),
        (status, json) => Err(json.and_then(adapters::told_error).map_or_else(
            || Unreadable(format!("status {status}")),
            |error| Unreadable(format!("status {status}, {}", error.0)),
        )),
    }
}

/// What people read of a register: its own title, else that of its kind; one that is no longer configured keeps its name.
pub(crate) fn title(ctx: &Ctx, source: &str) -> String {
    match ctx.app().fetcher().target(source) {
        Some(target) if !target.title.is_empty() => target.title.clone(),
        Some(target) if target.kind != "plain" => ctx.s(&format!("procedures-source-kind-{}", target.kind)),
        _ => words::capital(&source.replace('-', " ")),
    }
}

/// The person will answer herself.
pub(crate) async fn refuse(ctx: &Ctx, row: &ReadingRow) -> Result<(), Problem> {
    let now = ctx.now();
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&readings::REFUSE, params![row.holder, row.id, now]).await?;
            Ok::<_, Problem>(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_status_and_a_body_are_understood_together() {
        let kind = adapters::kind("plain").unwrap();
        let good = json!({ "name": "Clairbois" });
        assert!(matches!(understood(kind, 200, Some(&good)), Ok(Found::Values(_))));
        assert_eq!(understood(kind, 404, Some(&good)), Ok(Found::Absent));
        for (status, json) in [
            (200, None),
            (200, Some(json!({ "errors": [{ "code": "01001" }] }))),
            (200, Some(json!("texte"))),
            (502, Some(json!({ "errors": [{ "code": "03002" }] }))),
            (500, None),
            (401, Some(good)),
        ] {
            assert!(understood(kind, status, json.as_ref()).is_err(), "{status} {json:?}");
        }
    }
}
