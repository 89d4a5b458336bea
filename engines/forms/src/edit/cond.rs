//! A condition as an outline, one thing a line, each line at a depth: what a page without scripts can show and send back.
//!
//! A line is a group (« all of these », « one of these », « in a row of this block »), a comparison, or, for what has no usual
//! shape, the JSON of its tree. `build(outline(c))` is `c` again, less groups of one.

use serde_json::Value as Json;

use super::term;
use super::typed::{self, Fault};
use crate::Id;
use crate::cond::types::{self, Names, Type};
use crate::cond::{Cond, Literal, Set, Sys, Term};

/// The deepest line: deeper trees stay JSON.
pub const DEEPEST: usize = 4;

/// A line of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// 0 for the whole condition, which is one group.
    pub depth: usize,
    /// The contrary is meant.
    pub not: bool,
    pub what: What,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Group(Group),
    /// Subject and value as [`term`] shows them; several values of `in` and `within` on a line each.
    Test {
        subject: String,
        verb: Verb,
        value: String,
    },
    /// The JSON of a condition.
    Tree(String),
}

/// How the lines below a group belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    All,
    Any,
    /// All of them, in one row at least of the block.
    AnyRow(Id),
    /// All of them, in each row of the block.
    AllRows(Id),
}

macro_rules! verbs {
    ($($name:ident = $key:literal,)*) => {
        /// Comparisons.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Verb { $($name,)* }

        impl Verb {
            /// Every comparison, in the order to offer them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Stable key.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

verbs! {
    Eq = "eq",
    Ne = "ne",
    Answered = "answered",
    Blank = "blank",
    Lt = "lt",
    Le = "le",
    Gt = "gt",
    Ge = "ge",
    Within = "within",
    In = "in",
    Has = "has",
    Contains = "contains",
    StartsWith = "starts_with",
    True = "true",
}

impl Verb {
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verb| verb.key() == key)
    }

    /// Is a value compared?
    pub fn takes_value(self) -> bool {
        !matches!(self, Self::Answered | Self::Blank | Self::True)
    }
}

/// The outline of a condition; of no condition, an empty group.
pub fn outline(cond: Option<&Cond>) -> Vec<Line> {
    let mut lines = Vec::new();
    match cond {
        Some(whole @ (Cond::All(_) | Cond::Any(_))) => add(whole, 0, false, &mut lines),
        Some(other) => {
            lines.push(Line { depth: 0, not: false, what: What::Group(Group::All) });
            add(other, 1, false, &mut lines);
        }
        None => lines.push(Line { depth: 0, not: false, what: What::Group(Group::All) }),
    }
    lines
}

fn add(cond: &Cond, depth: usize, not: bool, lines: &mut Vec<Line>) {
    let group = match cond {
        _ if depth >= DEEPEST => None,
        Cond::All(parts) => Some((Group::All, parts.as_slice())),
        Cond::Any(parts) => Some((Group::Any, parts.as_slice())),
        Cond::AnyRow(block, part) => Some((Group::AnyRow(block.clone()), inside(part))),
        Cond::AllRows(block, part) => Some((Group::AllRows(block.clone()), inside(part))),
        _ => None,
    };
    if let Some((group, parts)) = group {
        lines.push(Line { depth, not, what: What::Group(group) });
        for part in parts {
            add(part, depth + 1, false, lines);
        }
        return;
    }
    match cond {
        Cond::Not(part) if !not && !matches!(**part, Cond::Not(_) | Cond::Answered(_)) => {
            add(part, depth, true, lines);
        }
        _ => lines.push(Line { depth, not, what: leaf(cond) }),
    }
}

/// The parts of what is said of a row: all of them hold.
fn inside(part: &Cond) -> &[Cond] {
    match part {
        Cond::All(parts) => parts,
        single => std::slice::from_ref(single),
    }
}

fn leaf(cond: &Cond) -> What {
    let test = |subject: &Term, verb: Verb, values: &[&Term]| What::Test {
        subject: term::show(subject),
        verb,
        value: values.iter().map(|value| term::show(value)).collect::<Vec<_>>().join("\n"),
    };
    let simple = match cond {
        Cond::Eq(a, b) => test(a, Verb::Eq, &[b]),
        Cond::Ne(a, b) => test(a, Verb::Ne, &[b]),
        Cond::Lt(a, b) => test(a, Verb::Lt, &[b]),
        Cond::Le(a, b) => test(a, Verb::Le, &[b]),
        Cond::Gt(a, b) => test(a, Verb::Gt, &[b]),
        Cond::Ge(a, b) => test(a, Verb::Ge, &[b]),
        Cond::Has(a, b) => test(a, Verb::Has, &[b]),
        Cond::Contains(a, b) => test(a, Verb::Contains, &[b]),
        Cond::StartsWith(a, b) => test(a, Verb::StartsWith, &[b]),
        Cond::Within(a, b, c) => test(a, Verb::Within, &[b, c]),
        Cond::Answered(a) => test(a, Verb::Answered, &[]),
        Cond::True(a) => test(a, Verb::True, &[]),
        Cond::Not(part) => match &**part {
            Cond::Answered(a) => test(a, Verb::Blank, &[]),
            _ => return tree(cond),
        },
        Cond::In(a, Set::Term(b)) => test(a, Verb::In, &[b]),
        Cond::In(a, Set::Literals(all)) => {
            let all: Vec<Term> = all.iter().cloned().map(Term::Literal).collect();
            test(a, Verb::In, &all.iter().collect::<Vec<_>>())
        }
        _ => return tree(cond),
    };
    // What would be read as something else stays a tree.
    if read(&simple, &Untyped) == Ok(cond.clone()) { simple } else { tree(cond) }
}

fn tree(cond: &Cond) -> What {
    What::Tree(serde_json::to_string(cond).unwrap_or_default())
}

/// Nothing is known of any name.
struct Untyped;

impl Names for Untyped {
    fn field(&self, _: &Id) -> Option<Type> {
        None
    }
    fn col(&self, _: &Id, _: &Id) -> Option<Type> {
        None
    }
    fn param(&self, _: &Id) -> Option<Type> {
        None
    }
}

/// The condition that an outline says; nothing when it says nothing. Faults by line.
pub fn build(lines: &[Line], names: &dyn Names) -> Result<Option<Cond>, Vec<(usize, Fault)>> {
    let mut faults = Vec::new();
    let mut at = 0;
    let built = group(lines, &mut at, names, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(built.filter(|cond| !matches!(cond, Cond::All(parts) if parts.is_empty())).map(single))
}

/// A whole of one part is the part.
fn single(cond: Cond) -> Cond {
    match cond {
        Cond::All(mut parts) if parts.len() == 1 => parts.remove(0),
        other => other,
    }
}

/// The line at `at` and everything below it.
fn group(
    lines: &[Line],
    at: &mut usize,
    names: &dyn Names,
    faults: &mut Vec<(usize, Fault)>,
) -> Option<Cond> {
    let (n, line) = (*at, lines.get(*at)?);
    *at += 1;
    let made = match &line.what {
        What::Group(how) => {
            let mut parts = Vec::new();
            while lines.get(*at).is_some_and(|below| below.depth > line.depth) {
                parts.extend(group(lines, at, names, faults));
            }
            Some(match how {
                Group::All => Cond::All(parts),
                Group::Any => Cond::Any(parts),
                Group::AnyRow(block) => Cond::AnyRow(block.clone(), Box::new(single(Cond::All(parts)))),
                Group::AllRows(block) => Cond::AllRows(block.clone(), Box::new(single(Cond::All(parts)))),
            })
        }
        leaf => match read(leaf, names) {
            Ok(cond) => Some(cond),
            Err(fault) => {
                faults.push((n, fault));
                None
            }
        },
    };
    made.map(|cond| if line.not { Cond::Not(Box::new(cond)) } else { cond })
}

fn read(what: &What, names: &dyn Names) -> Result<Cond, Fault> {
    let (subject, verb, value) = match what {
        What::Tree(text) => {
            let json: Json = typed::condition(text)?;
            return serde_json::from_value(json).map_err(|error| Fault::BadTerm(error.to_string()));
        }
        What::Group(_) => return Err(Fault::Missing),
        What::Test { subject, verb, value } => (subject, *verb, value),
    };
    let bad = |error: term::BadTerm| Fault::BadTerm(error.0);
    let subject = term::read(subject).map_err(bad)?.ok_or(Fault::Missing)?;
    let (found, _) = types::check_value(&subject, names);
    let mut values = Vec::new();
    for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
        values.push(match term::read(line).map_err(bad)?.ok_or(Fault::Missing)? {
            // A bound of a date knows the word; a condition compares with the current date.
            Term::Literal(Literal::Text(word))
                if word == "today" && matches!(found, Type::Date | Type::Moment) =>
            {
                Term::Sys(Sys::Today)
            }
            // Only what is typed bare takes the subject's type: quotes say that it is a text.
            Term::Literal(_) if !line.starts_with('"') => Term::Literal(term::literal(line, &found)),
            other => other,
        });
    }
    match (verb, values.as_slice()) {
        (Verb::Answered, _) => Ok(Cond::Answered(subject)),
        (Verb::Blank, _) => Ok(Cond::Not(Box::new(Cond::Answered(subject)))),
        (Verb::True, _) => Ok(Cond::True(subject)),
        (Verb::Within, [low, high]) => Ok(Cond::Within(subject, low.clone(), high.clone())),
        (Verb::In, [one @ (Term::Field(_) | Term::Authority(_) | Term::Col(..) | Term::Param(_))]) => {
            Ok(Cond::In(subject, Set::Term(one.clone())))
        }
        (Verb::In, [_, ..]) => literals(&values).map(|all| Cond::In(subject, Set::Literals(all))),
        (_, [one]) => Ok(compared(verb, subject, one.clone())),
        (_, []) => Err(Fault::Missing),
        (_, more) => Err(Fault::BadLine(more.len())),
    }
}

fn literals(values: &[Term]) -> Result<Vec<Literal>, Fault> {
    let literal = |(n, value): (usize, &Term)| match value {
        Term::Literal(literal) => Ok(literal.clone()),
        _ => Err(Fault::BadLine(n + 1)),
    };
    values.iter().enumerate().map(literal).collect()
}

fn compared(verb: Verb, subject: Term, value: Term) -> Cond {
    match verb {
        Verb::Ne => Cond::Ne(subject, value),
        Verb::Lt => Cond::Lt(subject, value),
        Verb::Le => Cond::Le(subject, value),
        Verb::Gt => Cond::Gt(subject, value),
        Verb::Ge => Cond::Ge(subject, value),
        Verb::Has => Cond::Has(subject, value),
        Verb::Contains => Cond::Contains(subject, value),
        Verb::StartsWith => Cond::StartsWith(subject, value),
        _ => Cond::Eq(subject, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cond(json: &str) -> Cond {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_outline_says_the_condition_again() {
        for json in [
            r#"{"eq":[{"field":"qual"},"autre"]}"#,
            r#"{"all":[{"eq":[{"field":"a"},1]},{"any":[{"not":{"answered":{"field":"b"}}},{"not":{"true":{"field":"c"}}}]}]}"#,
            r#"{"any_row":["arbres",{"gt":[{"field":"h"},10]}]}"#,
            r#"{"in":[{"field":"q"},["a","b"]]}"#,
            r#"{"in":[{"field":"q"},{"authority":"postcodes"}]}"#,
            r#"{"within":[{"field":"n"},1,{"param":"most"}]}"#,
            r#"{"not":{"not":{"eq":[{"count":{"field":"b"}},3]}}}"#,
        ] {
            let whole = cond(json);
            assert_eq!(build(&outline(Some(&whole)), &Untyped).unwrap(), Some(whole), "{json}");
        }
        assert_eq!(build(&outline(None), &Untyped), Ok(None));
    }

    #[test]
    fn a_line_without_subject_is_told() {
        let mut lines = outline(None);
        let what = What::Test { subject: String::new(), verb: Verb::Eq, value: "x".to_owned() };
        lines.push(Line { depth: 1, not: false, what });
        assert_eq!(build(&lines, &Untyped), Err(vec![(1, Fault::Missing)]));
    }
}
