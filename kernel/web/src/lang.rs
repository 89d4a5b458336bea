//! The four languages of the interface and how an address names one: French at `/`, the same paths under `/nl`, `/de`, `/en`.

use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(clippy::unsafe_derive_deserialize, reason = "the only unsafe is inside the langid! macro")]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Fr,
    Nl,
    De,
    En,
}

impl Lang {
    pub const ALL: [Self; 4] = [Self::Fr, Self::Nl, Self::De, Self::En];

    /// BCP 47 primary tag: `fr`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The language's own name.
    pub fn endonym(self) -> &'static str {
        match self {
            Self::Fr => "français",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
            Self::En => "English",
        }
    }

    /// Path prefix: nothing for French.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Fr => "",
            Self::Nl => "/nl",
            Self::De => "/de",
            Self::En => "/en",
        }
    }

    pub(crate) fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Fr => langid!("fr"),
            Self::Nl => langid!("nl"),
            Self::De => langid!("de"),
            Self::En => langid!("en"),
        }
    }

    /// Takes the language off a path: `/nl/demarches` is (`Nl`, `/demarches`).
    pub fn split(path: &str) -> (Self, &str) {
        for lang in [Self::Nl, Self::De, Self::En] {
            if let Some(rest) = path.strip_prefix(lang.prefix()) {
                if rest.is_empty() {
                    return (lang, "/");
                }
                if rest.starts_with('/') {
                    return (lang, rest);
                }
            }
        }
        (Self::Fr, path)
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn a_prefix_names_the_language_and_leaves_the_path() {
        assert_eq!(Lang::split("/nl/demarches"), (Lang::Nl, "/demarches"));
        assert_eq!(Lang::split("/en"), (Lang::En, "/"));
        assert_eq!(Lang::split("/entrer"), (Lang::Fr, "/entrer"));
        assert_eq!(Lang::split("/"), (Lang::Fr, "/"));
    }
}
