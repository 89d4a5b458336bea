//! `beffroi form import` and `beffroi form check`, as a person types them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn beffroi(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_beffroi")).args(args).output().expect("the binary of this package runs")
}

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

const FORM: &str = r#"<formdef id="1"><name>Abattage</name><url_name>abattage</url_name>
 <workflow slug="simple">Simple</workflow><fields>
 <field><id>1</id><type>page</type><label>Vous</label></field>
 <field><id>2</id><type>item</type><label>Vous êtes</label><varname>qui</varname><required>True</required>
  <data_source><type>qualites</type></data_source></field>
 <field><id>3</id><type>string</type><label>Précisez</label><varname>autre</varname>
  <condition><type>django</type><value>form_var_qui == "Autre"</value></condition></field>
 </fields></formdef>"#;
const SOURCE: &str = r#"<datasource id="1"><name>Qualités</name><slug>qualites</slug><data_source>
 <type>jsonvalue</type><value>[{"id": "p", "text": "Propriétaire"}, {"id": "a", "text": "Autre"}]</value>
 </data_source></datasource>"#;

#[test]
fn a_form_finds_its_list_in_the_folder_beside_it() {
    let root = folder("siblings");
    fs::create_dir_all(root.join("forms")).unwrap();
    fs::create_dir_all(root.join("datasources")).unwrap();
    fs::write(root.join("forms/abattage.wcs"), FORM).unwrap();
    fs::write(root.join("datasources/qualites.wcs"), SOURCE).unwrap();
    let (form, report, out) = (root.join("forms/abattage.wcs"), root.join("report.json"), root.join("out"));
    let text = |path: &Path| path.display().to_string();
    let args =
        ["form", "import", &text(&form), "--report", &text(&report), "--out", &text(&out), "--lang", "en"];
    let done = beffroi(&args);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(report["files"].as_array().unwrap().len(), 1);
    assert_eq!(report["files"][0]["whole"], true);
    assert_eq!(report["files"][0]["counts"]["conditions"]["converted"], 1);
    let draft = out.join("abattage.form.json");
    let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&draft).unwrap()).unwrap();
    assert_eq!(json["pages"][0]["items"][1]["when"]["eq"][1], "a");
    let checked = beffroi(&["form", "check", &text(&draft)]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(said.contains("page 1 « Vous », « Vous êtes » : finalité à indiquer"), "{said}");
}

#[test]
fn nothing_readable_is_exit_code_two() {
    let root = folder("unreadable");
    let bad = root.join("bad.wcs");
    fs::write(&bad, "<formdef><name>").unwrap();
    let done = beffroi(&["form", "import", &bad.display().to_string()]);
    assert_eq!(done.status.code(), Some(2));
    let missing = root.join("missing.wcs").display().to_string();
    assert_eq!(beffroi(&["form", "import", &missing]).status.code(), Some(2));
    assert_eq!(beffroi(&["form", "check", &missing]).status.code(), Some(2));
}
