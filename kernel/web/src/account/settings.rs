//! Settings: password, and the places where one is signed in.

use askama::Template;
use axum::response::Response;
use beffroi_people::{EndSessions, Session};

use super::{password_fault, refusal_message, see_other};
use crate::ctx::Ctx;
use crate::page::{Faults, Page};
use crate::posted::Posted;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account-settings.html")]
struct Settings {
    page: Page,
    faults: Faults,
    sessions: Vec<Session>,
    done: Option<&'static str>,
}

async fn show(ctx: &Ctx, faults: Faults) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let sessions = ctx.desk().sessions(actor).await?;
    let done = match ctx.param("fait").as_deref() {
        Some("mot-de-passe") => Some("account-password-changed"),
        Some("sessions") => Some("account-sessions-ended"),
        _ => None,
    };
    let page = Page::new(ctx, "account-settings-title", "account-settings-description")
        .refused(!faults.is_empty())
        .private();
    let status = faults.status();
    page.html(status, &Settings { page: page.clone(), faults, sessions, done })
}

/// `GET /moi/reglages`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    show(&ctx, Faults::default()).await
}

/// `POST /moi/reglages/mot-de-passe`
pub(super) async fn change_password(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let mut faults = Faults::default();
    if posted.raw("old").is_empty() {
        faults.push("old", ctx.s("account-password-missing"));
    }
    if let Some(key) = password_fault(posted.raw("password")) {
        faults.push("password", ctx.s(key));
    }
    if faults.is_empty() {
        match ctx
            .desk()
            .change_password(actor, posted.raw("old"), posted.raw("password"), &ctx.client())
            .await
        {
            Ok(()) => return Ok(see_other(&ctx, "/moi/reglages?fait=mot-de-passe")),
            Err(error) => {
                let message = refusal_message(&ctx, error, "account-old-wrong")?;
                faults.push("old", message);
            }
        }
    }
    show(&ctx, faults).await
}

/// `POST /moi/reglages/sessions`: one session, or all the others.
pub(super) async fn end_sessions(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    match posted.get("session").parse::<uuid::Uuid>() {
        Ok(session) => {
            ctx.desk().end_session(actor, session).await?;
        }
        Err(_) => {
            ctx.desk().end_sessions(actor, EndSessions::Others).await?;
        }
    }
    Ok(see_other(&ctx, "/moi/reglages?fait=sessions"))
}
