//! A photo taken with a telephone lands in the request that is open on another screen, once.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance, Upload};
use time::Duration;

use crate::counter::{begin_entry, newcomer};
use crate::support::*;

/// The address that the screen shows.
fn shown(screen: &Browser) -> String {
    let text = screen.page().text();
    let at = text.find("https://hautval.example/photo/").expect("an address");
    let address = text[at..].split('<').next().expect("an address").to_owned();
    assert!(text.contains("<svg") && text.contains("role=\"img\""), "a code to scan: {text}");
    address.trim_start_matches("https://hautval.example").to_owned()
}

async fn asked(db: &Db) -> (Instance, Browser, String) {
    let instance = hautval(db).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    begin(&mut odile, "terrasse").await;
    answer_first(&mut odile).await;
    let page = odile.submit("/remplir/projet", &[("surface", "42"), ("_photo", "plan")]).await;
    assert!(page.at.contains("/photo/projet/"), "{} {}", page.at, page.text());
    let address = shown(&odile);
    (instance, odile, address)
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_photo_from_a_telephone_lands_on_the_same_question_once(db: Db) {
        let (instance, mut odile, address) = asked(&db).await;
        let screen = odile.page().at.clone();
        let mut telephone = instance.browser(HOST);
        let page = telephone.get(&address).await;
        assert!(page.contains("Le plan"), "{}", page.text());
        for personal in ["Planteville", "soleil", "locataire", ODILE] {
            assert!(!page.contains(personal), "{personal}");
        }
        let nothing = telephone.submit(&address, &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = Upload { field: "photo", name: "x.png", bytes: b"MZ not a picture" };
        let refused = telephone.submit_files(&address, &[], &[wrong]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the same checks by content");
        let photo = Upload { field: "photo", name: "IMG_0001.png", bytes: PNG };
        let mut other = telephone.clone();
        let done = telephone.submit_files(&address, &[], &[photo]).await;
        assert!(done.contains("La photo est envoyée"), "{} {}", done.status, done.text());
        let again = other.submit_files(&address, &[], &[photo]).await;
        assert_eq!(again.status, StatusCode::GONE, "once only");

        assert!(odile.get(&screen).await.contains("La photo est arrivée"));
        let page = odile.get("/demarches/terrasse/remplir/projet").await;
        assert!(page.contains("IMG_0001.png") && page.form("/remplir/projet").value("surface") == Some("42"), "{}", page.text());
    }

    async fn the_page_closes_by_itself_and_opens_nothing_else(db: Db) {
        let (instance, odile, address) = asked(&db).await;
        let mut telephone = instance.browser(HOST);
        assert_eq!(telephone.get("/photo/0000-0000-0000-0000").await.status, StatusCode::GONE);
        let mut stranger = instance.browser(HOST);
        let seen = stranger.get(&odile.page().at).await;
        assert!(!seen.contains("/photo/"), "the screen is hers: {}", seen.at);
        instance.app().ambient().advance(Duration::minutes(16));
        assert_eq!(telephone.get(&address).await.status, StatusCode::GONE);
    }

    async fn the_counter_takes_a_photo_too(db: Db) {
        let instance = hautval(&db).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        newcomer(&mut claire).await;
        begin_entry(&mut claire, "bac", &[("canal", "counter")]).await;
        let page = claire.page().at.replace("/vous", "/projet");
        claire.get(&page).await;
        claire.submit("/remplir/projet", &[("_photo", "plan")]).await;
        let address = shown(&claire);
        let mut telephone = instance.browser(HOST);
        telephone.get(&address).await;
        let photo = Upload { field: "photo", name: "carte.png", bytes: PNG };
        telephone.submit_files(&address, &[], &[photo]).await;
        assert!(claire.get(&page).await.contains("carte.png"));
    }
}
