//! A document travels as JSON: between a slice's tables, a job and the printer.

use beffroi_print_types::{Authority, Block, Document, Kind, Lang, Mark, Qr};
use time::macros::date;

#[test]
fn a_document_survives_the_journey_through_json() {
    let authority = Authority { name: "Commune de Hautval".into(), ..Authority::default() };
    let mut document =
        Document::new(Lang::De, Kind::Receipt, "Empfangsbestätigung", authority, date!(2026 - 02 - 03));
    document.blocks = vec![
        Block::heading("Ihre Angaben"),
        Block::definitions([("Name", "Ilse Muster")]),
        Block::List { mark: Mark::Number, items: vec!["eins".into()] },
    ];
    document.qr = Some(Qr { url: "https://hautval.example/v/1".into(), caption: "Prüfen".into() });
    let json = serde_json::to_string(&document).unwrap();
    assert!(json.contains(r#""date":"2026-02-03""#), "{json}");
    assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), document);
}

#[test]
fn what_a_short_document_leaves_out_is_empty() {
    let document: Document = serde_json::from_str(
        r#"{"lang":"nl","kind":"letter","title":"Brief","authority":{"name":"Gemeente"},"date":"2026-11-23"}"#,
    )
    .unwrap();
    assert!(document.blocks.is_empty() && document.qr.is_none() && document.addressee.is_empty());
}
