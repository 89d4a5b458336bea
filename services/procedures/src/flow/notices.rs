//! What agents are told by mail: that something happened to a file, never what.

use beffroi_forms::flow::Effect;
use beffroi_forms::model::{Party, Via};
use beffroi_store::{NewJob, Tx};
use beffroi_web::mail::{self, Letter};
use beffroi_web::{Ctx, Problem, outgoing};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::effects::{Work, write};
use super::watch::named;
use crate::filing::{self, Entry};
use crate::revisions::Revisions;
use crate::store::files;

/// Kind of the job that tells the agents who hold a role.
pub(crate) const NOTICE: &str = "procedures.notice";
/// Agents told at once, at most.
const MOST: usize = 50;

/// A message of the workflow. The applicant reads it on her file and hears by mail that it is there; agents hear that there is
/// something to read; an address outside receives the author's words without any answer of the file.
pub(super) async fn notify(ctx: &Ctx, tx: &Tx, work: &Work<'_>, effect: &Effect) -> Result<(), Problem> {
    let Effect::Notify { to, addresses, via, subject, body, outside, .. } = effect else { return Ok(()) };
    let for_applicant = to.contains(&Party::Applicant);
    let text = format!("{subject}\n\n{body}");
    let data = json!({ "by_flow": true });
    let entry = Entry { kind: "message", public: for_applicant, data, body: Some(&text) };
    write(ctx, tx, work, entry).await?;
    if for_applicant && via.contains(&Via::Mail) {
        let said = filing::paragraphs(&text);
        filing::tell_on_paper(ctx, tx, work.at.person, work.at.number, "procedures-mail-news", said).await?;
    }
    let roles: Vec<&str> = to
        .iter()
        .filter_map(|party| if let Party::Role(id) = party { Some(id.as_str()) } else { None })
        .collect();
    if !roles.is_empty() && via.contains(&Via::Mail) {
        let payload = json!({ "file": work.at.file, "roles": roles });
        tx.enqueue(ctx.ambient(), NewJob::new(NOTICE, payload)).await?;
    }
    for address in addresses.iter().filter(|address| address.contains('@')).take(MOST) {
        let letter = Letter {
            to: address.clone(),
            subject: outside.0.clone(),
            paragraphs: outside.1.split("\n\n").map(str::to_owned).collect(),
            link: None,
            signature: mail::signature(ctx),
            lang: ctx.lang().tag(),
        };
        outgoing::to_address(tx, ctx.app(), &letter).await?;
    }
    Ok(())
}

/// The job's work: whoever has the file is told, else everybody who holds the role.
pub(crate) async fn tell_roles(ctx: Ctx, revisions: Revisions, payload: Json) -> Result<(), Problem> {
    let Some(row) = files::by_id(ctx.db(), named(&payload)?).await? else { return Ok(()) };
    let ready = revisions.kept(ctx.db(), row.procedure, row.revision).await?;
    let units: Vec<Option<Uuid>> = payload["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|role| ready.sheet.roles.get(role.as_str().unwrap_or_default()).copied().or(row.unit))
        .collect();
    let mut told: Vec<Uuid> = Vec::new();
    if let Some(agent) = row.assignee.filter(|_| units.contains(&row.unit)) {
        told.push(agent);
    }
    let others = units.iter().filter(|unit| **unit != row.unit || row.assignee.is_none());
    let others: Vec<Uuid> = others.filter_map(|unit| *unit).collect();
    for member in ctx.desk().staff().await? {
        let works = member.grants.iter().any(|grant| {
            grant.role.sees_personal_data()
                && grant.unit.as_ref().is_some_and(|unit| others.contains(&unit.id))
        });
        if works && !told.contains(&member.person) && told.len() < MOST {
            told.push(member.person);
        }
    }
    let (ctx, row, told) = (&ctx, &row, &told);
    ctx.db()
        .write(move |tx| async move {
            for agent in told {
                to_agent(ctx, &tx, *agent, &row.number, "procedures-mail-agent").await?;
            }
            Ok::<_, Problem>(())
        })
        .await
}

/// Tells an agent; the message leads to the file. `key` names subject and text.
pub(crate) async fn to_agent(
    ctx: &Ctx,
    tx: &Tx,
    agent: Uuid,
    number: &str,
    key: &'static str,
) -> Result<(), Problem> {
    let letter = about(ctx, number, key, &format!("/agent/dossiers/{number}"));
    outgoing::to_person(tx, ctx.app(), agent, Some(number), &letter).await?;
    Ok(())
}

/// A message about a file that leads to a page.
pub(crate) fn about(ctx: &Ctx, number: &str, key: &str, path: &str) -> Letter {
    let authority = ctx.authority();
    let [of, name] = authority.profile.names();
    let args = [("number", number.into()), of, name];
    let text = |key: &str| ctx.app().texts().get(ctx.lang(), key, &args).0;
    Letter {
        to: String::new(),
        subject: text(&format!("{key}-subject")),
        paragraphs: vec![text(&format!("{key}-text"))],
        link: Some((ctx.app().public_href(authority, &ctx.href(path)), text("procedures-mail-link"))),
        signature: mail::signature(ctx),
        lang: ctx.lang().tag(),
    }
}
