//! The condition language of the source: Django's `{% if %}` expressions.
//!
//! Grammar and precedence are those of Django 5.2 (`django/template/smartif.py`, a Pratt parser; binding powers
//! `or` 6, `and` 7, `not` 8, `in` 9, comparisons 10), tokens those of `split_contents` (white space outside
//! quotes), operands those of `FilterExpression`. There are no parentheses.

mod lex;
mod parse;
pub mod python;
pub mod template;

use std::fmt;

use thiserror::Error;

pub use parse::parse;

/// Deepest nesting of operators.
pub const MAX_DEPTH: usize = 200;

/// Why a text is not a condition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SyntaxError {
    /// Nothing between the spaces.
    #[error("the condition is empty")]
    Empty,
    /// A value was expected.
    #[error("a value is missing after “{after}”")]
    MissingValue {
        /// The operator before it.
        after: String,
    },
    /// Something follows a complete condition.
    #[error("“{token}” is not expected here")]
    Unexpected {
        /// The token.
        token: String,
    },
    /// Not a value, a name or a filter.
    #[error("“{token}” is neither a value, a name nor a filter")]
    BadOperand {
        /// The token.
        token: String,
    },
    /// Too many operators.
    #[error("the condition is nested too deeply")]
    TooDeep,
}

/// Whether a filter is one that this importer reads or that comes with Django.
pub(super) fn is_builtin(filter: &str) -> bool {
    const BUILTIN: [&str; 18] = [
        "add",
        "addslashes",
        "center",
        "date",
        "default",
        "default_if_none",
        "escapejs",
        "floatformat",
        "iriencode",
        "length",
        "linenumbers",
        "ljust",
        "lower",
        "phone2numeric",
        "pprint",
        "striptags",
        "time",
        "upper",
    ];
    BUILTIN.contains(&filter)
}

/// A binary operator of `{% if %}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `or`
    Or,
    /// `and`
    And,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Operator {
    /// Binding power, as in Django.
    pub(crate) fn power(self) -> u8 {
        match self {
            Self::Or => 6,
            Self::And => 7,
            Self::In | Self::NotIn => 9,
            _ => 10,
        }
    }

    /// Its spelling.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// `not x`
    Not(Box<Expr>),
    /// `x op y`
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// A value alone: true when Django finds it true.
    Operand(Operand),
}

/// A value with its filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// Where the value starts.
    pub base: Base,
    /// Filters, applied from left to right.
    pub filters: Vec<Filter>,
}

/// A literal or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// A quoted text, without its quotes.
    Text(String),
    /// A number, as written.
    Number(String),
    /// A dotted name.
    Name(String),
}

/// A filter with its argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Name of the filter.
    pub name: String,
    /// What follows the colon.
    pub argument: Option<Base>,
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Self::Number(text) | Self::Name(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.base)?;
        for filter in &self.filters {
            write!(f, "|{}", filter.name)?;
            if let Some(argument) = &filter.argument {
                write!(f, ":{argument}")?;
            }
        }
        Ok(())
    }
}

/// The tree in prefix notation, `(and (not a) (== b "c"))`, the notation of Django's own parser.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Not(inner) => write!(f, "(not {inner})"),
            Self::Binary(operator, left, right) => write!(f, "({} {left} {right})", operator.symbol()),
            Self::Operand(operand) => write!(f, "{operand}"),
        }
    }
}
