//! The schema of each slice, as numbered files in one SQL text for both engines.
//!
//! | word | SQLite | PostgreSQL |
//! |---|---|---|
//! | `{uuid}` | blob | uuid |
//! | `{time}` | integer | timestamptz |
//! | `{json}` | text | jsonb |
//! | `{blob}` | blob | bytea |
//! | `{bool}` | integer | boolean |
//! | `{int}` | integer | bigint |
//! | `{float}` | real | double precision |
//! | `{identity-free}` after the closing bracket of a table | without rowid | (nothing) |
//!
//! On SQLite every table is `strict`, so that a value of the wrong type is refused there as it is on PostgreSQL.
//! A statement preceded by the comment `--@sqlite` or `--@postgres` runs on that engine alone (the kernel's search).
//! An applied file never changes: its checksum is kept and compared. A newer instance may have applied files that
//! this one does not know; it serves all the same.

use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest as _, Sha256};

use crate::StoreError;
use crate::ambient::Ambient;
use crate::db::Engine;
use crate::files::Digest;
use crate::sql::{self, Token};
use crate::sqlite::convert;
use crate::value::Value;

/// The migrations of one slice, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// Name of the slice: the prefix of its tables.
    pub slice: &'static str,
    /// File names in ascending order (`0001_start.sql`), each with its text.
    pub files: &'static [(&'static str, &'static str)],
}

/// The store's own.
pub(crate) const OWN: &[(&str, &str)] = &[("0001_start.sql", include_str!("../migrations/0001_start.sql"))];

/// Where applied files are remembered; in words that both engines understand.
const CREATE: &str = "create table if not exists store_migration (
    slice text not null, file text not null, checksum text not null, applied_at {time} not null,
    primary key (slice, file))";
pub(crate) const APPLIED: &str = "select file, checksum from store_migration where slice = $1 order by file";
pub(crate) const RECORD: &str =
    "insert into store_migration (slice, file, checksum, applied_at) values ($1, $2, $3, $4)";

/// A file to apply.
pub(crate) struct Pending {
    pub(crate) file: &'static str,
    pub(crate) script: Vec<String>,
    checksum: String,
}

impl Pending {
    /// The values of [`RECORD`].
    pub(crate) fn record(&self, slice: &str) -> Vec<Value> {
        let now = Ambient::system().now();
        vec![slice.into(), self.file.into(), self.checksum.as_str().into(), now.into()]
    }

    pub(crate) fn failed(&self, slice: &str, detail: String) -> StoreError {
        StoreError::MigrationFailed { slice: slice.to_owned(), file: self.file.to_owned(), detail }
    }
}

/// The statement that creates the memory of migrations.
pub(crate) fn create(engine: Engine) -> String {
    CREATE.replace("{time}", words(engine)[1].1)
}

/// Refuses file names that do not ascend.
pub(crate) fn check_names(slice: &Migrations) -> Result<(), StoreError> {
    let wrong = slice.files.windows(2).find(|pair| pair[0].0 >= pair[1].0);
    wrong.map_or(Ok(()), |pair| Err(out_of_order(slice.slice, pair[1].0)))
}

fn out_of_order(slice: &str, file: &str) -> StoreError {
    StoreError::MigrationOrder { slice: slice.to_owned(), file: file.to_owned() }
}

/// What remains to apply, given the files and checksums already applied, in order.
pub(crate) fn pending(
    slice: &Migrations,
    applied: &[(String, String)],
    engine: Engine,
) -> Result<Vec<Pending>, StoreError> {
    let mut todo = Vec::new();
    for (file, text) in slice.files {
        let checksum = checksum(text);
        match applied.iter().find(|(name, _)| name == file) {
            Some((_, known)) if *known == checksum => {}
            Some(_) => {
                return Err(StoreError::MigrationAltered {
                    slice: slice.slice.to_owned(),
                    file: (*file).to_owned(),
                });
            }
            None if applied.last().is_some_and(|(last, _)| last.as_str() > *file) => {
                return Err(out_of_order(slice.slice, file));
            }
            None => {
                let script = render(text, engine).map_err(|detail| StoreError::MigrationFailed {
                    slice: slice.slice.to_owned(),
                    file: (*file).to_owned(),
                    detail,
                })?;
                todo.push(Pending { file, script, checksum });
            }
        }
    }
    Ok(todo)
}

/// SHA-256 of the text, whatever the checkout made of its line ends.
fn checksum(text: &str) -> String {
    Digest(Sha256::digest(text.replace("\r\n", "\n").as_bytes()).into()).to_string()
}

/// What each placeholder word becomes.
fn words(engine: Engine) -> [(&'static str, &'static str); 8] {
    let (sqlite, postgres) = (
        ["blob", "integer", "text", "blob", "integer", "integer", "real", "without rowid"],
        ["uuid", "timestamptz", "jsonb", "bytea", "boolean", "bigint", "double precision", ""],
    );
    let to = if engine == Engine::Sqlite { sqlite } else { postgres };
    let from = ["{uuid}", "{time}", "{json}", "{blob}", "{bool}", "{int}", "{float}", "{identity-free}"];
    std::array::from_fn(|index| (from[index], to[index]))
}

/// The statements of a file in one engine's words.
fn render(text: &str, engine: Engine) -> Result<Vec<String>, String> {
    let mut script = Vec::new();
    for statement in sql::statements(text) {
        let tokens: Vec<Token<'_>> = sql::tokens(statement).into_iter().map(|(token, _)| token).collect();
        let other = if engine == Engine::Sqlite { "--@postgres" } else { "--@sqlite" };
        let leading = tokens.iter().take_while(|token| matches!(token, Token::Comment(_)));
        if leading.into_iter().any(|token| *token == Token::Comment(other)) {
            continue;
        }
        let mut said = statement.to_owned();
        for (from, to) in words(engine) {
            said = said.replace(from, to);
        }
        if let Some(word) = unknown_word(&said) {
            return Err(format!("{{{word}}} is not one of the placeholder words"));
        }
        let mut spoken = tokens.iter().filter(|token| !matches!(token, Token::Comment(_)));
        if engine == Engine::Sqlite
            && spoken.next().is_some_and(|t| t.is("create"))
            && spoken.next().is_some_and(|t| t.is("table"))
        {
            let said_end = said.trim_end();
            let more = if said_end.ends_with(')') { " strict" } else { ", strict" };
            said = format!("{said_end}{more}");
        }
        script.push(said);
    }
    Ok(script)
}

/// A `{word}` that is left over.
fn unknown_word(said: &str) -> Option<&str> {
    said.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(word, _)| word)
        .find(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
}

/// Applies what remains of a slice, as one transaction.
pub(crate) fn on_sqlite(connection: &mut Connection, slice: &Migrations) -> Result<(), StoreError> {
    let fail = |e: rusqlite::Error| convert::error("MIGRATE", &e);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
    transaction.execute_batch(&format!("{} strict", create(Engine::Sqlite))).map_err(fail)?;
    let applied = {
        let mut statement = transaction.prepare(APPLIED).map_err(fail)?;
        let rows = statement.query_map([slice.slice], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(fail)?
    };
    for file in pending(slice, &applied, Engine::Sqlite)? {
        for statement in &file.script {
            transaction.execute_batch(statement).map_err(|e| file.failed(slice.slice, e.to_string()))?;
        }
        let record = rusqlite::params_from_iter(file.record(slice.slice));
        transaction.execute(RECORD, record).map_err(fail)?;
    }
    transaction.commit().map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_becomes_the_words_of_each_engine() {
        let text =
            "create table a_b (id {uuid} not null, j {json} default '{}', primary key (id)) {identity-free};
            --@postgres
            create index only_there on a_b using gin (j);
            create table a_c (n {int} not null)";
        let sqlite = render(text, Engine::Sqlite).expect("known words");
        assert_eq!(
            sqlite,
            [
                "create table a_b (id blob not null, j text default '{}', primary key (id)) without rowid, strict",
                "create table a_c (n integer not null) strict"
            ]
        );
        let postgres = render(text, Engine::Postgres).expect("known words");
        assert_eq!(postgres.len(), 3);
        assert!(postgres[0].starts_with("create table a_b (id uuid not null, j jsonb"));
    }

    #[test]
    fn a_misspelt_placeholder_is_named() {
        assert_eq!(
            render("create table a (t {tme})", Engine::Sqlite),
            Err("{tme} is not one of the placeholder words".to_owned())
        );
    }
}
