//! What a condition or a term reads.

use super::{Cond, Set, Term};
use crate::Id;

/// A name that a condition reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ref<'a> {
    Field(&'a Id),
    /// A field read over the rows of its block (`count`, `sum`, `first`).
    OverRows(&'a Id),
    Block(&'a Id),
    Col(&'a Id, &'a Id),
    Param(&'a Id),
    Authority(&'a Id),
}

/// A part of a tree.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    Cond(&'a Cond),
    Term(&'a Term),
}

impl Cond {
    /// The parts directly inside, in order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Part::Cond).collect(),
            Self::Not(part) | Self::AnyRow(_, part) | Self::AllRows(_, part) => vec![Part::Cond(part)],
            Self::Eq(a, b)
            | Self::Ne(a, b)
            | Self::Lt(a, b)
            | Self::Le(a, b)
            | Self::Gt(a, b)
            | Self::Ge(a, b)
            | Self::Has(a, b)
            | Self::Contains(a, b)
            | Self::StartsWith(a, b)
            | Self::In(a, Set::Term(b)) => vec![Part::Term(a), Part::Term(b)],
            Self::Within(a, b, c) => vec![Part::Term(a), Part::Term(b), Part::Term(c)],
            Self::In(a, Set::Literals(_)) | Self::Answered(a) | Self::True(a) => vec![Part::Term(a)],
        }
    }

    /// Every name the condition reads, in order, repeats included.
    pub fn refs(&self) -> Vec<Ref<'_>> {
        let mut refs = Vec::new();
        collect(Part::Cond(self), &mut refs);
        refs
    }
}

impl Term {
    /// The parts directly inside, in order.
    pub fn parts(&self) -> Vec<Part<'_>> {
        match self {
            Self::Literal(_)
            | Self::Field(_)
            | Self::Col(..)
            | Self::Param(_)
            | Self::Authority(_)
            | Self::Sys(_) => Vec::new(),
            Self::Age(a)
            | Self::Number(a)
            | Self::Count(a)
            | Self::Sum(a)
            | Self::Lower(a)
            | Self::Length(a) => vec![Part::Term(a)],
            Self::DaysBetween(a, b) | Self::DateAdd(a, b, _) | Self::At(a, b) | Self::Sub(a, b) => {
                vec![Part::Term(a), Part::Term(b)]
            }
            Self::First(terms) | Self::Add(terms) | Self::Mul(terms) | Self::Join(terms) => {
                terms.iter().map(Part::Term).collect()
            }
            Self::Test(cond) => vec![Part::Cond(cond)],
            Self::If(cond, a, b) => vec![Part::Cond(cond), Part::Term(a), Part::Term(b)],
        }
    }

    /// Every name the term reads, in order, repeats included.
    pub fn refs(&self) -> Vec<Ref<'_>> {
        let mut refs = Vec::new();
        collect(Part::Term(self), &mut refs);
        refs
    }
}

fn collect<'a>(part: Part<'a>, refs: &mut Vec<Ref<'a>>) {
    let inside = match part {
        Part::Cond(cond) => {
            if let Cond::AnyRow(block, _) | Cond::AllRows(block, _) = cond {
                refs.push(Ref::Block(block));
            }
            cond.parts()
        }
        Part::Term(term) => {
            match term {
                Term::Field(id) => refs.push(Ref::Field(id)),
                Term::Col(id, column) => refs.push(Ref::Col(id, column)),
                Term::Param(id) => refs.push(Ref::Param(id)),
                Term::Authority(id) => refs.push(Ref::Authority(id)),
                _ => {}
            }
            let over_rows = matches!(term, Term::Count(_) | Term::Sum(_) | Term::First(_));
            let (fields, others): (Vec<_>, Vec<_>) = term
                .parts()
                .into_iter()
                .partition(|part| over_rows && matches!(part, Part::Term(Term::Field(_))));
            for field in fields {
                if let Part::Term(Term::Field(id)) = field {
                    refs.push(Ref::OverRows(id));
                }
            }
            others
        }
    };
    for part in inside {
        collect(part, refs);
    }
}
