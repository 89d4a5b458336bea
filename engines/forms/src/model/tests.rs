use super::*;

const EXAMPLE: &str = r#"{"beffroi_form":1,"procedure":"abattage","revision":2,"lang":"fr",
 "params":[{"id":"age_min","type":"integer","default":18}],
 "lists":[{"id":"q","columns":["id","label"],"rows":[["prop","Propriétaire"],["autre","Autre"]]}],
 "pages":[{"id":"p1","title":"Vous","items":[
  {"kind":"national_number","id":"nrn","label":"N° national","required":true,
   "source":["account.niss"],"retention":"final","purpose":"identifier"},
  {"kind":"date","id":"ne","label":"Né(e) le","required":true,"max":"today"},
  {"kind":"choice","id":"qual","label":"Vous êtes","list":"q","required":true},
  {"kind":"text","id":"prec","label":"Précisez","when":{"eq":[{"field":"qual"},"autre"]}}],
 "require":[{"cond":{"ge":[{"age":{"field":"ne"}},{"param":"age_min"}]},"else":"Réservé aux majeurs."}]},
 {"id":"p2","title":"Arbres","items":[
  {"kind":"block","id":"arbres","label":"Arbre","rows":[1,10],"items":[
   {"kind":"file","id":"photo","label":"Photo","max_mib":10}]},
  {"kind":"computed","id":"n","type":"integer","value":{"count":{"field":"arbres"}}}]}]}"#;

#[test]
fn the_example_of_the_design_is_read_and_written_back_the_same() {
    let form = Form::from_json(EXAMPLE).unwrap();
    assert_eq!(Form::from_json(&form.to_json()).unwrap(), form);
    assert_eq!(form.pages[1].items[0].kind.children()[0].id, "photo");
}

fn place_of(text: &str) -> String {
    Form::from_json(text).unwrap_err().path
}

#[test]
fn an_error_says_where_it_stands() {
    let with = |from: &str, to: &str| place_of(&EXAMPLE.replacen(from, to, 1));
    assert_eq!(with(r#""lang""#, r#""langue":"x","lang""#), "langue");
    assert_eq!(with(r#""max":"today""#, r#""maxi":"today""#), "pages[0].items[1].maxi");
    assert_eq!(with(r#""max_mib":10"#, r#""max_mib":true"#), "pages[1].items[0].items[0].max_mib");
    assert_eq!(with(r#"{"field":"qual"}"#, r#"{"feild":"qual"}"#), "pages[0].items[3].when.eq[0].feild");
    assert_eq!(with(r#"{"field":"arbres"}"#, r#"{"field":"Arbres"}"#), "pages[1].items[1].value.count.field");
    assert_eq!(with(r#""kind":"file""#, r#""kind":"fil""#), "pages[1].items[0].items[0]");
    assert_eq!(with(r#""beffroi_form":1"#, r#""beffroi_form":2"#), "beffroi_form");
}

#[test]
fn a_condition_with_two_operators_is_refused() {
    let two = r#"{"eq":[1,1],"ne":[1,2]}"#;
    assert!(serde_json::from_str::<crate::cond::Cond>(two).is_err());
    assert!(serde_json::from_str::<crate::cond::Term>(r#"{"field":"a","param":"b"}"#).is_err());
}

#[test]
fn a_workflow_is_read_and_written_back_the_same() {
    let text = r#"{"beffroi_flow":1,"id":"simple","revision":1,"roles":[{"id":"agent","label":"Agent"}],
      "start":"new","steps":[
       {"id":"new","name":"Reçu","public":"filed","on_enter":[
         {"do":"notify","to":["applicant"],"via":["mail"],"subject":"Reçu","body":"Bonjour {nom}"},
         {"do":"go","to":"done","when":{"answered":{"field":"x"}}}],
        "offers":[{"id":"ok","label":"Accepter","to":"done","who":["agent"]}],
        "timers":[{"after":30,"unit":"days","anchor":"entered","to":"_previous"}]},
       {"id":"done","name":"Fait","public":"accepted"}]}"#;
    let flow = Flow::from_json(text).unwrap();
    assert_eq!(Flow::from_json(&flow.to_json()).unwrap(), flow);
    assert_eq!(flow.steps[0].timers[0].to, Some(Target::Previous));
    let wrong = text.replacen(r#""do":"go""#, r#""do":"go","x":1"#, 1);
    assert_eq!(Flow::from_json(&wrong).unwrap_err().path, "steps[0].on_enter[1].x");
}
