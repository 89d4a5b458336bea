//! Files that an author sends, read into drafts: w.c.s. exports read together, forms and workflows of our own. Pure.

use beffroi_forms::import::report::{FileKind, FileReport, Lang, Report};
use beffroi_forms::import::wcs::{self, Input, XmlError};
use beffroi_forms::model::{Flow, Form, ReadError};
use serde_json::Value as Json;

use crate::sheet::Sheet;

/// A form that was found, with its workflow and what became of every element.
#[derive(Clone, Debug)]
pub struct Found {
    pub form: Form,
    pub flow: Option<Flow>,
    /// None for a form of our own: nothing was converted.
    pub report: Option<Json>,
}

/// A file that cannot be read, or the lack of a form in all of them (`file` is then empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub file: String,
    pub why: Why,
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("the file is empty")]
    Empty,
    /// Limit in mebibytes.
    #[error("the file is larger than {0} MiB")]
    TooLarge(usize),
    #[error("the text is not UTF-8")]
    NotUtf8,
    #[error("the declaration says {0}")]
    Encoding(String),
    #[error("a document type declaration")]
    Doctype,
    /// Deeper or longer than any export.
    #[error("nested or long beyond reason")]
    Bomb,
    /// Truncated or damaged; what the reader said.
    #[error("not whole: {0}")]
    Broken(String),
    /// The root element, or nothing.
    #[error("neither a form nor a part of one: {0}")]
    NotAForm(String),
    /// A form of our own with a mistake: its place, and what is wrong.
    #[error("{0}: {1}")]
    Mistake(String, String),
    #[error("no form among the files")]
    NoForm,
}

impl From<ReadError> for Why {
    fn from(error: ReadError) -> Self {
        Self::Mistake(error.path, error.what)
    }
}

impl From<XmlError> for Why {
    fn from(error: XmlError) -> Self {
        match error {
            XmlError::TooLarge { .. } => Self::TooLarge(wcs::MAX_BYTES / 1024 / 1024),
            XmlError::NotUtf8 { .. } => Self::NotUtf8,
            XmlError::Encoding { declared } => Self::Encoding(declared),
            XmlError::Doctype => Self::Doctype,
            XmlError::TooDeep | XmlError::TooManyNodes => Self::Bomb,
            broken @ XmlError::Malformed { .. } => Self::Broken(broken.to_string()),
        }
    }
}

/// Root elements of w.c.s. exports.
const ROOTS: [&str; 7] =
    ["formdef", "workflow", "block", "carddef", "datasource", "mail-template", "category"];

/// Reads files sent together. All or nothing: one file that cannot be read might be what another needs.
pub fn read<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Result<Vec<Found>, Vec<Unread>> {
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    let (mut exports, mut flows) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let read = match first_byte(bytes) {
            None => Err(Why::Empty),
            Some(b'{') => own(bytes).map(|(form, flow)| {
                found.extend(form.map(|form| Found { form, flow: None, report: None }));
                flows.extend(flow);
            }),
            Some(_) => export(bytes).map(|()| exports.push(Input::new(name, bytes))),
        };
        if let Err(why) = read {
            unread.push(Unread { file: name.to_owned(), why });
        }
    }
    for one in &mut found {
        let named = flows.iter().find(|flow| one.form.flow.as_ref() == Some(&flow.id));
        one.flow = named.or(flows.first().filter(|_| flows.len() == 1)).cloned();
    }
    if unread.is_empty() {
        converted(&exports, &mut found, &mut unread);
    }
    if unread.is_empty() && found.is_empty() {
        unread.push(Unread { file: String::new(), why: Why::NoForm });
    }
    if unread.is_empty() { Ok(found) } else { Err(unread) }
}

/// First byte that is neither white space nor a byte order mark.
fn first_byte(bytes: &[u8]) -> Option<u8> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Is this an export, and of a kind that the importer knows?
fn export(bytes: &[u8]) -> Result<(), Why> {
    if first_byte(bytes) != Some(b'<') {
        return Err(Why::NotAForm(String::new()));
    }
    let root = wcs::root(bytes)?;
    if ROOTS.contains(&root.as_str()) { Ok(()) } else { Err(Why::NotAForm(format!("<{root}>"))) }
}

/// A form of ours, a workflow of ours, or both in the document of a published revision.
fn own(bytes: &[u8]) -> Result<(Option<Form>, Option<Flow>), Why> {
    if bytes.len() > wcs::MAX_BYTES {
        return Err(Why::TooLarge(wcs::MAX_BYTES / 1024 / 1024));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Why::NotUtf8)?.trim_start_matches('\u{feff}');
    let json: Json = serde_json::from_str(text).map_err(|error| Why::Broken(error.to_string()))?;
    if json.get("beffroi_form").is_some() {
        return Ok((Some(Form::from_json(text)?), None));
    }
    if json.get("beffroi_flow").is_some() {
        return Ok((None, Some(Flow::from_json(text)?)));
    }
    let part = |name: &str| json.get(name).filter(|part| part.is_object()).map(Json::to_string);
    let form = part("form").ok_or_else(|| Why::NotAForm(String::new()))?;
    let flow = part("flow").map(|text| Flow::from_json(&text)).transpose()?;
    Ok((Some(Form::from_json(&form)?), flow))
}

fn converted(exports: &[Input], found: &mut Vec<Found>, unread: &mut Vec<Unread>) {
    if exports.is_empty() {
        return;
    }
    let done = wcs::import(exports, Lang::Fr);
    for (report, input) in done.report.files.iter().zip(exports) {
        if report.kind == FileKind::Unreadable {
            let why = report.lines.first().map(|line| line.why(Lang::Fr)).unwrap_or_default();
            unread.push(Unread { file: input.name.clone(), why: Why::Broken(why) });
        }
    }
    let is_form = |report: &&FileReport| report.kind == FileKind::Form;
    let shared: Vec<FileReport> =
        done.report.files.iter().filter(|report| !is_form(report)).cloned().collect();
    let reports = done.report.files.iter().filter(is_form);
    for report in reports {
        let Some((_, form)) = done.forms.iter().find(|(file, _)| *file == report.file) else { continue };
        let flow = done.flows.iter().map(|(_, flow)| flow).find(|flow| form.flow.as_ref() == Some(&flow.id));
        let files = std::iter::once(report.clone()).chain(shared.clone()).collect();
        let json = Report { files }.to_json(Lang::Fr);
        let report = serde_json::from_str(&json).ok();
        found.push(Found { form: form.clone(), flow: flow.cloned(), report });
    }
}

/// What the catalogue can already say of a form that comes in.
pub fn first_sheet(form: &Form) -> Sheet {
    let meta = &form.meta;
    let cost = meta.fees.iter().map(|fee| format!("{} €", fee.amount.replace('.', ","))).collect::<Vec<_>>();
    Sheet {
        title: if meta.title.is_empty() { form.procedure.to_string() } else { meta.title.clone() },
        summary: meta.description.clone(),
        cost: cost.join(" + "),
        delay_days: meta.announced_days.unwrap_or(0),
        keywords: meta.keywords.clone(),
        ..Sheet::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(name: &str, bytes: &[u8]) -> Why {
        read([(name, bytes)]).unwrap_err().remove(0).why
    }

    #[test]
    fn bad_files_say_what_is_wrong_with_them() {
        assert_eq!(why("a.wcs", b""), Why::Empty);
        assert_eq!(why("a.wcs", b" \n "), Why::Empty);
        assert!(matches!(why("a.wcs", b"<formdef><name>"), Why::Broken(_)));
        assert_eq!(why("a.wcs", b"<formdef><name>caf\xe9</name></formdef>"), Why::NotUtf8);
        assert_eq!(why("a.html", b"<html></html>"), Why::NotAForm("<html>".to_owned()));
        assert_eq!(why("a.pdf", b"%PDF-1.7"), Why::NotAForm(String::new()));
        assert_eq!(why("a.json", b"{\"x\":1}"), Why::NotAForm(String::new()));
        assert!(matches!(why("a.json", b"{\"beffroi_form\":1}"), Why::Mistake(..)));
        assert!(matches!(why("a.json", b"{\"beffroi_form\":1"), Why::Broken(_)));
        assert_eq!(why("a.xml", b"<!DOCTYPE x [<!ENTITY a \"b\">]><formdef/>"), Why::Doctype);
    }

    #[test]
    fn files_without_a_form_are_refused_as_such() {
        let block = b"<block><name>Personne</name><slug>personne</slug><fields/></block>";
        let unread = read([("b.wcs", &block[..])]).unwrap_err();
        assert_eq!(unread, [Unread { file: String::new(), why: Why::NoForm }]);
    }

    #[test]
    fn one_bad_file_keeps_the_others_from_being_half_read() {
        let form = b"<formdef><name>A</name><url_name>a</url_name><fields/></formdef>";
        assert_eq!(read([("a.wcs", &form[..])]).unwrap().len(), 1);
        assert_eq!(read([("a.wcs", &form[..]), ("b.wcs", b"<workflow>")]).unwrap_err().len(), 1);
    }
}
