//! The walls of the house: who may depend on whom, which table belongs to whom, that every text is there, that pages
//! hold no inline code, that files stay readable in one sitting. Each could rot unseen; here each is a test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use beffroi::services;
use beffroi_store::walls::{check_schema, check_statement};
use beffroi_store::{Db, Statement};
use beffroi_web::{Lang, Sources};
use serde_json::Value as Json;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("app is a folder of the workspace").to_owned()
}

fn cargo(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// The crates of the workspace: name, folder, and what it needs when it runs.
fn crates() -> BTreeMap<String, (String, Vec<String>)> {
    let metadata: Json =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"]))
            .expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("packages is a list").iter();
    let read = |package: &Json| {
        let manifest = Path::new(package["manifest_path"].as_str()?).parent()?.to_owned();
        let folder = manifest.strip_prefix(root()).ok()?.to_string_lossy().into_owned();
        let dependencies = package["dependencies"].as_array()?.iter();
        let normal = dependencies.filter(|of| of["kind"].is_null() && of["path"].is_string());
        let names = normal.filter_map(|of| of["name"].as_str().map(str::to_owned)).collect();
        Some((package["name"].as_str()?.to_owned(), (folder, names)))
    };
    packages.map(|package| read(package).expect("a package has a name and a folder")).collect()
}

/// The floors, as `ARCHITECTURE.md` draws them: what a crate in this folder may need of ours.
fn may_need(folder: &str, other: &str) -> bool {
    match folder {
        "app" => other != "app",
        "kernel/web" => matches!(other, "kernel/people" | "kernel/store" | "kernel/print/types"),
        "kernel/people" => matches!(other, "kernel/store" | "engines/translog"),
        "kernel/print/impl" => other == "kernel/print/types",
        service if service.starts_with("services/") => {
            other.starts_with("engines/") || other.starts_with("kernel/") && other != "kernel/print/impl"
        }
        // Engines, the store and the types of documents stand on nothing of ours.
        _ => false,
    }
}

#[test]
fn each_floor_stands_only_on_those_below() {
    let crates = crates();
    assert!(crates.len() > 8, "the workspace was not read");
    for (name, (folder, dependencies)) in &crates {
        for dependency in dependencies {
            let (other, _) = &crates[dependency];
            assert!(may_need(folder, other), "{name} ({folder}) must not depend on {dependency} ({other})");
        }
    }
}

/// Input and output, clocks and chance: an engine takes them as parameters.
const IMPURE: [&str; 14] = [
    "async-std",
    "axum",
    "chrono",
    "getrandom",
    "hyper",
    "libsqlite3-sys",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "tokio",
    "tokio-postgres",
    "ureq",
    "wasm-bindgen",
];

/// What an engine brings without calling it: (engine, crate, why).
const UNCALLED: [(&str, &str, &str); 1] = [(
    "beffroi-forms",
    "getrandom",
    "the ZIP writer below XLSX files could encrypt them; ours are not encrypted",
)];

#[test]
fn engines_are_pure() {
    let crates = crates();
    for (name, (folder, _)) in crates.iter().filter(|(_, (folder, _))| folder.starts_with("engines/")) {
        let tree = cargo(&[
            "tree",
            "--package",
            name,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--locked",
            "--format",
            "{p}",
        ]);
        let needed: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        assert!(needed.contains(name.as_str()), "{folder}: the tree was not read");
        let uncalled =
            |of: &str| UNCALLED.iter().any(|(engine, uncalled, _)| (*engine, *uncalled) == (name, of));
        let impure: Vec<_> = IMPURE.iter().filter(|of| needed.contains(**of) && !uncalled(of)).collect();
        assert!(impure.is_empty(), "{name} brings {impure:?}");
    }
}

#[test]
fn every_statement_keeps_to_its_slice_and_to_its_commune() {
    let services = services::all();
    let statements = services::statements(&services);
    assert!(statements.len() > 50, "the statements were not listed");
    let wrong: Vec<String> = statements
        .iter()
        .filter_map(|(slice, statement)| {
            check_statement(statement, slice).err().map(|error| format!("{slice}: {error}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_services_claim_the_same_name() {
    let services = services::all();
    let mut names: Vec<_> = services.iter().map(|service| service.name).collect();
    names.extend(["store", "people", "web"]);
    let different: BTreeSet<_> = names.iter().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");
    for service in &services {
        assert_eq!(service.migrations.slice, service.name);
        for (kind, _) in &service.jobs {
            assert!(kind.starts_with(&format!("{}.", service.name)), "job {kind} of {}", service.name);
        }
    }
}

beffroi_store::both_engines! {
    migrations: services::migrations(&services::all());

    async fn every_statement_is_understood(db: Db) {
        let statements: Vec<Statement> =
            services::statements(&services::all()).into_iter().map(|(_, statement)| *statement).collect();
        if let Err(wrong) = db.prepare_all(&statements).await {
            let told: Vec<_> = wrong.iter().map(ToString::to_string).collect();
            panic!("{}", told.join("\n"));
        }
    }

    async fn every_table_has_its_slice_and_every_key_its_commune(db: Db) {
        let services = services::all();
        let mut slices = vec!["store", "people", "web"];
        slices.extend(services.iter().map(|service| service.name));
        let mut wrong = check_schema(&db, &slices).await.expect("the schema can be read");
        // The list of communes itself: its `id` is what every other table calls `authority`.
        wrong.retain(|of| of.table != "web_authority");
        assert_eq!(wrong, []);
    }
}

/// Columns that hold the digest of a stored file: the sweep must know of each, or it deletes what is still needed.
#[test]
fn every_stored_file_is_known_to_the_sweep() {
    let services = services::all();
    let mut columns = 0;
    for service in &services {
        for (file, text) in service.migrations.files {
            let mut table = "";
            for line in text.lines() {
                let mut words = line.split_whitespace();
                let first = words.next().unwrap_or_default();
                if let Some(rest) =
                    line.strip_prefix("create table ").or_else(|| line.strip_prefix("alter table "))
                {
                    table = rest.split([' ', '(']).next().unwrap_or_default();
                }
                let added = line.split_once(" add column ").map_or(first, |(_, column)| column);
                let column = added.split(' ').next().unwrap_or_default();
                if column == "digest" || column.ends_with("_digest") {
                    columns += 1;
                    let known = service
                        .stored
                        .iter()
                        .any(|of| of.sql.starts_with(&format!("select {column} from {table} ")));
                    assert!(known, "{file}: {table}.{column} is not in `stored` of {}", service.name);
                }
            }
        }
    }
    assert!(columns > 1, "the migrations were not read");
}

// ---- texts

/// Keys of a Fluent source.
fn keys(sources: Sources, lang: Lang) -> BTreeSet<&'static str> {
    let lines = sources.iter().filter(|(of, _)| *of == lang).flat_map(|(_, source)| source.lines());
    let key = |line: &'static str| line.split_once(" =").map(|(key, _)| key).filter(|key| is_key(key));
    lines.filter_map(key).collect()
}

fn is_key(text: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.contains('-') && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.split('-').all(part)
}

fn all_texts() -> Vec<Sources> {
    std::iter::once(beffroi_web::TEXTS).chain(services::all().iter().map(|service| service.texts)).collect()
}

/// A text key in a source; `whole` when it goes straight to what looks texts up, else more may be added to it
/// (`-title`, `-subject`).
struct Used<'a> {
    key: &'a str,
    whole: bool,
}

/// The calls that look a text up.
const LOOK_UPS: [&str; 8] = [".t(", ".s(", ".ta(", ".t1(", ".t2(", ".link(", ".link_out(", ".phone_link("];

/// String literals of a piece of Rust, or of a template's expressions, that look like text keys.
fn used(code: &str) -> Vec<Used<'_>> {
    let mut used = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let pieces: Vec<&str> = line.split('"').collect();
        let literals = pieces.windows(2).step_by(2).map(|pair| (pair[0], pair[1]));
        used.extend(
            literals
                .filter(|(_, key)| is_key(key))
                .map(|(before, key)| Used { key, whole: LOOK_UPS.iter().any(|call| before.ends_with(call)) }),
        );
    }
    used
}

/// What stands between `{{ }}` and `{% %}`.
fn expressions(template: &str) -> String {
    let mut code = String::new();
    let pieces = template.split("{{").flat_map(|piece| piece.split("{%")).skip(1);
    for piece in pieces {
        let end = [piece.find("}}"), piece.find("%}")].into_iter().flatten().min().unwrap_or(piece.len());
        code.push_str(&piece[..end]);
        code.push('\n');
    }
    code
}

#[test]
fn every_text_that_is_used_exists_in_french() {
    let french: BTreeSet<&str> = all_texts().into_iter().flat_map(|of| keys(of, Lang::Fr)).collect();
    let mut families: BTreeSet<&str> = french.iter().filter_map(|key| key.split('-').next()).collect();
    families.extend(services::all().iter().map(|service| service.name));
    let mut missing = Vec::new();
    let mut seen = 0;
    for path in sources(&["kernel/web/src", "kernel/web/templates", "services"], &["rs", "html"]) {
        let text = fs::read_to_string(&path).expect("a source is UTF-8");
        let code = if path.extension().is_some_and(|of| of == "html") {
            expressions(&text)
        } else {
            before_tests(&text).to_owned()
        };
        for Used { key, whole } in used(&code) {
            if families.contains(key.split('-').next().unwrap_or_default()) {
                seen += 1;
                let longer = format!("{key}-");
                let begins =
                    || french.range(longer.as_str()..).next().is_some_and(|of| of.starts_with(&longer));
                if !(french.contains(key) || !whole && begins()) {
                    missing.push(format!("{key} ({})", path.display()));
                }
            }
        }
    }
    assert!(seen > 200, "the sources were not read");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// A test module stands at the end of its file, and its keys may be invented.
fn before_tests(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap_or(source)
}

#[test]
fn no_language_has_a_text_that_french_lacks() {
    for texts in all_texts() {
        let french = keys(texts, Lang::Fr);
        for lang in Lang::ALL {
            let more: Vec<_> = keys(texts, lang).difference(&french).copied().collect();
            assert!(more.is_empty(), "{}: {more:?}", lang.tag());
        }
    }
    services::texts(&services::all()).expect("the texts are well formed and none stands twice");
}

// ---- files

/// Files with one of these endings under these folders, generated and foreign ones aside.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    const ASIDE: [&str; 7] = ["target", "node_modules", "dist", "data", "corpus", "artifacts", ".git"];
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let entry = entry.expect("a folder can be read");
            let (path, name) = (entry.path(), entry.file_name());
            if path.is_dir() {
                if !ASIDE.iter().any(|aside| name == *aside) {
                    waiting.push(path);
                }
            } else if path.extension().is_some_and(|of| endings.iter().any(|ending| of == *ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_page_holds_inline_code_or_style() {
    let templates = sources(&["kernel/web/templates", "services"], &["html"]);
    assert!(templates.len() > 15, "the templates were not found");
    for path in templates {
        let text = fs::read_to_string(&path).expect("a template is UTF-8");
        let lower = text.to_lowercase();
        for inline in [
            "<style",
            " style=",
            "javascript:",
            " onclick=",
            " onload=",
            " onchange=",
            " onsubmit=",
            " onerror=",
        ] {
            assert!(!lower.contains(inline), "{}: {inline}", path.display());
        }
        let scripts =
            lower.match_indices("<script").map(|(at, _)| lower[at..].split('>').next().unwrap_or_default());
        for script in scripts {
            assert!(script.contains(" src="), "{}: {script}", path.display());
        }
    }
}

#[test]
fn no_file_is_longer_than_a_sitting() {
    for path in sources(&["."], &["rs", "html", "css", "js"]) {
        let lines = fs::read_to_string(&path).expect("a source is UTF-8").lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Written in two parts, or this file would be the first to be found.
    let places: [String; 2] = ["work", "home"].map(|folder| format!("/{folder}/"));
    for path in sources(&["."], &["rs", "toml", "html", "ftl", "sql", "md", "json", "sh", "py", "mjs", "yml"])
    {
        let text = fs::read_to_string(&path).expect("a source is UTF-8");
        for place in &places {
            assert!(!text.contains(place.as_str()), "{} names {place}", path.display());
        }
    }
}
