//! Types of terms: both sides of a comparison have one type, a literal takes the other's.

use super::{Cond, Literal, Set, Sys, Term};
use crate::Id;
use crate::value::words;

/// The type of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Text,
    Number,
    Bool,
    Date,
    Time,
    Moment,
    /// One option; its identifiers, if the list is closed.
    Choice(Option<Vec<String>>),
    /// Several options.
    Choices(Option<Vec<String>>),
    /// A composite answer, files, rows: only `answered` and `count` make sense.
    Other,
    /// Nothing is known (an unknown name): nothing is said of it.
    Unknown,
}

/// What is wrong with the types of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeError {
    /// Two types that do not compare.
    Mismatch(Type, Type),
    /// A literal that is not in the closed list it is compared with.
    NotInList(String),
    /// A literal that cannot be read as the other side's type.
    BadLiteral(Literal, Type),
    /// The operator does not take this type.
    Operand(&'static str, Type),
}

/// Types of names; `None` = unknown name (reported elsewhere).
pub trait Names {
    fn field(&self, id: &Id) -> Option<Type>;
    fn col(&self, field: &Id, column: &Id) -> Option<Type>;
    fn param(&self, id: &Id) -> Option<Type>;
}

/// Every type error of a condition.
pub fn check(cond: &Cond, names: &dyn Names) -> Vec<TypeError> {
    let mut errors = Vec::new();
    check_cond(cond, names, &mut errors);
    errors
}

/// The type of a term and its type errors.
pub fn check_value(term: &Term, names: &dyn Names) -> (Type, Vec<TypeError>) {
    let mut errors = Vec::new();
    let found = type_of(term, names, &mut errors);
    (found, errors)
}

fn check_cond(cond: &Cond, names: &dyn Names, errors: &mut Vec<TypeError>) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|p| check_cond(p, names, errors)),
        Cond::Not(part) | Cond::AnyRow(_, part) | Cond::AllRows(_, part) => check_cond(part, names, errors),
        Cond::Eq(a, b)
        | Cond::Ne(a, b)
        | Cond::Lt(a, b)
        | Cond::Le(a, b)
        | Cond::Gt(a, b)
        | Cond::Ge(a, b) => {
            same(a, b, names, errors);
        }
        Cond::Within(a, low, high) => {
            same(a, low, names, errors);
            same(a, high, names, errors);
        }
        Cond::In(a, Set::Literals(literals)) => {
            let found = type_of(a, names, errors);
            for literal in literals {
                literal_fits(literal, &found, errors);
            }
        }
        Cond::In(a, Set::Term(b)) => {
            type_of(a, names, errors);
            type_of(b, names, errors);
        }
        Cond::Has(list, option) => has(list, option, names, errors),
        Cond::Contains(a, b) | Cond::StartsWith(a, b) => {
            for term in [a, b] {
                let found = type_of(term, names, errors);
                if !matches!(found, Type::Text | Type::Choice(_) | Type::Choices(_) | Type::Unknown) {
                    errors.push(TypeError::Operand("contains", found));
                }
            }
        }
        Cond::Answered(term) => {
            type_of(term, names, errors);
        }
        Cond::True(term) => {
            let found = type_of(term, names, errors);
            if !matches!(found, Type::Bool | Type::Unknown) {
                errors.push(TypeError::Operand("true", found));
            }
        }
    }
}

fn has(list: &Term, option: &Term, names: &dyn Names, errors: &mut Vec<TypeError>) {
    match (type_of(list, names, errors), option) {
        (Type::Choices(options), Term::Literal(literal)) => {
            literal_fits(literal, &Type::Choice(options), errors);
        }
        (Type::Choices(_) | Type::Unknown, _) => {}
        (other, _) => errors.push(TypeError::Operand("has", other)),
    }
}

fn same(a: &Term, b: &Term, names: &dyn Names, errors: &mut Vec<TypeError>) {
    match (a, b) {
        (Term::Literal(a), Term::Literal(b)) if kind_of(a) != kind_of(b) => {
            errors.push(TypeError::Mismatch(kind_of(a), kind_of(b)));
        }
        (Term::Literal(literal), term) | (term, Term::Literal(literal)) => {
            let found = type_of(term, names, errors);
            literal_fits(literal, &found, errors);
        }
        _ => {
            let (a, b) = (type_of(a, names, errors), type_of(b, names, errors));
            if !comparable(&a, &b) {
                errors.push(TypeError::Mismatch(a, b));
            }
        }
    }
}

fn comparable(a: &Type, b: &Type) -> bool {
    use Type::{Choice, Date, Moment, Text, Unknown};
    match (a, b) {
        (Unknown, _)
        | (_, Unknown)
        | (Choice(_) | Text, Choice(_) | Text)
        | (Date | Moment, Date | Moment) => true,
        (Type::Other | Type::Choices(_), _) | (_, Type::Other | Type::Choices(_)) => false,
        (a, b) => a == b,
    }
}

fn kind_of(literal: &Literal) -> Type {
    match literal {
        Literal::Bool(_) => Type::Bool,
        Literal::Integer(_) => Type::Number,
        Literal::Text(_) => Type::Text,
    }
}

fn literal_fits(literal: &Literal, found: &Type, errors: &mut Vec<TypeError>) {
    let fits = match (found, literal) {
        (Type::Unknown, _)
        | (Type::Text | Type::Choice(None), Literal::Text(_))
        | (Type::Number, Literal::Integer(_))
        | (Type::Bool, Literal::Bool(_)) => true,
        (Type::Number, Literal::Text(text)) => words::exact(text).is_some(),
        (Type::Date, Literal::Text(text)) => words::iso_date(text).is_some(),
        (Type::Time, Literal::Text(text)) => words::iso_time(text).is_some(),
        (Type::Moment, Literal::Text(text)) => {
            words::iso_datetime(text).is_some() || words::iso_date(text).is_some()
        }
        (Type::Choice(Some(options)), Literal::Text(text)) => {
            if !options.contains(text) {
                errors.push(TypeError::NotInList(text.clone()));
            }
            true
        }
        _ => false,
    };
    if !fits {
        errors.push(TypeError::BadLiteral(literal.clone(), found.clone()));
    }
}

fn type_of(term: &Term, names: &dyn Names, errors: &mut Vec<TypeError>) -> Type {
    match term {
        Term::Literal(literal) => kind_of(literal),
        Term::Field(id) => names.field(id).unwrap_or(Type::Unknown),
        Term::Col(id, column) => names.col(id, column).unwrap_or(Type::Unknown),
        Term::Param(id) => names.param(id).unwrap_or(Type::Unknown),
        Term::Authority(_) => Type::Unknown,
        Term::Sys(Sys::Today) => Type::Date,
        Term::Sys(Sys::Now) => Type::Moment,
        Term::Sys(_) => Type::Text,
        Term::Age(date) => {
            expect("age", date, &[Type::Date, Type::Moment], names, errors);
            Type::Number
        }
        Term::DaysBetween(a, b) => {
            expect("days_between", a, &[Type::Date, Type::Moment], names, errors);
            expect("days_between", b, &[Type::Date, Type::Moment], names, errors);
            Type::Number
        }
        Term::DateAdd(date, n, _) => {
            expect("date_add", date, &[Type::Date, Type::Moment], names, errors);
            expect("date_add", n, &[Type::Number], names, errors);
            Type::Date
        }
        Term::At(date, time) => {
            expect("at", date, &[Type::Date, Type::Moment], names, errors);
            expect("at", time, &[Type::Time], names, errors);
            Type::Moment
        }
        Term::Number(text) => {
            type_of(text, names, errors);
            Type::Number
        }
        Term::Count(inner) => {
            type_of(inner, names, errors);
            Type::Number
        }
        Term::Add(_) | Term::Sub(..) | Term::Mul(_) | Term::Sum(_) => arithmetic(term, names, errors),
        Term::First(terms) => first(terms, names, errors),
        Term::Join(terms) => {
            for term in terms {
                type_of(term, names, errors);
            }
            Type::Text
        }
        Term::Lower(text) => type_of(text, names, errors),
        Term::Length(text) => {
            expect("length", text, &[Type::Text], names, errors);
            Type::Number
        }
        Term::Test(cond) => {
            check_cond(cond, names, errors);
            Type::Bool
        }
        Term::If(cond, then, otherwise) => {
            check_cond(cond, names, errors);
            first(&[(**then).clone(), (**otherwise).clone()], names, errors)
        }
    }
}

fn arithmetic(term: &Term, names: &dyn Names, errors: &mut Vec<TypeError>) -> Type {
    for part in term.parts() {
        if let super::refs::Part::Term(inner) = part {
            expect("arithmetic", inner, &[Type::Number], names, errors);
        }
    }
    Type::Number
}

/// A literal where a type is expected may be a text that reads as it.
fn expect(op: &'static str, term: &Term, types: &[Type], names: &dyn Names, errors: &mut Vec<TypeError>) {
    if let (Term::Literal(literal), [first, ..]) = (term, types) {
        literal_fits(literal, first, errors);
        return;
    }
    let found = type_of(term, names, errors);
    if found != Type::Unknown && !types.contains(&found) {
        errors.push(TypeError::Operand(op, found));
    }
}

/// The type of the first whose type is known; options of different lists are texts.
fn first(terms: &[Term], names: &dyn Names, errors: &mut Vec<TypeError>) -> Type {
    let mut found = Type::Unknown;
    for term in terms {
        let next = type_of(term, names, errors);
        match (&found, &next) {
            (Type::Unknown, _) => found = next,
            (_, Type::Unknown) => {}
            (a, b) if a == b => {}
            (Type::Choice(_) | Type::Text, Type::Choice(_) | Type::Text) => found = Type::Text,
            (a, _) if matches!(term, Term::Literal(_)) => {
                if let Term::Literal(literal) = term {
                    literal_fits(literal, &a.clone(), errors);
                }
            }
            (a, b) => errors.push(TypeError::Mismatch(a.clone(), b.clone())),
        }
    }
    found
}
