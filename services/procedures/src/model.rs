//! Numbers, codes and states: the rules of a file that need no database.

use beffroi_forms::model::PublicState;
use beffroi_web::Ctx;
use time::Date;
use time::format_description::well_known::Iso8601;
use uuid::Uuid;

/// `2026-000042`
pub(crate) fn number(year: i32, value: i64) -> String {
    format!("{year}-{value:06}")
}

/// Letters and digits that people do not mistake for each other (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The tracking code of a file: 60 bits of a keyed hash of its identifier, in threes of four, so that nothing need be stored to show it.
pub(crate) fn tracking_code(ctx: &Ctx, file: Uuid) -> String {
    code_of(ctx.app().secret().hash("tracking", ctx.authority().id, &file.to_string()))
}

/// A code of eight signs for something that is given by word of mouth: forty bits of a keyed hash.
pub(crate) fn short_code(ctx: &Ctx, purpose: &str, of: &str) -> String {
    code_of(ctx.app().secret().hash(purpose, ctx.authority().id, of)).chars().take(9).collect()
}

/// Sixty bits of a keyed hash, in threes of four.
pub(crate) fn code_of(hash: [u8; 32]) -> String {
    let mut code = String::with_capacity(14);
    for (at, byte) in hash.iter().take(12).enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte & 31)]));
    }
    code
}

/// What opens a page for a telephone: 80 bits, in fours, short enough to be typed.
pub(crate) fn photo_token(bytes: &[u8; 16]) -> String {
    let signs: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code as typed: spaces and dashes do not matter, nor does mistaking O for 0, I or L for 1, U for V.
pub(crate) fn normal_code(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        })
        .collect()
}

/// A number as typed: spaces do not matter.
pub(crate) fn normal_number(typed: &str) -> String {
    typed.chars().filter(|character| character.is_ascii_digit() || *character == '-').take(20).collect()
}

pub(crate) fn iso_date(text: &str) -> Option<Date> {
    Date::parse(text, &Iso8601::DATE).ok()
}

/// A fingerprint in groups of four.
pub(crate) fn in_fours(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Name of a public state, as stored and as part of text keys.
pub(crate) fn state_name(state: PublicState) -> &'static str {
    match state {
        PublicState::Draft => "draft",
        PublicState::Filed => "filed",
        PublicState::InReview => "in_review",
        PublicState::Accepted => "accepted",
        PublicState::Refused => "refused",
        PublicState::Dropped => "dropped",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_copied_by_hand_is_still_that_code() {
        let code = code_of([
            7, 40, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]);
        assert_eq!(code, "78Z1-2345-6789");
        assert_eq!(normal_code(" 78z1 2345–6789"), normal_code(&code));
        assert_eq!(normal_code("O1-il-U"), "0111V");
    }

    #[test]
    fn a_fingerprint_reads_in_fours() {
        assert_eq!(in_fours("7f3a91c208de44b1"), "7f3a 91c2 08de 44b1");
    }
}
