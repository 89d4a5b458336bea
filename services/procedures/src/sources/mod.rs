//! Once-only (Regulation (EU) 2018/1724, art. 14; CRPA L114-8): answers that a register holds are asked of it, if the person agrees.
//!
//! A field says who could answer: `registry.<source>.<value>@<field>`, where the answer of `<field>` is what the register is asked
//! with (several, separated by commas, when it needs more than one). The page tells what is sent, to whom and what comes back;
//! pressing its button is the agreement. Each reading is journaled before it is made, kept sealed beside the draft, shown with its
//! source and time, and can be refused. A register that is down blocks nothing.

pub(crate) mod adapters;
mod companies;
mod held;
mod page;
mod people;
mod places;
pub(crate) mod reading;
pub(crate) mod report;

use beffroi_forms::Id;
use beffroi_forms::check::State;
use beffroi_forms::compiled::Compiled;
use beffroi_forms::value::{Path, Value};
use beffroi_web::Ctx;
use beffroi_web::fetch::Target;

pub use adapters::KINDS;
pub(crate) use held::Held;
pub(crate) use page::{Provenance, Read, known, pressed, propose, provenance};

/// What a field's source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub source: String,
    pub value: String,
    /// Fields whose answers the register is asked with.
    pub keys: Vec<Id>,
}

impl Wanted {
    /// Reads `registry.entreprises.name@siret`; another kind of source is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (source, rest) = text.strip_prefix("registry.")?.split_once('.')?;
        let (value, keys) = rest.split_once('@')?;
        let keys = keys.split(',').map(|key| Id::new(key.trim()).ok()).collect::<Option<Vec<_>>>()?;
        let named = !source.is_empty() && !value.is_empty();
        named.then(|| Self { source: source.to_owned(), value: value.to_owned(), keys })
    }
}

/// The fields of a page that one call answers.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub target: Target,
    pub kind: &'static adapters::Kind,
    pub keys: Vec<Id>,
    /// Field, and the name of the register's value.
    pub fields: Vec<(Id, String)>,
}

impl Group {
    /// Names the group in a form: `entreprises@siret`.
    pub(crate) fn name(&self) -> String {
        let keys: Vec<&str> = self.keys.iter().map(Id::as_str).collect();
        format!("{}@{}", self.target.name, keys.join(","))
    }

    /// What the register is asked with; `None` while a question is unanswered.
    pub(crate) fn key_texts(&self, state: &State<'_>) -> Option<Vec<String>> {
        self.keys.iter().map(|key| key_text(state.value(&Path::new(key.clone()))?)).collect()
    }
}

/// An answer as a register is asked with it.
fn key_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) | Value::Choice(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) => beffroi_web::dates::iso(*date),
        Value::Parts(parts) => {
            let part = |name: &str| parts.get(name).map_or("", String::as_str);
            if parts.contains_key("lat") {
                format!("{},{}", part("lat"), part("lon"))
            } else {
                ["street", "number", "postcode", "municipality"].map(part).join(" ")
            }
        }
        _ => return None,
    })
}

/// The calls that could answer questions of a page, of targets that this commune may use.
pub(crate) fn groups(ctx: &Ctx, form: &Compiled, page: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for node in form.nodes().iter().filter(|node| node.page == Some(page) && node.block.is_none()) {
        for wanted in node.item.source.iter().filter_map(|source| Wanted::parse(source)) {
            let Some(target) = ctx.app().fetcher().target(&wanted.source) else { continue };
            let Some(kind) = adapters::kind(&target.kind) else { continue };
            if !target.serves(&ctx.authority().hosts) || kind.keys != wanted.keys.len() {
                continue;
            }
            let field = (node.item.id.clone(), wanted.value);
            let same = |group: &&mut Group| group.target.name == wanted.source && group.keys == wanted.keys;
            match groups.iter_mut().find(same) {
                Some(group) => group.fields.push(field),
                None => groups.push(Group {
                    target: target.clone(),
                    kind,
                    keys: wanted.keys,
                    fields: vec![field],
                }),
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_register_value_and_what_it_is_asked_with() {
        let wanted = Wanted::parse("registry.famille.quotient@allocataire,code_postal").unwrap();
        assert_eq!((wanted.source.as_str(), wanted.value.as_str()), ("famille", "quotient"));
        assert_eq!(wanted.keys.iter().map(Id::as_str).collect::<Vec<_>>(), ["allocataire", "code_postal"]);
        for other in [
            "account.email",
            "registry.famille",
            "registry.famille.quotient",
            "registry..x@y",
            "registry.a.b@",
        ] {
            assert_eq!(Wanted::parse(other), None, "{other}");
        }
    }
}
