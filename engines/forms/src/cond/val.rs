//! Values during an evaluation, and how two of them compare.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::Value as Json;
use time::{Date, PrimitiveDateTime, Time};

use super::Literal;
use crate::model::ComputedType;
use crate::value::{Value, words};

/// A value, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Val {
    Empty,
    Text(String),
    Number(Decimal),
    Bool(bool),
    Date(Date),
    Time(Time),
    Moment(PrimitiveDateTime),
    /// Chosen options, or an attribute with several values.
    List(Vec<String>),
    /// A composite answer (period, address …): neither compared nor computed, only answered or not.
    Other,
}

impl Val {
    /// A text, or nothing when it is blank.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(crate) fn count(n: usize) -> Self {
        Self::Number(Decimal::from(n))
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// The value as a number; a text is read in the form of the JSON.
    pub(crate) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(n) => Some(*n),
            Self::Text(text) => words::exact(text.trim()),
            _ => None,
        }
    }

    pub(crate) fn date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Moment(at) => Some(at.date()),
            Self::Text(text) => words::iso_date(text),
            _ => None,
        }
    }

    pub(crate) fn time(&self) -> Option<Time> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Moment(at) => Some(at.time()),
            Self::Text(text) => words::iso_time(text),
            _ => None,
        }
    }

    fn moment(&self) -> Option<PrimitiveDateTime> {
        match self {
            Self::Moment(at) => Some(*at),
            Self::Date(date) => Some(date.midnight()),
            Self::Text(text) => words::iso_datetime(text),
            _ => None,
        }
    }

    fn boolean(&self) -> Option<bool> {
        match self {
            Self::Bool(yes) => Some(*yes),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The order of two values of one type; a text takes the type of the other side. `None` when a side is
    /// empty or the types do not agree: every comparison is then false.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Number(_), _) | (_, Self::Number(_)) => Some(self.number()?.cmp(&other.number()?)),
            (Self::Moment(_), _) | (_, Self::Moment(_)) => Some(self.moment()?.cmp(&other.moment()?)),
            (Self::Date(_), _) | (_, Self::Date(_)) => Some(self.date()?.cmp(&other.date()?)),
            (Self::Time(_), _) | (_, Self::Time(_)) => Some(self.time()?.cmp(&other.time()?)),
            (Self::Bool(_), _) | (_, Self::Bool(_)) => Some(self.boolean()?.cmp(&other.boolean()?)),
            _ => None,
        }
    }

    /// The value as people write it inside a text.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Empty | Self::Other => String::new(),
            Self::List(texts) => texts.join(", "),
            Self::Bool(yes) => yes.to_string(),
            Self::Number(n) => n.normalize().to_string(),
            other => other.to_json().as_str().unwrap_or_default().to_owned(),
        }
    }

    /// The value in the JSON of answers.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Empty | Self::Other => Json::Null,
            Self::Text(text) => Json::String(text.clone()),
            Self::Number(n) => i64::try_from(*n)
                .ok()
                .filter(|_| n.fract().is_zero())
                .map_or_else(|| Json::String(n.to_string()), Json::from),
            Self::Bool(yes) => Json::Bool(*yes),
            Self::Date(date) => Value::Date(*date).to_json(),
            Self::Time(time) => Value::Time(*time).to_json(),
            Self::Moment(at) => Value::DateTime(*at).to_json(),
            Self::List(texts) => Json::from(texts.clone()),
        }
    }

    /// The value of a computed field of this type; nothing when it has another type.
    pub(crate) fn computed(&self, value_type: ComputedType) -> Option<Value> {
        match value_type {
            _ if self.is_empty() => None,
            ComputedType::Text => {
                Some(Value::Text(self.to_text())).filter(|v| *v != Value::Text(String::new()))
            }
            ComputedType::Integer => {
                let n = self.number()?;
                if n.fract().is_zero() { i64::try_from(n.trunc()).ok().map(Value::Integer) } else { None }
            }
            ComputedType::Decimal => self.number().map(Value::Decimal),
            ComputedType::Boolean => self.boolean().map(Value::Bool),
            ComputedType::Date => self.date().map(Value::Date),
            ComputedType::Time => self.time().map(Value::Time),
            ComputedType::Datetime => self.moment().map(Value::DateTime),
        }
    }
}

impl From<&Literal> for Val {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Bool(yes) => Self::Bool(*yes),
            Literal::Integer(n) => Self::Number(Decimal::from(*n)),
            Literal::Text(text) => Self::text(text.clone()),
        }
    }
}

impl From<&Value> for Val {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) | Value::Choice(text) => Self::text(text.clone()),
            Value::Bool(yes) => Self::Bool(*yes),
            Value::Integer(n) => Self::Number(Decimal::from(*n)),
            Value::Decimal(n) => Self::Number(*n),
            Value::Choices(ids) if ids.is_empty() => Self::Empty,
            Value::Choices(ids) => Self::List(ids.clone()),
            Value::Date(date) => Self::Date(*date),
            Value::Time(time) => Self::Time(*time),
            Value::DateTime(at) => Self::Moment(*at),
            Value::Period { .. } | Value::Parts(_) | Value::Files(_) | Value::Rows(_) => Self::Other,
        }
    }
}
