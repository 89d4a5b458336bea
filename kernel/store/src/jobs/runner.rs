//! Leases due jobs, runs their handlers side by side, and writes down how each ended.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Value as Json, json};
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{ABANDONED, DONE, FAILED, JobCtx, JobError, RENEW, statements_of};
use crate::row::Row;
use crate::{Ambient, Db, StoreError, params};

type Handled = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Handler = Arc<dyn Fn(JobCtx) -> Handled + Send + Sync>;

/// Rhythm and limits of a runner.
#[derive(Debug, Clone)]
pub struct RunnerOptions {
    /// Jobs at once.
    pub concurrency: usize,
    /// How long a lease lasts; renewed at each third while the handler runs.
    pub lease: Duration,
    /// Longest sleep between two looks.
    pub poll: Duration,
    /// Wait after the first failure; doubled after each other.
    pub first_wait: Duration,
    /// Longest wait.
    pub longest_wait: Duration,
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self {
            concurrency: 4,
            lease: Duration::minutes(1),
            poll: Duration::seconds(10),
            first_wait: Duration::seconds(5),
            longest_wait: Duration::hours(6),
        }
    }
}

/// Runs jobs of the kinds it has handlers for, and no other: a newer instance's kinds wait for that instance.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    ambient: Ambient,
    options: RunnerOptions,
    handlers: BTreeMap<String, Handler>,
    /// Name of this runner on its leases.
    name: Uuid,
}

impl Runner {
    /// A runner without handlers.
    pub fn new(db: Db, ambient: Ambient, options: RunnerOptions) -> Self {
        let name = ambient.uuid_v4();
        Self { db, ambient, options, handlers: BTreeMap::new(), name }
    }

    /// Handles jobs of `kind`.
    #[must_use]
    pub fn on<F, Fut>(mut self, kind: impl Into<String>, handler: F) -> Self
    where
        F: Fn(JobCtx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.handlers.insert(kind.into(), Arc::new(move |job| Box::pin(handler(job))));
        self
    }

    /// Runs until `stop` says true, then lets what runs finish.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut work = self.db.work();
        let mut running = JoinSet::new();
        while !*stop.borrow() {
            let free = self.options.concurrency.max(1).saturating_sub(running.len());
            match self.lease(free).await {
                Ok(jobs) => {
                    for job in jobs {
                        running.spawn(self.clone().handle(job));
                    }
                }
                Err(e) => tracing::warn!("jobs cannot be leased: {e}"),
            }
            let full = running.len() >= self.options.concurrency.max(1);
            let sleep = tokio::time::sleep(self.until_next().await);
            tokio::select! {
                () = sleep, if !full => {}
                _ = work.changed(), if !full => {}
                _ = running.join_next(), if !running.is_empty() => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Runs what is due, and what becomes due of it, until nothing is; the number of attempts made.
    pub async fn run_due(&self) -> Result<usize, StoreError> {
        let mut attempts = 0;
        loop {
            let jobs = self.lease(self.options.concurrency.max(1)).await?;
            if jobs.is_empty() {
                return Ok(attempts);
            }
            attempts += jobs.len();
            let mut running = JoinSet::new();
            for job in jobs {
                running.spawn(self.clone().handle(job));
            }
            while running.join_next().await.is_some() {}
        }
    }

    /// Takes up to `most` due jobs; buries those whose last attempt never came back.
    async fn lease(&self, most: usize) -> Result<Vec<JobCtx>, StoreError> {
        if most == 0 || self.handlers.is_empty() {
            return Ok(Vec::new());
        }
        let now = self.ambient.now();
        if self.next_due().await?.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        let kernel = self.db.kernel();
        kernel.alone(&ABANDONED, params![now]).await?;
        let most = i64::try_from(most).unwrap_or(1);
        let values = params![self.kinds(), self.name, now + self.options.lease, now, most];
        let rows = kernel.alone(&statements_of(self.db.engine()).lease, values).await?;
        rows.iter().map(|row| self.job(row)).collect()
    }

    fn job(&self, row: &Row) -> Result<JobCtx, StoreError> {
        Ok(JobCtx {
            db: self.db.of(row.get(0)?),
            ambient: self.ambient.clone(),
            id: row.get(1)?,
            kind: row.get(2)?,
            payload: row.get(3)?,
            attempt: row.get(4)?,
            max_attempts: row.get(5)?,
            lease: self.name,
        })
    }

    /// Runs one handler and writes down its outcome.
    async fn handle(self, job: JobCtx) {
        let Some(handler) = self.handlers.get(&job.kind) else { return };
        // Its own task, so that a panic is an outcome like another; in a set, so that it ends with us.
        let mut task = JoinSet::new();
        task.spawn(handler(job.clone()));
        let third = std::time::Duration::try_from(self.options.lease / 3).unwrap_or_default();
        let outcome = loop {
            tokio::select! {
                Some(outcome) = task.join_next() => break outcome,
                () = tokio::time::sleep(third) => self.renew(&job).await,
            }
        };
        let outcome = outcome.unwrap_or_else(|e| Err(JobError::Retry(format!("the handler broke off: {e}"))));
        if let Err(e) = self.conclude(&job, outcome).await {
            tracing::warn!(kind = job.kind, id = %job.id, "the outcome of a job cannot be written: {e}");
        }
    }

    async fn renew(&self, job: &JobCtx) {
        let (id, lease, until) = (job.id, job.lease, self.ambient.now() + self.options.lease);
        let renewed = job.db.write(move |tx| async move { tx.exec(&RENEW, params![id, lease, until]).await });
        if let Err(e) = renewed.await {
            tracing::warn!(kind = job.kind, id = %id, "the lease of a job cannot be renewed: {e}");
        }
    }

    async fn conclude(&self, job: &JobCtx, outcome: Result<(), JobError>) -> Result<(), StoreError> {
        let (id, lease) = (job.id, job.lease);
        let Err(error) = outcome else {
            // No row left: the handler completed it in its own transaction.
            return job
                .db
                .write(move |tx| async move { tx.exec(&DONE, params![id, lease]).await.map(drop) })
                .await;
        };
        let last = job.attempt >= job.max_attempts || matches!(error, JobError::Fatal(_));
        let state = if last { "dead" } else { "ready" };
        if last {
            tracing::error!(kind = job.kind, %id, "a job failed for good");
        }
        let due = self.next_attempt(job.attempt, &error);
        let said = &error.to_string().replace('\0', " ");
        job.db
            .write(move |tx| async move {
                tx.exec(&FAILED, params![id, lease, state, due, said]).await.map(drop)
            })
            .await
    }

    /// When to try again: doubled each time up to the cap, with up to a quarter more so that those that failed
    /// together do not return together.
    fn next_attempt(&self, attempt: u32, error: &JobError) -> OffsetDateTime {
        if let JobError::After(_, wait) = error {
            return self.ambient.now() + *wait;
        }
        let doubled = self.options.first_wait * (1_i32 << attempt.saturating_sub(1).min(20));
        let wait = doubled.min(self.options.longest_wait);
        self.ambient.now() + wait + wait * f64::from(self.ambient.bytes::<1>()[0]) / 1024.0
    }

    /// When the next job can be leased, by a look that writes nothing.
    async fn next_due(&self) -> Result<Option<OffsetDateTime>, StoreError> {
        let statement = statements_of(self.db.engine()).next_due;
        self.db.kernel().one(&statement, params![self.kinds()]).await?.get(0)
    }

    /// The kinds that have a handler.
    fn kinds(&self) -> Json {
        json!(self.handlers.keys().collect::<Vec<_>>())
    }

    /// How long to sleep when nothing wakes us.
    async fn until_next(&self) -> std::time::Duration {
        let due = self.next_due().await.ok().flatten();
        let wait = due.map_or(self.options.poll, |due| due - self.ambient.now());
        // Never less than a moment, or a due job that another runner holds would make us spin.
        let wait = wait.clamp(Duration::milliseconds(20).min(self.options.poll), self.options.poll);
        std::time::Duration::try_from(wait).unwrap_or_default()
    }
}
