//! Embeds the style sheet, the module, the logo and (when it has been made) the font: each under a hashed name, already compressed.
//! npm is never called from here; without the font the fallback face of the style sheet shows.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use sha2::{Digest, Sha256};

/// (logical name, path under `frontend/`, media type, compress?)
const ASSETS: &[(&str, &str, &str, bool)] = &[
    ("beffroi.css", "css/beffroi.css", "text/css; charset=utf-8", true),
    ("beffroi.js", "js/beffroi.js", "text/javascript; charset=utf-8", true),
    ("beffroi.svg", "img/beffroi.svg", "image/svg+xml", true),
    ("ahn.woff2", "dist/ahn.woff2", "font/woff2", false),
];

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../frontend");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    println!("cargo:rerun-if-changed={}", root.join("css").display());
    println!("cargo:rerun-if-changed={}", root.join("js").display());
    println!("cargo:rerun-if-changed={}", root.join("img").display());
    println!("cargo:rerun-if-changed={}", root.join("dist").display());

    let font = fs::read(root.join("dist/ahn.woff2")).ok();
    let font_name = font.as_ref().map(|bytes| hashed("ahn.woff2", bytes));
    let mut table = String::from("pub(super) const ASSETS: &[Asset] = &[\n");
    for &(name, path, media, compress) in ASSETS {
        let Ok(mut bytes) = fs::read(root.join(path)) else { continue };
        // The font's face comes first, and only when the font has been made.
        if let (true, Some(font)) = (name == "beffroi.css", &font_name) {
            let face = fs::read_to_string(root.join("css/police.css"))?;
            bytes = [face.replace("url(ahn.woff2)", &format!("url({font})")).into_bytes(), bytes].concat();
        }
        let file = hashed(name, &bytes);
        fs::write(out.join(&file), &bytes)?;
        let packed = if compress { Some(brotli(&bytes, &out.join(format!("{file}.br")))?) } else { None };
        let _ = writeln!(
            table,
            "    Asset {{ name: {name:?}, file: {file:?}, media: {media:?}, bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")), brotli: {} }},",
            packed.map_or_else(|| "None".to_owned(), |p| format!("Some(include_bytes!({p:?}))")),
        );
    }
    table.push_str("];\n");
    fs::write(out.join("assets.rs"), table)
}

/// `beffroi.css` → `beffroi-1a2b3c4d5e6f7081.css`
fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex = digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}-{hex}.{ending}")
}

fn brotli(bytes: &[u8], to: &Path) -> io::Result<String> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    fs::write(to, packed)?;
    Ok(to.display().to_string())
}
