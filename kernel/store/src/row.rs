//! One row of an answer, the same for both engines.

use std::sync::Arc;

use crate::StoreError;
use crate::value::{FromValue, Value};

/// A row; columns are read by position or by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

/// What a statement answered.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) rows: Vec<Row>,
    /// Rows inserted, updated or deleted.
    pub(crate) affected: u64,
}

impl Row {
    /// The column at `index`, counted from 0.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, StoreError> {
        let value = self.values.get(index).ok_or_else(|| StoreError::NoColumn(index.to_string()))?;
        T::from_value(value).ok_or_else(|| StoreError::Column {
            column: self.columns.get(index).cloned().unwrap_or_default(),
            wanted: T::WANTED,
            found: value.kind(),
        })
    }

    /// The column named `column`.
    pub fn get_by<T: FromValue>(&self, column: &str) -> Result<T, StoreError> {
        match self.columns.iter().position(|name| name == column) {
            Some(index) => self.get(index),
            None => Err(StoreError::NoColumn(column.to_owned())),
        }
    }

    /// Names of the columns, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}
