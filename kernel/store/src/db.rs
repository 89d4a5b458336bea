//! The database of an instance: opened by address, shared by clones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use crate::handle::{AuthorityDb, KernelDb};
use crate::migrations::{self, Migrations};
use crate::postgres::Postgres;
use crate::row::Answer;
use crate::session::{Kind, Order, Session};
use crate::sqlite::Sqlite;
use crate::{PrepareError, Statement, StoreError};

/// Which engine serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded: one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Limits and sizes; the defaults suit a commune on one machine.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Connections that read (SQLite), at least one.
    pub readers: usize,
    /// Connections at most (PostgreSQL).
    pub connections: usize,
    /// Longest silence of a write transaction before it is given up.
    pub stall_limit: Duration,
    /// How long to wait for another process that holds the SQLite file, or for PostgreSQL to accept a connection.
    pub busy_timeout: Duration,
    /// Most transactions in one physical commit (SQLite).
    pub group_limit: usize,
    /// PEM file of the authorities trusted for TLS to PostgreSQL, beside the system's. Asks for TLS, as
    /// `sslmode=require` in the address does.
    pub postgres_ca: Option<std::path::PathBuf>,
}

impl Default for DbOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            readers: cores.clamp(4, 8),
            connections: 16,
            stall_limit: Duration::from_secs(5),
            busy_timeout: Duration::from_secs(5),
            group_limit: 512,
            postgres_ca: None,
        }
    }
}

/// The whole instance's database. Clones share the pools and the writer thread.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    work: watch::Sender<u64>,
    retries: [Mutex<()>; RETRY_LANES],
}

/// Transactions that lost a race run again one after the other, by authority: else a row that many write
/// (a counter) makes them lose again and again.
const RETRY_LANES: usize = 16;

pub(crate) enum Backend {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Db").field(&self.engine()).finish()
    }
}

impl Db {
    /// Opens `sqlite:PATH`, `sqlite::memory:` (private, gone with the handle) or `postgres://…`.
    pub async fn open(url: &str, options: &DbOptions) -> Result<Self, StoreError> {
        let work = watch::Sender::new(0);
        let backend = if let Some(path) = url.strip_prefix("sqlite:") {
            let (path, options) = (path.to_owned(), options.clone());
            let opened = tokio::task::spawn_blocking(move || Sqlite::open(&path, &options)).await;
            Backend::Sqlite(opened.map_err(|e| StoreError::Unavailable(e.to_string()))??)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Backend::Postgres(Postgres::open(url, options, work.clone()).await?)
        } else {
            // The address may hold a password: only its scheme is repeated.
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(StoreError::Address(format!("`{scheme}:` is neither sqlite: nor postgres:")));
        };
        Ok(Self {
            inner: Arc::new(Inner { backend, work, retries: std::array::from_fn(|_| Mutex::new(())) }),
        })
    }

    /// Which engine serves.
    pub fn engine(&self) -> Engine {
        match self.backend() {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// The view of one authority.
    pub fn of(&self, authority: Uuid) -> AuthorityDb {
        AuthorityDb::new(self.clone(), authority)
    }

    /// The kernel's view, for statements declared `kernel`.
    pub fn kernel(&self) -> KernelDb {
        KernelDb::new(self.clone())
    }

    /// Brings the schema of the store and of `slices` up to date. Idempotent; several instances may do it at once.
    pub async fn migrate(&self, slices: &[Migrations]) -> Result<(), StoreError> {
        let store = migrations::Migrations { slice: "store", files: migrations::OWN };
        for slice in std::iter::once(&store).chain(slices) {
            migrations::check_names(slice)?;
            match self.backend() {
                Backend::Sqlite(sqlite) => {
                    let slice = *slice;
                    sqlite.task(move |connection| migrations::on_sqlite(connection, &slice)).await?;
                }
                Backend::Postgres(postgres) => postgres.migrate(slice).await?,
            }
        }
        Ok(())
    }

    /// Prepares every statement, the store's own included; lists those that the engine refuses.
    pub async fn prepare_all(&self, statements: &[Statement]) -> Result<(), Vec<PrepareError>> {
        let own = crate::own_statements(self.engine());
        let all: Vec<Statement> = own.iter().chain(statements).copied().collect();
        let wrong = match self.backend() {
            Backend::Sqlite(sqlite) => sqlite.prepare(&all).await,
            Backend::Postgres(postgres) => postgres.prepare(&all).await,
        };
        match wrong {
            Ok(wrong) if wrong.is_empty() => Ok(()),
            Ok(wrong) => Err(wrong),
            Err(e) => Err(vec![PrepareError { statement: "connection", detail: e.to_string() }]),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let order = Order {
            name: "PING",
            sql: "select 1".into(),
            values: Vec::new(),
            want: crate::session::Want::Count,
        };
        self.read(order).await.map(drop)
    }

    /// Empties SQLite's WAL, where rows deleted a moment ago could still be read: call it after destroying a key.
    /// On PostgreSQL the WAL archive is the operator's: this does nothing.
    pub async fn forget_deleted(&self) -> Result<(), StoreError> {
        match self.backend() {
            Backend::Sqlite(sqlite) => {
                sqlite
                    .task(|connection| {
                        let done =
                            connection.query_row("pragma wal_checkpoint(truncate)", (), |row| row.get(0));
                        match done.map_err(|e| crate::sqlite::convert::error("CHECKPOINT", &e))? {
                            0 => Ok(()),
                            _busy => Err(StoreError::Busy("a reader still holds the WAL".to_owned())),
                        }
                    })
                    .await
            }
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Ticks when there may be new events or jobs: a hint that saves waiting for the next poll, never a promise.
    pub fn work(&self) -> watch::Receiver<u64> {
        if let Backend::Postgres(postgres) = self.backend() {
            postgres.listen();
        }
        self.inner.work.subscribe()
    }

    /// Waits for the writer, empties the WAL and closes. Other clones answer [`StoreError::Closed`] from then on.
    pub async fn close(self) {
        match self.backend() {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.close(),
        }
    }

    /// Wakes those who sleep on [`Db::work`] in this process.
    pub(crate) fn tick(&self) {
        self.inner.work.send_modify(|ticks| *ticks += 1);
    }

    /// Where the transactions of `authority` wait for their turn to run again.
    pub(crate) fn retry_lane(&self, authority: Uuid) -> &Mutex<()> {
        let last = usize::from(authority.as_bytes()[15]);
        &self.inner.retries[last % RETRY_LANES]
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.inner.backend
    }

    pub(crate) fn session(&self) -> Session {
        Session::new(match self.backend() {
            Backend::Sqlite(sqlite) => Kind::Sqlite(sqlite.session()),
            Backend::Postgres(postgres) => Kind::Postgres(postgres.session()),
        })
    }

    pub(crate) async fn read(&self, order: Order) -> Result<Answer, StoreError> {
        match self.backend() {
            Backend::Sqlite(sqlite) => sqlite.read(&order).await,
            Backend::Postgres(postgres) => postgres.read(&order).await,
        }
    }

    pub(crate) async fn read_long(&self, order: Order) -> Result<Answer, StoreError> {
        let (db, runtime) = (self.clone(), tokio::runtime::Handle::current());
        let long = move || match db.backend() {
            Backend::Sqlite(sqlite) => runtime.block_on(sqlite.read_long(&order)),
            Backend::Postgres(postgres) => runtime.block_on(postgres.read(&order)),
        };
        let long = tokio::task::spawn_blocking(long).await;
        long.map_err(|e| StoreError::Unavailable(e.to_string()))?
    }
}
