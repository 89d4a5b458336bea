//! Any text as a condition: what can be read is written back the same, and is true or false.
#![no_main]

use std::sync::Arc;

use beffroi_forms::check::{Context, State};
use beffroi_forms::cond::{Bare, Cond};
use beffroi_forms::model::Form;
use beffroi_forms::value::Answers;
use beffroi_forms::{Compiled, Id};
use libfuzzer_sys::fuzz_target;
use time::macros::datetime;

fuzz_target!(|text: &str| {
    let Ok(cond) = serde_json::from_str::<Cond>(text) else { return };
    let json = serde_json::to_string(&cond).expect("a condition is always JSON");
    assert_eq!(serde_json::from_str::<Cond>(&json).expect("what was written can be read"), cond);
    let _ = (cond.sentence(&Bare), cond.refs());
    let form = Form::new(Id::new("essai").expect("a name"), "fr");
    let compiled = Compiled::new(Arc::new(form), None);
    let ctx = Context::new(datetime!(2026-11-23 10:00));
    let state = State::new(&compiled, &ctx, &Answers::default());
    assert_ne!(state.holds(&cond), state.holds(&Cond::Not(Box::new(cond.clone()))));
});
