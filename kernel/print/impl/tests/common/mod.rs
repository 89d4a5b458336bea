//! A decision that uses every block of a letter.

use beffroi_print_types::{Authority, Block, Document, Kind, Lang, Mark, Qr};
use time::macros::date;

const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 66"><path fill="#2f8575" d="M24 1l7.5 17h-15z"/><path fill="#1b3848" d="M11 20h26v40H11z"/></svg>"##;

pub(crate) const URL: &str = "https://hautval.example/verifier/7f3a91c208de44b1";

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) fn authority() -> Authority {
    Authority {
        name: "Commune de Hautval".into(),
        unit: Some("Urbanisme et environnement".into()),
        address: strings(&["Place du Beffroi 1", "4999 Hautval"]),
        contacts: strings(&["Téléphone : 080 00 00 00", "urbanisme@hautval.example"]),
        logo_svg: Some(LOGO.into()),
    }
}

/// A decision with a window, every block of a letter, a seal and a code.
pub(crate) fn decision() -> Document {
    let mut document = Document::new(
        Lang::Fr,
        Kind::Decision,
        "Abattage d’un hêtre, rue des Tilleuls 12",
        authority(),
        date!(2026 - 11 - 23),
    );
    document.addressee = strings(&["Madame Odile Ferrand", "Rue des Tilleuls 12", "4999 Hautval"]);
    document.reference = Some("2026-URB-0417".into());
    document.place = Some("Hautval".into());
    document.lead = Some("Votre demande est acceptée : vous pouvez abattre le hêtre.".into());
    document.blocks = blocks();
    document.qr = Some(Qr { url: URL.into(), caption: "Vérifier ce document".into() });
    document
}

fn blocks() -> Vec<Block> {
    vec![
        Block::heading("Pourquoi cette décision"),
        Block::paragraph("L’arbre est malade.\nIl menace la voie publique."),
        Block::definitions([("Essence", "hêtre"), ("Circonférence", "182\u{a0}cm")]),
        Block::Heading { level: 2, text: "Vos obligations".into() },
        Block::List {
            mark: Mark::Number, items: strings(&["Replantez un arbre.", "Prévenez vos voisins."])
        },
        Block::Table {
            caption: "Ce que vous devez payer".into(),
            header: strings(&["Objet", "Montant"]),
            rows: vec![strings(&["Dossier", "25,00\u{a0}€"]), strings(&["Total", "25,00\u{a0}€"])],
            numeric: vec![1],
        },
        Block::List { mark: Mark::Bullet, items: strings(&["plan", "photo"]) },
        Block::Notice {
            title: "Comment contester".into(),
            paragraphs: strings(&["Vous avez 60 jours à partir de la réception de cette lettre."]),
        },
        Block::Signature {
            name: "Bastien Morel".into(),
            quality: "Directeur général".into(),
            note: Some("Par délégation du collège communal".into()),
        },
        Block::Seal {
            title: "Vérifiable sans nous croire".into(),
            text: "Ce document est signé par la commune.".into(),
            fingerprint: "7f3a 91c2 08de 44b1".into(),
        },
    ]
}
