//! A whole election from the command line, as a small association would run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own, removed at the end.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beffroi-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        command.current_dir(&self.0).arg("election").args(arguments.split_whitespace()).output().unwrap()
    }

    /// Runs a command that must succeed; gives what it printed.
    fn done(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must be refused; gives why.
    fn refused(&self, arguments: &str, code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments}");
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.0.join(name), content).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const TEMPLATE: &str = r#"{ "name": "Conseil", "description": "Une élection d’essai.", "questions": [
  { "question": "Un banc ?", "answers": ["Oui", "Non"], "blank": true, "min": 1, "max": 1 } ] }"#;

/// Seals an election of two voters and one trustee: (uuid, key file, codes by voter).
fn sealed(desk: &Desk) -> (String, String, Vec<String>) {
    desk.write("voters.txt", "ada@example.org,ada\nbob@example.org,bob\n");
    desk.write("template.json", TEMPLATE);
    let uuid = desk.done("credentials --voters voters.txt").lines().next().unwrap().to_owned();
    let key = desk.done("trustee single --name Gardienne").lines().next().unwrap().to_owned();
    let public = Path::new(&key).with_extension("pubkey");
    desk.done(&format!(
        "create --template template.json --uuid {uuid} --credentials {uuid}.pubcreds --pubkeys {}",
        public.display()
    ));
    let text = fs::read_to_string(desk.path(&format!("{uuid}.privcreds"))).unwrap();
    let codes: serde_json::Value = serde_json::from_str(&text).unwrap();
    let codes = ["ada", "bob"].map(|login| codes[login].as_str().unwrap().to_owned());
    (uuid, key, codes.to_vec())
}

#[test]
fn a_whole_election_is_run_and_verified() {
    let desk = Desk::new("whole");
    let (uuid, key, codes) = sealed(&desk);
    desk.write("oui.json", "[[0, 1, 0]]");
    desk.write("blanc.json", "[[1, 0, 0]]");
    for (code, choice) in [(&codes[0], "oui"), (&codes[1], "oui"), (&codes[0], "blanc")] {
        desk.write("code", code);
        let said = desk.done(&format!("vote {uuid}.bel --code code --choice {choice}.json"));
        assert!(said.starts_with("Vote enregistré. Numéro de suivi : "), "{said}");
    }
    fs::copy(desk.path(&format!("{uuid}.bel")), desk.path("older.bel")).unwrap();
    let early = desk.refused(&format!("decrypt {uuid}.bel --trustee 1 --key {key}"), 1);
    assert!(early.contains("ne peut pas venir maintenant"), "{early}");
    assert!(desk.done(&format!("tally {uuid}.bel")).contains("2 bulletins comptés"));
    desk.refused(&format!("vote {uuid}.bel --code code --choice oui.json"), 1);
    desk.done(&format!("decrypt {uuid}.bel --trustee 1 --key {key}"));
    desk.refused(&format!("decrypt {uuid}.bel --trustee 1 --key {key}"), 1);
    assert!(desk.done(&format!("finish {uuid}.bel")).contains(r#"{"result":[[1,1,0]]}"#));
    assert!(desk.done(&format!("count {uuid}.bel")).contains("1  (vote blanc)"));

    let said = desk.done(&format!("verify {uuid}.bel --since older.bel"));
    assert!(said.contains("Tout ce que contient cette archive est valable"), "{said}");
    assert!(said.contains("3 bulletins déjà vérifiés"), "{said}");
    let json = desk.done(&format!("verify {uuid}.bel --json"));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["valid"], true);
    assert_eq!(report["counted"], 2);
    assert_eq!(report["result"]["result"][0], serde_json::json!([1, 1, 0]));
}

#[test]
fn the_exit_code_tells_valid_from_wrong_and_unreadable() {
    let desk = Desk::new("codes");
    let (uuid, ..) = sealed(&desk);
    let archive = desk.path(&format!("{uuid}.bel"));
    desk.done(&format!("verify {uuid}.bel --lang en"));
    let mut bytes = fs::read(&archive).unwrap();
    let place = bytes.len() - 600;
    bytes[place] ^= 1;
    fs::write(desk.path("wrong.bel"), bytes).unwrap();
    let said = desk.refused("verify wrong.bel --lang en", 1);
    assert!(said.contains("This archive is NOT valid"), "{said}");
    desk.write("text.bel", "This is no archive.");
    desk.refused("verify text.bel", 2);
    desk.refused("verify missing.bel", 2);
}

#[test]
fn files_are_never_overwritten_and_private_ones_stay_private() {
    let desk = Desk::new("files");
    let (uuid, key, _) = sealed(&desk);
    let before = fs::read(desk.path(&format!("{uuid}.privcreds"))).unwrap();
    let said = desk.refused(&format!("credentials --voters voters.txt --uuid {uuid}"), 1);
    assert!(said.contains("existe déjà"), "{said}");
    assert_eq!(fs::read(desk.path(&format!("{uuid}.privcreds"))).unwrap(), before);
    #[cfg(unix)]
    for private in [format!("{uuid}.privcreds"), key] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path(&private)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{private}");
    }
    let partial =
        fs::read_dir(&desk.0).unwrap().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    assert!(!partial.into_iter().any(|name| name.ends_with(".partial")));
}

#[test]
fn a_wrong_code_or_vote_is_told_in_words() {
    let desk = Desk::new("words");
    let (uuid, _, codes) = sealed(&desk);
    desk.write("vote.json", "[[0,1,1]]");
    desk.write("code", &codes[0]);
    let said = desk.refused(&format!("vote {uuid}.bel --code code --choice vote.json"), 1);
    assert!(said.contains("trop ou trop peu de réponses choisies"), "{said}");
    desk.write("code", "AAAAA-AAAAAA-AAAAA-AAAAAA");
    let said = desk.refused(&format!("vote {uuid}.bel --code code --choice vote.json"), 1);
    assert!(said.contains("n’appartient à aucun votant"), "{said}");
    desk.write("code", "AAAAA");
    let said = desk.refused(&format!("vote {uuid}.bel --code code --choice vote.json --lang en"), 1);
    assert!(said.contains("does not have its form"), "{said}");
}
