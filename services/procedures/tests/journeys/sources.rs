//! Once-only: a register is asked when the person agrees, never before; she sees what it said, may refuse it, change it, report it; a register
//! that fails blocks nothing. First with one invented register, then with every captured answer.

use axum::http::StatusCode;
use beffroi_store::{Db, Scope, Statement, params};
use beffroi_web::fetch::Fetcher;
use beffroi_web::testing::{Browser, Instance};
use serde_json::{Value as Json, json};

use crate::registers::{Registers, fixtures};
use crate::support::*;

fn asked(kind: &str, id: &str, source: &str) -> Json {
    field(kind, id, &format!("Question {id}"), &json!({ "source": [source] }))
}

/// A form whose second page a register may answer, keyed by the first.
fn shop() -> Json {
    let number = json!({ "required": true, "max_len": 20 });
    let mut form = form("vitrine", "none");
    form["pages"] = json!([
        { "id": "numero", "title": "Votre entreprise", "items": [field("text", "bce", "Numéro d’entreprise", &number)] },
        { "id": "suite", "title": "Ce que nous savons", "items": [
            asked("text", "raison", "registry.entreprises.name@bce"),
            asked("address", "siege", "registry.entreprises.address@bce"),
            asked("text", "forme", "registry.entreprises.legal_form@bce"),
            asked("yes_no", "active", "registry.entreprises.active@bce"),
            asked("date", "depuis", "registry.entreprises.created@bce"),
        ] },
    ]);
    form
}

async fn with(db: &Db, fetcher: Fetcher, form: Json) -> Instance {
    hautval_offering(db, &[form], fetcher).await
}

/// On the second page of the shop's form, nothing asked yet.
async fn at_second_page(browser: &mut Browser) {
    browser.get("/demarches/vitrine/commencer").await;
    browser.submit("/commencer", &[]).await;
    let page = browser.submit("/remplir/numero", &[("bce", "0202239951")]).await;
    assert!(page.at.ends_with("/remplir/suite"), "{} {}", page.at, page.text());
}

const ASK: &[(&str, &str)] = &[("_lire", "entreprises@bce")];
const REFUSE: &[(&str, &str)] = &[("_refuser", "entreprises@bce")];

beffroi_store::both_engines! {
    migrations: tables();

    async fn nothing_is_asked_before_the_person_agrees_and_she_sees_what_came_back(db: Db) {
        let registers = Registers::start().await;
        let instance = with(&db, registers.bridge("bon"), shop()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        let page = odile.page().clone();
        assert_eq!(registers.asked(), 0);
        assert!(page.contains("Rien n’est demandé sans votre accord") && page.contains("Règlement d’essai, article 1"), "{}", page.text());
        assert_eq!(page.form("/remplir/suite").value("raison"), Some(""));

        let before = accesses(&instance).await;
        let page = odile.submit("/remplir/suite", ASK).await;
        assert_eq!(registers.asked(), 1);
        assert_eq!(accesses(&instance).await, before + 1, "each reading is journaled");
        assert!(page.contains("Réponse de Entreprises") && page.contains("Lu le 23 novembre 2026"), "{}", page.text());
        assert!(page.contains("Rue du Four 2, 4999 Hautval"), "{}", page.text());
        let form = page.form("/remplir/suite");
        assert_eq!((form.value("raison"), form.value("siege.street")), (Some("Boulangerie Clairbois"), Some("Rue du Four")));
        assert_eq!((form.value("active"), form.value("depuis.day")), (Some("yes"), Some("")), "what the register does not say stays empty");
        let seen = odile.get("/moi/acces").await;
        assert!(seen.contains("Entreprises : Question raison") && seen.contains("Question posée à un registre"), "{}", seen.text());
    }

    async fn what_a_register_said_may_be_refused_and_asked_again(db: Db) {
        let registers = Registers::start().await;
        let instance = with(&db, registers.bridge("bon"), shop()).await;
        let mut stranger = instance.browser(HOST);
        at_second_page(&mut stranger).await;
        // A bridge may hold data of persons: somebody who is not signed in answers herself.
        assert!(stranger.page().contains("Connectez-vous pour que nous puissions demander"), "{}", stranger.page().text());
        let page = stranger.submit("/remplir/suite", ASK).await;
        assert_eq!((page.status, registers.asked()), (StatusCode::UNPROCESSABLE_ENTITY, 0), "{}", page.text());

        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        odile.submit("/remplir/suite", ASK).await;
        // Refused before she sent what was proposed: the questions are hers again.
        let form = odile.page().form("/remplir/suite");
        let blank = [("raison", ""), ("siege.street", ""), ("siege.number", ""), ("siege.postcode", ""), ("siege.municipality", ""), ("forme", ""), REFUSE[0]];
        let request = odile.pressed(&form, &blank, &[]);
        let answer = odile.send(request).await;
        let page = odile.follow(answer).await;
        assert!(page.contains("Vous répondez vous-même"), "{}", page.text());
        assert_eq!(page.form("/remplir/suite").value("raison"), Some(""));
        let page = odile.submit("/remplir/suite", ASK).await;
        assert_eq!(page.form("/remplir/suite").value("raison"), Some("Boulangerie Clairbois"));
    }

    async fn an_agent_sees_which_answers_come_from_a_register_and_what_the_person_says_is_wrong(db: Db) {
        let registers = Registers::start().await;
        let instance = with(&db, registers.bridge("bon"), shop()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        let page = odile.submit("/remplir/suite", ASK).await;
        let report = page.links().into_iter().find(|link| link.contains("/registre/")).expect("a way to report a mistake");
        let mut malik = signed_in(&instance, HOST, MALIK).await;
        assert!(malik.get(&report).await.at.ends_with("/commencer"), "another resident's reading is not there");
        odile.get(&report).await;
        let action = report.rsplit('/').next().expect("an identifier").to_owned();
        let page = odile.submit(&action, &[("texte", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = odile.submit(&action, &[("texte", "le four a déménagé-secret")]).await;
        assert!(page.contains("Vous avez signalé une erreur"), "{}", page.text());
        let page = odile.submit("/remplir/suite", &[("siege.street", "Rue Neuve")]).await;
        assert!(page.at.ends_with("/verifier"), "{} {}", page.at, page.text());
        let page = odile.submit("/verifier", &[]).await;
        let number = number(&page.at);
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("Reprises telles quelles\u{a0}: Question raison, Question forme, Question active"), "{}", page.text());
        assert!(page.contains("Changées par la personne\u{a0}: Question siege") && page.contains("le four a déménagé-secret"), "{}", page.text());
    }

    async fn a_register_that_fails_in_any_way_blocks_nothing(db: Db) {
        let registers = Registers::start().await;
        let targets = FAILING.iter().map(|(behaves, _)| registers.target(&behaves.replace("erreur-", "e"), "plain", behaves));
        let failing = FAILING.iter().map(|(behaves, _)| {
            let name = behaves.replace("erreur-", "e");
            asked("text", &format!("q_{name}"), &format!("registry.{name}.name@bce"))
        });
        let mut form = shop();
        form["pages"][1]["items"] = failing.collect();
        let instance = with(&db, Fetcher::new(targets).expect("plain addresses"), form).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        for (behaves, said) in FAILING {
            let button = format!("{}@bce", behaves.replace("erreur-", "e"));
            let page = odile.submit("/remplir/suite", &[("_lire", &button), ("q_panne", "Tapé à la main")]).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.contains(said), "{behaves}: {}", page.text());
            assert_eq!(page.form("/remplir/suite").value("q_panne"), Some("Tapé à la main"), "nothing typed is lost");
        }
        assert_eq!(registers.asked(), FAILING.len());
        let page = odile.submit("/remplir/suite", &[]).await;
        assert!(page.at.ends_with("/verifier") && page.contains("Tapé à la main"), "{}", page.text());
    }

    async fn an_answer_is_used_again_as_long_as_the_rule_of_its_register_says(db: Db) {
        let registers = Registers::start().await;
        let mut target = registers.target("entreprises", "plain", "bon");
        target.keep = std::time::Duration::from_hours(1);
        let instance = with(&db, Fetcher::new([target]).expect("a plain address"), shop()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        for _ in 0..3 {
            odile.submit("/remplir/suite", ASK).await;
        }
        assert_eq!(registers.asked(), 1, "the kept answer serves");
        let mut malik = signed_in(&instance, HOST, MALIK).await;
        at_second_page(&mut malik).await;
        malik.submit("/remplir/suite", ASK).await;
        assert_eq!(registers.asked(), 2, "one person's answers never serve another");
        // Nobody may make the commune hammer a register.
        for _ in 0..40 {
            malik.submit("/remplir/suite", ASK).await;
        }
        assert!(malik.page().contains("Trop de questions en une heure"), "{}", malik.page().text());
    }

    async fn a_register_of_another_commune_is_not_there(db: Db) {
        let registers = Registers::start().await;
        let mut target = registers.target("entreprises", "plain", "bon");
        target.communes = vec!["valmont.example".to_owned()];
        let instance = with(&db, Fetcher::new([target]).expect("a plain address"), shop()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        assert!(!odile.page().contains("Entreprises"), "{}", odile.page().text());
        odile.submit("/remplir/suite", ASK).await;
        assert_eq!(registers.asked(), 0);
    }

    async fn what_is_kept_of_a_reading_is_sealed_and_goes_with_the_draft(db: Db) {
        let registers = Registers::start().await;
        let instance = with(&db, registers.bridge("bon"), shop()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        at_second_page(&mut odile).await;
        odile.submit("/remplir/suite", ASK).await;
        let authority = instance.app().authorities().remove(0);
        let db = instance.app().db().of(authority.id);
        let bodies = async || {
            let rows = db.query(&BODIES, params![]).await.expect("the table is there");
            rows.iter().map(|row| row.get::<Option<Vec<u8>>>(0).expect("a column")).collect::<Vec<_>>()
        };
        let kept = bodies().await;
        let [Some(body)] = &kept[..] else { panic!("{kept:?}") };
        assert!(!String::from_utf8_lossy(body).contains("Clairbois"));
        odile.get("/demarches/vitrine/commencer").await;
        odile.submit("/abandonner", &[]).await;
        assert!(bodies().await.is_empty());
    }

    async fn every_captured_answer_fills_in_its_questions(db: Db) {
        if fixtures().is_none() {
            eprintln!("skipped: every_captured_answer_fills_in_its_questions (no captured answers here)");
            return;
        }
        let registers = Registers::start().await;
        let targets = CAPTURED.iter().map(|(name, kind, ..)| registers.target(name, kind, "bon"));
        let instance = with(&db, Fetcher::new(targets).expect("plain addresses"), whole()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = fill_keys(&mut odile).await;
        assert!(page.at.ends_with("/remplir/reponses"), "{} {}", page.at, page.text());
        for (name, _, keys, expected) in CAPTURED {
            let names: Vec<&str> = keys.iter().map(|(key, _)| *key).collect();
            let button = format!("{name}@{}", names.join(","));
            let page = odile.submit("/remplir/reponses", &[("_lire", &button)]).await;
            let form = page.form("/remplir/reponses");
            for (id, _, _, text) in *expected {
                assert_eq!(form.value(id), Some(*text), "{name} {id}: {}", page.text());
            }
        }
        assert_eq!(registers.asked(), CAPTURED.len());
    }

    async fn a_captured_answer_that_lacks_what_makes_it_one_is_no_answer(db: Db) {
        if fixtures().is_none() {
            eprintln!("skipped: a_captured_answer_that_lacks_what_makes_it_one_is_no_answer (no captured answers here)");
            return;
        }
        let registers = Registers::start().await;
        let targets = CAPTURED.iter().map(|(name, kind, ..)| registers.target(name, kind, "invalide"));
        let instance = with(&db, Fetcher::new(targets).expect("plain addresses"), whole()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        fill_keys(&mut odile).await;
        for (name, key, title) in [
            ("adresse", "cherche", "Base adresse nationale"),
            ("ecole", "uai", "Annuaire de l’éducation"),
            ("association", "rna", "Répertoire des associations"),
        ] {
            let page = odile.submit("/remplir/reponses", &[("_lire", &format!("{name}@{key}"))]).await;
            assert!(page.contains(&format!("{title} ne répond pas")), "{name}: {}", page.text());
        }
    }
}

const BODIES: Statement = Statement {
    name: "BODIES",
    sql: "select body from procedures_reading where authority = $1",
    scope: Scope::Authority,
};

/// How a register may fail, and what the person reads.
const FAILING: &[(&str, &str)] = &[
    ("absent", "Absent ne trouve rien"),
    ("panne", "Panne ne répond pas"),
    ("lent", "Lent ne répond pas"),
    ("page", "Page ne répond pas"),
    ("erreur-01001", "E01001 ne répond pas"),
    ("erreur-03020", "E03020 ne répond pas"),
];

/// Register, kind, what it is asked with, and input, kind of question, value, and the text expected in it.
type Captured = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str, &'static str, &'static str)],
);

const CAPTURED: &[Captured] = &[
    (
        "entreprise",
        "company-fr",
        &[("siren", "130025265")],
        &[
            ("forme", "text", "legal_form", "Service central d’un ministère"),
            ("cree.year", "date", "created", "2021"),
        ],
    ),
    (
        "etablissement",
        "establishment-fr",
        &[("siret", "30613890001294")],
        &[
            ("raison", "text", "name", "DIRECTION INTERMINISTERIELLE DU NUMERIQUE"),
            ("siege.street", "address", "address", "RUE DE LA PAIX"),
            ("active", "yes_no", "active", "yes"),
        ],
    ),
    (
        "annuaire",
        "company-search-fr",
        &[("siret", "30613890001294")],
        &[("commune", "text", "name", "COMMUNE DE LA HAGUE")],
    ),
    (
        "association",
        "association-fr",
        &[("rna", "W751080001")],
        &[("asbl", "text", "name", "LA PRÉVENTION ROUTIERE"), ("fondee.day", "date", "created", "01")],
    ),
    (
        "fondation",
        "foundation-fr",
        &[("rnf", "075-FDD-00003-01")],
        &[("fondation", "text", "name", "Fondation SFR"), ("courriel", "email", "email", "fondation@sfr.fr")],
    ),
    (
        "ecole",
        "school-fr",
        &[("uai", "0050009H")],
        &[
            ("ecole", "text", "name", "Lycée professionnel Sévigné"),
            ("lieu.postcode", "address", "address", "05000"),
        ],
    ),
    (
        "adresse",
        "address-fr",
        &[("cherche", "Paris")],
        &[("ville", "text", "city", "Paris"), ("insee", "text", "insee", "75056")],
    ),
    (
        "cadastre",
        "parcel-fr",
        &[("point", "48.8092,2.4362")],
        &[("parcelle", "text", "parcel", "940460000J0082"), ("surface", "integer", "surface", "220")],
    ),
    (
        "famille",
        "family-fr",
        &[("allocataire", "1234567"), ("cp", "92110")],
        &[("quotient", "integer", "quotient", "1856"), ("enfants", "integer", "children", "1")],
    ),
    (
        "impots",
        "tax-notice-fr",
        &[("fiscal", "1234567890123"), ("avis", "1234567890ABC")],
        &[("revenu", "integer", "reference_income", "38814"), ("nom.family", "person_name", "name", "FERRI")],
    ),
    ("etudes", "student-fr", &[("ine", "090601811AB")], &[("inscrit", "yes_no", "enrolled", "yes")]),
    (
        "emploi",
        "jobseeker-fr",
        &[("emploi", "georges_moustaki_77")],
        &[("debut.year", "date", "registered", "1965")],
    ),
];

/// A form with every key on its first page and every answer on its second.
fn whole() -> Json {
    let (mut keys, mut answers): (Vec<Json>, Vec<Json>) = (Vec::new(), Vec::new());
    for (name, _, named, expected) in CAPTURED {
        for (key, _) in *named {
            if keys.iter().all(|known| known["id"] != *key) {
                let kind = if *key == "point" { "map" } else { "text" };
                keys.push(field(kind, key, &format!("Clef {key}"), &json!({ "required": true })));
            }
        }
        let named: Vec<&str> = named.iter().map(|(key, _)| *key).collect();
        for (id, kind, value, _) in *expected {
            let id = id.split('.').next().unwrap_or(id);
            answers.push(asked(kind, id, &format!("registry.{name}.{value}@{}", named.join(","))));
        }
    }
    let mut form = form("vitrine", "none");
    form["pages"] = json!([
        { "id": "clefs", "title": "Clefs", "items": keys },
        { "id": "reponses", "title": "Réponses", "items": answers },
    ]);
    form
}

async fn fill_keys(browser: &mut Browser) -> beffroi_web::testing::Answer {
    browser.get("/demarches/vitrine/commencer").await;
    browser.submit("/commencer", &[]).await;
    let mut typed: Vec<(&str, &str)> = Vec::new();
    for (key, text) in CAPTURED.iter().flat_map(|(_, _, keys, _)| keys.iter()) {
        match text.split_once(',') {
            Some((lat, lon)) => typed.extend([("point.lat", lat), ("point.lon", lon)]),
            None => typed.push((*key, *text)),
        }
    }
    browser.submit("/remplir/clefs", &typed).await
}
