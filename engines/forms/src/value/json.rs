//! Answers in JSON: an object by name of field; decimals are strings, dates ISO 8601, rows arrays.

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::canon::canonical;
use super::{Answers, Code, FileRef, Path, Refusal, Value, Why, parts, words};
use crate::Id;
use crate::compiled::Compiled;
use crate::model::{ComputedType, Kind};

impl Value {
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Choice(text) => Json::String(text.clone()),
            Self::Bool(yes) => Json::Bool(*yes),
            Self::Integer(n) => Json::from(*n),
            Self::Decimal(n) => Json::String(n.to_string()),
            Self::Choices(ids) => Json::from(ids.clone()),
            Self::Date(date) => Json::String(words::date_text(*date)),
            Self::Time(time) => Json::String(words::time_text(*time)),
            Self::DateTime(at) => {
                Json::String(format!("{}T{}", words::date_text(at.date()), words::time_text(at.time())))
            }
            Self::Period { from, to } => {
                serde_json::json!({"from": words::date_text(*from), "to": words::date_text(*to)})
            }
            Self::Parts(parts) => {
                Json::Object(parts.iter().map(|(id, t)| (id.to_string(), Json::String(t.clone()))).collect())
            }
            Self::Files(files) => Json::Array(files.iter().map(file_to_json).collect()),
            Self::Rows(rows) => Json::Array(rows.iter().map(Answers::to_json).collect()),
        }
    }

    /// The answer of a kind in JSON; `None` for null and blanks. Rows of a block are read by
    /// [`Answers::from_json`].
    pub fn from_json(kind: &Kind, json: &Json, year: i32) -> Result<Option<Self>, Why> {
        if json.is_null() {
            return Ok(None);
        }
        if let Json::String(text) = json
            && let Some(canonical) =
                if text.trim().is_empty() { Some(Ok(String::new())) } else { canonical(kind, text, year) }
        {
            let text = canonical?;
            return Ok(if text.is_empty() { None } else { Some(Self::Text(text)) });
        }
        let wrong = || Why::new(Code::WrongType);
        let text = || json.as_str().ok_or_else(wrong);
        Ok(Some(match kind {
            Kind::YesNo {} | Kind::Checkbox {} => Self::Bool(json.as_bool().ok_or_else(wrong)?),
            Kind::Integer { .. } => Self::Integer(json.as_i64().ok_or_else(wrong)?),
            Kind::Decimal { scale, .. } => scaled(number(json).ok_or_else(wrong)?, *scale)?,
            Kind::Choice { .. } | Kind::LinkedChoice { .. } => Self::Choice(text()?.trim().to_owned()),
            Kind::Choices { .. } => {
                let ids = strings(json).ok_or_else(wrong)?;
                return Ok(if ids.is_empty() { None } else { Some(Self::Choices(ids)) });
            }
            Kind::Date { .. } => Self::Date(words::iso_date(text()?).ok_or(Code::NotDate)?),
            Kind::Time { .. } => Self::Time(words::iso_time(text()?).ok_or(Code::NotTime)?),
            Kind::Datetime { .. } => Self::DateTime(words::iso_datetime(text()?).ok_or(Code::NotDate)?),
            Kind::Period { .. } => period(json)?,
            Kind::PersonName {} | Kind::Address {} | Kind::Map { .. } | Kind::Record { .. } => {
                let parts = texts(kind, json).ok_or_else(wrong)?;
                return Ok(parts::complete(kind, parts.into_iter())?.map(Self::Parts));
            }
            Kind::File { .. } => {
                let files: Vec<FileRef> = serde_json::from_value(json.clone()).map_err(|_| wrong())?;
                return Ok(if files.is_empty() { None } else { Some(Self::Files(files)) });
            }
            Kind::Computed { value_type, .. } => computed(*value_type, json).ok_or_else(wrong)?,
            _ => return Err(wrong()),
        }))
    }
}

/// A decimal with exactly `scale` digits after the point, or a refusal when it has more.
pub(super) fn scaled(n: Decimal, scale: u32) -> Result<Value, Why> {
    let mut n = n.normalize();
    if n.scale() > scale {
        return Err(Why::new(Code::TooPrecise).with("scale", Value::Integer(i64::from(scale))));
    }
    n.rescale(scale.min(Decimal::MAX_SCALE));
    Ok(Value::Decimal(n))
}

fn number(json: &Json) -> Option<Decimal> {
    match json {
        Json::String(text) => words::exact(text),
        other => other.as_i64().map(Decimal::from),
    }
}

fn strings(json: &Json) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

fn period(json: &Json) -> Result<Value, Why> {
    let object = json.as_object().filter(|o| o.len() == 2).ok_or(Code::WrongType)?;
    let end = |key: &str| {
        let text =
            object.get(key).and_then(Json::as_str).ok_or_else(|| Why::new(Code::PartMissing).part(key))?;
        words::iso_date(text).ok_or_else(|| Why::new(Code::NotDate).part(key))
    };
    let (from, to) = (end("from")?, end("to")?);
    if from > to { Err(Code::PeriodReversed.into()) } else { Ok(Value::Period { from, to }) }
}

/// Named texts; of a kind with fixed parts only those.
fn texts(kind: &Kind, json: &Json) -> Option<Vec<(Id, String)>> {
    let known = parts::parts_of(kind).map(|(known, _)| known);
    let part = |(key, text): (&String, &Json)| {
        let id = Id::new(key).ok().filter(|id| known.is_none_or(|known| known.contains(&id.as_str())))?;
        Some((id, text.as_str()?.to_owned()))
    };
    json.as_object()?.iter().map(part).collect()
}

fn file_to_json(file: &FileRef) -> Json {
    serde_json::json!({"id": file.id, "name": file.name, "size": file.size, "media_type": file.media_type})
}

fn computed(value_type: ComputedType, json: &Json) -> Option<Value> {
    Some(match value_type {
        ComputedType::Text => Value::Text(json.as_str()?.to_owned()),
        ComputedType::Integer => Value::Integer(json.as_i64()?),
        ComputedType::Decimal => Value::Decimal(number(json)?),
        ComputedType::Boolean => Value::Bool(json.as_bool()?),
        ComputedType::Date => Value::Date(words::iso_date(json.as_str()?)?),
        ComputedType::Time => Value::Time(words::iso_time(json.as_str()?)?),
        ComputedType::Datetime => Value::DateTime(words::iso_datetime(json.as_str()?)?),
    })
}

impl Answers {
    pub fn to_json(&self) -> Json {
        Json::Object(
            self.0.iter().map(|(id, value)| (id.to_string(), value.to_json())).collect::<Map<_, _>>(),
        )
    }

    /// Reads answers of a form. Answers that cannot be read are left out and refused, with their place;
    /// `year` is the current year.
    pub fn from_json(form: &Compiled, json: &Json, year: i32) -> (Self, Vec<Refusal>) {
        let mut reader = Reader { form, year, refused: Vec::new() };
        let answers = reader.object(json, None);
        (answers, reader.refused)
    }
}

struct Reader<'a> {
    form: &'a Compiled,
    year: i32,
    refused: Vec<Refusal>,
}

impl Reader<'_> {
    fn object(&mut self, json: &Json, row: Option<(&Id, usize)>) -> Answers {
        let mut answers = Answers::default();
        let whole = Id::new("form").expect("a fixed lower-case word is a name");
        let Some(object) = json.as_object() else {
            let at = row.map_or(whole, |(block, _)| block.clone());
            self.refused.push(Why::new(Code::WrongType).at(Path::new(at)));
            return answers;
        };
        for (key, json) in object {
            let Ok(id) = Id::new(key) else {
                let why =
                    Why::new(Code::UnknownField).with("name", Value::Text(key.chars().take(80).collect()));
                self.refused.push(why.at(Path::new(whole.clone())));
                continue;
            };
            let path = match row {
                None => Path::new(id.clone()),
                Some((block, n)) => Path::in_row(block.clone(), n, id.clone()),
            };
            if let Some(value) = self.value(&id, json, path, row) {
                answers.insert(id, value);
            }
        }
        answers
    }

    fn value(&mut self, id: &Id, json: &Json, path: Path, row: Option<(&Id, usize)>) -> Option<Value> {
        let node = self.form.node(id).filter(|node| {
            let block = node.block.map(|block| &self.form.nodes()[block].item.id);
            block == row.map(|(block, _)| block) && node.item.kind.is_input()
        });
        let Some(node) = node else {
            self.refused.push(Why::new(Code::UnknownField).at(path));
            return None;
        };
        if !matches!(node.item.kind, Kind::Block { .. }) {
            return Value::from_json(&node.item.kind, json, self.year).unwrap_or_else(|why| {
                self.refused.push(why.at(path));
                None
            });
        }
        let Some(rows) = json.as_array() else {
            self.refused.push(Why::new(Code::WrongType).at(path));
            return None;
        };
        let rows: Vec<Answers> =
            rows.iter().enumerate().map(|(n, row)| self.object(row, Some((id, n)))).collect();
        if rows.is_empty() { None } else { Some(Value::Rows(rows)) }
    }
}
