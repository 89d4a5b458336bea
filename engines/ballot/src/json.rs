//! The protocol's JSON: one text per value, so that one hash names one record.
//!
//! Fields stand in a fixed order, there are no spaces, absent fields are left out, and a string has one spelling
//! (`\" \\ \b \f \n \r \t`, other control characters and DEL as `\u00xx`, all else raw). The reader walks along
//! that spelling and refuses the first byte that differs: a record that it accepts is canonical, without being
//! written again to compare.

use crate::group::{Ciphertext, Group};
use crate::proof::Proof;
use crate::record::weight::Weight;

/// Why a record could not be read, with the place in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not the canonical JSON of this record.
    #[error("byte {at}: expected {expected}")]
    Syntax {
        /// Offset in the record.
        at: usize,
        /// What the canonical form has there.
        expected: &'static str,
    },
    /// A scalar that is not the canonical decimal text of a number below q.
    #[error("byte {at}: not a canonical scalar below the group's order")]
    Scalar {
        /// Offset in the record.
        at: usize,
    },
    /// A text that is not the canonical form of an element.
    #[error("byte {at}: not the canonical text of a group element")]
    Element {
        /// Offset in the record.
        at: usize,
    },
}

/// The deepest nesting that a free-form value may have.
const DEPTH: usize = 32;

/// A cursor on a canonical JSON text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte; the text must be UTF-8.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|e| ReadError::Syntax { at: e.valid_up_to(), expected: "UTF-8 text" })?;
        Ok(Self { text, at: 0 })
    }

    /// The offset of the next byte.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// An error at the current place.
    pub(crate) fn fail<T>(&self, expected: &'static str) -> Result<T, ReadError> {
        Err(ReadError::Syntax { at: self.at, expected })
    }

    /// Exactly this text.
    pub(crate) fn lit(&mut self, expected: &'static str) -> Result<(), ReadError> {
        if self.try_lit(expected) { Ok(()) } else { self.fail(expected) }
    }

    /// This text, if it stands here.
    pub(crate) fn try_lit(&mut self, text: &'static str) -> bool {
        let here = self.rest().starts_with(text);
        if here {
            self.at += text.len();
        }
        here
    }

    /// Whether this text stands here, without passing it.
    pub(crate) fn looks_at(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// The end of the record.
    pub(crate) fn end(&self) -> Result<(), ReadError> {
        if self.at == self.text.len() { Ok(()) } else { self.fail("the end of the record") }
    }

    /// `item` after `item`, between brackets.
    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        self.lit("[")?;
        let mut items = Vec::new();
        if self.try_lit("]") {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.try_lit("]") {
                return Ok(items);
            }
            self.lit(",")?;
        }
    }

    /// A field's value, if its name (with the comma and the colon) stands here.
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        value: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        if self.try_lit(name) { value(self).map(Some) } else { Ok(None) }
    }

    /// A string without escapes, borrowed: what identifiers, hashes and numbers are.
    pub(crate) fn plain_string(&mut self) -> Result<&'a str, ReadError> {
        self.lit("\"")?;
        let rest = self.rest();
        let length = rest.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20 || b == 0x7f);
        let Some(length) = length.filter(|length| rest.as_bytes()[*length] == b'"') else {
            return self.fail("a string without escapes");
        };
        self.at += length + 1;
        Ok(&rest[..length])
    }

    /// A string in its one spelling.
    pub(crate) fn string(&mut self) -> Result<String, ReadError> {
        self.lit("\"")?;
        let mut value = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else { return self.fail("a closing quote") };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(value);
                }
                '\\' => value.push(self.escape()?),
                c if is_control(c) => return self.fail("an escaped control character"),
                c => {
                    self.at += c.len_utf8();
                    value.push(c);
                }
            }
        }
    }

    /// One escape, in the only spelling that the writer would choose.
    fn escape(&mut self) -> Result<char, ReadError> {
        for (spelling, c) in ESCAPES {
            if self.try_lit(spelling) {
                return Ok(*c);
            }
        }
        let code = self.rest().get(2..6).filter(|_| self.rest().starts_with("\\u00"));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let canonical = c.filter(|c| {
            let mut spelling = String::new();
            push_char(*c, &mut spelling);
            self.rest().starts_with(&spelling) && spelling.len() == 6
        });
        match canonical {
            Some(c) => {
                self.at += 6;
                Ok(c)
            }
            None => self.fail("a canonical escape"),
        }
    }

    /// A natural number, as a JSON number without leading zero.
    pub(crate) fn integer(&mut self) -> Result<u64, ReadError> {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let digits = &rest[..length];
        let canonical = digits == "0" || !digits.starts_with('0');
        match digits.parse().ok().filter(|_| canonical && length <= 19) {
            Some(value) => {
                self.at += length;
                Ok(value)
            }
            None => self.fail("a natural number"),
        }
    }

    /// A natural number below 2^32, as counts and indices are.
    pub(crate) fn small(&mut self) -> Result<u32, ReadError> {
        let start = self.at;
        let value = self.integer()?;
        u32::try_from(value).map_err(|_| ReadError::Syntax { at: start, expected: "a number below 2^32" })
    }

    /// A weight or a count of weights: a number up to 1 073 741 823, a string of digits above.
    pub(crate) fn weight(&mut self) -> Result<Weight, ReadError> {
        let at = self.at;
        let expected = "a number up to 1073741823, or a string above";
        if !self.looks_at("\"") {
            let value = self.integer()?;
            return if value <= LARGEST_NUMBER {
                Ok(value.into())
            } else {
                Err(ReadError::Syntax { at, expected })
            };
        }
        let value = Weight::from_text(self.plain_string()?).filter(|value| *value > LARGEST_NUMBER.into());
        value.ok_or(ReadError::Syntax { at, expected })
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, ReadError> {
        if self.try_lit("true") {
            Ok(true)
        } else {
            self.lit("false").map(|()| false).or_else(|_| self.fail("true or false"))
        }
    }

    /// Any canonical value (what counting rules may add to a question), as its text.
    pub(crate) fn any(&mut self) -> Result<&'a str, ReadError> {
        let start = self.at;
        self.skip(0)?;
        Ok(&self.text[start..self.at])
    }

    fn skip(&mut self, depth: usize) -> Result<(), ReadError> {
        if depth == DEPTH {
            return self.fail("no deeper nesting");
        }
        match self.rest().bytes().next() {
            Some(b'[') => self.list(|r| r.skip(depth + 1)).map(|_| ()),
            Some(b'{') => {
                self.at += 1;
                if self.try_lit("}") {
                    return Ok(());
                }
                loop {
                    self.string()?;
                    self.lit(":")?;
                    self.skip(depth + 1)?;
                    if self.try_lit("}") {
                        return Ok(());
                    }
                    self.lit(",")?;
                }
            }
            Some(b'"') => self.string().map(|_| ()),
            Some(b't' | b'f') => self.boolean().map(|_| ()),
            Some(b'n') => self.lit("null"),
            Some(b'-') => {
                self.at += 1;
                if self.integer()? == 0 { self.fail("a canonical number") } else { Ok(()) }
            }
            _ => self.integer().map(|_| ()),
        }
    }

    /// A scalar: a string of decimal digits.
    pub(crate) fn scalar<G: Group>(&mut self, group: &G) -> Result<G::Scalar, ReadError> {
        let at = self.at;
        let text = self.plain_string()?;
        group.read_scalar(text).map_err(|_| ReadError::Scalar { at })
    }

    /// A group element.
    pub(crate) fn element<G: Group>(&mut self, group: &G) -> Result<G::Element, ReadError> {
        let at = self.at;
        let text = self.plain_string()?;
        group.read_element(text).map_err(|_| ReadError::Element { at })
    }

    /// `{"challenge":…,"response":…}`.
    pub(crate) fn proof<G: Group>(&mut self, group: &G) -> Result<Proof<G>, ReadError> {
        self.lit("{\"challenge\":")?;
        let challenge = self.scalar(group)?;
        self.lit(",\"response\":")?;
        let response = self.scalar(group)?;
        self.lit("}")?;
        Ok(Proof { challenge, response })
    }

    /// `{"alpha":…,"beta":…}`.
    pub(crate) fn ciphertext<G: Group>(&mut self, group: &G) -> Result<Ciphertext<G>, ReadError> {
        self.lit("{\"alpha\":")?;
        let alpha = self.element(group)?;
        self.lit(",\"beta\":")?;
        let beta = self.element(group)?;
        self.lit("}")?;
        Ok(Ciphertext { alpha, beta })
    }
}

/// Reads a whole record.
pub(crate) fn read<'a, T>(
    bytes: &'a [u8],
    record: impl FnOnce(&mut Reader<'a>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let mut reader = Reader::new(bytes)?;
    let value = record(&mut reader)?;
    reader.end().map(|()| value)
}

/// The largest weight written as a number.
const LARGEST_NUMBER: u64 = 1_073_741_823;

const ESCAPES: &[(&str, char)] = &[
    ("\\\"", '"'),
    ("\\\\", '\\'),
    ("\\b", '\u{8}'),
    ("\\f", '\u{c}'),
    ("\\n", '\n'),
    ("\\r", '\r'),
    ("\\t", '\t'),
];

fn is_control(c: char) -> bool {
    c < ' ' || c == '\u{7f}'
}

fn push_char(c: char, out: &mut String) {
    match ESCAPES.iter().find(|(_, escaped)| *escaped == c) {
        Some((spelling, _)) => out.push_str(spelling),
        None if is_control(c) => out.put(format_args!("\\u{:04x}", u32::from(c))),
        None => out.push(c),
    }
}

/// Writes a string in its one spelling.
pub(crate) fn push_string(value: &str, out: &mut String) {
    out.push('"');
    for c in value.chars() {
        push_char(c, out);
    }
    out.push('"');
}

/// Writes `"name":value` fields and lists into a text.
pub(crate) trait Write {
    /// Formatted text.
    fn put(&mut self, text: std::fmt::Arguments<'_>);
    /// `items`, each written by `item`, between brackets.
    fn push_list<T>(&mut self, items: &[T], item: impl FnMut(&mut Self, &T));
    /// `"` scalar `"`.
    fn push_scalar<G: Group>(&mut self, group: &G, scalar: &G::Scalar);
    /// `{"challenge":…,"response":…}`.
    fn push_proof<G: Group>(&mut self, group: &G, proof: &Proof<G>);
    /// `{"alpha":…,"beta":…}`.
    fn push_ciphertext<G: Group>(&mut self, group: &G, ciphertext: &Ciphertext<G>);
    /// A weight: a number, or a string when it is large.
    fn push_weight(&mut self, weight: Weight);
}

impl Write for String {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        std::fmt::Write::write_fmt(self, text).expect("writing to a string does not fail");
    }

    fn push_list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.push('[');
        for (i, value) in items.iter().enumerate() {
            if i > 0 {
                self.push(',');
            }
            item(self, value);
        }
        self.push(']');
    }

    fn push_scalar<G: Group>(&mut self, group: &G, scalar: &G::Scalar) {
        self.push('"');
        group.write_scalar(scalar, self);
        self.push('"');
    }

    fn push_proof<G: Group>(&mut self, group: &G, proof: &Proof<G>) {
        self.push_str("{\"challenge\":");
        self.push_scalar(group, &proof.challenge);
        self.push_str(",\"response\":");
        self.push_scalar(group, &proof.response);
        self.push('}');
    }

    fn push_ciphertext<G: Group>(&mut self, group: &G, ciphertext: &Ciphertext<G>) {
        let texts = group.texts(&[ciphertext.alpha, ciphertext.beta]);
        self.push_str("{\"alpha\":\"");
        self.push_str(&texts[0]);
        self.push_str("\",\"beta\":\"");
        self.push_str(&texts[1]);
        self.push_str("\"}");
    }

    fn push_weight(&mut self, weight: Weight) {
        if weight > LARGEST_NUMBER.into() {
            self.put(format_args!("\"{weight}\""));
        } else {
            self.push_str(&weight.to_string());
        }
    }
}

/// A list of strings in canonical JSON.
pub fn string_list(strings: &[String]) -> String {
    let mut out = String::new();
    out.push_list(strings, |out, string| push_string(string, out));
    out
}
