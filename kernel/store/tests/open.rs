//! Addresses and databases that cannot serve are refused at once, with the reason and without the password.

use beffroi_store::testing::{Folder, address, on_postgres, options, postgres_server};
use beffroi_store::{Db, StoreError};

/// One table.
const SCHEMA: beffroi_store::Migrations = beffroi_store::Migrations {
    slice: "parks",
    files: &[("0001_start.sql", "create table parks_bench (authority {uuid} not null primary key)")],
};

async fn refused(url: &str) -> StoreError {
    Db::open(url, &options()).await.expect_err("cannot serve")
}

#[tokio::test]
async fn an_address_of_something_else_is_refused_without_repeating_its_password() {
    for url in ["", "mysql://anna:s3cret@host/db", "/var/lib/x.sqlite", "postgres://anna:s3cret@host:port/db"]
    {
        let said = refused(url).await;
        assert!(matches!(said, StoreError::Address(_)), "{said:?}");
        assert!(!said.to_string().contains("s3cret"), "{said}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let path = folder.path().join("letter.sqlite");
    let text = "Monsieur le Bourgmestre, ".repeat(300);
    std::fs::write(&path, &text).expect("written");
    assert!(matches!(refused(&format!("sqlite:{}", path.display())).await, StoreError::Unavailable(_)));
    assert_eq!(std::fs::read_to_string(&path).expect("read"), text);
    let nowhere = folder.path().join("no/such/folder/db.sqlite");
    assert!(matches!(refused(&format!("sqlite:{}", nowhere.display())).await, StoreError::Unavailable(_)));
}

#[tokio::test]
async fn databases_in_memory_are_private_and_leave_nothing() {
    let (one, two) =
        (Db::open("sqlite::memory:", &options()).await, Db::open("sqlite::memory:", &options()).await);
    let (one, two) = (one.expect("opens"), two.expect("opens"));
    one.migrate(&[SCHEMA]).await.expect("migrates");
    let wrong = beffroi_store::walls::check_schema(&two, &[]).await.expect("read");
    assert_eq!(wrong, [], "the other sees a table");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_unavailable() {
    let said = refused("postgres://anna:s3cret@127.0.0.1:1/db").await;
    assert!(matches!(said, StoreError::Unavailable(_)), "{said:?}");
    assert!(!said.to_string().contains("s3cret"), "{said}");
}

#[test]
fn a_database_that_would_sort_or_keep_texts_otherwise_is_refused() {
    on_postgres(&[], |_| async {
        let server = postgres_server().expect("a server");
        let name = format!("beffroi_test_ascii_{}", std::process::id());
        let (admin, connection) =
            tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("connects");
        tokio::spawn(connection);
        let create = format!(
            "create database {name} template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'"
        );
        admin.batch_execute(&create).await.expect("created");
        let said = refused(&address(&server, &name)).await;
        admin.batch_execute(&format!("drop database {name} with (force)")).await.expect("dropped");
        assert!(matches!(&said, StoreError::Unfit(why) if why.contains("SQL_ASCII")), "{said:?}");
    });
}
