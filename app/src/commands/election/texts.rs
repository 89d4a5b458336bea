//! The words of the verification, in French and English.

mod checks;
mod reasons;

use beffroi_ballot::verify::{CheckId, Object, Reason, Stage};

use super::Lang;

/// What a check claims, and why it matters.
pub(super) fn check(id: CheckId, lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Fr => checks::french(id),
        Lang::En => checks::english(id),
    }
}

/// Why a check failed.
pub(super) fn reason(reason: Reason, lang: Lang) -> String {
    match lang {
        Lang::Fr => reasons::french(reason).to_owned(),
        Lang::En => reason.to_string(),
    }
}

/// The title of a stage.
pub(super) fn stage(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Archive => {
            lang.pick("Le fichier et sa chaîne d’événements", "The file and its chain of events")
        }
        Stage::Setup => lang.pick("Élection, gardiens, votants", "Election, trustees, voters"),
        Stage::Ballots => lang.pick("Les bulletins", "The ballots"),
        Stage::Tally => lang.pick("La somme chiffrée", "The encrypted tally"),
        Stage::Shuffles => lang.pick("Les mélanges", "The shuffles"),
        Stage::Decryption => lang.pick("Le déchiffrement", "The decryption"),
        Stage::Result => lang.pick("Le résultat", "The result"),
    }
}

/// The name of an object.
pub(super) fn object(object: &Object, lang: Lang) -> String {
    let (fr, en) = match object {
        Object::File(at) => (format!("octet {at} du fichier"), format!("byte {at} of the file")),
        Object::Event(n) => (format!("événement {n}"), format!("event {n}")),
        Object::Setup => ("enregistrement de départ".into(), "setup record".into()),
        Object::Election => ("description de l’élection".into(), "election record".into()),
        Object::Trustees => ("liste des gardiens".into(), "trustees record".into()),
        Object::Trustee(n) => (format!("gardien {n}"), format!("trustee {n}")),
        Object::Credentials => ("liste des codes publics".into(), "credentials record".into()),
        Object::Credential(n) => (format!("code public {n}"), format!("credential {n}")),
        Object::Ballot(n, tracker) => {
            (format!("bulletin {n} ({tracker})"), format!("ballot {n} ({tracker})"))
        }
        Object::Tally => ("somme chiffrée".into(), "encrypted tally".into()),
        Object::Shuffle(n) => (format!("mélange {n}"), format!("shuffle {n}")),
        Object::Decryption(n) => (format!("déchiffrement partiel {n}"), format!("partial decryption {n}")),
        Object::Result => ("résultat".into(), "result".into()),
    };
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}
