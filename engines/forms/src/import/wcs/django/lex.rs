//! Cutting a condition into words, and a word into a value and its filters.

use super::{Base, Filter, Operand, SyntaxError};

/// Splits on white space outside quotes; a backslash protects the next character inside quotes. A quote that is
/// never closed is an ordinary character, as in Django.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = word_end(rest);
        found.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    found
}

fn word_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            return at;
        }
        at += match quoted_length(&text[at..]) {
            Some(length) => length,
            None => c.len_utf8(),
        };
    }
    at
}

/// Length of the quoted text that starts here, quotes included.
pub(super) fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

/// Reads `value|filter:argument|…`.
pub(super) fn operand(word: &str) -> Result<Operand, SyntaxError> {
    let bad = || SyntaxError::BadOperand { token: word.to_owned() };
    let (base, mut rest) = base(word).ok_or_else(bad)?;
    let mut filters = Vec::new();
    while !rest.is_empty() {
        rest = rest.trim_start().strip_prefix('|').ok_or_else(bad)?;
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        if end == 0 {
            return Err(bad());
        }
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut argument = None;
        if let Some(after) = rest.strip_prefix(':') {
            let (value, left) = self::base(after).ok_or_else(bad)?;
            argument = Some(value);
            rest = left;
        }
        filters.push(Filter { name, argument });
    }
    Ok(Operand { base, filters })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A quoted text, a number or a dotted name at the start of `text`, and what follows it.
fn base(text: &str) -> Option<(Base, &str)> {
    let inner = text.strip_prefix("_(").unwrap_or(text);
    if let Some(length) = quoted_length(inner) {
        let value = unescape(&inner[1..length - 1], &inner[..1]);
        let mut rest = &inner[length..];
        if inner.len() != text.len() {
            rest = rest.strip_prefix(')')?;
        }
        return Some((Base::Text(value), rest));
    }
    let signed = text.strip_prefix(['-', '+']).map_or(0, |_| 1);
    let length = text[signed..].find(|c: char| !is_word(c) && c != '.').map_or(text.len(), |n| n + signed);
    let (value, rest) = text.split_at(length);
    if is_number(value) {
        return Some((Base::Number(value.to_owned()), rest));
    }
    let hidden = value.starts_with('_') || value.contains("._");
    if value.is_empty() || signed > 0 || hidden || value.starts_with('.') {
        return None;
    }
    Some((Base::Name(value.to_owned()), rest))
}

fn unescape(text: &str, quote: &str) -> String {
    text.replace(&format!("\\{quote}"), quote).replace("\\\\", "\\")
}

/// What Django reads as a number: an integer, or a float that does not end in a dot.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let starts = digits.starts_with(|c: char| c.is_ascii_digit())
        || digits.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    starts && !text.ends_with('.') && text.parse::<f64>().is_ok()
}
