//! Registers of places (France): Base adresse nationale, Annuaire de l’éducation, cadastre of API Carto.

use serde_json::{Value as Json, json};

use super::adapters::{About, Ask, Found, Kind, Unreadable, lacks};
use super::held::{Held, at, collect, date, text, yes};

pub(super) const KINDS: &[&Kind] = &[&ADDRESS, &SCHOOL, &PARCEL];

static ADDRESS: Kind =
    Kind { code: "address-fr", keys: 1, personal: false, ask: ask_address, read: read_address };
static SCHOOL: Kind =
    Kind { code: "school-fr", keys: 1, personal: false, ask: ask_school, read: read_school };
static PARCEL: Kind =
    Kind { code: "parcel-fr", keys: 1, personal: false, ask: ask_parcel, read: read_parcel };

/// Below it, the base itself is not sure that it is that address.
const SCORE: f64 = 0.5;

fn ask_address(keys: &[String], _: &About<'_>) -> Option<Ask> {
    let asked = keys.first()?.trim();
    // The base refuses shorter ones and longer ones.
    (3..=200)
        .contains(&asked.chars().count())
        .then(|| Ask::of(&["search"]).with("q", asked).with("limit", "1"))
}

fn read_address(json: &Json) -> Result<Found, Unreadable> {
    let features = json.get("features").and_then(Json::as_array).ok_or_else(|| lacks("features"))?;
    let Some(found) = features.first().and_then(|feature| feature.get("properties")) else {
        return Ok(Found::Absent);
    };
    let kind = text(found, "/type").ok_or_else(|| lacks("type"))?;
    let city = at(found, "/city").ok_or_else(|| lacks("city"))?;
    if found.get("score").and_then(Json::as_f64).is_some_and(|score| score < SCORE) {
        return Ok(Found::Absent);
    }
    let part = |name: &str| text(found, &format!("/{name}")).unwrap_or_default();
    let street = match kind.as_str() {
        "housenumber" => part("street"),
        "municipality" => String::new(),
        _ => part("name"),
    };
    let address = Held::parts(&[
        ("street", &street),
        ("number", &part("housenumber")),
        ("postcode", &part("postcode")),
        ("municipality", &part("city")),
        ("best_id", &part("id")),
    ]);
    Ok(Found::Values(collect([
        ("address", address.filter(|_| !street.is_empty())),
        ("label", at(found, "/label")),
        ("postcode", at(found, "/postcode")),
        ("city", Some(city)),
        ("insee", at(found, "/citycode")),
    ])))
}

fn ask_school(keys: &[String], _: &About<'_>) -> Option<Ask> {
    let code: String =
        keys.first()?.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    // Seven digits and a letter.
    let plausible = code.len() == 8
        && code[..7].chars().all(|c| c.is_ascii_digit())
        && code.ends_with(|c: char| c.is_ascii_uppercase());
    plausible.then(|| {
        Ask::of(&["search"]).with("dataset", "fr-en-annuaire-education").with("q", code).with("rows", "1")
    })
}

fn read_school(json: &Json) -> Result<Found, Unreadable> {
    let records = json.get("records").and_then(Json::as_array).ok_or_else(|| lacks("records"))?;
    let Some(found) = records.first().and_then(|record| record.get("fields")) else {
        return Ok(Found::Absent);
    };
    let code = at(found, "/identifiant_de_l_etablissement").ok_or_else(|| lacks("identifier"))?;
    let part = |name: &str| text(found, &format!("/{name}")).unwrap_or_default();
    let road = part("adresse_1");
    let (number, street) = road
        .split_once(' ')
        .filter(|(first, _)| first.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(("", &road));
    Ok(Found::Values(collect([
        ("uai", Some(code)),
        ("name", at(found, "/nom_etablissement")),
        ("kind", at(found, "/type_etablissement")),
        ("sector", at(found, "/statut_public_prive")),
        ("open", yes(text(found, "/etat").map(|state| state == "OUVERT"))),
        ("email", at(found, "/mail")),
        ("phone", at(found, "/telephone")),
        ("postcode", at(found, "/code_postal")),
        ("city", at(found, "/nom_commune")),
        ("opened", date(found, "/date_ouverture")),
        (
            "address",
            Held::parts(&[
                ("street", street),
                ("number", number),
                ("postcode", &part("code_postal")),
                ("municipality", &part("nom_commune")),
            ]),
        ),
    ])))
}

fn ask_parcel(keys: &[String], _: &About<'_>) -> Option<Ask> {
    let (lat, lon) = keys.first()?.split_once(',')?;
    let (lat, lon): (f64, f64) = (lat.trim().parse().ok()?, lon.trim().parse().ok()?);
    let inside = lat.abs() <= 90.0 && lon.abs() <= 180.0;
    let point = json!({ "type": "Point", "coordinates": [lon, lat] }).to_string();
    inside.then(|| Ask::of(&["cadastre", "parcelle"]).with("geom", point))
}

fn read_parcel(json: &Json) -> Result<Found, Unreadable> {
    let features = json.get("features").and_then(Json::as_array).ok_or_else(|| lacks("features"))?;
    let Some(found) = features.first().and_then(|feature| feature.get("properties")) else {
        return Ok(Found::Absent);
    };
    let section = text(found, "/section").ok_or_else(|| lacks("section"))?;
    let number = text(found, "/numero").ok_or_else(|| lacks("number"))?;
    let part = |name: &str| text(found, &format!("/{name}")).unwrap_or_default();
    let surface = found.get("surface_parcelle").and_then(Json::as_f64).map(|of| format!("{of:.0}"));
    let parcel = format!("{}{}{}{section}{number}", part("code_dep"), part("code_com"), part("code_arr"));
    Ok(Found::Values(collect([
        ("parcel", Held::text(&parcel)),
        ("section", Held::text(&section)),
        ("number", Held::text(&number)),
        ("surface", surface.and_then(|of| Held::text(&of))),
        ("city", at(found, "/nom_com")),
    ])))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'static> = About { recipient: "", procedure: "", commune: "" };

    #[test]
    fn an_address_of_which_the_base_is_not_sure_is_not_proposed() {
        let answer = |score: f64| {
            json!({ "features": [{ "properties": {
                "type": "housenumber", "housenumber": "3", "street": "Rue Haute", "postcode": "4999", "city": "Hautval", "score": score } }] })
        };
        assert_eq!(read_address(&answer(0.2)), Ok(Found::Absent));
        let Ok(Found::Values(values)) = read_address(&answer(0.9)) else { panic!("it is sure") };
        assert_eq!(values["address"].line(), "Rue Haute 3, 4999 Hautval");
        assert_eq!(read_address(&json!({ "features": [] })), Ok(Found::Absent));
    }

    #[test]
    fn only_what_may_be_an_identifier_is_asked() {
        let key = |text: &str| vec![text.to_owned()];
        assert!(
            ask_school(&key("0050009h"), &ABOUT).is_some() && ask_school(&key("0050009"), &ABOUT).is_none()
        );
        assert!(
            ask_parcel(&key("50.1, 5.3"), &ABOUT).is_some() && ask_parcel(&key("150, 5"), &ABOUT).is_none()
        );
        assert!(ask_address(&key("ab"), &ABOUT).is_none());
    }
}
