//! The keys of a commune that moves to another instance: taken out of the wrapping of the first, sealed for the way under a passphrase,
//! wrapped again by the second. Neither instance learns anything of the other's own keys.
//!
//! Sealed parcel = 0x01 ‖ salt 16 ‖ nonce 24 ‖ XChaCha20-Poly1305(argon2id(passphrase, salt), contents, aad = `beffroi/parcel/v1` ‖ commune).

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beffroi_store::{Ambient, StoreError, Tx, params};
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::VaultError;
use super::cipher::{self, Key, Owner};
use crate::desk::Desk;
use crate::keyring::KeyRing;
use crate::store;

const FORMAT: u8 = 1;
/// Kibibytes and passes of argon2id: it is computed once a move, by hand, so it may take a second.
const MEMORY: u32 = 128 * 1024;
const PASSES: u32 = 4;

/// Seals what a commune takes along.
pub fn seal(
    passphrase: &str,
    ambient: &Ambient,
    authority: Uuid,
    contents: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let (salt, nonce): ([u8; 16], [u8; 24]) = (ambient.bytes(), ambient.bytes());
    let sealed = cipher::encrypt(&key(passphrase, &salt)?, &nonce, contents, &aad(authority))?;
    Ok([&[FORMAT], salt.as_slice(), &nonce, &sealed].concat())
}

/// Opens it; [`VaultError::Damaged`] for another passphrase, another commune or altered bytes.
pub fn open(passphrase: &str, authority: Uuid, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let Some((&FORMAT, rest)) = sealed.split_first() else { return Err(VaultError::Damaged) };
    let (salt, rest) = rest.split_first_chunk::<16>().ok_or(VaultError::Damaged)?;
    let (nonce, sealed) = rest.split_first_chunk::<24>().ok_or(VaultError::Damaged)?;
    cipher::decrypt(&key(passphrase, salt)?, nonce, sealed, &aad(authority))
}

fn aad(authority: Uuid) -> Vec<u8> {
    [b"beffroi/parcel/v1".as_slice(), authority.as_bytes()].concat()
}

fn key(passphrase: &str, salt: &[u8; 16]) -> Result<Key, VaultError> {
    let params =
        Params::new(MEMORY, PASSES, 1, Some(32)).expect("128 MiB and four passes are within argon2's bounds");
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| VaultError::TooLong)?;
    Ok(key)
}

impl Desk {
    /// The commune's keys in clear, for [`seal`] alone: those of its persons, and what its indexes are made with.
    pub async fn pack_keys(&self, tx: &Tx) -> Result<Json, VaultError> {
        let (mut keys, mut after) = (Vec::new(), (Uuid::nil(), -1_i64));
        loop {
            let page = tx.query(&store::ALL_KEYS, params![after.0, after.1]).await?;
            let Some(last) = page.last() else { break };
            after = (last.get(0)?, last.get(1)?);
            for row in &page {
                let owner = Owner { authority: self.authority(), person: row.get(0)?, key_no: row.get(1)? };
                let (basis, made): (String, OffsetDateTime) = (row.get(2)?, row.get(4)?);
                let key = cipher::unwrap(self.ring(), owner, &basis, &row.get::<Vec<u8>>(3)?)?;
                let micros = i64::try_from(made.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX);
                keys.push(json!([
                    owner.person,
                    owner.key_no,
                    basis,
                    STANDARD.encode(key.as_slice()),
                    micros
                ]));
            }
        }
        let index = STANDARD.encode(self.ring().index_of(self.authority()).as_slice());
        Ok(json!({ "index": index, "keys": keys }))
    }

    /// Keeps the keys of persons under this instance's own wrapping; how many.
    pub async fn unpack_keys(&self, tx: &Tx, packed: &Json) -> Result<u64, VaultError> {
        let keys = packed["keys"].as_array().ok_or(VaultError::Damaged)?;
        for packed in keys {
            let (person, key_no, basis, key, made): (Uuid, u32, String, String, i64) =
                serde_json::from_value(packed.clone()).map_err(|_| VaultError::Damaged)?;
            let owner = Owner { authority: self.authority(), person, key_no };
            let wrapped = cipher::wrap(self.ring(), owner, &basis, &read(&key)?, self.ambient().bytes())?;
            let made = OffsetDateTime::from_unix_timestamp_nanos(i128::from(made) * 1000);
            let made = made.map_err(|_| VaultError::Damaged)?;
            if tx.exec(&store::ADD_KEY, params![person, key_no, basis, wrapped, made]).await? != 1 {
                return Err(StoreError::Contention(1).into());
            }
        }
        Ok(keys.len() as u64)
    }
}

impl KeyRing {
    /// Takes up the index key that a commune brought ([`Desk::pack_keys`]).
    pub fn adopt_packed(&mut self, authority: Uuid, packed: &Json) -> Result<(), VaultError> {
        let index = packed["index"].as_str().ok_or(VaultError::Damaged)?;
        self.adopt(authority, read(index)?);
        Ok(())
    }
}

fn read(text: &str) -> Result<Key, VaultError> {
    let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| VaultError::Damaged)?);
    Ok(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| VaultError::Damaged)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_parcel_opens_for_its_commune_and_its_passphrase_only() {
        let ambient = Ambient::fixed(datetime!(2026-11-23 12:00 UTC), 1);
        let (here, there) = (ambient.uuid_v7(), ambient.uuid_v7());
        let sealed = seal("une longue phrase", &ambient, here, b"contenu").unwrap();
        assert_eq!(open("une longue phrase", here, &sealed).unwrap().as_slice(), b"contenu");
        assert!(open("une autre phrase", here, &sealed).is_err());
        assert!(open("une longue phrase", there, &sealed).is_err());
        let mut altered = sealed.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert!(open("une longue phrase", here, &altered).is_err());
        for end in [0, 1, 17, 41] {
            assert!(open("une longue phrase", here, &sealed[..end]).is_err());
        }
    }
}
