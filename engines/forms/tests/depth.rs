//! Documents made to exhaust the reader.

use beffroi_forms::cond::Cond;
use beffroi_forms::model::Form;

fn nested(open: &str, inside: &str, close: &str, depth: usize) -> String {
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
}

fn form(items: &str) -> String {
    format!(
        r#"{{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{{"id":"p","title":"P","items":[{items}]}}]}}"#
    )
}

#[test]
fn a_document_nested_too_deep_is_refused_and_one_nested_deep_is_read() {
    let sections = |depth| form(&nested(r#"{"kind":"section","id":"s","items":["#, "", "]}", depth));
    assert!(Form::from_json(&sections(100_000)).is_err());
    let deep = Form::from_json(&sections(40)).unwrap();
    assert_eq!(Form::from_json(&deep.to_json()).unwrap(), deep);
    assert!(serde_json::from_str::<Cond>(&nested(r#"{"not":"#, r#"{"all":[]}"#, "}", 100_000)).is_err());
    let cond: Cond = serde_json::from_str(&nested(r#"{"not":"#, r#"{"all":[]}"#, "}", 120)).unwrap();
    assert!(!cond.refs().iter().any(|_| true));
}
