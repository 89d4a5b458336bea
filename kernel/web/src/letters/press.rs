//! What comes out of the printer: the letters of a batch in one file, each with its window address and pages of its own, and the slip that
//! the post stamps.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::{Attribute, LETTER, Opened, Purpose};
use beffroi_print_types::{Block, Document, Kind};
use uuid::Uuid;

use super::batch::own_batch;
use super::store::{self, LetterRow};
use super::{agent, head, place, print_lang};
use crate::ctx::Ctx;
use crate::problem::Problem;

/// Name and address of whom a letter goes to, as the window shows them; `None` without address.
pub(super) async fn addressee(opened: &Opened) -> Result<Option<Vec<String>>, Problem> {
    let mut name = Vec::new();
    let mut address = Vec::new();
    for (attribute, clear) in opened.attributes().await? {
        match attribute {
            Attribute::GivenName => name.insert(0, clear.as_str().to_owned()),
            Attribute::FamilyName => name.push(clear.as_str().to_owned()),
            Attribute::Address => address.extend(clear.as_str().lines().map(str::trim).map(str::to_owned)),
            _ => {}
        }
    }
    address.retain(|line: &String| !line.is_empty());
    if address.is_empty() {
        return Ok(None);
    }
    Ok(Some(std::iter::once(name.join(" ")).chain(address).filter(|line| !line.is_empty()).collect()))
}

/// Opens what letters say and to whom they go: an entry in the journal of each person, all or none.
pub(super) async fn open(ctx: &Ctx, letters: &[LetterRow]) -> Result<Vec<Opened>, Problem> {
    let fields = ["given_name", "family_name", "address", "letter"];
    let wanted: Vec<(Uuid, Purpose)> = letters
        .iter()
        .map(|letter| {
            let purpose = Purpose::new(LETTER).case(&letter.reference).fields(&fields);
            (
                letter.person,
                match letter.unit {
                    Some(unit) => purpose.unit(unit),
                    None => purpose,
                },
            )
        })
        .collect();
    Ok(ctx.desk().open_each(agent(ctx)?, &wanted).await?)
}

/// `GET /agent/courrier-postal/lot/{id}/lettres.pdf`: again as often as needed.
pub(super) async fn letters(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    own_batch(&ctx, id).await?;
    let rows = store::of_batch(ctx.db(), id).await?;
    let opened = open(&ctx, &rows).await?;
    let mut whole: Option<Document> = None;
    for (row, opened) in rows.iter().zip(&opened) {
        let clear = opened.text(&place(row.id), &row.letter)?;
        let mut document: Document =
            serde_json::from_str(clear.as_str()).map_err(|error| Problem::internal(&error))?;
        document.addressee = addressee(opened).await?.unwrap_or_default();
        match &mut whole {
            None => whole = Some(document),
            Some(first) => first.following.push(document),
        }
    }
    pdf(&ctx, whole.ok_or_else(Problem::not_found)?, "lettres.pdf").await
}

/// `GET /agent/courrier-postal/lot/{id}/bordereau.pdf`: numbers only, for the post to stamp.
pub(super) async fn slip(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let batch = own_batch(&ctx, id).await?;
    let rows = store::of_batch(ctx.db(), id).await?;
    let unit = match batch.unit {
        Some(unit) => ctx.desk().units().await?.into_iter().find(|of| of.id == unit).map(|of| of.name),
        None => None,
    };
    let head = head(ctx.app(), ctx.authority(), ctx.lang(), unit);
    let title = ctx.s("web-letters-slip");
    let mut document = Document::new(print_lang(ctx.lang()), Kind::Letter, title, head, ctx.today());
    document.reference = Some(id.simple().to_string().chars().take(8).collect());
    let lines = rows.iter().enumerate().map(|(at, row)| {
        let proof = if row.proof.is_empty() { ctx.s("web-letters-ordinary") } else { row.proof.clone() };
        vec![(at + 1).to_string(), row.reference.clone(), proof]
    });
    document.blocks.push(Block::Table {
        caption: ctx.app().texts().get(ctx.lang(), "web-letters-count", &[("n", rows.len().into())]).0,
        header: ["web-letters-rank", "web-letters-reference", "web-letters-proof"]
            .map(|key| ctx.s(key))
            .to_vec(),
        rows: lines.collect(),
        numeric: vec![0],
    });
    document.blocks.push(Block::Blank { label: ctx.s("web-letters-stamp"), hint: None, lines: 3 });
    pdf(&ctx, document, "bordereau.pdf").await
}

async fn pdf(ctx: &Ctx, document: Document, name: &str) -> Result<Response, Problem> {
    let printer = ctx.app().printer().ok_or_else(Problem::not_found)?;
    let bytes = tokio::task::spawn_blocking(move || printer(&document))
        .await
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&error))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
