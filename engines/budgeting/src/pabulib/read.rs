//! Reading a Pabulib file.
//!
//! Accepted beyond the strict format, because real files have it: a byte-order mark, either line ending, blank lines,
//! outer spaces, decimal commas, unknown columns. What cannot be understood is refused with its line and column.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::csv::{Cell, Rows, flat};
use crate::amount::Decimal;
use crate::election::{BallotKind, Choice, Election, MAX_AMOUNT, MAX_POINTS, Project, Voter};

/// Where and why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct ReadError {
    /// Line of the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: ReadErrorKind,
}

/// What is wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadErrorKind {
    /// Bytes that are not text.
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    /// A quotation mark opens and never closes.
    #[error("this quotation mark is never closed")]
    OpenQuote,
    /// Another section should stand here.
    #[error("the section {0} is expected here")]
    SectionExpected(&'static str),
    /// A section lacks a column, or META lacks a key.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A name that must be unique stands twice.
    #[error("{0} stands here a second time")]
    Repeated(String),
    /// An empty identifier.
    #[error("an identifier is empty")]
    EmptyId,
    /// Not a number, or out of range.
    #[error("{0:?} is not a usable number")]
    Number(String),
    /// A `vote_type` that is not one of the five.
    #[error("{0:?} is not a kind of ballot (approval, choose-1, cumulative, scoring, ordinal)")]
    Kind(String),
    /// A ballot names a project that does not exist.
    #[error("there is no project {0:?}")]
    UnknownProject(String),
    /// Choices and points differ in number.
    #[error("{choices} projects, {points} points")]
    PointsDiffer {
        /// Projects named.
        choices: usize,
        /// Points given.
        points: usize,
    },
    /// More cells than the header has columns.
    #[error("this row has more cells than the header")]
    TooManyCells,
}

/// Reads a whole file, given as bytes.
///
/// # Errors
/// The first thing that cannot be understood, with its place.
pub fn read(bytes: &[u8]) -> Result<Election, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        let line = String::from_utf8_lossy(before).matches('\n').count() + 1;
        ReadError { line, column, kind: ReadErrorKind::NotUtf8 }
    })?;
    let mut sections = Sections { rows: Rows::new(text) };
    sections.open("META")?;
    let meta = read_meta(&mut sections)?;
    let projects = read_projects(&mut sections)?;
    let decimals = projects.costs.iter().map(|cost| cost.0.scale()).chain([meta.budget.0.scale()]).max();
    let mut election = Election {
        meta: meta.rest,
        kind: meta.kind,
        budget: 0,
        decimals: decimals.unwrap_or(0),
        point_decimals: 0,
        with_points: false,
        project_columns: projects.columns,
        projects: projects.rows,
        voter_columns: Vec::new(),
        voters: Vec::new(),
    };
    election.budget = meta.budget.at(election.decimals)?;
    for (project, cost) in election.projects.iter_mut().zip(&projects.costs) {
        project.cost = cost.at(election.decimals)?;
    }
    read_votes(&mut sections, &mut election)?;
    Ok(election)
}

fn at(cell: &Cell, kind: ReadErrorKind) -> ReadError {
    ReadError { line: cell.line, column: cell.column, kind }
}

/// A number that is not negative, with its place for the error that may come when units are known.
struct Amount<'a>(Decimal, Cell<'a>);

impl<'a> Amount<'a> {
    fn read(cell: &Cell<'a>) -> Result<Self, ReadError> {
        let unusable = || at(cell, ReadErrorKind::Number(cell.text.to_string()));
        let number = Decimal::parse(&cell.text).ok_or_else(unusable)?;
        if number.scale() > 9 { Err(unusable()) } else { Ok(Self(number, cell.clone())) }
    }

    fn at(&self, decimals: u32) -> Result<u64, ReadError> {
        let value = self.0.at_scale(decimals).and_then(|value| u64::try_from(value).ok());
        value
            .filter(|value| *value <= MAX_AMOUNT)
            .ok_or_else(|| at(&self.1, ReadErrorKind::Number(self.1.text.to_string())))
    }
}

/// The rows of a file, section by section.
struct Sections<'a> {
    rows: Rows<'a>,
}

impl<'a> Sections<'a> {
    fn next(&mut self) -> Result<Option<Vec<Cell<'a>>>, ReadError> {
        self.rows.next_row().map_err(|open| ReadError {
            line: open.line,
            column: open.column,
            kind: ReadErrorKind::OpenQuote,
        })
    }

    fn end(&self, kind: ReadErrorKind) -> ReadError {
        ReadError { line: self.rows.line(), column: 1, kind }
    }

    /// Passes over the line that names a section.
    fn open(&mut self, name: &'static str) -> Result<(), ReadError> {
        let row = self.next()?.ok_or_else(|| self.end(ReadErrorKind::SectionExpected(name)))?;
        if is_section(&row, name) { Ok(()) } else { Err(at(&row[0], ReadErrorKind::SectionExpected(name))) }
    }

    fn header(&mut self, first: &'static str) -> Result<Header<'a>, ReadError> {
        let row = self.next()?.ok_or_else(|| self.end(ReadErrorKind::Missing(first)))?;
        let mut seen = HashSet::new();
        for cell in &row {
            if !cell.text.is_empty() && !seen.insert(cell.text.as_ref()) {
                return Err(at(cell, ReadErrorKind::Repeated(cell.text.to_string())));
            }
        }
        Ok(Header { row })
    }
}

/// A section begins with a row whose only filled cell is its name, so that an identifier `votes` begins none.
fn is_section(row: &[Cell], name: &str) -> bool {
    row[0].text.eq_ignore_ascii_case(name) && row[1..].iter().all(|cell| cell.text.is_empty())
}

/// The names of a section's columns.
struct Header<'a> {
    row: Vec<Cell<'a>>,
}

impl<'a> Header<'a> {
    fn find(&self, name: &'static str) -> Option<usize> {
        self.row.iter().position(|cell| cell.text == name)
    }

    fn require(&self, name: &'static str) -> Result<usize, ReadError> {
        self.find(name).ok_or_else(|| at(&self.row[0], ReadErrorKind::Missing(name)))
    }

    /// Refuses cells beyond the header.
    fn fits(&self, row: &[Cell<'a>]) -> Result<(), ReadError> {
        let extra = row.iter().skip(self.row.len()).find(|cell| !cell.text.is_empty());
        extra.map_or(Ok(()), |cell| Err(at(cell, ReadErrorKind::TooManyCells)))
    }

    /// Indices and names of the columns that are not in `known`.
    fn others(&self, known: &[Option<usize>]) -> (Vec<usize>, Vec<String>) {
        let kept = |(index, cell): &(usize, &Cell)| !known.contains(&Some(*index)) && !cell.text.is_empty();
        self.row.iter().enumerate().filter(kept).map(|(index, cell)| (index, cell.text.to_string())).unzip()
    }
}

fn text_at(row: &[Cell], index: usize) -> String {
    row.get(index).map_or_else(String::new, |cell| cell.text.to_string())
}

struct Meta<'a> {
    rest: Vec<(String, String)>,
    kind: BallotKind,
    budget: Amount<'a>,
}

/// Reads META up to and including the line `PROJECTS`.
fn read_meta<'a>(sections: &mut Sections<'a>) -> Result<Meta<'a>, ReadError> {
    let (mut rest, mut kind, mut budget) = (Vec::new(), None, None);
    let mut seen = HashSet::new();
    loop {
        let row = sections.next()?.ok_or_else(|| sections.end(ReadErrorKind::SectionExpected("PROJECTS")))?;
        if is_section(&row, "PROJECTS") {
            let missing = |name| at(&row[0], ReadErrorKind::Missing(name));
            let kind = kind.ok_or_else(|| missing("vote_type"))?;
            let budget = budget.ok_or_else(|| missing("budget"))?;
            return Ok(Meta { rest, kind, budget });
        }
        let key = row[0].text.to_string();
        let Some(value) = row.get(1) else { continue };
        if key == "key" && value.text == "value" {
            continue;
        }
        if !seen.insert(key.clone()) {
            return Err(at(&row[0], ReadErrorKind::Repeated(key)));
        }
        match key.as_str() {
            "budget" => budget = Some(Amount::read(value)?),
            "vote_type" => {
                let unknown = || at(value, ReadErrorKind::Kind(value.text.to_string()));
                kind = Some(BallotKind::from_name(&value.text).ok_or_else(unknown)?);
            }
            _ => rest.push((key, value.text.to_string())),
        }
    }
}

struct Projects<'a> {
    columns: Vec<String>,
    rows: Vec<Project>,
    costs: Vec<Amount<'a>>,
}

/// Reads PROJECTS up to and including the line `VOTES`.
fn read_projects<'a>(sections: &mut Sections<'a>) -> Result<Projects<'a>, ReadError> {
    let header = sections.header("project_id")?;
    let (id, cost) = (header.require("project_id")?, header.require("cost")?);
    let (others, columns) = header.others(&[Some(id), Some(cost)]);
    let (mut rows, mut costs, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    loop {
        let row = sections.next()?.ok_or_else(|| sections.end(ReadErrorKind::SectionExpected("VOTES")))?;
        if is_section(&row, "VOTES") {
            return Ok(Projects { columns, rows, costs });
        }
        header.fits(&row)?;
        let own_id = unique_id(&row, id, &mut seen)?;
        let own_cost = row.get(cost).ok_or_else(|| at(&row[0], ReadErrorKind::Missing("cost")))?;
        costs.push(Amount::read(own_cost)?);
        let fields = others.iter().map(|index| text_at(&row, *index)).collect();
        rows.push(Project { id: own_id, cost: 0, fields });
    }
}

fn unique_id(row: &[Cell], index: usize, seen: &mut HashSet<String>) -> Result<String, ReadError> {
    let id = flat(&text_at(row, index)).into_owned();
    let place = row.get(index).unwrap_or(&row[0]);
    if id.is_empty() {
        return Err(at(place, ReadErrorKind::EmptyId));
    }
    if !seen.insert(id.clone()) {
        return Err(at(place, ReadErrorKind::Repeated(id)));
    }
    Ok(id)
}

/// Reads VOTES into the election, to the end of the file.
fn read_votes(sections: &mut Sections, election: &mut Election) -> Result<(), ReadError> {
    let header = sections.header("voter_id")?;
    let (id, vote) = (header.require("voter_id")?, header.require("vote")?);
    let points = header.find("points");
    if election.kind.has_points() {
        header.require("points")?;
    }
    let (others, columns) = header.others(&[Some(id), Some(vote), points]);
    let index: HashMap<String, u32> =
        (0..).zip(&election.projects).map(|(index, project)| (project.id.clone(), index)).collect();
    let mut seen = HashSet::new();
    let mut all_points = Vec::new();
    while let Some(row) = sections.next()? {
        header.fits(&row)?;
        let own_id = unique_id(&row, id, &mut seen)?;
        let empty = Cell { text: Cow::Borrowed(""), ..row[0].clone() };
        let choices = read_choices(row.get(vote).unwrap_or(&empty), &index)?;
        if let Some(points) = points {
            all_points.push(read_points(row.get(points).unwrap_or(&empty), &choices, election.kind)?);
        }
        let fields = others.iter().map(|index| text_at(&row, *index)).collect();
        election.voters.push(Voter { id: own_id, choices, fields });
    }
    election.voter_columns = columns;
    election.with_points = points.is_some();
    election.point_decimals = all_points.iter().flatten().map(|(point, _)| point.scale()).max().unwrap_or(0);
    for (voter, points) in election.voters.iter_mut().zip(&all_points) {
        for (choice, (point, place)) in voter.choices.iter_mut().zip(points) {
            let value = point.at_scale(election.point_decimals).and_then(|value| i64::try_from(value).ok());
            let usable = value.filter(|value| value.abs() <= MAX_POINTS);
            choice.points = usable.ok_or_else(|| ReadError {
                line: place.0,
                column: place.1,
                kind: ReadErrorKind::Number("points".to_owned()),
            })?;
        }
    }
    Ok(())
}

/// The parts of a list separated by commas, each with its column.
fn parts<'c>(cell: &'c Cell) -> impl Iterator<Item = (&'c str, usize)> {
    let mut column = cell.column;
    cell.text.split(',').map(move |part| {
        let own = column + part.len() - part.trim_start().len();
        column += part.chars().count() + 1;
        (part.trim(), own)
    })
}

fn read_choices(cell: &Cell, index: &HashMap<String, u32>) -> Result<Vec<Choice>, ReadError> {
    if cell.text.is_empty() {
        return Ok(Vec::new());
    }
    let mut choices: Vec<Choice> = Vec::new();
    for (name, column) in parts(cell) {
        let refuse = |kind| ReadError { line: cell.line, column, kind };
        let project = index
            .get(flat(name).as_ref())
            .ok_or_else(|| refuse(ReadErrorKind::UnknownProject(name.to_owned())))?;
        if choices.iter().any(|choice| choice.project == *project) {
            return Err(refuse(ReadErrorKind::Repeated(name.to_owned())));
        }
        choices.push(Choice { project: *project, points: 0 });
    }
    Ok(choices)
}

/// A number of points and its line and column.
type Point = (Decimal, (usize, usize));

/// Points beside choices. A ranking may leave them out: they are kept there, not counted.
fn read_points(cell: &Cell, choices: &[Choice], kind: BallotKind) -> Result<Vec<Point>, ReadError> {
    if cell.text.is_empty() && (choices.is_empty() || !kind.has_points()) {
        return Ok(Vec::new());
    }
    let points: Vec<Point> = parts(cell)
        .map(|(text, column)| {
            let usable = Decimal::parse(text).filter(|point| point.scale() <= 6);
            usable.map(|point| (point, (cell.line, column))).ok_or_else(|| ReadError {
                line: cell.line,
                column,
                kind: ReadErrorKind::Number(text.to_owned()),
            })
        })
        .collect::<Result<_, _>>()?;
    if points.len() != choices.len() {
        let kind = ReadErrorKind::PointsDiffer { choices: choices.len(), points: points.len() };
        return Err(at(cell, kind));
    }
    Ok(points)
}
