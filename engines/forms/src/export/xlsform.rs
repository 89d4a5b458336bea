//! XLSForm (xlsform.org): the form as a workbook that ODK, Kobo and Enketo understand.
//!
//! A page is a group shown as one list of fields, a block a repeat whose count is asked, a rule of a page a
//! required note shown when the rule is broken. What `XForms` cannot say is listed with its place; workflow,
//! sources and retention are not part of an XLSForm at all.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use super::xpath;
use crate::Text;
use crate::compiled::{Compiled, options_of};
use crate::cond::{Cond, Literal, Term};
use crate::model::{Audience, Kind};

/// A workbook, and what it does not say.
#[derive(Clone, Debug)]
pub struct Export {
    /// The bytes of the `.xlsx`.
    pub xlsx: Vec<u8>,
    /// Names of items or pages, and the key that could not be said (`when`, `value` …).
    pub lost: Vec<(String, &'static str)>,
}

const SURVEY: [&str; 12] = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "appearance",
    "repeat_count",
    "choice_filter",
];

/// A row of the survey sheet, by column.
#[derive(Clone, Debug, Default)]
struct Row([String; 12]);

impl Row {
    fn new(kind: &str, name: &str, label: &str) -> Self {
        Self::default().set("type", kind).set("name", name).set("label", label)
    }

    fn set(mut self, column: &str, value: impl Into<String>) -> Self {
        if let Some(at) = SURVEY.iter().position(|name| *name == column) {
            self.0[at] = value.into();
        }
        self
    }
}

/// Writes the workbook.
///
/// # Errors
/// When a text is longer than a cell of a workbook may be.
pub fn export(form: &Compiled) -> Result<Export, XlsxError> {
    let mut writer = Writer { form, rows: Vec::new(), lost: Vec::new() };
    for (number, page) in form.form().pages.iter().enumerate() {
        writer.page(number, page);
    }
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey")?;
    let header: Vec<String> = SURVEY.iter().map(|&name| name.to_owned()).collect();
    write(sheet, std::iter::once(header.as_slice()).chain(writer.rows.iter().map(|row| row.0.as_slice())))?;
    choices(form, workbook.add_worksheet().set_name("choices")?)?;
    let meta = &form.form();
    let title = if meta.meta.title.is_empty() { meta.procedure.to_string() } else { plain(&meta.meta.title) };
    let settings = [
        ["form_title", "form_id", "version"].map(str::to_owned),
        [title, meta.procedure.to_string(), meta.revision.to_string()],
    ];
    write(workbook.add_worksheet().set_name("settings")?, settings.iter().map(<[String; 3]>::as_slice))?;
    Ok(Export { xlsx: workbook.save_to_buffer()?, lost: writer.lost })
}

fn write<'a>(sheet: &mut Worksheet, rows: impl Iterator<Item = &'a [String]>) -> Result<(), XlsxError> {
    for (r, row) in (0_u32..).zip(rows) {
        for (c, cell) in (0_u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(r, c, cell)?;
        }
    }
    Ok(())
}

/// A text in which nothing is a reference.
fn plain(text: &str) -> String {
    text.replace("${", "$ {")
}

struct Writer<'a> {
    form: &'a Compiled,
    rows: Vec<Row>,
    lost: Vec<(String, &'static str)>,
}

impl Writer<'_> {
    fn page(&mut self, number: usize, page: &crate::model::Page) {
        let label = self.text(&page.title, &page.id);
        let name = format!("page_{}", page.id);
        let relevant = self.when(page.when.as_ref(), &page.id);
        let group =
            Row::new("begin_group", &name, &label).set("appearance", "field-list").set("relevant", relevant);
        self.rows.push(group);
        let before = self.rows.len();
        for at in self.form.page_nodes(number) {
            self.item(*at);
        }
        for (n, rule) in page.require.iter().enumerate() {
            let cond = match &rule.when {
                Some(when) => Cond::Any(vec![Cond::Not(Box::new(when.clone())), rule.cond.clone()]),
                None => rule.cond.clone(),
            };
            let broken = self.when(Some(&Cond::Not(Box::new(cond))), &page.id);
            if !broken.is_empty() {
                let label = self.text(&rule.otherwise, &page.id);
                let note = Row::new("note", &format!("{name}_rule_{n}"), &label);
                self.rows.push(note.set("required", "yes").set("relevant", broken));
            }
        }
        self.close("end_group", before);
    }

    /// Closes a group, or forgets it if nothing is inside.
    fn close(&mut self, end: &str, before: usize) {
        if self.rows.len() == before {
            self.rows.pop();
        } else {
            self.rows.push(Row::new(end, "", ""));
        }
    }

    fn when(&mut self, when: Option<&Cond>, name: &str) -> String {
        let Some(when) = when else { return String::new() };
        xpath::cond(when, self.form).unwrap_or_else(|| {
            self.lost.push((name.to_owned(), "when"));
            String::new()
        })
    }

    fn text(&mut self, text: &Text, name: &str) -> String {
        let mut filled = String::new();
        for part in text.parts() {
            match part {
                crate::Part::Plain(text) => filled += &plain(text),
                crate::Part::Place { name: field, column } => {
                    let term = match column {
                        None => Term::Field(field),
                        Some(column) => Term::Col(field, column),
                    };
                    // A label takes references to questions only.
                    match xpath::term(&term, self.form).filter(|said| said.starts_with("${")) {
                        Some(said) => filled += &said,
                        None => self.lost.push((name.to_owned(), "label")),
                    }
                }
            }
        }
        if filled.trim().is_empty() { name.to_owned() } else { filled }
    }

    fn item(&mut self, at: usize) {
        let form = self.form;
        let item = &form.nodes()[at].item;
        if item.audience == Audience::Agent {
            self.lost.push((item.id.to_string(), "audience"));
            return;
        }
        let label = self.text(&item.label, &item.id);
        let relevant = self.when(item.when.as_ref(), &item.id);
        let hint = if item.help.is_empty() { String::new() } else { self.text(&item.help, &item.id) };
        let row = Row::new("text", &item.id, &label).set("relevant", relevant).set("hint", hint);
        let row = if item.required { row.set("required", "yes") } else { row };
        match &item.kind {
            Kind::Section { .. } => self.group(at, row.set("type", "begin_group").set("required", "")),
            Kind::Block { rows, .. } => self.block(at, row.set("required", ""), *rows),
            Kind::Period { .. } => self.parts(&row, "date", &["from", "to"]),
            Kind::PersonName {} => self.parts(&row, "text", crate::value::NAME_PARTS),
            Kind::Address {} => {
                let parts = crate::value::ADDRESS_PARTS;
                self.parts(&row, "text", &parts[..parts.len() - 1]);
            }
            Kind::Computed { value, .. } => {
                if let Some(said) = xpath::term(value, form) {
                    self.rows.push(row.set("type", "calculate").set("calculation", said).set("label", ""));
                } else {
                    self.lost.push((item.id.to_string(), "value"));
                    let empty = row.set("type", "calculate").set("calculation", "''").set("label", "");
                    self.rows.push(empty);
                }
            }
            kind => {
                let row = self.question(kind, row);
                self.rows.push(row);
            }
        }
    }

    fn question(&mut self, kind: &Kind, row: Row) -> Row {
        let name = row.0[1].clone();
        let list = || list_of(kind, &name);
        let typed = |row: Row, kind: &str| row.set("type", kind);
        match kind {
            Kind::LongText { .. } => row.set("appearance", "multiline"),
            Kind::Text { max_len, pattern, .. } => {
                let len = max_len.map(|max| format!("string-length(.) <= {max}"));
                let rule = pattern.as_ref().and_then(|p| xpath::quoted(&format!("^({p})$")));
                let rule = rule.map(|rule| format!("regex(., {rule})"));
                let both: Vec<String> = len.into_iter().chain(rule).collect();
                row.set("constraint", both.join(" and "))
            }
            Kind::Integer { min, max, .. } => self.bounded(typed(row, "integer"), min.as_ref(), max.as_ref()),
            Kind::Decimal { min, max, .. } => self.bounded(typed(row, "decimal"), min.as_ref(), max.as_ref()),
            Kind::Date { min, max } => self.bounded(typed(row, "date"), min.as_ref(), max.as_ref()),
            Kind::Time { .. } => typed(row, "time"),
            Kind::Datetime { .. } => typed(row, "dateTime"),
            Kind::YesNo {} => typed(row, &format!("select_one {YES_NO}")),
            Kind::Checkbox {} => typed(row, "acknowledge"),
            Kind::Choice { .. } => typed(row, &format!("select_one {}", list())),
            Kind::Choices { .. } => typed(row, &format!("select_multiple {}", list())),
            Kind::LinkedChoice { parent, column, .. } => typed(row, &format!("select_one {}", list()))
                .set("choice_filter", format!("{column} = ${{{parent}}}")),
            Kind::File { .. } => typed(row, "file"),
            Kind::Map { .. } => typed(row, "geopoint"),
            Kind::Paragraph {} | Kind::Heading { .. } => typed(row, "note"),
            _ => row,
        }
    }

    fn bounded(&mut self, row: Row, min: Option<&Term>, max: Option<&Term>) -> Row {
        let mut rules = Vec::new();
        for (op, bound) in [(">=", min), ("<=", max)] {
            let Some(bound) = bound else { continue };
            let said = match bound {
                Term::Literal(Literal::Text(text)) if text == "today" => Some("today()".to_owned()),
                Term::Literal(Literal::Text(text)) if row.0[0] == "date" => Some(format!("date('{text}')")),
                Term::Literal(Literal::Text(number)) => Some(number.clone()),
                bound => xpath::term(bound, self.form),
            };
            match said {
                Some(said) => rules.push(format!(". {op} {said}")),
                None => self.lost.push((row.0[1].clone(), "bounds")),
            }
        }
        row.set("constraint", rules.join(" and "))
    }

    fn group(&mut self, at: usize, begin: Row) {
        self.rows.push(begin);
        let before = self.rows.len();
        for child in &self.form.nodes()[at].children {
            self.item(*child);
        }
        self.close("end_group", before);
    }

    fn block(&mut self, at: usize, row: Row, [least, most]: [u32; 2]) {
        let name = row.0[1].clone();
        let count =
            row.clone().set("type", "integer").set("name", format!("{name}__count")).set("required", "yes");
        self.rows.push(count.set("constraint", format!(". >= {least} and . <= {most}")));
        self.rows.push(
            row.set("type", "begin_repeat")
                .set("repeat_count", format!("${{{name}__count}}"))
                .set("hint", ""),
        );
        let before = self.rows.len();
        for child in &self.form.nodes()[at].children {
            self.item(*child);
        }
        if self.rows.len() == before {
            self.rows.truncate(before - 2);
        } else {
            self.rows.push(Row::new("end_repeat", "", ""));
        }
    }

    fn parts(&mut self, row: &Row, kind: &str, parts: &[&str]) {
        let (name, label) = (row.0[1].clone(), row.0[2].clone());
        for part in parts {
            let optional = matches!(*part, "number" | "box" | "country");
            let part_row = row.clone().set("type", kind).set("name", format!("{name}__{part}"));
            let part_row = part_row.set("label", format!("{label} ({part})"));
            self.rows.push(if optional { part_row.set("required", "") } else { part_row });
        }
    }
}

const YES_NO: &str = "yes_no__";

/// The list of a choice: of the form, or its own.
fn list_of(kind: &Kind, name: &str) -> String {
    match options_of(kind) {
        Some((Some(list), _)) => list.to_string(),
        _ => format!("{name}__options"),
    }
}

fn choices(form: &Compiled, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let mut header: Vec<String> = ["list_name", "name", "label"].map(str::to_owned).to_vec();
    for column in form.form().lists.iter().flat_map(|list| &list.columns) {
        if !matches!(column.as_str(), "id" | "label" | "name")
            && !header.iter().any(|name| *column == name.as_str())
        {
            header.push(column.to_string());
        }
    }
    let mut rows: Vec<Vec<String>> = vec![header.clone()];
    let mut add = |list: &str, id: &str, label: &str| {
        let label = if label.trim().is_empty() { id } else { label };
        rows.push(vec![list.to_owned(), xpath::option_name(id), plain(label)]);
    };
    add(YES_NO, "yes", "Oui");
    add(YES_NO, "no", "Non");
    for node in form.nodes() {
        if let Some((None, own)) = options_of(&node.item.kind) {
            let list = list_of(&node.item.kind, &node.item.id);
            for option in own {
                add(&list, &option.id, option.label.as_str());
            }
        }
    }
    for list in &form.form().lists {
        let at = |name: &str| list.columns.iter().position(|column| *column == name);
        if list.rows.is_empty() {
            // A list needs an option; an open one is filled where the form is used.
            rows.push(vec![list.id.to_string(), "none".to_owned(), "—".to_owned()]);
        }
        for cells in &list.rows {
            let cell = |name: &str| at(name).and_then(|at| cells.get(at)).cloned().unwrap_or_default();
            let label = if cell("label").is_empty() { cell("id") } else { cell("label") };
            let mut row = vec![list.id.to_string(), xpath::option_name(&cell("id")), plain(&label)];
            row.extend(header[3..].iter().map(|name| cell(name)));
            rows.push(row);
        }
    }
    write(sheet, rows.iter().map(Vec::as_slice))
}
