//! The handles through which every statement passes: they bind the authority, and own the shape of a transaction.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::ambient::system_random;
use crate::db::{Db, Engine};
use crate::row::{Answer, Row};
use crate::session::{Order, Session, Want};
use crate::value::{Params, Value};
use crate::{Scope, Statement, StoreError};

/// How often a transaction that lost a race runs again.
const ATTEMPTS: u32 = 12;

/// One authority's view of the database: its `$1` is bound here and nowhere else.
#[derive(Clone, Debug)]
pub struct AuthorityDb {
    db: Db,
    authority: Uuid,
}

/// The kernel's view, across authorities: leases of jobs, host names. Its statements bind no authority.
#[derive(Clone, Debug)]
pub struct KernelDb {
    db: Db,
}

/// A write transaction of one authority.
#[derive(Clone)]
pub struct Tx {
    session: Arc<Session>,
    authority: Uuid,
}

/// A write transaction of the kernel.
#[derive(Clone)]
pub struct KernelTx {
    session: Arc<Session>,
}

/// Puts the authority at `$1` and refuses what one engine cannot keep.
fn order(
    statement: &Statement,
    authority: Option<Uuid>,
    params: Params,
    want: Want,
) -> Result<Order, StoreError> {
    let expected = if authority.is_some() { Scope::Authority } else { Scope::Kernel };
    if statement.scope != expected {
        return Err(StoreError::WrongScope(statement.name));
    }
    for value in &params.0 {
        value.check(statement.name)?;
    }
    let values = authority.map(Value::Uuid).into_iter().chain(params.0).collect();
    Ok(Order { name: statement.name, sql: statement.sql.into(), values, want })
}

fn first(answer: Answer) -> Option<Row> {
    answer.rows.into_iter().next()
}

/// The reads and writes that each handle offers, over its own `answer`.
macro_rules! reads {
    () => {
        /// Every row of the answer.
        pub async fn query(&self, statement: &Statement, params: Params) -> Result<Vec<Row>, StoreError> {
            Ok(self.answer(statement, params, Want::Rows).await?.rows)
        }

        /// The first row, if any.
        pub async fn opt(&self, statement: &Statement, params: Params) -> Result<Option<Row>, StoreError> {
            Ok(first(self.answer(statement, params, Want::Rows).await?))
        }

        /// The first row; [`StoreError::NotFound`] when there is none.
        pub async fn one(&self, statement: &Statement, params: Params) -> Result<Row, StoreError> {
            self.opt(statement, params).await?.ok_or(StoreError::NotFound(statement.name))
        }
    };
}

macro_rules! writes {
    () => {
        /// Runs a statement; the number of rows it inserted, updated or deleted.
        pub async fn exec(&self, statement: &Statement, params: Params) -> Result<u64, StoreError> {
            Ok(self.answer(statement, params, Want::Count).await?.affected)
        }
    };
}

impl AuthorityDb {
    pub(crate) fn new(db: Db, authority: Uuid) -> Self {
        Self { db, authority }
    }

    /// Whose rows this handle sees.
    pub fn authority(&self) -> Uuid {
        self.authority
    }

    /// The instance behind it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    reads!();

    /// Every row of a long list: read on the blocking pool, so that short requests go on.
    pub async fn query_long(&self, statement: &Statement, params: Params) -> Result<Vec<Row>, StoreError> {
        let order = order(statement, Some(self.authority), params, Want::Rows)?;
        Ok(self.db.read_long(order).await?.rows)
    }

    /// Runs `work` as one write transaction: kept when it returns `Ok`, undone when it returns `Err`, panics or is
    /// dropped. Returns once the outcome is durable.
    ///
    /// `work` may run more than once (PostgreSQL, when another transaction won), so nothing but SQL is done inside:
    /// mail, files and calls go through jobs. A `write` within a `write` would wait for itself. A statement that fails spoils the transaction on both engines.
    /// One that stays silent longer than [`crate::DbOptions::stall_limit`] is given up ([`StoreError::Stalled`]).
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: Fn(Tx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        let authority = self.authority;
        transact(&self.db, authority, |session| work(Tx { session, authority })).await
    }

    async fn answer(&self, statement: &Statement, params: Params, want: Want) -> Result<Answer, StoreError> {
        self.db.read(order(statement, Some(self.authority), params, want)?).await
    }
}

impl KernelDb {
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }

    /// The instance behind it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    reads!();

    /// As [`AuthorityDb::write`], across authorities.
    pub async fn write<T, E, F, Fut>(&self, work: F) -> Result<T, E>
    where
        F: Fn(KernelTx) -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, E>> + Send,
        E: From<StoreError> + Send,
        T: Send,
    {
        transact(&self.db, Uuid::nil(), |session| work(KernelTx { session })).await
    }

    async fn answer(&self, statement: &Statement, params: Params, want: Want) -> Result<Answer, StoreError> {
        self.db.read(order(statement, None, params, want)?).await
    }

    /// One statement that commits by itself, at the engine's default isolation: for leases, where PostgreSQL's
    /// SKIP LOCKED makes serializable transactions needless.
    pub(crate) async fn alone(&self, statement: &Statement, params: Params) -> Result<Vec<Row>, StoreError> {
        if self.db.engine() == Engine::Postgres {
            return self.query(statement, params).await;
        }
        let params = &params;
        self.write(move |tx| async move { tx.query(statement, params.clone()).await }).await
    }
}

impl Tx {
    /// Whose rows this transaction touches.
    pub fn authority(&self) -> Uuid {
        self.authority
    }

    reads!();
    writes!();

    /// Runs what another module of the store has put together.
    pub(crate) async fn run(&self, order: Order) -> Result<Answer, StoreError> {
        self.session.run(order).await
    }

    /// Tells sleepers, after the commit, that there is something to do.
    pub(crate) fn leaves_work(&self) {
        self.session.leaves_work();
    }

    async fn answer(&self, statement: &Statement, params: Params, want: Want) -> Result<Answer, StoreError> {
        self.session.run(order(statement, Some(self.authority), params, want)?).await
    }
}

impl KernelTx {
    /// The same transaction, bound to one authority.
    pub fn of(&self, authority: Uuid) -> Tx {
        Tx { session: self.session.clone(), authority }
    }

    reads!();
    writes!();

    async fn answer(&self, statement: &Statement, params: Params, want: Want) -> Result<Answer, StoreError> {
        self.session.run(order(statement, None, params, want)?).await
    }
}

/// Rolls back when the caller is dropped or panics in the middle.
struct Abandon(Arc<Session>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

async fn transact<T, E, Fut>(db: &Db, authority: Uuid, work: impl Fn(Arc<Session>) -> Fut) -> Result<T, E>
where
    Fut: Future<Output = Result<T, E>>,
    E: From<StoreError>,
{
    let mut turn = None;
    for attempt in 1..=ATTEMPTS {
        let session = Arc::new(db.session());
        let abandon = Abandon(session.clone());
        let outcome = work(session.clone()).await;
        let finished = session.finish(outcome.is_ok()).await;
        drop(abandon);
        if session.lost_a_race() {
            if turn.is_none() {
                turn = Some(db.retry_lane(authority).lock().await);
            }
            tokio::time::sleep(pause(attempt)).await;
            continue;
        }
        if finished.is_ok() && outcome.is_ok() && session.left_work() {
            db.tick();
        }
        // What was refused on the word of a group that was lost is not refused, it is unknown.
        return finished.map_err(E::from).and(outcome);
    }
    Err(E::from(StoreError::Contention(ATTEMPTS)))
}

/// A random pause, longer each time, so that the same two (of two processes) do not meet again.
fn pause(attempt: u32) -> Duration {
    let mut chance = [0; 2];
    system_random(&mut chance);
    let most = 2_u64 << attempt.min(6);
    Duration::from_millis(u64::from(u16::from_be_bytes(chance)) % most)
}
