//! Events: what a transaction tells other services, without knowing them.
//!
//! [`Tx::emit`] writes the event with the transaction. The [`Relay`] then turns each event into one job per subscriber,
//! in one transaction that also deletes the event: none is lost, none is relayed twice. From there on it is a job like
//! another (lease, retry, dead letter). The events of one authority reach one subscriber in the order in which they
//! were told: they share a lane.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Ambient, Db, NewJob, StoreError, Tx, params};

/// Events relayed in one transaction.
const BATCH: i64 = 100;

crate::statements! {
    EMIT = "insert into store_outbox (authority, id, event, payload, created_at) values ($1, $2, $3, $4, $5)";
    RELAYED = "delete from store_outbox where authority = $1 and id = $2";
    WAITING (kernel) = "select authority, id, event, payload, created_at from store_outbox order by id limit $1";
    COUNT (kernel) = "select count(*) as events from store_outbox";
}

impl Tx {
    /// Tells `event` (`slice.what_happened`) with its payload, once this transaction is committed.
    pub async fn emit(&self, ambient: &Ambient, event: &str, payload: Json) -> Result<(), StoreError> {
        self.leaves_work();
        self.exec(&EMIT, params![ambient.uuid_v7(), event, payload, ambient.now()]).await.map(drop)
    }
}

/// Makes jobs of events.
#[derive(Clone)]
pub struct Relay {
    db: Db,
    ambient: Ambient,
    /// The kinds of jobs that each event makes.
    subscribers: BTreeMap<String, Vec<String>>,
}

impl Relay {
    /// A relay without subscribers: it would drop every event.
    pub fn new(db: Db, ambient: Ambient) -> Self {
        Self { db, ambient, subscribers: BTreeMap::new() }
    }

    /// Each `event` makes a job of kind `job`, whose payload is `{"event", "id", "at", "payload"}` (`at` in RFC 3339).
    #[must_use]
    pub fn subscribe(mut self, event: impl Into<String>, job: impl Into<String>) -> Self {
        self.subscribers.entry(event.into()).or_default().push(job.into());
        self
    }

    /// Relays what waits; the number of events.
    pub async fn run_once(&self) -> Result<usize, StoreError> {
        let kernel = self.db.kernel();
        let mut events = 0;
        loop {
            let batch = kernel.write(move |tx| async move {
                let rows = tx.query(&WAITING, params![BATCH]).await?;
                for row in &rows {
                    self.relay(&tx.of(row.get(0)?), row).await?;
                }
                Ok::<_, StoreError>(rows.len())
            });
            let batch = batch.await?;
            events += batch;
            if batch < usize::try_from(BATCH).unwrap_or(usize::MAX) {
                return Ok(events);
            }
        }
    }

    async fn relay(&self, tx: &Tx, row: &crate::Row) -> Result<(), StoreError> {
        let (id, event): (Uuid, String) = (row.get(1)?, row.get(2)?);
        let at: time::OffsetDateTime = row.get(4)?;
        let at = at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
        let payload = json!({ "event": event, "id": id, "at": at, "payload": row.get::<Json>(3)? });
        for kind in self.subscribers.get(&event).into_iter().flatten() {
            let job = NewJob::new(kind, payload.clone()).lane(format!("event:{kind}"));
            tx.enqueue(&self.ambient, job).await?;
        }
        tx.exec(&RELAYED, params![id]).await.map(drop)
    }

    /// Relays until `stop` says true: at each wake-up, and every `poll` anyway.
    pub async fn run(self, poll: std::time::Duration, mut stop: watch::Receiver<bool>) {
        let mut work = self.db.work();
        while !*stop.borrow() {
            work.mark_unchanged();
            if let Err(e) = self.relay_if_any().await {
                tracing::warn!("events cannot be relayed: {e}");
            }
            tokio::select! {
                () = tokio::time::sleep(poll) => {}
                _ = work.changed() => {}
                changed = stop.changed() => if changed.is_err() { break },
            }
        }
    }

    /// A look through a reader first: most wake-ups concern something else.
    async fn relay_if_any(&self) -> Result<(), StoreError> {
        if waiting(&self.db).await? > 0 {
            self.run_once().await?;
        }
        Ok(())
    }
}

/// How many events wait for the relay.
pub async fn waiting(db: &Db) -> Result<u64, StoreError> {
    db.kernel().one(&COUNT, params![]).await?.get(0)
}
