//! Second pass: a declared field becomes an item, its condition and its prefilling included.

use super::condition;
use super::decl::{Decl, vars};
use super::kinds;
use super::package::Ctx;
use super::scope::{Scope, Shape, Var};
use super::text;
use super::value::{Reader, Refusal};
use super::xml::Node;
use crate::cond::{Cond, Literal, Term};
use crate::import::codes::{Code, Reason};
use crate::import::report::Subject;
use crate::model::{Audience, ComputedType, Item, Kind, Require, Retention};
use crate::{Id, Text};

/// Elements of a field that only say how it looks, or that another element makes useless.
const LOOKS: [&str; 25] = [
    "id",
    "display_locations",
    "extra_css_class",
    "display_mode",
    "in_filters",
    "display_disabled_items",
    "use_hint_as_first_option",
    "image_desktop_size",
    "image_mobile_size",
    "radio_orientation",
    "rows",
    "cols",
    "pre",
    "size",
    "label_display",
    "add_element_label",
    "remove_element_label",
    "remove_button",
    "allow_portfolio_picking",
    "automatic_image_resize",
    "storage",
    "init_with_geoloc",
    "anonymise",
    "default_items_count",
    "type",
];

/// Where answers come from when the source says so.
const ACCOUNT: [(&str, &str); 16] = [
    ("_niss", "account.niss"),
    ("_nrn", "account.niss"),
    ("_first_name", "account.given"),
    ("_last_name", "account.family"),
    ("_email", "account.email"),
    ("email", "account.email"),
    ("_phone", "account.phone"),
    ("_mobile", "account.phone"),
    ("_street", "account.street"),
    ("_num_house", "account.number"),
    ("_num_box", "account.box"),
    ("_zipcode", "account.postcode"),
    ("_city", "account.municipality"),
    ("_country", "account.country"),
    ("_birthdate", "account.birth_date"),
    ("_title", "account.title"),
];

/// Rules that a page has to hold because a field of it cannot.
#[derive(Default)]
pub(super) struct Extras {
    /// Blocking rules.
    pub require: Vec<Require>,
    /// Texts that only authors read.
    pub notes: Vec<String>,
}

/// Converts the fields of one form, workflow or block.
pub(super) struct Fields<'c, 'l, 'd> {
    /// The import and its report.
    pub ctx: &'c Ctx<'l, 'd>,
    /// Names.
    pub scope: &'c Scope,
    /// Who answers.
    pub audience: Audience,
}

impl Fields<'_, '_, '_> {
    /// Converts a list of fields; pages are left to the caller.
    pub(super) fn items(&self, decls: &[Decl<'_>], inner: &[Var], extras: &mut Extras) -> Vec<Item> {
        decls.iter().flat_map(|decl| self.item(decl, inner, extras)).collect()
    }

    /// Converts one field: one item, several for a text with conditions inside, none when refused.
    pub(super) fn item(&self, decl: &Decl<'_>, inner: &[Var], extras: &mut Extras) -> Vec<Item> {
        let mut reasons = decl.reasons.clone();
        let when = self.condition(&decl.node, decl.at, inner, &mut reasons);
        let items = match decl.kind.as_str() {
            "comment" => self.comment(decl, when.as_ref(), inner, extras, &mut reasons),
            "computed" if decl.options.is_some() => {
                for name in ["label", "varname", "value_template", "freeze_on_initial_value"] {
                    decl.node.child(name);
                }
                Vec::new()
            }
            "block" | "table" | "tablerows" | "table-select" => {
                vec![self.block(decl, when, inner, extras, &mut reasons)]
            }
            _ => self.input(decl, when, inner, extras, &mut reasons).into_iter().collect(),
        };
        let result = items.first().map_or_else(String::new, |item| item.id.as_str().to_owned());
        let source = format!("{} ({})", decl.label, decl.kind);
        self.finish(decl, &source, &result, reasons);
        items
    }

    fn finish(&self, decl: &Decl<'_>, source: &str, result: &str, reasons: Vec<Reason>) {
        for child in decl.node.elements() {
            if LOOKS.contains(&child.name()) {
                child.mark_all();
            }
        }
        self.ctx.line(&decl.node, Subject::Field, source, result, reasons);
    }

    /// The condition of an element, reported on its own line.
    pub(super) fn condition(
        &self,
        node: &Node<'_>,
        at: usize,
        inner: &[Var],
        reasons: &mut Vec<Reason>,
    ) -> Option<Cond> {
        let element = node.child("condition")?;
        element.mark_all();
        let source = condition::source(&element)?;
        match condition::of_element(Reader::new(self.scope, at, inner), &element, &source) {
            Ok(converted) => {
                let result = serde_json::to_string(&converted.cond).unwrap_or_default();
                self.ctx.line(&element, Subject::Condition, &source, &result, converted.notes);
                (condition::constant(&converted.cond) != Some(true)).then_some(converted.cond)
            }
            Err(reason) => {
                self.ctx.line(&element, Subject::Condition, &source, "", vec![reason]);
                reasons.push(Reason::new(Code::ConditionDropped, source));
                None
            }
        }
    }

    fn comment(
        &self,
        decl: &Decl<'_>,
        when: Option<&Cond>,
        inner: &[Var],
        extras: &mut Extras,
        reasons: &mut Vec<Reason>,
    ) -> Vec<Item> {
        let source = decl.node.text("label").unwrap_or_default();
        if when.and_then(condition::constant) == Some(false) {
            reasons.push(Reason::new(Code::AuthorNote, ""));
            extras.notes.push(decl.label.clone());
            return Vec::new();
        }
        let mut reader = Reader::new(self.scope, decl.at, inner);
        let parts = text::parts(&mut reader, &source);
        reasons.append(&mut reader.notes);
        let many = parts.len();
        let items = parts.into_iter().enumerate().map(|(n, (own, words))| {
            let id = if n == 0 {
                decl.id.clone()
            } else {
                let stem = &decl.id.as_str()[..decl.id.as_str().len().min(56)];
                super::ids::slug(&format!("{stem}_p{}", n + 1), "texte")
            };
            let mut item = Item::new(id, Kind::Paragraph {}, words);
            let both: Vec<Cond> = when.into_iter().cloned().chain(own).collect();
            item.when = (!both.is_empty()).then(|| condition::all(both));
            item
        });
        let items: Vec<Item> = items.collect();
        if many == 0 {
            reasons.push(Reason::new(Code::TextTag, "∅"));
        }
        items
    }

    fn input(
        &self,
        decl: &Decl<'_>,
        when: Option<Cond>,
        inner: &[Var],
        extras: &mut Extras,
        reasons: &mut Vec<Reason>,
    ) -> Option<Item> {
        let node = &decl.node;
        let mut reader = Reader::new(self.scope, decl.at, inner);
        let kind = match kinds::kind(decl, &mut reader, reasons) {
            Ok(kind) => kind,
            Err(reason) => {
                reasons.push(reason);
                return None;
            }
        };
        let label = text::rich(&mut reader, &node.text("label").unwrap_or_default());
        let label = if label.is_empty() { Text(decl.id.as_str().replace('_', " ")) } else { label };
        let mut item = Item::new(decl.id.clone(), kind, label);
        item.help = text::rich(&mut reader, &node.text("hint").unwrap_or_default());
        item.when = when;
        let asked = item.kind.is_input();
        item.required = asked && node.flag("required").unwrap_or(true);
        if asked || matches!(item.kind, Kind::Computed { .. }) {
            item.retention = Some(retention(node));
            item.audience = self.audience;
        }
        if asked {
            prefill(node, &mut item, &mut reader, reasons);
        }
        self.validation(decl, &item, extras, reasons);
        reasons.append(&mut reader.notes);
        Some(item)
    }

    fn block(
        &self,
        decl: &Decl<'_>,
        when: Option<Cond>,
        inner: &[Var],
        extras: &mut Extras,
        reasons: &mut Vec<Reason>,
    ) -> Item {
        let node = &decl.node;
        let aside = self.ctx.aside();
        let quiet = Fields { ctx: &aside, scope: self.scope, audience: self.audience };
        let items = if decl.kind == "block" {
            let own = vars(&decl.inner);
            let mut rules = Extras::default();
            let mut items = quiet.items(&decl.inner, &own, &mut rules);
            if items.is_empty() {
                let id = super::ids::slug(&format!("{}_texte", decl.id), "texte");
                items.push(Item {
                    retention: Some(Retention::Final),
                    ..Item::new(id, Kind::LongText { max_len: None }, decl.label.as_str())
                });
            }
            extras.notes.append(&mut rules.notes);
            items
        } else {
            reasons.push(Reason::new(Code::TableAsBlock, ""));
            columns(decl)
        };
        let count = |name: &str| node.text(name).and_then(|text| text.parse::<u32>().ok());
        let most = count("max_items").unwrap_or(20).clamp(1, 200);
        let required = node.flag("required").unwrap_or(true);
        let rows = [u32::from(required).min(most), most];
        let mut reader = Reader::new(self.scope, decl.at, inner);
        let label = text::rich(&mut reader, &node.text("label").unwrap_or_default());
        let mut item = Item::new(decl.id.clone(), Kind::Block { rows, items }, label);
        item.help = text::rich(&mut reader, &node.text("hint").unwrap_or_default());
        item.when = when;
        item.required = required;
        item.audience = self.audience;
        reasons.append(&mut reader.notes);
        item
    }

    /// A validation written as a condition on `value` becomes a rule of the page.
    fn validation(&self, decl: &Decl<'_>, item: &Item, extras: &mut Extras, reasons: &mut Vec<Reason>) {
        let Some(validation) = decl.node.child("validation") else { return };
        validation.mark_all();
        if validation.text("type").as_deref() != Some("django") {
            return;
        }
        let source = validation.text("value").unwrap_or_default();
        let mut reader = Reader::new(self.scope, decl.at + 1, &[]);
        let own = super::value::Val::Term(Term::Field(item.id.clone()), super::value::Ty::Text);
        reader.aliases.push(("value".to_owned(), own));
        match condition::convert(reader, &source) {
            Ok(converted) => {
                let unanswered = condition::not(Cond::Answered(Term::Field(item.id.clone())));
                let message = validation.text("error_message").unwrap_or_default().replace('{', "{{");
                extras.require.push(Require {
                    cond: condition::any(vec![unanswered, converted.cond]),
                    otherwise: Text(message),
                    when: None,
                });
            }
            Err(reason) => reasons.push(Reason::new(Code::UnknownValidation, reason.detail)),
        }
    }
}

/// Where the answer comes from, or what is proposed.
fn prefill(node: &Node<'_>, item: &mut Item, reader: &mut Reader<'_>, reasons: &mut Vec<Reason>) {
    if let Some(default) = node.text("default_value") {
        item.default = Some(super::value::literal(&default));
    }
    let Some(prefill) = node.child("prefill") else { return };
    prefill.mark_all();
    let value = prefill.text("value").unwrap_or_default();
    match prefill.text("type").as_deref() {
        None | Some("none") => {}
        Some(_) if value.is_empty() => {}
        Some("user") => match ACCOUNT.iter().find(|(name, _)| *name == value) {
            Some((_, source)) => item.source.push((*source).to_owned()),
            None => item.source.push(format!("account.{}", super::ids::slug(&value, "x"))),
        },
        Some("geolocation") => {
            reasons.push(Reason::new(Code::PrefillPlace, value.as_str()));
            item.source.push(format!("location.{}", super::ids::slug(&value, "x")));
        }
        Some(kind @ ("string" | "formula")) => match given(reader, kind, &value) {
            Ok((term, _)) => item.default = default(term, &item.kind),
            Err(reason) => {
                let what = format!("{value}: {}", reason.code.id());
                reasons.push(Reason::new(Code::PrefillTemplate, what));
            }
        },
        Some(other) => reasons.push(Reason::new(Code::PrefillService, other)),
    }
    let locked = prefill.flag("locked") == Some(true) || prefill.flag("locked-unless-empty") == Some(true);
    item.locked = locked && (item.default.is_some() || !item.source.is_empty());
}

/// `formula` is a Python expression, `string` a template.
fn given(reader: &mut Reader<'_>, kind: &str, value: &str) -> Result<(Term, ComputedType), Refusal> {
    if kind == "formula" { text::python_term(reader, value) } else { text::term(reader, value) }
}

/// A proposed answer only where its type can be the field's.
fn default(term: Term, kind: &Kind) -> Option<Term> {
    let literal = matches!(term, Term::Literal(_));
    match (kind, &term) {
        (Kind::Checkbox {}, Term::Literal(Literal::Text(text))) => {
            Some(Term::Literal(Literal::Bool(matches!(text.as_str(), "True" | "true" | "1" | "on"))))
        }
        (Kind::Integer { .. } | Kind::Decimal { .. }, Term::Literal(Literal::Text(text))) => {
            text.trim().parse().ok().map(|n| Term::Literal(Literal::Integer(n)))
        }
        (_, Term::Literal(Literal::Text(text))) if text.is_empty() || text == "None" => None,
        (Kind::Choice { options, .. }, Term::Literal(Literal::Text(text))) => {
            let known = options.is_empty()
                || options.iter().any(|option| option.id == *text || option.label.0 == *text);
            known.then_some(term)
        }
        (Kind::Text { .. } | Kind::LongText { .. } | Kind::Time { .. } | Kind::Choice { .. }, _) => {
            Some(term)
        }
        (Kind::Date { .. }, Term::Sys(_) | Term::DateAdd(..)) | (Kind::Email {}, _) => Some(term),
        _ if literal => Some(term),
        _ => None,
    }
}

/// When the datum leaves the file; the source erases what it does not say to keep.
pub(super) fn retention(node: &Node<'_>) -> Retention {
    match node.text("anonymise").as_deref() {
        Some("no" | "False" | "false") => Retention::Keep,
        _ => Retention::Final,
    }
}

/// The columns of a table as text fields.
fn columns(decl: &Decl<'_>) -> Vec<Item> {
    let mut labels: Vec<String> = Vec::new();
    if let Some(columns) = decl.node.child("columns") {
        columns.mark_all();
        labels.extend(columns.elements().iter().map(|item| item.own_text().to_owned()));
    }
    if let Some(rows) = decl.node.child("rows") {
        rows.mark_all();
        if !rows.elements().is_empty() {
            labels.insert(0, decl.label.clone());
        }
    }
    labels.retain(|label| !label.is_empty());
    if labels.is_empty() {
        labels.push(decl.label.clone());
    }
    let mut names = super::ids::Names::default();
    let text = || Kind::Text { max_len: None, pattern: None, pattern_else: Text::default() };
    let items = labels.into_iter().map(|label| {
        let id = names.take(super::ids::slug(&format!("{}_{label}", decl.id), "colonne"));
        Item { retention: Some(Retention::Final), ..Item::new(id, text(), label) }
    });
    items.collect()
}

/// The fields that the account fills in, by attribute.
pub(super) fn account_fields(decls: &[Decl<'_>]) -> impl Iterator<Item = (String, Id)> {
    decls.iter().filter(|decl| !matches!(decl.shape, Shape::Block(_))).filter_map(|decl| {
        let prefill = decl.node.child("prefill")?;
        (prefill.text("type")? == "user").then(|| Some((prefill.text("value")?, decl.id.clone())))?
    })
}
