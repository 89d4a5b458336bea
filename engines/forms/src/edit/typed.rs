//! The value of a property as a text to type, and back. What was shown and is sent again unchanged changes nothing.

use serde_json::{Map, Value as Json, json};

use super::shape::{Control, Prop};
use super::term;
use crate::Id;

/// Why a typed value is not taken. The host has a text for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It must be filled in.
    Missing,
    /// Not a name ([`Id`]).
    BadName(String),
    /// Not a whole number.
    BadNumber,
    /// Not a value, nor the tree of one: what the reader said.
    BadTerm(String),
    /// This word is not among those offered.
    NoSuchChoice(String),
    /// This line (from 1) cannot be read.
    BadLine(usize),
    /// The name is already taken.
    Taken(String),
    /// The form, read as a whole, does not allow it: what the reader said.
    Refused(String),
}

/// Separates columns on a line.
const BAR: char = '|';

/// The value of a property as a text.
pub fn show(prop: &Prop, json: &Json) -> String {
    let texts = |json: &Json| {
        let all = json.as_array().into_iter().flatten().filter_map(Json::as_str);
        all.collect::<Vec<_>>().join("\n")
    };
    let shown_term =
        |json: &Json| serde_json::from_value(json.clone()).map(|of| term::show(&of)).unwrap_or_default();
    match prop.control {
        _ if json.is_null() => String::new(),
        Control::Term | Control::NeededTerm => shown_term(json),
        Control::Terms => {
            json.as_array().into_iter().flatten().map(shown_term).collect::<Vec<_>>().join("\n")
        }
        Control::Cond | Control::NeededCond => json.to_string(),
        Control::Tick => if json == &Json::Bool(true) { "1" } else { "" }.to_owned(),
        Control::Lines | Control::Names | Control::StepNames | Control::Parties | Control::Vias => {
            texts(json)
        }
        Control::Rows => {
            let rows = json.as_array().into_iter().flatten();
            rows.map(|row| cells(&texts_of(row))).collect::<Vec<_>>().join("\n")
        }
        Control::Fees => {
            let fees = json.as_array().into_iter().flatten();
            let fee = |fee: &Json| {
                let part = |key: &str| fee[key].as_str().unwrap_or_default().to_owned();
                cells(&[part("amount"), part("label")])
            };
            fees.map(fee).collect::<Vec<_>>().join("\n")
        }
        Control::Pairs => {
            let pairs = json.as_array().into_iter().flatten();
            let pair =
                |pair: &Json| format!("{} = {}", pair[0].as_str().unwrap_or_default(), shown_term(&pair[1]));
            pairs.map(pair).collect::<Vec<_>>().join("\n")
        }
        Control::OnError => match json {
            Json::Object(go) => go.get("go").and_then(Json::as_str).unwrap_or_default().to_owned(),
            other => other.as_str().unwrap_or_default().to_owned(),
        },
        _ => match json {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        },
    }
}

fn texts_of(json: &Json) -> Vec<String> {
    json.as_array().into_iter().flatten().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// Reads a typed text; `None` = the property is absent.
pub fn read(prop: &Prop, text: &str) -> Result<Option<Json>, Fault> {
    let trimmed = text.trim();
    if let Some(done) = listed(prop, trimmed)? {
        let empty = done.as_array().is_some_and(Vec::is_empty);
        return Ok(Some(done).filter(|_| !empty || prop.control.keeps_empty()));
    }
    if trimmed.is_empty() {
        return match prop.control {
            Control::Line | Control::Area if prop.kept => Ok(Some(json!(""))),
            Control::Name
            | Control::Whole
            | Control::NeededTerm
            | Control::NeededCond
            | Control::NeededTarget
            | Control::NeededList
            | Control::StepName
            | Control::DocumentName
            | Control::RoleName => Err(Fault::Missing),
            _ => Ok(None),
        };
    }
    Ok(Some(match prop.control {
        Control::Target | Control::NeededTarget if trimmed == "_previous" => json!(trimmed),
        Control::Name
        | Control::ListName
        | Control::NeededList
        | Control::StepName
        | Control::DocumentName
        | Control::RoleName
        | Control::Target
        | Control::NeededTarget => json!(name(trimmed)?),
        Control::Number | Control::Whole => json!(trimmed.parse::<u32>().map_err(|_| Fault::BadNumber)?),
        Control::Tick => json!(true),
        Control::OneOf(words) | Control::Maybe(words) => {
            let found = words.iter().find(|word| **word == trimmed);
            json!(found.ok_or_else(|| Fault::NoSuchChoice(trimmed.to_owned()))?)
        }
        Control::Term | Control::NeededTerm => value(trimmed)?,
        Control::Cond | Control::NeededCond => condition(trimmed)?,
        Control::OnError => match trimmed {
            "stop" | "pass" => json!(trimmed),
            "_previous" => json!({ "go": trimmed }),
            step => json!({ "go": name(step)? }),
        },
        // Texts keep what the author typed: a blank line divides paragraphs.
        _ => json!(text),
    }))
}

/// Values that are lists, one thing a line.
fn listed(prop: &Prop, text: &str) -> Result<Option<Json>, Fault> {
    let lines = || text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    let made: Vec<Json> = match prop.control {
        Control::Lines | Control::Vias => lines().map(|(_, line)| json!(line)).collect(),
        Control::Names | Control::StepNames | Control::Parties => {
            lines().map(|(_, line)| Ok(json!(name(line)?))).collect::<Result<_, Fault>>()?
        }
        Control::Rows => lines().map(|(_, line)| json!(split(line))).collect(),
        Control::Terms => lines().map(|(_, line)| value(line)).collect::<Result<_, Fault>>()?,
        Control::Fees => lines()
            .map(|(n, line)| match split(line).as_slice() {
                [amount] => Ok(json!({ "amount": money(amount, n)? })),
                [amount, label] => Ok(json!({ "amount": money(amount, n)?, "label": label })),
                _ => Err(Fault::BadLine(n + 1)),
            })
            .collect::<Result<_, Fault>>()?,
        Control::Pairs => lines()
            .map(|(n, line)| {
                let (key, of) = line.split_once('=').ok_or(Fault::BadLine(n + 1))?;
                Ok(json!([key.trim(), value(of)?]))
            })
            .collect::<Result<_, Fault>>()?,
        _ => return Ok(None),
    };
    Ok(Some(Json::Array(made)))
}

/// Euros: `12,50` is read too.
fn money(text: &str, line: usize) -> Result<String, Fault> {
    let text = text.replace(',', ".");
    if crate::value::words::exact(&text).is_some() { Ok(text) } else { Err(Fault::BadLine(line + 1)) }
}

fn value(text: &str) -> Result<Json, Fault> {
    let term = term::read(text).map_err(|error| Fault::BadTerm(error.to_string()))?.ok_or(Fault::Missing)?;
    serde_json::to_value(term).map_err(|error| Fault::BadTerm(error.to_string()))
}

/// The tree of a condition, as JSON.
pub(super) fn condition(text: &str) -> Result<Json, Fault> {
    let cond: crate::cond::Cond =
        serde_json::from_str(text).map_err(|error| Fault::BadTerm(error.to_string()))?;
    serde_json::to_value(cond).map_err(|error| Fault::BadTerm(error.to_string()))
}

pub(super) fn name(text: &str) -> Result<Id, Fault> {
    Id::new(text).map_err(|error| Fault::BadName(error.0))
}

/// Cells on a line; a bar, a line feed or a backslash inside one is written `\|`, `\n`, `\\`.
fn cells(all: &[String]) -> String {
    let escaped = all
        .iter()
        .map(|cell| cell.replace('\\', "\\\\").replace(BAR, "\\|").replace('\n', "\\n").replace('\t', "\\t"));
    let line = escaped.collect::<Vec<_>>().join(" | ");
    // A row of one blank cell is no blank line.
    if line.trim().is_empty() { BAR.to_string() } else { line }
}

/// Cells of a line: between bars, or between tabs as a spreadsheet copies them.
fn split(line: &str) -> Vec<String> {
    if line == "|" {
        return vec![String::new()];
    }
    let mut all = vec![String::new()];
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        let cell = all.last_mut().expect("there is one cell at least");
        match sign {
            '\\' => match signs.next() {
                Some('n') => cell.push('\n'),
                Some('t') => cell.push('\t'),
                Some(other) => cell.push(other),
                None => cell.push('\\'),
            },
            BAR | '\t' => all.push(String::new()),
            other => cell.push(other),
        }
    }
    all.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Puts a value at a key with dots (`clock.period.n`, `rows.0`); what becomes empty inside goes away with it.
pub(super) fn put(thing: &mut Json, key: &str, value: Option<Json>) {
    let Some((first, rest)) = key.split_once('.') else {
        match (thing, value) {
            (Json::Object(map), Some(value)) => drop(map.insert(key.to_owned(), value)),
            (Json::Object(map), None) => drop(map.remove(key)),
            (Json::Array(all), Some(value)) => {
                if let Some(cell) = key.parse::<usize>().ok().and_then(|n| all.get_mut(n)) {
                    *cell = value;
                }
            }
            _ => {}
        }
        return;
    };
    let Json::Object(map) = thing else { return };
    let inside = map.entry(first).or_insert_with(|| Json::Object(Map::new()));
    put(inside, rest, value);
    if inside.as_object().is_some_and(Map::is_empty) {
        map.remove(first);
    }
}

/// The value at a key with dots.
pub fn at<'j>(thing: &'j Json, key: &str) -> &'j Json {
    key.split('.').fold(thing, |inside, part| match part.parse::<usize>() {
        Ok(n) => &inside[n],
        Err(_) => &inside[part],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_pasted_from_a_spreadsheet_are_read() {
        let prop = Prop { key: "rows", control: Control::Rows, kept: false };
        let read = read(&prop, "prop\tPropriétaire\nautre | A \\| B\n\n").unwrap().unwrap();
        assert_eq!(read, json!([["prop", "Propriétaire"], ["autre", "A | B"]]));
        assert_eq!(show(&prop, &read), "prop | Propriétaire\nautre | A \\| B");
    }

    #[test]
    fn a_period_that_is_emptied_leaves_no_trace() {
        let mut thing = json!({ "clock": { "period": { "n": 2 } }, "rows": [1, 3] });
        put(&mut thing, "clock.period.n", None);
        put(&mut thing, "rows.1", Some(json!(5)));
        assert_eq!(thing, json!({ "rows": [1, 5] }));
        put(&mut thing, "meta.title", Some(json!("T")));
        assert_eq!(at(&thing, "meta.title"), "T");
    }
}
