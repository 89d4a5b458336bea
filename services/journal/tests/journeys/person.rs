//! Completeness: what a person was given of her accesses, judged against the public log.

use beffroi_journal::{Complete, Export, ExportFault, fsck};
use beffroi_people::{Actor, Attribute};
use beffroi_store::{Db, Scope, Statement, params};
use beffroi_translog::{Audited, ChainError, Checkpoint, audit};
use uuid::Uuid;

use crate::support::{Mirror, Town, acts, hautval, tables};

/// Somebody whose data are opened so often, each time in another session; the export she makes in the last.
async fn export_after(town: &Town, person: Uuid, openings: u32) -> String {
    let session = || Actor::holder(person, town.desk.ambient().uuid_v7());
    for _ in 1..openings {
        town.desk.open_own(&session()).await.unwrap();
        acts(&town.desk, 2).await;
    }
    let opened = town.desk.open_own(&session()).await.unwrap();
    town.publish().await.unwrap();
    opened.export_accesses().await.unwrap().to_string()
}

async fn somebody(town: &Town) -> Uuid {
    let (desk, known) = (&town.desk, &[(Attribute::GivenName, "Zoé")]);
    desk.db().write(move |tx| async move { desk.create_person(&tx, known).await }).await.unwrap()
}

async fn audited(town: &Town) -> (Audited, Checkpoint) {
    let bytes = std::fs::read(town.folder().join("checkpoint")).unwrap();
    let key = town.desk.log_key().await.unwrap().unwrap();
    let head = Checkpoint::open(&bytes, &key, &[], 0).unwrap().checkpoint;
    (audit(&Mirror(&town.folder()), &head).unwrap(), head)
}

async fn judged(town: &Town, export: &str) -> Result<Complete, ExportFault> {
    let (log, head) = audited(town).await;
    Export::parse(export.as_bytes()).expect("an export").check(&log, &head)
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn an_export_is_complete_and_stays_so_when_the_log_grows(db: Db) {
        let town = hautval(&db).await;
        let (zoe, other) = (somebody(&town).await, somebody(&town).await);
        export_after(&town, other, 3).await;
        let export = export_after(&town, zoe, 5).await;
        let complete = judged(&town, &export).await.unwrap();
        assert_eq!((complete.shown, complete.destroyed, complete.since), (5, 0, 0));
        let later = export_after(&town, zoe, 2).await;
        let still = judged(&town, &export).await.unwrap();
        assert_eq!((still.shown, still.since, still.until), (5, 2, complete.until));
        assert_eq!(judged(&town, &later).await.unwrap().shown, 7);
    }

    async fn whatever_is_hidden_altered_or_added_is_found(db: Db) {
        let town = hautval(&db).await;
        let zoe = somebody(&town).await;
        let export = export_after(&town, zoe, 6).await;
        let json: serde_json::Value = serde_json::from_str(&export).unwrap();
        let lines = json["chains"][0]["openings"].as_array().unwrap().clone();
        let with = |lines: Vec<serde_json::Value>| {
            let mut json = json.clone();
            json["chains"][0]["openings"] = lines.into();
            json.to_string()
        };
        for at in 0..lines.len() {
            let index = lines[at]["index"].as_u64().unwrap();
            let mut hidden = lines.clone();
            hidden.remove(at);
            assert_eq!(judged(&town, &with(hidden)).await, Err(ChainError::Hidden(index).into()));
            let mut altered = lines.clone();
            let text = altered[at]["opening"].as_str().unwrap().replace("self", "agent");
            altered[at]["opening"] = text.into();
            assert_eq!(judged(&town, &with(altered)).await, Err(ChainError::Altered(index).into()));
            let mut twice = lines.clone();
            twice.push(lines[at].clone());
            assert_eq!(judged(&town, &with(twice)).await, Err(ChainError::NotHers(index).into()));
        }
    }

    async fn an_export_of_another_log_or_of_a_log_rewritten_since_is_refused(db: Db) {
        let town = hautval(&db).await;
        let zoe = somebody(&town).await;
        let export = export_after(&town, zoe, 2).await;
        let elsewhere = export.replace("\"origin\":\"hautval", "\"origin\":\"ailleurs");
        assert!(matches!(judged(&town, &elsewhere).await, Err(ExportFault::OtherLog(_))));
        let mut json: serde_json::Value = serde_json::from_str(&export).unwrap();
        let checkpoint = json["checkpoint"].as_str().unwrap().replace("\n4\n", "\n3\n");
        json["checkpoint"] = checkpoint.into();
        assert_eq!(judged(&town, &json.to_string()).await, Err(ExportFault::Rewritten));
        for bad in ["", "{}", "[1]", r#"{"origin":"a","chains":[{"key":"00","openings":[]}]}"#, r#"{"origin":1,"chains":[]}"#] {
            assert!(Export::parse(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    async fn fsck_compares_the_database_with_what_is_published(db: Db) {
        let town = hautval(&db).await;
        let zoe = somebody(&town).await;
        export_after(&town, zoe, 3).await;
        acts(&town.desk, 1).await;
        let checked = fsck(&town.desk, town.files()).await.unwrap();
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        assert_eq!((checked.entries, checked.published, checked.waiting, checked.persons), (7, 7, 1, 1));

        let kernel = db.kernel();
        let tamper = |sql: &'static str| {
            let kernel = kernel.clone();
            async move {
                let statement = &Statement { name: "TAMPER", sql, scope: Scope::Kernel };
                kernel.write(move |tx| async move { tx.exec(statement, params![]).await }).await.unwrap();
            }
        };
        tamper("create table kept as select * from people_journal").await;
        for forgery in [
            "update people_journal set opening = sealed where place = 0",
            "update people_journal set entry = (select k.entry from kept k where k.place = 1) where place = 2",
            "delete from people_journal where place = 6",
            "update people_chain set length = length + 1",
        ] {
            tamper(forgery).await;
            assert!(!fsck(&town.desk, town.files()).await.unwrap().problems.is_empty(), "{forgery}");
            tamper("delete from people_journal").await;
            tamper("insert into people_journal select * from kept").await;
            tamper("update people_chain set length = 3").await;
        }
        assert!(fsck(&town.desk, town.files()).await.unwrap().problems.is_empty());
        let tile = town.folder().join("tile/entries/000.p/7");
        let mut bytes = std::fs::read(&tile).unwrap();
        bytes[300] ^= 1;
        std::fs::write(&tile, bytes).unwrap();
        assert!(!fsck(&town.desk, town.files()).await.unwrap().problems.is_empty());
    }
}
