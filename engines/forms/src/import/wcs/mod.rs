//! Importer of w.c.s. (Publik) exports: forms, workflows, blocks, cards, data sources, mail models, categories.
//!
//! Both generations of the XML are read. Every element of a file is converted, approximated or refused, and has its
//! line in the report ([`crate::import::report`]); conditions are Django's `{% if %}` ([`django`]).
//!
//! ```
//! use beffroi_forms::import::report::Lang;
//! use beffroi_forms::import::wcs::{Input, import};
//! let xml = br#"<formdef><name>Abattage</name><url_name>abattage</url_name><fields>
//!   <field><id>1</id><type>string</type><label>Nom</label><varname>nom</varname></field>
//! </fields></formdef>"#;
//! let done = import(&[Input::new("abattage.wcs", xml)], Lang::Fr);
//! assert!(done.report.files[0].whole());
//! assert_eq!(done.forms[0].1.pages[0].items[0].id, "nom");
//! ```

mod action;
mod compare;
mod condition;
mod decl;
pub mod django;
mod effects;
mod field;
mod filters;
mod form;
mod html;
mod ids;
mod kinds;
mod lists;
mod others;
mod package;
mod params;
mod scope;
mod settings;
mod text;
mod value;
mod workflow;
mod xml;

pub mod probe;

use package::{Ctx, Library};
use xml::{Node, Seen};

pub use xml::{MAX_BYTES, MAX_DEPTH, MAX_NODES, XmlError};

use super::codes::{Code, Reason};
use super::report::{FileKind, FileReport, Lang, Line, Report, Subject};
use crate::model::{Flow, Form};

/// A file to import.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name, for the report.
    pub name: String,
    /// The package in which its slugs are looked up.
    pub package: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Only there so that other files find it: no draft, no report.
    pub context: bool,
}

impl Input {
    /// A file of the nameless package.
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), package: String::new(), bytes: bytes.to_vec(), context: false }
    }
}

/// What an import gives.
#[derive(Debug, Default)]
pub struct Import {
    /// What became of every element.
    pub report: Report,
    /// Draft forms, with the name of their file.
    pub forms: Vec<(String, Form)>,
    /// Draft workflows, with the name of their file: for each form whose workflow was found, a copy that bears the
    /// form's name and reads that form's fields only ([`Form::flow`] names it); for each workflow file, the whole.
    pub flows: Vec<(String, Flow)>,
}

/// Imports files together: blocks, data sources, workflows and mail models are found in the package of the file that
/// names them. Never fails as a whole: a file that cannot be read has its reason in the report.
pub fn import(inputs: &[Input], lang: Lang) -> Import {
    let texts: Vec<Result<&str, XmlError>> = inputs.iter().map(|input| xml::decode(&input.bytes)).collect();
    let documents: Vec<Result<roxmltree::Document<'_>, XmlError>> =
        texts.into_iter().map(|text| text.and_then(xml::parse)).collect();
    let seen: Vec<Option<Seen>> =
        documents.iter().map(|document| document.as_ref().ok().map(Seen::new)).collect();
    let roots: Vec<Option<Node<'_>>> = documents
        .iter()
        .zip(&seen)
        .map(|(document, seen)| Some(Node::root(document.as_ref().ok()?, seen.as_ref()?)))
        .collect();
    let mut library = Library::default();
    for (input, root) in inputs.iter().zip(&roots) {
        if let Some(root) = root {
            library.add(&input.package, *root);
        }
    }
    let mut done = Import::default();
    for ((input, root), document) in inputs.iter().zip(&roots).zip(&documents) {
        if input.context {
            continue;
        }
        let report = match (root, document) {
            (Some(root), _) => one(&library, input, root, lang, &mut done),
            (None, Err(error)) => unreadable(&input.name, &error.to_string()),
            (None, Ok(_)) => unreadable(&input.name, "no root element"),
        };
        done.report.files.push(report);
    }
    done
}

/// Name of the root element of an export (`formdef`, `workflow` …), or why the file cannot be read.
pub fn root(bytes: &[u8]) -> Result<String, XmlError> {
    let text = xml::decode(bytes)?;
    Ok(xml::parse(text)?.root_element().tag_name().name().to_owned())
}

fn unreadable(file: &str, detail: &str) -> FileReport {
    let line = Line {
        path: "/".to_owned(),
        subject: Subject::Setting,
        source: file.to_owned(),
        result: String::new(),
        reasons: vec![Reason::new(Code::Unreadable, detail)],
    };
    FileReport { file: file.to_owned(), kind: FileKind::Unreadable, lines: vec![line] }
}

/// A draft that its own reader refuses (conditions nested beyond reason) is no draft.
fn readable(form: Option<&Form>, flow: Option<&Flow>) -> Result<(), String> {
    let form = form.map(|form| Form::from_json(&form.to_json())).transpose();
    let flow = flow.map(|flow| Flow::from_json(&flow.to_json())).transpose();
    form.map(drop).and(flow.map(drop)).map_err(|error| error.to_string())
}

fn one<'d>(
    library: &Library<'d>,
    input: &Input,
    root: &Node<'d>,
    lang: Lang,
    done: &mut Import,
) -> FileReport {
    let ctx = Ctx::new(library, &input.package, lang);
    let kind = match root.name() {
        "formdef" => {
            let (form, flow) = form::convert(&ctx, root);
            if let Err(error) = readable(Some(&form), flow.as_ref()) {
                return unreadable(&input.name, &error);
            }
            done.forms.push((input.name.clone(), form));
            done.flows.extend(flow.map(|flow| (input.name.clone(), flow)));
            FileKind::Form
        }
        "carddef" => {
            let form = others::card(&ctx, root);
            if let Err(error) = readable(Some(&form), None) {
                return unreadable(&input.name, &error);
            }
            done.forms.push((input.name.clone(), form));
            FileKind::Card
        }
        "workflow" => {
            let flow = workflow::convert(&ctx, root);
            if let Err(error) = readable(None, Some(&flow)) {
                return unreadable(&input.name, &error);
            }
            done.flows.push((input.name.clone(), flow));
            FileKind::Workflow
        }
        "block" => others::block(&ctx, root),
        "datasource" => others::data_source(&ctx, root),
        "mail-template" => others::mail_template(&ctx, root),
        "category" => others::category(&ctx, root),
        other => return unreadable(&input.name, &format!("<{other}>")),
    };
    FileReport { file: input.name.clone(), kind, lines: ctx.take_lines() }
}
