//! A thing copied right after itself, under names of its own.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::names::{self, Family, declared};
use super::ops::{Refused, Work, fresh, list_shape};
use super::place::{Place, Seg};
use super::shape::Shape;

/// Names of one family, or of things that belong to none.
type Taken = BTreeSet<(Option<Family>, String)>;

impl Work {
    /// Copies a thing right after itself under new names, and gives the copy's place. Inside the copy, its own things are meant.
    pub fn copy(&self, place: &Place) -> Result<(Self, Place), Refused> {
        let mut document = self.document();
        let (list, n) = place.in_list().ok_or(Refused::NoSuchPlace)?;
        let shape = list_shape(&document, &list)?;
        let thing = match shape {
            Shape::Option => option(&document, place, &list)?,
            _ => renamed(&document, place)?,
        };
        let all = list.get_mut(&mut document).and_then(Json::as_array_mut).ok_or(Refused::NoSuchPlace)?;
        all.insert(n + 1, thing);
        Ok((Self::read(&document)?, list.index(n + 1)))
    }
}

/// An option's code is free among those of its question.
fn option(document: &Json, place: &Place, list: &Place) -> Result<Json, Refused> {
    let mut thing = place.get(document).ok_or(Refused::NoSuchPlace)?.clone();
    let siblings = list.get(document).and_then(Json::as_array).into_iter().flatten();
    let taken: BTreeSet<&str> = siblings.filter_map(|of| of["id"].as_str()).collect();
    let id = thing["id"].as_str().unwrap_or_default().to_owned();
    thing["id"] = json!(fresh(&id, |name| taken.contains(name)));
    Ok(thing)
}

/// The thing, everything in it that has a name renamed: alone in a document, so that only its own mentions change.
fn renamed(document: &Json, place: &Place) -> Result<Json, Refused> {
    let (mut taken, mut own) = (Taken::new(), Vec::new());
    for root in [Place::default(), Place::flow()] {
        declared(document, &root, &mut |shape, _, json| {
            if let Some(id) = json["id"].as_str() {
                taken.insert((Family::of(shape), id.to_owned()));
            }
        });
    }
    declared(document, place, &mut |shape, at, json| {
        if let (Some(id), true) = (json["id"].as_str(), shape != Shape::Option) {
            own.push((Family::of(shape), at.clone(), id.to_owned()));
        }
    });
    let root = if place.is_in_flow() { Place::flow() } else { Place::default() };
    let stand = root.key("copied");
    let mut alone = json!({ "form": {}, "flow": {} });
    let holder = root.get_mut(&mut alone).ok_or(Refused::NoSuchPlace)?;
    holder["copied"] = place.get(document).ok_or(Refused::NoSuchPlace)?.clone();
    for (family, at, id) in own {
        let fresh = fresh(&id, |name| taken.contains(&(family, name.to_owned())));
        taken.insert((family, fresh.clone()));
        let inside: Vec<Seg> = stand.0.iter().chain(&at.0[place.0.len()..]).cloned().collect();
        if let Some(thing) = Place(inside).get_mut(&mut alone) {
            thing["id"] = json!(fresh);
        }
        if let Some(family) = family {
            names::rename(&mut alone, family, &id, &fresh);
        }
    }
    Ok(stand.get_mut(&mut alone).ok_or(Refused::NoSuchPlace)?.take())
}
