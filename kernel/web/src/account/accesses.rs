//! « Qui a consulté mes données »: each access with who (role and unit), when, what and why.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use beffroi_people::Access;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::ctx::Ctx;
use crate::page::Page;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account-accesses.html")]
struct Accesses {
    page: Page,
    rows: Vec<Access>,
    /// Addresses of the pages with later and with earlier accesses.
    newer: Option<String>,
    older: Option<String>,
    /// Entries of the log that is signed: later ones have no proof yet.
    signed: u64,
}

impl Accesses {
    /// The purpose in words, from the register.
    fn purpose(&self, access: &Access) -> String {
        let register = self.page.ctx().desk().register();
        register.get(&access.purpose).map_or_else(|| access.purpose.clone(), |of| of.title.to_owned())
    }

    /// The rule that allows it, in the register's words, or the letter of article 6 that was written down.
    fn basis(&self, access: &Access) -> String {
        let register = self.page.ctx().desk().register();
        register.get(&access.purpose).map_or_else(|| access.basis.clone(), |of| of.basis_text.to_owned())
    }

    /// The entry's number, once it is signed.
    fn proved(&self, access: &Access) -> Option<u64> {
        access.index.filter(|&index| index < self.signed)
    }

    /// A mail to the commune that names the entry and nothing of its content.
    fn question(&self, access: &Access) -> String {
        let index = access.index.unwrap_or_default();
        format!("mailto:{}?subject=journal%20{index}", self.page.authority().profile.email)
    }
}

impl Accesses {
    /// Role and unit, never a name: the officer for data protection holds that.
    fn who(&self, access: &Access) -> String {
        let role = match access.role.as_str() {
            "self" => self.page.s("account-access-self"),
            "joint" => self.page.s("account-access-joint"),
            "automaton" => self.page.s("account-access-automatic"),
            _ => self.page.s("account-access-agent"),
        };
        if access.office.is_empty() || access.role == "automaton" {
            role
        } else {
            format!("{role}, {}", access.office)
        }
    }

    /// When, in the commune's time.
    fn when(&self, access: &Access) -> String {
        let at = OffsetDateTime::parse(&access.time, &Rfc3339);
        at.map(|at| self.page.moment(&at)).unwrap_or_default()
    }

    fn what(&self, access: &Access) -> String {
        if access.kind == beffroi_people::Kind::Act.as_str() {
            self.page.s("account-access-act")
        } else if access.fields.is_empty() {
            self.page.s("account-access-everything")
        } else {
            access.fields.iter().map(|name| field_words(&self.page, name)).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The name of a field in words when the kernel knows it; a form's own field keeps its name.
fn field_words(page: &Page, name: &str) -> String {
    let key = format!("web-field-{}", name.replace('_', "-"));
    if page.ctx().app().texts().has(crate::lang::Lang::Fr, &key) { page.s(&key) } else { name.to_owned() }
}

/// Accesses shown at once: a list grows for years, and a telephone shows each as a card.
const SHOWN: usize = 25;

/// `GET /moi/acces?page=N`, the most recent first; the whole chain is checked whichever part is shown.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let mut rows = ctx.desk().open_own(actor).await?.accesses().await?;
    let last = rows.len().saturating_sub(1) / SHOWN + 1;
    let at = ctx.param("page").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, last);
    rows.drain(..(at - 1) * SHOWN);
    rows.truncate(SHOWN);
    let head = ctx.desk().log_head().await?;
    let signed = head.map_or(Ok(0), |head| head.signed().map(|signed| signed.size))?;
    let page = Page::new(&ctx, "account-accesses-title", "account-accesses-description").private();
    let address = |at: usize| page.href(format!("/moi/acces?page={at}"));
    let (newer, older) = ((at > 1).then(|| address(at - 1)), (at < last).then(|| address(at + 1)));
    page.html(StatusCode::OK, &Accesses { page: page.clone(), rows, newer, older, signed })
}

/// `GET /moi/acces/export`: her chain's key and every opening, with which any program checks the list against the public
/// journal. For her alone: who holds it recognises the entries about her.
pub(super) async fn export(ctx: Ctx) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let export = ctx.desk().open_own(actor).await?.export_accesses().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"consultations.json\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, export.as_bytes().to_vec()).into_response())
}
