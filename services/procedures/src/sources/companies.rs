//! Registers of companies, associations and foundations (France): API Entreprise v3 and v4, API Recherche d’entreprises, RNF.

use serde_json::Value as Json;

use super::adapters::{About, Ask, Found, Kind, Unreadable, lacks};
use super::held::{Held, at, collect, date, text, yes};

pub(super) const KINDS: &[&Kind] = &[&COMPANY, &ESTABLISHMENT, &SEARCH, &ASSOCIATION, &FOUNDATION];

static COMPANY: Kind =
    Kind { code: "company-fr", keys: 1, personal: false, ask: ask_company, read: read_company };
static ESTABLISHMENT: Kind = Kind {
    code: "establishment-fr",
    keys: 1,
    personal: false,
    ask: ask_establishment,
    read: read_establishment,
};
static SEARCH: Kind =
    Kind { code: "company-search-fr", keys: 1, personal: false, ask: ask_search, read: read_search };
static ASSOCIATION: Kind =
    Kind { code: "association-fr", keys: 1, personal: false, ask: ask_association, read: read_association };
static FOUNDATION: Kind =
    Kind { code: "foundation-fr", keys: 1, personal: false, ask: ask_foundation, read: read_foundation };

/// The digits of a SIREN (9) or SIRET (14).
fn digits(keys: &[String], lengths: &[usize]) -> Option<String> {
    let digits: String = keys.first()?.chars().filter(char::is_ascii_digit).collect();
    lengths.contains(&digits.len()).then_some(digits)
}

/// Letters, digits and hyphens, in capitals.
fn code(keys: &[String]) -> Option<String> {
    let code: String =
        keys.first()?.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (plain && (4..=20).contains(&code.len())).then_some(code)
}

fn ask_company(keys: &[String], about: &About<'_>) -> Option<Ask> {
    let siren = digits(keys, &[9, 14])?;
    Some(Ask::of(&["v3", "insee", "sirene", "unites_legales", &siren[..9]]).told(about))
}

fn ask_establishment(keys: &[String], about: &About<'_>) -> Option<Ask> {
    let siret = digits(keys, &[14])?;
    Some(Ask::of(&["v3", "insee", "sirene", "etablissements", &siret]).told(about))
}

fn ask_search(keys: &[String], _: &About<'_>) -> Option<Ask> {
    Some(Ask::of(&["search"]).with("q", digits(keys, &[9, 14])?).with("per_page", "1"))
}

fn ask_association(keys: &[String], about: &About<'_>) -> Option<Ask> {
    let code = code(keys)?;
    Some(Ask::of(&["v4", "djepva", "api-association", "associations", "open_data", &code]).told(about))
}

fn ask_foundation(keys: &[String], _: &About<'_>) -> Option<Ask> {
    Some(Ask::of(&["api", "foundations", &code(keys)?]))
}

/// The name of a legal unit: its own, or that of the person who is it.
fn unit_name(unit: &Json) -> Option<Held> {
    at(unit, "/personne_morale_attributs/raison_sociale").or_else(|| {
        let part = |name: &str| text(unit, &format!("/personne_physique_attributs/{name}"));
        let family = part("nom_usage").or_else(|| part("nom_naissance"))?;
        let given = part("prenom_usuel").or_else(|| part("prenom_1")).unwrap_or_default();
        Held::text(&format!("{given} {family}"))
    })
}

fn is_active(json: &Json, pointer: &str) -> Option<Held> {
    yes(text(json, pointer).map(|state| state == "A"))
}

fn read_company(json: &Json) -> Result<Found, Unreadable> {
    let data = json.get("data").ok_or_else(|| lacks("data"))?;
    let name = unit_name(data).ok_or_else(|| lacks("name"))?;
    Ok(Found::Values(collect([
        ("name", Some(name)),
        ("acronym", at(data, "/personne_morale_attributs/sigle")),
        ("siren", at(data, "/siren")),
        ("siret", at(data, "/siret_siege_social")),
        ("legal_form", at(data, "/forme_juridique/libelle")),
        ("activity", at(data, "/activite_principale/libelle")),
        ("staff", at(data, "/tranche_effectif_salarie/intitule")),
        ("active", is_active(data, "/etat_administratif")),
        ("created", date(data, "/date_creation")),
    ])))
}

fn read_establishment(json: &Json) -> Result<Found, Unreadable> {
    let data = json.get("data").ok_or_else(|| lacks("data"))?;
    let siret = at(data, "/siret").ok_or_else(|| lacks("siret"))?;
    Ok(Found::Values(collect([
        ("siret", Some(siret)),
        ("siren", at(data, "/unite_legale/siren")),
        ("name", data.get("unite_legale").and_then(unit_name)),
        ("brand", at(data, "/enseigne")),
        ("legal_form", at(data, "/unite_legale/forme_juridique/libelle")),
        ("activity", at(data, "/activite_principale/libelle")),
        ("active", is_active(data, "/etat_administratif")),
        ("head_office", yes(data.get("siege_social").and_then(Json::as_bool))),
        ("address", data.get("adresse").and_then(address)),
        ("postcode", at(data, "/adresse/code_postal")),
        (
            "city",
            at(data, "/adresse/libelle_commune").or_else(|| at(data, "/adresse/libelle_commune_etranger")),
        ),
        ("insee", at(data, "/adresse/code_commune")),
        ("created", date(data, "/date_creation")),
    ])))
}

/// An address in the words of Sirene and of the register of associations.
fn address(json: &Json) -> Option<Held> {
    let part = |name: &str| text(json, &format!("/{name}")).unwrap_or_default();
    let city = [part("libelle_commune"), part("commune")].concat();
    Held::parts(&[
        ("street", &format!("{} {}", part("type_voie"), part("libelle_voie"))),
        ("number", &format!("{} {}", part("numero_voie"), part("indice_repetition_voie"))),
        ("postcode", &part("code_postal")),
        ("municipality", &city),
    ])
}

fn read_search(json: &Json) -> Result<Found, Unreadable> {
    let results = json.get("results").and_then(Json::as_array).ok_or_else(|| lacks("results"))?;
    let Some(first) = results.first() else { return Ok(Found::Absent) };
    let name = at(first, "/nom_complet").ok_or_else(|| lacks("name"))?;
    Ok(Found::Values(collect([
        ("name", Some(name)),
        ("siren", at(first, "/siren")),
        ("siret", at(first, "/siege/siret")),
        ("active", is_active(first, "/etat_administratif")),
        ("created", date(first, "/date_creation")),
        ("address", first.get("siege").and_then(siege)),
        ("postcode", at(first, "/siege/code_postal")),
        ("city", at(first, "/siege/libelle_commune")),
    ])))
}

/// The head office: here `commune` is a code and `libelle_commune` the name.
fn siege(json: &Json) -> Option<Held> {
    let part = |name: &str| text(json, &format!("/{name}")).unwrap_or_default();
    Held::parts(&[
        ("street", &format!("{} {}", part("type_voie"), part("libelle_voie"))),
        ("number", &format!("{} {}", part("numero_voie"), part("indice_repetition"))),
        ("postcode", &part("code_postal")),
        ("municipality", &part("libelle_commune")),
    ])
}

fn read_association(json: &Json) -> Result<Found, Unreadable> {
    let data = json.get("data").ok_or_else(|| lacks("data"))?;
    let name = at(data, "/nom").ok_or_else(|| lacks("name"))?;
    Ok(Found::Values(collect([
        ("name", Some(name)),
        ("acronym", at(data, "/sigle")),
        ("rna", at(data, "/rna")),
        ("siren", at(data, "/siren")),
        ("siret", at(data, "/siret_siege")),
        ("object", at(data, "/activites/objet")),
        ("legal_form", at(data, "/forme_juridique/libelle")),
        ("active", yes(data.get("active").and_then(Json::as_bool))),
        ("created", date(data, "/date_creation")),
        ("address", data.get("adresse_siege").and_then(address)),
        ("postcode", at(data, "/adresse_siege/code_postal")),
        ("city", at(data, "/adresse_siege/commune")),
    ])))
}

fn read_foundation(json: &Json) -> Result<Found, Unreadable> {
    let name = at(json, "/title").ok_or_else(|| lacks("title"))?;
    let part = |name: &str| text(json, &format!("/address/{name}")).unwrap_or_default();
    let address = Held::parts(&[
        ("street", &part("streetName")),
        ("number", &part("streetNumber")),
        ("postcode", &part("postalCode")),
        ("municipality", &part("cityName")),
    ]);
    Ok(Found::Values(collect([
        ("name", Some(name)),
        ("rnf", at(json, "/rnfId")),
        ("email", at(json, "/email")),
        ("phone", at(json, "/phone")),
        ("address", address),
        ("postcode", at(json, "/address/postalCode")),
        ("city", at(json, "/address/cityName")),
        ("active", yes(json.get("dissolvedAt").map(Json::is_null))),
        ("created", date(json, "/createdAt")),
    ])))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'static> = About { recipient: "1", procedure: "p", commune: "c" };

    #[test]
    fn a_number_that_cannot_be_one_is_not_asked() {
        let key = |text: &str| vec![text.to_owned()];
        let path = ask_company(&key("130 025 265"), &ABOUT).unwrap().segments;
        assert_eq!(path.last().map(String::as_str), Some("130025265"));
        // A SIRET names its company too.
        assert_eq!(ask_company(&key("13002526500013"), &ABOUT).unwrap().segments, path);
        assert_eq!(ask_establishment(&key("130025265"), &ABOUT), None);
        assert_eq!(ask_association(&key("../../etc"), &ABOUT), None);
        assert!(
            ask_association(&key("w751 080 001"), &ABOUT)
                .unwrap()
                .segments
                .contains(&"W751080001".to_owned())
        );
        assert!(ask_foundation(&key("075-FDD-00003-01"), &ABOUT).is_some());
    }
}
