//! A form of 700 questions, 400 of them under a condition, all on one page: how long a page takes.
//!
//! `cargo run --release -p beffroi-forms --example large_form` prints milliseconds, the median of 50 runs; with
//! `-- --json` it prints the form, to be served and measured whole (`./bench form`).
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::sync::Arc;
use std::time::Instant;

use beffroi_forms::lint::{Level, lint};
use beffroi_forms::value::{Answers, Typed};
use beffroi_forms::{Compiled, check, model::Form};
use serde_json::{Value as Json, json};
use time::macros::datetime;

const QUESTIONS: usize = 700;
const CONDITIONS: usize = 400;
const RUNS: usize = 50;

/// Question `at`; the last 400 are asked unless the first text says « rien », and so all of them are.
fn question(at: usize) -> Json {
    let mut question = match at % 5 {
        0 => json!({"kind": "text", "max_len": 80}),
        1 => json!({"kind": "integer", "min": 0, "max": 1000}),
        2 => json!({"kind": "date", "max": "today"}),
        3 => {
            json!({"kind": "choice", "options": [{"id": "a", "label": "Oui"}, {"id": "b", "label": "Non"}, {"id": "c", "label": "Peut-être"}]})
        }
        _ => json!({"kind": "yes_no"}),
    };
    question["id"] = json!(format!("q{at}"));
    question["label"] = json!(format!("Question {at}"));
    question["retention"] = json!("final");
    question["purpose"] = json!("mesurer");
    if at >= QUESTIONS - CONDITIONS {
        let other = at - at % 5 - 5 * (1 + at % 40);
        question["when"] = json!({"ne": [{"field": format!("q{other}")}, "rien"]});
    }
    question
}

fn answer(at: usize) -> &'static str {
    ["une réponse", "42", "1er mars 2015", "b", "true"][at % 5]
}

fn form() -> Json {
    let items: Vec<Json> = (0..QUESTIONS).map(question).collect();
    json!({
        "beffroi_form": 1, "procedure": "banc_grand", "revision": 1, "lang": "fr",
        "meta": {"title": "Banc d’essai : grand formulaire", "description": "Pour mesurer.", "announced_days": 30, "unit": "travaux"},
        "laws": [{"title": "Aucune : banc d’essai"}],
        "channels": [
            {"kind": "counter", "at": "place du Beffroi 1", "hours": "jamais"},
            {"kind": "phone", "at": "080 00 00 00", "hours": "jamais"},
            {"kind": "post", "at": "place du Beffroi 1, 4999 Hautval", "hours": "jamais"}
        ],
        "tracking_code": true,
        "pages": [{"id": "tout", "title": "Tout", "items": items}]
    })
}

/// Prints the median time of some runs.
fn median(what: &str, mut run: impl FnMut()) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{what:<34} {:8.2} ms", times[RUNS / 2]);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = form().to_string();
    if std::env::args().any(|argument| argument == "--json") {
        println!("{text}");
        return Ok(());
    }
    let read = Form::from_json(&text)?;
    let errors = lint(&read, None).iter().filter(|finding| finding.level() == Level::Error).count();
    let form = Compiled::new(Arc::new(read.clone()), None);
    let ctx = check::Context::new(datetime!(2026-11-23 10:00));
    let state = check::State::new(&form, &ctx, &Answers::default());
    let page = check::view(&state, 0, check::Again::default()).ok_or("the form has a page")?;
    let names: Vec<String> = (0..QUESTIONS).map(|at| format!("q{at}")).collect();
    let pairs = names.iter().enumerate().map(|(at, name)| (name.as_str(), answer(at)));
    let typed: Typed = pairs.chain([("_shown", page.shown.as_str())]).collect();
    let posted = check::accept(&form, 0, &Answers::default(), typed.clone(), &ctx);
    println!(
        "{} questions shown, {} refused, {errors} faults of the form, filed: {}",
        page.items.len(),
        posted.refusals.len(),
        check::file(&form, &posted.answers, &ctx).is_ok()
    );

    median("check as at publication", || drop(lint(&read, None)));
    median("compile", || drop(Compiled::new(Arc::new(read.clone()), None)));
    median("a page to show, answered", || {
        let state = check::State::new(&form, &ctx, &posted.answers);
        drop(check::view(&state, 0, check::Again::default()));
    });
    median("a page posted", || drop(check::accept(&form, 0, &posted.answers, typed.clone(), &ctx)));
    median("the whole filed", || drop(check::file(&form, &posted.answers, &ctx)));
    Ok(())
}
