//! Any text as a condition of Django, or as a condition or a value of Python: what parses prints and converts without a panic.
#![no_main]

use beffroi_forms::Id;
use beffroi_forms::import::wcs::django::{parse, python, template};
use beffroi_forms::import::wcs::probe::{ProbeKind, convert};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = template::read(text);
    if let Ok(tree) = parse(text) {
        let _ = tree.to_string();
    }
    let _ = python::value(text);
    if let Ok(tree) = python::parse(text) {
        let _ = tree.to_string();
    }
    let id = |name| Id::new(name).expect("a fixed name");
    let options = vec![("oui".to_owned(), "Oui".to_owned()), ("non".to_owned(), "Non".to_owned())];
    let fields = [
        (id("t"), ProbeKind::Text),
        (id("n"), ProbeKind::Number),
        (id("b"), ProbeKind::Bool),
        (id("d"), ProbeKind::Date),
        (id("c"), ProbeKind::Choice(options)),
    ];
    let _ = convert(&fields, text);
});
