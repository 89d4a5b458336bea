//! Erasure: the entry is committed with the tombstone and the destruction of the key. The log stays verifiable, and the
//! tombstones are replayed at start, so that a restored backup does not bring anybody back.

use beffroi_store::{StoreError, Tx, params};
use uuid::Uuid;

use super::{Purpose, VaultError};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::journal::{self, Kind};
use crate::{person, store};

impl Desk {
    /// Destroys the key of a person for one retention basis (`None`: all of them but the journal's own, whose retention
    /// is another). With what is known of the person herself (basis `person`) her account is closed. After the commit, call `db.forget_deleted()`: deleted rows survive in SQLite's WAL until then.
    /// Answers how many keys were destroyed.
    pub async fn erase(
        &self,
        tx: &Tx,
        actor: &Actor,
        person: Uuid,
        basis: Option<&str>,
        purpose: &Purpose,
    ) -> Result<usize, VaultError> {
        let door = self.door(actor, person, purpose)?;
        self.append_person(tx, actor, Kind::Erasure, &door, (None, None)).await?;
        let (now, mut destroyed) = (self.ambient().now(), 0);
        for row in tx.query(&store::KEYS_OF, params![person]).await? {
            let (key_no, found): (i64, String) = (row.get(0)?, row.get(1)?);
            if journal::is_journal_basis(&found) || basis.is_some_and(|basis| basis != found) {
                continue;
            }
            tx.exec(&store::ADD_TOMBSTONE, params![person, key_no, &found, now]).await?;
            tx.exec(&store::DROP_KEY, params![person, key_no]).await?;
            if found == person::BASIS {
                tx.exec(&store::DROP_ATTRIBUTES, params![person]).await?;
                tx.exec(&store::DROP_ALL_INDEXES, params![person]).await?;
                tx.exec(&store::CLOSE_ACCOUNT, params![person, now]).await?;
                self.end_sessions_in(tx, person, None).await?;
            }
            destroyed += 1;
        }
        let payload = serde_json::json!({ "person": person, "basis": basis });
        tx.emit(self.ambient(), "people.person_erased", payload).await?;
        Ok(destroyed)
    }

    /// Destroys again every key that was erased before: run it at each start, a backup may have been restored.
    pub async fn replay_tombstones(&self) -> Result<u64, StoreError> {
        self.db().write(|tx| async move { tx.exec(&store::REPLAY_TOMBSTONES, params![]).await }).await
    }

    /// The retention bases on which data of the person were destroyed.
    pub async fn erased(&self, person: Uuid) -> Result<Vec<String>, StoreError> {
        let rows = self.db().query(&store::TOMBSTONES, params![person]).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}
