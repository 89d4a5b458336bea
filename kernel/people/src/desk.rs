//! What everything hangs on: [`People`], one per process, and [`Desk`], one per request or job.

use std::sync::Arc;

use beffroi_store::{Ambient, AuthorityDb, StoreError, params};
use time::Duration;
use uuid::Uuid;

use crate::accounts::Gate;
use crate::keyring::KeyRing;
use crate::register::Register;
use crate::store;

/// How long things last.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A resident's session ends when unused for so long.
    pub session_idle: Duration,
    /// The same for whoever holds a role.
    pub staff_idle: Duration,
    /// Every session ends after so long.
    pub session_absolute: Duration,
    /// A confirmation of address can be used for so long.
    pub confirm_token: Duration,
    /// A password reset can be used for so long.
    pub reset_token: Duration,
    /// One journal entry covers the same opening for so long.
    pub window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            session_idle: Duration::hours(1),
            staff_idle: Duration::minutes(30),
            session_absolute: Duration::hours(12),
            confirm_token: Duration::hours(24),
            reset_token: Duration::hours(1),
            window: Duration::minutes(15),
        }
    }
}

/// Keys, register and limits of the instance. Clones share them.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    ring: KeyRing,
    register: Register,
    limits: Limits,
    gate: Gate,
}

impl People {
    /// One per process: the gate that lets two password checks run at once is in it.
    pub fn new(ring: KeyRing, register: Register, limits: Limits) -> Self {
        Self(Arc::new(Inner { ring, register, limits, gate: Gate::default() }))
    }

    /// The register of processing activities.
    pub fn register(&self) -> &Register {
        &self.0.register
    }

    /// Passwords hashed or checked since the start: a figure for the metrics.
    pub fn password_checks(&self) -> u64 {
        self.0.gate.checks()
    }

    /// The desk of one commune.
    pub fn desk(&self, db: &AuthorityDb, ambient: &Ambient) -> Desk {
        Desk { people: self.clone(), db: db.clone(), ambient: ambient.clone() }
    }
}

/// A commune's database with the clock, chance and keys: every operation of this crate is one of its methods.
/// Those that take a [`beffroi_store::Tx`] run in the caller's transaction; the others open their own.
#[derive(Clone)]
pub struct Desk {
    people: People,
    db: AuthorityDb,
    ambient: Ambient,
}

impl Desk {
    /// Keys, register and limits of the instance.
    pub const fn people(&self) -> &People {
        &self.people
    }

    /// The commune.
    pub fn authority(&self) -> Uuid {
        self.db.authority()
    }

    /// Its database.
    pub const fn db(&self) -> &AuthorityDb {
        &self.db
    }

    /// Clock and chance.
    pub const fn ambient(&self) -> &Ambient {
        &self.ambient
    }

    /// The register of processing activities.
    pub fn register(&self) -> &Register {
        &self.people.0.register
    }

    pub(crate) fn ring(&self) -> &KeyRing {
        &self.people.0.ring
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.people.0.limits
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.people.0.gate
    }

    /// Deletes what has run out: tokens, sessions past their end, delays of more than a day. Once a day is enough.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let now = self.ambient.now();
        self.db
            .write(move |tx| async move {
                let tokens = tx.exec(&store::SWEEP_TOKENS, params![now - Duration::days(1)]).await?;
                let sessions = tx.exec(&store::SWEEP_SESSIONS, params![now - Duration::days(7)]).await?;
                let delays = tx.exec(&store::SWEEP_THROTTLE, params![now - Duration::days(1)]).await?;
                Ok(tokens + sessions + delays)
            })
            .await
    }
}
