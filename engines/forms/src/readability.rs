//! How easy a French text is to read: the measure of Kandel and Moles (1958), which adapts Flesch’s to French.
//!
//! 207 − 1.015 × words a sentence − 73.6 × syllables a word: 100 is very easy, 60 plain, under 50 hard.

/// Under this, the text deserves shorter sentences and plainer words.
pub const HARD: f64 = 50.0;

/// Sentences: up to a full stop, a question or exclamation mark that a space or the end follows.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
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
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_whitespace).filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Groups of vowels; a final mute e makes none.
pub fn syllables(word: &str) -> usize {
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

/// The measure of texts read together. Labels without a full stop do not count; without a sentence there is nothing to measure.
pub fn ease<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<f64> {
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

/// The measure of one text, rounded, when it is hard to read: what an author is told beside it.
pub fn hard(text: &str) -> Option<i64> {
    let ease = ease([text]).filter(|ease| *ease < HARD)?;
    #[expect(clippy::cast_possible_truncation, reason = "a measure between about -7000 and 207")]
    Some(ease.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn plain_sentences_are_easier_than_those_of_offices() {
        let plain = ease(["Donnez votre nom. Nous vous écrivons."]).unwrap();
        let office =
            ease(["L’administration communale procédera à l’instruction réglementaire de la sollicitation."]);
        assert!(plain > 60.0 && office.unwrap() < HARD);
        assert_eq!(ease(["Nom"]), None);
    }
}
