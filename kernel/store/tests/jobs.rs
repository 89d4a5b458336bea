//! Jobs: committed with their transaction, run once at a time, retried, kept when they never succeed.

mod common;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration as Wait;

use beffroi_store::jobs::{self, JobError, Runner, RunnerOptions};
use beffroi_store::{Ambient, AuthorityDb, Db, Engine, NewJob, StoreError, both_engines, params};
use common::{CLUB, MEMBERS};
use serde_json::json;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);
const START: OffsetDateTime = datetime!(2026-11-23 12:00 UTC);

beffroi_store::statements! {
    NAME (kernel) = "select current_database()::text";
}

fn ambient() -> Ambient {
    Ambient::fixed(START, 7)
}

fn runner(db: &Db, ambient: &Ambient) -> Runner {
    Runner::new(db.clone(), ambient.clone(), RunnerOptions::default())
}

async fn enqueue(db: &AuthorityDb, ambient: &Ambient, job: NewJob) -> Uuid {
    let job = &job;
    db.write(move |tx| async move { tx.enqueue(ambient, job.clone()).await }).await.expect("enqueued")
}

/// What handlers did, in order.
#[derive(Clone, Default)]
struct Record(Arc<Mutex<Vec<String>>>);

impl Record {
    fn add(&self, said: impl Into<String>) {
        self.0.lock().expect("unpoisoned").push(said.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("unpoisoned").clone()
    }
}

/// Waits for a condition, never longer than ten seconds.
async fn until(mut condition: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Wait::from_millis(10)).await;
    }
    panic!("it never came");
}

both_engines! {
    migrations: [CLUB];

    async fn a_job_exists_only_once_its_transaction_is_committed(db: Db) {
        let (hautval, ambient, done) = (db.of(HAUTVAL), ambient(), Record::default());
        let runner = runner(&db, &ambient).on("letter", {
            let done = done.clone();
            move |job| {
                done.add(format!("{} {}", job.payload["to"], job.attempt));
                async { Ok(()) }
            }
        });
        let refused: Result<(), StoreError> = hautval.write(|tx| {
            let ambient = &ambient;
            async move {
                tx.enqueue(ambient, NewJob::new("letter", json!({"to": "nobody"}))).await?;
                Err(StoreError::NotFound("the caller's reason"))
            }
        }).await;
        assert!(refused.is_err());
        assert_eq!(runner.run_due().await, Ok(0));
        enqueue(&hautval, &ambient, NewJob::new("letter", json!({"to": "Anna"}))).await;
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(runner.run_due().await, Ok(0), "a job that is done is gone");
        assert_eq!(done.all(), ["\"Anna\" 1"]);
        assert_eq!(jobs::counts(&db).await, Ok(vec![]));
    }

    async fn a_failing_job_waits_longer_each_time_and_becomes_a_dead_letter(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        let runner = runner(&db, &ambient).on("letter", |_| async { Err(JobError::Retry("no stamp".into())) });
        let id = enqueue(&hautval, &ambient, NewJob::new("letter", json!({})).attempts(3)).await;
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(runner.run_due().await, Ok(0), "not before five seconds");
        ambient.advance(Duration::seconds(4));
        assert_eq!(runner.run_due().await, Ok(0), "not before five seconds");
        ambient.advance(Duration::seconds(3));
        assert_eq!(runner.run_due().await, Ok(1), "five seconds and at most a quarter");
        ambient.advance(Duration::seconds(7));
        assert_eq!(runner.run_due().await, Ok(0), "not before ten seconds");
        ambient.advance(Duration::seconds(6));
        assert_eq!(runner.run_due().await, Ok(1));
        ambient.advance(Duration::days(1));
        assert_eq!(runner.run_due().await, Ok(0), "the third was the last");
        let dead = jobs::dead(&hautval).await.expect("read");
        assert_eq!((dead.len(), dead[0].id, dead[0].attempts), (1, id, 3));
        assert_eq!(dead[0].last_error.as_deref(), Some("no stamp"));
        assert_eq!(jobs::dead(&db.of(Uuid::from_u128(2))).await, Ok(vec![]), "another authority sees none");
        assert!(jobs::counts(&db).await.expect("counted")[0].dead);
        assert_eq!(jobs::requeue(&hautval, &ambient, id).await, Ok(true));
        assert_eq!(jobs::requeue(&hautval, &ambient, id).await, Ok(false));
        assert_eq!(runner.run_due().await, Ok(1));
    }

    async fn a_hopeless_job_is_not_tried_again(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        let runner = runner(&db, &ambient).on("letter", |_| async { Err(JobError::Fatal("no address\0".into())) });
        let id = enqueue(&hautval, &ambient, NewJob::new("letter", json!({}))).await;
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(jobs::dead(&hautval).await.expect("read").len(), 1);
        assert_eq!(jobs::discard(&hautval, id).await, Ok(true));
        assert_eq!(jobs::dead(&hautval).await.expect("read").len(), 0);
    }

    async fn a_panic_in_a_handler_is_a_failure_like_another(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        let runner = runner(&db, &ambient).on("letter", |job| async move {
            assert!(job.attempt > 1, "it breaks off the first time");
            Ok(())
        });
        enqueue(&hautval, &ambient, NewJob::new("letter", json!({}))).await;
        assert_eq!(runner.run_due().await, Ok(1));
        ambient.advance(Duration::minutes(1));
        assert_eq!(runner.run_due().await, Ok(1));
        assert_eq!(jobs::counts(&db).await, Ok(vec![]));
    }

    async fn two_runners_never_run_the_same_job(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), Ambient::system());
        for number in 0..40 {
            enqueue(&hautval, &ambient, NewJob::new("letter", json!(number))).await;
        }
        let runs: Arc<Mutex<BTreeMap<String, u32>>> = Arc::default();
        let two = [0, 1].map(|_| {
            let runs = runs.clone();
            let runner = runner(&db, &ambient).on("letter", move |job| {
                let runs = runs.clone();
                async move {
                    *runs.lock().expect("unpoisoned").entry(job.payload.to_string()).or_default() += 1;
                    tokio::task::yield_now().await;
                    Ok(())
                }
            });
            tokio::spawn(async move { runner.run_due().await })
        });
        for one in two {
            one.await.expect("no panic").expect("no error");
        }
        let runs = runs.lock().expect("unpoisoned");
        assert_eq!(runs.len(), 40);
        assert!(runs.values().all(|times| *times == 1), "{runs:?}");
    }

    async fn a_job_whose_runner_died_is_leased_again_once_its_lease_is_over(db: Db) {
        let (hautval, ambient, done) = (db.of(HAUTVAL), ambient(), Record::default());
        enqueue(&hautval, &ambient, NewJob::new("letter", json!({})).attempts(2)).await;
        let started = Arc::new(AtomicU32::new(0));
        let dying = runner(&db, &ambient).on("letter", {
            let started = started.clone();
            move |_| {
                started.fetch_add(1, Ordering::SeqCst);
                std::future::pending()
            }
        });
        let dying = tokio::spawn(async move { dying.run_due().await });
        until(|| started.load(Ordering::SeqCst) == 1).await;
        dying.abort();
        let next = runner(&db, &ambient).on("letter", {
            let done = done.clone();
            move |job| {
                done.add(job.attempt.to_string());
                async { Ok(()) }
            }
        });
        assert_eq!(next.run_due().await, Ok(0), "it is still leased");
        ambient.advance(Duration::minutes(2));
        assert_eq!(next.run_due().await, Ok(1));
        assert_eq!(done.all(), ["2"]);
    }

    async fn a_job_that_kills_its_runner_each_time_is_buried(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        enqueue(&hautval, &ambient, NewJob::new("bomb", json!({})).attempts(1)).await;
        let started = Arc::new(AtomicU32::new(0));
        let dying = runner(&db, &ambient).on("bomb", {
            let started = started.clone();
            move |_| {
                started.fetch_add(1, Ordering::SeqCst);
                std::future::pending()
            }
        });
        let running = tokio::spawn({ let dying = dying.clone(); async move { dying.run_due().await } });
        until(|| started.load(Ordering::SeqCst) == 1).await;
        running.abort();
        ambient.advance(Duration::minutes(2));
        assert_eq!(dying.run_due().await, Ok(0));
        assert_eq!(jobs::dead(&hautval).await.expect("read").len(), 1);
    }

    async fn a_job_completed_in_its_own_transaction_takes_effect_once(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        let job = enqueue(&hautval, &ambient, NewJob::new("join", json!({}))).await;
        let late = Arc::new(Mutex::new(None));
        let runner = runner(&db, &ambient).on("join", {
            let late = late.clone();
            move |job| {
                let late = late.clone();
                async move {
                    let (ctx, id) = (&job, job.ambient.uuid_v4());
                    job.db.write(move |tx| async move {
                        tx.exec(&common::JOIN, params![id, "Anna", 5]).await?;
                        ctx.complete(&tx).await
                    }).await?;
                    *late.lock().expect("unpoisoned") = Some(job);
                    Ok(())
                }
            }
        });
        assert_eq!(runner.run_due().await, Ok(1));
        let ctx = late.lock().expect("unpoisoned").take().expect("it ran");
        assert_eq!(ctx.id, job);
        let (ctx, bruno) = (&ctx, Uuid::from_u128(9));
        let again = hautval.write(move |tx| async move {
            tx.exec(&common::JOIN, params![bruno, "Bruno", 5]).await?;
            ctx.complete(&tx).await
        }).await;
        assert_eq!(again, Err(StoreError::LeaseLost));
        assert_eq!(hautval.query(&MEMBERS, params![]).await.expect("read").len(), 1);
    }

    async fn a_second_job_with_the_same_key_is_the_first(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        let weekly = || NewJob::new("report", json!({})).unique("week 48");
        let first = enqueue(&hautval, &ambient, weekly()).await;
        assert_eq!(enqueue(&hautval, &ambient, weekly()).await, first);
        assert_ne!(enqueue(&db.of(Uuid::from_u128(2)), &ambient, weekly()).await, first);
        assert_ne!(enqueue(&hautval, &ambient, NewJob::new("letter", json!({})).unique("week 48")).await, first);
    }

    async fn a_job_of_an_unknown_kind_waits_for_who_knows_it(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        enqueue(&hautval, &ambient, NewJob::new("of a newer version", json!({}))).await;
        let older = runner(&db, &ambient).on("letter", |_| async { Ok(()) });
        assert_eq!(older.run_due().await, Ok(0));
        let newer = runner(&db, &ambient).on("of a newer version", |_| async { Ok(()) });
        assert_eq!(newer.run_due().await, Ok(1));
    }

    async fn a_job_planned_for_later_waits(db: Db) {
        let (hautval, ambient) = (db.of(HAUTVAL), ambient());
        enqueue(&hautval, &ambient, NewJob::new("letter", json!({})).at(START + Duration::days(30))).await;
        let runner = runner(&db, &ambient).on("letter", |_| async { Ok(()) });
        assert_eq!(runner.run_due().await, Ok(0));
        ambient.advance(Duration::days(30));
        assert_eq!(runner.run_due().await, Ok(1));
    }

    async fn the_jobs_of_a_lane_keep_their_order_even_when_one_fails(db: Db) {
        let (hautval, ambient, done) = (db.of(HAUTVAL), ambient(), Record::default());
        for number in 1..=4 {
            enqueue(&hautval, &ambient, NewJob::new("letter", json!(number)).lane("post").attempts(3)).await;
        }
        enqueue(&hautval, &ambient, NewJob::new("letter", json!("beside"))).await;
        let runner = runner(&db, &ambient).on("letter", {
            let done = done.clone();
            move |job| {
                let fails = job.payload == json!(2) && job.attempt == 1;
                done.add(format!("{}{}", job.payload, if fails { " failed" } else { "" }));
                async move { if fails { Err(JobError::Retry("no stamp".into())) } else { Ok(()) } }
            }
        });
        runner.run_due().await.expect("runs");
        let mut first = done.all();
        first.retain(|said| said != "\"beside\"");
        assert_eq!(first, ["1", "2 failed"], "three and four wait for two");
        ambient.advance(Duration::minutes(1));
        runner.run_due().await.expect("runs");
        assert_eq!(done.all()[3..], ["2", "3", "4"]);
    }

    async fn a_sleeping_runner_wakes_when_a_job_is_committed_even_by_another_process(db: Db) {
        let (ambient, done) = (Ambient::system(), Record::default());
        // On PostgreSQL another handle stands for another process; SQLite serves one process.
        let other = match db.engine() {
            Engine::Sqlite => db.clone(),
            Engine::Postgres => {
                let name: String = db.kernel().one(&NAME, params![]).await.and_then(|row| row.get(0)).expect("named");
                let server = beffroi_store::testing::postgres_server().expect("a server");
                let url = beffroi_store::testing::address(&server, &name);
                Db::open(&url, &beffroi_store::testing::options()).await.expect("opens")
            }
        };
        let options = RunnerOptions { poll: Duration::minutes(10), ..RunnerOptions::default() };
        let runner = Runner::new(db.clone(), ambient.clone(), options).on("letter", {
            let done = done.clone();
            move |_| {
                done.add("sent");
                async { Ok(()) }
            }
        });
        let mut heard = db.work();
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(runner.run(stopped));
        let hautval = other.of(HAUTVAL);
        if db.engine() == Engine::Postgres {
            // Until it listens, nothing is heard: that is what polls are for, but this one is ten minutes.
            let listening = async {
                while !heard.has_changed().expect("open") {
                    enqueue(&hautval, &ambient, NewJob::new("knock", json!({})).unique("knock")).await;
                    tokio::time::sleep(Wait::from_millis(20)).await;
                }
            };
            tokio::time::timeout(Wait::from_secs(10), listening).await.expect("it listens");
            heard.mark_unchanged();
        }
        enqueue(&hautval, &ambient, NewJob::new("letter", json!({}))).await;
        until(|| !done.all().is_empty()).await;
        stop.send(true).expect("it runs");
        tokio::time::timeout(Wait::from_secs(5), running).await.expect("it stops").expect("no panic");
    }
}
