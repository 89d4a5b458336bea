//! « Qui a consulté mes données »: each access with who (role and unit), when, what and why.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_people::Access;

use crate::ctx::Ctx;
use crate::page::Page;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account-accesses.html")]
struct Accesses {
    page: Page,
    accesses: Vec<Access>,
}

impl Accesses {
    /// The purpose in words, from the register.
    fn purpose(&self, access: &Access) -> String {
        let register = self.page.ctx().desk().register();
        register.processings().iter().find(|of| of.code == access.purpose).map_or_else(|| access.purpose.clone(), |of| of.title.to_owned())
    }
}

impl Accesses {
    /// Role and unit, never a name: the officer for data protection holds that.
    fn who(&self, access: &Access) -> String {
        let role = match access.role.as_str() {
            "own" | "holder" => self.page.s("account-access-self"),
            "automaton" => self.page.s("account-access-automatic"),
            _ => self.page.s("account-access-agent"),
        };
        if access.office.is_empty() { role } else { format!("{role}, {}", access.office) }
    }

    fn what(&self, access: &Access) -> String {
        if access.fields.is_empty() { self.page.s("account-access-everything") } else { access.fields.join(", ") }
    }
}

/// `GET /moi/acces`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let mut accesses = ctx.desk().open_own(actor).await?.accesses().await?;
    accesses.reverse();
    let page = Page::new(&ctx, "account-accesses-title", "account-accesses-description").private();
    page.html(StatusCode::OK, &Accesses { page: page.clone(), accesses })
}
