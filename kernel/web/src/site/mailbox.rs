//! The demonstration's mailbox: mails and SMS that would have been sent. Does not exist where mail really leaves.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::ctx::Ctx;
use crate::mail::{self, Kept};
use crate::page::Page;
use crate::problem::Problem;
use crate::sms::KeptSms;

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Mailbox {
    page: Page,
    kept: Vec<Kept>,
    texts: Vec<KeptSms>,
}

impl Mailbox {
    fn text(&self, kept: &Kept) -> String {
        mail::text(&kept.letter)
    }
}

/// `GET /courrier`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    if !ctx.app().settings().demonstration {
        return Err(Problem::not_found());
    }
    let page = Page::new(&ctx, "web-mailbox-title", "web-mailbox-description").private();
    let kept = ctx.app().post().kept();
    page.html(StatusCode::OK, &Mailbox { page: page.clone(), kept, texts: ctx.app().sms().kept() })
}
