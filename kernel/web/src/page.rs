//! What every template knows: the texts, the commune, the person, addresses in the language of the page. A page's struct has a field
//! `page: Page` and its template extends `shell.html`.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fluent_bundle::FluentValue;
use time::{Date, OffsetDateTime};

use crate::assets;
use crate::authority::Authority;
use crate::ctx::Ctx;
use crate::dates;
use crate::kiosk;
use crate::lang::Lang;
use crate::problem::Problem;
use crate::service::NavItem;
use crate::texts::{Markup, TextArgs};

/// Name of the hidden field of [`Page::once`].
pub const ONCE: &str = "cle";

/// Which navigation stands around the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Public and residents' pages.
    Public,
    /// A form: no sections, so that nothing leads away from it.
    Focus,
    /// Agents' pages.
    Agent,
}

/// The shell of a page.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of a page that have nothing to do with each other"
)]
pub struct Page {
    ctx: Ctx,
    /// `<title>` without the commune's name.
    pub title: String,
    pub description: String,
    pub frame: Frame,
    /// Refused form: the title begins with « Erreur. ».
    pub refused: bool,
    /// `readable` by search engines.
    pub indexed: bool,
    /// Only French exists (agents' pages, texts of the commune): no language links.
    pub languages: bool,
    /// Nothing is at this address, in any language: the language links lead to the home page.
    pub missing: bool,
}

impl Page {
    /// A public page whose title and description are texts of a slice.
    pub fn new(ctx: &Ctx, title_key: &str, description_key: &str) -> Self {
        let title = ctx.s(title_key);
        let description = ctx.s(description_key);
        Self::titled(ctx, title, description)
    }

    /// A public page whose title and description come from data.
    pub fn titled(ctx: &Ctx, title: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            ctx: ctx.clone(),
            title: title.into(),
            description: description.into(),
            frame: Frame::Public,
            refused: false,
            indexed: true,
            languages: true,
            missing: false,
        }
    }

    #[must_use]
    pub fn frame(mut self, frame: Frame) -> Self {
        self.frame = frame;
        self.indexed = frame == Frame::Public;
        self.languages = frame != Frame::Agent;
        self
    }

    /// For one person only: never indexed.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.indexed = false;
        self
    }

    #[must_use]
    pub fn refused(mut self, refused: bool) -> Self {
        self.refused = refused;
        self
    }

    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// Classes of the page's body.
    pub fn body_class(&self) -> &'static str {
        match (self.is_agent_frame(), self.ctx.is_kiosk()) {
            (true, _) => "agent",
            (false, true) => "borne",
            (false, false) => "",
        }
    }

    /// When a page of the kiosk asks whether somebody is there, and where.
    pub fn kiosk_refresh(&self) -> Option<String> {
        self.ctx.is_kiosk().then(|| kiosk::refresh(&self.ctx))
    }

    pub fn is_agent_frame(&self) -> bool {
        self.frame == Frame::Agent
    }

    pub fn authority(&self) -> &Authority {
        self.ctx.authority()
    }

    pub fn lang(&self) -> Lang {
        self.ctx.lang()
    }

    /// `fr-BE`, `nl-BE`, `de-BE`, `en`.
    pub fn lang_tag(&self) -> String {
        match self.lang() {
            Lang::En => "en".to_owned(),
            lang => format!("{}-{}", lang.tag(), self.authority().profile.country),
        }
    }

    /// A text, escaped.
    pub fn t(&self, key: impl AsRef<str>) -> Markup {
        self.ctx.app().texts().html(self.lang(), key.as_ref(), &[])
    }

    /// A text with named values.
    pub fn ta(&self, key: &str, args: TextArgs<'_>) -> Markup {
        self.ctx.app().texts().html(self.lang(), key, args)
    }

    /// A text with one named value.
    pub fn t1<'v>(&self, key: &str, name: &'v str, value: impl Into<FluentValue<'v>>) -> Markup {
        self.ta(key, &[(name, value.into())])
    }

    /// A text with two named values.
    pub fn t2<'v>(
        &self,
        key: &str,
        name: &'v str,
        value: impl Into<FluentValue<'v>>,
        other: &'v str,
        second: impl Into<FluentValue<'v>>,
    ) -> Markup {
        self.ta(key, &[(name, value.into()), (other, second.into())])
    }

    /// A text for an attribute.
    pub fn s(&self, key: &str) -> String {
        self.ctx.s(key)
    }

    /// A text with one link in it.
    pub fn link(&self, key: &str, path: &str) -> Markup {
        self.ctx.app().texts().link(self.lang(), key, &self.href(path), &[])
    }

    /// A text with one link to an address that takes no language prefix (`tel:`, `mailto:`).
    pub fn link_out(&self, key: &str, href: &str, args: TextArgs<'_>) -> Markup {
        self.ctx.app().texts().link(self.lang(), key, href, args)
    }

    /// A text whose one link calls the commune; `{ $phone }` is its number.
    pub fn phone_link(&self, key: &str) -> Markup {
        self.link_out(key, &self.authority().phone_href(), &[("phone", self.authority().phone().into())])
    }

    /// An address of this site in the language of the page.
    pub fn href(&self, path: impl AsRef<str>) -> String {
        self.ctx.href(path.as_ref())
    }

    /// This very page's address.
    pub fn here(&self) -> String {
        self.ctx.here()
    }

    /// This very page in another language.
    pub fn href_in(&self, lang: &Lang) -> String {
        let path = if self.missing { "/" } else { self.ctx.path() };
        format!("{}{}", lang.prefix(), if path == "/" && !lang.prefix().is_empty() { "" } else { path })
    }

    pub fn asset(&self, name: &str) -> String {
        assets::href(name).unwrap_or_default()
    }

    pub fn has_asset(&self, name: &str) -> bool {
        assets::href(name).is_some()
    }

    pub fn all_languages(&self) -> [Lang; 4] {
        Lang::ALL
    }

    pub fn nav(&self) -> Vec<&NavItem> {
        self.ctx
            .app()
            .nav()
            .iter()
            .filter(|item| item.frame == self.frame && self.ctx.may_see(item))
            .collect()
    }

    /// Whether a section of the navigation is the one of this page: of those whose address begins its own, the longest.
    pub fn is_here(&self, href: &str) -> bool {
        let holds = |href: &str| {
            self.ctx.path() == href
                || self.ctx.path().strip_prefix(href).is_some_and(|rest| rest.starts_with('/') && href != "/")
        };
        holds(href) && !self.nav().iter().any(|item| item.href.len() > href.len() && holds(item.href))
    }

    /// The hidden field of a form's token.
    pub fn csrf(&self) -> Markup {
        Markup::trusted(format!("<input type=\"hidden\" name=\"jeton\" value=\"{}\">", self.ctx.csrf_token()))
    }

    /// The hidden field of a form that must have its effect once, however often it is sent: a key of its own each time it is shown.
    pub fn once(&self) -> Markup {
        Markup::trusted(format!(
            "<input type=\"hidden\" name=\"{ONCE}\" value=\"{}\">",
            self.ctx.ambient().uuid_v4()
        ))
    }

    /// « 23 novembre 2026 »
    pub fn date(&self, date: &Date) -> String {
        dates::long(self.lang(), *date)
    }

    pub fn day(&self, at: &OffsetDateTime) -> String {
        dates::long(self.lang(), self.civil_date(at))
    }

    pub fn short_day(&self, at: &OffsetDateTime) -> String {
        dates::short(self.lang(), self.civil_date(at))
    }

    /// « 23 novembre 2026, 14 h 05 »
    pub fn moment(&self, at: &OffsetDateTime) -> String {
        let civil = dates::civil(*at, self.authority().zone());
        format!("{}, {}", dates::long(self.lang(), civil.date), dates::hour(self.lang(), civil.time))
    }

    /// Value of a `datetime` attribute.
    pub fn machine(&self, at: &OffsetDateTime) -> String {
        let civil = dates::civil(*at, self.authority().zone());
        format!("{}T{:02}:{:02}", dates::iso(civil.date), civil.time.hour(), civil.time.minute())
    }

    pub fn iso(&self, date: &Date) -> String {
        dates::iso(*date)
    }

    pub fn civil_date(&self, at: &OffsetDateTime) -> Date {
        dates::civil(*at, self.authority().zone()).date
    }

    /// Renders a page.
    pub fn html(&self, status: StatusCode, template: &impl Template) -> Result<Response, Problem> {
        let mut html = template.render()?;
        if self.ctx.is_kiosk() {
            html = kiosk::without_links_out(&html);
        }
        let mut response = (status, html).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.lang().tag()));
        Ok(response)
    }
}

/// One line of the error summary: where the fault is and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Identifier of the first input concerned.
    pub field: String,
    pub message: String,
}

/// The faults of a refused form, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    pub fn push(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Fault { field: field.into(), message: message.into() });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The message of a field, if it is at fault.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }

    pub fn status(&self) -> StatusCode {
        if self.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }
}
