//! The table of contents beside a thing's page: pages and questions, or steps and what they offer.

use beffroi_forms::edit::{Place, Shape};
use beffroi_web::Ctx;
use serde_json::Value as Json;

use super::{Bench, words};

/// An entry.
pub(super) struct Entry {
    pub href: String,
    pub title: String,
    pub here: bool,
    /// It has a condition.
    pub when: bool,
    pub inside: Vec<Entry>,
}

/// The entries of a list that are worth one, and what is inside them.
fn entries(ctx: &Ctx, bench: &Bench, here: &Place, around: &Place, key: &str) -> Vec<Entry> {
    let all = around.key(key);
    let n = all.get(&bench.document).and_then(Json::as_array).map_or(0, Vec::len);
    (0..n).map(|n| entry(ctx, bench, here, &all.index(n))).collect()
}

fn entry(ctx: &Ctx, bench: &Bench, here: &Place, place: &Place) -> Entry {
    let (shape, _, _) = Shape::at(&bench.document, place);
    let json = place.get(&bench.document).unwrap_or(&Json::Null);
    let below = match shape {
        Shape::Page | Shape::Item => "items",
        _ => "",
    };
    let inside = if below.is_empty() { Vec::new() } else { entries(ctx, bench, here, place, below) };
    Entry {
        href: bench.href(place),
        title: words::named(ctx, shape, json),
        here: place == here,
        when: json.get("when").is_some(),
        inside,
    }
}

/// A part of the outline: its title and entries.
pub(super) struct Part {
    pub title: String,
    pub href: String,
    pub here: bool,
    pub entries: Vec<Entry>,
}

/// The parts of the form, then those of its workflow.
pub(super) fn parts(ctx: &Ctx, bench: &Bench, here: &Place) -> Vec<Part> {
    let part = |root: Place, keys: &[&str]| {
        let (shape, _, _) = Shape::at(&bench.document, &root);
        let entries = keys.iter().flat_map(|key| entries(ctx, bench, here, &root, key)).collect();
        Part { title: words::sort(ctx, shape, ""), href: bench.href(&root), here: root == *here, entries }
    };
    vec![
        part(Place::default(), &["pages", "lists", "documents", "params"]),
        part(Place::flow(), &["steps", "roles", "fields", "global", "documents", "params"]),
    ]
}
