//! What publication refuses or warns of, with its place.

use beffroi_forms::lint::{Level, lint, publishable};
use beffroi_forms::model::{Flow, Form};

fn form(pages: &str) -> Form {
    Form::from_json(&format!(
        r#"{{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr",
        "meta":{{"title":"Essai","purpose":"instruire","retention":"final"}},"laws":[{{"title":"CDLD"}}],
        "channels":[{{"kind":"counter","at":"Place 1"}},{{"kind":"phone","at":"+32 81 00 00 00"}},{{"kind":"post","at":"Place 1"}}],
        "lists":[{{"id":"l","columns":["id","label","prix"],"rows":[["a","A","1"],["b","B","2"]]}}],
        "params":[{{"id":"max","type":"integer","default":3}}],
        "pages":{pages}}}"#
    ))
    .unwrap()
}

fn found(pages: &str) -> Vec<(String, &'static str)> {
    lint(&form(pages), None).into_iter().map(|f| (f.place, f.rule.key())).collect()
}

const SOUND: &str = r#"[{"id":"p1","title":"Un {c}","items":[
  {"kind":"choice","id":"c","label":"C","list":"l"},
  {"kind":"integer","id":"n","label":"N","max":{"param":"max"},"when":{"eq":[{"field":"c"},"a"]}},
  {"kind":"block","id":"b","label":"B","rows":[0,3],"items":[
    {"kind":"integer","id":"x","label":"X"},
    {"kind":"text","id":"y","label":"Y","when":{"gt":[{"field":"x"},{"field":"n"}]}}]},
  {"kind":"computed","id":"s","type":"integer","shown":true,"label":"S","value":{"sum":{"field":"x"}}}],
  "require":[{"cond":{"any_row":["b",{"answered":{"field":"y"}}]},"else":"Non {c.prix}"}]}]"#;

#[test]
fn a_sound_form_has_nothing_to_report() {
    assert_eq!(found(SOUND), []);
}

#[test]
fn each_error_is_found_at_its_place() {
    let with = |from: &str, to: &str| found(&SOUND.replacen(from, to, 1));
    let one = |place: &str, rule| vec![(place.to_owned(), rule)];
    assert_eq!(
        with(r#""eq":[{"field":"c"},"a"]"#, r#""eq":[{"field":"c"},"z"]"#),
        one("pages[0].items[1].when", "not-in-list")
    );
    assert_eq!(
        with(r#""eq":[{"field":"c"},"a"]"#, r#""eq":[{"field":"s"},1]"#),
        one("pages[0].items[1].when", "later-field")
    );
    assert_eq!(
        with(r#""eq":[{"field":"c"},"a"]"#, r#""eq":[{"field":"q"},1]"#),
        one("pages[0].items[1].when", "unknown-name")
    );
    assert_eq!(
        with(r#""eq":[{"field":"c"},"a"]"#, r#""eq":[1,1]"#),
        one("pages[0].items[1].when", "constant-condition")
    );
    assert_eq!(
        with(r#"{"gt":[{"field":"x"}"#, r#"{"gt":[{"field":"c"}"#),
        one("pages[0].items[2].items[1].when", "type-mismatch")
    );
    assert_eq!(
        with(r#"{"sum":{"field":"x"}}"#, r#"{"field":"x"}"#),
        one("pages[0].items[3].value", "out-of-scope")
    );
    assert_eq!(with(r#""id":"y""#, r#""id":"n""#).first().map(|(_, rule)| *rule), Some("duplicate-name"));
    assert_eq!(with("{c.prix}", "{c.cout}"), one("pages[0].require[0].else", "unknown-name"));
    assert_eq!(with(r#""list":"l""#, r#""list":"m""#).first().map(|(_, rule)| *rule), Some("unknown-name"));
    assert_eq!(
        with(r#""kind":"text","id":"y""#, r#""kind":"text","pattern":"(","id":"y""#),
        one("pages[0].items[2].items[1].pattern", "bad-pattern")
    );
    assert_eq!(with(r#""title":"Un {c}""#, r#""title":"Un","when":{"any":[]}"#)[1].1, "unreachable-page");
}

#[test]
fn publication_asks_for_law_channels_purpose_and_retention() {
    let bare = r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr",
        "pages":[{"id":"p","title":"P","items":[{"kind":"text","id":"t","label":"T"}]}]}"#;
    let findings = lint(&Form::from_json(bare).unwrap(), None);
    let rules: Vec<&str> = findings.iter().map(|f| f.rule.key()).collect();
    assert_eq!(
        rules,
        ["no-title", "no-law", "no-channel", "no-channel", "no-channel", "no-purpose", "no-retention"]
    );
    assert!(!publishable(&findings));
}

#[test]
fn a_workflow_is_checked_for_targets_roles_loops_and_unreachable_steps() {
    let flow = r#"{"beffroi_flow":1,"id":"f","revision":1,"roles":[],"start":"a","steps":[
      {"id":"a","name":"A","public":"filed","on_enter":[{"do":"go","to":"b"}]},
      {"id":"b","name":"B","public":"filed","on_enter":[{"do":"note","text":"{zut}"},{"do":"go","to":"a"}],
       "offers":[{"id":"x","label":"X","to":"nulle_part","who":["chef"]}]},
      {"id":"c","name":"C","public":"accepted"}]}"#;
    let findings = lint(&form(SOUND), Some(&Flow::from_json(flow).unwrap()));
    let mut rules: Vec<&str> =
        findings.iter().filter(|f| f.level() == Level::Error).map(|f| f.rule.key()).collect();
    rules.sort_unstable();
    let expected = [
        "automatic-loop",
        "automatic-loop",
        "unknown-name",
        "unknown-role",
        "unknown-step",
        "unreachable-step",
    ];
    assert_eq!(rules, expected);
}
