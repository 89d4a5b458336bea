//! The walls between tenants and between slices, for tests: what a statement and a schema must look like.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::schema::Table;
use crate::sql::{self, Token};
use crate::{Db, Engine, Scope, Statement, StoreError, params};

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

/// A table that would mix authorities or slices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongTable {
    /// The table.
    pub table: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Every table with its keys: name, key and the key's columns in order.
const KEYS_SQLITE: &str = "select t.name as name, i.name as key_name, c.name as column_name
    from pragma_table_list t
    left join pragma_index_list(t.name) i on i.\"unique\" = 1
    left join pragma_index_info(i.name) c
    where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite%' order by t.name, i.name, c.seqno";
const KEYS_POSTGRES: &str =
    "select t.relname::text as name, k.relname::text as key_name, a.attname::text as column_name
    from pg_class t join pg_namespace n on n.oid = t.relnamespace and n.nspname = current_schema()
    left join pg_index i on i.indrelid = t.oid and i.indisunique
    left join pg_class k on k.oid = i.indexrelid
    left join lateral unnest(i.indkey) with ordinality as p (number, place) on true
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = p.number
    where t.relkind = 'r' order by t.relname, k.relname, p.place";

/// Tables of the kernel that are the instance's, not an authority's.
const OF_THE_INSTANCE: [&str; 1] = ["store_migration"];

/// The tables that carry the prefix of none of `slices`, or one of whose keys does not begin with `authority`.
/// Full-text tables are the search's own affair.
pub async fn check_schema(db: &Db, slices: &[&str]) -> Result<Vec<WrongTable>, StoreError> {
    let sql = if db.engine() == Engine::Sqlite { KEYS_SQLITE } else { KEYS_POSTGRES };
    let keys = Statement { name: "KEYS", sql, scope: Scope::Kernel };
    let rows = db.kernel().query(&keys, params![]).await?;
    let mut wrong: Vec<WrongTable> = Vec::new();
    let mut last = None;
    for row in rows {
        let (table, key, column): (String, Option<String>, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let this = Some((table.clone(), key.clone()));
        let first_column = last != this;
        last = this;
        if !first_column || OF_THE_INSTANCE.contains(&table.as_str()) {
            continue;
        }
        let of_a_slice =
            slices.iter().any(|slice| table.strip_prefix(slice).is_some_and(|rest| rest.starts_with('_')));
        let reason = match (key, column) {
            _ if !of_a_slice => "its name carries no slice's prefix".to_owned(),
            (None, _) => "it has no key".to_owned(),
            (Some(_), Some(column)) if column == "authority" => continue,
            (Some(key), _) => format!("its key {key} does not begin with the authority"),
        };
        wrong.push(WrongTable { table, reason });
    }
    Ok(wrong)
}

/// Every column of every table.
const COLUMNS_SQLITE: &str =
    "select t.name as name, c.name as column_name from pragma_table_list t join pragma_table_info(t.name) c
    where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite%' order by t.name, c.name";
const COLUMNS_POSTGRES: &str = "select t.relname::text as name, a.attname::text as column_name
    from pg_class t join pg_namespace n on n.oid = t.relnamespace and n.nspname = current_schema()
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    where t.relkind = 'r' order by t.relname, a.attname";

/// The columns (`table.column`) that the database has and `declared` has not, or the other way round.
pub async fn check_declared(db: &Db, declared: &[Table]) -> Result<Vec<String>, StoreError> {
    let sql = if db.engine() == Engine::Sqlite { COLUMNS_SQLITE } else { COLUMNS_POSTGRES };
    let columns = Statement { name: "COLUMNS", sql, scope: Scope::Kernel };
    let mut found = BTreeSet::new();
    for row in db.kernel().query(&columns, params![]).await? {
        let (table, column): (String, String) = (row.get(0)?, row.get(1)?);
        if !OF_THE_INSTANCE.contains(&table.as_str()) {
            found.insert(format!("{table}.{column}"));
        }
    }
    let said: BTreeSet<String> = declared
        .iter()
        .flat_map(|table| table.columns.iter().map(move |column| format!("{}.{}", table.name, column.name)))
        .collect();
    Ok(found.symmetric_difference(&said).cloned().collect())
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

/// Words that begin a query within brackets.
const QUERIES: [&str; 6] = ["select", "with", "values", "insert", "update", "delete"];

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
                let query = after.is_some_and(|t| QUERIES.iter().any(|word| t.is(word)));
                depths.push(Depth { list: expected && !query, query: query || expected });
                expected = expected && !query;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &'static str) -> Result<(), WallError> {
        check_statement(&Statement { name: "IT", sql, scope: Scope::Authority }, "parks")
    }

    #[test]
    fn statements_of_the_house_pass() {
        for sql in [
            "select id from parks_bench where authority = $1 and id = $2",
            "insert into parks_bench (authority, id) values ($1, $2)",
            "insert into parks_bench (authority, id) values ($1, $2) on conflict (authority, id) do update set id = $2",
            "update parks_bench set place = $2 where authority = $1 returning id",
            "delete from parks_bench where authority = $1 and place is not distinct from $2",
            "select b.id from parks_bench b join parks_tree t on t.authority = b.authority and t.id = b.tree \
             where b.authority = $1",
            "select 1 from parks_bench, parks_tree where parks_bench.authority = $1 and parks_tree.authority = $1",
            "with old as (select id from parks_bench where authority = $1) select id from old",
            "with recursive up (id, above) as (select id, above from parks_unit where authority = $1 and id = $2 \
             union all select u.id, u.above from parks_unit u join up on u.id = up.above where u.authority = $1) \
             select id from up",
            "select extract(year from planted) from parks_tree where authority = $1",
            "select value from parks_tree, json_each(parks_tree.fruits) where authority = $1",
            "select count(*) from (select id from parks_tree where authority = $1 limit $2) counted",
            "update parks_tree set place = b.place from parks_bench b where b.authority = $1 \
             and parks_tree.authority = $1 -- from people_account",
            "select 'from people_account' as words from parks_tree where authority = $1",
        ] {
            assert_eq!(check(sql), Ok(()), "{sql}");
        }
    }

    #[test]
    fn a_statement_that_forgets_the_authority_is_refused() {
        assert_eq!(check("select id from parks_bench"), Err(WallError::NoAuthority("IT")));
        assert_eq!(check("select id from parks_bench where id = '$1'"), Err(WallError::NoAuthority("IT")));
        assert!(matches!(
            check("select 1 from parks_bench b join parks_tree t on t.id = b.tree where b.authority = $1"),
            Err(WallError::TableWithoutAuthority { tables: 2, said: 1, .. })
        ));
    }

    #[test]
    fn another_slices_table_is_found_wherever_it_stands() {
        for sql in [
            "select 1 from people_account where authority = $1",
            "select 1 from parks_bench join people_account using (authority) where authority = $1",
            "select 1 from parks_bench, people_account where authority = $1",
            "select 1 from parks_bench where authority = $1 and id in (select id from people_account)",
            "select 1 from (parks_bench join people_account using (authority)) where authority = $1",
            "select 1 from (people_account join parks_bench using (authority)) where authority = $1",
            "insert into people_account (authority) values ($1)",
            "update people_account set a = 1 where authority = $1",
            "delete from people_account where authority = $1",
            "with a as (delete from \"people_account\" where authority = $1 returning id) select id from a",
            "select 1 from PEOPLE_account where authority = $1",
            "select 1 from parksbench where authority = $1",
        ] {
            assert!(matches!(check(sql), Err(WallError::ForeignTable { .. })), "{sql}: {:?}", check(sql));
        }
    }

    #[test]
    fn words_of_one_engine_are_refused() {
        for sql in [
            "select 1 from parks_bench where authority = $1 and place ilike $2",
            "select cast($1 as uuid) from parks_bench where authority = $1",
            "insert or replace into parks_bench (authority) values ($1)",
            "select 1 from parks_bench where authority = $1 for update",
            "select rowid from parks_bench where authority = $1",
        ] {
            assert!(matches!(check(sql), Err(WallError::OneEngineOnly { .. })), "{sql}");
        }
        let two = "delete from parks_bench where authority = $1; delete from parks_tree where authority = $1";
        assert_eq!(check(two), Err(WallError::Several("IT")));
    }
}
