//! The ciphers of the vault, byte for byte: wrapped keys, sealed fields, padding.
//!
//! ```text
//! lp(a, b, …)  each part: u16 length ‖ bytes
//! wrapped key  0x01 ‖ u32 kek_no ‖ nonce 24 ‖ XChaCha20-Poly1305(KEK, key, aad)
//!              aad = lp("beffroi/wrap/v1", authority, person, u32 key_no, basis, u32 kek_no)
//! field        0x01 ‖ u32 key_no ‖ u32 version ‖ nonce 24 ‖ XChaCha20-Poly1305(key, padded, aad)
//!              aad = lp("beffroi/field/v1", authority, person, table, row, column, u32 key_no, u32 version)
//! padding      0x80, then zeros to a multiple of 32: lengths would betray closed lists
//! ```

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::VaultError;
use crate::keyring::KeyRing;

pub(super) const FIELD: u8 = 0x01;
const PADDING: usize = 32;

/// A key in clear, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// Where a sealed value stands: the ciphertext is bound to it and opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Table.
    pub table: &'a str,
    /// Row.
    pub row: Uuid,
    /// Column: the name of the field, as the journal shows it.
    pub column: &'a str,
}

impl<'a> Place<'a> {
    /// A place.
    pub const fn new(table: &'a str, row: Uuid, column: &'a str) -> Self {
        Self { table, row, column }
    }
}

/// Whose key, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) authority: Uuid,
    pub(crate) person: Uuid,
    pub(crate) key_no: u32,
}

/// Length-prefixed concatenation: no two lists of parts give the same bytes.
pub(super) fn lp(parts: &[&[u8]]) -> Result<Vec<u8>, VaultError> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 2).sum());
    for part in parts {
        let length = u16::try_from(part.len()).map_err(|_| VaultError::TooLong)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    Ok(bytes)
}

/// The additional data of a field or file: `what` tells one from the other.
pub(super) fn place_aad(
    what: &str,
    owner: Owner,
    place: &Place<'_>,
    version: u32,
) -> Result<Vec<u8>, VaultError> {
    lp(&[
        what.as_bytes(),
        owner.authority.as_bytes(),
        owner.person.as_bytes(),
        place.table.as_bytes(),
        place.row.as_bytes(),
        place.column.as_bytes(),
        &owner.key_no.to_be_bytes(),
        &version.to_be_bytes(),
    ])
}

fn wrap_aad(owner: Owner, basis: &str, kek_no: u32) -> Result<Vec<u8>, VaultError> {
    lp(&[
        b"beffroi/wrap/v1",
        owner.authority.as_bytes(),
        owner.person.as_bytes(),
        &owner.key_no.to_be_bytes(),
        basis.as_bytes(),
        &kek_no.to_be_bytes(),
    ])
}

pub(super) fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.as_slice().try_into().expect("a key has 32 bytes"))
}

pub(super) fn encrypt(key: &Key, nonce: &[u8; 24], clear: &[u8], aad: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = XNonce::from(*nonce);
    cipher(key).encrypt(&nonce, Payload { msg: clear, aad }).map_err(|_| VaultError::TooLong)
}

pub(super) fn decrypt(
    key: &Key,
    nonce: &[u8; 24],
    sealed: &[u8],
    aad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let nonce = XNonce::from(*nonce);
    let clear = cipher(key).decrypt(&nonce, Payload { msg: sealed, aad });
    clear.map(Zeroizing::new).map_err(|_| VaultError::Damaged)
}

/// Wraps a data key under the ring's current key.
pub(super) fn wrap(
    ring: &KeyRing,
    owner: Owner,
    basis: &str,
    key: &Key,
    nonce: [u8; 24],
) -> Result<Vec<u8>, VaultError> {
    let (kek_no, kek) = ring.current();
    let sealed = encrypt(kek, &nonce, key.as_slice(), &wrap_aad(owner, basis, kek_no)?)?;
    Ok([&[FIELD], kek_no.to_be_bytes().as_slice(), &nonce, &sealed].concat())
}

/// Number of the instance key that wrapped this.
pub(super) fn kek_of(wrapped: &[u8]) -> Result<u32, VaultError> {
    match wrapped.split_first_chunk::<5>() {
        Some(([FIELD, number @ ..], _)) => Ok(u32::from_be_bytes(*number)),
        _ => Err(VaultError::Damaged),
    }
}

/// Unwraps a data key.
pub(super) fn unwrap(ring: &KeyRing, owner: Owner, basis: &str, wrapped: &[u8]) -> Result<Key, VaultError> {
    let kek_no = kek_of(wrapped)?;
    let kek = ring.get(kek_no).ok_or(VaultError::KeyMissing(kek_no))?;
    let (nonce, sealed) = wrapped[5..].split_first_chunk::<24>().ok_or(VaultError::Damaged)?;
    let clear = decrypt(kek, nonce, sealed, &wrap_aad(owner, basis, kek_no)?)?;
    Ok(Zeroizing::new(clear.as_slice().try_into().map_err(|_| VaultError::Damaged)?))
}

/// Seals a field.
pub(super) fn seal_field(
    key: &Key,
    owner: Owner,
    place: &Place<'_>,
    version: u32,
    nonce: [u8; 24],
    clear: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let aad = place_aad("beffroi/field/v1", owner, place, version)?;
    let sealed = encrypt(key, &nonce, &pad(clear), &aad)?;
    let head = [[FIELD].as_slice(), &owner.key_no.to_be_bytes(), &version.to_be_bytes(), &nonce].concat();
    Ok([head, sealed].concat())
}

/// Key number and version of a sealed field or file.
pub(super) fn header(format: u8, sealed: &[u8]) -> Result<(u32, u32), VaultError> {
    match sealed.split_first_chunk::<9>() {
        Some(([found, k0, k1, k2, k3, version @ ..], _)) if *found == format => {
            Ok((u32::from_be_bytes([*k0, *k1, *k2, *k3]), u32::from_be_bytes(*version)))
        }
        _ => Err(VaultError::Damaged),
    }
}

/// Opens a field.
pub(super) fn open_field(
    key: &Key,
    owner: Owner,
    place: &Place<'_>,
    blob: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (key_no, version) = header(FIELD, blob)?;
    let (nonce, sealed) = blob[9..].split_first_chunk::<24>().ok_or(VaultError::Damaged)?;
    let aad = place_aad("beffroi/field/v1", Owner { key_no, ..owner }, place, version)?;
    let mut clear = decrypt(key, nonce, sealed, &aad)?;
    let end = clear.iter().rposition(|&byte| byte != 0).filter(|&end| clear[end] == 0x80);
    clear.truncate(end.ok_or(VaultError::Damaged)?);
    Ok(clear)
}

/// Version written in a sealed field: what the next one must exceed.
pub fn version_of(sealed: &[u8]) -> Result<u32, VaultError> {
    header(FIELD, sealed).map(|(_, version)| version)
}

fn pad(clear: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (clear.len() + 1).next_multiple_of(PADDING);
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend_from_slice(clear);
    padded.push(0x80);
    padded.resize(length, 0);
    padded
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn vectors() -> Option<Value> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/trust/vectors.json");
        let Ok(text) = std::fs::read_to_string(&file) else {
            eprintln!("skipped: no {}", file.display());
            return None;
        };
        let all: Value = serde_json::from_str(&text).unwrap();
        Some(all["vault"].clone())
    }

    fn bytes(value: &Value) -> Vec<u8> {
        let text = value.as_str().unwrap();
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
    }

    fn uuid(value: &Value) -> Uuid {
        Uuid::from_slice(&bytes(value)).unwrap()
    }

    fn small(value: &Value) -> u32 {
        value.as_u64().unwrap().try_into().unwrap()
    }

    fn key(value: &Value) -> Key {
        Zeroizing::new(bytes(value).try_into().unwrap())
    }

    fn ring(kek_no: u32, kek: &Value, index: &Value) -> KeyRing {
        use base64::Engine as _;
        let base64 = |value: &Value| base64::engine::general_purpose::STANDARD.encode(bytes(value));
        let text = format!("beffroi-keyring v1\nkek {kek_no} {}\nindex {}\n", base64(kek), base64(index));
        KeyRing::parse(&text).unwrap()
    }

    #[test]
    fn keys_and_fields_are_sealed_byte_for_byte() {
        let Some(v) = vectors() else { return };
        let (w, f, b) = (&v["wrap"], &v["field"], &v["blind_index"]);
        let ring = ring(small(&w["kek_no"]), &w["kek"], &b["instance_key"]);
        let owner = Owner {
            authority: uuid(&w["authority"]),
            person: uuid(&w["person"]),
            key_no: small(&w["key_no"]),
        };
        let basis = w["basis"].as_str().unwrap();
        let data_key = key(&w["data_key"]);
        assert_eq!(wrap_aad(owner, basis, 3).unwrap(), bytes(&w["aad"]));
        let nonce = bytes(&w["nonce"]).try_into().unwrap();
        let wrapped = wrap(&ring, owner, basis, &data_key, nonce).unwrap();
        assert_eq!(wrapped, bytes(&w["blob"]));
        assert_eq!(unwrap(&ring, owner, basis, &wrapped).unwrap(), data_key);

        let place = Place::new(f["table"].as_str().unwrap(), uuid(&f["row"]), f["column"].as_str().unwrap());
        let (version, clear) = (small(&f["version"]), f["clear"].as_str().unwrap());
        assert_eq!(place_aad("beffroi/field/v1", owner, &place, version).unwrap(), bytes(&f["aad"]));
        assert_eq!(pad(clear.as_bytes()).as_slice(), bytes(&f["padded"]));
        let nonce = bytes(&f["nonce"]).try_into().unwrap();
        let sealed = seal_field(&data_key, owner, &place, version, nonce, clear.as_bytes()).unwrap();
        assert_eq!(sealed, bytes(&f["blob"]));
        assert_eq!(version_of(&sealed), Ok(version));
        assert_eq!(open_field(&data_key, owner, &place, &sealed).unwrap().as_slice(), clear.as_bytes());

        let index = ring.blind(
            uuid(&b["authority"]),
            b["kind"].as_str().unwrap(),
            b["normalised"].as_str().unwrap().as_bytes(),
        );
        assert_eq!(index.to_vec(), bytes(&b["index"]));
        for given in v["padding"].as_array().unwrap() {
            let clear = vec![1; small(&given["clear_len"]) as usize];
            assert_eq!(pad(&clear).len(), small(&given["padded_len"]) as usize);
        }
    }

    const OWNER: Owner = Owner { authority: Uuid::from_u128(1), person: Uuid::from_u128(2), key_no: 3 };

    fn sealed(clear: &[u8]) -> (Key, Vec<u8>) {
        let key = Zeroizing::new([7; 32]);
        let place = Place::new("t", Uuid::from_u128(4), "c");
        let blob = seal_field(&key, OWNER, &place, 5, [9; 24], clear).unwrap();
        (key, blob)
    }

    proptest! {
        #[test]
        fn a_field_opens_at_its_own_place_only(clear: Vec<u8>) {
            let (key, blob) = sealed(&clear);
            let row = Uuid::from_u128(4);
            let here = Place::new("t", row, "c");
            prop_assert_eq!(&*open_field(&key, OWNER, &here, &blob).unwrap(), &clear);
            for there in [Place::new("u", row, "c"), Place::new("t", Uuid::nil(), "c"), Place::new("t", row, "d"),
                Place::new("tc", row, "")] {
                prop_assert_eq!(open_field(&key, OWNER, &there, &blob).unwrap_err(), VaultError::Damaged);
            }
            let other = Owner { person: Uuid::nil(), ..OWNER };
            prop_assert_eq!(open_field(&key, other, &here, &blob).unwrap_err(), VaultError::Damaged);
            let other = Owner { authority: Uuid::nil(), ..OWNER };
            prop_assert_eq!(open_field(&key, other, &here, &blob).unwrap_err(), VaultError::Damaged);
        }

        #[test]
        fn one_flipped_bit_spoils_a_field(clear: Vec<u8>, at in any::<prop::sample::Index>(), bit in 0u32..8) {
            let (key, mut blob) = sealed(&clear);
            let at = at.index(blob.len());
            blob[at] ^= 1 << bit;
            let place = Place::new("t", Uuid::from_u128(4), "c");
            prop_assert!(open_field(&key, OWNER, &place, &blob).is_err());
        }

        #[test]
        fn no_bytes_make_the_vault_panic(blob: Vec<u8>) {
            let key = Zeroizing::new([7; 32]);
            prop_assert!(open_field(&key, OWNER, &Place::new("t", Uuid::nil(), "c"), &blob).is_err());
            prop_assert!(kek_of(&blob).is_err() || blob.len() >= 5);
        }
    }
}
