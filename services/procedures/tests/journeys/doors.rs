//! Every address of the slice that is not everybody's, tried by each person who has no business there: a stranger, the applicant herself, an
//! agent of another unit, the counter, an author, an agent of another commune. The addresses are read from the sources, so that a new
//! one cannot be forgotten.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Answer, Browser, Instance};

use crate::support::*;

/// Which door an address is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// A file, for agents of its unit.
    File,
    /// Lists, for agents.
    Lists,
    /// Teams and routing, for heads of units.
    Heads,
    /// The counter, for whoever receives people.
    Counter,
    /// The workshop, for authors.
    Workshop,
    /// A person's own file or data.
    Own,
}

fn door(path: &str) -> Option<Door> {
    Some(match path {
        of if of.starts_with("/agent/dossiers/") => Door::File,
        of if of.starts_with("/agent/demarches") => Door::Workshop,
        of if of.starts_with("/agent/guichet") => Door::Counter,
        of if of.starts_with("/agent/equipes") => Door::Heads,
        of if of.starts_with("/agent") => Door::Lists,
        of if of.starts_with("/suivre/") || of.starts_with("/moi/") || of.starts_with("/pieces/") => {
            Door::Own
        }
        _ => return None,
    })
}

/// Who has no business behind a door. `own`: whose the thing is.
fn strangers(door: Door) -> &'static [&'static str] {
    match door {
        Door::File => &["nobody", ODILE, LOUIS, ROSA, PAUL, "elsewhere"],
        Door::Lists => &["nobody", ODILE, ROSA, PAUL],
        Door::Heads => &["nobody", ODILE, ROSA, PAUL, CLAIRE],
        Door::Counter => &["nobody", ODILE, PAUL],
        Door::Workshop => &["nobody", ODILE, CLAIRE, ROSA],
        Door::Own => &["nobody", MALIK, CLAIRE, ROSA, PAUL, "elsewhere"],
    }
}

/// Pages that somebody with a right to them can open here as they are: so that a refusal means something.
const ALIVE: &[(&str, &[&str])] = &[
    (
        CLAIRE,
        &[
            "/agent/dossiers/{number}",
            "/agent/dossiers/{number}/archive.zip",
            "/agent/dossiers/{number}/avis",
            "/agent/dossiers/{number}/confier",
            "/agent/dossiers/{number}/correction",
            "/agent/dossiers/{number}/delais",
            "/agent/dossiers/{number}/etape/{id}",
            "/agent/dossiers/{number}/histoire",
            "/agent",
            "/agent/appels",
            "/agent/avis",
            "/agent/etiquettes",
            "/agent/exporter",
            "/agent/exporter/liste",
            "/agent/filtrer",
            "/agent/filtres",
            "/agent/rappels",
            "/agent/reprendre",
        ],
    ),
    (ROSE, &["/agent/equipes"]),
    (ROSA, &["/agent/guichet", "/agent/guichet/personne"]),
    (
        PAUL,
        &[
            "/agent/demarches",
            "/agent/demarches/importer",
            "/agent/demarches/nouvelle",
            "/agent/demarches/{slug}/comparer",
            "/agent/demarches/{slug}/fiche",
            "/agent/demarches/{slug}/{revision}",
            "/agent/demarches/{slug}/{revision}/apercu/{page}",
            "/agent/demarches/{slug}/{revision}/circuit",
            "/agent/demarches/{slug}/{revision}/questions",
        ],
    ),
    (
        ODILE,
        &[
            "/suivre/{number}/personnes",
            "/suivre/{number}/retirer",
            "/moi/demarches/{number}",
            "/moi/donnees",
        ],
    ),
];

/// Own pages that belong to whoever asks: anybody signed in has hers.
const EVERYBODYS: &[&str] =
    &["/moi/donnees", "/moi/donnees/{block}", "/moi/donnees/registre/{reading}/oublier"];

/// Every address in the sources, with what it takes.
fn addresses() -> BTreeSet<(String, &'static str)> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the sources are there").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            for rest in text.split(".route(").skip(1) {
                let Some((path, takes)) =
                    rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'))
                else {
                    continue;
                };
                let takes = takes
                    .split(".route(")
                    .next()
                    .unwrap_or_default()
                    .split(".merge(")
                    .next()
                    .unwrap_or_default();
                let takes =
                    takes.split(";\n").next().unwrap_or_default().split("\n}").next().unwrap_or_default();
                for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                    if takes.contains(word) {
                        found.insert((path.to_owned(), method));
                    }
                }
            }
        }
    }
    found
}

/// An address of something that exists.
fn filled(path: &str, number: &str) -> String {
    let unknown = "01890000-0000-7000-8000-000000000000";
    let id = if path.contains("/etape/") { "ouvrir" } else { unknown };
    [
        ("{number}", number),
        ("{slug}", "terrasse"),
        ("{revision}", "1"),
        ("{page}", "vous"),
        ("{block}", "nom"),
        ("{token}", "AAAA-AAAA"),
        ("{id}", id),
        ("{person}", unknown),
        ("{reading}", unknown),
        ("{upload}", unknown),
    ]
    .iter()
    .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

async fn visitor(instance: &Instance, who: &str) -> Browser {
    match who {
        "nobody" => instance.browser(HOST),
        "elsewhere" => signed_in(instance, "autre.example", CLAIRE).await,
        email => signed_in(instance, HOST, email).await,
    }
}

/// Refused: the way to sign in, to give a tracking code or to one's own settings, 403, or as if it were not there.
fn is_refused(answer: &Answer) -> bool {
    let ways = ["/entrer", "/suivre?", "/suivre#", "/moi/reglages"];
    let leads = |to: &str| to == "/suivre" || ways.iter().any(|way| to.starts_with(way));
    let refused = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED];
    leads(&answer.at) || leads(answer.header("location")) || refused.contains(&answer.status)
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn every_address_is_closed_to_those_who_have_no_business_there(db: Db) {
        let instance = hautval(&db).await;
        commune(&instance, "autre.example", "Autre").await;
        let number = file(&mut signed_in(&instance, HOST, ODILE).await, "terrasse").await;
        let all = addresses();
        assert!(all.len() > 120, "the addresses were not found: {}", all.len());
        let mut open = Vec::new();
        for who in ["nobody", ODILE, MALIK, LOUIS, CLAIRE, ROSA, PAUL, "elsewhere"] {
            let mut browser = visitor(&instance, who).await;
            // A form's token, so that a form is refused for who sends it, not for how.
            let (page, form) = if who == "nobody" { ("/entrer", "/entrer") } else { ("/aide", "/sortir") };
            let token = browser.get(page).await.form(form).value("jeton").unwrap_or_default().to_owned();
            for (path, method) in &all {
                let Some(door) = door(path) else { continue };
                // Authors look after the calls of their workflows.
                let hers = (who == PAUL && path == "/agent/appels") || door == Door::Own && who != "nobody" && EVERYBODYS.contains(&path.as_str());
                if !strangers(door).contains(&who) || hers {
                    continue;
                }
                let at = filled(path, &number);
                let answer = if *method == "GET" { browser.get(&at).await } else { browser.post(&at, &[("jeton", &token)]).await };
                if !is_refused(&answer) {
                    open.push(format!("{who}: {method} {path}: {} {}", answer.status, answer.at));
                }
            }
        }
        assert!(open.is_empty(), "{}", open.join("\n"));
    }

    async fn the_same_addresses_open_to_those_who_have_a_right(db: Db) {
        let instance = hautval(&db).await;
        let number = file(&mut signed_in(&instance, HOST, ODILE).await, "terrasse").await;
        let all = addresses();
        for (who, paths) in ALIVE {
            let mut browser = visitor(&instance, who).await;
            for path in *paths {
                assert!(all.contains(&((*path).to_owned(), "GET")), "{path} is no address");
                let answer = browser.get(&filled(path, &number)).await;
                assert_eq!(answer.status, StatusCode::OK, "{who} {path}: {}", answer.text());
            }
        }
    }
}
