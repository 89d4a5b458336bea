//! Checks at publication: like a compiler, errors and warnings with their place.

mod flow;
mod form;
mod names;
mod walk;
pub mod words;

use crate::model::{Flow, Form};

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Cannot be published.
    Error,
    Warning,
}

/// Something found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, as in the JSON: `pages[1].items[3].when`; `.` for the whole.
    pub place: String,
    pub rule: Rule,
    /// Values for the text: `name`, `option` …
    pub args: Vec<(&'static str, String)>,
}

impl Finding {
    pub fn level(&self) -> Level {
        self.rule.level()
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $level:ident $name:ident = $key:literal,)*) => {
        /// The rules; [`Rule::key`] is stable, for catalogues of texts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            /// Every rule, for a test that each has a text.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Stable key.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            pub fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)* }
            }
        }
    };
}

rules! {
    /// `name`
    Error UnknownName = "unknown-name",
    /// `name`: a field that stands after what reads it, or that reads itself.
    Error LaterField = "later-field",
    /// `name`: a field of a block read from outside, or of another block.
    Error OutOfScope = "out-of-scope",
    /// `name`
    Error DuplicateName = "duplicate-name",
    /// `left`, `right`
    Error TypeMismatch = "type-mismatch",
    /// `option`
    Error NotInList = "not-in-list",
    /// `literal`, `type`
    Error BadLiteral = "bad-literal",
    /// `operator`, `type`
    Error BadOperand = "bad-operand",
    /// `pattern`
    Error BadPattern = "bad-pattern",
    Error NestedBlock = "nested-block",
    Error NoOptions = "no-options",
    /// A list needs the columns `id` and `label`, rows as long, and no repeated `id`.
    Error BadList = "bad-list",
    /// Lower bound above the upper.
    Error BadBounds = "bad-bounds",
    Error UnreachablePage = "unreachable-page",
    Error NoPage = "no-page",
    Error NoPurpose = "no-purpose",
    Error NoRetention = "no-retention",
    Error NoLaw = "no-law",
    /// `channel`: counter, phone, post.
    Error NoChannel = "no-channel",
    Error NoTitle = "no-title",
    /// `name`
    Error UnknownStep = "unknown-step",
    /// `name`
    Error UnknownRole = "unknown-role",
    /// `name`
    Error UnknownDocument = "unknown-document",
    /// `name`
    Error UnreachableStep = "unreachable-step",
    /// `name`: steps that lead to each other by themselves, without condition.
    Error AutomaticLoop = "automatic-loop",
    /// `value`: always true or always false.
    Warning ConstantCondition = "constant-condition",
    /// `name`
    Warning NothingReads = "nothing-reads",
    Warning RegisterHolds = "register-holds",
    Warning NoLabel = "no-label",
    /// A step that is not final, and that nothing leaves.
    Warning DeadEnd = "dead-end",
}

/// Checks a form and its workflow. Findings come in the order of the document, errors and warnings mixed.
pub fn lint(form: &Form, workflow: Option<&Flow>) -> Vec<Finding> {
    let names = names::Index::new(form, workflow);
    let mut found = walk::Findings::default();
    form::lint(form, workflow, &names, &mut found);
    if let Some(workflow) = workflow {
        flow::lint(workflow, form, &names, &mut found);
    }
    form::unread(form, workflow, &mut found);
    found.all
}

/// Types of the names of a form and its workflow, for what is typed beside them.
pub fn names(form: &Form, workflow: Option<&Flow>) -> impl crate::cond::types::Names + use<> {
    names::Index::new(form, workflow)
}

/// Can the form be published?
pub fn publishable(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.level() == Level::Warning)
}
