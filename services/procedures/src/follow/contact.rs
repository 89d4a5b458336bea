//! How somebody without account wants to be written to about her file; with an account, her settings say it.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_web::contact::Contact;
use beffroi_web::{Ctx, Faults, Page, Posted, Problem};

use super::access;

#[derive(Template)]
#[template(path = "contact.html")]
struct Show {
    page: Page,
    number: String,
    faults: Faults,
    contact: Contact,
}

fn show(ctx: &Ctx, number: &str, faults: Faults, contact: Contact) -> Result<Response, Problem> {
    let page = Page::new(ctx, "web-contact-title", "web-contact-text").private().refused(!faults.is_empty());
    let status = faults.status();
    page.html(status, &Show { page: page.clone(), number: number.to_owned(), faults, contact })
}

/// `GET /suivre/{number}/contact`
pub(super) async fn form(ctx: Ctx, Path(number): Path<String>) -> Result<Response, Problem> {
    if ctx.signed_in() {
        return Ok(axum::response::Redirect::to(&ctx.href("/moi/reglages")).into_response());
    }
    let (actor, _) = access::own_file(&ctx, &number).await?;
    let contact = Contact::known(&ctx.desk().open_own(&actor).await?, true).await?;
    show(&ctx, &number, Faults::default(), contact)
}

/// `POST /suivre/{number}/contact`
pub(super) async fn save(ctx: Ctx, Path(number): Path<String>, posted: Posted) -> Result<Response, Problem> {
    // Who has an account changes her settings, not those of a file.
    if ctx.signed_in() {
        return Err(Problem::forbidden());
    }
    let (_, row) = access::own_file(&ctx, &number).await?;
    let contact = Contact::posted(&posted, true);
    let faults = contact.check(&ctx);
    if !faults.is_empty() {
        return show(&ctx, &number, faults, contact);
    }
    let (ctx_ref, contact) = (&ctx, &contact);
    ctx.db().write(move |tx| async move { contact.save(ctx_ref, &tx, row.person).await }).await?;
    let to = ctx.href(&format!("/suivre/{number}?fait=1"));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}
