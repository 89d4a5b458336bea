//! Clear text: readable, never printed, never serialised, wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

use super::VaultError;

/// Personal data in clear. Only the vault makes one, after the access was journaled.
pub struct Clear(Zeroizing<Vec<u8>>);

impl Clear {
    pub(super) const fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// A field, which was sealed as text.
    pub(super) fn text(bytes: Zeroizing<Vec<u8>>) -> Result<Self, VaultError> {
        if std::str::from_utf8(&bytes).is_ok() { Ok(Self(bytes)) } else { Err(VaultError::Damaged) }
    }

    /// The text; empty for a file that is not UTF-8.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Clear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clear(…)")
    }
}

/// A secret that leaves the process once: the value of a cookie, the token of a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
