//! TLS to PostgreSQL. Run against the server that `BEFFROI_TEST_POSTGRES_TLS` names, whose certificate comes from the
//! authority in the PEM file `BEFFROI_TEST_POSTGRES_CA`; skipped where there is none.
#![cfg(feature = "postgres-tls")]

use beffroi_store::testing::options;
use beffroi_store::{Db, DbOptions, StoreError, params};

beffroi_store::statements! {
    ENCRYPTED (kernel) = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
}

#[tokio::test]
async fn a_connection_is_encrypted_and_its_server_known() {
    let (Ok(url), Ok(ca)) =
        (std::env::var("BEFFROI_TEST_POSTGRES_TLS"), std::env::var("BEFFROI_TEST_POSTGRES_CA"))
    else {
        eprintln!("skipped: TLS to PostgreSQL (BEFFROI_TEST_POSTGRES_TLS names no server)");
        return;
    };
    let known = DbOptions { postgres_ca: Some(ca.into()), ..options() };
    let db = Db::open(&url, &known).await.expect("opens");
    let row = db.kernel().one(&ENCRYPTED, params![]).await.expect("read");
    assert_eq!(row.get::<bool>(0), Ok(true));
    let refused = Db::open(&url, &options()).await.expect_err("nobody vouches for this server");
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
}
