//! The limits of an answer: what its kind allows, beyond being readable.

use super::state::State;
use crate::Id;
use crate::compiled::{Node, options_of};
use crate::cond::{self, Literal, Term, Val};
use crate::model::{Kind, Opt};
use crate::value::{Code, FileRef, Path, Refusal, Value, Why};

/// An option to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosable {
    pub id: String,
    pub label: String,
    pub help: String,
}

/// A row of a list, read by name of column.
struct Cells<'a> {
    columns: &'a [Id],
    cells: &'a [String],
}

impl<'a> Cells<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|column| *column == *name)?;
        self.cells.get(at).map(String::as_str)
    }
}

type Row = Option<(usize, usize)>;

impl State<'_> {
    /// The options of a choice with these answers, in order; none if the field is no choice.
    pub fn options(&self, path: &Path) -> Vec<Choosable> {
        let form = self.form();
        let Some(at) = form.index(&path.field) else { return Vec::new() };
        let row = path.row.as_ref().and_then(|(block, n)| Some((form.index(block)?, *n)));
        self.options_at(&form.nodes()[at], row)
    }

    pub(super) fn options_at(&self, node: &Node, row: Row) -> Vec<Choosable> {
        if let Kind::Record { register } = &node.item.kind {
            return self.register_rows(register);
        }
        let Some((list, own)) = options_of(&node.item.kind) else { return Vec::new() };
        let allowed =
            |option: &&Opt| option.when.as_ref().is_none_or(|when| cond::holds(when, &self.at(row)));
        let own = own.iter().filter(allowed).map(|option| Choosable {
            id: option.id.clone(),
            label: self.fill(&option.label, row),
            help: self.fill(&option.help, row),
        });
        let mut all: Vec<Choosable> = own.collect();
        if let Some(list) = list {
            self.each_list_row(list, &mut |cell| {
                if let (Some(id), true) = (cell.get("id"), self.linked(node, cell, row)) {
                    let label = cell.get("label").unwrap_or(id);
                    all.push(Choosable { id: id.to_owned(), label: label.to_owned(), help: String::new() });
                }
            });
        }
        all
    }

    /// The rows of a register that the host gave.
    fn register_rows(&self, register: &str) -> Vec<Choosable> {
        let Some(table) = self.context().registers.get(register) else { return Vec::new() };
        let row = |cells: &Vec<String>| {
            let cells = Cells { columns: &table.columns, cells };
            let id = cells.get("id")?;
            let label = cells.get("label").unwrap_or(id).to_owned();
            Some(Choosable { id: id.to_owned(), label, help: String::new() })
        };
        table.rows.iter().filter_map(row).collect()
    }

    /// Calls `each` with a reader of cells for every row of a list (or of the register in its place).
    fn each_list_row(&self, list: &Id, each: &mut dyn FnMut(&Cells)) {
        let Some(list) = self.form().list(list) else { return };
        let register = list.register.as_ref().and_then(|name| self.context().registers.get(name));
        let (columns, rows) =
            register.map_or((&list.columns, &list.rows), |table| (&table.columns, &table.rows));
        for cells in rows {
            each(&Cells { columns, cells });
        }
    }

    /// Does the row belong to the answer of the parent choice?
    fn linked(&self, node: &Node, cell: &Cells, row: Row) -> bool {
        let Kind::LinkedChoice { parent, column, .. } = &node.item.kind else { return true };
        match cond::value(&Term::Field(parent.clone()), &self.at(row)) {
            Val::Text(parent) => cell.get(column) == Some(parent.as_str()),
            _ => false,
        }
    }

    /// Can the option be chosen now?
    pub(super) fn has_option(&self, node: &Node, id: &str, row: Row) -> bool {
        if let Some((_, own)) = options_of(&node.item.kind)
            && let Some(option) = own.iter().find(|option| option.id == id)
        {
            return option.when.as_ref().is_none_or(|when| cond::holds(when, &self.at(row)));
        }
        let mut found = false;
        if let Some((Some(list), _)) = options_of(&node.item.kind) {
            self.each_list_row(list, &mut |cell| {
                found |= cell.get("id") == Some(id) && self.linked(node, cell, row);
            });
        }
        found
    }

    /// A bound of a date, a time or a number; the literal `"today"` is the current date.
    pub(super) fn bound(&self, term: &Term, row: Row) -> Val {
        match term {
            Term::Literal(Literal::Text(text)) if text == "today" => Val::Date(self.context().today()),
            term => cond::value(term, &self.at(row)),
        }
    }

    /// What is wrong with the answer to a visible field: nothing given though required, or a limit passed.
    pub(super) fn wrong(&self, at: usize, row: Row, path: &Path) -> Option<Refusal> {
        let node = &self.form().nodes()[at];
        let Some(value) = self.node_value(at, row) else {
            let required = node.item.required && node.item.kind.is_input();
            let code =
                if matches!(node.item.kind, Kind::Checkbox {}) { Code::MustTick } else { Code::Required };
            return required.then(|| Why::new(code).at(path.clone()));
        };
        let mut refusal = self.limit(node, value, row).err()?.at(path.clone());
        if let (Code::Pattern, Kind::Text { pattern_else, .. }) = (refusal.code, &node.item.kind)
            && !pattern_else.is_empty()
        {
            refusal.text = Some(self.fill(pattern_else, row));
        }
        Some(refusal)
    }

    fn limit(&self, node: &Node, value: &Value, row: Row) -> Result<(), Why> {
        match (&node.item.kind, value) {
            (Kind::Text { max_len, .. }, Value::Text(text)) => {
                length(text, *max_len)?;
                let fits = node.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
                if fits { Ok(()) } else { Err(Code::Pattern.into()) }
            }
            (Kind::LongText { max_len }, Value::Text(text)) => length(text, *max_len),
            (Kind::Checkbox {}, Value::Bool(false)) if node.item.required => Err(Code::MustTick.into()),
            (Kind::Integer { min, max, .. } | Kind::Decimal { min, max, .. }, value) => {
                self.between(value, min.as_ref(), max.as_ref(), [Code::TooSmall, Code::TooLarge], row)
            }
            (
                Kind::Date { min, max } | Kind::Time { min, max } | Kind::Datetime { min, max },
                value @ (Value::Date(_) | Value::Time(_) | Value::DateTime(_)),
            ) => self.between(value, min.as_ref(), max.as_ref(), [Code::TooEarly, Code::TooLate], row),
            (Kind::Period { min, max }, Value::Period { from, to }) => {
                let codes = [Code::TooEarly, Code::TooLate];
                self.between(&Value::Date(*from), min.as_ref(), None, codes, row)?;
                self.between(&Value::Date(*to), None, max.as_ref(), codes, row)
            }
            (Kind::Choice { .. } | Kind::LinkedChoice { .. }, Value::Choice(id)) => {
                self.chosen(node, id, row)
            }
            (Kind::Choices { min, max, .. }, Value::Choices(ids)) => {
                ids.iter().try_for_each(|id| self.chosen(node, id, row))?;
                count(ids.len(), *min, *max, [Code::TooFewChoices, Code::TooManyChoices])
            }
            (Kind::File { max_mib, types, max_files }, Value::Files(files)) => {
                count(files.len(), None, Some(*max_files), [Code::TooManyFiles; 2])?;
                files.iter().try_for_each(|file| allowed(file, *max_mib, types))
            }
            (Kind::Record { register }, Value::Parts(parts)) => self.registered(register, parts.get("id")),
            _ => Ok(()),
        }
    }

    fn between(
        &self,
        value: &Value,
        min: Option<&Term>,
        max: Option<&Term>,
        [below, above]: [Code; 2],
        row: Row,
    ) -> Result<(), Why> {
        let val = Val::from(value);
        if let Some(min) = min.map(|min| self.bound(min, row))
            && val.compare(&min).is_some_and(std::cmp::Ordering::is_lt)
        {
            return Err(with_bound(Why::new(below), "min", &min));
        }
        if let Some(max) = max.map(|max| self.bound(max, row))
            && val.compare(&max).is_some_and(std::cmp::Ordering::is_gt)
        {
            return Err(with_bound(Why::new(above), "max", &max));
        }
        Ok(())
    }

    fn chosen(&self, node: &Node, id: &str, row: Row) -> Result<(), Why> {
        if self.has_option(node, id, row) { Ok(()) } else { Err(Code::NotOption.into()) }
    }

    /// The row is in the register, when the host gave the register's rows.
    fn registered(&self, register: &str, id: Option<&String>) -> Result<(), Why> {
        let Some(table) = self.context().registers.get(register) else { return Ok(()) };
        let at = table.columns.iter().position(|column| *column == "id");
        let found = at
            .is_some_and(|at| table.rows.iter().any(|cells| cells.get(at).is_some() && cells.get(at) == id));
        if found { Ok(()) } else { Err(Code::NotOption.into()) }
    }
}

/// A refusal with a bound among its values, in the bound's own type.
fn with_bound(why: Why, name: &'static str, bound: &Val) -> Why {
    let value = match bound {
        Val::Date(date) => Value::Date(*date),
        Val::Time(time) => Value::Time(*time),
        Val::Moment(at) => Value::DateTime(*at),
        Val::Number(n) => Value::Decimal(*n),
        other => Value::Text(other.to_text()),
    };
    why.with(name, value)
}

fn length(text: &str, max: Option<u32>) -> Result<(), Why> {
    let len = text.chars().count();
    match max {
        Some(max) if len > max as usize => {
            Err(Why::new(Code::TooLong).with("max", number(max as usize)).with("len", number(len)))
        }
        _ => Ok(()),
    }
}

fn count(n: usize, min: Option<u32>, max: Option<u32>, [few, many]: [Code; 2]) -> Result<(), Why> {
    match (min, max) {
        (Some(min), _) if n < min as usize => Err(Why::new(few).with("min", number(min as usize))),
        (_, Some(max)) if n > max as usize => Err(Why::new(many).with("max", number(max as usize))),
        _ => Ok(()),
    }
}

pub(super) fn number(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn allowed(file: &FileRef, max_mib: u32, types: &[String]) -> Result<(), Why> {
    if file.size > u64::from(max_mib) << 20 {
        return Err(Why::new(Code::FileTooLarge).with("max", number(max_mib as usize)));
    }
    let fits = |allowed: &String| match allowed.strip_suffix("/*") {
        Some(family) => file.media_type.split('/').next() == Some(family),
        None => file.media_type == *allowed,
    };
    if types.is_empty() || types.iter().any(fits) {
        return Ok(());
    }
    Err(Why::new(Code::FileType).with("types", Value::Text(types.join(", "))))
}
