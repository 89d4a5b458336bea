//! The walls between tenants and between slices, for tests: what a statement and a schema must look like.

use thiserror::Error;

use crate::sql::{self, Token};
use crate::{Scope, Statement};

/// A statement or table that would pierce a wall.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WallError {
    /// `$1`, the authority, is not used.
    #[error("{0} does not use $1, the authority")]
    NoAuthority(&'static str),
    /// A table joined or listed without a condition on its authority.
    #[error("{statement} reads {tables} tables and says `authority` {said} times")]
    TableWithoutAuthority {
        /// Name of the statement.
        statement: &'static str,
        /// References to tables.
        tables: usize,
        /// Occurrences of the word.
        said: usize,
    },
    /// A table of another slice, or one without a slice's prefix.
    #[error("{statement} names the table {table}, which is not of its slice")]
    ForeignTable {
        /// Name of the statement.
        statement: &'static str,
        /// The table.
        table: String,
    },
    /// More than one statement in one text.
    #[error("{0} holds more than one statement")]
    Several(&'static str),
    /// Words that mean something else, or nothing, on the other engine.
    #[error("{statement}: `{word}` does not mean the same on both engines")]
    OneEngineOnly {
        /// Name of the statement.
        statement: &'static str,
        /// The words.
        word: &'static str,
    },
}

/// Checks a statement of the slice whose tables begin with `slice` and an underscore.
pub fn check_statement(statement: &Statement, slice: &str) -> Result<(), WallError> {
    let name = statement.name;
    let tokens: Vec<Token<'_>> = sql::tokens(statement.sql)
        .into_iter()
        .map(|(token, _)| token)
        .filter(|token| !matches!(token, Token::Comment(_)))
        .collect();
    if sql::statements(statement.sql).len() != 1 {
        return Err(WallError::Several(name));
    }
    let prefix = format!("{slice}_");
    let tables = tables(&tokens);
    if let Some(table) = tables.iter().find(|table| !table.starts_with(&prefix)) {
        return Err(WallError::ForeignTable { statement: name, table: (*table).to_owned() });
    }
    if let Some(word) = one_engine_only(&tokens) {
        return Err(WallError::OneEngineOnly { statement: name, word });
    }
    if statement.scope == Scope::Kernel {
        return Ok(());
    }
    if !tokens.contains(&Token::Parameter(1)) {
        return Err(WallError::NoAuthority(name));
    }
    let said = tokens.iter().filter(|token| token.name() == Some("authority")).count();
    if said < tables.len() {
        return Err(WallError::TableWithoutAuthority { statement: name, tables: tables.len(), said });
    }
    Ok(())
}

/// Traps that one engine accepts with another meaning.
fn one_engine_only(tokens: &[Token<'_>]) -> Option<&'static str> {
    let pairs = || tokens.windows(2);
    if tokens.iter().any(|token| token.is("ilike")) {
        return Some("ilike");
    }
    if tokens.iter().any(|token| token.is("glob")) {
        return Some("glob");
    }
    if tokens.iter().any(|token| token.is("autoincrement") || token.is("rowid")) {
        return Some("rowid");
    }
    // SQLite casts to an unknown type with numeric affinity, without a word.
    let cast = ["uuid", "timestamptz", "jsonb", "bytea", "boolean"];
    if pairs().any(|pair| pair[0].is("as") && cast.iter().any(|to| pair[1].is(to))) {
        return Some("cast");
    }
    if pairs().any(|pair| pair[0].is("insert") && pair[1].is("or")) {
        return Some("insert or");
    }
    pairs().any(|pair| pair[0].is("for") && pair[1].is("update")).then_some("for update")
}

/// Words that end a list of tables.
const END_OF_FROM: [&str; 12] = [
    "where",
    "group",
    "order",
    "limit",
    "having",
    "union",
    "except",
    "intersect",
    "returning",
    "window",
    "set",
    "select",
];

/// The tables a statement names, once per reference; names of its own `with` and functions are none.
fn tables<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let own = own_names(tokens);
    let mut found = Vec::new();
    // For each open bracket: is a table expected next, and are we in a list of tables?
    let mut depths = vec![Depth { list: false, query: true }];
    let mut expected = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let after = tokens.get(at + 1).copied();
        let Some(depth) = depths.last_mut() else { break };
        match token {
            Token::Symbol('(') => {
                let query = after.is_some_and(|t| ["select", "with", "values"].iter().any(|word| t.is(word)));
                depths.push(Depth { list: expected && !query, query: query || expected });
                expected = expected && !query;
                continue;
            }
            Token::Symbol(')') => {
                if depths.len() > 1 {
                    depths.pop();
                }
                expected = false;
            }
            Token::Symbol(',') => expected = depth.list,
            Token::Word(_) if token.is("lateral") || token.is("only") && expected => {}
            Token::Word(_) if opens_table(*token, before, depth.query) => {
                depth.list = token.is("from");
                expected = true;
            }
            Token::Word(_) if END_OF_FROM.iter().any(|word| token.is(word)) => {
                (depth.list, expected) = (false, false);
            }
            Token::Word(name) | Token::Quoted(name) if expected => {
                expected = false;
                // `into t (a, b)` lists columns; elsewhere a bracket makes it a function.
                let called = after == Some(Token::Symbol('(')) && !before.is_some_and(|t| t.is("into"));
                if !called && !own.contains(name) {
                    found.push(*name);
                }
            }
            _ => expected = false,
        }
    }
    found
}

struct Depth {
    /// Inside `from a, b`.
    list: bool,
    /// A query's bracket, not an expression's: `extract(year from x)` names no table.
    query: bool,
}

/// Whether a table follows this word.
fn opens_table(word: Token<'_>, before: Option<Token<'_>>, in_query: bool) -> bool {
    let after = |words: &[&str]| before.is_some_and(|before| words.iter().any(|word| before.is(word)));
    if word.is("from") {
        return in_query && !after(&["distinct"]);
    }
    if word.is("update") {
        return !after(&["do", "for", "on"]);
    }
    word.is("join") || word.is("into")
}

/// The names that `with` gives.
fn own_names<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    if !tokens.iter().any(|token| token.is("with")) {
        return Vec::new();
    }
    let named = tokens.windows(3).filter(|three| three[1].is("as") && three[2] == Token::Symbol('('));
    let plain = named.filter_map(|three| three[0].name());
    // `with a (x, y) as (…)`: the name stands before the bracket.
    let listed = tokens.windows(3).enumerate().filter_map(|(at, three)| {
        let closes = three[0] == Token::Symbol(')') && three[1].is("as") && three[2] == Token::Symbol('(');
        let open = closes.then(|| tokens[..at].iter().rposition(|t| *t == Token::Symbol('('))).flatten()?;
        tokens.get(open.checked_sub(1)?)?.name()
    });
    plain.chain(listed).collect()
}
