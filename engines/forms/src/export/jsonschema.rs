//! JSON Schema 2020-12 of a submission: the answers of [`crate::check::Filed`].
//!
//! A conditional field is `if` its condition `then` allowed (and required) `else` absent. A condition that a
//! schema cannot say (dates compared, ages, parameters, the channel) leaves its field optional.

use serde_json::{Map, Value as Json, json};

use crate::Id;
use crate::compiled::{Compiled, Node, options_of};
use crate::cond::{Cond, Literal, Set, Term};
use crate::model::{Audience, Country, EnterpriseScheme, Kind};

/// The schema of what a person sends with this form.
pub fn schema(form: &Compiled) -> Json {
    let mut object = Object::default();
    for page in 0..form.form().pages.len() {
        for at in form.page_range(page).filter(|at| form.nodes()[*at].block.is_none()) {
            object.add(form, at);
        }
    }
    let mut schema = object.schema();
    if let Json::Object(map) = &mut schema {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("title".to_owned(), json!(form.form().meta.title));
    }
    schema
}

/// An object in the making: the submission, or a row of a block.
#[derive(Default)]
struct Object {
    properties: Map<String, Json>,
    required: Vec<Json>,
    all_of: Vec<Json>,
}

impl Object {
    fn add(&mut self, form: &Compiled, at: usize) {
        let node = &form.nodes()[at];
        if !node.item.kind.is_input() {
            return;
        }
        let id = node.item.id.to_string();
        let least = if let Kind::Block { rows: [least, _], .. } = node.item.kind { least } else { 0 };
        let needed = node.item.required || least > 0;
        self.properties.insert(id.clone(), property(form, at));
        if node.item.audience == Audience::Agent {
            return;
        }
        let conditions = conditions(form, node);
        if conditions.is_empty() {
            if needed {
                self.required.push(json!(id));
            }
            return;
        }
        let sayable: Option<Vec<Json>> = conditions.iter().map(|when| say(when, form, node.block)).collect();
        if let Some(all) = sayable {
            let then = if needed { json!({"required": [id]}) } else { json!(true) };
            self.all_of
                .push(json!({"if": {"allOf": all}, "then": then, "else": {"properties": {id: false}}}));
        }
    }

    fn schema(self) -> Json {
        let mut schema = json!({"type": "object", "properties": self.properties, "required": self.required, "additionalProperties": false});
        if let (Json::Object(map), false) = (&mut schema, self.all_of.is_empty()) {
            map.insert("allOf".to_owned(), Json::Array(self.all_of));
        }
        schema
    }
}

/// Conditions of the item, of the sections around it up to its block, and of its page.
fn conditions<'a>(form: &'a Compiled, node: &'a Node) -> Vec<&'a Cond> {
    let mut all: Vec<&Cond> = node.item.when.iter().collect();
    let mut parent = node.parent;
    while let Some(at) = parent.filter(|at| Some(*at) != node.block) {
        all.extend(&form.nodes()[at].item.when);
        parent = form.nodes()[at].parent;
    }
    if node.block.is_none() {
        all.extend(node.page.and_then(|page| form.form().pages[page].when.as_ref()));
    }
    all
}

/// The condition as a schema of the object that holds the fields of `block`; `None` if it cannot be said.
fn say(cond: &Cond, form: &Compiled, block: Option<usize>) -> Option<Json> {
    let all =
        |parts: &[Cond]| -> Option<Vec<Json>> { parts.iter().map(|part| say(part, form, block)).collect() };
    let with = |term: &Term, schema: Json| -> Option<Json> {
        let id = field(term, form, block)?;
        Some(json!({"properties": {id.as_str(): schema}, "required": [id.as_str()]}))
    };
    match cond {
        Cond::All(parts) if parts.is_empty() => Some(json!(true)),
        Cond::Any(parts) if parts.is_empty() => Some(json!(false)),
        Cond::All(parts) => Some(json!({"allOf": all(parts)?})),
        Cond::Any(parts) => Some(json!({"anyOf": all(parts)?})),
        Cond::Not(part) => Some(json!({"not": say(part, form, block)?})),
        Cond::Eq(a @ Term::Field(id), Term::Literal(b)) | Cond::Eq(Term::Literal(b), a @ Term::Field(id)) => {
            with(a, json!({"const": constant(b, form, id)?}))
        }
        Cond::Ne(a, b) => Some(json!({"not": say(&Cond::Eq(a.clone(), b.clone()), form, block)?})),
        Cond::In(a @ Term::Field(id), Set::Literals(all)) => {
            let all: Option<Vec<Json>> = all.iter().map(|literal| constant(literal, form, id)).collect();
            with(a, json!({"enum": all?}))
        }
        Cond::Has(a @ Term::Field(_), Term::Literal(Literal::Text(option))) => {
            with(a, json!({"contains": {"const": option}}))
        }
        Cond::Lt(a @ Term::Field(id), b) => with(a, json!({"exclusiveMaximum": whole(b, form, id)?})),
        Cond::Le(a @ Term::Field(id), b) => with(a, json!({"maximum": whole(b, form, id)?})),
        Cond::Gt(a @ Term::Field(id), b) => with(a, json!({"exclusiveMinimum": whole(b, form, id)?})),
        Cond::Ge(a @ Term::Field(id), b) => with(a, json!({"minimum": whole(b, form, id)?})),
        Cond::True(a) => with(a, json!({"const": true})),
        Cond::Answered(a) => with(a, json!(true)),
        _ => None,
    }
}

/// A field that the object holds.
fn field<'a>(term: &'a Term, form: &Compiled, block: Option<usize>) -> Option<&'a Id> {
    let Term::Field(id) = term else { return None };
    let node = form.node(id).filter(|node| node.block == block && node.item.kind.is_input())?;
    let certain = node.page.is_some() && node.item.audience == Audience::Citizen;
    certain.then_some(id)
}

/// The literal as the field's answer would be written.
fn constant(literal: &Literal, form: &Compiled, id: &Id) -> Option<Json> {
    match (&form.node(id)?.item.kind, literal) {
        (Kind::Integer { .. }, Literal::Integer(n)) => Some(json!(n)),
        (Kind::Integer { .. }, Literal::Text(text)) => text.parse::<i64>().ok().map(|n| json!(n)),
        (Kind::YesNo {} | Kind::Checkbox {}, Literal::Bool(yes)) => Some(json!(yes)),
        (Kind::Decimal { .. } | Kind::YesNo {} | Kind::Checkbox {}, _) => None,
        (_, Literal::Text(text)) => Some(json!(text)),
        _ => None,
    }
}

fn whole(term: &Term, form: &Compiled, id: &Id) -> Option<i64> {
    match (&form.node(id)?.item.kind, term) {
        (Kind::Integer { .. }, Term::Literal(Literal::Integer(n))) => Some(*n),
        _ => None,
    }
}

fn property(form: &Compiled, at: usize) -> Json {
    let node = &form.nodes()[at];
    let mut schema = of_kind(form, at, &node.item.kind);
    if let Json::Object(map) = &mut schema {
        if !node.item.label.is_empty() {
            map.insert("title".to_owned(), json!(node.item.label.as_str()));
        }
        if matches!(node.item.kind, Kind::Checkbox {}) && node.item.required {
            map.insert("const".to_owned(), json!(true));
        }
    }
    schema
}

fn of_kind(form: &Compiled, at: usize, kind: &Kind) -> Json {
    let pattern = |pattern: &str| json!({"type": "string", "pattern": format!("^(?:{pattern})$")});
    match kind {
        Kind::Text { max_len, pattern: rule, .. } => text(*max_len, rule.as_deref()),
        Kind::LongText { max_len } => text(*max_len, None),
        Kind::Integer { min, max, .. } => {
            let mut schema = json!({"type": "integer"});
            for (name, bound) in [("minimum", min), ("maximum", max)] {
                if let Some(Term::Literal(Literal::Integer(n))) = bound {
                    schema[name] = json!(n);
                }
            }
            schema
        }
        Kind::Decimal { scale: 0, .. } => pattern("-?[0-9]+"),
        Kind::Decimal { scale, .. } => pattern(&format!("-?[0-9]+\\.[0-9]{{{scale}}}")),
        Kind::YesNo {} | Kind::Checkbox {} => json!({"type": "boolean"}),
        Kind::Choice { .. } | Kind::LinkedChoice { .. } => option(form, kind),
        Kind::Choices { min, max, .. } => {
            let least = min.unwrap_or(1).max(1);
            let mut schema =
                json!({"type": "array", "items": option(form, kind), "minItems": least, "uniqueItems": true});
            if let Some(max) = max {
                schema["maxItems"] = json!(max);
            }
            schema
        }
        Kind::Date { .. } => pattern(DATE),
        Kind::Time { .. } => pattern(TIME),
        Kind::Datetime { .. } => pattern(&format!("{DATE}T{TIME}")),
        Kind::Period { .. } => {
            json!({"type": "object", "properties": {"from": pattern(DATE), "to": pattern(DATE)},
                "required": ["from", "to"], "additionalProperties": false})
        }
        Kind::PersonName {} => parts(crate::value::NAME_PARTS, crate::value::NAME_PARTS),
        Kind::Address {} => parts(crate::value::ADDRESS_PARTS, &["street", "postcode", "municipality"]),
        Kind::Map { .. } => parts(&["lat", "lon", "parcel"], &[]),
        Kind::Record { .. } => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        Kind::File { max_files, .. } => {
            json!({"type": "array", "minItems": 1, "maxItems": max_files, "items": {"type": "object",
                "properties": {"id": {"type": "string"}, "name": {"type": "string"},
                    "size": {"type": "integer", "minimum": 0}, "media_type": {"type": "string"}},
                "required": ["id", "name", "size", "media_type"], "additionalProperties": false}})
        }
        Kind::Block { rows, .. } => block(form, at, *rows),
        other => pattern(code(other)),
    }
}

const DATE: &str = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
const TIME: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

/// The form of numbers and codes.
fn code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Email {} => "[^@\\s]+@[^@\\s]+\\.[^@\\s]+",
        Kind::Phone { .. } => "\\+[1-9][0-9]{7,14}",
        Kind::Postcode { country: Country::Be | Country::Lu } => "[1-9][0-9]{3}",
        Kind::Postcode { country: Country::Nl } => "[1-9][0-9]{3} [A-Z]{2}",
        Kind::Postcode { .. } => "[0-9]{5}",
        Kind::Municipality { .. } => "[0-9A-Z]{4,8}",
        Kind::Country {} => "[A-Z]{2}",
        Kind::NationalNumber { country: Country::Fr } => "[0-9]{5}[0-9AB]{2}[0-9]{8}",
        Kind::NationalNumber { .. } => "[0-9]{11}",
        Kind::EnterpriseNumber { scheme: EnterpriseScheme::Bce } => "[01][0-9]{9}",
        Kind::EnterpriseNumber { scheme: EnterpriseScheme::Siren } => "[0-9]{9}",
        Kind::EnterpriseNumber { scheme: EnterpriseScheme::Siret } => "[0-9]{14}",
        Kind::Iban {} => "[A-Z]{2}[0-9]{2}[0-9A-Z]{8,30}",
        _ => "[^\\n]+",
    }
}

fn text(max_len: Option<u32>, pattern: Option<&str>) -> Json {
    let mut schema = json!({"type": "string", "minLength": 1});
    if let Some(max) = max_len {
        schema["maxLength"] = json!(max);
    }
    if let Some(pattern) = pattern.filter(|pattern| portable(pattern)) {
        schema["pattern"] = json!(format!("^(?:{pattern})$"));
    }
    schema
}

/// Does the pattern mean the same in ECMAScript? Only plain groups and escapes.
fn portable(pattern: &str) -> bool {
    let groups = pattern.match_indices("(?").all(|(at, _)| pattern[at..].starts_with("(?:"));
    let escapes = pattern.match_indices('\\').all(|(at, _)| {
        pattern[at + 1..].chars().next().is_some_and(|c| "dDwWsSbB.\\/()[]{}*+?^$|-nrt".contains(c))
    });
    let classes = !pattern.contains("[[") && !pattern.contains("&&") && !pattern.contains("--");
    groups && escapes && classes && crate::compiled::whole(pattern).is_ok()
}

fn option(form: &Compiled, kind: &Kind) -> Json {
    let Some((list, own)) = options_of(kind) else { return json!({"type": "string"}) };
    let mut ids: Vec<&str> = own.iter().map(|option| option.id.as_str()).collect();
    if let Some(list) = list.and_then(|id| form.list(id)) {
        let id = list.columns.iter().position(|column| *column == "id");
        match id.filter(|_| list.register.is_none()) {
            Some(id) => ids.extend(list.rows.iter().filter_map(|row| row.get(id).map(String::as_str))),
            None => return json!({"type": "string", "minLength": 1}),
        }
    }
    if ids.is_empty() { json!({"type": "string", "minLength": 1}) } else { json!({"enum": ids}) }
}

fn parts(names: &[&str], required: &[&str]) -> Json {
    let properties: Map<String, Json> =
        names.iter().map(|name| ((*name).to_owned(), json!({"type": "string", "minLength": 1}))).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false, "minProperties": 1})
}

fn block(form: &Compiled, at: usize, [least, most]: [u32; 2]) -> Json {
    let mut row = Object::default();
    for child in form.inside(at) {
        row.add(form, child);
    }
    json!({"type": "array", "minItems": least.max(1), "maxItems": most, "items": row.schema()})
}
