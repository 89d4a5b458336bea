//! Conditions in the `XPath` of `XForms`, as XLSForm writes it (`${name}` for a question).

use crate::Id;
use crate::compiled::{Compiled, options_of};
use crate::cond::{Cond, DateUnit, Literal, Set, Sys, Term};
use crate::model::Kind;

/// The condition; `None` if `XForms` cannot say it.
pub(super) fn cond(cond: &Cond, form: &Compiled) -> Option<String> {
    let compare =
        |a: &Term, op: &str, b: &Term| Some(format!("{} {op} {}", side(a, b, form)?, side(b, a, form)?));
    match cond {
        Cond::All(parts) => joined(parts, " and ", "true()", form),
        Cond::Any(parts) => joined(parts, " or ", "false()", form),
        Cond::Not(part) => Some(format!("not({})", self::cond(part, form)?)),
        Cond::Eq(a, b) => {
            let equal = compare(a, "=", b)?;
            // Two empty sides are not equal.
            let literal = matches!(a, Term::Literal(_)) || matches!(b, Term::Literal(_));
            if literal {
                Some(equal)
            } else {
                Some(format!("(string({}) != '' and {equal})", term(a, form)?))
            }
        }
        Cond::Ne(a, b) => Some(format!("not({})", self::cond(&Cond::Eq(a.clone(), b.clone()), form)?)),
        Cond::Lt(a, b) => guarded(a, b, &compare(a, "<", b)?, form),
        Cond::Le(a, b) => guarded(a, b, &compare(a, "<=", b)?, form),
        Cond::Gt(a, b) => guarded(a, b, &compare(a, ">", b)?, form),
        Cond::Ge(a, b) => guarded(a, b, &compare(a, ">=", b)?, form),
        Cond::In(_, Set::Literals(all)) if all.is_empty() => Some("false()".to_owned()),
        Cond::In(a, Set::Literals(all)) => {
            let one = |l: &Literal| self::cond(&Cond::Eq(a.clone(), Term::Literal(l.clone())), form);
            let all: Option<Vec<String>> = all.iter().map(one).collect();
            Some(format!("({})", all?.join(" or ")))
        }
        Cond::In(..) | Cond::AnyRow(..) | Cond::AllRows(..) => None,
        Cond::Has(a, b) => Some(format!("selected({}, {})", term(a, form)?, side(b, a, form)?)),
        Cond::Contains(a, b) => Some(format!("contains({}, {})", term(a, form)?, side(b, a, form)?)),
        Cond::StartsWith(a, b) => Some(format!("starts-with({}, {})", term(a, form)?, side(b, a, form)?)),
        Cond::Answered(a) => Some(format!("string({}) != ''", term(a, form)?)),
        Cond::Within(a, low, high) => {
            let low = self::cond(&Cond::Ge(a.clone(), low.clone()), form)?;
            Some(format!("({low} and {})", self::cond(&Cond::Le(a.clone(), high.clone()), form)?))
        }
        Cond::True(a) => self::cond(&Cond::Eq(a.clone(), Term::Literal(Literal::Bool(true))), form),
    }
}

fn joined(parts: &[Cond], word: &str, nothing: &str, form: &Compiled) -> Option<String> {
    if parts.is_empty() {
        return Some(nothing.to_owned());
    }
    let parts: Option<Vec<String>> = parts.iter().map(|part| cond(part, form)).collect();
    Some(format!("({})", parts?.join(word)))
}

/// An empty date or number compares as nothing.
fn guarded(a: &Term, b: &Term, compared: &str, form: &Compiled) -> Option<String> {
    let mut guards = String::new();
    for side in [a, b] {
        if matches!(side, Term::Field(_)) {
            guards.push_str("string(");
            guards.push_str(&term(side, form)?);
            guards.push_str(") != '' and ");
        }
    }
    Some(if guards.is_empty() { compared.to_owned() } else { format!("({guards}{compared})") })
}

/// A literal takes the type of the other side.
fn side(this: &Term, other: &Term, form: &Compiled) -> Option<String> {
    let Term::Literal(literal) = this else { return term(this, form) };
    let kind = match other {
        Term::Field(id) => form.node(id).map(|node| &node.item.kind),
        _ => None,
    };
    match (literal, kind) {
        (Literal::Bool(yes), Some(Kind::Checkbox {})) => Some(if *yes { "'OK'" } else { "''" }.to_owned()),
        (Literal::Bool(yes), Some(Kind::YesNo {})) => Some(if *yes { "'yes'" } else { "'no'" }.to_owned()),
        (Literal::Text(option), Some(kind)) if options_of(kind).is_some() => {
            Some(format!("'{}'", option_name(option)))
        }
        (Literal::Text(date), Some(Kind::Date { .. })) => Some(format!("date({})", quoted(date)?)),
        _ if matches!((literal, other), (Literal::Text(_), Term::Age(_) | Term::Sys(Sys::Today))) => {
            Some(format!("date({})", quoted(&literal_text(literal))?))
        }
        _ => term(this, form),
    }
}

fn literal_text(literal: &Literal) -> String {
    crate::cond::Val::from(literal).to_text()
}

/// The term; `None` if `XForms` cannot say it.
pub(super) fn term(shown: &Term, form: &Compiled) -> Option<String> {
    let inner = |t: &Term| term(t, form);
    let all = |terms: &[Term]| -> Option<Vec<String>> { terms.iter().map(inner).collect() };
    let day = |t: &str| format!("number(format-date-time({t}, '%Y%m%d'))");
    Some(match shown {
        Term::Literal(Literal::Bool(yes)) => if *yes { "'true'" } else { "'false'" }.to_owned(),
        Term::Literal(Literal::Integer(n)) => n.to_string(),
        Term::Literal(Literal::Text(text)) => quoted(text)?,
        Term::Field(id) => reference(id, form)?,
        Term::Col(id, column) => col(id, column, form)?,
        Term::Param(id) => match form.param(id)? {
            Literal::Text(text) => quoted(text)?,
            literal => inner(&Term::Literal(literal.clone()))?,
        },
        Term::Sys(Sys::Today) => "today()".to_owned(),
        Term::Sys(Sys::Now) => "now()".to_owned(),
        Term::Age(date) => {
            format!("int(({} - {}) div 10000)", day("today()"), day(&inner(date)?))
        }
        Term::DaysBetween(a, b) => {
            format!("int(decimal-date-time({}) - decimal-date-time({}))", inner(b)?, inner(a)?)
        }
        Term::DateAdd(date, n, DateUnit::Days) => {
            format!("date(decimal-date-time({}) + {})", inner(date)?, inner(n)?)
        }
        Term::Number(a) => format!("number({})", inner(a)?),
        Term::Count(a) => match &**a {
            Term::Field(id) => count(id, form)?,
            _ => return None,
        },
        Term::Sum(a) => format!("sum({})", inner(a)?),
        Term::First(terms) => {
            all(terms)?.into_iter().rev().reduce(|rest, first| format!("coalesce({first}, {rest})"))?
        }
        Term::Add(terms) => format!("({})", all(terms)?.join(" + ")),
        Term::Sub(a, b) => format!("({} - {})", inner(a)?, inner(b)?),
        Term::Mul(terms) => format!("({})", all(terms)?.join(" * ")),
        Term::Join(terms) => format!("concat({})", all(terms)?.join(", ")),
        Term::Length(a) => format!("string-length({})", inner(a)?),
        Term::Test(test) => format!("if({}, 'true', 'false')", cond(test, form)?),
        Term::If(test, a, b) => format!("if({}, {}, {})", cond(test, form)?, inner(a)?, inner(b)?),
        Term::Authority(_) | Term::Sys(_) | Term::DateAdd(..) | Term::At(..) | Term::Lower(_) => return None,
    })
}

/// A question's reference; of a composite answer its first part.
fn reference(id: &Id, form: &Compiled) -> Option<String> {
    let node = form.node(id).filter(|node| node.page.is_some())?;
    let part = match node.item.kind {
        Kind::Period { .. } => "__from",
        Kind::PersonName {} => "__given",
        Kind::Address {} => "__street",
        Kind::Paragraph {} | Kind::Heading { .. } | Kind::Section { .. } => return None,
        _ => "",
    };
    Some(format!("${{{id}{part}}}"))
}

fn col(id: &Id, column: &Id, form: &Compiled) -> Option<String> {
    let node = form.node(id)?;
    match &node.item.kind {
        Kind::Period { .. } | Kind::PersonName {} | Kind::Address {} if *column != "best_id" => {
            Some(format!("${{{id}__{column}}}"))
        }
        kind if options_of(kind).is_some() && *column == "label" => {
            Some(format!("jr:choice-name(${{{id}}}, '${{{id}}}')"))
        }
        kind if options_of(kind).is_some() && *column == "id" => Some(format!("${{{id}}}")),
        Kind::Choice { list: Some(list), .. } => {
            Some(format!("instance('{list}')/root/item[name = ${{{id}}}]/{column}"))
        }
        _ => None,
    }
}

fn count(id: &Id, form: &Compiled) -> Option<String> {
    let node = form.node(id)?;
    match node.item.kind {
        Kind::Block { .. } => Some(format!("count(${{{id}}})")),
        Kind::Choices { .. } => Some(format!("count-selected(${{{id}}})")),
        _ if node.block.is_none() => Some(format!("if(string({}) != '', 1, 0)", reference(id, form)?)),
        _ => None,
    }
}

/// A string of `XPath` 1.0, which cannot hold both quotes.
pub(super) fn quoted(text: &str) -> Option<String> {
    match (text.contains('\''), text.contains('"')) {
        _ if text.contains("${") => None,
        (false, _) => Some(format!("'{text}'")),
        (true, false) => Some(format!("\"{text}\"")),
        (true, true) => None,
    }
}

/// The name of an option: other characters than letters, digits, `-`, `.` and `_` as `_` and two hex digits.
pub(super) fn option_name(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') {
            name.push(char::from(byte));
        } else {
            name.push('_');
            name.extend(
                [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0')),
            );
        }
    }
    name
}
