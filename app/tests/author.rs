//! An author's work over HTTP, as a browser without JavaScript does it: import, confirm, try, publish, withdraw.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use beffroi::config::Config;
use beffroi::serve::{self, Running};
use beffroi::services;
use beffroi_people::{Actor, NewAccount, Role};
use beffroi_store::Ambient;
use beffroi_store::testing::Folder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const PASSWORD: &str = "seize hêtres sous la pluie";

/// One answer.
struct Answer {
    status: u16,
    headers: String,
    body: String,
}

impl Answer {
    fn location(&self) -> &str {
        let line = self.headers.lines().find_map(|line| line.strip_prefix("location: "));
        line.unwrap_or_else(|| panic!("no redirection: {} {}", self.status, self.body))
    }
}

/// Somebody with cookies.
struct Browser<'r> {
    running: &'r Running,
    cookies: BTreeMap<String, String>,
    token: String,
}

impl<'r> Browser<'r> {
    fn new(running: &'r Running) -> Self {
        Self { running, cookies: BTreeMap::new(), token: String::new() }
    }

    async fn signed_in(running: &'r Running, email: &str) -> Self {
        let mut browser = Self::new(running);
        assert_eq!(browser.get("/entrer").await.status, 200);
        let entered = browser.post("/entrer", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(entered.status, 303, "{}", entered.body);
        // The token of a session is another than that of the visit before it.
        browser.get("/moi").await;
        browser
    }

    async fn send(&mut self, head: &str, body: &[u8]) -> Answer {
        let mut connection = TcpStream::connect(self.running.address).await.expect("the instance listens");
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{head}Host: localhost\r\nConnection: close\r\nCookie: {}\r\nContent-Length: {}\r\n\r\n",
            cookies.join("; "),
            body.len()
        );
        connection.write_all(request.as_bytes()).await.expect("the request leaves");
        connection.write_all(body).await.expect("the request leaves");
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).await.expect("the answer comes");
        let text = String::from_utf8(bytes).expect("the answer is text");
        let (headers, body) = text.split_once("\r\n\r\n").expect("an answer has headers");
        let status = headers[9..12].parse().expect("an answer begins with its status");
        for line in headers.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, value) =
                line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        if let Some((_, rest)) = body.split_once("name=\"jeton\" value=\"") {
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.token);
        }
        Answer { status, headers: headers.to_ascii_lowercase(), body: body.to_owned() }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\n"), b"").await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("jeton={}", encoded(&self.token));
        for (name, value) in fields {
            write!(body, "&{}={}", encoded(name), encoded(value)).expect("a string takes everything");
        }
        let head = format!("POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        self.send(&head, body.as_bytes()).await
    }

    async fn upload(&mut self, path: &str, files: &[(&str, &[u8])]) -> Answer {
        let line = "----beffroi-essai";
        let mut body =
            format!("--{line}\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n{}\r\n", self.token)
                .into_bytes();
        for (name, bytes) in files {
            let head = format!(
                "--{line}\r\nContent-Disposition: form-data; name=\"fichiers\"; filename=\"{name}\"\r\nContent-Type: application/xml\r\n\r\n"
            );
            body.extend(head.as_bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{line}--\r\n").as_bytes());
        let head = format!("POST {path} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary={line}\r\n");
        self.send(&head, &body).await
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        write!(all, "%{byte:02X}").expect("a string takes everything");
        all
    })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// An instance with one commune, an author and a resident.
async fn instance(folder: &Path) -> Running {
    let text = format!(
        "listen = \"127.0.0.1:0\"\ndatabase = \"sqlite:{0}/beffroi.sqlite\"\nfiles = \"file:{0}/files\"\nkeys = \"{0}/keys\"\ndemonstration = true\n",
        folder.display()
    );
    let config =
        Config::read(&text, Path::new("test.toml"), |_| None).expect("the configuration is well written");
    let running = serve::start(&config, services::all()).await.expect("the instance starts");
    let (app, ambient) = (running.app(), Ambient::system());
    let profile = beffroi_procedures::demo::profile(&root().join("demo")).expect("the profile is whole");
    beffroi_web::add_commune(app.db(), &ambient, &["localhost".to_owned()], &profile)
        .await
        .expect("a commune");
    running.reload().await.expect("the commune is read");
    let commune = running.app().authorities().remove(0);
    let desk = &running.app().people().desk(&running.app().db().of(commune.id), &ambient);
    let program = &Actor::automaton("test", ambient.uuid_v4());
    desk.db().write(|tx| async move { desk.create_unit(&tx, "Environnement").await }).await.expect("a unit");
    for (email, role) in [("paul@hautval.example", Some(Role::Author)), ("odile@hautval.example", None)] {
        let hash = &desk.hash_password(PASSWORD, email).await.expect("a long password");
        desk.db()
            .write(move |tx| async move {
                let new = NewAccount { email, password: hash, given_name: "Paul", family_name: "Lambin" };
                let id = desk.provision(&tx, &new).await.expect("a new address");
                if let Some(role) = role {
                    desk.grant(&tx, program, id, role, None).await.expect("programs give rights");
                }
                Ok::<_, beffroi_store::StoreError>(())
            })
            .await
            .expect("the accounts are kept");
    }
    running
}

const FORM: &[u8] = r"<formdef><name>Adopter un arbre</name><url_name>adopter-un-arbre</url_name><fields>
 <field><id>1</id><type>page</type><label>Vous</label></field>
 <field><id>2</id><type>string</type><label>Votre nom</label><varname>nom</varname><required>True</required></field>
 <field><id>3</id><type>bool</type><label>Je prends un chêne</label><varname>chene</varname><required>False</required></field>
 <field><id>4</id><type>page</type><label>Le chêne</label>
  <condition><type>django</type><value>form_var_chene</value></condition></field>
 <field><id>5</id><type>string</type><label>Où le planter</label><varname>lieu</varname></field>
 </fields></formdef>"
    .as_bytes();

/// The unit that the sheet offers.
fn unit(sheet: &str) -> String {
    let (_, options) = sheet.split_once("<select id=\"service\"").expect("the sheet asks for the unit");
    let option = options.split("<option value=\"").find(|of| of.contains("Environnement")).expect("a unit");
    option.split('"').next().unwrap_or_default().to_owned()
}

const CONFIRMED: [(&str, &str); 7] = [
    ("titre", "Adopter un arbre"),
    ("finalite", "Attribuer les arbres"),
    ("conservation", "final"),
    ("loi-0-titre", "Règlement communal du 3 mars 2025"),
    ("guichet", "Hôtel de ville, bureau 4"),
    ("telephone", "080 00 00 30"),
    ("poste", "Place du Beffroi 1, 4999 Hautval"),
];

#[tokio::test(flavor = "multi_thread")]
async fn only_authors_write_procedures() {
    let folder = Folder::new();
    let running = instance(folder.path()).await;
    assert!(Browser::new(&running).get("/agent/demarches").await.location().starts_with("/entrer"));
    let mut resident = Browser::signed_in(&running, "odile@hautval.example").await;
    for path in ["/agent/demarches", "/agent/demarches/importer", "/agent/demarches/x/1"] {
        assert_eq!(resident.get(path).await.status, 403, "{path}");
    }
    assert_eq!(resident.upload("/agent/demarches/importer", &[("a.wcs", FORM)]).await.status, 403);
    running.finish().await.expect("everything is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_is_refused_beside_its_field_and_nothing_is_imported() {
    let folder = Folder::new();
    let running = instance(folder.path()).await;
    let mut author = Browser::signed_in(&running, "paul@hautval.example").await;
    let latin = b"<formdef><name>caf\xe9</name></formdef>";
    for (bytes, said) in [
        (&FORM[..200], "est tronqué ou abîmé"),
        (&latin[..], "n’est pas un texte UTF-8"),
        (&b"<html></html>"[..], "n’est ni un formulaire"),
        (&b""[..], "est vide"),
        (&b"<block><name>B</name><slug>b</slug><fields/></block>"[..], "Aucun formulaire dans ces fichiers"),
    ] {
        let answer = author
            .upload("/agent/demarches/importer", &[("bon.json", br#"{"beffroi_flow":1}"#), ("a.wcs", bytes)])
            .await;
        assert_eq!(answer.status, 422);
        let alone = author.upload("/agent/demarches/importer", &[("a.wcs", bytes)]).await;
        assert_eq!(alone.status, 422);
        assert!(
            alone.body.contains(said) && alone.body.contains("id=\"e-fichiers\""),
            "{said}: {}",
            alone.body
        );
    }
    assert!(
        author.upload("/agent/demarches/importer", &[]).await.body.contains("Choisissez au moins un fichier")
    );
    assert!(author.get("/agent/demarches").await.body.contains("Aucune démarche"));
    running.finish().await.expect("everything is kept");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one journey, told in its order")]
async fn a_form_is_imported_confirmed_tried_published_revised_and_withdrawn() {
    let folder = Folder::new();
    let running = instance(folder.path()).await;
    let mut author = Browser::signed_in(&running, "paul@hautval.example").await;
    let imported = author.upload("/agent/demarches/importer", &[("arbre.wcs", FORM)]).await;
    assert_eq!(imported.location(), "/agent/demarches/adopter-un-arbre/1");
    let here = "/agent/demarches/adopter-un-arbre/1";
    let page = author.get(here).await;
    assert!(
        page.body.contains("repris tels quels") && page.body.contains("base légale à indiquer"),
        "{}",
        page.body
    );
    assert!(page.body.contains("value=\"080 00 00 00\""), "the commune's number is proposed");
    let all = author.get(&format!("{here}?voir=tout")).await;
    assert!(all.body.contains("Je prends un chêne"), "{}", all.body);

    let refused = author.post(&format!("{here}/publier"), &[]).await;
    assert!(refused.status == 422 && refused.body.contains("Publication impossible"), "{}", refused.body);
    assert_eq!(author.get("/demarches/adopter-un-arbre").await.status, 404);

    // A fault keeps what was typed, and the draft as it was.
    let mut typed = CONFIRMED.to_vec();
    typed.push(("loi-0-adresse", "javascript:alert(1)"));
    let faulty = author.post(here, &typed).await;
    assert!(faulty.status == 422 && faulty.body.contains("Attribuer les arbres"), "{}", faulty.body);
    assert!(faulty.body.contains("id=\"e-loi-0-adresse\"") && faulty.body.contains("javascript:alert(1)"));
    assert!(!author.get(here).await.body.contains("Attribuer les arbres"));
    assert_eq!(author.post(here, &CONFIRMED).await.location(), format!("{here}?fait=1"));

    // Two windows: the second is told, and keeps what it typed.
    let mut stale = CONFIRMED.to_vec();
    stale.extend([("etat", "000000000000000000000000"), ("finalite", "Autre")]);
    stale.remove(1);
    let told = author.post(here, &stale).await;
    assert!(told.status == 422 && told.body.contains("a changé ce brouillon") && told.body.contains("Autre"));

    tried(&mut author, here).await;
    let nobody = author.post(&format!("{here}/publier"), &[]).await;
    assert!(nobody.status == 422 && nobody.body.contains("id=\"e-service\""), "{}", nobody.body);
    let unit = unit(&nobody.body);
    let sheet = [
        ("titre", "Adopter un arbre"),
        ("service", unit.as_str()),
        ("resume", "Un arbre du parc devient le vôtre."),
        ("theme", "environnement"),
        ("delai", "20"),
        ("titre-nl", "Een boom adopteren"),
    ];
    assert_eq!(author.post("/agent/demarches/adopter-un-arbre/fiche", &sheet).await.status, 303);
    let bad = author
        .post(
            "/agent/demarches/adopter-un-arbre/fiche",
            &[("titre", "Essai"), ("theme", "environnement"), ("delai", "demain")],
        )
        .await;
    assert!(
        bad.status == 422 && bad.body.contains("id=\"e-delai\"") && bad.body.contains("value=\"demain\"")
    );

    assert_eq!(author.post(&format!("{here}/publier"), &[]).await.location(), format!("{here}?fait=publie"));
    assert!(
        author.get("/demarches/adopter-un-arbre").await.body.contains("Un arbre du parc devient le vôtre.")
    );
    assert!(author.get("/recherche?q=adopter").await.body.contains("/demarches/adopter-un-arbre"));
    let document = author.get("/demarches/adopter-un-arbre/revisions/1.json").await;
    let document: serde_json::Value = serde_json::from_str(&document.body).expect("the document is JSON");
    let form = author.get("/demarches/adopter-un-arbre/formulaire.json").await;
    assert_eq!(document["form"], serde_json::from_str::<serde_json::Value>(&form.body).expect("JSON"));
    assert!(author.get("/demarches/adopter-un-arbre/schema.json").await.body.contains("2020-12"));
    assert_eq!(author.post(here, &CONFIRMED).await.status, 409, "a published revision never changes");

    let next = author.post("/agent/demarches/adopter-un-arbre/revision", &[]).await;
    assert_eq!(next.location(), "/agent/demarches/adopter-un-arbre/2");
    assert_eq!(author.get("/demarches/adopter-un-arbre/revisions/2.json").await.status, 404);
    let gone = author.post("/agent/demarches/adopter-un-arbre/retirer", &[("revision", "1")]).await;
    assert_eq!(gone.status, 303);
    assert_eq!(author.get("/demarches/adopter-un-arbre").await.status, 404);
    assert!(!author.get("/recherche?q=adopter").await.body.contains("/demarches/adopter-un-arbre"));
    assert_eq!(author.get("/demarches/adopter-un-arbre/revisions/1.json").await.status, 200);
    running.finish().await.expect("everything is kept");
}

/// The preview asks, refuses and goes on as the form does, and keeps nothing.
async fn tried(author: &mut Browser<'_>, here: &str) {
    let start = author.get(&format!("{here}/apercu")).await;
    let first = start.location().to_owned();
    let page = author.get(&first).await;
    assert!(page.status == 200 && page.body.contains("Votre nom"), "{}", page.body);
    assert_eq!(author.post(&first, &[("nom", "")]).await.status, 422);
    let next = author.post(&first, &[("nom", "Odile"), ("chene", "yes")]).await;
    assert!(next.body.contains("Où le planter") && next.body.contains("Odile"), "{}", next.body);
    let over = author.post(&first, &[("nom", "Odile")]).await;
    assert!(over.body.contains("dernière page"), "without an oak there is no second page: {}", over.body);
    assert!(!author.get(&first).await.body.contains("Odile"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_communal_form_is_published_once_confirmed() {
    let package = root().join("../shared/data/procedures/wcs-imio/teleservices-package");
    if !package.is_dir() {
        eprintln!("skipped: {} is absent", package.display());
        return;
    }
    let folder = Folder::new();
    let running = instance(folder.path()).await;
    let mut author = Browser::signed_in(&running, "paul@hautval.example").await;
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for kind in ["forms", "blocks", "datasources", "workflows", "mail-templates"] {
        let Ok(entries) = std::fs::read_dir(package.join(kind)) else { continue };
        for path in entries.map(|entry| entry.expect("the folder is readable").path()) {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            if kind != "forms" || name.contains("abattageelagage") {
                files.push((name, std::fs::read(&path).expect("the file is readable")));
            }
        }
    }
    let sent: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    let imported = author.upload("/agent/demarches/importer", &sent).await;
    let here = imported.location().to_owned();
    assert_eq!(author.post(&format!("{here}/publier"), &[]).await.status, 422);
    let mut confirmed = CONFIRMED.to_vec();
    confirmed[0].1 = "Abattre un arbre";
    assert_eq!(author.post(&here, &confirmed).await.status, 303);
    let unit = unit(&author.post(&format!("{here}/publier"), &[]).await.body);
    let sheet_page = format!("{}/fiche", here.rsplit_once('/').expect("an address").0);
    let sheet = [("titre", "Abattre un arbre"), ("theme", "environnement"), ("service", unit.as_str())];
    assert_eq!(author.post(&sheet_page, &sheet).await.status, 303);
    let published = author.post(&format!("{here}/publier"), &[]).await;
    assert_eq!(published.status, 303, "{}", published.body);
    assert!(author.get("/demarches").await.body.contains("/demarches/"));
    running.finish().await.expect("everything is kept");
}
