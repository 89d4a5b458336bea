//! Work to do after a transaction: committed with it, leased by a runner, retried, and kept as a dead letter when it
//! never succeeds. A job may run more than once: its handler either repeats harmlessly or completes the job in its
//! own transaction ([`JobCtx::complete`]).

mod runner;

use serde_json::Value as Json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{Ambient, AuthorityDb, Db, Engine, Scope, Statement, StoreError, Tx, params};

pub use runner::{Runner, RunnerOptions};

/// Adds a job at `$turn` of its lane, unless a ready one has its unique key.
macro_rules! enqueue {
    ($turn:literal) => {
        concat!(
            "insert into store_job (authority, id, kind, payload, state, run_at, attempt, max_attempts, unique_key,
                lane, turn, created_at)
             values ($1, $2, $3, $4, 'ready', $5, 0, $6, $7, $8, ",
            $turn,
            ", $9) on conflict (authority, kind, unique_key) where unique_key is not null and state = 'ready'
             do nothing"
        )
    };
}

crate::statements! {
    ENQUEUE = enqueue!("0");
    // Apart, because on PostgreSQL what a serializable transaction read makes it lose races.
    ENQUEUE_IN_LANE = enqueue!("(select coalesce(max(turn), 0) + 1 from store_job
            where authority = $1 and lane = $8)");
    SAME_JOB = "select id from store_job
        where authority = $1 and kind = $2 and unique_key = $3 and state = 'ready'";
    DONE = "delete from store_job where authority = $1 and id = $2 and lease_by = $3 and state = 'ready'";
    FAILED = "update store_job set state = $4, run_at = $5, last_error = $6, lease_by = null, lease_until = null
        where authority = $1 and id = $2 and lease_by = $3 and state = 'ready'";
    RENEW = "update store_job set lease_until = $4
        where authority = $1 and id = $2 and lease_by = $3 and state = 'ready'";
    DEAD = "select id, kind, payload, attempt, last_error, created_at from store_job
        where authority = $1 and state = 'dead' order by id";
    REQUEUE = "update store_job set state = 'ready', attempt = 0, run_at = $3, last_error = null
        where authority = $1 and id = $2 and state = 'dead' and (unique_key is null or not exists (
            select 1 from store_job same where same.authority = $1 and same.kind = store_job.kind
                and same.unique_key = store_job.unique_key and same.state = 'ready'))";
    DISCARD = "delete from store_job where authority = $1 and id = $2 and state = 'dead'";
    ABANDONED (kernel) = "update store_job
        set state = 'dead', last_error = 'its last lease ran out', lease_by = null, lease_until = null
        where state = 'ready' and attempt >= max_attempts and lease_until < $1";
    COUNTS (kernel) = "select kind, state, count(*) as jobs from store_job group by kind, state order by kind, state";
}

/// Of the kinds that have a handler, and at the head of its lane: a job waits for the earlier ones, waiting or leased.
macro_rules! of_kinds_and_first {
    ($kinds:literal) => {
        concat!(
            "job.state = 'ready' and job.kind in (",
            $kinds,
            ") and (job.lane is null or not exists (select 1 from store_job earlier
                where earlier.authority = job.authority and earlier.lane = job.lane
                    and earlier.turn < job.turn and earlier.state = 'ready'))"
        )
    };
}

/// When a job can next be leased, or buried.
macro_rules! next_due {
    ($kinds:literal) => {
        concat!(
            "select min(case when job.lease_until > job.run_at then job.lease_until else job.run_at end) as due
             from store_job job where ",
            of_kinds_and_first!($kinds)
        )
    };
}

/// Materialized: PostgreSQL may run a plain subquery several times, and then lock more than its limit.
macro_rules! lease {
    ($kinds:literal, $lock:literal) => {
        concat!(
            "with due as materialized (select job.authority as of_authority, job.id as of_id from store_job job where ",
            of_kinds_and_first!($kinds),
            " and job.run_at <= $4 and (job.lease_until is null or job.lease_until <= $4)
                    and job.attempt < job.max_attempts
                order by job.run_at, job.turn limit $5",
            $lock,
            ") update store_job set lease_by = $2, lease_until = $3, attempt = attempt + 1
             from due where authority = of_authority and id = of_id
             returning authority, id, kind, payload, attempt, max_attempts"
        )
    };
}

/// The statements whose text differs: a list of kinds is JSON here and there, and PostgreSQL skips what others lease.
pub(crate) struct EngineStatements {
    pub(crate) lease: Statement,
    pub(crate) next_due: Statement,
}

pub(crate) const fn statements_of(engine: Engine) -> EngineStatements {
    let (lease, next_due) = match engine {
        Engine::Sqlite => {
            (lease!("select value from json_each($1)", ""), next_due!("select value from json_each($1)"))
        }
        Engine::Postgres => (
            lease!("select jsonb_array_elements_text($1)", " for update of job skip locked"),
            next_due!("select jsonb_array_elements_text($1)"),
        ),
    };
    EngineStatements {
        lease: Statement { name: "LEASE", sql: lease, scope: Scope::Kernel },
        next_due: Statement { name: "NEXT_DUE", sql: next_due, scope: Scope::Kernel },
    }
}

/// A job to enqueue.
#[derive(Debug, Clone)]
pub struct NewJob {
    kind: String,
    payload: Json,
    run_at: Option<OffsetDateTime>,
    max_attempts: u32,
    unique_key: Option<String>,
    lane: Option<String>,
}

impl NewJob {
    /// A job of `kind`, run as soon as possible, tried ten times.
    pub fn new(kind: impl Into<String>, payload: Json) -> Self {
        Self { kind: kind.into(), payload, run_at: None, max_attempts: 10, unique_key: None, lane: None }
    }

    /// Not before `at`.
    #[must_use]
    pub fn at(mut self, at: OffsetDateTime) -> Self {
        self.run_at = Some(at);
        self
    }

    /// Tried at most this often (at least once).
    #[must_use]
    pub fn attempts(mut self, most: u32) -> Self {
        self.max_attempts = most.max(1);
        self
    }

    /// At most one ready job of this kind and key: a second one is the first.
    #[must_use]
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    /// After every earlier job of the same lane, dead letters aside.
    #[must_use]
    pub fn lane(mut self, lane: impl Into<String>) -> Self {
        self.lane = Some(lane.into());
        self
    }
}

impl Tx {
    /// Adds a job, which exists once this transaction is committed. Returns its identifier, or that of the ready
    /// job with the same kind and unique key.
    pub async fn enqueue(&self, ambient: &Ambient, job: NewJob) -> Result<Uuid, StoreError> {
        let (id, now) = (ambient.uuid_v7(), ambient.now());
        let due = job.run_at.unwrap_or(now);
        let statement = if job.lane.is_some() { &ENQUEUE_IN_LANE } else { &ENQUEUE };
        let values =
            params![id, &job.kind, job.payload, due, job.max_attempts, &job.unique_key, job.lane, now];
        self.leaves_work();
        if self.exec(statement, values).await? == 1 {
            return Ok(id);
        }
        self.one(&SAME_JOB, params![job.kind, job.unique_key]).await?.get(0)
    }
}

/// Why a handler did not do its job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Try again, later each time.
    #[error("{0}")]
    Retry(String),
    /// Try again after this long.
    #[error("{0}")]
    After(String, Duration),
    /// Useless to try again.
    #[error("{0}")]
    Fatal(String),
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::Retry(error.to_string())
    }
}

/// A leased job, as its handler sees it.
#[derive(Clone)]
pub struct JobCtx {
    /// The authority whose job it is.
    pub db: AuthorityDb,
    /// Clock and chance.
    pub ambient: Ambient,
    /// The job.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What was asked.
    pub payload: Json,
    /// This attempt, from 1.
    pub attempt: u32,
    /// The last attempt.
    pub max_attempts: u32,
    lease: Uuid,
}

impl JobCtx {
    /// Completes the job within the handler's own transaction, so that its effect happens exactly once.
    /// [`StoreError::LeaseLost`] when another runner has it by now: return that error, so that nothing is kept.
    pub async fn complete(&self, tx: &Tx) -> Result<(), StoreError> {
        match tx.exec(&DONE, params![self.id, self.lease]).await? {
            1 => Ok(()),
            _ => Err(StoreError::LeaseLost),
        }
    }
}

/// A job that failed for good.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadJob {
    /// The job.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What was asked.
    pub payload: Json,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// When it was enqueued.
    pub created_at: OffsetDateTime,
}

/// The dead letters of an authority, oldest first.
pub async fn dead(db: &AuthorityDb) -> Result<Vec<DeadJob>, StoreError> {
    let rows = db.query(&DEAD, params![]).await?;
    let read = rows.iter().map(|row| {
        Ok(DeadJob {
            id: row.get(0)?,
            kind: row.get(1)?,
            payload: row.get(2)?,
            attempts: row.get(3)?,
            last_error: row.get(4)?,
            created_at: row.get(5)?,
        })
    });
    read.collect()
}

/// Gives a dead letter its attempts back. `false` when there is no such dead letter, or when a ready job has its
/// unique key.
pub async fn requeue(db: &AuthorityDb, ambient: &Ambient, id: Uuid) -> Result<bool, StoreError> {
    let now = ambient.now();
    db.write(move |tx| async move {
        tx.leaves_work();
        Ok(tx.exec(&REQUEUE, params![id, now]).await? == 1)
    })
    .await
}

/// Deletes a dead letter; `false` when there is none.
pub async fn discard(db: &AuthorityDb, id: Uuid) -> Result<bool, StoreError> {
    db.write(move |tx| async move { Ok(tx.exec(&DISCARD, params![id]).await? == 1) }).await
}

/// How many jobs of each kind wait or are dead, over the whole instance: for metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// Kind of job.
    pub kind: String,
    /// Dead, or waiting.
    pub dead: bool,
    /// How many.
    pub jobs: u64,
}

/// Counts jobs by kind and state.
pub async fn counts(db: &Db) -> Result<Vec<JobCount>, StoreError> {
    let rows = db.kernel().query(&COUNTS, params![]).await?;
    let read = rows.iter().map(|row| {
        let state: String = row.get(1)?;
        Ok(JobCount { kind: row.get(0)?, dead: state == "dead", jobs: row.get(2)? })
    });
    read.collect()
}
