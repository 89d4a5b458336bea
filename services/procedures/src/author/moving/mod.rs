//! Running files moved to a newer revision, by batch: first what becomes of each answer, then the move.
//!
//! An author never opens personal data: a program does, on her order, each reading in the journal under a processing of its own. The
//! page names questions, never answers. An answer that the newer revision has no place for is written into the file's history before
//! it leaves the file, and only when the author has said so.

mod carry;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use beffroi_forms::Id;
use beffroi_forms::carry::steps;
use beffroi_people::{Fields, Processing, Use};
use beffroi_web::{App, Ctx, Faults, Frame, Page, Posted, Problem};

use super::{Draft, author, see};
use crate::revisions::Revisions;
use crate::store::{moving, procedures};

use carry::Moved;

/// A program reads answers to carry them over.
pub(crate) const MOVING: Processing = Processing {
    code: "revision",
    title: "Passage d’une demande à une version plus récente de son formulaire",
    basis: "6.1.e",
    basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune, et la base légale de chaque démarche",
    persons: "Personnes qui font une démarche",
    fields: Fields::Named(&["answers", "name"]),
    recipients: "Aucun : un programme reporte les réponses, personne ne les lit",
    transfers: "Aucun",
    retention: "Celle de la demande",
    measures: "Chiffrement par personne, motif inscrit avant chaque lecture, intitulés seuls montrés à l’auteur",
    who: &[],
    use_: Use::Automatic,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/agent/demarches/{slug}/{revision}/dossiers", get(show).post(submit))
}

/// Open files of an older revision.
struct Older {
    revision: i64,
    files: i64,
}

/// A step that files are at, and where it leads in the newer workflow.
struct StepChoice {
    id: String,
    name: String,
    files: i64,
    /// Steps of the newer workflow: identifier, name, chosen.
    to: Vec<(String, String, bool)>,
}

#[derive(Template)]
#[template(path = "author-moving.html")]
struct Show {
    page: Page,
    draft: Draft,
    base: String,
    older: Vec<Older>,
    /// The revision whose files are looked at.
    from: Option<i64>,
    steps: Vec<StepChoice>,
    /// What would become of each file, once asked.
    moved: Vec<Moved>,
    /// The last number of this batch, when there may be more.
    next: Option<String>,
    faults: Faults,
    accepts: bool,
    done: Option<usize>,
}

impl Show {
    fn is_from(&self, of: &Older) -> bool {
        self.from == Some(of.revision)
    }
}

/// What the page knows of the move.
#[derive(Default)]
struct Asked {
    from: Option<i64>,
    mapping: BTreeMap<String, String>,
    moved: Vec<Moved>,
    next: Option<String>,
    accepts: bool,
    faults: Faults,
}

async fn render(ctx: &Ctx, draft: Draft, asked: Asked) -> Result<Response, Problem> {
    let running = moving::running(ctx.db(), draft.row.id).await?;
    let mut older: Vec<Older> = Vec::new();
    for (revision, _, files) in running.iter().filter(|(revision, ..)| *revision < draft.number) {
        match older.last_mut().filter(|last| last.revision == *revision) {
            Some(last) => last.files += files,
            None => older.push(Older { revision: *revision, files: *files }),
        }
    }
    let mut choices = Vec::new();
    if let Some(from) = asked.from {
        let former = Draft::load(ctx, &draft.row.slug, from).await?;
        let same: BTreeMap<Id, Option<Id>> = steps(&former.flow, &draft.flow).into_iter().collect();
        for (_, step, files) in running.iter().filter(|(revision, ..)| *revision == from) {
            let chosen = asked.mapping.get(step).cloned().or_else(|| {
                let same = Id::new(step).ok().and_then(|id| same.get(&id).cloned().flatten());
                same.map(|id| id.to_string())
            });
            let to =
                draft.flow.steps.iter().map(|of| {
                    (of.id.to_string(), of.name.clone(), Some(of.id.as_str()) == chosen.as_deref())
                });
            choices.push(StepChoice {
                name: former.flow.step(step).map_or_else(|| step.clone(), |of| of.name.clone()),
                to: to.collect(),
                id: step.clone(),
                files: *files,
            });
        }
    }
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-moving-title",
        &[("title", draft.sheet.title.as_str().into()), ("n", draft.number.into())],
    );
    let page = Page::titled(ctx, title.0, ctx.s("procedures-author-moving-description"))
        .frame(Frame::Agent)
        .refused(!asked.faults.is_empty());
    let show = Show {
        base: format!("/agent/demarches/{}/{}", draft.row.slug, draft.number),
        from: asked.from,
        steps: choices,
        moved: asked.moved,
        next: asked.next,
        accepts: asked.accepts,
        done: ctx.param("fait").and_then(|text| text.parse().ok()),
        faults: asked.faults,
        page: page.clone(),
        draft,
        older,
    };
    page.html(show.faults.status(), &show)
}

/// The newer revision, which must be the published one: files do not move to a draft.
async fn target(ctx: &Ctx, slug: &str, number: i64) -> Result<Draft, Problem> {
    author(ctx)?;
    let draft = Draft::load(ctx, slug, number).await?;
    if draft.row.published == Some(number) { Ok(draft) } else { Err(Problem::not_found()) }
}

/// `GET /agent/demarches/{slug}/{revision}/dossiers?de=`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    let draft = target(&ctx, &slug, number).await?;
    let from = ctx.param("de").and_then(|text| text.parse().ok()).filter(|from| *from < number);
    render(&ctx, draft, Asked { from, ..Asked::default() }).await
}

/// `POST /agent/demarches/{slug}/{revision}/dossiers`: shows what would become of a batch, or moves the files that are ticked.
pub(super) async fn submit(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let draft = target(&ctx, &slug, number).await?;
    let by = author(&ctx)?.clone();
    let from: i64 = posted.get("de").parse().map_err(|_| Problem::bad_request())?;
    if from >= number || procedures::revision(ctx.db(), draft.row.id, from).await?.is_none() {
        return Err(Problem::bad_request());
    }
    let mapping: BTreeMap<String, String> = posted
        .pairs()
        .filter_map(|(name, to)| Some((name.strip_prefix("etape-")?.to_owned(), to.to_owned())))
        .filter(|(_, to)| draft.flow.step(to).is_some())
        .collect();
    let accepts = posted.has("accepter");
    let mut asked = Asked { from: Some(from), accepts, ..Asked::default() };
    let mover = carry::Mover { ctx: &ctx, revisions: &revisions, target: &draft, from, mapping: &mapping };
    if posted.get("faire") != "deplacer" {
        let numbers = moving::numbers(ctx.db(), draft.row.id, from, posted.get("apres")).await?;
        asked.next = numbers.last().filter(|_| numbers.len() == 50).cloned();
        asked.moved = mover.look(&numbers).await?;
        asked.mapping = mapping;
        if asked.moved.is_empty() {
            asked.faults.push("preparer", ctx.s("procedures-author-moving-none"));
        }
        return render(&ctx, draft, asked).await;
    }
    let chosen: Vec<String> = posted.all("dossier").map(str::to_owned).take(50).collect();
    asked.moved = mover.look(&chosen).await?;
    if chosen.is_empty() {
        asked.faults.push("deplacer", ctx.s("procedures-author-moving-none-ticked"));
    }
    if asked.moved.iter().any(|file| !file.may_move()) {
        asked.faults.push("deplacer", ctx.s("procedures-author-moving-blocked"));
    }
    if !accepts && asked.moved.iter().any(|file| !file.lost.is_empty()) {
        asked.faults.push("accepter", ctx.s("procedures-author-moving-loses"));
    }
    if !asked.faults.is_empty() {
        asked.mapping.clone_from(&mapping);
        return render(&ctx, draft, asked).await;
    }
    let done = mover.go(&by, &chosen).await?;
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}/dossiers?fait={done}")))
}
