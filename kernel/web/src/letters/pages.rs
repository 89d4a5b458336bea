//! The letters of an agent's units: what waits, what was printed, what came back. Nothing personal is read for a list.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_people::Unit;
use uuid::Uuid;

use super::batch::own_batch;
use super::store::{self, BatchRow, LetterRow};
use super::{agent, may_print};
use crate::ctx::Ctx;
use crate::page::{Faults, Frame, Page};
use crate::posted::Posted;
use crate::problem::Problem;

/// What one unit has to print.
struct Waiting {
    unit: String,
    letters: Vec<LetterRow>,
    batches: Vec<(BatchRow, i64)>,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct List {
    page: Page,
    faults: Faults,
    units: Vec<Waiting>,
    has_pdf: bool,
    /// Letters just found without address.
    missing: usize,
}

impl List {
    fn state_key(&self, letter: &LetterRow) -> String {
        format!("web-letters-state-{}", letter.state.replace('_', "-"))
    }

    fn nothing(&self) -> bool {
        self.units.iter().all(|of| of.letters.is_empty() && of.batches.is_empty())
    }
}

/// `GET /agent/courrier-postal`
pub(super) async fn list(ctx: Ctx) -> Result<Response, Problem> {
    list_page(&ctx, Faults::default(), 0).await
}

pub(super) async fn list_page(ctx: &Ctx, faults: Faults, missing: usize) -> Result<Response, Problem> {
    let actor = agent(ctx)?;
    let mut units = Vec::new();
    let all: Vec<Unit> = ctx.desk().units().await?;
    let named = all.into_iter().map(|unit| (Some(unit.id), unit.name));
    for (id, unit) in named.chain([(None, ctx.s("web-letters-no-unit"))]) {
        if may_print(ctx, actor, id) {
            let letters = store::to_print(ctx.db(), id).await?;
            let batches = store::batches(ctx.db(), id).await?;
            if !(letters.is_empty() && batches.is_empty()) {
                units.push(Waiting { unit, letters, batches });
            }
        }
    }
    let page = Page::new(ctx, "web-letters-title", "web-letters-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let has_pdf = ctx.app().printer().is_some();
    page.html(status, &List { page: page.clone(), faults, units, has_pdf, missing })
}

#[derive(Template)]
#[template(path = "letters-batch.html")]
struct Lot {
    page: Page,
    faults: Faults,
    batch: BatchRow,
    letters: Vec<LetterRow>,
    posted_on: String,
    day: String,
    proofs: Vec<String>,
    has_pdf: bool,
    missing: Option<i64>,
    done: bool,
}

impl Lot {
    fn state_key(&self, letter: &LetterRow) -> String {
        format!("web-letters-state-{}", letter.state.replace('_', "-"))
    }

    fn proof(&self, at: &usize) -> &str {
        self.proofs.get(*at).map_or("", String::as_str)
    }
}

/// « 25/11/2026 »: a day as agents type it.
fn as_typed(day: time::Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year())
}

/// `GET /agent/courrier-postal/lot/{id}`
pub(super) async fn batch(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let batch = own_batch(&ctx, id).await?;
    batch_page(&ctx, &batch, Faults::default(), None).await
}

pub(super) async fn batch_page(
    ctx: &Ctx,
    batch: &BatchRow,
    faults: Faults,
    typed: Option<&Posted>,
) -> Result<Response, Problem> {
    let letters = store::of_batch(ctx.db(), batch.id).await?;
    let page = Page::new(ctx, "web-letters-batch-title", "web-letters-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let posted_on = time::Date::parse(&batch.posted_on, &time::format_description::well_known::Iso8601::DATE);
    let status = faults.status();
    let template = Lot {
        posted_on: posted_on.map(|date| page.date(&date)).unwrap_or_default(),
        day: typed.map_or_else(|| as_typed(ctx.today()), |typed| typed.get("jour").to_owned()),
        proofs: letters
            .iter()
            .map(|letter| match typed {
                Some(typed) => typed.get(&format!("numero-{}", letter.id)).to_owned(),
                None => letter.proof.clone(),
            })
            .collect(),
        has_pdf: ctx.app().printer().is_some(),
        missing: ctx.param("sans").and_then(|text| text.parse().ok()),
        done: ctx.param("fait").is_some(),
        batch: batch.clone(),
        letters,
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}
