//! Files change hands: an absent colleague's are taken over, a file goes to another unit, and one can be followed without having it.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::{Unit, UnitName};
use beffroi_store::{StoreError, Tx, params};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use serde_json::json;
use uuid::Uuid;

use super::filter::{Filter, Scope};
use super::form::{Choice, colleagues};
use super::list::{self, Shown, Words};
use crate::agent::acts::back;
use crate::agent::file::load;
use crate::filing::{Entry, write_event};
use crate::revisions::Revisions;
use crate::store::files::{self, FileRow};
use crate::store::labels;
use crate::store::queue::{self, Start, Wanted, Way};

/// Files taken over at once.
const MOST: usize = 500;

/// `POST /agent/dossiers/{number}/suivre`: follows a file, or no more (`ne-plus`).
pub(super) async fn follow(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let me = crate::agent::agent(&ctx)?.person().ok_or_else(Problem::forbidden)?;
    let (stop, number_ref, now) = (posted.has("ne-plus"), row.number.as_str(), ctx.now());
    ctx.db()
        .write(move |tx| async move {
            if stop {
                tx.exec(&labels::UNFOLLOW, params![me, number_ref]).await
            } else {
                tx.exec(&labels::FOLLOW, params![me, number_ref, now]).await
            }
        })
        .await
        .map_err(|error: StoreError| Problem::from(error))?;
    Ok(back(&ctx, &number))
}

#[derive(Template)]
#[template(path = "hand-over.html")]
struct HandOver {
    page: Page,
    number: String,
    faults: Faults,
    units: Vec<Unit>,
    chosen: String,
    text: String,
    /// Who else works in the file's unit.
    colleagues: Vec<Choice>,
}

async fn hand_page(ctx: &Ctx, row: &FileRow, faults: Faults, posted: &Posted) -> Result<Response, Problem> {
    let units = ctx.desk().units().await?;
    let choice = |(id, label): (Uuid, String)| Choice { value: id.to_string(), label, here: false };
    let colleagues = takers(ctx, row).await?.into_iter().filter(|(id, _)| Some(*id) != row.assignee);
    let page = Page::new(ctx, "procedures-hand-title", "procedures-hand-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = HandOver {
        number: row.number.clone(),
        units: units.into_iter().filter(|of| of.closed_at.is_none() && Some(of.id) != row.unit).collect(),
        chosen: posted.get("service").to_owned(),
        text: posted.get("texte").to_owned(),
        colleagues: colleagues.map(choice).collect(),
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// Agents who may have this file: those of its unit.
async fn takers(ctx: &Ctx, row: &FileRow) -> Result<Vec<(Uuid, String)>, Problem> {
    colleagues(ctx, &row.unit.into_iter().collect::<Vec<_>>()).await
}

/// Gives a file to an agent, or to nobody, with the line that says so.
pub(crate) async fn give(ctx: &Ctx, tx: &Tx, row: &FileRow, to: Option<Uuid>) -> Result<(), Problem> {
    tx.exec(&files::ASSIGN, params![row.id, to, ctx.now()]).await?;
    let kind = if to.is_some() { "given" } else { "given_back" };
    let entry = Entry { kind, public: false, data: json!({ "to": to }), body: None };
    write_event(ctx, tx, row.id, row.person, ctx.actor(), entry).await.map(drop)
}

/// `POST /agent/dossiers/{number}/donner`: a colleague has the file from now on.
pub(super) async fn give_over(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let asked = posted.get("a").parse::<Uuid>().ok();
    let to = takers(&ctx, &row).await?.into_iter().find(|(id, _)| Some(*id) == asked);
    let Some((to, _)) = to else {
        let mut faults = Faults::default();
        faults.push("a", ctx.s("procedures-hand-colleague-missing"));
        return hand_page(&ctx, &row, faults, &posted).await;
    };
    let (ctx_ref, row_ref) = (&ctx, &row);
    ctx.db().write(move |tx| async move { give(ctx_ref, &tx, row_ref, Some(to)).await }).await?;
    Ok(back(&ctx, &number))
}

/// `GET /agent/dossiers/{number}/confier`
pub(super) async fn hand_form(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    hand_page(&ctx, &row, Faults::default(), &Posted::default()).await
}

/// `POST /agent/dossiers/{number}/confier`: the file is another unit's, with the words that go with it.
pub(super) async fn hand_over(
    ctx: Ctx,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let units = ctx.desk().units().await?;
    let asked = posted.get("service").parse::<Uuid>().ok();
    let to = units.into_iter().find(|of| Some(of.id) == asked && of.closed_at.is_none());
    let mut faults = Faults::default();
    if to.is_none() {
        faults.push("service-1", ctx.s("procedures-hand-unit-missing"));
    }
    if posted.get("texte").is_empty() {
        faults.push("texte", ctx.s("procedures-hand-text-missing"));
    }
    let (Some(to), true) = (to, faults.is_empty()) else {
        return hand_page(&ctx, &row, faults, &posted).await;
    };
    let (ctx_ref, row_ref, to, text, now) = (&ctx, &row, &to, posted.get("texte"), ctx.now());
    ctx.db()
        .write(move |tx| async move {
            // Its line is written by whoever still has it.
            let data = json!({ "name": to.name });
            let entry = Entry { kind: "handed_over", public: false, data, body: Some(text) };
            write_event(ctx_ref, &tx, row_ref.id, row_ref.person, ctx_ref.actor(), entry).await?;
            if tx.exec(&files::HAND_OVER, params![row_ref.id, row_ref.unit, to.id, now]).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            tx.exec(&labels::TAKE_OFF_FOREIGN, params![row_ref.number.as_str(), to.id]).await?;
            Ok(())
        })
        .await?;
    let place = if crate::agent::agent(&ctx)?.works_in(to.id) {
        format!("/agent/dossiers/{number}?fait=1")
    } else {
        Filter { scope: row.unit.map_or(Scope::Mine, Scope::Unit), ..Filter::default() }.href()
    };
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&place))]).into_response())
}

#[derive(Template)]
#[template(path = "takeover.html")]
struct Takeover {
    page: Page,
    faults: Faults,
    colleagues: Vec<Choice>,
    takers: Vec<Choice>,
    /// The colleague chosen.
    from: String,
    from_name: String,
    lines: Vec<Shown>,
    more: bool,
    ticked: Vec<String>,
    /// What was done: taken over, and those that had gone elsewhere meanwhile.
    done: Option<(usize, String)>,
}

impl Takeover {
    fn is_ticked(&self, number: &str) -> bool {
        self.ticked.is_empty() || self.ticked.iter().any(|of| of == number)
    }
}

/// The open files of an agent in the units of another.
async fn files_of(ctx: &Ctx, agent: Uuid) -> Result<Vec<queue::Line>, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let mut found: Vec<queue::Line> = Vec::new();
    let wanted = Wanted {
        open: Some(true),
        assignee: Some(agent),
        due: (String::new(), "z".to_owned()),
        ..Wanted::default()
    };
    let mut from = Start::First;
    while found.len() <= MOST {
        let lines = queue::lines(ctx.db(), Way::Agent, &wanted, &from).await?;
        let Some(last) = lines.last() else { break };
        from = Start::After(queue::Key::of(last));
        let full = lines.len() > queue::PAGE;
        found.extend(lines.into_iter().filter(|line| list::sees(actor, line)));
        if !full {
            break;
        }
    }
    Ok(found)
}

async fn shown(
    ctx: &Ctx,
    revisions: &Revisions,
    faults: Faults,
    posted: &Posted,
) -> Result<Response, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let units: Vec<UnitName> = list::units_of(ctx, actor).await?;
    let ids: Vec<Uuid> = units.iter().map(|unit| unit.id).collect();
    let asked = if posted.has("de") { Some(posted.get("de").to_owned()) } else { ctx.param("de") };
    let asked = asked.and_then(|text| text.parse::<Uuid>().ok());
    let taker = posted.get("a").parse::<Uuid>().ok().or(actor.person());
    let known = colleagues(ctx, &ids).await?;
    let choice = |here: Option<Uuid>| {
        move |(id, label): &(Uuid, String)| Choice {
            value: id.to_string(),
            label: label.clone(),
            here: here == Some(*id),
        }
    };
    let from = known.iter().find(|(id, _)| Some(*id) == asked);
    let mut lines = match from {
        Some((agent, _)) => files_of(ctx, *agent).await?,
        None => Vec::new(),
    };
    let more = lines.len() > MOST;
    lines.truncate(MOST);
    let page = Page::new(ctx, "procedures-takeover-title", "procedures-takeover-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let words = Words::read(ctx).await?;
    let done = ctx.param("repris").and_then(|text| text.parse().ok());
    let template = Takeover {
        colleagues: known.iter().map(choice(asked)).collect(),
        takers: known.iter().filter(|(id, _)| Some(*id) != asked).map(choice(taker)).collect(),
        from: from.map(|(id, _)| id.to_string()).unwrap_or_default(),
        from_name: from.map(|(_, name)| name.clone()).unwrap_or_default(),
        lines: list::shown(ctx, revisions, &page, lines, (&words, "", true)).await?,
        more,
        ticked: posted.all("dossier").map(str::to_owned).collect(),
        done: done.map(|count| (count, ctx.param("partis").unwrap_or_default().replace(' ', ", "))),
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/reprendre?de=`
pub(super) async fn page(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    shown(&ctx, &revisions, Faults::default(), &Posted::default()).await
}

/// `POST /agent/reprendre`: the files ticked go from one agent to another of the unit; each says so in its history.
pub(super) async fn take(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    posted: Posted,
) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let ids: Vec<Uuid> = list::units_of(&ctx, actor).await?.iter().map(|unit| unit.id).collect();
    let known = colleagues(&ctx, &ids).await?;
    let person =
        |name: &str| posted.get(name).parse::<Uuid>().ok().filter(|id| known.iter().any(|(of, _)| of == id));
    let (Some(from), Some(to)) = (person("de"), person("a")) else { return Err(Problem::bad_request()) };
    let numbers: Vec<&str> = posted.all("dossier").take(MOST).collect();
    if numbers.is_empty() || from == to {
        let mut faults = Faults::default();
        faults.push("dossier-1", ctx.s("procedures-takeover-none"));
        return shown(&ctx, &revisions, faults, &posted).await;
    }
    let mut rows = Vec::with_capacity(numbers.len());
    for number in numbers {
        rows.push(load(&ctx, number).await?);
    }
    // Whoever receives a file must work in its unit.
    let staff = ctx.desk().grants_of(to).await?;
    let may = |row: &FileRow| {
        row.unit.is_none()
            || staff.iter().any(|grant| {
                grant.role.sees_personal_data()
                    && grant.unit.as_ref().is_none_or(|unit| Some(unit.id) == row.unit)
            })
    };
    rows.retain(may);
    let (ctx_ref, rows, now) = (&ctx, &rows, ctx.now());
    let gone = ctx
        .db()
        .write(move |tx| async move {
            let mut gone = Vec::new();
            for row in rows {
                if tx.exec(&files::PASS_ON, params![row.id, from, to, now]).await? == 1 {
                    let data = json!({ "from": from, "to": to });
                    let entry = Entry { kind: "taken_over", public: false, data, body: None };
                    write_event(ctx_ref, &tx, row.id, row.person, ctx_ref.actor(), entry).await?;
                } else {
                    gone.push(row.number.clone());
                }
            }
            Ok::<_, Problem>(gone)
        })
        .await?;
    let place =
        format!("/agent/reprendre?de={from}&repris={}&partis={}", rows.len() - gone.len(), gone.join("+"));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&place))]).into_response())
}
