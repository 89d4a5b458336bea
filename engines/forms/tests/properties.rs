//! What must hold for any condition, any answer, any text typed.

use std::sync::Arc;

use beffroi_forms::check::{self, Context, State, accept};
use beffroi_forms::cond::{Bare, Cond, DateUnit, Literal, Set, Sys, Term};
use beffroi_forms::model::{Form, Item, Kind, Page};
use beffroi_forms::value::{Answers, At, Parser, Typed, Value, input_texts};
use beffroi_forms::{Compiled, Id, Text};
use proptest::prelude::*;
use time::macros::datetime;

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn names() -> impl Strategy<Value = Id> {
    prop::sample::select(vec!["t", "n", "d", "c", "m", "y", "b", "x", "z", "nowhere"]).prop_map(id)
}

fn literals() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<bool>().prop_map(Literal::Bool),
        prop_oneof![Just(i64::MAX), Just(i64::MIN), -100..100_i64].prop_map(Literal::Integer),
        prop_oneof!["[a-c]{0,2}", "[0-9]{1,30}", "20[0-9]{2}-[01][0-9]-[0-3][0-9]", "\\PC{0,6}"]
            .prop_map(Literal::Text),
    ]
}

fn leaves() -> impl Strategy<Value = Term> {
    prop_oneof![
        literals().prop_map(Term::Literal),
        names().prop_map(Term::Field),
        (names(), names()).prop_map(|(field, column)| Term::Col(field, column)),
        names().prop_map(Term::Param),
        names().prop_map(Term::Authority),
        prop::sample::select(vec![Sys::Today, Sys::Now, Sys::Channel, Sys::LoginLevel, Sys::Step])
            .prop_map(Term::Sys),
    ]
}

fn terms() -> impl Strategy<Value = Term> {
    let units = prop::sample::select(vec![
        DateUnit::Days,
        DateUnit::WorkingDays,
        DateUnit::Weeks,
        DateUnit::Months,
        DateUnit::Years,
    ]);
    leaves().prop_recursive(3, 16, 3, move |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(Term::Age),
            (boxed(), boxed()).prop_map(|(a, b)| Term::DaysBetween(a, b)),
            (boxed(), boxed(), units.clone()).prop_map(|(a, b, unit)| Term::DateAdd(a, b, unit)),
            (boxed(), boxed()).prop_map(|(a, b)| Term::At(a, b)),
            boxed().prop_map(Term::Number),
            boxed().prop_map(Term::Count),
            boxed().prop_map(Term::Sum),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Term::First),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Term::Add),
            (boxed(), boxed()).prop_map(|(a, b)| Term::Sub(a, b)),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Term::Mul),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Term::Join),
            boxed().prop_map(Term::Lower),
            boxed().prop_map(Term::Length),
        ]
    })
}

fn conds() -> impl Strategy<Value = Cond> {
    let two = || (terms(), terms());
    let leaf = prop_oneof![
        two().prop_map(|(a, b)| Cond::Eq(a, b)),
        two().prop_map(|(a, b)| Cond::Ne(a, b)),
        two().prop_map(|(a, b)| Cond::Lt(a, b)),
        two().prop_map(|(a, b)| Cond::Ge(a, b)),
        two().prop_map(|(a, b)| Cond::Has(a, b)),
        two().prop_map(|(a, b)| Cond::Contains(a, b)),
        (terms(), terms(), terms()).prop_map(|(a, b, c)| Cond::Within(a, b, c)),
        (terms(), prop::collection::vec(literals(), 0..3))
            .prop_map(|(a, all)| Cond::In(a, Set::Literals(all))),
        two().prop_map(|(a, b)| Cond::In(a, Set::Term(b))),
        terms().prop_map(Cond::Answered),
        terms().prop_map(Cond::True),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Cond::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Cond::Any),
            inner.clone().prop_map(|c| Cond::Not(Box::new(c))),
            (names(), inner.clone()).prop_map(|(b, c)| Cond::AnyRow(b, Box::new(c))),
            (names(), inner).prop_map(|(b, c)| Cond::AllRows(b, Box::new(c))),
        ]
    })
}

/// A form with a field of many kinds, each under the condition given for it, all required.
fn form(when: &[Cond]) -> Compiled {
    let integer = || Kind::Integer { min: None, max: None, unit: None };
    let text = || Kind::Text { max_len: Some(5), pattern: None, pattern_else: Text::default() };
    let options: Vec<_> = serde_json::from_str(r#"[{"id":"a","label":"A"},{"id":"b","label":"B"}]"#).unwrap();
    let choice = Kind::Choice { list: None, options, display: beffroi_forms::model::Display::Auto };
    let row = vec![Item::new(id("x"), integer(), "X"), Item::new(id("z"), text(), "Z")];
    let kinds = vec![
        ("t", text()),
        ("n", integer()),
        ("d", Kind::Date { min: None, max: Some(Term::Sys(Sys::Today)) }),
        ("c", choice),
        ("y", Kind::YesNo {}),
        ("b", Kind::Block { rows: [0, 3], items: row }),
    ];
    let items = kinds.into_iter().enumerate().map(|(n, (name, kind))| Item {
        required: true,
        when: when.get(n).cloned(),
        ..Item::new(id(name), kind, "{t} {n}")
    });
    let mut form = Form::new(id("essai"), "fr");
    form.pages = items
        .map(|item| Page {
            id: id(&format!("page_{}", item.id)),
            title: Text::from("Page"),
            when: None,
            items: vec![item],
            require: Vec::new(),
            note: None,
        })
        .collect();
    Compiled::new(Arc::new(form), None)
}

fn ctx() -> Context {
    Context::new(datetime!(2026-11-23 10:00))
}

fn answers() -> impl Strategy<Value = Answers> {
    let json = (
        prop::option::of("[a-c]{1,7}"),
        prop::option::of(-5..150_i64),
        prop::option::of(prop::sample::select(vec!["a", "b", "hors"])),
        prop::option::of(any::<bool>()),
        prop::collection::vec((prop::option::of(0..9_i64), prop::option::of("[a-c]{1,3}")), 0..4),
    );
    json.prop_map(|(t, n, c, y, rows)| {
        let rows: Vec<_> = rows.into_iter().map(|(x, z)| serde_json::json!({"x": x, "z": z})).collect();
        let json = serde_json::json!({"t": t, "n": n, "c": c, "y": y, "b": rows, "d": "2001-02-03"});
        Answers::from_json(&form(&[]), &json, 2026).0
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_condition_is_total_and_not_equal_is_not_equals(cond in conds(), a in terms(), b in terms(), answers in answers()) {
        let (form, ctx) = (form(&[]), ctx());
        let state = State::new(&form, &ctx, &answers);
        let holds = state.holds(&cond);
        prop_assert_eq!(state.holds(&Cond::Not(Box::new(cond))), !holds);
        prop_assert_eq!(state.holds(&Cond::Ne(a.clone(), b.clone())), !state.holds(&Cond::Eq(a, b)));
    }

    #[test]
    fn a_condition_is_written_and_read_back_the_same(cond in conds()) {
        let json = serde_json::to_string(&cond).unwrap();
        prop_assert_eq!(serde_json::from_str::<Cond>(&json).unwrap(), cond.clone());
        prop_assert!(!cond.sentence(&Bare).is_empty());
    }

    #[test]
    fn a_hidden_field_never_blocks_and_never_leaves(when in prop::collection::vec(conds(), 6), answers in answers()) {
        let (form, ctx) = (form(&when), ctx());
        let state = State::new(&form, &ctx, &answers);
        match check::file(&form, &answers, &ctx) {
            Ok(filed) => {
                for id in filed.answers.0.keys() {
                    prop_assert!(state.is_visible(&beffroi_forms::value::Path::new(id.clone())));
                }
                // What was filed is accepted again, and gives the same.
                prop_assert_eq!(check::file(&form, &filed.answers, &ctx).map(|again| again.answers), Ok(filed.answers));
            }
            Err(refusals) => {
                for refusal in refusals {
                    if let At::Field(path) = refusal.at {
                        prop_assert!(state.is_visible(&path), "{path} is hidden and refuses");
                    }
                }
            }
        }
    }

    #[test]
    fn answers_are_written_and_read_back_the_same(answers in answers()) {
        let form = form(&[]);
        let (again, refused) = Answers::from_json(&form, &answers.to_json(), 2026);
        prop_assert!(refused.is_empty());
        prop_assert_eq!(again, answers);
    }

    #[test]
    fn a_value_shown_in_an_input_is_read_back_the_same(
        n in any::<i64>(), cents in -10_000_000_000_i64..10_000_000_000, days in 0..3_000_000_i32, minutes in 0..1440_u32, yes in any::<bool>(),
    ) {
        let date = time::Date::from_julian_day(1_721_426 + days).unwrap();
        let time = time::Time::from_hms(u8::try_from(minutes / 60).unwrap(), u8::try_from(minutes % 60).unwrap(), 0).unwrap();
        let later = date.next_day().unwrap_or(date);
        let cases = [
            (Kind::Integer { min: None, max: None, unit: None }, Value::Integer(n)),
            (Kind::Decimal { scale: 2, min: None, max: None, unit: None }, Value::Decimal(rust_decimal::Decimal::new(cents, 2))),
            (Kind::Date { min: None, max: None }, Value::Date(date)),
            (Kind::Time { min: None, max: None }, Value::Time(time)),
            (Kind::Datetime { min: None, max: None }, Value::DateTime(date.with_time(time))),
            (Kind::Period { min: None, max: None }, Value::Period { from: date, to: later }),
            (Kind::YesNo {}, Value::Bool(yes)),
            (Kind::NationalNumber { country: beffroi_forms::model::Country::Be }, Value::Text("85073003328".to_owned())),
            (Kind::EnterpriseNumber { scheme: beffroi_forms::model::EnterpriseScheme::Bce }, Value::Text("0202239951".to_owned())),
            (Kind::Iban {}, Value::Text("BE68539007547034".to_owned())),
        ];
        for (kind, value) in cases {
            let typed: Typed = input_texts(&kind, &value).into_iter()
                .map(|(part, text)| (if part.is_empty() { "f".to_owned() } else { format!("f.{part}") }, text)).collect();
            prop_assert_eq!(Parser { year: 2026 }.read(&kind, "f", &typed), Ok(Some(value.clone())));
            prop_assert_eq!(Value::from_json(&kind, &value.to_json(), 2026), Ok(Some(value)));
        }
    }

    #[test]
    fn what_is_read_from_any_text_is_shown_and_read_back_the_same(text in prop_oneof!["\\PC{0,16}", "[0-9 ./,:h+-]{0,20}", "[0-9A-Z]{4,16}"]) {
        const KINDS: &str = r#"[{"text":{}},{"long_text":{}},{"integer":{}},{"decimal":{"scale":2}},{"yes_no":{}},{"date":{}},
            {"time":{}},{"datetime":{}},{"email":{}},{"phone":{}},{"phone":{"country":"lu"}},{"postcode":{"country":"nl"}},
            {"municipality":{"country":"fr"}},{"country":{}},{"national_number":{}},{"national_number":{"country":"fr"}},
            {"enterprise_number":{}},{"enterprise_number":{"scheme":"siret"}},{"iban":{}},{"file_link":{}}]"#;
        let kinds: Vec<Kind> = serde_json::from_str(KINDS).unwrap();
        let parser = Parser { year: 2026 };
        for kind in kinds {
            let typed: Typed = [("f", text.clone())].into_iter().collect();
            let Ok(Some(value)) = parser.read(&kind, "f", &typed) else { continue };
            let shown: Typed = input_texts(&kind, &value).into_iter().map(|(_, text)| ("f", text)).collect();
            prop_assert_eq!(parser.read(&kind, "f", &shown), Ok(Some(value.clone())), "{}", kind.name());
            prop_assert_eq!(Value::from_json(&kind, &value.to_json(), 2026), Ok(Some(value)), "{}", kind.name());
        }
    }

    #[test]
    fn anything_can_be_typed(texts in prop::collection::vec("\\PC{0,12}", 6), shown in "\\PC{0,20}", page in 0..6_usize) {
        let (form, ctx) = (form(&[]), ctx());
        let names = ["t", "n", "d", "c", "b.0.x", "_remove"];
        let mut typed: Typed = names.iter().zip(&texts).map(|(name, text)| (*name, text.clone())).collect();
        typed.insert("_shown", format!("t,n,d,c,b,b.0.x,b.99999999999.z,{shown}"));
        let posted = accept(&form, page, &Answers::default(), typed, &ctx);
        let state = State::new(&form, &ctx, &posted.answers);
        let again = check::Again { typed: Some(&posted.typed), refusals: &posted.refusals, focus: None };
        prop_assert!(check::view(&state, page, again).is_some());
    }
}
