//! Checks of a workflow: its names, targets and roles, steps that nothing reaches, loops.

use std::collections::{HashMap, HashSet};

use super::Rule;
use super::form::{documents, duplicates};
use super::names::Index;
use super::walk::{self, Findings, Spot};
use crate::Id;
use crate::cond::{Cond, Term};
use crate::model::{Act, Action, ErrorPolicy, Flow, Form, Party, Step, Target};

pub(super) fn lint(flow: &Flow, form: &Form, names: &Index, found: &mut Findings) {
    duplicates(flow.steps.iter().map(|step| &step.id), "flow.steps", found);
    duplicates(flow.roles.iter().map(|role| &role.id), "flow.roles", found);
    documents(&flow.documents, "flow.documents", names, found);
    let mut checker = Checker { flow, form, names, found };
    checker.target(Some(&Target::Step(flow.start.clone())), "flow.start");
    for (n, step) in flow.steps.iter().enumerate() {
        checker.step(step, &format!("flow.steps[{n}]"));
    }
    for (n, global) in flow.global.iter().enumerate() {
        let place = format!("flow.global[{n}]");
        checker.parties(&global.who, &place);
        checker.when(global.when.as_ref(), &place);
        checker.actions(&global.actions, &format!("{place}.actions"));
        for (m, timer) in global.timers.iter().enumerate() {
            let place = format!("{place}.timers[{m}]");
            checker.term(&timer.after, &format!("{place}.after"));
            checker.when(timer.when.as_ref(), &place);
            checker.target(timer.to.as_ref(), &format!("{place}.to"));
            checker.actions(&timer.actions, &format!("{place}.actions"));
        }
        for (m, id) in global.steps.iter().enumerate() {
            checker.target(Some(&Target::Step(id.clone())), &format!("{place}.steps[{m}]"));
        }
    }
    unreachable(flow, found);
    loops(flow, found);
}

struct Checker<'a> {
    flow: &'a Flow,
    form: &'a Form,
    names: &'a Index,
    found: &'a mut Findings,
}

impl Checker<'_> {
    fn step(&mut self, step: &Step, place: &str) {
        self.parties(&step.visible_to, place);
        self.actions(&step.on_enter, &format!("{place}.on_enter"));
        duplicates(step.offers.iter().map(|offer| &offer.id), &format!("{place}.offers"), self.found);
        for (n, offer) in step.offers.iter().enumerate() {
            let place = format!("{place}.offers[{n}]");
            self.parties(&offer.who, &place);
            self.when(offer.when.as_ref(), &place);
            self.target(offer.to.as_ref(), &format!("{place}.to"));
            self.actions(&offer.actions, &format!("{place}.actions"));
        }
        for (n, timer) in step.timers.iter().enumerate() {
            let place = format!("{place}.timers[{n}]");
            self.term(&timer.after, &format!("{place}.after"));
            self.when(timer.when.as_ref(), &place);
            self.target(timer.to.as_ref(), &format!("{place}.to"));
            self.actions(&timer.actions, &format!("{place}.actions"));
        }
        for (n, event) in step.events.iter().enumerate() {
            let place = format!("{place}.events[{n}]");
            self.parties(&event.who, &place);
            self.when(event.when.as_ref(), &place);
            self.target(event.to.as_ref(), &format!("{place}.to"));
        }
        if !step.end && !step.public.is_final() && exits(step).is_empty() && self.flow.global.is_empty() {
            self.found.add(place, Rule::DeadEnd, &[("name", &step.id)]);
        }
    }

    fn when(&mut self, when: Option<&Cond>, place: &str) {
        if let Some(when) = when {
            walk::cond(when, &format!("{place}.when"), Spot::ANYWHERE, self.names, self.found);
        }
    }

    fn term(&mut self, term: &Term, place: &str) {
        walk::term(term, None, place, Spot::ANYWHERE, self.names, self.found);
    }

    fn target(&mut self, target: Option<&Target>, place: &str) {
        if let Some(Target::Step(id)) = target
            && self.flow.step(id).is_none()
        {
            self.found.add(place, Rule::UnknownStep, &[("name", id)]);
        }
    }

    fn parties(&mut self, parties: &[Party], place: &str) {
        for party in parties {
            if let Party::Role(id) = party
                && !self.flow.roles.iter().any(|role| role.id == *id)
            {
                self.found.add(place, Rule::UnknownRole, &[("name", id)]);
            }
        }
    }

    fn field(&mut self, id: &Id, place: &str) {
        if !self.names.fields.contains_key(id) {
            self.found.add(place, Rule::UnknownName, &[("name", id)]);
        }
    }

    fn actions(&mut self, actions: &[Action], place: &str) {
        for (n, action) in actions.iter().enumerate() {
            let place = format!("{place}[{n}]");
            self.when(action.when.as_ref(), &place);
            self.act(&action.act, &place);
            for target in targets(&action.act) {
                self.target(Some(target), &format!("{place}.to"));
            }
        }
    }

    fn act(&mut self, act: &Act, place: &str) {
        let document = |id: &Id| self.form.documents.iter().chain(&self.flow.documents).any(|d| d.id == *id);
        match act {
            Act::Notify { to, subject, body, attach, .. } => {
                for id in attach.iter().filter(|id| !document(id)).collect::<Vec<_>>() {
                    self.field(id, &format!("{place}.attach"));
                }
                self.parties(to, place);
                walk::text(subject, &format!("{place}.subject"), self.names, self.found);
                walk::text(body, &format!("{place}.body"), self.names, self.found);
            }
            Act::Banner { text, to } | Act::Note { text, to } => {
                self.parties(to, place);
                walk::text(text, &format!("{place}.text"), self.names, self.found);
            }
            Act::Ask { who, .. } => self.parties(who, place),
            Act::Editable { who, fields, .. } => {
                self.parties(who, place);
                for id in fields {
                    self.field(id, &format!("{place}.fields"));
                }
            }
            Act::Set { field, value } => {
                self.field(field, &format!("{place}.field"));
                self.term(value, &format!("{place}.value"));
            }
            Act::Document { document: id } if !document(id) => {
                self.found.add(place, Rule::UnknownDocument, &[("name", id)]);
            }
            Act::Payment { amount, .. } => self.term(amount, &format!("{place}.amount")),
            Act::Assign { role, .. } => self.parties(&[Party::Role(role.clone())], place),
            Act::Call { body, result, .. } => {
                for (_, value) in body {
                    self.term(value, &format!("{place}.body"));
                }
                if let Some(id) = result {
                    self.field(id, &format!("{place}.result"));
                }
            }
            _ => {}
        }
    }
}

/// Where an action may lead.
fn targets(act: &Act) -> Vec<&Target> {
    match act {
        Act::Go { to } | Act::Call { on_error: ErrorPolicy::Go(to), .. } => vec![to],
        Act::Ask { to, .. } | Act::Editable { to, .. } | Act::Payment { paid: to, .. } => to.iter().collect(),
        _ => Vec::new(),
    }
}

fn of_actions(actions: &[Action]) -> impl Iterator<Item = &Target> {
    actions.iter().flat_map(|action| targets(&action.act))
}

/// Everything that leads out of a step.
fn exits(step: &Step) -> Vec<&Target> {
    let offers = step.offers.iter().flat_map(|offer| offer.to.iter().chain(of_actions(&offer.actions)));
    let timers = step.timers.iter().flat_map(|timer| timer.to.iter().chain(of_actions(&timer.actions)));
    let events = step.events.iter().filter_map(|event| event.to.as_ref());
    of_actions(&step.on_enter).chain(offers).chain(timers).chain(events).collect()
}

fn unreachable(flow: &Flow, found: &mut Findings) {
    let mut reached: HashSet<&Id> = HashSet::new();
    let mut open: Vec<&Id> = vec![&flow.start];
    while let Some(id) = open.pop() {
        let Some(step) = flow.step(id) else { continue };
        if !reached.insert(&step.id) {
            continue;
        }
        let here = flow.global.iter().filter(|global| global.steps.is_empty() || global.steps.contains(id));
        let global = here.flat_map(|global| {
            let timers =
                global.timers.iter().flat_map(|timer| timer.to.iter().chain(of_actions(&timer.actions)));
            of_actions(&global.actions).chain(timers)
        });
        open.extend(exits(step).into_iter().chain(global).filter_map(|target| match target {
            Target::Step(id) => Some(id),
            Target::Previous => None,
        }));
    }
    for (n, step) in flow.steps.iter().enumerate().filter(|(_, step)| !reached.contains(&step.id)) {
        found.add(&format!("flow.steps[{n}]"), Rule::UnreachableStep, &[("name", &step.id)]);
    }
}

/// Steps that an unconditional `go` carries back to themselves.
fn loops(flow: &Flow, found: &mut Findings) {
    let always: HashMap<&Id, &Id> = flow
        .steps
        .iter()
        .filter_map(|step| {
            let go = step.on_enter.iter().find_map(|action| match (&action.act, &action.when) {
                (Act::Go { to: Target::Step(to) }, None) => Some(to),
                _ => None,
            })?;
            Some((&step.id, go))
        })
        .collect();
    for (n, step) in flow.steps.iter().enumerate() {
        let (mut at, mut left) = (&step.id, flow.steps.len());
        while let (Some(next), true) = (always.get(at), left > 0) {
            left -= 1;
            at = next;
            if *at == step.id {
                found.add(&format!("flow.steps[{n}]"), Rule::AutomaticLoop, &[("name", &step.id)]);
                break;
            }
        }
    }
}
