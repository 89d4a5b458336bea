//! An instance from its first start to its end, over its sockets.

use std::path::Path;
use std::time::{Duration, SystemTime};

use beffroi::config::Config;
use beffroi::serve::{self, Running};
use beffroi::{open, services};
use beffroi_store::testing::Folder;
use beffroi_store::{Ambient, Db, Scope, Statement, StoreError, params};
use beffroi_web::Profile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn config(folder: &Path) -> Config {
    let text = format!(
        "listen = \"127.0.0.1:0\"\ndatabase = \"sqlite:{0}/beffroi.sqlite\"\nfiles = \"file:{0}/files\"\nkeys = \"{0}/keys\"\ndemonstration = true\n",
        folder.display()
    );
    Config::read(&text, Path::new("test.toml"), |_| None).expect("the configuration is well written")
}

fn profile() -> Profile {
    serde_json::from_value(serde_json::json!({
        "name": "Hautval", "name_of": "de Hautval", "name_at": "à Hautval", "country": "BE", "code": "63999",
        "postcodes": ["4999"],
        "address": { "building": "Hôtel de ville", "street": "place du Beffroi 1", "postcode": "4999", "town": "Hautval" },
        "phone": "080 00 00 00", "email": "commune@hautval.example",
        "hours": { "fr": "du lundi au vendredi de 9 h à 12 h" }, "time_zone": "Europe/Brussels",
    }))
    .expect("the profile is whole")
}

async fn add_commune(db: &Db) {
    let hosts = ["localhost".to_owned()];
    beffroi_web::add_commune(db, &Ambient::system(), &hosts, &profile()).await.expect("the commune is added");
}

/// Status line, headers and body of one answer.
async fn get(running: &Running, path: &str, headers: &str) -> String {
    let mut connection = TcpStream::connect(running.address).await.expect("the instance listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    connection.write_all(request.as_bytes()).await.expect("the request leaves");
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.expect("the answer comes");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_starts_answers_takes_up_a_commune_and_stops() {
    let folder = Folder::new();
    let config = config(folder.path());
    let running = serve::start(&config, services::all()).await.expect("the first start makes everything");
    assert!(get(&running, "/", "").await.starts_with("HTTP/1.1 421"), "no commune is served yet");

    add_commune(running.app().db()).await;
    running.reload().await.expect("the commune is read");
    assert!(get(&running, "/health", "").await.ends_with("ok\n"));
    let home = get(&running, "/", "").await;
    assert!(home.starts_with("HTTP/1.1 200") && home.contains("Hautval"), "{home}");
    assert!(get(&running, "/nl/entrer", "").await.contains("lang=\"nl\""));
    let packed = get(&running, "/", "Accept-Encoding: gzip, br\r\n").await;
    assert!(packed.contains("content-encoding: br"), "{packed}");
    running.finish().await.expect("everything is kept");

    let again = serve::start(&config, services::all()).await.expect("the second start finds everything");
    assert!(get(&again, "/health", "").await.ends_with("ok\n"));
    again.finish().await.expect("everything is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_in_use_does_not_start_without_its_keys() {
    let folder = Folder::new();
    let config = config(folder.path());
    let kept = open::open(&config, &services::all(), &Ambient::system()).await.expect("everything is made");
    add_commune(&kept.db).await;
    kept.db.close().await;
    std::fs::remove_file(config.keys.join("keyring.txt")).expect("the key ring was made");
    let error = serve::start(&config, services::all()).await.err().expect("a lost key is a refusal");
    assert!(error.to_string().contains("put the folder of keys back"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_file_that_no_row_names_is_deleted_when_it_is_a_week_old() {
    let folder = Folder::new();
    let config = config(folder.path());
    let services = services::all();
    let app = serve::instance(&config, &services).await.expect("an instance");
    add_commune(app.db()).await;
    let commune = app.db().of(Ambient::system().uuid_v4());
    let keep = app.files().put(commune.authority(), b"sealed, needed".to_vec()).await.expect("a folder");
    let orphan = app.files().put(commune.authority(), b"sealed, orphan".to_vec()).await.expect("a folder");
    let fresh = app.files().put(commune.authority(), b"sealed, fresh".to_vec()).await.expect("a folder");
    let (id, digest) = (app.ambient().uuid_v7(), keep.to_string());
    let now = app.ambient().now();
    let values = &params![id, "champ", "application/pdf", digest, b"sealed".to_vec(), now];
    commune
        .write(move |tx| async move {
            tx.exec(&UPLOADED, values.clone()).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .expect("an upload");
    age(folder.path(), &keep.to_string());
    age(folder.path(), &orphan.to_string());

    let stored: Vec<_> = services.iter().flat_map(|service| service.stored).copied().collect();
    let swept = serve::sweep_files(&app, &commune, &stored).await.expect("the files are read");
    assert_eq!((swept.kept, swept.removed), (2, 1));
    let there = |digest| app.files().exists(commune.authority(), digest);
    assert!(there(keep).await.expect("readable") && there(fresh).await.expect("readable"));
    assert!(!there(orphan).await.expect("readable"));
}

const UPLOADED: Statement = Statement {
    name: "UPLOADED",
    sql: "insert into procedures_upload (authority, id, holder, person, field, position, media, size, digest, name, received_at)
          values ($1, $2, $2, $2, $3, 0, $4, 1, $5, $6, $7)",
    scope: Scope::Authority,
};

/// Makes a stored file eight days old.
fn age(folder: &Path, digest: &str) {
    let mut left = vec![folder.join("files")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).expect("readable").flatten().map(|entry| entry.path()));
        } else if path.ends_with(digest) {
            let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
            let file = std::fs::File::options().write(true).open(&path).expect("writable");
            file.set_modified(old).expect("the file system keeps dates");
            return;
        }
    }
    panic!("{digest} is not there");
}
