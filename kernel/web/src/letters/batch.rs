//! What happens to letters: printed together, posted with a date and a proof, sent back by the post.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use beffroi_store::params;
use uuid::Uuid;

use super::press::{addressee, open};
use super::store::{self, BatchRow, LetterRow};
use super::{agent, may_print, pages};
use crate::ctx::Ctx;
use crate::page::Faults;
use crate::posted::Posted;
use crate::problem::Problem;

/// Letters printed at once.
const MOST: usize = 100;

/// A batch of a unit whose letters the agent may print; another's does not exist for her.
pub(super) async fn own_batch(ctx: &Ctx, id: Uuid) -> Result<BatchRow, Problem> {
    let batch = store::batch(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    if may_print(ctx, agent(ctx)?, batch.unit) { Ok(batch) } else { Err(Problem::not_found()) }
}

async fn own_letter(ctx: &Ctx, id: Uuid) -> Result<LetterRow, Problem> {
    let letter = store::by_id(ctx.db(), id).await?.ok_or_else(Problem::not_found)?;
    if may_print(ctx, agent(ctx)?, letter.unit) { Ok(letter) } else { Err(Problem::not_found()) }
}

/// `POST /agent/courrier-postal/imprimer`: a batch of the letters ticked; those without address wait, and the agent is told.
pub(super) async fn print(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = agent(&ctx)?;
    let mut letters = Vec::new();
    for id in posted.all("lettre").filter_map(|text| text.parse::<Uuid>().ok()).take(MOST) {
        letters.push(own_letter(&ctx, id).await?);
    }
    letters.retain(|letter| matches!(letter.state.as_str(), "waiting" | "no_address" | "returned"));
    let Some(unit) = letters.first().map(|letter| letter.unit) else {
        let mut faults = Faults::default();
        faults.push("lettre-1", ctx.s("web-letters-none-ticked"));
        return pages::list_page(&ctx, faults, 0).await;
    };
    letters.retain(|letter| letter.unit == unit);
    let opened = open(&ctx, &letters).await?;
    let (mut ready, mut missing) = (Vec::new(), Vec::new());
    for (letter, opened) in letters.iter().zip(&opened) {
        let known = addressee(opened).await?.is_some();
        if known { &mut ready } else { &mut missing }.push(letter.id);
    }
    let (batch, now, by) = (ctx.ambient().uuid_v7(), ctx.now(), actor.person());
    let (ready, missing) = (&ready, &missing);
    ctx.db()
        .write(move |tx| async move {
            if !ready.is_empty() {
                tx.exec(&store::ADD_BATCH, params![batch, unit, now, by]).await?;
            }
            for id in ready {
                tx.exec(&store::PRINTED, params![*id, batch]).await?;
            }
            for id in missing {
                tx.exec(&store::NO_ADDRESS, params![*id]).await?;
            }
            Ok::<_, Problem>(())
        })
        .await?;
    if ready.is_empty() {
        return pages::list_page(&ctx, Faults::default(), missing.len()).await;
    }
    let lost = if missing.is_empty() { String::new() } else { format!("?sans={}", missing.len()) };
    Ok(Redirect::to(&format!("/agent/courrier-postal/lot/{batch}{lost}")).into_response())
}

/// `POST /agent/courrier-postal/lot/{id}`: the batch has left, on that day, with these registered numbers.
pub(super) async fn posted(ctx: Ctx, Path(id): Path<Uuid>, posted: Posted) -> Result<Response, Problem> {
    let batch = own_batch(&ctx, id).await?;
    let letters = store::of_batch(ctx.db(), id).await?;
    let mut faults = Faults::default();
    let day = posted.get("jour");
    let date = crate::dates::typed(day);
    let printed = crate::dates::civil(batch.printed_at, ctx.authority().zone()).date;
    if !date.is_some_and(|date| date >= printed && date <= ctx.today()) {
        faults.push("jour", ctx.s("web-letters-day-wrong"));
    }
    let mut proofs = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let proof: String = posted.get(&format!("numero-{}", letter.id)).split_whitespace().collect();
        if proof.len() > 40 || !proof.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            faults.push(format!("numero-{}", at + 1), ctx.s("web-letters-proof-wrong"));
        }
        proofs.push((letter.id, proof));
    }
    if !faults.is_empty() {
        return pages::batch_page(&ctx, &batch, faults, Some(&posted)).await;
    }
    let day = &date.map(crate::dates::iso).unwrap_or_default();
    let (by, proofs) = (agent(&ctx)?.person(), &proofs);
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&store::POST_BATCH, params![id, day.as_str(), by]).await? != 1 {
                return Err(Problem::conflict("problem-two-windows"));
            }
            for (letter, proof) in proofs {
                tx.exec(&store::POSTED, params![*letter, proof.as_str()]).await?;
            }
            Ok(())
        })
        .await?;
    Ok(Redirect::to(&format!("/agent/courrier-postal/lot/{id}?fait=1")).into_response())
}

/// `POST /agent/courrier-postal/retour/{id}`: the post brought the letter back; it waits again until the address is right.
pub(super) async fn returned(ctx: Ctx, Path(id): Path<Uuid>, _posted: Posted) -> Result<Response, Problem> {
    let letter = own_letter(&ctx, id).await?;
    let now = ctx.now();
    let done =
        ctx.db().write(move |tx| async move { tx.exec(&store::RETURNED, params![id, now]).await }).await?;
    if done != 1 {
        return Err(Problem::conflict("problem-two-windows"));
    }
    let back = letter.batch.map_or_else(
        || "/agent/courrier-postal".to_owned(),
        |batch| format!("/agent/courrier-postal/lot/{batch}?fait=1"),
    );
    Ok(Redirect::to(&back).into_response())
}
