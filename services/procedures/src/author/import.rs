//! The import page: files of another product, or a form of ours, become drafts.

use askama::Template;
use axum::response::Response;
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use fluent_bundle::FluentValue;

use super::publishing::{self, NewDraft, slug_of};
use super::reading::{self, Unread, Why, first_sheet};
use super::{author, see};

/// Theme of a procedure that nobody has sorted yet.
const THEME: &str = "vie_quotidienne";
/// Name of the file input.
const FIELD: &str = "fichiers";

#[derive(Template)]
#[template(path = "author-import.html")]
struct Import {
    page: Page,
    faults: Faults,
}

fn show(ctx: &Ctx, faults: Faults) -> Result<Response, Problem> {
    let page = Page::new(ctx, "procedures-author-import-title", "procedures-author-import-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    page.html(faults.status(), &Import { page: page.clone(), faults })
}

/// `GET /agent/demarches/importer`
pub(super) async fn form(ctx: Ctx) -> Result<Response, Problem> {
    author(&ctx)?;
    show(&ctx, Faults::default())
}

/// `POST /agent/demarches/importer`: all files or none; each form becomes a draft revision.
pub(super) async fn receive(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = author(&ctx)?;
    let mut faults = Faults::default();
    let files = posted.files.iter().filter(|file| file.field == FIELD);
    let files: Vec<(&str, &[u8])> = files.map(|file| (file.name.as_str(), &file.bytes[..])).collect();
    if files.is_empty() {
        faults.push(FIELD, ctx.s("procedures-author-import-none"));
        return show(&ctx, faults);
    }
    let found = match reading::read(files) {
        Ok(found) => found,
        Err(unread) => {
            for one in &unread {
                faults.push(FIELD, said(&ctx, one));
            }
            return show(&ctx, faults);
        }
    };
    let mut last = String::new();
    for one in &found {
        let slug = slug_of(&one.form.procedure);
        let sheet = first_sheet(&one.form);
        let new = NewDraft {
            slug: &slug,
            unit: None,
            theme: THEME,
            sheet: &sheet,
            form: &one.form,
            flow: one.flow.as_ref(),
            report: one.report.as_ref(),
            by: actor.person(),
        };
        let number = publishing::create(ctx.desk(), &new).await?;
        last = format!("/agent/demarches/{slug}/{number}");
    }
    if found.len() == 1 {
        return Ok(see(&ctx, &last));
    }
    Ok(see(&ctx, &format!("/agent/demarches?importees={}", found.len())))
}

/// What is wrong with a file, and what to do.
fn said(ctx: &Ctx, unread: &Unread) -> String {
    let (key, detail): (&str, FluentValue<'_>) = match &unread.why {
        Why::Empty => ("procedures-author-import-empty", "".into()),
        Why::TooLarge(mib) => ("procedures-author-import-large", (*mib).into()),
        Why::NotUtf8 => ("procedures-author-import-utf8", "".into()),
        Why::Encoding(declared) => ("procedures-author-import-encoding", declared.as_str().into()),
        Why::Doctype => ("procedures-author-import-doctype", "".into()),
        Why::Bomb => ("procedures-author-import-bomb", "".into()),
        Why::Broken(detail) => ("procedures-author-import-broken", detail.as_str().into()),
        Why::NotAForm(root) => ("procedures-author-import-other", root.as_str().into()),
        Why::Mistake(place, what) => ("procedures-author-import-mistake", format!("{place} : {what}").into()),
        Why::NoForm => ("procedures-author-import-no-form", "".into()),
    };
    let args = [("file", unread.file.as_str().into()), ("detail", detail)];
    ctx.app().texts().get(ctx.lang(), key, &args).0
}
