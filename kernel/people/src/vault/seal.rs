//! Writing to the vault, in the caller's own transaction. Nothing comes out in clear, so nothing is journaled here:
//! a change made by staff is recorded by [`crate::Desk::record`].

use beffroi_store::{Ambient, Tx, params};
use uuid::Uuid;

use super::cipher::{self, Key, Owner, Place};
use super::stream::StreamSealer;
use super::{NOBODY, VaultError};
use crate::desk::Desk;
use crate::store;

/// Seals fields and files of one person, for one retention basis.
pub struct Sealer {
    owner: Owner,
    key: Key,
}

impl Sealer {
    pub(crate) const fn new(owner: Owner, key: Key) -> Self {
        Self { owner, key }
    }

    /// A field. `version` grows at each write of the same place.
    pub fn text(
        &self,
        ambient: &Ambient,
        place: &Place<'_>,
        version: u32,
        clear: &str,
    ) -> Result<Vec<u8>, VaultError> {
        self.bytes(ambient, place, version, clear.as_bytes())
    }

    pub(crate) fn bytes(
        &self,
        ambient: &Ambient,
        place: &Place<'_>,
        version: u32,
        clear: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        cipher::seal_field(&self.key, self.owner, place, version, ambient.bytes(), clear)
    }

    /// A file, whole: what [`Sealer::stream`] writes.
    pub fn file(
        &self,
        ambient: &Ambient,
        place: &Place<'_>,
        version: u32,
        clear: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let (mut stream, mut sealed) = self.stream(ambient, place, version)?;
        stream.push(clear, &mut sealed)?;
        stream.finish(&mut sealed)?;
        Ok(sealed)
    }

    /// A file, piece by piece: the sealer and the first bytes to store.
    pub fn stream(
        &self,
        ambient: &Ambient,
        place: &Place<'_>,
        version: u32,
    ) -> Result<(StreamSealer, Vec<u8>), VaultError> {
        StreamSealer::new(&self.key, self.owner, place, version, ambient.bytes())
    }
}

impl Desk {
    /// What seals data of a person kept on this retention basis; the key is made at first use, in your transaction.
    /// A person of another commune, or none, is refused.
    pub async fn sealer(&self, tx: &Tx, person: Uuid, basis: &str) -> Result<Sealer, VaultError> {
        if person != NOBODY {
            let known = tx.opt(&store::PERSON_EXISTS, params![person]).await?;
            known.ok_or(VaultError::NoSuchPerson)?;
        }
        let (owner, key) = self.key_in(tx, person, basis).await?;
        Ok(Sealer::new(owner, key))
    }

    /// The same outside a transaction, for uploads that are sealed as they arrive.
    pub async fn sealer_now(&self, person: Uuid, basis: &str) -> Result<Sealer, VaultError> {
        self.db().write(move |tx| async move { self.sealer(&tx, person, basis).await }).await
    }
}
