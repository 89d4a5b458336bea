//! Events reach each subscriber once, in the order in which they were told.

use std::sync::{Arc, Mutex};

use beffroi_store::jobs::{JobError, Runner, RunnerOptions};
use beffroi_store::outbox::{self, Relay};
use beffroi_store::{Ambient, Db, StoreError, both_engines};
use serde_json::{Value, json};
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);

fn ambient() -> Ambient {
    Ambient::fixed(datetime!(2026-11-23 12:00 UTC), 7)
}

async fn tell(db: &Db, ambient: &Ambient, event: &str, payload: Value) {
    let (payload, hautval) = (&payload, db.of(HAUTVAL));
    let told = hautval.write(move |tx| async move { tx.emit(ambient, event, payload.clone()).await });
    told.await.expect("told");
}

both_engines! {
    migrations: [];

    async fn an_event_is_told_with_its_transaction_or_not_at_all(db: Db) {
        let ambient = ambient();
        let told = &ambient;
        let refused: Result<(), StoreError> = db.of(HAUTVAL).write(move |tx| async move {
            tx.emit(told, "files.decided", json!({})).await?;
            Err(StoreError::NotFound("the caller's reason"))
        }).await;
        assert!(refused.is_err());
        assert_eq!(outbox::waiting(&db).await, Ok(0));
        tell(&db, &ambient, "files.decided", json!({})).await;
        assert_eq!(outbox::waiting(&db).await, Ok(1));
    }

    async fn each_subscriber_hears_every_event_once_and_in_order(db: Db) {
        let ambient = ambient();
        for number in 0..250 {
            tell(&db, &ambient, "files.decided", json!(number)).await;
        }
        tell(&db, &ambient, "files.forgotten", json!({})).await;
        let relay = Relay::new(db.clone(), ambient.clone())
            .subscribe("files.decided", "mail.tell")
            .subscribe("files.decided", "statistics.count");
        let two = [relay.clone(), relay].map(|relay| tokio::spawn(async move { relay.run_once().await }));
        let mut relayed = 0;
        for one in two {
            relayed += one.await.expect("no panic").expect("relays");
        }
        assert_eq!(relayed, 251, "two relays at once share the work");
        assert_eq!(outbox::waiting(&db).await, Ok(0));
        let heard: Arc<Mutex<Vec<(String, i64)>>> = Arc::default();
        let hear = |heard: &Arc<Mutex<Vec<(String, i64)>>>| {
            let heard = heard.clone();
            move |job: beffroi_store::jobs::JobCtx| {
                let heard = heard.clone();
                async move {
                    assert_eq!(job.payload["event"], "files.decided");
                    let number = job.payload["payload"].as_i64().expect("a number");
                    if number == 3 && job.attempt == 1 {
                        return Err(JobError::Retry("not now".into()));
                    }
                    heard.lock().expect("unpoisoned").push((job.kind.clone(), number));
                    Ok(())
                }
            }
        };
        let runner = Runner::new(db.clone(), ambient.clone(), RunnerOptions::default())
            .on("mail.tell", hear(&heard))
            .on("statistics.count", hear(&heard));
        runner.run_due().await.expect("runs");
        ambient.advance(Duration::minutes(1));
        runner.run_due().await.expect("runs");
        let heard = heard.lock().expect("unpoisoned");
        for kind in ["mail.tell", "statistics.count"] {
            let numbers: Vec<i64> = heard.iter().filter(|(of, _)| of == kind).map(|(_, number)| *number).collect();
            assert_eq!(numbers, (0..250).collect::<Vec<_>>(), "{kind}");
        }
    }
}
