//! Signed notes (c2sp.org/signed-note): a text and the lines that sign it, keys and their names.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::cosignature;
use crate::hash::Hash;

/// More signature lines than this are refused (the specification asks that 16 be accepted).
pub const MAX_SIGNATURES: usize = 100;

/// What a key signs and how; the type byte of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum KeyType {
    /// Ed25519 over the text: the log's own key.
    Ed25519 = 0x01,
    /// Timestamped Ed25519 cosignature of a checkpoint: a witness's key.
    Cosignature = 0x04,
}

/// Why a note or a key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not UTF-8, or a control character other than newline.
    #[error("a note is UTF-8 text without control characters")]
    Characters,
    /// No text, no empty line, no signature line, or a last line without newline.
    #[error("a note is a text, an empty line and signature lines")]
    Layout,
    /// A line after the empty line is not a signature.
    #[error("malformed signature line")]
    SignatureLine,
    /// Too many signatures.
    #[error("more than {MAX_SIGNATURES} signatures")]
    TooMany,
    /// The name of a key is empty or holds a space or `+`.
    #[error("malformed key name")]
    KeyName,
    /// Not `name+id+base64`, an unknown type, a wrong id, or not a curve point.
    #[error("malformed verifier key")]
    Key,
    /// A known key's signature does not hold: the whole note is spoiled.
    #[error("a signature of a known key does not hold")]
    BadSignature,
    /// No signature of a known key.
    #[error("no signature of a known key")]
    Unsigned,
}

/// One line under a note: `— name base64(id ‖ signature)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// Name of the key.
    pub name: String,
    /// First four bytes of SHA-256(name ‖ newline ‖ type ‖ public key).
    pub id: [u8; 4],
    /// What follows the id; at least one byte.
    pub signature: Vec<u8>,
}

impl FromStr for SignatureLine {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix("— ").ok_or(NoteError::SignatureLine)?;
        let (name, encoded) = rest.split_once(' ').ok_or(NoteError::SignatureLine)?;
        check_name(name)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::SignatureLine)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, signature)) if !signature.is_empty() => {
                Ok(Self { name: name.to_owned(), id: *id, signature: signature.to_vec() })
            }
            _ => Err(NoteError::SignatureLine),
        }
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = STANDARD.encode([self.id.as_slice(), &self.signature].concat());
        writeln!(f, "— {} {encoded}", self.name)
    }
}

/// A text with signature lines, none of them checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    lines: Vec<SignatureLine>,
}

impl Note {
    /// An unsigned note; the text ends in a newline.
    pub fn new(text: String) -> Result<Self, NoteError> {
        check_characters(&text)?;
        if text.ends_with('\n') { Ok(Self { text, lines: Vec::new() }) } else { Err(NoteError::Layout) }
    }

    /// Reads a note. Nothing in it may be believed before [`Note::verify`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Characters)?;
        let end = whole.rfind("\n\n").ok_or(NoteError::Layout)?;
        let mut note = Self::new(whole[..=end].to_owned())?;
        let signatures = &whole[end + 2..];
        check_characters(signatures)?;
        let signatures = signatures.strip_suffix('\n').ok_or(NoteError::Layout)?;
        for line in signatures.split('\n') {
            if note.lines.len() == MAX_SIGNATURES {
                return Err(NoteError::TooMany);
            }
            note.lines.push(line.parse()?);
        }
        Ok(note)
    }

    /// Adds a signature.
    pub fn add(&mut self, line: SignatureLine) {
        self.lines.push(line);
    }

    /// The text, its last newline included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines.
    pub fn lines(&self) -> &[SignatureLine] {
        &self.lines
    }

    /// Checks the signatures of the known keys; lines of other keys are ignored. One good signature is needed; a bad
    /// one of a known key spoils the note.
    pub fn verify(&self, known: &[VerifierKey]) -> Result<Vec<Signed>, NoteError> {
        let mut signed: Vec<Signed> = Vec::new();
        for line in &self.lines {
            for (key, holder) in known.iter().enumerate() {
                if holder.name != line.name || holder.id() != line.id {
                    continue;
                }
                let time = holder.check(&self.text, &line.signature)?;
                if signed.iter().all(|s| s.key != key) {
                    signed.push(Signed { key, time });
                }
            }
        }
        if signed.is_empty() { Err(NoteError::Unsigned) } else { Ok(signed) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.lines.iter().try_for_each(|line| line.fmt(f))
    }
}

/// A signature that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Which of the known keys made it.
    pub key: usize,
    /// When, in Unix seconds, if it is a cosignature.
    pub time: Option<u64>,
}

/// A public key with its name and type; its text is the "vkey" `name+hex(id)+base64(type ‖ public key)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyType,
    public: VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, kind: KeyType, public: VerifyingKey) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), kind, public })
    }

    /// Name of the key: for a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key signs.
    pub const fn kind(&self) -> KeyType {
        self.kind
    }

    /// The Ed25519 public key.
    pub fn public(&self) -> [u8; 32] {
        self.public.to_bytes()
    }

    /// First four bytes of SHA-256(name ‖ newline ‖ type ‖ public key).
    pub fn id(&self) -> [u8; 4] {
        let hash = Hash::of(&[self.name.as_bytes(), b"\n", &[self.kind as u8], self.public.as_bytes()]);
        *hash.as_bytes().first_chunk().expect("a hash has more than four bytes")
    }

    /// The time of the cosignature, if it is one, when the signature holds for this text.
    fn check(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, NoteError> {
        let holds = |message: &[u8], signature: &[u8]| {
            let signature = Signature::from_slice(signature);
            let checked = signature.and_then(|signature| self.public.verify_strict(message, &signature));
            checked.map_err(|_| NoteError::BadSignature)
        };
        match self.kind {
            KeyType::Ed25519 => holds(text.as_bytes(), signature).map(|()| None),
            KeyType::Cosignature => {
                let (time, signature) = cosignature::split(signature).ok_or(NoteError::BadSignature)?;
                holds(cosignature::message(time, text).as_bytes(), signature).map(|()| Some(time))
            }
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u32::from_be_bytes(self.id());
        let key = [&[self.kind as u8], self.public.as_bytes().as_slice()].concat();
        write!(f, "{}+{id:08x}+{}", self.name, STANDARD.encode(key))
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::Key)?;
        let (kind, public) = match bytes.split_first() {
            Some((0x01, public)) => (KeyType::Ed25519, public),
            Some((0x04, public)) => (KeyType::Cosignature, public),
            _ => return Err(NoteError::Key),
        };
        let public = public.try_into().map_err(|_| NoteError::Key)?;
        let key = Self::new(name, kind, VerifyingKey::from_bytes(public).map_err(|_| NoteError::Key)?)?;
        // The id is part of the text: a key whose id is not its own is refused.
        if key.to_string() == text { Ok(key) } else { Err(NoteError::Key) }
    }
}

/// A private key with its name and type. Wiped from memory when dropped.
pub struct SignerKey {
    name: String,
    kind: KeyType,
    secret: SigningKey,
}

impl SignerKey {
    /// A key from its 32-byte Ed25519 seed.
    pub fn from_seed(name: &str, kind: KeyType, seed: &[u8; 32]) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), kind, secret: SigningKey::from_bytes(seed) })
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), kind: self.kind, public: self.secret.verifying_key() }
    }

    /// Signs a text that ends in a newline. `time` (Unix seconds) stands in a cosignature only.
    pub fn sign(&self, text: &str, time: u64) -> SignatureLine {
        let signature = match self.kind {
            KeyType::Ed25519 => self.secret.sign(text.as_bytes()).to_bytes().to_vec(),
            KeyType::Cosignature => {
                let signature = self.secret.sign(cosignature::message(time, text).as_bytes());
                cosignature::join(time, &signature.to_bytes())
            }
        };
        SignatureLine { name: self.name.clone(), id: self.verifier().id(), signature }
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.verifier())
    }
}

fn check_characters(text: &str) -> Result<(), NoteError> {
    if text.bytes().any(|b| b < 0x20 && b != b'\n') { Err(NoteError::Characters) } else { Ok(()) }
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let bad = |c: char| c.is_whitespace() || c == '+' || c < ' ';
    if name.is_empty() || name.contains(bad) { Err(NoteError::KeyName) } else { Ok(()) }
}
