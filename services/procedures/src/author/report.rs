//! The report of an import as people read it: what was taken over, what differs and how, what was refused and why.

use serde::Deserialize;
use serde_json::Value as Json;

/// The stored report; [`beffroi_forms::import::report`] says its shape.
#[derive(Debug, Deserialize)]
struct Stored {
    files: Vec<File>,
}

#[derive(Debug, Deserialize)]
pub(super) struct File {
    #[serde(rename = "file")]
    pub name: String,
    pub kind: String,
    #[serde(default)]
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Line {
    pub path: String,
    pub verdict: String,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub result: String,
    #[serde(default)]
    pub why: String,
}

/// Which lines a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// What differs and what is refused.
    ToRead,
    Converted,
    Approximated,
    Refused,
    All,
}

impl Shown {
    pub(super) const ALL: &'static [Self] =
        &[Self::ToRead, Self::Refused, Self::Approximated, Self::Converted, Self::All];

    /// Value of `voir` in the address.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ToRead => "a-relire",
            Self::Converted => "repris",
            Self::Approximated => "approches",
            Self::Refused => "refuses",
            Self::All => "tout",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::ToRead => "procedures-author-show-to-read",
            Self::Converted => "procedures-author-show-converted",
            Self::Approximated => "procedures-author-show-approximated",
            Self::Refused => "procedures-author-show-refused",
            Self::All => "procedures-author-show-all",
        }
    }

    pub(super) fn read(text: Option<&str>) -> Self {
        Self::ALL.iter().copied().find(|one| Some(one.name()) == text).unwrap_or(Self::ToRead)
    }

    fn has(self, verdict: &str) -> bool {
        match self {
            Self::ToRead => verdict != "converted",
            Self::Converted => verdict == "converted",
            Self::Approximated => verdict == "approximated",
            Self::Refused => verdict == "refused",
            Self::All => true,
        }
    }
}

/// Files with the lines to show, and how many elements there are of each verdict in all.
pub(super) struct ReportView {
    pub files: Vec<File>,
    pub converted: usize,
    pub approximated: usize,
    pub refused: usize,
    pub shown: Shown,
}

impl ReportView {
    pub(super) fn new(report: &Json, shown: Shown) -> Option<Self> {
        let stored = Stored::deserialize(report).ok()?;
        let mut view = Self { files: Vec::new(), converted: 0, approximated: 0, refused: 0, shown };
        for mut file in stored.files {
            for line in &file.lines {
                match line.verdict.as_str() {
                    "converted" => view.converted += 1,
                    "approximated" => view.approximated += 1,
                    _ => view.refused += 1,
                }
            }
            file.lines.retain(|line| shown.has(&line.verdict));
            if !file.lines.is_empty() {
                view.files.push(file);
            }
        }
        Some(view)
    }

    /// How many lines a filter shows.
    pub(super) fn count(&self, shown: Shown) -> usize {
        match shown {
            Shown::ToRead => self.approximated + self.refused,
            Shown::Converted => self.converted,
            Shown::Approximated => self.approximated,
            Shown::Refused => self.refused,
            Shown::All => self.converted + self.approximated + self.refused,
        }
    }
}

impl File {
    pub(super) fn kind_key(&self) -> &'static str {
        match self.kind.as_str() {
            "form" => "procedures-author-kind-form",
            "workflow" => "procedures-author-kind-workflow",
            "block" => "procedures-author-kind-block",
            "card" => "procedures-author-kind-card",
            "data_source" => "procedures-author-kind-source",
            "mail_template" => "procedures-author-kind-mail",
            _ => "procedures-author-kind-other",
        }
    }
}

impl Line {
    /// Class of the sheet that marks the verdict.
    pub(super) fn class(&self) -> &'static str {
        match self.verdict.as_str() {
            "converted" => "converti",
            "approximated" => "approche",
            _ => "refuse",
        }
    }

    pub(super) fn key(&self) -> &'static str {
        match self.verdict.as_str() {
            "converted" => "procedures-author-verdict-converted",
            "approximated" => "procedures-author-verdict-approximated",
            _ => "procedures-author-verdict-refused",
        }
    }
}
