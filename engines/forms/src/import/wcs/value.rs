//! Values of the source: what an operand (`form_var_age|add:1`) means in the draft.

use std::rc::Rc;

use super::django::{Base, Operand};
use super::scope::{Options, Scope, Shape, Var};
use crate::Id;
use crate::cond::{Cond, Literal, Set, Sys, Term};
use crate::import::codes::{Code, Reason};
use crate::model::ParamType;

/// Type of a term, as far as comparisons need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ty {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A truth.
    Bool,
    /// A civil date.
    Date,
    /// A time of day.
    Time,
    /// A date and time.
    Datetime,
    /// Only answered or not.
    Opaque,
}

/// Which side of a choice is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// The text shown.
    Label,
    /// The identifier.
    Id,
}

/// Change of case applied before a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// None.
    Same,
    /// `lower`
    Lower,
    /// `upper`
    Upper,
}

impl Case {
    /// Applies it.
    pub(super) fn apply(self, text: &str) -> String {
        match self {
            Self::Same => text.to_owned(),
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
        }
    }
}

/// A field with options.
#[derive(Debug, Clone)]
pub(super) struct ChoiceField {
    /// Identifier in the draft.
    pub id: Id,
    /// Its options.
    pub options: Rc<Options>,
    /// Several options may be ticked.
    pub many: bool,
}

/// A choice under comparison.
#[derive(Debug, Clone)]
pub(super) struct ChoiceRef {
    /// Fields that share the variable name, first to last; never empty.
    pub fields: Vec<ChoiceField>,
    /// Label or identifier.
    pub face: Face,
    /// Case of the label.
    pub case: Case,
}

/// What an operand means.
#[derive(Debug, Clone)]
pub(super) enum Val {
    /// Nothing: `None`, an unknown name.
    Empty,
    /// A literal.
    Const(Literal),
    /// A term of the draft.
    Term(Term, Ty),
    /// A choice, compared option by option.
    Choice(ChoiceRef),
    /// A truth.
    Cond(Cond),
    /// Several values to look into.
    Set(Set),
    /// Pieces put end to end.
    Concat(Vec<Val>),
    /// The time of day, now.
    TimeNow,
    /// A time of day kept as a text, of which nothing is known.
    TimeText,
    /// The displayed name of the step.
    StepName(Sys),
    /// Rows of a list: only their number can be asked.
    Rows(String, Rc<Options>),
}

/// Reads operands in one scope, at one place.
pub(super) struct Reader<'s> {
    /// Names.
    pub scope: &'s Scope,
    /// Position: only earlier fields are visible.
    pub at: usize,
    /// Fields of the block in which the condition stands.
    pub inner: &'s [Var],
    /// Names given by `{% with %}`.
    pub aliases: Vec<(String, Val)>,
    /// What the conversion had to say.
    pub notes: Vec<Reason>,
}

/// A conversion that fails, with its reason.
pub(super) type Refusal = Reason;

pub(super) fn id(text: &str) -> Id {
    super::ids::slug(text, "x")
}

impl<'s> Reader<'s> {
    /// A reader at a place.
    pub(super) fn new(scope: &'s Scope, at: usize, inner: &'s [Var]) -> Self {
        Self { scope, at, inner, aliases: Vec::new(), notes: Vec::new() }
    }

    /// Says what differs.
    pub(super) fn note(&mut self, code: Code, detail: impl Into<String>) {
        let reason = Reason::new(code, detail);
        if !self.notes.contains(&reason) {
            self.notes.push(reason);
        }
    }

    /// The value of an operand, filters applied.
    pub(super) fn operand(&mut self, operand: &Operand) -> Result<Val, Refusal> {
        if operand.filters.iter().any(|f| f.name == "is_strong_authentication") {
            let strong = Term::Literal(Literal::Text("strong".to_owned()));
            return Ok(Val::Cond(Cond::Eq(Term::Sys(Sys::LoginLevel), strong)));
        }
        let mut value = self.base(&operand.base)?;
        for filter in &operand.filters {
            value = self.filter(value, filter)?;
        }
        Ok(value)
    }

    pub(super) fn base(&mut self, base: &Base) -> Result<Val, Refusal> {
        Ok(match base {
            Base::Text(text) => Val::Const(Literal::Text(text.clone())),
            Base::Number(text) => Val::Const(
                text.parse()
                    .map_or_else(|_| Literal::Text(text.trim_end_matches('0').to_owned()), Literal::Integer),
            ),
            Base::Name(name) => self.name(name)?,
        })
    }

    fn name(&mut self, name: &str) -> Result<Val, Refusal> {
        if let Some((_, value)) = self.aliases.iter().rev().find(|(alias, _)| alias == name) {
            return Ok(value.clone());
        }
        if name.starts_with("form_") && name.contains('.') {
            return self.name(&name.replace('.', "_"));
        }
        if let Some(rest) = name.strip_prefix("form_option_") {
            return Ok(self.option(rest));
        }
        let plain = name.strip_prefix("form_var_").or_else(|| name.strip_prefix("block_var_"));
        if let Some(rest) = plain {
            return self.variable(rest);
        }
        if let Some(text) = self.scope.constants.get(name) {
            return Ok(Val::Const(Literal::Text(text.clone())));
        }
        if let Some(rest) = name.strip_prefix("data_source.") {
            return Ok(self.data_source(rest));
        }
        if let Some(rest) = name.strip_prefix("webservice.") {
            return Ok(self.outside(rest, name));
        }
        Ok(match name {
            "True" => Val::Const(Literal::Bool(true)),
            "False" => Val::Const(Literal::Bool(false)),
            "None" | "null" | "true" | "false" => Val::Empty,
            "today" => Val::Term(Term::Sys(Sys::Today), Ty::Date),
            "now" => Val::Term(Term::Sys(Sys::Now), Ty::Datetime),
            "form_status" => Val::StepName(Sys::Step),
            "form_previous_status" => Val::StepName(Sys::PreviousStep),
            "is_in_backoffice" | "form_submission_backoffice" => {
                let online = Term::Literal(Literal::Text("online".to_owned()));
                Val::Cond(Cond::Ne(Term::Sys(Sys::Channel), online))
            }
            "form_submission_channel" => Val::Term(Term::Sys(Sys::Channel), Ty::Text),
            "session_user" | "form_user" => {
                let none = Term::Literal(Literal::Text("none".to_owned()));
                Val::Cond(Cond::Ne(Term::Sys(Sys::LoginLevel), none))
            }
            "commune_cp" => Val::Term(Term::Authority(id("postcodes")), Ty::Text),
            "commune_name" | "commune_nom" => Val::Term(Term::Authority(id("name")), Ty::Text),
            _ => self.other(name),
        })
    }

    fn other(&mut self, name: &str) -> Val {
        let account = ["form_user_var", "form_user", "session_user_var", "session_user"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix));
        if let Some(attribute) = account.filter(|rest| rest.starts_with('_')) {
            return self.account(attribute, name);
        }
        if self.scope.flow {
            return self.answer(name);
        }
        if self.scope.vars.iter().any(|var| var.name == name) {
            self.note(Code::BareName, name);
            return Val::Empty;
        }
        if name.starts_with("form_") {
            self.note(Code::UnknownName, name);
            return Val::Empty;
        }
        self.note(Code::SiteVariable, name);
        let param = self.scope.invented.param(id(&format!("site_{name}")), ParamType::Text, name);
        Val::Term(Term::Param(param), Ty::Text)
    }

    fn account(&mut self, attribute: &str, name: &str) -> Val {
        self.note(Code::AccountAttribute, name);
        match self.scope.account.get(attribute) {
            Some(field) => Val::Term(Term::Field(field.clone()), Ty::Text),
            None => Val::Empty,
        }
    }

    /// In a workflow: the answer to one of its own forms, or of a service.
    fn answer(&mut self, name: &str) -> Val {
        let plain =
            name.strip_prefix("form_workflow_form_").or_else(|| name.strip_prefix("form_workflow_data_"));
        let plain = plain.unwrap_or(name);
        if let Some((form, field)) = plain.split_once("_var_") {
            let wanted = format!("{form}_var_{field}");
            if let Some(found) = self.scope.find(&wanted, self.at, &[]) {
                let (vars, rest) =
                    (found.vars.into_iter().cloned().collect::<Vec<_>>(), found.rest.to_owned());
                return self.shaped(&vars, &rest).unwrap_or(Val::Empty);
            }
        }
        self.note(Code::ServiceAnswer, name);
        let field = self.scope.invented.answer(id(plain), plain);
        let ty = if super::scope::is_date_name(plain) { Ty::Date } else { Ty::Text };
        Val::Term(Term::Field(field), ty)
    }

    fn outside(&mut self, rest: &str, name: &str) -> Val {
        self.note(Code::ServiceParam, name);
        let param = self.scope.invented.param(id(&format!("service_{rest}")), ParamType::Text, name);
        Val::Term(Term::Param(param), Ty::Text)
    }

    fn option(&mut self, name: &str) -> Val {
        let mut head = name;
        loop {
            if let Some(param) = self.scope.params.get(head) {
                let ty = match param.kind {
                    ParamType::Boolean => Ty::Bool,
                    ParamType::Integer | ParamType::Decimal => Ty::Number,
                    ParamType::Date => Ty::Date,
                    ParamType::Text => Ty::Text,
                };
                let rest = name[head.len()..].trim_start_matches('_');
                if !matches!(rest, "" | "raw" | "display") {
                    return self.parameter_part(name);
                }
                return Val::Term(Term::Param(param.id.clone()), ty);
            }
            match head.rfind('_') {
                Some(at) => head = &head[..at],
                None => break,
            }
        }
        if !self.scope.flow {
            self.note(Code::UndeclaredOption, name);
        }
        let param = self.scope.invented.param(id(name.trim_end_matches("_raw")), ParamType::Text, name);
        Val::Term(Term::Param(param), Ty::Text)
    }

    fn parameter_part(&mut self, name: &str) -> Val {
        self.note(Code::ParameterPart, name);
        let param = self.scope.invented.param(id(name), ParamType::Text, name);
        Val::Term(Term::Param(param), Ty::Text)
    }

    fn data_source(&mut self, rest: &str) -> Val {
        let slug = rest.split('.').next().unwrap_or(rest);
        match self.scope.lists.get(slug) {
            Some(options) => Val::Rows(slug.to_owned(), Rc::clone(options)),
            None => Val::Rows(slug.to_owned(), Rc::default()),
        }
    }

    fn variable(&mut self, name: &str) -> Result<Val, Refusal> {
        let Some(found) = self.scope.find(name, self.at, self.inner) else {
            if self.scope.flow && !self.scope.complete {
                self.note(Code::UnknownFormField, name);
                let plain = name.trim_end_matches("_raw");
                return Ok(Val::Term(Term::Field(id(plain)), Ty::Text));
            }
            self.note(Code::UnknownField, name);
            return Ok(Val::Empty);
        };
        if found.later {
            self.note(Code::LaterField, name);
            return Ok(Val::Empty);
        }
        let (vars, rest) = (found.vars.into_iter().cloned().collect::<Vec<_>>(), found.rest.to_owned());
        self.shaped(&vars, &rest)
    }

    fn shaped(&mut self, vars: &[Var], rest: &str) -> Result<Val, Refusal> {
        let shape = &vars[0].shape;
        let choices: Vec<ChoiceField> = vars.iter().filter_map(choice_field).collect();
        if matches!(shape, Shape::One(_) | Shape::Many(_)) {
            return self.choice(choices, rest);
        }
        let fields: Vec<Id> = vars.iter().map(|var| var.id.clone()).collect();
        let term = |ty: Ty| Val::Term(first(fields.iter().cloned().map(Term::Field).collect()), ty);
        Ok(match shape {
            Shape::ListAlias(options) => Val::Rows(vars[0].name.clone(), Rc::clone(options)),
            Shape::Constant(text) => Val::Const(Literal::Text(text.clone())),
            Shape::Block(inner) => return self.block(&fields[0], inner, rest),
            Shape::Text => term(Ty::Text),
            Shape::Number => term(Ty::Number),
            Shape::Bool => term(Ty::Bool),
            Shape::Date => term(Ty::Date),
            Shape::Time => term(Ty::Time),
            Shape::Opaque | Shape::One(_) | Shape::Many(_) => term(Ty::Opaque),
        })
    }

    pub(super) fn choice(&mut self, fields: Vec<ChoiceField>, rest: &str) -> Result<Val, Refusal> {
        let face = match rest {
            "" | "display" | "structured_text" | "text" => Some(Face::Label),
            "raw" | "structured" | "structured_id" | "structured_raw" | "identifier" => Some(Face::Id),
            _ => None,
        };
        if let Some(face) = face {
            return Ok(Val::Choice(ChoiceRef { fields, face, case: Case::Same }));
        }
        let column = rest
            .trim_start_matches("structured_")
            .trim_start_matches("live_var_")
            .trim_start_matches("live_")
            .trim_start_matches("var_");
        if fields.iter().any(|field| field.many) {
            return Err(Reason::new(Code::ColumnOfSeveral, rest));
        }
        let column = id(column);
        let known =
            |field: &ChoiceField| field.options.list.is_some() || matches!(column.as_str(), "id" | "label");
        if !fields.iter().any(known) {
            self.note(Code::UnknownColumn, rest);
            return Ok(Val::Empty);
        }
        let fields: Vec<ChoiceField> = fields.into_iter().filter(known).collect();
        for field in &fields {
            field.options.columns.borrow_mut().insert(column.clone());
            if !field.options.closed {
                self.note(Code::OpenList, column.as_str());
            }
        }
        let terms = fields.into_iter().map(|field| Term::Col(field.id, column.clone())).collect();
        Ok(Val::Term(first(terms), Ty::Text))
    }

    fn block(&mut self, field: &Id, inner: &[Var], rest: &str) -> Result<Val, Refusal> {
        if rest.is_empty() || rest == "raw" {
            return Ok(Val::Term(Term::Field(field.clone()), Ty::Opaque));
        }
        let name = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('_');
        let row = &rest[..rest.len() - name.len()];
        let name = name.trim_start_matches("var_");
        let Some(var) = inner.iter().find(|var| var.name == name) else {
            return Err(Reason::new(Code::PartOfBlock, rest));
        };
        if !matches!(row.trim_end_matches('_'), "0") {
            self.note(Code::FirstRowOnly, rest);
        }
        Ok(Val::Term(Term::First(vec![Term::Field(var.id.clone())]), Ty::Text))
    }
}

/// A text literal as a term.
pub(super) fn literal(text: &str) -> Term {
    Term::Literal(Literal::Text(text.to_owned()))
}

fn choice_field(var: &Var) -> Option<ChoiceField> {
    let (options, many) = match &var.shape {
        Shape::One(options) => (options, false),
        Shape::Many(options) => (options, true),
        _ => return None,
    };
    Some(ChoiceField { id: var.id.clone(), options: Rc::clone(options), many })
}

pub(super) fn first(mut terms: Vec<Term>) -> Term {
    if terms.len() == 1 { terms.remove(0) } else { Term::First(terms) }
}

/// The value as a number.
pub(super) fn number(value: Val) -> Option<Term> {
    Some(match value {
        Val::Const(Literal::Integer(n)) => Term::Literal(Literal::Integer(n)),
        Val::Const(Literal::Text(text)) => {
            let text = text.trim().replace(',', ".");
            text.parse::<f64>().ok()?;
            text.parse().map_or_else(|_| literal(&text), |n| Term::Literal(Literal::Integer(n)))
        }
        Val::Empty => Term::Literal(Literal::Integer(0)),
        Val::Term(term, Ty::Number) => term,
        Val::Term(term, Ty::Text) => Term::Number(Box::new(term)),
        Val::Choice(choice) if choice.fields.iter().all(|field| !field.many) => {
            let terms = choice.fields.iter().map(|field| super::condition::face(&choice, field));
            Term::Number(Box::new(first(terms.collect())))
        }
        _ => return None,
    })
}

/// The value as something to show or to join.
pub(super) fn text_term(value: Val) -> Option<Term> {
    Some(match value {
        Val::Const(literal) => Term::Literal(literal),
        Val::Term(term, _) => term,
        Val::Choice(choice) => {
            first(choice.fields.iter().map(|field| super::condition::face(&choice, field)).collect())
        }
        Val::Concat(parts) => Term::Join(parts.into_iter().map(text_term).collect::<Option<_>>()?),
        Val::Cond(cond) => Term::Test(Box::new(cond)),
        Val::StepName(sys) => Term::Sys(sys),
        _ => return None,
    })
}
