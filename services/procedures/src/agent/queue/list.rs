//! The lines of a list in words: titles, steps, names of agents, labels. Nothing of a file is opened.

use std::collections::HashMap;

use beffroi_people::{Actor, UnitName};
use beffroi_web::{Ctx, Page, Problem};
use uuid::Uuid;

use super::filter::{Filter, Scope};
use crate::filing::days_left;
use crate::model;
use crate::revisions::Revisions;
use crate::store::labels::{self as store, LabelRow, TeamRow};
use crate::store::queue::{self, Heading, Line};

/// A line as its page shows it.
pub(crate) struct Shown {
    pub number: String,
    pub href: String,
    pub title: String,
    pub step: String,
    pub due: String,
    /// Days to the date due, of an open file.
    pub days: Option<i64>,
    pub assignee: String,
    /// The applicant, when names were asked.
    pub name: String,
    pub waiting: bool,
    /// An appeal against its decision waits for an answer.
    pub appeal: bool,
    pub labels: Vec<LabelRow>,
}

/// What the lines of a page name, read once.
pub(crate) struct Words {
    pub titles: HashMap<Uuid, Heading>,
    pub names: HashMap<Uuid, String>,
    pub labels: Vec<LabelRow>,
    pub teams: Vec<TeamRow>,
}

impl Words {
    /// Everything that a page may name.
    pub(crate) async fn read(ctx: &Ctx) -> Result<Self, Problem> {
        Self::some(ctx, (true, true, true)).await
    }

    /// What these lines and this filter name, and no more: a list is the page that agents open most.
    pub(crate) async fn of(ctx: &Ctx, filter: &Filter, lines: &[Line]) -> Result<Self, Problem> {
        let names = filter.assignee.is_some() || lines.iter().any(|line| line.assignee.is_some());
        let labels = filter.label.is_some() || lines.iter().any(|line| !line.labels.is_empty());
        let teams = filter.team.is_some() || lines.iter().any(|line| line.team.is_some());
        Self::some(ctx, (names, labels, teams)).await
    }

    async fn some(ctx: &Ctx, (names, labels, teams): (bool, bool, bool)) -> Result<Self, Problem> {
        let titles = queue::titles(ctx.db()).await?;
        Ok(Self {
            titles: titles.into_iter().map(|title| (title.id, title)).collect(),
            names: if names { ctx.desk().agent_names().await? } else { HashMap::new() },
            labels: if labels { store::all(ctx.db()).await? } else { Vec::new() },
            teams: if teams { store::teams(ctx.db()).await? } else { Vec::new() },
        })
    }

    pub(crate) fn title(&self, procedure: Uuid) -> &str {
        self.titles.get(&procedure).map_or("", |of| of.title.as_str())
    }

    pub(crate) fn name(&self, agent: Uuid) -> &str {
        self.names.get(&agent).map_or("", String::as_str)
    }

    pub(crate) fn label(&self, id: i64) -> Option<&LabelRow> {
        self.labels.iter().find(|label| label.id == id)
    }

    pub(crate) fn team(&self, id: Uuid) -> &str {
        self.teams.iter().find(|team| team.id == id).map_or("", |team| team.name.as_str())
    }

    /// Who has a file: its agent, else its team.
    pub(crate) fn holder(&self, assignee: Option<Uuid>, team: Option<Uuid>) -> &str {
        match (assignee, team) {
            (Some(agent), _) => self.name(agent),
            (None, Some(team)) => self.team(team),
            (None, None) => "",
        }
    }
}

/// The name of a step, in the workflow that the file keeps.
pub(crate) async fn step_name(ctx: &Ctx, revisions: &Revisions, line: &Line) -> Result<String, Problem> {
    match revisions.flow(ctx.db(), line.procedure, line.revision).await {
        Ok(flow) => Ok(flow.step(&line.step).map_or_else(|| line.step.clone(), |step| step.name.clone())),
        Err(problem) if problem.status == axum::http::StatusCode::NOT_FOUND => Ok(line.step.clone()),
        Err(problem) => Err(problem),
    }
}

/// An address with one value in its query; without it when the value is empty.
pub(crate) fn with_pair(path: &str, name: &str, value: &str) -> String {
    if value.is_empty() {
        return path.to_owned();
    }
    let start = format!("{path}?");
    let end = start.len();
    form_urlencoded::Serializer::for_suffix(start, end).append_pair(name, value).finish()
}

/// The lines in words. `list` is the query that leads back to this list from a file; `all_open`: it holds no closed file, so that one whose
/// state is final waits for an answer to an appeal.
pub(crate) async fn shown(
    ctx: &Ctx,
    revisions: &Revisions,
    page: &Page,
    lines: Vec<Line>,
    (words, list, all_open): (&Words, &str, bool),
) -> Result<Vec<Shown>, Problem> {
    let mut shown = Vec::with_capacity(lines.len());
    // Files due the same day stand together: a date is put in words once.
    let mut last = (String::new(), String::new());
    for line in lines {
        if last.0 != line.due_on {
            last = (
                line.due_on.clone(),
                model::iso_date(&line.due_on).map(|date| page.date(&date)).unwrap_or_default(),
            );
        }
        let is_final = matches!(line.state.as_str(), "accepted" | "refused" | "dropped");
        let open = all_open || !is_final;
        shown.push(Shown {
            href: with_pair(&format!("/agent/dossiers/{}", line.number), "liste", list),
            title: words.title(line.procedure).to_owned(),
            step: step_name(ctx, revisions, &line).await?,
            due: last.1.clone(),
            days: days_left(ctx, &line.due_on).filter(|_| open),
            assignee: words.holder(line.assignee, line.team).to_owned(),
            waiting: line.waiting,
            appeal: all_open && is_final,
            name: String::new(),
            labels: line.labels.iter().filter_map(|id| words.label(*id)).cloned().collect(),
            number: line.number,
        });
    }
    Ok(shown)
}

/// The units an agent works in: those of her grants, or every open one when she works for the whole commune.
pub(crate) async fn units_of(ctx: &Ctx, actor: &Actor) -> Result<Vec<UnitName>, Problem> {
    let everywhere = actor.grants.iter().any(|grant| grant.unit.is_none() && grant.role.sees_personal_data());
    if !everywhere {
        return Ok(actor.units().into_iter().cloned().collect());
    }
    let units = ctx.desk().units().await?;
    let open = units.into_iter().filter(|unit| unit.closed_at.is_none());
    Ok(open.map(|unit| UnitName { id: unit.id, name: unit.name }).collect())
}

/// May this agent see a line? Another unit's file is in none of her lists, even one that she follows or had taken.
pub(crate) fn sees(actor: &Actor, line: &Line) -> bool {
    line.unit.is_none_or(|unit| actor.works_in(unit))
}

/// A filter that this agent may use: a list of a unit she does not work in is nobody's.
pub(crate) fn permitted(actor: &Actor, filter: &Filter) -> Result<(), Problem> {
    match filter.scope {
        Scope::Unit(unit) if !actor.works_in(unit) => Err(Problem::not_found()),
        _ => Ok(()),
    }
}
