//! Checks of conditions, terms and texts: names, scope, order, types, constancy.

use super::names::Index;
use super::{Finding, Rule};
use crate::cond::types::{self, Type, TypeError};
use crate::cond::{Cond, Part, Set, Term};
use crate::{Id, Text};

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) all: Vec<Finding>,
}

impl Findings {
    pub(super) fn add(&mut self, place: &str, rule: Rule, args: &[(&'static str, &str)]) {
        let args = args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.all.push(Finding { place: place.to_owned(), rule, args });
    }
}

/// Where a condition stands: it reads fields before `before`, and those of the block around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    pub(super) before: usize,
    pub(super) block: Option<&'a Id>,
}

impl Spot<'_> {
    /// A place that reads every field.
    pub(super) const ANYWHERE: Self = Self { before: usize::MAX, block: None };
}

/// Checks a condition; gives its constant value, if it has one.
pub(super) fn cond(
    cond: &Cond,
    place: &str,
    spot: Spot,
    names: &Index,
    found: &mut Findings,
) -> Option<bool> {
    scan(Part::Cond(cond), place, spot, names, found);
    for error in types::check(cond, names) {
        type_error(&error, place, found);
    }
    let constant = constant(cond);
    if let Some(value) = constant {
        found.add(place, Rule::ConstantCondition, &[("value", if value { "true" } else { "false" })]);
    }
    constant
}

/// Checks a term, which should have the type `expected`.
pub(super) fn term(
    term: &Term,
    expected: Option<&Type>,
    place: &str,
    spot: Spot,
    names: &Index,
    found: &mut Findings,
) {
    scan(Part::Term(term), place, spot, names, found);
    let (actual, errors) = types::check_value(term, names);
    for error in errors {
        type_error(&error, place, found);
    }
    let fits = match (expected, term) {
        (None | Some(Type::Unknown), _) | (_, Term::Literal(_)) => true,
        (Some(Type::Text), _) => !matches!(actual, Type::Other),
        (Some(expected), _) => {
            actual == Type::Unknown
                || actual == *expected
                || matches!((expected, &actual), (Type::Date | Type::Moment, Type::Date | Type::Moment))
        }
    };
    if let (false, Some(expected)) = (fits, expected) {
        found.add(place, Rule::TypeMismatch, &[("left", name(expected)), ("right", name(&actual))]);
    }
}

/// Checks the places in a text.
pub(super) fn text(text: &Text, place: &str, names: &Index, found: &mut Findings) {
    for part in text.parts() {
        let crate::Part::Place { name, column } = part else { continue };
        let known = match (name.as_str(), &column) {
            ("sys" | "authority", Some(_)) => true,
            ("param", Some(id)) => names.params.contains_key(id),
            (_, None) => names.fields.contains_key(&name),
            (_, Some(column)) => names.fields.contains_key(&name) && !names.lacks_column(&name, column),
        };
        if !known {
            let whole = column.map_or_else(|| name.to_string(), |column| format!("{name}.{column}"));
            found.add(place, Rule::UnknownName, &[("name", &whole)]);
        }
    }
}

fn scan(part: Part, place: &str, spot: Spot, names: &Index, found: &mut Findings) {
    let inside = match part {
        Part::Cond(Cond::AnyRow(block, inner) | Cond::AllRows(block, inner)) => {
            known_block(block, place, spot, names, found);
            return scan(Part::Cond(inner), place, Spot { block: Some(block), ..spot }, names, found);
        }
        Part::Cond(cond) => cond.parts(),
        Part::Term(Term::Field(id)) => return field(id, false, place, spot, names, found),
        Part::Term(Term::Col(id, column)) => {
            field(id, false, place, spot, names, found);
            if names.lacks_column(id, column) {
                found.add(place, Rule::UnknownName, &[("name", &format!("{id}.{column}"))]);
            }
            return;
        }
        Part::Term(Term::Param(id)) if !names.params.contains_key(id) => {
            return found.add(place, Rule::UnknownName, &[("name", &format!("param.{id}"))]);
        }
        Part::Term(term) => {
            let over_rows = matches!(term, Term::Count(_) | Term::Sum(_) | Term::First(_));
            for part in term.parts() {
                match part {
                    Part::Term(Term::Field(id)) => field(id, over_rows, place, spot, names, found),
                    other => scan(other, place, spot, names, found),
                }
            }
            return;
        }
    };
    for part in inside {
        scan(part, place, spot, names, found);
    }
}

fn known_block(id: &Id, place: &str, spot: Spot, names: &Index, found: &mut Findings) {
    match names.fields.get(id) {
        Some(field) if field.is_block && field.at < spot.before => {}
        Some(field) if field.is_block => found.add(place, Rule::LaterField, &[("name", id)]),
        _ => found.add(place, Rule::UnknownName, &[("name", id)]),
    }
}

fn field(id: &Id, over_rows: bool, place: &str, spot: Spot, names: &Index, found: &mut Findings) {
    let rule = match names.fields.get(id) {
        None => Rule::UnknownName,
        Some(field) if field.at >= spot.before => Rule::LaterField,
        Some(field) if field.block.is_some() && field.block.as_ref() != spot.block && !over_rows => {
            Rule::OutOfScope
        }
        Some(_) => return,
    };
    found.add(place, rule, &[("name", id)]);
}

fn type_error(error: &TypeError, place: &str, found: &mut Findings) {
    match error {
        TypeError::Mismatch(a, b) => {
            found.add(place, Rule::TypeMismatch, &[("left", name(a)), ("right", name(b))]);
        }
        TypeError::NotInList(option) => found.add(place, Rule::NotInList, &[("option", option)]),
        TypeError::BadLiteral(literal, expected) => {
            let literal = crate::cond::Val::from(literal).to_text();
            found.add(place, Rule::BadLiteral, &[("literal", &literal), ("type", name(expected))]);
        }
        TypeError::Operand(operator, actual) => {
            found.add(place, Rule::BadOperand, &[("operator", operator), ("type", name(actual))]);
        }
    }
}

/// Stable name of a type.
pub(super) fn name(found: &Type) -> &'static str {
    match found {
        Type::Text => "text",
        Type::Number => "number",
        Type::Bool => "yes-no",
        Type::Date => "date",
        Type::Time => "time",
        Type::Moment => "datetime",
        Type::Choice(_) => "choice",
        Type::Choices(_) => "choices",
        Type::Other => "composite",
        Type::Unknown => "unknown",
    }
}

/// The value of a condition that reads nothing (or whose parts decide without what they read).
pub(super) fn constant(cond: &Cond) -> Option<bool> {
    let (parts, decisive) = match cond {
        Cond::Not(part) => return constant(part).map(|value| !value),
        Cond::In(_, Set::Literals(literals)) if literals.is_empty() => return Some(false),
        Cond::All(parts) => (parts, false),
        Cond::Any(parts) => (parts, true),
        Cond::AnyRow(..) | Cond::AllRows(..) => return None,
        other if reads_nothing(Part::Cond(other)) => {
            return Some(crate::cond::holds(other, &crate::check::Nothing::scope()));
        }
        _ => return None,
    };
    let values: Vec<Option<bool>> = parts.iter().map(constant).collect();
    if values.contains(&Some(decisive)) {
        return Some(decisive);
    }
    values.iter().all(Option::is_some).then_some(!decisive)
}

fn reads_nothing(part: Part) -> bool {
    let (own, parts) = match part {
        Part::Cond(cond) => (false, cond.parts()),
        Part::Term(term) => {
            let reads = matches!(
                term,
                Term::Field(_)
                    | Term::Col(..)
                    | Term::Param(_)
                    | Term::Authority(_)
                    | Term::Sys(_)
                    | Term::Age(_)
            );
            (reads, term.parts())
        }
    };
    !own && parts.into_iter().all(reads_nothing)
}
