//! Values common to both engines, and how Rust types become values and back.
//!
//! | value | SQLite keeps | PostgreSQL keeps |
//! |---|---|---|
//! | `Bool` | integer 0 or 1 | boolean |
//! | `Uuid` | blob of 16 bytes | uuid |
//! | `Time` | integer, microseconds since the epoch | timestamptz |
//! | `Json` | text | jsonb |

use serde_json::Value as Json;
use time::{OffsetDateTime, UtcOffset};
use uuid::Uuid;

use crate::StoreError;

/// A value on its way to or from a database.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Finite number.
    Float(f64),
    /// Text without U+0000.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
    /// Identifier.
    Uuid(Uuid),
    /// Moment, in UTC, to the microsecond.
    Time(OffsetDateTime),
    /// JSON document without U+0000.
    Json(Json),
}

impl Value {
    /// The kind of value, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::Blob(_) => "bytes",
            Self::Uuid(_) => "a uuid",
            Self::Time(_) => "a time",
            Self::Json(_) => "json",
        }
    }

    /// Refuses what one of the two engines cannot keep.
    pub(crate) fn check(&self, statement: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Text(text) if text.contains('\0') => Err(StoreError::NulInText(statement)),
            Self::Json(json) if json_has_nul(json) => Err(StoreError::NulInText(statement)),
            Self::Float(number) if !number.is_finite() => Err(StoreError::NotFinite(statement)),
            Self::Time(at) if !(1..=9999).contains(&at.to_offset(UtcOffset::UTC).year()) => {
                Err(StoreError::TimeOutOfRange(statement))
            }
            _ => Ok(()),
        }
    }
}

fn json_has_nul(json: &Json) -> bool {
    match json {
        Json::String(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(json_has_nul),
        Json::Object(fields) => fields.iter().any(|(key, item)| key.contains('\0') || json_has_nul(item)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Microseconds since the epoch, rounded down.
pub(crate) fn micros(at: OffsetDateTime) -> i64 {
    // A year has 3.2e13 microseconds: ten thousand of them fit in an i64.
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1000)).unwrap_or(i64::MAX)
}

/// The moment of `micros`; nothing when it lies outside the years `time` knows.
pub(crate) fn from_micros(micros: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()
}

/// The values of a statement's `$2`, `$3` … in order (`$1`, `$2` … for a kernel statement); made by [`crate::params!`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params(pub(crate) Vec<Value>);

impl From<Vec<Value>> for Params {
    fn from(values: Vec<Value>) -> Self {
        Self(values)
    }
}

/// The values of a statement after its authority: `params![id, &name, time]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        $crate::Params::from(::std::vec![$($crate::Value::from($value)),*])
    };
}

macro_rules! into_value {
    ($($from:ty => |$it:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($it: $from) -> Self { $to }
        }
    )*};
}

into_value! {
    bool => |v| Self::Bool(v);
    i8 => |v| Self::Int(v.into());
    i16 => |v| Self::Int(v.into());
    i32 => |v| Self::Int(v.into());
    i64 => |v| Self::Int(v);
    u8 => |v| Self::Int(v.into());
    u16 => |v| Self::Int(v.into());
    u32 => |v| Self::Int(v.into());
    f64 => |v| Self::Float(v);
    &str => |v| Self::Text(v.to_owned());
    String => |v| Self::Text(v);
    &[u8] => |v| Self::Blob(v.to_owned());
    Vec<u8> => |v| Self::Blob(v);
    Uuid => |v| Self::Uuid(v);
    OffsetDateTime => |v| Self::Time(from_micros(micros(v)).unwrap_or(v));
    Json => |v| Self::Json(v);
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<T> From<Option<T>> for Value
where
    Value: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::from)
    }
}

impl<T: Clone> From<&T> for Value
where
    Value: From<T>,
{
    fn from(value: &T) -> Self {
        Self::from(value.clone())
    }
}

/// A Rust type that a column can be read as.
pub trait FromValue: Sized {
    /// What is expected, for messages.
    const WANTED: &'static str;

    /// The value as `Self`; nothing when it is of another kind or out of range.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($to:ty, $wanted:literal, |$it:ident| $made:expr;)*) => {$(
        impl FromValue for $to {
            const WANTED: &'static str = $wanted;
            fn from_value($it: &Value) -> Option<Self> { $made }
        }
    )*};
}

from_value! {
    bool, "a boolean", |v| match v { Value::Bool(b) => Some(*b), Value::Int(0) => Some(false), Value::Int(1) => Some(true), _ => None };
    i64, "an integer", |v| match v { Value::Int(n) => Some(*n), _ => None };
    i32, "an integer of 32 bits", |v| match v { Value::Int(n) => i32::try_from(*n).ok(), _ => None };
    u32, "a natural number of 32 bits", |v| match v { Value::Int(n) => u32::try_from(*n).ok(), _ => None };
    u64, "a natural number", |v| match v { Value::Int(n) => u64::try_from(*n).ok(), _ => None };
    usize, "a natural number", |v| match v { Value::Int(n) => usize::try_from(*n).ok(), _ => None };
    String, "a text", |v| match v { Value::Text(t) => Some(t.clone()), _ => None };
    Vec<u8>, "bytes", |v| match v { Value::Blob(b) => Some(b.clone()), _ => None };
    Uuid, "a uuid", |v| match v { Value::Uuid(u) => Some(*u), Value::Blob(b) => Self::from_slice(b).ok(), _ => None };
    OffsetDateTime, "a time", |v| match v { Value::Time(t) => Some(*t), Value::Int(n) => from_micros(*n), _ => None };
    Json, "json", |v| match v { Value::Json(j) => Some(j.clone()), Value::Text(t) => serde_json::from_str(t).ok(), _ => None };
    Value, "a value", |v| Some(v.clone());
}

impl FromValue for f64 {
    const WANTED: &'static str = "a number";

    #[expect(clippy::cast_precision_loss, reason = "a column of numbers may hold whole ones")]
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Float(number) => Some(*number),
            Value::Int(number) => Some(*number as f64),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    const WANTED: &'static str = "bytes of a fixed length";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
