//! The same form in easy language (*facile à lire et à comprendre*): other words for the same questions, written by people.
//!
//! Rules for writing: Inclusion Europe, *Information for all* (2009). No program makes these texts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::{Form, Item};
use super::json::is_default;
use super::kind::Kind;
use crate::{Id, Text};

/// Texts in easy language. What is absent stays in the usual words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Easy {
    #[serde(skip_serializing_if = "is_default")]
    pub title: String,
    #[serde(skip_serializing_if = "is_default")]
    pub description: String,
    #[serde(skip_serializing_if = "is_default")]
    pub confirmation: Text,
    /// Titles of pages, by name.
    #[serde(skip_serializing_if = "is_default")]
    pub pages: BTreeMap<Id, EasyText>,
    /// Questions and texts, by name.
    #[serde(skip_serializing_if = "is_default")]
    pub items: BTreeMap<Id, EasyText>,
}

/// The words of a page or of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EasyText {
    #[serde(skip_serializing_if = "is_default")]
    pub label: Text,
    #[serde(skip_serializing_if = "is_default")]
    pub help: Text,
}

impl Form {
    /// The form with its texts in easy language; `None` when nobody wrote any.
    pub fn in_easy_language(&self) -> Option<Self> {
        if self.easy == Easy::default() {
            return None;
        }
        let mut form = self.clone();
        let easy = std::mem::take(&mut form.easy);
        replace(&mut form.meta.title, easy.title);
        replace(&mut form.meta.description, easy.description);
        replace(&mut form.meta.confirmation.0, easy.confirmation.0);
        for page in &mut form.pages {
            if let Some(text) = easy.pages.get(&page.id) {
                replace(&mut page.title.0, text.label.0.clone());
            }
            items(&mut page.items, &easy.items);
        }
        Some(form)
    }
}

fn items(all: &mut [Item], easy: &BTreeMap<Id, EasyText>) {
    for item in all {
        if let Some(text) = easy.get(&item.id) {
            replace(&mut item.label.0, text.label.0.clone());
            replace(&mut item.help.0, text.help.0.clone());
        }
        if let Kind::Section { items: inside } | Kind::Block { items: inside, .. } = &mut item.kind {
            items(inside, easy);
        }
    }
}

fn replace(text: &mut String, easy: String) {
    if !easy.trim().is_empty() {
        *text = easy;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_words_stand_for_the_usual_ones_and_the_rest_stays() {
        let form = Form::from_json(
            r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","meta":{"title":"Solliciter"},
              "easy":{"title":"Demander","items":{"a":{"label":"Votre nom"}}},
              "pages":[{"id":"v","title":"Vous","items":[{"kind":"section","id":"s","label":"S","items":[
                {"kind":"text","id":"a","label":"Patronyme","help":"En toutes lettres"}]}]}]}"#,
        )
        .unwrap();
        let easy = form.in_easy_language().unwrap();
        assert_eq!(easy.meta.title, "Demander");
        let inside = &easy.pages[0].items[0].kind.children()[0];
        assert_eq!((inside.label.as_str(), inside.help.as_str()), ("Votre nom", "En toutes lettres"));
        assert_eq!(easy.in_easy_language(), None);
        assert_eq!(Form::from_json(&form.to_json()).unwrap(), form);
    }
}
