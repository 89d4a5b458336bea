//! Making an account: the same answer whether the address is known or not; the mail differs.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_people::{SignUp, SignUpOutcome};
use beffroi_store::StoreError;

use super::{entered, letter, password_fault, refusal_message, see_other};
use crate::ctx::Ctx;
use crate::page::{Faults, Page};
use crate::posted::Posted;
use crate::problem::Problem;
use crate::{mail, outgoing};

#[derive(Template)]
#[template(path = "account-sign-up.html")]
struct SignUpPage {
    page: Page,
    faults: Faults,
    given: String,
    family: String,
    email: String,
}

fn form(ctx: &Ctx, faults: Faults, posted: &Posted) -> Result<Response, Problem> {
    let page = Page::new(ctx, "account-sign-up-title", "account-sign-up-description")
        .refused(!faults.is_empty())
        .private();
    let status = faults.status();
    let template = SignUpPage {
        page: page.clone(),
        faults,
        given: posted.get("given").to_owned(),
        family: posted.get("family").to_owned(),
        email: posted.get("email").to_owned(),
    };
    page.html(status, &template)
}

/// `GET /inscription`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    form(&ctx, Faults::default(), &Posted::default())
}

/// `POST /inscription`
pub(super) async fn submit(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let mut faults = Faults::default();
    for (field, key) in [("given", "account-given-missing"), ("family", "account-family-missing")] {
        if posted.get(field).is_empty() {
            faults.push(field, ctx.s(key));
        }
    }
    let email = posted.get("email");
    if !mail::is_address(email) {
        faults.push(
            "email",
            ctx.s(if email.is_empty() { "account-email-missing" } else { "account-email-wrong" }),
        );
    }
    if let Some(key) = password_fault(posted.raw("password")) {
        faults.push("password", ctx.s(key));
    }
    if !faults.is_empty() {
        return form(&ctx, faults, &posted);
    }
    let new = SignUp {
        email,
        password: posted.raw("password"),
        given_name: posted.get("given"),
        family_name: posted.get("family"),
    };
    let mail = match ctx.desk().sign_up(new).await {
        Ok(SignUpOutcome::Created { token, .. }) => {
            let path = format!("/confirmer/{}", token.expose());
            letter(&ctx, email, "account-mail-confirm", Some((&path, "account-mail-confirm-link")))
        }
        Ok(SignUpOutcome::AlreadyThere) => {
            letter(&ctx, email, "account-mail-known", Some(("/entrer", "account-sign-in-title")))
        }
        Err(error) => {
            faults.push("password", refusal_message(&ctx, error, "account-password-short")?);
            return form(&ctx, faults, &posted);
        }
    };
    send(&ctx, &mail).await?;
    Ok(see_other(&ctx, "/inscription/envoyee"))
}

pub(super) async fn send(ctx: &Ctx, mail: &crate::mail::Letter) -> Result<(), StoreError> {
    let app = ctx.app();
    ctx.db().write(move |tx| async move { outgoing::to_address(&tx, app, mail).await }).await
}

#[derive(Template)]
#[template(path = "account-sent.html")]
pub(super) struct Sent {
    pub page: Page,
    pub key: &'static str,
}

/// `GET /inscription/envoyee`
pub(super) async fn sent(ctx: Ctx) -> Result<Response, Problem> {
    let page = Page::new(&ctx, "account-sent-title", "account-sent-description").private();
    page.html(axum::http::StatusCode::OK, &Sent { page: page.clone(), key: "account-sent-text" })
}

#[derive(Template)]
#[template(path = "account-confirm.html")]
struct Confirm {
    page: Page,
    faults: Faults,
}

fn confirm_form(ctx: &Ctx, faults: Faults) -> Result<Response, Problem> {
    let page = Page::new(ctx, "account-confirm-title", "account-confirm-description")
        .refused(!faults.is_empty())
        .private();
    let status = faults.status();
    page.html(status, &Confirm { page: page.clone(), faults })
}

/// `GET /confirmer/{token}`: a page with a button, since mail scanners follow links.
pub(super) async fn confirm_page(ctx: Ctx, Path(_token): Path<String>) -> Result<Response, Problem> {
    confirm_form(&ctx, Faults::default())
}

/// `POST /confirmer/{token}`
pub(super) async fn confirm(
    ctx: Ctx,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    match ctx.desk().confirm_email(&token, posted.raw("password"), &ctx.client()).await {
        Ok(signed) => Ok(entered(&ctx, &signed, &ctx.href("/moi"))),
        Err(error) => {
            let mut faults = Faults::default();
            let message = refusal_message(&ctx, error, "account-confirm-wrong")?;
            faults.push("password", message);
            confirm_form(&ctx, faults)
        }
    }
}
