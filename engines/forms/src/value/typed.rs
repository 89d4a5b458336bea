//! What a person typed in the inputs of a page, and its reading as an answer.
//!
//! An input's name is the path of its field (`nrn`, `arbres.0.photo`); parts have the part's name after it
//! (`ne.day`, `nom.family`).

use std::collections::BTreeMap;

use super::canon::canonical;
use super::{Code, Value, Why, parts, words};
use crate::Id;
use crate::model::Kind;

/// Texts by name of input; several for a multiple choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Typed {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(pairs: I) -> Self {
        let mut map: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, text) in pairs {
            map.entry(name.into()).or_default().push(text.into());
        }
        Self(map)
    }
}

impl Typed {
    /// The first text of an input.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|texts| texts.first()).map(String::as_str)
    }

    /// Every text of an input.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn insert(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.entry(name.into()).or_default().push(text.into());
    }

    /// The text of a part: `get("ne", "day")` reads the input `ne.day`.
    pub fn part(&self, name: &str, part: &str) -> Option<&str> {
        self.get(&format!("{name}.{part}"))
    }

    /// Was something typed in this input or one of its parts (even blank)?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name) || self.parts(name).next().is_some()
    }

    /// Texts by part of an input; the part of the input itself is empty.
    pub(crate) fn texts(&self, name: &str) -> Vec<(String, String)> {
        let own = self.all(name).iter().map(|text| (String::new(), text.clone()));
        own.chain(self.parts(name).map(|(part, text)| (part.to_string(), text))).collect()
    }

    /// Forgets an input and its parts.
    pub(crate) fn remove(&mut self, name: &str) {
        let prefix = format!("{name}.");
        self.0.retain(|key, _| key != name && !key.starts_with(&prefix));
    }

    /// Forgets a row of a block; the rows after it move up.
    pub(crate) fn remove_row(&mut self, block: &str, row: usize) {
        let place = |key: &str| -> Option<(usize, String)> {
            let (n, rest) = key.strip_prefix(block)?.strip_prefix('.')?.split_once('.')?;
            Some((n.parse().ok()?, rest.to_owned()))
        };
        let moved = std::mem::take(&mut self.0).into_iter().filter_map(|(key, texts)| match place(&key) {
            Some((n, _)) if n == row => None,
            Some((n, rest)) if n > row => Some((format!("{block}.{}.{rest}", n - 1), texts)),
            _ => Some((key, texts)),
        });
        self.0 = moved.collect();
    }

    /// Parts typed under a name, whatever they are called.
    fn parts<'a>(&'a self, name: &str) -> impl Iterator<Item = (Id, String)> + 'a {
        let prefix = format!("{name}.");
        let len = prefix.len();
        let range = self.0.range(prefix.clone()..).take_while(move |(key, _)| key.starts_with(&prefix));
        range.filter_map(move |(key, texts)| Some((Id::new(&key[len..]).ok()?, texts.first()?.clone())))
    }
}

/// Reads typed texts; `year` is the current year (nobody is born later).
#[derive(Clone, Copy, Debug)]
pub struct Parser {
    pub year: i32,
}

impl Parser {
    /// The answer typed in the inputs named `name`; `None` when they are blank. Files, rows and computed
    /// values are not typed: `None`.
    pub fn read(self, kind: &Kind, name: &str, typed: &Typed) -> Result<Option<Value>, Why> {
        match kind {
            Kind::Checkbox {} => Ok(Some(Value::Bool(ticked(typed.get(name))))),
            Kind::Choices { .. } => Ok(chosen(typed.all(name))),
            Kind::Period { .. } => period(name, typed),
            Kind::PersonName {} | Kind::Address {} | Kind::Map { .. } => {
                let (known, _) = parts::parts_of(kind).unwrap_or_default();
                let typed = typed.parts(name).filter(|(id, _)| known.contains(&id.as_str()));
                Ok(parts::complete(kind, typed)?.map(Value::Parts))
            }
            Kind::Record { .. } => {
                let row =
                    typed.get(name).into_iter().filter_map(|row| Some((Id::new("id").ok()?, row.to_owned())));
                Ok(parts::complete(kind, row.chain(typed.parts(name)))?.map(Value::Parts))
            }
            Kind::Date { .. } => match typed.get(name) {
                Some(text) if !text.trim().is_empty() => self.one(kind, text),
                _ => date_in_parts(name, typed),
            },
            Kind::Datetime { .. } => {
                match (typed.get(name), typed.part(name, "date"), typed.part(name, "time")) {
                    (None, Some(date), Some(time)) => {
                        self.one(kind, &format!("{} {}", date.trim(), time.trim()))
                    }
                    (text, ..) => self.one(kind, text.unwrap_or_default()),
                }
            }
            _ => self.one(kind, typed.get(name).unwrap_or_default()),
        }
    }

    /// The answer written in one text.
    fn one(self, kind: &Kind, text: &str) -> Result<Option<Value>, Why> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        if let Some(canonical) = canonical(kind, text, self.year) {
            return Ok(Some(Value::Text(canonical?)).filter(|v| *v != Value::Text(String::new())));
        }
        Ok(Some(match kind {
            Kind::Integer { unit, .. } => integer(text, unit.as_deref())?,
            Kind::Decimal { unit, scale, .. } => decimal(text, unit.as_deref(), *scale)?,
            Kind::YesNo {} => Value::Bool(yes_no(text)?),
            Kind::Choice { .. } | Kind::LinkedChoice { .. } => Value::Choice(text.trim().to_owned()),
            Kind::Date { .. } => Value::Date(words::date(text)?),
            Kind::Time { .. } => Value::Time(words::time(text)?),
            Kind::Datetime { .. } => Value::DateTime(words::datetime(text)?),
            _ => return Ok(None),
        }))
    }
}

fn ticked(text: Option<&str>) -> bool {
    text.is_some_and(|text| !matches!(text.trim(), "" | "0" | "false" | "off" | "no"))
}

fn chosen(texts: &[String]) -> Option<Value> {
    let mut chosen: Vec<String> = Vec::new();
    for text in texts.iter().map(|text| text.trim()) {
        if !text.is_empty() && !chosen.iter().any(|c| c == text) {
            chosen.push(text.to_owned());
        }
    }
    if chosen.is_empty() { None } else { Some(Value::Choices(chosen)) }
}

fn yes_no(text: &str) -> Result<bool, Why> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "oui" | "ja" | "true" | "1" => Ok(true),
        "no" | "non" | "nee" | "nein" | "false" | "0" => Ok(false),
        _ => Err(Code::NotYesNo.into()),
    }
}

fn bare<'a>(text: &'a str, unit: Option<&str>) -> &'a str {
    let text = text.trim();
    unit.and_then(|unit| text.strip_suffix(unit)).unwrap_or(text)
}

fn integer(text: &str, unit: Option<&str>) -> Result<Value, Why> {
    let n = words::decimal(bare(text, unit)).ok_or(Code::NotInteger)?;
    let n = if n.fract().is_zero() { i64::try_from(n.trunc()).ok() } else { None };
    Ok(Value::Integer(n.ok_or(Code::NotInteger)?))
}

fn decimal(text: &str, unit: Option<&str>, scale: u32) -> Result<Value, Why> {
    super::json::scaled(words::decimal(bare(text, unit)).ok_or(Code::NotDecimal)?, scale)
}

fn date_in_parts(name: &str, typed: &Typed) -> Result<Option<Value>, Why> {
    let part = |part| typed.part(name, part).unwrap_or_default().trim();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if [day, month, year].iter().all(|part| part.is_empty()) {
        return Ok(None);
    }
    for (name, text) in [("day", day), ("month", month), ("year", year)] {
        if text.is_empty() {
            return Err(Why::new(Code::PartMissing).part(name));
        }
    }
    Ok(Some(Value::Date(words::from_parts(day, month, year)?)))
}

fn period(name: &str, typed: &Typed) -> Result<Option<Value>, Why> {
    let end = |part: &str| -> Result<Option<time::Date>, Why> {
        let text = typed.part(name, part).unwrap_or_default();
        if text.trim().is_empty() {
            return match date_in_parts(&format!("{name}.{part}"), typed)? {
                Some(Value::Date(date)) => Ok(Some(date)),
                _ => Ok(None),
            };
        }
        words::date(text).map(Some).map_err(|code| Why::new(code).part(part))
    };
    match (end("from")?, end("to")?) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Why::new(Code::PartMissing).part("from")),
        (Some(_), None) => Err(Why::new(Code::PartMissing).part("to")),
        (Some(from), Some(to)) if from > to => Err(Code::PeriodReversed.into()),
        (Some(from), Some(to)) => Ok(Some(Value::Period { from, to })),
    }
}
