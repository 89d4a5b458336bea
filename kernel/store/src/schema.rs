//! The tables that migrations declare, read from their text: which columns, of which kind, under which key. That is what a commune's rows
//! are carried by from one engine to the other, where the engine's own types would not tell a moment from a number.

use std::collections::BTreeMap;

use crate::migrations::{Migrations, OWN};
use crate::sql::{self, Token};

/// What a column holds, whatever the engine keeps it as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Uuid,
    Time,
    Json,
    Blob,
    Int,
    Bool,
    Float,
    Text,
}

impl Kind {
    const WORDS: [(&'static str, Self); 8] = [
        ("uuid", Self::Uuid),
        ("time", Self::Time),
        ("json", Self::Json),
        ("blob", Self::Blob),
        ("int", Self::Int),
        ("bool", Self::Bool),
        ("float", Self::Float),
        ("text", Self::Text),
    ];

    /// Its word in the migrations: `{uuid}` without its braces, or `text`.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// A table as it stands after every migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// In the order of their declaration.
    pub columns: Vec<Column>,
    /// Columns of the primary key, in order.
    pub key: Vec<String>,
}

impl Table {
    /// Whether its rows belong to a commune: all do, but those of the instance itself.
    pub fn has_authority(&self) -> bool {
        self.columns.iter().any(|column| column.name == "authority")
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A migration whose words are not those of the house.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {statement}: {what}")]
pub struct SchemaError {
    pub file: String,
    /// Its beginning.
    pub statement: String,
    pub what: String,
}

/// The tables of these slices and of the store itself, in order of name.
pub fn tables(slices: &[Migrations]) -> Result<Vec<Table>, SchemaError> {
    let mut tables = BTreeMap::new();
    let own = Migrations { slice: "store", files: OWN };
    for slice in std::iter::once(&own).chain(slices) {
        for (file, text) in slice.files {
            for statement in sql::statements(text) {
                apply(statement, &mut tables).map_err(|what| SchemaError {
                    file: format!("{}/{file}", slice.slice),
                    statement: statement.chars().take(60).collect(),
                    what,
                })?;
            }
        }
    }
    Ok(tables.into_values().collect())
}

/// The words of a statement, one after the other.
struct Words<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        self.at += 1;
        self.tokens.get(self.at - 1).copied()
    }

    /// Passes over a word when it comes next.
    fn skip(&mut self, word: &str) -> bool {
        let comes = self.tokens.get(self.at).is_some_and(|token| token.is(word));
        self.at += usize::from(comes);
        comes
    }

    fn name(&mut self) -> Result<String, String> {
        self.next().and_then(Token::name).map(str::to_owned).ok_or_else(|| "a name is expected".to_owned())
    }

    /// `{uuid}` or `text`.
    fn kind(&mut self) -> Result<Kind, String> {
        let first = self.next();
        let word = if first == Some(Token::Symbol('{')) { self.next() } else { first };
        if first == Some(Token::Symbol('{')) {
            self.next();
        }
        let word = word.and_then(Token::name).unwrap_or("");
        Kind::of(word).ok_or_else(|| format!("`{word}` is no kind of column"))
    }

    /// The pieces of a list in brackets, split at its own commas.
    fn list(&mut self) -> Vec<Vec<Token<'a>>> {
        let (mut depth, mut pieces) = (0_u32, vec![Vec::new()]);
        while let Some(token) = self.next() {
            match token {
                Token::Symbol('(') => depth += 1,
                Token::Symbol(')') => depth = depth.saturating_sub(1),
                Token::Symbol(',') if depth == 1 => {
                    pieces.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            if depth > 1
                || token != Token::Symbol('(')
                || pieces.last().is_some_and(|piece| !piece.is_empty())
            {
                pieces.last_mut().expect("a list begins with one piece").push(token);
            }
        }
        pieces
    }
}

fn apply(statement: &str, tables: &mut BTreeMap<String, Table>) -> Result<(), String> {
    let tokens = sql::tokens(statement).into_iter().map(|(token, _)| token);
    let tokens = tokens.filter(|token| !matches!(token, Token::Comment(_))).collect();
    let mut words = Words { tokens, at: 0 };
    if words.skip("create") && words.skip("table") {
        let _ = words.skip("if") && words.skip("not") && words.skip("exists");
        let table = create(words.name()?, words.list())?;
        tables.insert(table.name.clone(), table);
        return Ok(());
    }
    words.at = 0;
    if words.skip("drop") && words.skip("table") {
        let _ = words.skip("if") && words.skip("exists");
        tables.remove(&words.name()?);
        return Ok(());
    }
    words.at = 0;
    if words.skip("alter") && words.skip("table") {
        let name = words.name()?;
        let table = tables.remove(&name).ok_or_else(|| format!("no table {name}"))?;
        let table = alter(table, &mut words)?;
        tables.insert(table.name.clone(), table);
    }
    Ok(())
}

fn create(name: String, pieces: Vec<Vec<Token<'_>>>) -> Result<Table, String> {
    let mut table = Table { name, columns: Vec::new(), key: Vec::new() };
    for tokens in pieces {
        let mut words = Words { tokens, at: 0 };
        if words.skip("primary") {
            words.skip("key");
            let names = words.list().into_iter().flatten().filter_map(Token::name);
            table.key = names.map(str::to_owned).collect();
        } else if !["unique", "foreign", "check", "constraint"].iter().any(|word| words.skip(word)) {
            let column = Column { name: words.name()?, kind: words.kind()? };
            let rest = &words.tokens[words.at.min(words.tokens.len())..];
            if rest.windows(2).any(|pair| pair[0].is("primary") && pair[1].is("key")) {
                table.key = vec![column.name.clone()];
            }
            table.columns.push(column);
        }
    }
    Ok(table)
}

fn alter(mut table: Table, words: &mut Words<'_>) -> Result<Table, String> {
    if words.skip("add") {
        words.skip("column");
        let column = Column { name: words.name()?, kind: words.kind()? };
        table.columns.push(column);
    } else if words.skip("drop") {
        words.skip("column");
        let name = words.name()?;
        table.columns.retain(|column| column.name != name);
    } else if words.skip("rename") {
        if words.skip("to") {
            table.name = words.name()?;
            return Ok(table);
        }
        words.skip("column");
        let old = words.name()?;
        words.skip("to");
        let new = words.name()?;
        let names = table.columns.iter_mut().map(|column| &mut column.name).chain(&mut table.key);
        names.filter(|name| **name == old).for_each(|name| name.clone_from(&new));
    } else {
        return Err("this change of a table is not read here".to_owned());
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Result<Vec<Table>, SchemaError> {
        let files: &'static [(&'static str, &'static str)] = Box::leak(Box::new([("0001.sql", text)]));
        let mut tables = tables(&[Migrations { slice: "parks", files }])?;
        tables.retain(|table| table.name.starts_with("parks_"));
        Ok(tables)
    }

    fn shape(table: &Table) -> String {
        let columns: Vec<String> =
            table.columns.iter().map(|column| format!("{} {}", column.name, column.kind.word())).collect();
        format!("{}({}) by {}", table.name, columns.join(", "), table.key.join(", "))
    }

    #[test]
    fn a_table_is_read_with_its_columns_and_its_key() {
        let read = read(
            "-- Benches, (old) ones; too\n create table parks_bench (authority {uuid} not null, id {uuid} not null,\n place text not null default 'a, b', \
             -- a comment, with a comma\n wood {bool}, \"at\" {time}, unique (authority, place), check (place <> ''), primary key (authority, id)) {identity-free};\
             create index parks_bench_place on parks_bench (authority, place) where wood;\
             create table parks_one (id {uuid} not null primary key, more {json})",
        )
        .expect("words of the house");
        let shapes: Vec<String> = read.iter().map(shape).collect();
        assert_eq!(
            shapes,
            [
                "parks_bench(authority uuid, id uuid, place text, wood bool, at time) by authority, id",
                "parks_one(id uuid, more json) by id"
            ]
        );
    }

    #[test]
    fn later_migrations_change_it() {
        let read = read(
            "create table parks_a (authority {uuid}, b {int}, primary key (authority, b)); create table parks_gone (authority {uuid});\
             alter table parks_a add column c {float} default 0; alter table parks_a rename column b to d;\
             alter table parks_a rename to parks_z; drop table if exists parks_gone;\
             update parks_z set c = 1",
        )
        .expect("words of the house");
        assert_eq!(
            read.iter().map(shape).collect::<Vec<_>>(),
            ["parks_z(authority uuid, d int, c float) by authority, d"]
        );
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let told = read("create table parks_a (authority {uuid}, b varchar(3))").expect_err("no kind");
        assert_eq!(told.what, "`varchar` is no kind of column");
        assert!(read("alter table parks_none add column a text").is_err());
    }
}
