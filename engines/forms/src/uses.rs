//! Who uses each question, which question nothing uses, and how much of what is asked a register already holds.

use std::collections::BTreeMap;

use crate::edit::{Family, Mention, Place, Seg, Work, mentions, names_of};
use crate::model::{Item, Kind};

/// What an answer serves for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// A condition, or a rule of a page.
    Condition,
    /// A calculation, a bound, a proposed answer, another choice.
    Calculation,
    /// A document: receipt, letter, decision.
    Document,
    /// A message or a text of the workflow.
    Message,
    /// An action of the workflow.
    Action,
    /// A text of the form.
    Text,
    /// The line that lists show.
    Digest,
}

impl How {
    pub const ALL: &'static [Self] = &[
        Self::Condition,
        Self::Calculation,
        Self::Document,
        Self::Message,
        Self::Action,
        Self::Text,
        Self::Digest,
    ];

    /// Stable key, for catalogues of texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Calculation => "calculation",
            Self::Document => "document",
            Self::Message => "message",
            Self::Action => "action",
            Self::Text => "text",
            Self::Digest => "digest",
        }
    }
}

/// A question, and everything that uses its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: String,
    pub label: String,
    pub kind: &'static str,
    pub place: Place,
    pub uses: Vec<(How, Place)>,
    /// Who could answer instead, as the author said.
    pub sources: Vec<String>,
    /// A register of the commune or of the State usually holds it.
    pub held: bool,
}

impl Question {
    /// Nothing uses the answer: an agent at most reads it.
    pub fn is_dead(&self) -> bool {
        self.uses.is_empty()
    }
}

/// Kinds of data that a public register holds: asked once is enough.
const HELD: [&str; 8] = [
    "national_number",
    "person_name",
    "address",
    "enterprise_number",
    "municipality",
    "postcode",
    "email",
    "phone",
];

/// Every question of the form, in its order; blocks are no questions, what they hold is.
pub fn questions(work: &Work) -> Vec<Question> {
    let document = work.document();
    let mut used: BTreeMap<String, Vec<(How, Place)>> = BTreeMap::new();
    for mention in mentions(&document) {
        let said = mention.property(&document);
        let Mention { place, family, name } = mention;
        // A question’s own words in easy language are no use of its answer.
        let own = place == Place::default().key("easy").key("items");
        if family == Family::Field && !own {
            used.entry(name).or_default().push((how(&place), said));
        }
    }
    let places: BTreeMap<String, Place> = names_of(&document, Family::Field).into_iter().rev().collect();
    let mut all = Vec::new();
    for page in &work.form.pages {
        collect(&page.items, &mut |item| {
            let id = item.id.to_string();
            all.push(Question {
                label: item.label.as_str().lines().next().unwrap_or_default().to_owned(),
                kind: item.kind.name(),
                place: places.get(&id).cloned().unwrap_or_default(),
                uses: used.get(&id).cloned().unwrap_or_default(),
                sources: item.source.clone(),
                held: HELD.contains(&item.kind.name()) || !item.source.is_empty(),
                id,
            });
        });
    }
    all
}

fn collect(items: &[Item], found: &mut impl FnMut(&Item)) {
    for item in items {
        if item.kind.is_input() && !matches!(item.kind, Kind::Block { .. }) {
            found(item);
        }
        collect(item.kind.children(), found);
    }
}

/// What a mention at this place serves for.
fn how(place: &Place) -> How {
    let keys: Vec<&str> = place
        .0
        .iter()
        .filter_map(|seg| match seg {
            Seg::Key(key) => Some(key.as_str()),
            Seg::Index(_) => None,
        })
        .collect();
    let has = |key: &str| keys.contains(&key);
    if has("when") || has("cond") {
        How::Condition
    } else if has("default") || has("min") || has("max") || has("value") && !place.is_in_flow() {
        How::Calculation
    } else if has("documents") {
        How::Document
    } else if has("digest") {
        How::Digest
    } else if ["subject", "body", "text", "confirmation"].iter().any(|key| keys.last() == Some(key)) {
        How::Message
    } else if ["on_enter", "actions", "timers", "offers", "global"].iter().any(|key| has(key)) {
        How::Action
    } else if ["label", "help", "title", "else", "pattern_else"].iter().any(|key| keys.last() == Some(key)) {
        How::Text
    } else {
        How::Calculation
    }
}

/// How often what a register holds is asked again (once-only): figures of a revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Once {
    /// Questions asked of the person.
    pub asked: usize,
    /// Of these, what a register holds.
    pub held: usize,
    /// Of these, what a source proposes: the person confirms instead of typing.
    pub proposed: usize,
}

/// Counts them.
pub fn once(questions: &[Question]) -> Once {
    let count = |of: &dyn Fn(&&Question) -> bool| questions.iter().filter(of).count();
    Once {
        asked: questions.len(),
        held: count(&|question| question.held),
        proposed: count(&|question| !question.sources.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Flow, Form};

    #[test]
    fn a_question_that_nothing_uses_is_found() {
        let form = Form::from_json(
            r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","pages":[{"id":"a","title":"A","items":[
              {"kind":"text","id":"t","label":"T"},
              {"kind":"yes_no","id":"y","label":"Y"},
              {"kind":"email","id":"e","label":"E","source":["account.email"],"when":{"true":{"field":"y"}}},
              {"kind":"block","id":"b","label":"B","rows":[1,2],"items":[{"kind":"integer","id":"n","label":"N"}]}]}],
              "documents":[{"id":"d","title":"D","paragraphs":[{"text":"{e} {n}"}]}]}"#,
        );
        let flow = r#"{"beffroi_flow":1,"id":"f","revision":1,"roles":[],"start":"s","steps":[{"id":"s","name":"S","public":"filed"}]}"#;
        let all = questions(&Work::new(form.unwrap(), Flow::from_json(flow).unwrap()));
        let dead: Vec<&str> = all.iter().filter(|of| of.is_dead()).map(|of| of.id.as_str()).collect();
        assert_eq!(dead, ["t"]);
        assert_eq!(all[1].uses[0].0, How::Condition);
        assert_eq!(all[2].uses[0].0, How::Document);
        assert_eq!(once(&all), Once { asked: 4, held: 1, proposed: 1 });
    }
}
