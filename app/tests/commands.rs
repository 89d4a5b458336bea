//! What an operator types, as docs/operators.md says it: a commune, its colours, its places, who works there, its catalogue.

use std::path::Path;
use std::process::Command;

use beffroi::config::Config;
use beffroi::{serve, services};
use beffroi_people::{Act, JournalError};
use beffroi_store::testing::Folder;
use beffroi_translog::{Class, Entry, TlogProof};
use serde_json::{Value as Json, json};

/// An instance in a folder of its own, and its command line.
struct Shell(Folder);

impl Shell {
    /// Whether the command succeeded, and what it said on either stream.
    fn run(&self, arguments: &[&str]) -> (bool, String) {
        let at = |name: &str| self.0.path().join(name).display().to_string();
        let output = Command::new(env!("CARGO_BIN_EXE_beffroi"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("BEFFROI_CONFIG", "/dev/null")
            .env("BEFFROI_DATABASE", format!("sqlite:{}", at("db.sqlite")))
            .env("BEFFROI_FILES", format!("file:{}", at("files")))
            .env("BEFFROI_KEYS", at("keys"))
            .env("BEFFROI_PASSPHRASE", "une phrase assez longue")
            .output()
            .expect("the program runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    fn does(&self, arguments: &[&str]) -> String {
        let (done, said) = self.run(arguments);
        assert!(done, "{arguments:?}: {said}");
        said
    }

    fn refuses(&self, arguments: &[&str]) -> String {
        let (done, said) = self.run(arguments);
        assert!(!done, "{arguments:?}: {said}");
        said
    }

    fn write(&self, name: &str, content: &Json) {
        std::fs::write(self.0.path().join(name), content.to_string()).expect("a temporary file");
    }
}

fn hautval() -> Shell {
    let shell = Shell(Folder::new());
    shell.write("hautval.json", &json!({
        "name": "Hautval", "name_of": "de Hautval", "name_at": "à Hautval", "country": "BE", "code": "63999", "postcodes": ["4999"],
        "address": { "building": "Hôtel de ville", "street": "place du Beffroi 1", "postcode": "4999", "town": "Hautval" },
        "phone": "080 00 00 00", "email": "commune@hautval.example", "hours": { "fr": "Ouvert le matin." }, "time_zone": "Europe/Brussels",
    }));
    shell.does(&["commune", "add", "--host", "hautval.example", "--profile", "hautval.json"]);
    shell
}

const HOST: [&str; 2] = ["--host", "hautval.example"];

fn staff<'a>(act: &[&'a str]) -> Vec<&'a str> {
    [&["staff"], &HOST[..], act].concat()
}

fn remove<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["commune", "remove"], &HOST[..], more].concat()
}

#[test]
fn offices_and_roles_are_given_and_taken_back() {
    let shell = hautval();
    let claire = ["--email", "claire@hautval.example", "--given", "Claire", "--family", "Lambertin"];
    let agent = ["--role", "agent", "--unit", "Population"];
    assert!(
        shell.refuses(&staff(&[&["add"], &claire[..], &agent[..]].concat())).contains("no office is called")
    );
    shell.does(&staff(&["unit", "Population"]));
    assert!(shell.refuses(&staff(&["unit", "Population"])).contains("there is an office of this name"));
    shell.does(&staff(&[&["add"], &claire[..], &agent[..]].concat()));
    shell.does(&staff(&[&["add"], &claire[..], &["--role", "author"]].concat()));
    let said = shell.does(&staff(&["list"]));
    assert!(said.contains("office  Population") && said.contains("Claire Lambertin: "), "{said}");
    assert!(said.contains("agent (Population)") && said.contains("author"), "one person, two roles: {said}");
    let king = [&["add"], &claire[..], &["--role", "roi"]].concat();
    assert!(shell.refuses(&staff(&king)).contains("is no role"));
    shell.does(&staff(&["remove", "--email", "claire@hautval.example", "--role", "author"]));
    assert!(!shell.does(&staff(&["list"])).contains("author"));
    assert!(shell.refuses(&["staff", "--host", "ailleurs.example", "list"]).contains("no commune is served"));
}

#[test]
fn colours_places_and_the_map_are_checked_before_they_are_kept() {
    let shell = hautval();
    let commune = |act: &'static str, file: &'static str| ["commune", act, HOST[0], HOST[1], file];
    shell.write("faint.json", &json!({ "light": { "action": "#ffff00" } }));
    shell.write("dark.json", &json!({ "light": { "action": "#7a1f1f" }, "dark": { "action": "#ffb3a7" } }));
    assert!(shell.refuses(&commune("theme", "faint.json")).contains("contrast"));
    shell.does(&commune("theme", "dark.json"));
    let address = json!({ "street": "rue", "postcode": "4999", "municipality": "Hautval" });
    shell.write("places.json", &json!({ "places": [{ "id": "mairie", "name": "Mairie", "address": address, "units": ["Population"] }] }));
    let said = shell.does(&commune("places", "places.json"));
    assert!(said.contains("unknown here") && said.contains("places: 1; events of life: unchanged"), "{said}");
    shell.write("wrong.json", &json!({ "place": [] }));
    assert!(shell.refuses(&commune("places", "wrong.json")).contains("wrong.json"));
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/map.geojson");
    let map = map.to_str().expect("a plain path");
    let said = shell.does(&["commune", "map", HOST[0], HOST[1], map]);
    assert!(said.contains("map: 5 sections"), "{said}");
    assert!(
        shell
            .refuses(&["commune", "map", HOST[0], HOST[1], "--only", "6399901,7", map])
            .contains("no feature of code 7")
    );
    let catalogue = shell.does(&["catalogue", "export", "--format", "ttl"]);
    assert!(catalogue.contains("hautval.example/lieux/mairie#place"), "{catalogue}");
    assert!(shell.refuses(&["catalogue", "export", "--format", "xml"]).contains("ttl or jsonld"));
}

#[test]
fn a_commune_is_not_removed_by_one_command() {
    let shell = hautval();
    assert!(shell.refuses(&remove(&[])).contains("--exported"));
    shell.does(&["commune", "export", HOST[0], HOST[1], "hautval.tar"]);
    let said = shell.does(&remove(&["--exported", "hautval.tar"]));
    let word = said.rsplit("--confirm ").next().expect("a word").trim().to_owned();
    assert!(shell.does(&["commune", "list"]).contains("Hautval"), "the first call only looks");
    shell.refuses(&remove(&["--exported", "hautval.tar", "--confirm", "00000000"]));
    shell.does(&remove(&["--exported", "hautval.tar", "--confirm", &word]));
    assert!(!shell.does(&["commune", "list"]).contains("Hautval"));
    shell.does(&["commune", "import", "hautval.tar"]);
    assert!(shell.does(&["commune", "list"]).contains("Hautval"), "it comes back from its archive");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_journal_is_verified_by_whoever_has_its_files() {
    let shell = hautval();
    let text = format!(
        "database = \"sqlite:{0}/db.sqlite\"\nfiles = \"file:{0}/files\"\nkeys = \"{0}/keys\"\n",
        shell.0.path().display()
    );
    let config = Config::read(&text, Path::new("beffroi.toml"), |_| None).expect("a configuration");
    let app = serve::instance(&config, &services::all()).await.expect("the instance opens");
    let desk = app.people().desk(&app.db().of(app.authorities()[0].id), app.ambient());
    let acts = desk.db().write(|tx| {
        let desk = &desk;
        async move {
            for number in 0..300 {
                let document = format!("Délibération {number}\n");
                let subject = "https://hautval.example/actes";
                let act = Act { class: Class::Act, subject, document: document.as_bytes(), withheld: None };
                desk.append_act(&tx, act).await?;
            }
            Ok::<_, JournalError>(())
        }
    });
    acts.await.expect("acts are appended");
    serve::close(&app).await;

    let log = shell.0.path().join("journal/hautval.example/journal");
    let at = log.display().to_string();
    let key = std::fs::read_to_string(log.join("vkey")).expect("the key is published");
    let signed = ["--vkey", key.trim_end()];
    let verify = |more: &[&'static str]| {
        [&["journal", "verify", at.as_str()][..], &signed[..], more].concat().join("\u{1}")
    };
    let run = |arguments: String| shell.run(&arguments.split('\u{1}').collect::<Vec<_>>());
    std::fs::copy(log.join("checkpoint"), shell.0.path().join("kept")).expect("a checkpoint is kept");

    let (held, said) = run(verify(&["--lang", "en", "--since", "kept"]));
    assert!(held && said.contains("hautval.example/journal holds: 300 entries"), "{said}");
    assert!(said.contains("nothing was rewritten"), "{said}");
    let own = shell.does(&["journal", "verify", &at]);
    assert!(own.contains("la clé vient du journal lui-même"), "{own}");
    assert!(shell.does(&["journal", "fsck"]).contains("300 publiées"));
    assert!(shell.refuses(&["journal", "fsck", "--host", "ailleurs.example"]).contains("aucune commune"));

    let prove = ["journal", "proof", "299", "--log", &at, "--entry", "299.entry"];
    let proof: TlogProof = shell.does(&[&prove[..], &signed].concat()).parse().expect("a proof");
    let entry = std::fs::read(shell.0.path().join("299.entry")).expect("the entry is written");
    let leaf = Entry::parse(&entry).expect("an entry").leaf();
    assert!(proof.verify(leaf, &key.trim_end().parse().expect("a key"), &[], 0).is_ok());
    assert!(shell.refuses(&["journal", "proof", "300", "--log", &at]).contains("pas de n° 300"));
    assert!(shell.refuses(&["journal", "verify", &at, "--vkey", "x+y+z"]).contains("clé de vérification"));

    for (file, byte) in
        [("tile/entries/001.p/44", 50), ("tile/0/000", 7), ("tile/1/000.p/1", 3), ("checkpoint", 26)]
    {
        let path = log.join(file);
        let whole = std::fs::read(&path).expect("a file of the log");
        let mut changed = whole.clone();
        changed[byte] ^= 1;
        std::fs::write(&path, changed).expect("the file is changed");
        let (held, said) = run(verify(&[]));
        assert!(!held && said.contains("REFUSÉ"), "{file}: {said}");
        assert!(!shell.run(&["journal", "fsck"]).0, "{file}");
        std::fs::write(&path, whole).expect("the file is put back");
    }
    assert!(run(verify(&["--since", "kept"])).0);
}

#[test]
fn a_neighbour_is_witnessed_by_its_key() {
    let shell = hautval();
    let act = |more: &[&'static str]| [&["journal", "neighbour", "--host", "hautval.example"], more].concat();
    let key = "ville.example/journal+908e01c1+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    shell.does(&act(&["add", key]));
    assert!(shell.does(&act(&["list"])).contains("ville.example/journal : jamais présenté"));
    assert!(shell.refuses(&act(&["add", "ville.example/journal"])).contains("clé de vérification"));
    shell.does(&act(&["remove", "ville.example/journal"]));
    assert!(shell.refuses(&act(&["remove", "ville.example/journal"])).contains("n’est pas parmi"));
}
