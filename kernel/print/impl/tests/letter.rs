//! What foreign readers find in our PDFs: poppler, qpdf and zbar, each skipped where it is not installed.

mod common;
mod tools;

use beffroi_print::pdf;
use beffroi_print_types::{Block, Document, Kind, Lang, PrintError, Qr};
use common::{URL, authority, decision};
use time::macros::date;
use tools::{text_of, tool, write};

fn order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text[from..].find(part);
        from += at.unwrap_or_else(|| panic!("{part:?} is missing or out of order in {text}")) + part.len();
    }
}

#[test]
fn a_decision_reads_in_the_order_it_was_written() {
    let Some(text) = text_of("order.pdf", &pdf(&decision()).unwrap()) else { return };
    order(
        &text,
        &[
            "Commune de Hautval",
            "Référence : 2026-URB-0417",
            "Hautval, le 23 novembre 2026",
            "Madame Odile Ferrand",
            "Décision",
            "Abattage d’un hêtre",
            "Votre demande est acceptée",
            "Pourquoi cette décision",
            "L’arbre est malade. Il menace",
            "Essence : hêtre",
            "1. Replantez",
            "2. Prévenez",
            "Ce que vous devez payer",
            "Objet Montant",
            "Total 25,00 €",
            "• photo",
            "Comment contester",
            "Bastien Morel",
            "7f3a 91c2 08de 44b1",
            "Vérifier ce document",
            URL,
        ],
    );
}

#[test]
fn the_pdf_is_tagged_and_has_title_language_and_standard() {
    let bytes = pdf(&decision()).unwrap();
    let path = write("tagged.pdf", &bytes);
    let path = path.to_str().unwrap();
    if let Some(info) = tool("pdfinfo", &[path]) {
        assert!(info.contains("Title:           Abattage d’un hêtre, rue des Tilleuls 12"), "{info}");
        assert!(info.lines().any(|l| l.starts_with("Tagged:") && l.ends_with("yes")), "{info}");
        assert!(info.contains("595.276 x 841.89 pts (A4)"), "{info}");
    }
    if let Some(meta) = tool("pdfinfo", &["-meta", path]) {
        assert!(meta.contains("<pdfuaid:part>1</pdfuaid:part>"), "{meta}");
        assert!(meta.contains("<pdfaid:part>2</pdfaid:part>"), "{meta}");
        assert!(meta.contains("<pdfaid:conformance>A</pdfaid:conformance>"), "{meta}");
        assert!(meta.contains("<rdf:li>fr</rdf:li>"), "{meta}");
    }
    if let Some(fonts) = tool("pdffonts", &[path]) {
        assert!(fonts.contains("NotoSans"), "{fonts}");
        for font in fonts.lines().skip(2) {
            assert!(font.contains(" yes yes yes "), "embedded, subset, with its letters: {font}");
        }
    }
}

#[test]
fn the_structure_has_headings_lists_tables_and_described_figures() {
    let path = write("structure.pdf", &pdf(&decision()).unwrap());
    let Some(structure) = tool("pdfinfo", &["-struct-text", path.to_str().unwrap()]) else { return };
    for tag in ["H1", "H2", "H3", "LI", "Table", "TH", "TD", "Caption", "Figure", "Link"] {
        assert!(structure.lines().any(|l| l.trim_start().starts_with(tag)), "no {tag} in {structure}");
    }
}

#[test]
fn the_file_is_whole_in_the_eyes_of_qpdf() {
    let path = write("qpdf.pdf", &pdf(&decision()).unwrap());
    if let Some(said) = tool("qpdf", &["--check", path.to_str().unwrap()]) {
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
    }
}

#[test]
fn a_telephone_reads_the_code() {
    let path = write("code.pdf", &pdf(&decision()).unwrap());
    let picture = path.with_extension("");
    let (from, to) = (path.to_str().unwrap(), picture.to_str().unwrap());
    if tool("pdftoppm", &["-f", "2", "-singlefile", "-r", "110", "-png", from, to]).is_none() {
        return;
    }
    if let Some(read) = tool("zbarimg", &["-q", "--raw", &format!("{to}.png")]) {
        assert_eq!(read.trim(), URL);
    }
}

#[test]
fn the_addressee_stands_in_the_window_of_the_envelope() {
    let path = write("window.pdf", &pdf(&decision()).unwrap());
    let Some(words) = tool("pdftotext", &["-bbox", path.to_str().unwrap(), "-"]) else { return };
    let line = words.lines().find(|l| l.contains(">Odile<")).expect("the name is on the page");
    let millimetres = |name: &str| -> f64 {
        let value = line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        value.expect("pdftotext says where a word is").parse::<f64>().expect("a number") * 25.4 / 72.0
    };
    assert!(millimetres("xMin") > 105.0 && millimetres("xMax") < 195.0, "{line}");
    assert!(millimetres("yMin") > 46.0 && millimetres("yMin") < 60.0, "{line}");
}

#[test]
fn equal_documents_give_equal_bytes() {
    assert_eq!(pdf(&decision()).unwrap(), pdf(&decision()).unwrap());
    let mut other = decision();
    other.reference = Some("2026-URB-0418".into());
    assert_ne!(pdf(&decision()).unwrap(), pdf(&other).unwrap());
}

#[test]
fn what_looks_like_typst_is_printed_as_it_is() {
    let hostile =
        r#"#read("/etc/passwd") *gras* _x_ $ 1/0 $ = Titre #panic() \ <a> @b [d] // e "f" #{1+1} --- ~"#;
    let mut document = decision();
    document.title = format!("T {hostile}");
    document.lead = Some(format!("L {hostile}"));
    document.addressee = vec![format!("A {hostile}")];
    document.reference = Some("#pagebreak()".into());
    document.blocks = vec![
        Block::paragraph(format!("P {hostile}")),
        Block::heading(format!("H {hostile}")),
        Block::definitions([(format!("D {hostile}"), format!("V {hostile}"))]),
        Block::List { mark: beffroi_print_types::Mark::Number, items: vec![format!("I {hostile}")] },
    ];
    let Some(text) = text_of("hostile.pdf", &pdf(&document).unwrap()) else { return };
    let text: String = text.split_whitespace().collect();
    for place in ["T", "L", "A", "P", "H", "D", "V", "I"] {
        let expected: String = format!("{place}{hostile}").split_whitespace().collect();
        assert!(text.contains(&expected), "{place} is changed: {text}");
    }
    assert!(text.contains("#pagebreak()"));
}

#[test]
fn any_sign_a_resident_types_still_gives_a_letter() {
    let mut document = decision();
    let all: String = (0..0x2_0000_u32).step_by(7).filter_map(char::from_u32).collect();
    document.blocks = vec![Block::paragraph(all), Block::paragraph("👩🏽‍🌾 فاطمة 中文 \u{0}\u{feff}")];
    assert!(pdf(&document).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_long_letter_counts_its_pages_in_the_persons_language() {
    for (lang, pages) in [
        (Lang::Fr, ["Page 1 sur 2", "Page 2 sur 2"]),
        (Lang::Nl, ["Pagina 1 van 2", "Pagina 2 van 2"]),
        (Lang::De, ["Seite 1 von 2", "Seite 2 von 2"]),
        (Lang::En, ["Page 1 of 2", "Page 2 of 2"]),
    ] {
        let mut document = Document::new(lang, Kind::Letter, "Titre", authority(), date!(2026 - 11 - 23));
        document.blocks = (0..40).map(|i| Block::paragraph(format!("Alinéa {i}."))).collect();
        let Some(text) = text_of("pages.pdf", &pdf(&document).unwrap()) else { return };
        order(&text, &pages);
    }
}

#[test]
fn a_paper_form_leaves_room_to_write_and_boxes_to_tick() {
    let mut form =
        Document::new(Lang::Fr, Kind::Form, "Carte de riverain", authority(), date!(2026 - 11 - 23));
    form.blocks = vec![
        Block::Blank { label: "Votre nom".into(), hint: Some("En capitales".into()), lines: 2 },
        Block::Ticks {
            label: "Vous êtes".into(),
            hint: None,
            options: vec!["Locataire".into(), "Propriétaire".into()],
        },
    ];
    let Some(text) = text_of("form.pdf", &pdf(&form).unwrap()) else { return };
    order(
        &text,
        &["Formulaire papier", "Votre nom", "En capitales", "Vous êtes", "Locataire", "Propriétaire"],
    );
}

#[test]
fn a_ragged_table_is_squared_and_an_empty_one_is_no_obstacle() {
    let table = |header: &[&str], rows: &[&[&str]]| Block::Table {
        caption: "T".into(),
        header: header.iter().map(|s| (*s).into()).collect(),
        rows: rows.iter().map(|row| row.iter().map(|s| (*s).into()).collect()).collect(),
        numeric: vec![9],
    };
    let mut document = decision();
    document.blocks =
        vec![table(&["a", "b"], &[&["1"], &["1", "2", "3"], &[]]), table(&["a"], &[]), table(&[], &[])];
    assert!(pdf(&document).is_ok(), "{:?}", pdf(&document).err());
    document.blocks = vec![
        Block::List { mark: beffroi_print_types::Mark::Bullet, items: vec![] },
        Block::definitions::<String, String>([]),
        Block::Notice { title: String::new(), paragraphs: vec![] },
    ];
    assert!(pdf(&document).is_ok(), "{:?}", pdf(&document).err());
}

#[test]
fn a_document_without_title_and_a_false_logo_are_refused() {
    let mut document = decision();
    document.title = "  ".into();
    assert_eq!(pdf(&document), Err(PrintError::NoTitle));
    let mut document = decision();
    document.authority.logo_svg = Some("not a drawing".into());
    assert!(matches!(pdf(&document), Err(PrintError::Layout(_))));
}

#[test]
fn letters_of_a_batch_have_pages_of_their_own_numbered_from_one() {
    let mut first = decision();
    let mut second = Document::new(Lang::De, Kind::Letter, "Bescheid", authority(), date!(2026 - 11 - 23));
    second.addressee = vec!["Greta Vogelsang".to_owned(), "Avenue du Grand-Pré 5".to_owned()];
    second.blocks.push(Block::paragraph("Ihr Antrag ist eingegangen."));
    first.following = vec![second];
    let bytes = pdf(&first).unwrap();
    let Some(text) = text_of("batch.pdf", &bytes) else { return };
    let parts = [
        "Madame Odile Ferrand",
        "Page 1 sur 2",
        "Page 2 sur 2",
        "Greta Vogelsang",
        "Bescheid",
        "Seite 1 von 1",
    ];
    order(&text, &parts);
}

#[test]
fn an_empty_form_bears_its_code_on_the_first_page_and_no_date() {
    let mut form = Document::new(Lang::Fr, Kind::Form, "Abattage", authority(), date!(2026 - 11 - 23));
    form.reference = Some("abattage.2".to_owned());
    form.qr = Some(Qr {
        url: "https://hautval.example/papier/abattage.2".to_owned(),
        caption: "Formulaire".to_owned(),
    });
    form.blocks.push(Block::Ticks { label: String::new(), hint: None, options: vec!["Oui".to_owned()] });
    for n in 0..30 {
        form.blocks.push(Block::Blank {
            label: format!("{n}. Question"),
            hint: Some("Répondez.".to_owned()),
            lines: 2,
        });
    }
    let Some(text) = text_of("form.pdf", &pdf(&form).unwrap()) else { return };
    order(
        &text,
        &[
            "Formulaire papier",
            "https://hautval.example/papier/abattage.2",
            "0. Question",
            "Page 1 sur",
            "29. Question",
        ],
    );
    assert!(!text.contains("23 novembre"), "{text}");
}
