//! A page is posted: reading what was typed, and saying whether the person may go on.

use std::collections::BTreeSet;

use super::limits::number;
use super::state::State;
use super::{ADD_ROW, Context, REMOVE_ROW, SHOWN};
use crate::Id;
use crate::compiled::{Compiled, Node, options_of};
use crate::model::Kind;
use crate::value::{Answers, At, Code, Parser, Path, Refusal, Typed, Value, Why};

/// What a posted page gives.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// The draft with what could be read; to be kept whatever follows.
    pub answers: Answers,
    /// The typed texts, to show the page again (rows renumbered when one was removed).
    pub typed: Typed,
    /// Why the person cannot leave the page.
    pub refusals: Vec<Refusal>,
    /// Empty fields that what was typed made visible: the same page is shown again, without an error, with
    /// the focus on the first.
    pub appeared: Vec<Path>,
    /// A row was added or removed: the same page is shown again, without an error, with the focus there.
    pub row_changed: Option<Path>,
}

impl Posted {
    /// May the person go on to the next page?
    pub fn may_leave(&self) -> bool {
        self.refusals.is_empty() && self.appeared.is_empty() && self.row_changed.is_none()
    }
}

/// Reads a posted page into the draft. Only fields that the person saw change: those named by the hidden
/// input [`SHOWN`], or without it those visible with the draft's answers.
pub fn accept(form: &Compiled, page: usize, draft: &Answers, typed: Typed, ctx: &Context) -> Posted {
    let shown = shown(form, page, draft, &typed, ctx);
    let mut reader = Reader {
        form,
        ctx,
        shown,
        parser: Parser { year: ctx.today().year() },
        posted: Posted { answers: draft.clone(), typed, ..Posted::default() },
        misread: Vec::new(),
    };
    for at in form.page_range(page) {
        let node = &form.nodes()[at];
        match node.item.kind {
            _ if node.block.is_some() || node.item.locked => {}
            Kind::Block { .. } => reader.block(at),
            _ => reader.field(node),
        }
    }
    let Reader { mut posted, misread, shown, .. } = reader;
    drop_lost_options(form, page, ctx, &mut posted);
    let state = State::new(form, ctx, &posted.answers);
    posted.appeared.extend(
        fields_of(&state, page)
            .into_iter()
            .filter(|path| !shown.contains(&path.to_string()) && state.value(path).is_none()),
    );
    let misread: Vec<Refusal> = misread.into_iter().filter(|refusal| visible(&state, refusal)).collect();
    let others = check_page(&state, page).into_iter().filter(|refusal| {
        !misread.iter().any(|m| m.at == refusal.at)
            && !posted.appeared.iter().any(|path| refusal.at == At::Field(path.clone()))
    });
    // Rules of the page wait until every field of it could be read and was seen.
    let all: Vec<Refusal> = misread.iter().cloned().chain(others).collect();
    let fields_refused = !misread.is_empty() || !posted.appeared.is_empty();
    posted.refusals = all.into_iter().filter(|r| !(fields_refused && r.code == Code::Require)).collect();
    posted
}

fn visible(state: &State, refusal: &Refusal) -> bool {
    match &refusal.at {
        At::Field(path) => state.is_visible(path),
        At::Page(_) => true,
    }
}

fn shown(form: &Compiled, page: usize, draft: &Answers, typed: &Typed, ctx: &Context) -> BTreeSet<String> {
    match typed.get(SHOWN) {
        Some(names) => names.split(',').map(str::to_owned).collect(),
        None => fields_of(&State::new(form, ctx, draft), page).iter().map(Path::to_string).collect(),
    }
}

/// Paths of the visible inputs of a page; a block's own path stands before those of its rows.
pub(super) fn fields_of(state: &State, page: usize) -> Vec<Path> {
    let form = state.form();
    let mut paths = Vec::new();
    for at in form.page_range(page) {
        let node = &form.nodes()[at];
        if node.block.is_some() || !node.item.kind.is_input() || !state.visible(at, None) {
            continue;
        }
        paths.push(Path::new(node.item.id.clone()));
        if matches!(node.item.kind, Kind::Block { .. }) {
            for row in 0..state.rows_blank(at).len() {
                let inside = form.inside(at).filter(|c| form.nodes()[*c].item.kind.is_input());
                let inside = inside.filter(|c| state.visible(*c, Some((at, row))));
                paths.extend(
                    inside.map(|c| Path::in_row(node.item.id.clone(), row, form.nodes()[c].item.id.clone())),
                );
            }
        }
    }
    paths
}

/// Why a visible page cannot be left with the answers of `state`; empty for a hidden page.
pub fn check_page(state: &State, page: usize) -> Vec<Refusal> {
    let form = state.form();
    let mut refusals = Vec::new();
    if !state.page_visible(page) {
        return refusals;
    }
    for path in fields_of(state, page) {
        let Some(at) = form.index(&path.field) else { continue };
        let node = &form.nodes()[at];
        match (&node.item.kind, &path.row) {
            (Kind::Block { rows, .. }, None) => refusals.extend(rows_refused(state, at, *rows, &path)),
            (_, None) => refusals.extend(state.wrong(at, None, &path)),
            (_, Some((_, n))) => {
                let Some(block) = node.block else { continue };
                if !spare(state, block, *n) {
                    refusals.extend(state.wrong(at, Some((block, *n)), &path));
                }
            }
        }
    }
    // A row that must be there and lacks an answer says so itself.
    let rows_say: BTreeSet<Id> = refusals.iter().filter_map(block_of).collect();
    refusals.retain(|r| {
        !(r.code == Code::TooFewRows && matches!(&r.at, At::Field(p) if rows_say.contains(&p.field)))
    });
    let Some(page) = form.form().pages.get(page) else { return refusals };
    for rule in &page.require {
        if rule.when.as_ref().is_none_or(|when| state.holds(when)) && !state.holds(&rule.cond) {
            refusals.push(Refusal {
                at: At::Page(page.id.clone()),
                code: Code::Require,
                args: Vec::new(),
                text: Some(state.text(&rule.otherwise, None)),
            });
        }
    }
    refusals
}

fn block_of(refusal: &Refusal) -> Option<Id> {
    match &refusal.at {
        At::Field(Path { row: Some((block, _)), .. }) => Some(block.clone()),
        _ => None,
    }
}

/// A blank row beyond the least number of rows: as if it were not there.
fn spare(state: &State, block: usize, row: usize) -> bool {
    let Kind::Block { rows: [least, _], .. } = state.form().nodes()[block].item.kind else { return false };
    row >= least as usize && state.rows_blank(block).get(row).copied().unwrap_or(true)
}

fn rows_refused(state: &State, block: usize, [least, most]: [u32; 2], path: &Path) -> Option<Refusal> {
    let blank = state.rows_blank(block);
    let rows = blank.iter().filter(|blank| !**blank).count();
    if rows > most as usize {
        return Some(Why::new(Code::TooManyRows).with("max", number(most as usize)).at(path.clone()));
    }
    if rows < least as usize {
        return Some(Why::new(Code::TooFewRows).with("min", number(least as usize)).at(path.clone()));
    }
    let required = state.form().nodes()[block].item.required && blank.iter().all(|blank| *blank);
    required.then(|| Why::new(Code::Required).at(path.clone()))
}

struct Reader<'a> {
    form: &'a Compiled,
    ctx: &'a Context,
    shown: BTreeSet<String>,
    parser: Parser,
    posted: Posted,
    misread: Vec<Refusal>,
}

impl Reader<'_> {
    fn field(&mut self, node: &Node) {
        let path = Path::new(node.item.id.clone());
        let mut answers = std::mem::take(&mut self.posted.answers);
        self.read(node, &path, &mut answers);
        self.posted.answers = answers;
    }

    fn read(&mut self, node: &Node, path: &Path, answers: &mut Answers) {
        let name = path.to_string();
        let typed = !matches!(node.item.kind, Kind::File { .. }) && node.item.kind.is_input();
        if !typed || !self.shown.contains(&name) {
            return;
        }
        match self.parser.read(&node.item.kind, &name, &self.posted.typed) {
            Ok(Some(value)) => answers.insert(node.item.id.clone(), self.recorded(&node.item.kind, value)),
            Ok(None) => answers.remove(&node.item.id),
            Err(why) => {
                answers.remove(&node.item.id);
                self.misread.push(why.at(path.clone()));
            }
        }
    }

    /// The chosen row of a register, as the register has it now.
    fn recorded(&self, kind: &Kind, value: Value) -> Value {
        let (Kind::Record { register }, Value::Parts(parts)) = (kind, &value) else { return value };
        let row = self.ctx.registers.get(register).and_then(|table| table.row(parts.get("id")?));
        row.map_or(value, Value::Parts)
    }

    fn block(&mut self, block: usize) {
        let form = self.form;
        let node = &form.nodes()[block];
        let Kind::Block { rows: [_, most], .. } = node.item.kind else { return };
        let (id, most) = (&node.item.id, most as usize);
        let mut rows = self.posted.answers.rows(id).to_vec();
        let seen = self.shown.iter().filter_map(|name| Path::parse(name)?.row).filter(|(b, _)| b == id);
        let seen = seen.map(|(_, row)| row.saturating_add(1)).max().unwrap_or(0);
        // A row beyond the most is read too, so that nothing typed is lost; it is refused afterwards.
        rows.resize(rows.len().max(seen.min(most.saturating_add(1))), Answers::default());
        for (n, answers) in rows.iter_mut().enumerate() {
            for at in form.inside(block).filter(|at| !form.nodes()[*at].item.locked) {
                let child = &form.nodes()[at];
                self.read(child, &Path::in_row(id.clone(), n, child.item.id.clone()), answers);
            }
        }
        self.change_rows(node, &mut rows, most);
        if rows.is_empty() {
            self.posted.answers.remove(id);
        } else {
            self.posted.answers.insert(id.clone(), Value::Rows(rows));
        }
    }

    /// The buttons "add" and "remove" of a block.
    fn change_rows(&mut self, block: &Node, rows: &mut Vec<Answers>, most: usize) {
        let id = &block.item.id;
        if self.posted.typed.get(ADD_ROW) == Some(id.as_str()) && rows.len() < most {
            rows.push(Answers::default());
            self.posted.row_changed = Some(Path::in_row(id.clone(), rows.len() - 1, id.clone()));
        }
        let removed = self.posted.typed.get(REMOVE_ROW).and_then(|name| name.rsplit_once('.'));
        if let Some((name, n)) = removed
            && name == id.as_str()
            && let Ok(n) = n.parse::<usize>()
            && n < rows.len()
        {
            rows.remove(n);
            self.posted.typed.remove_row(id, n);
            self.misread
                .retain(|r| !matches!(&r.at, At::Field(p) if p.row.as_ref().is_some_and(|(b, _)| b == id)));
            self.posted.row_changed = Some(Path::new(id.clone()));
        }
    }
}

/// An option that what was typed took away is no answer any more: its field counts as having appeared.
fn drop_lost_options(form: &Compiled, page: usize, ctx: &Context, posted: &mut Posted) {
    let state = State::new(form, ctx, &posted.answers);
    let lost: Vec<&Node> = (form.page_range(page).map(|at| (at, &form.nodes()[at])))
        .filter(|(_, node)| node.block.is_none() && can_lose_options(&node.item.kind))
        .filter(|(at, node)| match state.node_value(*at, None) {
            Some(Value::Choice(id)) => !state.has_option(node, id, None),
            _ => false,
        })
        .map(|(_, node)| node)
        .collect();
    for node in lost {
        posted.answers.remove(&node.item.id);
        posted.typed.remove(&node.item.id);
        posted.appeared.push(Path::new(node.item.id.clone()));
    }
}

fn can_lose_options(kind: &Kind) -> bool {
    matches!(kind, Kind::LinkedChoice { .. })
        || options_of(kind).is_some_and(|(_, own)| own.iter().any(|option| option.when.is_some()))
}
