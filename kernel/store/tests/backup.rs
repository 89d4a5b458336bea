//! Copies of the embedded database, taken under load, checked and put back.

mod common;
#[path = "common/join.rs"]
mod join;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use beffroi_store::backup::{self, BackupError};
use beffroi_store::testing::{Folder, on_postgres, options};
use beffroi_store::{Ambient, Db, StoreError, params};
use common::{CLUB, JOIN, NOTE};
use join::join;
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);

beffroi_store::statements! {
    BOTH = "select (select count(*) from club_member where authority = $1) as members,
        (select count(*) from club_note where authority = $1) as notes";
}

async fn open(folder: &Folder, name: &str) -> Db {
    let url = format!("sqlite:{}", folder.path().join(name).display());
    let db = Db::open(&url, &options()).await.expect("opens");
    db.migrate(&[CLUB]).await.expect("migrates");
    db
}

async fn counts(db: &Db) -> (i64, i64) {
    let row = db.of(HAUTVAL).one(&BOTH, params![]).await.expect("counted");
    (row.get(0).expect("a number"), row.get(1).expect("a number"))
}

/// Writes a member and a note about her in one transaction, over and over.
async fn write_pairs(db: Db, stop: Arc<AtomicBool>) {
    let (ambient, hautval) = (Ambient::system(), db.of(HAUTVAL));
    while !stop.load(Ordering::SeqCst) {
        let (id, name) = (ambient.uuid_v4(), &ambient.uuid_v4().to_string());
        let pair = hautval.write(move |tx| async move {
            tx.exec(&JOIN, params![id, name, 1]).await?;
            tx.exec(&NOTE, params![id, id, "x".repeat(500)]).await?;
            Ok::<_, StoreError>(())
        });
        pair.await.expect("written");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_taken_under_load_is_whole_and_serves() {
    let folder = Folder::new();
    let db = open(&folder, "live.sqlite").await;
    let stop = Arc::new(AtomicBool::new(false));
    let load: Vec<_> = (0..8).map(|_| tokio::spawn(write_pairs(db.clone(), stop.clone()))).collect();
    for round in 0..3 {
        let before = counts(&db).await;
        let place = folder.path().join(format!("copy{round}"));
        let copy = backup::hot_copy(&db, &place).await.expect("copied");
        let after = counts(&db).await;
        assert_eq!(backup::verify(&place).await.expect("whole"), copy);
        assert_eq!(fs::read_dir(&place).expect("listed").count(), 2, "one database and one manifest");
        let target = folder.path().join(format!("restored{round}.sqlite"));
        backup::restore(&place, &target).await.expect("restored");
        let restored = open(&folder, &format!("restored{round}.sqlite")).await;
        let (members, notes) = counts(&restored).await;
        assert_eq!(members, notes, "half a transaction was copied");
        assert!((before.0..=after.0).contains(&members), "{before:?} {members} {after:?}");
        join(&restored.of(HAUTVAL), "Anna", 1).await.expect("it serves");
        restored.close().await;
    }
    stop.store(true, Ordering::SeqCst);
    for one in load {
        one.await.expect("the load never failed");
    }
}

#[tokio::test]
async fn a_copy_altered_or_cut_short_is_refused() {
    let folder = Folder::new();
    let db = open(&folder, "live.sqlite").await;
    join(&db.of(HAUTVAL), "Anna", 1).await.expect("joins");
    let place = folder.path().join("copy");
    let copy = backup::hot_copy(&db, &place).await.expect("copied");
    let whole = fs::read(&copy.database).expect("read");
    let target = folder.path().join("restored.sqlite");
    for damaged in [
        whole[..whole.len() - 1].to_vec(),
        {
            let mut w = whole.clone();
            w[5000] ^= 1;
            w
        },
        Vec::new(),
    ] {
        fs::write(&copy.database, damaged).expect("damaged");
        assert!(matches!(backup::verify(&place).await, Err(BackupError::Damaged(_))));
        assert!(matches!(backup::restore(&place, &target).await, Err(BackupError::Damaged(_))));
        assert!(!target.exists());
    }
    assert!(matches!(backup::verify(folder.path()).await, Err(BackupError::Io { .. })));
}

#[tokio::test]
async fn nothing_that_exists_is_overwritten() {
    let folder = Folder::new();
    let db = open(&folder, "live.sqlite").await;
    let place = folder.path().join("copy");
    backup::hot_copy(&db, &place).await.expect("copied");
    assert!(matches!(backup::hot_copy(&db, &place).await, Err(BackupError::Exists(_))));
    let live = folder.path().join("live.sqlite");
    assert!(matches!(backup::restore(&place, &live).await, Err(BackupError::Exists(_))));
    let target = folder.path().join("new.sqlite");
    fs::write(folder.path().join("new.sqlite-wal"), "of an older database").expect("written");
    assert!(matches!(backup::restore(&place, &target).await, Err(BackupError::Exists(_))));
}

#[tokio::test]
async fn a_deleted_row_leaves_no_trace_in_file_or_copy() {
    let folder = Folder::new();
    let db = open(&folder, "live.sqlite").await;
    let secret = "une phrase que l'on efface";
    let hautval = db.of(HAUTVAL);
    let anna = join(&hautval, "Anna", 1).await.expect("joins");
    beffroi_store::statements! {
        FORGET = "delete from club_note where authority = $1 and id = $2";
    }
    hautval
        .write(move |tx| async move { tx.exec(&NOTE, params![anna, anna, secret]).await })
        .await
        .expect("noted");
    hautval.write(move |tx| async move { tx.exec(&FORGET, params![anna]).await }).await.expect("deleted");
    db.forget_deleted().await.expect("forgotten");
    for entry in fs::read_dir(folder.path()).expect("listed") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).expect("read");
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{} still holds it", path.display());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_a_database_or_its_copy() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let db = open(&folder, "live.sqlite").await;
    let copy = backup::hot_copy(&db, &folder.path().join("copy")).await.expect("copied");
    let restored = folder.path().join("restored.sqlite");
    backup::restore(&folder.path().join("copy"), &restored).await.expect("restored");
    for path in
        [folder.path().join("live.sqlite"), folder.path().join("live.sqlite-wal"), copy.database, restored]
    {
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}

#[test]
fn on_postgres_the_servers_own_tools_are_named() {
    on_postgres(&[], |db| async move {
        let folder = Folder::new();
        let refused = backup::hot_copy(&db, folder.path()).await.expect_err("not for PostgreSQL");
        assert!(matches!(refused, BackupError::UsePgDump));
        assert!(refused.to_string().contains("pg_dump"));
    });
}
