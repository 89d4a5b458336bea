//! What an operator imports: places and events of life from one JSON file, the map from GeoJSON. Each replaces what was there, whole.

use std::collections::BTreeSet;

use beffroi_people::Desk;
use beffroi_store::StoreError;
use serde::Deserialize;

use super::drawing::{Drawing, DrawingError, draw};
use super::model::{LifeEvent, Place};
use crate::store::{places, procedures};

/// The file of `beffroi commune places`. What it does not name stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    pub places: Option<Vec<Place>>,
    pub life_events: Option<Vec<LifeEvent>>,
}

/// Why it is not taken.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("`{0}` is no address: small letters, digits and hyphens, at most 64")]
    Address(String),
    #[error("`{0}` stands twice")]
    Twice(String),
    #[error("{place}: {what}")]
    Hours { place: String, what: String },
    #[error("{0} has no step")]
    NoStep(String),
    #[error(transparent)]
    Map(#[from] DrawingError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks the file and keeps it; answers what names something that the commune does not have, which is no error: it may come.
pub async fn put(desk: &Desk, directory: &Directory) -> Result<Vec<String>, DirectoryError> {
    let (places, events) = (directory.places.as_deref(), directory.life_events.as_deref());
    addresses(places.unwrap_or_default().iter().map(|place| place.id.as_str()))?;
    addresses(events.unwrap_or_default().iter().map(|event| event.id.as_str()))?;
    places.unwrap_or_default().iter().try_for_each(check_hours)?;
    if let Some(empty) = events.unwrap_or_default().iter().find(|event| event.steps.is_empty()) {
        return Err(DirectoryError::NoStep(empty.id.clone()));
    }
    let unknown = unknown(desk, directory).await?;
    let now = desk.ambient().now();
    desk.db()
        .write(move |tx| async move {
            if let Some(places) = places {
                places::set_places(&tx, places, now).await?;
            }
            if let Some(events) = events {
                places::set_events(&tx, events, now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(unknown)
}

/// Draws a GeoJSON file (all of it, or the features of these codes) and keeps the drawing as the commune's map.
pub async fn put_map(desk: &Desk, geojson: &str, only: &[String]) -> Result<Drawing, DirectoryError> {
    let (drawing, now) = (&draw(geojson, only)?, desk.ambient().now());
    desk.db().write(move |tx| async move { places::set_map(&tx, drawing, now).await }).await?;
    Ok(drawing.clone())
}

fn addresses<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), DirectoryError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        if id.is_empty() || id.len() > 64 || !id.bytes().all(plain) {
            return Err(DirectoryError::Address(id.to_owned()));
        }
        if !seen.insert(id) {
            return Err(DirectoryError::Twice(id.to_owned()));
        }
    }
    Ok(())
}

fn check_hours(place: &Place) -> Result<(), DirectoryError> {
    let refuse = |what: String| Err(DirectoryError::Hours { place: place.id.clone(), what });
    for weekly in &place.hours {
        if weekly.from >= weekly.to {
            return refuse(format!("opens at {} and closes at {}", weekly.from, weekly.to));
        }
        if weekly.days.is_empty() {
            return refuse("hours without a day".to_owned());
        }
    }
    for exception in &place.exceptions {
        if exception.from > exception.to {
            return refuse(format!("an exception from {} to {}", exception.from, exception.to));
        }
        if let Some(slot) = exception.hours.iter().find(|slot| slot.from >= slot.to) {
            return refuse(format!("opens at {} and closes at {} on {}", slot.from, slot.to, exception.from));
        }
    }
    if place
        .point
        .is_some_and(|[lon, lat]| !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat))
    {
        return refuse("its point is no longitude and latitude".to_owned());
    }
    Ok(())
}

/// Offices and procedures that the file names and the commune does not have.
async fn unknown(desk: &Desk, directory: &Directory) -> Result<Vec<String>, StoreError> {
    let slugs: BTreeSet<String> = procedures::all(desk.db()).await?.into_iter().map(|row| row.slug).collect();
    let units: BTreeSet<String> = desk.units().await?.into_iter().map(|unit| unit.name).collect();
    let mut unknown = Vec::new();
    for place in directory.places.iter().flatten() {
        let of = |name: &String| format!("{}: `{name}`", place.id);
        unknown.extend(place.units.iter().filter(|unit| !units.contains(*unit)).map(of));
        unknown.extend(place.procedures.iter().filter(|slug| *slug != "*" && !slugs.contains(*slug)).map(of));
    }
    for event in directory.life_events.iter().flatten() {
        let steps =
            event.steps.iter().filter(|step| !step.procedure.is_empty() && !slugs.contains(&step.slug()));
        unknown.extend(steps.map(|step| format!("{}: `{}`", event.id, step.procedure)));
    }
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn addresses_are_plain_and_different() {
        assert!(addresses(["hotel-de-ville", "recyparc"].into_iter()).is_ok());
        for wrong in ["", "Hôtel", "a b", "../x"] {
            assert!(matches!(addresses([wrong].into_iter()), Err(DirectoryError::Address(_))), "{wrong}");
        }
        assert!(matches!(addresses(["a", "a"].into_iter()), Err(DirectoryError::Twice(_))));
    }

    #[test]
    fn hours_that_close_before_they_open_are_refused() {
        let place = |hours: serde_json::Value| -> Place {
            serde_json::from_value(json!({
                "id": "x", "name": "X", "hours": hours,
                "address": { "street": "rue", "postcode": "4999", "municipality": "Hautval" },
            }))
            .expect("a place")
        };
        assert!(check_hours(&place(json!([{ "days": ["mo"], "from": "08:00", "to": "12:00" }]))).is_ok());
        assert!(check_hours(&place(json!([{ "days": ["mo"], "from": "12:00", "to": "08:00" }]))).is_err());
        assert!(check_hours(&place(json!([{ "days": [], "from": "08:00", "to": "12:00" }]))).is_err());
        let wrong = json!({ "places": [], "place": [] });
        assert!(serde_json::from_value::<Directory>(wrong).is_err(), "a misspelt word is told");
    }
}
