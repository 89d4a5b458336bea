//! The least that a new thing holds.

use serde_json::{Map, Value as Json, json};

use super::shape::Shape;

/// A new thing of this shape; `sort` is the kind of an item or what an action does, `label` its first words.
pub(super) fn blank(shape: Shape, sort: &str, label: &str) -> Map<String, Json> {
    let made = match shape {
        Shape::Law => json!({ "title": label }),
        Shape::Channel => json!({ "kind": "counter", "at": label }),
        Shape::Param => json!({ "type": "text", "label": label }),
        Shape::List => json!({ "columns": ["id", "label"], "rows": [] }),
        Shape::Page => json!({ "title": label, "items": [] }),
        Shape::Option | Shape::Role => json!({ "label": label }),
        Shape::Require => json!({ "cond": { "all": [] }, "else": label }),
        Shape::Document => json!({ "title": label, "paragraphs": [] }),
        Shape::Paragraph => json!({ "text": label }),
        Shape::Step => json!({ "name": label, "public": "in_review" }),
        Shape::Transition => json!({ "label": label, "who": [] }),
        Shape::Timer => json!({ "after": 30, "unit": "days", "anchor": "entered" }),
        Shape::Event => json!({ "who": ["system"] }),
        Shape::Global => json!({ "label": label, "who": [], "actions": [] }),
        Shape::Item => return item(sort, label),
        Shape::Action => return action(sort),
        Shape::Form | Shape::Flow => json!({}),
    };
    match made {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn item(kind: &str, label: &str) -> Map<String, Json> {
    let mut made = Map::from_iter([("kind".to_owned(), json!(kind))]);
    if !label.is_empty() {
        made.insert("label".to_owned(), json!(label));
    }
    let more = match kind {
        "decimal" => json!({ "scale": 2 }),
        "linked_choice" => json!({ "list": "liste", "parent": "parent", "column": "colonne" }),
        "record" => json!({ "register": "" }),
        "computed" => json!({ "type": "text", "value": "" }),
        "section" => json!({ "items": [] }),
        "block" => json!({ "rows": [1, 5], "items": [] }),
        _ => json!({}),
    };
    made.extend(more.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
    made
}

fn action(name: &str) -> Map<String, Json> {
    let mut made = Map::from_iter([("do".to_owned(), json!(name))]);
    let more = match name {
        "notify" => json!({ "to": ["applicant"], "via": ["mail", "space"], "subject": "", "body": "" }),
        "banner" => json!({ "text": "", "to": ["applicant"] }),
        "note" => json!({ "text": "" }),
        "ask" => json!({ "id": "question", "who": ["applicant"], "items": [] }),
        "set" => json!({ "field": "champ", "value": "" }),
        "document" => json!({ "document": "document" }),
        "payment" => json!({ "amount": 0, "label": "" }),
        "appointment" => json!({ "calendar": "", "label": "" }),
        "opinion" => json!({ "from": "", "days": 30, "question": "" }),
        "assign" => json!({ "role": "agent", "unit": "" }),
        "call" => json!({ "connector": "", "method": "POST", "url": "" }),
        "editable" => json!({ "who": ["applicant"] }),
        "go" => json!({ "to": "_previous" }),
        _ => json!({}),
    };
    made.extend(more.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
    made
}
