//! Names of things: stable addresses under the commune's own host name, and the codes of others that the catalogue points to.
//!
//! An address is that of the page about the thing, and `#` with what the thing is. It is made of what never changes: the address of a
//! procedure (given when it is made, whatever its title becomes), the key of an event of life, the identifier of a unit. The README of
//! this crate has the table.

use std::sync::Arc;

use beffroi_store::files::Digest;
use beffroi_web::{App, Authority, Lang};
use oxrdf::NamedNode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::graph::Graph;

/// What may stand in a piece of an address as it is (RFC 3986, unreserved).
const PIECE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const EUROPEAN: &str = "http://publications.europa.eu/resource/authority/";

/// A commune's addresses and texts.
pub(super) struct Site<'a> {
    app: &'a App,
    pub(super) authority: &'a Arc<Authority>,
    base: String,
}

impl<'a> Site<'a> {
    pub(super) fn new(app: &'a App, authority: &'a Arc<Authority>) -> Self {
        Self { app, authority, base: app.public_href(authority, "") }
    }

    /// The page at a path of plain pieces.
    pub(super) fn page(&self, pieces: &[&str]) -> NamedNode {
        let path = pieces.iter().fold(self.base.clone(), |mut path, piece| {
            path.push('/');
            path.extend(utf8_percent_encode(piece, PIECE));
            path
        });
        NamedNode::new_unchecked(path)
    }

    /// A thing that a page is about.
    pub(super) fn thing(&self, pieces: &[&str], what: &str) -> NamedNode {
        let what: String = utf8_percent_encode(what, PIECE).collect();
        NamedNode::new_unchecked(format!("{}#{what}", self.page(pieces).as_str()))
    }

    /// A thing of the whole commune.
    pub(super) fn of_commune(&self, what: &str) -> NamedNode {
        self.thing(&["catalogue"], what)
    }

    /// A page as a document.
    pub(super) fn document(&self, graph: &mut Graph, pieces: &[&str]) -> NamedNode {
        let page = self.page(pieces);
        graph.is(&page, &["foaf:Document"]);
        page
    }

    /// Says a text of the interface in every language it has.
    pub(super) fn say(&self, graph: &mut Graph, subject: &NamedNode, predicate: &str, key: &str) {
        let texts = self.app.texts();
        for lang in Lang::ALL.into_iter().filter(|lang| texts.has(*lang, key)) {
            let text = texts.get(lang, key, &self.authority.profile.names()).0;
            graph.text(subject, predicate, lang, &text);
        }
    }

    /// Whether the interface has this text.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.app.texts().has(Lang::Fr, text)
    }

    /// Says a text of the interface, or the words of the key itself when a commune made it.
    pub(super) fn name(
        &self,
        graph: &mut Graph,
        subject: &NamedNode,
        predicate: &str,
        text: &str,
        key: &str,
    ) {
        if self.knows(text) {
            self.say(graph, subject, predicate, text);
        } else {
            graph.text(subject, predicate, Lang::Fr, &key.replace(['-', '_'], " "));
        }
    }

    /// A code of ours with its label: the validator looks for the class of every code in the graph itself.
    pub(super) fn code(&self, graph: &mut Graph, list: &str, code: &str, label_key: &str) -> NamedNode {
        let (scheme, concept) = (self.of_commune(list), self.of_commune(&format!("{list}-{code}")));
        graph.is(&scheme, &["skos:ConceptScheme"]);
        graph.is(&concept, &["skos:Concept"]);
        graph.link(&concept, "skos:inScheme", &scheme);
        self.name(graph, &concept, "skos:prefLabel", label_key, code);
        concept
    }

    /// A code of the European authority tables, with its class.
    pub(super) fn european(&self, graph: &mut Graph, table: &str, code: &str, class: &str) -> NamedNode {
        let named = NamedNode::new_unchecked(format!("{EUROPEAN}{table}/{code}"));
        graph.is(&named, &[class]);
        named
    }

    pub(super) fn language(&self, graph: &mut Graph, lang: Lang) -> NamedNode {
        let code = match lang {
            Lang::Fr => "FRA",
            Lang::Nl => "NLD",
            Lang::De => "DEU",
            Lang::En => "ENG",
        };
        self.european(graph, "language", code, "dct:LinguisticSystem")
    }

    /// The country in the table of territorial units; none for one that the product does not know.
    pub(super) fn country(&self, graph: &mut Graph) -> Option<NamedNode> {
        let code = match self.authority.profile.country.as_str() {
            "BE" => "BEL",
            "FR" => "FRA",
            "LU" => "LUX",
            "NL" => "NLD",
            "DE" => "DEU",
            _ => return None,
        };
        Some(self.european(graph, "atu", code, "dct:Location"))
    }
}

/// A short name made of a text, for things that have no other.
pub(super) fn digest(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string()[..12].to_owned()
}
