//! Where the options of a choice come from: written in the field, in a data source, in cards, or on a service.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::django::template::{self, Piece};
use super::ids;
use super::package::Ctx;
use super::scope::Options;
use super::xml::Node;
use crate::import::codes::{Code, Reason};
use crate::model::{List, Opt};
use crate::{Id, Text};

/// Stands for the commune's own slug in identifiers of options.
pub(super) const COMMUNE: &str = "commune";

/// Options, and what had to be said of them.
type Found = (Rc<Options>, Vec<Reason>);

/// The lists of one form.
#[derive(Default)]
pub(super) struct Lists {
    /// A workflow holds no lists: its choices hold their options themselves.
    inline: bool,
    by_slug: RefCell<BTreeMap<String, Found>>,
    cells: RefCell<BTreeMap<Id, Vec<BTreeMap<String, String>>>>,
}

struct Rows {
    options: Vec<(String, String)>,
    cells: Vec<BTreeMap<String, String>>,
    templated: bool,
}

impl Lists {
    /// Lists of a workflow.
    pub(super) fn inline() -> Self {
        Self { inline: true, ..Self::default() }
    }

    /// The options of a field of type `item` or `items`.
    pub(super) fn of_field(
        &self,
        ctx: &Ctx<'_, '_>,
        field: &Node<'_>,
        name: &str,
        aliases: &BTreeMap<String, Rc<Options>>,
    ) -> Found {
        let inline: Vec<String> = field
            .child("items")
            .map(|items| items.children("item").iter().map(|item| item.own_text().to_owned()).collect())
            .unwrap_or_default();
        if let Some(source) = field.child("data_source") {
            let kind = source.text("type").unwrap_or_default();
            let value = source.text("value").unwrap_or_default();
            if !kind.is_empty() && kind != "none" {
                return self.of_source(ctx, &kind, &value, name, aliases);
            }
        }
        let rows: Vec<(String, String)> =
            inline.into_iter().filter(|text| !text.is_empty()).map(|text| (text.clone(), text)).collect();
        if rows.is_empty() {
            return (self.open(name), vec![Reason::new(Code::NoOptions, name)]);
        }
        (Rc::new(Options { closed: true, rows, ..Options::default() }), Vec::new())
    }

    fn of_source(
        &self,
        ctx: &Ctx<'_, '_>,
        kind: &str,
        value: &str,
        name: &str,
        aliases: &BTreeMap<String, Rc<Options>>,
    ) -> Found {
        match kind {
            "jsonvalue" => self.of_json(ctx, value, name, aliases),
            "json" | "geojson" | "jsonp" | "wcs:users" => {
                (self.open(name), vec![Reason::new(Code::ListToFill, value)])
            }
            "formula" | "python" => (self.open(name), vec![Reason::new(Code::PythonExpressionList, value)]),
            slug => self.of_slug(ctx, slug),
        }
    }

    fn of_json(
        &self,
        ctx: &Ctx<'_, '_>,
        value: &str,
        name: &str,
        aliases: &BTreeMap<String, Rc<Options>>,
    ) -> Found {
        if let Some(rows) = json_rows(value) {
            return closed(rows);
        }
        if let Some(found) = self.union(ctx, value, aliases) {
            return found;
        }
        let Some(handed) = super::text::list_name(value) else {
            return (self.open(name), vec![Reason::new(Code::ListToFill, value)]);
        };
        if let Some(options) = aliases.get(&handed) {
            return (Rc::clone(options), vec![Reason::new(Code::ListFiltered, handed)]);
        }
        let (options, mut reasons) = self.of_slug(ctx, &handed);
        reasons.insert(0, Reason::new(Code::ListFiltered, handed));
        (options, reasons)
    }

    /// All the lists between which a template chooses.
    fn union(
        &self,
        ctx: &Ctx<'_, '_>,
        value: &str,
        aliases: &BTreeMap<String, Rc<Options>>,
    ) -> Option<Found> {
        let mut rows: Vec<(String, String)> = Vec::new();
        let mut open = template::read(value);
        let tagged = open.iter().any(|piece| matches!(piece, Piece::If(_)));
        open.reverse();
        while let Some(piece) = open.pop() {
            let found = match piece {
                Piece::Text(text) => json_rows(&text).map(|found| found.options).unwrap_or_default(),
                Piece::If(branches) => {
                    open.extend(branches.into_iter().rev().flat_map(|(_, inner)| inner.into_iter().rev()));
                    Vec::new()
                }
                Piece::Value(operand) => {
                    let handed = super::text::list_name(&format!("{{{{ {operand} }}}}"))?;
                    let known = aliases.get(&handed).cloned();
                    let options = known.unwrap_or_else(|| self.of_slug(ctx, &handed).0);
                    if !options.closed {
                        return None;
                    }
                    options.rows.clone()
                }
                _ => Vec::new(),
            };
            for row in found {
                if !rows.iter().any(|(id, _)| *id == row.0) {
                    rows.push(row);
                }
            }
        }
        if rows.is_empty() || !tagged {
            return None;
        }
        let options = Options { closed: true, rows, ..Options::default() };
        Some((Rc::new(options), vec![Reason::new(Code::ListUnion, "")]))
    }

    /// The options of a named data source of the package.
    pub(super) fn of_slug(&self, ctx: &Ctx<'_, '_>, slug: &str) -> Found {
        if let Some(known) = self.by_slug.borrow().get(slug) {
            return known.clone();
        }
        let value = ctx.get("datasource", slug).and_then(|root| {
            let source = root.child("data_source")?;
            (source.text("type")? == "jsonvalue").then(|| source.text("value"))?
        });
        let found = match value.as_deref().and_then(json_rows) {
            Some(rows) if rows.templated || self.inline => closed(rows),
            Some(rows) => {
                let list = ids::slug(slug, "liste");
                self.cells.borrow_mut().insert(list.clone(), rows.cells);
                let options =
                    Options { list: Some(list), closed: true, rows: rows.options, ..Options::default() };
                (Rc::new(options), Vec::new())
            }
            None => (self.open(slug), vec![Reason::new(Code::ListToFill, slug)]),
        };
        self.by_slug.borrow_mut().insert(slug.to_owned(), found.clone());
        found
    }

    fn open(&self, name: &str) -> Rc<Options> {
        let list = ids::slug(name, "liste");
        if let Some((known, _)) = self.by_slug.borrow().get(name) {
            return Rc::clone(known);
        }
        let list = (!self.inline).then_some(list);
        let options = Rc::new(Options { list, closed: false, ..Options::default() });
        self.by_slug.borrow_mut().insert(name.to_owned(), (Rc::clone(&options), Vec::new()));
        options
    }

    /// A choice's list, or its own options where no list of the form holds them.
    pub(super) fn choices(options: &Options) -> (Option<Id>, Vec<Opt>) {
        let own = |(id, label): &(String, String)| Opt {
            id: id.clone(),
            label: Text(label.clone()),
            help: Text::default(),
            when: None,
        };
        match &options.list {
            Some(list) => (Some(list.clone()), Vec::new()),
            None => (None, options.rows.iter().map(own).collect()),
        }
    }

    /// The lists that a form needs, each once, with the columns that something reads.
    pub(super) fn build<'o>(&self, used: impl Iterator<Item = &'o Rc<Options>>) -> Vec<List> {
        let mut lists: BTreeMap<Id, List> = BTreeMap::new();
        let mut columns: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        let used: Vec<_> = used.filter_map(|options| Some((options.list.clone()?, options))).collect();
        for (id, options) in &used {
            columns.entry(id.clone()).or_default().extend(options.columns.borrow().iter().cloned());
        }
        let cells = self.cells.borrow();
        for (id, options) in used {
            let more: Vec<Id> = columns[&id].iter().cloned().collect();
            let name = |text: &str| ids::slug(text, "c");
            let cell = |row: usize, column: &Id| {
                let known = cells.get(&id).and_then(|cells| cells.get(row))?;
                known.iter().find(|(key, _)| ids::slug(key, "c") == *column).map(|(_, value)| value.clone())
            };
            let rows = options.rows.iter().enumerate().map(|(row, (key, label))| {
                let own = [key.clone(), label.clone()];
                own.into_iter().chain(more.iter().map(|c| cell(row, c).unwrap_or_default())).collect()
            });
            let list = List {
                id: id.clone(),
                columns: [name("id"), name("label")].into_iter().chain(more.iter().cloned()).collect(),
                rows: rows.collect(),
                register: (!options.closed).then(|| id.as_str().to_owned()),
            };
            lists.entry(id).or_insert(list);
        }
        lists.into_values().collect()
    }
}

fn closed(rows: Rows) -> Found {
    let reasons = if rows.templated { vec![Reason::new(Code::SiteText, "")] } else { Vec::new() };
    (Rc::new(Options { closed: true, rows: rows.options, ..Options::default() }), reasons)
}

/// Rows of `[{"id": …, "text": …, …}]`, or none when the text is not that.
fn json_rows(text: &str) -> Option<Rows> {
    let Value::Array(items) = serde_json::from_str(text.trim()).ok()? else { return None };
    let mut found = Rows { options: Vec::new(), cells: Vec::new(), templated: text.contains("{{") };
    let mut seen = BTreeSet::new();
    for item in items {
        let Value::Object(map) = item else { return None };
        let scalar = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let cells: BTreeMap<String, String> =
            map.iter().map(|(key, value)| (key.clone(), scalar(value))).collect();
        let label = cells.get("text").or_else(|| cells.get("label")).or_else(|| cells.get("id"))?.clone();
        let id = cells.get("id").cloned().unwrap_or_else(|| label.clone());
        let (id, label) = (fill(&id, COMMUNE), label_text(&label));
        if !id.trim().is_empty() && seen.insert(id.clone()) {
            found.options.push((id, label));
            found.cells.push(cells);
        }
    }
    (!found.options.is_empty()).then_some(found)
}

/// `pas_{{ commune_slug }}` with the stand-in for the commune's slug.
fn fill(text: &str, stand_in: &str) -> String {
    let pieces = template::read(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => text,
        _ => stand_in.to_owned(),
    });
    pieces.collect()
}

fn label_text(text: &str) -> String {
    let pieces = template::read(text).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.replace('{', "{{"),
        _ => "{authority.name}".to_owned(),
    });
    pieces.collect()
}
