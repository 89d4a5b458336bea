//! Rows of one commune, out of one database and into another, whichever the engines: a commune can leave whole. It works from the tables
//! that the migrations declare ([`crate::schema`]), so that a table is taken along because it exists, not because somebody thought of it.
//!
//! A row travels as a JSON array of its columns but `authority`: uuids, numbers with a fraction and JSON
//! documents as texts, moments in microseconds, bytes in base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::schema::{Column, Kind, Table};
use crate::session::{Order, Want};
use crate::value::{FromValue, from_micros, micros};
use crate::{Row, StoreError, Tx, Value};

/// Rows read at once.
const PAGE: usize = 500;

/// Some rows of a table, in the order of its key.
#[derive(Debug)]
pub struct Page {
    /// One JSON array a row.
    pub rows: Vec<Vec<Json>>,
    /// Key of the last one, to go on from; `None` when there are no more.
    pub next: Option<Vec<Value>>,
}

/// Columns that travel: all but the commune's own identifier.
pub fn columns(table: &Table) -> Vec<&Column> {
    table.columns.iter().filter(|column| column.name != "authority").collect()
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// `$from, $from+1 …`
fn places(from: usize, count: usize) -> String {
    (from..from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

impl Tx {
    async fn transfer(
        &self,
        sql: String,
        mut values: Vec<Value>,
        want: Want,
    ) -> Result<crate::row::Answer, StoreError> {
        values.insert(0, Value::Uuid(self.authority()));
        self.run(Order { name: "TRANSFER", sql: Cow::Owned(sql), values, want }).await
    }

    /// The commune's next rows of a table, after the key `after`.
    pub async fn rows_of(&self, table: &Table, after: Option<&[Value]>) -> Result<Page, StoreError> {
        let key: Vec<&str> =
            table.key.iter().map(String::as_str).filter(|name| *name != "authority").collect();
        let columns = columns(table);
        let mut sql = format!(
            "select {} from \"{}\" where authority = $1",
            quoted(columns.iter().map(|column| column.name.as_str()).chain(key.iter().copied())),
            table.name
        );
        if after.is_some() {
            sql = format!("{sql} and ({}) > ({})", quoted(key.iter().copied()), places(2, key.len()));
        }
        if !key.is_empty() {
            sql = format!("{sql} order by {} limit {PAGE}", quoted(key.iter().copied()));
        }
        let found = self.transfer(sql, after.unwrap_or_default().to_vec(), Want::Rows).await?.rows;
        let more = !key.is_empty() && found.len() == PAGE;
        let next = more.then(|| found.last()).flatten().map(|row| key_of(table, &key, columns.len(), row));
        let rows = found.iter().map(|row| encode_row(&columns, row)).collect::<Result<_, _>>()?;
        Ok(Page { rows, next: next.transpose()? })
    }

    /// Puts a row back: `names` are its columns as they were read, which may be fewer than the table has now.
    pub async fn put_row(&self, table: &Table, names: &[String], row: &[Json]) -> Result<(), StoreError> {
        let unfit = |column: &str| StoreError::Column {
            column: format!("{}.{column}", table.name),
            wanted: "a value of its kind",
            found: "another",
        };
        let mut values = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let column = table.column(name).ok_or_else(|| StoreError::NoColumn(name.clone()))?;
            let value = row.get(at).and_then(|json| decode(column.kind, json)).ok_or_else(|| unfit(name))?;
            value.check("TRANSFER")?;
            values.push(value);
        }
        let sql = format!(
            "insert into \"{}\" (authority, {}) values ({})",
            table.name,
            quoted(names.iter().map(String::as_str)),
            places(1, names.len() + 1)
        );
        self.transfer(sql, values, Want::Count).await?;
        Ok(())
    }

    /// Deletes every row of the commune in a table; how many.
    pub async fn clear_table(&self, table: &Table) -> Result<u64, StoreError> {
        let sql = format!("delete from \"{}\" where authority = $1", table.name);
        Ok(self.transfer(sql, Vec::new(), Want::Count).await?.affected)
    }
}

/// The key columns of a row, which stand after its `width` own, as values of their kind.
fn key_of(table: &Table, key: &[&str], width: usize, row: &Row) -> Result<Vec<Value>, StoreError> {
    let of = |(at, name): (usize, &&str)| {
        let column = table.column(name).ok_or_else(|| StoreError::NoColumn((*name).to_owned()))?;
        typed(column, &row.get::<Value>(width + at)?)
    };
    key.iter().enumerate().map(of).collect()
}

/// A value as SQLite or PostgreSQL gave it, as the kind that the column declares.
fn typed(column: &Column, value: &Value) -> Result<Value, StoreError> {
    if *value == Value::Null {
        return Ok(Value::Null);
    }
    let typed = match column.kind {
        Kind::Uuid => Uuid::from_value(value).map(Value::Uuid),
        Kind::Time => time::OffsetDateTime::from_value(value).map(Value::Time),
        Kind::Json => Json::from_value(value).map(Value::Json),
        Kind::Blob => Vec::from_value(value).map(Value::Blob),
        Kind::Int => i64::from_value(value).map(Value::Int),
        Kind::Bool => bool::from_value(value).map(Value::Bool),
        Kind::Float => f64::from_value(value).map(Value::Float),
        Kind::Text => String::from_value(value).map(Value::Text),
    };
    typed.ok_or_else(|| StoreError::Column {
        column: column.name.clone(),
        wanted: column.kind.word(),
        found: value.kind(),
    })
}

fn encode_row(columns: &[&Column], row: &Row) -> Result<Vec<Json>, StoreError> {
    let encode_at = |(at, column): (usize, &&Column)| Ok(encode(&typed(column, &row.get::<Value>(at)?)?));
    columns.iter().enumerate().map(encode_at).collect()
}

fn encode(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(bool) => (*bool).into(),
        Value::Int(int) => (*int).into(),
        // As a text: the reader of JSON does not give back the last digit of every number.
        Value::Float(float) => float.to_string().into(),
        Value::Text(text) => text.as_str().into(),
        Value::Blob(bytes) => STANDARD.encode(bytes).into(),
        Value::Uuid(uuid) => uuid.to_string().into(),
        Value::Time(at) => micros(*at).into(),
        // As a text, so that the document `null` is not the absence of one.
        Value::Json(json) => json.to_string().into(),
    }
}

fn decode(kind: Kind, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Null);
    }
    Some(match kind {
        Kind::Bool => Value::Bool(json.as_bool()?),
        Kind::Int => Value::Int(json.as_i64()?),
        Kind::Float => Value::Float(json.as_str()?.parse().ok().filter(|float: &f64| float.is_finite())?),
        Kind::Text => Value::Text(json.as_str()?.to_owned()),
        Kind::Blob => Value::Blob(STANDARD.decode(json.as_str()?).ok()?),
        Kind::Uuid => Value::Uuid(json.as_str()?.parse().ok()?),
        Kind::Time => Value::Time(from_micros(json.as_i64()?)?),
        Kind::Json => Value::Json(serde_json::from_str(json.as_str()?).ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = (Kind, Value)> {
        prop_oneof![
            any::<bool>().prop_map(|v| (Kind::Bool, Value::Bool(v))),
            any::<i64>().prop_map(|v| (Kind::Int, Value::Int(v))),
            proptest::num::f64::NORMAL.prop_map(|v| (Kind::Float, Value::Float(v))),
            "[^\0]{0,20}".prop_map(|v| (Kind::Text, Value::Text(v))),
            any::<Vec<u8>>().prop_map(|v| (Kind::Blob, Value::Blob(v))),
            any::<u128>().prop_map(|v| (Kind::Uuid, Value::Uuid(Uuid::from_u128(v)))),
            (0..4_000_000_000_000_000_i64)
                .prop_map(|v| (Kind::Time, from_micros(v).map_or(Value::Null, Value::Time))),
            "[^\0]{0,9}".prop_map(|v| (Kind::Json, Value::Json(serde_json::json!({ "a": [v, null, 1] })))),
            Just((Kind::Json, Value::Json(Json::Null))),
            Just((Kind::Int, Value::Null)),
        ]
    }

    proptest! {
        #[test]
        fn a_value_comes_back_as_it_left((kind, value) in any_value()) {
            let line = serde_json::to_string(&encode(&value)).expect("JSON");
            let read: Json = serde_json::from_str(&line).expect("JSON");
            prop_assert_eq!(decode(kind, &read), Some(value));
        }

        #[test]
        fn another_kind_is_refused_and_never_panics(
            kind in prop::sample::select(vec![Kind::Uuid, Kind::Time, Kind::Json, Kind::Blob, Kind::Int, Kind::Bool, Kind::Float]),
            text in "[a-z]{1,5}",
        ) {
            prop_assert!(matches!(decode(kind, &Json::from(text.as_str())), None | Some(Value::Blob(_) | Value::Json(_))));
        }
    }
}
