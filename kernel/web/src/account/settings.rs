//! Settings: how one is written to, password, and the places where one is signed in.

use askama::Template;
use axum::response::Response;
use beffroi_people::{EndSessions, Session};

use super::{password_fault, refusal_message, see_other};
use crate::contact::Contact;
use crate::ctx::Ctx;
use crate::page::{Faults, Page};
use crate::posted::Posted;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account-settings.html")]
struct Settings {
    page: Page,
    faults: Faults,
    contact: Contact,
    sessions: Vec<Session>,
    done: Option<&'static str>,
}

async fn show(ctx: &Ctx, faults: Faults, typed: Option<Contact>) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let contact = match typed {
        Some(typed) => typed,
        None => Contact::known(&ctx.desk().open_own(actor).await?, false).await?,
    };
    let sessions = ctx.desk().sessions(actor).await?;
    let done = match ctx.param("fait").as_deref() {
        Some("mot-de-passe") => Some("account-password-changed"),
        Some("sessions") => Some("account-sessions-ended"),
        Some("contact") => Some("web-contact-saved"),
        _ => None,
    };
    let page = Page::new(ctx, "account-settings-title", "account-settings-description")
        .refused(!faults.is_empty())
        .private();
    let status = faults.status();
    page.html(status, &Settings { page: page.clone(), faults, contact, sessions, done })
}

/// `GET /moi/reglages`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    show(&ctx, Faults::default(), None).await
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
    show(&ctx, faults, None).await
}

/// `POST /moi/reglages/contact`: how she wants to be written to.
pub(super) async fn change_contact(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let person = ctx.person()?.person().ok_or_else(Problem::forbidden)?;
    let contact = Contact::posted(&posted, false);
    let faults = contact.check(&ctx);
    if !faults.is_empty() {
        return show(&ctx, faults, Some(contact)).await;
    }
    let (ctx_ref, contact) = (&ctx, &contact);
    ctx.db().write(move |tx| async move { contact.save(ctx_ref, &tx, person).await }).await?;
    Ok(see_other(&ctx, "/moi/reglages?fait=contact"))
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
