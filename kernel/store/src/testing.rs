//! The harness that runs one test on both engines, each in a database of its own.
//!
//! SQLite: a temporary file. PostgreSQL: a copy of a migrated template on the server that `BEFFROI_TEST_POSTGRES`
//! names (a superuser's address; `scripts/postgres.sh run cargo test` provides one). Both go when the test ends,
//! whatever its outcome. Without a server the PostgreSQL half says `skipped: PostgreSQL` on stderr.

use std::future::Future;
use std::panic::resume_unwind;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

use crate::ambient::system_random;
use crate::{Db, DbOptions, Migrations};

/// Runs each test on SQLite and on PostgreSQL, with the given migrations applied.
///
/// ```
/// # use beffroi_store::{Db, Migrations};
/// # const PARKS: Migrations = Migrations { slice: "parks", files: &[] };
/// beffroi_store::both_engines! {
///     migrations: [PARKS];
///
///     /// What the test says.
///     async fn a_database_answers(db: Db) {
///         db.ping().await.unwrap();
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! both_engines {
    (migrations: $migrations:expr; $($(#[$meta:meta])* async fn $name:ident($db:ident: $of:ty) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn test($db: $of) $body

            #[test]
            fn on_sqlite() {
                $crate::testing::on_sqlite(&$migrations, test);
            }

            #[test]
            fn on_postgres() {
                $crate::testing::on_postgres(&$migrations, test);
            }
        }
    )*};
}

/// The address of the server for tests.
pub fn postgres_server() -> Option<String> {
    std::env::var("BEFFROI_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// Settings of a test's database: few connections, and a stall limit that a test can wait for.
pub fn options() -> DbOptions {
    DbOptions { readers: 2, connections: 6, stall_limit: Duration::from_millis(700), ..DbOptions::default() }
}

/// Runs `test` on a SQLite database in a temporary folder.
pub fn on_sqlite<F, Fut>(migrations: &[Migrations], test: F)
where
    F: FnOnce(Db) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    runtime().block_on(run(&url, migrations, test));
}

/// Runs `test` on a PostgreSQL database of its own.
pub fn on_postgres<F, Fut>(migrations: &[Migrations], test: F)
where
    F: FnOnce(Db) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let Some(server) = postgres_server() else {
        eprintln!("skipped: PostgreSQL (BEFFROI_TEST_POSTGRES names no server)");
        return;
    };
    runtime().block_on(async {
        let admin = admin(&server).await;
        let template = template(&server, &admin, migrations).await;
        let name = format!("beffroi_test_{}", random_name());
        create(&admin, &name, Some(&template)).await;
        let outcome = catch(run(&address(&server, &name), migrations, test)).await;
        drop_database(&admin, &name).await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

/// Awaits `test`, turning a panic into a value.
async fn catch(test: impl Future<Output = ()>) -> std::thread::Result<()> {
    use futures_util::FutureExt as _;
    std::panic::AssertUnwindSafe(test).catch_unwind().await
}

async fn run<F, Fut>(url: &str, migrations: &[Migrations], test: F)
where
    F: FnOnce(Db) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let db = Db::open(url, &options()).await.expect("the test's database opens");
    db.migrate(migrations).await.expect("the migrations apply");
    let test = tokio::spawn(test(db.clone())).await;
    db.close().await;
    if let Err(e) = test {
        resume_unwind(e.into_panic());
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime starts")
}

async fn admin(server: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.expect("the test server answers");
    tokio::spawn(connection);
    client
}

/// The migrated template for these migrations, made by the first test that needs it.
async fn template(server: &str, admin: &Client, migrations: &[Migrations]) -> String {
    let mut hash = Sha256::new();
    for migration in std::iter::once(crate::migrations::OWN).chain(migrations.iter().map(|m| m.files)) {
        for (file, text) in migration {
            hash.update(format!("{file}\n{text}\n"));
        }
    }
    let digest: [u8; 32] = hash.finalize().into();
    let name = format!("beffroi_template_{}", &crate::files::Digest(digest).to_string()[..16]);
    let known = admin.query("select 1 from pg_database where datname = $1", &[&name]).await;
    if known.is_ok_and(|rows| !rows.is_empty()) {
        return name;
    }
    let building = format!("beffroi_building_{}", random_name());
    create(admin, &building, None).await;
    let db = Db::open(&address(server, &building), &options()).await.expect("the template opens");
    db.migrate(migrations).await.expect("the migrations apply");
    db.close().await;
    // Connections end a moment after they are closed; the name shows only a finished template.
    for _ in 0..200 {
        let renamed = admin.batch_execute(&format!("alter database {building} rename to {name}")).await;
        match renamed.as_ref().err().and_then(|e| e.code()) {
            None => return name,
            Some(&SqlState::OBJECT_IN_USE) => tokio::time::sleep(Duration::from_millis(10)).await,
            // Another test was faster.
            Some(_) => break,
        }
    }
    drop_database(admin, &building).await;
    name
}

async fn create(admin: &Client, name: &str, template: Option<&str>) {
    let from = template.unwrap_or("template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'");
    let sql = format!("create database {name} template {from}");
    for _ in 0..200 {
        let created = admin.batch_execute(&sql).await;
        match created.as_ref().err().and_then(|e| e.code()) {
            // Another test is copying the same template.
            Some(&SqlState::OBJECT_IN_USE) => tokio::time::sleep(Duration::from_millis(10)).await,
            _ => return created.expect("a database is created"),
        }
    }
    panic!("{from} stays in use");
}

async fn drop_database(admin: &Client, name: &str) {
    if let Err(e) = admin.batch_execute(&format!("drop database if exists {name} with (force)")).await {
        eprintln!("{name} could not be dropped: {e}");
    }
}

/// The server's address with another database.
pub fn address(server: &str, database: &str) -> String {
    let (before, after) = server.split_once("://").unwrap_or(("postgres", server));
    let (place, query) = after.split_once('?').unwrap_or((after, ""));
    let host = place.split('/').next().unwrap_or(place);
    let question = if query.is_empty() { "" } else { "?" };
    format!("{before}://{host}/{database}{question}{query}")
}

fn random_name() -> String {
    let mut chance = [0; 8];
    system_random(&mut chance);
    format!("{:016x}", u64::from_be_bytes(chance))
}

/// A temporary folder that goes with its owner.
pub struct Folder(std::path::PathBuf);

impl Folder {
    /// A new empty folder.
    #[expect(clippy::new_without_default, reason = "making a folder is no default")]
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("beffroi-test-{}", random_name()));
        std::fs::create_dir(&path).expect("a temporary folder can be made");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
