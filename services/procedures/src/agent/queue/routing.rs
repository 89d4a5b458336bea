//! Where requests of a procedure go: the head of its unit decides. A rule is a condition of the engine on answers; the first that
//! holds at filing gives the unit or team, else the procedure's own unit has the file.

use askama::Template;
use axum::Extension;
use axum::response::Response;
use beffroi_forms::Id;
use beffroi_forms::check::State;
use beffroi_forms::cond::{Cond, Literal, Set, Term};
use beffroi_forms::model::Kind;
use beffroi_forms::value::{Answers, Path};
use beffroi_store::params;
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use uuid::Uuid;

use super::form::Choice;
use super::teams::{headed, see};
use crate::fill;
use crate::revisions::{Ready, Revisions};
use crate::store::labels;
use crate::store::procedures;
use crate::store::routes::{self, RouteRow};

/// Rules of a procedure.
const RULES_MOST: usize = 50;

/// A rule in words.
struct Rule {
    position: i64,
    when: String,
    to: String,
}

#[derive(Template)]
#[template(path = "routes.html")]
struct Routes {
    page: Page,
    faults: Faults,
    procedure: Uuid,
    title: String,
    rules: Vec<Rule>,
    answers: Vec<Choice>,
    places: Vec<Choice>,
    destinations: Vec<Choice>,
    postcodes: String,
    said: bool,
}

/// The procedure asked, if the agent heads its unit.
async fn ready(ctx: &Ctx, revisions: &Revisions, id: &str) -> Result<Ready, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    let row = procedures::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    let units = headed(ctx).await?;
    if !row.unit.is_some_and(|unit| units.iter().any(|known| known.id == unit)) {
        return Err(Problem::not_found());
    }
    let revision = row.published.ok_or_else(Problem::not_found)?;
    revisions.ready(ctx.db(), &row, revision).await
}

/// What a rule can ask: an option of a choice (`field=option`), the postcode of an address.
fn askable(ctx: &Ctx, ready: &Ready, answer: &str, place: &str) -> (Vec<Choice>, Vec<Choice>) {
    let (context, none) = (fill::base_context(ctx), Answers::default());
    let state = State::new(&ready.form, &context, &none);
    let (mut answers, mut places) = (Vec::new(), Vec::new());
    for node in ready.form.nodes().iter().filter(|node| node.page.is_some() && node.block.is_none()) {
        let label = node.item.label.as_str();
        match &node.item.kind {
            Kind::Choice { .. } | Kind::Choices { .. } => {
                for option in state.options(&Path::new(node.item.id.clone())).into_iter().take(100) {
                    let value = format!("{}={}", node.item.id, option.id);
                    let here = value == answer;
                    answers.push(Choice { value, label: format!("{label} : {}", option.label), here });
                }
            }
            Kind::Address { .. } => {
                let value = node.item.id.to_string();
                places.push(Choice { here: value == place, value, label: label.to_owned() });
            }
            _ => {}
        }
    }
    (answers, places)
}

/// Where a rule may send: every open unit, and the teams of the units the agent heads.
async fn destinations(ctx: &Ctx, here: &str) -> Result<Vec<Choice>, Problem> {
    let mine = headed(ctx).await?;
    let mut choices: Vec<Choice> = Vec::new();
    for unit in ctx.desk().units().await?.into_iter().filter(|unit| unit.closed_at.is_none()) {
        let value = unit.id.to_string();
        choices.push(Choice { here: value == here, value, label: unit.name });
    }
    for team in labels::teams(ctx.db()).await? {
        if let Some(unit) = mine.iter().find(|unit| unit.id == team.unit) {
            let value = format!("{}/{}", team.unit, team.id);
            let label = format!("{} ({})", team.name, unit.name);
            choices.push(Choice { here: value == here, value, label });
        }
    }
    Ok(choices)
}

/// A rule's condition in words.
fn in_words(ctx: &Ctx, ready: &Ready, cond: &Cond) -> String {
    let (context, none) = (fill::base_context(ctx), Answers::default());
    let state = State::new(&ready.form, &context, &none);
    let label = |id: &Id| {
        ready.form.node(id).map_or_else(|| id.to_string(), |node| node.item.label.as_str().to_owned())
    };
    let option = |id: &Id, value: &str| {
        let found = state.options(&Path::new(id.clone())).into_iter().find(|option| option.id == value);
        found.map_or_else(|| value.to_owned(), |option| option.label)
    };
    match cond {
        Cond::Eq(Term::Field(id), Term::Literal(Literal::Text(value)))
        | Cond::Has(Term::Field(id), Term::Literal(Literal::Text(value))) => {
            format!("{} : {}", label(id), option(id, value))
        }
        Cond::In(Term::Col(id, _), Set::Literals(values)) => {
            let codes: Vec<String> = values
                .iter()
                .map(|value| match value {
                    Literal::Text(text) => text.clone(),
                    Literal::Integer(number) => number.to_string(),
                    Literal::Bool(truth) => truth.to_string(),
                })
                .collect();
            let args = [("what", label(id).into()), ("codes", codes.join(", ").into())];
            ctx.app().texts().get(ctx.lang(), "procedures-routes-postcode", &args).0
        }
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

async fn rules_shown(ctx: &Ctx, ready: &Ready, faults: Faults, posted: &Posted) -> Result<Response, Problem> {
    let units = ctx.desk().units().await?;
    let teams = labels::teams(ctx.db()).await?;
    let name = |rule: &RouteRow| {
        let team = rule.team.and_then(|id| teams.iter().find(|team| team.id == id));
        team.map(|team| team.name.clone())
            .or_else(|| units.iter().find(|unit| unit.id == rule.unit).map(|unit| unit.name.clone()))
            .unwrap_or_default()
    };
    let rules = routes::of_procedure(ctx.db(), ready.procedure).await?;
    let rules = rules.iter().map(|rule| Rule {
        position: rule.position,
        when: serde_json::from_value(rule.cond.clone())
            .map(|cond| in_words(ctx, ready, &cond))
            .unwrap_or_default(),
        to: name(rule),
    });
    let page = Page::new(ctx, "procedures-routes-title", "procedures-routes-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let (answers, places) = askable(ctx, ready, posted.get("reponse"), posted.get("adresse"));
    let template = Routes {
        procedure: ready.procedure,
        title: ready.sheet.title.clone(),
        rules: rules.collect(),
        destinations: destinations(ctx, posted.get("vers")).await?,
        postcodes: posted.get("codes").to_owned(),
        said: ctx.param("fait").is_some(),
        answers,
        places,
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/equipes/orientation?demarche=`
pub(super) async fn rules(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let ready = ready(&ctx, &revisions, &ctx.param("demarche").unwrap_or_default()).await?;
    rules_shown(&ctx, &ready, Faults::default(), &Posted::default()).await
}

/// `POST /agent/equipes/orientation`: a rule more (`reponse` or `adresse` with `codes`, and `vers`), or one less (`supprimer`).
pub(super) async fn change_rules(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    posted: Posted,
) -> Result<Response, Problem> {
    let ready = ready(&ctx, &revisions, posted.get("demarche")).await?;
    let procedure = ready.procedure;
    let back = format!("/agent/equipes/orientation?demarche={procedure}&fait=1");
    if let Ok(position) = posted.get("supprimer").parse::<i64>() {
        ctx.db()
            .write(move |tx| async move { tx.exec(&routes::DELETE, params![procedure, position]).await })
            .await?;
        return Ok(see(&ctx, &back));
    }
    let mut faults = Faults::default();
    let cond = condition(&ctx, &ready, &posted);
    if cond.is_none() {
        faults.push("reponse", ctx.s("procedures-routes-when-missing"));
    }
    let to = destinations(&ctx, "").await?.into_iter().find(|of| of.value == posted.get("vers"));
    let to = to.and_then(|of| {
        let (unit, team) = of.value.split_once('/').unwrap_or((&of.value, ""));
        Some((unit.parse::<Uuid>().ok()?, team.parse::<Uuid>().ok()))
    });
    if to.is_none() {
        faults.push("vers", ctx.s("procedures-routes-to-missing"));
    }
    if routes::of_procedure(ctx.db(), procedure).await?.len() >= RULES_MOST {
        return Err(Problem::bad_request());
    }
    let (Some(cond), Some((unit, team))) = (cond, to) else {
        return rules_shown(&ctx, &ready, faults, &posted).await;
    };
    let cond = &serde_json::to_value(&cond).map_err(|error| Problem::internal(&error))?;
    ctx.db()
        .write(move |tx| async move {
            tx.exec(&routes::INSERT, params![procedure, cond.clone(), unit, team]).await
        })
        .await?;
    Ok(see(&ctx, &back))
}

/// The condition as asked, of what the form really asks.
fn condition(ctx: &Ctx, ready: &Ready, posted: &Posted) -> Option<Cond> {
    let (answers, places) = askable(ctx, ready, posted.get("reponse"), posted.get("adresse"));
    if let Some(chosen) = answers.iter().find(|choice| choice.here) {
        let (field, option) = chosen.value.split_once('=')?;
        let id = Id::new(field).ok()?;
        let many = matches!(ready.form.node(&id)?.item.kind, Kind::Choices { .. });
        let (field, value) = (Term::Field(id), Term::Literal(Literal::Text(option.to_owned())));
        return Some(if many { Cond::Has(field, value) } else { Cond::Eq(field, value) });
    }
    let place = places.iter().find(|choice| choice.here)?;
    let codes: Vec<Literal> = posted
        .get("codes")
        .split([',', ';', ' ', '\n'])
        .map(str::trim)
        .filter(|code| !code.is_empty() && code.len() <= 10)
        .take(100)
        .map(|code| Literal::Text(code.to_owned()))
        .collect();
    if codes.is_empty() {
        return None;
    }
    let column = Term::Col(Id::new(&place.value).ok()?, Id::new("postcode").ok()?);
    Some(Cond::In(column, Set::Literals(codes)))
}

/// Who gets a request with these answers: unit and team.
pub(crate) fn destination(
    ready: &Ready,
    rules: Vec<RouteRow>,
    state: &State<'_>,
) -> (Option<Uuid>, Option<Uuid>) {
    for rule in rules {
        // A rule that a later form no longer makes sense of holds for nobody.
        let Ok(cond) = serde_json::from_value::<Cond>(rule.cond) else { continue };
        if state.holds(&cond) {
            return (Some(rule.unit), rule.team);
        }
    }
    (ready.unit, None)
}
