//! Files through a workflow.

use std::sync::Arc;

use beffroi_forms::check::Context;
use beffroi_forms::flow::{Effect, FlowError, Machine, Position, TimerRef, Times, due};
use beffroi_forms::model::{Flow, Form, Party, PublicState};
use beffroi_forms::value::{Answers, Value};
use beffroi_forms::{Compiled, Id};
use time::macros::datetime;

const FORM: &str = r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{"id":"p1","title":"P",
  "items":[{"kind":"text","id":"nom","label":"Nom"},{"kind":"integer","id":"copies","label":"Copies"}]}]}"#;

const FLOW: &str = r#"{"beffroi_flow":1,"id":"f","revision":1,"roles":[{"id":"agent","label":"Agent"}],"start":"new",
 "params":[{"id":"delay","type":"integer","default":30}],
 "fields":[{"kind":"decimal","scale":2,"id":"price","label":"Prix"}],
 "steps":[
  {"id":"new","name":"Reçue","public":"filed","on_enter":[
    {"do":"set","field":"price","value":{"mul":[{"field":"copies"},"2.50"]}},
    {"do":"notify","to":["applicant"],"via":["mail"],"subject":"Reçu","body":"Bonjour {nom}, {price} €"},
    {"do":"go","to":"free","when":{"not":{"gt":[{"field":"price"},0]}}},
    {"do":"go","to":"pay"},
    {"do":"note","text":"jamais"}]},
  {"id":"pay","name":"À payer","public":"filed","waiting":true,"on_enter":[
    {"do":"payment","amount":{"field":"price"},"label":"Copies","paid":"review"}],
   "timers":[{"after":{"param":"delay"},"unit":"days","anchor":"entered","to":"lost"}]},
  {"id":"free","name":"Gratuit","public":"filed","on_enter":[{"do":"go","to":"review"}]},
  {"id":"review","name":"Examen","public":"in_review","offers":[
    {"id":"accept","label":"Accepter {nom}","to":"done","who":["agent"],"actions":[{"do":"note","text":"Accepté"}]},
    {"id":"ask","label":"Revenir","to":"_previous","who":["agent"],"when":{"eq":[{"sys":"previous_step"},"pay"]}},
    {"id":"leave","label":"Renoncer","to":"lost","who":["applicant"]}]},
  {"id":"round","name":"R","public":"filed","on_enter":[{"do":"go","to":"turn"}]},
  {"id":"turn","name":"T","public":"filed","on_enter":[{"do":"go","to":"round"}]},
  {"id":"done","name":"Accordé","public":"accepted"},
  {"id":"lost","name":"Classée","public":"dropped"}],
 "global":[{"id":"purge","label":"Purger","actions":[{"do":"anonymise"}],
   "timers":[{"after":12,"unit":"months","anchor":"decided"}]}]}"#;

struct World {
    flow: Flow,
    form: Compiled,
    ctx: Context,
}

impl World {
    fn new() -> Self {
        let flow = Flow::from_json(FLOW).unwrap();
        let form = Compiled::new(Arc::new(Form::from_json(FORM).unwrap()), Some(&flow));
        Self { flow, form, ctx: Context::new(datetime!(2026-11-23 10:00)) }
    }

    fn machine(&self) -> Machine<'_> {
        Machine { flow: &self.flow, form: &self.form, ctx: &self.ctx }
    }
}

fn answers(copies: i64) -> Answers {
    let mut answers = Answers::default();
    answers.insert(id("nom"), Value::Text("Zoé Exemple".to_owned()));
    answers.insert(id("copies"), Value::Integer(copies));
    answers
}

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn agent() -> Vec<Party> {
    vec![Party::Role(id("agent"))]
}

#[test]
fn a_file_that_is_sent_runs_until_something_waits() {
    let world = World::new();
    let outcome = world.machine().start(&answers(3)).unwrap();
    assert_eq!((outcome.position.step.as_str(), outcome.waiting), ("pay", true));
    assert_eq!(outcome.answers.get("price").unwrap().to_json(), "7.50");
    let Some(Effect::Notify { body, .. }) =
        outcome.effects.iter().find(|e| matches!(e, Effect::Notify { .. }))
    else {
        panic!("the applicant is told");
    };
    assert_eq!(body, "Bonjour Zoé Exemple, 7,50 €");
    assert!(!outcome.effects.iter().any(|e| matches!(e, Effect::Note { .. })), "`go` ends the list");
    assert!(
        matches!(outcome.effects.last(), Some(Effect::Payment { amount: Some(n), .. }) if n.to_string() == "7.50")
    );
}

#[test]
fn a_step_that_only_acts_is_passed_through() {
    let world = World::new();
    let outcome = world.machine().start(&answers(0)).unwrap();
    assert_eq!(outcome.position.step, "review");
    assert_eq!(outcome.position.before, [id("new"), id("free")]);
}

#[test]
fn each_role_sees_its_own_buttons() {
    let world = World::new();
    let machine = world.machine();
    let at = Position { step: id("review"), before: vec![id("pay")] };
    let labels = |who: &[Party]| -> Vec<String> {
        machine.offers(&at, &answers(1), who).into_iter().map(|offer| offer.label).collect()
    };
    assert_eq!(labels(&agent()), ["Accepter Zoé Exemple", "Revenir"]);
    assert_eq!(labels(&[Party::Applicant]), ["Renoncer"]);
    let refused = machine.apply(&at, &answers(1), &[Party::Applicant], &id("accept"));
    assert_eq!(refused.unwrap_err(), FlowError::NotOffered(id("accept")));
    let outcome = machine.apply(&at, &answers(1), &agent(), &id("accept")).unwrap();
    assert_eq!(outcome.public, PublicState::Accepted);
    assert!(matches!(outcome.effects.as_slice(), [Effect::Note { .. }, Effect::Entered { .. }]));
    let back = machine.apply(&at, &answers(1), &agent(), &id("ask")).unwrap();
    assert_eq!((back.position.step.as_str(), back.position.before.len()), ("pay", 0));
}

#[test]
fn a_timer_runs_out_after_its_parameter() {
    let world = World::new();
    let machine = world.machine();
    let at = Position { step: id("pay"), before: vec![id("new")] };
    let times = Times {
        filed: datetime!(2026-10-01 9:00),
        entered: datetime!(2026-10-20 9:00),
        decided: Some(datetime!(2026-11-30 9:00)),
    };
    let all = due(&machine, &at, &answers(1), times);
    assert_eq!(
        all.iter().map(|d| (d.at, d.ready)).collect::<Vec<_>>(),
        [(datetime!(2026-11-19 9:00), true), (datetime!(2027-11-30 9:00), false)]
    );
    let outcome = machine.fire(&at, &answers(1), &all[0].timer).unwrap().unwrap();
    assert_eq!(outcome.public, PublicState::Dropped);
    let purge = machine.fire(&at, &answers(1), &TimerRef::Global { id: id("purge"), n: 0 }).unwrap().unwrap();
    assert_eq!(purge.effects, [Effect::Anonymise]);
}

#[test]
fn steps_that_go_round_in_circles_are_an_error() {
    let world = World::new();
    let at = Position { step: id("pay"), before: Vec::new() };
    let target = beffroi_forms::model::Target::Step(id("round"));
    assert!(matches!(world.machine().go(&at, &answers(1), &target), Err(FlowError::Loop(_))));
}
