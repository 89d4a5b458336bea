//! The credentials record: one public key per voter, in the order of elements, with a weight when it is not one.

use std::collections::{HashMap, HashSet};

use crate::group::Group;
use crate::hash;
use crate::json::{self, ReadError, Write};
use crate::record::weight::Weight;

/// A voter's public credential.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential<G: Group> {
    /// The element's text, as ballots repeat it.
    pub text: String,
    /// g^sk.
    pub key: G::Element,
    /// How many votes the voter casts; `None` (one) is left out of the record.
    pub weight: Option<Weight>,
}

impl<G: Group> Credential<G> {
    /// The weight, one by default.
    pub fn weight(&self) -> Weight {
        self.weight.unwrap_or(Weight::ONE)
    }
}

/// Reads the record, in its order.
pub fn read<G: Group>(group: &G, bytes: &[u8]) -> Result<Vec<Credential<G>>, ReadError> {
    read_some(group, bytes, None).map(|(credentials, _)| credentials)
}

/// Reads the record, and of its elements only those wanted; gives also how many there are.
pub(crate) fn read_some<G: Group>(
    group: &G,
    bytes: &[u8],
    wanted: Option<&HashSet<String>>,
) -> Result<(Vec<Credential<G>>, usize), ReadError> {
    let mut credentials = Vec::new();
    let all = json::read(bytes, |r| {
        r.list(|r| {
            let (here, entry) = (r.place(), r.plain_string()?);
            let text = entry.split_once(',').map_or(entry, |(text, _)| text);
            if wanted.is_none_or(|wanted| wanted.contains(text)) {
                credentials.push(read_one(group, entry, here)?);
            }
            Ok(())
        })
    })?;
    Ok((credentials, all.len()))
}

/// One entry of the list; `here` is its place.
fn read_one<G: Group>(group: &G, entry: &str, here: usize) -> Result<Credential<G>, ReadError> {
    let (text, weight) = match entry.split_once(',') {
        None => (entry, None),
        Some((text, weight)) => match Weight::from_text(weight) {
            Some(weight) => (text, Some(weight)),
            None => {
                return Err(ReadError::Syntax { at: here, expected: "a key, or a key and its weight" });
            }
        },
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

/// The sum of all weights, unless it is too large to write.
pub(crate) fn total<G: Group>(credentials: &[Credential<G>]) -> Option<Weight> {
    credentials.iter().try_fold(Weight::default(), |sum, credential| sum.checked_add(credential.weight()))
}

/// Places of credentials by the hash of their text.
pub(crate) fn index<G: Group>(credentials: &[Credential<G>]) -> HashMap<[u8; 32], u32> {
    (0..).zip(credentials).map(|(i, credential)| (hash::sha256(credential.text.as_bytes()), i)).collect()
}
