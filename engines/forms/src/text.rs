//! Texts an author writes, with `{name}` where an answer is to stand.
//!
//! `{id}` is an answer as displayed, `{id.column}` a column of the chosen row or a part of a composite
//! answer; `{param.x}`, `{authority.x}` and `{sys.x}` read the parameters, the authority and the file
//! (`{sys.reference}`). `{{` stands for a brace. Any other brace is plain text: no text is invalid.

use serde::{Deserialize, Serialize};

use crate::Id;

/// A text with places for answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub String);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Plain(&'a str),
    /// `{name}` or `{name.column}`.
    Place {
        name: Id,
        column: Option<Id>,
    },
}

impl Text {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pieces, in order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        let mut rest = self.0.as_str();
        while let Some(open) = rest.find('{') {
            let (before, at) = rest.split_at(open);
            let (part, used) = place(at);
            if !before.is_empty() {
                parts.push(Part::Plain(before));
            }
            parts.push(part);
            rest = &at[used..];
        }
        if !rest.is_empty() {
            parts.push(Part::Plain(rest));
        }
        parts
    }

    /// The text with each place replaced by what `value` gives for it.
    pub fn fill(&self, mut value: impl FnMut(&Id, Option<&Id>) -> String) -> String {
        self.parts()
            .into_iter()
            .map(|part| match part {
                Part::Plain(text) => text.to_owned(),
                Part::Place { name, column } => value(&name, column.as_ref()),
            })
            .collect()
    }

    /// The text with each place written anew; everything else stays as the author typed it.
    pub(crate) fn rewrite(&self, mut place_text: impl FnMut(&Id, Option<&Id>) -> String) -> String {
        let mut written = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some(open) = rest.find('{') {
            let (before, at) = rest.split_at(open);
            let (part, used) = place(at);
            written.push_str(before);
            match part {
                Part::Plain(_) => written.push_str(&at[..used]),
                Part::Place { name, column } => written.push_str(&place_text(&name, column.as_ref())),
            }
            rest = &at[used..];
        }
        written.push_str(rest);
        written
    }
}

/// The part that starts with the brace at the head of `at`, and its length in bytes.
fn place(at: &str) -> (Part<'_>, usize) {
    if at.starts_with("{{") {
        return (Part::Plain(&at[..1]), 2);
    }
    let inside = at[1..].split_once('}').map(|(inside, _)| inside);
    let parsed = inside.and_then(|inside| match inside.split_once('.') {
        None => Some((Id::new(inside).ok()?, None)),
        Some((name, column)) => Some((Id::new(name).ok()?, Some(Id::new(column).ok()?))),
    });
    match (parsed, inside) {
        (Some((name, column)), Some(inside)) => (Part::Place { name, column }, inside.len() + 2),
        _ => (Part::Plain(&at[..1]), 1),
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_name_in_braces_and_other_braces_are_plain() {
        let text = Text::from("Bonjour {nom}, {adr.postcode} {{x} { y } {");
        let filled = text.fill(|name, column| format!("<{name}{}>", column.map_or("", |c| c.as_str())));
        assert_eq!(filled, "Bonjour <nom>, <adrpostcode> {x} { y } {");
    }
}
