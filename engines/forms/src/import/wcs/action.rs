//! Actions of a workflow: what happens on entering a step, what is offered there, what comes later by itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::decl::{Decl, Declarer, vars};
use super::effects;
use super::field::{Extras, Fields};
use super::ids::{self, Names};
use super::package::Ctx;
use super::scope::{Scope, Var};
use super::text;
use super::value::Reader;
use super::xml::Node;
use crate::cond::{Cond, Literal, Term};
use crate::import::codes::{Code, Reason};
use crate::import::report::{Lang, Subject};
use crate::model::{
    Act, Action, Audience, Document, Event, GlobalAction, Item, Party, Step, Target, Timer, TimerAnchor,
    TimerUnit, Transition,
};
use crate::{Id, Text};

/// A role of the source: `_submitter`, `_receiver`, a name.
pub(super) fn party(role: &str) -> Party {
    match role.trim() {
        "_submitter" => Party::Applicant,
        name => Party::Role(ids::slug(name.trim_start_matches('_'), "role")),
    }
}

/// Converts the items of one workflow.
pub(super) struct Actions<'c, 'l, 'd> {
    /// The import and its report.
    pub ctx: &'c Ctx<'l, 'd>,
    /// Steps: source, name, draft.
    pub steps: Vec<(String, String, Id)>,
    /// Agents' fields by their identifier in the source, and whether they are tick boxes.
    pub fields: BTreeMap<String, (Id, bool)>,
    asks: BTreeMap<String, Vec<Decl<'d>>>,
    roles: RefCell<BTreeMap<String, String>>,
    documents: RefCell<Vec<Document>>,
    names: RefCell<Names>,
}

/// What one item gives, besides its report line.
#[derive(Default)]
pub(super) struct Given {
    /// Actions, in order.
    pub actions: Vec<Action>,
    /// A button.
    pub offer: Option<Transition>,
    /// A timer.
    pub timer: Option<Timer>,
    /// An event.
    pub event: Option<Event>,
    /// A transition taken when a question of the step is answered.
    pub submit: Option<Target>,
}

impl Given {
    /// One action.
    pub(super) fn act(act: Act) -> Self {
        Self { actions: vec![Action::new(act)], ..Self::default() }
    }
}

impl<'c, 'l, 'd> Actions<'c, 'l, 'd> {
    /// A converter for a workflow.
    pub(super) fn new(
        ctx: &'c Ctx<'l, 'd>,
        steps: Vec<(String, String, Id)>,
        fields: BTreeMap<String, (Id, bool)>,
    ) -> Self {
        Self {
            ctx,
            steps,
            fields,
            asks: BTreeMap::new(),
            roles: RefCell::default(),
            documents: RefCell::default(),
            names: RefCell::default(),
        }
    }

    /// Declares the questions that actions ask, so that conditions elsewhere may read the answers.
    pub(super) fn declare_asks(
        &mut self,
        root: &Node<'d>,
        declarer: &mut Declarer<'_, 'l, 'd>,
        scope: &mut Scope,
    ) {
        for item in items_of(root) {
            let Some(formdef) = item.child("formdef") else { continue };
            formdef.child("name");
            let name = item.text("varname").unwrap_or_else(|| "question".to_owned());
            let fields = formdef.child("fields").map(|f| f.children("field")).unwrap_or_default();
            let mut decls = declarer.fields(&fields, &format!("{name}_"), 0);
            let own = vars(&decls);
            scope.vars.extend(own.into_iter().map(|var| {
                let name = format!("{name}_var_{}", var.name);
                Var { name, at: 0, ..var }
            }));
            for decl in &mut decls {
                decl.at = usize::MAX;
            }
            self.asks.insert(item.path(), decls);
        }
    }

    /// The items asked by a form action.
    pub(super) fn ask_items(&self, item: &Node<'_>, scope: &Scope, who: &[Party]) -> Vec<Item> {
        let Some(decls) = self.asks.get(&item.path()) else { return Vec::new() };
        let audience = if who.contains(&Party::Applicant) { Audience::Citizen } else { Audience::Agent };
        let fields = Fields { ctx: self.ctx, scope, audience };
        let own = vars(decls).into_iter().map(|var| Var { at: 0, ..var }).collect::<Vec<_>>();
        fields.items(decls, &own, &mut Extras::default())
    }

    /// A step by its identifier in the source.
    pub(super) fn target(&self, id: &str) -> Option<Target> {
        if id == "_previous" {
            return Some(Target::Previous);
        }
        let step = self.steps.iter().find(|(source, ..)| source == id);
        step.map(|(_, _, id)| Target::Step(id.clone()))
    }

    /// Where an item leads, with a reason when its target does not exist.
    pub(super) fn leads(&self, item: &Node<'_>, reasons: &mut Vec<Reason>) -> Option<Target> {
        if item.flag("set_marker_on_status") == Some(true) {
            reasons.push(Reason::new(Code::MarkerLost, ""));
        }
        let status = item.text("status")?;
        let target = self.target(&status);
        if target.is_none() {
            reasons.push(Reason::new(Code::UnknownTarget, status));
        }
        target
    }

    /// The roles under `by`, `to` or `roles`.
    pub(super) fn parties(&self, item: &Node<'_>, name: &str) -> Vec<Party> {
        let roles = item.child(name).map(|node| node.children("item")).unwrap_or_default();
        let mut found = Vec::new();
        for role in roles {
            let text =
                if role.own_text().is_empty() { role.attr("role_id").unwrap_or("") } else { role.own_text() };
            if text.is_empty() || text.contains("{{") || text.contains('@') {
                continue;
            }
            self.roles.borrow_mut().insert(text.to_owned(), text.trim_start_matches('_').to_owned());
            let one = party(text);
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }

    /// A role met in an action.
    pub(super) fn meet_role(&self, id: &str, label: &str) {
        self.roles.borrow_mut().insert(id.to_owned(), label.to_owned());
    }

    /// Roles that actions name.
    pub(super) fn named_roles(&self) -> Vec<(String, String)> {
        self.roles.borrow().clone().into_iter().collect()
    }

    /// A name that no other question of the workflow has.
    pub(super) fn unique(&self, wanted: Id) -> Id {
        self.names.borrow_mut().take(wanted)
    }

    /// A document to be written, with its identifier.
    pub(super) fn document(&self, title: &str) -> Id {
        let id = self.names.borrow_mut().take(ids::slug(title, "document"));
        let title = Text(title.replace('{', "{{"));
        self.documents.borrow_mut().push(Document { id: id.clone(), title, paragraphs: Vec::new() });
        id
    }

    /// Documents that actions make.
    pub(super) fn documents(&self) -> Vec<Document> {
        self.documents.borrow().clone()
    }

    /// The condition of an item, on its own line.
    fn when(&self, item: &Node<'_>, scope: &Scope, reasons: &mut Vec<Reason>) -> Option<Cond> {
        let fields = Fields { ctx: self.ctx, scope, audience: Audience::Agent };
        fields.condition(item, usize::MAX, &[], reasons)
    }

    /// Fills a step with its items.
    pub(super) fn fill(&self, items: &[Node<'_>], scope: &Scope, step: &mut Step) {
        let mut offers = Names::default();
        let mut submits = Vec::new();
        for item in items {
            let given = self.item(item, scope);
            step.on_enter.extend(given.actions);
            step.timers.extend(given.timer);
            step.events.extend(given.event);
            submits.extend(given.submit);
            if let Some(mut offer) = given.offer {
                offer.id = offers.take(offer.id);
                step.offers.push(offer);
            }
        }
        if let Some(target) = submits.into_iter().next() {
            for action in &mut step.on_enter {
                if let Act::Ask { to, .. } = &mut action.act {
                    to.get_or_insert_with(|| target.clone());
                }
            }
        }
        // `go` ends the list: an unconditional one comes last.
        let is_go = |action: &Action| matches!(action.act, Act::Go { .. }) && action.when.is_none();
        if let Some(at) = step.on_enter.iter().position(is_go) {
            let go = step.on_enter.remove(at);
            step.on_enter.push(go);
        }
    }

    /// The actions of a global action.
    pub(super) fn global(&self, items: &[Node<'_>], scope: &Scope) -> Vec<Action> {
        items.iter().flat_map(|item| self.item(item, scope).actions).collect()
    }

    fn item(&self, item: &Node<'_>, scope: &Scope) -> Given {
        let kind = item.attr("type").unwrap_or_default();
        let mut reasons = Vec::new();
        let when = self.when(item, scope, &mut reasons);
        let mut reader = Reader::new(scope, usize::MAX, &[]);
        let moves = matches!(kind, "jump" | "choice" | "jumponsubmit" | "timeout_jump" | "jump_global");
        let result = match kind {
            "jump" | "timeout_jump" | "jump_global" => {
                Ok(self.jump(item, when.clone(), &mut reader, &mut reasons))
            }
            "choice" => Ok(self.choice(item, when.clone(), &mut reader, &mut reasons)),
            "jumponsubmit" => Ok(self.submit(item, when.is_some(), &mut reasons)),
            _ => effects::convert(self, kind, item, scope, &mut reader, &mut reasons),
        };
        reasons.append(&mut reader.notes);
        let subject = if moves { Subject::Transition } else { Subject::Action };
        for looks in
            ["backoffice_info_text", "position", "display_title", "display_button", "level", "varname"]
        {
            if let Some(node) = item.child(looks) {
                node.mark_all();
            }
        }
        let label = item.text("label").unwrap_or_default();
        let source = format!("{kind} {label}");
        match result {
            Ok(mut given) => {
                for action in &mut given.actions {
                    let both: Vec<Cond> = when.iter().cloned().chain(action.when.take()).collect();
                    action.when = (!both.is_empty()).then(|| super::condition::all(both));
                }
                self.ctx.line(item, subject, &source, &describe(&given), reasons);
                given
            }
            Err(reason) => {
                item.mark_all();
                reasons.push(reason);
                reasons.sort_by_key(|reason| std::cmp::Reverse(reason.code.class()));
                self.ctx.line(item, subject, &source, "", reasons);
                Given::default()
            }
        }
    }

    fn jump(
        &self,
        item: &Node<'_>,
        when: Option<Cond>,
        reader: &mut Reader<'_>,
        reasons: &mut Vec<Reason>,
    ) -> Given {
        let to = self.leads(item, reasons);
        let mode = item.text("mode");
        let timeout = item.text("timeout");
        let trigger = item.text("trigger");
        let kind = mode.as_deref().unwrap_or(match (&timeout, &trigger) {
            (Some(_), _) => "timeout",
            (None, Some(_)) => "trigger",
            (None, None) => "immediate",
        });
        let who = self.parties(item, "by");
        if kind == "timeout" {
            let (after, unit) = length(timeout.as_deref().unwrap_or("0"), reader, reasons);
            let timer = Timer { after, unit, anchor: TimerAnchor::Entered, when, to, actions: Vec::new() };
            return Given { timer: Some(timer), ..Given::default() };
        }
        if kind == "trigger" {
            let id = ids::slug(trigger.as_deref().unwrap_or("evenement"), "evenement");
            let who = if who.is_empty() { vec![Party::System] } else { who };
            return Given { event: Some(Event { id, who, when, to }), ..Given::default() };
        }
        to.map(|to| Given::act(Act::Go { to })).unwrap_or_default()
    }

    fn choice(
        &self,
        item: &Node<'_>,
        when: Option<Cond>,
        reader: &mut Reader<'_>,
        reasons: &mut Vec<Reason>,
    ) -> Given {
        let label = text::plain(reader, &item.text("label").unwrap_or_default());
        let confirmation = text::rich(reader, &item.text("confirmation_text").unwrap_or_default());
        let confirm = match item.flag("require_confirmation") {
            Some(true) if confirmation.is_empty() => Text(question(self.ctx.lang).to_owned()),
            Some(true) => confirmation,
            _ => Text::default(),
        };
        item.child("ignore_form_errors");
        let offer = Transition {
            id: ids::slug(&label.0, "bouton"),
            label,
            to: self.leads(item, reasons),
            who: self.parties(item, "by"),
            when,
            form: Vec::new(),
            confirm,
            reason: false,
            batch: item.flag("allow_as_mass_action") == Some(true),
            actions: Vec::new(),
        };
        Given { offer: Some(offer), ..Given::default() }
    }

    fn submit(&self, item: &Node<'_>, conditional: bool, reasons: &mut Vec<Reason>) -> Given {
        let target = self.leads(item, reasons);
        if conditional {
            reasons.push(Reason::new(Code::AskMerged, ""));
        }
        Given { submit: target, ..Given::default() }
    }

    /// A trigger of a global action: a button, a timer, a call from outside.
    pub(super) fn trigger(
        &self,
        trigger: &Node<'_>,
        scope: &Scope,
        global: &mut GlobalAction,
        reasons: &mut Vec<Reason>,
    ) {
        let mut own = Vec::new();
        let kind = trigger.attr("type").unwrap_or("manual").to_owned();
        for status in trigger.child("statuses").map(|s| s.elements()).unwrap_or_default() {
            status.mark();
            if let Some(Target::Step(id)) = self.target(status.own_text()) {
                global.steps.push(id);
            }
        }
        if kind == "timeout" {
            let mut reader = Reader::new(scope, usize::MAX, &[]);
            let days = trigger.text("timeout").unwrap_or_default();
            let after = number_or_template(&days, &mut reader, &mut own);
            let anchor = anchor(trigger, &mut own);
            own.append(&mut reader.notes);
            global.timers.push(Timer {
                after,
                unit: TimerUnit::Days,
                anchor,
                when: None,
                to: None,
                actions: Vec::new(),
            });
        } else {
            for party in self.parties(trigger, "roles") {
                if !global.who.contains(&party) {
                    global.who.push(party);
                }
            }
            if kind == "webservice" {
                own.push(Reason::new(Code::MassTrigger, trigger.text("identifier").unwrap_or_default()));
            }
            trigger.child("allow_as_mass_action");
            trigger.child("require_confirmation");
        }
        reasons.extend(own);
        trigger.mark_all();
    }
}

fn items_of<'d>(root: &Node<'d>) -> Vec<Node<'d>> {
    let statuses = root.child("possible_status").map(|n| n.children("status")).unwrap_or_default();
    let globals = root.child("global_actions").map(|n| n.children("action")).unwrap_or_default();
    let parents = statuses.into_iter().chain(globals);
    parents.flat_map(|p| p.child("items").map(|i| i.children("item")).unwrap_or_default()).collect()
}

fn question(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "Confirmez-vous cette action ?",
        Lang::En => "Do you confirm this action?",
    }
}

fn describe(given: &Given) -> String {
    let mut words: Vec<String> = given.actions.iter().map(|action| action.act.name().to_owned()).collect();
    words.extend(given.offer.iter().map(|offer| format!("offer {}", offer.id)));
    words.extend(given.timer.iter().map(|_| "timer".to_owned()));
    words.extend(given.event.iter().map(|event| format!("event {}", event.id)));
    words.extend(given.submit.iter().map(|_| "answer leads on".to_owned()));
    words.join(", ")
}

fn integer(n: i64) -> Term {
    Term::Literal(Literal::Integer(n))
}

fn number_or_template(source: &str, reader: &mut Reader<'_>, reasons: &mut Vec<Reason>) -> Term {
    if let Ok(n) = source.trim().parse() {
        return integer(n);
    }
    reasons.push(Reason::new(Code::TimerTemplate, source));
    let place = source.find("}}").map_or(source, |end| &source[..end + 2]);
    match text::term(reader, place.trim()) {
        Ok((term @ Term::Param(_), _)) if is_number(reader, &term) => term,
        Ok((term, _)) => Term::Number(Box::new(term)),
        Err(_) => integer(0),
    }
}

fn is_number(reader: &Reader<'_>, term: &Term) -> bool {
    let Term::Param(id) = term else { return false };
    let kind = reader.scope.params.values().find(|param| param.id == *id).map(|param| param.kind);
    matches!(kind, Some(crate::model::ParamType::Integer | crate::model::ParamType::Decimal))
}

/// A delay of a jump: seconds, or a number with its unit.
fn length(source: &str, reader: &mut Reader<'_>, reasons: &mut Vec<Reason>) -> (Term, TimerUnit) {
    if let Ok(seconds) = source.trim().parse::<i64>() {
        let seconds = seconds.max(0);
        return match seconds {
            n if n % 86_400 == 0 => (integer(n / 86_400), TimerUnit::Days),
            n if n % 3_600 == 0 => (integer(n / 3_600), TimerUnit::Hours),
            n => {
                if n % 60 != 0 {
                    reasons.push(Reason::new(Code::TimerUnit, source));
                }
                ((integer((n + 59) / 60)), TimerUnit::Minutes)
            }
        };
    }
    let words = source.to_lowercase();
    let (unit, factor) = if words.contains("mois") || words.contains("month") {
        (TimerUnit::Months, 1)
    } else if words.contains("semaine") || words.contains("week") {
        (TimerUnit::Days, 7)
    } else if words.contains("heure") || words.contains("hour") {
        (TimerUnit::Hours, 1)
    } else if words.contains("minute") {
        (TimerUnit::Minutes, 1)
    } else {
        (TimerUnit::Days, 1)
    };
    let number = source.split_whitespace().next().unwrap_or_default();
    let term = match number.parse::<i64>() {
        Ok(n) => return (integer(n.saturating_mul(factor)), unit),
        Err(_) => number_or_template(source, reader, reasons),
    };
    (if factor == 1 { term } else { Term::Mul(vec![term, integer(factor)]) }, unit)
}

fn anchor(trigger: &Node<'_>, reasons: &mut Vec<Reason>) -> TimerAnchor {
    match trigger.text("anchor").as_deref() {
        Some("creation") => TimerAnchor::Filed,
        Some("finalized") => TimerAnchor::Decided,
        other => {
            reasons.push(Reason::new(Code::AnchorGuessed, other.unwrap_or_default()));
            TimerAnchor::Entered
        }
    }
}
