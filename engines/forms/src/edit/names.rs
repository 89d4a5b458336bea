//! Names inside a form and its workflow: where each is declared, and everything that mentions it. One walk serves three ends:
//! renaming, saying what a deletion would leave hanging, and finding questions that nothing uses.

use serde_json::{Map, Value as Json};

use super::place::Place;
use super::shape::Shape;
use crate::{Id, Text};

/// What a name names. Each family has names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    Field,
    List,
    Param,
    Step,
    Role,
    Document,
}

impl Family {
    /// The family of what a shape declares.
    pub fn of(shape: Shape) -> Option<Self> {
        Some(match shape {
            Shape::Item => Self::Field,
            Shape::List => Self::List,
            Shape::Param => Self::Param,
            Shape::Step => Self::Step,
            Shape::Role => Self::Role,
            Shape::Document => Self::Document,
            _ => return None,
        })
    }
}

/// A name, where it is mentioned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    pub place: Place,
    pub family: Family,
    pub name: String,
}

impl Mention {
    /// The thing that mentions the name and the property it does so in, without the way inside a condition or a calculation.
    pub fn property(&self, document: &Json) -> Place {
        let (_, at, key) = Shape::at(document, &self.place);
        key.map_or(at.clone(), |key| at.key(&key))
    }
}

/// Keys whose values are texts with `{name}` inside.
const TEXTS: [&str; 16] = [
    "label",
    "help",
    "title",
    "text",
    "subject",
    "body",
    "digest",
    "confirmation",
    "else",
    "pattern_else",
    "confirm",
    "url",
    "unit",
    "from",
    "question",
    "name",
];

/// Every mention of a name, in the order of the document.
pub fn mentions(document: &Json) -> Vec<Mention> {
    let mut all = Vec::new();
    // The walk may change names; here it changes none.
    let mut document = document.clone();
    walk(&mut document, &mut |place, family, name| {
        all.push(Mention { place: place.clone(), family, name: name.clone() });
    });
    all
}

/// Gives a name another one, wherever it is mentioned.
pub(super) fn rename(document: &mut Json, family: Family, old: &str, new: &str) {
    walk(document, &mut |_, of, name| {
        if of == family && name == old {
            new.clone_into(name);
        }
    });
}

/// Names that are declared: of every thing of this family, in the order of the document.
pub fn names_of(document: &Json, family: Family) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    for root in [Place::default(), Place::flow()] {
        declared(document, &root, &mut |shape, place, json| {
            if Family::of(shape) == Some(family)
                && let Some(id) = json["id"].as_str()
            {
                found.push((id.to_owned(), place.clone()));
            }
        });
    }
    found
}

/// Every thing at and inside a place, each before what it holds.
pub(super) fn declared(document: &Json, place: &Place, found: &mut impl FnMut(Shape, &Place, &Json)) {
    let (shape, at, rest) = Shape::at(document, place);
    let Some(json) = at.get(document).filter(|_| rest.is_none()) else { return };
    found(shape, &at, json);
    for list in shape.lists(json) {
        for n in 0..json[list.key].as_array().map_or(0, Vec::len) {
            declared(document, &at.key(list.key).index(n), found);
        }
    }
}

type Visit<'v> = dyn FnMut(&Place, Family, &mut String) + 'v;

fn walk(document: &mut Json, visit: &mut Visit) {
    for (key, place) in [("form", Place::default()), ("flow", Place::flow())] {
        if let Some(inside) = document.get_mut(key) {
            step(inside, &place, visit);
        }
    }
}

fn step(json: &mut Json, place: &Place, visit: &mut Visit) {
    match json {
        Json::Object(map) => object(map, place, visit),
        Json::Array(all) => {
            for (n, inside) in all.iter_mut().enumerate() {
                step(inside, &place.index(n), visit);
            }
        }
        _ => {}
    }
}

fn object(map: &mut Map<String, Json>, place: &Place, visit: &mut Visit) {
    for (key, value) in map {
        let here = place.key(key);
        match (key.as_str(), &mut *value) {
            ("field" | "parent" | "result", Json::String(name)) => visit(place, Family::Field, name),
            ("list", Json::String(name)) => visit(place, Family::List, name),
            ("param", Json::String(name)) => visit(place, Family::Param, name),
            ("role", Json::String(name)) => visit(place, Family::Role, name),
            ("document", Json::String(name)) => visit(place, Family::Document, name),
            ("to" | "paid" | "start" | "go", Json::String(name)) => visit(place, Family::Step, name),
            ("to" | "who" | "visible_to", Json::Array(all)) => each(all, place, Family::Role, visit),
            ("steps", Json::Array(all)) if all.iter().all(Json::is_string) => {
                each(all, place, Family::Step, visit);
            }
            ("fields", Json::Array(all)) if all.iter().all(Json::is_string) => {
                each(all, place, Family::Field, visit);
            }
            ("attach", Json::Array(all)) => {
                each(all, place, Family::Document, visit);
                each(all, place, Family::Field, visit);
            }
            ("col" | "any_row" | "all_rows", Json::Array(all)) => {
                if let Some(Json::String(name)) = all.first_mut() {
                    visit(place, Family::Field, name);
                }
                for inside in all.iter_mut().skip(1) {
                    step(inside, &here, visit);
                }
            }
            // Texts in easy language, by name of their question.
            ("items", Json::Object(texts)) => {
                *texts = std::mem::take(texts)
                    .into_iter()
                    .map(|(mut name, mut text)| {
                        visit(&here, Family::Field, &mut name);
                        step(&mut text, &here.key(&name), visit);
                        (name, text)
                    })
                    .collect();
            }
            // Rows of a list are data.
            ("rows", _) => {}
            (key, Json::String(text)) if TEXTS.contains(&key) => in_text(text, &here, visit),
            (_, other) => step(other, &here, visit),
        }
    }
}

fn each(all: &mut [Json], place: &Place, family: Family, visit: &mut Visit) {
    for one in all {
        if let Json::String(name) = one {
            visit(place, family, name);
        }
    }
}

/// `{name}`, `{name.column}` and `{param.name}` in a text.
fn in_text(text: &mut String, place: &Place, visit: &mut Visit) {
    let written = Text(text.clone()).rewrite(|name, column| {
        let (mut first, mut second) = (name.to_string(), column.map(Id::to_string));
        match (name.as_str(), &mut second) {
            ("sys" | "authority", Some(_)) => {}
            ("param", Some(param)) => visit(place, Family::Param, param),
            _ => visit(place, Family::Field, &mut first),
        }
        match second {
            None => format!("{{{first}}}"),
            Some(column) => format!("{{{first}.{column}}}"),
        }
    });
    *text = written;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_changed_wherever_it_is_mentioned() {
        let mut document = json!({ "form": { "pages": [{ "items": [
            { "kind": "text", "id": "b", "label": "Pour {a}, {a.x} et {{a}}", "when": { "eq": [{ "field": "a" }, "a"] } },
            { "kind": "linked_choice", "id": "c", "list": "a", "parent": "a", "column": "a" } ] }] },
            "flow": { "steps": [{ "on_enter": [{ "do": "set", "field": "a", "value": { "count": { "field": "a" } } }] }] } });
        rename(&mut document, Family::Field, "a", "z");
        let items = &document["form"]["pages"][0]["items"];
        assert_eq!(items[0]["label"], "Pour {z}, {z.x} et {{a}}");
        assert_eq!(items[0]["when"], json!({ "eq": [{ "field": "z" }, "a"] }));
        assert_eq!(
            items[1],
            json!({ "kind": "linked_choice", "id": "c", "list": "a", "parent": "z", "column": "a" })
        );
        let action = &document["flow"]["steps"][0]["on_enter"][0];
        assert_eq!(action, &json!({ "do": "set", "field": "z", "value": { "count": { "field": "z" } } }));
        let places: Vec<String> = mentions(&document)
            .into_iter()
            .filter(|of| of.family == Family::Field)
            .map(|of| of.place.to_string())
            .collect();
        assert_eq!(places[0], "pages[0].items[0].label");
        assert!(places.contains(&"flow.steps[0].on_enter[0].value.count".to_owned()), "{places:?}");
    }
}
