//! Actions that do something besides moving the file: messages, questions, values, calls.

use super::action::{Actions, Given, party};
use super::condition;
use super::ids;
use super::scope::Scope;
use super::text;
use super::value::{Reader, literal};
use super::xml::Node;
use crate::cond::{Cond, Literal, Term};
use crate::import::codes::{Code, Reason};
use crate::import::report::Lang;
use crate::model::{Act, Action, ComputedType, ErrorPolicy, Item, Kind, Party, Retention, Via};
use crate::{Id, Text};

/// Converts an action that is not a jump.
///
/// # Errors
/// The reason for which the draft does without it.
pub(super) fn convert(
    actions: &Actions<'_, '_, '_>,
    kind: &str,
    item: &Node<'_>,
    scope: &Scope,
    reader: &mut Reader<'_>,
    reasons: &mut Vec<Reason>,
) -> Result<Given, Reason> {
    let mut work = Work { actions, item, scope, reader, reasons };
    match kind {
        "sendmail" => Ok(work.mail()),
        "notification" | "user-notification" | "user_notification" => Ok(work.notification()),
        "sendsms" | "sms" => Ok(work.sms()),
        "displaymsg" => Ok(work.banner()),
        "register-comment" | "register_comment" => Ok(work.note()),
        "commentable" => Ok(work.commentable()),
        "form" | "display_form" => Ok(work.ask()),
        "addattachment" => Ok(work.attachment()),
        "editable" | "edit" => Ok(work.editable()),
        "set-backoffice-fields" | "set_backoffice_fields" => work.set(),
        "webservice_call" | "webservice-call" => Ok(work.call()),
        "dispatch" => Ok(work.dispatch()),
        "anonymise" => Ok(work.anonymise()),
        "remove" | "delete" => Ok(Given::act(Act::Delete {})),
        "redirect_to_url" | "redirect-to-url" => Ok(work.redirect()),
        "export_to_model" | "export-to-model" => Ok(work.document()),
        "geolocate" | "modify_criticality" | "aggregationemail" | "aggregation_email" | "journal"
        | "criticality" => Ok(work.history(kind)),
        "create_carddata"
        | "edit_carddata"
        | "create_formdata"
        | "edit_formdata"
        | "assign_carddata"
        | "external_workflow_global_action"
        | "resubmit"
        | "update_formdata" => {
            Err(Reason::new(Code::CardWrite, item.text("formdef_slug").unwrap_or_default()))
        }
        "update_user_profile" | "add_role" | "remove_role" | "modify_user" | "unlink_user" | "roles" => {
            Err(Reason::new(Code::ProfileWrite, item.text("role_id").unwrap_or_default()))
        }
        other => Err(Reason::new(Code::UnknownAction, other)),
    }
}

struct Work<'w, 'c, 'l, 'd, 's, 'x> {
    actions: &'w Actions<'c, 'l, 'd>,
    item: &'w Node<'x>,
    scope: &'w Scope,
    reader: &'w mut Reader<'s>,
    reasons: &'w mut Vec<Reason>,
}

impl Work<'_, '_, '_, '_, '_, '_> {
    fn say(&mut self, code: Code, detail: impl Into<String>) {
        let reason = Reason::new(code, detail);
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    fn text(&self, name: &str) -> String {
        self.item.text(name).unwrap_or_default()
    }

    /// Roles and addresses under `to`.
    fn recipients(&mut self) -> (Vec<Party>, Vec<Term>) {
        let parties = self.actions.parties(self.item, "to");
        let mut addresses = Vec::new();
        let listed = self.item.child("to").map(|to| to.children("item")).unwrap_or_default();
        for item in listed {
            let source = item.own_text();
            if source.contains("{{") || source.starts_with('=') {
                match text::only_field(self.reader, source) {
                    Some(term) => {
                        self.say(Code::TextRecipient, source);
                        addresses.push(term);
                    }
                    None => self.say(Code::RecipientDropped, source),
                }
            } else if source.contains('@') {
                addresses.push(literal(source));
            }
        }
        (parties, addresses)
    }

    fn mail(&mut self) -> Given {
        let (to, addresses) = self.recipients();
        let (mut subject, mut body) = (self.text("subject"), self.text("body"));
        if let Some(slug) = self.item.text("mail_template") {
            if let Some(model) = self.actions.ctx.get("mail-template", &slug) {
                subject = model.text("subject").unwrap_or(subject);
                body = model.text("body").unwrap_or(body);
            } else {
                self.say(Code::MailTemplateMissing, slug.as_str());
                if subject.is_empty() {
                    subject.clone_from(&slug);
                }
            }
        }
        let listed = self.item.child("attachments").map(|n| n.children("attachment")).unwrap_or_default();
        let mut attach = Vec::new();
        for attachment in listed {
            if let Some(Term::Field(id)) = text::only_field(self.reader, attachment.own_text()) {
                attach.push(id);
            }
        }
        let to = if to.is_empty() && addresses.is_empty() { vec![Party::Applicant] } else { to };
        let subject = text::plain(self.reader, &subject);
        let body = text::rich_or_plain(self.reader, &body);
        Given::act(Act::Notify { to, addresses, via: vec![Via::Mail], subject, body, attach })
    }

    fn notification(&mut self) -> Given {
        let (to, addresses) = self.recipients();
        for name in ["users_template", "origin"] {
            if let Some(value) = self.item.text(name) {
                self.say(Code::RecipientDropped, value);
            }
        }
        self.item.child("target_url");
        let to = if to.is_empty() { vec![Party::Applicant] } else { to };
        let subject = text::plain(self.reader, &self.text("title"));
        let body = text::rich_or_plain(self.reader, &self.text("body"));
        Given::act(Act::Notify { to, addresses, via: vec![Via::Space], subject, body, attach: Vec::new() })
    }

    fn sms(&mut self) -> Given {
        self.say(Code::SmsAsMessage, "");
        let (to, _) = self.recipients();
        let to = if to.is_empty() { vec![Party::Applicant] } else { to };
        let body = text::plain(self.reader, &self.text("body"));
        let subject = Text("{sys.procedure}".to_owned());
        let via = vec![Via::Mail, Via::Space];
        Given::act(Act::Notify { to, addresses: Vec::new(), via, subject, body, attach: Vec::new() })
    }

    fn banner(&mut self) -> Given {
        let to = self.actions.parties(self.item, "to");
        let text = text::rich_or_plain(self.reader, &self.text("message"));
        Given::act(Act::Banner { text, to })
    }

    fn note(&mut self) -> Given {
        let (to, _) = self.recipients();
        let text = text::rich_or_plain(self.reader, &self.text("comment"));
        Given::act(Act::Note { text, to })
    }

    /// The name of a question, unique in the workflow.
    fn question(&self, fallback: &str) -> Id {
        let name = self.item.text("varname").unwrap_or_else(|| fallback.to_owned());
        self.actions.unique(ids::slug(&name, "question"))
    }

    fn commentable(&mut self) -> Given {
        let who = self.actions.parties(self.item, "by");
        let id = self.question("commentaire");
        let label = text::plain(self.reader, &self.text("label"));
        let label =
            if label.is_empty() { Text(self.words("Commentaire", "Comment").to_owned()) } else { label };
        self.item.child("button_label");
        let field = ids::slug(&format!("{id}_texte"), "texte");
        let mut item = Item::new(field, Kind::LongText { max_len: None }, label.clone());
        item.required = self.item.flag("required") == Some(true);
        item.help = text::rich(self.reader, &self.text("hint"));
        item.retention = Some(Retention::Final);
        Given::act(Act::Ask { id, who, label, items: vec![item], to: None })
    }

    fn words(&self, fr: &'static str, en: &'static str) -> &'static str {
        match self.actions.ctx.lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    fn ask(&mut self) -> Given {
        let who = self.actions.parties(self.item, "by");
        let id = self.question("question");
        self.item.child("include_in_form_history");
        if self.item.flag("hide_submit_button") == Some(true) {
            self.say(Code::HiddenButton, "");
        }
        let items = self.actions.ask_items(self.item, self.scope, &who);
        Given::act(Act::Ask { id, who, label: Text::default(), items, to: None })
    }

    fn attachment(&mut self) -> Given {
        let who = self.actions.parties(self.item, "by");
        let id = self.question("piece_jointe");
        let title = text::plain(self.reader, &self.text("title"));
        let label = if title.is_empty() { Text(self.words("Fichier", "File").to_owned()) } else { title };
        for name in ["button_label", "attach_to_history", "push_to_portfolio", "allow_portfolio_picking"] {
            self.item.child(name);
        }
        let mut types = Vec::new();
        if let Some(document) = self.item.child("document_type") {
            document.mark_all();
            types.extend(document.children("mimetype").iter().map(|m| m.own_text().to_owned()));
        }
        let known = self.file_field();
        let field = match &known {
            Some(field) => ids::slug(&format!("{id}_{field}"), "fichier"),
            None => ids::slug(&format!("{id}_fichier"), "fichier"),
        };
        let mut item = Item::new(field, Kind::File { max_mib: 10, types, max_files: 1 }, label.clone());
        item.required = self.item.flag("required") == Some(true);
        item.help = text::rich(self.reader, &self.text("hint"));
        item.retention = Some(Retention::Final);
        let value = Term::Field(item.id.clone());
        let mut given = Given::act(Act::Ask { id, who, label, items: vec![item], to: None });
        if let Some(field) = known {
            given.actions.push(Action::new(Act::Set { field, value }));
        }
        given
    }

    /// The agents' field that keeps a file.
    fn file_field(&self) -> Option<Id> {
        let source = self.item.text("backoffice_filefield_id")?;
        self.actions.fields.get(&source).map(|(id, _)| id.clone())
    }

    fn editable(&mut self) -> Given {
        let who = self.actions.parties(self.item, "by");
        let label = text::plain(self.reader, &self.text("label"));
        self.item.child("operation_mode");
        let to = self.actions.leads(self.item, self.reasons);
        Given::act(Act::Editable { who, label, fields: Vec::new(), to })
    }

    fn set(&mut self) -> Result<Given, Reason> {
        let mut given = Given::default();
        let mut refused = None;
        let fields = self.item.child("fields").map(|f| f.children("field")).unwrap_or_default();
        let total = fields.len();
        for field in fields {
            let source = field.text("field_id").unwrap_or_default();
            let value = field.text("value").unwrap_or_default();
            let (id, tick) = if let Some(known) = self.actions.fields.get(&source) {
                known.clone()
            } else {
                self.say(Code::ColumnMapping, source.as_str());
                (self.scope.invented.answer(ids::slug(&source, "champ"), &source), false)
            };
            match text::term(self.reader, &value) {
                Ok((value, kind)) => {
                    let value = fitting(value, kind, tick);
                    given.actions.push(Action::new(Act::Set { field: id, value }));
                }
                Err(reason) => refused = Some((value, reason)),
            }
        }
        match refused {
            Some((_, reason)) if given.actions.is_empty() && total > 0 => Err(reason),
            Some((value, reason)) => {
                self.say(Code::ServiceValue, format!("{value}: {}", reason.code.id()));
                Ok(given)
            }
            None => Ok(given),
        }
    }

    /// Parameters of a call, as terms; what has no counterpart is left out with a note.
    fn parameters(&mut self, name: &str) -> Vec<(String, Term)> {
        let listed = self.item.child(name).map(|node| node.children("item")).unwrap_or_default();
        let mut found = Vec::new();
        for pair in listed {
            let (key, value) =
                (pair.text("name").unwrap_or_default(), pair.text("value").unwrap_or_default());
            let term = if let Ok((term, _)) = text::term(self.reader, &value) {
                term
            } else {
                let filled = text::filled(self.reader, &value);
                self.say(Code::TextCalculation, value.as_str());
                literal(&filled.0)
            };
            found.push((key, term));
        }
        found
    }

    fn call(&mut self) -> Given {
        let source = self.text("url");
        let url = text::filled(self.reader, &source);
        let mut body = self.parameters("post_data");
        body.extend(self.parameters("qs_data"));
        let on_error = self.on_error();
        for name in [
            "label",
            "post",
            "response_type",
            "store_all_responses",
            "attach_file_to_history",
            "record_errors",
            "record_on_errors",
            "notify_on_errors",
            "set_marker_on_status",
            "method",
            "request_signature_key",
        ] {
            self.item.child(name);
        }
        let name = self.item.text("varname").unwrap_or_default();
        let result = self.file_field().or_else(|| {
            (!name.is_empty()).then(|| self.scope.invented.answer(ids::slug(&name, "reponse"), &name))
        });
        if source.contains("add-basket-item") {
            self.say(Code::Payment, "");
            let amount =
                body.iter().find(|(key, _)| key == "amount").map(|(_, term)| as_number(term.clone()));
            let amount = amount.unwrap_or(Term::Literal(Literal::Integer(0)));
            let label = Text("{sys.procedure}".to_owned());
            return Given::act(Act::Payment { amount, label, paid: None });
        }
        self.say(Code::Connector, connector_of(&source));
        let method = self.item.text("method").unwrap_or_else(|| "GET".to_owned());
        let connector = ids::slug(&connector_of(&source), "connecteur").as_str().to_owned();
        Given::act(Act::Call { connector, method, url, body, result, on_error })
    }

    fn on_error(&mut self) -> ErrorPolicy {
        // The service's own refusal first: it is what people meet most.
        let kinds = ["action_on_app_error", "action_on_4xx", "action_on_5xx", "action_on_bad_data"];
        let mut found: Vec<String> = kinds.iter().filter_map(|kind| self.item.text(kind)).collect();
        found.extend(self.item.text("action_on_network_errors"));
        let steps: Vec<&String> = found.iter().filter(|value| !value.starts_with(':')).collect();
        if found.windows(2).any(|pair| pair[0] != pair[1]) {
            self.say(Code::BranchOnError, found.join(", "));
        }
        match (steps.first(), found.first().map(String::as_str)) {
            (Some(step), _) => match self.actions.target(step) {
                Some(target) => ErrorPolicy::Go(target),
                None => ErrorPolicy::Stop,
            },
            (None, Some(":pass")) if found.iter().all(|value| value == ":pass") => ErrorPolicy::Pass,
            _ => ErrorPolicy::Stop,
        }
    }

    fn dispatch(&mut self) -> Given {
        let key = self.text("role_key");
        let Party::Role(role) = party(&key) else { return Given::default() };
        self.actions.meet_role(&key, key.trim_start_matches('_'));
        for name in ["dispatch_type", "operation_mode"] {
            self.item.child(name);
        }
        let mut given = Given::default();
        if let Some(unit) = self.item.child("role_id") {
            let unit = Text(unit.own_text().replace('{', "{{"));
            given.actions.push(Action::new(Act::Assign { role: role.clone(), unit }));
        }
        let variable = self.text("variable");
        let rules = self.item.child("rules").map(|rules| rules.children("rule")).unwrap_or_default();
        if !rules.is_empty() {
            self.say(Code::DispatchRules, variable.as_str());
        }
        for rule in rules {
            let unit = rule.text("role_id").unwrap_or_default();
            let value = rule.text("value").unwrap_or_default().replace('"', "\\\"");
            let name = variable.trim_start_matches("{{").trim_end_matches("}}").trim().to_owned();
            let test = condition::convert(
                Reader::new(self.scope, usize::MAX, &[]),
                &format!("{name} == \"{value}\""),
            );
            let when: Option<Cond> = test.ok().map(|converted| converted.cond);
            let act = Act::Assign { role: role.clone(), unit: Text(unit.replace('{', "{{")) };
            given.actions.push(Action { act, when, note: None });
        }
        given
    }

    fn anonymise(&mut self) -> Given {
        if self.item.flag("unlink_user") == Some(true)
            || self.item.text("mode").as_deref() == Some("unlink_user")
        {
            self.say(Code::UnlinkOnly, "");
        }
        self.item.child("mode");
        Given::act(Act::Anonymise {})
    }

    fn redirect(&mut self) -> Given {
        self.say(Code::RedirectBanner, "");
        let url = text::filled(self.reader, &self.text("url"));
        Given::act(Act::Banner { text: url, to: vec![Party::Applicant] })
    }

    fn document(&mut self) -> Given {
        let title = self.item.text("label").or_else(|| self.item.text("filename"));
        let title = title.unwrap_or_else(|| self.words("Document", "Document").to_owned());
        self.say(Code::DocumentModel, title.as_str());
        self.item.mark_all();
        Given::act(Act::Document { document: self.actions.document(&title) })
    }

    fn history(&mut self, kind: &str) -> Given {
        self.say(Code::AsNote, kind);
        self.item.mark_all();
        let label = self.text("label");
        let words = if label.is_empty() { kind.to_owned() } else { format!("{kind} : {label}") };
        Given::act(Act::Note { text: Text(words.replace('{', "{{")), to: Vec::new() })
    }
}

/// A value of the type of the agents' field: a truth for a tick box, a text for any other.
fn fitting(value: Term, kind: ComputedType, tick: bool) -> Term {
    match (tick, kind, value) {
        (true, ComputedType::Boolean, value) => value,
        (true, _, Term::Literal(Literal::Text(text))) => {
            Term::Literal(Literal::Bool(!matches!(text.trim(), "" | "0" | "False" | "false" | "Non" | "non")))
        }
        (true, _, Term::Literal(Literal::Integer(n))) => Term::Literal(Literal::Bool(n != 0)),
        (true, _, value) => Term::Test(Box::new(Cond::Answered(value))),
        (false, _, Term::Literal(Literal::Integer(n))) => literal(&n.to_string()),
        (false, _, Term::Literal(Literal::Bool(yes))) => literal(if yes { "True" } else { "False" }),
        (false, ComputedType::Text, value) => value,
        (false, _, value) => Term::Join(vec![value]),
    }
}

fn as_number(term: Term) -> Term {
    match term {
        Term::Field(_) | Term::Param(_) | Term::Col(..) => Term::Number(Box::new(term)),
        other => other,
    }
}

/// A name for the service behind an address: its last readable path elements.
fn connector_of(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let path = path.rsplit("}}").next().filter(|rest| rest.len() > 1).unwrap_or(path);
    let parts: Vec<&str> =
        path.split('/').filter(|part| !part.is_empty() && !part.contains("http")).collect();
    parts.iter().take(2).copied().collect::<Vec<_>>().join(" ")
}
