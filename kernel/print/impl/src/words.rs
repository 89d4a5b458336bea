//! The few words a printer adds of its own, in the four languages: names of documents, dates, page numbers.
//!
//! They stand here and not in the texts of a slice because a document is set by jobs that know no slice.

use beffroi_print_types::{Kind, Lang};
use serde_json::{Value, json};
use time::Date;

const MONTHS: [[&str; 12]; 4] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// The words that `letter.typ` looks up.
pub(crate) fn of(lang: Lang, kind: Kind) -> Value {
    let (page, of, colon, reference, continued) = match lang {
        Lang::Fr => ("Page", "sur", "\u{a0}:", "Référence", "à rappeler dans toute correspondance"),
        Lang::Nl => ("Pagina", "van", ":", "Kenmerk", "in elke briefwisseling te vermelden"),
        Lang::De => ("Seite", "von", ":", "Aktenzeichen", "bitte in jedem Schreiben angeben"),
        Lang::En => ("Page", "of", ":", "Reference", "please quote it whenever you write to us"),
    };
    json!({
        "page": page,
        "of": of,
        "colon": colon,
        "reference": reference,
        "reference_note": continued,
        "kind": kind_name(lang, kind),
    })
}

fn kind_name(lang: Lang, kind: Kind) -> Option<&'static str> {
    let names = match kind {
        Kind::Letter => return None,
        Kind::Receipt => ["Accusé de réception", "Ontvangstbewijs", "Empfangsbestätigung", "Receipt"],
        Kind::Request => [
            "Demande de complément",
            "Verzoek om aanvulling",
            "Bitte um Ergänzung",
            "Request for more information",
        ],
        Kind::Decision => ["Décision", "Beslissing", "Entscheidung", "Decision"],
        Kind::Certificate => ["Certificat", "Getuigschrift", "Bescheinigung", "Certificate"],
        Kind::Form => ["Formulaire papier", "Papieren formulier", "Papierformular", "Paper form"],
    };
    Some(names[lang as usize])
}

/// "Hautval, le 23 novembre 2026", as each language writes a date at the head of a letter.
pub(crate) fn date(lang: Lang, place: Option<&str>, date: Date) -> String {
    let month = MONTHS[lang as usize][usize::from(u8::from(date.month())) - 1];
    let (day, year) = (date.day(), date.year());
    let written = match (lang, day) {
        (Lang::Fr, 1) => format!("1er {month} {year}"),
        (Lang::De, _) => format!("{day}. {month} {year}"),
        _ => format!("{day} {month} {year}"),
    };
    let article = match lang {
        Lang::Fr => "le ",
        Lang::De => "den ",
        Lang::Nl | Lang::En => "",
    };
    match place {
        Some(place) => format!("{place}, {article}{written}"),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date as day;

    use super::*;

    #[test]
    fn a_date_is_written_as_the_language_writes_it() {
        assert_eq!(date(Lang::Fr, Some("Hautval"), day!(2026 - 12 - 01)), "Hautval, le 1er décembre 2026");
        assert_eq!(date(Lang::Nl, Some("Hautval"), day!(2026 - 03 - 02)), "Hautval, 2 maart 2026");
        assert_eq!(date(Lang::De, None, day!(2026 - 03 - 02)), "2. März 2026");
        assert_eq!(date(Lang::En, None, day!(2026 - 08 - 31)), "31 August 2026");
    }

    #[test]
    fn a_plain_letter_has_no_name_above_its_title() {
        assert_eq!(kind_name(Lang::Fr, Kind::Letter), None);
        assert_eq!(kind_name(Lang::De, Kind::Decision), Some("Entscheidung"));
    }
}
