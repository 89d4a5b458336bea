//! Checks of a form: its pages, items, lists and what publication asks for.

use std::collections::HashSet;

use super::names::{Index, computed_type};
use super::walk::{self, Findings, Spot};
use super::{Finding, Rule};
use crate::Id;
use crate::cond::Term;
use crate::cond::types::Type;
use crate::model::{ChannelKind, Document, Flow, Form, Item, Kind, List};

pub(super) fn lint(form: &Form, flow: Option<&Flow>, names: &Index, found: &mut Findings) {
    publication(form, found);
    lists(form, found);
    duplicates(form.params.iter().map(|param| &param.id), "params", found);
    duplicates(form.pages.iter().map(|page| &page.id), "pages", found);
    let mut walker = Walker { form, names, found, seen: HashSet::new(), at: 0 };
    for (n, page) in form.pages.iter().enumerate() {
        let place = format!("pages[{n}]");
        let spot = Spot { before: walker.at, block: None };
        if let Some(when) = &page.when {
            let constant = walk::cond(when, &format!("{place}.when"), spot, names, walker.found);
            if constant == Some(false) {
                walker.found.add(&place, Rule::UnreachablePage, &[]);
            }
        }
        walk::text(&page.title, &format!("{place}.title"), names, walker.found);
        walker.items(&page.items, &format!("{place}.items"), None);
        let spot = Spot { before: walker.at, block: None };
        for (n, rule) in page.require.iter().enumerate() {
            let place = format!("{place}.require[{n}]");
            walk::cond(&rule.cond, &format!("{place}.cond"), spot, names, walker.found);
            walk::text(&rule.otherwise, &format!("{place}.else"), names, walker.found);
            if let Some(when) = &rule.when {
                walk::cond(when, &format!("{place}.when"), spot, names, walker.found);
            }
        }
    }
    for (place, items) in flow.into_iter().flat_map(crate::compiled::flow_items) {
        walker.items(items, &place, None);
    }
    easy(form, names, found);
    walk::text(&form.meta.digest, "meta.digest", names, found);
    walk::text(&form.meta.confirmation, "meta.confirmation", names, found);
    documents(&form.documents, "documents", names, found);
}

/// Texts in easy language name what exists.
fn easy(form: &Form, names: &Index, found: &mut Findings) {
    for (id, text) in &form.easy.items {
        let place = format!("easy.items.{id}");
        if !names.fields.contains_key(id) {
            found.add(&place, Rule::UnknownName, &[("name", id)]);
        }
        walk::text(&text.label, &format!("{place}.label"), names, found);
        walk::text(&text.help, &format!("{place}.help"), names, found);
    }
    for (id, text) in &form.easy.pages {
        let place = format!("easy.pages.{id}");
        if !form.pages.iter().any(|page| page.id == *id) {
            found.add(&place, Rule::UnknownName, &[("name", id)]);
        }
        walk::text(&text.label, &format!("{place}.label"), names, found);
    }
    walk::text(&form.easy.confirmation, "easy.confirmation", names, found);
}

fn publication(form: &Form, found: &mut Findings) {
    if form.pages.is_empty() {
        found.add("pages", Rule::NoPage, &[]);
    }
    if form.meta.title.trim().is_empty() {
        found.add("meta.title", Rule::NoTitle, &[]);
    }
    if form.laws.is_empty() {
        found.add("laws", Rule::NoLaw, &[]);
    }
    for (kind, name) in
        [(ChannelKind::Counter, "counter"), (ChannelKind::Phone, "phone"), (ChannelKind::Post, "post")]
    {
        if !form.channels.iter().any(|channel| channel.kind == kind && !channel.at.trim().is_empty()) {
            found.add("channels", Rule::NoChannel, &[("channel", name)]);
        }
    }
}

fn lists(form: &Form, found: &mut Findings) {
    duplicates(form.lists.iter().map(|list| &list.id), "lists", found);
    for (n, list) in form.lists.iter().enumerate() {
        if !sound(list) {
            found.add(&format!("lists[{n}]"), Rule::BadList, &[("name", &list.id)]);
        }
    }
}

fn sound(list: &List) -> bool {
    let column = |name: &str| list.columns.iter().position(|column| *column == name);
    let (Some(id), Some(_)) = (column("id"), column("label")) else { return false };
    let mut ids = HashSet::new();
    list.rows.iter().all(|row| row.len() == list.columns.len() && ids.insert(&row[id]))
}

pub(super) fn duplicates<'a>(ids: impl Iterator<Item = &'a Id>, place: &str, found: &mut Findings) {
    let mut seen = HashSet::new();
    for (n, id) in ids.enumerate() {
        if !seen.insert(id) {
            found.add(&format!("{place}[{n}]"), Rule::DuplicateName, &[("name", id)]);
        }
    }
}

pub(super) fn documents(documents: &[Document], place: &str, names: &Index, found: &mut Findings) {
    duplicates(documents.iter().map(|document| &document.id), place, found);
    for (n, document) in documents.iter().enumerate() {
        walk::text(&document.title, &format!("{place}[{n}].title"), names, found);
        for (m, paragraph) in document.paragraphs.iter().enumerate() {
            let place = format!("{place}[{n}].paragraphs[{m}]");
            walk::text(&paragraph.text, &format!("{place}.text"), names, found);
            if let Some(when) = &paragraph.when {
                walk::cond(when, &format!("{place}.when"), Spot::ANYWHERE, names, found);
            }
        }
    }
}

struct Walker<'a> {
    form: &'a Form,
    names: &'a Index,
    found: &'a mut Findings,
    seen: HashSet<Id>,
    /// Items met so far: the place of the next one in the order of the document.
    at: usize,
}

impl Walker<'_> {
    fn items(&mut self, items: &[Item], place: &str, block: Option<&Id>) {
        for (n, item) in items.iter().enumerate() {
            self.item(item, &format!("{place}[{n}]"), block);
        }
    }

    fn item(&mut self, item: &Item, place: &str, block: Option<&Id>) {
        let spot = Spot { before: self.at, block };
        self.at += 1;
        if !self.seen.insert(item.id.clone()) {
            self.found.add(&format!("{place}.id"), Rule::DuplicateName, &[("name", &item.id)]);
        }
        if let Some(when) = &item.when {
            walk::cond(when, &format!("{place}.when"), spot, self.names, self.found);
        }
        walk::text(&item.label, &format!("{place}.label"), self.names, self.found);
        walk::text(&item.help, &format!("{place}.help"), self.names, self.found);
        if let Some(default) = &item.default {
            walk::term(default, None, &format!("{place}.default"), spot, self.names, self.found);
        }
        if item.kind.is_input() {
            self.input(item, place);
        }
        self.kind(&item.kind, place, spot);
        if matches!(item.kind, Kind::Block { .. }) && block.is_some() {
            self.found.add(place, Rule::NestedBlock, &[]);
        }
        let around = if matches!(item.kind, Kind::Block { .. }) { block.or(Some(&item.id)) } else { block };
        self.items(item.kind.children(), &format!("{place}.items"), around);
    }

    /// What every input needs.
    fn input(&mut self, item: &Item, place: &str) {
        if item.label.is_empty() {
            self.found.add(place, Rule::NoLabel, &[("name", &item.id)]);
        }
        if matches!(item.kind, Kind::Block { .. }) {
            return;
        }
        if item.purpose.is_none() && self.form.meta.purpose.is_none() {
            self.found.add(place, Rule::NoPurpose, &[("name", &item.id)]);
        }
        if item.retention.is_none() && self.form.meta.retention.is_none() {
            self.found.add(place, Rule::NoRetention, &[("name", &item.id)]);
        }
        let held = matches!(item.kind, Kind::NationalNumber { .. } | Kind::PersonName {} | Kind::Address {});
        if held && item.source.is_empty() {
            self.found.add(place, Rule::RegisterHolds, &[("name", &item.id)]);
        }
    }

    fn kind(&mut self, kind: &Kind, place: &str, spot: Spot) {
        let expected = match kind {
            Kind::Integer { .. } | Kind::Decimal { .. } => Type::Number,
            Kind::Time { .. } => Type::Time,
            Kind::Datetime { .. } => Type::Moment,
            _ => Type::Date,
        };
        match kind {
            Kind::Text { pattern: Some(pattern), pattern_else, .. } => {
                walk::text(pattern_else, &format!("{place}.pattern_else"), self.names, self.found);
                if regex::Regex::new(pattern).is_err() || crate::compiled::whole(pattern).is_err() {
                    self.found.add(&format!("{place}.pattern"), Rule::BadPattern, &[("pattern", pattern)]);
                }
            }
            Kind::Integer { min, max, .. }
            | Kind::Decimal { min, max, .. }
            | Kind::Date { min, max }
            | Kind::Time { min, max }
            | Kind::Datetime { min, max }
            | Kind::Period { min, max } => {
                self.bound(min.as_ref(), &expected, &format!("{place}.min"), spot);
                self.bound(max.as_ref(), &expected, &format!("{place}.max"), spot);
            }
            Kind::Computed { value_type, value, .. } => {
                let expected = computed_type(*value_type);
                walk::term(value, Some(&expected), &format!("{place}.value"), spot, self.names, self.found);
            }
            Kind::Block { rows: [least, most], .. } if least > most || *most == 0 => {
                self.found.add(&format!("{place}.rows"), Rule::BadBounds, &[]);
            }
            Kind::Choices { min: Some(min), max: Some(max), .. } if min > max => {
                self.found.add(place, Rule::BadBounds, &[]);
            }
            _ => {}
        }
        self.options(kind, place, spot);
    }

    fn bound(&mut self, term: Option<&Term>, expected: &Type, place: &str, spot: Spot) {
        use crate::cond::Literal;
        use crate::value::words;
        let Some(term) = term else { return };
        walk::term(term, Some(expected), place, spot, self.names, self.found);
        let good = match (term, expected) {
            (Term::Literal(Literal::Text(text)), Type::Number) => words::exact(text).is_some(),
            (Term::Literal(Literal::Text(text)), Type::Time) => words::iso_time(text).is_some(),
            (Term::Literal(Literal::Text(text)), Type::Moment) => words::iso_datetime(text).is_some(),
            (Term::Literal(Literal::Text(text)), _) => text == "today" || words::iso_date(text).is_some(),
            (Term::Literal(literal), expected) => {
                matches!((literal, expected), (Literal::Integer(_), Type::Number))
            }
            _ => true,
        };
        if let (false, Term::Literal(literal)) = (good, term) {
            let literal = crate::cond::Val::from(literal).to_text();
            self.found.add(place, Rule::BadLiteral, &[("literal", &literal), ("type", walk::name(expected))]);
        }
    }

    fn options(&mut self, kind: &Kind, place: &str, spot: Spot) {
        let Some((list, own)) = crate::compiled::options_of(kind) else { return };
        if let Some(list) = list
            && !self.names.lists.contains_key(list)
        {
            self.found.add(&format!("{place}.list"), Rule::UnknownName, &[("name", list)]);
        }
        if list.is_none() && own.is_empty() {
            self.found.add(place, Rule::NoOptions, &[]);
        }
        let mut seen = HashSet::new();
        for (n, option) in own.iter().enumerate() {
            let place = format!("{place}.options[{n}]");
            if !seen.insert(&option.id) {
                self.found.add(&place, Rule::DuplicateName, &[("name", &option.id)]);
            }
            walk::text(&option.label, &format!("{place}.label"), self.names, self.found);
            if let Some(when) = &option.when {
                walk::cond(when, &format!("{place}.when"), spot, self.names, self.found);
            }
        }
        if let Kind::LinkedChoice { list, parent, column } = kind {
            let reads = Term::Field(parent.clone());
            walk::term(&reads, None, &format!("{place}.parent"), spot, self.names, self.found);
            if self.names.lists.get(list).is_some_and(|list| !list.columns.contains(column)) {
                self.found.add(&format!("{place}.column"), Rule::UnknownName, &[("name", column)]);
            }
        }
    }
}

/// Computed fields, parameters and lists that nothing reads.
pub(super) fn unread(form: &Form, flow: Option<&Flow>, found: &mut Findings) {
    let everything = serde_json::to_string(form).unwrap_or_default()
        + &flow.and_then(|flow| serde_json::to_string(flow).ok()).unwrap_or_default();
    let mentioned = |needles: [String; 3]| needles.iter().any(|needle| everything.contains(needle));
    let mut unread: Vec<Finding> = Vec::new();
    let mut report = |place: String, id: &Id| {
        unread.push(Finding { place, rule: Rule::NothingReads, args: vec![("name", id.to_string())] });
    };
    for (n, param) in form.params.iter().enumerate() {
        let id = &param.id;
        if !mentioned([
            format!(r#"{{"param":"{id}"}}"#),
            format!("{{param.{id}}}"),
            format!(r#""param":"{id}""#),
        ]) {
            report(format!("params[{n}]"), id);
        }
    }
    for (n, list) in form.lists.iter().enumerate() {
        let needle = format!(r#""list":"{}""#, list.id);
        if !mentioned([needle.clone(), needle.clone(), needle]) {
            report(format!("lists[{n}]"), &list.id);
        }
    }
    for (n, page) in form.pages.iter().enumerate() {
        for (m, item) in page.items.iter().enumerate() {
            let id = &item.id;
            let silent = matches!(item.kind, Kind::Computed { shown: false, .. });
            if silent
                && !mentioned([
                    format!(r#"{{"field":"{id}"}}"#),
                    format!("{{{id}}}"),
                    format!(r#"{{"col":["{id}","#),
                ])
            {
                report(format!("pages[{n}].items[{m}]"), id);
            }
        }
    }
    found.all.extend(unread);
}
