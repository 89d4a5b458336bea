//! The catalogue as data: which format an address gives, what a client that knows it gets, what a bad record does.

use axum::body::Body;
use axum::http::StatusCode;
use beffroi_store::{Db, params};
use beffroi_web::testing::{Answer, Browser};

use crate::support::{HOST, hautval, tables};

async fn get(browser: &mut Browser, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers
        .iter()
        .fold(browser.request("GET", path), |request, (name, value)| request.header(*name, *value));
    browser.send(request.body(Body::empty()).expect("a well-formed address")).await
}

/// A fault in a table, as a disk or an older version leaves it.
mod spoilt {
    beffroi_store::statements! {
        pub(super) FORM = "update procedures_revision set form = $2 where authority = $1 and procedure in \
                           (select id from procedures_procedure where authority = $1 and slug = $3)";
    }
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_portal_gets_the_format_it_asks_for_and_a_person_the_page(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        let browsers = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
        let page = get(&mut browser, "/catalogue", &browsers).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.contains("Il y a 2 démarches."), "{}", page.text());
        let links: Vec<_> = page.headers.get_all("link").iter().collect();
        assert_eq!(links.len(), 2, "the page says where its data are");
        for path in ["/catalogue", "/demarches/bac"] {
            for (media, suffix) in [("text/turtle", "ttl"), ("application/ld+json", "jsonld")] {
                let negotiated = get(&mut browser, path, &[("accept", media)]).await;
                let named = get(&mut browser, &format!("{path}.{suffix}"), &[]).await;
                for answer in [&negotiated, &named] {
                    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media));
                    assert_eq!(answer.header("access-control-allow-origin"), "*");
                    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
                    assert!(answer.headers.get_all("vary").iter().any(|of| of == "accept"));
                }
                assert_eq!(negotiated.body, named.body, "{path}: the same bytes by both ways");
                assert!(named.contains("https://hautval.example/demarches/bac#service"), "{}", named.text());
            }
        }
        assert_eq!(get(&mut browser, "/demarches/inconnue.ttl", &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(get(&mut browser, "/demarches/bac.xml", &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn the_traps_of_the_standard_are_heeded(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        let text = get(&mut browser, "/catalogue.ttl", &[]).await.text();
        let one = |what: &str, n: usize| assert_eq!(text.matches(what).count(), n, "{what}\n{text}");
        one("\"https://hautval.example/demarches/bac#service\"", 1);
        one("\"Demander : bac\"@fr", 1);
        one("\"P30D\"^^xsd:duration", 2);
        one("cv:PublicOrganisation", 1);
        one("<http://publications.europa.eu/resource/authority/atu/BEL> a dct:Location", 1);
        assert!(text.contains("\"BE63999\""), "{text}");
        assert!(text.contains("\"Décision de la commune\"@fr") && text.contains("\"Beslissing van de gemeente\"@nl"));
        assert!(text.contains("bac#channel-counter") && text.contains("\"le matin\"@fr"), "{text}");
        assert!(text.contains("bac#evidence-plan") && text.contains("cv:EvidenceType"), "{text}");
    }

    async fn what_a_client_has_already_is_not_sent_again_until_it_changes(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        let first = get(&mut browser, "/catalogue.ttl", &[]).await;
        let tag = first.header("etag").to_owned();
        let again = get(&mut browser, "/catalogue.ttl", &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let since = first.header("last-modified").to_owned();
        let again = get(&mut browser, "/catalogue.ttl", &[("if-modified-since", &since)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        let authority = instance.app().authorities().remove(0);
        let desk = instance.app().people().desk(&db.of(authority.id), instance.app().ambient());
        beffroi_procedures::author::publishing::withdraw(&desk, "bac").await.expect("it is published");
        let changed = get(&mut browser, "/catalogue.ttl", &[("if-none-match", &tag)]).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert!(!changed.contains("demarches/bac#service") && changed.contains("demarches/terrasse#service"));
        assert_eq!(get(&mut browser, "/demarches/bac.ttl", &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_procedure_that_cannot_be_read_is_left_out_alone(db: Db) {
        let instance = hautval(&db).await;
        let authority = instance.app().authorities().remove(0).id;
        db.of(authority)
            .write(|tx| async move { tx.exec(&spoilt::FORM, params!["{\"beffroi_form\":99}", "bac"]).await })
            .await
            .expect("a row is there");
        let mut browser = instance.browser(HOST);
        let catalogue = get(&mut browser, "/catalogue.jsonld", &[]).await;
        assert_eq!(catalogue.status, StatusCode::OK);
        assert!(!catalogue.contains("demarches/bac#service") && catalogue.contains("demarches/terrasse#service"));
        serde_json::from_slice::<serde_json::Value>(&catalogue.body).expect("JSON-LD is JSON");
    }

    async fn the_page_is_in_four_languages(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        for (path, title) in [
            ("/nl/catalogue", "Catalogus van de procedures"),
            ("/de/catalogue", "Katalog der Verfahren"),
            ("/en/catalogue", "Catalogue of procedures"),
        ] {
            assert!(browser.get(path).await.contains(title));
        }
    }
}
