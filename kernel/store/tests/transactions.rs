//! Transactions on both engines: kept whole or not at all, never mixed with another authority's.

mod common;
#[path = "common/join.rs"]
mod join;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use beffroi_store::{ConstraintKind, Db, Engine, StoreError, both_engines, params};
use common::{ADD_SAVINGS, CLUB, EVERY_MEMBER, JOIN, MEMBERS, NOTE, SAVINGS, SET_SAVINGS, TOTAL};
use join::join;
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);
const VALBAS: Uuid = Uuid::from_u128(2);

both_engines! {
    migrations: [CLUB];

    async fn every_statement_prepares(db: Db) {
        assert_eq!(db.prepare_all(common::STATEMENTS).await, Ok(()));
        db.ping().await.expect("the database answers");
    }

    async fn one_authority_never_reads_or_writes_anothers_rows(db: Db) {
        let (hautval, valbas) = (db.of(HAUTVAL), db.of(VALBAS));
        let anna = join(&hautval, "Anna", 10).await.expect("joins");
        join(&valbas, "Bruno", 20).await.expect("joins");
        assert_eq!(hautval.query(&MEMBERS, params![]).await.expect("reads").len(), 1);
        assert_eq!(valbas.opt(&SAVINGS, params![anna]).await, Ok(None));
        let touched = valbas.write(move |tx| async move { tx.exec(&SET_SAVINGS, params![anna, 0]).await }).await;
        assert_eq!(touched, Ok(0));
        assert_eq!(hautval.one(&SAVINGS, params![anna]).await.and_then(|row| row.get::<i64>(0)), Ok(10));
        // The same identifier and name may live in both.
        join(&valbas, "Anna", 5).await.expect("joins");
        assert_eq!(db.kernel().query(&EVERY_MEMBER, params![]).await.expect("reads").len(), 3);
    }

    async fn a_statement_of_the_other_scope_is_refused(db: Db) {
        let refused = db.of(HAUTVAL).query(&EVERY_MEMBER, params![]).await;
        assert_eq!(refused, Err(StoreError::WrongScope("EVERY_MEMBER")));
        let refused = db.kernel().query(&MEMBERS, params![]).await;
        assert_eq!(refused, Err(StoreError::WrongScope("MEMBERS")));
    }

    async fn too_few_or_too_many_values_are_refused(db: Db) {
        let hautval = db.of(HAUTVAL);
        let refused = hautval.query(&SAVINGS, params![]).await;
        assert_eq!(refused, Err(StoreError::ParameterCount { statement: "SAVINGS", wanted: 2, given: 1 }));
        let refused = hautval.query(&SAVINGS, params![HAUTVAL, 2]).await;
        assert_eq!(refused, Err(StoreError::ParameterCount { statement: "SAVINGS", wanted: 2, given: 3 }));
    }

    async fn a_refusal_undoes_everything_before_it(db: Db) {
        let hautval = db.of(HAUTVAL);
        let anna = join(&hautval, "Anna", 10).await.expect("joins");
        let outcome: Result<(), StoreError> = hautval.write(move |tx| async move {
            tx.exec(&SET_SAVINGS, params![anna, 99]).await?;
            Err(StoreError::NotFound("a reason of the caller"))
        }).await;
        assert_eq!(outcome, Err(StoreError::NotFound("a reason of the caller")));
        assert_eq!(hautval.one(&SAVINGS, params![anna]).await.and_then(|row| row.get::<i64>(0)), Ok(10));
    }

    async fn a_failed_statement_spoils_its_transaction(db: Db) {
        let hautval = db.of(HAUTVAL);
        let anna = join(&hautval, "Anna", 10).await.expect("joins");
        let outcome = hautval.write(move |tx| async move {
            tx.exec(&SET_SAVINGS, params![anna, 99]).await?;
            let refused = tx.exec(&JOIN, params![anna, "Anna again", 1]).await.expect_err("the key is taken");
            assert!(refused.is_unique(), "{refused}");
            let after = tx.exec(&SET_SAVINGS, params![anna, 98]).await;
            assert_eq!(after, Err(StoreError::Aborted));
            Ok::<_, StoreError>(())
        }).await;
        assert_eq!(outcome, Err(StoreError::Aborted));
        assert_eq!(hautval.one(&SAVINGS, params![anna]).await.and_then(|row| row.get::<i64>(0)), Ok(10));
    }

    async fn each_constraint_is_told_apart(db: Db) {
        let hautval = db.of(HAUTVAL);
        let anna = join(&hautval, "Anna", 10).await.expect("joins");
        let kind = |error| match error {
            StoreError::Constraint { kind, .. } => kind,
            other => panic!("{other}"),
        };
        let refused = join(&hautval, "Anna", 10).await.expect_err("the name is taken");
        assert_eq!(kind(refused), ConstraintKind::Unique);
        let refused = hautval.write(move |tx| async move { tx.exec(&SET_SAVINGS, params![anna, -1]).await }).await;
        assert_eq!(kind(refused.expect_err("debts are refused")), ConstraintKind::Check);
        let none: Option<i64> = None;
        let refused = hautval.write(move |tx| async move { tx.exec(&SET_SAVINGS, params![anna, none]).await }).await;
        assert_eq!(kind(refused.expect_err("a number is needed")), ConstraintKind::NotNull);
        let stranger = Uuid::from_u128(77);
        let refused = hautval.write(move |tx| async move {
            tx.exec(&NOTE, params![stranger, stranger, "about nobody"]).await
        }).await;
        assert_eq!(kind(refused.expect_err("the member is unknown")), ConstraintKind::ForeignKey);
    }

    async fn concurrent_transfers_keep_the_total(db: Db) {
        let hautval = db.of(HAUTVAL);
        let anna = join(&hautval, "Anna", 100).await.expect("joins");
        let bruno = join(&hautval, "Bruno", 100).await.expect("joins");
        let runs = Arc::new(AtomicU32::new(0));
        let mut transfers = tokio::task::JoinSet::new();
        for number in 0..24 {
            let (hautval, runs) = (hautval.clone(), runs.clone());
            let (from, to) = if number % 2 == 0 { (anna, bruno) } else { (bruno, anna) };
            transfers.spawn(async move {
                let runs = &runs;
                hautval.write(move |tx| async move {
                    runs.fetch_add(1, Ordering::SeqCst);
                    let here: i64 = tx.one(&SAVINGS, params![from]).await?.get(0)?;
                    let there: i64 = tx.one(&SAVINGS, params![to]).await?.get(0)?;
                    tx.exec(&SET_SAVINGS, params![from, here - 3]).await?;
                    tx.exec(&SET_SAVINGS, params![to, there + 3]).await?;
                    Ok::<_, StoreError>(())
                }).await
            });
        }
        let mut refused = 0;
        while let Some(transfer) = transfers.join_next().await {
            match transfer.expect("no panic") {
                Ok(()) => {}
                Err(StoreError::Contention(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        let row = hautval.one(&TOTAL, params![]).await.expect("reads");
        assert_eq!((row.get_by::<i64>("total"), row.get_by::<i64>("members")), (Ok(200), Ok(2)));
        let runs = runs.load(Ordering::SeqCst);
        match db.engine() {
            Engine::Sqlite => assert_eq!((runs, refused), (24, 0), "one writer has no races"),
            Engine::Postgres => assert!(runs > 24, "no transaction met another in {runs} runs"),
        }
    }

    async fn refusals_among_many_at_once_disturb_no_neighbour(db: Db) {
        let hautval = db.of(HAUTVAL);
        let mut all = tokio::task::JoinSet::new();
        for number in 0..60_u32 {
            let hautval = hautval.clone();
            all.spawn(async move {
                let name = &format!("member {number:02}");
                hautval.write(move |tx| async move {
                    tx.exec(&JOIN, params![Uuid::from_u128(number.into()), name, number]).await?;
                    match number % 3 {
                        0 => Err(StoreError::NotFound("refused by the caller")),
                        // A name that another took fails on the engine's word.
                        1 => tx.exec(&JOIN, params![Uuid::from_u128(1000), name, 1]).await.map(drop),
                        _ => Ok(()),
                    }
                }).await
            });
        }
        let mut kept = 0;
        while let Some(one) = all.join_next().await {
            kept += i64::from(one.expect("no panic").is_ok());
        }
        let row = hautval.one(&TOTAL, params![]).await.expect("reads");
        assert_eq!((kept, row.get_by::<i64>("members")), (20, Ok(20)));
    }

    async fn a_dropped_caller_is_rolled_back_and_the_next_goes_on(db: Db) {
        let hautval = db.of(HAUTVAL);
        let anna = join(&hautval, "Anna", 10).await.expect("joins");
        let (touched, seen) = tokio::sync::oneshot::channel();
        let touched = Arc::new(std::sync::Mutex::new(Some(touched)));
        let caller = tokio::spawn({
            let hautval = hautval.clone();
            async move {
                let touched = &touched;
                hautval.write(move |tx| async move {
                    tx.exec(&SET_SAVINGS, params![anna, 99]).await?;
                    if let Some(touched) = touched.lock().expect("unpoisoned").take() {
                        touched.send(()).expect("the test listens");
                    }
                    std::future::pending::<Result<(), StoreError>>().await
                }).await
            }
        });
        seen.await.expect("the row was touched");
        caller.abort();
        assert!(caller.await.expect_err("aborted").is_cancelled());
        let began = std::time::Instant::now();
        let now = hautval.write(move |tx| async move { tx.one(&ADD_SAVINGS, params![anna, 1]).await?.get::<i64>(0) });
        assert_eq!(now.await, Ok(11));
        assert!(began.elapsed() < Duration::from_millis(600), "the writer waited for the stall limit");
    }

    async fn a_closure_that_falls_silent_is_given_up(db: Db) {
        let hautval = db.of(HAUTVAL);
        let anna = join(&hautval, "Anna", 10).await.expect("joins");
        let silent = hautval.write(move |tx| async move {
            tx.exec(&SET_SAVINGS, params![anna, 99]).await?;
            tokio::time::sleep(Duration::from_millis(1500)).await;
            tx.exec(&SET_SAVINGS, params![anna, 98]).await?;
            Ok::<_, StoreError>(())
        });
        let next = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let added = hautval.write(move |tx| async move {
                tx.one(&ADD_SAVINGS, params![anna, 1]).await?.get::<i64>(0)
            });
            tokio::time::timeout(Duration::from_millis(1200), added).await
        };
        let (silent, next) = tokio::join!(silent, next);
        assert_eq!(next.expect("the writer goes on"), Ok(11));
        assert_eq!(silent, Err(StoreError::Stalled));
    }

    async fn a_transaction_kept_after_its_end_is_refused(db: Db) {
        let hautval = db.of(HAUTVAL);
        let kept = Arc::new(std::sync::Mutex::new(None));
        let out = &kept;
        hautval.write(move |tx| async move {
            tx.query(&MEMBERS, params![]).await?;
            *out.lock().expect("unpoisoned") = Some(tx);
            Ok::<_, StoreError>(())
        }).await.expect("reads");
        let tx = kept.lock().expect("unpoisoned").take().expect("kept");
        assert_eq!(tx.query(&MEMBERS, params![]).await, Err(StoreError::Finished));
    }

    async fn a_closed_database_says_so(db: Db) {
        let hautval = db.of(HAUTVAL);
        join(&hautval, "Anna", 10).await.expect("joins");
        db.close().await;
        assert_eq!(hautval.query(&MEMBERS, params![]).await, Err(StoreError::Closed));
        assert_eq!(join(&hautval, "Bruno", 1).await, Err(StoreError::Closed));
    }
}
