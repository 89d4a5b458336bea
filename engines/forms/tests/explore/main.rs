//! Every given workflow, driven by the engine from the filing of a request along each of its transitions: what is offered, what
//! runs out, what comes from outside, what an answer, a payment or a failed call leads to. What nothing can reach is named with
//! its reason, which is the source's own. What the search does not reach is told, and may not grow: mostly steps that call a
//! program and jump on at once, and those behind a value that only such a call gives.
//!
//! The data is not part of the repository: the tests say `skipped` without it.

mod edges;
mod solve;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use beffroi_forms::check::Context;
use beffroi_forms::cond::Cond;
use beffroi_forms::flow::{Effect, Machine, Outcome, Position};
use beffroi_forms::import::report::Lang;
use beffroi_forms::import::wcs::{Input, import};
use beffroi_forms::model::{Flow, Form, LoginLevel, Target};
use beffroi_forms::{Compiled, Id};
use edges::{Cause, Edge, all, edges_of, gos, path_to, unreachable};
use solve::{Solver, Wish, World, context, is_constant, no_form};
use time::macros::datetime;

/// Transitions taken and ends reached so far, of 503 and 55: these figures only grow.
const TAKEN: usize = 327;
const ENDS: usize = 44;

/// Ways kept to each step.
const WAYS: usize = 4;

fn data() -> Option<PathBuf> {
    let root = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/procedures/wcs-imio");
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("skipped: {} is absent", root.display());
    None
}

fn inputs(root: &FilePath) -> Vec<Input> {
    let mut found = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("LICENSE") {
                let package = path.parent().and_then(FilePath::parent).unwrap();
                found.push(Input {
                    name: path.strip_prefix(root).unwrap().display().to_string(),
                    package: package.display().to_string(),
                    bytes: fs::read(&path).unwrap(),
                    context: false,
                });
            }
        }
    }
    found
}

/// A way to a step: the world at filing, then each cause with the world it happens in.
#[derive(Clone, Debug, Default)]
struct Way {
    start: World,
    moves: Vec<(Cause, World)>,
}

struct Explorer<'a> {
    flow: &'a Flow,
    form: &'a Compiled,
    ctx: &'a Context,
    solver: Solver<'a>,
    ways: BTreeMap<Id, Vec<Way>>,
    done: BTreeSet<String>,
}

impl<'a> Explorer<'a> {
    fn new(flow: &'a Flow, form: &'a Compiled, ctx: &'a Context) -> Self {
        Self {
            flow,
            form,
            ctx,
            solver: Solver::new(form, flow, ctx),
            ways: BTreeMap::new(),
            done: BTreeSet::new(),
        }
    }

    fn run(&self, world: &World, at: Option<&Position>, cause: Option<&Cause>) -> Option<Outcome> {
        let ctx = context(self.ctx, world);
        let machine = Machine { flow: self.flow, form: self.form, ctx: &ctx };
        let (Some(at), Some(cause)) = (at, cause) else { return machine.start(&world.answers).ok() };
        match cause {
            Cause::Offer(id, party) => {
                machine.apply(at, &world.answers, std::slice::from_ref(party), id).ok()
            }
            Cause::Timer(timer) => machine.fire(at, &world.answers, timer).ok().flatten(),
            Cause::Event(id, party) => {
                machine.event(at, &world.answers, std::slice::from_ref(party), id).ok()
            }
            Cause::Lead(to) => machine.go(at, &world.answers, to).ok(),
        }
    }

    /// Where a way ends.
    fn replay(&self, way: &Way) -> Option<Outcome> {
        let mut outcome = self.run(&way.start, None, None)?;
        for (cause, world) in &way.moves {
            outcome = self.run(world, Some(&outcome.position), Some(cause))?;
        }
        Some(outcome)
    }

    /// Notes what a run did: the jumps between the steps it entered, and the step it rests in.
    fn note(&mut self, way: Way, outcome: &Outcome) {
        let mut before: Option<Id> = None;
        let entered: Vec<&Id> = outcome
            .effects
            .iter()
            .filter_map(|e| if let Effect::Entered { step, .. } = e { Some(step) } else { None })
            .collect();
        for step in entered {
            if let Some(before) = &before {
                let made = self.flow.step(before.as_str()).and_then(|of| {
                    gos(&of.on_enter).find(|(_, to)| {
                        matches!(to, Target::Step(id) if id == step) || **to == Target::Previous
                    })
                });
                let taken = self.jumps(before, step, &way, outcome);
                self.done.extend(taken.or(made.map(|(n, _)| n)).map(|n| format!("{before}: jump {n}")));
            }
            before = Some(step.clone());
        }
        let ways = self.ways.entry(outcome.position.step.clone()).or_default();
        if ways.len() < WAYS
            && ways.iter().all(|known| known.moves.len() != way.moves.len() || ways.len() < 2)
        {
            ways.push(way);
        }
    }

    /// Of the jumps of a step to another, the first whose condition holds.
    fn jumps(&self, from: &Id, to: &Id, way: &Way, outcome: &Outcome) -> Option<usize> {
        let world = way.moves.last().map_or(&way.start, |(_, world)| world);
        let mut ctx = context(self.ctx, world);
        ctx.step = Some(from.clone());
        let state = beffroi_forms::check::State::new(self.form, &ctx, &outcome.answers);
        let step = self.flow.step(from.as_str())?;
        gos(&step.on_enter)
            .find(|(n, target)| {
                let there = matches!(target, Target::Step(id) if id == to) || **target == Target::Previous;
                there && step.on_enter[*n].when.as_ref().is_none_or(|when| state.holds(when))
            })
            .map(|(n, _)| n)
    }

    /// Tries a cause at the end of a way, in a world where the wishes hold.
    fn attempt(&mut self, way: &Way, edge: Option<&Edge<'_>>, wishes: &[Wish<'_>]) -> Option<(Way, Outcome)> {
        let last = way.moves.last().map_or(&way.start, |(_, world)| world);
        let reached = self.replay(way);
        let mut base = last.clone();
        if let (Some(outcome), Some(_)) = (&reached, edge) {
            base.answers = outcome.answers.clone();
        }
        let world = self.solver.solve(&base, wishes)?;
        let mut changed = way.clone();
        let Some(edge) = edge else {
            changed.start = world;
            let outcome = self.replay(&changed)?;
            return Some((changed, outcome));
        };
        // What a form asked is answered at filing; what the office fills in may come later.
        for (id, value) in &world.answers.0 {
            if self.form.node(id).is_some_and(|node| node.page.is_some()) {
                changed.start.answers.insert(id.clone(), value.clone());
                for (_, world) in &mut changed.moves {
                    world.answers.insert(id.clone(), value.clone());
                }
            }
        }
        changed.start.params.extend(world.params.clone());
        for (_, of) in &mut changed.moves {
            of.params.extend(world.params.clone());
        }
        let at = self.replay(&changed)?;
        if at.position.step != *edge.from {
            return None;
        }
        let outcome = self.run(&world, Some(&at.position), Some(&edge.cause))?;
        changed.moves.push((edge.cause.clone(), world));
        Some((changed, outcome))
    }

    fn explore(&mut self) {
        if let Some((way, outcome)) = self.attempt(&Way::default(), None, &[]) {
            self.note(way, &outcome);
        }
        loop {
            let before = (self.done.len(), self.ways.values().map(Vec::len).sum::<usize>());
            self.jumps_of(None);
            for step in &self.flow.steps {
                for edge in edges_of(self.flow, step) {
                    self.take(&edge);
                    self.jumps_of(Some(&edge));
                }
            }
            if (self.done.len(), self.ways.values().map(Vec::len).sum::<usize>()) == before {
                return;
            }
        }
    }

    fn take(&mut self, edge: &Edge<'_>) {
        let known = self.done.contains(&edge.what);
        let rests = edge.to.is_none_or(
            |to| matches!(to, Target::Step(id) if self.ways.get(id).is_some_and(|of| of.len() >= 2)),
        );
        if known && rests {
            return;
        }
        let wishes: Vec<Wish<'_>> = edge.when.iter().map(|cond| (*cond, true)).collect();
        for way in self.ways.get(edge.from).cloned().unwrap_or_default() {
            if let Some((way, outcome)) = self.attempt(&way, Some(edge), &wishes) {
                self.done.insert(edge.what.clone());
                self.note(way, &outcome);
                if known {
                    return;
                }
            }
        }
    }

    /// The jumps that an edge can set off: of its own actions, and of the step it enters.
    fn jumps_of(&mut self, edge: Option<&Edge<'_>>) {
        let target = match edge {
            None => Some(&self.flow.start),
            Some(edge) => match edge.to {
                Some(Target::Step(id)) => Some(id),
                _ => None,
            },
        };
        let mut open: Vec<(&Id, Vec<Wish<'_>>)> = target.map(|id| (id, Vec::new())).into_iter().collect();
        if let Some(edge) = edge {
            for (n, to) in gos(edge.actions) {
                if let Target::Step(id) = to {
                    open.push((id, path_to(edge.actions, n)));
                }
            }
        }
        let mut seen = BTreeSet::new();
        while let Some((id, wishes)) = open.pop() {
            let Some(step) = self.flow.step(id.as_str()).filter(|_| seen.insert(id.clone())) else {
                continue;
            };
            for (n, to) in gos(&step.on_enter) {
                let what = format!("{id}: jump {n}");
                let mut all = wishes.clone();
                all.extend(path_to(&step.on_enter, n));
                if let Target::Step(next) = to {
                    open.push((next, all.clone()));
                }
                if self.done.contains(&what) {
                    continue;
                }
                let causes: Vec<Wish<'_>> =
                    edge.iter().flat_map(|edge| &edge.when).map(|cond| (*cond, true)).collect();
                all.extend(causes);
                let ways = match edge {
                    None => vec![Way::default()],
                    Some(edge) => self.ways.get(edge.from).cloned().unwrap_or_default(),
                };
                for way in ways {
                    if let Some((way, outcome)) = self.attempt(&way, edge, &all) {
                        self.note(way, &outcome);
                        if self.done.contains(&what) {
                            break;
                        }
                    }
                }
            }
        }
    }
}

/// Why a transition was not taken; nothing when it could have been.
fn reason(of: &(Id, Vec<&Cond>, bool), form: &Compiled, lost: &BTreeSet<Id>) -> Option<&'static str> {
    let (step, when, over) = of;
    if lost.contains(step) {
        Some("no transition leads to its step")
    } else if *over {
        Some("a jump without condition stands before it")
    } else if when.iter().any(|cond| is_constant(cond, form)) {
        Some("its condition reads nothing that exists")
    } else {
        None
    }
}

#[test]
fn the_given_workflows_are_driven_along_their_transitions() {
    let Some(root) = data() else { return };
    let done = import(&inputs(&root), Lang::Fr);
    let mut ctx = Context::new(datetime!(2026-11-25 10:00));
    ctx.agent = true;
    ctx.login = LoginLevel::Strong;
    let (mut total, mut taken, mut ends, mut reached_ends) = (0, 0, 0, 0);
    let (mut named, mut missed) = (Vec::new(), Vec::new());
    let given: Vec<_> = done.flows.iter().filter(|(file, _)| file.contains("/workflows/")).collect();
    for (file, flow) in &given {
        let of_flow = done.forms.iter().filter(|(_, form)| form.flow.as_ref() == Some(&flow.id));
        let mut forms: Vec<Form> = of_flow.map(|(_, form)| form.clone()).take(2).collect();
        if forms.is_empty() {
            forms.push(no_form());
        }
        let transitions = all(flow);
        let lost = unreachable(flow);
        let mut reached = BTreeSet::new();
        let mut stood = BTreeSet::new();
        let mut first = None;
        for form in forms {
            let compiled = Compiled::new(Arc::new(form), Some(flow));
            let mut explorer = Explorer::new(flow, &compiled, &ctx);
            explorer.explore();
            reached.extend(
                explorer
                    .done
                    .iter()
                    .filter(|what| transitions.contains_key(*what))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            stood.extend(explorer.ways.keys().cloned().collect::<Vec<_>>());
            first.get_or_insert(compiled);
        }
        let form = first.expect("one form at least");
        total += transitions.len();
        taken += reached.len();
        for step in flow.steps.iter().filter(|step| step.end) {
            ends += 1;
            reached_ends += usize::from(stood.contains(&step.id) || lost.contains(&step.id));
        }
        for (what, of) in transitions.iter().filter(|(what, _)| !reached.contains(*what)) {
            match reason(of, &form, &lost) {
                Some(reason) => named.push(format!("{file}: {what}: {reason}")),
                None => missed.push(format!("{file}: {what}: not reached by the search")),
            }
        }
    }
    eprintln!(
        "{} workflows, {total} transitions: {taken} taken, {} named, {} missed; {reached_ends} of {ends} ends",
        given.len(),
        named.len(),
        missed.len()
    );
    for line in named.iter().chain(&missed) {
        eprintln!("{line}");
    }
    assert!(taken >= TAKEN && reached_ends >= ENDS, "{taken} transitions taken, {reached_ends} ends reached");
}
