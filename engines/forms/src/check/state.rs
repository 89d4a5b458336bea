//! What is visible, and with what value, for given answers: one pass over the form, in its order.
//!
//! A field sees only what stands before it, so the pass is total and has no cycles.

use std::collections::HashMap;

use super::Context;
use crate::compiled::{Compiled, Node, options_of};
use crate::cond::{self, Cond, Literal, Scope, Term, Val};
use crate::model::{Audience, Kind};
use crate::value::{Answers, Path, Value};
use crate::{Id, Text};

/// Visibility and values of a part of the form: the whole, or a row of a block.
#[derive(Debug, Default)]
struct Layer {
    /// Index of its first node.
    base: usize,
    visible: Vec<bool>,
    values: Vec<Option<Value>>,
    /// A row with no answer.
    blank: bool,
}

impl Layer {
    fn new(base: usize, len: usize, blank: bool) -> Self {
        Self { base, visible: vec![false; len], values: vec![None; len], blank }
    }

    fn slot(&self, node: usize) -> Option<usize> {
        node.checked_sub(self.base).filter(|slot| *slot < self.visible.len())
    }

    fn is_visible(&self, node: usize) -> bool {
        self.slot(node).is_some_and(|slot| self.visible[slot])
    }

    fn value(&self, node: usize) -> Option<&Value> {
        self.slot(node).and_then(|slot| self.values[slot].as_ref())
    }
}

/// The form as it stands with these answers.
#[derive(Debug)]
pub struct State<'a> {
    form: &'a Compiled,
    ctx: &'a Context,
    pages: Vec<bool>,
    whole: Layer,
    /// Rows of each block, by its node.
    rows: HashMap<usize, Vec<Layer>>,
}

impl<'a> State<'a> {
    pub fn new(form: &'a Compiled, ctx: &'a Context, answers: &Answers) -> Self {
        let len = form.nodes().len();
        let mut state = Self {
            form,
            ctx,
            pages: Vec::with_capacity(form.form().pages.len()),
            whole: Layer::new(0, len, false),
            rows: HashMap::new(),
        };
        for (number, page) in form.form().pages.iter().enumerate() {
            let shown = page.when.as_ref().is_none_or(|when| state.holds(when));
            state.pages.push(shown);
            state.pass(form.page_nodes(number), shown, answers);
            let something = form.page_nodes(number).iter().any(|node| state.whole.is_visible(*node));
            state.pages[number] = shown && (something || !page.require.is_empty());
        }
        state.pass(form.flow_nodes(), ctx.agent, answers);
        state
    }

    fn pass(&mut self, nodes: &[usize], shown: bool, answers: &Answers) {
        for at in nodes {
            let node = &self.form.nodes()[*at];
            let visible = shown && self.shows(node, None);
            self.whole.visible[*at] = visible;
            match &node.item.kind {
                Kind::Section { .. } => self.pass(&node.children, visible, answers),
                Kind::Block { rows: [least, _], .. } if visible => {
                    self.pass_rows(*at, *least as usize, answers.rows(&node.item.id));
                }
                _ if visible => self.whole.values[*at] = self.effective(node, answers, None),
                _ => {}
            }
        }
    }

    fn pass_rows(&mut self, block: usize, least: usize, rows: &[Answers]) {
        let nothing = Answers::default();
        self.rows.insert(block, Vec::new());
        for n in 0..rows.len().max(least.min(MAX_ROWS_PADDED)) {
            let answers = rows.get(n).unwrap_or(&nothing);
            let inside = self.form.inside(block);
            let layer = Layer::new(block + 1, inside.len(), is_blank(answers));
            if let Some(layers) = self.rows.get_mut(&block) {
                layers.push(layer);
            }
            for at in inside {
                let node = &self.form.nodes()[at];
                let around = node.parent.is_none_or(|p| p == block || self.row_visible(block, n, p));
                let visible = around && self.shows(node, Some((block, n)));
                let value = if visible { self.effective(node, answers, Some((block, n))) } else { None };
                if let Some(layer) = self.rows.get_mut(&block).and_then(|layers| layers.get_mut(n)) {
                    layer.visible[at - block - 1] = visible;
                    layer.values[at - block - 1] = value;
                }
            }
        }
    }

    fn shows(&self, node: &Node, row: Option<(usize, usize)>) -> bool {
        let audience = node.item.audience == Audience::Citizen || self.ctx.agent;
        audience && node.item.when.as_ref().is_none_or(|when| cond::holds(when, &self.at(row)))
    }

    fn effective(&self, node: &Node, answers: &Answers, row: Option<(usize, usize)>) -> Option<Value> {
        match &node.item.kind {
            Kind::Computed { value, value_type, .. } => {
                cond::value(value, &self.at(row)).computed(*value_type)
            }
            kind if !kind.is_input() => None,
            _ if node.item.locked => self.proposal(node, row).or_else(|| answers.get(&node.item.id).cloned()),
            _ => answers.get(&node.item.id).filter(|value| !is_blank_value(value)).cloned(),
        }
    }

    /// The answer that a source or the form itself proposes.
    pub(super) fn proposal(&self, node: &Node, row: Option<(usize, usize)>) -> Option<Value> {
        if row.is_none()
            && let Some(value) = self.ctx.proposed.get(&node.item.id)
        {
            return Some(value.clone());
        }
        let val = cond::value(node.item.default.as_ref()?, &self.at(row));
        let json = match (&node.item.kind, &val) {
            (Kind::Decimal { .. }, _) | (_, Val::Empty) | (Kind::Integer { .. }, Val::Number(_)) => {
                val.to_json()
            }
            (_, Val::Number(_)) => serde_json::Value::String(val.to_text()),
            _ => val.to_json(),
        };
        Value::from_json(&node.item.kind, &json, self.ctx.today().year()).ok().flatten()
    }

    /// The scope outside blocks, or in a row.
    pub(super) fn at(&self, row: Option<(usize, usize)>) -> In<'_> {
        In { state: self, row }
    }

    fn row_visible(&self, block: usize, row: usize, node: usize) -> bool {
        self.layer(block, row).is_some_and(|layer| layer.is_visible(node))
    }

    fn layer(&self, block: usize, row: usize) -> Option<&Layer> {
        self.rows.get(&block)?.get(row)
    }

    pub fn form(&self) -> &'a Compiled {
        self.form
    }

    pub fn context(&self) -> &'a Context {
        self.ctx
    }

    /// Does the condition hold, outside blocks?
    pub fn holds(&self, cond: &Cond) -> bool {
        cond::holds(cond, &self.at(None))
    }

    /// The value of a term, outside blocks.
    pub fn term(&self, term: &Term) -> Val {
        cond::value(term, &self.at(None))
    }

    pub fn page_visible(&self, page: usize) -> bool {
        self.pages.get(page).copied().unwrap_or(false)
    }

    /// Indexes of the pages to go through.
    pub fn visible_pages(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.pages.len()).filter(|page| self.pages[*page])
    }

    /// The first page to show.
    pub fn first_page(&self) -> Option<usize> {
        self.visible_pages().next()
    }

    pub fn next_page(&self, page: usize) -> Option<usize> {
        self.visible_pages().find(|p| *p > page)
    }

    pub fn previous_page(&self, page: usize) -> Option<usize> {
        self.visible_pages().take_while(|p| *p < page).last()
    }

    fn resolve(&self, path: &Path) -> Option<(usize, Option<(usize, usize)>)> {
        let at = self.form.index(&path.field)?;
        let block = self.form.nodes()[at].block;
        match (&path.row, block) {
            (None, None) => Some((at, None)),
            (Some((id, n)), Some(block)) if self.form.nodes()[block].item.id == *id => {
                Some((at, Some((block, *n))))
            }
            _ => None,
        }
    }

    pub fn is_visible(&self, path: &Path) -> bool {
        self.resolve(path).is_some_and(|(at, row)| self.visible(at, row))
    }

    /// The answer (or computed value) of a visible field.
    pub fn value(&self, path: &Path) -> Option<&Value> {
        let (at, row) = self.resolve(path)?;
        self.node_value(at, row)
    }

    pub(super) fn visible(&self, at: usize, row: Option<(usize, usize)>) -> bool {
        match row {
            None => self.whole.is_visible(at),
            Some((block, n)) => self.row_visible(block, n, at),
        }
    }

    pub(super) fn node_value(&self, at: usize, row: Option<(usize, usize)>) -> Option<&Value> {
        match row {
            None => self.whole.value(at),
            Some((block, n)) => self.layer(block, n)?.value(at),
        }
    }

    /// Rows of a visible block: is each blank?
    pub(super) fn rows_blank(&self, block: usize) -> Vec<bool> {
        self.rows.get(&block).map(|rows| rows.iter().map(|row| row.blank).collect()).unwrap_or_default()
    }

    /// An author's text with the answers in their places.
    pub fn text(&self, text: &Text, row: Option<(&Id, usize)>) -> String {
        let row = row.and_then(|(block, n)| Some((self.form.index(block)?, n)));
        self.fill(text, row)
    }

    /// The same with « … » in the place of every answer: only the file, the commune and its parameters are named.
    pub fn text_without_answers(&self, text: &Text) -> String {
        text.fill(|name, column| match name.as_str() {
            "sys" | "param" | "authority" if column.is_some() => self.place(name, column, None),
            _ => "…".to_owned(),
        })
    }

    pub(super) fn fill(&self, text: &Text, row: Option<(usize, usize)>) -> String {
        text.fill(|name, column| self.place(name, column, row))
    }

    fn place(&self, name: &Id, column: Option<&Id>, row: Option<(usize, usize)>) -> String {
        let scope = self.at(row);
        match (name.as_str(), column) {
            ("sys", Some(id)) => self.ctx.file.get(id).cloned().unwrap_or_default(),
            ("param", Some(id)) => {
                scope.param(id).map(|literal| Val::from(literal).to_text()).unwrap_or_default()
            }
            ("authority", Some(id)) => self.ctx.authority.get(id).map(|t| t.join(", ")).unwrap_or_default(),
            (_, Some(column)) => scope.col(name, column).to_text(),
            (_, None) => {
                let Some(node) = self.form.node(name) else { return String::new() };
                if let Some(rows) = scope.row_count(name) {
                    return rows.to_string();
                }
                let label = |id: &str| self.label(node, id, row);
                let value = scope.field(name);
                value
                    .map(|v| crate::value::shown(&node.item.kind, v, &self.form.form().lang, label))
                    .unwrap_or_default()
            }
        }
    }

    /// The label of an option.
    pub(super) fn label(&self, node: &Node, option: &str, row: Option<(usize, usize)>) -> String {
        let Some((list, options)) = options_of(&node.item.kind) else { return option.to_owned() };
        let own = options.iter().find(|o| o.id == option).map(|o| self.fill(&o.label, row));
        own.or_else(|| self.cell(list?, option, "label")).unwrap_or_else(|| option.to_owned())
    }

    /// A cell of a list, or of the register that stands for it.
    pub(super) fn cell(&self, list: &str, row: &str, column: &str) -> Option<String> {
        let register = self.form.list(list)?.register.as_ref();
        let Some(table) = register.and_then(|name| self.ctx.registers.get(name)) else {
            return self.form.cell(list, row, column).map(str::to_owned);
        };
        let place = |name: &str| table.columns.iter().position(|c| *c == *name);
        let (id, column) = (place("id")?, place(column)?);
        let row = table.rows.iter().find(|cells| cells.get(id).is_some_and(|cell| cell == row))?;
        row.get(column).cloned()
    }
}

/// Rows that a block shows without any answer, at most.
const MAX_ROWS_PADDED: usize = 50;

/// No answer, or only unticked boxes.
pub(super) fn is_blank(row: &Answers) -> bool {
    row.0.values().all(|value| is_blank_value(value) || *value == Value::Bool(false))
}

fn is_blank_value(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Choice(text) => text.trim().is_empty(),
        Value::Choices(ids) => ids.is_empty(),
        Value::Files(files) => files.is_empty(),
        Value::Parts(parts) => parts.is_empty(),
        _ => false,
    }
}

/// A scope of evaluation.
#[derive(Clone, Copy)]
pub(super) struct In<'a> {
    state: &'a State<'a>,
    row: Option<(usize, usize)>,
}

impl In<'_> {
    fn find(&self, id: &str) -> Option<(usize, Option<(usize, usize)>)> {
        let at = self.state.form.index(id)?;
        match (self.state.form.nodes()[at].block, self.row) {
            (None, _) => Some((at, None)),
            (Some(block), Some((current, n))) if block == current => Some((at, Some((block, n)))),
            _ => None,
        }
    }
}

impl Scope for In<'_> {
    fn context(&self) -> &Context {
        self.state.ctx
    }

    fn field(&self, id: &Id) -> Option<&Value> {
        let (at, row) = self.find(id)?;
        self.state.node_value(at, row)
    }

    fn col(&self, field: &Id, column: &Id) -> Val {
        let Some((at, row)) = self.find(field) else { return Val::Empty };
        let node = &self.state.form.nodes()[at];
        match self.state.node_value(at, row) {
            Some(Value::Choice(id)) => match options_of(&node.item.kind) {
                Some((Some(list), _)) => self.state.cell(list, id, column).map_or(Val::Empty, Val::text),
                _ if *column == "id" => Val::text(id.clone()),
                _ if *column == "label" => Val::text(self.state.label(node, id, row)),
                _ => Val::Empty,
            },
            Some(Value::Choices(ids)) if *column == "label" => {
                Val::List(ids.iter().map(|id| self.state.label(node, id, row)).collect())
            }
            Some(Value::Period { from, .. }) if *column == "from" => Val::Date(*from),
            Some(Value::Period { to, .. }) if *column == "to" => Val::Date(*to),
            Some(Value::Parts(parts)) => parts.get(column).map_or(Val::Empty, |text| Val::text(text.clone())),
            _ => Val::Empty,
        }
    }

    fn param(&self, id: &Id) -> Option<&Literal> {
        let default = || self.state.form.param(id);
        self.state.ctx.params.get(id).or_else(default)
    }

    fn over_rows(&self, field: &Id) -> Option<Vec<&Value>> {
        let at = self.state.form.index(field)?;
        let block = self.state.form.nodes()[at].block?;
        let rows = self.state.rows.get(&block)?;
        Some(rows.iter().filter(|row| !row.blank).filter_map(|row| row.value(at)).collect())
    }

    fn row_count(&self, block: &Id) -> Option<usize> {
        let at = self.state.form.index(block)?;
        matches!(self.state.form.nodes()[at].item.kind, Kind::Block { .. }).then_some(())?;
        Some(self.state.rows.get(&at).map_or(0, |rows| rows.iter().filter(|row| !row.blank).count()))
    }

    fn each_row(&self, block: &Id, cond: &Cond) -> Vec<bool> {
        let Some(at) = self.state.form.index(block) else { return Vec::new() };
        let rows = self.state.rows_blank(at).into_iter().enumerate().filter(|(_, blank)| !blank);
        rows.map(|(n, _)| cond::holds(cond, &self.state.at(Some((at, n))))).collect()
    }
}
