//! Properties of the w.c.s. importer: it never panics, its grammar prints what it reads, bad input is named.

use beffroi_forms::Id;
use beffroi_forms::import::report::{FileKind, Lang};
use beffroi_forms::import::wcs::django::{Base, Expr, Filter, Operand, Operator, parse, template};
use beffroi_forms::import::wcs::probe::{ProbeKind, convert};
use beffroi_forms::import::wcs::{Input, import};
use proptest::prelude::*;

const OPERATORS: [Operator; 12] = [
    Operator::Or,
    Operator::And,
    Operator::In,
    Operator::NotIn,
    Operator::Is,
    Operator::IsNot,
    Operator::Eq,
    Operator::Ne,
    Operator::Lt,
    Operator::Le,
    Operator::Gt,
    Operator::Ge,
];

fn base() -> impl Strategy<Value = Base> {
    prop_oneof![
        "[a-zé '|:]{0,8}".prop_map(Base::Text),
        (-500_i64..500).prop_map(|n| Base::Number(n.to_string())),
        "form_var_[a-z]{1,5}(_raw)?".prop_map(Base::Name),
    ]
}

fn operand() -> impl Strategy<Value = Expr> {
    let filter = ("lower|length|add|startswith", proptest::option::of(base()));
    let filters =
        proptest::collection::vec(filter.prop_map(|(name, argument)| Filter { name, argument }), 0..3);
    (base(), filters).prop_map(|(base, filters)| Expr::Operand(Operand { base, filters }))
}

/// Power of an expression's outermost operator.
fn power(tree: &Expr) -> u8 {
    match tree {
        Expr::Operand(_) => 20,
        Expr::Not(_) => 8,
        Expr::Binary(Operator::Or, ..) => 6,
        Expr::Binary(Operator::And, ..) => 7,
        Expr::Binary(Operator::In | Operator::NotIn, ..) => 9,
        Expr::Binary(..) => 10,
    }
}

/// Trees that can be written without parentheses.
fn writable(tree: &Expr) -> bool {
    match tree {
        Expr::Operand(_) => true,
        Expr::Not(inner) => power(inner) > 8 && writable(inner),
        Expr::Binary(_, left, right) => {
            power(left) >= power(tree) && power(right) > power(tree) && writable(left) && writable(right)
        }
    }
}

fn tree() -> impl Strategy<Value = Expr> {
    let grown = operand().prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|tree| Expr::Not(Box::new(tree))),
            (proptest::sample::select(&OPERATORS[..]), inner.clone(), inner)
                .prop_map(|(op, left, right)| Expr::Binary(op, Box::new(left), Box::new(right))),
        ]
    });
    grown.prop_filter("needs parentheses", writable)
}

fn infix(tree: &Expr) -> String {
    match tree {
        Expr::Operand(operand) => operand.to_string(),
        Expr::Not(inner) => format!("not {}", infix(inner)),
        Expr::Binary(op, left, right) => format!("{} {} {}", infix(left), op.symbol(), infix(right)),
    }
}

proptest! {
    #[test]
    fn a_condition_written_out_reads_back_as_itself(tree in tree()) {
        prop_assert_eq!(parse(&infix(&tree)), Ok(tree));
    }

    #[test]
    fn any_text_is_a_condition_or_an_error(text in "\\PC{0,60}") {
        let _ = parse(&text);
        let _ = template::read(&text);
        let fields = [(Id::new("a").unwrap(), ProbeKind::Text)];
        let _ = convert(&fields, &text);
    }

    #[test]
    fn words_of_the_language_in_any_order_never_panic(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "form_var_a", "form_var_c_raw", "form_var_d|date", "\"x\"", "1", "==", "in", "not", "and", "or", "is",
                "None", "<", "today|add_days:1", "form_option_o", "form_var_a|length", "commune_cp|split:\",\"",
                "form_var_d|age_in_years", "now|time", "form_var_b",
            ]),
            0..9,
        )
    ) {
        let fields = [
            (Id::new("a").unwrap(), ProbeKind::Text),
            (Id::new("b").unwrap(), ProbeKind::Bool),
            (Id::new("c").unwrap(), ProbeKind::Choice(vec![("x".into(), "X".into())])),
            (Id::new("d").unwrap(), ProbeKind::Date),
        ];
        let _ = convert(&fields, &words.join(" "));
    }

    #[test]
    fn any_bytes_are_a_report(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let done = import(&[Input::new("x", &bytes)], Lang::Fr);
        prop_assert_eq!(done.report.files.len(), 1);
    }

    #[test]
    fn a_field_of_any_type_and_any_settings_is_reported(
        kind in "[a-z-]{1,14}|table|ranked-items|numeric|time-range|block:x|file|date|item|items|computed|password",
        setting in "[a-z_]{1,12}",
        value in "[ -~]{0,20}",
    ) {
        let value = value.replace('&', "&amp;").replace('<', "&lt;");
        let xml = format!(
            "<formdef><name>F</name><url_name>f</url_name><fields><field><id>1</id><type>{kind}</type>\
             <label>L</label><varname>v</varname><{setting}>{value}</{setting}></field></fields></formdef>"
        );
        let done = import(&[Input::new("x", xml.as_bytes())], Lang::Fr);
        prop_assert_eq!(done.report.files[0].counts().fields.total(), 1);
    }

    #[test]
    fn an_action_of_any_kind_is_reported(kind in "[a-z_-]{1,14}", setting in "[a-z_]{1,12}") {
        let xml = format!(
            "<workflow><name>W</name><possible_status><status><id>1</id><name>S</name><items>\
             <item type=\"{kind}\" id=\"1\"><{setting}>x</{setting}></item></items></status></possible_status></workflow>"
        );
        let done = import(&[Input::new("x", xml.as_bytes())], Lang::Fr);
        let counts = done.report.files[0].counts();
        prop_assert_eq!(counts.transitions.total() + counts.actions.total(), 1);
    }
}

#[test]
fn a_truncated_export_is_refused_with_its_reason() {
    let xml = b"<?xml version=\"1.0\"?><formdef><name>Abattage</name><fields><field><id>1</id>";
    let done = import(&[Input::new("coupe.wcs", xml)], Lang::En);
    let file = &done.report.files[0];
    assert_eq!(file.kind, FileKind::Unreadable);
    assert!(!file.whole());
    assert!(file.lines[0].why(Lang::En).contains("truncated"));
}

#[test]
fn the_report_has_the_shape_that_was_asked() {
    let xml = b"<formdef><name>A</name><url_name>a</url_name><fields><field><id>1</id><type>password</type>\
        <label>Secret</label></field></fields></formdef>";
    let done = import(&[Input::new("a.wcs", xml)], Lang::En);
    let json: serde_json::Value = serde_json::from_str(&done.report.to_json(Lang::En)).unwrap();
    let file = &json["files"][0];
    assert_eq!(file["kind"], "form");
    assert_eq!(file["whole"], true);
    assert_eq!(file["counts"]["fields"]["refused"], 1);
    assert_eq!(file["counts"]["actions"]["converted"], 0);
    assert_eq!(file["refused"][0]["path"], "formdef/fields/field");
    assert!(file["refused"][0]["why"].as_str().unwrap().starts_with("Password"));
}
