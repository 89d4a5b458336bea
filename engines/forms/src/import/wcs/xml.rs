//! Bounded reading of an XML export, and the memory of which elements somebody has looked at.
//!
//! Exports come from strangers: no document type (hence no entity bomb), a limit on size, on the number of
//! nodes and on depth, UTF-8 only. Every reader marks what it reads; what nobody marked is reported at the end,
//! so that nothing disappears silently.

use std::cell::Cell;

use thiserror::Error;

/// Largest file read, in bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Most nodes (elements, texts, comments) of one file.
pub const MAX_NODES: u32 = 400_000;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 64;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum XmlError {
    /// Larger than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes; the limit is {MAX_BYTES}")]
    TooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// Not UTF-8.
    #[error("the text is not valid UTF-8 from byte {offset} on: save the export again as UTF-8")]
    NotUtf8 {
        /// Offset of the first wrong byte.
        offset: usize,
    },
    /// The declaration names another encoding.
    #[error("the XML declaration says {declared}; only UTF-8 is read")]
    Encoding {
        /// Name in the declaration.
        declared: String,
    },
    /// A document type declaration, which could define entities.
    #[error("a document type declaration (DOCTYPE) is not allowed in an export")]
    Doctype,
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("elements are nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// More than [`MAX_NODES`] nodes.
    #[error("the file has more than {MAX_NODES} nodes")]
    TooManyNodes,
    /// Not well-formed: truncated, a wrong tag, a stray character.
    #[error("not well-formed XML (truncated?): {detail}")]
    Malformed {
        /// What the parser says, with line and column.
        detail: String,
    },
}

/// The text of a file, or why it is refused.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, XmlError> {
    if bytes.len() > MAX_BYTES {
        return Err(XmlError::TooLarge { bytes: bytes.len() });
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(XmlError::Encoding { declared: "UTF-16".to_owned() });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| XmlError::NotUtf8 { offset: e.valid_up_to() })?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match declared_encoding(text) {
        Some(name) if !["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.to_lowercase().as_str()) => {
            Err(XmlError::Encoding { declared: name.to_owned() })
        }
        _ => Ok(text),
    }
}

fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// Parses a decoded text within the limits.
pub(super) fn parse(text: &str) -> Result<roxmltree::Document<'_>, XmlError> {
    check_depth(text)?;
    let options = roxmltree::ParsingOptions { nodes_limit: MAX_NODES, ..Default::default() };
    roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => XmlError::Doctype,
        roxmltree::Error::NodesLimitReached => XmlError::TooManyNodes,
        other => XmlError::Malformed { detail: other.to_string() },
    })
}

/// Counts open tags before the parser sees them: a parser may recurse, this loop does not.
fn check_depth(text: &str) -> Result<(), XmlError> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let (end, length) = if rest.starts_with("<!--") {
            ("-->", rest.find("-->"))
        } else if rest.starts_with("<![CDATA[") {
            ("]]>", rest.find("]]>"))
        } else if rest.starts_with("<?") {
            ("?>", rest.find("?>"))
        } else if rest.starts_with("<!") {
            return Err(XmlError::Doctype);
        } else {
            (">", tag_end(rest))
        };
        let Some(length) = length else {
            return Err(XmlError::Malformed { detail: "the file ends inside a tag".to_owned() });
        };
        let tag = &rest[..length];
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if end == ">" && !tag.ends_with('/') {
            depth += 1;
            if depth > MAX_DEPTH {
                return Err(XmlError::TooDeep);
            }
        }
        rest = &rest[length + end.len()..];
    }
    Ok(())
}

/// Offset of the `>` that closes a tag, quoted values skipped.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'>') => return Some(at),
            _ => {}
        }
    }
    None
}

/// Which nodes of a document somebody has read.
pub(super) struct Seen(Vec<Cell<bool>>);

impl Seen {
    /// Nothing read yet.
    pub(super) fn new(document: &roxmltree::Document<'_>) -> Self {
        let count = document.descendants().map(|node| node.id().get_usize() + 1).max().unwrap_or(0);
        Self(vec![Cell::new(false); count])
    }

    fn mark(&self, node: roxmltree::Node<'_, '_>) {
        if let Some(cell) = self.0.get(node.id().get_usize()) {
            cell.set(true);
        }
    }

    fn has(&self, node: roxmltree::Node<'_, '_>) -> bool {
        self.0.get(node.id().get_usize()).is_some_and(Cell::get)
    }
}

/// An element under reading: every access marks what it returns.
#[derive(Clone, Copy)]
pub(super) struct Node<'d> {
    node: roxmltree::Node<'d, 'd>,
    seen: &'d Seen,
}

impl<'d> Node<'d> {
    /// The root element, marked.
    pub(super) fn root(document: &'d roxmltree::Document<'d>, seen: &'d Seen) -> Self {
        let node = document.root_element();
        seen.mark(node);
        Self { node, seen }
    }

    /// Name of the element.
    pub(super) fn name(&self) -> &'d str {
        self.node.tag_name().name()
    }

    /// An attribute, if present and not blank.
    pub(super) fn attr(&self, name: &str) -> Option<&'d str> {
        self.node.attribute(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Text of the element itself, without the spaces around it.
    pub(super) fn own_text(&self) -> &'d str {
        self.node.text().unwrap_or_default().trim()
    }

    /// First child of that name; all its namesakes are marked (some exports repeat `<type>`).
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        let all: Vec<Self> = self.children(name);
        all.into_iter().next()
    }

    /// Children of that name.
    pub(super) fn children(&self, name: &str) -> Vec<Self> {
        self.elements().into_iter().filter(|child| child.name() == name).inspect(Self::mark).collect()
    }

    /// All children elements, not marked.
    pub(super) fn elements(&self) -> Vec<Self> {
        let seen = self.seen;
        self.node.children().filter(roxmltree::Node::is_element).map(|node| Self { node, seen }).collect()
    }

    /// Text of a child, if it is there and not blank.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.child(name).map(|child| child.own_text().to_owned()).filter(|text| !text.is_empty())
    }

    /// A yes or no in any of the spellings of the exports.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.to_lowercase().as_str() {
            "true" | "required" | "1" | "on" | "yes" => Some(true),
            "false" | "optional" | "0" | "off" | "no" => Some(false),
            _ => None,
        }
    }

    /// Marks this element.
    pub(super) fn mark(&self) {
        self.seen.mark(self.node);
    }

    /// Marks this element and all below it.
    pub(super) fn mark_all(&self) {
        for node in self.node.descendants() {
            self.seen.mark(node);
        }
    }

    /// Place in the file, with positions where namesakes exist.
    pub(super) fn path(&self) -> String {
        let mut steps = Vec::new();
        let mut current = Some(self.node);
        while let Some(node) = current.filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            let namesake =
                |other: &roxmltree::Node<'_, '_>| other.is_element() && other.tag_name().name() == name;
            let before = node.prev_siblings().skip(1).filter(namesake).count();
            let after = node.next_siblings().skip(1).any(|other| namesake(&other));
            steps.push(if before > 0 || after { format!("{name}[{}]", before + 1) } else { name.to_owned() });
            current = node.parent();
        }
        steps.reverse();
        steps.join("/")
    }

    /// The topmost elements below this one that nobody has read.
    pub(super) fn unread(&self) -> Vec<Self> {
        let mut found = Vec::new();
        let mut open = vec![self.node];
        while let Some(node) = open.pop() {
            if self.seen.has(node) {
                open.extend(node.children().filter(roxmltree::Node::is_element));
            } else {
                found.push(Self { node, seen: self.seen });
            }
        }
        found.reverse();
        found
    }

    /// Number of elements, this one included.
    pub(super) fn size(&self) -> usize {
        self.node.descendants().filter(roxmltree::Node::is_element).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_bomb_is_refused_before_it_opens() {
        let bomb = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>"#;
        assert_eq!(parse(decode(bomb.as_bytes()).unwrap()).unwrap_err(), XmlError::Doctype);
    }

    #[test]
    fn a_tower_of_elements_is_refused() {
        let tower = "<a>".repeat(100_000);
        assert_eq!(parse(&tower).unwrap_err(), XmlError::TooDeep);
    }

    #[test]
    fn a_truncated_export_says_so() {
        let error = parse("<formdef><name>Abattage</na").unwrap_err();
        assert!(matches!(error, XmlError::Malformed { .. }), "{error}");
        let error = parse("<formdef><name>Abattage</name>").unwrap_err();
        assert!(error.to_string().contains("truncated"), "{error}");
    }

    #[test]
    fn another_encoding_is_named() {
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><x/>";
        assert_eq!(decode(latin).unwrap_err(), XmlError::Encoding { declared: "ISO-8859-1".to_owned() });
        assert_eq!(decode(b"<x>\xe9</x>").unwrap_err(), XmlError::NotUtf8 { offset: 3 });
    }

    #[test]
    fn what_nobody_reads_is_found_again() {
        let document = parse("<form><name>A</name><odd><b/></odd><field/><field/></form>").unwrap();
        let seen = Seen::new(&document);
        let root = Node::root(&document, &seen);
        assert_eq!(root.text("name").as_deref(), Some("A"));
        let fields = root.children("field");
        assert_eq!(fields[1].path(), "form/field[2]");
        let unread: Vec<_> = root.unread().iter().map(Node::path).collect();
        assert_eq!(unread, ["form/odd"]);
    }
}
