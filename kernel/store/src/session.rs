//! One write transaction, whichever the engine.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::row::Answer;
use crate::value::Value;
use crate::{StoreError, postgres, sqlite};

/// A statement with its values, ready to travel.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) name: &'static str,
    /// A constant, but for what carries whole tables (`transfer`).
    pub(crate) sql: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
    pub(crate) want: Want,
}

/// What the caller will look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    Rows,
    Count,
}

pub(crate) struct Session {
    kind: Kind,
    /// Whether the transaction left work (a job, an event) for which a sleeper should wake.
    work: AtomicBool,
}

pub(crate) enum Kind {
    Sqlite(sqlite::Session),
    Postgres(postgres::Session),
}

impl Session {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, work: AtomicBool::new(false) }
    }

    pub(crate) async fn run(&self, order: Order) -> Result<Answer, StoreError> {
        match &self.kind {
            Kind::Sqlite(session) => session.run(order).await,
            Kind::Postgres(session) => session.run(order).await,
        }
    }

    pub(crate) fn leaves_work(&self) {
        self.work.store(true, Ordering::Relaxed);
    }

    pub(crate) fn left_work(&self) -> bool {
        self.work.load(Ordering::Relaxed)
    }

    /// Commits or rolls back; returns when that is durable.
    pub(crate) async fn finish(&self, keep: bool) -> Result<(), StoreError> {
        match &self.kind {
            Kind::Sqlite(session) => session.finish(keep).await,
            Kind::Postgres(session) => session.finish(keep, self.left_work()).await,
        }
    }

    /// Whether another transaction won, so that this one should run again.
    pub(crate) fn lost_a_race(&self) -> bool {
        match &self.kind {
            Kind::Sqlite(_) => false,
            Kind::Postgres(session) => session.lost_a_race(),
        }
    }

    /// Rolls back without waiting, when the caller is dropped.
    pub(crate) fn abandon(&self) {
        match &self.kind {
            Kind::Sqlite(session) => session.abandon(),
            Kind::Postgres(session) => session.abandon(),
        }
    }
}
