//! Templates of the source as texts, terms and truths of the draft.

use std::sync::LazyLock;

use regex::Regex;

use super::condition::{self, all, any, not};
use super::django::python;
use super::django::template::{self, Piece};
use super::html;
use super::value::{Face, Reader, Refusal, Ty, Val, text_term};
use crate::Text;
use crate::cond::{Cond, Literal, Sys, Term};
use crate::import::codes::{Code, Reason};
use crate::model::ComputedType;

/// What the platform says of a file, and the place that says it in our texts.
const FILE_PLACES: [(&str, &str); 22] = [
    ("form_name", "{sys.procedure}"),
    ("form_display_name", "{sys.procedure}"),
    ("form_number", "{sys.reference}"),
    ("form_number_raw", "{sys.reference}"),
    ("form_id", "{sys.reference}"),
    ("form_tracking_code", "{sys.tracking_code}"),
    ("form_url", "{sys.url}"),
    ("form_url_backoffice", "{sys.url}"),
    ("form_backoffice_url", "{sys.url}"),
    ("form_status", "{sys.step}"),
    ("form_previous_status", "{sys.previous_step}"),
    ("form_status_changed", "{sys.step}"),
    ("form_details", "{sys.answers}"),
    ("form_comment", "{sys.comment}"),
    ("comment", "{sys.comment}"),
    ("form_user_display_name", "{sys.applicant}"),
    ("form_user_full_name", "{sys.applicant}"),
    ("form_receipt_date", "{sys.filed_on}"),
    ("form_receipt_datetime", "{sys.filed_on}"),
    ("today", "{sys.today}"),
    ("now", "{sys.now}"),
    ("form_user", "{sys.applicant}"),
];

/// A text whose rich markup becomes paragraphs; conditions inside are dropped, with a note.
pub(super) fn rich(reader: &mut Reader<'_>, source: &str) -> Text {
    let filled = flat(reader, &template::read(source));
    Text(html::plain(&filled))
}

/// An address or a parameter, whose source may be a Python expression behind `=`.
pub(super) fn filled(reader: &mut Reader<'_>, source: &str) -> Text {
    match pieces(reader, source) {
        Ok(pieces) => Text(flat(reader, &pieces).trim().to_owned()),
        Err(reason) => {
            reader.note(Code::TextCalculation, format!("{}: {}", source.trim(), reason.code.id()));
            Text::default()
        }
    }
}

/// A text without markup.
pub(super) fn plain(reader: &mut Reader<'_>, source: &str) -> Text {
    Text(flat(reader, &template::read(source)).trim().to_owned())
}

/// A text that may or may not have markup: line breaks of a plain one are kept.
pub(super) fn rich_or_plain(reader: &mut Reader<'_>, source: &str) -> Text {
    let markup = ["</", "<br", "<p>"].iter().any(|tag| source.contains(tag));
    if markup { rich(reader, source) } else { Text(without_rst(&plain(reader, source).0)) }
}

/// Messages of the source are written in reStructuredText: its links and its bold become plain words.
fn without_rst(text: &str) -> String {
    static LINK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"`([^`<]+?)\s*<([^>`]+)>`_{1,2}").expect("a fixed pattern"));
    static BOLD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\*\*([^*\n]+)\*\*").expect("a fixed pattern"));
    let linked = LINK.replace_all(text, "$1 ($2)");
    BOLD.replace_all(&linked, "$1").into_owned()
}

/// A rich text cut where its top-level conditions begin and end: each part with its own condition.
pub(super) fn parts(reader: &mut Reader<'_>, source: &str) -> Vec<(Option<Cond>, Text)> {
    let mut found: Vec<(Option<Cond>, String)> = vec![(None, String::new())];
    for piece in template::read(source) {
        if let Piece::If(branches) = &piece
            && let Some(mut parts) = conditional(reader, branches)
        {
            found.append(&mut parts);
            found.push((None, String::new()));
            continue;
        }
        let text = flat(reader, std::slice::from_ref(&piece));
        if let Some((_, last)) = found.last_mut() {
            last.push_str(&text);
        }
    }
    let whole = found.into_iter().map(|(cond, text)| (cond, Text(html::plain(&text))));
    whole.filter(|(_, text)| !text.is_empty()).collect()
}

type Branches = [(Option<super::django::Expr>, Vec<Piece>)];

fn conditional(reader: &mut Reader<'_>, branches: &Branches) -> Option<Vec<(Option<Cond>, String)>> {
    let mut before = Vec::new();
    let mut found = Vec::new();
    for (tree, pieces) in branches {
        let own = match tree {
            Some(tree) => condition::expression(reader, tree).ok()?,
            None => condition::always(),
        };
        let mut conds: Vec<Cond> = before.iter().cloned().map(not).collect();
        conds.push(own.clone());
        before.push(own);
        found.push((Some(all(conds)), flat(reader, pieces)));
    }
    Some(found)
}

fn flat(reader: &mut Reader<'_>, pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(&text.replace('{', "{{")),
            Piece::Value(operand) => out.push_str(&place(reader, operand)),
            Piece::FirstOf(operands) => {
                if operands.len() > 1 {
                    reader.note(Code::TextFirst, operands[0].to_string());
                }
                if let Some(operand) = operands.first() {
                    out.push_str(&place(reader, operand));
                }
            }
            Piece::If(branches) => {
                reader.note(Code::TextCondition, "");
                if let Some((_, pieces)) = branches.first() {
                    out.push_str(&flat(reader, pieces));
                }
            }
            Piece::With(aliases, pieces) => {
                if !aliases.is_empty() {
                    reader.note(Code::TextCalculation, "with");
                }
                out.push_str(&flat(reader, pieces));
            }
            Piece::Other(tag) => reader.note(Code::TextTag, tag.as_str()),
        }
    }
    out
}

fn place(reader: &mut Reader<'_>, operand: &super::django::Operand) -> String {
    if let super::django::Base::Name(name) = &operand.base
        && let Some((_, place)) = FILE_PLACES.iter().find(|(known, _)| known == name)
        && !reader.scope.constants.contains_key(name)
    {
        return (*place).to_owned();
    }
    let value = match reader.operand(operand) {
        Ok(value) => value,
        Err(reason) => {
            reader.note(Code::TextCalculation, format!("{operand}: {}", reason.code.id()));
            return String::new();
        }
    };
    written(&value).unwrap_or_else(|| {
        reader.note(Code::TextCalculation, operand.to_string());
        String::new()
    })
}

fn written(value: &Val) -> Option<String> {
    Some(match value {
        Val::Empty => String::new(),
        Val::Const(Literal::Text(text)) => text.replace('{', "{{"),
        Val::Const(Literal::Integer(n)) => n.to_string(),
        Val::Const(Literal::Bool(yes)) => yes.to_string(),
        Val::Term(term, _) => term_place(term)?,
        Val::Choice(choice) => choice.fields.iter().flat_map(|field| ["{", field.id.as_str(), "}"]).collect(),
        Val::Concat(parts) => parts.iter().map(written).collect::<Option<String>>()?,
        Val::StepName(Sys::PreviousStep) => "{sys.previous_step}".to_owned(),
        Val::StepName(_) => "{sys.step}".to_owned(),
        Val::Cond(_) | Val::Set(_) | Val::TimeNow | Val::TimeText | Val::Rows(..) => return None,
    })
}

fn term_place(term: &Term) -> Option<String> {
    Some(match term {
        Term::Field(id) => format!("{{{id}}}"),
        Term::Col(id, column) => format!("{{{id}.{column}}}"),
        Term::Param(id) => format!("{{param.{id}}}"),
        Term::Authority(id) => format!("{{authority.{id}}}"),
        Term::Sys(Sys::Today) => "{sys.today}".to_owned(),
        Term::Sys(Sys::Now) => "{sys.now}".to_owned(),
        Term::Lower(inner) | Term::Number(inner) => term_place(inner)?,
        Term::First(terms) => terms.iter().map(term_place).collect::<Option<String>>()?,
        _ => return None,
    })
}

/// The pieces of a value: a template, or a Python expression behind `=`, which is read and never executed.
fn pieces(reader: &mut Reader<'_>, source: &str) -> Result<Vec<Piece>, Refusal> {
    match source.trim_start().strip_prefix('=') {
        Some(expression) => python_pieces(reader, expression),
        None => Ok(template::read(source)),
    }
}

fn python_pieces(reader: &mut Reader<'_>, source: &str) -> Result<Vec<Piece>, Refusal> {
    let pieces =
        python::value(source).map_err(|error| Reason::new(Code::PythonExpression, error.to_string()))?;
    reader.note(Code::PythonValue, "");
    Ok(pieces)
}

/// A Python expression as a value of the draft, with its type.
///
/// # Errors
/// When it has no counterpart.
pub(super) fn python_term(reader: &mut Reader<'_>, source: &str) -> Result<(Term, ComputedType), Refusal> {
    let pieces = python_pieces(reader, source)?;
    typed(reader, &pieces, source)
}

/// A template as a value of the draft, with its type; a value that begins with `=` is a Python expression.
///
/// # Errors
/// The first tag or filter without counterpart.
pub(super) fn term(reader: &mut Reader<'_>, source: &str) -> Result<(Term, ComputedType), Refusal> {
    let pieces = pieces(reader, source)?;
    typed(reader, &pieces, source)
}

fn typed(reader: &mut Reader<'_>, pieces: &[Piece], source: &str) -> Result<(Term, ComputedType), Refusal> {
    if let Some(cond) = truth(reader, pieces)? {
        return Ok((Term::Test(Box::new(cond)), ComputedType::Boolean));
    }
    let value = value(reader, pieces)?;
    let kind = match &value {
        Val::Term(_, Ty::Number) | Val::Const(Literal::Integer(_)) => ComputedType::Decimal,
        Val::Term(_, Ty::Bool) | Val::Cond(_) | Val::Const(Literal::Bool(_)) => ComputedType::Boolean,
        Val::Term(_, Ty::Date) => ComputedType::Date,
        Val::Term(_, Ty::Time) => ComputedType::Time,
        Val::Term(_, Ty::Datetime) => ComputedType::Datetime,
        _ => ComputedType::Text,
    };
    let term = text_term(value).ok_or_else(|| Reason::new(Code::TemplateValue, source.trim()))?;
    Ok((term, kind))
}

/// A template that is nothing but truths: `{% if a %}{{ True }}{% else %}False{% endif %}`.
fn truth(reader: &mut Reader<'_>, pieces: &[Piece]) -> Result<Option<Cond>, Refusal> {
    let blank = |piece: &&Piece| !matches!(piece, Piece::Text(text) if text.trim().is_empty());
    let mut kept = pieces.iter().filter(blank);
    let (piece, None) = (kept.next(), kept.next()) else { return Ok(None) };
    match piece {
        Some(Piece::Text(text)) => Ok(match text.trim() {
            "True" | "true" => Some(condition::always()),
            "False" | "false" => Some(condition::never()),
            _ => None,
        }),
        Some(Piece::Value(operand)) => match reader.operand(operand)? {
            Val::Const(Literal::Bool(true)) => Ok(Some(condition::always())),
            Val::Const(Literal::Bool(false)) => Ok(Some(condition::never())),
            Val::Cond(cond) => Ok(Some(cond)),
            _ => Ok(None),
        },
        Some(Piece::If(branches)) => {
            let mut before: Vec<Cond> = Vec::new();
            let mut found = Vec::new();
            for (tree, pieces) in branches {
                let own = match tree {
                    Some(tree) => condition::expression(reader, tree)?,
                    None => condition::always(),
                };
                let Some(inner) = truth(reader, pieces)? else { return Ok(None) };
                let mut conds: Vec<Cond> = before.iter().cloned().map(not).collect();
                conds.extend([own.clone(), inner]);
                before.push(own);
                found.push(all(conds));
            }
            Ok(Some(any(found)))
        }
        _ => Ok(None),
    }
}

fn value(reader: &mut Reader<'_>, pieces: &[Piece]) -> Result<Val, Refusal> {
    let mut parts = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) if text.trim().is_empty() && pieces.len() > 1 && text.contains('\n') => {}
            Piece::Text(text) => parts.push(Val::Const(Literal::Text(text.clone()))),
            Piece::Value(operand) => parts.push(reader.operand(operand)?),
            Piece::FirstOf(operands) => {
                let mut terms = Vec::new();
                for operand in operands {
                    let value = reader.operand(operand)?;
                    let missing = || Reason::new(Code::TemplateValue, operand.to_string());
                    if !matches!(value, Val::Empty) {
                        terms.push(as_text(value).ok_or_else(missing)?);
                    }
                }
                parts.push(Val::Term(Term::First(terms), Ty::Text));
            }
            Piece::If(branches) => parts.push(branch_value(reader, branches)?),
            Piece::With(aliases, inner) => {
                let before = reader.aliases.len();
                for (name, operand) in aliases {
                    let value = reader.operand(operand)?;
                    reader.aliases.push((name.clone(), value));
                }
                let value = value(reader, inner);
                reader.aliases.truncate(before);
                parts.push(value?);
            }
            Piece::Other(tag) => return Err(Reason::new(Code::TemplateTag, tag.as_str())),
        }
    }
    Ok(match parts.len() {
        0 => Val::Empty,
        1 => parts.remove(0),
        _ => Val::Concat(parts.into_iter().filter(|part| !matches!(part, Val::Empty)).collect()),
    })
}

fn branch_value(reader: &mut Reader<'_>, branches: &Branches) -> Result<Val, Refusal> {
    let mut found = Vec::new();
    for (tree, pieces) in branches {
        let cond = match tree {
            Some(tree) => condition::expression(reader, tree)?,
            None => condition::always(),
        };
        found.push((cond, value(reader, pieces)?));
    }
    let ty = |value: &Val| match value {
        Val::Term(_, ty) => *ty,
        Val::Const(Literal::Integer(_)) => Ty::Number,
        _ => Ty::Text,
    };
    let numbers = found.iter().any(|(_, value)| matches!(value, Val::Term(_, Ty::Number)))
        && found
            .iter()
            .all(|(_, value)| ty(value) == Ty::Number || super::value::number(value.clone()).is_some());
    let mut result: Option<Term> = None;
    for (cond, value) in found.into_iter().rev() {
        let term = if numbers { super::value::number(value) } else { text_term_or_empty(value) };
        let term = term.ok_or_else(|| Reason::new(Code::TemplateValue, "if"))?;
        result = Some(match (condition::constant(&cond), result) {
            (Some(true), _) => term,
            (Some(false), rest) => rest.unwrap_or_else(empty_text),
            (None, rest) => {
                Term::If(Box::new(cond), Box::new(term), Box::new(rest.unwrap_or_else(empty_text)))
            }
        });
    }
    let ty = if numbers { Ty::Number } else { Ty::Text };
    Ok(Val::Term(result.unwrap_or_else(empty_text), ty))
}

fn text_term_or_empty(value: Val) -> Option<Term> {
    if matches!(value, Val::Empty) { Some(empty_text()) } else { as_text(value) }
}

/// A value among texts: numbers and dates are written out.
fn as_text(value: Val) -> Option<Term> {
    match value {
        Val::Term(term, Ty::Text) => Some(term),
        Val::Const(Literal::Integer(n)) => Some(super::value::literal(&n.to_string())),
        Val::Const(Literal::Bool(yes)) => Some(super::value::literal(if yes { "True" } else { "False" })),
        Val::Term(term, _) => Some(Term::Join(vec![term])),
        other => text_term(other),
    }
}

fn empty_text() -> Term {
    Term::Literal(Literal::Text(String::new()))
}

/// The name of a list that a template only hands over:
/// `{{ form_var_x|unlazy_filter|json_dumps }}`, `{% firstof form_option_x_structured data_source.y %}`.
pub(super) fn list_name(source: &str) -> Option<String> {
    let pieces = template::read(source);
    let operands = match pieces.iter().find(|piece| !matches!(piece, Piece::Text(_)))? {
        Piece::Value(operand) => vec![operand],
        Piece::FirstOf(operands) => operands.iter().rev().collect(),
        _ => return None,
    };
    operands.into_iter().find_map(|operand| {
        let super::django::Base::Name(name) = &operand.base else { return None };
        if let Some(slug) = name.strip_prefix("data_source.") {
            return Some(slug.split(['.', '[']).next().unwrap_or(slug).to_owned());
        }
        if let Some(service) = name.strip_prefix("webservice.") {
            return Some(format!("service_{}", service.split(['.', '[']).next().unwrap_or(service)));
        }
        let plain = name.strip_prefix("form_var_").or_else(|| name.strip_prefix("form_option_"))?;
        Some(plain.trim_end_matches("_structured").to_owned())
    })
}

/// The field a single value shows, if a template is nothing else: used for addresses of a message.
pub(super) fn only_field(reader: &mut Reader<'_>, source: &str) -> Option<Term> {
    let pieces = pieces(reader, source).ok()?;
    let [Piece::Value(operand)] = pieces.as_slice() else { return None };
    match reader.operand(operand).ok()? {
        Val::Term(term @ (Term::Field(_) | Term::Param(_) | Term::First(_)), _) => Some(term),
        Val::Choice(choice) if choice.face == Face::Id => {
            choice.fields.first().map(|field| Term::Field(field.id.clone()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_bold_of_messages_become_plain_words() {
        let source = "Vous pouvez `consulter la demande. <{sys.url}>`_ Code : **{sys.tracking_code}**";
        let wanted = "Vous pouvez consulter la demande. ({sys.url}) Code : {sys.tracking_code}";
        assert_eq!(without_rst(source), wanted);
    }
}
