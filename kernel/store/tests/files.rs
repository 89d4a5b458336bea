//! Files by content hash: whole or not at all, and never outside their folder.

use std::collections::HashSet;
use std::fs;

use beffroi_store::files::{Digest, FileError, FileStore};
use beffroi_store::testing::Folder;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const HAUTVAL: Uuid = Uuid::from_u128(1);
const VALBAS: Uuid = Uuid::from_u128(2);

fn open(folder: &Folder) -> FileStore {
    FileStore::open(&format!("file:{}", folder.path().join("files").display())).expect("opens")
}

#[tokio::test]
async fn a_file_comes_back_by_its_digest_for_its_authority_alone() {
    let folder = Folder::new();
    for store in [open(&folder), FileStore::open("memory:").expect("opens")] {
        for bytes in [Vec::new(), vec![0; 1 << 20], b"cipher text".to_vec()] {
            let digest = store.put(HAUTVAL, bytes.clone()).await.expect("kept");
            assert_eq!(digest, Digest::of(&bytes));
            assert_eq!(store.get(HAUTVAL, digest).await.expect("found"), bytes);
            assert!(store.exists(HAUTVAL, digest).await.expect("looked"));
            assert!(!store.exists(VALBAS, digest).await.expect("looked"));
            assert!(matches!(store.get(VALBAS, digest).await, Err(FileError::NotFound)));
        }
        assert_eq!(store.list(HAUTVAL).await.expect("listed").len(), 3);
        let gone = Digest::of(b"cipher text");
        store.delete(HAUTVAL, gone).await.expect("deleted");
        store.delete(HAUTVAL, gone).await.expect("deleting twice is no error");
        assert!(!store.exists(HAUTVAL, gone).await.expect("looked"));
    }
}

#[tokio::test]
async fn an_altered_file_is_refused() {
    let folder = Folder::new();
    let store = open(&folder);
    let digest = store.put(HAUTVAL, b"cipher text".to_vec()).await.expect("kept");
    let name = digest.to_string();
    let path = folder.path().join("files").join(HAUTVAL.to_string()).join(&name[..2]).join(&name);
    fs::write(&path, b"cipher tixt").expect("altered");
    assert!(matches!(store.get(HAUTVAL, digest).await, Err(FileError::Altered(of)) if of == digest));
}

#[test]
fn a_digest_is_read_from_nothing_but_sixty_four_hexadecimal_digits() {
    let good = Digest::of(b"x").to_string();
    assert_eq!(good.parse(), Ok(Digest::of(b"x")));
    let tricks = [
        String::new(),
        "../../../../etc/passwd".to_owned(),
        good.to_uppercase(),
        good[1..].to_owned(),
        format!("{good}0"),
        format!("{}/..", &good[..61]),
        format!("..{}", &good[2..]),
        format!("\0{}", &good[1..]),
        format!("é{}", &good[2..]),
        format!("{}\u{ff10}", &good[..61]),
    ];
    for trick in tricks {
        assert!(trick.parse::<Digest>().is_err(), "{trick:?}");
    }
}

#[test]
fn an_address_of_something_else_is_refused() {
    for url in ["", "/var/lib", "ftp://x/y", "s4://bucket", "http://127.0.0.1/x", "file:/proc/nowhere/x"] {
        assert!(FileStore::open(url).is_err(), "{url}");
    }
}

#[tokio::test]
async fn a_sweep_removes_old_orphans_and_nothing_else() {
    let folder = Folder::new();
    let store = open(&folder);
    let kept = store.put(HAUTVAL, b"referred to".to_vec()).await.expect("kept");
    let orphan = store.put(HAUTVAL, b"forgotten".to_vec()).await.expect("kept");
    let elsewhere = store.put(VALBAS, b"forgotten".to_vec()).await.expect("kept");
    let stray = folder.path().join("files").join(HAUTVAL.to_string()).join("notes.txt");
    fs::write(&stray, "not ours").expect("written");
    let shelf = folder.path().join("files").join(HAUTVAL.to_string()).join(&kept.to_string()[..2]);
    let half_written = shelf.join(format!("{}#1", Digest::of(b"half")));
    fs::write(&half_written, "ha").expect("written");
    let referred = HashSet::from([kept]);
    let now = beffroi_store::Ambient::system().now();
    let swept = store.sweep(HAUTVAL, &referred, now - Duration::hours(1)).await.expect("swept");
    assert_eq!((swept.kept, swept.removed), (3, 0), "young files may belong to a transaction under way");
    let later: OffsetDateTime = now + Duration::hours(1);
    let swept = store.sweep(HAUTVAL, &referred, later).await.expect("swept");
    assert_eq!((swept.kept, swept.removed), (2, 2));
    assert!(!half_written.exists(), "what a crash left stays for ever");
    assert!(store.exists(HAUTVAL, kept).await.expect("looked"));
    assert!(!store.exists(HAUTVAL, orphan).await.expect("looked"));
    assert!(store.exists(VALBAS, elsewhere).await.expect("looked"));
    assert!(stray.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_enter_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    open(&folder);
    let mode = fs::metadata(folder.path().join("files")).expect("made").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
