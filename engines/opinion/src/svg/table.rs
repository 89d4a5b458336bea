//! The table under the picture, with the roles a screen reader needs to read it by rows and cells.

use std::fmt::Write as _;

use super::text::{escaped, wrapped};
use super::{Captions, INFALLIBLE, WIDTH, picture};

/// Where each column begins; the last one runs to the right margin.
const COLUMNS: [f64; 4] = [40.0, 190.0, 290.0, 400.0];
const LINE: f64 = 19.0;
const GAP: f64 = 10.0;
/// Room for the group's shape before its name.
const SHAPE: f64 = 20.0;

/// The table drawn from `top` down, and its height.
pub(super) fn draw(captions: &Captions, top: f64) -> (String, f64) {
    let mut svg = String::new();
    if captions.rows.is_empty() {
        return (svg, 0.0);
    }
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
        cells.push(paragraphs(&line.statements));
        y += row(&mut svg, y, line.group, &cells, ["rowheader", "cell", "cell", "cell"]);
    }
    svg.push_str("</g>\n");
    (svg, y - top)
}

/// The lines of the last column; an empty one between two statements.
fn paragraphs(statements: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for statement in statements {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.append(&mut wrapped(statement, room(3)));
    }
    lines
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
        for (line, text) in lines.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            // The space at the end keeps words apart where lines are read as one text.
            let (y, text) = (y + line_offset(lines, line), escaped(text));
            write!(svg, "<tspan x=\"{x}\" y=\"{y}\">{text} </tspan>").expect(INFALLIBLE);
        }
        svg.push_str("</text>\n");
    }
    svg.push_str("</g>\n");
    cells.iter().map(|lines| line_offset(lines, lines.len())).fold(LINE, f64::max) + GAP
}

/// How far below the first line `line` stands; an empty line is a small gap.
fn line_offset(lines: &[String], line: usize) -> f64 {
    lines[..line].iter().map(|text| if text.is_empty() { GAP / 2.0 } else { LINE }).sum()
}

fn rule(svg: &mut String, y: f64) {
    let end = WIDTH - 40.0;
    writeln!(svg, "<path class=\"rule\" d=\"M{} {y}H{end}\"/>", COLUMNS[0]).expect(INFALLIBLE);
}
