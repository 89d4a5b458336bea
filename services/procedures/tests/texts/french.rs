//! French: its spaces.

const NO_BREAK: char = '\u{a0}';
const NARROW: char = '\u{202f}';

/// Spaces that should not break and may, or are not there.
pub(crate) fn faults(text: &str) -> impl Iterator<Item = String> {
    let signs: Vec<char> = text.chars().collect();
    let mut faults = Vec::new();
    for (at, sign) in signs.iter().enumerate() {
        let before = at.checked_sub(1).map(|of| signs[of]);
        let after = signs.get(at + 1).copied();
        let ends = after.is_none_or(char::is_whitespace);
        let good = match sign {
            // Not an hour, nor an address of the web.
            ':' if ends => before == Some(NO_BREAK),
            ';' | '!' | '?' if ends => before == Some(NARROW),
            '»' => before == Some(NO_BREAK),
            '«' => after == Some(NO_BREAK),
            '%' | '€' => matches!(before, Some(NO_BREAK | NARROW)),
            ' ' => !(before.is_some_and(|of| of.is_ascii_digit()) && is_unit(&signs[at + 1..])),
            _ => true,
        };
        if !good {
            faults.push(format!("the space at « {sign} »"));
        }
    }
    faults.into_iter()
}

fn is_unit(rest: &[char]) -> bool {
    let word: String = rest.iter().take_while(|sign| sign.is_alphabetic()).collect();
    matches!(word.as_str(), "Mo" | "ko" | "h" | "km" | "m" | "cm")
}

#[test]
fn a_breaking_space_before_a_colon_is_found() {
    assert_eq!(faults("Objet : vide").count(), 1);
    assert_eq!(faults("Objet\u{a0}: vide").count(), 0);
    assert_eq!(faults("Qui ?").count(), 1);
    assert_eq!(faults("Qui\u{202f}? À 14:30, 5 Mo").count(), 1);
    assert_eq!(faults("« oui »").count(), 2);
}
