//! Conditions of w.c.s. from standard input, one JSON object a line, with their tree and their verdict on given
//! answers: for the comparison with Django in `checks/django.sh`.
//!
//! In: `{"text":"form_var_c == \"Oui\"","answers":{"c":"oui"}}`; out: `{"tree":"(== form_var_c \"Oui\")","holds":true}`
//! (`null` for what Django's grammar or the importer refuses).

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use beffroi_forms::check::{Context, State};
use beffroi_forms::import::wcs::django::parse;
use beffroi_forms::import::wcs::probe::{ProbeKind, convert};
use beffroi_forms::model::Form;
use beffroi_forms::value::Answers;
use beffroi_forms::{Compiled, Id};
use serde_json::{Value, json};
use time::macros::datetime;

const FORM: &str = r#"{"beffroi_form":1,"procedure":"essai","revision":1,"lang":"fr","pages":[{"id":"p","title":"P",
 "items":[{"kind":"text","id":"t","label":"T"},{"kind":"integer","id":"n","label":"N"},
 {"kind":"checkbox","id":"b","label":"B"},{"kind":"date","id":"d","label":"D"},
 {"kind":"choice","id":"c","label":"C","options":[{"id":"oui","label":"Oui, volontiers"},{"id":"non","label":"Non"},
 {"id":"peut_etre","label":"Peut-être"}]}]}]}"#;

fn main() -> io::Result<()> {
    let form = Form::from_json(FORM).map_err(|error| io::Error::other(error.to_string()))?;
    let compiled = Compiled::new(Arc::new(form), None);
    let context = Context::new(datetime!(2026-11-23 10:00));
    let id = |name: &str| Id::new(name).expect("a fixed name");
    let options = [("oui", "Oui, volontiers"), ("non", "Non"), ("peut_etre", "Peut-être")];
    let options = options.map(|(id, label)| (id.to_owned(), label.to_owned())).to_vec();
    let fields = [
        (id("t"), ProbeKind::Text),
        (id("n"), ProbeKind::Number),
        (id("b"), ProbeKind::Bool),
        (id("d"), ProbeKind::Date),
        (id("c"), ProbeKind::Choice(options)),
    ];
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let text = case["text"].as_str().unwrap_or_default();
        let tree = parse(text).ok().map(|tree| tree.to_string());
        let cond = convert(&fields, text).ok();
        let (answers, _) = Answers::from_json(&compiled, &case["answers"], 2026);
        let holds = cond.map(|cond| State::new(&compiled, &context, &answers).holds(&cond));
        writeln!(out, "{}", json!({"tree": tree, "holds": holds}))?;
    }
    Ok(())
}
