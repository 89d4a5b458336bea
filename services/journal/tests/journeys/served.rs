//! The log over HTTP: the files that are published, with the headers that mirrors and verifiers expect.

use beffroi_store::Db;
use beffroi_translog::{Checkpoint, Entry, TlogProof, VerifierKey, audit};

use crate::support::{HOST, Mirror, acts, hautval, tables};

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_mirror_made_over_http_verifies(db: Db) {
        let town = hautval(&db).await;
        let mut browser = town.instance.browser(HOST);
        assert_eq!(browser.get("/journal/checkpoint").await.status, 404);
        acts(&town.desk, 300).await;
        town.publish().await.unwrap();

        let checkpoint = browser.get("/journal/checkpoint").await;
        assert_eq!(checkpoint.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(checkpoint.header("cache-control"), "public, max-age=5");
        let key: VerifierKey = browser.get("/journal/vkey").await.text().trim_end().parse().unwrap();
        let head = Checkpoint::open(&checkpoint.body, &key, &[], 0).unwrap().checkpoint;
        let mirror = town.instance.folder().join("mirror");
        for tile in beffroi_translog::new_tiles(0, head.size) {
            let answer = browser.get(&format!("/journal/{tile}")).await;
            assert_eq!(answer.header("content-type"), "application/octet-stream");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
            assert_eq!(answer.header("set-cookie"), "");
            let path = mirror.join(tile.to_string());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, answer.body).unwrap();
        }
        assert_eq!(audit(&Mirror(&mirror), &head).unwrap().tree.size(), 300);
    }

    async fn only_the_files_of_the_log_are_served(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 300).await;
        town.publish().await.unwrap();
        let mut browser = town.instance.browser(HOST);
        for path in [
            "tile/0/0", "tile/0/000.p/300", "tile/0/001.p/45", "tile/0/002", "tile/entries/", "tile/0/../../checkpoint",
            "tile/0/%2e%2e/%2e%2e/checkpoint", "tile/64/000", ".lock", "checkpoint/", "entree/300", "preuve/300.tlog-proof",
            "preuve/12", "preuve/x.tlog-proof",
        ] {
            assert_eq!(browser.get(&format!("/journal/{path}")).await.status, 404, "{path}");
        }
    }

    async fn every_entry_has_a_proof_that_holds_offline(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 300).await;
        town.publish().await.unwrap();
        let mut browser = town.instance.browser(HOST);
        let key: VerifierKey = browser.get("/journal/vkey").await.text().trim_end().parse().unwrap();
        for index in [0, 1, 254, 255, 256, 299] {
            let entry = Entry::parse(&browser.get(&format!("/journal/entree/{index}")).await.body).unwrap();
            let answer = browser.get(&format!("/journal/preuve/{index}.tlog-proof")).await;
            let proof: TlogProof = answer.text().parse().unwrap();
            assert_eq!((proof.index, answer.header("content-disposition")), (index, "attachment"));
            assert_eq!(proof.verify(entry.leaf(), &key, &[], 0).unwrap().checkpoint.size, 300);
        }
    }
}
