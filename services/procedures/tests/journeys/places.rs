//! Places and events of life: what a person reads, on the town's clock, in her language, and what an operator's file may hold.

use axum::http::StatusCode;
use beffroi_people::Desk;
use beffroi_procedures::places::directory::{self, Directory};
use beffroi_store::Db;
use beffroi_web::testing::Instance;
use serde_json::{Value as Json, json};

use crate::support::{HOST, hautval, tables};

fn desk(instance: &Instance) -> Desk {
    let (app, authority) = (instance.app(), instance.app().authorities().remove(0));
    app.people().desk(&app.db().of(authority.id), app.ambient())
}

async fn put(instance: &Instance, content: Json) -> Vec<String> {
    let directory: Directory = serde_json::from_value(content).expect("a directory");
    directory::put(&desk(instance), &directory).await.expect("it is well written")
}

/// The clock of the tests says Monday 23 November 2026, nine in the morning.
fn town() -> Json {
    let address =
        json!({ "street": "place du Beffroi", "number": "1", "postcode": "4999", "municipality": "Hautval" });
    json!({
        "places": [
            { "id": "hotel-de-ville", "name": "Hôtel de ville", "names": { "en": "Town hall" }, "address": address,
              "phone": "080 00 00 00", "access": "Entrée de plain-pied.", "units": ["Population"], "point": [0.2, 0.3],
              "hours": [{ "days": ["mo", "tu"], "from": "08:30", "to": "12:00" }, { "days": ["mo"], "from": "12:00", "to": "12:30" }],
              "exceptions": [{ "from": "2026-12-01", "to": "2026-12-01", "reason": "Formation du personnel" }] },
            { "id": "recyparc", "name": "Recyparc", "address": address, "procedures": ["bac"],
              "hours": [{ "days": ["fr", "sa"], "from": "09:00", "to": "17:00" }] },
            { "id": "ferme", "name": "Annexe fermée", "address": address },
        ],
        "life_events": [
            { "id": "demenager", "name": "Je déménage", "summary": "Avant, pendant, après.", "asked_once": "Votre nouvelle adresse.",
              "steps": [{ "procedure": "terrasse", "when": "10 jours avant" }, { "text": "Prévenir la poste", "when": "avant" },
                        { "procedure": "inconnue", "when": "jamais" }] },
            { "id": "fete_de_quartier", "name": "Nous faisons la fête", "steps": [{ "procedure": "bac" }] },
        ],
    })
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_place_says_whether_it_is_open_and_what_is_done_there(db: Db) {
        let instance = hautval(&db).await;
        let unknown = put(&instance, town()).await;
        assert_eq!(unknown, ["demenager: `inconnue`"]);
        let mut browser = instance.browser(HOST);
        let list = browser.get("/lieux").await;
        assert!(list.contains("Ouvert maintenant, jusqu’à 12\u{a0}h\u{a0}30."), "{}", list.text());
        assert!(list.contains("Fermé maintenant. Ouvre vendredi 27 novembre à 9\u{a0}h\u{a0}00."), "{}", list.text());
        assert!(list.contains("Aucune ouverture n’est annoncée"));
        let place = browser.get("/lieux/hotel-de-ville").await;
        assert!(place.contains("de 8\u{a0}h\u{a0}30 à 12\u{a0}h\u{a0}30"), "hours that touch are one: {}", place.text());
        assert!(place.contains("mardi 1 décembre") && place.contains("Formation du personnel"), "{}", place.text());
        assert!(place.contains("Entrée de plain-pied.") && place.contains("place du Beffroi 1, 4999 Hautval"));
        let given = |links: &[String], slug: &str| links.iter().any(|link| link.ends_with(&format!("/demarches/{slug}")));
        assert!(given(&place.links(), "terrasse") && given(&place.links(), "bac"));
        assert!(!given(&browser.get("/lieux/recyparc").await.links(), "terrasse"));
        let english = browser.get("/en/lieux/hotel-de-ville").await;
        assert!(english.contains("Town hall") && english.contains("Open now, until 12:30."), "{}", english.text());
        assert!(browser.get("/nl/lieux").await.contains("Opent vrijdag 27 november om 09:00"));
        assert!(browser.get("/de/lieux/recyparc").await.contains("Freitag"));
        let procedure = browser.get("/demarches/bac").await;
        assert!(procedure.contains("Où aller") && procedure.links().iter().any(|link| link == "/lieux/recyparc"));
        assert_eq!(browser.get("/lieux/inconnu").await.status, StatusCode::NOT_FOUND);
    }

    async fn procedures_are_found_by_place(db: Db) {
        let instance = hautval(&db).await;
        put(&instance, town()).await;
        let mut browser = instance.browser(HOST);
        let list = browser.get("/demarches").await;
        for path in ["/demarches/lieu/commune", "/demarches/lieu/recyparc", "/lieux"] {
            assert!(list.links().iter().any(|link| link == path), "{path}: {}", list.text());
        }
        assert!(!list.contains("/demarches/lieu/province"), "no procedure is of the province");
        assert!(browser.get("/demarches/lieu/commune").await.links().iter().any(|link| link == "/demarches/terrasse"));
        let links = browser.get("/demarches/lieu/recyparc").await.links();
        assert!(links.iter().any(|link| link == "/demarches/bac") && links.iter().all(|link| link != "/demarches/terrasse"));
        assert!(browser.get("/demarches/lieu/province").await.contains("Aucune démarche pour le moment."));
        assert_eq!(browser.get("/demarches/lieu/ailleurs").await.status, StatusCode::NOT_FOUND);
    }

    async fn an_event_of_life_is_a_checklist_in_order(db: Db) {
        let instance = hautval(&db).await;
        put(&instance, town()).await;
        let mut browser = instance.browser(HOST);
        let page = browser.get("/vie/demenager").await.text();
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        assert!(at("/demarches/terrasse") < at("Prévenir la poste"), "the order of the file");
        assert!(at("10 jours avant") > 0 && at("Votre nouvelle adresse.") > 0);
        assert!(!page.contains("jamais"), "a procedure that is not published is no step");
        assert!(browser.get("/vie/fete_de_quartier").await.contains("Nous faisons la fête"));
        assert!(browser.get("/demarches").await.contains("Nous faisons la fête"));
        assert_eq!(browser.get("/vie/inconnu").await.status, StatusCode::NOT_FOUND);
    }

    async fn the_map_is_a_list_first_and_small(db: Db) {
        let instance = hautval(&db).await;
        put(&instance, town()).await;
        let square = |code: u8, west: f64| json!({ "properties": { "code": code.to_string(), "nom": format!("Section <{code}>") },
            "geometry": { "type": "Polygon", "coordinates": [[[west, 0.0], [west + 0.5, 0.0], [west + 0.5, 0.6], [west, 0.6], [west, 0.0]]] } });
        let geojson = json!({ "type": "FeatureCollection", "features": [square(1, 0.0), square(2, 0.5)] }).to_string();
        directory::put_map(&desk(&instance), &geojson, &[]).await.expect("two squares");
        assert!(directory::put_map(&desk(&instance), &geojson, &["3".to_owned()]).await.is_err(), "a missing section is told");
        let mut browser = instance.browser(HOST);
        let page = browser.get("/lieux").await.text();
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
        let map = at("<svg viewBox=\"-20");
        assert!(at("/lieux/hotel-de-ville") < at("Section &#60;1&#62;") && at("Section &#60;1&#62;") < map, "{page}");
        let end = page[map..].find("</svg>").expect("it ends");
        let drawn = &page[map..map + end];
        assert_eq!((drawn.matches("<path ").count(), drawn.matches("<circle ").count()), (2, 1), "{drawn}");
        assert!(page.len() < 25_000);
    }

    async fn places_and_events_are_linked_data_too(db: Db) {
        let instance = hautval(&db).await;
        put(&instance, town()).await;
        let mut browser = instance.browser(HOST);
        let text = browser.get("/lieux/hotel-de-ville.ttl").await.text();
        for said in [
            "hautval.example/lieux/hotel-de-ville#place", "schema:OpeningHoursSpecification", "schema:Monday",
            "\"08:30:00\"^^xsd:time", "\"2026-12-01\"^^xsd:date", "\"Town hall\"@en", "cv:LifeEvent", "\"Nous faisons la fête\"@fr",
            "authority/frequency/WEEKLY> a skos:Concept",
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        assert_eq!(browser.get("/vie/demenager.jsonld").await.header("content-type"), "application/ld+json");
    }
}
