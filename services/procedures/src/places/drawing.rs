//! The map of a commune: contours made small once, when they are imported, and drawn by the server as SVG. The list beside it says the same;
//! the drawing only adds where.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::geojson::{self, Contour, GeoJsonError, Lonlat};
use super::simplify::{Point, area, ring};

/// Width of the drawing, in its units.
const WIDTH: f64 = 1000.0;
/// Bytes that the paths of a map may take: with its frame the drawing stays below 20 kB.
const LARGEST: usize = 17_000;

/// Contours in the units of the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    pub width: i32,
    pub height: i32,
    pub sections: Vec<Section>,
    /// West, south, east, north: where the drawing lies.
    bounds: [f64; 4],
}

/// A part of the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub code: String,
    pub name: String,
    /// SVG path data.
    pub path: String,
    /// Where its number stands.
    pub at: Point,
}

/// Why a map cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    #[error(transparent)]
    GeoJson(#[from] GeoJsonError),
    #[error("the file has no feature of code {}", .0.join(", "))]
    Missing(Vec<String>),
    #[error("{0} has no area: its contour cannot be drawn")]
    Nothing(String),
    #[error("{0} sections are too many for a drawing that people can read: choose some with --only")]
    TooMany(usize),
}

/// Draws the contours of a GeoJSON file: all of them, or those of these codes.
pub fn draw(text: &str, only: &[String]) -> Result<Drawing, DrawingError> {
    let mut contours = geojson::read(text)?;
    if !only.is_empty() {
        let known = |code: &String| contours.iter().any(|contour| contour.code == *code);
        let missing: Vec<String> = only.iter().filter(|code| !known(code)).cloned().collect();
        if !missing.is_empty() {
            return Err(DrawingError::Missing(missing));
        }
        contours.retain(|contour| only.contains(&contour.code));
    }
    let frame = Frame::around(&contours);
    let rings: Vec<Vec<Vec<Point>>> = contours
        .iter()
        .map(|contour| contour.rings.iter().map(|ring| frame.project(ring)).collect())
        .collect();
    // The finest drawing that is small enough.
    let mut tolerance = 1.0;
    while tolerance < 60.0 {
        let sections = contours.iter().zip(&rings).map(|(contour, rings)| section(contour, rings, tolerance));
        let sections = sections.collect::<Result<Vec<_>, _>>()?;
        if sections.iter().map(|section| section.path.len() + 120).sum::<usize>() <= LARGEST {
            return Ok(Drawing { width: frame.width, height: frame.height, sections, bounds: frame.bounds });
        }
        tolerance *= 1.5;
    }
    Err(DrawingError::TooMany(contours.len()))
}

/// Where a drawing lies, and how longitude and latitude become its units: an equirectangular projection at its middle latitude, which
/// distorts nothing that is visible at the size of a commune or a province.
struct Frame {
    bounds: [f64; 4],
    width: i32,
    height: i32,
}

impl Frame {
    fn around(contours: &[Contour]) -> Self {
        let positions = || contours.iter().flat_map(|contour| contour.rings.iter().flatten());
        let least = |of: fn(&Lonlat) -> f64| positions().map(of).fold(f64::MAX, f64::min);
        let most = |of: fn(&Lonlat) -> f64| positions().map(of).fold(f64::MIN, f64::max);
        Self::of([least(|p| p.0), least(|p| p.1), most(|p| p.0), most(|p| p.1)])
    }

    fn of(bounds: [f64; 4]) -> Self {
        let [west, south, east, north] = bounds;
        let wide = ((east - west) * f64::midpoint(south, north).to_radians().cos()).max(f64::MIN_POSITIVE);
        let height = ((north - south) / wide * WIDTH).clamp(50.0, 4.0 * WIDTH);
        Self { bounds, width: round(WIDTH), height: round(height) }
    }

    fn point(&self, (lon, lat): Lonlat) -> Point {
        let [west, south, east, north] = self.bounds;
        let part = |of: f64, from: f64, to: f64| if to > from { (of - from) / (to - from) } else { 0.5 };
        let x = part(lon, west, east) * f64::from(self.width);
        let y = (1.0 - part(lat, south, north)) * f64::from(self.height);
        (round(x), round(y))
    }

    fn project(&self, ring: &[Lonlat]) -> Vec<Point> {
        ring.iter().map(|position| self.point(*position)).collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the drawing is at most 4000 units high, and a cast saturates"
)]
fn round(number: f64) -> i32 {
    number.round() as i32
}

/// A section with its rings simplified; of those too small to be seen only the largest is kept.
fn section(contour: &Contour, rings: &[Vec<Point>], tolerance: f64) -> Result<Section, DrawingError> {
    let mut drawn: Vec<Vec<Point>> = rings.iter().map(|points| ring(points, tolerance)).collect();
    if drawn.iter().all(Vec::is_empty) {
        // A small section among large ones: as it is.
        drawn = rings.iter().map(|points| ring(points, 0.0)).collect();
    }
    drawn.retain(|points| !points.is_empty());
    drawn.sort_by_key(|points| std::cmp::Reverse(area(points)));
    let largest = drawn.first().ok_or_else(|| DrawingError::Nothing(contour.name.clone()))?;
    let at = middle(largest);
    let visible = drawn.iter().enumerate().filter(|(rank, points)| *rank == 0 || area(points) > 60);
    let path = visible.map(|(_, points)| path(points)).collect();
    Ok(Section { code: contour.code.clone(), name: contour.name.clone(), path, at })
}

/// `M10 20l5 0-5 5z`: relative whole numbers.
fn path(points: &[Point]) -> String {
    let mut text = String::new();
    let mut last = (0, 0);
    for (at, point) in points.iter().enumerate() {
        let (x, y) = (point.0 - last.0, point.1 - last.1);
        let (start, gap) = (["M", "l", " "][at.min(2)], if y < 0 { "" } else { " " });
        let start = if at > 1 && x < 0 { "" } else { start };
        // Writing to a String cannot fail.
        let _ = write!(text, "{start}{x}{gap}{y}");
        last = *point;
    }
    text.push('z');
    text
}

/// A point inside a ring, near its middle: the middle of the widest part of the horizontal line through the centre of its points.
fn middle(points: &[Point]) -> Point {
    let (low, high) =
        (points.iter().map(|p| p.1).min().unwrap_or(0), points.iter().map(|p| p.1).max().unwrap_or(0));
    let y = f64::from(low + high) / 2.0 + 0.25;
    let next = points.iter().skip(1).chain(points.first());
    let mut crossings: Vec<f64> = points
        .iter()
        .zip(next)
        .map(|(a, b)| ((f64::from(a.0), f64::from(a.1)), (f64::from(b.0), f64::from(b.1))))
        .filter(|(a, b)| (a.1 > y) != (b.1 > y))
        .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .collect();
    crossings.sort_by(f64::total_cmp);
    let widest =
        crossings.chunks_exact(2).max_by(|one, other| (one[1] - one[0]).total_cmp(&(other[1] - other[0])));
    widest.map_or((points[0].0, points[0].1), |pair| (round(f64::midpoint(pair[0], pair[1])), round(y)))
}

impl Drawing {
    /// Where a longitude and latitude lie on it; `None` outside.
    pub fn point(&self, [lon, lat]: [f64; 2]) -> Option<Point> {
        let [west, south, east, north] = self.bounds;
        let inside = (west..=east).contains(&lon) && (south..=north).contains(&lat);
        inside.then(|| Frame::of(self.bounds).point((lon, lat)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(name: &str) -> Option<String> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/places/");
        let read = std::fs::read_to_string(format!("{root}{name}")).ok();
        if read.is_none() {
            eprintln!("skipped: {name} is not there");
        }
        read
    }

    #[test]
    fn a_square_fills_its_frame() {
        let text = r#"{"features":[{"properties":{"nom":"Tout","code":"1"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}"#;
        let drawing = draw(text, &[]).expect("a square");
        assert_eq!((drawing.width, drawing.height), (1000, 1000));
        assert_eq!(drawing.sections[0].path, "M0 1000l1000 0 0-1000-1000 0z");
        assert_eq!(drawing.point([0.5, 0.5]), Some((500, 500)));
        assert_eq!(drawing.point([2.0, 0.5]), None);
        assert!(matches!(draw(text, &["2".to_owned()]), Err(DrawingError::Missing(codes)) if codes == ["2"]));
    }

    #[test]
    fn the_number_of_a_bent_section_stands_inside_it() {
        // A horseshoe, whose centre is outside.
        let bent = [(0, 0), (100, 0), (100, 100), (80, 100), (80, 20), (20, 20), (20, 100), (0, 100)];
        let (x, _) = middle(&bent);
        assert!(!(20..=80).contains(&x), "{x}");
    }

    #[test]
    fn real_contours_become_small_and_a_missing_commune_is_told() {
        let Some(text) = shared("communes-59-nord.geojson") else { return };
        let codes = ["59350", "59009", "59299", "59378"].map(str::to_owned);
        let drawing = draw(&text, &codes).expect("four communes of the Nord");
        assert_eq!(drawing.sections.len(), 4);
        assert!(serde_json::to_string(&drawing).expect("JSON").len() < 20_000);
        assert!(matches!(draw(&text, &["59999".to_owned()]), Err(DrawingError::Missing(_))));
        let Some(text) = shared("communes-wallonie-bruxelles.geojson") else { return };
        let province = draw(&text, &[]).map(|drawing| drawing.sections.len());
        assert!(matches!(province, Ok(280) | Err(DrawingError::TooMany(280))), "{province:?}");
    }
}
