//! A commune leaves one instance for another, of the other engine too, and comes back the same: rows, files, keys, journal.

use std::path::{Path, PathBuf};

use beffroi::config::Config;
use beffroi::keys::{self, Keys};
use beffroi::moving::{self, Manifest};
use beffroi::open::Kept;
use beffroi::{serve, services};
use beffroi_people::{Client, Limits, People, Register};
use beffroi_procedures::demo;
use beffroi_store::files::FileStore;
use beffroi_store::schema;
use beffroi_store::testing::Folder;
use beffroi_store::walls::check_declared;
use beffroi_store::{Ambient, Db, DbOptions, PublicFiles};
use uuid::Uuid;

const PHRASE: &str = "une phrase assez longue";

/// An instance that does not serve.
struct Place {
    kept: Kept,
    keys: PathBuf,
    folder: Folder,
}

impl Place {
    /// A new instance over `db`, or over a SQLite file of its own.
    async fn new(db: Option<Db>) -> Self {
        let folder = Folder::new();
        let db = if let Some(db) = db {
            db
        } else {
            let url = format!("sqlite:{}", folder.path().join("db.sqlite").display());
            let db = Db::open(&url, &DbOptions::default()).await.expect("a file opens");
            db.migrate(&services::migrations(&services::all())).await.expect("the tables are made");
            db
        };
        let keys = folder.path().join("keys");
        keys::make(&keys, &Ambient::system(), false).expect("keys are made");
        let files =
            FileStore::open(&format!("file:{}", folder.path().join("files").display())).expect("a folder");
        let published = PublicFiles::open("memory:").expect("a place in memory");
        let kept = Kept { db, files, published, keys: keys::read(&keys).expect("its own keys") };
        Self { kept, keys, folder }
    }

    /// The instance started again: keys are read from the disk.
    fn again(&mut self) {
        self.kept.keys = keys::read(&self.keys).expect("its own keys");
    }

    fn people(&self) -> People {
        let services = services::all();
        let register = Register::new(services.iter().flat_map(|of| of.processings.iter().copied()));
        People::new(self.kept.keys.ring.clone(), register.expect("declared once"), Limits::default())
    }

    async fn export(&self, to: &Path) -> anyhow::Result<Manifest> {
        let commune = beffroi_web::load_communes(&self.kept.db).await?.remove(0);
        moving::export(&self.kept, &services::all(), &commune, to, PHRASE).await
    }

    async fn import(&self, archive: &Path, phrase: &str) -> anyhow::Result<Manifest> {
        moving::import(&self.kept, &self.keys, &services::all(), archive, phrase, &[]).await
    }

    async fn may_sign_in(&self, commune: Uuid) -> bool {
        let desk = self.people().desk(&self.kept.db.of(commune), &Ambient::system());
        let client =
            Client { address: std::net::Ipv4Addr::LOCALHOST.into(), user_agent: "test", device: None };
        desk.sign_in(&email(), &password(), &client).await.is_ok()
    }
}

fn people_of_the_demonstration() -> serde_json::Value {
    let text =
        std::fs::read_to_string(demo_folder().join("people.json")).expect("the demonstration is there");
    serde_json::from_str(&text).expect("JSON")
}

fn email() -> String {
    people_of_the_demonstration()["people"][0]["email"].as_str().expect("an address").to_owned()
}

fn password() -> String {
    people_of_the_demonstration()["password"].as_str().expect("a password").to_owned()
}

fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo")
}

/// An instance with the commune of Hautval and a few of its files.
async fn hautval() -> Place {
    let mut place = Place::new(None).await;
    let folder = place.folder.path().to_owned();
    let text = format!(
        "database = \"sqlite:{0}/db.sqlite\"\nfiles = \"file:{0}/files\"\nkeys = \"{0}/keys\"\n",
        folder.display()
    );
    let config = Config::read(&text, Path::new("test.toml"), |_| None).expect("well written");
    place.kept.db.clone().close().await;
    let app = serve::instance(&config, &services::all()).await.expect("everything opens");
    let profile = demo::profile(&demo_folder()).expect("the demonstration is there");
    beffroi_web::add_commune(app.db(), app.ambient(), &["hautval.example".to_owned()], &profile)
        .await
        .expect("a free name");
    serve::open_communes(&app).await.expect("its log begins");
    let few = folder.join("demo");
    copy(&demo_folder(), &few);
    let mut files: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(few.join("files.json")).expect("it was copied"))
            .expect("JSON");
    let list = files["files"].as_array_mut().expect("a list");
    // Some with a document that a resident sent.
    list.retain(|file| file.to_string().contains("\"sample\""));
    list.truncate(5);
    std::fs::write(few.join("files.json"), files.to_string()).expect("a temporary file");
    demo::seed(&app, &app.authorities()[0], &few).await.expect("the demonstration is made");
    serve::close(&app).await;
    let url = format!("sqlite:{}", folder.join("db.sqlite").display());
    place.kept.db = Db::open(&url, &DbOptions::default()).await.expect("it was closed in order");
    place
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a temporary folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file is copied");
        }
    }
}

fn same_secrets(one: &Keys, other: &Keys, commune: Uuid) -> bool {
    one.secret.hash("tracking", commune, "x") == other.secret.hash("tracking", commune, "x")
}

/// The tables that have rows, as the archive says them.
fn rows(manifest: &Manifest) -> u64 {
    manifest.tables.iter().map(|table| table.rows).sum()
}

beffroi_store::both_engines! {
    migrations: services::migrations(&services::all());

    async fn a_commune_goes_to_another_instance_and_comes_back_the_same(db: Db) {
        let (first, archives) = (hautval().await, Folder::new());
        let id = beffroi_web::load_communes(&first.kept.db).await.unwrap()[0].id;
        assert!(first.may_sign_in(id).await);
        let (one, two) = (archives.path().join("one.tar"), archives.path().join("two.tar"));
        let left = first.export(&one).await.unwrap();
        assert!(rows(&left) > 500 && left.files > 0, "the demonstration has {} rows, {} files", rows(&left), left.files);
        assert_eq!(moving::verify(&one).unwrap(), left);

        let mut second = Place::new(Some(db)).await;
        assert!(second.import(&one, "une autre phrase, fausse").await.unwrap_err().to_string().contains("passphrase"));
        assert!(beffroi_web::load_communes(&second.kept.db).await.unwrap().is_empty(), "nothing came");
        second.import(&one, PHRASE).await.unwrap();
        assert!(second.import(&one, PHRASE).await.unwrap_err().to_string().contains("here already"));
        second.again();
        assert!(same_secrets(&first.kept.keys, &second.kept.keys, id));
        assert!(!same_secrets(&first.kept.keys, &second.kept.keys, Uuid::nil()), "the instance's own stay its own");
        let there = second.export(&two).await.unwrap();
        assert_eq!(there.tables, left.tables, "every row of every table");
        assert!(second.may_sign_in(id).await, "her address is found, her password is right");

        let mut third = Place::new(None).await;
        third.import(&two, PHRASE).await.unwrap();
        third.again();
        let back = third.export(&archives.path().join("three.tar")).await.unwrap();
        assert_eq!((back.tables, back.files), (left.tables, left.files));
        let desk = third.people().desk(&third.kept.db.of(id), &Ambient::system());
        desk.sequence().await.unwrap();
        assert!(desk.verify_journal().await.unwrap().holds());
        third.kept.db.close().await;
        first.kept.db.close().await;
    }

    async fn a_commune_is_removed_with_its_rows_keys_and_files_and_no_other_is_touched(db: Db) {
        let (first, archives) = (hautval().await, Folder::new());
        let archive = archives.path().join("hautval.tar");
        first.export(&archive).await.unwrap();
        let mut place = Place::new(Some(db)).await;
        place.import(&archive, PHRASE).await.unwrap();
        place.again();
        let profile = demo::profile(&demo_folder()).unwrap();
        let other = beffroi_web::add_commune(&place.kept.db, &Ambient::system(), &["autre.example".to_owned()], &profile).await.unwrap();
        let other_desk = place.people().desk(&place.kept.db.of(other), &Ambient::system());
        other_desk.start_log("autre.example/journal").await.unwrap();

        let services = services::all();
        let hautval = beffroi_web::commune_at(&place.kept.db, "hautval.example").await.unwrap();
        let would = moving::look(&place.kept, &services, &hautval, Some(&archive)).await.unwrap();
        assert!(would.rows > 500 && would.files > 0);
        let wrong = moving::remove(&place.kept, &place.keys, &services, &hautval, "00000000").await;
        assert!(wrong.err().unwrap().to_string().contains("look again"));
        // Somebody writes: neither the archive nor the word hold any more.
        let desk = place.people().desk(&place.kept.db.of(hautval.id), &Ambient::system());
        place.kept.db.of(hautval.id).write(|tx| { let desk = desk.clone(); async move { desk.create_unit(&tx, "Nouveau").await } }).await.unwrap();
        let stale = moving::look(&place.kept, &services, &hautval, Some(&archive)).await.err().unwrap().to_string();
        assert!(stale.contains("people_unit"), "{stale}");
        assert!(moving::remove(&place.kept, &place.keys, &services, &hautval, &would.word).await.is_err());

        let would = moving::look(&place.kept, &services, &hautval, None).await.unwrap();
        moving::remove(&place.kept, &place.keys, &services, &hautval, &would.word).await.unwrap();
        let left = moving::look(&place.kept, &services, &hautval, None).await.unwrap();
        assert_eq!((left.rows, left.files), (0, 0));
        assert_eq!(place.people().desk(&place.kept.db.of(hautval.id), &Ambient::system()).replay_tombstones().await.unwrap(), 0);
        place.again();
        assert!(!same_secrets(&first.kept.keys, &place.kept.keys, hautval.id), "what it brought is gone");
        let communes = beffroi_web::load_communes(&place.kept.db).await.unwrap();
        assert_eq!(communes.iter().map(|of| of.id).collect::<Vec<_>>(), [other]);
        assert!(other_desk.log_head().await.unwrap().is_some(), "the other commune is whole");
        first.kept.db.close().await;
    }

    async fn every_table_of_the_database_is_declared_and_none_is_left_behind(db: Db) {
        let services = services::all();
        let declared = schema::tables(&services::migrations(&services)).unwrap();
        assert_eq!(check_declared(&db, &declared).await.unwrap(), Vec::<String>::new());
        let carried: Vec<String> = moving::carried(&services).unwrap().into_iter().map(|table| table.name).collect();
        let apart = ["people_key", "people_session", "people_throttle"];
        for table in declared.iter().filter(|table| table.has_authority()) {
            assert!(
                carried.contains(&table.name) || apart.contains(&table.name.as_str()),
                "{} stays behind when a commune leaves",
                table.name
            );
            assert_eq!(table.key.first().map(String::as_str), Some("authority"), "{}", table.name);
        }
        assert!(carried.len() > 25, "{carried:?}");
    }
}

/// Position of a byte of content, not of the filling behind it.
fn within_the_longest_member(archive: &[u8]) -> usize {
    let mut archive = tar::Archive::new(archive);
    let members = archive.entries().unwrap().map(|member| {
        let member = member.unwrap();
        (member.size(), member.raw_file_position())
    });
    let (size, start) = members.max().expect("members");
    usize::try_from(start + size / 2).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_was_altered_is_refused() {
    let (first, archives) = (hautval().await, Folder::new());
    let archive = archives.path().join("hautval.tar");
    first.export(&archive).await.unwrap();
    assert!(first.export(&archive).await.unwrap_err().to_string().contains("there already"));
    let bytes = std::fs::read(&archive).unwrap();
    let second = Place::new(None).await;
    for (name, altered) in [
        ("cut", bytes[..bytes.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("flipped", {
            let mut bytes = bytes.clone();
            let at = within_the_longest_member(&bytes);
            bytes[at] ^= 1;
            bytes
        }),
    ] {
        let path = archives.path().join(name);
        std::fs::write(&path, altered).unwrap();
        assert!(second.import(&path, PHRASE).await.is_err(), "{name}");
    }
    assert!(beffroi_web::load_communes(&second.kept.db).await.unwrap().is_empty());
    assert!(second.kept.files.list(Uuid::nil()).await.unwrap().is_empty());
}
