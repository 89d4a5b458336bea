//! The transitions of a workflow, each with what sets it off and what has to hold.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_forms::Id;
use beffroi_forms::cond::Cond;
use beffroi_forms::flow::TimerRef;
use beffroi_forms::model::{Act, Action, ErrorPolicy, Flow, Party, Step, Target};

use super::solve::Wish;

/// What sets a run off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Offer(Id, Party),
    Timer(TimerRef),
    Event(Id, Party),
    /// An answer, a payment, a failed call.
    Lead(Target),
}

/// A transition of the workflow.
#[derive(Clone, Debug)]
pub(crate) struct Edge<'f> {
    pub from: &'f Id,
    pub what: String,
    pub cause: Cause,
    pub to: Option<&'f Target>,
    pub when: Vec<&'f Cond>,
    /// Actions done before the file moves.
    pub actions: &'f [Action],
}

/// A jump that a step, or the actions of a transition, make by themselves.
pub(crate) fn gos(actions: &[Action]) -> impl Iterator<Item = (usize, &Target)> {
    actions.iter().enumerate().filter_map(|(n, action)| match &action.act {
        Act::Go { to } => Some((n, to)),
        _ => None,
    })
}

/// Where the effects of these actions lead later.
pub(crate) fn leads(actions: &[Action]) -> Vec<(&Action, &Target)> {
    actions
        .iter()
        .filter_map(|action| match &action.act {
            Act::Ask { to, .. } | Act::Editable { to, .. } => to.as_ref().map(|to| (action, to)),
            Act::Payment { paid, .. } => paid.as_ref().map(|to| (action, to)),
            Act::Call { on_error: ErrorPolicy::Go(to), .. } => Some((action, to)),
            _ => None,
        })
        .collect()
}

pub(crate) fn edges_of<'f>(flow: &'f Flow, step: &'f Step) -> Vec<Edge<'f>> {
    let mut edges = Vec::new();
    for offer in &step.offers {
        let party = offer.who.first().cloned().unwrap_or(Party::System);
        edges.push(Edge {
            from: &step.id,
            what: format!("{}: offer {}", step.id, offer.id),
            cause: Cause::Offer(offer.id.clone(), party),
            to: offer.to.as_ref(),
            when: offer.when.iter().collect(),
            actions: &offer.actions,
        });
    }
    for (n, timer) in step.timers.iter().enumerate() {
        edges.push(Edge {
            from: &step.id,
            what: format!("{}: timer {n}", step.id),
            cause: Cause::Timer(TimerRef::Step { step: step.id.clone(), n }),
            to: timer.to.as_ref(),
            when: timer.when.iter().collect(),
            actions: &timer.actions,
        });
    }
    for event in &step.events {
        let party = event.who.first().cloned().unwrap_or(Party::System);
        edges.push(Edge {
            from: &step.id,
            what: format!("{}: event {}", step.id, event.id),
            cause: Cause::Event(event.id.clone(), party),
            to: event.to.as_ref(),
            when: event.when.iter().collect(),
            actions: &[],
        });
    }
    for (action, to) in leads(&step.on_enter) {
        edges.push(Edge {
            from: &step.id,
            what: format!("{}: {} leads on", step.id, action.act.name()),
            cause: Cause::Lead(to.clone()),
            to: Some(to),
            when: action.when.iter().collect(),
            actions: &[],
        });
    }
    edges.extend(common(flow, step));
    edges
}

/// Those of actions common to several steps.
fn common<'f>(flow: &'f Flow, step: &'f Step) -> Vec<Edge<'f>> {
    let mut edges = Vec::new();
    let here = |steps: &[Id]| steps.is_empty() || steps.contains(&step.id);
    for global in flow.global.iter().filter(|global| here(&global.steps)) {
        if let Some(party) = global.who.first() {
            edges.push(Edge {
                from: &step.id,
                what: format!("global {}", global.id),
                cause: Cause::Offer(global.id.clone(), party.clone()),
                to: None,
                when: global.when.iter().collect(),
                actions: &global.actions,
            });
        }
        for (n, timer) in global.timers.iter().enumerate() {
            edges.push(Edge {
                from: &step.id,
                what: format!("global {}: timer {n}", global.id),
                cause: Cause::Timer(TimerRef::Global { id: global.id.clone(), n }),
                to: timer.to.as_ref(),
                when: timer.when.iter().chain(&global.when).collect(),
                actions: &global.actions,
            });
        }
    }
    edges
}

/// What has to hold for the n-th action, a jump, to be reached and done.
pub(crate) fn path_to(actions: &[Action], n: usize) -> Vec<Wish<'_>> {
    let earlier =
        gos(&actions[..n]).filter_map(|(at, _)| actions[at].when.as_ref()).map(|cond| (cond, false));
    earlier.chain(actions[n].when.as_ref().map(|cond| (cond, true))).collect()
}

/// Every transition of a workflow, by name, with what may keep it from being taken.
pub(crate) fn all(flow: &Flow) -> BTreeMap<String, (Id, Vec<&Cond>, bool)> {
    let mut found = BTreeMap::new();
    for step in &flow.steps {
        for edge in edges_of(flow, step) {
            found.entry(edge.what).or_insert((step.id.clone(), edge.when, false));
        }
        let mut over = false;
        for (n, _) in gos(&step.on_enter) {
            let when = &step.on_enter[n].when;
            found.insert(format!("{}: jump {n}", step.id), (step.id.clone(), when.iter().collect(), over));
            over |= when.is_none();
        }
    }
    found
}

/// Steps that no transition leads to, whatever the answers.
pub(crate) fn unreachable(flow: &Flow) -> BTreeSet<Id> {
    let mut open = vec![flow.start.clone()];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(step) = flow.step(id.as_str()).filter(|_| seen.insert(id.clone())) else { continue };
        let mut targets: Vec<&Target> = gos(&step.on_enter).map(|(_, to)| to).collect();
        for edge in edges_of(flow, step) {
            targets.extend(edge.to);
            targets.extend(gos(edge.actions).map(|(_, to)| to));
        }
        open.extend(
            targets
                .into_iter()
                .filter_map(|to| if let Target::Step(id) = to { Some(id.clone()) } else { None }),
        );
    }
    flow.steps.iter().map(|step| step.id.clone()).filter(|id| !seen.contains(id)).collect()
}
