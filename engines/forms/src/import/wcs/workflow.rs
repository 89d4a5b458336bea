//! A workflow of the source as a draft: steps, roles, global actions, agents' fields, parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::action::Actions;
use super::decl::{Declarer, vars};
use super::field::{Extras, Fields};
use super::ids::{self, Names};
use super::lists::Lists;
use super::package::Ctx;
use super::params;
use super::scope::{Scope, Var};
use super::xml::Node;
use crate::Id;
use crate::import::codes::{Code, Reason};
use crate::import::report::{Lang, Subject};
use crate::model::{
    Act, Audience, Flow, GlobalAction, Item, Kind, Party, PublicState, Retention, Role, Step, Target,
};
use crate::{Text, model};

/// The identifier of a workflow in drafts.
pub(super) fn flow_id(root: &Node<'_>) -> Id {
    let slug = root.text("slug").or_else(|| root.text("name")).unwrap_or_default();
    ids::slug(&slug, "circuit")
}

/// Steps: identifier in the source, displayed name, identifier in the draft.
pub(super) fn step_ids(root: &Node<'_>) -> Vec<(String, String, Id)> {
    let mut names = Names::default();
    let statuses = root.child("possible_status").map(|node| node.children("status")).unwrap_or_default();
    statuses
        .iter()
        .map(|status| {
            let name = status.text("name").unwrap_or_default();
            let id = names.take(ids::slug(&name, "etape"));
            (status.text("id").unwrap_or_default(), name, id)
        })
        .collect()
}

/// What conditions of a workflow may read: the fields of the forms that follow it, its own fields.
fn scope(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> (Scope, Names) {
    let mut scope = Scope { flow: true, ..Scope::default() };
    let mut names = Names::default();
    let mut known: BTreeSet<(String, Id)> = BTreeSet::new();
    let aside = ctx.aside();
    for form in ctx.library.forms(&ctx.package) {
        if super::form::flow_of(&aside, &form).is_none_or(|flow| flow_id(&flow) != flow_id(root)) {
            continue;
        }
        let lists = Lists::default();
        let (_, inner, _) = super::form::declare(&aside, &form, &lists);
        for var in inner.vars {
            if known.insert((var.name.clone(), var.id.clone())) {
                names.take(var.id.clone());
                scope.vars.push(Var { at: 0, ..var });
            }
        }
        scope.lists.extend(inner.lists);
        scope.params.extend(inner.params);
        scope.account.extend(inner.account);
    }
    for (_, name, id) in step_ids(root) {
        scope.steps.entry(name).or_insert(id);
    }
    let own = params::variable_fields(root);
    scope.params.extend(own.iter().filter_map(params::of_variable).map(|param| param.var()));
    (scope, names)
}

/// Converts a workflow for whatever forms of the package follow it.
pub(super) fn convert<'d>(ctx: &Ctx<'_, 'd>, root: &Node<'d>) -> Flow {
    let (scope, names) = scope(ctx, root);
    let flow = with_scope(ctx, root, scope, names);
    super::settings::leftovers(ctx, root);
    flow
}

/// A copy of a workflow for one form, whose fields are all known; it bears the form's name.
pub(super) fn for_form<'d>(
    ctx: &Ctx<'_, 'd>,
    root: &Node<'d>,
    form: &model::Form,
    known: &Scope,
    names: Names,
) -> Flow {
    let mut scope = Scope { flow: true, complete: true, ..Scope::default() };
    scope.vars = known.vars.iter().map(|var| Var { at: 0, ..var.clone() }).collect();
    scope.params.clone_from(&known.params);
    scope.account.clone_from(&known.account);
    scope.lists.clone_from(&known.lists);
    scope.constants.clone_from(&known.constants);
    scope.constants.remove("form_name");
    for (_, name, id) in step_ids(root) {
        scope.steps.entry(name).or_insert(id);
    }
    Flow { id: form.procedure.clone(), ..with_scope(&ctx.aside(), root, scope, names) }
}

fn with_scope<'d>(ctx: &Ctx<'_, 'd>, root: &Node<'d>, mut scope: Scope, names: Names) -> Flow {
    let lists = Lists::inline();
    let mut declarer = Declarer::new(ctx, &lists);
    declarer.names = names;
    let fields = agent_fields(root);
    let mut decls = declarer.fields(&fields, "", 0);
    let by_source = decls
        .iter()
        .map(|decl| (decl.node.text("id").unwrap_or_default(), (decl.id.clone(), decl.kind == "bool")))
        .collect::<BTreeMap<_, _>>();
    scope.vars.extend(vars(&decls).into_iter().map(|var| Var { at: 0, ..var }));
    for decl in &mut decls {
        decl.at = usize::MAX;
    }
    let steps = step_ids(root);
    let roles = roles(root);
    let mut actions = Actions::new(ctx, steps, by_source);
    actions.declare_asks(root, &mut declarer, &mut scope);
    let converter = Fields { ctx, scope: &scope, audience: Audience::Agent };
    let mut items = converter.items(&decls, &[], &mut Extras::default());
    report_variables(ctx, root);
    let mut flow = Flow {
        beffroi_flow: model::flow::FLOW_VERSION,
        id: flow_id(root),
        revision: 1,
        title: root.text("name").unwrap_or_default(),
        roles: Vec::new(),
        params: Vec::new(),
        fields: Vec::new(),
        start: ids::slug("x", "x"),
        steps: statuses(ctx, root, &actions, &scope),
        global: globals(ctx, root, &actions, &scope),
        documents: actions.documents(),
        note: Some(to_confirm(ctx.lang)),
    };
    if let Some(first) = flow.steps.first() {
        flow.start = first.id.clone();
    }
    let taken: BTreeSet<Id> = items.iter().map(|item| item.id.clone()).collect();
    items.extend(answers(&scope, &taken));
    flow.fields = items;
    let own: Vec<params::Param> =
        params::variable_fields(root).iter().filter_map(params::of_variable).collect();
    flow.params = params::build(&own, &scope, ctx.lang);
    flow.roles = all_roles(roles, &actions);
    flow
}

fn to_confirm(lang: Lang) -> String {
    match lang {
        Lang::Fr => "Importé : états publics, rôles et connecteurs à confirmer avant publication.",
        Lang::En => "Imported: public states, roles and connectors to be confirmed before publication.",
    }
    .to_owned()
}

fn agent_fields<'d>(root: &Node<'d>) -> Vec<Node<'d>> {
    let fields = root.child("backoffice-fields").and_then(|b| b.child("formdef"));
    if let Some(formdef) = &fields {
        formdef.child("name");
    }
    fields.and_then(|f| f.child("fields")).map(|f| f.children("field")).unwrap_or_default()
}

/// Fields that hold what an outside service answers.
fn answers(scope: &Scope, taken: &BTreeSet<Id>) -> Vec<Item> {
    let found = scope.invented.answers();
    let missing = found
        .into_iter()
        .filter(|(id, _)| !taken.contains(id) && !scope.vars.iter().any(|var| var.id == *id));
    let kind = |name: &str| {
        if super::scope::is_date_name(name) {
            return Kind::Date { min: None, max: None };
        }
        Kind::Text { max_len: None, pattern: None, pattern_else: Text::default() }
    };
    let item = |(id, label): (Id, String)| Item {
        audience: Audience::Agent,
        retention: Some(Retention::Final),
        ..Item::new(id, kind(&label), label.replace('_', " "))
    };
    missing.map(item).collect()
}

fn roles(root: &Node<'_>) -> Vec<(String, String)> {
    let roles = root.child("roles").map(|node| node.children("role")).unwrap_or_default();
    roles.iter().map(|r| (r.attr("id").unwrap_or_default().to_owned(), r.own_text().to_owned())).collect()
}

fn all_roles(declared: Vec<(String, String)>, actions: &Actions<'_, '_, '_>) -> Vec<Role> {
    let mut found: BTreeMap<Id, String> = BTreeMap::new();
    for (id, label) in declared.into_iter().chain(actions.named_roles()) {
        if let Party::Role(id) = super::action::party(&id) {
            found.entry(id).or_insert(label);
        }
    }
    found.into_iter().map(|(id, label)| Role { id, label }).collect()
}

/// A line for each variable: a field of the source that becomes a parameter.
fn report_variables(ctx: &Ctx<'_, '_>, root: &Node<'_>) {
    if let Some(formdef) = root.child("variables").and_then(|v| v.child("formdef")) {
        formdef.child("name");
    }
    for field in params::variable_fields(root) {
        let label = super::html::plain(&field.text("label").unwrap_or_default());
        let (result, reasons) = match params::of_variable(&field) {
            Some(param) => (format!("param.{}", param.id), Vec::new()),
            None => (String::new(), vec![Reason::new(Code::Informative, "")]),
        };
        field.mark_all();
        ctx.line(&field, Subject::Field, &label, &result, reasons);
    }
}

fn statuses(ctx: &Ctx<'_, '_>, root: &Node<'_>, actions: &Actions<'_, '_, '_>, scope: &Scope) -> Vec<Step> {
    let nodes = root.child("possible_status").map(|node| node.children("status")).unwrap_or_default();
    let mut steps = Vec::new();
    for (n, (node, (_, name, id))) in nodes.iter().zip(&actions.steps).enumerate() {
        let mut reasons = Vec::new();
        let mut step = Step {
            id: id.clone(),
            name: name.clone(),
            public: PublicState::InReview,
            waiting: false,
            hidden: false,
            visible_to: Vec::new(),
            on_enter: Vec::new(),
            offers: Vec::new(),
            timers: Vec::new(),
            events: Vec::new(),
            end: node.flag("forced_endpoint") == Some(true),
            note: None,
        };
        visibility(node, &mut step);
        let items = node.child("items").map(|items| items.children("item")).unwrap_or_default();
        actions.fill(&items, scope, &mut step);
        if node.text("loop_items_template").is_some() {
            reasons.push(Reason::new(Code::LoopState, name.as_str()));
            if let Some(after) = node.text("after_loop_status").and_then(|id| actions.target(&id))
                && !step.on_enter.iter().any(|action| matches!(action.act, Act::Go { .. }))
            {
                step.on_enter.push(model::Action::new(Act::Go { to: after }));
            }
        }
        node.child("after_loop_status");
        node.child("colour");
        step.public = public(n, &step);
        step.waiting = waits(&step);
        reasons.push(Reason::new(Code::PublicGuessed, format!("{:?}", step.public)));
        ctx.line(node, Subject::State, name, id.as_str(), reasons);
        steps.push(step);
    }
    steps
}

fn visibility(node: &Node<'_>, step: &mut Step) {
    for role in node.child("visibility").map(|v| v.children("role")).unwrap_or_default() {
        step.hidden = true;
        if role.own_text() != "__restricted__" {
            step.visible_to.push(super::action::party(role.own_text()));
        }
    }
}

/// Can a file leave this step?
fn leaves(step: &Step) -> bool {
    let go = step.on_enter.iter().any(|action| match &action.act {
        Act::Go { .. } => true,
        Act::Ask { to, .. } | Act::Editable { to, .. } => to.is_some(),
        Act::Payment { paid, .. } => paid.is_some(),
        _ => false,
    });
    let moves = |to: &Option<Target>| to.is_some();
    go || step.offers.iter().any(|offer| moves(&offer.to))
        || step.events.iter().any(|event| moves(&event.to))
        || step.timers.iter().any(|timer| moves(&timer.to))
}

/// A guess, from the name and the place of the step, that the author confirms.
fn public(n: usize, step: &Step) -> PublicState {
    let name = ids::slug(&step.name, "x");
    let says = |words: &[&str]| words.iter().any(|word| name.as_str().contains(word));
    if n == 0 {
        return PublicState::Filed;
    }
    let ends = step.end || !leaves(step);
    let refused = says(&["refus", "rejet", "abgelehnt", "negatif"]);
    let dropped = says(&["annul", "abandon", "supprim", "sans_suite", "retir", "expir", "storniert"]);
    let accepted =
        says(&["accept", "termin", "delivr", "cloture", "traite", "fini", "valid", "angenommen", "envoye"]);
    match (ends, refused, dropped, accepted) {
        (true, true, _, _) => PublicState::Refused,
        (true, false, true, _) => PublicState::Dropped,
        (true, false, false, _) => PublicState::Accepted,
        (false, true, _, _)
            if name.as_str().starts_with("demande_re") || name.as_str().starts_with("refuse") =>
        {
            PublicState::Refused
        }
        (false, false, false, true) if name.as_str().starts_with("accept") => PublicState::Accepted,
        _ => PublicState::InReview,
    }
}

/// Does the commune wait for the applicant here?
fn waits(step: &Step) -> bool {
    let asked = step.on_enter.iter().any(|action| match &action.act {
        Act::Ask { who, to, .. } | Act::Editable { who, to, .. } => {
            who == &[Party::Applicant] && to.is_some()
        }
        Act::Payment { .. } => true,
        _ => false,
    });
    asked && !step.public.is_final()
}

fn globals(
    ctx: &Ctx<'_, '_>,
    root: &Node<'_>,
    actions: &Actions<'_, '_, '_>,
    scope: &Scope,
) -> Vec<GlobalAction> {
    let nodes = root.child("global_actions").map(|node| node.children("action")).unwrap_or_default();
    let mut names = Names::default();
    let convert = |node: &Node<'_>| {
        let name = node.text("name").unwrap_or_default();
        node.child("id");
        let mut global = GlobalAction {
            id: names.take(ids::slug(&name, "action")),
            label: Text(name.replace('{', "{{")),
            who: Vec::new(),
            steps: Vec::new(),
            when: None,
            timers: Vec::new(),
            actions: Vec::new(),
        };
        let items = node.child("items").map(|items| items.children("item")).unwrap_or_default();
        global.actions = actions.global(&items, scope);
        let mut reasons = Vec::new();
        for trigger in node.child("triggers").map(|t| t.children("trigger")).unwrap_or_default() {
            actions.trigger(&trigger, scope, &mut global, &mut reasons);
        }
        ctx.line(node, Subject::Setting, &name, global.id.as_str(), reasons);
        global
    };
    nodes.iter().map(convert).collect()
}
