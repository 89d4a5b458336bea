//! Openings and sealed parts: JSON with sorted keys and no spaces, kept as the bytes that were hashed.

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;
use time::macros::format_description;

use super::Kind;
use crate::actor::{Actor, Who};
use crate::register::Use;
use crate::vault::Door;

/// A salt, then the bytes committed to: what is sealed in the tables.
pub(super) struct Salted {
    pub(super) salt: [u8; 32],
    pub(super) bytes: Vec<u8>,
}

impl Salted {
    pub(super) fn join(&self) -> Vec<u8> {
        [self.salt.as_slice(), &self.bytes].concat()
    }

    pub(super) fn split(joined: &[u8]) -> Option<Self> {
        let (salt, bytes) = joined.split_first_chunk::<32>()?;
        Some(Self { salt: *salt, bytes: bytes.to_vec() })
    }
}

/// A `BTreeMap` and not a JSON object: the order of keys must not depend on how `serde_json` was built.
fn canonical(fields: &BTreeMap<&str, Value>) -> Vec<u8> {
    serde_json::to_vec(fields).expect("texts and lists of texts are always written")
}

/// What the person will be shown.
pub(super) fn opening(actor: &Actor, kind: Kind, door: &Door<'_>, at: OffsetDateTime) -> Vec<u8> {
    let purpose = door.purpose;
    let (office, role) = office_and_role(actor, door);
    let mut fields: BTreeMap<&str, Value> = BTreeMap::from([
        ("basis", door.processing.basis.into()),
        ("case", purpose.case.as_str().into()),
        ("fields", purpose.fields.clone().into()),
        ("kind", kind.as_str().into()),
        ("office", office.into()),
        ("procedure", purpose.procedure.as_str().into()),
        ("purpose", purpose.code.as_str().into()),
        ("role", role.into()),
        ("time", stamp(at).into()),
        ("v", 1.into()),
    ]);
    if !purpose.reason.is_empty() {
        fields.insert("reason", purpose.reason.as_str().into());
    }
    canonical(&fields)
}

fn office_and_role(actor: &Actor, door: &Door<'_>) -> (String, &'static str) {
    match (actor.who, door.processing.use_) {
        (Who::Automaton(name), _) => (name.to_owned(), "automaton"),
        (_, Use::Own) => (String::new(), "self"),
        (_, Use::Joint) => (String::new(), "joint"),
        _ => match actor.grant_for(&door.processing, door.purpose.unit) {
            Some(grant) => {
                let office = grant.unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
                (office, grant.role.as_str())
            }
            None => (String::new(), ""),
        },
    }
}

/// Who it was: for the data protection officer or a court.
pub(super) fn sealed_part(actor: &Actor, name: Option<&str>) -> Vec<u8> {
    let agent = match actor.who {
        Who::Person(person) => person.to_string(),
        Who::Automaton(name) => name.to_owned(),
    };
    let mut fields: BTreeMap<&str, Value> = BTreeMap::from([
        ("agent", agent.into()),
        ("session", actor.session.to_string().into()),
        ("v", 1.into()),
    ]);
    if let Some(name) = name {
        fields.insert("name", name.into());
    }
    canonical(&fields)
}

fn stamp(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.format(format).expect("every part of the format is a part of a date")
}
