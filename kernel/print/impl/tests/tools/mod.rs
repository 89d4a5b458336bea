//! The foreign tools that read our PDFs back.

use std::path::PathBuf;
use std::process::Command;

/// Writes a PDF where foreign tools can read it.
pub(crate) fn write(name: &str, pdf: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, pdf).expect("the target folder can be written");
    path
}

/// What a tool prints, or nothing where it is not installed.
pub(crate) fn tool(program: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).output() else {
        eprintln!("skipped: {program} is not installed");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said} {complained}");
    Some(said)
}

/// The text of a PDF as `pdftotext` reads it, with white space made plain.
pub(crate) fn text_of(name: &str, pdf: &[u8]) -> Option<String> {
    let path = write(name, pdf);
    let text = tool("pdftotext", &["-raw", path.to_str()?, "-"])?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}
