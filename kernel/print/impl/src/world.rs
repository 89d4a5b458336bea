//! The world typst sees: our layout, one document's data, its code and its logo. No disk, no network, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// The layout, the only typst source there is.
static LAYOUT: LazyLock<Source> =
    LazyLock::new(|| Source::new(file_id("letter.typ"), include_str!("letter.typ").to_owned()));
static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("document.json"));
static LOGO: LazyLock<FileId> = LazyLock::new(|| file_id("logo.svg"));

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Noto Sans draws Latin, Greek and Cyrillic; `DejaVu` Sans the signs it lacks, Arabic and Hebrew among them.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [ttf_noto_sans::REGULAR, ttf_noto_sans::BOLD, dejavu::sans::regular(), dejavu::sans::bold()]
        .into_iter()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(&*FONTS)));

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("these names are plain file names");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// Whether one of the fonts has a picture of `c`.
pub(crate) fn is_drawn(c: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

/// The world of the letters of one file.
pub(crate) struct World {
    data: Bytes,
    logo: Option<Bytes>,
    /// `code-0.svg` and so on: the code of each letter that has one.
    codes: Vec<(FileId, Bytes)>,
}

impl World {
    pub(crate) fn new(data: String, logo: Option<String>, codes: Vec<Option<String>>) -> Self {
        let named = |(at, code): (usize, Option<String>)| {
            Some((file_id(&format!("code-{at}.svg")), Bytes::from_string(code?)))
        };
        Self {
            data: Bytes::from_string(data),
            logo: logo.map(Bytes::from_string),
            codes: codes.into_iter().enumerate().filter_map(named).collect(),
        }
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        LAYOUT.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == LAYOUT.id() { Ok(LAYOUT.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let file = match id {
            id if id == *DATA => Some(&self.data),
            id if id == *LOGO => self.logo.as_ref(),
            id => self.codes.iter().find(|(code, _)| *code == id).map(|(_, svg)| svg),
        };
        file.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    /// There is no today: a document says its own date.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
