//! The files of one import, found by what they are and by their slug. Slugs recur from one package to another, so
//! that a name is looked up in the package of the file that uses it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::xml::Node;
use crate::import::codes::Reason;
use crate::import::report::{Lang, Line, Subject};

/// Documents by package, root element and slug.
#[derive(Default)]
pub(super) struct Library<'d> {
    documents: BTreeMap<(String, &'static str, String), Node<'d>>,
    forms: Vec<(String, Node<'d>)>,
}

const SLUGS: [(&str, &str); 6] = [
    ("workflow", "slug"),
    ("block", "slug"),
    ("datasource", "slug"),
    ("mail-template", "slug"),
    ("carddef", "url_name"),
    ("formdef", "url_name"),
];

impl<'d> Library<'d> {
    /// Adds a document to its package.
    pub(super) fn add(&mut self, package: &str, root: Node<'d>) {
        let Some((kind, key)) = SLUGS.iter().find(|(kind, _)| *kind == root.name()) else { return };
        if *kind == "formdef" {
            self.forms.push((package.to_owned(), root));
        }
        for name in [*key, "name"] {
            if let Some(slug) = root.text(name) {
                self.documents.entry((package.to_owned(), kind, slug)).or_insert(root);
            }
        }
    }

    /// A document of the package, by slug or by name.
    pub(super) fn get(&self, package: &str, kind: &'static str, slug: &str) -> Option<Node<'d>> {
        self.documents.get(&(package.to_owned(), kind, slug.to_owned())).copied()
    }

    /// The forms of a package.
    pub(super) fn forms(&self, package: &str) -> Vec<Node<'d>> {
        self.forms.iter().filter(|(name, _)| name == package).map(|(_, node)| *node).collect()
    }
}

/// What the conversion of one file needs: its package, the language of the texts it adds, its report.
pub(super) struct Ctx<'l, 'd> {
    /// All documents.
    pub library: &'l Library<'d>,
    /// The package of the file.
    pub package: String,
    /// Language of the drafts.
    pub lang: Lang,
    lines: RefCell<Vec<Line>>,
}

impl<'l, 'd> Ctx<'l, 'd> {
    /// An empty report for one file of a package.
    pub(super) fn new(library: &'l Library<'d>, package: &str, lang: Lang) -> Self {
        Self { library, package: package.to_owned(), lang, lines: RefCell::default() }
    }

    /// The same package with a report of its own, to be thrown away.
    pub(super) fn aside(&self) -> Self {
        Self::new(self.library, &self.package, self.lang)
    }

    /// A document of the package.
    pub(super) fn get(&self, kind: &'static str, slug: &str) -> Option<Node<'d>> {
        self.library.get(&self.package, kind, slug)
    }

    /// Adds a line to the report.
    pub(super) fn line(
        &self,
        node: &Node<'_>,
        subject: Subject,
        source: &str,
        result: &str,
        reasons: Vec<Reason>,
    ) {
        let short = |text: &str| -> String {
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if flat.chars().count() > 160 { flat.chars().take(159).chain(['…']).collect() } else { flat }
        };
        self.lines.borrow_mut().push(Line {
            path: node.path(),
            subject,
            source: short(source),
            result: short(result),
            reasons,
        });
    }

    /// The report so far, taken out.
    pub(super) fn take_lines(&self) -> Vec<Line> {
        self.lines.take()
    }
}
