//! Codes of places: postcodes, municipalities, countries.

use super::{Broken, digits};
use crate::model::Country;

/// ISO 3166-1 alpha-2 codes in force.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
    IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM \
    MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
    PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The codes of all countries, in alphabetical order.
pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.split_whitespace()
}

/// A country by its two letters.
pub fn country(text: &str) -> Result<String, Broken> {
    let code = text.trim().to_ascii_uppercase();
    if countries().any(|known| known == code) { Ok(code) } else { Err(Broken::Place) }
}

/// A postcode as the post of the country writes it.
pub fn postcode(text: &str, country: Country) -> Result<String, Broken> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let bare = |prefix: &str| text.strip_prefix(prefix).unwrap_or(&text).trim_start_matches('-').to_owned();
    let in_range = |code: String, len, low: u64, high: u64| {
        let n = super::number(digits(&code, len)?);
        if (low..=high).contains(&n) { Ok(code) } else { Err(Broken::Place) }
    };
    match country {
        Country::Be => in_range(bare("B"), 4, 1000, 9999),
        Country::Fr => in_range(bare("F"), 5, 1000, 98_999),
        Country::Lu => in_range(bare("L"), 4, 1000, 9999),
        Country::De => in_range(bare("D"), 5, 1000, 99_999),
        Country::Nl => {
            let (figures, letters) = text.split_at_checked(4).ok_or(Broken::Form)?;
            digits(figures, 4)?;
            let letters_ok = letters.len() == 2 && letters.bytes().all(|b| b.is_ascii_uppercase());
            if letters_ok && !figures.starts_with('0') {
                Ok(format!("{figures} {letters}"))
            } else {
                Err(Broken::Form)
            }
        }
    }
}

/// A municipality's code: NIS in Belgium, INSEE in France, the official key elsewhere.
pub fn municipality(text: &str, country: Country) -> Result<String, Broken> {
    let code = text.trim().to_ascii_uppercase();
    match country {
        Country::Be => match digits(&code, 5)?.as_bytes()[0] {
            b'0' => Err(Broken::Place),
            _ => Ok(code),
        },
        Country::Fr if code.starts_with("2A") || code.starts_with("2B") => {
            digits(&code[2..], 3).map(|_| code.clone())
        }
        Country::Fr => digits(&code, 5).map(str::to_owned),
        Country::Lu | Country::Nl => digits(&code, 4).map(str::to_owned),
        Country::De => digits(&code, 8).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_place_follows_its_country() {
        assert_eq!(countries().count(), 249);
        assert_eq!(country("be").as_deref(), Ok("BE"));
        assert_eq!(country("UK"), Err(Broken::Place));
        assert_eq!(postcode("B-5000", Country::Be).as_deref(), Ok("5000"));
        assert_eq!(postcode("0500", Country::Be), Err(Broken::Place));
        assert_eq!(postcode("75 011", Country::Fr).as_deref(), Ok("75011"));
        assert_eq!(postcode("1012ab", Country::Nl).as_deref(), Ok("1012 AB"));
        assert_eq!(postcode("10é2ab", Country::Nl), Err(Broken::Form));
        assert_eq!(municipality("92094", Country::Be).as_deref(), Ok("92094"));
        assert_eq!(municipality("2A004", Country::Fr).as_deref(), Ok("2A004"));
    }
}
