//! What a name of the source means at one place: fields, parameters, steps, attributes of the authority.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::Id;
use crate::model::ParamType;

/// The options of a choice, as far as the source tells them.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// The list of the draft, or none when the field holds its own options.
    pub list: Option<Id>,
    /// All options are known; otherwise the rows come from a register.
    pub closed: bool,
    /// Identifier and label.
    pub rows: Vec<(String, String)>,
    /// Columns that some condition or text reads, besides `id` and `label`.
    pub columns: RefCell<BTreeSet<Id>>,
}

/// What kind of value a field of the source gives.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A text.
    Text,
    /// A number: integer or decimal.
    Number,
    /// Ticked or not, or a computed truth.
    Bool,
    /// A civil date.
    Date,
    /// A time of day.
    Time,
    /// One option.
    One(Rc<Options>),
    /// Several options.
    Many(Rc<Options>),
    /// A block: its fields by variable name.
    Block(Vec<Var>),
    /// A computed field that only names a list.
    ListAlias(Rc<Options>),
    /// A constant text.
    Constant(String),
    /// Something one can only ask to be answered: a file, a place.
    Opaque,
}

/// A field that conditions may name.
#[derive(Debug, Clone)]
pub(super) struct Var {
    /// Variable name in the source.
    pub name: String,
    /// Identifier in the draft.
    pub id: Id,
    /// Its value.
    pub shape: Shape,
    /// Position among the fields: only earlier ones can be read.
    pub at: usize,
}

/// A parameter of the form or of its workflow.
#[derive(Debug, Clone)]
pub(super) struct ParamVar {
    /// Identifier in the draft.
    pub id: Id,
    /// Its type.
    pub kind: ParamType,
}

/// Parameters that conversion had to invent: platform variables, sizes of lists, answers of services.
#[derive(Debug, Default)]
pub(super) struct Invented {
    params: RefCell<BTreeMap<Id, (ParamType, String)>>,
    answers: RefCell<BTreeMap<Id, String>>,
}

impl Invented {
    /// A parameter that the commune has to set, with the words of its label.
    pub(super) fn param(&self, id: Id, kind: ParamType, label: &str) -> Id {
        self.params.borrow_mut().entry(id.clone()).or_insert_with(|| (kind, label.to_owned()));
        id
    }

    /// A back-office field that holds the answer of an outside service.
    pub(super) fn answer(&self, id: Id, label: &str) -> Id {
        self.answers.borrow_mut().entry(id.clone()).or_insert_with(|| label.to_owned());
        id
    }

    /// All invented parameters.
    pub(super) fn params(&self) -> BTreeMap<Id, (ParamType, String)> {
        self.params.borrow().clone()
    }

    /// All invented back-office fields.
    pub(super) fn answers(&self) -> BTreeMap<Id, String> {
        self.answers.borrow().clone()
    }
}

/// The names that mean something in one form or workflow.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Fields, in their order.
    pub vars: Vec<Var>,
    /// Parameters by name.
    pub params: BTreeMap<String, ParamVar>,
    /// Fixed texts: `form_name`, `form_slug`.
    pub constants: BTreeMap<String, String>,
    /// Fields proposed from an attribute of the account: `_zipcode` → field.
    pub account: BTreeMap<String, Id>,
    /// Steps by displayed name.
    pub steps: BTreeMap<String, Id>,
    /// Lists of data sources by slug.
    pub lists: BTreeMap<String, Rc<Options>>,
    /// A workflow: names may be answers of services.
    pub flow: bool,
    /// All fields are known: a name that is none of them is empty.
    pub complete: bool,
    /// What conversion invents.
    pub invented: Invented,
}

/// A variable found by the longest name that starts a reference, and what follows it.
pub(super) struct Found<'a> {
    /// All visible fields of that name, first to last.
    pub vars: Vec<&'a Var>,
    /// The rest of the reference, without the underscore: `raw`, `structured_price`.
    pub rest: &'a str,
    /// There is such a field, but only further on in the form.
    pub later: bool,
}

impl Scope {
    /// Finds the field that `name` (without `form_var_`) reads from position `at`, inside `inner` first.
    pub(super) fn find<'a>(&'a self, name: &'a str, at: usize, inner: &'a [Var]) -> Option<Found<'a>> {
        let mut end = name.len();
        loop {
            let head = &name[..end];
            let local: Vec<&Var> = inner.iter().filter(|var| var.name == head).collect();
            let named = if local.is_empty() {
                self.vars.iter().filter(|var| var.name == head).collect()
            } else {
                local
            };
            if !named.is_empty() {
                let rest = name[end..].trim_start_matches('_');
                let vars: Vec<&Var> = named.iter().copied().filter(|var| var.at < at).collect();
                return Some(Found { later: vars.is_empty(), vars, rest });
            }
            end = name[..end].rfind('_')?;
        }
    }
}

/// Answers of services that are dates, as their names say.
pub(super) fn is_date_name(name: &str) -> bool {
    name.ends_with("_datetime") || name.ends_with("_date")
}
