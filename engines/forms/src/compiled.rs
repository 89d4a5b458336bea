//! A form made ready to answer pages: its items in one indexed row, patterns compiled, lists indexed.

use std::collections::HashMap;
use std::sync::Arc;

use regex::Regex;

use crate::Id;
use crate::cond::Literal;
use crate::model::{Act, Action, Flow, Form, Item, Kind, List, Opt};

/// An item, with its place. Children of sections and blocks are nodes of their own.
#[derive(Debug)]
pub struct Node {
    /// The item, without its children.
    pub item: Item,
    /// Index of its page; `None` for fields of the workflow.
    pub page: Option<usize>,
    /// Section or block around it.
    pub parent: Option<usize>,
    /// Block around it.
    pub block: Option<usize>,
    /// Nodes inside it.
    pub children: Vec<usize>,
    pub(crate) pattern: Option<Regex>,
}

/// A form, compiled once and shared between requests.
#[derive(Debug)]
pub struct Compiled {
    form: Arc<Form>,
    nodes: Vec<Node>,
    by_id: HashMap<Id, usize>,
    /// Top nodes of each page.
    pages: Vec<Vec<usize>>,
    /// Top nodes of the workflow: back-office fields, questions of steps and transitions.
    flow_nodes: Vec<usize>,
    lists: HashMap<Id, ListIndex>,
    /// Defaults of the parameters.
    params: HashMap<Id, Literal>,
}

/// Columns and rows of a list by name.
#[derive(Debug, Default)]
pub(crate) struct ListIndex {
    list: usize,
    columns: HashMap<Id, usize>,
    rows: HashMap<String, usize>,
}

impl Compiled {
    /// Compiles a form, with the fields of its workflow if there is one. Never fails: of two items with the
    /// same name the first is found, a pattern that is no regular expression accepts all (both are errors
    /// of the publication check).
    pub fn new(form: Arc<Form>, flow: Option<&Flow>) -> Self {
        let mut compiled = Self::indexed(form, flow);
        let form = Arc::clone(&compiled.form);
        for (number, page) in form.pages.iter().enumerate() {
            let top = compiled.add_all(&page.items, Some(number), None, None);
            compiled.pages.push(top);
        }
        for (_, items) in flow.into_iter().flat_map(flow_items) {
            let top = compiled.add_all(items, None, None, None);
            compiled.flow_nodes.extend(top);
        }
        compiled
    }

    fn indexed(form: Arc<Form>, flow: Option<&Flow>) -> Self {
        let lists =
            form.lists.iter().enumerate().map(|(i, list)| (list.id.clone(), index(i, list))).collect();
        Self {
            nodes: Vec::new(),
            by_id: HashMap::new(),
            pages: Vec::new(),
            flow_nodes: Vec::new(),
            lists,
            params: defaults(&form, flow),
            form,
        }
    }

    fn add_all(
        &mut self,
        items: &[Item],
        page: Option<usize>,
        parent: Option<usize>,
        block: Option<usize>,
    ) -> Vec<usize> {
        items.iter().map(|item| self.add(item, page, parent, block)).collect()
    }

    fn add(
        &mut self,
        item: &Item,
        page: Option<usize>,
        parent: Option<usize>,
        block: Option<usize>,
    ) -> usize {
        let at = self.nodes.len();
        let mut item = item.clone();
        let (inside, is_block) = match &mut item.kind {
            Kind::Section { items } => (std::mem::take(items), false),
            Kind::Block { items, .. } => (std::mem::take(items), true),
            _ => (Vec::new(), false),
        };
        let pattern = match &item.kind {
            Kind::Text { pattern: Some(pattern), .. } => whole(pattern).ok(),
            _ => None,
        };
        self.by_id.entry(item.id.clone()).or_insert(at);
        self.nodes.push(Node { item, page, parent, block, children: Vec::new(), pattern });
        // A block inside a block (an error of the publication check) is read as a section.
        let around = if is_block { block.or(Some(at)) } else { block };
        let children = self.add_all(&inside, page, Some(at), around);
        self.nodes[at].children = children;
        at
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Every item, each before what is inside it and before what follows.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn node(&self, id: &str) -> Option<&Node> {
        self.by_id.get(id).map(|at| &self.nodes[*at])
    }

    /// Index of an item among [`Self::nodes`].
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Index of a page.
    pub fn page(&self, id: &str) -> Option<usize> {
        self.form.pages.iter().position(|page| page.id == *id)
    }

    pub(crate) fn page_nodes(&self, page: usize) -> &[usize] {
        self.pages.get(page).map_or(&[], Vec::as_slice)
    }

    /// Indexes of every node of a page, at any depth.
    pub fn page_range(&self, page: usize) -> std::ops::Range<usize> {
        let first = |page: usize| self.page_nodes(page).first().copied();
        let Some(start) = first(page) else { return 0..0 };
        let end = (page + 1..self.pages.len()).find_map(first).or(self.flow_nodes.first().copied());
        start..end.unwrap_or(self.nodes.len())
    }

    /// The nodes inside a block, at any depth: they follow it.
    pub fn inside(&self, block: usize) -> std::ops::Range<usize> {
        let end = (block + 1..self.nodes.len()).find(|at| self.nodes[*at].block != Some(block));
        block + 1..end.unwrap_or(self.nodes.len())
    }

    pub(crate) fn flow_nodes(&self) -> &[usize] {
        &self.flow_nodes
    }

    /// A list of the form.
    pub fn list(&self, id: &str) -> Option<&List> {
        self.lists.get(id).and_then(|index| self.form.lists.get(index.list))
    }

    /// A cell of a list.
    pub(crate) fn cell(&self, list: &str, row: &str, column: &str) -> Option<&str> {
        let index = self.lists.get(list)?;
        let row = self.form.lists.get(index.list)?.rows.get(*index.rows.get(row)?)?;
        row.get(*index.columns.get(column)?).map(String::as_str)
    }

    /// Default of a parameter of the form or of its workflow.
    pub(crate) fn param(&self, id: &str) -> Option<&Literal> {
        self.params.get(id)
    }
}

/// Items of a workflow, wherever they stand, with the place of each list of them.
pub(crate) fn flow_items(flow: &Flow) -> Vec<(String, &[Item])> {
    let mut all = vec![("flow.fields".to_owned(), flow.fields.as_slice())];
    let places = || flow.steps.iter().enumerate().map(|(n, step)| (format!("flow.steps[{n}]"), step));
    for (place, step) in places() {
        let offers = step.offers.iter().enumerate();
        all.extend(offers.map(|(n, offer)| (format!("{place}.offers[{n}].form"), offer.form.as_slice())));
    }
    for (place, step) in places() {
        asked(&step.on_enter, &format!("{place}.on_enter"), &mut all);
        for (n, offer) in step.offers.iter().enumerate() {
            asked(&offer.actions, &format!("{place}.offers[{n}].actions"), &mut all);
        }
        for (n, timer) in step.timers.iter().enumerate() {
            asked(&timer.actions, &format!("{place}.timers[{n}].actions"), &mut all);
        }
    }
    for (n, global) in flow.global.iter().enumerate() {
        asked(&global.actions, &format!("flow.global[{n}].actions"), &mut all);
    }
    all
}

/// Questions that actions ask.
fn asked<'f>(actions: &'f [Action], place: &str, all: &mut Vec<(String, &'f [Item])>) {
    for (n, action) in actions.iter().enumerate() {
        if let Act::Ask { items, .. } = &action.act {
            all.push((format!("{place}[{n}].items"), items.as_slice()));
        }
    }
}

fn defaults(form: &Form, flow: Option<&Flow>) -> HashMap<Id, Literal> {
    let params = form.params.iter().chain(flow.into_iter().flat_map(|flow| &flow.params));
    params.filter_map(|param| Some((param.id.clone(), param.default.clone()?))).collect()
}

fn index(at: usize, list: &List) -> ListIndex {
    let columns: HashMap<Id, usize> =
        list.columns.iter().enumerate().map(|(i, id)| (id.clone(), i)).collect();
    let id = columns.get("id").copied().unwrap_or(0);
    let mut rows = HashMap::new();
    for (i, row) in list.rows.iter().enumerate() {
        if let Some(cell) = row.get(id) {
            rows.entry(cell.clone()).or_insert(i);
        }
    }
    ListIndex { list: at, columns, rows }
}

/// A pattern that must match the whole text.
pub(crate) fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(1 << 20).build()
}

/// Options of a choice's own, or the list they come from.
pub(crate) fn options_of(kind: &Kind) -> Option<(Option<&Id>, &[Opt])> {
    match kind {
        Kind::Choice { list, options, .. } | Kind::Choices { list, options, .. } => {
            Some((list.as_ref(), options))
        }
        Kind::LinkedChoice { list, .. } => Some((Some(list), &[])),
        _ => None,
    }
}
