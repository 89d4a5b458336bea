//! A question as HTML, from the engine's view of it. Sections and rows nest, so a question renders its own children.

use askama::Template;
use beffroi_forms::check::{ItemView, State};
use beffroi_forms::model::Display;
use beffroi_forms::value::Value;
use beffroi_web::{Ctx, Markup, Page, Problem, dates};

use crate::words::{self, BUTTONS_MOST};

/// One question.
#[derive(Template)]
#[template(path = "item.html")]
pub(crate) struct ItemHtml<'a> {
    pub page: &'a Page,
    pub state: &'a State<'a>,
    pub item: &'a ItemView,
    /// Inside a block: its row's number from 1, which tells repeated questions apart.
    pub row: Option<usize>,
}

/// Renders questions in order.
pub(crate) fn render_items(page: &Page, state: &State<'_>, items: &[ItemView]) -> Result<Markup, Problem> {
    Ok(Markup::trusted(render(page, state, items, None)?))
}

fn render(
    page: &Page,
    state: &State<'_>,
    items: &[ItemView],
    row: Option<usize>,
) -> Result<String, askama::Error> {
    let mut html = String::new();
    for item in items {
        ItemHtml { page, state, item, row }.render_into(&mut html)?;
    }
    Ok(html)
}

impl ItemHtml<'_> {
    fn ctx(&self) -> &Ctx {
        self.page.ctx()
    }

    fn faulty(&self) -> bool {
        !self.item.errors.is_empty()
    }

    fn errors(&self) -> Vec<String> {
        self.item.errors.iter().map(|of| words::refusal(self.ctx(), self.state, of)).collect()
    }

    /// Paragraph by paragraph, escaped.
    fn prose(&self) -> Markup {
        words::paragraphs(&self.item.label)
    }

    /// Questions inside a section.
    fn children(&self, items: &[ItemView]) -> Result<Markup, askama::Error> {
        render(self.page, self.state, items, self.row).map(Markup::trusted)
    }

    /// Questions of a row of a block, by its index from 0.
    fn row_of(&self, items: &[ItemView], index: &usize) -> Result<Markup, askama::Error> {
        render(self.page, self.state, items, Some(index + 1)).map(Markup::trusted)
    }

    fn part(&self, part: &str) -> &str {
        self.item.parts.iter().find(|(name, _)| name == part).map_or("", |(_, text)| text)
    }

    fn part_key(&self, part: &str) -> String {
        format!("procedures-part-{part}")
    }

    /// Day, month or year: as typed, or taken from the saved date.
    fn date_part(&self, part: &str) -> &str {
        let typed = self.part(part);
        if !typed.is_empty() || !self.item.parts.is_empty() {
            return typed;
        }
        let at = match part {
            "day" => 0,
            "month" => 1,
            _ => 2,
        };
        self.item.text.split('/').nth(at).unwrap_or(if at == 0 { &self.item.text } else { "" })
    }

    fn as_buttons(&self) -> bool {
        match self.item.display {
            Display::Buttons => true,
            Display::Select => false,
            Display::Auto => self.item.options.len() <= BUTTONS_MOST,
        }
    }

    /// What an answer looks like, and its limits, in one sentence or two.
    fn hint(&self) -> String {
        let limits = &self.item.limits;
        let texts = self.ctx().app().texts();
        let lang = self.ctx().lang();
        let date = |value: &Option<Value>| match value {
            Some(Value::Date(date)) => Some(dates::long(lang, *date)),
            _ => None,
        };
        match self.item.kind {
            "file" => {
                let types = if limits.types.is_empty() {
                    "PDF, JPG, PNG".to_owned()
                } else {
                    words::media(&limits.types)
                };
                let mib = i64::from(limits.max_mib.unwrap_or(10));
                texts.get(lang, "procedures-hint-file", &[("types", types.into()), ("mib", mib.into())]).0
            }
            "date" => match (date(&limits.min), date(&limits.max)) {
                (Some(min), None) => texts.get(lang, "procedures-hint-date-from", &[("min", min.into())]).0,
                (None, Some(max)) => texts.get(lang, "procedures-hint-date-until", &[("max", max.into())]).0,
                (Some(min), Some(max)) => {
                    texts
                        .get(
                            lang,
                            "procedures-hint-date-between",
                            &[("min", min.into()), ("max", max.into())],
                        )
                        .0
                }
                (None, None) => self.ctx().s("procedures-hint-date"),
            },
            "long_text" | "text" => String::new(),
            kind => {
                let key = format!("procedures-hint-{}", kind.replace('_', "-"));
                if texts.has(beffroi_web::Lang::Fr, &key) { self.ctx().s(&key) } else { String::new() }
            }
        }
    }

    /// `aria-describedby` of an input.
    fn described(&self) -> String {
        let mut parts = Vec::new();
        if !self.item.help.is_empty() {
            parts.push(format!("a-{}", self.item.name));
        }
        if !self.hint().is_empty() {
            parts.push(format!("h-{}", self.item.name));
        }
        if self.faulty() {
            parts.push(format!("e-{}", self.item.name));
        }
        parts.join(" ")
    }

    fn input_type(&self) -> &'static str {
        match self.item.kind {
            "email" => "email",
            "phone" => "tel",
            _ => "text",
        }
    }

    fn inputmode(&self) -> &'static str {
        match self.item.kind {
            "integer" | "national_number" | "enterprise_number" => "numeric",
            "decimal" => "decimal",
            "email" => "email",
            "phone" => "tel",
            _ => "text",
        }
    }

    /// WCAG 1.3.5: the purpose of a field about the person herself.
    fn autocomplete(&self) -> &'static str {
        let own = self.item.proposed
            || self.state.form().node(&self.item.path.field).is_some_and(|node| !node.item.source.is_empty());
        match self.item.kind {
            "email" if own => "email",
            "phone" if own => "tel",
            "postcode" if own => "postal-code",
            _ => "off",
        }
    }

    fn accept(&self) -> String {
        if self.item.limits.types.is_empty() {
            "application/pdf,image/jpeg,image/png".to_owned()
        } else {
            self.item.limits.types.join(",")
        }
    }

    fn full(&self) -> bool {
        self.item.limits.max_files.is_some_and(|most| self.item.files.len() >= most as usize)
    }

    /// Where a telephone may send the file: on the pages of a request being filled in.
    fn by_phone(&self) -> bool {
        self.ctx().path().contains("/remplir/")
    }

    fn row_suffix(&self) -> String {
        self.row.map(|row| format!(" ({row})")).unwrap_or_default()
    }

    fn size(&self, bytes: &u64) -> String {
        size_words(self.ctx(), *bytes)
    }
}

/// « 1,2 Mo », « 340 ko »
pub(crate) fn size_words(ctx: &Ctx, bytes: u64) -> String {
    let (key, tenths) = if bytes >= 1_000_000 {
        ("procedures-size-mb", bytes / 100_000)
    } else {
        ("procedures-size-kb", (bytes.max(100)) / 100)
    };
    let separator = if ctx.lang() == beffroi_web::Lang::En { '.' } else { ',' };
    let number = if key.ends_with("mb") {
        format!("{}{separator}{}", tenths / 10, tenths % 10)
    } else {
        (tenths / 10).max(1).to_string()
    };
    ctx.app().texts().get(ctx.lang(), key, &[("n", number.into())]).0
}
