//! What waits: mine, my units', what I follow, the most urgent first; filters, kept and shared. No personal datum is read for a list.

pub(crate) mod alerts;
pub(crate) mod desk;
pub(crate) mod filter;
pub(super) mod form;
mod history;
pub(crate) mod labels;
pub(crate) mod list;
mod names;
pub(crate) mod routing;
mod saved;
pub(crate) mod takeover;
mod teams;

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use beffroi_people::{Actor, UnitName};
use beffroi_web::{App, Ctx, Frame, Page, Problem};

use crate::revisions::Revisions;
use crate::store::queue::{self, Key, Line, PAGE, Start};
use crate::store::views::{self, ViewRow};

use filter::{Due, Filter, Scope};
use list::{Shown, Words};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/agent", get(page))
        .route("/agent/filtrer", get(form::page))
        .route("/agent/filtres", get(saved::page).post(saved::keep))
        .route("/agent/filtres/{id}", post(saved::change))
        .route("/agent/etiquettes", get(labels::page).post(labels::change))
        .route("/agent/dossiers/{number}/etiquettes", post(labels::put))
        .route("/agent/dossiers/{number}/suivre", post(takeover::follow))
        .route("/agent/dossiers/{number}/confier", get(takeover::hand_form).post(takeover::hand_over))
        .route("/agent/dossiers/{number}/donner", post(takeover::give_over))
        .route("/agent/dossiers/{number}/histoire", get(history::page))
        .route("/agent/noms", post(names::show))
        .route("/agent/rappels", get(alerts::page).post(alerts::change))
        .route("/agent/equipes", get(teams::page).post(teams::change))
        .route("/agent/equipes/orientation", get(routing::rules).post(routing::change_rules))
        .route("/agent/reprendre", get(takeover::page).post(takeover::take))
}

/// A link to a list.
struct Tab {
    href: String,
    label: String,
    here: bool,
    /// « 12 », « 99+ »; empty when it is not counted.
    count: String,
}

/// A part of the filter in words, and the list without it.
struct Chip {
    text: String,
    without: String,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue {
    page: Page,
    tabs: Vec<Tab>,
    quick: Vec<Tab>,
    views: Vec<ViewRow>,
    chips: Vec<Chip>,
    lines: Vec<Shown>,
    before: Option<String>,
    after: Option<String>,
    filter: Filter,
    /// The filter as hidden fields of the search by number.
    kept: Vec<(&'static str, String)>,
    query: String,
    /// Names of applicants are shown: an act that was journaled.
    named: bool,
    /// Where this page of the list begins.
    from: Vec<(&'static str, String)>,
    heads: bool,
    /// Late, due this week: her own.
    alert: Option<(i64, i64)>,
}

impl Queue {
    fn choose_label(&self, line: &Shown) -> String {
        let ctx = self.page.ctx();
        let args = [("number", line.number.as_str().into())];
        ctx.app().texts().get(ctx.lang(), "procedures-queue-choose-one", &args).0
    }

    fn keep_href(&self) -> String {
        list::with_pair("/agent/filtres", "filtre", &self.query)
    }

    fn form_href(&self) -> String {
        format!("/agent/filtrer?{}", self.query)
    }
}

/// The name of a count of the store, which stops at a hundred.
fn count_text(count: i64) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

fn tabs(ctx: &Ctx, units: &[UnitName], filter: &Filter) -> Vec<Tab> {
    let tab = |scope: Scope, label: String| Tab {
        href: Filter { scope, ..Filter::default() }.href(),
        label,
        here: filter.scope == scope,
        count: String::new(),
    };
    let mut tabs = vec![tab(Scope::Mine, ctx.s("procedures-queue-mine"))];
    tabs.extend(units.iter().map(|unit| tab(Scope::Unit(unit.id), unit.name.clone())));
    tabs.push(tab(Scope::Followed, ctx.s("procedures-queue-followed")));
    if filter.scope == Scope::NoUnit {
        tabs.push(tab(Scope::NoUnit, ctx.s("procedures-queue-no-unit")));
    }
    tabs
}

/// Ready filters of the list shown, with their counts.
async fn quick(ctx: &Ctx, actor: &Actor, filter: &Filter) -> Result<Vec<Tab>, Problem> {
    let unit = match filter.scope {
        Scope::Unit(unit) => Some(unit),
        Scope::Mine => None,
        Scope::Followed | Scope::NoUnit => return Ok(Vec::new()),
    };
    let Some(me) = actor.person() else { return Ok(Vec::new()) };
    let today = ctx.today();
    let (day, end) = (beffroi_web::dates::iso(today), beffroi_web::dates::iso(filter::sunday(today)));
    let counts = queue::counts(ctx.db(), unit, me, (&day, &end)).await?;
    let of = Filter { scope: filter.scope, ..Filter::default() };
    let tab = |key: &str, asked: Filter, count: Option<i64>| Tab {
        href: asked.href(),
        label: ctx.s(key),
        here: *filter == asked,
        count: count.map(count_text).unwrap_or_default(),
    };
    let mut tabs = vec![
        tab("procedures-queue-all", of.clone(), Some(counts[0])),
        tab("procedures-queue-late", Filter { due: Some(Due::Late), ..of.clone() }, Some(counts[1])),
        tab("procedures-queue-week", Filter { due: Some(Due::Week), ..of.clone() }, Some(counts[2])),
        tab("procedures-queue-waiting", Filter { waiting: true, ..of.clone() }, Some(counts[3])),
    ];
    if unit.is_some() {
        tabs.push(tab("procedures-queue-nobody", Filter { nobody: true, ..of.clone() }, Some(counts[4])));
    }
    tabs.push(tab("procedures-queue-closed", Filter { closed: true, ..of }, None));
    Ok(tabs)
}

/// `GET /agent`
async fn page(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let actor = super::agent(&ctx)?;
    let (mut filter, wrong) = read(&ctx);
    list::permitted(actor, &filter)?;
    if !wrong.is_empty() {
        return form::again(&ctx, &revisions, filter, &wrong).await;
    }
    if let Some(way) = straight_to(&ctx, actor, &filter).await? {
        return Ok(way);
    }
    let units = list::units_of(&ctx, actor).await?;
    let from = filter::start(&ctx);
    let mut lines = read_lines(&ctx, actor, &filter, &from).await?;
    // An agent who has nothing of her own lands on her unit's list.
    if lines.is_empty()
        && ctx.param("vue").is_none()
        && let Some(first) = units.first()
    {
        filter.scope = Scope::Unit(first.id);
        lines = read_lines(&ctx, actor, &filter, &from).await?;
    }
    let (before, after) = around(&filter, &from, &mut lines);
    lines.retain(|line| list::sees(actor, line));
    let words = Words::of(&ctx, &filter, &lines).await?;
    let page = Page::new(&ctx, "procedures-queue-title", "procedures-queue-description").frame(Frame::Agent);
    let query = filter.query();
    let person = actor.person().ok_or_else(Problem::forbidden)?;
    let named = names::asked(&ctx, &query);
    let mut called = HashMap::new();
    if named {
        called = names::of(&ctx, &revisions, actor, (&lines, &words)).await?;
    }
    let all_open = filter.wanted(&ctx, actor.person()).open == Some(true);
    let mut lines = list::shown(&ctx, &revisions, &page, lines, (&words, &query, all_open)).await?;
    for line in &mut lines {
        line.name = called.remove(&line.number).unwrap_or_default();
    }
    let template = Queue {
        tabs: tabs(&ctx, &units, &filter),
        quick: quick(&ctx, actor, &filter).await?,
        views: views::visible(ctx.db(), person, units.iter().map(|unit| unit.id)).await?,
        chips: chips(&ctx, &revisions, &filter, &words).await?,
        lines,
        named,
        from: ["apres", "avant"].into_iter().filter_map(|name| Some((name, ctx.param(name)?))).collect(),
        heads: actor.has(beffroi_people::Role::UnitHead),
        alert: alert(&ctx, person).await?,
        kept: filter.pairs().into_iter().filter(|(name, _)| *name != "numero").collect(),
        query,
        before,
        after,
        filter,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &template)
}

/// The agent's own files that are late or due this week.
async fn alert(ctx: &Ctx, person: uuid::Uuid) -> Result<Option<(i64, i64)>, Problem> {
    let today = ctx.today();
    let (day, end) = (beffroi_web::dates::iso(today), beffroi_web::dates::iso(filter::sunday(today)));
    let [_, late, week, ..] = queue::counts(ctx.db(), None, person, (&day, &end)).await?;
    Ok((late + week > 0).then_some((late, week)))
}

/// The filter of this request's address.
pub(in crate::agent) fn read(ctx: &Ctx) -> (Filter, Vec<filter::Wrong>) {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(ctx.query().unwrap_or_default().as_bytes()).into_owned().collect();
    Filter::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// A whole number leads to its file, whatever the list.
async fn straight_to(ctx: &Ctx, actor: &Actor, filter: &Filter) -> Result<Option<Response>, Problem> {
    if filter.number.len() < "2026-000001".len() {
        return Ok(None);
    }
    let row = crate::store::files::by_number(ctx.db(), &filter.number).await?;
    Ok(row.filter(|row| super::may_handle(actor, row)).map(|row| super::acts::go(ctx, &row.number)))
}

async fn read_lines(ctx: &Ctx, actor: &Actor, filter: &Filter, from: &Start) -> Result<Vec<Line>, Problem> {
    let wanted = filter.wanted(ctx, actor.person());
    Ok(queue::lines(ctx.db(), filter.way(), &wanted, from).await?)
}

/// Cuts the line too many, and says where the pages before and after begin.
fn around(filter: &Filter, from: &Start, lines: &mut Vec<Line>) -> (Option<String>, Option<String>) {
    let more = lines.len() > PAGE;
    let back = matches!(from, Start::Before(_));
    if more && back {
        lines.remove(0);
    }
    lines.truncate(PAGE);
    let at =
        |line: &Line, name: &str| format!("{}&{name}={}", filter.href(), filter::key_text(&Key::of(line)));
    let before = lines.first().filter(|_| if back { more } else { *from != Start::First });
    let after = lines.last().filter(|_| back || more);
    (before.map(|line| at(line, "avant")), after.map(|line| at(line, "apres")))
}

/// The filter in words, each part with the list that it would be without it.
async fn chips(
    ctx: &Ctx,
    revisions: &Revisions,
    filter: &Filter,
    words: &Words,
) -> Result<Vec<Chip>, Problem> {
    let mut chips = Vec::new();
    let mut add = |name: &str, value: String, without: Filter| {
        chips.push(Chip {
            text: ctx
                .app()
                .texts()
                .get(ctx.lang(), &format!("procedures-queue-chip-{name}"), &[("what", value.into())])
                .0,
            without: without.href(),
        });
    };
    let of = || filter.clone();
    if !filter.number.is_empty() {
        add("number", filter.number.clone(), Filter { number: String::new(), ..of() });
    }
    if let Some(state) = &filter.state {
        let value = ctx.s(&format!("procedures-state-{}", state.replace('_', "-")));
        add("state", value, Filter { state: None, closed: false, ..of() });
    }
    if let Some(procedure) = filter.procedure {
        let value = words.title(procedure).to_owned();
        add("procedure", value, Filter { procedure: None, step: None, ..of() });
    }
    if let Some(step) = &filter.step {
        let value = form::step_title(ctx, revisions, filter, words).await?.unwrap_or_else(|| step.clone());
        add("step", value, Filter { step: None, ..of() });
    }
    if let Some(agent) = filter.assignee {
        add("agent", words.name(agent).to_owned(), Filter { assignee: None, ..of() });
    }
    if let Some(team) = filter.team {
        add("team", words.team(team).to_owned(), Filter { team: None, ..of() });
    }
    if let Some(label) = filter.label {
        let value = words.label(label).map(|of| of.name.clone()).unwrap_or_default();
        add("label", value, Filter { label: None, ..of() });
    }
    if let Some(channel) = &filter.channel {
        add("channel", ctx.s(&format!("procedures-channel-{channel}")), Filter { channel: None, ..of() });
    }
    let day = |date| beffroi_web::dates::long(ctx.lang(), date);
    if let Some(from) = filter.from {
        add("from", day(from), Filter { from: None, ..of() });
    }
    if let Some(to) = filter.to {
        add("to", day(to), Filter { to: None, ..of() });
    }
    Ok(chips)
}
