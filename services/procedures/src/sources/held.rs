//! A value as a register gives it, and as an answer to a question of a form.

use std::collections::BTreeMap;

use beffroi_forms::check::State;
use beffroi_forms::model::Kind;
use beffroi_forms::value::{Parser, Path, Typed, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use time::{Date, OffsetDateTime};

/// Texts by part, as a person would type them; a value without parts has one under the empty name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held(pub BTreeMap<String, String>);

impl Held {
    /// One text; nothing when it is blank.
    pub(crate) fn text(text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| Self([(String::new(), text)].into()))
    }

    /// Parts that are not blank; nothing when all are.
    pub(crate) fn parts(parts: &[(&str, &str)]) -> Option<Self> {
        let kept: BTreeMap<_, _> = parts
            .iter()
            .filter_map(|(name, text)| Some(((*name).to_owned(), Self::text(text)?.0.remove("")?)))
            .collect();
        (!kept.is_empty()).then_some(Self(kept))
    }

    /// As one line.
    pub(crate) fn line(&self) -> String {
        let part = |name: &str| self.0.get(name).map_or("", String::as_str);
        let join = |names: &[&str]| {
            names.iter().map(|name| part(name)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        };
        let pieces =
            [join(&["", "given", "family", "street", "number", "box"]), join(&["postcode", "municipality"])];
        pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// As the answer to a question; `None` when the question cannot take it.
    pub(crate) fn answer(&self, state: &State<'_>, path: &Path) -> Option<Value> {
        let node = state.form().node(&path.field)?;
        let name = path.field.as_str();
        let kind = &node.item.kind;
        let whole = self.line();
        let typed: Typed = match kind {
            Kind::Address {} | Kind::PersonName {} => {
                self.0.iter().map(|(part, text)| (format!("{name}.{part}"), text.clone())).collect()
            }
            Kind::Choice { .. } => {
                let folded = fold(&whole);
                let options = state.options(path);
                let found = options.iter().find(|of| of.id == whole || fold(&of.label) == folded)?;
                [(name.to_owned(), found.id.clone())].into_iter().collect()
            }
            _ => [(name.to_owned(), whole)].into_iter().collect(),
        };
        (Parser { year: state.context().today().year() }).read(kind, name, &typed).ok().flatten()
    }
}

/// Small letters without accents, for labels that registers write in capitals.
fn fold(text: &str) -> String {
    beffroi_web::search::tokens(beffroi_web::Lang::Fr, text).join(" ")
}

/// Values by name, as an adapter read them.
pub(crate) type Values = BTreeMap<&'static str, Held>;

/// Puts what is there.
pub(super) fn collect(found: impl IntoIterator<Item = (&'static str, Option<Held>)>) -> Values {
    found.into_iter().filter_map(|(name, held)| Some((name, held?))).collect()
}

/// A text or a number at a JSON pointer (RFC 6901); nothing when it is absent, null or blank.
pub(super) fn at(json: &Json, pointer: &str) -> Option<Held> {
    Held::text(&text(json, pointer)?)
}

pub(super) fn text(json: &Json, pointer: &str) -> Option<String> {
    match json.pointer(pointer)? {
        Json::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn yes(condition: Option<bool>) -> Option<Held> {
    Held::text(if condition? { "oui" } else { "non" })
}

/// A date as registers write it: ISO (with or without an hour), day first, or seconds since 1970.
pub(super) fn date(json: &Json, pointer: &str) -> Option<Held> {
    let found = match json.pointer(pointer)? {
        Json::Number(seconds) => OffsetDateTime::from_unix_timestamp(seconds.as_i64()?).ok()?.date(),
        Json::String(text) => read_date(text.trim())?,
        _ => return None,
    };
    Held::text(&beffroi_web::dates::iso(found))
}

fn read_date(text: &str) -> Option<Date> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let number = |range: std::ops::Range<usize>| {
        digits.get(range).map(|some| some.iter().fold(0, |sum, digit| sum * 10 + digit))
    };
    let iso = text.as_bytes().get(4) == Some(&b'-');
    let (year, month, day) = if iso { (0..4, 4..6, 6..8) } else { (4..8, 2..4, 0..2) };
    if !iso && digits.len() != 8 {
        return None;
    }
    let month = time::Month::try_from(u8::try_from(number(month)?).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(number(year)?).ok()?, month, u8::try_from(number(day)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn line(held: Option<Held>) -> String {
        held.map(|held| held.line()).unwrap_or_default()
    }

    #[test]
    fn dates_are_read_however_a_register_writes_them() {
        for (written, expected) in [
            (json!("2015-01-01"), "2015-01-01"),
            (json!("2021-09-01T00:00:00.000Z"), "2021-09-01"),
            (json!("12/08/1978"), "1978-08-12"),
            (json!("07011991"), "1991-01-07"),
            (json!(1_634_103_818), "2021-10-13"),
            (json!("test"), ""),
            (json!("31/02/2020"), ""),
            (json!(null), ""),
        ] {
            assert_eq!(line(date(&json!({ "d": written }), "/d")), expected);
        }
    }

    #[test]
    fn an_address_reads_as_on_an_envelope() {
        let held = Held::parts(&[
            ("street", "RUE DE LA  PAIX"),
            ("number", "22 bis"),
            ("box", " "),
            ("postcode", "75016"),
            ("municipality", "PARIS"),
        ]);
        assert_eq!(line(held), "RUE DE LA PAIX 22 bis, 75016 PARIS");
        assert_eq!(Held::parts(&[("street", " ")]), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_date_fail(text in ".*") {
            let _ = read_date(&text);
        }
    }
}
