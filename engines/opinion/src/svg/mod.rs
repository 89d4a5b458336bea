//! The map as an accessible SVG: a picture and, under it, the table that says the same in words.
//!
//! Groups are told apart by shape and letter; colour only helps. In light and dark, text reaches a contrast of 4.5:1
//! and marks 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). The picture is one image to a screen reader, described by its caption;
//! the table has rows and cells (WAI-ARIA 1.2 in SVG). Marks are drawn in the order of their places, without numbers,
//! so that nothing in the file says who is where.

mod picture;
mod table;
mod text;

use std::fmt::Write as _;

use crate::{Map, Verdict};
use text::escaped;

const WIDTH: f64 = 960.0;
const INFALLIBLE: &str = "writing to a String cannot fail";

/// Letters of the groups, largest group first; the profile never makes more than five.
pub const LETTERS: [&str; 5] = ["A", "B", "C", "D", "E"];

/// The words of the drawing, in the reader's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captions {
    /// Language tag of all the words (BCP 47).
    pub lang: String,
    /// Name of the conversation or of the map.
    pub title: String,
    /// What the picture shows, in one or two sentences.
    pub description: String,
    /// A sentence printed in the picture, as where no groups are shown; may be empty.
    pub notice: String,
    /// Column names of the table: group, people, stability, what the group says.
    pub columns: [String; 4],
    /// One row per group shown, then any others.
    pub rows: Vec<Row>,
}

/// A row of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The group's shape is drawn before its name; none for rows about everybody.
    pub group: Option<usize>,
    /// Name of the group, or of what the row is about.
    pub name: String,
    /// How many people.
    pub people: String,
    /// How stable.
    pub stability: String,
    /// Statements, each a paragraph.
    pub statements: Vec<String>,
}

/// Draws what may be shown of the map: groups; or places without groups; or, for too few people, no place at all.
pub fn draw(map: &Map<'_>, captions: &Captions) -> String {
    let k = map.verdict().shown_k();
    let people = match map.verdict() {
        Verdict::TooFewPeople => Vec::new(),
        Verdict::NoClearGroups | Verdict::Groups { .. } => map.layout().people_in(k),
    };
    let picture_height = picture::height(&people);
    let (table, table_height) = table::draw(captions, picture_height);
    let height = picture_height + table_height;
    let mut svg = String::new();
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" lang=\"{lang}\" xml:lang=\"{lang}\" role=\"group\" aria-labelledby=\"map-title\" \
         aria-describedby=\"map-desc\">",
        lang = escaped(&captions.lang),
    )
    .expect(INFALLIBLE);
    writeln!(svg, "<title id=\"map-title\">{}</title>", escaped(&captions.title)).expect(INFALLIBLE);
    writeln!(svg, "<desc id=\"map-desc\">{}</desc>", escaped(&captions.description)).expect(INFALLIBLE);
    svg.push_str(STYLE);
    writeln!(svg, "<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>").expect(INFALLIBLE);
    svg.push_str(&picture::draw(&people, k > 0, captions));
    svg.push_str(&table);
    svg.push_str("</svg>\n");
    svg
}

const STYLE: &str = "<style>
svg { color-scheme: light dark; }
.ground { fill: #ffffff; }
text { fill: #1b1f24; font-family: system-ui, sans-serif; font-size: 14px; }
.title { font-size: 20px; font-weight: 700; }
.head, .letter { font-weight: 700; }
.letter { font-size: 22px; text-anchor: middle; }
.axis, .rule { stroke: #6b7480; stroke-width: 1; }
.badge { fill: #ffffff; stroke: #1b1f24; stroke-width: 2; }
.mark { fill-opacity: 0.75; stroke: #ffffff; stroke-width: 0.5; }
.none { fill: #57606a; }
.g0 { fill: #0b5fa5; } .g1 { fill: #b34700; } .g2 { fill: #00714f; } .g3 { fill: #7a2fb5; } .g4 { fill: #6b5b00; }
@media (prefers-color-scheme: dark) {
.ground { fill: #14181d; }
text { fill: #f0f3f6; }
.axis, .rule { stroke: #8b949e; }
.badge { fill: #14181d; stroke: #f0f3f6; }
.mark { stroke: #14181d; }
.none { fill: #adb6c0; }
.g0 { fill: #6db8ff; } .g1 { fill: #ffb066; } .g2 { fill: #5fd3a5; } .g3 { fill: #d3a4ff; } .g4 { fill: #e0cf5a; }
}
</style>
";
