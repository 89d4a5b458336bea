//! Slices, their texts as the Fluent parser reads them, and the keys that sources and templates name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// A text: all its forms (one a variant), and the values it takes.
#[derive(Default)]
pub(crate) struct Message {
    /// A value stands as `x` in them.
    pub texts: Vec<String>,
    pub values: BTreeSet<String>,
}

/// A folder with `locales/`: what its rooms share in `<lang>.ftl`, the texts of a room in `<lang>/<room>.ftl`.
pub(crate) struct Slice {
    pub name: String,
    pub dir: PathBuf,
    /// By language, then key.
    pub texts: BTreeMap<String, BTreeMap<String, Message>>,
    /// Keys that one language holds twice.
    pub twice: Vec<String>,
}

/// The workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files below a folder with one of these endings, in order of name.
pub(crate) fn files(dir: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ends));
        } else if path.extension().is_some_and(|end| ends.iter().any(|of| end == *of)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every slice of the workspace; a file that does not parse ends the test.
pub(crate) fn slices() -> &'static [Slice] {
    static SLICES: OnceLock<Vec<Slice>> = OnceLock::new();
    SLICES.get_or_init(|| {
        let folders =
            ["kernel", "services"].map(|of| fs::read_dir(root().join(of)).into_iter().flatten().flatten());
        let mut slices: Vec<Slice> = folders
            .into_iter()
            .flatten()
            .map(|entry| entry.path())
            .filter(|dir| dir.join("locales/fr.ftl").is_file())
            .map(slice)
            .collect();
        slices.sort_by(|one, other| one.name.cmp(&other.name));
        slices
    })
}

fn slice(dir: PathBuf) -> Slice {
    let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut texts = BTreeMap::new();
    let mut twice = Vec::new();
    for lang in ["fr", "nl", "de", "en"] {
        let mut sources = vec![dir.join(format!("locales/{lang}.ftl"))];
        sources.extend(files(&dir.join(format!("locales/{lang}")), &["ftl"]));
        let mut of_lang = BTreeMap::new();
        for path in sources {
            let source =
                fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for (key, message) in messages(&source, &path, &mut twice) {
                if of_lang.insert(key.clone(), message).is_some() {
                    twice.push(key);
                }
            }
        }
        texts.insert(lang.to_owned(), of_lang);
    }
    Slice { name, dir, texts, twice }
}

fn messages(source: &str, path: &Path, twice: &mut Vec<String>) -> BTreeMap<String, Message> {
    let resource = fluent_syntax::parser::parse(source)
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut messages = BTreeMap::new();
    for entry in &resource.body {
        if let Entry::Message(of) = entry {
            let mut message = Message::default();
            if let Some(pattern) = &of.value {
                message.texts = forms(pattern, &mut message.values);
            }
            if messages.insert(of.id.name.to_owned(), message).is_some() {
                twice.push(of.id.name.to_owned());
            }
        }
    }
    messages
}

/// All forms of a pattern: one a combination of variants.
fn forms(pattern: &Pattern<&str>, values: &mut BTreeSet<String>) -> Vec<String> {
    let mut forms_so_far = vec![String::new()];
    for element in &pattern.elements {
        let next: Vec<String> = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                vec![placed(inline, values)]
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                placed(selector, values);
                variants.iter().flat_map(|variant| forms(&variant.value, values)).collect()
            }
        };
        forms_so_far = forms_so_far
            .iter()
            .flat_map(|start| next.iter().map(move |end| format!("{start}{end}")))
            .collect();
    }
    forms_so_far
}

/// How a placeable reads here.
fn placed(inline: &InlineExpression<&str>, values: &mut BTreeSet<String>) -> String {
    match inline {
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
            (*value).to_owned()
        }
        InlineExpression::VariableReference { id } => {
            values.insert(id.name.to_owned());
            "x".to_owned()
        }
        _ => "x".to_owned(),
    }
}

/// Keys as string literals, with the file that names them. The start of a key that is made at run time ends with `-`.
pub(crate) fn literals(slices: &[Slice]) -> BTreeSet<(String, String)> {
    let starts: BTreeSet<&str> = slices
        .iter()
        .flat_map(|slice| slice.texts["fr"].keys())
        .filter_map(|key| key.split('-').next())
        .collect();
    let mut folders: Vec<PathBuf> = slices.iter().map(|slice| slice.dir.clone()).collect();
    folders.push(root().join("app"));
    let sources = folders.iter().flat_map(|dir| {
        ["src", "templates"].into_iter().flat_map(|of| files(&dir.join(of), &["rs", "html"]))
    });
    let mut found = BTreeSet::new();
    for path in sources {
        let text = fs::read_to_string(&path).expect("a listed file is readable");
        let place = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        for rest in text.split('"').skip(1) {
            let end =
                rest.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'));
            let (key, after) = rest.split_at(end.unwrap_or(rest.len()));
            let whole =
                after.is_empty() && !key.ends_with('-') || after.starts_with('{') && key.ends_with('-');
            if whole && key.split_once('-').is_some_and(|(start, _)| starts.contains(start)) {
                found.insert((key.to_owned(), place.clone()));
            }
        }
    }
    found
}
