//! The instance's own secret: what protects forms' tokens, tracking codes, waiting mail and signing keys. It lives in a file beside the keys
//! of the vault, never in the database. Each use has a key of its own (HKDF-SHA-256, RFC 5869).

use beffroi_store::Ambient;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

/// Thirty-two bytes that never leave the process.
#[derive(Clone)]
pub struct InstanceSecret([u8; 32]);

/// What was sealed cannot be opened: another secret, another use, or altered bytes.
#[derive(Debug, thiserror::Error)]
#[error("sealed bytes cannot be opened with this instance's secret")]
pub struct Unsealable;

impl InstanceSecret {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn generate(ambient: &Ambient) -> Self {
        Self(ambient.bytes())
    }

    /// Sixty-four hexadecimal digits.
    pub fn to_text(&self) -> String {
        self.0.iter().fold(String::new(), |mut hex, byte| {
            use std::fmt::Write as _;
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The key of one use, for one commune: HMAC-SHA-256 as the one-block expansion of HKDF.
    fn key(&self, purpose: &str, authority: Uuid) -> [u8; 32] {
        self.mac(&[b"beffroi/instance/v1", purpose.as_bytes(), authority.as_bytes()])
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// A keyed hash of a text, for looking up without storing it.
    pub fn hash(&self, purpose: &str, authority: Uuid, text: &str) -> [u8; 32] {
        self.mac(&[b"beffroi/hash/v1", purpose.as_bytes(), authority.as_bytes(), text.as_bytes()])
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
        assert_eq!(InstanceSecret::parse(&secret.to_text()).map(|of| of.0), Some(secret.0));
    }
}
