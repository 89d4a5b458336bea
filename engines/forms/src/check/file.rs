//! Filing: the whole form is checked, hidden answers are dropped, computed values are fixed.

use super::page::{check_page, fields_of};
use super::{Context, State};
use crate::Id;
use crate::compiled::Compiled;
use crate::model::Kind;
use crate::value::{Answers, Path, Refusal, Value};

/// What a person sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Answers to visible fields only.
    pub answers: Answers,
    /// Values of visible computed fields, fixed at this moment.
    pub computed: Answers,
    /// The file in one line, as lists show it.
    pub digest: String,
}

/// Checks every visible page. Answers to hidden fields are dropped and never refuse anything.
pub fn file(form: &Compiled, answers: &Answers, ctx: &Context) -> Result<Filed, Vec<Refusal>> {
    let state = State::new(form, ctx, answers);
    let refusals: Vec<Refusal> = state.visible_pages().flat_map(|page| check_page(&state, page)).collect();
    if refusals.is_empty() { Ok(kept(&state)) } else { Err(refusals) }
}

fn kept(state: &State) -> Filed {
    let form = state.form();
    let mut filed = Filed { digest: state.text(&form.form().meta.digest, None), ..Filed::default() };
    for page in state.visible_pages() {
        for path in fields_of(state, page) {
            let Some(node) = form.node(&path.field) else { continue };
            if matches!(node.item.kind, Kind::Block { .. }) {
                block(state, &node.item.id, &mut filed);
            } else if path.row.is_none()
                && let Some(value) = state.value(&path)
            {
                filed.answers.insert(path.field.clone(), value.clone());
            }
        }
        for at in form.page_range(page).filter(|at| form.nodes()[*at].block.is_none()) {
            let item = &form.nodes()[at].item;
            if let (Kind::Computed { .. }, Some(value)) = (&item.kind, state.node_value(at, None)) {
                filed.computed.insert(item.id.clone(), value.clone());
            }
        }
    }
    filed
}

/// Rows that are not blank, with their visible answers and computed values.
fn block(state: &State, id: &Id, filed: &mut Filed) {
    let form = state.form();
    let Some(at) = form.index(id) else { return };
    let (mut answers, mut computed) = (Vec::new(), Vec::new());
    for (row, blank) in state.rows_blank(at).into_iter().enumerate() {
        if blank {
            continue;
        }
        let (mut given, mut derived) = (Answers::default(), Answers::default());
        for child in form.inside(at) {
            let item = &form.nodes()[child].item;
            let Some(value) = state.value(&Path::in_row(id.clone(), row, item.id.clone())) else { continue };
            let target = if item.kind.is_input() { &mut given } else { &mut derived };
            target.insert(item.id.clone(), value.clone());
        }
        answers.push(given);
        computed.push(derived);
    }
    if !answers.is_empty() {
        filed.answers.insert(id.clone(), Value::Rows(answers));
    }
    if computed.iter().any(|row| !row.is_empty()) {
        filed.computed.insert(id.clone(), Value::Rows(computed));
    }
}
