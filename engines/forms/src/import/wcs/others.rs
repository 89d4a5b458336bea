//! Files that are not a form nor a workflow: blocks, cards, data sources, mail models, categories.

use super::decl::{Declarer, vars};
use super::field::{Extras, Fields};
use super::lists::Lists;
use super::package::Ctx;
use super::scope::Scope;
use super::settings;
use super::text;
use super::value::Reader;
use super::xml::Node;
use crate::import::codes::{Code, Reason};
use crate::import::report::{FileKind, Subject};
use crate::model::{Audience, Form};

/// Elements of cards that only matter to the original platform.
const CARD_HOUSEKEEPING: [&str; 3] = ["user-roles", "workflow", "digest_templates"];

/// A block: its fields are reported here, and put into each form that uses it.
pub(super) fn block(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> FileKind {
    let lists = Lists::default();
    let mut declarer = Declarer::new(ctx, &lists);
    let fields = root.child("fields").map(|fields| fields.children("field")).unwrap_or_default();
    let decls = declarer.fields(&fields, "", 0);
    let scope = Scope { vars: vars(&decls), ..Scope::default() };
    let converter = Fields { ctx, scope: &scope, audience: Audience::Citizen };
    converter.items(&decls, &scope.vars, &mut Extras::default());
    for name in ["name", "slug"] {
        root.child(name);
    }
    if let Some(digest) = root.child("digest_template") {
        let reason = Reason::new(Code::Presentation, "digest_template");
        ctx.line(&digest, Subject::Setting, digest.own_text(), "", vec![reason]);
    }
    if let Some(rules) = root.child("post_conditions") {
        for rule in rules.children("post_condition") {
            let mut reasons = Vec::new();
            rule.child("error_message");
            converter.condition(&rule, usize::MAX, &scope.vars, &mut reasons);
        }
    }
    settings::leftovers(ctx, root);
    FileKind::Block
}

/// A model of cards: the form of a register.
pub(super) fn card<'d>(ctx: &Ctx<'_, 'd>, root: &Node<'d>) -> Form {
    ctx.line(root, Subject::Setting, "carddef", "", vec![Reason::new(Code::CardAsForm, "")]);
    for name in CARD_HOUSEKEEPING {
        if let Some(node) = root.child(name)
            && name != "workflow"
            && name != "digest_templates"
        {
            node.mark_all();
            ctx.line(&node, Subject::Setting, name, "", vec![Reason::new(Code::Access, name)]);
        }
    }
    super::form::convert(ctx, root).0
}

/// A data source: static rows are copied into the forms that use them, others are registers.
pub(super) fn data_source(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> FileKind {
    let slug = root.text("slug").unwrap_or_default();
    if let Some(source) = root.child("data_source") {
        source.mark_all();
        let lists = Lists::default();
        let (options, _) = lists.of_slug(ctx, &slug);
        let value = source.text("value").unwrap_or_default();
        let reasons = if options.closed { Vec::new() } else { vec![Reason::new(Code::RemoteSource, value)] };
        let result = format!("list {slug} ({})", options.rows.len());
        ctx.line(&source, Subject::Setting, &slug, &result, reasons);
    }
    housekeeping(
        ctx,
        root,
        &[
            "name",
            "slug",
            "description",
            "documentation",
            "category",
            "cache_duration",
            "notify_on_errors",
            "record_on_errors",
            "data_attribute",
            "id_attribute",
            "text_attribute",
            "id_parameter",
            "query_parameter",
            "id_property",
            "label_template_property",
            "external",
            "external_status",
        ],
    );
    FileKind::DataSource
}

/// A model of mail: its text is taken by the actions that name it.
pub(super) fn mail_template(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> FileKind {
    let scope = Scope { flow: true, ..Scope::default() };
    for name in ["subject", "body"] {
        if let Some(node) = root.child(name) {
            let mut reader = Reader::new(&scope, usize::MAX, &[]);
            let text = text::rich_or_plain(&mut reader, node.own_text());
            ctx.line(&node, Subject::Setting, node.own_text(), text.as_str(), reader.notes);
        }
    }
    housekeeping(ctx, root, &["name", "slug", "description", "documentation", "category", "attachments"]);
    FileKind::MailTemplate
}

/// A heading of the catalogue.
pub(super) fn category(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> FileKind {
    housekeeping(
        ctx,
        root,
        &["name", "url_name", "position", "homepage_position", "limit", "description", "redirect_url"],
    );
    FileKind::Category
}

fn housekeeping(ctx: &Ctx<'_, '_>, root: &Node<'_>, names: &[&str]) {
    for node in root.elements() {
        if names.contains(&node.name()) {
            node.mark_all();
            let value = format!("{} = {}", node.name(), node.own_text());
            ctx.line(&node, Subject::Setting, &value, "", vec![Reason::new(Code::Informative, "")]);
        }
    }
    settings::leftovers(ctx, root);
}
