//! Parameters: options of a form and variables of its workflow (`form_option_x`).

use super::form::flow_of;
use super::ids;
use super::package::Ctx;
use super::scope::{ParamVar, Scope};
use super::xml::Node;
use crate::Id;
use crate::cond::Literal;
use crate::import::codes::{Code, Reason};
use crate::import::report::{Lang, Subject};
use crate::model::ParamType;

/// A parameter of the source.
#[derive(Debug, Clone)]
pub(super) struct Param {
    /// Name after `form_option_`.
    pub name: String,
    /// Identifier in the draft.
    pub id: Id,
    /// Type.
    pub kind: ParamType,
    /// Label.
    pub label: String,
    /// Value set by the commune of the export.
    pub default: Option<Literal>,
}

impl Param {
    /// What conditions need of it.
    pub(super) fn var(&self) -> (String, ParamVar) {
        (self.name.clone(), ParamVar { id: self.id.clone(), kind: self.kind })
    }

    fn set(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() || value == "None" {
            return;
        }
        self.default = match self.kind {
            ParamType::Boolean => match value {
                "True" | "true" | "1" => Some(Literal::Bool(true)),
                "False" | "false" | "0" => Some(Literal::Bool(false)),
                _ => None,
            },
            ParamType::Integer => value.parse().ok().map(Literal::Integer),
            _ => Some(Literal::Text(value.to_owned())),
        };
    }
}

/// The fields that describe a workflow's variables.
pub(super) fn variable_fields<'d>(flow: &Node<'d>) -> Vec<Node<'d>> {
    let fields = flow.child("variables").and_then(|v| v.child("formdef")).and_then(|f| f.child("fields"));
    fields.map(|fields| fields.children("field")).unwrap_or_default()
}

/// A variable as a parameter, or none when the field is only a title or a text.
pub(super) fn of_variable(field: &Node<'_>) -> Option<Param> {
    let name = field.text("varname")?;
    let kind = match field.text("type")?.as_str() {
        "bool" => ParamType::Boolean,
        "numeric" if field.flag("restrict_to_integers") == Some(true) => ParamType::Integer,
        "numeric" => ParamType::Decimal,
        "date" => ParamType::Date,
        "string" if digits(field) => ParamType::Integer,
        "title" | "subtitle" | "comment" | "page" => return None,
        _ => ParamType::Text,
    };
    let label = super::html::plain(&field.text("label").unwrap_or_default());
    let mut param = Param { id: ids::slug(&name, "option"), name, kind, label, default: None };
    if let Some(value) = field.text("default_value") {
        param.set(&value);
    }
    Some(param)
}

fn digits(field: &Node<'_>) -> bool {
    let Some(validation) = field.child("validation") else { return false };
    validation.text("type").as_deref() == Some("digits")
}

/// The parameters of a form: the variables of its workflow with the values of its own options.
pub(super) fn of_form(ctx: &Ctx<'_, '_>, root: &Node<'_>) -> Vec<Param> {
    let flow = flow_of(ctx, root);
    let mut params: Vec<Param> =
        flow.map(|flow| variable_fields(&flow)).unwrap_or_default().iter().filter_map(of_variable).collect();
    let options = root.child("options").map(|node| node.children("option")).unwrap_or_default();
    for option in &options {
        let Some(name) = option.attr("varname") else { continue };
        if secondary(name, &options) {
            continue;
        }
        let value = option.own_text();
        if let Some(param) = params.iter_mut().find(|param| param.name == name) {
            param.set(value);
            continue;
        }
        let kind = match option.attr("type") {
            Some("bool") => ParamType::Boolean,
            Some("int") => ParamType::Integer,
            _ => ParamType::Text,
        };
        let label = name.replace('_', " ");
        let mut param =
            Param { name: name.to_owned(), id: ids::slug(name, "option"), kind, label, default: None };
        param.set(value);
        params.push(param);
    }
    params
}

/// `x_display` and `x_structured` repeat `x`.
fn secondary(name: &str, options: &[Node<'_>]) -> bool {
    let base = name.strip_suffix("_display").or_else(|| name.strip_suffix("_structured"));
    base.is_some_and(|base| options.iter().any(|option| option.attr("varname") == Some(base)))
}

/// One line for each option of the file.
pub(super) fn report(ctx: &Ctx<'_, '_>, root: &Node<'_>) {
    let options = root.child("options").map(|node| node.children("option")).unwrap_or_default();
    for option in &options {
        let structured = option.size() > 1;
        option.mark_all();
        let Some(name) = option.attr("varname") else { continue };
        let id = ids::slug(name, "option");
        if secondary(name, &options) {
            let value = format!("{name} = {}", option.own_text());
            ctx.line(option, Subject::Setting, &value, "", vec![Reason::new(Code::Informative, "")]);
            continue;
        }
        let reasons = if structured { vec![Reason::new(Code::StructuredOption, name)] } else { Vec::new() };
        let value = format!("{name} = {}", option.own_text());
        ctx.line(option, Subject::Setting, &value, &format!("param.{id}"), reasons);
    }
}

/// The parameters of the draft: those of the source, then those that conversion invented.
pub(super) fn build(params: &[Param], scope: &Scope, lang: Lang) -> Vec<crate::model::Param> {
    let mut built: Vec<crate::model::Param> = Vec::new();
    for param in params {
        if !built.iter().any(|known| known.id == param.id) {
            built.push(crate::model::Param {
                id: param.id.clone(),
                kind: param.kind,
                label: param.label.clone(),
                default: param.default.clone(),
            });
        }
    }
    let hint = match lang {
        Lang::Fr => "à régler",
        Lang::En => "to be set",
    };
    for (id, (kind, label)) in scope.invented.params() {
        if !built.iter().any(|known| known.id == id) {
            let label = format!("{label} ({hint})");
            built.push(crate::model::Param { id, kind, label, default: None });
        }
    }
    built
}
