//! Values and calculations as an author types them, the places of texts reused: `18`, `oui`, `2026-11-23`, `aujourd’hui`,
//! `{surface}`, `{adresse.postcode}`, `{param.age_min}`, `{sys.today}`; anything else is the JSON of the tree.

use serde_json::Value as Json;

use crate::cond::types::Type;
use crate::cond::{Literal, Sys, Term};
use crate::value::words;
use crate::{Part, Text};

/// How the literal `today` of a date's bounds is typed.
const TODAY: &str = "aujourd’hui";

/// What the reader of the tree said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadTerm(pub String);

/// Reads a value; nothing when the text is blank.
pub fn read(text: &str) -> Result<Option<Term>, BadTerm> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(term) = place(text) {
        return Ok(Some(term));
    }
    if text.starts_with(['{', '"']) {
        return serde_json::from_str(text).map(Some).map_err(|error| BadTerm(error.to_string()));
    }
    Ok(Some(Term::Literal(bare(text))))
}

fn bare(text: &str) -> Literal {
    match text {
        "oui" => Literal::Bool(true),
        "non" => Literal::Bool(false),
        TODAY | "aujourd'hui" => Literal::Text("today".to_owned()),
        _ => match text.parse::<i64>() {
            Ok(n) if n.to_string() == text => Literal::Integer(n),
            _ => Literal::Text(text.to_owned()),
        },
    }
}

/// `{name}` and nothing else.
fn place(text: &str) -> Option<Term> {
    let whole = Text::from(text);
    let parts = whole.parts();
    let [Part::Place { name, column }] = parts.as_slice() else { return None };
    Some(match (name.as_str(), column) {
        ("param", Some(id)) => Term::Param(id.clone()),
        ("authority", Some(id)) => Term::Authority(id.clone()),
        ("sys", Some(id)) => Term::Sys(serde_json::from_value::<Sys>(Json::String(id.to_string())).ok()?),
        (_, None) => Term::Field(name.clone()),
        (_, Some(column)) => Term::Col(name.clone(), column.clone()),
    })
}

/// The text that [`read`] reads as this term.
pub fn show(term: &Term) -> String {
    let short = match term {
        Term::Literal(Literal::Text(text)) if text == "today" => TODAY.to_owned(),
        Term::Literal(Literal::Text(text)) => text.clone(),
        Term::Literal(Literal::Bool(yes)) => if *yes { "oui" } else { "non" }.to_owned(),
        Term::Field(id) => format!("{{{id}}}"),
        Term::Col(id, column) => format!("{{{id}.{column}}}"),
        Term::Param(id) => format!("{{param.{id}}}"),
        Term::Authority(id) => format!("{{authority.{id}}}"),
        Term::Sys(sys) => match serde_json::to_value(sys) {
            Ok(Json::String(name)) => format!("{{sys.{name}}}"),
            _ => String::new(),
        },
        _ => String::new(),
    };
    if !short.contains('\n') && read(&short) == Ok(Some(term.clone())) {
        return short;
    }
    serde_json::to_string(term).unwrap_or_default()
}

/// A literal typed beside a term of this type: it takes that type where it can.
pub fn literal(text: &str, beside: &Type) -> Literal {
    let text = text.trim();
    match beside {
        Type::Bool | Type::Unknown | Type::Other => bare(text),
        Type::Number => match bare(&text.replace([' ', '\u{a0}', '\u{202f}'], "")) {
            Literal::Text(decimal) => {
                let exact = decimal.replace(',', ".");
                Literal::Text(if words::exact(&exact).is_some() { exact } else { decimal })
            }
            other => other,
        },
        Type::Date | Type::Moment => match bare(text) {
            Literal::Text(text) => Literal::Text(text),
            _ => Literal::Text(text.to_owned()),
        },
        Type::Text | Type::Time | Type::Choice(_) | Type::Choices(_) => Literal::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_typed_as_in_texts() {
        for (typed, json) in [
            ("18", "18"),
            ("oui", "true"),
            ("2026-11-23", "\"2026-11-23\""),
            ("aujourd’hui", "\"today\""),
            ("{surface}", r#"{"field":"surface"}"#),
            ("{adr.postcode}", r#"{"col":["adr","postcode"]}"#),
            ("{sys.today}", r#"{"sys":"today"}"#),
            (r#"{"age":{"field":"ne"}}"#, r#"{"age":{"field":"ne"}}"#),
            ("\"18\"", "\"18\""),
        ] {
            let term = read(typed).unwrap().unwrap();
            assert_eq!(serde_json::to_string(&term).unwrap(), json, "{typed}");
            assert_eq!(show(&term), typed);
        }
        assert!(read("{\"âge\":1}").is_err());
        assert_eq!(read("  "), Ok(None));
    }

    #[test]
    fn a_literal_takes_the_type_of_what_stands_beside_it() {
        assert_eq!(literal("4999", &Type::Text), Literal::Text("4999".to_owned()));
        assert_eq!(literal("4999", &Type::Number), Literal::Integer(4999));
        assert_eq!(literal("1 234,50", &Type::Number), Literal::Text("1234.50".to_owned()));
        assert_eq!(literal("non", &Type::Bool), Literal::Bool(false));
    }
}
