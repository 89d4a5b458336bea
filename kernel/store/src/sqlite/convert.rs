//! Values in and out of SQLite, and its errors in ours.

use std::sync::Arc;

use rusqlite::ffi;
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};

use crate::error::ConstraintKind;
use crate::row::{Answer, Row};
use crate::session::{Order, Want};
use crate::value::{Value, micros};
use crate::{Statement, StoreError};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Owned::Null),
            Self::Bool(bool) => ToSqlOutput::Owned(Owned::Integer((*bool).into())),
            Self::Int(int) => ToSqlOutput::Owned(Owned::Integer(*int)),
            Self::Float(float) => ToSqlOutput::Owned(Owned::Real(*float)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Uuid(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            Self::Time(at) => ToSqlOutput::Owned(Owned::Integer(micros(*at))),
            Self::Json(json) => ToSqlOutput::Owned(Owned::Text(json.to_string())),
        })
    }
}

fn value(from: ValueRef<'_>) -> Result<Value, std::str::Utf8Error> {
    Ok(match from {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(int) => Value::Int(int),
        ValueRef::Real(float) => Value::Float(float),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text)?.to_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    })
}

/// Runs one statement to its end.
pub(crate) fn run(connection: &Connection, order: &Order) -> Result<Answer, StoreError> {
    let name = order.name;
    let fail = |e: rusqlite::Error| error(name, &e);
    let mut statement = connection.prepare_cached(&order.sql).map_err(fail)?;
    let numbers = numbers(&statement, name)?;
    let wanted = numbers.iter().max().copied().unwrap_or(0);
    if wanted != order.values.len() {
        return Err(StoreError::ParameterCount { statement: name, wanted, given: order.values.len() });
    }
    for (place, number) in numbers.iter().enumerate() {
        // SQLite numbers `$n` by first appearance: the name, not the place, says which value it is.
        statement.raw_bind_parameter(place + 1, &order.values[number - 1]).map_err(fail)?;
    }
    let columns: Arc<[String]> = match order.want {
        Want::Rows => statement.column_names().map(str::to_owned).collect(),
        Want::Count => Arc::default(),
    };
    let writes = !statement.readonly();
    let mut answer = Answer::default();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(fail)? {
        if order.want == Want::Rows {
            let values = (0..columns.len()).map(|index| {
                let column = row.get_ref(index).map_err(fail)?;
                value(column)
                    .map_err(|e| StoreError::Engine { statement: name, detail: format!("not UTF-8: {e}") })
            });
            let values = values.collect::<Result<_, _>>()?;
            answer.rows.push(Row { columns: columns.clone(), values });
        }
    }
    drop(rows);
    if writes {
        answer.affected = connection.changes();
    }
    Ok(answer)
}

/// The numbers of the `$n` of a statement, in SQLite's order.
fn numbers(statement: &rusqlite::Statement<'_>, name: &'static str) -> Result<Vec<usize>, StoreError> {
    let number = |place| {
        let parameter = statement.parameter_name(place);
        let number = parameter.and_then(|name| name.strip_prefix('$')).and_then(|n| n.parse().ok());
        number.filter(|n| *n > 0).ok_or_else(|| StoreError::Engine {
            statement: name,
            detail: format!("parameter {place} is not written $n"),
        })
    };
    (1..=statement.parameter_count()).map(number).collect()
}

/// Prepares `statement` and checks that its parameters are `$1` … `$n` without a gap.
pub(super) fn check(connection: &Connection, statement: &Statement) -> Result<(), String> {
    let prepared = connection.prepare(statement.sql).map_err(|e| e.to_string())?;
    let mut numbers = numbers(&prepared, statement.name).map_err(|e| e.to_string())?;
    numbers.sort_unstable();
    match numbers.iter().enumerate().find(|(place, number)| place + 1 != **number) {
        Some((place, _)) => Err(format!("${} is not used", place + 1)),
        None => Ok(()),
    }
}

/// SQLite's error as ours.
pub(crate) fn error(statement: &'static str, from: &rusqlite::Error) -> StoreError {
    let detail = from.to_string();
    let rusqlite::Error::SqliteFailure(code, _) = from else {
        return StoreError::Engine { statement, detail };
    };
    let kind = match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            ConstraintKind::Unique
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ConstraintKind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => ConstraintKind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => ConstraintKind::Check,
        ffi::SQLITE_CONSTRAINT_DATATYPE => return StoreError::WrongType { statement, detail },
        _ => return other(statement, code.code, detail),
    };
    StoreError::Constraint { kind, detail }
}

fn other(statement: &'static str, code: ErrorCode, detail: String) -> StoreError {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy(detail),
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::CannotOpen | ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
            StoreError::Unavailable(detail)
        }
        _ => StoreError::Engine { statement, detail },
    }
}
