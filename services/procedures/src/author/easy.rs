//! The texts of a draft in easy language (*facile à lire et à comprendre*), written by an author beside the usual ones.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use beffroi_forms::edit::Work;
use beffroi_forms::model::{Easy, EasyText, Item};
use beffroi_forms::readability::hard;
use beffroi_forms::{Id, Text};
use beffroi_web::{App, Ctx, Faults, Frame, Page, Posted, Problem};

use super::fields::Fields;
use super::publishing::{self, AuthorError, fingerprint};
use super::{Draft, author, see};

/// Longest text, in characters.
const TEXT: usize = 2000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/agent/demarches/{slug}/{revision}/facile", get(show).post(save))
}

/// A text to say again: its input, the usual words.
struct Line {
    name: String,
    label: String,
    usual: String,
    value: String,
    hard: Option<i64>,
}

/// A page of the form with what it says.
struct Part {
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "author-easy.html")]
struct Show {
    page: Page,
    base: String,
    draft: Draft,
    state: String,
    parts: Vec<Part>,
    faults: Faults,
    done: bool,
}

impl Show {
    fn described(&self, line: &Line) -> String {
        let fault = self.faults.of(&line.name).map(|_| format!(" e-{}", line.name)).unwrap_or_default();
        let hard = line.hard.map(|_| format!(" l-{}", line.name)).unwrap_or_default();
        format!("a-{}{hard}{fault}", line.name)
    }
}

/// What is stored, by name of the input.
fn stored(easy: &Easy) -> Fields {
    let mut fields = Fields::default();
    fields.put("titre", easy.title.as_str());
    fields.put("description", easy.description.as_str());
    fields.put("confirmation", easy.confirmation.as_str());
    for (id, text) in &easy.pages {
        fields.put(format!("page-{id}"), text.label.as_str());
    }
    for (id, text) in &easy.items {
        fields.put(format!("question-{id}"), text.label.as_str());
        fields.put(format!("aide-{id}"), text.help.as_str());
    }
    fields
}

/// The texts as typed; what is blank stays in the usual words.
fn read(ctx: &Ctx, draft: &Draft, fields: &Fields, faults: &mut Faults) -> Easy {
    let mut text = |name: &str| fields.limited(ctx, name, TEXT, faults);
    let mut easy = Easy {
        title: text("titre"),
        description: text("description"),
        confirmation: Text(text("confirmation")),
        ..Easy::default()
    };
    let put = |all: &mut BTreeMap<Id, EasyText>, id: &Id, label: String, help: String| {
        let made = EasyText { label: Text(label), help: Text(help) };
        if made != EasyText::default() {
            all.insert(id.clone(), made);
        }
    };
    for page in &draft.form.pages {
        put(&mut easy.pages, &page.id, text(&format!("page-{}", page.id)), String::new());
        each(&page.items, &mut |item| {
            let (label, help) = (text(&format!("question-{}", item.id)), text(&format!("aide-{}", item.id)));
            put(&mut easy.items, &item.id, label, help);
        });
    }
    easy
}

fn each(items: &[Item], found: &mut impl FnMut(&Item)) {
    for item in items {
        found(item);
        each(item.kind.children(), found);
    }
}

fn parts(ctx: &Ctx, draft: &Draft, fields: &Fields) -> Vec<Part> {
    let line = |name: String, key: &str, usual: &str| Line {
        value: fields.get(&name).to_owned(),
        hard: hard(fields.get(&name)),
        label: ctx.s(key),
        usual: usual.to_owned(),
        name,
    };
    let meta = &draft.form.meta;
    let mut all = vec![Part {
        title: ctx.s("procedures-author-s-form"),
        lines: vec![
            line("titre".to_owned(), "procedures-author-p-meta-title", &meta.title),
            line("description".to_owned(), "procedures-author-p-meta-description", &meta.description),
            line(
                "confirmation".to_owned(),
                "procedures-author-p-meta-confirmation",
                meta.confirmation.as_str(),
            ),
        ],
    }];
    for page in &draft.form.pages {
        let title = page.title.as_str();
        let mut lines = vec![line(format!("page-{}", page.id), "procedures-author-p-title", title)];
        each(&page.items, &mut |item| {
            if !item.label.is_empty() {
                let name = format!("question-{}", item.id);
                lines.push(line(name, "procedures-author-p-label", item.label.as_str()));
            }
            if !item.help.is_empty() {
                lines.push(line(format!("aide-{}", item.id), "procedures-author-p-help", item.help.as_str()));
            }
        });
        all.push(Part { title: title.to_owned(), lines });
    }
    all
}

fn render(ctx: &Ctx, draft: Draft, fields: &Fields, faults: Faults) -> Result<Response, Problem> {
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-easy-title",
        &[("title", draft.sheet.title.as_str().into())],
    );
    let page = Page::titled(ctx, title.0, ctx.s("procedures-author-easy-description"))
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let show = Show {
        base: format!("/agent/demarches/{}/{}", draft.row.slug, draft.number),
        state: fingerprint(&draft.kept.form, &draft.kept.flow),
        parts: parts(ctx, &draft, fields),
        done: ctx.param("fait").is_some(),
        page: page.clone(),
        faults,
        draft,
    };
    page.html(show.faults.status(), &show)
}

async fn load(ctx: &Ctx, slug: &str, number: i64) -> Result<Draft, Problem> {
    author(ctx)?;
    let draft = Draft::load(ctx, slug, number).await?;
    if draft.is_published() {
        let here = format!("/agent/demarches/{slug}/{number}");
        return Err(Problem::conflict("problem-moved").way(here, "problem-way-reload"));
    }
    Ok(draft)
}

/// `GET /agent/demarches/{slug}/{revision}/facile`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    let draft = load(&ctx, &slug, number).await?;
    let fields = stored(&draft.form.easy);
    render(&ctx, draft, &fields, Faults::default())
}

/// `POST /agent/demarches/{slug}/{revision}/facile`
pub(super) async fn save(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let draft = load(&ctx, &slug, number).await?;
    let (fields, mut faults) = (Fields::posted(&posted), Faults::default());
    let mut work: Work = draft.work();
    work.form.easy = read(&ctx, &draft, &fields, &mut faults);
    if !faults.is_empty() {
        return render(&ctx, draft, &fields, faults);
    }
    let seen = Some(posted.get("etat")).filter(|seen| !seen.is_empty());
    match publishing::replace_draft(ctx.desk(), &slug, number, &work.form, &work.flow, seen).await {
        Ok(()) => Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}/facile?fait=1"))),
        Err(AuthorError::Changed) => {
            let draft = load(&ctx, &slug, number).await?;
            faults.push("titre", ctx.s("procedures-author-changed-meanwhile"));
            render(&ctx, draft, &fields, faults)
        }
        Err(other) => Err(other.into()),
    }
}
