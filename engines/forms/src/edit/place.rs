//! Where a thing stands in a form or its workflow: the paths of the publication checks, read and followed.

use std::fmt;
use std::str::FromStr;

use serde_json::Value as Json;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seg {
    Key(String),
    Index(usize),
}

/// A path: empty for the form itself, `flow` for its workflow, `pages[1].items[3]`, `flow.steps[0]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(pub Vec<Seg>);

/// The text is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a path such as pages[1].items[3]")]
pub struct BadPlace;

/// The deepest path that is read: no document is nested deeper (the JSON reader stops at 128).
const DEEPEST: usize = 128;

impl Place {
    /// The workflow itself.
    pub fn flow() -> Self {
        Self(vec![Seg::Key("flow".to_owned())])
    }

    /// This place's `key`.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut all = self.0.clone();
        all.push(Seg::Key(key.to_owned()));
        Self(all)
    }

    /// The `n`th of this list.
    #[must_use]
    pub fn index(&self, n: usize) -> Self {
        let mut all = self.0.clone();
        all.push(Seg::Index(n));
        Self(all)
    }

    /// The list that a thing stands in, and its rank there.
    pub fn in_list(&self) -> Option<(Self, usize)> {
        match self.0.split_last() {
            Some((Seg::Index(n), list)) => Some((Self(list.to_vec()), *n)),
            _ => None,
        }
    }

    /// The thing around: `pages[1].items[3]` stands in `pages[1]`.
    pub fn around(&self) -> Option<Self> {
        let (list, _) = self.in_list()?;
        let (_, around) = list.0.split_last()?;
        Some(Self(around.to_vec()))
    }

    /// The path for an address, without brackets: `pages.1.items.3`.
    pub fn dotted(&self) -> String {
        let parts = self.0.iter().map(|seg| match seg {
            Seg::Key(key) => key.clone(),
            Seg::Index(n) => n.to_string(),
        });
        parts.collect::<Vec<_>>().join(".")
    }

    /// Is this place, or something inside it, `other`?
    pub fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    pub fn is_in_flow(&self) -> bool {
        self.0.first() == Some(&Seg::Key("flow".to_owned()))
    }

    /// The keys and ranks inside `{"form": …, "flow": …}`.
    fn steps(&self) -> impl Iterator<Item = Seg> {
        let root = (!self.is_in_flow()).then(|| Seg::Key("form".to_owned()));
        root.into_iter().chain(self.0.iter().cloned())
    }

    /// What stands here in a whole document.
    pub fn get<'d>(&self, document: &'d Json) -> Option<&'d Json> {
        self.steps().try_fold(document, |at, step| match step {
            Seg::Key(key) => at.get(&key),
            Seg::Index(n) => at.get(n),
        })
    }

    /// The same, to be changed.
    pub fn get_mut<'d>(&self, document: &'d mut Json) -> Option<&'d mut Json> {
        self.steps().try_fold(document, |at, step| match step {
            Seg::Key(key) => at.get_mut(&key),
            Seg::Index(n) => at.get_mut(n),
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, seg) in self.0.iter().enumerate() {
            match seg {
                Seg::Key(key) if n == 0 => f.write_str(key)?,
                Seg::Key(key) => write!(f, ".{key}")?,
                Seg::Index(at) => write!(f, "[{at}]")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Place {
    type Err = BadPlace;

    fn from_str(text: &str) -> Result<Self, BadPlace> {
        let mut segs = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            if let Ok(n) = part.parse() {
                segs.push(Seg::Index(n));
                continue;
            }
            let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
            if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                return Err(BadPlace);
            }
            segs.push(Seg::Key(key.to_owned()));
            while !rest.is_empty() {
                let inside = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or(BadPlace)?;
                segs.push(Seg::Index(inside.0.parse().map_err(|_| BadPlace)?));
                rest = inside.1;
            }
            if segs.len() > DEEPEST {
                return Err(BadPlace);
            }
        }
        Ok(Self(segs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_the_checks_write_it() {
        for path in ["", "pages[1].items[3].when", "flow.steps[0].offers[2]", "meta.title"] {
            assert_eq!(path.parse::<Place>().unwrap().to_string(), path);
        }
        assert_eq!(".".parse::<Place>().unwrap(), Place::default());
        for path in ["pages[", "pages[x]", "a b", "pages[1]x"] {
            assert_eq!(path.parse::<Place>(), Err(BadPlace), "{path}");
        }
        let item: Place = "pages[1].items[3]".parse().unwrap();
        assert_eq!(item.dotted().parse::<Place>(), Ok(item.clone()));
        assert_eq!(item.around().unwrap().to_string(), "pages[1]");
        assert!(item.around().unwrap().holds(&item));
    }
}
