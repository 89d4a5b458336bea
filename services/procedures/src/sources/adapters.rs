//! What each kind of register is asked, and how its answer is read. Pure: no call is made here.
//!
//! | kind | register | asked with |
//! |---|---|---|
//! | `plain` | any bridge: `GET base/<answer>` gives `{"name": "…", "address": {"street": "…"}}` | one answer |
//! | `address-fr` | Base adresse nationale | an address |
//! | `company-fr`, `establishment-fr` | API Entreprise, Sirene | SIREN, SIRET |
//! | `company-search-fr` | API Recherche d’entreprises (open) | SIREN or SIRET |
//! | `association-fr`, `foundation-fr` | API Entreprise (RNA), répertoire des fondations | RNA or SIREN, RNF |
//! | `school-fr` | Annuaire de l’éducation | UAI |
//! | `parcel-fr` | API Carto, cadastre | a point |
//! | `family-fr` | API Particulier, CAF | number, postcode |
//! | `tax-notice-fr` | API Particulier, DGFiP | fiscal number, reference of the notice |
//! | `student-fr`, `jobseeker-fr` | API Particulier | INE, identifier |

use serde_json::Value as Json;

use super::held::{Held, Values};
use super::{companies, people, places};

/// A kind of register.
#[derive(Debug)]
pub(crate) struct Kind {
    pub code: &'static str,
    /// How many answers it is asked with.
    pub keys: usize,
    /// It holds data of persons: only somebody signed in may have it asked.
    pub personal: bool,
    /// What to ask; `None` when the answers cannot be its identifiers.
    pub ask: fn(&[String], &About<'_>) -> Option<Ask>,
    /// What it says; `Err` when its answer is not one of its answers.
    pub read: fn(&Json) -> Result<Found, Unreadable>,
}

/// For whom and what for, as some registers want to be told.
#[derive(Debug)]
pub(crate) struct About<'a> {
    /// The commune's own number, if it is known.
    pub recipient: &'a str,
    pub procedure: &'a str,
    pub commune: &'a str,
}

/// Under the register's base address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    pub segments: Vec<String>,
    pub query: Vec<(&'static str, String)>,
}

impl Ask {
    pub(super) fn of(segments: &[&str]) -> Self {
        Self { segments: segments.iter().map(|of| (*of).to_owned()).collect(), query: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// What API Entreprise wants of every call (its own documentation: `recipient`, `context`, `object`).
    pub(super) fn told(self, about: &About<'_>) -> Self {
        self.with("recipient", about.recipient).with("context", about.commune).with("object", about.procedure)
    }
}

/// What a register that answered says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Values(Values),
    /// It does not know what it was asked.
    Absent,
}

/// Not an answer of that register, or an error that it tells in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub String);

/// What lacks without which an answer is none.
pub(super) fn lacks(what: &str) -> Unreadable {
    Unreadable(format!("no {what}"))
}

/// Every kind, as `beffroi.toml` names it.
pub const KINDS: &[&str] = &[
    "plain",
    "address-fr",
    "company-fr",
    "establishment-fr",
    "company-search-fr",
    "association-fr",
    "foundation-fr",
    "school-fr",
    "parcel-fr",
    "family-fr",
    "tax-notice-fr",
    "student-fr",
    "jobseeker-fr",
];

/// The kind of that name.
pub(crate) fn kind(code: &str) -> Option<&'static Kind> {
    [PLAIN]
        .iter()
        .chain(places::KINDS)
        .chain(companies::KINDS)
        .chain(people::KINDS)
        .copied()
        .find(|of| of.code == code)
}

static PLAIN_KIND: Kind = Kind { code: "plain", keys: 1, personal: true, ask: plain_ask, read: plain_read };
const PLAIN: &Kind = &PLAIN_KIND;

fn plain_ask(keys: &[String], _: &About<'_>) -> Option<Ask> {
    Some(Ask::of(&[keys.first()?.trim()]))
}

/// Names that a bridge may use; others are left out.
const PLAIN_NAMES: &[&str] = &[
    "name",
    "given_name",
    "family_name",
    "birth_date",
    "email",
    "phone",
    "address",
    "street",
    "number",
    "postcode",
    "city",
    "legal_form",
    "activity",
    "active",
    "created",
    "amount",
    "date",
    "status",
    "count",
    "reference",
    "iban",
];

fn plain_read(json: &Json) -> Result<Found, Unreadable> {
    let object = json.as_object().ok_or_else(|| lacks("object"))?;
    let mut values = Values::new();
    for name in PLAIN_NAMES {
        let held = match object.get(*name) {
            Some(Json::Object(parts)) => {
                let parts: Vec<(&str, &str)> =
                    parts.iter().filter_map(|(part, text)| Some((part.as_str(), text.as_str()?))).collect();
                Held::parts(&parts)
            }
            Some(Json::Bool(yes)) => super::held::yes(Some(*yes)),
            Some(_) => super::held::at(json, &format!("/{name}")),
            None => None,
        };
        if let Some(held) = held {
            values.insert(*name, held);
        }
    }
    if values.is_empty() { Err(lacks("value")) } else { Ok(Found::Values(values)) }
}

/// Errors told in the body, as API Entreprise and API Particulier do: `{"errors": [{"code": "01001"}]}`.
pub(crate) fn told_error(json: &Json) -> Option<Unreadable> {
    let errors = json.get("errors")?.as_array()?;
    let code = errors.first().and_then(|error| error.get("code")).and_then(Json::as_str).unwrap_or("unnamed");
    // A code, never a sentence: it goes to the log.
    Some(Unreadable(format!(
        "error {}",
        code.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>()
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_that_the_configuration_may_name_is_here() {
        for code in KINDS {
            assert_eq!(kind(code).map(|of| of.code), Some(*code));
        }
        assert!(kind("autre").is_none());
    }

    #[test]
    fn a_bridge_answers_in_plain_names() {
        let json = json!({ "name": "Boulangerie Clairbois", "active": true, "count": 3, "secret": "x",
            "address": { "street": "Rue du Four", "number": "2", "postcode": "4999", "municipality": "Hautval" } });
        let Ok(Found::Values(values)) = plain_read(&json) else { panic!("it is plain") };
        let line = |name: &str| values[name].line();
        assert_eq!(
            (line("name"), line("active"), line("count")),
            ("Boulangerie Clairbois".into(), "oui".into(), "3".into())
        );
        assert_eq!(line("address"), "Rue du Four 2, 4999 Hautval");
        assert!(!values.contains_key("secret"));
        assert!(plain_read(&json!([])).is_err() && plain_read(&json!({ "x": 1 })).is_err());
    }

    #[test]
    fn an_error_in_the_body_is_told_by_its_code() {
        assert_eq!(
            told_error(&json!({ "errors": [{ "code": "03020", "detail": "…" }] })),
            Some(Unreadable("error 03020".into()))
        );
        assert_eq!(told_error(&json!({ "data": {} })), None);
    }
}
