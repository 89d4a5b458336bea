//! The canonical text of the kinds whose answer is a text.

use super::{Code, Why};
use crate::kinds::{Broken, belgium, contact, france, iban, places};
use crate::model::{Country, EnterpriseScheme, Kind};

/// Characters of an identifier of another file.
const REFERENCE_MAX: usize = 64;

/// The canonical form of a text for its kind, `None` if the kind's answer is not a text. `year` is the
/// current year (of births).
pub(super) fn canonical(kind: &Kind, text: &str, year: i32) -> Option<Result<String, Why>> {
    let coded =
        |result: Result<String, Broken>, code: fn(Broken) -> Code| result.map_err(|b| Why::new(code(b)));
    Some(match kind {
        Kind::Text { .. } => Ok(one_line(text)),
        Kind::LongText { .. } => Ok(lines(text)),
        Kind::Email {} => coded(contact::email(text), |_| Code::Email),
        Kind::Phone { country } => coded(contact::phone(text, *country), |_| Code::Phone),
        Kind::Postcode { country } => coded(places::postcode(text, *country), |_| Code::Postcode),
        Kind::Municipality { country } => coded(places::municipality(text, *country), |_| Code::Municipality),
        Kind::Country {} => coded(places::country(text), |_| Code::Country),
        Kind::NationalNumber { country: Country::Fr } => coded(france::nir(text), national),
        Kind::NationalNumber { .. } => coded(belgium::national_number(text, year), national),
        Kind::EnterpriseNumber { scheme } => coded(enterprise_number(text, *scheme), |broken| match broken {
            Broken::CheckDigits => Code::EnterpriseNumberCheck,
            _ => Code::EnterpriseNumberForm,
        }),
        Kind::Iban {} => coded(iban::iban(text), |broken| match broken {
            Broken::CheckDigits => Code::IbanCheck,
            Broken::Place => Code::IbanCountry,
            _ => Code::IbanForm,
        }),
        Kind::FileLink { .. } => reference(text),
        _ => return None,
    })
}

fn national(broken: Broken) -> Code {
    match broken {
        Broken::CheckDigits => Code::NationalNumberCheck,
        Broken::Date => Code::NationalNumberDate,
        _ => Code::NationalNumberForm,
    }
}

fn enterprise_number(text: &str, scheme: EnterpriseScheme) -> Result<String, Broken> {
    match scheme {
        EnterpriseScheme::Bce => belgium::enterprise_number(text),
        EnterpriseScheme::Siren => france::siren(text),
        EnterpriseScheme::Siret => france::siret(text),
    }
}

fn reference(text: &str) -> Result<String, Why> {
    let text = text.trim();
    let good = text.len() <= REFERENCE_MAX
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/' | b'.'));
    if good { Ok(text.to_owned()) } else { Err(Code::NotReference.into()) }
}

/// On one line, without control characters, trimmed.
pub(super) fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// With plain line ends, without other control characters, trimmed.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    text.trim().to_owned()
}
