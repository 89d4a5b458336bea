//! `/transparence/journal`: what the journal is in plain words, its present head, how to check it without us.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use beffroi_translog::{Checkpoint, Class};
use beffroi_web::{App, Ctx, Markup, Page, Problem};

use crate::shelf::Shelf;
use crate::witness::{self, Evidence, Neighbour};

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/transparence/journal", get(page))
}

#[derive(Template)]
#[template(path = "journal.html")]
struct Journal {
    page: Page,
    /// The head that is published, and its bytes.
    head: Option<(Checkpoint, String)>,
    vkey: String,
    /// Where the files are, as verifiers want it.
    address: String,
    figures: Vec<(&'static str, u64)>,
    /// Logs that the commune witnesses, and proofs against them.
    neighbours: Vec<Neighbour>,
    evidence: Vec<Evidence>,
}

impl Journal {
    /// Where the form of the files is described.
    fn standard(&self) -> Markup {
        self.page.link_out("journal-check-mirror", "https://c2sp.org/tlog-tiles", &[])
    }

    /// A program that we did not write: signature, then one entry.
    fn foreign(&self) -> String {
        let (address, vkey) = (&self.address, &self.vkey);
        format!(
            "pip install aics-tlog\necho '{vkey}' > vkey\ncurl -sO {address}/checkpoint\n\
             aics-tlog verify-checkpoint --note checkpoint --vkey-file vkey\n\
             curl -s {address}/entree/0 -o entry\n\
             aics-tlog verify-inclusion --tiles {address} --vkey-file vkey --index 0 --leaf entry"
        )
    }

    /// Ours: every entry, and a head kept from before.
    fn own(&self) -> String {
        let (address, vkey) = (&self.address, &self.vkey);
        format!("beffroi journal verify {address} --vkey '{vkey}' --since checkpoint")
    }

    /// Somebody's own list against it.
    fn person(&self) -> String {
        let (address, vkey) = (&self.address, &self.vkey);
        format!("beffroi journal person consultations.json --log {address} --vkey '{vkey}'")
    }
}

/// `GET /transparence/journal`
async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let log = ctx.desk().log_head().await?.ok_or_else(Problem::not_found)?;
    let key = ctx.desk().log_key().await?.ok_or_else(Problem::not_found)?;
    let shelf = Shelf::new(ctx.app().published(), &log.origin);
    let present = shelf.present(&key).await.map_err(|error| Problem::internal(&error))?;
    let head = present.and_then(|present| Some((present.signed?, String::from_utf8(present.bytes).ok()?)));
    let size = head.as_ref().map_or(0, |(signed, _)| signed.size);
    let figures = ctx.desk().journal_figures_at(size).await?;
    let page = Page::new(&ctx, "journal-title", "journal-description");
    let shown = Journal {
        vkey: key.to_string(),
        address: ctx.app().public_href(ctx.authority(), "/journal"),
        figures: figures.into_iter().map(|(class, count)| (words(class), count)).collect(),
        head,
        neighbours: witness::neighbours(ctx.desk()).await?,
        evidence: witness::evidence(ctx.desk()).await?,
        page: page.clone(),
    };
    page.html(StatusCode::OK, &shown)
}

/// Text key of what a class of entries records.
const fn words(class: Class) -> &'static str {
    match class {
        Class::Person => "journal-class-person",
        Class::Act => "journal-class-act",
        Class::Board => "journal-class-board",
        Class::Key => "journal-class-key",
        Class::Register => "journal-class-register",
        Class::Note => "journal-class-note",
    }
}
