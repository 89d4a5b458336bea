//! After a whole journey, no clear personal value lies anywhere but in mail that has left: neither in a table, nor in the database's files, nor
//! in the folder of files.

use std::path::Path;

use beffroi_store::{Db, Engine, Scope, Statement, params};
use beffroi_web::testing::Instance;

use crate::support::*;

/// What people typed, sent or are called.
const PLANTED: &[&str] = &[
    "planteville",
    "odile",
    "lambertin",
    "locataire-secrete",
    "soleil-secret",
    "plan-secret",
    "secretplan",
    "message-secret",
    "note-secrete",
    "motif-secret",
    "cote-secrete",
    "adresse-sans-compte",
    PASSWORD,
];

beffroi_store::both_engines! {
    migrations: tables();

    async fn after_a_whole_journey_nothing_personal_is_stored_in_clear(db: Db) {
        let instance = hautval(&db).await;
        journey(&instance).await;
        instance.mail().await;
        match db.engine() {
            Engine::Sqlite => {
                let rows = query(&db, "select file from pragma_database_list where name = 'main'".to_owned()).await;
                let file = rows.into_iter().next().expect("the database has a file");
                search_folder(Path::new(&file).parent().expect("a file is in a folder"));
            }
            Engine::Postgres => {
                let tables = query(&db, "select tablename::text from pg_tables where schemaname = 'public'".to_owned()).await;
                assert!(tables.len() > 20, "{tables:?}");
                for table in tables {
                    for row in query(&db, format!("select t::text from \"{table}\" t")).await {
                        search(&table, row.as_bytes());
                    }
                }
            }
        }
        search_folder(instance.folder());
    }
}

/// One request with account from form to decision, one without.
async fn journey(instance: &Instance) {
    let mut stranger = instance.browser(HOST);
    begin(&mut stranger, "bac").await;
    let typed = [("email", "adresse-sans-compte@courrier.example")];
    let you: Vec<_> = YOU.iter().copied().filter(|(name, _)| *name != "email").chain(typed).collect();
    stranger.submit("/remplir/vous", &you).await;
    stranger.submit("/remplir/vous", &you).await;
    stranger.submit("/remplir/projet", PROJECT).await;
    let sent = stranger.submit("/verifier", &[]).await;
    assert!(sent.at.contains("/envoye/"), "{}", sent.text());

    let mut odile = signed_in(instance, HOST, ODILE).await;
    let number = file(&mut odile, "terrasse").await;
    odile.get(&format!("/moi/demarches/{number}")).await;
    odile.submit("/message", &[("message", "un message-secret")]).await;
    let mut claire = signed_in(instance, HOST, CLAIRE).await;
    let path = format!("/agent/dossiers/{number}");
    for (act, typed) in [
        ("/note", ("note", "une note-secrete")),
        ("/message", ("message", "un autre message-secret")),
        ("/donnees", ("cote", "cote-secrete")),
    ] {
        claire.get(&path).await;
        claire.submit(act, &[typed]).await;
    }
    for step in ["ouvrir", "refuser"] {
        claire.get(&format!("{path}/etape/{step}")).await;
        claire.submit(&format!("/etape/{step}"), &[("motif", "un motif-secret")]).await;
    }
    let seen = odile.get(&format!("/moi/demarches/{number}")).await;
    assert!(seen.contains("motif-secret"), "{}", seen.text());
    odile.get("/moi/acces").await;
}

/// The first column of every row, as text.
async fn query(db: &Db, sql: String) -> Vec<String> {
    // The text of a statement is static; a test may leave a few behind.
    let statement = Statement { name: "SECRECY", sql: sql.leak(), scope: Scope::Kernel };
    let rows = db.kernel().query(&statement, params![]).await.expect("the database tells everything");
    rows.iter().map(|row| row.get::<String>(0).expect("text")).collect()
}

/// Every file below a folder, its name and its bytes.
fn search_folder(folder: &Path) {
    let mut seen = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of this test").flatten() {
            let path = entry.path();
            search("a name", path.file_name().unwrap_or_default().as_encoded_bytes());
            if path.is_dir() {
                folders.push(path);
            } else {
                seen += 1;
                search(&path.display().to_string(), &std::fs::read(&path).expect("a file of this test"));
            }
        }
    }
    assert!(seen > 0, "{} holds nothing", folder.display());
}

fn search(place: &str, bytes: &[u8]) {
    let bytes = bytes.to_ascii_lowercase();
    for planted in PLANTED {
        let hex = planted.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        for needle in [planted.as_bytes(), hex.as_bytes()] {
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{planted} lies in {place}");
        }
    }
}
