//! A form of the source as a draft: pages, parameters, lists, settings.

use std::collections::BTreeMap;

use super::condition;
use super::decl::{Decl, Declarer, vars};
use super::field::{Extras, Fields, account_fields};
use super::ids::{self, Names};
use super::lists::{COMMUNE, Lists};
use super::package::Ctx;
use super::params;
use super::scope::Scope;
use super::text;
use super::value::Reader;
use super::xml::Node;
use crate::import::codes::{Code, Reason};
use crate::import::report::{Lang, Subject};
use crate::model::{Audience, Flow, Form, Item, Kind, LoginLevel, Page, Require};
use crate::{Id, Text};

/// Elements that only matter to the original platform.
const HOUSEKEEPING: [&str; 34] = [
    "internal_identifier",
    "max_field_id",
    "discussion",
    "detailed_emails",
    "disabled",
    "only_allow_one",
    "always_advertise",
    "include_download_all_button",
    "has_captcha",
    "skip_from_360_view",
    "hidden",
    "hidden_from_api_results",
    "history_pane_default_mode",
    "management_sidebar_items",
    "submission_sidebar_items",
    "submission_user_association",
    "geolocations",
    "user_support",
    "confirmation",
    "category",
    "last_modification",
    "publication_date",
    "expiration_date",
    "disabled_redirection",
    "drafts_lifespan",
    "drafts_max_per_user",
    "submission_lateral_template",
    "lateral_template",
    "id_template",
    "appearance_keywords",
    "tracking_code_verify_fields",
    "old_but_non_anonymised_warning",
    "sql_integrity_errors",
    "documentation",
];

/// Declares the names of a form: its fields and everything conditions may read.
pub(super) fn declare<'d>(
    ctx: &Ctx<'_, 'd>,
    root: &Node<'d>,
    lists: &Lists,
) -> (Vec<Decl<'d>>, Scope, Names) {
    let fields = root.child("fields").map(|fields| fields.children("field")).unwrap_or_default();
    let mut declarer = Declarer::new(ctx, lists);
    let decls = declarer.fields(&fields, "", 0);
    let mut scope = Scope { vars: vars(&decls), ..Scope::default() };
    scope.account = account_fields(&decls).collect();
    let constant = |name: &str| root.text(name).unwrap_or_default();
    scope.constants = BTreeMap::from([
        ("form_name".to_owned(), constant("name")),
        ("form_slug".to_owned(), constant("url_name")),
        ("commune_slug".to_owned(), COMMUNE.to_owned()),
    ]);
    for source in sources(root) {
        let (options, _) = lists.of_slug(ctx, &source);
        scope.lists.insert(source, options);
    }
    scope.params = params::of_form(ctx, root).iter().map(params::Param::var).collect();
    if let Some(flow) = flow_of(ctx, root) {
        scope.steps = super::workflow::step_ids(&flow).into_iter().map(|(_, name, id)| (name, id)).collect();
    }
    (decls, scope, declarer.names)
}

/// Data sources that conditions count.
fn sources(root: &Node<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let Some(fields) = root.child("fields") else { return found };
    for field in fields.children("field") {
        let condition = field.child("condition").and_then(|c| c.text("value")).unwrap_or_default();
        for part in condition.split("data_source.").skip(1) {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
            found.push(part[..end].to_owned());
        }
    }
    found
}

/// The workflow of a form, if it is in the package.
pub(super) fn flow_of<'d>(ctx: &Ctx<'_, 'd>, root: &Node<'d>) -> Option<Node<'d>> {
    let element = root.child("workflow")?;
    let by_slug = element.attr("slug").and_then(|slug| ctx.get("workflow", slug));
    by_slug.or_else(|| ctx.get("workflow", element.own_text()))
}

/// The title and the items of a page under construction.
struct Draft {
    page: Page,
    extras: Extras,
}

/// Converts a form, and its workflow as far as this form is concerned: a name that the form lacks is empty there.
pub(super) fn convert<'d>(ctx: &Ctx<'_, 'd>, root: &Node<'d>) -> (Form, Option<Flow>) {
    let lists = Lists::default();
    let (decls, scope, names) = declare(ctx, root, &lists);
    let name = root.text("name").unwrap_or_default();
    let slug = root.text("url_name").unwrap_or_else(|| name.clone());
    let lang = if german(&decls) { "de" } else { "fr" };
    let mut form = Form::new(ids::slug(&slug, "demarche"), lang);
    form.meta.title.clone_from(&name);
    form.pages = pages(ctx, &decls, &scope, &name);
    settings(ctx, root, &scope, &mut form);
    let flow = flow_of(ctx, root).map(|node| super::workflow::for_form(ctx, &node, &form, &scope, names));
    if let Some(flow) = &flow {
        form.flow = Some(flow.id.clone());
    }
    let mut used = Vec::new();
    collect(&decls, &mut used);
    form.lists = lists.build(used.into_iter());
    form.params = params::build(&params::of_form(ctx, root), &scope, ctx.lang);
    params::report(ctx, root);
    to_confirm(&mut form, ctx.lang);
    super::settings::leftovers(ctx, root);
    (form, flow)
}

fn collect<'a>(decls: &'a [Decl<'_>], used: &mut Vec<&'a std::rc::Rc<super::scope::Options>>) {
    for decl in decls {
        if decl.kind != "computed" {
            used.extend(decl.options.iter());
        }
        collect(&decl.inner, used);
    }
}

/// Forms of the German-speaking communes say so by their words.
fn german(decls: &[Decl<'_>]) -> bool {
    let words = [" der ", " die ", " und ", " Sie ", " nicht ", "Straße", "Vorname", "Postleitzahl"];
    let count = |decl: &Decl<'_>| words.iter().filter(|word| decl.label.contains(*word)).count();
    decls.iter().map(count).sum::<usize>() > 6
}

fn pages(ctx: &Ctx<'_, '_>, decls: &[Decl<'_>], scope: &Scope, title: &str) -> Vec<Page> {
    let fields = Fields { ctx, scope, audience: Audience::Citizen };
    let mut drafts: Vec<Draft> = Vec::new();
    let mut first = Extras::default();
    let mut early: Vec<Item> = Vec::new();
    for (n, decl) in decls.iter().enumerate() {
        if decl.kind == "page" {
            let next = decls[n + 1..].iter().find(|other| other.kind == "page");
            drafts.push(page(&fields, decl, next.map_or(usize::MAX, |other| other.at)));
        } else if let Some(draft) = drafts.last_mut() {
            let items = fields.item(decl, &[], &mut draft.extras);
            draft.page.items.extend(items);
        } else {
            early.extend(fields.item(decl, &[], &mut first));
        }
    }
    let silent = early.iter().all(|item| matches!(item.kind, Kind::Computed { .. }));
    if drafts.is_empty() || !silent {
        let mut page = empty(ids::slug("page_0", "page"), Text(title.replace('{', "{{")));
        page.items = early;
        drafts.insert(0, Draft { page, extras: first });
    } else if let Some(draft) = drafts.first_mut() {
        draft.page.items.splice(0..0, early);
        draft.extras.notes.splice(0..0, first.notes);
        draft.extras.require.splice(0..0, first.require);
    }
    drafts
        .into_iter()
        .map(|Draft { mut page, extras }| {
            page.require.extend(extras.require);
            page.note = (!extras.notes.is_empty()).then(|| extras.notes.join("\n\n"));
            page
        })
        .collect()
}

fn empty(id: Id, title: Text) -> Page {
    Page { id, title, when: None, items: Vec::new(), require: Vec::new(), note: None }
}

/// A page without its items; `end` is the position of the next one: its rules read what comes before.
fn page(fields: &Fields<'_, '_, '_>, decl: &Decl<'_>, end: usize) -> Draft {
    let mut reasons = decl.reasons.clone();
    let mut reader = Reader::new(fields.scope, decl.at, &[]);
    let title = text::rich(&mut reader, &decl.node.text("label").unwrap_or_default());
    let title = if title.is_empty() { Text("—".to_owned()) } else { title };
    reasons.append(&mut reader.notes);
    let mut page = empty(decl.id.clone(), title);
    page.when = fields.condition(&decl.node, decl.at, &[], &mut reasons);
    if let Some(rules) = decl.node.child("post_conditions") {
        for rule in rules.children("post_condition") {
            if let Some(require) = require(fields, &rule, end, &mut reasons) {
                page.require.push(require);
            }
        }
    }
    for child in decl.node.elements() {
        if matches!(child.name(), "id" | "type" | "varname" | "extra_css_class" | "display_locations") {
            child.mark_all();
        }
    }
    let source = format!("{} (page)", decl.label);
    fields.ctx.line(&decl.node, Subject::Field, &source, page.id.as_str(), reasons);
    Draft { page, extras: Extras::default() }
}

fn require(
    fields: &Fields<'_, '_, '_>,
    rule: &Node<'_>,
    at: usize,
    reasons: &mut Vec<Reason>,
) -> Option<Require> {
    let message = rule.text("error_message").unwrap_or_default();
    let element = rule.child("condition")?;
    element.mark_all();
    let source = condition::source(&element)?;
    let mut reader = Reader::new(fields.scope, at, &[]);
    let otherwise = text::rich(&mut reader, &message);
    match condition::of_element(Reader::new(fields.scope, at, &[]), &element, &source) {
        Ok(converted) => {
            let mut notes = converted.notes;
            notes.append(&mut reader.notes);
            let result = serde_json::to_string(&converted.cond).unwrap_or_default();
            fields.ctx.line(&element, Subject::Condition, &source, &result, notes);
            let always = condition::constant(&converted.cond) == Some(true);
            (!always).then_some(Require { cond: converted.cond, otherwise, when: None })
        }
        Err(reason) => {
            fields.ctx.line(&element, Subject::Condition, &source, "", vec![reason]);
            reasons.push(Reason::new(Code::ConditionDropped, source));
            None
        }
    }
}

fn settings(ctx: &Ctx<'_, '_>, root: &Node<'_>, scope: &Scope, form: &mut Form) {
    let mut reader = Reader::new(scope, usize::MAX, &[]);
    if let Some(node) = root.child("description") {
        form.meta.description = text::rich(&mut reader, node.own_text()).0;
        ctx.line(&node, Subject::Setting, "description", "meta.description", Vec::new());
    }
    if let Some(node) = root.child("digest_templates") {
        node.mark_all();
        if let Some(template) = node.children("template").first() {
            form.meta.digest = text::plain(&mut reader, template.own_text());
            ctx.line(&node, Subject::Setting, template.own_text(), "meta.digest", reader.notes.clone());
        }
    }
    if let Some(words) = root.text("keywords") {
        form.meta.keywords = words.split(',').map(|word| word.trim().to_owned()).collect();
    }
    form.tracking_code = root.flag("enable_tracking_codes") == Some(true);
    form.login = login(ctx, root);
    if let Some(node) = root.child("workflow") {
        let name = node.own_text().to_owned();
        let (id, reasons) = match flow_of(ctx, root) {
            Some(flow) => (super::workflow::flow_id(&flow), Vec::new()),
            None => (
                ids::slug(node.attr("slug").unwrap_or(&name), "circuit"),
                vec![Reason::new(Code::FlowMissing, name.as_str())],
            ),
        };
        ctx.line(&node, Subject::Setting, &name, id.as_str(), reasons);
        form.flow = Some(id);
    }
    super::settings::common(ctx, root, &HOUSEKEEPING);
}

fn login(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> LoginLevel {
    let mut level = LoginLevel::None;
    if let Some(node) = root.child("user-roles") {
        let roles = node.children("role");
        let anybody = roles.iter().all(|role| role.attr("role_id") == Some("logged-users"));
        if !roles.is_empty() {
            level = LoginLevel::Account;
            let names: Vec<&str> = roles.iter().map(Node::own_text).collect();
            let reasons =
                if anybody { Vec::new() } else { vec![Reason::new(Code::Access, names.join(", "))] };
            ctx.line(&node, Subject::Setting, &names.join(", "), "login: account", reasons);
        }
    }
    if let Some(node) = root.child("required_authentication_contexts") {
        let methods = node.children("method");
        if !methods.is_empty() {
            level = LoginLevel::Strong;
            let names: Vec<&str> = methods.iter().map(Node::own_text).collect();
            let reasons = vec![Reason::new(Code::StrongLogin, names.join(", "))];
            ctx.line(&node, Subject::Setting, &names.join(", "), "login: strong", reasons);
        }
    }
    level
}

/// Adds to a draft's note what the author has to confirm before publication.
pub(super) fn to_confirm(form: &mut Form, lang: Lang) {
    let words = match lang {
        Lang::Fr => "Importé : à confirmer avant publication — finalités, bases légales, guichet, circuit.",
        Lang::En => {
            "Imported: to be confirmed before publication — purposes, legal bases, counter, workflow."
        }
    };
    form.meta.note = Some(words.to_owned());
}
