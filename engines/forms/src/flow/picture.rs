//! A picture of a workflow, as data and as SVG: a ladder of steps from the first to the last, its transitions as arcs beside it,
//! forward ones on the right and backward ones on the left, each in a lane of its own so that no two lie on each other.
//! No script, no style: shapes carry classes for the host's sheet, and the same is given as a list for who does not see it.

use std::fmt::Write as _;

use crate::Id;
use crate::model::{Act, Action, ErrorPolicy, Flow, PublicState, Step, Target};

/// What sets a transition off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Somebody presses a button.
    Person,
    /// Time runs out.
    Time,
    /// The workflow itself, an answer, a call from outside.
    Itself,
}

/// A box of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Name of the step, or of the public state.
    pub label: String,
    /// What the public sees.
    pub public: PublicState,
    /// The file ends here.
    pub end: bool,
    /// A file shown beside the picture is here.
    pub here: bool,
}

/// An arrow, between boxes by their places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    pub by: By,
    /// Label of the button; empty for the others.
    pub label: String,
}

/// Boxes from top to bottom, and arrows between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub nodes: Vec<Node>,
    pub arrows: Vec<Arrow>,
}

/// Every step, in the order in which a file can reach them; those that nothing leads to stand last.
pub fn steps(flow: &Flow) -> Picture {
    let order = order(flow);
    let place = |id: &Id| order.iter().position(|step| step.id == *id);
    let mut arrows = Vec::new();
    for (from, step) in order.iter().enumerate() {
        for (target, by, label) in transitions(flow, step) {
            if let Target::Step(id) = target
                && let Some(to) = place(id)
            {
                arrows.push(Arrow { from, to, by, label });
            }
        }
    }
    arrows.sort();
    arrows.dedup();
    let node =
        |step: &&Step| Node { label: step.name.clone(), public: step.public, end: step.end, here: false };
    Picture { nodes: order.iter().map(node).collect(), arrows }
}

/// Only what the public sees: the states that the steps show, and the moves between them. `label` names a state; `now` is the
/// state of the file beside which the picture stands.
pub fn public(flow: &Flow, label: impl Fn(PublicState) -> String, now: Option<PublicState>) -> Picture {
    let order = order(flow);
    let rank = |state: PublicState| match state {
        PublicState::Draft => 0,
        PublicState::Filed => 1,
        PublicState::InReview => 2,
        PublicState::Accepted => 3,
        PublicState::Refused => 4,
        PublicState::Dropped => 5,
    };
    let mut states: Vec<PublicState> = order.iter().map(|step| step.public).collect();
    states.sort_by_key(|state| rank(*state));
    states.dedup();
    let place = |state: PublicState| states.iter().position(|of| *of == state);
    let mut arrows = Vec::new();
    for step in &order {
        for (target, by, _) in transitions(flow, step) {
            let Target::Step(id) = target else { continue };
            let Some(to) = flow.step(id.as_str()).filter(|to| to.public != step.public) else { continue };
            // A way back inside the house is no news for the public.
            if let (Some(from), Some(to)) = (place(step.public), place(to.public))
                && from < to
            {
                arrows.push(Arrow { from, to, by, label: String::new() });
            }
        }
    }
    arrows.sort();
    arrows.dedup_by_key(|arrow| (arrow.from, arrow.to));
    let node = |state: &PublicState| Node {
        label: label(*state),
        public: *state,
        end: state.is_final(),
        here: now == Some(*state),
    };
    Picture { nodes: states.iter().map(node).collect(), arrows }
}

/// Steps in the order of a walk that goes deep first along the longest ways: a step stands after those that lead to it, as far as
/// the workflow does not turn.
fn order(flow: &Flow) -> Vec<&Step> {
    let mut done: Vec<&Step> = Vec::new();
    let mut seen: Vec<&Id> = Vec::new();
    let starts = flow.steps.iter().filter(|step| step.id == flow.start).chain(&flow.steps);
    let mut walks: Vec<Vec<&Step>> = Vec::new();
    for start in starts {
        let mut out = Vec::new();
        visit(flow, start, &mut seen, &mut out);
        out.reverse();
        walks.push(out);
    }
    done.extend(walks.into_iter().flatten());
    // Ends stand last, in their order.
    let (ends, others): (Vec<&Step>, Vec<&Step>) = done.into_iter().partition(|step| step.public.is_final());
    others.into_iter().chain(ends).collect()
}

fn visit<'f>(flow: &'f Flow, step: &'f Step, seen: &mut Vec<&'f Id>, out: &mut Vec<&'f Step>) {
    if seen.contains(&&step.id) {
        return;
    }
    seen.push(&step.id);
    for (target, ..) in transitions(flow, step).into_iter().rev() {
        if let Target::Step(id) = target
            && let Some(next) = flow.step(id.as_str())
        {
            visit(flow, next, seen, out);
        }
    }
    out.push(step);
}

/// Where a step can lead, and how.
fn transitions<'f>(flow: &'f Flow, step: &'f Step) -> Vec<(&'f Target, By, String)> {
    let mut found: Vec<(&Target, By, String)> = Vec::new();
    leads(&step.on_enter, By::Itself, &mut found);
    for offer in &step.offers {
        found.extend(offer.to.iter().map(|to| (to, By::Person, offer.label.as_str().to_owned())));
        leads(&offer.actions, By::Person, &mut found);
    }
    for timer in &step.timers {
        found.extend(timer.to.iter().map(|to| (to, By::Time, String::new())));
        leads(&timer.actions, By::Time, &mut found);
    }
    found.extend(
        step.events.iter().filter_map(|event| event.to.as_ref()).map(|to| (to, By::Itself, String::new())),
    );
    for global in flow.global.iter().filter(|of| of.steps.is_empty() || of.steps.contains(&step.id)) {
        let by = if global.who.is_empty() { By::Time } else { By::Person };
        leads(&global.actions, by, &mut found);
    }
    found
}

fn leads<'f>(actions: &'f [Action], by: By, found: &mut Vec<(&'f Target, By, String)>) {
    for action in actions {
        let to = match &action.act {
            Act::Ask { to, .. } | Act::Editable { to, .. } => to.as_ref(),
            Act::Payment { paid, .. } => paid.as_ref(),
            Act::Go { to } | Act::Call { on_error: ErrorPolicy::Go(to), .. } => Some(to),
            _ => None,
        };
        found.extend(to.map(|to| (to, by, String::new())));
    }
}

/// Height of a box, distance from one to the next, width of a box, width of a lane: in units of the picture.
const BOX: usize = 44;
const ROW: usize = 64;
const WIDE: usize = 300;
const LANE: usize = 14;
/// Characters of a label that a box holds.
const CHARACTERS: usize = 34;

impl Picture {
    /// The picture as SVG: `title` and `description` for who does not see it. Classes: `circuit`, `circuit__etape` with the
    /// public state, `--fin`, `--ici`; `circuit__lien` with `--agent`, `--delai`, `--seul`.
    pub fn svg(&self, name: &str, title: &str, description: &str) -> String {
        let (right, left) = (self.lanes(true), self.lanes(false));
        let most = |lanes: &[(usize, usize)]| lanes.iter().map(|(_, lane)| lane + 1).max().unwrap_or(0);
        let margin = |lanes: usize| 12 + lanes * LANE;
        let (x, wide) = (margin(most(&left)), WIDE);
        let width = x + wide + margin(most(&right));
        let height = self.nodes.len() * ROW + 8;
        let mut svg = format!(
            "<svg class=\"circuit\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{name}-t {name}-d\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{name}-t\">{}</title><desc id=\"{name}-d\">{}</desc>",
            escaped(title),
            escaped(description)
        );
        for (at, lane) in right.iter().chain(&left) {
            let arrow = &self.arrows[*at];
            let edge = if arrow.to > arrow.from { x + wide } else { x };
            arc(&mut svg, arrow, edge, *lane);
        }
        for (row, node) in self.nodes.iter().enumerate() {
            let y = row * ROW + 8;
            let (end, here) = (
                if node.end { " circuit__etape--fin" } else { "" },
                if node.here { " circuit__etape--ici" } else { "" },
            );
            let _ = write!(
                svg,
                "<g class=\"circuit__etape circuit__etape--{}{end}{here}\"><rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{BOX}\" rx=\"3\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text></g>",
                state(node.public),
                x + 12,
                y + 28,
                escaped(&short(&node.label))
            );
        }
        svg.push_str("</svg>");
        svg
    }

    /// Arrows of one side with their lanes: arcs that overlap lie in different ones, short arcs inside long ones. An arrow to its
    /// own step is not drawn.
    fn lanes(&self, forward: bool) -> Vec<(usize, usize)> {
        let span = |at: &usize| {
            let arrow = &self.arrows[*at];
            (arrow.from.min(arrow.to), arrow.from.max(arrow.to))
        };
        let mut side: Vec<usize> = (0..self.arrows.len())
            .filter(|at| {
                if forward {
                    self.arrows[*at].to > self.arrows[*at].from
                } else {
                    self.arrows[*at].to < self.arrows[*at].from
                }
            })
            .collect();
        side.sort_by_key(|at| {
            let (low, high) = span(at);
            (high - low, low)
        });
        let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut placed = Vec::new();
        for at in side {
            let (low, high) = span(&at);
            let free =
                lanes.iter().position(|taken| taken.iter().all(|(from, to)| high <= *from || *to <= low));
            let lane = free.unwrap_or(lanes.len());
            if lane == lanes.len() {
                lanes.push(Vec::new());
            }
            lanes[lane].push((low, high));
            placed.push((at, lane));
        }
        placed
    }
}

/// An arc from box to box beside the ladder, with its point. Arrows that leave a box start below its middle, those that come end above.
fn arc(svg: &mut String, arrow: &Arrow, edge: usize, lane: usize) {
    let forward = arrow.to > arrow.from;
    let (start, end) = (arrow.from * ROW + 8 + BOX / 2 + 8, arrow.to * ROW + 8 + BOX / 2 - 8);
    let reach = (lane + 1) * LANE;
    let (out, tip) = if forward { (edge + reach, edge + 6) } else { (edge.saturating_sub(reach), edge - 6) };
    let by = match arrow.by {
        By::Person => "agent",
        By::Time => "delai",
        By::Itself => "seul",
    };
    let _ = write!(
        svg,
        "<path class=\"circuit__lien circuit__lien--{by}\" d=\"M{edge} {start}H{out}V{end}H{edge}M{tip} {}L{edge} {end}L{tip} {}\"/>",
        end - 4,
        end + 4
    );
}

fn state(public: PublicState) -> &'static str {
    match public {
        PublicState::Draft => "brouillon",
        PublicState::Filed => "depose",
        PublicState::InReview => "examen",
        PublicState::Accepted => "accepte",
        PublicState::Refused => "refuse",
        PublicState::Dropped => "clos",
    }
}

fn short(label: &str) -> String {
    if label.chars().count() <= CHARACTERS {
        return label.to_owned();
    }
    let cut: String = label.chars().take(CHARACTERS - 1).collect();
    format!("{}…", cut.trim_end())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
