//! SQLite: one writer thread with group commit, a pool of readers, and the files beneath them.

pub(crate) mod convert;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use crate::ambient::system_random;
use crate::db::DbOptions;
use crate::row::Answer;
use crate::session::Order;
use crate::{PrepareError, Statement, StoreError};

pub(crate) use writer::Session;
use writer::Writer;

/// Prepared statements kept by each connection.
const STATEMENTS_KEPT: usize = 512;

/// The pools of one SQLite database.
pub(crate) struct Sqlite {
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    permits: Semaphore,
    /// Fewer than the readers, so that long lists never keep point lookups waiting.
    long: Semaphore,
    path: PathBuf,
    busy: Duration,
    /// Removed with the handle: the home of a `:memory:` database. Last, so that the connections go first.
    _home: Option<TemporaryFolder>,
}

/// A folder that goes with its owner.
struct TemporaryFolder(PathBuf);

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Sqlite {
    /// Opens `path` (`:memory:` is a temporary file without fsync: private, gone with the handle).
    pub(crate) fn open(path: &str, options: &DbOptions) -> Result<Self, StoreError> {
        let home = (path == ":memory:").then(temporary_folder).transpose()?;
        let path = home.as_ref().map_or_else(|| PathBuf::from(path), |home| home.0.join("db.sqlite"));
        create_private(&path)?;
        let connection = connect(&path, Role::Writer { lasting: home.is_none() }, options.busy_timeout)?;
        let readers = (0..options.readers.max(1))
            .map(|_| connect(&path, Role::Reader, options.busy_timeout))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            permits: Semaphore::new(readers.len()),
            long: Semaphore::new(readers.len().saturating_sub(1).max(1)),
            readers: Mutex::new(readers),
            writer: Writer::start(connection, options)?,
            path,
            busy: options.busy_timeout,
            _home: home,
        })
    }

    /// A write transaction, which reaches the writer with its first statement.
    pub(crate) fn session(&self) -> Session {
        self.writer.session()
    }

    /// Reads on one of the readers, in the caller's thread: point lookups take microseconds.
    pub(crate) async fn read(&self, order: &Order) -> Result<Answer, StoreError> {
        let _permit = self.permits.acquire().await.map_err(|_| StoreError::Closed)?;
        let connection = self.reader()?;
        let answer = convert::run(&connection, order);
        self.idle().push(connection);
        answer
    }

    /// Reads a long list: call it from the blocking pool.
    pub(crate) async fn read_long(&self, order: &Order) -> Result<Answer, StoreError> {
        let _long = self.long.acquire().await.map_err(|_| StoreError::Closed)?;
        self.read(order).await
    }

    /// Prepares each statement on a reader.
    pub(crate) async fn prepare(&self, statements: &[Statement]) -> Result<Vec<PrepareError>, StoreError> {
        let _permit = self.permits.acquire().await.map_err(|_| StoreError::Closed)?;
        let connection = self.reader()?;
        let wrong = statements.iter().filter_map(|statement| {
            let detail = convert::check(&connection, statement).err()?;
            Some(PrepareError { statement: statement.name, detail })
        });
        let wrong = wrong.collect();
        self.idle().push(connection);
        Ok(wrong)
    }

    /// Runs `task` on the writer's connection, between two groups.
    pub(crate) async fn task<T: Send + 'static>(
        &self,
        task: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.task(task).await
    }

    /// A connection of its own for long work (a backup), beside the pool.
    pub(crate) fn extra_reader(&self) -> Result<Connection, StoreError> {
        connect(&self.path, Role::Reader, self.busy)
    }

    /// Refuses what comes, finishes what runs, empties the WAL.
    pub(crate) async fn close(&self) {
        self.permits.close();
        self.long.close();
        self.idle().clear();
        self.writer.close().await;
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A reader, under a permit; made anew should one have been lost to a panic.
    fn reader(&self) -> Result<Connection, StoreError> {
        let idle = self.idle().pop();
        idle.map_or_else(|| connect(&self.path, Role::Reader, self.busy), Ok)
    }
}

#[derive(Clone, Copy)]
enum Role {
    /// `lasting`: whether what is committed must survive a power cut.
    Writer {
        lasting: bool,
    },
    Reader,
}

/// Opens one connection with the settings of the house.
fn connect(path: &Path, role: Role, busy: Duration) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| convert::error("open", &e))?;
    configure(&connection, role, busy).map_err(|e| convert::error("open", &e))?;
    Ok(connection)
}

fn configure(connection: &Connection, role: Role, busy: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(busy)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    // `"text"` is a column, never a string, as on PostgreSQL.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.execute_batch(
        "pragma foreign_keys = on; pragma trusted_schema = off; pragma cell_size_check = on;
         pragma temp_store = memory; pragma case_sensitive_like = on; pragma secure_delete = on;",
    )?;
    match role {
        Role::Reader => connection.execute_batch("pragma query_only = on"),
        Role::Writer { lasting } => {
            // The journal size limit gives the disk back after a burst.
            connection.execute_batch("pragma journal_mode = wal; pragma journal_size_limit = 67108864;")?;
            connection.execute_batch(if lasting {
                "pragma synchronous = full"
            } else {
                "pragma synchronous = off"
            })
        }
    }
}

/// Creates the file for its owner alone; SQLite gives its WAL the same rights.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path);
    opened.map(drop).map_err(|e| StoreError::Unavailable(format!("{}: {e}", path.display())))
}

fn temporary_folder() -> Result<TemporaryFolder, StoreError> {
    let mut chance = [0; 8];
    system_random(&mut chance);
    let path = std::env::temp_dir().join(format!("beffroi-{:016x}", u64::from_be_bytes(chance)));
    fs::create_dir(&path).map_err(|e| StoreError::Unavailable(format!("{}: {e}", path.display())))?;
    Ok(TemporaryFolder(path))
}
