//! « Qui a consulté mes données »: each access with who (role and unit), when, what and why.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
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
    accesses: Vec<Access>,
}

impl Accesses {
    /// The purpose in words, from the register.
    fn purpose(&self, access: &Access) -> String {
        let register = self.page.ctx().desk().register();
        register.get(&access.purpose).map_or_else(|| access.purpose.clone(), |of| of.title.to_owned())
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

/// `GET /moi/acces`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let actor = ctx.person()?;
    let accesses = ctx.desk().open_own(actor).await?.accesses().await?;
    let page = Page::new(&ctx, "account-accesses-title", "account-accesses-description").private();
    page.html(StatusCode::OK, &Accesses { page: page.clone(), accesses })
}
