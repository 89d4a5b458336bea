//! Evaluation: total, two-valued, without side effects.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use time::{Duration, PrimitiveDateTime};

use super::val::Val;
use super::{Cond, DateUnit, Literal, Set, Sys, Term};
use crate::Id;
use crate::check::Context;
use crate::clock;
use crate::model::Country;
use crate::value::Value;

/// Where a condition is evaluated: the answers it sees.
pub trait Scope {
    fn context(&self) -> &Context;
    /// The answer to a field that is visible, or a computed value; in a row of a block, the row's first.
    fn field(&self, id: &Id) -> Option<&Value>;
    /// A column of the chosen row, or a part of a composite answer.
    fn col(&self, field: &Id, column: &Id) -> Val;
    /// A parameter set by the commune, or its default.
    fn param(&self, id: &Id) -> Option<&Literal>;
    /// Answers to a field inside a block, over its rows that are not blank; `None` for other fields.
    fn over_rows(&self, field: &Id) -> Option<Vec<&Value>>;
    /// How many rows of a block are not blank; `None` if it is no visible block.
    fn row_count(&self, block: &Id) -> Option<usize>;
    /// The condition in each row that is not blank.
    fn each_row(&self, block: &Id, cond: &Cond) -> Vec<bool>;
}

/// Is the condition true?
pub fn holds(cond: &Cond, scope: &dyn Scope) -> bool {
    let order = |a: &Term, b: &Term| value(a, scope).compare(&value(b, scope));
    match cond {
        Cond::All(parts) => parts.iter().all(|part| holds(part, scope)),
        Cond::Any(parts) => parts.iter().any(|part| holds(part, scope)),
        Cond::Not(part) => !holds(part, scope),
        Cond::Eq(a, b) => order(a, b) == Some(Ordering::Equal),
        Cond::Ne(a, b) => order(a, b) != Some(Ordering::Equal),
        Cond::Lt(a, b) => order(a, b) == Some(Ordering::Less),
        Cond::Le(a, b) => order(a, b).is_some_and(Ordering::is_le),
        Cond::Gt(a, b) => order(a, b) == Some(Ordering::Greater),
        Cond::Ge(a, b) => order(a, b).is_some_and(Ordering::is_ge),
        Cond::In(term, set) => is_in(&value(term, scope), set, scope),
        Cond::Has(list, option) => match (value(list, scope), value(option, scope)) {
            (Val::List(ids), Val::Text(id)) => ids.contains(&id),
            _ => false,
        },
        Cond::Contains(whole, part) => texts(whole, part, scope, |whole, part| whole.contains(part)),
        Cond::StartsWith(whole, part) => texts(whole, part, scope, |whole, part| whole.starts_with(part)),
        Cond::Answered(term) => !value(term, scope).is_empty(),
        Cond::Within(term, low, high) => {
            order(low, term).is_some_and(Ordering::is_le) && order(term, high).is_some_and(Ordering::is_le)
        }
        Cond::True(term) => value(term, scope) == Val::Bool(true),
        Cond::AnyRow(block, cond) => scope.each_row(block, cond).contains(&true),
        Cond::AllRows(block, cond) => !scope.each_row(block, cond).contains(&false),
    }
}

fn is_in(val: &Val, set: &Set, scope: &dyn Scope) -> bool {
    let equal = |other: &Val| val.compare(other) == Some(Ordering::Equal);
    match set {
        Set::Literals(literals) => literals.iter().any(|literal| equal(&literal.into())),
        Set::Term(term) => match value(term, scope) {
            Val::List(texts) => texts.into_iter().any(|text| equal(&Val::Text(text))),
            single => equal(&single),
        },
    }
}

fn texts(a: &Term, b: &Term, scope: &dyn Scope, test: fn(&str, &str) -> bool) -> bool {
    match (value(a, scope), value(b, scope)) {
        (Val::Text(a), Val::Text(b)) => test(&a, &b),
        (Val::List(ids), Val::Text(b)) => ids.iter().any(|id| test(id, &b)),
        _ => false,
    }
}

/// The value of a term.
pub fn value(term: &Term, scope: &dyn Scope) -> Val {
    match term {
        Term::Literal(literal) => literal.into(),
        Term::Field(id) => scope.field(id).map_or(Val::Empty, Val::from),
        Term::Col(field, column) => scope.col(field, column),
        Term::Param(id) => scope.param(id).map_or(Val::Empty, Val::from),
        Term::Authority(id) => authority(scope.context(), id),
        Term::Sys(sys) => system(scope.context(), *sys),
        Term::Age(_) | Term::DaysBetween(..) | Term::DateAdd(..) | Term::At(..) => {
            calendar(term, scope).unwrap_or(Val::Empty)
        }
        Term::Count(inner) => Val::count(count(inner, scope)),
        Term::Sum(inner) => sum(inner, scope),
        Term::First(terms) => first(terms, scope),
        Term::Number(inner) => value(inner, scope).number().map_or(Val::Empty, Val::Number),
        Term::Add(_) | Term::Sub(..) | Term::Mul(_) => {
            arithmetic(term, scope).map_or(Val::Empty, Val::Number)
        }
        Term::Join(terms) => Val::text(terms.iter().map(|t| value(t, scope).to_text()).collect::<String>()),
        Term::Lower(inner) => match value(inner, scope) {
            Val::Text(text) => Val::Text(text.to_lowercase()),
            other => other,
        },
        Term::Length(inner) => match value(inner, scope) {
            Val::Text(text) => Val::count(text.chars().count()),
            _ => Val::Empty,
        },
        Term::Test(cond) => Val::Bool(holds(cond, scope)),
        Term::If(cond, then, otherwise) => value(if holds(cond, scope) { then } else { otherwise }, scope),
    }
}

fn authority(ctx: &Context, id: &Id) -> Val {
    match ctx.authority.get(id).map(Vec::as_slice) {
        None | Some([]) => Val::Empty,
        Some([one]) => Val::text(one.clone()),
        Some(many) => Val::List(many.to_vec()),
    }
}

fn system(ctx: &Context, sys: Sys) -> Val {
    let name = |json: serde_json::Result<serde_json::Value>| {
        json.ok().and_then(|json| json.as_str().map(Val::text)).unwrap_or(Val::Empty)
    };
    let step = |step: &Option<Id>| step.as_ref().map_or(Val::Empty, |id| Val::text(id.as_str()));
    match sys {
        Sys::Today => Val::Date(ctx.today()),
        Sys::Now => Val::Moment(ctx.now),
        Sys::Channel => name(serde_json::to_value(ctx.channel)),
        Sys::LoginLevel => name(serde_json::to_value(ctx.login)),
        Sys::Step => step(&ctx.step),
        Sys::PreviousStep => step(&ctx.previous_step),
    }
}

fn calendar(term: &Term, scope: &dyn Scope) -> Option<Val> {
    match term {
        Term::Age(born) => {
            let years = clock::age(value(born, scope).date()?, scope.context().today());
            Some(Val::Number(Decimal::from(years)))
        }
        Term::DaysBetween(from, to) => {
            let days = (value(to, scope).date()? - value(from, scope).date()?).whole_days();
            Some(Val::Number(Decimal::from(days)))
        }
        Term::DateAdd(date, n, unit) => {
            let n = value(n, scope).number()?.trunc();
            let moved =
                moved(value(date, scope).date()?, i64::try_from(n).ok()?, *unit, scope.context().country)?;
            Some(Val::Date(moved))
        }
        Term::At(date, time) => {
            Some(Val::Moment(PrimitiveDateTime::new(value(date, scope).date()?, value(time, scope).time()?)))
        }
        _ => None,
    }
}

fn moved(date: time::Date, n: i64, unit: DateUnit, country: Country) -> Option<time::Date> {
    let days = |n: i64| if n.abs() > 4_000_000 { None } else { date.checked_add(Duration::days(n)) };
    let moved = match unit {
        DateUnit::Days => days(n),
        DateUnit::Weeks => days(n.checked_mul(7)?),
        DateUnit::WorkingDays => clock::add_working_days(date, n, country),
        DateUnit::Months => clock::add_months(date, n),
        DateUnit::Years => clock::add_months(date, n.checked_mul(12)?),
    };
    moved.filter(|date| (1..=9999).contains(&date.year()))
}

fn arithmetic(term: &Term, scope: &dyn Scope) -> Option<Decimal> {
    let number = |term: &Term| value(term, scope).number();
    match term {
        Term::Add(terms) => terms.iter().try_fold(Decimal::ZERO, |sum, t| sum.checked_add(number(t)?)),
        Term::Sub(a, b) => number(a)?.checked_sub(number(b)?),
        Term::Mul(terms) => terms.iter().try_fold(Decimal::ONE, |product, t| product.checked_mul(number(t)?)),
        _ => None,
    }
}

fn count(term: &Term, scope: &dyn Scope) -> usize {
    if let Term::Field(id) = term {
        if let Some(rows) = scope.row_count(id) {
            return rows;
        }
        match scope.field(id) {
            Some(Value::Choices(ids)) => return ids.len(),
            Some(Value::Files(files)) => return files.len(),
            _ => {}
        }
        if let Some(values) = scope.over_rows(id) {
            return values.len();
        }
    }
    match value(term, scope) {
        Val::Empty => 0,
        Val::List(texts) => texts.len(),
        _ => 1,
    }
}

fn sum(term: &Term, scope: &dyn Scope) -> Val {
    let numbers = match term {
        Term::Field(id) if scope.field(id).is_none() => {
            scope.over_rows(id).unwrap_or_default().into_iter().map(|v| Val::from(v).number()).collect()
        }
        _ => vec![value(term, scope).number()],
    };
    let total = numbers.into_iter().flatten().try_fold(Decimal::ZERO, Decimal::checked_add);
    total.map_or(Val::Empty, Val::Number)
}

fn first(terms: &[Term], scope: &dyn Scope) -> Val {
    for term in terms {
        let val = match (term, value(term, scope)) {
            (Term::Field(id), Val::Empty) => scope
                .over_rows(id)
                .and_then(|values| values.first().map(|v| Val::from(*v)))
                .unwrap_or(Val::Empty),
            (_, val) => val,
        };
        if !val.is_empty() {
            return val;
        }
    }
    Val::Empty
}
