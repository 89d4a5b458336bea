//! What was acknowledged is there after `kill -9`, whole; what was not is there whole or not at all.
//!
//! The writer that is killed is this very test binary, run again as a child. `BEFFROI_CRASH_CYCLES` asks for more
//! than the few cycles of every day.

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use beffroi_store::testing::{Folder, address, on_postgres, options, postgres_server};
use beffroi_store::{Ambient, Db, StoreError, params};
use common::{CLUB, JOIN, NOTE};
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);
/// Tells the child which database to write to.
const TARGET: &str = "BEFFROI_CRASH_TARGET";

beffroi_store::statements! {
    PAIRS = "select m.id, n.id as note from club_member m
        left join club_note n on n.authority = m.authority and n.id = m.id where m.authority = $1";
    DATABASE (kernel) = "select current_database()::text";
}

/// The child: writes pairs of rows in many transactions at once, and says each one that was acknowledged.
#[test]
#[ignore = "run by the tests below, to be killed"]
fn the_writer_that_is_killed() {
    let Ok(url) = std::env::var(TARGET) else { return };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let db = Db::open(&url, &options()).await.expect("opens");
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..16 {
            writers.spawn(write_and_say(db.clone()));
        }
        writers.join_next().await;
    });
}

async fn write_and_say(db: Db) {
    let (ambient, hautval) = (Ambient::system(), db.of(HAUTVAL));
    loop {
        let (id, name) = (ambient.uuid_v4(), &ambient.uuid_v4().to_string());
        let pair = hautval.write(move |tx| async move {
            tx.exec(&JOIN, params![id, name, 1]).await?;
            tx.exec(&NOTE, params![id, id, "both or neither"]).await?;
            Ok::<_, StoreError>(())
        });
        if pair.await.is_ok() {
            let mut out = std::io::stdout().lock();
            writeln!(out, "acknowledged {id}").and_then(|()| out.flush()).expect("the parent reads");
        }
    }
}

/// Runs the child on `url`, kills it after `life`, and returns what it said was acknowledged.
fn killed_writer(url: &str, life: Duration) -> Vec<Uuid> {
    let this = std::env::current_exe().expect("this test has a path");
    let mut child = Command::new(this)
        .args(["--ignored", "--exact", "the_writer_that_is_killed", "--nocapture"])
        .env(TARGET, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let said = |line: String| line.split_once("acknowledged ").and_then(|(_, id)| id.parse().ok());
    let mut acknowledged: Vec<Uuid> = lines.by_ref().find_map(said).into_iter().collect();
    let kill = std::thread::spawn(move || {
        std::thread::sleep(life);
        child.kill().expect("killed");
        child.wait().expect("gone");
    });
    acknowledged.extend(lines.filter_map(said));
    kill.join().expect("killed");
    acknowledged
}

/// Every acknowledged pair is there, and no half pair is.
async fn check(db: &Db, acknowledged: &[Uuid]) {
    let rows = db.of(HAUTVAL).query(&PAIRS, params![]).await.expect("read");
    let mut there = std::collections::HashSet::new();
    for row in rows {
        let (member, note): (Uuid, Option<Uuid>) = (row.get(0).expect("an id"), row.get(1).expect("an id"));
        assert_eq!(note, Some(member), "half a transaction is there");
        there.insert(member);
    }
    let lost: Vec<_> = acknowledged.iter().filter(|id| !there.contains(id)).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged writes are lost", lost.len(), acknowledged.len());
}

fn cycles() -> u64 {
    std::env::var("BEFFROI_CRASH_CYCLES").ok().and_then(|n| n.parse().ok()).unwrap_or(4)
}

#[test]
fn no_acknowledged_write_is_lost_on_sqlite() {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("crash.sqlite").display());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let db = Db::open(&url, &options()).await.expect("opens");
        db.migrate(&[CLUB]).await.expect("migrates");
        db.close().await;
    });
    let mut acknowledged = Vec::new();
    for cycle in 0..cycles() {
        acknowledged.extend(killed_writer(&url, Duration::from_millis(20 + cycle * 37 % 200)));
        runtime.block_on(async {
            let db = Db::open(&url, &options()).await.expect("opens after the crash");
            check(&db, &acknowledged).await;
            // SQLite's own check of every page.
            let copy = folder.path().join(format!("copy{cycle}"));
            beffroi_store::backup::hot_copy(&db, &copy).await.expect("whole after the crash");
            std::fs::remove_dir_all(copy).expect("removed");
            db.close().await;
        });
    }
    assert!(!acknowledged.is_empty());
    eprintln!("{} acknowledged writes over {} kills", acknowledged.len(), cycles());
}

#[test]
fn no_acknowledged_write_is_lost_on_postgres() {
    on_postgres(&[CLUB], |db| async move {
        let name: String =
            db.kernel().one(&DATABASE, params![]).await.and_then(|row| row.get(0)).expect("named");
        let url = address(&postgres_server().expect("a server"), &name);
        let mut acknowledged = Vec::new();
        for cycle in 0..cycles() {
            let (url, life) = (url.clone(), Duration::from_millis(20 + cycle * 37 % 200));
            let said =
                tokio::task::spawn_blocking(move || killed_writer(&url, life)).await.expect("no panic");
            acknowledged.extend(said);
            check(&db, &acknowledged).await;
        }
        assert!(!acknowledged.is_empty());
        eprintln!("{} acknowledged writes over {} kills", acknowledged.len(), cycles());
    });
}
