//! What a page of a form says of registers: what could be asked, what was found, from where and when; and its buttons.

use askama::Template;
use beffroi_forms::check::State;
use beffroi_forms::value::Path;
use beffroi_people::Opened;
use beffroi_web::{Ctx, Faults, Markup, Page, Posted, Problem};
use uuid::Uuid;

use super::reading::{self, Body, NotAsked, question};
use super::{Group, groups};
use crate::fill::Filling;
use crate::store::readings::{self, ReadingRow};
use crate::words;

/// A question and what the register answers to it.
struct Line {
    label: String,
    answer: String,
}

/// What stands in the panel of a group.
enum Said {
    /// Nothing was asked; `missing`: questions to answer first.
    Offer {
        missing: String,
    },
    NeedsAccount,
    Found {
        lines: Vec<Line>,
        reported: bool,
    },
    Absent,
    Failed,
    Refused,
}

struct Panel {
    name: String,
    /// What the register is called.
    source: String,
    law: String,
    /// Questions whose answers it is told.
    told: String,
    /// Questions that it may answer.
    answers: String,
    said: Said,
    reading: Option<Uuid>,
    when: String,
}

#[derive(Template)]
#[template(path = "known.html")]
struct Known {
    page: Page,
    slug: String,
    /// An agent writes for the person.
    entry: bool,
    panels: Vec<Panel>,
}

impl Known {
    fn report_href(&self, reading: &Uuid) -> String {
        format!("/demarches/{}/registre/{reading}", self.slug)
    }
}

/// The readings of a draft, opened.
#[derive(Default)]
pub(crate) struct Read(Vec<(ReadingRow, Option<Body>)>);

impl Read {
    pub(crate) async fn open(ctx: &Ctx, opened: &Opened, holder: Uuid) -> Result<Self, Problem> {
        let mut read = Vec::new();
        for row in readings::of_holder(ctx.db(), holder).await? {
            let body = reading::open(opened, &row)?;
            read.push((row, body));
        }
        Ok(Self(read))
    }

    fn of(
        &self,
        ctx: &Ctx,
        filling: &Filling,
        state: &State<'_>,
        group: &Group,
    ) -> Option<&(ReadingRow, Option<Body>)> {
        let keys = group.key_texts(state)?;
        let asked = question(ctx, group, filling, &keys);
        self.0.iter().find(|(row, _)| row.source == group.target.name && row.question == asked)
    }
}

/// Proposes what registers said and the person did not refuse, as answers to questions of every page.
pub(crate) fn propose(ctx: &Ctx, filling: &mut Filling) {
    if filling.read.0.is_empty() {
        return;
    }
    let mut proposed = Vec::new();
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    for page in state.visible_pages() {
        for group in groups(ctx, &filling.ready.form, page) {
            let Some((row, Some(body))) = filling.read.of(ctx, filling, &state, &group) else {
                continue;
            };
            if row.refused_at.is_some() {
                continue;
            }
            for (field, name) in &group.fields {
                let held = body.values.get(name);
                if let Some(value) = held.and_then(|held| held.answer(&state, &Path::new(field.clone()))) {
                    proposed.push((field.clone(), value));
                }
            }
        }
    }
    for (field, value) in proposed {
        filling.context.proposed.insert(field, value);
    }
}

/// The panels of a page, as HTML; empty when no register could answer any of its questions, or when nobody is there to agree: the person's
/// own agreement is what opens a register.
pub(crate) fn known(page: &Page, filling: &Filling, index: usize) -> Result<Markup, Problem> {
    if !filling.may_agree() {
        return Ok(Markup::trusted(String::new()));
    }
    let ctx = page.ctx();
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let panels: Vec<Panel> = groups(ctx, &filling.ready.form, index)
        .iter()
        .filter(|group| group.fields.iter().any(|(field, _)| state.is_visible(&Path::new(field.clone()))))
        .filter_map(|group| panel(page, filling, &state, group, index))
        .collect();
    if panels.is_empty() {
        return Ok(Markup::trusted(String::new()));
    }
    let (page, slug) = (page.clone(), filling.ready.slug.clone());
    let known = Known { page, slug, entry: filling.entry.is_some(), panels };
    Ok(Markup::trusted(known.render()?))
}

fn panel(page: &Page, filling: &Filling, state: &State<'_>, group: &Group, index: usize) -> Option<Panel> {
    let ctx = page.ctx();
    let label = |field: &beffroi_forms::Id| words::label(state, &Path::new(field.clone()));
    let found = filling.read.of(ctx, filling, state, group);
    let said = match found {
        Some((row, _)) if row.refused_at.is_some() => Said::Refused,
        Some((row, Some(body))) if row.state == "found" => {
            Said::Found { lines: lines(ctx, state, group, body), reported: !body.report.is_empty() }
        }
        Some((row, _)) if row.state == "absent" => Said::Absent,
        Some(_) => Said::Failed,
        None if group.kind.personal && !ctx.signed_in() => Said::NeedsAccount,
        None => {
            let unanswered =
                group.keys.iter().filter(|key| state.value(&Path::new((*key).clone())).is_none());
            let unanswered: Vec<_> = unanswered.collect();
            // A key that does not concern the person cannot be asked with.
            if unanswered.iter().any(|key| !state.is_visible(&Path::new((**key).clone()))) {
                return None;
            }
            // A question of another page cannot be answered here: nothing is offered yet.
            let here =
                |key: &beffroi_forms::Id| state.form().node(key).and_then(|node| node.page) == Some(index);
            if unanswered.iter().any(|key| !here(key)) {
                return None;
            }
            let missing: Vec<String> = unanswered.into_iter().map(label).collect();
            Said::Offer { missing: missing.join(", ") }
        }
    };
    let all = |fields: Vec<String>| fields.join(", ");
    Some(Panel {
        name: group.name(),
        source: reading::title(ctx, &group.target.name),
        law: group.target.law.clone(),
        told: all(group.keys.iter().map(label).collect()),
        answers: all(group.fields.iter().map(|(field, _)| label(field)).collect()),
        said,
        reading: found.map(|(row, _)| row.id),
        when: found.map(|(row, _)| page.moment(&row.read_at)).unwrap_or_default(),
    })
}

/// What the register says to each question that can take it.
fn lines(ctx: &Ctx, state: &State<'_>, group: &Group, body: &Body) -> Vec<Line> {
    let line = |(field, name): &(beffroi_forms::Id, String)| {
        let path = Path::new(field.clone());
        let value = body.values.get(name)?.answer(state, &path)?;
        Some(Line { label: words::label(state, &path), answer: words::answer(ctx, state, &path, &value) })
    };
    group.fields.iter().filter_map(line).collect()
}

/// Does what a button of a panel asks. `None`: no such button was pressed. Faults say why nothing was asked.
pub(crate) async fn pressed(
    ctx: &Ctx,
    filling: &Filling,
    index: usize,
    posted: &Posted,
) -> Result<Option<Faults>, Problem> {
    let (named, refuses) = match (posted.has("_lire"), posted.has("_refuser")) {
        (true, _) => (posted.get("_lire"), false),
        (_, true) => (posted.get("_refuser"), true),
        _ => return Ok(None),
    };
    if !filling.may_agree() {
        return Ok(None);
    }
    let mut faults = Faults::default();
    let offered = groups(ctx, &filling.ready.form, index);
    let Some(group) = offered.iter().find(|group| group.name() == named) else { return Ok(Some(faults)) };
    let state = State::new(&filling.ready.form, &filling.context, &filling.answers);
    let Some(keys) = group.key_texts(&state) else {
        for key in
            group.keys.iter().map(|key| Path::new(key.clone())).filter(|path| state.value(path).is_none())
        {
            let args = [("label", words::label(&state, &key).into())];
            let message = ctx.app().texts().get(ctx.lang(), "procedures-source-key-missing", &args).0;
            faults.push(words::anchor(state.form(), &key), message);
        }
        return Ok(Some(faults));
    };
    if refuses {
        let asked = question(ctx, group, filling, &keys);
        let rows = readings::of_holder(ctx.db(), filling.draft.id).await?;
        if let Some(row) = rows.iter().find(|row| row.source == group.target.name && row.question == asked) {
            reading::refuse(ctx, row).await?;
        }
        return Ok(Some(faults));
    }
    if let Err(why) = reading::read(ctx, filling, group, &keys).await? {
        let key = match why {
            NotAsked::Implausible => "procedures-source-implausible",
            NotAsked::NeedsAccount => "procedures-source-needs-account",
            NotAsked::TooMany => "procedures-source-too-many",
        };
        let first = group.keys.first().map(|key| words::anchor(state.form(), &Path::new(key.clone())));
        faults.push(first.unwrap_or_default(), ctx.s(key));
    }
    Ok(Some(faults))
}

/// What an agent reads of where answers come from.
pub(crate) struct Provenance {
    pub source: String,
    pub when: String,
    /// Questions answered as the register says.
    pub same: String,
    /// Questions answered otherwise by the person.
    pub changed: String,
}

/// For each register that was asked and not refused: which answers are its own, which the person changed.
pub(crate) async fn provenance(
    page: &Page,
    opened: &Opened,
    holder: Uuid,
    state: &State<'_>,
) -> Result<Vec<Provenance>, Problem> {
    let ctx = page.ctx();
    let Read(read) = Read::open(ctx, opened, holder).await?;
    let mut found = Vec::new();
    for (row, body) in read {
        let Some(body) = body.filter(|_| row.refused_at.is_none() && row.state == "found") else { continue };
        let (mut same, mut changed) = (Vec::new(), Vec::new());
        for node in state.form().nodes() {
            let wanted = node.item.source.iter().filter_map(|source| super::Wanted::parse(source));
            let Some(wanted) = wanted.into_iter().find(|wanted| wanted.source == row.source) else {
                continue;
            };
            let path = Path::new(node.item.id.clone());
            let held = body.values.get(&wanted.value).and_then(|held| held.answer(state, &path));
            if let (Some(held), Some(answer)) = (held, state.value(&path)) {
                let list = if held == *answer { &mut same } else { &mut changed };
                list.push(words::label(state, &path));
            }
        }
        found.push(Provenance {
            source: reading::title(ctx, &row.source),
            when: page.moment(&row.read_at),
            same: same.join(", "),
            changed: changed.join(", "),
        });
    }
    Ok(found)
}
