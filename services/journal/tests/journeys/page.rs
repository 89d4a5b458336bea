//! The public page, in four languages.

use beffroi_store::Db;

use crate::support::{HOST, acts, hautval, tables};

beffroi_store::both_engines! {
    migrations: tables();

    async fn the_page_shows_the_signed_head_and_how_to_check_it(db: Db) {
        let town = hautval(&db).await;
        let mut browser = town.instance.browser(HOST);
        let before = browser.get("/transparence/journal").await;
        assert!(before.status == 200 && before.contains("Aucun état n’est encore publié"));
        acts(&town.desk, 12).await;
        town.publish().await.unwrap();
        let checkpoint = String::from_utf8(std::fs::read(town.folder().join("checkpoint")).unwrap()).unwrap();
        let key = town.desk.log_key().await.unwrap().unwrap().to_string();
        for (prefix, title) in [
            ("", "Le journal public de la commune"),
            ("/nl", "Het openbare logboek van de gemeente"),
            ("/de", "Das öffentliche Protokoll der Gemeinde"),
            ("/en", "The commune’s public journal"),
        ] {
            let page = browser.get(&format!("{prefix}/transparence/journal")).await;
            assert_eq!(page.status, 200);
            assert!(page.contains(title), "{prefix}");
            assert!(page.contains(&checkpoint) && page.contains(&key), "{prefix}");
            assert!(page.contains("aics-tlog verify-inclusion --tiles https://hautval.example/journal"), "{prefix}");
            assert!(!page.contains("journal-"), "a text is missing in {prefix}: {}", page.text());
        }
    }
}
