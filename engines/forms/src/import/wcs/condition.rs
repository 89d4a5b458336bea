//! From a Django condition to a condition of the draft.
//!
//! A comparison of a closed choice with a text is decided option by option, so that it is exact; on an open list
//! it reads the label of the chosen row. Empty values compare as in the source: false, `!=` being "not `==`".

use super::django::{self, Expr, Operator};
use super::ids;
use super::value::{Case, ChoiceField, ChoiceRef, Face, Reader, Refusal, Ty, Val, literal};
use super::xml::Node;
use crate::cond::{Cond, Literal, Set, Term};
use crate::import::codes::{Code, Reason};

/// Always true.
pub(super) fn always() -> Cond {
    Cond::All(Vec::new())
}

/// Always false.
pub(super) fn never() -> Cond {
    Cond::Any(Vec::new())
}

/// Whether a condition is constant, and which.
pub(super) fn constant(cond: &Cond) -> Option<bool> {
    match cond {
        Cond::All(parts) if parts.is_empty() => Some(true),
        Cond::Any(parts) if parts.is_empty() => Some(false),
        _ => None,
    }
}

/// The contrary, constants folded.
pub(super) fn not(cond: Cond) -> Cond {
    match (constant(&cond), cond) {
        (Some(true), _) => never(),
        (Some(false), _) => always(),
        (None, Cond::Not(inner)) => *inner,
        (None, cond) => Cond::Not(Box::new(cond)),
    }
}

/// All of them, constants folded, nested conjunctions flattened.
pub(super) fn all(parts: Vec<Cond>) -> Cond {
    fold(parts, true)
}

/// One of them, constants folded, nested alternatives flattened.
pub(super) fn any(parts: Vec<Cond>) -> Cond {
    fold(parts, false)
}

fn fold(parts: Vec<Cond>, neutral: bool) -> Cond {
    let mut kept = Vec::new();
    for part in parts {
        match (constant(&part), part) {
            (Some(value), _) if value == neutral => {}
            (Some(_), _) => return if neutral { never() } else { always() },
            (None, Cond::All(inner)) if neutral => kept.extend(inner),
            (None, Cond::Any(inner)) if !neutral => kept.extend(inner),
            (None, part) => kept.push(part),
        }
    }
    match kept.len() {
        1 => kept.remove(0),
        _ if neutral => Cond::All(kept),
        _ => Cond::Any(kept),
    }
}

/// The same test on the first answered of several fields that share a variable name.
pub(super) fn over_fields(
    reader: &mut Reader<'_>,
    choice: &ChoiceRef,
    test: impl Fn(&mut Reader<'_>, &ChoiceField) -> Cond,
) -> Cond {
    let Some((last, earlier)) = choice.fields.split_last() else { return never() };
    let mut found = test(reader, last);
    for field in earlier.iter().rev() {
        let answered = Cond::Answered(Term::Field(field.id.clone()));
        let own = test(reader, field);
        found = any(vec![all(vec![answered.clone(), own]), all(vec![not(answered), found])]);
    }
    found
}

/// The label or the identifier of a chosen option, as a term.
pub(super) fn face(choice: &ChoiceRef, field: &ChoiceField) -> Term {
    let term = match choice.face {
        Face::Id => Term::Field(field.id.clone()),
        Face::Label => Term::Col(field.id.clone(), ids::slug("label", "label")),
    };
    if choice.case == Case::Same { term } else { Term::Lower(Box::new(term)) }
}

/// True when an option that fulfils the test is chosen. The options are all known.
pub(super) fn options_where(
    reader: &mut Reader<'_>,
    choice: &ChoiceRef,
    field: &ChoiceField,
    test: &dyn Fn(&str) -> bool,
) -> Cond {
    let side = |id: &str, label: &str| choice.case.apply(if choice.face == Face::Id { id } else { label });
    let rows = field.options.rows.iter().filter(|(id, label)| test(&side(id, label)));
    let wanted: Vec<&str> = rows.map(|(id, _)| id.as_str()).collect();
    let term = Term::Field(field.id.clone());
    match wanted.as_slice() {
        [] => {
            reader.note(Code::NoSuchOption, field.id.as_str());
            never()
        }
        options if field.many => any(options.iter().map(|id| Cond::Has(term.clone(), literal(id))).collect()),
        [id] => Cond::Eq(term, literal(id)),
        options => {
            let options = options.iter().map(|id| Literal::Text((*id).to_owned()));
            Cond::In(term, Set::Literals(options.collect()))
        }
    }
}

/// What a condition of the source becomes.
#[derive(Debug)]
pub(super) struct Converted {
    /// The condition.
    pub cond: Cond,
    /// What differs from the source.
    pub notes: Vec<Reason>,
}

/// Converts the text of a condition.
///
/// # Errors
/// The reason for which it has no counterpart, or is not a condition.
pub(super) fn convert(reader: Reader<'_>, text: &str) -> Result<Converted, Refusal> {
    let tree = django::parse(text).map_err(|error| Reason::new(Code::ConditionSyntax, error.to_string()))?;
    read(reader, &tree)
}

fn read(mut reader: Reader<'_>, tree: &Expr) -> Result<Converted, Refusal> {
    let cond = expression(&mut reader, tree)?;
    Ok(Converted { cond, notes: reader.notes })
}

/// The text of a `condition` element: of its value, or its own in the oldest exports.
pub(super) fn source(element: &Node<'_>) -> Option<String> {
    let own = element.own_text();
    element.text("value").or_else(|| (!own.is_empty()).then(|| own.to_owned()))
}

/// Converts a `condition` element. The oldest exports hold a Python expression: what of it can be a condition is read
/// as one ([`django::python`]), the rest is refused, and nothing is ever executed.
///
/// # Errors
/// As [`convert`].
pub(super) fn of_element(reader: Reader<'_>, element: &Node<'_>, source: &str) -> Result<Converted, Refusal> {
    if element.text("type").is_some_and(|kind| kind == "django") {
        return convert(reader, source);
    }
    let tree = django::python::parse(source)
        .or_else(|_| django::parse(source))
        .map_err(|error| Reason::new(Code::PythonExpression, error.to_string()))?;
    let mut converted = read(reader, &tree)?;
    converted.notes.push(Reason::new(Code::PythonRead, ""));
    Ok(converted)
}

/// Converts a parsed condition.
///
/// # Errors
/// As [`convert`].
pub(super) fn expression(reader: &mut Reader<'_>, tree: &Expr) -> Result<Cond, Refusal> {
    match tree {
        Expr::Not(inner) => Ok(not(expression(reader, inner)?)),
        Expr::Binary(Operator::And, left, right) => {
            Ok(all(vec![expression(reader, left)?, expression(reader, right)?]))
        }
        Expr::Binary(Operator::Or, left, right) => {
            Ok(any(vec![expression(reader, left)?, expression(reader, right)?]))
        }
        Expr::Binary(operator, left, right) => {
            let (left, right) = (value(reader, left)?, value(reader, right)?);
            super::compare::compare(reader, *operator, left, right)
        }
        Expr::Operand(operand) => {
            let value = reader.operand(operand)?;
            Ok(truth(reader, &value))
        }
    }
}

fn value(reader: &mut Reader<'_>, tree: &Expr) -> Result<Val, Refusal> {
    match tree {
        Expr::Operand(operand) => reader.operand(operand),
        other => Ok(Val::Cond(expression(reader, other)?)),
    }
}

/// Whether Django finds a value true.
pub(super) fn truth(reader: &mut Reader<'_>, value: &Val) -> Cond {
    match value {
        Val::Empty => never(),
        Val::Const(Literal::Bool(yes)) => truth_of(*yes),
        Val::Const(Literal::Integer(n)) => truth_of(*n != 0),
        Val::Const(Literal::Text(text)) => truth_of(!text.is_empty()),
        Val::Term(term, Ty::Bool) => Cond::True(term.clone()),
        Val::Term(term @ (Term::Count(_) | Term::Length(_) | Term::Add(_)), Ty::Number) => {
            Cond::Gt(term.clone(), Term::Literal(Literal::Integer(0)))
        }
        Val::Term(term, Ty::Number) => all(vec![
            Cond::Answered(term.clone()),
            Cond::Ne(term.clone(), Term::Literal(Literal::Integer(0))),
        ]),
        Val::Term(term, _) => Cond::Answered(term.clone()),
        Val::Choice(choice) => {
            any(choice.fields.iter().map(|field| Cond::Answered(Term::Field(field.id.clone()))).collect())
        }
        Val::Cond(cond) => cond.clone(),
        Val::Rows(slug, options) if options.closed => {
            let _ = slug;
            truth_of(!options.rows.is_empty())
        }
        Val::Rows(slug, _) => {
            reader.note(Code::RowsParam, slug.as_str());
            let rows = format!("rows_{slug}");
            let param = ids::slug(&rows, "rows");
            let param = reader.scope.invented.param(param, crate::model::ParamType::Integer, &rows);
            Cond::Gt(Term::Param(param), Term::Literal(Literal::Integer(0)))
        }
        Val::Set(_) | Val::Concat(_) | Val::TimeNow | Val::TimeText | Val::StepName(_) => always(),
    }
}

pub(super) fn truth_of(yes: bool) -> Cond {
    if yes { always() } else { never() }
}
