//! The operations: save the properties of a thing, add, move, copy, delete, rename. Each gives a whole document, read strictly.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::blank::blank;
use super::names::{self, Family, Mention, declared};
use super::place::{Place, Seg};
use super::shape::{Control, Prop, Shape};
use super::typed::{self, Fault};
use crate::Id;
use crate::model::{Flow, Form, ReadError};

/// A form and its workflow while they are edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub form: Form,
    pub flow: Flow,
}

/// Why an operation is refused: nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing stands at this place, or not a thing that this operation takes.
    #[error("nothing to edit at this place")]
    NoSuchPlace,
    /// Values that are not taken, by key of the property.
    #[error("{} values are not taken", .0.len())]
    Faults(Vec<(String, Fault)>),
    /// The result is no form or workflow.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
}

impl Work {
    pub fn new(form: Form, flow: Flow) -> Self {
        Self { form, flow }
    }

    /// `{"form": …, "flow": …}`
    pub fn document(&self) -> Json {
        json!({ "form": self.form, "flow": self.flow })
    }

    pub(super) fn read(document: &Json) -> Result<Self, ReadError> {
        let form = Form::from_json(&document["form"].to_string())?;
        let flow = Flow::from_json(&document["flow"].to_string()).map_err(|error| ReadError {
            path: if error.path == "." { "flow".to_owned() } else { format!("flow.{}", error.path) },
            what: error.what,
        })?;
        Ok(Self { form, flow })
    }

    /// Saves the properties that were typed, by key. A new name is changed wherever the old one is mentioned.
    pub fn save(&self, place: &Place, typed: &BTreeMap<String, String>) -> Result<Self, Refused> {
        let mut document = self.document();
        let (shape, at, _) = Shape::at(&document, place);
        let thing = at.get(&document).filter(|_| at == *place).ok_or(Refused::NoSuchPlace)?.clone();
        let props = shape.props(&thing);
        let (mut changed, mut faults) = (thing.clone(), Vec::new());
        for prop in props.iter().filter(|prop| typed.contains_key(prop.key)) {
            match typed::read(prop, &typed[prop.key]) {
                Ok(value) => typed::put(&mut changed, prop.key, value),
                Err(fault) => faults.push((prop.key.to_owned(), fault)),
            }
        }
        let id = |json: &Json| json["id"].as_str().unwrap_or_default().to_owned();
        let (old, new) = (id(&thing), id(&changed));
        let family = Family::of(shape).filter(|_| old != new);
        if let Some(family) = family
            && names::names_of(&document, family).iter().any(|(taken, of)| *taken == new && of != place)
        {
            faults.push(("id".to_owned(), Fault::Taken(new.clone())));
        }
        if !faults.is_empty() {
            return Err(Refused::Faults(faults));
        }
        *place.get_mut(&mut document).ok_or(Refused::NoSuchPlace)? = changed;
        // Only where the old name is not also that of something else that stays.
        if let Some(family) = family
            && names::names_of(&document, family).iter().all(|(other, _)| *other != old)
        {
            names::rename(&mut document, family, &old, &new);
        }
        if shape == Shape::Page && old != new {
            rename_easy_title(&mut document, &old, &new);
        }
        Self::read(&document).map_err(|error| at_prop(error, place, &props))
    }

    /// Puts one value at a property: a condition from its own page. `None` takes it away.
    pub fn put(&self, place: &Place, key: &str, value: Option<Json>) -> Result<Self, Refused> {
        let mut document = self.document();
        let thing = place.get_mut(&mut document).filter(|of| of.is_object()).ok_or(Refused::NoSuchPlace)?;
        typed::put(thing, key, value);
        Ok(Self::read(&document)?)
    }

    /// Adds a thing at the end of a list, and gives its place. `sort` is the kind of an item or what an action does; `label` its
    /// first words, from which a name is made.
    pub fn add(&self, list: &Place, sort: &str, label: &str) -> Result<(Self, Place), Refused> {
        let mut document = self.document();
        let shape = list_shape(&document, list)?;
        let mut thing = blank(shape, sort, label);
        if let Some(id) = free_id(&document, shape, list, label) {
            thing.insert("id".to_owned(), json!(id));
        }
        if shape == Shape::Transition || shape == Shape::Event || shape == Shape::Step {
            parties(&mut thing, &document);
        }
        let n = push(&mut document, list, Json::Object(thing))?;
        Ok((Self::read(&document)?, list.index(n)))
    }

    /// Takes a thing away. What mentioned it stays, and the publication checks say so.
    pub fn remove(&self, place: &Place) -> Result<Self, Refused> {
        let mut document = self.document();
        take(&mut document, place)?;
        let kept = |family| {
            names::names_of(&document, family).into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>()
        };
        let (fields, pages) = (kept(Family::Field), page_names(&document));
        for (key, kept) in [("items", &fields), ("pages", &pages)] {
            if let Some(texts) =
                document.pointer_mut(&format!("/form/easy/{key}")).and_then(Json::as_object_mut)
            {
                texts.retain(|name, _| kept.contains(name));
            }
        }
        Ok(Self::read(&document)?)
    }

    /// What mentions the things at and inside this place, from outside it: what a deletion would leave hanging.
    pub fn left_hanging(&self, place: &Place) -> Vec<Mention> {
        let document = self.document();
        let mut gone: BTreeSet<(Family, String)> = BTreeSet::new();
        declared(&document, place, &mut |shape, _, json| {
            if let (Some(family), Some(id)) = (Family::of(shape), json["id"].as_str()) {
                gone.insert((family, id.to_owned()));
            }
        });
        // Its words in easy language go with it.
        let easy = Place::default().key("easy");
        let outside = names::mentions(&document)
            .into_iter()
            .filter(|of| !place.holds(&of.place) && of.place != easy.key("items"));
        outside.filter(|of| gone.contains(&(of.family, of.name.clone()))).collect()
    }

    /// Moves a thing one rank up or down in its list, and gives its new place; at the end of the list it stays.
    pub fn shift(&self, place: &Place, down: bool) -> Result<(Self, Place), Refused> {
        let mut document = self.document();
        let (list, n) = place.in_list().ok_or(Refused::NoSuchPlace)?;
        let all = list.get_mut(&mut document).and_then(Json::as_array_mut).ok_or(Refused::NoSuchPlace)?;
        let to = if down { n + 1 } else { n.saturating_sub(1) };
        if n >= all.len() {
            return Err(Refused::NoSuchPlace);
        }
        let to = to.min(all.len() - 1);
        all.swap(n, to);
        Ok((Self::read(&document)?, list.index(to)))
    }

    /// Moves a thing to the end of another list of the same kind of thing, and gives its new place.
    pub fn relocate(&self, place: &Place, list: &Place) -> Result<(Self, Place), Refused> {
        let mut document = self.document();
        let (shape, at, rest) = Shape::at(&document, place);
        if place.holds(list) || at != *place || rest.is_some() || list_shape(&document, list)? != shape {
            return Err(Refused::NoSuchPlace);
        }
        let thing = place.get(&document).ok_or(Refused::NoSuchPlace)?.clone();
        let end = push(&mut document, list, thing)?;
        take(&mut document, place)?;
        let same = place.in_list().is_some_and(|(own, _)| own == *list);
        let to = shifted(list, place).index(if same { end - 1 } else { end });
        Ok((Self::read(&document)?, to))
    }

    /// Makes an item of another kind, or an action do something else; what both have stays.
    pub fn set_sort(&self, place: &Place, sort: &str) -> Result<Self, Refused> {
        let mut document = self.document();
        let (shape, at, rest) = Shape::at(&document, place);
        let tag = match shape {
            Shape::Item if super::KINDS.contains(&sort) => "kind",
            Shape::Action if super::ACTIONS.contains(&sort) => "do",
            _ => return Err(Refused::NoSuchPlace),
        };
        let thing = at.get_mut(&mut document).filter(|_| at == *place && rest.is_none());
        let Some(Json::Object(old)) = thing else { return Err(Refused::NoSuchPlace) };
        let mut new = blank(shape, sort, "");
        let kept = Json::Object(new.clone());
        let roots = |prop: Prop| prop.key.split('.').next().unwrap_or(prop.key);
        let known: BTreeSet<&str> = shape.props(&kept).into_iter().map(roots).collect();
        let lists: BTreeSet<&str> = shape.lists(&kept).iter().map(|list| list.key).collect();
        for (key, value) in std::mem::take(old) {
            // `min` of a number is a term, that of a choice a count: what another kind reads otherwise does not stay.
            let fits = key != "min" && key != "max" && key != "type" && key != "display";
            if key != tag && (known.contains(key.as_str()) && fits || lists.contains(key.as_str())) {
                new.insert(key, value);
            }
        }
        *old = new;
        Ok(Self::read(&document)?)
    }
}

/// An error of the strict reader, next to the property it is about where that can be said.
fn at_prop(error: ReadError, place: &Place, props: &[Prop]) -> Refused {
    let path = error.path.clone();
    let inside = path.strip_prefix(&place.to_string()).unwrap_or_default().trim_start_matches('.');
    let found = props.iter().find(|prop| {
        let root = prop.key.split('.').next().unwrap_or(prop.key);
        inside.starts_with(prop.key) || (!root.is_empty() && inside.starts_with(root))
    });
    match found {
        Some(prop) => Refused::Faults(vec![(prop.key.to_owned(), Fault::Refused(error.what))]),
        None => Refused::Unreadable(error),
    }
}

/// What a list is a list of.
pub(super) fn list_shape(document: &Json, list: &Place) -> Result<Shape, Refused> {
    let Some((Seg::Key(key), around)) = list.0.split_last() else { return Err(Refused::NoSuchPlace) };
    let around = Place(around.to_vec());
    let (shape, at, rest) = Shape::at(document, &around);
    let json = at.get(document).filter(|_| at == around && rest.is_none()).ok_or(Refused::NoSuchPlace)?;
    shape.lists(json).iter().find(|of| of.key == key).map(|of| of.of).ok_or(Refused::NoSuchPlace)
}

fn push(document: &mut Json, list: &Place, thing: Json) -> Result<usize, Refused> {
    let Some((Seg::Key(key), around)) = list.0.split_last() else { return Err(Refused::NoSuchPlace) };
    let around = Place(around.to_vec()).get_mut(document).and_then(Json::as_object_mut);
    let all = around.ok_or(Refused::NoSuchPlace)?.entry(key.clone()).or_insert_with(|| json!([]));
    let all = all.as_array_mut().ok_or(Refused::NoSuchPlace)?;
    all.push(thing);
    Ok(all.len() - 1)
}

fn take(document: &mut Json, place: &Place) -> Result<Json, Refused> {
    let (list, n) = place.in_list().ok_or(Refused::NoSuchPlace)?;
    list_shape(document, &list)?;
    let all = list.get_mut(document).and_then(Json::as_array_mut).ok_or(Refused::NoSuchPlace)?;
    if n < all.len() { Ok(all.remove(n)) } else { Err(Refused::NoSuchPlace) }
}

/// A page’s title in easy language follows its name.
fn rename_easy_title(document: &mut Json, old: &str, new: &str) {
    if let Some(Json::Object(titles)) = document.pointer_mut("/form/easy/pages")
        && let Some(title) = titles.remove(old)
    {
        titles.insert(new.to_owned(), title);
    }
}

fn page_names(document: &Json) -> BTreeSet<String> {
    let pages = document["form"]["pages"].as_array().into_iter().flatten();
    pages.filter_map(|page| page["id"].as_str().map(str::to_owned)).collect()
}

/// A place, once what stood at `gone` has left.
fn shifted(place: &Place, gone: &Place) -> Place {
    let Some((list, n)) = gone.in_list() else { return place.clone() };
    let mut place = place.clone();
    if list.holds(&place)
        && let Some(Seg::Index(at)) = place.0.get_mut(list.0.len())
        && *at > n
    {
        *at -= 1;
    }
    place
}

/// A new button is for the first role of the workflow, if there is one.
fn parties(thing: &mut Map<String, Json>, document: &Json) {
    if let (Some(who), Some(role)) = (thing.get_mut("who"), document["flow"]["roles"][0]["id"].as_str())
        && who.as_array().is_some_and(Vec::is_empty)
    {
        *who = json!([role]);
    }
}

/// A free name made of the first words, where the shape has one.
fn free_id(document: &Json, shape: Shape, list: &Place, label: &str) -> Option<String> {
    let has = shape.props(&Json::Null).iter().any(|prop| prop.key == "id" && prop.control == Control::Name);
    if !has && shape != Shape::Option {
        return None;
    }
    let base = Id::of_words(label, shape.key()).to_string();
    let siblings = || list.get(document).and_then(Json::as_array).into_iter().flatten();
    let taken: BTreeSet<String> = match Family::of(shape) {
        Some(family) => names::names_of(document, family).into_iter().map(|(name, _)| name).collect(),
        None => siblings().filter_map(|of| of["id"].as_str().map(str::to_owned)).collect(),
    };
    if taken.contains(&base) { Some(fresh(&base, |name| taken.contains(name))) } else { Some(base) }
}

/// `nom` → `nom_2`, or the first number that is free.
pub(super) fn fresh(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let stem = match name.rsplit_once('_') {
        Some((stem, digits)) if !stem.is_empty() && digits.parse::<u32>().is_ok() => stem,
        _ => name,
    };
    let stem: String = stem.chars().take(Id::MAX_LEN - 8).collect();
    let tries = (2..).map(|n: u32| format!("{stem}_{n}"));
    tries.into_iter().find(|name| !taken(name)).unwrap_or_default()
}
