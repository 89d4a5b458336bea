//! Two revisions compared: what was added, removed, moved, and which properties changed, in words.
//!
//! Things that have a name are followed by it wherever they went; those without (paragraphs, actions, rules) by what they say.
//! The comparison is symmetric: read the other way round, added is removed and before is after.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::Id;
use crate::cond::{Cond, Labels, Term};
use crate::edit::{Control, Place, Prop, Shape, Work, at, show};
use crate::model::{EasyText, Form, Item, Kind};

/// What happened to a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub shape: Shape,
    /// Kind of an item, what an action does; empty for others.
    pub sort: String,
    /// Its first words.
    pub title: String,
    /// Where it stands in the newer revision, or stood in the older one.
    pub place: Place,
    pub what: What,
}

/// How.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Added,
    Removed,
    /// Into another thing: titles of both.
    Moved {
        from: String,
        to: String,
    },
    Changed(Vec<PropChange>),
    /// The same things stand in another order: their titles.
    Reordered {
        list: &'static str,
        before: Vec<String>,
        after: Vec<String>,
    },
}

/// A property before and after, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropChange {
    pub key: &'static str,
    pub before: String,
    pub after: String,
}

/// Compares two revisions; changes in the order of the newer one, then what is gone.
pub fn compare(old: &Work, new: &Work) -> Vec<Change> {
    let mut comparison = Comparison { old: Side::new(old), new: Side::new(new), found: Vec::new() };
    for root in [Place::default(), Place::flow()] {
        comparison.thing(&root, &root);
    }
    comparison.named();
    comparison.easy(&old.form, &new.form);
    comparison.found
}

/// A name, told from the same name elsewhere.
type Key = (Shape, String, usize);

struct Side {
    document: Json,
    labels: Known,
    named: BTreeMap<Key, Place>,
    order: Vec<Key>,
}

impl Side {
    fn new(work: &Work) -> Self {
        let document = work.document();
        let mut side = Self { labels: Known::new(work), named: BTreeMap::new(), order: Vec::new(), document };
        for root in [Place::default(), Place::flow()] {
            side.add(&root);
        }
        side
    }

    fn add(&mut self, place: &Place) {
        let (shape, _, _) = Shape::at(&self.document, place);
        let json = place.get(&self.document).cloned().unwrap_or_default();
        for list in shape.lists(&json) {
            for n in 0..json[list.key].as_array().map_or(0, Vec::len) {
                let place = place.key(list.key).index(n);
                if is_followed(list.of) {
                    let id = json[list.key][n]["id"].as_str().unwrap_or_default().to_owned();
                    let nth = self.order.iter().filter(|key| key.0 == list.of && key.1 == id).count();
                    let key = (list.of, id, nth);
                    self.named.insert(key.clone(), place.clone());
                    self.order.push(key);
                }
                self.add(&place);
            }
        }
    }

    fn json(&self, place: &Place) -> &Json {
        place.get(&self.document).unwrap_or(&Json::Null)
    }

    /// The name and title of what stands around a thing.
    fn around(&self, place: &Place) -> (String, String) {
        let around = place.around().unwrap_or_default();
        let json = self.json(&around);
        let name = json["id"].as_str().map_or_else(|| around.to_string(), str::to_owned);
        (name, title(json))
    }

    fn change(&self, place: &Place, what: What) -> Change {
        let (shape, _, _) = Shape::at(&self.document, place);
        let json = self.json(place);
        let sort = shape.sort(json).unwrap_or_default().to_owned();
        Change { shape, sort, title: title(json), place: place.clone(), what }
    }
}

/// Things followed by their name through the whole document.
fn is_followed(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::Page
            | Shape::Item
            | Shape::List
            | Shape::Param
            | Shape::Document
            | Shape::Role
            | Shape::Step
            | Shape::Global
    )
}

struct Comparison {
    old: Side,
    new: Side,
    found: Vec<Change>,
}

impl Comparison {
    /// Everything that has a name.
    fn named(&mut self) {
        for key in self.new.order.clone() {
            let place = self.new.named[&key].clone();
            let Some(before) = self.old.named.get(&key).cloned() else {
                self.found.push(self.new.change(&place, What::Added));
                continue;
            };
            let (from, to) = (self.old.around(&before), self.new.around(&place));
            if from.0 != to.0 {
                self.found.push(self.new.change(&place, What::Moved { from: from.1, to: to.1 }));
            }
            self.thing(&before, &place);
        }
        for key in &self.old.order {
            if !self.new.named.contains_key(key) {
                self.found.push(self.old.change(&self.old.named[key], What::Removed));
            }
        }
    }

    /// Words in easy language, question by question.
    fn easy(&mut self, old: &Form, new: &Form) {
        let (a, b) = (&old.easy, &new.easy);
        let texts = |key: &'static str, before: &str, after: &str| {
            let (before, after) = (before.to_owned(), after.to_owned());
            (before != after).then_some(PropChange { key, before, after })
        };
        let whole = [
            texts("easy.title", &a.title, &b.title),
            texts("easy.description", &a.description, &b.description),
            texts("easy.confirmation", a.confirmation.as_str(), b.confirmation.as_str()),
        ];
        self.easy_change(Shape::Form, "", whole.into_iter().flatten().collect());
        for (shape, a, b) in [(Shape::Page, &a.pages, &b.pages), (Shape::Item, &a.items, &b.items)] {
            let ids: BTreeSet<&Id> = a.keys().chain(b.keys()).collect();
            for id in ids {
                let of = |all: &BTreeMap<Id, EasyText>| all.get(id).cloned().unwrap_or_default();
                let (before, after) = (of(a), of(b));
                let both = [
                    texts("easy.label", before.label.as_str(), after.label.as_str()),
                    texts("easy.help", before.help.as_str(), after.help.as_str()),
                ];
                self.easy_change(shape, id, both.into_iter().flatten().collect());
            }
        }
    }

    fn easy_change(&mut self, shape: Shape, title: &str, props: Vec<PropChange>) {
        if !props.is_empty() {
            let (title, what) = (title.to_owned(), What::Changed(props));
            let place = Place::default().key("easy");
            self.found.push(Change { shape, sort: String::new(), title, place, what });
        }
    }

    /// One thing on both sides: its properties, and the lists in it.
    fn thing(&mut self, old: &Place, new: &Place) {
        let (shape, _, _) = Shape::at(&self.new.document, new);
        let (a, b) = (self.old.json(old).clone(), self.new.json(new).clone());
        let (old_props, new_props) = (shape.props(&a), shape.props(&b));
        let of = |props: &[Prop], key: &str| props.iter().find(|prop| prop.key == key).copied();
        let mut props = new_props.clone();
        props.extend(old_props.iter().filter(|prop| of(&new_props, prop.key).is_none()));
        let mut changed = Vec::new();
        if shape.sort(&a) != shape.sort(&b) {
            let sort = |json: &Json| shape.sort(json).unwrap_or_default().to_owned();
            changed.push(PropChange { key: "sort", before: sort(&a), after: sort(&b) });
        }
        for prop in props {
            let (before, after) = (at(&a, prop.key), at(&b, prop.key));
            if before != after {
                // A property that both kinds have may be typed otherwise in each.
                let was = of(&old_props, prop.key).unwrap_or(prop);
                let (before, after) = (self.old.labels.say(&was, before), self.new.labels.say(&prop, after));
                changed.push(PropChange { key: prop.key, before, after });
            }
        }
        if !changed.is_empty() {
            self.found.push(self.new.change(new, What::Changed(changed)));
        }
        let keys = shape.lists(&b).iter().chain(shape.lists(&a));
        let mut seen = Vec::new();
        for list in keys {
            if !seen.contains(&list.key) {
                seen.push(list.key);
                self.list(old, new, list.key, list.of);
            }
        }
    }

    /// A list on both sides.
    fn list(&mut self, old: &Place, new: &Place, key: &'static str, of: Shape) {
        let side = |side: &Side, place: &Place| -> Vec<Json> {
            side.json(place)[key].as_array().cloned().unwrap_or_default()
        };
        let (a, b) = (side(&self.old, old), side(&self.new, new));
        let (a_names, b_names) = (numbered(of, &a), numbered(of, &b));
        let common = |names: &[String], others: &[String]| -> Vec<String> {
            names.iter().filter(|name| others.contains(name)).cloned().collect()
        };
        if common(&a_names, &b_names) != common(&b_names, &a_names) {
            let titles = |things: &[Json]| things.iter().map(title).collect();
            let what = What::Reordered { list: key, before: titles(&a), after: titles(&b) };
            self.found.push(self.new.change(new, what));
        }
        if is_followed(of) {
            return;
        }
        let left = |names: &[String], others: &[String]| -> Vec<usize> {
            (0..names.len()).filter(|n| !others.contains(&names[*n])).collect()
        };
        for (n, name) in b_names.iter().enumerate() {
            if let Some(m) = a_names.iter().position(|other| other == name) {
                self.thing(&old.key(key).index(m), &new.key(key).index(n));
            }
        }
        let (gone, come) = (left(&a_names, &b_names), left(&b_names, &a_names));
        // What has no name and says something else is the same thing changed, as far as numbers go.
        let pairs = if has_id(of) { 0 } else { gone.len().min(come.len()) };
        for (m, n) in gone.iter().zip(&come).take(pairs) {
            self.thing(&old.key(key).index(*m), &new.key(key).index(*n));
        }
        for n in &come[pairs..] {
            self.found.push(self.new.change(&new.key(key).index(*n), What::Added));
        }
        for m in &gone[pairs..] {
            self.found.push(self.old.change(&old.key(key).index(*m), What::Removed));
        }
    }
}

fn has_id(shape: Shape) -> bool {
    matches!(shape, Shape::Option | Shape::Transition | Shape::Event) || is_followed(shape)
}

/// What tells the things of a list apart: the name, or all that they say; equal ones are numbered.
fn numbered(shape: Shape, things: &[Json]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |json: &Json| match json["id"].as_str().filter(|_| has_id(shape)) {
        Some(id) => id.to_owned(),
        None => json.to_string(),
    };
    let number = |json: &Json| {
        let name = name(json);
        let n = seen.entry(name.clone()).or_default();
        *n += 1;
        format!("{name}#{n}")
    };
    things.iter().map(number).collect()
}

/// The first words of a thing.
pub fn title(json: &Json) -> String {
    let keys = ["title", "label", "name", "else", "text", "subject", "id", "at"];
    let meta = json["meta"]["title"].as_str();
    let words = meta
        .or_else(|| keys.iter().filter_map(|key| json[*key].as_str()).find(|text| !text.trim().is_empty()));
    let line = words.unwrap_or_default().lines().next().unwrap_or_default();
    let mut short: String = line.chars().take(90).collect();
    if line.chars().count() > 90 {
        short.push('…');
    }
    short
}

/// Questions and options by name: what conditions are said with.
#[derive(Clone, Debug, Default)]
pub struct Known {
    fields: BTreeMap<Id, (String, BTreeMap<String, String>)>,
}

impl Known {
    pub fn new(work: &Work) -> Self {
        let mut known = Self::default();
        for page in &work.form.pages {
            known.add(&page.items, work);
        }
        for (_, items) in crate::compiled::flow_items(&work.flow) {
            known.add(items, work);
        }
        known
    }

    fn add(&mut self, items: &[Item], work: &Work) {
        for item in items {
            let label = item.label.as_str().lines().next().unwrap_or_default();
            let label = if label.is_empty() { item.id.to_string() } else { label.to_owned() };
            self.fields.insert(item.id.clone(), (label, options(&item.kind, work)));
            self.add(item.kind.children(), work);
        }
    }

    /// Options of a field: identifier and label.
    pub fn options(&self, field: &str) -> Vec<(String, String)> {
        let found = self.fields.get(field).into_iter().flat_map(|(_, options)| options);
        found.map(|(id, label)| (id.clone(), label.clone())).collect()
    }

    /// A property in words: a condition and a calculation as a sentence, everything else as it is typed.
    pub fn say(&self, prop: &Prop, json: &Json) -> String {
        match prop.control {
            _ if json.is_null() => String::new(),
            Control::Cond | Control::NeededCond => serde_json::from_value::<Cond>(json.clone())
                .map_or_else(|_| json.to_string(), |cond| cond.sentence(self)),
            Control::Term | Control::NeededTerm => serde_json::from_value::<Term>(json.clone())
                .map_or_else(|_| json.to_string(), |term| term.words(self)),
            _ => show(prop, json),
        }
    }
}

fn options(kind: &Kind, work: &Work) -> BTreeMap<String, String> {
    let Some((list, own)) = crate::compiled::options_of(kind) else { return BTreeMap::new() };
    let mut all: BTreeMap<String, String> =
        own.iter().map(|option| (option.id.clone(), option.label.0.clone())).collect();
    let list = list.and_then(|id| work.form.lists.iter().find(|list| list.id == *id));
    if let Some(list) = list {
        let column = |name: &str| list.columns.iter().position(|column| *column == name);
        if let (Some(id), Some(label)) = (column("id"), column("label")) {
            let cell = |row: &Vec<String>| Some((row.get(id)?.clone(), row.get(label)?.clone()));
            all.extend(list.rows.iter().filter_map(cell));
        }
    }
    all
}

impl Labels for Known {
    fn field(&self, id: &Id) -> String {
        self.fields.get(id).map_or_else(|| id.to_string(), |(label, _)| label.clone())
    }

    fn option(&self, field: &Id, option: &str) -> String {
        let known = self.fields.get(field).and_then(|(_, options)| options.get(option));
        known.cloned().unwrap_or_else(|| option.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Flow, Form};

    fn work(items: &str) -> Work {
        let form = format!(
            r#"{{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{{"id":"a","title":"Vous","items":[{items}]}}]}}"#
        );
        let flow = r#"{"beffroi_flow":1,"id":"f","revision":1,"roles":[],"start":"s","steps":[{"id":"s","name":"S","public":"filed"}]}"#;
        Work::new(Form::from_json(&form).unwrap(), Flow::from_json(flow).unwrap())
    }

    #[test]
    fn a_changed_condition_is_told_as_two_sentences() {
        let choice =
            r#"{"kind":"choice","id":"q","label":"Vous êtes","options":[{"id":"a","label":"Autre"}]},"#;
        let old = work(&format!(r#"{choice}{{"kind":"text","id":"t","label":"Précisez"}}"#));
        let new = work(&format!(
            r#"{choice}{{"kind":"text","id":"t","label":"Précisez","when":{{"eq":[{{"field":"q"}},"a"]}}}}"#
        ));
        let found = compare(&old, &new);
        let [Change { what: What::Changed(props), title, .. }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(title, "Précisez");
        assert_eq!(
            props.as_slice(),
            [PropChange {
                key: "when",
                before: String::new(),
                after: "« Vous êtes » est « Autre »".to_owned()
            }]
        );
        assert_eq!(compare(&new, &new), []);
    }
}
