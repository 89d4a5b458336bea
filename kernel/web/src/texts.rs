//! Texts in Fluent: one `.ftl` per slice and language. A text missing in a language falls back to French and says so with `lang="fr"`;
//! it never shows its key. Authority for the format: Project Fluent syntax 1.0.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::lang::Lang;

/// The `.ftl` sources of one slice, by language.
pub type Sources = &'static [(Lang, &'static str)];

/// HTML made by the kernel or checked by it: askama writes it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Escapes a text.
    pub fn text(text: &str) -> Self {
        let mut html = String::with_capacity(text.len() + 8);
        escape_into(&mut html, text);
        Self(html)
    }

    /// For HTML that kernel code has itself put together from escaped parts.
    pub fn trusted(html: String) -> Self {
        Self(html)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// Appends `text` to `html` with the five characters of HTML escaped.
pub fn escape_into(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

/// Named values of a text: `&[("n", 3.into())]`.
pub type TextArgs<'a> = &'a [(&'a str, FluentValue<'a>)];

#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    #[error("{slice} {lang}: {error}")]
    Syntax { slice: String, lang: &'static str, error: String },
    #[error("{slice} {lang}: {key} stands twice")]
    Twice { slice: String, lang: &'static str, key: String },
}

/// All texts of the binary.
pub struct Texts {
    bundles: HashMap<Lang, FluentBundle<FluentResource>>,
}

impl Texts {
    /// Reads the sources of every slice; refuses a syntax error and a key that two slices claim.
    pub fn load(slices: &[(&str, Sources)]) -> Result<Self, TextsError> {
        let mut bundles = HashMap::new();
        for lang in Lang::ALL {
            let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
            // Isolation marks break mail, tests and attributes.
            bundle.set_use_isolating(false);
            for (slice, sources) in slices {
                for (_, source) in sources.iter().filter(|(of, _)| *of == lang) {
                    let resource = FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| {
                        TextsError::Syntax {
                            slice: (*slice).to_owned(),
                            lang: lang.tag(),
                            error: format!("{errors:?}"),
                        }
                    })?;
                    bundle.add_resource(resource).map_err(|errors| TextsError::Twice {
                        slice: (*slice).to_owned(),
                        lang: lang.tag(),
                        key: format!("{errors:?}"),
                    })?;
                }
            }
            bundles.insert(lang, bundle);
        }
        Ok(Self { bundles })
    }

    /// Is the text there in this very language?
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.bundles
            .get(&lang)
            .is_some_and(|bundle| bundle.get_message(key).is_some_and(|message| message.value().is_some()))
    }

    /// The text and the language it is in (French when the asked one lacks it).
    pub fn get(&self, lang: Lang, key: &str, args: TextArgs<'_>) -> (String, Lang) {
        for of in [lang, Lang::Fr] {
            if let Some(text) = self.format(of, key, args) {
                return (text, of);
            }
        }
        // The wall test finds every missing French text; a page in production shows a dash, not a key.
        tracing::error!(key, "missing text");
        ("—".to_owned(), lang)
    }

    fn format(&self, lang: Lang, key: &str, args: TextArgs<'_>) -> Option<String> {
        let bundle = self.bundles.get(&lang)?;
        let pattern = bundle.get_message(key)?.value()?;
        let named: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&named), &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, lang = lang.tag(), ?errors, "text with a fault");
        }
        Some(text)
    }

    /// The text as HTML: escaped, wrapped in `<span lang="fr">` when it is a fallback.
    pub fn html(&self, lang: Lang, key: &str, args: TextArgs<'_>) -> Markup {
        let (text, of) = self.get(lang, key, args);
        let mut html = String::with_capacity(text.len() + 8);
        if of == lang {
            escape_into(&mut html, &text);
        } else {
            let _ = write!(html, "<span lang=\"{}\">", of.tag());
            escape_into(&mut html, &text);
            html.push_str("</span>");
        }
        Markup(html)
    }

    /// A text that holds one `<a>…</a>`: its address comes from here, everything else is escaped.
    pub fn link(&self, lang: Lang, key: &str, href: &str, args: TextArgs<'_>) -> Markup {
        let (text, of) = self.get(lang, key, args);
        let mut html = String::with_capacity(text.len() + href.len() + 16);
        if of != lang {
            let _ = write!(html, "<span lang=\"{}\">", of.tag());
        }
        match text
            .split_once("<a>")
            .and_then(|(before, rest)| rest.split_once("</a>").map(|(inside, after)| (before, inside, after)))
        {
            Some((before, inside, after)) => {
                escape_into(&mut html, before);
                html.push_str("<a href=\"");
                escape_into(&mut html, href);
                html.push_str("\">");
                escape_into(&mut html, inside);
                html.push_str("</a>");
                escape_into(&mut html, after);
            }
            None => escape_into(&mut html, &text),
        }
        if of != lang {
            html.push_str("</span>");
        }
        Markup(html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: Sources = &[
        (Lang::Fr, "salut = Bonjour { $nom }\nlien = Lisez <a>la suite</a> & fin\nseul = Seulement ici\n"),
        (Lang::Nl, "salut = Dag { $nom }\n"),
    ];

    fn texts() -> Texts {
        Texts::load(&[("essai", SOURCES)]).expect("the sources above are well formed")
    }

    #[test]
    fn a_missing_text_falls_back_to_french_and_says_so() {
        let html = texts().html(Lang::Nl, "seul", &[]);
        assert_eq!(html.as_str(), "<span lang=\"fr\">Seulement ici</span>");
    }

    #[test]
    fn what_a_person_typed_is_escaped_in_a_text() {
        let html = texts().html(Lang::Nl, "salut", &[("nom", "<b>".into())]);
        assert_eq!(html.as_str(), "Dag &lt;b&gt;");
    }

    #[test]
    fn the_link_of_a_text_gets_its_address_from_the_template() {
        let html = texts().link(Lang::Fr, "lien", "/x?a=1&b=\"", &[]);
        assert_eq!(html.as_str(), "Lisez <a href=\"/x?a=1&amp;b=&quot;\">la suite</a> &amp; fin");
    }

    #[test]
    fn two_slices_cannot_claim_one_key() {
        assert!(matches!(Texts::load(&[("a", SOURCES), ("b", SOURCES)]), Err(TextsError::Twice { .. })));
    }
}
