//! The table under the picture, with the roles a screen reader needs to read it by rows and cells.

use std::fmt::Write as _;

use super::text::{escaped, wrapped};
use super::{Captions, INFALLIBLE, WIDTH, picture};
use crate::numbers::real;

/// Where each column begins; the last one runs to the right margin.
const COLUMNS: [f64; 4] = [40.0, 190.0, 290.0, 400.0];
const LINE: f64 = 19.0;
const GAP: f64 = 10.0;
/// Room for the group's shape before its name.
const SHAPE: f64 = 20.0;

/// The table drawn from `top` down, and its height.
pub(super) fn draw(captions: &Captions, top: f64) -> (String, f64) {
    let mut svg = String::new();
    writeln!(svg, "<g role=\"table\" aria-label=\"{}\">", escaped(&captions.title)).expect(INFALLIBLE);
    let header: Vec<Vec<String>> =
        captions.columns.iter().enumerate().map(|(column, name)| wrapped(name, room(column))).collect();
    let mut y = top + LINE;
    y += row(&mut svg, y, None, &header, ["columnheader"; 4]);
    for line in &captions.rows {
        rule(&mut svg, y - LINE - GAP / 2.0);
        let cells = [&line.name, &line.people, &line.stability];
        let mut cells: Vec<Vec<String>> =
            cells.iter().enumerate().map(|(column, text)| wrapped(text, room(column))).collect();
        cells.push(line.statements.iter().flat_map(|text| wrapped(text, room(3))).collect());
        y += row(&mut svg, y, line.group, &cells, ["rowheader", "cell", "cell", "cell"]);
    }
    svg.push_str("</g>\n");
    (svg, y - top)
}

fn room(column: usize) -> f64 {
    let end = COLUMNS.get(column + 1).copied().unwrap_or(WIDTH - 40.0);
    end - COLUMNS[column] - GAP - if column == 0 { SHAPE } else { 0.0 }
}

/// Draws one row of cells, each a list of lines, and says how high it is.
fn row(svg: &mut String, y: f64, group: Option<usize>, cells: &[Vec<String>], roles: [&str; 4]) -> f64 {
    svg.push_str("<g role=\"row\">\n");
    for ((lines, x), role) in cells.iter().zip(COLUMNS).zip(roles) {
        let mut x = x;
        if x < COLUMNS[1] {
            x += SHAPE;
            if let Some(group) = group {
                let shape = picture::mark(group, COLUMNS[0] + 6.0, y - 5.0);
                write!(svg, "<g aria-hidden=\"true\">{shape}</g>").expect(INFALLIBLE);
            }
        }
        let class = if role == "cell" { "" } else { " class=\"head\"" };
        write!(svg, "<text role=\"{role}\"{class} x=\"{x}\" y=\"{y}\">").expect(INFALLIBLE);
        for (line, text) in lines.iter().enumerate() {
            let (dy, gap) = if line == 0 { (0.0, "") } else { (LINE, " ") };
            write!(svg, "<tspan x=\"{x}\" dy=\"{dy}\">{gap}{}</tspan>", escaped(text)).expect(INFALLIBLE);
        }
        svg.push_str("</text>\n");
    }
    svg.push_str("</g>\n");
    LINE * real(cells.iter().map(Vec::len).max().unwrap_or(1).max(1)) + GAP
}

fn rule(svg: &mut String, y: f64) {
    let end = WIDTH - 40.0;
    writeln!(svg, "<path class=\"rule\" d=\"M{} {y}H{end}\"/>", COLUMNS[0]).expect(INFALLIBLE);
}
