//! The counter's own questions (who the person is, what she wants, how it came), asked with the engine of every other form: same
//! checks, same words of refusal, nothing typed lost.

use std::sync::Arc;

use beffroi_forms::Text;
use beffroi_forms::check::{self, Again, Context, State, accept, view};
use beffroi_forms::compiled::Compiled;
use beffroi_forms::model::{Form, Kind, Opt};
use beffroi_forms::value::{Answers, Typed};
use beffroi_web::{Ctx, Faults, Markup, Page, Posted, Problem};

use crate::fill::{base_context, render_items};
use crate::words;

/// Who the person is.
pub(super) const PERSON: &str = include_str!("person.json");
/// What she wants, and how it came.
pub(super) const REQUEST: &str = include_str!("request.json");

/// One page of questions.
pub(super) struct Questions {
    form: Compiled,
    pub context: Context,
}

/// What was answered: everything, or a page to show again.
pub(super) struct Read {
    accepted: check::Posted,
}

impl Questions {
    /// Reads one of the two forms above.
    pub(super) fn new(ctx: &Ctx, text: &str) -> Result<Self, Problem> {
        Self::with_options(ctx, text, &[])
    }

    /// The same with the options of its question `demarche`.
    pub(super) fn with_options(ctx: &Ctx, text: &str, choices: &[(String, String)]) -> Result<Self, Problem> {
        let mut form = Form::from_json(text).map_err(|error| Problem::internal(&error))?;
        for item in form.pages.iter_mut().flat_map(|page| &mut page.items) {
            if let Kind::Choice { options, .. } = &mut item.kind
                && item.id == *"demarche"
            {
                let option = |(id, label): &(String, String)| Opt {
                    id: id.clone(),
                    label: label.clone().into(),
                    help: Text::default(),
                    when: None,
                };
                *options = choices.iter().map(option).collect();
            }
        }
        Ok(Self { form: Compiled::new(Arc::new(form), None), context: base_context(ctx) })
    }

    /// What a posted page says.
    pub(super) fn read(&self, posted: &Posted) -> Read {
        let typed: Typed = posted.pairs().filter(|(name, _)| *name != "jeton").collect();
        Read { accepted: accept(&self.form, 0, &Answers::default(), typed, &self.context) }
    }

    /// The questions as HTML, the faults of what was read, and the names of the questions shown.
    pub(super) fn html(&self, page: &Page, read: Option<&Read>) -> Result<(Markup, String), Problem> {
        let none = Answers::default();
        let state = State::new(&self.form, &self.context, read.map_or(&none, |read| &read.accepted.answers));
        let again = match read {
            Some(read) => Again {
                typed: Some(&read.accepted.typed),
                refusals: if read.is_whole_page() { &read.accepted.refusals } else { &[] },
                focus: read.accepted.appeared.first(),
            },
            None => Again::default(),
        };
        let seen = view(&state, 0, again).ok_or_else(|| Problem::internal(&"a form without page"))?;
        Ok((render_items(page, &state, &seen.items)?, seen.shown))
    }

    /// The faults of what was read, in words.
    pub(super) fn faults(&self, ctx: &Ctx, read: &Read) -> Faults {
        let state = State::new(&self.form, &self.context, &read.accepted.answers);
        if read.is_whole_page() {
            words::faults(ctx, &state, &read.accepted.refusals)
        } else {
            Faults::default()
        }
    }
}

impl Read {
    /// Whether every question that the answers call for was on the page.
    fn is_whole_page(&self) -> bool {
        self.accepted.appeared.is_empty()
    }

    /// Everything is there and right.
    pub(super) fn is_good(&self) -> bool {
        self.is_whole_page() && self.accepted.refusals.is_empty()
    }

    pub(super) fn answers(&self) -> &Answers {
        &self.accepted.answers
    }
}
