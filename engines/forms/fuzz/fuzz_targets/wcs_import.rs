//! Any bytes as a w.c.s. export: a report and drafts that read back, never a panic.
#![no_main]

use beffroi_forms::import::report::Lang;
use beffroi_forms::import::wcs::{Input, import};
use beffroi_forms::model::{Flow, Form};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let done = import(&[Input::new("fuzz.wcs", data)], Lang::En);
    assert_eq!(done.report.files.len(), 1);
    for (_, form) in &done.forms {
        assert_eq!(&Form::from_json(&form.to_json()).expect("a draft reads back"), form);
    }
    for (_, flow) in &done.flows {
        assert_eq!(&Flow::from_json(&flow.to_json()).expect("a draft reads back"), flow);
    }
});
