//! Documents to tagged PDF: PDF/UA-1 for those who read with other means than their eyes, PDF/A-2a for those
//! who read in thirty years (ISO 14289-1, ISO 19005-2), set by typst.
//!
//! What happens to a [`Document`]: its strings lose what no page can show ([`plain`]), it becomes a JSON file of
//! a world that holds four files and nothing else ([`world`]), and `letter.typ` lays that data out. The layout is
//! ours and fixed; the data is never read as typst markup, so no text of a resident can act on it.
//!
//! No clock, no network, no file system, no chance: equal documents give equal bytes.
//!
//! ```
//! use beffroi_print_types::{Authority, Block, Document, Kind, Lang};
//! use time::macros::date;
//!
//! let authority = Authority { name: "Commune de Hautval".into(), ..Authority::default() };
//! let mut letter = Document::new(Lang::Fr, Kind::Letter, "Bienvenue", authority, date!(2026 - 11 - 23));
//! letter.blocks.push(Block::paragraph("Nous avons bien noté votre adresse."));
//! let pdf = beffroi_print::pdf(&letter)?;
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! # Ok::<(), beffroi_print_types::PrintError>(())
//! ```

mod plain;
mod words;
mod world;

use beffroi_print_types::{Document, PrintError, code};
use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::World;

/// Letters whose layout may be reused: typst remembers what it computed, and a server would keep it forever.
const REMEMBERED: usize = 8;

/// Sets `document` as a PDF that is tagged, has a title and a language, and embeds its fonts.
///
/// # Errors
/// An empty title, a code that is too long, a logo that is not an SVG; see [`PrintError`].
pub fn pdf(document: &Document) -> Result<Vec<u8>, PrintError> {
    let letters: Vec<&Document> = std::iter::once(document).chain(&document.following).collect();
    if letters.iter().any(|letter| letter.title.trim().is_empty()) {
        return Err(PrintError::NoTitle);
    }
    let data = data(&letters)?;
    let code = |letter: &&Document| letter.qr.as_ref().map(|qr| code::svg(&qr.url)).transpose();
    let codes = letters.iter().map(code).collect::<Result<_, _>>()?;
    let world = World::new(data.clone(), document.authority.logo_svg.clone(), codes);
    let pages =
        typst::compile::<PagedDocument>(&world).output.map_err(|e| PrintError::Layout(messages(&e)))?;
    let options = PdfOptions {
        // Only its hash is written: two letters with the same title are two documents.
        ident: Smart::Custom(data),
        creator: Smart::Custom(Some("Beffroi".to_owned())),
        standards: standards()?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(|e| PrintError::Export(messages(&e)))?;
    typst::comemo::evict(REMEMBERED);
    Ok(bytes)
}

fn standards() -> Result<PdfStandards, PrintError> {
    PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|e| PrintError::Export(e.message().to_string()))
}

/// The JSON file that `letter.typ` reads: each letter, and the words around it in the person's language.
fn data(letters: &[&Document]) -> Result<String, PrintError> {
    let broken = |e: serde_json::Error| PrintError::Layout(e.to_string());
    let whole = letters.iter().map(|letter| one(letter)).collect::<Result<Vec<_>, _>>().map_err(broken)?;
    serde_json::to_string(&json!({ "letters": whole })).map_err(broken)
}

fn one(document: &Document) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(document)?;
    if let Some(letter) = value.as_object_mut() {
        letter.remove("following");
    }
    if let Some(Value::Object(authority)) = value.get_mut("authority") {
        authority.insert("logo_svg".to_owned(), Value::Bool(document.authority.logo_svg.is_some()));
    }
    plain::clean(&mut value);
    let date = document.date;
    Ok(json!({
        "document": value,
        "words": words::of(document.lang, document.kind),
        "written_date": words::date(document.lang, document.place.as_deref(), date),
        "date": [date.year(), u8::from(date.month()), date.day()],
    }))
}

fn messages(errors: &[SourceDiagnostic]) -> String {
    errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("; ")
}
