//! What the oldest exports write in Python: read where it has a counterpart, named in the report where it has none.

use beffroi_forms::import::report::{Lang, Report};
use beffroi_forms::import::wcs::{Input, import};
use serde_json::{Value, json};

/// A workflow with two back-office fields, of which entering its only step sets one.
fn set(value: &str) -> (Value, Report) {
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    let field = |id: &str, kind: &str, name: &str| {
        format!("<field><id>{id}</id><type>{kind}</type><label>L</label><varname>{name}</varname></field>")
    };
    let form = format!(
        "<formdef><name>F</name><url_name>f</url_name><fields>{}{}{}</fields></formdef>",
        field("1", "string", "rue"),
        field("2", "string", "boite"),
        field("3", "numeric", "nombre"),
    );
    let flow = format!(
        "<workflow id=\"1\"><name>W</name><backoffice-fields><formdef><name>-</name><fields>{}</fields></formdef>\
         </backoffice-fields><possible_status><status><id>1</id><name>S</name><items>\
         <item type=\"set-backoffice-fields\" id=\"1\"><fields><field><field_id>bo1</field_id><value>{value}</value>\
         </field></fields></item></items></status></possible_status></workflow>",
        field("bo1", "string", "note"),
    );
    let done = import(&[Input::new("f", form.as_bytes()), Input::new("w", flow.as_bytes())], Lang::En);
    let (_, flow) = done.flows.first().expect("a workflow was given");
    let flow: Value = serde_json::from_str(&flow.to_json()).expect("our own JSON");
    (flow["steps"][0]["on_enter"][0]["value"].clone(), done.report)
}

/// The value that the field takes, and what the report says of it.
fn value_of(source: &str) -> (Value, &'static str) {
    let (value, report) = set(source);
    let counts = report.files[1].counts().actions;
    (
        value,
        match (counts.converted, counts.approximated, counts.refused) {
            (1, 0, 0) => "converted",
            (0, 1, 0) => "approximated",
            (0, 0, 1) => "refused",
            other => panic!("{other:?}"),
        },
    )
}

#[test]
fn a_value_written_in_python_becomes_a_term() {
    let rue = json!({"field": "rue"});
    assert_eq!(value_of("=form_var_rue"), (rue.clone(), "approximated"));
    assert_eq!(value_of("=vars().get('form_var_rue') or ''"), (rue.clone(), "approximated"));
    let either = json!({"if": [{"answered": {"field": "boite"}}, {"field": "boite"}, {"field": "rue"}]});
    assert_eq!(
        value_of("=form_var_boite if form_var_boite is not None else form_var_rue"),
        (either, "approximated")
    );
    let joined = json!({"join": ["Rue ", rue, ", bte ", {"field": "boite"}]});
    assert_eq!(
        value_of("='Rue {0}, bte {1}'.format(form_var_rue, form_var_boite)"),
        (joined, "approximated")
    );
    let number = json!({"join": [{"add": [{"number": {"field": "nombre"}}, 1]}]});
    assert_eq!(value_of("=int(form_var_nombre) + 1"), (number, "approximated"));
}

#[test]
fn a_program_is_never_taken_for_a_text() {
    for source in ["=__import__('os').getcwd()", "=[x for x in y]", "='{0:.2f}'.format(form_var_nombre)"] {
        assert_eq!(value_of(source), (Value::Null, "refused"), "{source}");
        let (_, report) = set(source);
        let why = report.files[1].lines.iter().map(|line| line.why(Lang::En)).collect::<String>();
        assert!(why.contains("Python program"), "{why}");
    }
}
