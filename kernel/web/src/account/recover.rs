//! A forgotten password: the same answer whether the address is known or not.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::sign_up::{Sent, send};
use super::{entered, letter, password_fault, refusal_message, see_other};
use crate::ctx::Ctx;
use crate::mail;
use crate::page::{Faults, Page};
use crate::posted::Posted;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account-recover.html")]
struct Recover {
    page: Page,
    faults: Faults,
    email: String,
}

fn form(ctx: &Ctx, faults: Faults, email: &str) -> Result<Response, Problem> {
    let page = Page::new(ctx, "account-recover-title", "account-recover-description")
        .refused(!faults.is_empty())
        .private();
    let status = faults.status();
    page.html(status, &Recover { page: page.clone(), faults, email: email.to_owned() })
}

/// `GET /mot-de-passe`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    form(&ctx, Faults::default(), "")
}

/// `POST /mot-de-passe`
pub(super) async fn submit(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let email = posted.get("email");
    if !mail::is_address(email) {
        let mut faults = Faults::default();
        faults.push(
            "email",
            ctx.s(if email.is_empty() { "account-email-missing" } else { "account-email-wrong" }),
        );
        return form(&ctx, faults, email);
    }
    match ctx.desk().request_reset(email, &ctx.client()).await {
        Ok(Some(token)) => {
            let path = format!("/mot-de-passe/{}", token.expose());
            send(&ctx, &letter(&ctx, email, "account-mail-reset", Some((&path, "account-mail-reset-link"))))
                .await?;
        }
        Ok(None) => send(&ctx, &letter(&ctx, email, "account-mail-unknown", None)).await?,
        Err(error) => {
            let mut faults = Faults::default();
            faults.push("email", refusal_message(&ctx, error, "account-email-wrong")?);
            return form(&ctx, faults, email);
        }
    }
    Ok(see_other(&ctx, "/mot-de-passe/envoye"))
}

/// `GET /mot-de-passe/envoye`
pub(super) async fn sent(ctx: Ctx) -> Result<Response, Problem> {
    let page = Page::new(&ctx, "account-sent-title", "account-sent-description").private();
    page.html(StatusCode::OK, &Sent { page: page.clone(), key: "account-recover-sent" })
}

#[derive(Template)]
#[template(path = "account-choose.html")]
struct Choose {
    page: Page,
    faults: Faults,
}

fn choose_form(ctx: &Ctx, faults: Faults) -> Result<Response, Problem> {
    let page = Page::new(ctx, "account-choose-title", "account-recover-description")
        .refused(!faults.is_empty())
        .private();
    let status = faults.status();
    page.html(status, &Choose { page: page.clone(), faults })
}

/// `GET /mot-de-passe/{token}`
pub(super) async fn choose_page(ctx: Ctx, Path(_token): Path<String>) -> Result<Response, Problem> {
    choose_form(&ctx, Faults::default())
}

/// `POST /mot-de-passe/{token}`
pub(super) async fn choose(ctx: Ctx, Path(token): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let mut faults = Faults::default();
    if let Some(key) = password_fault(posted.raw("password")) {
        faults.push("password", ctx.s(key));
        return choose_form(&ctx, faults);
    }
    match ctx.desk().reset_password(&token, posted.raw("password"), &ctx.client()).await {
        Ok(signed) => Ok(entered(&ctx, &signed, &ctx.href("/moi"))),
        Err(error) => {
            let message = refusal_message(&ctx, error, "account-token-wrong")?;
            faults.push("password", message);
            choose_form(&ctx, faults)
        }
    }
}
