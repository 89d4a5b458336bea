//! Data keys: made at first use, one per person and retention basis, kept wrapped in a table of their own.

use std::collections::HashMap;

use beffroi_store::{Row, StoreError, Tx, params};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::VaultError;
use super::cipher::{self, Key, Owner, Place};
use crate::desk::Desk;
use crate::store;

/// Bearer of the commune's own keys: log key, directory of agents, withheld parts of acts.
pub(crate) const NOBODY: Uuid = Uuid::nil();

/// Unwrapped keys of one person.
#[derive(Clone)]
pub(crate) struct Keys {
    authority: Uuid,
    person: Uuid,
    by_no: HashMap<u32, (String, Key)>,
}

impl Keys {
    /// The key of this number, and whose it is.
    pub(crate) fn get(&self, key_no: u32) -> Result<(Owner, &Key), VaultError> {
        let (_, key) = self.by_no.get(&key_no).ok_or(VaultError::Erased)?;
        Ok((self.owner(key_no), key))
    }

    /// Opens what one of these keys sealed; `None` when its key is no longer there.
    pub(crate) fn open(
        &self,
        place: &Place<'_>,
        sealed: &[u8],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let (key_no, _) = cipher::header(cipher::FIELD, sealed)?;
        match self.get(key_no) {
            Ok((owner, key)) => cipher::open_field(key, owner, place, sealed).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// The key for this retention basis.
    pub(crate) fn of_basis(&self, basis: &str) -> Option<(Owner, &Key)> {
        let (no, (_, key)) = self.by_no.iter().find(|(_, (found, _))| found == basis)?;
        Some((self.owner(*no), key))
    }

    const fn owner(&self, key_no: u32) -> Owner {
        Owner { authority: self.authority, person: self.person, key_no }
    }
}

impl Desk {
    /// Unwraps the keys of a person whose basis is `wanted`.
    pub(crate) async fn keys_of(&self, person: Uuid, wanted: fn(&str) -> bool) -> Result<Keys, VaultError> {
        self.unwrap_keys(person, wanted, &self.db().query(&store::KEYS_OF, params![person]).await?)
    }

    /// The same, seen by a transaction.
    pub(crate) async fn keys_in(
        &self,
        tx: &Tx,
        person: Uuid,
        wanted: fn(&str) -> bool,
    ) -> Result<Keys, VaultError> {
        self.unwrap_keys(person, wanted, &tx.query(&store::KEYS_OF, params![person]).await?)
    }

    fn unwrap_keys(&self, person: Uuid, wanted: fn(&str) -> bool, rows: &[Row]) -> Result<Keys, VaultError> {
        let authority = self.authority();
        let mut by_no = HashMap::new();
        for row in rows {
            let (key_no, basis): (u32, String) = (row.get(0)?, row.get(1)?);
            if wanted(&basis) {
                let owner = Owner { authority, person, key_no };
                let key = cipher::unwrap(self.ring(), owner, &basis, &row.get::<Vec<u8>>(2)?)?;
                by_no.insert(key_no, (basis, key));
            }
        }
        Ok(Keys { authority, person, by_no })
    }

    /// The key of a person for a basis; made if there is none yet.
    pub(crate) async fn key_in(
        &self,
        tx: &Tx,
        person: Uuid,
        basis: &str,
    ) -> Result<(Owner, Key), VaultError> {
        let authority = self.authority();
        if let Some(row) = tx.opt(&store::KEY_FOR, params![person, basis]).await? {
            let owner = Owner { authority, person, key_no: row.get(0)? };
            return Ok((owner, cipher::unwrap(self.ring(), owner, basis, &row.get::<Vec<u8>>(1)?)?));
        }
        let key_no: u32 = tx.one(&store::NEXT_KEY_NO, params![person]).await?.get(0)?;
        let owner = Owner { authority, person, key_no };
        let key: Key = Zeroizing::new(self.ambient().bytes());
        let wrapped = cipher::wrap(self.ring(), owner, basis, &key, self.ambient().bytes())?;
        let now = self.ambient().now();
        // Should another transaction have made it meanwhile, the engine runs this one again (or has said so by now).
        match tx.exec(&store::ADD_KEY, params![person, key_no, basis, wrapped, now]).await? {
            1 => Ok((owner, key)),
            _ => Err(StoreError::Contention(1).into()),
        }
    }

    /// Wraps every key again under the current instance key; answers how many were moved. Safe to repeat and to
    /// interrupt: then the older instance key may be retired.
    pub async fn rewrap(&self) -> Result<u64, VaultError> {
        let (mut moved, mut after) = (0, (Uuid::nil(), -1_i64));
        loop {
            let page = self.db().query(&store::ALL_KEYS, params![after.0, after.1]).await?;
            let Some(last) = page.last() else { return Ok(moved) };
            after = (last.get(0)?, last.get(1)?);
            let page = &page;
            moved += self
                .db()
                .write(move |tx| async move {
                    let mut moved = 0;
                    for row in page {
                        moved += self.rewrap_one(&tx, row).await?;
                    }
                    Ok::<_, VaultError>(moved)
                })
                .await?;
        }
    }

    async fn rewrap_one(&self, tx: &Tx, row: &Row) -> Result<u64, VaultError> {
        let owner = Owner { authority: self.authority(), person: row.get(0)?, key_no: row.get(1)? };
        let (basis, old): (String, Vec<u8>) = (row.get(2)?, row.get(3)?);
        if cipher::kek_of(&old)? == self.ring().current().0 {
            return Ok(0);
        }
        let key = cipher::unwrap(self.ring(), owner, &basis, &old)?;
        let new = cipher::wrap(self.ring(), owner, &basis, &key, self.ambient().bytes())?;
        Ok(tx.exec(&store::REWRAP, params![owner.person, owner.key_no, new, old]).await?)
    }
}
