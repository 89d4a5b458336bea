//! Triples under compact names, and their two writings: Turtle (W3C, RDF 1.1) and JSON-LD 1.1. The same triples always give the same
//! bytes, and what cannot be said in RDF (an address that is no IRI, an empty text) is left out rather than said wrongly.

use std::io;

use beffroi_web::Lang;
use oxjsonld::JsonLdSerializer;
use oxrdf::vocab::rdf;
use oxrdf::{GraphNameRef, Literal, NamedNode, Triple};
use oxttl::TurtleSerializer;

/// Short names of the vocabularies that CPSV-AP uses.
const PREFIXES: &[(&str, &str)] = &[
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("cv", "http://data.europa.eu/m8g/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// How triples are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Turtle,
    JsonLd,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Turtle, Self::JsonLd];

    pub fn media(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// What an address of this format ends with, after a dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::JsonLd => "jsonld",
        }
    }
}

/// The IRI of a compact name: `dct:title`.
pub(super) fn term(compact: &str) -> NamedNode {
    let (prefix, local) = compact.split_once(':').unwrap_or(("", compact));
    let vocabulary = PREFIXES.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| *iri);
    NamedNode::new_unchecked(format!(
        "{}{local}",
        vocabulary.expect("the names of this module's files carry a prefix of PREFIXES")
    ))
}

/// Triples in the making.
#[derive(Default)]
pub(super) struct Graph(Vec<Triple>);

impl Graph {
    /// The subject is of these classes.
    pub(super) fn is(&mut self, subject: &NamedNode, classes: &[&str]) {
        for class in classes {
            self.0.push(Triple::new(subject.clone(), rdf::TYPE.into_owned(), term(class)));
        }
    }

    pub(super) fn link(&mut self, subject: &NamedNode, predicate: &str, object: &NamedNode) {
        self.0.push(Triple::new(subject.clone(), term(predicate), object.clone()));
    }

    /// A text in a language (`rdf:langString`, which CPSV-AP asks for everywhere that people read).
    pub(super) fn text(&mut self, subject: &NamedNode, predicate: &str, lang: Lang, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            let literal = Literal::new_language_tagged_literal_unchecked(text, lang.tag());
            self.0.push(Triple::new(subject.clone(), term(predicate), literal));
        }
    }

    /// A string without language: identifiers, numbers of telephone.
    pub(super) fn plain(&mut self, subject: &NamedNode, predicate: &str, text: &str) {
        if !text.is_empty() {
            self.0.push(Triple::new(subject.clone(), term(predicate), Literal::new_simple_literal(text)));
        }
    }

    /// A value of a datatype: `xsd:duration`.
    pub(super) fn typed(
        &mut self,
        subject: &NamedNode,
        predicate: &str,
        value: impl Into<String>,
        datatype: &str,
    ) {
        let literal = Literal::new_typed_literal(value, term(datatype));
        self.0.push(Triple::new(subject.clone(), term(predicate), literal));
    }

    /// The triples in the order of their N-Triples lines, each once.
    fn sorted(mut self) -> Vec<Triple> {
        self.0.sort_by_cached_key(ToString::to_string);
        self.0.dedup();
        self.0
    }

    /// The bytes of the graph.
    pub(super) fn write(self, format: Format) -> io::Result<Vec<u8>> {
        let impossible = |_| io::Error::other("a prefix of PREFIXES is no IRI");
        let triples = self.sorted();
        match format {
            Format::Turtle => {
                let mut serializer = TurtleSerializer::new();
                for (name, iri) in PREFIXES {
                    serializer = serializer.with_prefix(*name, *iri).map_err(impossible)?;
                }
                let mut writer = serializer.for_writer(Vec::new());
                for triple in &triples {
                    writer.serialize_triple(triple)?;
                }
                writer.finish()
            }
            Format::JsonLd => {
                let mut serializer = JsonLdSerializer::new();
                for (name, iri) in PREFIXES {
                    serializer = serializer.with_prefix(*name, *iri).map_err(impossible)?;
                }
                let mut writer = serializer.for_writer(Vec::new());
                for triple in &triples {
                    writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
                }
                writer.finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_triples_give_the_same_bytes_in_whatever_order_they_came() {
        let (one, two) = (
            NamedNode::new_unchecked("https://a.example/1"),
            NamedNode::new_unchecked("https://a.example/2"),
        );
        let written = |order: [&NamedNode; 3], format| {
            let mut graph = Graph::default();
            for subject in order {
                graph.is(subject, &["cpsv:PublicService"]);
                graph.text(subject, "dct:title", Lang::Fr, " L’« acte »\n");
                graph.text(subject, "dct:description", Lang::Nl, "  ");
            }
            String::from_utf8(graph.write(format).expect("memory is writable")).expect("UTF-8")
        };
        for format in Format::ALL {
            let first = written([&one, &two, &one], format);
            assert_eq!(first, written([&two, &one, &two], format));
            assert_eq!(first.matches("L’« acte »").count(), 2, "{first}");
            assert!(!first.contains("description"), "an empty text is not said");
        }
    }
}
