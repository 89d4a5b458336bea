//! The instance's own secrets: numbered key-encryption keys, and the key of the blind indexes.
//!
//! The text form is what an operator keeps in a file of mode 0400, a systemd credential or a safe:
//!
//! ```text
//! beffroi-keyring v1
//! kek 1 <base64 of 32 bytes>
//! index <base64 of 32 bytes>
//! index-of <commune> <base64 of 32 bytes>
//! ```
//!
//! A commune that came from another instance brought its own index key (`index-of`): what was indexed there is found here.
//! The highest number is the key in use; the others only open what they wrapped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beffroi_store::Ambient;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;

const FIRST_LINE: &str = "beffroi-keyring v1";

/// The instance's secrets. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct KeyRing {
    keks: BTreeMap<u32, Key>,
    index: Key,
    /// Communes that came from another instance: the first half (extract) of HKDF that their index keys come from.
    adopted: BTreeMap<Uuid, Key>,
}

/// A text that is not a key ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingError {
    /// Another first line.
    #[error("not a key ring: the first line must be `{FIRST_LINE}`")]
    FirstLine,
    /// A line that is neither a key nor the index key (its number, from 1).
    #[error("line {0} of the key ring cannot be read")]
    Line(usize),
    /// A number or the index key stands twice.
    #[error("line {0} of the key ring repeats a key")]
    Repeated(usize),
    /// No key-encryption key, or no index key.
    #[error("the key ring lacks a `kek` or the `index` key")]
    Missing,
}

impl KeyRing {
    /// A new ring with one key.
    pub fn generate(ambient: &Ambient) -> Self {
        let keks = BTreeMap::from([(1, Zeroizing::new(ambient.bytes()))]);
        Self { keks, index: Zeroizing::new(ambient.bytes()), adopted: BTreeMap::new() }
    }

    /// Adds the next key, which wraps from now on. Keys wrapped under older ones are moved by
    /// [`crate::Desk::rewrap`]; then [`KeyRing::retire`] may drop the oldest.
    pub fn rotate(&mut self, ambient: &Ambient) {
        self.keks.insert(self.current().0 + 1, Zeroizing::new(ambient.bytes()));
    }

    /// Destroys the keys before the last two: key backups older than that open nothing any more.
    pub fn retire(&mut self) {
        while self.keks.len() > 2 {
            self.keks.pop_first();
        }
    }

    /// Reads the text form. Empty lines and lines that begin with `#` are passed over.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
        if lines.next().is_none_or(|(_, line)| line != FIRST_LINE) {
            return Err(KeyRingError::FirstLine);
        }
        let (mut keks, mut index, mut adopted) = (BTreeMap::new(), None, BTreeMap::new());
        for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let old = match words.as_slice() {
                ["kek", number, key] => {
                    let number = number.parse().ok().filter(|n| (1..u32::MAX).contains(n));
                    keks.insert(number.ok_or(KeyRingError::Line(at))?, read_key(key, at)?).map(drop)
                }
                ["index", key] => index.replace(read_key(key, at)?).map(drop),
                ["index-of", commune, key] => {
                    let commune = commune.parse().map_err(|_| KeyRingError::Line(at))?;
                    adopted.insert(commune, read_key(key, at)?).map(drop)
                }
                _ => return Err(KeyRingError::Line(at)),
            };
            if old.is_some() {
                return Err(KeyRingError::Repeated(at));
            }
        }
        match index {
            Some(index) if !keks.is_empty() => Ok(Self { keks, index, adopted }),
            _ => Err(KeyRingError::Missing),
        }
    }

    /// The text form: keep it secret.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{FIRST_LINE}\n"));
        for (number, key) in &self.keks {
            let _ = writeln!(text, "kek {number} {}", STANDARD.encode(key.as_slice()));
        }
        let _ = writeln!(text, "index {}", STANDARD.encode(self.index.as_slice()));
        for (commune, key) in &self.adopted {
            let _ = writeln!(text, "index-of {commune} {}", STANDARD.encode(key.as_slice()));
        }
        text
    }

    /// The key that wraps, with its number.
    pub(crate) fn current(&self) -> (u32, &Key) {
        let (number, key) = self.keks.last_key_value().expect("a ring is never made without a key");
        (*number, key)
    }

    /// The key of this number.
    pub(crate) fn get(&self, number: u32) -> Option<&Key> {
        self.keks.get(&number)
    }

    /// HMAC(HKDF-SHA-256(index key, salt = authority, info = `beffroi/index/v1/<kind>`), normalised)[..16]:
    /// equal values of one authority and kind give equal indexes, and nothing else can be told from them.
    pub(crate) fn blind(&self, authority: Uuid, kind: &str, normalised: &[u8]) -> [u8; 16] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.index_key(authority, kind).as_slice()).expect("any length");
        mac.update(normalised);
        let full = mac.finalize().into_bytes();
        full[..16].try_into().expect("half of 32 bytes")
    }

    fn index_key(&self, authority: Uuid, kind: &str) -> Key {
        let mut key = Zeroizing::new([0; 32]);
        let info = format!("beffroi/index/v1/{kind}");
        Hkdf::<Sha256>::from_prk(self.index_of(authority).as_slice())
            .expect("a key of 32 bytes is as long as the hash")
            .expand(info.as_bytes(), key.as_mut_slice())
            .expect("32 bytes are within what HKDF gives");
        key
    }

    /// What the index keys of one commune come from, and nobody else's: HKDF's first half, whose salt is the commune. It may
    /// leave with the commune.
    pub(crate) fn index_of(&self, authority: Uuid) -> Key {
        if let Some(brought) = self.adopted.get(&authority) {
            return brought.clone();
        }
        let (extracted, _) = Hkdf::<Sha256>::extract(Some(authority.as_bytes()), self.index.as_slice());
        Zeroizing::new(extracted.into())
    }

    /// Takes up the index key that a commune brought.
    pub(crate) fn adopt(&mut self, authority: Uuid, index: Key) {
        self.adopted.insert(authority, index);
    }

    /// Drops what a commune brought, when it leaves; whether there was anything.
    pub fn forget(&mut self, authority: Uuid) -> bool {
        self.adopted.remove(&authority).is_some()
    }
}

fn read_key(text: &str, at: usize) -> Result<Key, KeyRingError> {
    let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| KeyRingError::Line(at))?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| KeyRingError::Line(at))?;
    Ok(Zeroizing::new(key))
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing(keys {:?})", self.keks.keys().collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn a_ring_is_read_back_and_rotation_keeps_the_last_two() {
        let ambient = Ambient::fixed(datetime!(2026-11-23 12:00 UTC), 1);
        let mut ring = KeyRing::generate(&ambient);
        ring.rotate(&ambient);
        ring.rotate(&ambient);
        let mut again = KeyRing::parse(&ring.to_text()).unwrap();
        assert_eq!(again.to_text(), ring.to_text());
        assert_eq!(again.current().0, 3);
        again.retire();
        assert!(again.get(1).is_none() && again.get(2).is_some());
        assert_eq!(format!("{again:?}"), "KeyRing(keys [2, 3])");
    }

    #[test]
    fn a_commune_finds_what_was_indexed_elsewhere_with_the_key_it_brought() {
        let ambient = Ambient::fixed(datetime!(2026-11-23 12:00 UTC), 1);
        let (old, mut new) = (KeyRing::generate(&ambient), KeyRing::generate(&ambient));
        let (moved, other) = (ambient.uuid_v7(), ambient.uuid_v7());
        let before = new.blind(other, "email", b"zoe@courriel.example");
        new.adopt(moved, old.index_of(moved));
        let mut new = KeyRing::parse(&new.to_text()).unwrap();
        let index = |ring: &KeyRing, commune| ring.blind(commune, "email", b"zoe@courriel.example");
        assert_eq!(index(&new, moved), index(&old, moved));
        assert_eq!(index(&new, other), before, "the others keep their own");
        assert_ne!(index(&new, other), index(&old, other));
        assert!(new.forget(moved) && !new.forget(moved));
        assert_ne!(index(&new, moved), index(&old, moved));
    }

    #[test]
    fn a_damaged_ring_is_refused_with_its_line() {
        let ring = KeyRing::generate(&Ambient::fixed(datetime!(2026-11-23 12:00 UTC), 1)).to_text();
        let refused = |text: &str| KeyRing::parse(text).map(drop).unwrap_err();
        assert_eq!(refused(""), KeyRingError::FirstLine);
        assert_eq!(refused("beffroi-keyring v1\n"), KeyRingError::Missing);
        assert_eq!(refused(&ring.replace("kek 1", "kek 0")), KeyRingError::Line(2));
        assert_eq!(refused(&ring.replace('=', "")), KeyRingError::Line(2));
        let line = ring.lines().nth(1).unwrap();
        assert_eq!(refused(&format!("{}{line}\n", ring.as_str())), KeyRingError::Repeated(4));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(lines in "((kek [0-9]{1,12}|index|index-of [0-9a-f-]{30,36}|#) [A-Za-z0-9+/=]{0,44}\n){0,4}") {
            let text = format!("{FIRST_LINE}\n{lines}");
            if let Ok(ring) = KeyRing::parse(&text) {
                prop_assert!(KeyRing::parse(&ring.to_text()).is_ok());
            }
        }
    }
}
