//! What became of every element of an imported form: converted, approximated or refused, with a reason.
//!
//! The shape of the JSON is the one asked of `beffroi form import --report`:
//! `{"files":[{"file","kind","whole","counts":{"fields":{"converted","approximated","refused"},…},"refused":[{"path","what","why"}]}]}`,
//! to which `lines` adds one line for each element of the source.

use serde::Serialize;

use super::codes::{Class, Reason};

/// Language of the reasons given in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

/// What became of one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The draft means the same as the source.
    Converted,
    /// The draft differs; the line says how.
    Approximated,
    /// The draft does without it; the line says why.
    Refused,
}

/// Which column of the counts an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A field or a page of a form, of a block, of a workflow's forms.
    Field,
    /// A condition, wherever it stands.
    Condition,
    /// A state of a workflow.
    State,
    /// An action that moves the file to another state.
    Transition,
    /// Any other action of a workflow.
    Action,
    /// A setting: in the lines, in no count.
    Setting,
}

/// One element of the source and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Place in the source: element names with positions where namesakes exist.
    pub path: String,
    /// Column of the counts.
    pub subject: Subject,
    /// The element, in its own words.
    pub source: String,
    /// What stands for it in the draft (an identifier, a condition), or nothing.
    pub result: String,
    /// Why; empty when there is nothing to say.
    pub reasons: Vec<Reason>,
}

impl Line {
    /// What became of the element: the heaviest of its reasons.
    pub fn verdict(&self) -> Verdict {
        self.class().verdict()
    }

    /// The heaviest of its reasons.
    pub fn class(&self) -> Class {
        self.reasons.iter().map(|reason| reason.code.class()).max().unwrap_or(Class::Exact)
    }

    /// Identifier of the heaviest reason.
    pub fn code(&self) -> &'static str {
        let class = self.class();
        let heaviest = self.reasons.iter().find(|reason| reason.code.class() == class);
        heaviest.map_or("converted", |reason| reason.code.id())
    }

    /// The reasons as sentences.
    pub fn why(&self, lang: Lang) -> String {
        let sentences: Vec<String> = self.reasons.iter().map(|reason| reason.text(lang)).collect();
        sentences.join(" ; ")
    }
}

/// How many elements of one kind were converted, approximated, refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Converted without loss.
    pub converted: usize,
    /// Converted with a difference that the report states.
    pub approximated: usize,
    /// Left out, with a reason.
    pub refused: usize,
}

impl Tally {
    /// All elements.
    pub fn total(self) -> usize {
        self.converted + self.approximated + self.refused
    }

    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Converted => self.converted += 1,
            Verdict::Approximated => self.approximated += 1,
            Verdict::Refused => self.refused += 1,
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.converted += other.converted;
        self.approximated += other.approximated;
        self.refused += other.refused;
    }
}

/// The counts of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Fields and pages.
    pub fields: Tally,
    /// Conditions.
    pub conditions: Tally,
    /// States of a workflow.
    pub states: Tally,
    /// Actions that move the file.
    pub transitions: Tally,
    /// Other actions.
    pub actions: Tally,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.fields += other.fields;
        self.conditions += other.conditions;
        self.states += other.states;
        self.transitions += other.transitions;
        self.actions += other.actions;
    }
}

/// What a file of the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A form.
    Form,
    /// A workflow.
    Workflow,
    /// A block of fields that forms share.
    Block,
    /// A model of cards: a register.
    Card,
    /// A source of choices.
    DataSource,
    /// A model of mail.
    MailTemplate,
    /// A heading of the catalogue.
    Category,
    /// Not readable, or of a kind unknown to the importer.
    Unreadable,
}

/// One imported file.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// Name of the file as it was given.
    pub file: String,
    /// What it is.
    pub kind: FileKind,
    /// One line for each element.
    pub lines: Vec<Line>,
}

impl FileReport {
    /// The counts, by kind of element.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            match line.subject {
                Subject::Field => counts.fields.add(line.verdict()),
                Subject::Condition => counts.conditions.add(line.verdict()),
                Subject::State => counts.states.add(line.verdict()),
                Subject::Transition => counts.transitions.add(line.verdict()),
                Subject::Action => counts.actions.add(line.verdict()),
                Subject::Setting => {}
            }
        }
        counts
    }

    /// Whether nothing was refused but what is explained as impossible.
    pub fn whole(&self) -> bool {
        self.kind != FileKind::Unreadable && !self.refused().any(|line| line.class() == Class::Unsupported)
    }

    /// The lines of what the draft does without.
    pub fn refused(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.verdict() == Verdict::Refused)
    }
}

/// The report of one import.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One entry for each file, in the order given.
    pub files: Vec<FileReport>,
}

#[derive(Serialize)]
struct JsonReport<'a> {
    files: Vec<JsonFile<'a>>,
}

#[derive(Serialize)]
struct JsonFile<'a> {
    file: &'a str,
    kind: FileKind,
    whole: bool,
    counts: Counts,
    refused: Vec<JsonRefusal<'a>>,
    lines: Vec<JsonLine<'a>>,
}

#[derive(Serialize)]
struct JsonRefusal<'a> {
    path: &'a str,
    what: &'a str,
    why: String,
    code: &'static str,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    path: &'a str,
    subject: Subject,
    verdict: Verdict,
    code: &'static str,
    source: &'a str,
    result: &'a str,
    why: String,
}

impl Report {
    /// The report as JSON text, reasons in `lang`.
    pub fn to_json(&self, lang: Lang) -> String {
        let files = self.files.iter().map(|file| JsonFile {
            file: &file.file,
            kind: file.kind,
            whole: file.whole(),
            counts: file.counts(),
            refused: file
                .refused()
                .map(|line| JsonRefusal {
                    path: &line.path,
                    what: &line.source,
                    why: line.why(lang),
                    code: line.code(),
                })
                .collect(),
            lines: file
                .lines
                .iter()
                .map(|line| JsonLine {
                    path: &line.path,
                    subject: line.subject,
                    verdict: line.verdict(),
                    code: line.code(),
                    source: &line.source,
                    result: &line.result,
                    why: line.why(lang),
                })
                .collect(),
        });
        serde_json::to_string_pretty(&JsonReport { files: files.collect() })
            .expect("a tree of strings and numbers is always valid JSON")
    }

    /// The counts of all files together.
    pub fn counts(&self) -> Counts {
        let mut all = Counts::default();
        for file in &self.files {
            all += file.counts();
        }
        all
    }
}
