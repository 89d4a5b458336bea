//! The way of a request as the public sees it: its states as a picture and as a list, the one it is in marked.

use askama::Template;
use beffroi_forms::flow::picture;
use beffroi_forms::model::{Flow, PublicState};
use beffroi_web::{Markup, Page, Problem};

use crate::model;

#[derive(Template)]
#[template(path = "circuit.html")]
struct Block<'b> {
    page: &'b Page,
    picture: Markup,
    states: Vec<(String, bool)>,
}

/// Picture and list; `now` is the state of a file.
pub(crate) fn block(page: &Page, flow: &Flow, now: Option<&str>) -> Result<Markup, Problem> {
    let ctx = page.ctx();
    let label = |state: PublicState| {
        ctx.s(&format!("procedures-state-{}", model::state_name(state).replace('_', "-")))
    };
    let known = [
        PublicState::Filed,
        PublicState::InReview,
        PublicState::Accepted,
        PublicState::Refused,
        PublicState::Dropped,
    ];
    let here = known.into_iter().find(|state| Some(model::state_name(*state)) == now);
    let drawn = picture::public(flow, label, here);
    let svg = drawn.svg(
        "parcours",
        &ctx.s("procedures-flow-circuit-title"),
        &ctx.s("procedures-flow-circuit-description"),
    );
    let states = drawn.nodes.iter().map(|node| (node.label.clone(), node.here)).collect();
    Ok(Markup::trusted(Block { page, picture: Markup::trusted(svg), states }.render()?))
}
