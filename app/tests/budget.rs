//! `beffroi budget` as people use it: a count, a receipt, a comparison, a check, and what is said of a bad file.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../engines/budgeting/examples/fontaine.pb");

fn budget(arguments: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_beffroi"));
    command.arg("budget").args(arguments).output().expect("the command runs")
}

fn done(arguments: &[&str]) -> String {
    let output = budget(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "progress is for terminals: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn refused(arguments: &[&str]) -> String {
    let output = budget(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// A changed copy of the example, removed at the end.
struct Changed(PathBuf);

impl Changed {
    fn new(name: &str, from: &str, to: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beffroi-budget-{}-{name}.pb", std::process::id()));
        let text = fs::read_to_string(EXAMPLE).expect("the example");
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("a temporary file");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("a plain name")
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        // A file left behind in the temporary directory harms nobody.
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn a_count_explains_itself_in_both_languages() {
    let french = done(&["count", EXAMPLE, "--completion", "u", "--explain"]);
    assert!(french.contains("Paramètres\u{a0}: rule=mes") && french.contains("600\u{a0}EUR"), "{french}");
    assert!(french.contains("Parts égales\u{a0}: chaque votant a 200,00"), "{french}");
    let english = done(&["count", EXAMPLE, "--completion", "u", "--explain", "--lang", "en"]);
    assert!(english.contains("Equal shares: every voter has 200.00"), "{english}");
    let json: serde_json::Value =
        serde_json::from_str(&done(&["count", EXAMPLE, "--completion", "u", "--json"])).expect("JSON");
    assert_eq!(json["selected"], serde_json::json!(["001", "003"]));
    assert_eq!(json["parameters"]["completion"], "u");
}

#[test]
fn a_receipt_and_a_comparison_speak_of_people() {
    let json = done(&["receipt", EXAMPLE, "v4", "--json"]);
    assert!(json.contains("\"endowment\": \"200\""), "{json}");
    let stranger = refused(&["receipt", EXAMPLE, "nobody"]);
    assert_eq!(stranger, "aucun bulletin de ce nom\u{a0}: nobody\n");
    let compared = done(&["compare", EXAMPLE, "--completion", "u"]);
    assert!(compared.contains("Seulement par la première règle\u{a0}:"), "{compared}");
    assert!(refused(&["compare", EXAMPLE, "--by", "shoes"]).contains("n’ont pas cette colonne\u{a0}: shoes"));
}

#[test]
fn a_bad_file_is_told_with_its_place() {
    let bad = Changed::new("cost", "001;600", "001;beaucoup");
    let french = refused(&["count", bad.path()]);
    assert!(french.contains("colonne 5\u{a0}: «\u{a0}beaucoup\u{a0}» n’est pas un nombre"), "{french}");
    assert!(french.starts_with(bad.path()) && french.contains("\u{a0}: ligne "), "{french}");
    let english = refused(&["check", bad.path(), "--lang", "en"]);
    assert!(english.contains("column 5: \"beaucoup\" is not a usable number"), "{english}");
    assert!(
        refused(&["count", "nowhere.pb"])
            .starts_with("nowhere.pb\u{a0}: ce fichier ou ce dossier n’existe pas")
    );
    let free = Changed::new("free", "001;600", "001;0");
    assert!(refused(&["count", free.path()]).contains("coûte 0"));
}
