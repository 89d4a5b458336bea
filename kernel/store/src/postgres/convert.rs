//! Values in and out of PostgreSQL in its binary format, and its errors in ours.

use std::error::Error as _;

use serde_json::Value as Json;
use thiserror::Error;
use time::OffsetDateTime;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::StoreError;
use crate::error::ConstraintKind;
use crate::value::Value;

type Boxed = Box<dyn std::error::Error + Sync + Send>;

/// A value given where the server expects another type.
#[derive(Debug, Error)]
#[error("a {wanted} was expected, {given} was given")]
struct Mismatch {
    wanted: String,
    given: &'static str,
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (Self::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Self::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::FLOAT8) => float(*value).to_sql(ty, out),
            (Self::Float(value), &Type::FLOAT8) => value.to_sql(ty, out),
            (
                Self::Text(value),
                &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN),
            ) => value.to_sql(ty, out),
            (Self::Blob(value), &Type::BYTEA) => value.to_sql(ty, out),
            (Self::Uuid(value), &Type::UUID) => value.to_sql(ty, out),
            (Self::Time(value), &Type::TIMESTAMPTZ) => value.to_sql(ty, out),
            (Self::Json(value), &(Type::JSON | Type::JSONB)) => value.to_sql(ty, out),
            (value, ty) => Err(Box::new(Mismatch { wanted: ty.name().to_owned(), given: value.kind() })),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[expect(clippy::cast_precision_loss, reason = "a whole number given for a column of numbers")]
fn float(int: i64) -> f64 {
    int as f64
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(match *ty {
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Self::Float(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Self::Float(f32::from_sql(ty, raw)?.into()),
            Type::NUMERIC => numeric(raw).ok_or("a numeric beyond what the house reads")?,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN => {
                Self::Text(String::from_sql(ty, raw)?)
            }
            Type::BYTEA => Self::Blob(raw.to_owned()),
            Type::UUID => Self::Uuid(Uuid::from_sql(ty, raw)?),
            Type::TIMESTAMPTZ => Self::Time(OffsetDateTime::from_sql(ty, raw)?),
            Type::JSON | Type::JSONB => Self::Json(Json::from_sql(ty, raw)?),
            _ => return Err(format!("the house does not read the type {}", ty.name()).into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A numeric (what `sum` makes of bigint): a whole number when it is one, else the nearest float.
/// Layout: count of base-10000 digits, weight of the first, sign, scale, digits; each 16 bits.
fn numeric(raw: &[u8]) -> Option<Value> {
    let mut words = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight, sign, _scale) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let weight = i32::from(weight.cast_signed());
    if !matches!(sign, 0x0000 | 0x4000) {
        return None;
    }
    let digits: Vec<u16> = words.take(count.into()).collect();
    let whole = i32::try_from(digits.len()).ok()? <= weight + 1;
    let magnitude = |exact: bool| {
        let mut sum = 0_i128;
        for place in 0..=weight {
            let digit = digits.get(usize::try_from(place).ok()?).copied().unwrap_or(0);
            sum = sum.checked_mul(10_000)?.checked_add(digit.into())?;
        }
        exact.then_some(sum)
    };
    let negative = sign == 0x4000;
    if let Some(sum) = magnitude(whole).and_then(|sum| i64::try_from(sum).ok()) {
        return Some(Value::Int(if negative { -sum } else { sum }));
    }
    let mut sum = 0.0;
    for (digit, place) in digits.iter().zip(0_i32..) {
        sum += f64::from(*digit) * 10_000_f64.powi(weight - place);
    }
    Some(Value::Float(if negative { -sum } else { sum }))
}

/// Whether another transaction won and this one should run again.
pub(super) fn lost_a_race(from: &tokio_postgres::Error) -> bool {
    let raced = [&SqlState::T_R_SERIALIZATION_FAILURE, &SqlState::T_R_DEADLOCK_DETECTED];
    from.code().is_some_and(|code| raced.contains(&code)) || is_stale_plan(from)
}

/// Whether a statement prepared before a migration no longer fits.
pub(super) fn is_stale_plan(from: &tokio_postgres::Error) -> bool {
    from.as_db_error()
        .is_some_and(|e| *e.code() == SqlState::FEATURE_NOT_SUPPORTED && e.message().contains("cached plan"))
}

/// Whether the error comes from a `T`.
fn is<T: std::error::Error + 'static>(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(<dyn std::error::Error>::is::<T>)
}

/// PostgreSQL's error as ours.
pub(super) fn error(statement: &'static str, from: &tokio_postgres::Error) -> StoreError {
    let Some(db) = from.as_db_error() else {
        let detail = from.source().map_or_else(|| from.to_string(), ToString::to_string);
        if from.is_closed() || is::<std::io::Error>(from) {
            return StoreError::Unavailable(detail);
        }
        if is::<Mismatch>(from) || is::<std::num::TryFromIntError>(from) {
            return StoreError::WrongType { statement, detail };
        }
        return StoreError::Engine { statement, detail };
    };
    let detail = db.message().to_owned();
    let kind = match *db.code() {
        SqlState::UNIQUE_VIOLATION => ConstraintKind::Unique,
        SqlState::FOREIGN_KEY_VIOLATION => ConstraintKind::ForeignKey,
        SqlState::NOT_NULL_VIOLATION => ConstraintKind::NotNull,
        SqlState::CHECK_VIOLATION => ConstraintKind::Check,
        SqlState::IN_FAILED_SQL_TRANSACTION => return StoreError::Aborted,
        SqlState::DISK_FULL => return StoreError::Full,
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            return StoreError::Unavailable(detail);
        }
        SqlState::DATATYPE_MISMATCH
        | SqlState::INVALID_TEXT_REPRESENTATION
        | SqlState::NUMERIC_VALUE_OUT_OF_RANGE => return StoreError::WrongType { statement, detail },
        _ => return StoreError::Engine { statement, detail },
    };
    StoreError::Constraint { kind, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(weight: i16, sign: u16, digits: &[u16]) -> Option<Value> {
        let count = u16::try_from(digits.len()).expect("few digits");
        let words = [count, weight.cast_unsigned(), sign, 0].into_iter().chain(digits.iter().copied());
        numeric(&words.flat_map(u16::to_be_bytes).collect::<Vec<_>>())
    }

    #[test]
    fn a_numeric_is_whole_when_it_can_be() {
        assert_eq!(of(0, 0, &[]), Some(Value::Int(0)));
        assert_eq!(of(1, 0x4000, &[1, 2345]), Some(Value::Int(-12345)));
        assert_eq!(of(2, 0, &[3]), Some(Value::Int(300_000_000)));
        assert_eq!(of(0, 0, &[1, 5000]), Some(Value::Float(1.5)));
        assert_eq!(of(0, 0xC000, &[]), None);
        assert_eq!(numeric(&[0, 1]), None);
    }
}
