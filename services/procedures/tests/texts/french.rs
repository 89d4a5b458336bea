//! French: its spaces, its sentences, and how easy it is to read.

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

/// Sentences: up to a full stop, a question or exclamation mark that a space or the end follows.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let mut found = Vec::new();
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        if matches!(sign, '.' | '!' | '?' | '…') && text[end..].chars().next().is_none_or(char::is_whitespace)
        {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.into_iter().filter(|sentence| !sentence.is_empty())
}

/// Words: an elided article is part of the next one.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_whitespace).filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Groups of vowels; a final mute e makes none.
fn syllables(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(|sign| sign.is_alphabetic()).collect();
    let vowel = |sign: char| "aeiouyàâäéèêëîïôöùûüœæ".contains(sign);
    let mut count: usize = 0;
    let mut last = ' ';
    for sign in word.chars() {
        // An accented e or a diaeresis begins a syllable after another vowel (« création », « haïr »).
        if vowel(sign) && (!vowel(last) || "éèïë".contains(sign)) {
            count += 1;
        }
        last = sign;
    }
    let mute = ["e", "es"].iter().any(|end| {
        word.strip_suffix(end).is_some_and(|stem| stem.chars().next_back().is_some_and(|sign| !vowel(sign)))
    });
    if mute && count > 1 { count - 1 } else { count.max(1) }
}

/// Kandel and Moles (1958): 207 − 1.015 × words a sentence − 73.6 × syllables a word. Labels without a full stop do not count.
pub(crate) fn ease<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<f64> {
    let (mut in_sentences, mut in_words, mut in_syllables) = (0_u32, 0_u32, 0_u32);
    for sentence in texts.into_iter().flat_map(sentences).filter(|of| of.ends_with(['.', '!', '?', '…'])) {
        in_sentences += 1;
        for word in words(sentence) {
            in_words += 1;
            in_syllables += u32::try_from(syllables(word)).unwrap_or(u32::MAX);
        }
    }
    (in_words > 0).then(|| {
        let (sentences, words) = (f64::from(in_sentences), f64::from(in_words));
        207.0 - 1.015 * words / sentences - 73.6 * f64::from(in_syllables) / words
    })
}

#[test]
fn a_breaking_space_before_a_colon_is_found() {
    assert_eq!(faults("Objet : vide").count(), 1);
    assert_eq!(faults("Objet\u{a0}: vide").count(), 0);
    assert_eq!(faults("Qui ?").count(), 1);
    assert_eq!(faults("Qui\u{202f}? À 14:30, 5 Mo").count(), 1);
    assert_eq!(faults("« oui »").count(), 2);
}

#[test]
fn syllables_are_those_one_hears() {
    let count = |text: &str| words(text).map(syllables).collect::<Vec<_>>();
    assert_eq!(count("Votre demande est créée"), [1, 2, 1, 2]);
    assert_eq!(count("l’adresse complète"), [2, 2]);
}

#[test]
fn sentences_end_at_full_stops_and_not_inside_numbers() {
    let found: Vec<&str> = sentences("Écrivez 12.50. Vraiment\u{202f}? Oui").collect();
    assert_eq!(found, ["Écrivez 12.50.", "Vraiment\u{202f}?", "Oui"]);
}
