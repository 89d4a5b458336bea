//! Messages between trustees: signed by the sender, encrypted to the recipient, carried by the server.
//!
//! K is a random element under `ElGamal`; AES-256-GCM takes its key from `key|K` and its nonce of 32 bytes from
//! `iv|alpha`, both by SHA-256. This is the form of belenios-tool 3.1 and later.

use aes_gcm::aead::consts::U32;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{AesGcm, Nonce, aes::Aes256};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::group::Group;
use crate::hash;
use crate::json::{self, ReadError, Reader};
use crate::proof;
use crate::record::trustees::Signed;
use crate::secret::Secret;
use crate::trustees::message_prefix;

type Cipher = AesGcm<Aes256, U32>;

/// Why a message of the channel cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// Its form is wrong.
    #[error("the message cannot be read: {0}")]
    Form(#[from] ReadError),
    /// It was made for another key, or altered.
    #[error("the message was not encrypted to this key, or was altered")]
    Undecipherable,
    /// The sender's signature does not hold.
    #[error("the sender's signature does not hold")]
    Unsigned,
    /// It is addressed to somebody else.
    #[error("the message is addressed to another key")]
    OtherRecipient,
}

/// Signs a message: proof of knowledge bound to its text.
pub(crate) fn sign<G: Group>(
    group: &G,
    key: &Secret<G>,
    message: String,
    rng: &mut impl CryptoRng,
) -> Signed<G> {
    let signature = proof::prove_knowledge(group, &message_prefix(&message), key.scalar(), rng);
    Signed { message, signature }
}

/// Signs a message and encrypts it to a key.
pub(crate) fn send<G: Group>(
    group: &G,
    from: &Secret<G>,
    to: &G::Element,
    message: &str,
    rng: &mut impl CryptoRng,
) -> String {
    let mut letter = Zeroizing::new(format!("{{\"recipient\":\"{}\",\"message\":", group.text(to)));
    json::push_string(message, &mut letter);
    letter.push('}');
    let signed = Zeroizing::new(sign(group, from, letter.to_string(), rng).to_text(group));
    let r = Secret::draw(group, rng);
    let k = Secret::draw(group, rng).public(group);
    let alpha = r.public(group);
    let beta = group.op(&group.pow_secret(to, r.scalar()), &k);
    let (cipher, nonce) = cipher(group, &k, &alpha);
    let data =
        cipher.encrypt(&nonce, signed.as_bytes()).expect("a letter is shorter than the cipher's limit");
    let texts = group.texts(&[alpha, beta]);
    let data = hash::hex(&data);
    format!(
        "{{\"algorithm\":\"AES-GCM\",\"alpha\":\"{}\",\"beta\":\"{}\",\"data\":\"{data}\"}}",
        texts[0], texts[1]
    )
}

/// Opens a message with the private key, and checks that it comes from the holder of `from`.
pub(crate) fn receive<G: Group>(
    group: &G,
    key: &Secret<G>,
    from: &G::Element,
    text: &str,
) -> Result<Zeroizing<String>, ChannelError> {
    let (alpha, beta, data) = json::read(text.as_bytes(), |r| {
        r.lit("{\"algorithm\":\"AES-GCM\",\"alpha\":")?;
        let alpha = r.element(group)?;
        r.lit(",\"beta\":")?;
        let beta = r.element(group)?;
        r.lit(",\"data\":")?;
        let data = hash::from_hex(r.plain_string()?);
        r.lit("}")?;
        Ok((alpha, beta, data))
    })?;
    if !group.is_member(&alpha) || !group.is_member(&beta) {
        return Err(ChannelError::Undecipherable);
    }
    let shared = group.pow_secret(&alpha, key.scalar());
    let k = group.op(&beta, &group.inverse(&shared));
    let (cipher, nonce) = cipher(group, &k, &alpha);
    let data = data.ok_or(ChannelError::Undecipherable)?;
    let clear =
        Zeroizing::new(cipher.decrypt(&nonce, data.as_slice()).map_err(|_| ChannelError::Undecipherable)?);
    let signed = Signed::from_text(group, &clear)?;
    if !proof::knows(group, &message_prefix(&signed.message), from, &signed.signature) {
        return Err(ChannelError::Unsigned);
    }
    let letter = Zeroizing::new(signed.message);
    json::read(letter.as_bytes(), |r: &mut Reader<'_>| {
        r.lit("{\"recipient\":")?;
        let recipient = r.plain_string()?.to_owned();
        r.lit(",\"message\":")?;
        let message = Zeroizing::new(r.string()?);
        r.lit("}").map(|()| (recipient, message))
    })
    .map_err(ChannelError::from)
    .and_then(|(recipient, message)| {
        let is_for_us = recipient == group.text(&key.public(group));
        if is_for_us { Ok(message) } else { Err(ChannelError::OtherRecipient) }
    })
}

fn cipher<G: Group>(group: &G, k: &G::Element, alpha: &G::Element) -> (Cipher, Nonce<U32>) {
    let texts = group.texts(&[*k, *alpha]);
    let key = Zeroizing::new(hash::sha256(format!("key|{}", texts[0]).as_bytes()));
    let nonce = hash::sha256(format!("iv|{}", texts[1]).as_bytes());
    (Cipher::new((&*key).into()), nonce.into())
}
