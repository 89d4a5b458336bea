//! A file moved from one revision to another: what becomes of each answer, and of its step.
//!
//! Nothing disappears silently: an answer that the newer revision has no place for is named, with the reason.

use serde_json::Value as Json;

use crate::Id;
use crate::compiled::{Compiled, options_of};
use crate::model::{Flow, Kind};
use crate::value::{Answers, Path, Value};

/// Why an answer has no place in the newer revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The question is gone, or stands elsewhere (in a block, out of one).
    Gone,
    /// The question now asks for another kind of answer.
    Kind,
    /// The chosen option is gone.
    Option,
}

impl Why {
    pub const ALL: &'static [Self] = &[Self::Gone, Self::Kind, Self::Option];

    /// Stable key, for catalogues of texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Kind => "kind",
            Self::Option => "option",
        }
    }
}

/// What becomes of a file's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// The answers in the newer revision.
    pub answers: Answers,
    /// Taken over as they were.
    pub kept: Vec<Path>,
    /// Written otherwise, the same in substance: a choice becomes its label, a number a text.
    pub rewritten: Vec<Path>,
    /// Without a place.
    pub lost: Vec<(Path, Why)>,
}

/// Answers of a file of the older revision in the newer one. `year` is the current year.
pub fn answers(old: &Compiled, new: &Compiled, answers: &Answers, year: i32) -> Carried {
    let mut carried = Carried::default();
    for (id, value) in &answers.0 {
        match value {
            Value::Rows(rows) => block(old, new, id, rows, year, &mut carried),
            value => {
                let path = Path::new(id.clone());
                if let Some(made) = one(old, new, (id, None), value, path, year, &mut carried) {
                    carried.answers.insert(id.clone(), made);
                }
            }
        }
    }
    carried
}

fn block(old: &Compiled, new: &Compiled, id: &Id, rows: &[Answers], year: i32, carried: &mut Carried) {
    let there = new.node(id).is_some_and(|node| matches!(node.item.kind, Kind::Block { .. }));
    let mut made = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let mut next = Answers::default();
        for (field, value) in &row.0 {
            let path = Path::in_row(id.clone(), n, field.clone());
            if !there {
                carried.lost.push((path, Why::Gone));
            } else if let Some(value) = one(old, new, (field, Some(id)), value, path, year, carried) {
                next.insert(field.clone(), value);
            }
        }
        made.push(next);
    }
    if there && !made.is_empty() {
        carried.answers.insert(id.clone(), Value::Rows(made));
    }
}

/// One answer, in the newer revision.
fn one(
    old: &Compiled,
    new: &Compiled,
    (id, block): (&Id, Option<&Id>),
    value: &Value,
    path: Path,
    year: i32,
    carried: &mut Carried,
) -> Option<Value> {
    let node = new.node(id).filter(|node| {
        node.block.map(|at| &new.nodes()[at].item.id) == block
            && node.item.kind.is_input()
            && !matches!(node.item.kind, Kind::Block { .. })
    });
    let Some(node) = node else {
        carried.lost.push((path, Why::Gone));
        return None;
    };
    match read(old, new, id, &node.item.kind, value, year) {
        Ok(made) => {
            if made == *value {
                carried.kept.push(path);
            } else {
                carried.rewritten.push(path);
            }
            Some(made)
        }
        Err(why) => {
            carried.lost.push((path, why));
            None
        }
    }
}

fn read(
    old: &Compiled,
    new: &Compiled,
    id: &Id,
    kind: &Kind,
    value: &Value,
    year: i32,
) -> Result<Value, Why> {
    let made = as_kind(old, id, kind, value, year).ok_or(Why::Kind)?;
    let chosen: &[String] = match &made {
        Value::Choice(one) => std::slice::from_ref(one),
        Value::Choices(all) => all,
        _ => &[],
    };
    if chosen.iter().all(|option| offers(new, kind, option)) { Ok(made) } else { Err(Why::Option) }
}

fn as_kind(old: &Compiled, id: &Id, kind: &Kind, value: &Value, year: i32) -> Option<Value> {
    let read = |json: &Json| Value::from_json(kind, json, year).ok().flatten();
    if let Some(made) = read(&value.to_json()) {
        let same = |a: &Value, b: &Value| std::mem::discriminant(a) == std::mem::discriminant(b);
        // A choice read as a text would be the code of an option: its label is what the person chose.
        if same(&made, value) || !matches!(value, Value::Choice(_)) {
            return Some(made);
        }
    }
    match (value, kind) {
        (Value::Choice(option), Kind::Text { .. } | Kind::LongText { .. }) => {
            Some(Value::Text(option_label(old, id, option)))
        }
        (Value::Choices(options), Kind::Text { .. } | Kind::LongText { .. }) => {
            let labels: Vec<String> = options.iter().map(|option| option_label(old, id, option)).collect();
            Some(Value::Text(labels.join(", ")))
        }
        (Value::Choice(option), Kind::Choices { .. }) => Some(Value::Choices(vec![option.clone()])),
        (Value::Choices(options), Kind::Choice { .. }) => match options.as_slice() {
            [one] => Some(Value::Choice(one.clone())),
            _ => None,
        },
        (Value::Integer(n), Kind::Text { .. } | Kind::LongText { .. }) => Some(Value::Text(n.to_string())),
        (Value::Decimal(n), Kind::Integer { .. }) if n.fract().is_zero() => {
            i64::try_from(n.trunc()).ok().map(Value::Integer)
        }
        _ => None,
    }
}

/// The label of an option of a field; the option itself when it has none.
pub fn option_label(old: &Compiled, field: &Id, option: &str) -> String {
    let kind = old.node(field).map(|node| &node.item.kind);
    let found = kind.and_then(options_of).and_then(|(list, own)| {
        let own = own.iter().find(|of| of.id == option).map(|of| of.label.0.clone());
        own.or_else(|| list.and_then(|list| old.cell(list, option, "label")).map(str::to_owned))
    });
    found.unwrap_or_else(|| option.to_owned())
}

/// Is this option there? An open list may hold any.
fn offers(new: &Compiled, kind: &Kind, option: &str) -> bool {
    let Some((list, own)) = options_of(kind) else { return true };
    let of_list = list.is_some_and(|id| {
        new.cell(id, option, "id").is_some() || new.list(id).is_some_and(|list| list.register.is_some())
    });
    of_list || own.iter().any(|of| of.id == option)
}

/// Steps of the older workflow, each with the step of the same name in the newer one, if there is one.
pub fn steps(old: &Flow, new: &Flow) -> Vec<(Id, Option<Id>)> {
    let same = |id: &Id| new.step(id).map(|step| step.id.clone());
    old.steps.iter().map(|step| (step.id.clone(), same(&step.id))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::model::Form;

    fn form(items: &str) -> Compiled {
        let text = format!(
            r#"{{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{{"id":"a","title":"A","items":[{items}]}}]}}"#
        );
        Compiled::new(Arc::new(Form::from_json(&text).unwrap()), None)
    }

    #[test]
    fn every_answer_is_kept_rewritten_or_named_as_lost() {
        let old = form(
            r#"{"kind":"choice","id":"q","label":"Q","options":[{"id":"a","label":"Autre"},{"id":"b","label":"B"}]},
               {"kind":"choice","id":"r","label":"R","options":[{"id":"a","label":"Autre"}]},
               {"kind":"integer","id":"n","label":"N"},{"kind":"text","id":"t","label":"T"},
               {"kind":"block","id":"g","label":"G","rows":[0,3],"items":[{"kind":"text","id":"x","label":"X"},{"kind":"text","id":"y","label":"Y"}]}"#,
        );
        let new = form(
            r#"{"kind":"choice","id":"q","label":"Q","options":[{"id":"b","label":"B"}]},
               {"kind":"text","id":"r","label":"R"},{"kind":"decimal","scale":2,"id":"n","label":"N"},
               {"kind":"block","id":"g","label":"G","rows":[0,3],"items":[{"kind":"text","id":"x","label":"X"}]}"#,
        );
        let json =
            json!({ "q": "a", "r": "a", "n": 3, "t": "mot", "g": [{ "x": "1" }, { "x": "2", "y": "3" }] });
        let before = Answers::from_json(&old, &json, 2026).0;
        let after = answers(&old, &new, &before, 2026);
        let lost: Vec<String> =
            after.lost.iter().map(|(path, why)| format!("{path} {}", why.key())).collect();
        assert_eq!(lost, ["g.1.y gone", "q option", "t gone"]);
        assert_eq!(
            after.answers.to_json(),
            json!({ "r": "Autre", "n": "3.00", "g": [{ "x": "1" }, { "x": "2" }] })
        );
        assert_eq!(after.kept.len() + after.rewritten.len() + after.lost.len(), 7);
    }
}
