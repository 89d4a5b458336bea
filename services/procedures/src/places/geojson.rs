//! Contours as GeoJSON gives them (RFC 7946): polygons of features, in longitude and latitude.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// Longitude and latitude.
pub(super) type Lonlat = (f64, f64);

/// A feature: its name, its code, and the outer rings and holes of its polygons.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contour {
    pub code: String,
    pub name: String,
    pub rings: Vec<Vec<Lonlat>>,
}

/// Why a file holds no contours.
#[derive(Debug, thiserror::Error)]
pub enum GeoJsonError {
    #[error("not GeoJSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("feature {0} has no name (`nom` or `name`)")]
    Nameless(usize),
    #[error("{0}: only polygons have contours, and their positions are longitude and latitude")]
    NotPolygons(String),
    #[error("the file holds no feature")]
    Empty,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Json>>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Json,
}

/// The contours of a file, in its order.
pub(super) fn read(text: &str) -> Result<Vec<Contour>, GeoJsonError> {
    let collection: Collection = serde_json::from_str(text)?;
    if collection.features.is_empty() {
        return Err(GeoJsonError::Empty);
    }
    collection.features.into_iter().enumerate().map(|(at, feature)| contour(at, feature)).collect()
}

fn contour(at: usize, feature: Feature) -> Result<Contour, GeoJsonError> {
    let properties = feature.properties.unwrap_or_default();
    let first = |names: &[&str]| {
        names.iter().find_map(|name| match properties.get(*name) {
            Some(Json::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Some(Json::Number(number)) => Some(number.to_string()),
            _ => None,
        })
    };
    let name = first(&["nom", "name", "naam"]).ok_or(GeoJsonError::Nameless(at + 1))?;
    let code = first(&["nis", "code", "insee", "id"]).unwrap_or_else(|| (at + 1).to_string());
    let wrong = || GeoJsonError::NotPolygons(name.clone());
    let geometry = feature.geometry.ok_or_else(wrong)?;
    let polygons: Vec<Vec<Vec<Vec<f64>>>> = match geometry.kind.as_str() {
        "Polygon" => vec![serde_json::from_value(geometry.coordinates).map_err(|_| wrong())?],
        "MultiPolygon" => serde_json::from_value(geometry.coordinates).map_err(|_| wrong())?,
        _ => return Err(wrong()),
    };
    let mut rings = Vec::new();
    for ring in polygons.into_iter().flatten() {
        let positions = ring.into_iter().map(|position| match position[..] {
            // A third number is a height.
            [lon, lat, ..] if (-180.0..=180.0).contains(&lon) && (-89.0..=89.0).contains(&lat) => {
                Ok((lon, lat))
            }
            _ => Err(wrong()),
        });
        rings.push(positions.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Contour { code, name, rings })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn polygons_are_read_with_their_names_and_the_rest_is_told() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"nis":"63001","nom":"Haut"},"geometry":{"type":"Polygon","coordinates":[[[5,50],[5.1,50],[5,50.1],[5,50]]]}},
            {"type":"Feature","properties":{"code":59001,"name":"Bas"},"geometry":{"type":"MultiPolygon","coordinates":[[[[5,50,7],[5.1,50],[5,50.1],[5,50]]]]}}]}"#;
        let contours = read(text).expect("two features");
        assert_eq!(contours.iter().map(|of| of.code.as_str()).collect::<Vec<_>>(), ["63001", "59001"]);
        assert_eq!(contours[1].rings[0][0], (5.0, 50.0));
        for wrong in [
            "",
            "{}",
            r#"{"features":[]}"#,
            r#"{"features":[{"properties":{},"geometry":null}]}"#,
            r#"{"features":[{"properties":{"nom":"x"},"geometry":{"type":"Point","coordinates":[5,50]}}]}"#,
            r#"{"features":[{"properties":{"nom":"x"},"geometry":{"type":"Polygon","coordinates":[[[500,50]]]}}]}"#,
            r#"{"features":[{"properties":{"nom":"x"},"geometry":{"type":"Polygon","coordinates":[[[5]]]}}]}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in r#"\{"features":\[\{("properties":\{"nom":"a"\},)?"geometry":\{"type":"(Multi)?Polygon","coordinates":[\[\]0-9.,-]{0,30}\}\}\]\}|.{0,60}"#) {
            let _ = read(&text);
        }
    }
}
