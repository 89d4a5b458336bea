//! Conditions and computed values: one total tree, the same on a field, a section, a page, an option, a
//! message, a paragraph of a document and a transition.
//!
//! A condition is true or false, never unknown. *Empty* means hidden, unanswered or blank: a comparison
//! with an empty side is false, `ne` is exactly "not `eq`", only `answered` tests emptiness; `count` and
//! `sum` of nothing are 0, every other function of an empty value is empty. A condition reads only earlier
//! fields, so that there is no cycle; inside a block it reads the same row, and from outside a block's
//! fields are read through `count`, `sum`, `first`, `any_row` and `all_rows`.
//!
//! JSON: an operator is an object with one key, its arguments an array (`{"eq":[{"field":"x"},"a"]}`); a
//! literal is a bare string, integer or boolean. Decimals, dates and times are strings: no float anywhere.

use serde::{Deserialize, Serialize};

use crate::Id;

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cond {
    /// True when every part is; of nothing: true.
    All(Vec<Cond>),
    /// True when one part is; of nothing: false.
    Any(Vec<Cond>),
    Not(Box<Cond>),
    Eq(Term, Term),
    /// Exactly "not `eq`": true when a side is empty.
    Ne(Term, Term),
    Lt(Term, Term),
    Le(Term, Term),
    Gt(Term, Term),
    Ge(Term, Term),
    /// The value is one of a set.
    In(Term, Set),
    /// The answer to a multiple choice contains this option.
    Has(Term, Term),
    /// The text contains this text.
    Contains(Term, Term),
    StartsWith(Term, Term),
    /// The value is not empty.
    Answered(Term),
    /// Lower bound ≤ value ≤ upper bound.
    Within(Term, Term, Term),
    /// A yes/no value is yes (an empty one is not).
    True(Term),
    /// One row at least of the block fulfils the condition.
    AnyRow(Id, Box<Cond>),
    /// Every row of the block fulfils the condition; of no row: true.
    AllRows(Id, Box<Cond>),
}

/// What `in` looks into: literals, or a value that is a list (such as the authority's postcodes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Set {
    Literals(Vec<Literal>),
    Term(Term),
}

/// A value as the author wrote it; it takes the type of what it is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    Bool(bool),
    Integer(i64),
    /// A text, an option, a decimal (`"12.50"`), a date (`"2026-11-23"`), a time (`"14:30"`).
    Text(String),
}

/// What the host knows, besides answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sys {
    /// The civil date, local.
    Today,
    /// The civil date and time, local.
    Now,
    /// `online counter phone post aidant`.
    Channel,
    /// `none account strong`.
    LoginLevel,
    /// Identifier of the step the file is in.
    Step,
    PreviousStep,
}

/// Unit of a date sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateUnit {
    Days,
    WorkingDays,
    Weeks,
    /// Clamped to the last day of the month.
    Months,
    Years,
}

/// A value to compare or to compute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Term {
    #[serde(skip)]
    Literal(Literal),
    /// The answer to a field, or the value of a computed field.
    Field(Id),
    /// `[field, column]`: a column of the chosen row, or a part of a composite answer (`label`, `from`,
    /// `to`, `postcode`, `family` …).
    Col(Id, Id),
    Param(Id),
    /// An attribute of the authority: `postcodes`, `name`, `nis` …
    Authority(Id),
    Sys(Sys),
    /// Whole years from this date to today.
    Age(Box<Term>),
    /// Days from the first date to the second.
    DaysBetween(Box<Term>, Box<Term>),
    /// `[date, number, unit]`.
    DateAdd(Box<Term>, Box<Term>, DateUnit),
    /// `[date, time]`: the moment.
    At(Box<Term>, Box<Term>),
    /// A text read as a number; empty when it is none.
    Number(Box<Term>),
    /// How many rows, chosen options or files; of a field in a block: in how many rows it is answered; of
    /// any other answer: 1 or 0.
    Count(Box<Term>),
    /// Sum of a number over the rows of its block.
    Sum(Box<Term>),
    /// The first that is not empty.
    First(Vec<Term>),
    Add(Vec<Term>),
    Sub(Box<Term>, Box<Term>),
    Mul(Vec<Term>),
    /// Texts one after the other; an empty one adds nothing.
    Join(Vec<Term>),
    /// The text in lower case.
    Lower(Box<Term>),
    /// Characters in a text.
    Length(Box<Term>),
    /// A condition as a yes/no value.
    Test(Box<Cond>),
    /// `[condition, then, otherwise]`.
    If(Box<Cond>, Box<Term>, Box<Term>),
}

mod eval;
mod json;
mod paper;
mod refs;
mod show;
pub mod types;
mod val;

pub use eval::{Scope, holds, value};
pub use refs::{Part, Ref};
pub use show::{Bare, Labels};
pub use val::Val;
