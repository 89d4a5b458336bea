//! What changed for people between two revisions of a form, question by question.

use beffroi_forms::model::{Form, Item, Kind};
use beffroi_web::Ctx;

/// A question that is not asked as before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Part of a text key: `added`, `removed`, `reworded`, `required`, `optional`, `options`, `changed`.
    pub what: &'static str,
    /// The question, as the newer revision words it.
    pub label: String,
}

impl Change {
    pub(crate) fn words(&self, ctx: &Ctx) -> String {
        let key = format!("procedures-paper-change-{}", self.what);
        ctx.app().texts().get(ctx.lang(), &key, &[("label", self.label.as_str().into())]).0
    }
}

/// Every change, in the order of the newer form, what was removed last. One line a question: the weightiest change.
pub(crate) fn changes(old: &Form, new: &Form) -> Vec<Change> {
    let (before, after) = (questions(old), questions(new));
    let mut changes = Vec::new();
    for item in &after {
        let known = before.iter().find(|of| of.id == item.id);
        let what = match known {
            None => Some("added"),
            Some(known) => changed(known, item),
        };
        if let Some(what) = what {
            changes.push(Change { what, label: item.label.as_str().to_owned() });
        }
    }
    for item in before.iter().filter(|of| after.iter().all(|other| other.id != of.id)) {
        changes.push(Change { what: "removed", label: item.label.as_str().to_owned() });
    }
    changes
}

fn changed(old: &Item, new: &Item) -> Option<&'static str> {
    let options = |kind: &Kind| match kind {
        Kind::Choice { options, list, .. } | Kind::Choices { options, list, .. } => {
            Some((options.clone(), list.clone()))
        }
        _ => None,
    };
    if old.required != new.required {
        Some(if new.required { "required" } else { "optional" })
    } else if old.kind.name() != new.kind.name() || old.when != new.when {
        Some("changed")
    } else if options(&old.kind) != options(&new.kind) {
        Some("options")
    } else if old.kind != new.kind && old.kind.children().is_empty() {
        Some("changed")
    } else if old.label != new.label || old.help != new.help {
        Some("reworded")
    } else {
        None
    }
}

/// The inputs of a form, wherever they lie.
fn questions(form: &Form) -> Vec<&Item> {
    fn walk<'f>(items: &'f [Item], found: &mut Vec<&'f Item>) {
        for item in items {
            if item.kind.is_input() && !matches!(item.kind, Kind::Computed { .. }) {
                found.push(item);
            }
            walk(item.kind.children(), found);
        }
    }
    let mut found = Vec::new();
    for page in &form.pages {
        walk(&page.items, &mut found);
    }
    found
}

#[cfg(test)]
mod tests {
    use beffroi_forms::Id;
    use beffroi_forms::model::Page;

    use super::*;

    fn form(items: Vec<Item>) -> Form {
        let mut form = Form::new(Id::new("essai").expect("a name"), "fr");
        let id = Id::new("p").expect("a name");
        form.pages.push(Page { id, title: "P".into(), when: None, items, require: Vec::new(), note: None });
        form
    }

    fn question(id: &str, label: &str, required: bool) -> Item {
        Item { required, ..Item::new(Id::new(id).expect("a name"), Kind::Email {}, label) }
    }

    #[test]
    fn each_question_that_changed_is_told_once() {
        let old = form(vec![question("a", "A", false), question("b", "B", false), question("c", "C", true)]);
        let new = form(vec![
            question("a", "A", true),
            question("c", "C’est autrement", true),
            question("d", "D", false),
        ]);
        let told: Vec<_> = changes(&old, &new).into_iter().map(|of| (of.what, of.label)).collect();
        let expected = [("required", "A"), ("reworded", "C’est autrement"), ("added", "D"), ("removed", "B")];
        assert_eq!(told, expected.map(|(what, label)| (what, label.to_owned())));
        assert_eq!(changes(&new, &new), []);
    }
}
