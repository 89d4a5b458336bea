//! Every word of the authors' workshop that the engine names: shapes, kinds, properties, choices.

use std::collections::{BTreeMap, BTreeSet};

use beffroi_forms::carry;
use beffroi_forms::edit::cond::Verb;
use beffroi_forms::edit::{ACTIONS, Control, KINDS, Shape};
use beffroi_forms::uses::How;
use serde_json::{Value as Json, json};

/// Every thing that can be edited, of every sort.
fn things() -> Vec<(Shape, Json)> {
    let kinds = KINDS.iter().map(|kind| (Shape::Item, json!({ "kind": kind })));
    let actions = ACTIONS.iter().map(|name| (Shape::Action, json!({ "do": name })));
    let others = Shape::ALL.into_iter().filter(|shape| !matches!(shape, Shape::Item | Shape::Action));
    others.map(|shape| (shape, json!({}))).chain(kinds).chain(actions).collect()
}

fn end(key: &str) -> String {
    key.replace(['.', '_'], "-")
}

/// Ends of keys, by family.
pub(crate) fn families() -> BTreeMap<&'static str, BTreeSet<String>> {
    let (mut props, mut words, mut lists) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut word = |key: &str, all: &[&str]| {
        let last = key.rsplit('.').next().unwrap_or(key);
        words.extend(all.iter().map(|word| format!("{}-{}", end(last), end(word))));
    };
    for (shape, json) in things() {
        for prop in shape.props(&json) {
            props.insert(end(prop.key));
            match prop.control {
                Control::OneOf(all) | Control::Maybe(all) => word(prop.key, all),
                Control::Parties => word("party", &["applicant", "system"]),
                Control::Vias => word(prop.key, &["mail", "space", "letter"]),
                Control::OnError => word(prop.key, &["stop", "pass"]),
                _ => {}
            }
        }
        lists.extend(shape.lists(&json).iter().map(|list| end(list.key)));
    }
    word("verb", &Verb::ALL.iter().map(|verb| verb.key()).collect::<Vec<_>>());
    BTreeMap::from([
        ("procedures-author-p-", props),
        ("procedures-author-w-", words),
        ("procedures-author-l-", lists),
        ("procedures-author-k-", KINDS.iter().map(|kind| end(kind)).collect()),
        ("procedures-author-do-", ACTIONS.iter().map(|name| end(name)).collect()),
        ("procedures-author-s-", Shape::ALL.iter().map(|shape| shape.key().to_owned()).collect()),
        ("procedures-author-use-", How::ALL.iter().map(|how| how.key().to_owned()).collect()),
        ("procedures-author-lost-", carry::Why::ALL.iter().map(|why| why.key().to_owned()).collect()),
    ])
}
