//! One database handle over SQLite and PostgreSQL: transactions, migrations, files, jobs, outbox.
//!
//! An instance serves many authorities (communes). Every statement names its authority as `$1`, and only the handle
//! of an authority can bind it: [`Db::of`] gives an [`AuthorityDb`], and what is read or written through it stays
//! within that authority. SQL is one text for both engines, kept as named [`Statement`]s that a test prepares on both.
//!
//! # SQL that both engines read alike
//! - Works: `$n` used several times, `on conflict … do update`, `returning`, common table expressions, window functions,
//!   `count(*) filter (where …)`, `is not distinct from`, row comparisons for keyset pages, `update … from`, partial
//!   indexes, `true` and `false`, `->>` on texts within JSON (of a number SQLite makes a number, PostgreSQL a text).
//!   Texts sort and `like` compares by bytes, capitals apart, on both.
//! - A `sum` of whole numbers is read as `i64`, `count` too; an `avg` as `f64`.
//! - Does not: `ilike`, casts to PostgreSQL's types (SQLite accepts them with another meaning), `insert or …`, `rowid`,
//!   `for update` ([`walls::check_statement`] refuses these); `lower` and `upper` know ASCII only on SQLite: fold in Rust.
//! - A statement that fails spoils its transaction on both: to expect a conflict, write `on conflict do nothing`.
//! - Dates without a time are kept as ISO text. Time is always passed as a parameter, never `now()`.
//!
//! ```
//! use beffroi_store::{Ambient, Db, DbOptions, Migrations, StoreError, params};
//!
//! mod store {
//!     beffroi_store::statements! {
//!         pub(crate) ADD_BENCH = "insert into parks_bench (authority, id, place) values ($1, $2, $3)";
//!         pub(crate) BENCHES = "select place from parks_bench where authority = $1 order by place";
//!     }
//! }
//!
//! const SCHEMA: Migrations = Migrations {
//!     slice: "parks",
//!     files: &[("0001_start.sql", "create table parks_bench (
//!         authority {uuid} not null, id {uuid} not null, place text not null, primary key (authority, id));")],
//! };
//!
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
//! let db = Db::open("sqlite::memory:", &DbOptions::default()).await?;
//! db.migrate(&[SCHEMA]).await?;
//! let ambient = Ambient::system();
//! let hautval = db.of(ambient.uuid_v4());
//! let place = &"rue du Moulin".to_owned();
//! let id = ambient.uuid_v7();
//! hautval
//!     .write(move |tx| async move {
//!         tx.exec(&store::ADD_BENCH, params![id, place]).await?;
//!         Ok::<_, StoreError>(())
//!     })
//!     .await?;
//! let rows = hautval.query(&store::BENCHES, params![]).await?;
//! assert_eq!(rows[0].get::<String>(0)?, "rue du Moulin");
//! let elsewhere = db.of(ambient.uuid_v4());
//! assert!(elsewhere.query(&store::BENCHES, params![]).await?.is_empty());
//! # Ok::<_, StoreError>(())
//! # }).unwrap();
//! ```

mod ambient;
pub mod backup;
mod db;
mod error;
pub mod files;
mod handle;
pub mod jobs;
mod migrations;
pub mod outbox;
mod postgres;
mod published;
mod row;
pub mod schema;
mod session;
mod sql;
mod sqlite;
mod statement;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;
mod value;
pub mod walls;

pub use ambient::Ambient;
pub use db::{Db, DbOptions, Engine};
pub use error::{ConstraintKind, PrepareError, StoreError};
pub use handle::{AuthorityDb, KernelDb, KernelTx, Tx};
pub use jobs::NewJob;
pub use migrations::Migrations;
pub use published::PublicFiles;
pub use row::Row;
pub use statement::{Scope, Statement};
pub use value::{FromValue, Params, Value};

/// The store's own statements, as `engine` reads them.
pub fn own_statements(engine: Engine) -> Vec<Statement> {
    let special = jobs::statements_of(engine);
    [jobs::STATEMENTS, outbox::STATEMENTS, &[special.lease, special.next_due]].concat()
}
