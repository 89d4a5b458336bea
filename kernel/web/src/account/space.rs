//! « Mon espace »: what waits for the person, as each service tells it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_people::Attribute;

use crate::ctx::Ctx;
use crate::page::Page;
use crate::problem::Problem;
use crate::texts::Markup;

#[derive(Template)]
#[template(path = "account-space.html")]
struct Space {
    page: Page,
    given: String,
    blocks: Vec<Markup>,
}

/// `GET /moi`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let opened = ctx.desk().open_own(actor).await?;
    let given = opened
        .attribute(Attribute::GivenName)
        .await?
        .map(|clear| clear.as_str().to_owned())
        .unwrap_or_default();
    let mut blocks = Vec::new();
    for block in ctx.app().space_blocks() {
        if let Some(html) = block(ctx.clone()).await? {
            blocks.push(html);
        }
    }
    let page = Page::new(&ctx, "web-my-space", "account-space-description").private();
    page.html(StatusCode::OK, &Space { page: page.clone(), given, blocks })
}
