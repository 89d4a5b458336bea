//! The filter as a form: every question optional, sent as the address of a list.

use askama::Template;
use axum::Extension;
use axum::response::Response;
use beffroi_people::{Role, UnitName};
use beffroi_web::{Ctx, Faults, Frame, Page, Problem};
use uuid::Uuid;

use super::filter::{CHANNELS, Due, Filter, STATES, Scope, Wrong};
use super::list::{self, Words};
use crate::revisions::Revisions;

/// A choice of a select.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub here: bool,
}

#[derive(Template)]
#[template(path = "queue-filter.html")]
struct FilterForm {
    page: Page,
    faults: Faults,
    filter: Filter,
    scopes: Vec<Choice>,
    states: Vec<Choice>,
    procedures: Vec<Choice>,
    steps: Vec<Choice>,
    agents: Vec<Choice>,
    teams: Vec<Choice>,
    labels: Vec<Choice>,
    channels: Vec<Choice>,
    from: String,
    to: String,
}

impl FilterForm {
    fn due_choices(&self) -> [(&'static str, &'static str); 3] {
        [
            ("", "procedures-filter-due-any"),
            ("retard", "procedures-queue-late"),
            ("semaine", "procedures-queue-week"),
        ]
    }

    fn dates(&self) -> [(&'static str, &'static str, String); 2] {
        [("du", "procedures-filter-from", self.from.clone()), ("au", "procedures-filter-to", self.to.clone())]
    }

    fn is_due(&self, of: &str) -> bool {
        matches!(
            (self.filter.due, of),
            (Some(Due::Late), "retard") | (Some(Due::Week), "semaine") | (None, "")
        )
    }
}

/// `GET /agent/filtrer`
pub(super) async fn page(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let (filter, _) = super::read(&ctx);
    list::permitted(actor, &filter)?;
    again(&ctx, &revisions, filter, &[]).await
}

/// The form, with what is wrong in it.
pub(super) async fn again(
    ctx: &Ctx,
    revisions: &Revisions,
    filter: Filter,
    wrong: &[Wrong],
) -> Result<Response, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let units = list::units_of(ctx, actor).await?;
    let words = Words::read(ctx).await?;
    let mut faults = Faults::default();
    for field in wrong {
        faults.push(*field, ctx.s("procedures-filter-date-wrong"));
    }
    let page = Page::new(ctx, "procedures-filter-title", "procedures-filter-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let typed = |name: &str, date: Option<time::Date>| {
        date.map_or_else(|| ctx.param(name).unwrap_or_default(), beffroi_web::dates::iso)
    };
    let template = FilterForm {
        scopes: scopes(ctx, &units, &filter),
        states: STATES.iter().map(|(name, _)| state(ctx, name, &filter)).collect(),
        procedures: procedures(&words, &filter),
        steps: steps(ctx, revisions, &filter, &words).await?,
        agents: agents(ctx, &units, &filter).await?,
        teams: teams(&words, &units, &filter),
        labels: labels(&words, &units, &filter),
        channels: CHANNELS.iter().map(|name| channel(ctx, name, &filter)).collect(),
        from: typed("du", filter.from),
        to: typed("au", filter.to),
        faults,
        filter,
        page: page.clone(),
    };
    page.html(status, &template)
}

fn scopes(ctx: &Ctx, units: &[UnitName], filter: &Filter) -> Vec<Choice> {
    let choice =
        |scope: Scope, value: String, label: String| Choice { value, label, here: filter.scope == scope };
    let mut scopes = vec![choice(Scope::Mine, "moi".to_owned(), ctx.s("procedures-queue-mine"))];
    scopes.extend(
        units.iter().map(|unit| choice(Scope::Unit(unit.id), unit.id.to_string(), unit.name.clone())),
    );
    scopes.push(choice(Scope::Followed, "suivis".to_owned(), ctx.s("procedures-queue-followed")));
    scopes.push(choice(Scope::NoUnit, "sans".to_owned(), ctx.s("procedures-queue-no-unit")));
    scopes
}

fn state(ctx: &Ctx, name: &str, filter: &Filter) -> Choice {
    Choice {
        value: name.to_owned(),
        label: ctx.s(&format!("procedures-state-{}", name.replace('_', "-"))),
        here: filter.state.as_deref() == Some(name),
    }
}

fn channel(ctx: &Ctx, name: &str, filter: &Filter) -> Choice {
    Choice {
        value: name.to_owned(),
        label: ctx.s(&format!("procedures-channel-{name}")),
        here: filter.channel.as_deref() == Some(name),
    }
}

fn procedures(words: &Words, filter: &Filter) -> Vec<Choice> {
    let mut choices: Vec<Choice> = words
        .titles
        .values()
        .map(|of| Choice {
            value: of.id.to_string(),
            label: of.title.clone(),
            here: filter.procedure == Some(of.id),
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

/// The steps of the procedure asked, in the workflow it has now.
async fn steps(
    ctx: &Ctx,
    revisions: &Revisions,
    filter: &Filter,
    words: &Words,
) -> Result<Vec<Choice>, Problem> {
    let Some((id, revision)) =
        filter.procedure.and_then(|id| words.titles.get(&id)).and_then(|of| Some((of.id, of.published?)))
    else {
        return Ok(Vec::new());
    };
    let flow = revisions.flow(ctx.db(), id, revision).await?;
    let steps = flow.steps.iter().map(|step| Choice {
        value: step.id.to_string(),
        label: step.name.clone(),
        here: filter.step.as_deref() == Some(step.id.as_str()),
    });
    Ok(steps.collect())
}

/// The name of the step asked.
pub(super) async fn step_title(
    ctx: &Ctx,
    revisions: &Revisions,
    filter: &Filter,
    words: &Words,
) -> Result<Option<String>, Problem> {
    Ok(steps(ctx, revisions, filter, words).await?.into_iter().find(|of| of.here).map(|of| of.label))
}

/// Agents and heads of these units, by name.
pub(crate) async fn colleagues(ctx: &Ctx, units: &[Uuid]) -> Result<Vec<(Uuid, String)>, Problem> {
    let works = |grant: &beffroi_people::Grant| {
        matches!(grant.role, Role::Agent | Role::UnitHead)
            && grant.unit.as_ref().is_none_or(|unit| units.contains(&unit.id))
    };
    let mut known: Vec<(Uuid, String)> = ctx
        .desk()
        .staff()
        .await?
        .into_iter()
        .filter(|of| of.grants.iter().any(works))
        .map(|of| (of.person, of.name))
        .collect();
    known.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(known)
}

async fn agents(ctx: &Ctx, units: &[UnitName], filter: &Filter) -> Result<Vec<Choice>, Problem> {
    let units: Vec<Uuid> = match filter.scope {
        Scope::Unit(unit) => vec![unit],
        _ => units.iter().map(|unit| unit.id).collect(),
    };
    let choice = |(id, label): (Uuid, String)| Choice {
        value: id.to_string(),
        label,
        here: filter.assignee == Some(id),
    };
    Ok(colleagues(ctx, &units).await?.into_iter().map(choice).collect())
}

fn teams(words: &Words, units: &[UnitName], filter: &Filter) -> Vec<Choice> {
    words
        .teams
        .iter()
        .filter(|team| units.iter().any(|unit| unit.id == team.unit))
        .map(|team| Choice {
            value: team.id.to_string(),
            label: team.name.clone(),
            here: filter.team == Some(team.id),
        })
        .collect()
}

fn labels(words: &Words, units: &[UnitName], filter: &Filter) -> Vec<Choice> {
    words
        .labels
        .iter()
        .filter(|label| units.iter().any(|unit| unit.id == label.unit))
        .map(|label| Choice {
            value: label.id.to_string(),
            label: label.name.clone(),
            here: filter.label == Some(label.id),
        })
        .collect()
}
