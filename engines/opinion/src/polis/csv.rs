//! Comma-separated values with places: RFC 4180, and which line and column a field began at.
//!
//! Read: a byte order mark, `\n`, `\r\n` or `\r` at line ends, quoted fields over several lines, doubled quotes,
//! empty lines (skipped), a last line without end. Refused: a quote inside an unquoted field, text after a closing
//! quote, a quote never closed.

use std::borrow::Cow;

use thiserror::Error;

/// What is wrong with a file, and where. Lines and columns count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {problem}")]
pub struct ReadError {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The bytes from here are not UTF-8.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// The file ends inside a quoted field, which begins here.
    #[error("this quote is never closed")]
    UnclosedQuote,
    /// A quote stands inside a field that does not begin with one.
    #[error("a quote inside an unquoted field")]
    StrayQuote,
    /// A closing quote is followed by something other than a comma or the end of the line.
    #[error("text after the closing quote")]
    TextAfterQuote,
    /// There is no line of column names.
    #[error("the file is empty")]
    Empty,
    /// The first line lacks a column.
    #[error("there is no column \"{0}\"")]
    MissingColumn(&'static str),
    /// Two columns have this name, or number the same statement.
    #[error("column \"{0}\" appears twice")]
    ColumnTwice(String),
    /// A row does not have one field per column.
    #[error("{found} fields instead of {expected}")]
    FieldCount {
        /// Columns in the first line.
        expected: usize,
        /// Fields in this row.
        found: usize,
    },
    /// A whole number was expected.
    #[error("\"{0}\" is not a whole number")]
    NotANumber(String),
    /// A vote is 1, 0, −1 or empty.
    #[error("\"{0}\" is not a vote (1, 0, -1 or nothing)")]
    NotAVote(String),
    /// Moderation is 1, 0 or −1.
    #[error("\"{0}\" is not a moderation (1, 0 or -1)")]
    NotAModeration(String),
    /// A participant has two rows.
    #[error("participant {0} has two rows")]
    ParticipantTwice(u64),
    /// A statement has two rows.
    #[error("statement {0} has two rows")]
    StatementTwice(u64),
}

/// One field and where it begins.
pub(super) struct Field<'a> {
    pub(super) text: Cow<'a, str>,
    start: usize,
    line: usize,
    line_start: usize,
}

/// Reads records one after the other.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let sound = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let line_start = sound.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            let ends = sound.replace("\r\n", "\n").chars().filter(|c| matches!(c, '\n' | '\r')).count();
            let column = sound[line_start..].chars().count() + 1;
            ReadError { line: ends + 1, column, problem: Problem::NotUtf8 }
        })?;
        Ok(Self { text, at: 0, line: 1, line_start: 0 })
    }

    /// The error `problem` at the beginning of `field`.
    pub(super) fn error(&self, field: &Field<'_>, problem: Problem) -> ReadError {
        self.error_at(field.line, field.line_start, field.start, problem)
    }

    /// The error `problem` where reading has come to.
    pub(super) fn error_here(&self, problem: Problem) -> ReadError {
        self.error_at(self.line, self.line_start, self.at, problem)
    }

    fn error_at(&self, line: usize, line_start: usize, at: usize, problem: Problem) -> ReadError {
        let column = self.text.get(line_start..at).map_or(0, |before| before.chars().count()) + 1;
        ReadError { line, column, problem }
    }

    /// Puts the next record into `fields`; false at the end of the file.
    pub(super) fn record(&mut self, fields: &mut Vec<Field<'a>>) -> Result<bool, ReadError> {
        fields.clear();
        while self.end_of_line() {}
        if self.at == self.text.len() {
            return Ok(false);
        }
        loop {
            let (start, line, line_start) = (self.at, self.line, self.line_start);
            let text = if self.peek() == Some(b'"') { self.quoted()? } else { self.plain()? };
            fields.push(Field { text, start, line, line_start });
            if self.peek() != Some(b',') {
                self.end_of_line();
                return Ok(true);
            }
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over one end of line, if one is here.
    fn end_of_line(&mut self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        let length = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => return false,
        };
        self.at += length;
        self.line += 1;
        self.line_start = self.at;
        true
    }

    fn plain(&mut self) -> Result<Cow<'a, str>, ReadError> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r' | b'"')).unwrap_or(rest.len());
        self.at += length;
        if self.peek() == Some(b'"') {
            return Err(self.error_here(Problem::StrayQuote));
        }
        Ok(Cow::Borrowed(&self.text[start..self.at]))
    }

    fn quoted(&mut self) -> Result<Cow<'a, str>, ReadError> {
        let unclosed = self.error_here(Problem::UnclosedQuote);
        self.at += 1;
        let mut value = Cow::Borrowed("");
        let mut piece = self.at;
        loop {
            match self.peek() {
                None => return Err(unclosed),
                Some(b'"') => {
                    value += &self.text[piece..self.at];
                    self.at += 1;
                    match self.peek() {
                        Some(b'"') => piece = self.at,
                        None | Some(b',' | b'\n' | b'\r') => return Ok(value),
                        Some(_) => return Err(self.error_here(Problem::TextAfterQuote)),
                    }
                    self.at += 1;
                }
                Some(b'\n' | b'\r') => {
                    self.end_of_line();
                }
                Some(_) => self.at += 1,
            }
        }
    }
}

/// A field as it is written: quoted where it must be.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<Vec<String>>, ReadError> {
        let mut reader = Reader::new(text.as_bytes())?;
        let (mut fields, mut records) = (Vec::new(), Vec::new());
        while reader.record(&mut fields)? {
            records.push(fields.iter().map(|f| f.text.to_string()).collect());
        }
        Ok(records)
    }

    fn refused(text: &str) -> (usize, usize, Problem) {
        let error = all(text).expect_err("refused");
        (error.line, error.column, error.problem)
    }

    #[test]
    fn quotes_hold_commas_lines_and_quotes() {
        let records = all("\u{feff}a,\"b, \"\"c\"\"\r\nd\"\r\n\r\n,").expect("sound");
        assert_eq!(records, [vec!["a", "b, \"c\"\r\nd"], vec!["", ""]]);
    }

    #[test]
    fn faults_are_told_by_line_and_column() {
        assert_eq!(refused("a,b\nç,\"d"), (2, 3, Problem::UnclosedQuote));
        assert_eq!(refused("a\r\n\"b\nc\"d"), (3, 3, Problem::TextAfterQuote));
        assert_eq!(refused("a\rçb\"c"), (2, 3, Problem::StrayQuote));
        let error = Reader::new(b"a\r\n\xc3\xa7,\xff").err().expect("refused");
        assert_eq!((error.line, error.column, error.problem), (2, 3, Problem::NotUtf8));
    }
}
