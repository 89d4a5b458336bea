//! A revision on an author's desk: checks, confirmations, report; publication and withdrawal.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};

use super::edit::{Group, checks, groups};
use super::fields::Fields;
use super::publishing::{self, AuthorError, document_path, fingerprint};
use super::report::{ReportView, Shown};
use super::{Draft, author, confirm, see};
use crate::store::procedures;

/// A step of the workflow and what the public sees of it.
struct StepLine {
    id: String,
    name: String,
    end: bool,
}

#[derive(Template)]
#[template(path = "author-revision.html")]
struct Show {
    page: Page,
    draft: Draft,
    faults: Faults,
    fields: Fields,
    laws: Vec<usize>,
    steps: Vec<StepLine>,
    checks: Vec<Group>,
    errors: usize,
    warnings: usize,
    report: Option<ReportView>,
    state: String,
    done: Option<&'static str>,
    /// Ways to show the report.
    filters: &'static [Shown],
    /// Public states that a step may have: value and text key.
    states: Vec<(&'static str, &'static str)>,
    /// Every revision of the procedure, newest first, and whether it was published.
    history: Vec<(i64, bool)>,
    /// Publication was refused: the checks stand first.
    blocked: bool,
}

impl Show {
    fn here(&self) -> String {
        format!("/agent/demarches/{}/{}", self.draft.row.slug, self.draft.number)
    }

    fn desk_path(&self, end: impl std::fmt::Display) -> String {
        format!("/agent/demarches/{}/{end}", self.draft.row.slug)
    }

    fn document(&self) -> String {
        document_path(&self.draft.row.slug, self.draft.number)
    }

    fn in_catalogue(&self) -> bool {
        self.draft.row.published == Some(self.draft.number)
    }

    fn text(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// Text of an input whose name ends with a row's number or a step's name.
    fn of(&self, before: &str, which: &str) -> &str {
        self.fields.get(&format!("{before}-{which}"))
    }

    fn law(&self, at: impl std::fmt::Display, part: &str) -> &str {
        self.fields.get(&format!("loi-{at}-{part}"))
    }
}

/// Text key of a public state.
fn state_key(name: &str) -> &'static str {
    match name {
        "filed" => "procedures-author-state-filed",
        "in_review" => "procedures-author-state-in-review",
        "accepted" => "procedures-author-state-accepted",
        "refused" => "procedures-author-state-refused",
        _ => "procedures-author-state-dropped",
    }
}

/// What the page says above its content.
#[derive(Default)]
struct Said {
    typed: Option<Fields>,
    faults: Faults,
    blocked: bool,
}

async fn render(ctx: &Ctx, draft: Draft, said: Said) -> Result<Response, Problem> {
    let checks = checks(&draft.work());
    let errors = checks.iter().filter(|check| check.error).count();
    let warnings = checks.len() - errors;
    let fields = said.typed.unwrap_or_else(|| confirm::fields(ctx, &draft.form, &draft.flow));
    let shown = Shown::read(ctx.param("voir").as_deref());
    let steps = draft.flow.steps.iter();
    let steps = steps
        .map(|step| StepLine { id: step.id.to_string(), name: step.name.clone(), end: step.end })
        .collect();
    let refused = !said.faults.is_empty() || said.blocked;
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-revision-title",
        &[("title", draft.sheet.title.as_str().into()), ("n", draft.number.into())],
    );
    let page = Page::titled(ctx, title.0, ctx.s("procedures-author-revision-description"))
        .frame(Frame::Agent)
        .refused(refused);
    let history = procedures::revisions(ctx.db(), draft.row.id).await?.into_iter();
    let show = Show {
        filters: Shown::ALL,
        states: confirm::STATES.iter().map(|(_, name)| (*name, state_key(name))).collect(),
        history: history.map(|(number, published, _)| (number, published.is_some())).collect(),
        laws: confirm::law_rows(&fields),
        steps,
        checks: groups(checks),
        errors,
        warnings,
        report: draft.kept.report.as_ref().and_then(|report| ReportView::new(report, shown)),
        state: fingerprint(&draft.kept.form, &draft.kept.flow),
        done: done(ctx),
        blocked: said.blocked,
        fields,
        faults: said.faults,
        draft,
        page: page.clone(),
    };
    let status = if said.blocked { StatusCode::UNPROCESSABLE_ENTITY } else { show.faults.status() };
    page.html(status, &show)
}

fn done(ctx: &Ctx) -> Option<&'static str> {
    match ctx.param("fait")?.as_str() {
        "publie" => Some("procedures-author-done-published"),
        "retire" => Some("procedures-author-done-withdrawn"),
        "archive" => Some("procedures-author-done-archived"),
        "sorti" => Some("procedures-author-done-unarchived"),
        "copie" => Some("procedures-author-done-copied"),
        _ => Some("procedures-author-done-saved"),
    }
}

/// `GET /agent/demarches/{slug}/{revision}?voir=`
pub(super) async fn show(ctx: Ctx, Path((slug, number)): Path<(String, i64)>) -> Result<Response, Problem> {
    author(&ctx)?;
    let draft = Draft::load(&ctx, &slug, number).await?;
    render(&ctx, draft, Said::default()).await
}

/// `POST /agent/demarches/{slug}/{revision}`: what the author confirms goes into the draft.
pub(super) async fn save(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    author(&ctx)?;
    let mut draft = Draft::load(&ctx, &slug, number).await?;
    let here = format!("/agent/demarches/{slug}/{number}");
    if draft.is_published() {
        return Err(Problem::conflict("problem-moved").way(here, "problem-way-reload"));
    }
    let typed = Fields::posted(&posted);
    let (mut form, mut flow) = (draft.form.clone(), draft.flow.clone());
    let faults = confirm::apply(&ctx, &typed, &mut form, &mut flow);
    if !faults.is_empty() {
        return render(&ctx, draft, Said { typed: Some(typed), faults, blocked: false }).await;
    }
    let seen = Some(posted.get("etat")).filter(|seen| !seen.is_empty());
    match publishing::replace_draft(ctx.desk(), &slug, number, &form, &flow, seen).await {
        Ok(()) => Ok(see(&ctx, &format!("{here}?fait=1"))),
        // Shown again on top of the other change, with what was typed here still in the inputs.
        Err(AuthorError::Changed) => {
            draft = Draft::load(&ctx, &slug, number).await?;
            let mut faults = Faults::default();
            faults.push("titre", ctx.s("procedures-author-changed-meanwhile"));
            render(&ctx, draft, Said { typed: Some(typed), faults, blocked: false }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /agent/demarches/{slug}/{revision}/publier`: refused with the list while the checks find errors.
pub(super) async fn publish(
    ctx: Ctx,
    Path((slug, number)): Path<(String, i64)>,
    _posted: Posted,
) -> Result<Response, Problem> {
    let actor = author(&ctx)?;
    let by = actor.person();
    match publishing::publish(ctx.app(), ctx.authority(), ctx.desk(), &slug, number, by).await {
        Ok(()) => Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}?fait=publie"))),
        Err(AuthorError::Refused(_)) => {
            let draft = Draft::load(&ctx, &slug, number).await?;
            render(&ctx, draft, Said { blocked: true, ..Said::default() }).await
        }
        Err(AuthorError::NoUnit) => super::sheet_page::unit_missing(&ctx, &slug).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /agent/demarches/{slug}/retirer`
pub(super) async fn withdraw(
    ctx: Ctx,
    Path(slug): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    author(&ctx)?;
    publishing::withdraw(ctx.desk(), &slug).await?;
    let number: i64 = posted.get("revision").parse().map_err(|_| Problem::bad_request())?;
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}?fait=retire")))
}

/// `POST /agent/demarches/{slug}/archive`: put away, or taken back.
pub(super) async fn archive(ctx: Ctx, Path(slug): Path<String>, posted: Posted) -> Result<Response, Problem> {
    author(&ctx)?;
    let away = posted.get("faire") != "sortir";
    publishing::archive(ctx.desk(), &slug, away).await?;
    let number: i64 = posted.get("revision").parse().map_err(|_| Problem::bad_request())?;
    let done = if away { "archive" } else { "sorti" };
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{number}?fait={done}")))
}
