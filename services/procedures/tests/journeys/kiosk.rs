//! A screen of the town hall that anybody uses: large, closed, and without memory.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance};
use time::Duration;

use crate::support::*;

async fn kiosk(instance: &Instance) -> Browser {
    let mut claire = signed_in(instance, HOST, CLAIRE).await;
    let text = claire.get("/agent/guichet").await.text();
    let at = text.find("https://hautval.example/borne/").expect("the address of the kiosk");
    let address = text[at..]
        .split('<')
        .next()
        .expect("an address")
        .trim_start_matches("https://hautval.example")
        .to_owned();
    let mut screen = instance.browser(HOST);
    let page = screen.get(&address).await;
    assert!(page.at.ends_with("/borne"), "{} {}", page.at, page.text());
    screen
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_kiosk_has_no_link_out_keeps_no_page_and_asks_before_it_forgets(db: Db) {
        let instance = hautval(&db).await;
        assert_eq!(instance.browser(HOST).get("/borne").await.status, StatusCode::NOT_FOUND, "an ordinary browser is none");
        assert_eq!(instance.browser(HOST).get("/borne/AAAAAAAAAAAAAAAAAAAAAAAA").await.status, StatusCode::NOT_FOUND);
        let mut screen = kiosk(&instance).await;
        for path in ["/borne", "/aide", "/demarches", "/demarches/bac", "/suivre"] {
            let page = screen.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.contains("class=\"borne\""), "{path}");
            assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
            assert!(page.text().contains("http-equiv=\"refresh\""), "{path}: {}", page.text());
            for link in page.links() {
                assert!(link.starts_with('/') || link.starts_with('#'), "{path} leads to {link}");
            }
        }
        let still = screen.get("/borne/encore?retour=%2Fdemarches%2Fbac").await;
        assert!(still.links().contains(&"/demarches/bac".to_owned()) && still.text().contains("/borne/fin"), "{}", still.text());
        let outside = screen.get("/borne/encore?retour=https%3A%2F%2Fexemple.example").await;
        assert!(!outside.contains("exemple.example"));
    }

    async fn the_end_forgets_session_draft_and_code(db: Db) {
        let instance = hautval(&db).await;
        let mut screen = kiosk(&instance).await;
        let number = file(&mut screen, "bac").await;
        begin(&mut screen, "bac").await;
        assert!(screen.get(&format!("/suivre/{number}")).await.contains("soleil-secret"));
        screen.get("/borne").await;
        let end = screen.submit("/borne/fin", &[]).await;
        assert!(end.at.ends_with("/borne"), "{}", end.at);
        assert!(screen.get(&format!("/suivre/{number}")).await.at.ends_with("/suivre"), "the code is forgotten");
        let start = screen.get("/demarches/bac/commencer").await;
        assert!(!start.contains("Reprendre"), "the draft is forgotten: {}", start.text());

        screen.sign_in(ODILE, PASSWORD).await;
        let session = screen.cookie(beffroi_web::SESSION_COOKIE).expect("a session").to_owned();
        screen.get("/borne/fin").await;
        assert!(screen.cookie(beffroi_web::SESSION_COOKIE).is_none());
        let mut thief = instance.browser(HOST);
        thief.set_cookie(beffroi_web::SESSION_COOKIE, &session);
        assert!(thief.get("/moi").await.at.contains("/entrer"), "the session has ended on the server too");
    }

    async fn whoever_comes_after_a_visit_that_was_left_sees_nothing_of_it(db: Db) {
        let instance = hautval(&db).await;
        let mut screen = kiosk(&instance).await;
        screen.sign_in(ODILE, PASSWORD).await;
        assert!(screen.get("/moi").await.contains("Odile"));
        instance.app().ambient().advance(Duration::minutes(6));
        let next = screen.get("/moi").await;
        assert!(!next.contains("Odile") && next.at.ends_with("/borne"), "{} {}", next.at, next.text());
        assert!(screen.get("/moi").await.at.contains("/entrer"));
    }

    async fn an_ordinary_browser_cannot_be_signed_out_by_a_link(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        assert_eq!(odile.get("/borne/fin").await.status, StatusCode::NOT_FOUND);
        assert_eq!(odile.get("/moi").await.status, StatusCode::OK);
    }
}
