//! The picture: one mark per person, and the letter of each group in its middle.

use std::fmt::Write as _;

use super::text::{escaped, wrapped};
use super::{Captions, INFALLIBLE, LETTERS, WIDTH};
use crate::map::Person;
use crate::numbers::real;

const HEIGHT: f64 = 600.0;
const TOP: f64 = 70.0;
const MARGIN: f64 = 40.0;

/// Height of the picture, in px: without people there is only its title and notice.
pub(super) fn height(people: &[Person]) -> f64 {
    if people.is_empty() { 120.0 } else { HEIGHT }
}

/// Draws the people, in groups or not.
pub(super) fn draw(people: &[Person], in_groups: bool, captions: &Captions) -> String {
    let mut svg = String::new();
    writeln!(svg, "<text class=\"title\" x=\"{MARGIN}\" y=\"38\">{}</text>", escaped(&captions.title))
        .expect(INFALLIBLE);
    writeln!(svg, "<g role=\"img\" aria-label=\"{}\">", escaped(&captions.description)).expect(INFALLIBLE);
    let scale = Scale::of(people);
    if !people.is_empty() {
        scale.axes(&mut svg);
    }
    let mut marks: Vec<String> = people
        .iter()
        .map(|person| {
            let (x, y) = scale.place(person);
            if in_groups { mark(person.group, x, y) } else { circle("none", x, y) }
        })
        .collect();
    // In the order of their places: the order of the people says nothing.
    marks.sort_unstable();
    svg.push_str(&marks.concat());
    if in_groups {
        letters(&mut svg, people, &scale);
    }
    for (line, text) in wrapped(&captions.notice, WIDTH - 2.0 * MARGIN).iter().enumerate() {
        let y = height(people) - 40.0 + 18.0 * real(line);
        writeln!(svg, "<text class=\"head\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escaped(text))
            .expect(INFALLIBLE);
    }
    svg.push_str("</g>\n");
    svg
}

/// From the map's coordinates to pixels, alike in both directions.
struct Scale {
    factor: f64,
    x: f64,
    y: f64,
}

impl Scale {
    fn of(people: &[Person]) -> Self {
        // The origin, where a person with average opinions stands, is always in the picture.
        let bounds = |along: fn(&Person) -> f64| {
            people.iter().map(along).fold((0.0_f64, 0.0_f64), |(low, high), at| (low.min(at), high.max(at)))
        };
        let ((left, right), (bottom, top)) = (bounds(|p| p.at.x), bounds(|p| p.at.y));
        let (width, height) = (WIDTH - 2.0 * MARGIN, HEIGHT - TOP - MARGIN - 20.0);
        let factor = (width / (right - left).max(1e-9)).min(height / (top - bottom).max(1e-9)).min(1e6);
        let middle = |low: f64, high: f64| f64::midpoint(low, high) * factor;
        Self { factor, x: WIDTH / 2.0 - middle(left, right), y: TOP + height / 2.0 + middle(bottom, top) }
    }

    fn place(&self, person: &Person) -> (f64, f64) {
        (self.x + person.at.x * self.factor, self.y - person.at.y * self.factor)
    }

    fn axes(&self, svg: &mut String) {
        let (x, y) = (self.x, self.y);
        writeln!(
            svg,
            "<path class=\"axis\" stroke-dasharray=\"2 6\" d=\"M{MARGIN} {y:.1}H{:.1}\"/>",
            WIDTH - MARGIN
        )
        .expect(INFALLIBLE);
        let foot = HEIGHT - MARGIN - 20.0;
        writeln!(svg, "<path class=\"axis\" stroke-dasharray=\"2 6\" d=\"M{x:.1} {TOP}V{foot:.1}\"/>")
            .expect(INFALLIBLE);
    }
}

fn circle(class: &str, x: f64, y: f64) -> String {
    format!("<circle class=\"mark {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>\n")
}

/// The shape of a group: circle, square, triangle, diamond, cross.
pub(super) fn mark(group: usize, x: f64, y: f64) -> String {
    let group = group % LETTERS.len();
    let shape = match group {
        0 => return circle("g0", x, y),
        1 => "m-4.5 -4.5h9v9h-9z",
        2 => "m0 -6l5.5 10h-11z",
        3 => "m0 -6.5l6.5 6.5l-6.5 6.5l-6.5 -6.5z",
        _ => "m-2 -6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    };
    format!("<path class=\"mark g{group}\" d=\"M{x:.1} {y:.1}{shape}\"/>\n")
}

fn letters(svg: &mut String, people: &[Person], scale: &Scale) {
    for (group, letter) in LETTERS.iter().enumerate() {
        let members: Vec<(f64, f64)> =
            people.iter().filter(|p| p.group == group).map(|person| scale.place(person)).collect();
        if members.is_empty() {
            continue;
        }
        let mean = |along: fn(&(f64, f64)) -> f64| {
            members.iter().map(along).fold(0.0, |sum, at| sum + at) / real(members.len())
        };
        let (x, y) = (mean(|p| p.0), mean(|p| p.1));
        writeln!(svg, "<circle class=\"badge\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"16\"/>").expect(INFALLIBLE);
        writeln!(svg, "<text class=\"letter\" x=\"{x:.1}\" y=\"{:.1}\">{letter}</text>", y + 8.0)
            .expect(INFALLIBLE);
    }
}
