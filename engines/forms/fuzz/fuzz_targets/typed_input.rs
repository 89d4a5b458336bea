//! Any text typed in an input of any kind: an answer that reads back the same, or a refusal.
#![no_main]

use beffroi_forms::model::Kind;
use beffroi_forms::value::{Parser, Typed, input_texts};
use libfuzzer_sys::fuzz_target;

const KINDS: &str = r#"[{"text":{}},{"long_text":{}},{"integer":{}},{"decimal":{"scale":2}},{"yes_no":{}},{"date":{}},
    {"time":{}},{"datetime":{}},{"email":{}},{"phone":{}},{"postcode":{"country":"nl"}},{"municipality":{"country":"fr"}},
    {"country":{}},{"national_number":{}},{"national_number":{"country":"fr"}},{"enterprise_number":{}},
    {"enterprise_number":{"scheme":"siret"}},{"iban":{}},{"file_link":{}}]"#;

fuzz_target!(|text: &str| {
    let kinds: Vec<Kind> = serde_json::from_str(KINDS).expect("the kinds are well written");
    let parser = Parser { year: 2026 };
    for kind in kinds {
        let typed: Typed = [("f", text)].into_iter().collect();
        let Ok(Some(value)) = parser.read(&kind, "f", &typed) else { continue };
        let shown: Typed = input_texts(&kind, &value).into_iter().map(|(_, text)| ("f", text)).collect();
        assert_eq!(parser.read(&kind, "f", &shown), Ok(Some(value)), "{}", kind.name());
    }
});
