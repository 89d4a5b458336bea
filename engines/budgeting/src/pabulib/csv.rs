//! Rows of semicolon-separated cells, quotes doubled (RFC 4180), each cell with its place in the file.

use std::borrow::Cow;

/// One cell, trimmed, with the line and the column (from 1, in characters) where it begins.
#[derive(Debug, Clone)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Text on one line without outer spaces, as it is written; pabutools also breaks lines at these characters.
pub(super) fn flat(text: &str) -> Cow<'_, str> {
    let breaks =
        ['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];
    if text.contains(breaks) {
        Cow::Owned(text.replace(breaks, " ").trim().to_owned())
    } else {
        Cow::Borrowed(text.trim())
    }
}

/// A quote that never closes: line and column where it opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenQuote {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Reads one row after another; blank lines are passed over.
pub(super) struct Rows<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1, column: 1 }
    }

    /// Where the reader stands.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The next row that is not blank.
    pub(super) fn next_row(&mut self) -> Result<Option<Vec<Cell<'a>>>, OpenQuote> {
        while !self.rest.is_empty() {
            let row = self.row()?;
            if row.iter().any(|cell| !cell.text.is_empty()) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn row(&mut self) -> Result<Vec<Cell<'a>>, OpenQuote> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            if self.rest.starts_with(';') {
                self.advance(1);
            } else {
                break;
            }
        }
        let end = if self.rest.starts_with("\r\n") { 2 } else { usize::from(!self.rest.is_empty()) };
        self.rest = &self.rest[end..];
        self.line += 1;
        self.column = 1;
        Ok(cells)
    }

    fn cell(&mut self) -> Result<Cell<'a>, OpenQuote> {
        let indent = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.advance(indent);
        let (line, column) = (self.line, self.column);
        if self.rest.starts_with('"') {
            let text = self.quoted(OpenQuote { line, column })?;
            return Ok(Cell { text: Cow::Owned(text), line, column });
        }
        let end = self.rest.find([';', '\n', '\r']).unwrap_or(self.rest.len());
        let text = self.rest[..end].trim();
        self.advance(end);
        Ok(Cell { text: Cow::Borrowed(text), line, column })
    }

    /// A quoted cell; text after the closing quote belongs to it, as in Python's reader.
    fn quoted(&mut self, open: OpenQuote) -> Result<String, OpenQuote> {
        self.advance(1);
        let mut text = String::new();
        loop {
            let end = self.rest.find('"').ok_or(open)?;
            text.push_str(&self.rest[..end]);
            self.advance(end + 1);
            if self.rest.starts_with('"') {
                text.push('"');
                self.advance(1);
            } else {
                break;
            }
        }
        let end = self.rest.find([';', '\n', '\r']).unwrap_or(self.rest.len());
        text.push_str(&self.rest[..end]);
        self.advance(end);
        Ok(text.trim().to_owned())
    }

    /// Passes over `bytes`, counting lines and characters.
    fn advance(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        match passed.rfind('\n') {
            None => self.column += passed.chars().count(),
            Some(last) => {
                self.line += passed.matches('\n').count();
                self.column = 1 + passed[last + 1..].chars().count();
            }
        }
        self.rest = rest;
    }
}
