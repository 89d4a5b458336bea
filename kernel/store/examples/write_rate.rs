//! Prints how many durable write transactions a second the store acknowledges, by number of callers at once.
//!
//! `cargo run --release --example write_rate -p beffroi-store [URL]` (default: a temporary SQLite file in the current
//! folder, so that a memory file system does not flatter the figure).
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use beffroi_store::{Ambient, Db, DbOptions, Migrations, StoreError, params};

const SCHEMA: Migrations = Migrations {
    slice: "rate",
    files: &[(
        "0001_start.sql",
        "create table rate_row (authority {uuid} not null, id {uuid} not null, body text not null,
            primary key (authority, id))",
    )],
};

beffroi_store::statements! {
    ADD = "insert into rate_row (authority, id, body) values ($1, $2, $3)";
}

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let file = format!("write-rate-{}.sqlite", std::process::id());
    let given = std::env::args().nth(1);
    let url = given.clone().unwrap_or_else(|| format!("sqlite:{file}"));
    let db = Db::open(&url, &DbOptions::default()).await?;
    db.migrate(&[SCHEMA]).await?;
    for callers in [1, 4, 16, 64, 256] {
        let (rate, slowest) = measure(&db, callers, Duration::from_secs(2)).await?;
        println!("{callers:4} callers: {rate:7.0} transactions/s, slowest {slowest:.0?}");
    }
    db.close().await;
    if given.is_none() {
        let _ = std::fs::remove_file(file);
    }
    Ok(())
}

/// Transactions per second, and the longest that one took.
async fn measure(db: &Db, callers: usize, time: Duration) -> Result<(f64, Duration), StoreError> {
    let (began, done, slowest) = (Instant::now(), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..callers {
        let (db, done, slowest) = (db.clone(), done.clone(), slowest.clone());
        tasks.spawn(async move {
            let ambient = Ambient::system();
            let hautval = db.of(ambient.uuid_v4());
            while began.elapsed() < time {
                let (id, start) = (ambient.uuid_v7(), Instant::now());
                let body = "a line of about sixty characters, like a note in a file here";
                hautval.write(move |tx| async move { tx.exec(&ADD, params![id, body]).await }).await?;
                done.fetch_add(1, Ordering::Relaxed);
                let took = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
                slowest.fetch_max(took, Ordering::Relaxed);
            }
            Ok::<_, StoreError>(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.map_err(|e| StoreError::Unavailable(e.to_string()))??;
    }
    let done = u32::try_from(done.load(Ordering::Relaxed)).unwrap_or(u32::MAX);
    Ok((
        f64::from(done) / began.elapsed().as_secs_f64(),
        Duration::from_micros(slowest.load(Ordering::Relaxed)),
    ))
}
