//! A page as data, ready to be rendered: nothing is left for a template to work out.

use std::collections::HashMap;

use super::limits::Choosable;
use super::page::fields_of;
use super::state::State;
use crate::Id;
use crate::compiled::Node;
use crate::cond::{Term, Val};
use crate::model::{Display, Kind};
use crate::value::{At, Code, FileRef, Path, Refusal, Typed, Value, input_texts, shown};

/// A page to show.
#[derive(Clone, Debug)]
pub struct PageView {
    pub id: Id,
    pub title: String,
    /// From 1, among the visible pages.
    pub number: usize,
    pub of: usize,
    pub previous: Option<Id>,
    pub next: Option<Id>,
    pub items: Vec<ItemView>,
    /// Rules of the page that are not fulfilled.
    pub errors: Vec<Refusal>,
    /// Every error, in the order of the page, for its summary.
    pub summary: Vec<Refusal>,
    /// Value of the hidden input [`super::SHOWN`].
    pub shown: String,
}

/// An item to show.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts that a template asks one by one")]
pub struct ItemView {
    pub path: Path,
    /// Name of the input.
    pub name: String,
    /// The kind's name in JSON: the template to use.
    pub kind: &'static str,
    pub label: String,
    pub help: String,
    pub required: bool,
    /// The answer cannot be changed.
    pub locked: bool,
    pub limits: Limits,
    /// Options of a choice.
    pub options: Vec<OptionView>,
    pub display: Display,
    /// Current text of the input: as typed if it was just typed, else the answer or the proposal.
    pub text: String,
    /// Current texts of the parts (`day`, `family`, `from` …) that have one.
    pub parts: Vec<(String, String)>,
    pub ticked: bool,
    pub files: Vec<FileRef>,
    /// A text proposed by a source or by the form, not yet confirmed by the person.
    pub proposed: bool,
    /// Shown text of a computed value.
    pub value: String,
    pub errors: Vec<Refusal>,
    /// Has to take the focus.
    pub focus: bool,
    /// Items of a section.
    pub items: Vec<ItemView>,
    pub rows: Vec<RowView>,
    /// A row can be added.
    pub can_add: bool,
    pub level: u8,
}

/// A row of a block.
#[derive(Clone, Debug)]
pub struct RowView {
    /// From 0.
    pub index: usize,
    pub items: Vec<ItemView>,
    /// The row can be removed.
    pub can_remove: bool,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionView {
    pub id: String,
    pub label: String,
    pub help: String,
    pub selected: bool,
}

/// Limits of an input, for its hint and attributes; bounds are those of this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub max_len: Option<u32>,
    pub min: Option<Value>,
    pub max: Option<Value>,
    pub unit: Option<String>,
    /// Digits after the point.
    pub scale: Option<u32>,
    pub max_mib: Option<u32>,
    pub max_files: Option<u32>,
    /// Media types.
    pub types: Vec<String>,
    pub rows: Option<[u32; 2]>,
    /// The country whose rule applies, the enterprise register's scheme.
    pub scheme: Option<String>,
    /// Name of the register to look into.
    pub register: Option<String>,
}

/// What the person just did, for a page shown again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Again<'a> {
    /// Texts as typed.
    pub typed: Option<&'a Typed>,
    pub refusals: &'a [Refusal],
    /// What takes the focus.
    pub focus: Option<&'a Path>,
}

/// The page as it stands with the answers of `state`; `None` if the form has no such page.
pub fn view(state: &State, page: usize, again: Again) -> Option<PageView> {
    let form = state.form();
    let model = form.form().pages.get(page)?;
    let mut errors: HashMap<&Path, Vec<Refusal>> = HashMap::new();
    for refusal in again.refusals {
        if let At::Field(path) = &refusal.at {
            errors.entry(path).or_default().push(refusal.clone());
        }
    }
    let id = |page: usize| form.form().pages.get(page).map(|page| page.id.clone());
    let shown: Vec<String> = fields_of(state, page).iter().map(Path::to_string).collect();
    let viewer = Viewer { state, again, errors, row: None };
    Some(PageView {
        id: model.id.clone(),
        title: state.text(&model.title, None),
        number: state.visible_pages().take_while(|p| *p <= page).count(),
        of: state.visible_pages().count(),
        previous: state.previous_page(page).and_then(id),
        next: state.next_page(page).and_then(id),
        items: viewer.items(form.page_nodes(page)),
        errors: again.refusals.iter().filter(|r| r.at == At::Page(model.id.clone())).cloned().collect(),
        summary: again.refusals.to_vec(),
        shown: shown.join(","),
    })
}

struct Viewer<'a> {
    state: &'a State<'a>,
    again: Again<'a>,
    errors: HashMap<&'a Path, Vec<Refusal>>,
    row: Option<(usize, usize)>,
}

impl Viewer<'_> {
    fn items(&self, nodes: &[usize]) -> Vec<ItemView> {
        nodes.iter().filter(|at| self.state.visible(**at, self.row)).filter_map(|at| self.item(*at)).collect()
    }

    fn path(&self, node: &Node) -> Path {
        let block = self.row.map(|(block, n)| (self.state.form().nodes()[block].item.id.clone(), n));
        Path { row: block, field: node.item.id.clone() }
    }

    /// `None` for a computed value that is not shown.
    fn item(&self, at: usize) -> Option<ItemView> {
        let node = &self.state.form().nodes()[at];
        if matches!(node.item.kind, Kind::Computed { shown: false, .. }) {
            return None;
        }
        let path = self.path(node);
        let (texts, proposed) = self.texts(at, node, &path);
        let (own, parts): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(part, _)| part.is_empty());
        let chosen =
            if matches!(node.item.kind, Kind::Record { .. }) { row_of(&own, &parts) } else { own.clone() };
        let options = self.options(node, &chosen);
        let item = &node.item;
        Some(ItemView {
            name: path.to_string(),
            kind: item.kind.name(),
            label: self.state.fill(&item.label, self.row),
            help: self.state.fill(&item.help, self.row),
            required: item.required,
            locked: item.locked,
            limits: self.limits(&item.kind),
            display: display(&item.kind),
            ticked: own.iter().any(|(_, text)| !matches!(text.as_str(), "" | "no" | "false" | "0")),
            text: own.into_iter().next().map(|(_, text)| text).unwrap_or_default(),
            options,
            parts,
            files: match self.state.node_value(at, self.row) {
                Some(Value::Files(files)) => files.clone(),
                _ => Vec::new(),
            },
            proposed,
            value: self.computed(at, node),
            errors: self.errors.get(&path).cloned().unwrap_or_default(),
            focus: self.again.focus == Some(&path),
            items: if matches!(item.kind, Kind::Section { .. }) {
                self.items(&node.children)
            } else {
                Vec::new()
            },
            rows: self.rows(at, node),
            can_add: self.can_add(at, &item.kind),
            level: if let Kind::Heading { level } = item.kind { level } else { 2 },
            path,
        })
    }

    /// Texts of the inputs by part, and whether they are only a proposal.
    fn texts(&self, at: usize, node: &Node, path: &Path) -> (Vec<(String, String)>, bool) {
        let name = path.to_string();
        if let Some(typed) = self.again.typed
            && !node.item.locked
            && typed.has(&name)
        {
            return (typed.texts(&name), false);
        }
        if let Some(value) = self.state.node_value(at, self.row) {
            return (input_texts(&node.item.kind, value), false);
        }
        match self.state.proposal(node, self.row) {
            Some(value) if self.again.typed.is_none() => (input_texts(&node.item.kind, &value), true),
            _ => (Vec::new(), false),
        }
    }

    fn options(&self, node: &Node, selected: &[(String, String)]) -> Vec<OptionView> {
        let all = self.state.options_at(node, self.row).into_iter();
        all.map(|Choosable { id, label, help }| OptionView {
            selected: selected.iter().any(|(_, text)| *text == id),
            id,
            label,
            help,
        })
        .collect()
    }

    fn computed(&self, at: usize, node: &Node) -> String {
        match (&node.item.kind, self.state.node_value(at, self.row)) {
            (kind @ Kind::Computed { .. }, Some(value)) => {
                shown(kind, value, &self.state.form().form().lang, str::to_owned)
            }
            _ => String::new(),
        }
    }

    fn rows(&self, at: usize, node: &Node) -> Vec<RowView> {
        let Kind::Block { rows: [least, _], .. } = node.item.kind else { return Vec::new() };
        let rows = self.state.rows_blank(at).len();
        let one = |index| {
            let inside = Viewer { row: Some((at, index)), errors: self.errors.clone(), ..*self };
            RowView { index, items: inside.items(&node.children), can_remove: rows > least as usize }
        };
        (0..rows).map(one).collect()
    }

    fn can_add(&self, at: usize, kind: &Kind) -> bool {
        matches!(kind, Kind::Block { rows: [_, most], .. } if self.state.rows_blank(at).len() < *most as usize)
    }

    fn limits(&self, kind: &Kind) -> Limits {
        let bound =
            |term: &Option<Term>| term.as_ref().and_then(|term| bound(&self.state.bound(term, self.row)));
        let none = Limits::default();
        match kind {
            Kind::Text { max_len, .. } | Kind::LongText { max_len } => Limits { max_len: *max_len, ..none },
            Kind::Integer { min, max, unit } => {
                Limits { min: bound(min), max: bound(max), unit: unit.clone(), scale: Some(0), ..none }
            }
            Kind::Decimal { scale, min, max, unit } => {
                Limits { min: bound(min), max: bound(max), unit: unit.clone(), scale: Some(*scale), ..none }
            }
            Kind::Date { min, max }
            | Kind::Time { min, max }
            | Kind::Datetime { min, max }
            | Kind::Period { min, max } => Limits { min: bound(min), max: bound(max), ..none },
            Kind::Choices { min, max, .. } => {
                let number = |n: &Option<u32>| n.map(|n| Value::Integer(i64::from(n)));
                Limits { min: number(min), max: number(max), ..none }
            }
            Kind::File { max_mib, types, max_files } => {
                Limits { max_mib: Some(*max_mib), max_files: Some(*max_files), types: types.clone(), ..none }
            }
            Kind::Block { rows, .. } => Limits { rows: Some(*rows), ..none },
            Kind::Record { register } => Limits { register: Some(register.clone()), ..none },
            kind => Limits { scheme: scheme(kind), ..none },
        }
    }
}

/// The row of a register in the texts of its input.
fn row_of(own: &[(String, String)], parts: &[(String, String)]) -> Vec<(String, String)> {
    own.iter().chain(parts.iter().filter(|(part, _)| part == "id")).take(1).cloned().collect()
}

fn display(kind: &Kind) -> Display {
    match kind {
        Kind::Choice { display, .. } | Kind::Choices { display, .. } => *display,
        _ => Display::Auto,
    }
}

fn scheme(kind: &Kind) -> Option<String> {
    let name = match kind {
        Kind::Phone { country }
        | Kind::Postcode { country }
        | Kind::Municipality { country }
        | Kind::NationalNumber { country } => serde_json::to_value(country),
        Kind::EnterpriseNumber { scheme } => serde_json::to_value(scheme),
        _ => return None,
    };
    name.ok()?.as_str().map(str::to_owned)
}

fn bound(val: &Val) -> Option<Value> {
    match val {
        Val::Date(date) => Some(Value::Date(*date)),
        Val::Time(time) => Some(Value::Time(*time)),
        Val::Moment(at) => Some(Value::DateTime(*at)),
        Val::Number(n) => Some(Value::Decimal(*n)),
        Val::Text(text) => Some(Value::Text(text.clone())),
        _ => None,
    }
}

/// How far a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub page: usize,
    pub id: Id,
    pub title: String,
    /// Nothing refuses it.
    pub complete: bool,
    /// How many of its fields are answered.
    pub answered: usize,
    /// How many required fields are still empty.
    pub missing: usize,
}

/// The visible pages as a list of tasks.
pub fn tasks(state: &State) -> Vec<Task> {
    let pages = &state.form().form().pages;
    let task = |page: usize| {
        let refusals = super::check_page(state, page);
        let fields = fields_of(state, page);
        Task {
            page,
            id: pages[page].id.clone(),
            title: state.text(&pages[page].title, None),
            complete: refusals.is_empty(),
            answered: fields.iter().filter(|path| state.value(path).is_some()).count(),
            missing: refusals.iter().filter(|r| matches!(r.code, Code::Required | Code::MustTick)).count(),
        }
    };
    state.visible_pages().map(task).collect()
}
