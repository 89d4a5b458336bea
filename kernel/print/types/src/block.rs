//! The blocks a document is made of, in reading order.

use serde::{Deserialize, Serialize};

/// A term and what is said of it: one question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    pub term: String,
    /// One line for each value.
    pub values: Vec<String>,
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 1. 2. 3.: their order matters, or somebody will quote them.
    #[default]
    Number,
    Bullet,
}

/// One block of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A line break in the text is kept.
    Paragraph {
        text: String,
    },
    /// `level` 1 or 2 below the title; anything else is read as the nearest.
    Heading {
        level: u8,
        text: String,
    },
    /// Questions and answers.
    Definitions {
        items: Vec<Definition>,
    },
    /// A table with a header row. `numeric` lists the columns, from 0, that are set to the right.
    Table {
        caption: String,
        header: Vec<String>,
        rows: Vec<Vec<String>>,
        #[serde(default)]
        numeric: Vec<usize>,
    },
    List {
        mark: Mark,
        items: Vec<String>,
    },
    /// A framed notice that must not be missed: means and time of appeal, a date to keep.
    Notice {
        title: String,
        paragraphs: Vec<String>,
    },
    /// Who signs, in what capacity, and under what power.
    Signature {
        name: String,
        quality: String,
        note: Option<String>,
    },
    /// The seal: what proves the document, and its fingerprint in groups of four.
    Seal {
        title: String,
        text: String,
        fingerprint: String,
    },
    /// A question of a paper form, with `lines` empty lines to write on.
    Blank {
        label: String,
        hint: Option<String>,
        lines: u8,
    },
    /// A question of a paper form, with a box to tick before each option.
    Ticks {
        label: String,
        hint: Option<String>,
        options: Vec<String>,
    },
}

impl Block {
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into() }
    }

    /// A heading right below the title.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading { level: 1, text: text.into() }
    }

    /// Questions and answers, one value each.
    pub fn definitions<T: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (T, V)>) -> Self {
        let items = pairs
            .into_iter()
            .map(|(term, value)| Definition { term: term.into(), values: vec![value.into()] })
            .collect();
        Self::Definitions { items }
    }
}
