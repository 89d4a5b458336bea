//! One condition with declared names, for checks against Django itself.

use std::rc::Rc;

use super::condition;
use super::scope::{Options, Scope, Shape, Var};
use super::value::Reader;
use crate::Id;
use crate::cond::Cond;
use crate::import::report::Lang;

/// Kind of a probed field.
#[derive(Debug, Clone)]
pub enum ProbeKind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A tick box.
    Bool,
    /// A date.
    Date,
    /// A single choice with these identifiers and labels.
    Choice(Vec<(String, String)>),
}

/// Converts a condition over the given fields; an error is the sentence of its reason, in English.
///
/// # Errors
/// When the condition has no counterpart.
pub fn convert(fields: &[(Id, ProbeKind)], text: &str) -> Result<Cond, String> {
    let vars = fields.iter().enumerate().map(|(at, (id, kind))| Var {
        name: id.as_str().to_owned(),
        id: id.clone(),
        at,
        shape: match kind {
            ProbeKind::Text => Shape::Text,
            ProbeKind::Number => Shape::Number,
            ProbeKind::Bool => Shape::Bool,
            ProbeKind::Date => Shape::Date,
            ProbeKind::Choice(rows) => {
                Shape::One(Rc::new(Options { closed: true, rows: rows.clone(), ..Options::default() }))
            }
        },
    });
    let scope = Scope { vars: vars.collect(), ..Scope::default() };
    condition::convert(Reader::new(&scope, usize::MAX, &[]), text)
        .map(|converted| converted.cond)
        .map_err(|reason| reason.text(Lang::En))
}
