//! Entering and leaving.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::{entered, refusal_message, safe_return};
use crate::app::DemoAccount;
use crate::ctx::{Ctx, SESSION_COOKIE};
use crate::layers::set_cookie;
use crate::page::{Faults, Page};
use crate::posted::Posted;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account-sign-in.html")]
struct SignIn {
    page: Page,
    faults: Faults,
    email: String,
    back: String,
    demo: Vec<DemoAccount>,
}

fn form(ctx: &Ctx, faults: Faults, email: &str, back: &str) -> Result<Response, Problem> {
    let page = Page::new(ctx, "account-sign-in-title", "account-sign-in-description")
        .refused(!faults.is_empty())
        .private();
    let demo = ctx.app().settings().demo_accounts.clone();
    let status = faults.status();
    page.html(
        status,
        &SignIn { page: page.clone(), faults, email: email.to_owned(), back: back.to_owned(), demo },
    )
}

/// `GET /entrer?retour=`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let back = ctx.param("retour").unwrap_or_default();
    if ctx.signed_in() {
        return Ok(Redirect::to(safe_return(&back)).into_response());
    }
    form(&ctx, Faults::default(), "", &back)
}

/// `POST /entrer`
pub(super) async fn submit(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let (email, back) = (posted.get("email"), posted.get("retour"));
    let mut faults = Faults::default();
    if email.is_empty() {
        faults.push("email", ctx.s("account-email-missing"));
    }
    if posted.raw("password").is_empty() {
        faults.push("password", ctx.s("account-password-missing"));
    }
    if !faults.is_empty() {
        return form(&ctx, faults, email, back);
    }
    match ctx.desk().sign_in(email, posted.raw("password"), &ctx.client()).await {
        Ok(signed) => Ok(entered(&ctx, &signed, safe_return(back))),
        Err(error) => {
            let message = refusal_message(&ctx, error, "account-wrong")?;
            faults.push("email", message);
            form(&ctx, faults, email, back)
        }
    }
}

/// `POST /sortir`
pub(super) async fn sign_out(ctx: Ctx, _posted: Posted) -> Result<Response, Problem> {
    if let Some(cookie) = ctx.session_cookie() {
        ctx.desk().sign_out(cookie).await?;
    }
    let mut response =
        (StatusCode::SEE_OTHER, [(axum::http::header::LOCATION, ctx.href("/"))]).into_response();
    set_cookie(&mut response, SESSION_COOKIE, "", Some(0));
    Ok(response)
}
