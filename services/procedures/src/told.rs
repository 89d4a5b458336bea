//! What the texts of a workflow may say of the file itself: the places `{sys.…}` of messages, letters and notes.
//! Imported workflows name them (`form_name`, `form_number`, `form_details` …); a place without value stays empty.

use std::collections::BTreeMap;

use beffroi_forms::Id;
use beffroi_forms::check::{Context, State};
use beffroi_forms::value::Answers;
use beffroi_web::{Ctx, dates};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::documents::name_in_form;
use crate::follow::summary;
use crate::model;
use crate::revisions::Ready;

/// A file as its own texts see it.
pub(crate) struct Told<'t> {
    pub file: Uuid,
    pub number: &'t str,
    pub filed_at: OffsetDateTime,
    pub step: Option<&'t str>,
    pub previous: Option<&'t str>,
}

/// The texts by name. The answers are those of `context`, in the order of the form.
pub(crate) fn texts(
    ctx: &Ctx,
    ready: &Ready,
    context: &Context,
    answers: &Answers,
    of: &Told<'_>,
) -> BTreeMap<Id, String> {
    let civil = |at| dates::civil(at, ctx.authority().zone());
    let step = |id: Option<&str>| id.and_then(|id| ready.flow.step(id)).map(|step| step.name.clone());
    let link = ctx.app().public_href(ctx.authority(), &format!("/suivre/{}", of.number));
    let state = State::new(&ready.form, context, answers);
    let lines = summary::parts(ctx, &state).into_iter().flat_map(|part| part.lines);
    let answered: Vec<String> = lines
        .filter(|line| line.files.is_empty())
        .map(|line| format!("{}\u{a0}: {}", line.label, line.answer))
        .collect();
    let now = civil(ctx.now());
    [
        ("reference", Some(of.number.to_owned())),
        ("procedure", Some(ready.sheet.title(ctx.lang()).0.to_owned())),
        ("tracking_code", Some(model::tracking_code(ctx, of.file))),
        ("link", Some(link.clone())),
        ("url", Some(link)),
        ("step", step(of.step)),
        ("previous_step", step(of.previous)),
        ("filed_on", Some(dates::long(ctx.lang(), civil(of.filed_at).date))),
        ("today", Some(dates::long(ctx.lang(), now.date))),
        (
            "now",
            Some(format!(
                "{}, {:02}:{:02}",
                dates::long(ctx.lang(), now.date),
                now.time.hour(),
                now.time.minute()
            )),
        ),
        ("applicant", name_in_form(ready, answers)),
        ("answers", Some(answered.join("\n"))),
    ]
    .into_iter()
    .filter_map(|(name, text)| Some((Id::new(name).ok()?, text?)))
    .collect()
}
