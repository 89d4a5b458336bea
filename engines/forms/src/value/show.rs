//! Answers as texts: in the inputs of a page, and in the author's texts.

use super::{Answers, Value, words};
use crate::kinds::{belgium, iban};
use crate::model::{Country, EnterpriseScheme, Kind};

/// The texts to put in the inputs of a field: name of the part (empty = the input itself) and text. What
/// [`super::Parser::read`] reads back as the same answer.
pub fn input_texts(kind: &Kind, value: &Value) -> Vec<(String, String)> {
    let one = |text: String| vec![(String::new(), text)];
    match value {
        Value::Text(text) => one(grouped(kind, text)),
        Value::Bool(yes) => one(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Integer(n) => one(n.to_string()),
        Value::Decimal(n) => one(n.to_string().replace('.', ",")),
        Value::Choice(id) => one(id.clone()),
        Value::Choices(ids) => ids.iter().map(|id| (String::new(), id.clone())).collect(),
        Value::Date(date) => one(french(*date)),
        Value::Time(time) => one(words::time_text(*time)),
        Value::DateTime(at) => one(format!("{} {}", french(at.date()), words::time_text(at.time()))),
        Value::Period { from, to } => {
            vec![("from".to_owned(), french(*from)), ("to".to_owned(), french(*to))]
        }
        Value::Parts(parts) => parts.iter().map(|(id, text)| (id.to_string(), text.clone())).collect(),
        Value::Files(_) | Value::Rows(_) => Vec::new(),
    }
}

/// `23/11/2026`.
fn french(date: time::Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
}

fn grouped(kind: &Kind, text: &str) -> String {
    match kind {
        Kind::Iban {} => iban::show(text),
        Kind::NationalNumber { country: Country::Fr } => text.to_owned(),
        Kind::NationalNumber { .. } => belgium::show_national_number(text),
        Kind::EnterpriseNumber { scheme: EnterpriseScheme::Bce } => belgium::show_enterprise_number(text),
        _ => text.to_owned(),
    }
}

/// An answer as people read it, in a language; `label` gives the label of an option.
pub fn shown(kind: &Kind, value: &Value, lang: &str, label: impl Fn(&str) -> String) -> String {
    match value {
        Value::Bool(yes) => yes_no(*yes, lang).to_owned(),
        Value::Choice(id) => label(id),
        Value::Choices(ids) => ids.iter().map(|id| label(id)).collect::<Vec<_>>().join(", "),
        Value::Period { from, to } => format!("{} – {}", french(*from), french(*to)),
        Value::Parts(parts) => parts_text(kind, parts),
        Value::Files(files) => files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", "),
        Value::Rows(rows) => rows.iter().filter(|row| *row != &Answers::default()).count().to_string(),
        simple => input_texts(kind, simple).pop().map(|(_, text)| text).unwrap_or_default(),
    }
}

fn yes_no(yes: bool, lang: &str) -> &'static str {
    match (lang.get(..2).unwrap_or(lang), yes) {
        ("nl" | "de", true) => "ja",
        ("nl", false) => "nee",
        ("de", false) => "nein",
        ("en", true) => "yes",
        ("en", false) => "no",
        (_, true) => "oui",
        (_, false) => "non",
    }
}

fn parts_text(kind: &Kind, parts: &std::collections::BTreeMap<crate::Id, String>) -> String {
    let part = |name: &str| parts.get(name).map(String::as_str).unwrap_or_default();
    let join = |names: &[&str], between: &str| {
        names.iter().map(|n| part(n)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(between)
    };
    match kind {
        Kind::PersonName {} => join(&["given", "family"], " "),
        Kind::Address {} => {
            let street = join(&["street", "number", "box"], " ");
            let town = join(&["postcode", "municipality", "country"], " ");
            [street, town].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Kind::Map { .. } if parts.contains_key("parcel") => part("parcel").to_owned(),
        Kind::Map { .. } => join(&["lat", "lon"], ", "),
        _ => join(&["label"], ""),
    }
}
