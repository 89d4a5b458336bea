//! Two ways of writing lines: CSV as spreadsheets of our countries read it (RFC 4180, `;`, UTF-8 with its mark), and `OpenDocument`
//! (ISO/IEC 26300: `content.xml` in a zip). A text that a spreadsheet would take for a formula is written so that it does not (CWE-1236).

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use beffroi_web::escape_into;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::columns::Cell;

/// The mark by which spreadsheets know UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// A text that no spreadsheet runs: one that begins like a formula gets an apostrophe before it.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

/// Lines of CSV.
pub(super) fn csv(lines: &[Vec<Cell>]) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for line in lines {
        let fields = line.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Date(date) => date.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        // Every line of an export has the columns of its heads.
        writer.write_record(fields).expect("memory takes a line of the length of the one before");
    }
    writer.into_inner().unwrap_or_default()
}

const MEDIA: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" office:version=\"1.3\"><office:automatic-styles><number:date-style style:name=\"iso\"><number:year number:style=\"long\"/><number:text>-</number:text><number:month number:style=\"long\"/><number:text>-</number:text><number:day number:style=\"long\"/></number:date-style><style:style style:name=\"jour\" style:family=\"table-cell\" style:data-style-name=\"iso\"/></office:automatic-styles><office:body><office:spreadsheet>";
const TAIL: &str = "</table:table></office:spreadsheet></office:body></office:document-content>";

/// A spreadsheet being written on the disk: its container asks to go back and write sizes, so it cannot be sent as it grows.
/// The file has no name any more once it is open: it goes with its handle.
pub(super) struct Ods(ZipWriter<File>);

impl Ods {
    /// Begins one whose only sheet has this name.
    pub(super) fn begin(path: &std::path::Path, sheet: &str) -> std::io::Result<Self> {
        let file = File::options().read(true).write(true).create_new(true).open(path)?;
        std::fs::remove_file(path)?;
        let mut zip = ZipWriter::new(file);
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file("mimetype", stored)?;
        zip.write_all(MEDIA.as_bytes())?;
        zip.start_file("META-INF/manifest.xml", packed)?;
        zip.write_all(MANIFEST.as_bytes())?;
        zip.start_file("content.xml", packed)?;
        let mut name = String::new();
        escape_into(&mut name, sheet);
        zip.write_all(format!("{HEAD}<table:table table:name=\"{name}\">").as_bytes())?;
        Ok(Self(zip))
    }

    pub(super) fn lines(&mut self, lines: &[Vec<Cell>]) -> std::io::Result<()> {
        let mut xml = String::new();
        for line in lines {
            xml.push_str("<table:table-row>");
            for cell in line {
                cell_xml(&mut xml, cell);
            }
            xml.push_str("</table:table-row>");
        }
        self.0.write_all(xml.as_bytes())
    }

    /// The whole, from its beginning.
    pub(super) fn finish(mut self) -> std::io::Result<File> {
        self.0.write_all(TAIL.as_bytes())?;
        let mut file = self.0.finish()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

fn cell_xml(xml: &mut String, cell: &Cell) {
    match cell {
        Cell::Text(text) => {
            xml.push_str("<table:table-cell office:value-type=\"string\">");
            for paragraph in text.lines() {
                xml.push_str("<text:p>");
                // What XML 1.0 has no character for.
                let plain: String = paragraph.chars().filter(|of| *of >= ' ' || *of == '\t').collect();
                escape_into(xml, &plain);
                xml.push_str("</text:p>");
            }
            xml.push_str("</table:table-cell>");
        }
        Cell::Date(date) => {
            xml.push_str(
                "<table:table-cell table:style-name=\"jour\" office:value-type=\"date\" office:date-value=\"",
            );
            xml.push_str(date);
            xml.push_str("\"><text:p>");
            xml.push_str(date);
            xml.push_str("</text:p></table:table-cell>");
        }
        Cell::Number(number) => {
            let number = number.to_string();
            for part in [
                "<table:table-cell office:value-type=\"float\" office:value=\"",
                &number,
                "\"><text:p>",
                &number,
                "</text:p></table:table-cell>",
            ] {
                xml.push_str(part);
            }
        }
        Cell::Empty => xml.push_str("<table:table-cell/>"),
    }
}

/// The next piece of a file; empty at its end.
pub(super) fn piece(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    file.take(64 * 1024).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_a_formula_is_none() {
        let line = ["=1+1", "+32 80", "-1", "@SUM(A1)", "\t=1", "plain; \"text\""]
            .map(|text| Cell::Text(text.to_owned()));
        let text = String::from_utf8(csv(&[line.to_vec(), vec![Cell::Number(-3); 6]])).expect("UTF-8");
        assert_eq!(
            text,
            "'=1+1;'+32 80;'-1;'@SUM(A1);'\t=1;\"plain; \"\"text\"\"\"\r\n-3;-3;-3;-3;-3;-3\r\n"
        );
    }

    #[test]
    fn a_spreadsheet_begins_with_its_media_type_and_holds_its_cells() {
        let path = std::env::temp_dir().join(format!("beffroi-ods-{}", std::process::id()));
        let mut ods = Ods::begin(&path, "Dossiers & co").expect("a temporary file");
        ods.lines(&[vec![
            Cell::Text("a < b".to_owned()),
            Cell::Date("2026-11-23".to_owned()),
            Cell::Number(-3),
            Cell::Empty,
        ]])
        .expect("a line");
        let mut file = ods.finish().expect("a whole file");
        assert!(!path.exists(), "nothing is left of it");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        // Offsets 30 and 38: ISO/IEC 26300-3, 3.3, so that the type is read without unpacking.
        assert_eq!((&bytes[30..38], &bytes[38..38 + MEDIA.len()]), (&b"mimetype"[..], MEDIA.as_bytes()));
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        let mut content = String::new();
        archive.by_name("content.xml").expect("its content").read_to_string(&mut content).expect("UTF-8");
        assert!(
            content.contains("Dossiers &amp; co")
                && content.contains("<text:p>a &lt; b</text:p>")
                && content.ends_with(TAIL),
            "{content}"
        );
    }
}
