//! `beffroi opinion map` as people and programs use it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of this test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beffroi-opinion-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a temporary file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary directory harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn map(arguments: &[&str], path: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
    command.args(["opinion", "map"]).arg(path).args(arguments).output().expect("the command runs")
}

fn printed(arguments: &[&str], path: &Path) -> String {
    let output = map(arguments, path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn refused(arguments: &[&str], path: &Path) -> String {
    let output = map(arguments, path);
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// Forty people in two camps; `log` writes the same votes as acts, each changed once.
fn votes(log: bool) -> String {
    let vote = |person: usize, statement: usize| match (person < 22, statement) {
        (true, 8) => [1, -1][person % 2],
        (false, 8) => 0,
        (true, _) => 1,
        (false, _) => -1,
    };
    let (people, statements) = (0..40, 0..9);
    if log {
        let act = |p, s| format!("7,,{s},{p},{}\n3,,{s},{p},0\n", vote(p, s));
        let acts: String = people.flat_map(|p| statements.clone().map(move |s| act(p, s))).collect();
        return format!("timestamp,datetime,comment-id,voter-id,vote\n{acts}");
    }
    let mut rows = String::from("participant,0,1,2,3,4,5,6,7,8\n");
    for person in people {
        let cells: Vec<String> =
            statements.clone().map(|statement| vote(person, statement).to_string()).collect();
        writeln!(rows, "{person},{}", cells.join(",")).expect("writing to a String cannot fail");
    }
    rows
}

const COMMENTS: &str = "comment-id,moderated,comment-body\n0,1,\"Plus d’arbres, vite\"\n7,-1,injure\n";

#[test]
fn the_matrix_the_log_and_the_folder_give_the_same_bytes() {
    let folder = Folder::new("same");
    let log = folder.write("votes.csv", &votes(true));
    folder.write("comments.csv", COMMENTS);
    let of_log = printed(&["--json"], &log);
    assert_eq!(of_log, printed(&["--json"], &folder.0));
    let matrix = folder.write("participants-votes.csv", &votes(false));
    assert_eq!(of_log, printed(&["--json"], &matrix));
    assert_eq!(of_log, printed(&["--json"], &folder.0));
    let map: serde_json::Value = serde_json::from_str(&of_log).expect("JSON");
    assert_eq!(map["group_sizes"], serde_json::json!([22, 18]));
    assert_eq!(map["moderated_out"], serde_json::json!([7]));
    assert_eq!(map["shown"]["verdict"], "groups");
}

#[test]
fn without_stability_nothing_is_said_of_what_may_be_shown() {
    let folder = Folder::new("layout");
    folder.write("participants-votes.csv", &votes(false));
    let layout: serde_json::Value =
        serde_json::from_str(&printed(&["--json", "--without-stability"], &folder.0)).expect("JSON");
    assert_eq!(layout["k"], 2);
    assert!(layout.get("shown").is_none() && layout.get("canonical_sha256").is_none());
}

#[test]
fn the_report_and_the_drawing_speak_the_language_asked_for() {
    let folder = Folder::new("words");
    folder.write("participants-votes.csv", &votes(false));
    folder.write("comments.csv", COMMENTS);
    let drawing = folder.0.join("map.svg");
    let path = drawing.to_str().expect("UTF-8");
    let french = printed(&["--svg", path], &folder.0);
    assert!(french.contains("Groupe A — Personnes\u{a0}: 22 · Stabilité\u{a0}: "), "{french}");
    assert!(french.contains("«\u{a0}Plus d’arbres, vite\u{a0}»") && !french.contains("injure"));
    assert!(fs::read_to_string(&drawing).expect("drawn").contains("Plus d’arbres, vite"));
    let english = printed(&["--svg", path, "--lang", "en"], &folder.0);
    assert!(english.contains("Group A — People: 22 · Stability: "), "{english}");
    assert!(fs::read_to_string(&drawing).expect("drawn").contains("lang=\"en\""));
    assert!(printed(&["--canonical"], &folder.0).starts_with("profile beffroi-opinion/1\nparticipants 40 "));
}

#[test]
fn faults_are_told_by_file_line_and_column_in_the_language_asked_for() {
    let folder = Folder::new("faults");
    let nothing = folder.0.join("absent.csv");
    assert!(refused(&[], &nothing).contains("n’existe pas"));
    assert!(refused(&["--lang", "en"], &folder.0).contains("neither participants-votes.csv nor votes.csv"));
    let votes = folder.write("participants-votes.csv", "participant,3\n1,5\n");
    let french = refused(&[], &votes);
    assert!(
        french.contains(
            "participants-votes.csv\u{a0}: ligne 2, colonne 3\u{a0}: «\u{a0}5\u{a0}» n’est pas un vote"
        ),
        "{french}"
    );
    let english = refused(&["--lang", "en"], &votes);
    assert!(english.contains("participants-votes.csv: line 2, column 3: \"5\" is not a vote"), "{english}");
}

#[test]
fn few_people_are_told_that_nothing_is_shown() {
    let folder = Folder::new("few");
    folder.write("participants-votes.csv", "participant,1\n1,1\n2,-1\n");
    let report = printed(&[], &folder.0);
    assert!(report.contains("aucun résultat n’est montré") && !report.contains("Groupe A"), "{report}");
}

#[test]
fn an_export_has_rows_only_if_that_was_announced_and_gives_the_map_it_names() {
    let folder = Folder::new("export");
    folder.write("participants-votes.csv", &votes(false));
    folder.write("comments.csv", COMMENTS);
    let export = |out: &str, more: &[&str]| {
        let out = folder.0.join(out);
        let mut command = Command::new(env!("CARGO_BIN_EXE_beffroi"));
        let output =
            command.args(["opinion", "export"]).arg(&folder.0).arg(&out).args(more).output().expect("runs");
        (out, output)
    };
    let (counts, output) = export("counts", &[]);
    assert!(output.status.success());
    assert!(counts.join("counts.csv").exists() && !counts.join("votes.csv").exists());
    let (_, again) = export("counts", &[]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("ce fichier existe déjà"));
    let (rows, output) = export("rows", &["--rows-were-announced"]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let digest = said.lines().last().and_then(|line| line.strip_prefix("sha256 ")).expect("a digest");
    assert!(printed(&["--json"], &rows).contains(digest));
    assert!(!fs::read_to_string(rows.join("comments.csv")).expect("written").contains("injure"));
}
