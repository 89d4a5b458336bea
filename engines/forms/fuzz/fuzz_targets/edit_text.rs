//! Any text as a value that an author types: what is read is shown, and read again the same; a condition outlines and rebuilds.
#![no_main]

use beffroi_forms::cond::Cond;
use beffroi_forms::edit::cond::outline;
use beffroi_forms::edit::{Place, Shape, read, show, term};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(Some(value)) = term::read(text) {
        assert_eq!(term::read(&term::show(&value)), Ok(Some(value)));
    }
    if let Ok(place) = text.parse::<Place>() {
        assert_eq!(place.to_string().parse(), Ok(place.clone()));
        assert_eq!(place.dotted().parse(), Ok(place));
    }
    if let Ok(cond) = serde_json::from_str::<Cond>(text) {
        assert!(!outline(Some(&cond)).is_empty());
    }
    for shape in [Shape::Form, Shape::List, Shape::Step, Shape::Timer] {
        for prop in shape.props(&serde_json::Value::Null) {
            if let Ok(Some(json)) = read(&prop, text) {
                assert_eq!(read(&prop, &show(&prop, &json)), Ok(Some(json)));
            }
        }
    }
});
