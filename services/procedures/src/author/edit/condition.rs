//! The page of one condition: its outline line by line, what it says as a sentence, and the tree itself for what has no usual shape.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_forms::Id;
use beffroi_forms::cond::{Cond, Term};
use beffroi_forms::diff::Known;
use beffroi_forms::edit::cond::{DEEPEST, Group, Line, Verb, What, build, outline};
use beffroi_forms::edit::{Control, Fault, Place, Shape, at, term};
use beffroi_forms::lint::names;
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};

use super::inputs::Word;
use super::subjects::{Comparable, comparables, groups};
use super::{Bench, changed_meanwhile, keep, place, to, words};

/// More lines than any condition needs: beyond it the request is an attack.
const LINES: usize = 200;

/// A line as inputs.
struct Row {
    n: usize,
    name: String,
    depth: usize,
    not: bool,
    /// `group`, `test`, `tree`.
    what: &'static str,
    /// Kinds of group, or subjects.
    firsts: Vec<Word>,
    verbs: Vec<Word>,
    /// Options of the subject, when it has any and one is compared.
    values: Vec<Word>,
    value: String,
    takes_value: bool,
}

#[derive(Template)]
#[template(path = "author-condition.html")]
struct Show {
    page: Page,
    base: String,
    back: String,
    back_title: String,
    place: String,
    key: String,
    state: String,
    faults: Faults,
    rows: Vec<Row>,
    /// What the outline says, when it can be read.
    sentence: Option<String>,
    deepest: usize,
}

/// The condition that a page is about.
struct Subject {
    place: Place,
    shape: Shape,
    key: &'static str,
    needed: bool,
}

impl Subject {
    fn read(bench: &Bench, place: Place, key: &str) -> Result<Self, Problem> {
        let (shape, json) = bench.thing(&place)?;
        let prop =
            shape.props(json).into_iter().find(|prop| prop.key == key).ok_or_else(Problem::not_found)?;
        let needed = match prop.control {
            Control::Cond => false,
            Control::NeededCond => true,
            _ => return Err(Problem::not_found()),
        };
        Ok(Self { place, shape, key: prop.key, needed })
    }

    fn stored(&self, bench: &Bench) -> Option<Cond> {
        let json = self.place.get(&bench.document)?;
        serde_json::from_value(at(json, self.key).clone()).ok()
    }
}

fn group_value(group: &Group) -> String {
    match group {
        Group::All => "all".to_owned(),
        Group::Any => "any".to_owned(),
        Group::AnyRow(block) => format!("any_row:{block}"),
        Group::AllRows(block) => format!("all_rows:{block}"),
    }
}

fn group_of(value: &str) -> Group {
    let block = |name: &str| Id::new(name).ok();
    match value.split_once(':') {
        Some(("any_row", name)) => block(name).map_or(Group::All, Group::AnyRow),
        Some(("all_rows", name)) => block(name).map_or(Group::All, Group::AllRows),
        _ if value == "any" => Group::Any,
        _ => Group::All,
    }
}

/// Words of a select, with the one that is chosen, offered or not.
fn select(all: &[Comparable], chosen: &str, unknown: impl Fn(&str) -> String) -> Vec<Word> {
    let word = |(value, label): &Comparable| Word {
        value: value.clone(),
        label: label.clone(),
        chosen: value == chosen,
    };
    let mut words: Vec<Word> = all.iter().map(word).collect();
    if !words.iter().any(|word| word.chosen) {
        words.push(Word { value: chosen.to_owned(), label: unknown(chosen), chosen: true });
    }
    words
}

/// The field that a subject is, if it is one.
fn field_of(subject: &str) -> Option<Id> {
    match term::read(subject) {
        Ok(Some(Term::Field(id))) => Some(id),
        _ => None,
    }
}

fn rows(ctx: &Ctx, bench: &Bench, lines: &[Line]) -> Vec<Row> {
    let known = Known::new(&bench.work);
    let (subjects, groups) = (comparables(ctx, bench, &known), groups(ctx, bench, &known));
    let words_of = |text: &str| match term::read(text) {
        Ok(Some(term)) => term.words(&known),
        _ => text.to_owned(),
    };
    let row = |(n, line): (usize, &Line)| {
        let (what, firsts, verb, value, values) = match &line.what {
            What::Group(group) => (
                "group",
                select(&groups, &group_value(group), str::to_owned),
                None,
                String::new(),
                Vec::new(),
            ),
            What::Tree(json) => ("tree", Vec::new(), None, json.clone(), Vec::new()),
            What::Test { subject, verb, value } => {
                let values = values(ctx, &known, subject, *verb, value);
                ("test", select(&subjects, subject, words_of), Some(*verb), value.clone(), values)
            }
        };
        let word = |of: &Verb| Word {
            value: of.key().to_owned(),
            label: words::choice(ctx, "verb", of.key()),
            chosen: Some(*of) == verb,
        };
        Row {
            n,
            name: format!("l{n}"),
            depth: line.depth,
            not: line.not,
            what,
            firsts,
            verbs: if verb.is_some() { Verb::ALL.iter().map(word).collect() } else { Vec::new() },
            values,
            value,
            takes_value: verb.is_none_or(Verb::takes_value),
        }
    };
    lines.iter().enumerate().map(row).collect()
}

/// Options to compare with, when the subject is a choice and one value is compared.
fn values(ctx: &Ctx, known: &Known, subject: &str, verb: Verb, value: &str) -> Vec<Word> {
    let single = matches!(verb, Verb::Eq | Verb::Ne | Verb::Has);
    let options = field_of(subject).map(|field| known.options(&field)).unwrap_or_default();
    if !single || options.is_empty() {
        return Vec::new();
    }
    let mut all = vec![(String::new(), ctx.s("procedures-author-choose"))];
    all.extend(options);
    let chosen = value.trim_matches('"');
    select(&all, chosen, str::to_owned)
}

fn render(
    ctx: &Ctx,
    bench: &Bench,
    subject: &Subject,
    lines: &[Line],
    faults: Faults,
) -> Result<Response, Problem> {
    let (_, json) = bench.thing(&subject.place)?;
    let label = words::label(ctx, subject.shape, json, subject.key);
    let back_title = words::named(ctx, subject.shape, json);
    let page = Page::titled(
        ctx,
        format!("{label}\u{a0}: {back_title}"),
        ctx.s("procedures-author-thing-description"),
    )
    .frame(Frame::Agent)
    .refused(!faults.is_empty());
    let known = Known::new(&bench.work);
    let types = names(&bench.work.form, Some(&bench.work.flow));
    let built = build(lines, &types).ok();
    let show = Show {
        base: bench.base(),
        back: bench.href(&subject.place),
        place: subject.place.dotted(),
        key: subject.key.to_owned(),
        state: bench.state(),
        rows: rows(ctx, bench, lines),
        sentence: built.flatten().map(|cond| cond.sentence(&known)),
        deepest: DEEPEST,
        back_title,
        faults,
        page: page.clone(),
    };
    page.html(show.faults.status(), &show)
}

/// `GET …/condition?lieu=&cle=`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    let bench = Bench::load(&ctx, &slug, number).await?;
    let subject = Subject::read(&bench, super::asked_place(&ctx)?, &ctx.param("cle").unwrap_or_default())?;
    let lines = outline(subject.stored(&bench).as_ref());
    render(&ctx, &bench, &subject, &lines, Faults::default())
}

/// The lines as sent.
fn sent(posted: &Posted, known: &Known) -> Vec<Line> {
    let text = |n: usize, part: &str| posted.get(&format!("l{n}.{part}"));
    let line = |n: usize| {
        let what = match text(n, "quoi") {
            "group" => What::Group(group_of(text(n, "premier"))),
            "tree" => What::Tree(text(n, "valeur").to_owned()),
            _ => {
                let subject = text(n, "premier").to_owned();
                let verb = Verb::of_key(text(n, "verbe")).unwrap_or(Verb::Eq);
                let value = of_labels(text(n, "valeur"), &subject, known);
                What::Test { subject, verb, value }
            }
        };
        Line { depth: text(n, "rang").parse().unwrap_or(1), not: posted.has(&format!("l{n}.non")), what }
    };
    let mut lines: Vec<Line> =
        (0..LINES).take_while(|n| posted.has(&format!("l{n}.rang"))).map(line).collect();
    // The first line is the whole; each other is below it, one deeper than the line before at most.
    let mut last = 0;
    for (n, line) in lines.iter_mut().enumerate() {
        line.depth = if n == 0 { 0 } else { line.depth.clamp(1, DEEPEST.min(last + 1)) };
        last = line.depth;
    }
    lines
}

/// Labels of options as their identifiers: an author types what people read.
fn of_labels(value: &str, subject: &str, known: &Known) -> String {
    let options = field_of(subject).map(|field| known.options(&field)).unwrap_or_default();
    let line = |line: &str| {
        let typed = line.trim();
        let found =
            options.iter().find(|(id, label)| id == typed || label.to_lowercase() == typed.to_lowercase());
        found.map_or_else(|| typed.to_owned(), |(id, _)| id.clone())
    };
    value.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What a button other than « save » does to the lines.
fn act(lines: &mut Vec<Line>, what: &str) {
    let Some((act, n)) = what.split_once(':') else { return };
    let Some(n) = n.parse::<usize>().ok().filter(|n| *n < lines.len()) else { return };
    let below = |lines: &[Line]| (n + 1..lines.len()).find(|at| lines[*at].depth <= lines[n].depth);
    let end = below(lines).unwrap_or(lines.len());
    let depth = lines[n].depth + 1;
    match act {
        "oter" if n > 0 => drop(lines.drain(n..end)),
        "ligne" if lines.len() < LINES => {
            let what = What::Test { subject: String::new(), verb: Verb::Eq, value: String::new() };
            lines.insert(end, Line { depth, not: false, what });
        }
        "groupe" if lines.len() < LINES && depth < DEEPEST => {
            lines.insert(end, Line { depth, not: false, what: What::Group(Group::Any) });
        }
        "arbre" if lines.len() < LINES => {
            lines.insert(end, Line { depth, not: false, what: What::Tree(String::new()) });
        }
        _ => {}
    }
}

/// `POST …/condition`: saved, or shown again with a line more or less.
pub(super) async fn save(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let mut bench = Bench::load(&ctx, &slug, number).await?;
    let subject = Subject::read(&bench, place(posted.get("lieu"))?, posted.get("cle"))?;
    let mut lines = sent(&posted, &Known::new(&bench.work));
    if lines.is_empty() {
        return Err(Problem::bad_request());
    }
    if !posted.get("faire").is_empty() {
        act(&mut lines, posted.get("faire"));
        return render(&ctx, &bench, &subject, &lines, Faults::default());
    }
    let types = names(&bench.work.form, Some(&bench.work.flow));
    let built = match build(&lines, &types) {
        Ok(None) if subject.needed => Err(vec![(0, Fault::Missing)]),
        other => other,
    };
    let cond = match built {
        Ok(cond) => cond,
        Err(found) => {
            let mut faults = Faults::default();
            for (n, fault) in &found {
                faults.push(format!("l{n}"), words::fault(&ctx, fault));
            }
            return render(&ctx, &bench, &subject, &lines, faults);
        }
    };
    let json = cond.and_then(|cond| serde_json::to_value(cond).ok());
    let work = bench.work.put(&subject.place, subject.key, json).map_err(|refused| super::gone(&refused))?;
    if keep(&ctx, &bench, &posted, &work).await? {
        return Ok(to(&ctx, &bench, &subject.place, "1"));
    }
    bench = Bench::load(&ctx, &slug, number).await?;
    render(&ctx, &bench, &subject, &lines, changed_meanwhile(&ctx, "l0"))
}
