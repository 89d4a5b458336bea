//! The QR code of a document as an SVG drawing (ISO/IEC 18004), so that it prints sharp at any size.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::PrintError;

/// White border around a code, in modules: the standard asks for four.
const QUIET: i32 = 4;

/// Draws `url`: a whole SVG document of black squares without text. A quarter of the code may be lost (a fold, a stain) before it stops being readable.
pub fn svg(url: &str) -> Result<String, PrintError> {
    let code = QrCode::encode_text(url, QrCodeEcc::Quartile)
        .or_else(|_| QrCode::encode_text(url, QrCodeEcc::Low))
        .map_err(|_| PrintError::CodeTooLong(url.len()))?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (left, top, width) = (start + QUIET, y + QUIET, x - start);
                let _ = write!(path, "M{left} {top}h{width}v1H{left}z"); // a String takes everything
            }
            x += 1;
        }
    }
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_square_and_has_its_quiet_zone() {
        let svg = svg("https://hautval.example/v/7f3a91c2").unwrap();
        assert!(svg.contains(r#"viewBox="0 0 41 41""#), "{svg}");
        assert!(svg.contains("M4 4h7v1H4z"), "the first finder pattern begins after four white modules");
    }

    #[test]
    fn an_address_longer_than_a_code_is_refused_with_its_length() {
        assert_eq!(svg(&"x".repeat(4000)), Err(PrintError::CodeTooLong(4000)));
    }
}
