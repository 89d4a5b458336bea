//! Teams of a unit: agents who share a pile of files. The head of the unit makes them, and says which requests they get (`routing.rs`).

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::UnitName;
use beffroi_store::{StoreError, params};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use uuid::Uuid;

use super::form::{Choice, colleagues};
use super::list::{self, Words};
use crate::store::labels::{self, TeamRow};
use crate::store::{procedures, routes};

/// Longest name of a team, in characters.
const NAME_MAX: usize = 60;

/// A team with its members.
struct Team {
    row: TeamRow,
    members: Vec<Choice>,
}

/// A unit that the agent heads.
struct Headed {
    unit: UnitName,
    field: String,
    teams: Vec<Team>,
    procedures: Vec<Procedure>,
}

/// A procedure of the unit.
struct Procedure {
    id: Uuid,
    title: String,
}

#[derive(Template)]
#[template(path = "teams.html")]
struct Teams {
    page: Page,
    faults: Faults,
    units: Vec<Headed>,
    refused: String,
    name: String,
    said: bool,
}

impl Teams {
    fn name_in(&self, unit: &Uuid) -> &str {
        if self.refused == unit.to_string() { &self.name } else { "" }
    }
}

/// The units that the agent heads; nobody else comes here.
pub(super) async fn headed(ctx: &Ctx) -> Result<Vec<UnitName>, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let units: Vec<UnitName> =
        list::units_of(ctx, actor).await?.into_iter().filter(|unit| actor.heads(unit.id)).collect();
    if units.is_empty() { Err(Problem::forbidden()) } else { Ok(units) }
}

async fn shown(ctx: &Ctx, faults: Faults, posted: &Posted) -> Result<Response, Problem> {
    let (all, members) = (labels::teams(ctx.db()).await?, labels::members(ctx.db()).await?);
    let words = Words::read(ctx).await?;
    let known = procedures::all(ctx.db()).await?;
    let mut units = Vec::new();
    for unit in headed(ctx).await? {
        let people = colleagues(ctx, &[unit.id]).await?;
        let team = |row: &TeamRow| Team {
            members: people
                .iter()
                .map(|(id, name)| Choice {
                    value: id.to_string(),
                    label: name.clone(),
                    here: members.contains(&(row.id, *id)),
                })
                .collect(),
            row: row.clone(),
        };
        units.push(Headed {
            teams: all.iter().filter(|row| row.unit == unit.id).map(team).collect(),
            procedures: known
                .iter()
                .filter(|row| row.unit == Some(unit.id) && row.published.is_some())
                .map(|row| Procedure { id: row.id, title: words.title(row.id).to_owned() })
                .collect(),
            field: format!("nom-{}", unit.id),
            unit,
        });
    }
    let page = Page::new(ctx, "procedures-teams-title", "procedures-teams-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Teams {
        units,
        refused: posted.get("service").to_owned(),
        name: posted.get("nom").to_owned(),
        said: ctx.param("fait").is_some(),
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/equipes`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    shown(&ctx, Faults::default(), &Posted::default()).await
}

pub(super) fn see(ctx: &Ctx, path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(path))]).into_response()
}

/// `POST /agent/equipes`: a new team (`service`, `nom`), its members (`equipe`, `membre[]`), or `supprimer`.
pub(super) async fn change(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let headed = headed(&ctx).await?;
    let unit: Uuid = posted.get("service").parse().map_err(|_| Problem::bad_request())?;
    if !headed.iter().any(|known| known.id == unit) {
        return Err(Problem::not_found());
    }
    let known = labels::teams(ctx.db()).await?;
    if posted.has("equipe") {
        let team: Uuid = posted.get("equipe").parse().map_err(|_| Problem::bad_request())?;
        if !known.iter().any(|row| row.id == team && row.unit == unit) {
            return Err(Problem::not_found());
        }
        let people = colleagues(&ctx, &[unit]).await?;
        let chosen: Vec<Uuid> = posted.all("membre").filter_map(|id| id.parse().ok()).collect();
        let members: Vec<Uuid> =
            people.into_iter().map(|(id, _)| id).filter(|id| chosen.contains(id)).collect();
        set_members(&ctx, unit, team, &members, posted.has("supprimer")).await?;
        return Ok(see(&ctx, "/agent/equipes?fait=1"));
    }
    let name = posted.get("nom");
    let key = match name.chars().count() {
        0 => Some("procedures-teams-name-missing"),
        count if count > NAME_MAX => Some("procedures-teams-name-long"),
        _ if known.iter().any(|row| row.unit == unit && row.name == name) => {
            Some("procedures-teams-name-taken")
        }
        _ => None,
    };
    if let Some(key) = key {
        let mut faults = Faults::default();
        faults.push(format!("nom-{unit}"), ctx.s(key));
        return shown(&ctx, faults, &posted).await;
    }
    let (id, now) = (ctx.ambient().uuid_v7(), ctx.now());
    ctx.db()
        .write(move |tx| async move { tx.exec(&labels::INSERT_TEAM, params![id, unit, name, now]).await })
        .await?;
    Ok(see(&ctx, "/agent/equipes?fait=1"))
}

async fn set_members(
    ctx: &Ctx,
    unit: Uuid,
    team: Uuid,
    members: &[Uuid],
    delete: bool,
) -> Result<(), StoreError> {
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&labels::DELETE_MEMBERS, params![team]).await?;
            if delete {
                tx.exec(&labels::LEAVE_TEAM, params![team]).await?;
                tx.exec(&routes::FORGET_TEAM, params![team]).await?;
                return tx.exec(&labels::DELETE_TEAM, params![team, unit]).await.map(drop);
            }
            for member in members {
                tx.exec(&labels::INSERT_MEMBER, params![team, *member]).await?;
            }
            Ok(())
        })
        .await
}
