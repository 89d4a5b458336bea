//! From a type of field of the source to a kind of the draft, with its limits and its validation.

use super::decl::Decl;
use super::lists::Lists;
use super::text;
use super::value::Reader;
use super::xml::Node;
use crate::Text;
use crate::cond::{DateUnit, Literal, Sys, Term};
use crate::import::codes::{Code, Reason};
use crate::model::{ComputedType, Country, Display, EnterpriseScheme, Kind, MapKind};

/// Hours and minutes, as forms of communes write them.
const TIME_PATTERN: &str = "^([0-1][0-9]|2[0-3]):[0-5][0-9]$";

/// Whether a text field asks for a time of day.
pub(super) fn is_time(field: &Node<'_>) -> bool {
    let Some(validation) = field.child("validation") else { return false };
    match validation.text("type").as_deref() {
        Some("time") => true,
        Some("regex") => validation.text("value").as_deref() == Some(TIME_PATTERN),
        _ => false,
    }
}

/// The kind of a field that is an input, a computed value or a text.
///
/// # Errors
/// The reason for which the field is left out.
pub(super) fn kind(
    decl: &Decl<'_>,
    reader: &mut Reader<'_>,
    reasons: &mut Vec<Reason>,
) -> Result<Kind, Reason> {
    let node = &decl.node;
    Ok(match decl.kind.as_str() {
        "string" => string(node, reasons),
        "text" => Kind::LongText { max_len: number(node, "maxlength") },
        "email" => Kind::Email {},
        "bool" => Kind::Checkbox {},
        "date" => date(node, reader, reasons),
        "file" => file(node),
        "signature" => {
            reasons.push(Reason::new(Code::Signature, ""));
            Kind::File { max_mib: 10, types: vec!["image/*".to_owned()], max_files: 1 }
        }
        "item" | "items" | "ranked-items" if without_options(decl) => plain_text(),
        "item" => one(decl, reasons),
        "items" | "ranked-items" => several(decl, reasons),
        "map" => {
            for option in ["min_zoom", "max_zoom", "initial_zoom", "default_position", "initial_position"] {
                node.child(option);
            }
            Kind::Map { what: MapKind::Point }
        }
        "numeric" => numeric(node),
        "time-range" => {
            reasons.push(Reason::new(Code::TimeRange, ""));
            Kind::Period { min: None, max: None }
        }
        "computed" => return computed(decl, reader, reasons),
        "subtitle" => Kind::Heading { level: 3 },
        "title" => Kind::Heading { level: 2 },
        "comment" => Kind::Paragraph {},
        "password" => return Err(Reason::new(Code::NoSecrets, "")),
        other => {
            reasons.push(Reason::new(Code::UnknownFieldType, other));
            plain_text()
        }
    })
}

fn plain_text() -> Kind {
    Kind::Text { max_len: None, pattern: None, pattern_else: Text::default() }
}

/// A choice of a workflow whose options are elsewhere: there is nothing to choose from.
fn without_options(decl: &Decl<'_>) -> bool {
    decl.options.as_ref().is_none_or(|options| options.list.is_none() && options.rows.is_empty())
}

fn number(node: &Node<'_>, name: &str) -> Option<u32> {
    node.text(name)?.parse().ok().filter(|n| *n > 0)
}

fn pattern(max_len: Option<u32>, pattern: &str, otherwise: &str) -> Kind {
    Kind::Text { max_len, pattern: Some(pattern.to_owned()), pattern_else: Text(otherwise.to_owned()) }
}

fn string(node: &Node<'_>, reasons: &mut Vec<Reason>) -> Kind {
    let max_len = number(node, "maxlength");
    let plain = Kind::Text { max_len, pattern: None, pattern_else: Text::default() };
    let Some(validation) = node.child("validation") else { return plain };
    let value = validation.text("value").unwrap_or_default();
    let message = validation.text("error_message").unwrap_or_default().replace('{', "{{");
    if is_time(node) {
        return Kind::Time { min: None, max: None };
    }
    match validation.text("type").as_deref() {
        None => plain,
        Some("regex") => {
            if let Err(error) = regex::Regex::new(&format!("^(?:{value})$")) {
                reasons.push(Reason::new(Code::BadRegex, format!("{value}: {error}")));
                return plain;
            }
            pattern(max_len, &value, &message)
        }
        Some("digits") => pattern(max_len, "[0-9]+", &message),
        Some("url") => pattern(max_len, r"https?://\S+", &message),
        Some("phone") => Kind::Phone { country: Country::Be },
        Some("phone-fr") => Kind::Phone { country: Country::Fr },
        Some("zipcode-fr") => Kind::Postcode { country: Country::Fr },
        Some("nrn-be") => Kind::NationalNumber { country: Country::Be },
        Some("nir-fr") => Kind::NationalNumber { country: Country::Fr },
        Some("siren-fr") => Kind::EnterpriseNumber { scheme: EnterpriseScheme::Siren },
        Some("siret-fr") => Kind::EnterpriseNumber { scheme: EnterpriseScheme::Siret },
        Some("iban") => Kind::Iban {},
        Some("django") => {
            reasons.push(Reason::new(Code::ValidationCondition, value));
            plain
        }
        Some(other) => {
            reasons.push(Reason::new(Code::UnknownValidation, other));
            plain
        }
    }
}

fn numeric(node: &Node<'_>) -> Kind {
    let bound = |name: &str| {
        let text = node.text(name)?;
        let whole = text.parse().map(Literal::Integer);
        Some(Term::Literal(whole.unwrap_or(Literal::Text(text))))
    };
    let (min, max) = (bound("min_value"), bound("max_value"));
    let whole = |term: &Option<Term>| !matches!(term, Some(Term::Literal(Literal::Text(_))));
    if node.flag("restrict_to_integers") == Some(true) && whole(&min) && whole(&max) {
        Kind::Integer { min, max, unit: None }
    } else {
        Kind::Decimal { scale: 2, min, max, unit: None }
    }
}

fn date(node: &Node<'_>, reader: &mut Reader<'_>, reasons: &mut Vec<Reason>) -> Kind {
    let today_too = node.flag("date_can_be_today") == Some(true);
    let near = |days: i64| {
        let today = Term::Sys(Sys::Today);
        if today_too {
            return today;
        }
        Term::DateAdd(Box::new(today), Box::new(Term::Literal(Literal::Integer(days))), DateUnit::Days)
    };
    let mut bound = |name: &str| {
        let source = node.text(name)?;
        if let Ok((term, _)) = text::term(reader, &source) {
            return Some(term);
        }
        reasons.push(Reason::new(Code::DateBound, source));
        None
    };
    let (min, max) = (bound("minimum_date"), bound("maximum_date"));
    let future = node.flag("minimum_is_future") == Some(true);
    let past = node.flag("date_in_the_past") == Some(true);
    Kind::Date { min: min.or_else(|| future.then(|| near(1))), max: max.or_else(|| past.then(|| near(-1))) }
}

fn file(node: &Node<'_>) -> Kind {
    let mut types: Vec<String> = Vec::new();
    if let Some(document) = node.child("document_type") {
        document.mark_all();
        for kind in document.children("mimetypes").into_iter().chain(document.children("mimetype")) {
            let listed = kind.own_text().split([',', ' ']).map(str::trim).filter(|text| text.contains('/'));
            types.extend(listed.map(str::to_owned));
        }
    }
    let digits = |text: String| -> Option<u32> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse().ok().filter(|n| *n > 0)
    };
    let max_mib = node.text("max_file_size").and_then(digits).unwrap_or(10).min(100);
    let max_files = if node.flag("allow_multiple") == Some(true) { 10 } else { 1 };
    Kind::File { max_mib, types, max_files }
}

fn shown_otherwise(decl: &Decl<'_>, reasons: &mut Vec<Reason>) {
    let mode = decl.node.text("display_mode").unwrap_or_default();
    if matches!(mode.as_str(), "map" | "timetable" | "images" | "image") {
        reasons.push(Reason::new(Code::DisplayMode, mode));
    }
}

fn one(decl: &Decl<'_>, reasons: &mut Vec<Reason>) -> Kind {
    shown_otherwise(decl, reasons);
    let (list, options) = decl.options.as_ref().map(|options| Lists::choices(options)).unwrap_or_default();
    Kind::Choice { list, options, display: Display::Auto }
}

fn several(decl: &Decl<'_>, reasons: &mut Vec<Reason>) -> Kind {
    shown_otherwise(decl, reasons);
    if decl.kind == "ranked-items" {
        reasons.push(Reason::new(Code::RankLost, ""));
    }
    let (list, options) = decl.options.as_ref().map(|options| Lists::choices(options)).unwrap_or_default();
    let (min, max) = (number(&decl.node, "min_choices"), number(&decl.node, "max_choices"));
    Kind::Choices { list, options, display: Display::Auto, min, max }
}

fn computed(decl: &Decl<'_>, reader: &mut Reader<'_>, reasons: &mut Vec<Reason>) -> Result<Kind, Reason> {
    let source = decl.node.text("value_template").unwrap_or_default();
    if decl.node.flag("freeze_on_initial_value") == Some(true) {
        reasons.push(Reason::new(Code::FreezeOnce, ""));
    }
    let constant = Literal::Text(source.clone());
    let (value, value_type) = match text::term(reader, &source) {
        Ok(found) => found,
        Err(_) if !["{{", "{%"].iter().any(|open| source.contains(open)) && !source.starts_with('=') => {
            (Term::Literal(constant), ComputedType::Text)
        }
        Err(reason) if source.contains("webservice.") => {
            reasons.push(Reason::new(Code::ServiceValue, reason.detail));
            (Term::Literal(Literal::Text(String::new())), ComputedType::Text)
        }
        Err(reason) => return Err(reason),
    };
    Ok(Kind::Computed { value_type, value, shown: false })
}
