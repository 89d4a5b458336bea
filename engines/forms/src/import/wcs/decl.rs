//! First pass over fields: their names, their identifiers, what their values are. Conditions come after, when every
//! name is known.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::django::Base;
use super::django::template::{self, Piece};
use super::html;
use super::ids::{self, Names};
use super::lists::Lists;
use super::package::Ctx;
use super::scope::{Options, Shape, Var};
use super::xml::Node;
use crate::Id;
use crate::import::codes::{Code, Reason};

/// Blocks inside blocks are followed this deep.
const MAX_BLOCKS: usize = 4;

/// A field of the source, named.
pub(super) struct Decl<'d> {
    /// The `field` element.
    pub node: Node<'d>,
    /// Its type, without the slug of a block.
    pub kind: String,
    /// Variable name, or nothing.
    pub varname: String,
    /// Label as plain text.
    pub label: String,
    /// Identifier in the draft.
    pub id: Id,
    /// Position.
    pub at: usize,
    /// Value.
    pub shape: Shape,
    /// Options of a choice.
    pub options: Option<Rc<Options>>,
    /// Fields of a block.
    pub inner: Vec<Decl<'d>>,
    /// What naming had to say.
    pub reasons: Vec<Reason>,
}

/// What the first pass shares between fields.
pub(super) struct Declarer<'c, 'l, 'd> {
    /// The import.
    pub ctx: &'c Ctx<'l, 'd>,
    /// Lists of the form.
    pub lists: &'c Lists,
    /// Identifiers taken.
    pub names: Names,
    /// Lists that computed fields stand for.
    pub aliases: BTreeMap<String, Rc<Options>>,
    at: usize,
}

impl<'c, 'l, 'd> Declarer<'c, 'l, 'd> {
    /// Nothing declared yet.
    pub(super) fn new(ctx: &'c Ctx<'l, 'd>, lists: &'c Lists) -> Self {
        Self { ctx, lists, names: Names::default(), aliases: BTreeMap::new(), at: 0 }
    }

    /// Declares fields in their order. Variable names are served before labels.
    pub(super) fn fields(&mut self, nodes: &[Node<'d>], prefix: &str, depth: usize) -> Vec<Decl<'d>> {
        let mut ids: Vec<Option<Id>> = Vec::new();
        for node in nodes {
            let name = node.text("varname");
            ids.push(name.map(|name| self.names.take(ids::slug(&format!("{prefix}{name}"), "x"))));
        }
        nodes.iter().zip(ids).map(|(node, id)| self.field(*node, id, prefix, depth)).collect()
    }

    fn field(&mut self, node: Node<'d>, id: Option<Id>, prefix: &str, depth: usize) -> Decl<'d> {
        let source = node.text("type").unwrap_or_else(|| "string".to_owned());
        let (kind, slug) = match source.split_once(':') {
            Some(("block", slug)) => ("block".to_owned(), Some(slug.to_owned())),
            _ => (source, None),
        };
        let slug = slug.or_else(|| node.text("block_slug"));
        let varname = node.text("varname").unwrap_or_default();
        let label = html::plain(&node.text("label").unwrap_or_default());
        let mut reasons = Vec::new();
        let id = id.unwrap_or_else(|| {
            let words = match kind.as_str() {
                "comment" => "texte".to_owned(),
                "page" => "page".to_owned(),
                "title" | "subtitle" => "titre".to_owned(),
                _ => label.split_whitespace().take(6).collect::<Vec<_>>().join(" "),
            };
            self.names.take(ids::slug(&format!("{prefix}{words}"), "champ"))
        });
        let plain = ids::slug(&format!("{prefix}{varname}"), "x");
        if !varname.is_empty() && plain != id {
            reasons.push(Reason::new(Code::DuplicateName, varname.as_str()));
        }
        self.at += 1;
        let at = self.at;
        let mut decl = Decl {
            node,
            kind,
            varname,
            label,
            id,
            at,
            shape: Shape::Opaque,
            options: None,
            inner: Vec::new(),
            reasons,
        };
        self.shape(&mut decl, slug.as_deref(), depth);
        decl
    }

    fn shape(&mut self, decl: &mut Decl<'d>, slug: Option<&str>, depth: usize) {
        decl.shape = match decl.kind.as_str() {
            "item" | "items" | "ranked-items" => self.choice(decl),
            "block" => self.block(decl, slug.unwrap_or_default(), depth),
            "computed" => self.computed(decl),
            "bool" => Shape::Bool,
            "date" => Shape::Date,
            "numeric" => Shape::Number,
            "file" | "map" | "signature" | "time-range" | "table" | "tablerows" | "table-select" | "page" => {
                Shape::Opaque
            }
            "string" if super::kinds::is_time(&decl.node) => Shape::Time,
            _ => Shape::Text,
        };
    }

    fn choice(&mut self, decl: &mut Decl<'d>) -> Shape {
        let name = if decl.varname.is_empty() { decl.id.as_str() } else { &decl.varname };
        let (options, mut reasons) = self.lists.of_field(self.ctx, &decl.node, name, &self.aliases);
        decl.reasons.append(&mut reasons);
        decl.options = Some(Rc::clone(&options));
        if decl.kind == "item" { Shape::One(options) } else { Shape::Many(options) }
    }

    fn block(&mut self, decl: &mut Decl<'d>, slug: &str, depth: usize) -> Shape {
        let fields = self
            .ctx
            .get("block", slug)
            .filter(|_| depth < MAX_BLOCKS)
            .and_then(|root| root.child("fields"))
            .map(|fields| fields.children("field"))
            .unwrap_or_default();
        if fields.is_empty() {
            decl.reasons.push(Reason::new(Code::BlockMissing, slug));
        } else {
            decl.reasons.push(Reason::new(Code::Inlined, slug));
        }
        let prefix = format!("{}_", decl.id);
        decl.inner = self.fields(&fields, &prefix, depth + 1);
        Shape::Block(vars(&decl.inner))
    }

    fn computed(&mut self, decl: &mut Decl<'d>) -> Shape {
        let source = decl.node.text("value_template").unwrap_or_default();
        let pieces = template::read(&source);
        if let [Piece::Text(text)] = pieces.as_slice() {
            return match text.trim() {
                "True" | "False" => Shape::Bool,
                text => Shape::Constant(text.to_owned()),
            };
        }
        if let Some(slug) = handed_list(&pieces) {
            let (options, _) = self.lists.of_slug(self.ctx, &slug);
            self.aliases.insert(decl.varname.clone(), Rc::clone(&options));
            decl.reasons.push(Reason::new(Code::ListAlias, slug));
            decl.options = Some(Rc::clone(&options));
            return Shape::ListAlias(options);
        }
        if truths(&pieces) { Shape::Bool } else { Shape::Text }
    }
}

/// The list that a computed field hands over, when it does nothing else.
fn handed_list(pieces: &[Piece]) -> Option<String> {
    let operands = match pieces.iter().find(|piece| !matches!(piece, Piece::Text(_)))? {
        Piece::Value(operand) => vec![operand],
        Piece::FirstOf(operands) => operands.iter().rev().collect(),
        _ => return None,
    };
    operands.into_iter().find_map(|operand| {
        let Base::Name(name) = &operand.base else { return None };
        let list_filter = operand.filters.iter().any(|f| f.name.contains("list") || f.name.contains("items"));
        if let Some(slug) = name.strip_prefix("data_source.") {
            let counted = operand.filters.iter().any(|f| matches!(f.name.as_str(), "length" | "count"));
            return (!counted).then(|| slug.split('.').next().unwrap_or(slug).to_owned());
        }
        if list_filter {
            let plain = name.rsplit('.').next().unwrap_or(name);
            return Some(plain.trim_start_matches("form_var_").to_owned());
        }
        None
    })
}

/// Whether every outcome of a template is a truth.
fn truths(pieces: &[Piece]) -> bool {
    let mut any = false;
    let all = pieces.iter().all(|piece| match piece {
        Piece::Text(text) => {
            let text = text.trim();
            any |= !text.is_empty();
            matches!(text, "" | "True" | "False")
        }
        Piece::Value(operand) => {
            any = true;
            matches!(&operand.base, Base::Name(name) if name == "True" || name == "False")
                || operand.filters.iter().any(|f| f.name == "is_strong_authentication")
        }
        Piece::If(branches) => {
            any = true;
            branches.iter().all(|(_, inner)| truths(inner))
        }
        _ => false,
    });
    all && any
}

/// The variables that conditions may name.
pub(super) fn vars(decls: &[Decl<'_>]) -> Vec<Var> {
    let named = decls.iter().filter(|decl| !decl.varname.is_empty());
    named
        .map(|decl| Var {
            name: decl.varname.clone(),
            id: decl.id.clone(),
            shape: decl.shape.clone(),
            at: decl.at,
        })
        .collect()
}
