//! Any text as a form: what can be read is written back the same, checked, shown and exported.
#![no_main]

use std::sync::Arc;

use beffroi_forms::check::{self, Again, Context, State};
use beffroi_forms::export::jsonschema;
use beffroi_forms::lint::lint;
use beffroi_forms::model::{Flow, Form};
use beffroi_forms::value::Answers;
use beffroi_forms::Compiled;
use libfuzzer_sys::fuzz_target;
use time::macros::datetime;

fuzz_target!(|text: &str| {
    if let Ok(flow) = Flow::from_json(text) {
        assert_eq!(Flow::from_json(&flow.to_json()), Ok(flow));
    }
    let Ok(form) = Form::from_json(text) else { return };
    assert_eq!(Form::from_json(&form.to_json()), Ok(form.clone()));
    lint(&form, None);
    let pages = form.pages.len();
    let compiled = Compiled::new(Arc::new(form), None);
    let ctx = Context::new(datetime!(2026-11-23 10:00));
    let state = State::new(&compiled, &ctx, &Answers::default());
    for page in 0..pages.min(20) {
        check::view(&state, page, Again::default());
    }
    let _ = check::file(&compiled, &Answers::default(), &ctx);
    jsonschema::schema(&compiled);
});
