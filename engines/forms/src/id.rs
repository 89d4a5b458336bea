//! Names inside a form: of fields, pages, lists, parameters, steps.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A name: a lower-case letter, then at most 63 of `a-z 0-9 _`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(Box<str>);

/// The text is not a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a name: a lower-case letter, then at most 63 of a-z, 0-9 and _")]
pub struct BadId(pub String);

impl Id {
    /// The longest name, in characters.
    pub const MAX_LEN: usize = 64;

    pub fn new(text: &str) -> Result<Self, BadId> {
        if Self::is_valid(text) { Ok(Self(text.into())) } else { Err(BadId(text.chars().take(80).collect())) }
    }

    /// Is this text a name?
    pub fn is_valid(text: &str) -> bool {
        text.len() <= Self::MAX_LEN
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name made of a text: lower case, accents folded, anything else an underscore. Where nothing is left, or a
    /// digit comes first, `prefix` stands in front.
    pub fn of_words(text: &str, prefix: &str) -> Self {
        let mut out = String::new();
        for c in text.chars().flat_map(fold) {
            if c.is_ascii_alphanumeric() {
                out.push(c.to_ascii_lowercase());
            } else if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            if out.len() >= 60 {
                break;
            }
        }
        let trimmed = out.trim_end_matches('_');
        let name = if trimmed.starts_with(|c: char| c.is_ascii_lowercase()) {
            trimmed.to_owned()
        } else {
            format!("{prefix}_{trimmed}").trim_end_matches('_').to_owned()
        };
        let length = name.len().min(Self::MAX_LEN);
        Self::new(&name[..length]).expect("only lower-case letters, digits and underscores after a letter")
    }
}

/// Letters of French, Dutch and German without their accents.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = match c.to_lowercase().next().unwrap_or(c) {
        'à' | 'â' | 'ä' | 'á' | 'ã' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' | 'í' => "i",
        'ô' | 'ö' | 'ó' => "o",
        'ù' | 'û' | 'ü' | 'ú' => "u",
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ñ' => "n",
        other => return [Some(other), None].into_iter().flatten(),
    };
    let mut letters = plain.chars();
    [letters.next(), letters.next()].into_iter().flatten()
}

impl Deref for Id {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Id {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        Self::new(text)
    }
}

impl TryFrom<String> for Id {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        Self::new(&text)
    }
}

impl TryFrom<&str> for Id {
    type Error = BadId;
    fn try_from(text: &str) -> Result<Self, BadId> {
        Self::new(text)
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0.into()
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Id {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_letters_and_digits_only() {
        assert_eq!(Id::of_words("Numéro de boîte", "x"), "numero_de_boite");
        assert_eq!(Id::of_words("2e étage", "x"), "x_2e_etage");
        assert_eq!(Id::of_words("???", "champ"), "champ");
        assert_eq!(Id::of_words("Œuvre", "x"), "oeuvre");
    }
}
