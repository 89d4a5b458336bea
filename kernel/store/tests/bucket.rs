//! Files in a bucket. Run against the S3 server that `BEFFROI_TEST_S3` names (`s3://bucket/prefix`), with the usual
//! `AWS_…` variables beside it; skipped where there is none.
#![cfg(feature = "s3")]

use std::collections::HashSet;

use beffroi_store::files::{FileError, FileStore};
use beffroi_store::{Ambient, files::Digest};
use time::Duration;

#[tokio::test]
async fn a_bucket_keeps_files_like_a_folder() {
    let Ok(url) = std::env::var("BEFFROI_TEST_S3") else {
        eprintln!("skipped: S3 (BEFFROI_TEST_S3 names no bucket)");
        return;
    };
    let store = FileStore::open(&url).expect("opens");
    let ambient = Ambient::system();
    let (hautval, valbas) = (ambient.uuid_v4(), ambient.uuid_v4());
    let bytes = ambient.bytes::<5000>().to_vec();
    let digest = store.put(hautval, bytes.clone()).await.expect("kept");
    assert_eq!(digest, Digest::of(&bytes));
    assert_eq!(store.get(hautval, digest).await.expect("found"), bytes);
    assert!(store.exists(hautval, digest).await.expect("looked"));
    assert!(!store.exists(valbas, digest).await.expect("looked"));
    assert!(matches!(store.get(valbas, digest).await, Err(FileError::NotFound)));
    assert_eq!(store.list(hautval).await.expect("listed"), [digest]);
    assert_eq!(store.list(valbas).await.expect("listed"), []);
    let later = ambient.now() + Duration::hours(1);
    let swept = store.sweep(hautval, &HashSet::from([digest]), later).await.expect("swept");
    assert_eq!((swept.kept, swept.removed), (1, 0));
    let swept = store.sweep(hautval, &HashSet::new(), later).await.expect("swept");
    assert_eq!((swept.kept, swept.removed), (0, 1));
    store.delete(hautval, digest).await.expect("deleting what is gone is no error");
}
