//! What the names of a form stand for.

use std::collections::HashMap;

use crate::Id;
use crate::cond::types::{Names, Type};
use crate::model::{ComputedType, Flow, Form, Item, Kind, List, ParamType};

/// A field: where it stands and what it holds.
#[derive(Debug)]
pub(super) struct Field {
    /// Place in the order of the document.
    pub(super) at: usize,
    /// Block around it.
    pub(super) block: Option<Id>,
    pub(super) is_block: bool,
    kind: Type,
    /// Columns of its list, parts of its answer; `None` when they are not known.
    columns: Option<Vec<(Id, Type)>>,
}

/// Names of a form and of its workflow.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) fields: HashMap<Id, Field>,
    pub(super) params: HashMap<Id, Type>,
    pub(super) lists: HashMap<Id, List>,
    count: usize,
}

impl Index {
    pub(super) fn new(form: &Form, flow: Option<&Flow>) -> Self {
        let mut index = Self::default();
        for list in &form.lists {
            index.lists.entry(list.id.clone()).or_insert_with(|| list.clone());
        }
        let params = form.params.iter().chain(flow.into_iter().flat_map(|flow| &flow.params));
        index.params = params.map(|param| (param.id.clone(), param_type(param.kind))).collect();
        for page in &form.pages {
            index.add_all(&page.items, None);
        }
        for (_, items) in flow.into_iter().flat_map(crate::compiled::flow_items) {
            index.add_all(items, None);
        }
        index
    }

    fn add_all(&mut self, items: &[Item], block: Option<&Id>) {
        for item in items {
            let is_block = matches!(item.kind, Kind::Block { .. });
            let field = Field {
                at: self.count,
                block: block.cloned(),
                is_block,
                kind: self.kind_type(&item.kind),
                columns: self.columns(&item.kind),
            };
            self.count += 1;
            self.fields.entry(item.id.clone()).or_insert(field);
            let around = if is_block { block.or(Some(&item.id)) } else { block };
            self.add_all(item.kind.children(), around);
        }
    }

    /// Identifiers of the options of a closed choice.
    fn options(&self, kind: &Kind) -> Option<Vec<String>> {
        let (list, own) = crate::compiled::options_of(kind)?;
        let mut ids: Vec<String> = own.iter().map(|option| option.id.clone()).collect();
        if let Some(list) = list {
            let list = self.lists.get(list).filter(|list| list.register.is_none())?;
            let id = list.columns.iter().position(|column| *column == "id")?;
            ids.extend(list.rows.iter().filter_map(|row| row.get(id).cloned()));
        }
        Some(ids)
    }

    fn kind_type(&self, kind: &Kind) -> Type {
        match kind {
            Kind::Integer { .. } | Kind::Decimal { .. } => Type::Number,
            Kind::YesNo {} | Kind::Checkbox {} => Type::Bool,
            Kind::Choice { .. } | Kind::LinkedChoice { .. } => Type::Choice(self.options(kind)),
            Kind::Choices { .. } => Type::Choices(self.options(kind)),
            Kind::Date { .. } => Type::Date,
            Kind::Time { .. } => Type::Time,
            Kind::Datetime { .. } => Type::Moment,
            Kind::Computed { value_type, .. } => computed_type(*value_type),
            Kind::Period { .. }
            | Kind::PersonName {}
            | Kind::Address {}
            | Kind::File { .. }
            | Kind::Map { .. }
            | Kind::Record { .. }
            | Kind::Block { .. } => Type::Other,
            Kind::Paragraph {} | Kind::Heading { .. } | Kind::Section { .. } => Type::Unknown,
            _ => Type::Text,
        }
    }

    fn columns(&self, kind: &Kind) -> Option<Vec<(Id, Type)>> {
        let named = |names: &[&str], found: &Type| -> Vec<(Id, Type)> {
            names.iter().filter_map(|name| Some((Id::new(name).ok()?, found.clone()))).collect()
        };
        match kind {
            Kind::Period { .. } => Some(named(&["from", "to"], &Type::Date)),
            Kind::PersonName {} => Some(named(crate::value::NAME_PARTS, &Type::Text)),
            Kind::Address {} => Some(named(crate::value::ADDRESS_PARTS, &Type::Text)),
            Kind::Map { .. } => Some(named(&["lat", "lon", "parcel"], &Type::Text)),
            Kind::Record { .. } => None,
            Kind::Choice { .. } | Kind::Choices { .. } | Kind::LinkedChoice { .. } => {
                let (list, _) = crate::compiled::options_of(kind)?;
                let Some(list) = list else { return Some(named(&["id", "label"], &Type::Text)) };
                let list = self.lists.get(list)?;
                let found =
                    if matches!(kind, Kind::Choices { .. }) { Type::Choices(None) } else { Type::Text };
                Some(list.columns.iter().map(|column| (column.clone(), found.clone())).collect())
            }
            _ => Some(Vec::new()),
        }
    }

    /// Is the column known to be absent?
    pub(super) fn lacks_column(&self, field: &Id, column: &Id) -> bool {
        let known = self.fields.get(field).and_then(|field| field.columns.as_ref());
        known.is_some_and(|columns| !columns.iter().any(|(name, _)| name == column))
    }
}

impl Names for Index {
    fn field(&self, id: &Id) -> Option<Type> {
        self.fields.get(id).map(|field| field.kind.clone())
    }

    fn col(&self, field: &Id, column: &Id) -> Option<Type> {
        let columns = self.fields.get(field)?.columns.as_ref()?;
        columns.iter().find(|(name, _)| name == column).map(|(_, found)| found.clone())
    }

    fn param(&self, id: &Id) -> Option<Type> {
        self.params.get(id).cloned()
    }
}

fn param_type(kind: ParamType) -> Type {
    match kind {
        ParamType::Text => Type::Text,
        ParamType::Integer | ParamType::Decimal => Type::Number,
        ParamType::Boolean => Type::Bool,
        ParamType::Date => Type::Date,
    }
}

pub(super) fn computed_type(kind: ComputedType) -> Type {
    match kind {
        ComputedType::Text => Type::Text,
        ComputedType::Integer | ComputedType::Decimal => Type::Number,
        ComputedType::Boolean => Type::Bool,
        ComputedType::Date => Type::Date,
        ComputedType::Time => Type::Time,
        ComputedType::Datetime => Type::Moment,
    }
}
