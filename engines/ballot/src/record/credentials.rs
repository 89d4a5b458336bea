//! The credentials record: one public key per voter, in the order of elements, with a weight when it is not one.

use std::collections::HashMap;

use crate::group::Group;
use crate::hash;
use crate::json::{self, ReadError, Reader, Write};

/// A voter's public credential.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential<G: Group> {
    /// The element's text, as ballots repeat it.
    pub text: String,
    /// g^sk.
    pub key: G::Element,
    /// How many votes the voter casts; `None` (one) is left out of the record.
    pub weight: Option<u64>,
}

impl<G: Group> Credential<G> {
    /// The weight, one by default.
    pub fn weight(&self) -> u64 {
        self.weight.unwrap_or(1)
    }
}

/// Reads the record, in its order.
pub fn read<G: Group>(group: &G, bytes: &[u8]) -> Result<Vec<Credential<G>>, ReadError> {
    json::read(bytes, |r| r.list(|r| read_one(group, r)))
}

fn read_one<G: Group>(group: &G, r: &mut Reader<'_>) -> Result<Credential<G>, ReadError> {
    let here = r.place();
    let entry = r.plain_string()?;
    let (text, weight) = match entry.split_once(',') {
        None => (entry, None),
        Some((text, weight)) => {
            let canonical = weight.parse().ok().filter(|w: &u64| w.to_string() == weight);
            match canonical.filter(|weight| *weight < 1 << 63) {
                Some(weight) => (text, Some(weight)),
                None => {
                    return Err(ReadError::Syntax { at: here, expected: "a key, or a key and its weight" });
                }
            }
        }
    };
    let key = group.read_element(text).map_err(|_| ReadError::Element { at: here })?;
    Ok(Credential { text: text.to_owned(), key, weight })
}

/// Writes the record.
pub fn write<G: Group>(credentials: &[Credential<G>]) -> String {
    let mut out = String::new();
    out.push_list(credentials, |out, credential| {
        let weight = credential.weight.map(|weight| format!(",{weight}")).unwrap_or_default();
        out.put(format_args!("\"{}{weight}\"", credential.text));
    });
    out
}

/// Places of credentials by the hash of their text.
pub(crate) fn index<G: Group>(credentials: &[Credential<G>]) -> HashMap<[u8; 32], u32> {
    (0..).zip(credentials).map(|(i, credential)| (hash::sha256(credential.text.as_bytes()), i)).collect()
}
