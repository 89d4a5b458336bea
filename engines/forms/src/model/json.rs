//! Reading a model from JSON, strictly: each error says where it stands.

use serde::de::{DeserializeOwned, Error};
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use serde_path_to_error::{Deserializer as Tracked, Track};

/// The JSON is not a form or a workflow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {what}")]
pub struct ReadError {
    /// Where: `pages[1].items[3].when.eq[0]`; `.` for the whole document.
    pub path: String,
    /// What is wrong, in the words of the JSON reader (English, for authors' tools).
    pub what: String,
}

/// Reads a document; `path` of an error is complete even through items within items.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| placed(&error.path().to_string(), &error.inner().to_string()))?;
    deserializer.end().map_err(|error| ReadError { path: ".".to_owned(), what: error.to_string() })?;
    Ok(value)
}

/// Separates the inner place from the message while an error climbs out of a nested reader.
const PLACE: char = '\u{1f}';

fn placed(path: &str, what: &str) -> ReadError {
    let (mut path, mut what) = (path.to_owned(), what);
    while let Some((inner, message)) = what.split_once(PLACE) {
        path = join(&path, inner);
        what = message;
    }
    ReadError { path, what: what.to_owned() }
}

fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        (".", inner) => inner.to_owned(),
        (outer, ".") => outer.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

/// Reads an object made of common keys (`keys`, read by `common`) and of a variant named by the key `tag`,
/// both strict. (Serde's `flatten` would let unknown keys pass, its internal tags would lose the place.)
pub(super) fn read_tagged<'de, D, C, K>(
    deserializer: D,
    tag: &str,
    keys: &[&str],
    common: impl FnOnce(Tracked<'_, '_, Value>) -> Result<C, serde_json::Error>,
) -> Result<(C, K), D::Error>
where
    D: Deserializer<'de>,
    K: DeserializeOwned,
{
    let mut whole: Map<String, Value> = Deserialize::deserialize(deserializer)?;
    let name = match whole.remove(tag) {
        Some(Value::String(name)) => name,
        Some(_) => return Err(D::Error::custom(format!("{tag}{PLACE}expected a string"))),
        None => return Err(D::Error::custom(format!("missing key `{tag}`"))),
    };
    let (mine, rest): (Map<_, _>, Map<_, _>) =
        whole.into_iter().partition(|(key, _)| keys.contains(&key.as_str()));
    let common = tracked(Value::Object(mine), "", common)?;
    let prefix = format!("{name}.");
    let variant = Value::Object(Map::from_iter([(name, Value::Object(rest))]));
    Ok((common, tracked(variant, &prefix, |variant| K::deserialize(variant))?))
}

/// Reads a value and gives its errors their place, less `prefix`.
fn tracked<T, E: Error>(
    value: Value,
    prefix: &str,
    read: impl FnOnce(Tracked<'_, '_, Value>) -> Result<T, serde_json::Error>,
) -> Result<T, E> {
    let mut track = Track::new();
    read(Tracked::new(value, &mut track)).map_err(|error| {
        let path = track.path().to_string();
        let at = path.strip_prefix(prefix).or_else(|| (format!("{path}.") == prefix).then_some("."));
        E::custom(format!("{}{PLACE}{error}", at.unwrap_or(&path)))
    })
}

/// Writes what [`read_tagged`] reads: the tag, the common keys, the variant's keys.
pub(super) fn write_tagged<S: Serializer, K: Serialize>(
    serializer: S,
    tag: &str,
    common: Result<Value, serde_json::Error>,
    variant: &K,
) -> Result<S::Ok, S::Error> {
    let object = |value| match value {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    let common = object(common.map_err(S::Error::custom)?);
    let variant = object(serde_json::to_value(variant).map_err(S::Error::custom)?);
    let mut map = serializer.serialize_map(None)?;
    for (name, keys) in variant {
        map.serialize_entry(tag, &name)?;
        for (key, value) in common.iter().chain(&object(keys)) {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()
}

/// For `skip_serializing_if`: a default value is not written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
