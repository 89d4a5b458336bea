//! Opinions asked of another unit, or of an expert outside by a link that ends and a code that goes another way. Both see the
//! question and the answers that the agent chose, and nothing else; each opening is in the person's journal.

use beffroi_people::{Actor, Fields, Kind, Opened, Processing, Purpose, Role, Use, VaultError};
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Problem, dates, outgoing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::notices;
use super::tasks::{clear, place};
use super::watch::opened;
use super::{clock, watch};
use crate::SEALED;
use crate::documents::hex;
use crate::filing::{self, Entry};
use crate::fill::BASIS;
use crate::model;
use crate::store::files::FileRow;
use crate::store::tasks::{self as rows, NewTask, TaskRow};

/// Processing under which another unit reads what is shared with it.
pub(crate) const INSIDE: &str = "avis";
/// Processing under which an expert outside does.
pub(crate) const OUTSIDE: &str = "avis_exterieur";
/// The link still opens this long after the day on which the opinion is due.
const GRACE: Duration = Duration::days(7);
/// A reminder goes this long before that day.
const BEFORE: Duration = Duration::days(3);
/// Wrong codes after which a link opens no more.
pub(crate) const TRIES: i64 = 10;

pub(super) const PROCESSINGS: [Processing; 2] = [
    Processing {
        code: INSIDE,
        title: "Avis demandé à un autre service de la commune",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune, et la base légale de chaque démarche",
        persons: "Personnes qui font une démarche",
        fields: Fields::Named(SEALED),
        recipients: "Agents du service consulté : la question et les réponses choisies par le service qui traite la démarche",
        transfers: "Aucun",
        retention: "Selon chaque démarche",
        measures: "Chiffrement par personne, motif inscrit avant chaque lecture, réponses choisies une à une",
        who: &[Role::Agent, Role::UnitHead],
        use_: Use::AnyUnit,
    },
    Processing {
        code: OUTSIDE,
        title: "Avis demandé à une personne extérieure à la commune",
        basis: "6.1.e",
        basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune, et la base légale de chaque démarche",
        persons: "Personnes qui font une démarche",
        fields: Fields::Named(SEALED),
        recipients: "La personne consultée : la question et les réponses choisies par le service qui traite la démarche",
        transfers: "Aucun",
        retention: "Selon chaque démarche",
        measures: "Lien limité dans le temps, code remis par une autre voie, réponses choisies une à une, motif inscrit avant chaque lecture",
        who: &[],
        use_: Use::Automatic,
    },
];

/// What is asked, sealed with the task.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub question: String,
    /// Of the expert outside; empty for a unit.
    #[serde(default)]
    pub mail: String,
    /// Names of the fields that are shared.
    #[serde(default)]
    pub fields: Vec<String>,
}

impl Asked {
    pub(crate) fn json(&self) -> String {
        json!(self).to_string()
    }

    /// As sealed in a task.
    pub(crate) fn of(opened: &Opened, task: &TaskRow) -> Result<Self, Problem> {
        Ok(serde_json::from_str(&clear(opened, task, "body")?).unwrap_or_default())
    }
}

/// Whom an opinion is asked of.
#[derive(Clone, Debug)]
pub(crate) enum Whom {
    Unit { id: Uuid, name: String },
    Outside { mail: String },
}

/// Sends a question that the workflow left to an agent (`task`), or one of her own.
pub(crate) async fn ask(
    ctx: &Ctx,
    row: &FileRow,
    actor: &Actor,
    task: Option<&TaskRow>,
    whom: &Whom,
    asked: &Asked,
    days: i64,
) -> Result<Uuid, Problem> {
    let id = task.map_or_else(|| ctx.ambient().uuid_v7(), |task| task.id);
    let due = dates::iso(ctx.today().saturating_add(Duration::days(days)));
    let (unit, from, to) = match whom {
        Whom::Unit { id, name } => (Some(*id), name.as_str(), "unit"),
        Whom::Outside { .. } => (None, "", "outside"),
    };
    let data = json!({ "from": from, "days": days, "to_whom": to });
    let (data, due, json) = (&data, &due, &asked.json());
    ctx.db()
        .write(move |tx| async move {
            let sealer = ctx.desk().sealer(&tx, row.person, BASIS).await?;
            let version = if task.is_some() { 2 } else { 1 };
            let body = sealer.text(ctx.ambient(), &place(id, "body"), version, json)?;
            if task.is_some() {
                let values = params![id, data.clone(), to, unit, due.as_str(), body];
                if tx.exec(&rows::SET, values).await? != 1 {
                    return Err(Problem::conflict("problem-moved"));
                }
            } else {
                let new = NewTask {
                    id,
                    file: row.id,
                    person: row.person,
                    kind: "opinion",
                    party: to,
                    unit,
                    step: &row.step,
                    entry: row.step_at,
                    data: data.clone(),
                    body: Some(body),
                    due_on: Some(due.clone()),
                };
                rows::insert(&tx, new, ctx.now()).await?;
            }
            let entry = Entry {
                kind: "opinion_sent",
                public: false,
                data: json!({ "name": from }),
                body: Some(&asked.question),
            };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            if let Whom::Outside { mail } = whom {
                invite(ctx, &tx, row, id, mail, "procedures-mail-opinion").await?;
                let program = &Actor::automaton(OUTSIDE, id);
                let purpose = &Purpose::new(OUTSIDE).case(&row.number).fields(SEALED);
                ctx.desk().record(&tx, program, row.person, Kind::Disclosure, purpose).await?;
            }
            watch::look(ctx, &tx, row.id, ctx.now()).await
        })
        .await?;
    Ok(id)
}

/// Mail to an expert: the link, never the code, nothing personal.
async fn invite(ctx: &Ctx, tx: &Tx, row: &FileRow, task: Uuid, mail: &str, key: &str) -> Result<(), Problem> {
    let mut letter = notices::about(ctx, &row.number, key, &format!("/avis/{}", link(ctx, task)));
    mail.clone_into(&mut letter.to);
    outgoing::to_address(tx, ctx.app(), &letter).await?;
    Ok(())
}

/// The end of an expert's address: the task and a keyed hash that only this instance can have made.
pub(crate) fn link(ctx: &Ctx, task: Uuid) -> String {
    let hash = ctx.app().secret().hash("opinion-link", ctx.authority().id, &task.to_string());
    format!("{}-{}", task.simple(), hex(&hash[..12]))
}

/// The task that an address names, if this instance made it.
pub(crate) fn linked(ctx: &Ctx, address: &str) -> Option<Uuid> {
    let (task, _) = address.split_once('-')?;
    let task: Uuid = task.parse().ok()?;
    (link(ctx, task) == address).then_some(task)
}

/// The code of a link, given to the expert by telephone or by hand.
pub(crate) fn code(ctx: &Ctx, task: Uuid) -> String {
    model::short_code(ctx, "opinion-code", &task.to_string())
}

/// May the link of this task still be opened?
pub(crate) fn is_open(ctx: &Ctx, task: &TaskRow) -> bool {
    let due = task.due_on.as_deref().and_then(model::iso_date);
    let late = due.is_none_or(|due| due.saturating_add(GRACE) < ctx.today());
    task.is_open() && task.text("to_whom") == "outside" && task.tries < TRIES && !late
}

/// Opens what an agent of the unit asked may read: one journal entry a session and file.
pub(crate) async fn open_inside(
    ctx: &Ctx,
    actor: &Actor,
    row: &FileRow,
    slug: &str,
) -> Result<Opened, Problem> {
    let purpose = Purpose::new(INSIDE).procedure(slug).case(&row.number).fields(SEALED);
    Ok(ctx.desk().open(actor, row.person, &purpose).await?)
}

/// Opens what an expert may read, once her code was right.
pub(crate) async fn open_outside(
    ctx: &Ctx,
    task: &TaskRow,
    row: &FileRow,
    slug: &str,
) -> Result<Opened, Problem> {
    let purpose = Purpose::new(OUTSIDE).procedure(slug).case(&row.number).fields(SEALED);
    match ctx.desk().open(&Actor::automaton(OUTSIDE, task.id), row.person, &purpose).await {
        Err(VaultError::Erased) => Err(Problem::not_found()),
        other => Ok(other?),
    }
}

/// Moments at which somebody has to be reminded.
pub(super) async fn reminders(ctx: &Ctx, tx: &Tx, file: Uuid) -> Result<Vec<OffsetDateTime>, Problem> {
    let all = rows::of_file_in(tx, file).await?;
    Ok(all
        .iter()
        .filter_map(|task| next(task))
        .filter_map(|(on, _)| clock::morning(ctx, &dates::iso(on)))
        .collect())
}

/// The next thing to say about an opinion that has not come, and its day: a reminder before, once late a word to the file's agent.
fn next(task: &TaskRow) -> Option<(time::Date, &'static str)> {
    if task.kind != "opinion" || !task.is_open() || task.text("to_whom").is_empty() {
        return None;
    }
    let due = model::iso_date(task.due_on.as_deref()?)?;
    match task.text("said") {
        "" => Some((due.saturating_sub(BEFORE), "reminded")),
        "reminded" => Some((due.next_day()?, "late")),
        _ => None,
    }
}

/// Says what has to be said today.
pub(super) async fn remind(ctx: &Ctx, row: &FileRow, slug: &str) -> Result<(), Problem> {
    for task in rows::of_file(ctx.db(), row.id).await? {
        let Some((_, what)) = next(&task).filter(|(on, _)| *on <= ctx.today()) else { continue };
        let mail = if task.text("to_whom") == "outside" && what == "reminded" {
            let Some(vault) = opened(ctx, row, slug).await? else { return Ok(()) };
            Some(Asked::of(&vault, &task)?.mail)
        } else {
            None
        };
        let mut data = task.data.clone();
        data["said"] = json!(what);
        let (task, data, mail) = (&task, &data, mail.as_deref());
        ctx.db()
            .write(move |tx| async move {
                if tx.exec(&rows::SAID, params![task.id, data.clone(), task.text("said")]).await? != 1 {
                    return Ok(());
                }
                let kind = if what == "late" { "opinion_late" } else { "opinion_reminded" };
                let entry =
                    Entry { kind, public: false, data: json!({ "name": task.text("from") }), body: None };
                filing::write_event(ctx, &tx, row.id, row.person, None, entry).await?;
                if let Some(mail) = mail {
                    invite(ctx, &tx, row, task.id, mail, "procedures-mail-opinion-again").await?;
                }
                if let Some(agent) = row.assignee.filter(|_| what == "late") {
                    notices::to_agent(ctx, &tx, agent, &row.number, "procedures-mail-opinion-late").await?;
                }
                Ok::<_, Problem>(())
            })
            .await?;
    }
    Ok(())
}
