//! What a page can show of a text: signs without a picture are replaced, invisible controls are dropped.
//!
//! PDF/UA-1 (7.21.8) and PDF/A-2a forbid a sign that no embedded font draws, and signs of private use. A resident
//! may type any of them, and their letter must leave nevertheless. Directional overrides go too: they make a text
//! read otherwise than it is stored.

use serde_json::Value;

use crate::world::is_drawn;

/// Stands for a sign that the fonts do not have.
const UNKNOWN: char = '\u{fffd}';

/// Cleans every string of `value`, whatever its depth.
pub(crate) fn clean(value: &mut Value) {
    match value {
        Value::String(text) if text.chars().any(|c| kept(c) != Some(c)) => {
            *text = text.chars().filter_map(kept).collect();
        }
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(members) => members.values_mut().for_each(clean),
        _ => {}
    }
}

/// The sign that is printed for `c`, or none.
fn kept(c: char) -> Option<char> {
    match c {
        '\n' => Some(c),
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        // Zero width, directional marks and overrides, variation selectors, byte order mark, soft hyphen.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        _ if c.is_control() => None,
        '\u{e000}'..='\u{f8ff}' => Some(UNKNOWN),
        _ if is_drawn(c) => Some(c),
        _ => Some(UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        let mut value = serde_json::json!([{ "text": text }]);
        clean(&mut value);
        value[0]["text"].as_str().unwrap().to_owned()
    }

    #[test]
    fn the_languages_of_the_commune_pass_untouched() {
        let text = "L’œuvre coûte 1\u{202f}250\u{a0}€ : « à Liège », Straße, ’s‑Gravenhage, Łódź, Ελλάδα, Київ, İzmir";
        assert_eq!(cleaned(text), text);
    }

    #[test]
    fn arabic_names_are_drawn_by_the_second_font() {
        assert_eq!(cleaned("فاطمة"), "فاطمة");
    }

    #[test]
    fn a_sign_without_a_picture_is_replaced_and_an_invisible_one_dropped() {
        assert_eq!(cleaned("a\u{0}b\u{202e}c\u{1f9ff}d\u{e123}e\tf"), "abc\u{fffd}d\u{fffd}e f");
    }
}
