//! Registers of persons (France): API Particulier v2. Asked only for somebody who is signed in and agrees.

use serde_json::Value as Json;

use super::adapters::{About, Ask, Found, Kind, Unreadable, lacks};
use super::held::{Held, at, collect, date, text, yes};

pub(super) const KINDS: &[&Kind] = &[&FAMILY, &TAX_NOTICE, &STUDENT, &JOBSEEKER];

static FAMILY: Kind = Kind { code: "family-fr", keys: 2, personal: true, ask: ask_family, read: read_family };
static TAX_NOTICE: Kind =
    Kind { code: "tax-notice-fr", keys: 2, personal: true, ask: ask_tax_notice, read: read_tax_notice };
static STUDENT: Kind =
    Kind { code: "student-fr", keys: 1, personal: true, ask: ask_student, read: read_student };
static JOBSEEKER: Kind =
    Kind { code: "jobseeker-fr", keys: 1, personal: true, ask: ask_jobseeker, read: read_jobseeker };

/// An identifier without spaces, if it is plausible.
fn identifier(keys: &[String], at: usize) -> Option<String> {
    let text: String = keys.get(at)?.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (plain && (3..=40).contains(&text.len())).then_some(text)
}

fn ask_family(keys: &[String], _: &About<'_>) -> Option<Ask> {
    let number = identifier(keys, 0)?;
    Some(
        Ask::of(&["v2", "composition-familiale"])
            .with("numeroAllocataire", number)
            .with("codePostal", identifier(keys, 1)?),
    )
}

fn ask_tax_notice(keys: &[String], _: &About<'_>) -> Option<Ask> {
    let number = identifier(keys, 0)?;
    Some(
        Ask::of(&["v2", "avis-imposition"])
            .with("numeroFiscal", number)
            .with("referenceAvis", identifier(keys, 1)?),
    )
}

fn ask_student(keys: &[String], _: &About<'_>) -> Option<Ask> {
    Some(Ask::of(&["v2", "etudiants"]).with("ine", identifier(keys, 0)?))
}

fn ask_jobseeker(keys: &[String], _: &About<'_>) -> Option<Ask> {
    Some(Ask::of(&["v2", "situations-pole-emploi"]).with("identifiant", identifier(keys, 0)?))
}

fn read_family(json: &Json) -> Result<Found, Unreadable> {
    let quotient = at(json, "/quotient_familial/quotientFamilial").or_else(|| at(json, "/quotientFamilial"));
    let quotient = quotient.ok_or_else(|| lacks("quotient"))?;
    let children = json.get("enfants").and_then(Json::as_array);
    let names = |list: Option<&Vec<Json>>| {
        let names: Vec<String> = list.into_iter().flatten().filter_map(|of| text(of, "/nomPrenom")).collect();
        Held::text(&names.join(", "))
    };
    let line = |name: &str| text(json, &format!("/adresse/{name}")).unwrap_or_default();
    let town = line("codePostalVille");
    let (postcode, city) = town.split_once(' ').unwrap_or(("", town.as_str()));
    let road = line("numeroRue");
    let (number, street) = road
        .split_once(' ')
        .filter(|(first, _)| first.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(("", &road));
    Ok(Found::Values(collect([
        ("quotient", Some(quotient)),
        ("year", at(json, "/quotient_familial/annee")),
        ("month", at(json, "/quotient_familial/mois")),
        ("children", Held::text(&children.map_or(0, Vec::len).to_string())),
        ("children_names", names(children)),
        ("beneficiaries", names(json.get("allocataires").and_then(Json::as_array))),
        ("postcode", Held::text(postcode)),
        ("city", Held::text(city)),
        (
            "address",
            Held::parts(&[
                ("street", street),
                ("number", number),
                ("postcode", postcode),
                ("municipality", city),
            ]),
        ),
    ])))
}

fn read_tax_notice(json: &Json) -> Result<Found, Unreadable> {
    let income = at(json, "/agregats_fiscaux/revenuFiscalReference")
        .or_else(|| at(json, "/revenuFiscalReference"))
        .ok_or_else(|| lacks("reference income"))?;
    let first = |name: &str| text(json, &format!("/declarant1/{name}")).unwrap_or_default();
    Ok(Found::Values(collect([
        ("reference_income", Some(income)),
        ("taxable_income", at(json, "/agregats_fiscaux/revenuImposable")),
        ("income_year", at(json, "/agregats_fiscaux/anneeRevenus")),
        ("shares", at(json, "/foyer_fiscal/nombreParts")),
        ("dependants", at(json, "/foyer_fiscal/nombrePersonnesCharge")),
        ("family_situation", at(json, "/foyer_fiscal/situationFamille")),
        ("address_line", at(json, "/foyer_fiscal/adresse")),
        ("name", Held::parts(&[("given", &first("prenoms")), ("family", &first("nom"))])),
        ("birth_date", date(json, "/declarant1/dateNaissance")),
    ])))
}

fn read_student(json: &Json) -> Result<Found, Unreadable> {
    let identifier = at(json, "/identifiant/ine").ok_or_else(|| lacks("INE"))?;
    let part = |name: &str| text(json, &format!("/identite/{name}")).unwrap_or_default();
    let enrolled = json
        .get("inscriptions")
        .and_then(Json::as_array)
        .map(|list| list.iter().any(|of| text(of, "/statut").as_deref() == Some("inscrit")));
    Ok(Found::Values(collect([
        ("ine", Some(identifier)),
        ("name", Held::parts(&[("given", &part("prenom")), ("family", &part("nom"))])),
        ("birth_date", date(json, "/identite/dateNaissance")),
        ("enrolled", yes(enrolled)),
        ("until", date(json, "/inscriptions/0/dateFinInscription")),
        ("school", at(json, "/etablissements/0/nom")),
    ])))
}

fn read_jobseeker(json: &Json) -> Result<Found, Unreadable> {
    let identifier = at(json, "/identite/identifiant").ok_or_else(|| lacks("identifier"))?;
    let part = |name: &str| text(json, &format!("/identite/{name}")).unwrap_or_default();
    Ok(Found::Values(collect([
        ("identifier", Some(identifier)),
        ("name", Held::parts(&[("given", &part("prenom")), ("family", &part("nom"))])),
        ("birth_date", date(json, "/identite/dateNaissance")),
        ("email", at(json, "/contact/email")),
        ("phone", at(json, "/contact/telephone")),
        ("registered", date(json, "/inscription/dateInscription")),
        ("ended", date(json, "/inscription/dateCessationInscription")),
        ("category", at(json, "/inscription/libelleCategorieInscription")),
        ("postcode", at(json, "/adresse/codePostal")),
    ])))
}
