//! A small invented commune for the journeys: two units, two residents, an agent of each unit, one procedure with account and one without.

use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use beffroi_print_types::{Document, PrintError};
use beffroi_store::testing::Folder;
use beffroi_store::{Ambient, Db, Migrations, Scope, Statement, params};
use beffroi_web::fetch::Fetcher;
use beffroi_web::testing::{Browser, Instance, Upload, migrations, profile};
use beffroi_web::{Authority, Service};
use serde_json::{Value as Json, json};
use time::macros::datetime;

pub(crate) const HOST: &str = "hautval.example";
pub(crate) const PASSWORD: &str = "un-beffroi-de-papier";
pub(crate) const ODILE: &str = "odile.planteville@courrier.example";
pub(crate) const MALIK: &str = "malik.planteville@courrier.example";
pub(crate) const CLAIRE: &str = "claire@hautval.example";
pub(crate) const ROSE: &str = "rose@hautval.example";
pub(crate) const LOUIS: &str = "louis@hautval.example";
/// Receives people for every unit, and handles no file.
pub(crate) const ROSA: &str = "rosa@hautval.example";

pub(crate) const PAUL: &str = "paul@hautval.example";

pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
pub(crate) const PDF: &[u8] = b"%PDF-1.7\n% plan de la terrasse, secretplan\n";

pub(crate) fn tables() -> Vec<Migrations> {
    migrations(&[beffroi_procedures::MIGRATIONS])
}

fn services() -> Vec<Service> {
    vec![beffroi_procedures::service()]
}

/// A printer that shows its document's language and title, then all of it, so that a test sees what was printed.
fn stub_printer(document: &Document) -> Result<Vec<u8>, PrintError> {
    let shown = serde_json::to_string(document).map_err(|error| PrintError::Layout(error.to_string()))?;
    Ok(format!("%PDF-1.7\n% lang {}\n% {}\n% {shown}\n", document.lang.code(), document.title).into_bytes())
}

/// An instance with one commune, Hautval.
pub(crate) async fn hautval(db: &Db) -> Instance {
    hautval_with(db, &[]).await
}

/// The same, with files of the demonstration's kind beside or instead of the usual ones: `flows/x.json`.
pub(crate) async fn hautval_with(db: &Db, more: &[(&str, Json)]) -> Instance {
    hautval_calling(db, more, Fetcher::default()).await
}

/// The same, with services outside that it may call.
pub(crate) async fn hautval_calling(db: &Db, more: &[(&str, Json)], fetcher: Fetcher) -> Instance {
    let ambient = Ambient::fixed(datetime!(2026-11-23 08:00 UTC), 1);
    let instance = Instance::calling(db, services, ambient, Some(stub_printer), fetcher);
    commune_with(&instance, HOST, "Hautval", more).await;
    instance
}

/// The same, with more procedures, each published with its sheet.
pub(crate) async fn hautval_offering(db: &Db, forms: &[Json], fetcher: Fetcher) -> Instance {
    let written: Vec<[(String, Json); 2]> = forms.iter().map(procedure).collect();
    let more: Vec<(&str, Json)> =
        written.iter().flatten().map(|(path, json)| (path.as_str(), json.clone())).collect();
    hautval_calling(db, &more, fetcher).await
}

/// Does the work that is due, sends the mail of it; every mail sent so far.
pub(crate) async fn worked(instance: &Instance) -> Vec<beffroi_web::mail::Letter> {
    instance.work().await;
    instance.mail().await
}

/// Adds a commune with its people and procedures.
pub(crate) async fn commune(instance: &Instance, host: &str, name: &str) -> Arc<Authority> {
    commune_with(instance, host, name, &[]).await
}

async fn commune_with(instance: &Instance, host: &str, name: &str, more: &[(&str, Json)]) -> Arc<Authority> {
    let authority = instance.commune(host, &profile(name)).await;
    let folder = Folder::new();
    write_all(folder.path());
    for (path, json) in more {
        write(folder.path(), path, json);
    }
    beffroi_procedures::demo::seed(instance.app(), &authority, folder.path())
        .await
        .unwrap_or_else(|error| panic!("the commune of the tests: {error}"));
    authority
}

fn write_all(folder: &Path) {
    let units = json!([{ "id": "population", "name": "Population" }, { "id": "travaux", "name": "Travaux" }]);
    write(folder, "commune.json", &json!({ "units": units }));
    write(folder, "people.json", &people());
    write(folder, "files.json", &json!({ "files": [] }));
    write(folder, "flows/examen.json", &flow());
    for (slug, login) in [("terrasse", "account"), ("bac", "none")] {
        write_procedure(folder, &form(slug, login));
    }
}

fn write_procedure(folder: &Path, form: &Json) {
    for (path, json) in procedure(form) {
        write(folder, &path, &json);
    }
}

/// A form and its sheet, at their places.
fn procedure(form: &Json) -> [(String, Json); 2] {
    let slug = form["procedure"].as_str().expect("a form says which procedure it is");
    let sheet = json!({ "theme": "environnement", "appeal": "Recours : Conseil d’État, 60 jours." });
    [(format!("procedures/{slug}.json"), form.clone()), (format!("procedures/{slug}.meta.json"), sheet)]
}

fn write(folder: &Path, name: &str, value: &Json) {
    let path = folder.join(name);
    let parent = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(parent).expect("a temporary folder is writable");
    std::fs::write(path, value.to_string()).expect("a temporary file is writable");
}

fn people() -> Json {
    let agent = |unit: &str| json!([{ "role": "agent", "unit": unit }]);
    let of = |id: &str, given: &str, family: &str, email: &str, roles: Json| json!({ "id": id, "given": given, "family": family, "email": email, "roles": roles });
    json!({ "password": PASSWORD, "people": [
        of("odile", "Odile", "Planteville", ODILE, json!([])),
        of("malik", "Malik", "Planteville", MALIK, json!([])),
        of("claire", "Claire", "Lambertin", CLAIRE, agent("population")),
        of("rose", "Rose", "Amandier", ROSE, json!([{ "role": "unit_head", "unit": "population" }])),
        of("louis", "Louis", "Carrelet", LOUIS, agent("travaux")),
        of("rosa", "Rosa", "Delaguichet", ROSA, json!([{ "role": "counter" }])),
        of("paul", "Paul", "Dessinval", PAUL, json!([{ "role": "author" }])),
    ] })
}

pub(crate) fn field(kind: &str, id: &str, label: &str, more: &Json) -> Json {
    let mut field = json!({ "kind": kind, "id": id, "label": label, "retention": "final", "purpose": "traiter la demande" });
    if let (Some(field), Some(more)) = (field.as_object_mut(), more.as_object()) {
        field.extend(more.clone());
    }
    field
}

pub(crate) fn form(slug: &str, login: &str) -> Json {
    let qualities =
        json!([{ "id": "proprietaire", "label": "Propriétaire" }, { "id": "autre", "label": "Autre" }]);
    let other =
        json!({ "required": true, "max_len": 100, "when": { "eq": [{ "field": "qualite" }, "autre"] } });
    let plan = json!({ "max_mib": 4, "max_files": 2, "types": ["application/pdf", "image/*"] });
    json!({
        "beffroi_form": 1, "procedure": slug, "revision": 1, "lang": "fr", "login": login, "flow": "examen",
        "meta": { "title": format!("Demander : {slug}"), "description": "Une demande.", "announced_days": 30, "unit": "population" },
        "laws": [{ "title": "Règlement communal" }],
        "channels": [
            { "kind": "counter", "at": "Maison communale", "hours": "le matin" },
            { "kind": "phone", "at": "080 00 00 00", "hours": "le matin" },
            { "kind": "post", "at": "Place du Beffroi 1" },
        ],
        "pages": [
            { "id": "vous", "title": "Vous", "items": [
                field("person_name", "nom", "Vos prénom et nom", &json!({ "required": true, "source": ["account.name"] })),
                field("email", "email", "Votre e-mail", &json!({ "required": true, "source": ["account.email"] })),
                field("choice", "qualite", "Vous êtes", &json!({ "required": true, "options": qualities })),
                field("text", "precision", "Précisez", &other),
            ] },
            { "id": "projet", "title": "Le projet", "items": [
                field("file", "plan", "Le plan", &plan),
                field("integer", "surface", "La surface", &json!({ "required": true, "min": 1, "max": 500 })),
                field("long_text", "motif_demande", "Pourquoi ?", &json!({ "required": true, "max_len": 500 })),
            ] },
        ],
    })
}

pub(crate) fn flow() -> Json {
    let agent = json!(["agent"]);
    let office = |kind: &str, id: &str, label: &str, more: Json| {
        let mut office = field(kind, id, label, &more);
        office["audience"] = json!("agent");
        office
    };
    json!({
        "beffroi_flow": 1, "id": "examen", "revision": 1, "title": "Examen",
        "roles": [{ "id": "agent", "label": "Agent du service" }],
        "fields": [office("text", "cote", "Cote du plan", json!({ "max_len": 40 })),
                   office("integer", "visites", "Visites faites", json!({ "min": 0, "max": 9 }))],
        "start": "recu",
        "steps": [
            { "id": "recu", "name": "Reçu", "public": "filed",
              "offers": [{ "id": "ouvrir", "label": "Commencer l’examen", "to": "examen", "who": agent, "batch": true }] },
            { "id": "examen", "name": "En examen", "public": "in_review", "offers": [
                { "id": "accepter", "label": "Accepter", "to": "accepte", "who": agent, "reason": true },
                { "id": "refuser", "label": "Refuser", "to": "refuse", "who": agent, "reason": true, "batch": true } ] },
            { "id": "accepte", "name": "Accepté", "public": "accepted", "end": true },
            { "id": "refuse", "name": "Refusé", "public": "refused", "end": true },
        ],
    })
}

pub(crate) async fn signed_in(instance: &Instance, host: &str, email: &str) -> Browser {
    let mut browser = instance.browser(host);
    browser.sign_in(email, PASSWORD).await;
    browser
}

/// What a person types on the first page.
pub(crate) const YOU: &[(&str, &str)] = &[
    ("nom.given", "Odile"),
    ("nom.family", "Planteville"),
    ("email", ODILE),
    ("qualite", "autre"),
    ("precision", "locataire-secrete"),
];

/// What she types on the second.
pub(crate) const PROJECT: &[(&str, &str)] =
    &[("surface", "42"), ("motif_demande", "une terrasse au soleil-secret")];

/// Begins a procedure, by its name or its address: the browser is then on its first page.
pub(crate) async fn begin(browser: &mut Browser, slug: &str) {
    let address = if slug.starts_with('/') { slug.to_owned() } else { format!("/demarches/{slug}") };
    browser.get(&format!("{address}/commencer")).await;
    let page = browser.submit("/commencer", &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.at.ends_with("/remplir/vous"), "{}", page.at);
}

/// Answers the first page; a question that its answers make appear is answered too.
pub(crate) async fn answer_first(browser: &mut Browser) {
    let page = browser.submit("/remplir/vous", YOU).await;
    let page = if page.at.ends_with("/vous") { browser.submit("/remplir/vous", YOU).await } else { page };
    assert!(page.at.ends_with("/remplir/projet"), "{} {}", page.at, page.text());
}

/// Fills in everything, with a file: the browser is then on the page to check.
pub(crate) async fn fill(browser: &mut Browser, slug: &str) {
    begin(browser, slug).await;
    answer_first(browser).await;
    let plan = Upload { field: "plan", name: "plan-secret.pdf", bytes: PDF };
    let page = browser.submit_files("/remplir/projet", PROJECT, &[plan]).await;
    assert!(page.at.ends_with("/verifier"), "{} {}", page.at, page.text());
}

/// Fills in and sends; the number.
pub(crate) async fn file(browser: &mut Browser, slug: &str) -> String {
    fill(browser, slug).await;
    let page = browser.submit("/verifier", &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    number(&page.at)
}

/// The number at the end of an address.
pub(crate) fn number(at: &str) -> String {
    let end = at.split('?').next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    assert!(end.starts_with("2026-"), "{at} names no file");
    end.to_owned()
}

/// Entries about persons in the journal of the commune.
pub(crate) async fn accesses(instance: &Instance) -> u64 {
    let authority = instance.app().authorities().remove(0);
    let db = instance.app().db().of(authority.id);
    let desk = instance.app().people().desk(&db, instance.app().ambient());
    desk.sequence().await.expect("entries get their places");
    let figures = desk.journal_figures().await.expect("the journal answers");
    figures
        .iter()
        .filter(|(class, _)| *class == beffroi_translog::Class::Person)
        .map(|(_, count)| count)
        .sum()
}

/// The first column of every row that a statement gives, as text.
pub(crate) async fn texts_of(db: &Db, sql: &str) -> Vec<String> {
    // The text of a statement is static; a test may leave a few behind.
    let statement = Statement { name: "TEST", sql: sql.to_owned().leak(), scope: Scope::Kernel };
    let rows = db.kernel().query(&statement, params![]).await.expect("the database tells everything");
    rows.iter().map(|row| row.get::<String>(0).expect("text")).collect()
}
