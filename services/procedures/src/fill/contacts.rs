//! How a person without account is reached: what she answered in the form about herself, kept beside the file under her own key, so that
//! she hears of it by mail, by SMS or by letter.

use beffroi_forms::model::Kind;
use beffroi_forms::value::{Answers, Value};
use beffroi_people::Attribute;
use beffroi_web::{Ctx, Problem};

use super::Filling;
use crate::postal;

/// What the answers tell of the person and the commune did not know yet. Nothing of somebody who has an account and is signed in: she
/// changes her own settings herself.
pub(super) async fn new_ones(
    ctx: &Ctx,
    filling: &Filling,
    answers: &Answers,
) -> Result<Vec<(Attribute, String)>, Problem> {
    let known: Vec<Attribute> = match (&filling.entry, filling.opened(ctx).await?) {
        (Some(_), Some(opened)) => {
            opened.attributes().await?.into_iter().map(|(attribute, _)| attribute).collect()
        }
        (None, Some(_)) => return Ok(Vec::new()),
        (_, None) => Vec::new(),
    };
    let mut found: Vec<(Attribute, String)> = Vec::new();
    for node in filling.ready.form.nodes() {
        let Some(value) = answers.get(node.item.id.as_str()) else { continue };
        for (attribute, text) in told(&node.item.kind, &node.item.source, value) {
            let new = !known.contains(&attribute) && found.iter().all(|(of, _)| *of != attribute);
            if new && !text.is_empty() {
                found.push((attribute, text));
            }
        }
    }
    Ok(found)
}

/// What an answer tells of the person herself. A form may ask the address of a building or the name of somebody else: those count only
/// where the question says that her account could answer it.
fn told(kind: &Kind, source: &[String], value: &Value) -> Vec<(Attribute, String)> {
    let own = |wanted: &[&str]| source.iter().any(|of| wanted.contains(&of.as_str()));
    match (kind, value) {
        (Kind::Email {}, Value::Text(text)) => vec![(Attribute::Email, text.clone())],
        (Kind::Phone { .. }, Value::Text(text)) => vec![(Attribute::Phone, text.clone())],
        (Kind::NationalNumber { .. }, Value::Text(text)) if own(&["account.niss"]) => {
            vec![(Attribute::NationalNumber, text.clone())]
        }
        (Kind::PersonName {}, Value::Parts(parts)) if own(&["account.name"]) => {
            let part = |name: &str| parts.get(name).cloned().unwrap_or_default();
            vec![(Attribute::GivenName, part("given")), (Attribute::FamilyName, part("family"))]
        }
        (Kind::Address {}, Value::Parts(_)) if own(&["account.address", "register.address"]) => {
            vec![(Attribute::Address, postal::lines(value))]
        }
        (Kind::Text { .. }, Value::Text(text)) if own(&["account.given_name", "account.first_name"]) => {
            vec![(Attribute::GivenName, text.clone())]
        }
        (Kind::Text { .. }, Value::Text(text)) if own(&["account.family_name", "account.last_name"]) => {
            vec![(Attribute::FamilyName, text.clone())]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts_of(parts: &[(&str, &str)]) -> Value {
        let id = |name: &str| beffroi_forms::Id::new(name).expect("a plain name");
        Value::Parts(parts.iter().map(|(name, text)| (id(name), (*text).to_owned())).collect())
    }

    #[test]
    fn the_address_of_a_building_is_not_where_the_person_lives() {
        let value = parts_of(&[("street", "Rue du Chantier")]);
        assert_eq!(told(&Kind::Address {}, &[], &value), []);
        assert_eq!(told(&Kind::Address {}, &["account.address".to_owned()], &value).len(), 1);
    }
}
