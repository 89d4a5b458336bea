//! Answers made of named parts: names of persons, addresses, places on a map.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::canon::one_line;
use super::{Code, Why};
use crate::Id;
use crate::model::Kind;

/// Parts of a person's name; all are required.
pub const NAME_PARTS: &[&str] = &["given", "family"];

/// Parts of an address, in the order of an envelope.
pub const ADDRESS_PARTS: &[&str] =
    &["street", "number", "box", "postcode", "municipality", "country", "best_id"];

const ADDRESS_REQUIRED: &[&str] = &["street", "postcode", "municipality"];
const MAP_PARTS: &[&str] = &["lat", "lon", "parcel"];

/// The parts of a kind and those that are required; `None` for a kind without fixed parts.
pub(super) fn parts_of(kind: &Kind) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match kind {
        Kind::PersonName {} => Some((NAME_PARTS, NAME_PARTS)),
        Kind::Address {} => Some((ADDRESS_PARTS, ADDRESS_REQUIRED)),
        Kind::Map { .. } => Some((MAP_PARTS, &[])),
        _ => None,
    }
}

/// Characters of a part.
const PART_MAX: usize = 500;

/// The parts, trimmed and complete; `None` when all are blank.
pub(super) fn complete(
    kind: &Kind,
    parts: impl Iterator<Item = (Id, String)>,
) -> Result<Option<BTreeMap<Id, String>>, Why> {
    let parts: BTreeMap<Id, String> =
        parts.map(|(id, text)| (id, one_line(&text))).filter(|(_, text)| !text.is_empty()).collect();
    if parts.is_empty() {
        return Ok(None);
    }
    if let Some((id, _)) = parts.iter().find(|(_, text)| text.chars().count() > PART_MAX) {
        let max = i64::try_from(PART_MAX).unwrap_or(i64::MAX);
        return Err(Why::new(Code::TooLong).part(id).with("max", super::Value::Integer(max)));
    }
    if let Some((_, required)) = parts_of(kind)
        && let Some(missing) = required.iter().find(|part| !parts.contains_key(**part))
    {
        return Err(Why::new(Code::PartMissing).part(missing));
    }
    if matches!(kind, Kind::Map { .. }) {
        place(&parts)?;
    }
    Ok(Some(parts))
}

/// A place has both coordinates (WGS 84 degrees), a parcel, or all.
fn place(parts: &BTreeMap<Id, String>) -> Result<(), Why> {
    let degrees = |part: &str, most: i64| match parts.get(part) {
        None => Ok(false),
        Some(text) => match Decimal::from_str(text) {
            Ok(n) if n.abs() <= Decimal::from(most) => Ok(true),
            _ => Err(Why::new(Code::NotPlace)),
        },
    };
    let (lat, lon) = (degrees("lat", 90)?, degrees("lon", 180)?);
    if lat == lon && (lat || parts.contains_key("parcel")) { Ok(()) } else { Err(Code::NotPlace.into()) }
}
