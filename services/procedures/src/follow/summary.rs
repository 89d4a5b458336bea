//! A file's answers in the order of its pages: for check pages, threads, receipts and agents.

use beffroi_forms::check::State;
use beffroi_forms::model::Kind;
use beffroi_forms::value::{Path, Value};
use beffroi_web::Ctx;
use serde_json::{Value as Json, json};

use crate::words;

/// Visible questions of a page in order, rows of blocks one after the other.
pub(crate) fn fields(state: &State<'_>, page: usize) -> Vec<Path> {
    let form = state.form();
    let mut paths = Vec::new();
    for node in form.nodes() {
        if node.page != Some(page) || node.block.is_some() {
            continue;
        }
        let path = Path::new(node.item.id.clone());
        match &node.item.kind {
            Kind::Block { .. } if state.is_visible(&path) => rows(state, node, &mut paths),
            kind if kind.is_input() && state.is_visible(&path) => paths.push(path),
            Kind::Computed { shown: true, .. } if state.value(&path).is_some() => paths.push(path),
            _ => {}
        }
    }
    paths
}

/// The questions of every row; a row that is not there shows none of its questions.
fn rows(state: &State<'_>, block: &beffroi_forms::compiled::Node, paths: &mut Vec<Path>) {
    let Kind::Block { rows: [_, most], .. } = &block.item.kind else { return };
    for row in 0..*most as usize {
        let before = paths.len();
        for child in &block.children {
            let item = &state.form().nodes()[*child].item;
            let path = Path::in_row(block.item.id.clone(), row, item.id.clone());
            if item.kind.is_input() && state.is_visible(&path) {
                paths.push(path);
            }
        }
        if paths.len() == before {
            return;
        }
    }
}

/// A part of a file: a page's title, and its questions with their answers.
pub(crate) struct Part {
    pub title: String,
    pub lines: Vec<Line>,
}

/// A question and its answer in words; files with their identifiers, for download.
pub(crate) struct Line {
    pub label: String,
    pub answer: String,
    pub files: Vec<(String, String)>,
}

/// The answered questions, page by page.
pub(crate) fn parts(ctx: &Ctx, state: &State<'_>) -> Vec<Part> {
    let pages = &state.form().form().pages;
    let part = |at: usize| Part { title: state.text(&pages[at].title, None), lines: lines(ctx, state, at) };
    state.visible_pages().map(part).filter(|part| !part.lines.is_empty()).collect()
}

/// Questions that an agent can name, with their labels: a row's stands for its whole block.
pub(crate) fn nameable(state: &State<'_>) -> Vec<(String, String)> {
    let mut named: Vec<(String, String)> = Vec::new();
    for path in state.visible_pages().flat_map(|page| fields(state, page)) {
        let (field, label) = match &path.row {
            Some((block, _)) => {
                let label = state.form().node(block).map(|node| state.text(&node.item.label, None));
                (block.to_string(), label.unwrap_or_default())
            }
            None => (path.field.to_string(), words::label(state, &path)),
        };
        if named.iter().all(|(known, _)| *known != field) {
            named.push((field, label));
        }
    }
    named
}

/// The answers to some questions only, page by page.
pub(crate) fn shared(ctx: &Ctx, state: &State<'_>, named: &[String]) -> Vec<Part> {
    let pages = &state.form().form().pages;
    let is_named = |path: &Path| {
        path.to_string().split('.').next().is_some_and(|first| named.iter().any(|of| of == first))
    };
    let part = |at: usize| {
        let paths = fields(state, at).into_iter().filter(is_named).collect();
        Part { title: state.text(&pages[at].title, None), lines: answered(ctx, state, paths) }
    };
    state.visible_pages().map(part).filter(|part| !part.lines.is_empty()).collect()
}

fn lines(ctx: &Ctx, state: &State<'_>, page: usize) -> Vec<Line> {
    answered(ctx, state, fields(state, page))
}

fn answered(ctx: &Ctx, state: &State<'_>, paths: Vec<Path>) -> Vec<Line> {
    paths
        .into_iter()
        .filter_map(|path| {
            let value = state.value(&path)?;
            let files = match value {
                Value::Files(files) => {
                    files.iter().map(|file| (file.id.clone(), file.name.clone())).collect()
                }
                _ => Vec::new(),
            };
            Some(Line {
                label: words::label(state, &path),
                answer: if files.is_empty() {
                    words::answer(ctx, state, &path, value)
                } else {
                    String::new()
                },
                files,
            })
        })
        .collect()
}

/// The answers as a signed record holds them: question and answer in words, with the field's name.
pub(crate) fn record(ctx: &Ctx, state: &State<'_>) -> Json {
    let answered = state.visible_pages().flat_map(|page| fields(state, page)).filter_map(|path| {
        let value = state.value(&path)?;
        Some(json!({ "field": path.to_string(), "question": words::label(state, &path), "answer": words::answer(ctx, state, &path, value) }))
    });
    Json::Array(answered.collect())
}
