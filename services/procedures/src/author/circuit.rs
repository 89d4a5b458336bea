//! The workflow of a revision as its author reads it: a picture and the same as a list, the messages it sends, and which unit
//! holds each role, confirmed here.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_forms::flow::picture::{self, By};
use beffroi_forms::model::{Act, Action, Flow, Form, Item, Kind, Party, Step, Via};
use beffroi_forms::{Id, Text};
use beffroi_web::{Ctx, Frame, Markup, Page, Posted, Problem};
use uuid::Uuid;

use super::publishing;
use super::{Draft, author, see};
use crate::sheet::Sheet;
use crate::words;

/// A step, with where it leads.
struct Line {
    name: String,
    state_key: String,
    end: bool,
    leads: Vec<Lead>,
}

struct Lead {
    key: &'static str,
    label: String,
    to: String,
}

/// A message of the workflow, with the names of the questions in the place of their answers.
struct Message {
    step: String,
    to: String,
    subject: String,
    body: Markup,
}

/// A name of the workflow and the unit that stands for it.
struct Chosen {
    input: String,
    label: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "author-circuit.html")]
struct Show {
    page: Page,
    slug: String,
    number: i64,
    picture: Markup,
    lines: Vec<Line>,
    messages: Vec<Message>,
    chosen: Vec<Chosen>,
    units: Vec<(String, String)>,
    said: bool,
}

/// `GET /agent/demarches/{slug}/{revision}/circuit`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    author(&ctx)?;
    let draft = Draft::load(&ctx, &slug, number).await?;
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-circuit-title",
        &[("title", draft.sheet.title.as_str().into())],
    );
    let page =
        Page::titled(&ctx, title.0, ctx.s("procedures-author-revision-description")).frame(Frame::Agent);
    let drawn = picture::steps(&draft.flow);
    let description = ctx.s("procedures-author-circuit-description");
    let svg = drawn.svg("circuit", &ctx.s("procedures-author-circuit-picture"), &description);
    let units = ctx.desk().units().await?.into_iter().filter(|unit| unit.closed_at.is_none());
    let shown = Show {
        picture: Markup::trusted(svg),
        lines: lines(&drawn),
        messages: messages(&ctx, &draft.form, &draft.flow),
        chosen: chosen(&draft.flow, &draft.sheet),
        units: units.map(|unit| (unit.id.to_string(), unit.name)).collect(),
        said: ctx.param("fait").is_some(),
        slug,
        number,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &shown)
}

/// `POST /agent/demarches/{slug}/{revision}/circuit`: which unit holds each role.
pub(super) async fn save(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    author(&ctx)?;
    let draft = Draft::load(&ctx, &slug, number).await?;
    let units = ctx.desk().units().await?;
    let unit = |input: &str| {
        let id: Option<Uuid> = posted.get(input).parse().ok();
        id.filter(|id| units.iter().any(|unit| unit.id == *id && unit.closed_at.is_none()))
    };
    let mut sheet = draft.sheet.clone();
    let roles = draft.flow.roles.iter();
    sheet.roles =
        roles.filter_map(|role| Some((role.id.to_string(), unit(&format!("role-{}", role.id))?))).collect();
    let named = names(&draft.flow).into_iter().enumerate();
    sheet.units = named.filter_map(|(n, name)| Some((name, unit(&format!("unite-{n}"))?))).collect();
    publishing::save_sheet(ctx.desk(), &slug, draft.row.unit, &draft.row.theme, &sheet).await?;
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}/circuit?fait=1")))
}

fn lines(drawn: &picture::Picture) -> Vec<Line> {
    let line = |(at, node): (usize, &picture::Node)| Line {
        name: node.label.clone(),
        state_key: format!(
            "procedures-author-state-{}",
            crate::model::state_name(node.public).replace('_', "-")
        ),
        end: node.end,
        leads: drawn
            .arrows
            .iter()
            .filter(|arrow| arrow.from == at)
            .map(|arrow| Lead {
                key: match arrow.by {
                    By::Person => "procedures-author-circuit-by-person",
                    By::Time => "procedures-author-circuit-by-time",
                    By::Itself => "procedures-author-circuit-by-itself",
                },
                label: arrow.label.clone(),
                to: drawn.nodes[arrow.to].label.clone(),
            })
            .collect(),
    };
    drawn.nodes.iter().enumerate().map(line).collect()
}

/// Actions of a step, of its buttons and of its timers.
fn actions(step: &Step) -> impl Iterator<Item = &Action> {
    let offers = step.offers.iter().flat_map(|offer| &offer.actions);
    step.on_enter.iter().chain(offers).chain(step.timers.iter().flat_map(|timer| &timer.actions))
}

fn messages(ctx: &Ctx, form: &Form, flow: &Flow) -> Vec<Message> {
    let labels = labels(form, flow);
    let fill = |text: &Text| text.fill(|name, column| place(&labels, name, column));
    let of_steps = flow.steps.iter().flat_map(|step| actions(step).map(|action| (step.name.clone(), action)));
    let of_global = flow.global.iter().flat_map(|global| {
        let timers = global.timers.iter().flat_map(|timer| &timer.actions);
        global.actions.iter().chain(timers).map(|action| (global.label.as_str().to_owned(), action))
    });
    let mut found = Vec::new();
    for (step, action) in of_steps.chain(of_global) {
        let Act::Notify { to, addresses, via, subject, body, .. } = &action.act else { continue };
        let mut names: Vec<String> = to.iter().map(|party| party_name(ctx, flow, party)).collect();
        if !addresses.is_empty() {
            names.push(ctx.s("procedures-author-circuit-addresses"));
        }
        if !via.contains(&Via::Mail) {
            names.push(ctx.s("procedures-author-circuit-no-mail"));
        }
        found.push(Message {
            step,
            to: names.join(", "),
            subject: fill(subject),
            body: words::paragraphs(&fill(body)),
        });
    }
    found
}

fn party_name(ctx: &Ctx, flow: &Flow, party: &Party) -> String {
    match party {
        Party::Applicant => ctx.s("procedures-author-circuit-applicant"),
        Party::System => ctx.s("procedures-by-system"),
        Party::Role(id) => flow
            .roles
            .iter()
            .find(|role| role.id == *id)
            .map_or_else(|| id.to_string(), |role| role.label.clone()),
    }
}

/// Labels of every question, by name.
fn labels(form: &Form, flow: &Flow) -> BTreeMap<String, String> {
    fn add(items: &[Item], labels: &mut BTreeMap<String, String>) {
        for item in items {
            labels.entry(item.id.to_string()).or_insert_with(|| item.label.as_str().to_owned());
            if let Kind::Section { items } | Kind::Block { items, .. } = &item.kind {
                add(items, labels);
            }
        }
    }
    let mut labels = BTreeMap::new();
    form.pages.iter().for_each(|page| add(&page.items, &mut labels));
    add(&flow.fields, &mut labels);
    labels
}

fn place(labels: &BTreeMap<String, String>, name: &Id, column: Option<&Id>) -> String {
    let label = labels.get(name.as_str()).filter(|label| !label.is_empty());
    match (label, column) {
        (Some(label), _) => format!("[{label}]"),
        (None, Some(column)) => format!("[{name}.{column}]"),
        (None, None) => format!("[{name}]"),
    }
}

/// Units that the workflow names in its own words, each once.
fn names(flow: &Flow) -> Vec<String> {
    let all =
        flow.steps.iter().flat_map(actions).chain(flow.global.iter().flat_map(|global| &global.actions));
    let mut names: Vec<String> = all
        .filter_map(|action| match &action.act {
            Act::Assign { unit, .. } => Some(unit.as_str().trim().to_owned()),
            Act::Opinion { from, .. } => Some(from.as_str().trim().to_owned()),
            _ => None,
        })
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn chosen(flow: &Flow, sheet: &Sheet) -> Vec<Chosen> {
    let text = |unit: Option<&Uuid>| unit.map(Uuid::to_string).unwrap_or_default();
    let roles = flow.roles.iter().map(|role| Chosen {
        input: format!("role-{}", role.id),
        label: role.label.clone(),
        unit: text(sheet.roles.get(role.id.as_str())),
    });
    let named = names(flow).into_iter().enumerate().map(|(n, name)| Chosen {
        input: format!("unite-{n}"),
        unit: text(sheet.units.get(&name)),
        label: name,
    });
    roles.chain(named).collect()
}
