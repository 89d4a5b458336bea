//! The history: every file is filled in, sent and handled by its people at its own dates, oldest act first.

use std::path::Path;
use std::sync::Arc;

use beffroi_forms::check::file;
use beffroi_forms::value::Answers;
use beffroi_people::{Actor, Grant, Who};
use beffroi_store::{Ambient, params};
use beffroi_web::{App, Authority, Ctx, Sent, dates};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use time::{Duration, OffsetDateTime};

use super::{DemoError, Known, other, read};
use crate::agent::decision;
use crate::agent::queue::labels as label_acts;
use crate::filing::{Entry, tell, write_event};
use crate::fill::{self, begin, pages, receive_files, send};
use crate::resident::{appeal, news, parties, withdraw};
use crate::revisions::Revisions;
use crate::store::entries::{self, EntryRow};
use crate::store::{files, labels};

#[derive(Deserialize)]
struct Files {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    key: String,
    procedure: String,
    by: Option<String>,
    /// The agent who wrote it down for the person.
    entered_by: Option<String>,
    #[serde(default)]
    channel: String,
    filed_days_ago: Option<i64>,
    touched_days_ago: Option<i64>,
    answers: Json,
    #[serde(default)]
    acts: Vec<Act>,
    #[serde(default)]
    page: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Act {
    #[serde(rename = "do")]
    kind: String,
    days_ago: i64,
    by: String,
    transition: Option<String>,
    reason: Option<String>,
    form: Option<Json>,
    text: Option<String>,
    to: Option<String>,
    fields: Option<Json>,
}

/// One thing to do, at its moment.
enum Event<'f> {
    File(&'f File),
    Act(&'f File, &'f Act),
}

struct Seeder<'s> {
    app: &'s App,
    authority: &'s Arc<Authority>,
    folder: &'s Path,
    known: &'s Known,
    ambient: &'s Ambient,
    revisions: Revisions,
    numbers: std::collections::HashMap<String, String>,
}

pub(super) async fn seed(
    app: &App,
    authority: &Arc<Authority>,
    folder: &Path,
    known: &Known,
    ambient: &Ambient,
    now: OffsetDateTime,
) -> Result<(), DemoError> {
    let all: Files = read(folder, "files.json")?;
    let mut events: Vec<(OffsetDateTime, usize, Event<'_>)> = Vec::new();
    for file in &all.files {
        let ago = file.filed_days_ago.or(file.touched_days_ago).unwrap_or(0);
        // Spread over the day, so that the history does not look like a batch.
        let spread = Duration::minutes(i64::try_from(file.key.len() * 17 % 240).unwrap_or(0));
        events.push((
            now - Duration::days(ago) - Duration::hours(5) + spread,
            events.len(),
            Event::File(file),
        ));
        for act in &file.acts {
            events.push((
                now - Duration::days(act.days_ago) - Duration::hours(1),
                events.len(),
                Event::Act(file, act),
            ));
        }
    }
    events.sort_by_key(|(at, order, _)| (*at, *order));
    let mut seeder = Seeder {
        app,
        authority,
        folder,
        known,
        ambient,
        revisions: Revisions::default(),
        numbers: std::collections::HashMap::new(),
    };
    for (at, _, event) in events {
        let wait = at - ambient.now();
        if wait.is_positive() {
            ambient.advance(wait);
        }
        match event {
            Event::File(file) => seeder.send(file).await.map_err(|error| named(&file.key, &error))?,
            Event::Act(file, act) => seeder.act(file, act).await.map_err(|error| named(&file.key, &error))?,
        }
    }
    Ok(())
}

fn named(key: &str, error: &DemoError) -> DemoError {
    DemoError::Refused(key.to_owned(), error.to_string())
}

impl Seeder<'_> {
    async fn actor(&self, person: &str) -> Result<Actor, DemoError> {
        let id = *self
            .known
            .people
            .get(person)
            .ok_or_else(|| DemoError::Problem(format!("no person {person}")))?;
        let ctx = Ctx::outside(self.app, self.authority, None, self.ambient);
        let grants: Vec<Grant> = ctx.desk().grants_of(id).await.map_err(other)?;
        Ok(Actor { who: Who::Person(id), session: self.ambient.uuid_v4(), grants, joint: None })
    }

    async fn ctx(&self, person: Option<&str>) -> Result<Ctx, DemoError> {
        let actor = match person {
            Some(person) => Some(self.actor(person).await?),
            None => None,
        };
        Ok(Ctx::outside(self.app, self.authority, actor, self.ambient))
    }

    /// Fills in a procedure and, unless it stays a draft, sends it.
    async fn send(&mut self, of: &File) -> Result<(), DemoError> {
        let ctx = self.ctx(of.by.as_deref()).await?;
        let ready = self.revisions.published(ctx.db(), &of.procedure.replace('_', "-")).await?;
        let draft = begin::draft(&ctx, &ready).await?;
        let actor = ctx.actor().cloned().unwrap_or_else(|| fill::holder(&ctx, draft.person));
        let mut filling = fill::open(&ctx, ready, actor, draft).await?;
        filling.context.channel = fill::channel_of(&of.channel);
        let filed = dates::civil(ctx.now(), ctx.authority().zone()).date;
        let mut sent = Vec::new();
        let answers = self.prepared(&of.answers, filed, "", &mut sent)?;
        filling.answers = Answers::from_json(&filling.ready.form, &answers, filed.year()).0;
        let refused = receive_files(&ctx, &mut filling, &sent, &fill::Questions::Any).await?;
        if let Some(first) = refused.first() {
            return Err(DemoError::Problem(format!("{:?} {}", first.at, first.code.key())));
        }
        let page = of.page.clone().unwrap_or_else(|| filling.draft.page.clone());
        pages::save(&ctx, &mut filling, &page, None).await?;
        if of.filed_days_ago.is_none() {
            return Ok(());
        }
        let whole = file(&filling.ready.form, &filling.answers, &filling.context).map_err(|refusals| {
            DemoError::Problem(
                refusals
                    .iter()
                    .map(|of| format!("{:?} {}", of.at, of.code.key()))
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        })?;
        let ctx = match &of.entered_by {
            Some(agent) => self.written_down(&mut filling, agent, &of.channel, filed).await?,
            None => ctx,
        };
        let number = send::send_once(&ctx, &filling, &whole).await?;
        self.numbers.insert(of.key.clone(), number);
        Ok(())
    }

    /// The request as an agent wrote it down at the counter.
    async fn written_down(
        &self,
        filling: &mut fill::Filling,
        agent: &str,
        channel: &str,
        filed: time::Date,
    ) -> Result<Ctx, DemoError> {
        let ctx = self.ctx(Some(agent)).await?;
        let entry = EntryRow {
            id: filling.draft.id,
            procedure: filling.ready.procedure,
            revision: filling.ready.revision,
            person: filling.draft.person,
            agent: ctx.actor().and_then(Actor::person).unwrap_or_default(),
            unit: filling.ready.unit,
            channel: channel.to_owned(),
            received_on: dates::iso(filed),
            begun_at: ctx.now(),
            number: None,
            filed_at: None,
        };
        let row = &entry;
        ctx.db().write(move |tx| async move { entries::begin(&tx, row).await }).await?;
        filling.actor = ctx.actor().cloned().unwrap_or_else(|| filling.actor.clone());
        filling.entry = Some(entry);
        Ok(ctx)
    }

    /// Answers with their dates counted from the filing, and their samples taken out as files.
    fn prepared(
        &self,
        answers: &Json,
        filed: time::Date,
        path: &str,
        sent: &mut Vec<Sent>,
    ) -> Result<Json, DemoError> {
        let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match answers {
            Json::String(text) => {
                Ok(match text.strip_prefix("@filed").and_then(|days| days.parse::<i64>().ok()) {
                    Some(days) => json!(dates::iso(filed + Duration::days(days))),
                    None if text == "@filed" => json!(dates::iso(filed)),
                    None => json!(text),
                })
            }
            Json::Object(object) if object.contains_key("sample") => {
                self.sample(object, path, sent)?;
                Ok(Json::Null)
            }
            Json::Array(list) if list.iter().any(|of| of.get("sample").is_some()) => {
                for object in list.iter().filter_map(Json::as_object) {
                    self.sample(object, path, sent)?;
                }
                Ok(Json::Null)
            }
            Json::Array(list) => {
                let each = list
                    .iter()
                    .enumerate()
                    .map(|(row, of)| self.prepared(of, filed, &at(&row.to_string()), sent));
                Ok(Json::Array(each.collect::<Result<_, _>>()?))
            }
            Json::Object(object) => {
                let mut made = serde_json::Map::new();
                for (name, of) in object {
                    let value = self.prepared(of, filed, &at(name), sent)?;
                    if !value.is_null() {
                        made.insert(name.clone(), value);
                    }
                }
                Ok(Json::Object(made))
            }
            simple => Ok(simple.clone()),
        }
    }

    fn sample(
        &self,
        object: &serde_json::Map<String, Json>,
        path: &str,
        sent: &mut Vec<Sent>,
    ) -> Result<(), DemoError> {
        let text = |name: &str| object.get(name).and_then(Json::as_str).unwrap_or_default();
        let bytes = std::fs::read(self.folder.join("samples").join(text("sample")))
            .map_err(|error| DemoError::Read(text("sample").to_owned(), error.to_string()))?;
        sent.push(Sent { field: path.to_owned(), name: text("name").to_owned(), bytes: bytes.into() });
        Ok(())
    }

    /// One act of an agent or of the applicant.
    async fn act(&self, of: &File, act: &Act) -> Result<(), DemoError> {
        let ctx = self.ctx(Some(&act.by)).await?;
        let number =
            self.numbers.get(&of.key).ok_or_else(|| DemoError::Problem("acts on a draft".to_owned()))?;
        let row = files::by_number(ctx.db(), number)
            .await?
            .ok_or_else(|| DemoError::Problem("no file".to_owned()))?;
        let actor = ctx.actor().ok_or_else(|| DemoError::Problem("nobody acts".to_owned()))?;
        match act.kind.as_str() {
            "transition" => self.transition(&ctx, actor, &row, act).await,
            "assign" => self.assign(&ctx, actor, &row, act).await,
            "set" => {
                let today = dates::civil(ctx.now(), ctx.authority().zone()).date;
                let mut sent = Vec::new();
                let fields =
                    self.prepared(act.fields.as_ref().unwrap_or(&json!({})), today, "", &mut sent)?;
                Ok(crate::agent::set_office(&ctx, &self.revisions, &row, &fields, &sent).await?)
            }
            "message" => say(&ctx, actor, &row, true, act.text.as_deref()).await,
            "label" => label(&ctx, &row, act.text.as_deref().unwrap_or_default()).await,
            "note" => say(&ctx, actor, &row, false, act.text.as_deref()).await,
            other => self.resident(&ctx, actor, &row, act, other).await,
        }
    }

    /// What the applicant does about her file.
    async fn resident(
        &self,
        ctx: &Ctx,
        actor: &Actor,
        row: &files::FileRow,
        act: &Act,
        kind: &str,
    ) -> Result<(), DemoError> {
        let text = act.text.as_deref().unwrap_or_default();
        match kind {
            "news" => Ok(news::put(ctx, actor, row).await?),
            "withdraw" => Ok(withdraw::drop_file(ctx, &self.revisions, actor, row, (text, None)).await?),
            "appeal" => {
                let until = appeal::deadline(ctx, row, None)
                    .ok_or_else(|| DemoError::Problem("nothing to appeal from".to_owned()))?;
                Ok(appeal::lodge(ctx, actor, row, until, (text, None)).await?)
            }
            "share" => {
                let party = parties::add(ctx, actor, row, "write", (text, "")).await?;
                let guest = self.actor(act.to.as_deref().unwrap_or_default()).await?;
                Ok(parties::take(ctx, &guest, row, party).await?)
            }
            other => Err(DemoError::Problem(format!("no act {other}"))),
        }
    }

    async fn transition(
        &self,
        ctx: &Ctx,
        actor: &Actor,
        row: &files::FileRow,
        act: &Act,
    ) -> Result<(), DemoError> {
        let id = act.transition.as_deref().unwrap_or_default();
        if actor.is(row.person) {
            return Ok(crate::follow::answer::advance(ctx, &self.revisions, actor, row, id).await?);
        }
        let none = json!({});
        let form = act.form.as_ref().unwrap_or(&none);
        let reason = act.reason.as_deref().unwrap_or_default();
        Ok(decision::take(ctx, &self.revisions, &row.number, id, form, reason).await?)
    }

    async fn assign(
        &self,
        ctx: &Ctx,
        actor: &Actor,
        row: &files::FileRow,
        act: &Act,
    ) -> Result<(), DemoError> {
        let to = act.to.as_ref().and_then(|person| self.known.people.get(person)).copied();
        let now = ctx.now();
        ctx.db()
            .write(move |tx| async move {
                tx.exec(&files::ASSIGN, params![row.id, to, now]).await?;
                let entry = Entry { kind: "taken", public: false, data: json!({}), body: None };
                write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await
            })
            .await?;
        Ok(())
    }
}

/// A label of the file's unit, made when it is first put.
async fn label(ctx: &Ctx, row: &files::FileRow, name: &str) -> Result<(), DemoError> {
    let Some(unit) = row.unit else { return Err(DemoError::Problem("a label needs a unit".to_owned())) };
    let now = ctx.now();
    let colour = i64::try_from(name.len()).unwrap_or(0) % labels::COLOURS + 1;
    ctx.db().write(move |tx| async move { labels::insert(&tx, unit, (name, colour), now).await }).await?;
    let all = labels::all(ctx.db()).await?;
    let Some(label) = all.iter().find(|label| label.unit == unit && label.name == name) else {
        return Err(DemoError::Problem(format!("no label {name}")));
    };
    ctx.db().write(move |tx| async move { label_acts::set(ctx, &tx, row, label, true).await }).await?;
    Ok(())
}

/// A message to the applicant (with its mail, unless she wrote it), or a note between agents.
async fn say(
    ctx: &Ctx,
    actor: &Actor,
    row: &files::FileRow,
    public: bool,
    text: Option<&str>,
) -> Result<(), DemoError> {
    let kind = if public { "message" } else { "note" };
    ctx.db()
        .write(move |tx| async move {
            let entry = Entry { kind, public, data: json!({}), body: text };
            write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            if public && !actor.is(row.person) {
                tell(ctx, &tx, row.person, &row.number, "procedures-mail-news").await?;
            }
            Ok::<_, beffroi_web::Problem>(())
        })
        .await?;
    Ok(())
}
