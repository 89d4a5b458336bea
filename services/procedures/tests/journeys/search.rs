//! The search forgives: accents, plurals, elisions, and typing errors where nothing else answers. The same on both engines.

use beffroi_store::Db;

use crate::support::{HOST, hautval, tables};

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_typing_error_is_forgiven_and_said(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        for (asked, meant) in [
            ("tarrasse", "terrasse"),
            ("trerasse", "terrasse"),
            ("demqnder", "demander"),
            ("demqnder%20tarrasse", "demander terrasse"),
            ("T%C3%84RRASSE", "terrasse"),
        ] {
            let page = browser.get(&format!("/recherche?q={asked}")).await;
            assert!(page.contains(&format!("Résultats pour «\u{a0}{meant}\u{a0}»")), "{asked}: {}", page.text());
            assert!(page.links().iter().any(|link| link == "/demarches/terrasse"), "{asked}");
        }
    }

    async fn what_is_typed_well_is_looked_up_as_it_is(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        for asked in ["terrasse", "terrasses", "d%E2%80%99une%20terrasse", "terr", "TERRASSE"] {
            let page = browser.get(&format!("/recherche?q={asked}")).await;
            assert!(!page.contains("vous avez écrit"), "{asked}: {}", page.text());
            assert!(page.links().iter().any(|link| link == "/demarches/terrasse"), "{asked}");
        }
    }

    async fn a_word_too_far_or_too_short_finds_nothing(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        for asked in ["bax", "xyzzyx", "troisieme", "terrasse%20girafe", "%F0%9F%8C%B3", "'"] {
            let page = browser.get(&format!("/recherche?q={asked}")).await;
            assert!(page.links().iter().all(|link| !link.starts_with("/demarches/")), "{asked}: {}", page.text());
        }
    }

    async fn a_word_that_left_the_catalogue_is_never_proposed(db: Db) {
        let instance = hautval(&db).await;
        let authority = instance.app().authorities().remove(0);
        let desk = instance.app().people().desk(&db.of(authority.id), instance.app().ambient());
        beffroi_procedures::author::publishing::withdraw(&desk, "terrasse").await.expect("it is published");
        let mut browser = instance.browser(HOST);
        assert!(!browser.get("/recherche?q=tarrasse").await.contains("vous avez écrit"));
    }

    async fn a_word_of_french_typed_well_goes_before_a_guess(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        let page = browser.get("/en/recherche?q=terrasse").await;
        assert!(!page.contains("you typed") && page.contains("Demander : terrasse"), "{}", page.text());
        let page = browser.get("/en/recherche?q=tarrasse").await;
        assert!(page.contains("Results for “terrasse” (you typed “tarrasse”)"), "{}", page.text());
    }
}
