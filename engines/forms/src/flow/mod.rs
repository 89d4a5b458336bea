//! The workflow at work: what is offered, what happens next. Pure: effects are data, in order; the host
//! does them in one transaction, and what reaches outside as jobs.
//!
//! A run is one thing that happens to a file (sent, a button, a timer, an event, an answer) and everything
//! that follows by itself: the actions of the cause, then those of each step entered, until no `go` is left.

mod effect;
pub mod picture;
mod timers;

use thiserror::Error;

pub use effect::Effect;
pub use timers::{Due, TimerRef, Times, due};

use crate::check::{Context, State};
use crate::compiled::Compiled;
use crate::cond::Cond;
use crate::model::{Action, Flow, GlobalAction, Party, PublicState, Step, Target, Timer, Transition};
use crate::value::Answers;
use crate::{Id, Text};

/// Why nothing happened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FlowError {
    #[error("the workflow has no step `{0}`")]
    UnknownStep(Id),
    #[error("`{0}` is not offered here and now")]
    NotOffered(Id),
    #[error("there is no such timer here")]
    NoTimer,
    /// Steps lead to each other without end.
    #[error("the workflow goes round in circles at step `{0}`")]
    Loop(Id),
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub step: Id,
    /// The steps before, the last one last: `_previous` goes back along them.
    pub before: Vec<Id>,
}

/// What a run gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub position: Position,
    /// Public state of the step reached.
    pub public: PublicState,
    /// We wait for the applicant.
    pub waiting: bool,
    /// In order.
    pub effects: Vec<Effect>,
    /// Answers with the back-office fields that were set.
    pub answers: Answers,
}

/// A button.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    pub id: &'a Id,
    pub label: String,
    /// Fields, confirmation, reason, batch; `None` for an action offered in several steps.
    pub transition: Option<&'a Transition>,
}

/// A file and the rules it follows.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'a> {
    pub flow: &'a Flow,
    /// Compiled with the workflow, so that back-office fields are known.
    pub form: &'a Compiled,
    /// Its time, authority and parameters; step and role are set by the machine.
    pub ctx: &'a Context,
}

impl<'a> Machine<'a> {
    /// The file is sent.
    pub fn start(&self, answers: &Answers) -> Result<Outcome, FlowError> {
        let start = Position { step: self.flow.start.clone(), before: Vec::new() };
        let mut run = Run::new(*self, start, answers);
        run.enter(None)?;
        run.end()
    }

    /// What someone with these roles may do, in order.
    pub fn offers(&self, at: &Position, answers: &Answers, who: &[Party]) -> Vec<Offer<'a>> {
        let Some(step) = self.flow.step(&at.step) else { return Vec::new() };
        let ctx = self.context(at);
        let state = State::new(self.form, &ctx, answers);
        let may = |allowed: &[Party], when: Option<&Cond>| {
            allowed.iter().any(|party| who.contains(party)) && when.is_none_or(|when| state.holds(when))
        };
        let offer =
            |id: &'a Id, label: &Text, transition| Offer { id, label: state.text(label, None), transition };
        let own = step.offers.iter().filter(|offer| may(&offer.who, offer.when.as_ref()));
        let global = self.flow.global.iter().filter(|global| is_here(global, &at.step));
        let global = global.filter(|global| may(&global.who, global.when.as_ref()));
        own.map(|t| offer(&t.id, &t.label, Some(t)))
            .chain(global.map(|g| offer(&g.id, &g.label, None)))
            .collect()
    }

    /// Someone presses a button.
    pub fn apply(
        &self,
        at: &Position,
        answers: &Answers,
        who: &[Party],
        id: &Id,
    ) -> Result<Outcome, FlowError> {
        let offers = self.offers(at, answers, who);
        let offer =
            offers.iter().find(|offer| offer.id == id).ok_or_else(|| FlowError::NotOffered(id.clone()))?;
        let mut run = Run::new(*self, at.clone(), answers);
        if let Some(transition) = offer.transition {
            run.cause(&transition.actions, transition.to.as_ref())?;
        } else {
            let global = self.flow.global.iter().find(|global| global.id == *id);
            run.cause(global.map_or(&[], |global| &global.actions), None)?;
        }
        run.end()
    }

    /// A timer has run out; `None` while its condition is false.
    pub fn fire(
        &self,
        at: &Position,
        answers: &Answers,
        timer: &TimerRef,
    ) -> Result<Option<Outcome>, FlowError> {
        let (timer, global) = self.timer(at, timer).ok_or(FlowError::NoTimer)?;
        let mut run = Run::new(*self, at.clone(), answers);
        let conditions = [timer.when.as_ref(), global.and_then(|global| global.when.as_ref())];
        if !conditions.into_iter().flatten().all(|when| run.holds(when)) {
            return Ok(None);
        }
        let first = global.map_or(&[][..], |global| &global.actions);
        let actions: Vec<Action> = first.iter().chain(&timer.actions).cloned().collect();
        run.cause(&actions, timer.to.as_ref())?;
        run.end().map(Some)
    }

    /// An event comes from outside.
    pub fn event(
        &self,
        at: &Position,
        answers: &Answers,
        who: &[Party],
        id: &Id,
    ) -> Result<Outcome, FlowError> {
        let mut run = Run::new(*self, at.clone(), answers);
        let step = self.flow.step(&at.step).ok_or_else(|| FlowError::UnknownStep(at.step.clone()))?;
        let allowed = step.events.iter().find(|event| {
            event.id == *id
                && event.who.iter().any(|party| who.contains(party))
                && event.when.as_ref().is_none_or(|when| run.holds(when))
        });
        let event = allowed.ok_or_else(|| FlowError::NotOffered(id.clone()))?;
        run.cause(&[], event.to.as_ref())?;
        run.end()
    }

    /// The file goes on to where an effect said: questions answered, payment made, call failed.
    pub fn go(&self, at: &Position, answers: &Answers, to: &Target) -> Result<Outcome, FlowError> {
        let mut run = Run::new(*self, at.clone(), answers);
        run.cause(&[], Some(to))?;
        run.end()
    }

    fn timer(&self, at: &Position, timer: &TimerRef) -> Option<(&'a Timer, Option<&'a GlobalAction>)> {
        match timer {
            TimerRef::Step { step, n } if *step == at.step => {
                Some((self.flow.step(step)?.timers.get(*n)?, None))
            }
            TimerRef::Step { .. } => None,
            TimerRef::Global { id, n } => {
                let global = self.flow.global.iter().find(|global| global.id == *id)?;
                if is_here(global, &at.step) { Some((global.timers.get(*n)?, Some(global))) } else { None }
            }
        }
    }

    /// The context inside the workflow: back-office fields are seen, the step is known.
    fn context(&self, at: &Position) -> Context {
        let step = (Some(at.step.clone()), at.before.last().cloned());
        Context { agent: true, step: step.0, previous_step: step.1, ..self.ctx.clone() }
    }
}

fn is_here(global: &GlobalAction, step: &Id) -> bool {
    global.steps.is_empty() || global.steps.contains(step)
}

/// A run in progress.
struct Run<'a> {
    machine: Machine<'a>,
    at: Position,
    answers: Answers,
    effects: Vec<Effect>,
    /// Steps entered so far in this run.
    entered: usize,
}

impl<'a> Run<'a> {
    fn new(machine: Machine<'a>, at: Position, answers: &Answers) -> Self {
        Self { machine, at, answers: answers.clone(), effects: Vec::new(), entered: 0 }
    }

    fn step(&self) -> Result<&'a Step, FlowError> {
        self.machine.flow.step(&self.at.step).ok_or_else(|| FlowError::UnknownStep(self.at.step.clone()))
    }

    fn holds(&self, cond: &Cond) -> bool {
        State::new(self.machine.form, &self.machine.context(&self.at), &self.answers).holds(cond)
    }

    /// What sets the run off: its actions, then its target unless one of them went elsewhere.
    fn cause(&mut self, actions: &[Action], to: Option<&Target>) -> Result<(), FlowError> {
        let gone = self.actions(actions);
        match gone.as_ref().or(to) {
            Some(target) => self.enter(Some(target)),
            None => Ok(()),
        }
    }

    /// Enters a step (`None`: the one the file starts in), and those its `go` lead to.
    fn enter(&mut self, target: Option<&Target>) -> Result<(), FlowError> {
        let mut next = target.cloned();
        let mut first = target.is_none();
        let limit = 2 * self.machine.flow.steps.len() + 2;
        while first || next.is_some() {
            first = false;
            if let Some(target) = next.take() {
                self.moved(&target);
            }
            let step = self.step()?;
            self.entered += 1;
            if self.entered > limit {
                return Err(FlowError::Loop(step.id.clone()));
            }
            self.effects.push(Effect::Entered {
                step: step.id.clone(),
                public: step.public,
                waiting: step.waiting,
            });
            next = self.actions(&step.on_enter);
        }
        Ok(())
    }

    /// With no step before, `_previous` stays.
    fn moved(&mut self, target: &Target) {
        let from = self.at.step.clone();
        match target {
            Target::Step(id) if *id == from => {}
            Target::Step(id) => {
                self.at.before.push(from);
                self.at.step = id.clone();
            }
            Target::Previous => {
                if let Some(step) = self.at.before.pop() {
                    self.at.step = step;
                }
            }
        }
    }

    /// Does the actions in order; `go` ends the list and says where to.
    fn actions(&mut self, actions: &[Action]) -> Option<Target> {
        for action in actions {
            let ctx = self.machine.context(&self.at);
            let state = State::new(self.machine.form, &ctx, &self.answers);
            if !action.when.as_ref().is_none_or(|when| state.holds(when)) {
                continue;
            }
            let effect = match effect::resolve(&action.act, &state) {
                Ok(effect) => effect,
                Err(target) => return Some(target),
            };
            if let Effect::Set { field, value } = &effect {
                match value {
                    Some(value) => self.answers.insert(field.clone(), value.clone()),
                    None => self.answers.remove(field),
                }
            }
            self.effects.push(effect);
        }
        None
    }

    fn end(self) -> Result<Outcome, FlowError> {
        let step = self.step()?;
        Ok(Outcome {
            public: step.public,
            waiting: step.waiting,
            position: self.at,
            effects: self.effects,
            answers: self.answers,
        })
    }
}
