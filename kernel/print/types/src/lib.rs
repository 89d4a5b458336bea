//! Documents as data: what a letter, a receipt or a decision says, and nothing of how it is set.
//!
//! A slice fills a [`Document`]; whoever holds a [`Printer`] turns it into a PDF. The only printer of the
//! house is `beffroi_print::pdf`, and a binary built without it simply has none: this crate is all that
//! a slice needs to know, and it costs nothing to build.
//!
//! Every string is plain text. A printer shows it as it is: no sign in it has a meaning, so a resident's
//! words can go into a document without being escaped.
//!
//! ```
//! use beffroi_print_types::{Authority, Block, Document, Kind, Lang};
//! use time::macros::date;
//!
//! let authority = Authority { name: "Commune de Hautval".into(), ..Authority::default() };
//! let mut letter = Document::new(Lang::Fr, Kind::Decision, "Abattage d’un arbre", authority, date!(2026 - 11 - 23));
//! letter.lead = Some("Votre demande est acceptée.".into());
//! letter.blocks.push(Block::paragraph("L’arbre est malade et menace la voie publique."));
//! assert_eq!(letter.lang.code(), "fr");
//! ```

mod block;
pub mod code;

pub use block::{Block, Definition, Mark};
use serde::{Deserialize, Serialize};
use time::Date;

/// Turns a document into the bytes of a tagged PDF. Equal documents give equal bytes.
pub type Printer = fn(&Document) -> Result<Vec<u8>, PrintError>;

/// The language of the person who receives the document; everything the printer adds is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Fr,
    Nl,
    De,
    En,
}

impl Lang {
    /// The BCP 47 code, as the PDF's `/Lang` has it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::Nl => "nl",
            Self::De => "de",
            Self::En => "en",
        }
    }
}

/// What the document is; its name stands above the title, in the person's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any letter; no name above the title.
    Letter,
    /// Proof that something was received, with its date and number.
    Receipt,
    /// A request to complete or to correct a file.
    Request,
    /// A decision that can be appealed.
    Decision,
    /// A certificate or an extract.
    Certificate,
    /// An empty form, for those who answer on paper.
    Form,
}

/// Who writes: the head of the first page and the foot of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// "Commune de Hautval".
    pub name: String,
    /// The unit that handles the matter.
    #[serde(default)]
    pub unit: Option<String>,
    /// Postal address, a line an element.
    #[serde(default)]
    pub address: Vec<String>,
    /// Phone, e-mail, hours, a line an element, already in words ("Téléphone : 080 00 00 00").
    #[serde(default)]
    pub contacts: Vec<String>,
    /// A whole SVG document, without text, scripts or links to other files. Decoration: the name says it.
    #[serde(default)]
    pub logo_svg: Option<String>,
}

/// A two-dimensional code, always with its address in letters beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// At most about 2 300 bytes; keep it short, so that the code stays coarse and readable.
    pub url: String,
    /// What one finds there: "Vérifier ce document".
    pub caption: String,
}

/// One document, complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub lang: Lang,
    pub kind: Kind,
    /// The subject, in a few words: title of the file and of the page.
    pub title: String,
    pub authority: Authority,
    /// The lines in the window of the envelope, name first. Empty: no window, the text begins higher.
    #[serde(default)]
    pub addressee: Vec<String>,
    /// Number of the file, repeated at the foot of each page.
    #[serde(default)]
    pub reference: Option<String>,
    /// Where it is signed: "Hautval".
    #[serde(default)]
    pub place: Option<String>,
    /// The date that stands on the document; the printer knows no other.
    #[serde(with = "iso_date")]
    pub date: Date,
    /// The first sentence: for a decision, the decision itself.
    #[serde(default)]
    pub lead: Option<String>,
    #[serde(default)]
    pub blocks: Vec<Block>,
    #[serde(default)]
    pub qr: Option<Qr>,
    /// Letters printed after this one in the same file, each on pages of its own that are numbered from 1. Theirs are not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub following: Vec<Document>,
}

time::serde::format_description!(iso_date, Date, "[year]-[month]-[day]");

impl Document {
    /// A document with a head, a title and a date, and nothing else yet.
    pub fn new(lang: Lang, kind: Kind, title: impl Into<String>, authority: Authority, date: Date) -> Self {
        Self {
            lang,
            kind,
            title: title.into(),
            authority,
            addressee: Vec::new(),
            reference: None,
            place: None,
            date,
            lead: None,
            blocks: Vec::new(),
            qr: None,
            following: Vec::new(),
        }
    }
}

/// Why a document could not be printed. The texts are for the log: they quote no personal data but what
/// the typesetter quotes of a broken logo.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PrintError {
    #[error("the title is empty, and PDF/UA asks for one")]
    NoTitle,
    #[error("the address of the code is {0} bytes long, more than a QR code holds")]
    CodeTooLong(usize),
    /// The data has a shape that the layout does not accept: in practice, a logo that is not an SVG.
    #[error("the document could not be laid out: {0}")]
    Layout(String),
    /// The layout is fine, but breaks a rule of PDF/UA-1 or PDF/A-2a.
    #[error("the document could not be written as an accessible PDF: {0}")]
    Export(String),
}
