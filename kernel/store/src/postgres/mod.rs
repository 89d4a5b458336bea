//! PostgreSQL: a pool of connections, serializable transactions, and LISTEN as a wake-up.

mod convert;
mod listen;
mod session;

use std::sync::OnceLock;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, NoTls};

use crate::db::{DbOptions, Engine};
use crate::migrations::{self, Migrations};
use crate::row::{Answer, Row};
use crate::session::{Order, Want};
use crate::{PrepareError, Statement, StoreError};

pub(crate) use session::Session;

/// How often the creation of the migration table may meet another instance's.
const MEETINGS: u32 = 5;

/// Longest wait for a free connection. Several times the stall limit and the second that the server takes to see a
/// deadlock: the queue moves, however slowly.
const WAIT_FOR_TURN: Duration = Duration::from_secs(30);

pub(crate) struct Postgres {
    pool: Pool,
    options: DbOptions,
    /// Starts a task that turns NOTIFY into ticks.
    start_listening: Box<dyn Fn() -> AbortHandle + Send + Sync>,
    listening: OnceLock<AbortHandle>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.close();
    }
}

impl Postgres {
    pub(crate) async fn open(
        url: &str,
        options: &DbOptions,
        work: watch::Sender<u64>,
    ) -> Result<Self, StoreError> {
        // The parser's message repeats no password.
        let mut config: Config =
            url.parse().map_err(|e: tokio_postgres::Error| StoreError::Address(e.to_string()))?;
        let given = config.get_options().unwrap_or_default();
        let silence = options.stall_limit.as_millis();
        let set = format!("{given} -c idle_in_transaction_session_timeout={silence} -c timezone=UTC");
        config.options(set.trim());
        if config.get_application_name().is_none() {
            config.application_name("beffroi");
        }
        let this = Self::connect(config, options, work)?;
        this.check_fitness().await?;
        Ok(this)
    }

    #[cfg(feature = "postgres-tls")]
    fn connect(
        mut config: Config,
        options: &DbOptions,
        work: watch::Sender<u64>,
    ) -> Result<Self, StoreError> {
        use tokio_postgres::config::SslMode;
        let asked = matches!(config.get_ssl_mode(), SslMode::Require) || options.postgres_ca.is_some();
        if asked {
            // Or a server that offers no TLS, or somebody in between, would be spoken to in clear.
            config.ssl_mode(SslMode::Require);
            let tls = tls::connector(options.postgres_ca.as_deref())?;
            return Self::build(config, tls, options, work);
        }
        Self::build(config, NoTls, options, work)
    }

    #[cfg(not(feature = "postgres-tls"))]
    fn connect(config: Config, options: &DbOptions, work: watch::Sender<u64>) -> Result<Self, StoreError> {
        if options.postgres_ca.is_some() {
            return Err(StoreError::Unfit("this build speaks no TLS (feature `postgres-tls`)".to_owned()));
        }
        Self::build(config, NoTls, options, work)
    }

    fn build<T>(
        config: Config,
        tls: T,
        options: &DbOptions,
        work: watch::Sender<u64>,
    ) -> Result<Self, StoreError>
    where
        T: tokio_postgres::tls::MakeTlsConnect<tokio_postgres::Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + Sync,
        T::TlsConnect: Send + Sync,
        <T::TlsConnect as tokio_postgres::tls::TlsConnect<tokio_postgres::Socket>>::Future: Send,
    {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), tls.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(options.connections.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT_FOR_TURN))
            .create_timeout(Some(options.busy_timeout))
            .build()
            .map_err(|e| StoreError::Address(e.to_string()))?;
        let start_listening = Box::new(move || {
            tokio::spawn(listen::listen(config.clone(), tls.clone(), work.clone())).abort_handle()
        });
        Ok(Self { pool, options: options.clone(), start_listening, listening: OnceLock::new() })
    }

    /// Refuses a database whose texts would sort or compare otherwise than SQLite's.
    async fn check_fitness(&self) -> Result<(), StoreError> {
        const FITNESS: &str = "select pg_encoding_to_char(encoding)::text, datcollate::text \
             from pg_database where datname = current_database()";
        let client = self.client().await?;
        let row = client.query_one(FITNESS, &[]).await.map_err(|e| convert::error("FITNESS", &e))?;
        let (encoding, collation): (String, String) = (row.get(0), row.get(1));
        let bytewise = ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&collation.as_str());
        if encoding == "UTF8" && bytewise {
            return Ok(());
        }
        Err(StoreError::Unfit(format!(
            "its encoding is {encoding} and its collation {collation}; create it with \
             `create database … template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`"
        )))
    }

    pub(crate) fn session(&self) -> Session {
        Session::new(self.pool.clone(), self.options.stall_limit)
    }

    /// Runs one statement outside any transaction.
    pub(crate) async fn read(&self, order: &Order) -> Result<Answer, StoreError> {
        let client = self.client().await?;
        let mut outcome = run(&client, order).await;
        if matches!(&outcome, Err(Failure::Server(e)) if convert::is_stale_plan(e)) {
            client.statement_cache.clear();
            outcome = run(&client, order).await;
        }
        outcome.map_err(|failure| failure.into_error(order.name))
    }

    pub(crate) async fn prepare(&self, statements: &[Statement]) -> Result<Vec<PrepareError>, StoreError> {
        let client = self.client().await?;
        let mut wrong = Vec::new();
        for statement in statements {
            if let Err(e) = client.prepare(statement.sql).await {
                let detail = e.as_db_error().map_or_else(|| e.to_string(), |db| db.message().to_owned());
                wrong.push(PrepareError { statement: statement.name, detail });
            }
        }
        Ok(wrong)
    }

    /// Applies what remains of a slice, as one transaction under a lock that lets one instance do it.
    pub(crate) async fn migrate(&self, slice: &Migrations) -> Result<(), StoreError> {
        let fail = |e: tokio_postgres::Error| convert::error("MIGRATE", &e);
        let mut client = self.client().await?;
        let create = migrations::create(Engine::Postgres);
        let mut meeting = 1;
        while let Err(e) = client.batch_execute(&create).await {
            // `if not exists` does not see a table that another instance is creating.
            if meeting == MEETINGS {
                return Err(fail(e));
            }
            meeting += 1;
        }
        let transaction = client.transaction().await.map_err(fail)?;
        transaction.batch_execute("lock table store_migration in exclusive mode").await.map_err(fail)?;
        let rows = transaction.query(migrations::APPLIED, &[&slice.slice]).await.map_err(fail)?;
        let applied: Vec<_> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        for file in migrations::pending(slice, &applied, Engine::Postgres)? {
            for statement in &file.script {
                let done = transaction.batch_execute(statement).await;
                done.map_err(|e| {
                    let detail = e.as_db_error().map_or_else(|| e.to_string(), |db| db.message().to_owned());
                    file.failed(slice.slice, detail)
                })?;
            }
            let record = file.record(slice.slice);
            let record: Vec<&(dyn ToSql + Sync)> = record.iter().map(|v| v as _).collect();
            transaction.execute(migrations::RECORD, &record).await.map_err(fail)?;
        }
        transaction.commit().await.map_err(fail)
    }

    /// Starts to listen, once.
    pub(crate) fn listen(&self) {
        self.listening.get_or_init(|| (self.start_listening)());
    }

    pub(crate) fn close(&self) {
        if let Some(listening) = self.listening.get() {
            listening.abort();
        }
        self.pool.close();
    }

    async fn client(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|e| pool_error(&e))
    }
}

fn pool_error(from: &deadpool_postgres::PoolError) -> StoreError {
    match from {
        deadpool_postgres::PoolError::Closed => StoreError::Closed,
        deadpool_postgres::PoolError::Backend(e) => match convert::error("connect", e) {
            StoreError::Engine { detail, .. } => StoreError::Unavailable(detail),
            other => other,
        },
        other => StoreError::Unavailable(other.to_string()),
    }
}

/// Why a statement did not run.
enum Failure {
    Ours(StoreError),
    Server(tokio_postgres::Error),
}

impl Failure {
    fn into_error(self, statement: &'static str) -> StoreError {
        match self {
            Self::Ours(e) => e,
            Self::Server(e) => convert::error(statement, &e),
        }
    }
}

/// Runs one statement, prepared once per connection.
async fn run(client: &Object, order: &Order) -> Result<Answer, Failure> {
    let statement = client.prepare_cached(&order.sql).await.map_err(Failure::Server)?;
    let (wanted, given) = (statement.params().len(), order.values.len());
    if wanted != given {
        return Err(Failure::Ours(StoreError::ParameterCount { statement: order.name, wanted, given }));
    }
    let values: Vec<&(dyn ToSql + Sync)> = order.values.iter().map(|value| value as _).collect();
    if order.want == Want::Count {
        let affected = client.execute(&statement, &values).await.map_err(Failure::Server)?;
        return Ok(Answer { rows: Vec::new(), affected });
    }
    let found = client.query(&statement, &values).await.map_err(Failure::Server)?;
    let columns: std::sync::Arc<[String]> =
        statement.columns().iter().map(|column| column.name().to_owned()).collect();
    let rows = found.iter().map(|row| {
        let values = (0..row.len()).map(|index| row.try_get(index)).collect::<Result<_, _>>();
        Ok(Row { columns: columns.clone(), values: values.map_err(Failure::Server)? })
    });
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(Answer { affected: rows.len() as u64, rows })
}

#[cfg(feature = "postgres-tls")]
mod tls {
    //! TLS on rustls, trusting the system's authorities and one file more.

    use std::path::Path;
    use std::sync::Arc;

    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls::{ClientConfig, RootCertStore};
    use tokio_postgres_rustls::MakeRustlsConnect;

    use crate::StoreError;

    pub(super) fn connector(ca: Option<&Path>) -> Result<MakeRustlsConnect, StoreError> {
        let unfit = |e: &dyn std::fmt::Display| StoreError::Unfit(format!("TLS: {e}"));
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = ca {
            for certificate in CertificateDer::pem_file_iter(path).map_err(|e| unfit(&e))? {
                roots.add(certificate.map_err(|e| unfit(&e))?).map_err(|e| unfit(&e))?;
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| unfit(&e))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }
}
