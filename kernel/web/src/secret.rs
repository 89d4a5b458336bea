//! The instance's own secret: what protects forms' tokens, tracking codes, waiting mail and signing keys. It lives in a file beside the keys
//! of the vault, never in the database. Each commune has a secret of its own made from it, so that a commune can leave with hers; each use
//! has a key of its own again (HKDF-SHA-256, RFC 5869).
//!
//! The text form:
//! ```text
//! beffroi-instance v2
//! <64 hexadecimal digits>
//! commune <identifier> <64 hexadecimal digits>
//! ```
//! The last line stands for a commune that came from another instance. A file of 64 digits alone is the first form: its communes share
//! the instance's secret, and cannot leave.

use std::collections::BTreeMap;

use beffroi_store::Ambient;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

const FIRST_LINE: &str = "beffroi-instance v2";

/// Thirty-two bytes that never leave the process, and those that communes brought.
#[derive(Clone)]
pub struct InstanceSecret {
    own: [u8; 32],
    /// First form: one secret for all communes.
    shared: bool,
    adopted: BTreeMap<Uuid, [u8; 32]>,
}

/// What was sealed cannot be opened: another secret, another use, or altered bytes.
#[derive(Debug, thiserror::Error)]
#[error("sealed bytes cannot be opened with this instance's secret")]
pub struct Unsealable;

impl InstanceSecret {
    pub fn generate(ambient: &Ambient) -> Self {
        Self { own: ambient.bytes(), shared: false, adopted: BTreeMap::new() }
    }

    /// The text form, without the last line end.
    pub fn to_text(&self) -> String {
        if self.shared {
            return hex(&self.own);
        }
        let communes =
            self.adopted.iter().map(|(commune, secret)| format!("\ncommune {commune} {}", hex(secret)));
        format!("{FIRST_LINE}\n{}{}", hex(&self.own), communes.collect::<String>())
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.trim().lines().map(str::trim);
        let first = lines.next()?;
        if first != FIRST_LINE {
            let own = read_hex(first).filter(|_| lines.next().is_none())?;
            return Some(Self { own, shared: true, adopted: BTreeMap::new() });
        }
        let own = read_hex(lines.next()?)?;
        let mut adopted = BTreeMap::new();
        for line in lines {
            let (commune, secret) = line.strip_prefix("commune ")?.split_once(' ')?;
            if adopted.insert(commune.parse().ok()?, read_hex(secret)?).is_some() {
                return None;
            }
        }
        Some(Self { own, shared: false, adopted })
    }

    /// The secret that a commune takes along when it leaves; `None` when this instance's communes share one.
    pub fn of_commune(&self, authority: Uuid) -> Option<String> {
        (!self.shared).then(|| hex(&self.secret(authority)))
    }

    /// Takes up the secret that a commune brought ([`InstanceSecret::of_commune`]); `false` when it is none, or when this instance's file
    /// is of the first form, which has no place for it.
    pub fn adopt(&mut self, authority: Uuid, brought: &str) -> bool {
        let secret = read_hex(brought).filter(|_| !self.shared);
        secret.is_some_and(|secret| self.adopted.insert(authority, secret).is_none())
    }

    /// Drops what a commune brought, when it leaves; whether there was anything.
    pub fn forget(&mut self, authority: Uuid) -> bool {
        self.adopted.remove(&authority).is_some()
    }

    fn secret(&self, authority: Uuid) -> [u8; 32] {
        match self.adopted.get(&authority) {
            Some(brought) => *brought,
            None if self.shared => self.own,
            None => mac(&self.own, &[b"beffroi/commune/v1", authority.as_bytes()]),
        }
    }

    /// The key of one use, for one commune: HMAC-SHA-256 as the one-block expansion of HKDF.
    fn key(&self, purpose: &str, authority: Uuid) -> [u8; 32] {
        mac(&self.secret(authority), &[b"beffroi/instance/v1", purpose.as_bytes(), authority.as_bytes()])
    }

    /// A keyed hash of a text, for looking up without storing it.
    pub fn hash(&self, purpose: &str, authority: Uuid, text: &str) -> [u8; 32] {
        let parts = [b"beffroi/hash/v1", purpose.as_bytes(), authority.as_bytes(), text.as_bytes()];
        mac(&self.secret(authority), &parts)
    }

    /// Seals bytes for a use: nonce 24 ‖ XChaCha20-Poly1305.
    pub fn seal(&self, ambient: &Ambient, purpose: &str, authority: Uuid, clear: &[u8]) -> Vec<u8> {
        let nonce: [u8; 24] = ambient.bytes();
        let cipher = XChaCha20Poly1305::new(&self.key(purpose, authority).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: clear, aad: authority.as_bytes() })
            .expect("encryption fails only beyond 256 GiB");
        [&nonce[..], &sealed].concat()
    }

    pub fn open(&self, purpose: &str, authority: Uuid, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, sealed) = sealed.split_at_checked(24).ok_or(Unsealable)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| Unsealable)?;
        XChaCha20Poly1305::new(&self.key(purpose, authority).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: authority.as_bytes() })
            .map_err(|_| Unsealable)
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn read_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_the_same_use_and_commune_only() {
        let ambient = Ambient::fixed(time::macros::datetime!(2026-11-23 08:00 UTC), 1);
        let secret = InstanceSecret::generate(&ambient);
        let (here, there) = (ambient.uuid_v7(), ambient.uuid_v7());
        let sealed = secret.seal(&ambient, "mail", here, b"bonjour");
        assert_eq!(secret.open("mail", here, &sealed).ok().as_deref(), Some(&b"bonjour"[..]));
        assert!(secret.open("sign", here, &sealed).is_err());
        assert!(secret.open("mail", there, &sealed).is_err());
        assert!(secret.open("mail", here, &sealed[..20]).is_err());
        let again = InstanceSecret::parse(&secret.to_text()).expect("its own text");
        assert_eq!(again.hash("tracking", here, "x"), secret.hash("tracking", here, "x"));
    }

    #[test]
    fn a_commune_leaves_with_its_own_secret_and_nobody_elses() {
        let ambient = Ambient::fixed(time::macros::datetime!(2026-11-23 08:00 UTC), 1);
        let (old, mut new) = (InstanceSecret::generate(&ambient), InstanceSecret::generate(&ambient));
        let (moved, other) = (ambient.uuid_v7(), ambient.uuid_v7());
        let sealed = old.seal(&ambient, "sign", moved, b"seed");
        assert!(new.open("sign", moved, &sealed).is_err());
        assert!(new.adopt(moved, &old.of_commune(moved).expect("the second form")));
        let mut new = InstanceSecret::parse(&new.to_text()).expect("its own text");
        assert_eq!(new.open("sign", moved, &sealed).ok().as_deref(), Some(&b"seed"[..]));
        assert_eq!(new.hash("tracking", moved, "x"), old.hash("tracking", moved, "x"));
        assert_ne!(new.hash("tracking", other, "x"), old.hash("tracking", other, "x"));
        assert!(!new.adopt(moved, &"0".repeat(64)), "what a commune brought is not replaced");
        assert!(new.forget(moved) && new.open("sign", moved, &sealed).is_err());
    }

    #[test]
    fn a_file_of_the_first_form_is_still_read_and_its_communes_stay() {
        let digits = "ab".repeat(32);
        let mut secret = InstanceSecret::parse(&format!("{digits}\n")).expect("the first form");
        assert_eq!(secret.to_text(), digits);
        assert!(secret.of_commune(Uuid::nil()).is_none() && !secret.adopt(Uuid::nil(), &digits));
        // The value that the first form gave: HMAC-SHA-256 under the file's own bytes.
        let expected = mac(&[0xab; 32], &[b"beffroi/hash/v1", b"tracking", Uuid::nil().as_bytes(), b"x"]);
        assert_eq!(secret.hash("tracking", Uuid::nil(), "x"), expected);
        for text in ["", "abc", "beffroi-instance v2", "beffroi-instance v2\nxyz", &format!("{digits}\nmore")]
        {
            assert!(InstanceSecret::parse(text).is_none(), "{text}");
        }
    }
}
