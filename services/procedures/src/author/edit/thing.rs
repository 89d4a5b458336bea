//! The page of one thing of a draft: its properties, what stands inside, the checks of the whole, and how a person sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::check::{Again, State, view};
use beffroi_forms::compiled::Compiled;
use beffroi_forms::edit::{ACTIONS, KINDS, Place, Refused, Seg, Shape};
use beffroi_forms::value::Answers;
use beffroi_web::{Ctx, Faults, Frame, Markup, Page, Posted, Problem};
use serde_json::Value as Json;

use super::inputs::{self, Input, Look, Word};
use super::outline::{self, Part};
use super::words::{self, Check, Group, checks, groups};
use super::{Bench, asked_place, changed_meanwhile, keep, place, to};
use crate::fill::{base_context, render_items};

/// A thing inside the thing of the page.
struct Row {
    href: String,
    title: String,
    sort: String,
    place: String,
    first: bool,
    last: bool,
}

/// A list inside the thing of the page.
struct Inside {
    title: String,
    place: String,
    rows: Vec<Row>,
    /// What can be added: sorts, or one thing without a sort.
    sorts: Vec<Word>,
    /// Its first words are asked for when it is added.
    words: bool,
}

#[derive(Template)]
#[template(path = "author-thing.html")]
struct Show {
    page: Page,
    base: String,
    revision: i64,
    place: Place,
    state: String,
    title: String,
    what: String,
    /// Things around, from the outermost.
    around: Vec<(String, String)>,
    parts: Vec<Part>,
    inputs: Vec<Input>,
    insides: Vec<Inside>,
    /// Kinds that it may be changed to.
    sorts: Vec<Word>,
    /// Other lists that it may be moved to.
    elsewhere: Vec<Word>,
    checks: Vec<Group>,
    faults: Faults,
    done: Option<&'static str>,
    preview: Option<Preview>,
}

struct Preview {
    title: String,
    items: Markup,
}

impl Show {
    fn dotted(&self) -> String {
        self.place.dotted()
    }

    fn is_in_list(&self) -> bool {
        self.place.in_list().is_some()
    }

    /// Findings about this very thing.
    fn own(&self) -> Vec<&Check> {
        self.checks.iter().flat_map(|group| &group.checks).filter(|check| check.at == self.place).collect()
    }

    fn errors(&self) -> usize {
        self.checks.iter().filter(|group| group.error).map(|group| group.checks.len()).sum()
    }

    fn has_rare(&self) -> bool {
        self.inputs.iter().any(|input| input.rare)
    }

    /// A folded input that is filled in or at fault must be seen.
    fn open_rare(&self) -> bool {
        self.inputs.iter().any(|input| input.rare && self.faults.of(&input.name).is_some())
    }

    fn is(&self, input: &Input, look: &str) -> bool {
        let name = match input.look {
            Look::Line => "line",
            Look::Area => "area",
            Look::Number => "number",
            Look::Tick => "tick",
            Look::Select => "select",
            Look::Ticks => "ticks",
            Look::Condition => "condition",
        };
        name == look
    }

    fn described(&self, input: &Input) -> String {
        let mut ids = Vec::new();
        if !input.help.is_empty() {
            ids.push(format!("a-{}", input.name));
        }
        if input.hard.is_some() {
            ids.push(format!("l-{}", input.name));
        }
        if self.faults.of(&input.name).is_some() {
            ids.push(format!("e-{}", input.name));
        }
        ids.join(" ")
    }
}

/// What the page shows beside what is stored.
#[derive(Default)]
pub(super) struct Said {
    pub(super) typed: Option<BTreeMap<String, String>>,
    pub(super) faults: Faults,
}

pub(super) fn render(ctx: &Ctx, bench: &Bench, place: &Place, said: Said) -> Result<Response, Problem> {
    let (shape, json) = bench.thing(place)?;
    let title = words::named(ctx, shape, json);
    let page = Page::titled(ctx, title.as_str(), ctx.s("procedures-author-thing-description"))
        .frame(Frame::Agent)
        .refused(!said.faults.is_empty());
    let show = Show {
        base: bench.base(),
        revision: bench.draft.number,
        state: bench.state(),
        what: words::sort(ctx, shape, shape.sort(json).unwrap_or_default()),
        around: around(ctx, bench, place),
        parts: outline::parts(ctx, bench, place),
        inputs: inputs::inputs(ctx, bench, shape, json, said.typed.as_ref()),
        insides: insides(ctx, bench, shape, json, place),
        sorts: sorts(ctx, shape, shape.sort(json)),
        elsewhere: elsewhere(ctx, bench, shape, place),
        checks: groups(checks(&bench.work)),
        done: done(ctx),
        preview: preview(ctx, &page, bench, place)?,
        faults: said.faults,
        place: place.clone(),
        title,
        page: page.clone(),
    };
    let status = show.faults.status();
    page.html(status, &show)
}

fn done(ctx: &Ctx) -> Option<&'static str> {
    Some(match ctx.param("fait")?.as_str() {
        "ajoute" => "procedures-author-done-added",
        "copie" => "procedures-author-done-copied",
        "deplace" => "procedures-author-done-moved",
        "supprime" => "procedures-author-done-removed",
        _ => "procedures-author-done-saved",
    })
}

/// Things around, with their pages, from the outermost.
fn around(ctx: &Ctx, bench: &Bench, place: &Place) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut at = place.around();
    while let Some(place) = at {
        let (shape, _, _) = Shape::at(&bench.document, &place);
        let json = place.get(&bench.document).unwrap_or(&Json::Null);
        all.push((bench.href(&place), words::named(ctx, shape, json)));
        at = place.around();
    }
    all.reverse();
    all
}

/// What an item may become, or an action do; of a list, what may be added.
fn sorts(ctx: &Ctx, shape: Shape, chosen: Option<&str>) -> Vec<Word> {
    let all: &[&str] = match shape {
        Shape::Item => &KINDS,
        Shape::Action => &ACTIONS,
        _ => &[],
    };
    let word = |sort: &&str| Word {
        value: (*sort).to_owned(),
        label: words::sort(ctx, shape, sort),
        chosen: chosen == Some(*sort),
    };
    all.iter().map(word).collect()
}

fn insides(ctx: &Ctx, bench: &Bench, shape: Shape, json: &Json, place: &Place) -> Vec<Inside> {
    // Legal bases and ways without a computer are confirmed together, on the revision's page.
    let lists = shape.lists(json).iter().filter(|list| !matches!(list.of, Shape::Law | Shape::Channel));
    lists
        .map(|list| {
            let all = place.key(list.key);
            let things = all.get(&bench.document).and_then(Json::as_array).cloned().unwrap_or_default();
            let last = things.len().saturating_sub(1);
            let row = |(n, json): (usize, &Json)| Row {
                href: bench.href(&all.index(n)),
                title: words::named(ctx, list.of, json),
                sort: list.of.sort(json).map(|sort| words::sort(ctx, list.of, sort)).unwrap_or_default(),
                place: all.index(n).dotted(),
                first: n == 0,
                last: n == last,
            };
            Inside {
                title: words::list(ctx, shape, list.key),
                place: all.dotted(),
                rows: things.iter().enumerate().map(row).collect(),
                sorts: sorts(ctx, list.of, None),
                words: !matches!(list.of, Shape::Action | Shape::Timer | Shape::Event),
            }
        })
        .collect()
}

/// Other lists of the same sort of thing: another page, a section, another step.
fn elsewhere(ctx: &Ctx, bench: &Bench, shape: Shape, place: &Place) -> Vec<Word> {
    let Some((own, _)) = place.in_list() else { return Vec::new() };
    let mut found = Vec::new();
    let root = if place.is_in_flow() { Place::flow() } else { Place::default() };
    lists_of(bench, &root, shape, &mut found);
    found.retain(|list| *list != own && !place.holds(list));
    let word = |list: Place| {
        let around = Place(list.0[..list.0.len() - 1].to_vec());
        let (of, _, _) = Shape::at(&bench.document, &around);
        let json = around.get(&bench.document).unwrap_or(&Json::Null);
        let key = match list.0.last() {
            Some(Seg::Key(key)) => words::list(ctx, of, key),
            _ => String::new(),
        };
        let label = format!("{}\u{a0}: {key}", words::named(ctx, of, json));
        Word { value: list.dotted(), label, chosen: false }
    };
    found.into_iter().map(word).collect()
}

fn lists_of(bench: &Bench, place: &Place, wanted: Shape, found: &mut Vec<Place>) {
    let (shape, _, _) = Shape::at(&bench.document, place);
    let json = place.get(&bench.document).unwrap_or(&Json::Null);
    for list in shape.lists(json) {
        let all = place.key(list.key);
        if list.of == wanted {
            found.push(all.clone());
        }
        for n in 0..json[list.key].as_array().map_or(0, Vec::len) {
            lists_of(bench, &all.index(n), wanted, found);
        }
    }
}

/// The page of the form around this place, as a person meets it before she answers.
fn preview(ctx: &Ctx, page: &Page, bench: &Bench, place: &Place) -> Result<Option<Preview>, Problem> {
    let index = match place.0.as_slice() {
        [Seg::Key(key), Seg::Index(n), ..] if key == "pages" => *n,
        _ => return Ok(None),
    };
    let form = Compiled::new(Arc::new(bench.work.form.clone()), Some(&bench.work.flow));
    let context = base_context(ctx);
    let answers = Answers::default();
    let state = State::new(&form, &context, &answers);
    let Some(shown) = view(&state, index, Again::default()) else { return Ok(None) };
    Ok(Some(Preview { title: shown.title.clone(), items: render_items(page, &state, &shown.items)? }))
}

/// `GET /agent/demarches/{slug}/{revision}/modifier?lieu=`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    render(&ctx, &bench, &asked_place(&ctx)?, Said::default())
}

/// `POST /agent/demarches/{slug}/{revision}/modifier`: the properties of one thing.
pub(super) async fn save(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let place = place(posted.get("lieu"))?;
    let (shape, json) = bench.thing(&place)?;
    let typed = inputs::typed(&posted, shape, json);
    let work = match bench.work.save(&place, &typed) {
        Ok(work) => work,
        Err(refused) => {
            let faults = match &refused {
                Refused::Faults(found) => inputs::faults(&ctx, found),
                Refused::NoSuchPlace => return Err(Problem::not_found()),
                Refused::Unreadable(error) => {
                    let first =
                        shape.props(json).first().map_or_else(String::new, |prop| prop.key.to_owned());
                    let fault = beffroi_forms::edit::Fault::Refused(error.to_string());
                    inputs::faults(&ctx, &[(first, fault)])
                }
            };
            return render(&ctx, &bench, &place, Said { typed: Some(typed), faults });
        }
    };
    if keep(&ctx, &bench, &posted, &work).await? {
        return Ok(to(&ctx, &bench, &place, "1"));
    }
    // Shown again on top of the other change, with what was typed here still in the inputs.
    let bench = Bench::load(&ctx, &slug, number).await?;
    let first = inputs::input_name(shape.props(json_at(&bench, &place)).first().map_or("", |prop| prop.key));
    let faults = changed_meanwhile(&ctx, &first);
    render(&ctx, &bench, &place, Said { typed: Some(typed), faults })
}

fn json_at<'b>(bench: &'b Bench, place: &Place) -> &'b Json {
    place.get(&bench.document).unwrap_or(&Json::Null)
}
