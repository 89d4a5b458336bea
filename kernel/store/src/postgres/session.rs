//! One serializable transaction on PostgreSQL.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex as StdMutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool_postgres::{Object, Pool};
use tokio::sync::Mutex;

use super::{Failure, convert, pool_error, run};
use crate::StoreError;
use crate::row::Answer;
use crate::session::Order;

/// Serializable: what a transaction read still holds when it commits, as with SQLite's one writer.
const BEGIN: &str = "begin isolation level serializable";

pub(crate) struct Session {
    pool: Pool,
    slot: Mutex<Slot>,
    /// A statement failed, or was dropped half-way: nothing may be committed.
    spoilt: AtomicBool,
    /// Another transaction won.
    raced: AtomicBool,
    stall: Duration,
    spoke: StdMutex<Instant>,
}

enum Slot {
    New,
    Open(Box<Object>),
    Ended,
}

impl Session {
    pub(super) fn new(pool: Pool, stall: Duration) -> Self {
        Self {
            pool,
            slot: Mutex::new(Slot::New),
            spoilt: AtomicBool::new(false),
            raced: AtomicBool::new(false),
            stall,
            spoke: StdMutex::new(Instant::now()),
        }
    }

    pub(crate) async fn run(&self, order: Order) -> Result<Answer, StoreError> {
        let mut slot = self.slot.lock().await;
        if self.spoilt.swap(true, Ordering::SeqCst) {
            return Err(if matches!(*slot, Slot::Ended) {
                StoreError::Finished
            } else {
                StoreError::Aborted
            });
        }
        if matches!(*slot, Slot::New) {
            // In the slot before anything is sent: whatever is dropped from here on is rolled back.
            *slot = Slot::Open(Box::new(self.pool.get().await.map_err(|e| pool_error(&e))?));
            if let Slot::Open(client) = &*slot {
                client.batch_execute(BEGIN).await.map_err(|e| self.failure("BEGIN", Failure::Server(e)))?;
            }
        }
        let Slot::Open(client) = &*slot else { return Err(StoreError::Finished) };
        let outcome = run(client, &order).await;
        if matches!(&outcome, Err(Failure::Server(e)) if convert::is_stale_plan(e)) {
            client.statement_cache.clear();
        }
        let answer = outcome.map_err(|failure| self.failure(order.name, failure))?;
        *self.spoke.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.spoilt.store(false, Ordering::SeqCst);
        Ok(answer)
    }

    pub(crate) async fn finish(&self, keep: bool, leaves_work: bool) -> Result<(), StoreError> {
        let slot = std::mem::replace(&mut *self.slot.lock().await, Slot::Ended);
        let Slot::Open(client) = slot else {
            let unserved = keep && self.spoilt.load(Ordering::SeqCst);
            return if unserved { Err(StoreError::Aborted) } else { Ok(()) };
        };
        let mut client = Returning(Some(client));
        if !keep || self.spoilt.load(Ordering::SeqCst) {
            client.roll_back().await;
            return if keep { Err(StoreError::Aborted) } else { Ok(()) };
        }
        client.commit().await.map_err(|e| self.failure("COMMIT", Failure::Server(e)))?;
        if let Some(client) = client.0.take()
            && leaves_work
        {
            // Others are woken beside the caller, who need not wait: a lost wake-up costs one poll.
            tokio::spawn(async move { client.batch_execute("notify beffroi_work").await });
        }
        Ok(())
    }

    pub(crate) fn lost_a_race(&self) -> bool {
        self.raced.load(Ordering::SeqCst)
    }

    pub(crate) fn abandon(&self) {
        // Should a clone be in the middle of a statement, the last one to go rolls back (`Drop`).
        if let Ok(mut slot) = self.slot.try_lock() {
            take_back(std::mem::replace(&mut *slot, Slot::Ended));
        }
    }

    fn failure(&self, statement: &'static str, failure: Failure) -> StoreError {
        if let Failure::Server(e) = &failure
            && convert::lost_a_race(e)
        {
            self.raced.store(true, Ordering::SeqCst);
        }
        let silence = self.spoke.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
        match failure.into_error(statement) {
            // The server closes a connection whose transaction was silent too long.
            StoreError::Unavailable(_) if silence >= self.stall => StoreError::Stalled,
            other => other,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        take_back(std::mem::replace(self.slot.get_mut(), Slot::Ended));
    }
}

fn take_back(slot: Slot) {
    if let Slot::Open(client) = slot {
        drop(Returning(Some(client)));
    }
}

/// A connection inside a transaction: never back to the pool before that has ended.
struct Returning(Option<Box<Object>>);

impl Returning {
    async fn commit(&self) -> Result<(), tokio_postgres::Error> {
        match &self.0 {
            Some(client) => client.batch_execute("commit").await,
            None => Ok(()),
        }
    }

    async fn roll_back(&mut self) {
        if let Some(client) = &self.0
            && client.batch_execute("rollback").await.is_ok()
        {
            self.0 = None;
        }
    }
}

impl Drop for Returning {
    fn drop(&mut self) {
        let Some(client) = self.0.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if client.batch_execute("rollback").await.is_err() {
                        drop(Object::take(*client));
                    }
                });
            }
            Err(_) => drop(Object::take(*client)),
        }
    }
}
