//! A form answered page by page, as a web service does it.

use std::sync::Arc;

use beffroi_forms::check::{self, Again, Context, State, accept};
use beffroi_forms::model::Form;
use beffroi_forms::value::{Answers, At, Code, Path, Typed, Value};
use beffroi_forms::{Compiled, Id};
use time::macros::datetime;

const FORM: &str = r#"{"beffroi_form":1,"procedure":"abattage","revision":2,"lang":"fr",
 "meta":{"digest":"{n} arbre(s), {qual}"},
 "params":[{"id":"age_min","type":"integer","default":18}],
 "lists":[{"id":"q","columns":["id","label"],"rows":[["prop","Propriétaire"],["autre","Autre"]]},
  {"id":"rues","columns":["id","label","zone"],"rows":[["r1","Rue Haute","nord"],["r2","Rue Basse","sud"]]}],
 "pages":[{"id":"p1","title":"Vous","items":[
  {"kind":"national_number","id":"nrn","label":"N° national","required":true,"source":["account.niss"]},
  {"kind":"date","id":"ne","label":"Né(e) le","required":true,"max":"today"},
  {"kind":"choice","id":"qual","label":"Vous êtes","list":"q","required":true},
  {"kind":"text","id":"prec","label":"Précisez","required":true,"when":{"eq":[{"field":"qual"},"autre"]}},
  {"kind":"choice","id":"zone","label":"Zone","options":[{"id":"nord","label":"Nord"},{"id":"sud","label":"Sud"}]},
  {"kind":"linked_choice","id":"rue","label":"Rue","list":"rues","parent":"zone","column":"zone",
   "when":{"answered":{"field":"zone"}}}],
 "require":[{"cond":{"ge":[{"age":{"field":"ne"}},{"param":"age_min"}]},"else":"Réservé aux plus de {param.age_min} ans."}]},
 {"id":"p2","title":"Arbres","items":[
  {"kind":"block","id":"arbres","label":"Arbre","rows":[1,3],"items":[
   {"kind":"text","id":"essence","label":"Essence","required":true},
   {"kind":"integer","id":"age_arbre","label":"Âge","min":0},
   {"kind":"text","id":"motif","label":"Motif","required":true,"when":{"gt":[{"field":"age_arbre"},100]}}]},
  {"kind":"computed","id":"n","type":"integer","value":{"count":{"field":"arbres"}},"shown":true,"label":"Nombre"},
  {"kind":"computed","id":"total","type":"integer","value":{"sum":{"field":"age_arbre"}}},
  {"kind":"paragraph","id":"vieux","label":"Un vieil arbre : {n}","when":{"any_row":["arbres",{"gt":[{"field":"age_arbre"},100]}]}}]}]}"#;

fn form() -> Compiled {
    Compiled::new(Arc::new(Form::from_json(FORM).unwrap()), None)
}

fn ctx() -> Context {
    Context::new(datetime!(2026-11-23 10:00))
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    pairs.iter().copied().collect()
}

fn codes(posted: &check::Posted) -> Vec<(String, &'static str)> {
    let place = |at: &At| match at {
        At::Field(path) => path.to_string(),
        At::Page(id) => id.to_string(),
    };
    posted.refusals.iter().map(|r| (place(&r.at), r.code.key())).collect()
}

const GOOD: [(&str, &str); 3] = [("nrn", "85.07.30-033.28"), ("ne", "30 juillet 1985"), ("qual", "prop")];

#[test]
fn a_good_page_is_left_and_its_answers_are_kept() {
    let (form, ctx) = (form(), ctx());
    let posted = accept(&form, 0, &Answers::default(), typed(&GOOD), &ctx);
    assert!(posted.may_leave(), "{:?}", posted.refusals);
    assert_eq!(posted.answers.get("nrn"), Some(&Value::Text("85073003328".to_owned())));
}

#[test]
fn what_is_missing_or_unreadable_is_refused_at_its_place_and_shown_as_typed() {
    let (form, ctx) = (form(), ctx());
    let posted = accept(
        &form,
        0,
        &Answers::default(),
        typed(&[("nrn", "85.07.30-033.29"), ("ne", "31/02/1985")]),
        &ctx,
    );
    let expected = [("nrn", "national-number-check"), ("ne", "no-such-day"), ("qual", "required")];
    assert_eq!(codes(&posted), expected.map(|(place, code)| (place.to_owned(), code)));
    let state = State::new(&form, &ctx, &posted.answers);
    let again = Again { typed: Some(&posted.typed), refusals: &posted.refusals, focus: None };
    let view = check::view(&state, 0, again).unwrap();
    assert_eq!(view.items[0].text, "85.07.30-033.29");
    assert_eq!(view.items[0].errors.len(), 1);
    assert_eq!((view.number, view.of, view.next.as_deref()), (1, 2, Some("p2")));
    assert_eq!(view.shown, "nrn,ne,qual,zone");
}

#[test]
fn a_rule_of_the_page_refuses_with_the_words_of_its_author() {
    let (form, ctx) = (form(), ctx());
    let child = typed(&[("nrn", "17073003384"), ("ne", "30/07/2017"), ("qual", "prop")]);
    let posted = accept(&form, 0, &Answers::default(), child, &ctx);
    assert_eq!(codes(&posted), [("p1".to_owned(), "require")]);
    assert_eq!(posted.refusals[0].text.as_deref(), Some("Réservé aux plus de 18 ans."));
}

#[test]
fn a_field_that_appears_shows_the_page_again_without_an_error_then_is_required() {
    let (form, ctx) = (form(), ctx());
    let mut other =
        typed(&[("nrn", GOOD[0].1), ("ne", GOOD[1].1), ("qual", "autre"), ("_shown", "nrn,ne,qual,zone")]);
    let posted = accept(&form, 0, &Answers::default(), other.clone(), &ctx);
    assert_eq!(posted.appeared, [Path::new(Id::new("prec").unwrap())]);
    assert!(posted.refusals.is_empty() && !posted.may_leave());
    let state = State::new(&form, &ctx, &posted.answers);
    let view = check::view(&state, 0, Again { focus: posted.appeared.first(), ..Again::default() }).unwrap();
    assert!(view.items[3].focus);
    other = typed(&[("nrn", GOOD[0].1), ("ne", GOOD[1].1), ("qual", "autre"), ("_shown", &view.shown)]);
    let posted = accept(&form, 0, &posted.answers, other, &ctx);
    assert_eq!(codes(&posted), [("prec".to_owned(), "required")]);
}

#[test]
fn a_linked_choice_offers_the_rows_of_its_parent_and_forgets_a_lost_one() {
    let (form, ctx) = (form(), ctx());
    let with = |zone, rue| {
        typed(&[GOOD[0], GOOD[1], GOOD[2], ("zone", zone), ("rue", rue), ("_shown", "nrn,ne,qual,zone,rue")])
    };
    let north = accept(&form, 0, &Answers::default(), with("nord", "r1"), &ctx);
    assert!(north.may_leave());
    let state = State::new(&form, &ctx, &north.answers);
    let options = state.options(&Path::new(Id::new("rue").unwrap()));
    assert_eq!(options.iter().map(|o| o.label.as_str()).collect::<Vec<_>>(), ["Rue Haute"]);
    let south = accept(&form, 0, &north.answers, with("sud", "r1"), &ctx);
    assert_eq!(south.appeared, [Path::new(Id::new("rue").unwrap())]);
    assert_eq!(south.answers.get("rue"), None);
    assert!(south.refusals.is_empty());
}

#[test]
fn rows_are_added_and_removed_with_what_was_typed() {
    let (form, ctx) = (form(), ctx());
    let state = State::new(&form, &ctx, &Answers::default());
    let view = check::view(&state, 1, Again::default()).unwrap();
    assert_eq!(view.shown, "arbres,arbres.0.essence,arbres.0.age_arbre");
    let add = typed(&[
        ("arbres.0.essence", "Chêne"),
        ("arbres.0.age_arbre", "1 50"),
        ("_add", "arbres"),
        ("_shown", &view.shown),
    ]);
    let posted = accept(&form, 1, &Answers::default(), add, &ctx);
    assert_eq!(posted.answers.rows("arbres").len(), 2);
    assert!(posted.row_changed.is_some());
    let state = State::new(&form, &ctx, &posted.answers);
    let view = check::view(&state, 1, Again { typed: Some(&posted.typed), ..Again::default() }).unwrap();
    assert_eq!(view.items[0].rows[0].items[0].text, "Chêne");
    assert_eq!(view.items[0].rows[0].items.len(), 3, "an old tree asks for a reason");
    assert_eq!(view.items[1].value, "1", "a blank row does not count");
    assert_eq!(view.items[2].label, "Un vieil arbre : 1");
    let shown = "arbres,arbres.0.essence,arbres.0.age_arbre,arbres.1.essence,arbres.1.age_arbre";
    let remove = typed(&[
        ("arbres.0.essence", "Chêne"),
        ("arbres.1.essence", "Hêtre"),
        ("arbres.1.age_arbre", "x"),
        ("_remove", "arbres.0"),
        ("_shown", shown),
    ]);
    let posted = accept(&form, 1, &posted.answers, remove, &ctx);
    assert_eq!(posted.answers.rows("arbres").len(), 1);
    assert_eq!(posted.typed.get("arbres.0.age_arbre"), Some("x"));
}

#[test]
fn a_row_of_a_register_is_kept_as_it_was_when_chosen() {
    let text = r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{"id":"p1","title":"P","items":[
      {"kind":"record","id":"parcelle","label":"Parcelle","register":"cadastre"},
      {"kind":"paragraph","id":"dit","label":"{parcelle}, {parcelle.surface} m²","when":{"answered":{"field":"parcelle"}}}]}]}"#;
    let form = Compiled::new(Arc::new(Form::from_json(text).unwrap()), None);
    let mut ctx = ctx();
    let columns = ["id", "label", "surface"].map(|c| Id::new(c).unwrap()).to_vec();
    let rows = vec![["a12", "A 12", "340"].map(str::to_owned).to_vec()];
    ctx.registers.insert("cadastre".to_owned(), check::Table { columns, rows });
    let posted = accept(&form, 0, &Answers::default(), typed(&[("parcelle", "a12")]), &ctx);
    assert!(posted.may_leave());
    let state = State::new(&form, &ctx, &posted.answers);
    let view = check::view(&state, 0, Again::default()).unwrap();
    assert!(view.items[0].options[0].selected);
    assert_eq!(view.items[1].label, "A 12, 340 m²");
    let wrong = accept(&form, 0, &Answers::default(), typed(&[("parcelle", "b7")]), &ctx);
    assert_eq!(codes(&wrong), [("parcelle".to_owned(), "not-option")]);
}

#[test]
fn filing_drops_hidden_answers_and_fixes_computed_values() {
    let (form, ctx) = (form(), ctx());
    let json = serde_json::json!({"nrn": "85073003328", "ne": "1985-07-30", "qual": "prop", "prec": "caché",
        "arbres": [{"essence": "Chêne", "age_arbre": 90, "motif": "caché"}, {}]});
    let (answers, refused) = Answers::from_json(&form, &json, 2026);
    assert!(refused.is_empty());
    let filed = check::file(&form, &answers, &ctx).unwrap();
    let expected = serde_json::json!({"nrn": "85073003328", "ne": "1985-07-30", "qual": "prop",
        "arbres": [{"essence": "Chêne", "age_arbre": 90}]});
    assert_eq!(filed.answers.to_json(), expected);
    assert_eq!(filed.computed.to_json(), serde_json::json!({"n": 1, "total": 90}));
    assert_eq!(filed.digest, "1 arbre(s), Propriétaire");
}

#[test]
fn filing_an_incomplete_form_says_everything_that_is_missing() {
    let (form, ctx) = (form(), ctx());
    let refusals = check::file(&form, &Answers::default(), &ctx).unwrap_err();
    let fields: Vec<Code> = refusals.iter().map(|r| r.code).collect();
    assert_eq!(fields, [Code::Required, Code::Required, Code::Required, Code::Require, Code::Required]);
    let tasks = check::tasks(&State::new(&form, &ctx, &Answers::default()));
    assert_eq!(tasks.iter().map(|t| (t.complete, t.missing)).collect::<Vec<_>>(), [(false, 3), (false, 1)]);
}

#[test]
fn a_form_of_700_fields_and_400_conditions_answers_a_page_at_once() {
    use std::fmt::Write;
    let mut pages = String::new();
    for p in 0..20 {
        let mut items = String::new();
        for i in 0..35 {
            let comma = if i == 0 { "" } else { "," };
            let n = p * 35 + i;
            let when = if i >= 15 {
                format!(
                    r#","when":{{"any":[{{"eq":[{{"field":"f{}"}},"x"]}},{{"not":{{"answered":{{"field":"f{}"}}}}}}]}}"#,
                    n - 10,
                    n / 2
                )
            } else {
                String::new()
            };
            write!(
                items,
                r#"{comma}{{"kind":"text","id":"f{n}","label":"Question {n} {{f0}}","required":true{when}}}"#
            )
            .unwrap();
        }
        let comma = if p == 0 { "" } else { "," };
        write!(pages, r#"{comma}{{"id":"p{p}","title":"Page","items":[{items}]}}"#).unwrap();
    }
    let text =
        format!(r#"{{"beffroi_form":1,"procedure":"grand","revision":1,"lang":"fr","pages":[{pages}]}}"#);
    let form = Compiled::new(Arc::new(Form::from_json(&text).unwrap()), None);
    let ctx = ctx();
    let mut answers = Answers::default();
    for n in 0..700 {
        answers.insert(Id::new(&format!("f{n}")).unwrap(), Value::Text("x".to_owned()));
    }
    let post: Typed = (0..35).map(|i| (format!("f{}", 350 + i), "x")).collect();
    let start = std::time::Instant::now();
    for _ in 0..10 {
        let posted = accept(&form, 10, &answers, post.clone(), &ctx);
        let state = State::new(&form, &ctx, &posted.answers);
        assert_eq!(check::view(&state, 11, Again::default()).unwrap().items.len(), 35);
    }
    let each = start.elapsed() / 10;
    eprintln!("700 fields, 685 conditions: a page is posted and the next one made in {each:?}");
    assert!(each.as_millis() < 50, "a page took {each:?}");
}
