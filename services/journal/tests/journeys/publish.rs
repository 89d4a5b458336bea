//! What is published verifies, whatever happens while it is.

use std::fs;

use beffroi_journal::{Outcome, PublishError};
use beffroi_store::{Db, Scope, Statement, params};
use time::Duration;

use crate::support::{acts, commune, folder, hautval, instance, publisher, tables, verified};

async fn tamper(db: &Db, sql: &'static str) {
    let statement = &Statement { name: "TAMPER", sql, scope: Scope::Kernel };
    let kernel = db.kernel();
    let done = kernel.write(move |tx| async move { tx.exec(statement, params![]).await });
    done.await.expect("the statement runs");
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_journal_is_published_as_it_grows(db: Db) {
        let town = hautval(&db).await;
        assert_eq!(town.publish().await.unwrap(), Outcome::Published(0));
        for (more, size) in [(3, 3), (252, 255), (1, 256), (1, 257), (400, 657)] {
            acts(&town.desk, more).await;
            assert_eq!(town.publish().await.unwrap(), Outcome::Published(size));
            assert_eq!(verified(&town.desk, &town.folder()).await, Some(size));
            assert_eq!(town.publish().await.unwrap(), Outcome::Unchanged);
        }
        assert!(town.folder().join("tile/0/000").exists() && !town.folder().join("tile/0/000.p/3").exists());
        assert!(town.folder().join("tile/entries/002.p/145").exists());
        assert!(town.desk.verify_journal().await.unwrap().holds());
        let key = fs::read_to_string(town.folder().join("vkey")).unwrap();
        assert_eq!(key.trim_end(), town.desk.log_key().await.unwrap().unwrap().to_string());
    }

    async fn a_published_checkpoint_keeps_its_files_until_the_full_ones_are_there(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 10).await;
        town.publish().await.unwrap();
        let kept = fs::read(town.folder().join("checkpoint")).unwrap();
        acts(&town.desk, 10).await;
        town.publish().await.unwrap();
        assert!(town.folder().join("tile/0/000.p/10").exists() && town.folder().join("tile/0/000.p/20").exists());
        fs::write(town.folder().join("checkpoint"), &kept).unwrap();
        assert_eq!(verified(&town.desk, &town.folder()).await, Some(10));
        // An older head put in its place is replaced.
        assert_eq!(town.publish().await.unwrap(), Outcome::Published(20));
    }

    async fn a_process_that_dies_at_any_instant_leaves_a_log_that_verifies(db: Db) {
        let instance = instance(&db);
        let files = instance.app().published();
        let mut survived = 0;
        for writes in 0..40 {
            let host = format!("h{writes}.example");
            let (desk, folder) = (commune(&instance, &host).await, folder(&instance, &host));
            acts(&desk, 250).await;
            publisher(&desk).publish(&desk, files).await.unwrap();
            acts(&desk, 10).await;
            let died = publisher(&desk).publish(&desk, &files.dying_before(writes)).await;
            survived = if died.is_ok() { survived + 1 } else { 0 };
            let size = verified(&desk, &folder).await;
            assert!(matches!(size, Some(250 | 260)), "before write {writes}: {size:?}");
            // Another process takes over once the turn of the dead one has run out.
            desk.ambient().advance(Duration::minutes(2));
            acts(&desk, 1).await;
            assert_eq!(publisher(&desk).publish(&desk, files).await.unwrap(), Outcome::Published(261));
            assert_eq!(verified(&desk, &folder).await, Some(261));
            assert!(!folder.join("tile/0/000.p/250").exists());
            assert!(desk.verify_journal().await.unwrap().holds());
            if survived > 1 {
                assert!(writes > 8, "the process was not killed often enough: {writes}");
                return;
            }
        }
        panic!("publishing eleven entries takes more than forty writes");
    }

    async fn while_one_publisher_has_its_turn_another_waits(db: Db) {
        let town = hautval(&db).await;
        let (first, second) = (publisher(&town.desk), publisher(&town.desk));
        acts(&town.desk, 5).await;
        assert!(first.publish(&town.desk, &town.files().dying_before(1)).await.is_err());
        assert_eq!(second.publish(&town.desk, town.files()).await.unwrap(), Outcome::Busy);
        town.desk.ambient().advance(Duration::minutes(2));
        assert_eq!(second.publish(&town.desk, town.files()).await.unwrap(), Outcome::Published(5));
        town.desk.ambient().advance(Duration::minutes(2));
        assert_eq!(first.publish(&town.desk, town.files()).await.unwrap(), Outcome::Unchanged);
    }

    async fn a_late_publisher_cannot_bring_an_old_head_back(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 5).await;
        town.publish().await.unwrap();
        let path = "hautval.example/journal/checkpoint";
        let before = town.files().get(path).await.unwrap().unwrap();
        acts(&town.desk, 5).await;
        town.desk.ambient().advance(Duration::minutes(2));
        town.publish().await.unwrap();
        let now = town.files().get(path).await.unwrap().unwrap();
        assert!(!town.files().replace(path, Some(&before), before.clone()).await.unwrap());
        assert!(!town.files().replace(path, None, before).await.unwrap());
        assert_eq!(town.files().get(path).await.unwrap().unwrap(), now);
    }

    async fn several_publishers_and_writers_at_once_make_one_history(db: Db) {
        let town = hautval(&db).await;
        let mut at_work = Vec::new();
        for _ in 0..3 {
            let (desk, files) = (town.desk.clone(), town.files().clone());
            at_work.push(tokio::spawn(async move {
                let publisher = publisher(&desk);
                for _ in 0..6 {
                    acts(&desk, 7).await;
                    desk.ambient().advance(Duration::minutes(2));
                    publisher.publish(&desk, &files).await.expect("a publisher publishes or waits");
                }
            }));
        }
        for work in at_work {
            work.await.unwrap();
        }
        town.desk.ambient().advance(Duration::minutes(2));
        town.publish().await.unwrap();
        assert_eq!(verified(&town.desk, &town.folder()).await, Some(126));
        assert!(town.desk.verify_journal().await.unwrap().holds());
    }

    async fn a_database_older_than_its_journal_signs_nothing(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 5).await;
        town.publish().await.unwrap();
        tamper(&db, "create table kept_log as select * from people_log").await;
        tamper(&db, "create table kept_journal as select * from people_journal").await;
        acts(&town.desk, 5).await;
        town.publish().await.unwrap();
        for restore in [
            "delete from people_log", "insert into people_log select * from kept_log",
            "delete from people_journal", "insert into people_journal select * from kept_journal",
        ] {
            tamper(&db, restore).await;
        }
        acts(&town.desk, 9).await;
        let refused = town.publish().await;
        assert!(matches!(refused, Err(PublishError::Rewound { published: 10, recorded: 5 })), "{refused:?}");
        assert_eq!(verified(&town.desk, &town.folder()).await, Some(10));
        assert_eq!(town.desk.log_head().await.unwrap().unwrap().size, 5, "no entry was given a place");
    }

    async fn entries_changed_after_they_were_signed_are_never_signed_again(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 5).await;
        town.publish().await.unwrap();
        tamper(&db, "update people_journal set entry = (select k.entry from people_journal k where k.place = 1) where place = 2").await;
        fs::remove_dir_all(town.folder().join("tile")).unwrap();
        let refused = town.publish().await;
        assert!(matches!(refused, Err(PublishError::Diverged(5))), "{refused:?}");
    }

    async fn damaged_or_missing_files_are_written_again(db: Db) {
        let town = hautval(&db).await;
        acts(&town.desk, 600).await;
        town.publish().await.unwrap();
        for name in ["tile/0/000", "tile/entries/001", "tile/1/000.p/2", "tile/0/002.p/88", "checkpoint", "vkey"] {
            fs::remove_file(town.folder().join(name)).unwrap();
            town.publish().await.unwrap();
            assert_eq!(verified(&town.desk, &town.folder()).await, Some(600), "without {name}");
        }
        for name in ["tile/1/000.p/2", "tile/0/002.p/88", "tile/entries/002.p/88", "checkpoint"] {
            let path = town.folder().join(name);
            let mut bytes = fs::read(&path).unwrap();
            bytes[40] ^= 1;
            fs::write(&path, bytes).unwrap();
            town.publish().await.unwrap();
            assert_eq!(verified(&town.desk, &town.folder()).await, Some(600), "with {name} damaged");
        }
        fs::remove_dir_all(town.folder()).unwrap();
        town.publish().await.unwrap();
        assert_eq!(verified(&town.desk, &town.folder()).await, Some(600));
    }

    async fn a_process_that_has_seen_it_published_asks_the_files_again_after_a_day(db: Db) {
        let town = hautval(&db).await;
        let publisher = publisher(&town.desk);
        acts(&town.desk, 3).await;
        publisher.publish(&town.desk, town.files()).await.unwrap();
        fs::remove_dir_all(town.folder()).unwrap();
        assert_eq!(publisher.publish(&town.desk, town.files()).await.unwrap(), Outcome::Unchanged);
        town.desk.ambient().advance(Duration::hours(24));
        assert_eq!(publisher.publish(&town.desk, town.files()).await.unwrap(), Outcome::Published(3));
    }
}
