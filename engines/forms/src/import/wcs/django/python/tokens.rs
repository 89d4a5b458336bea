//! The words of a Python expression.

use super::super::SyntaxError;
use super::super::lex::quoted_length;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    Name(&'t str),
    Text(String),
    Number(&'t str),
    Symbol(&'t str),
}

impl Token<'_> {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Name(text) | Self::Number(text) | Self::Symbol(text) => (*text).to_owned(),
            Self::Text(text) => text.clone(),
        }
    }
}

const SYMBOLS: [&str; 16] =
    ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", ".", "-", "+", "*", "%"];

/// Cuts an expression into words; refuses a sign that no expression read here has.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, SyntaxError> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        // A text may be marked as Unicode: `u'…'`.
        let marked = rest.strip_prefix('u').filter(|after| after.starts_with(['"', '\'']));
        let quoted = marked.unwrap_or(rest);
        let length;
        if let Some(end) = quoted_length(quoted) {
            found.push(Token::Text(unescape(&quoted[1..end - 1])));
            length = end + rest.len() - quoted.len();
        } else if first.is_alphabetic() || first == '_' {
            length = span(rest, |c| c.is_alphanumeric() || c == '_');
            found.push(Token::Name(&rest[..length]));
        } else if first.is_ascii_digit() {
            length = span(rest, |c| c.is_ascii_digit() || c == '.');
            found.push(Token::Number(&rest[..length]));
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            length = symbol.len();
            found.push(Token::Symbol(symbol));
        } else {
            return Err(SyntaxError::BadOperand { token: first.to_string() });
        }
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

fn span(text: &str, inside: impl Fn(char) -> bool) -> usize {
    text.find(|c| !inside(c)).unwrap_or(text.len())
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        if escaped || c != '\\' {
            plain.push(c);
            escaped = false;
        } else {
            escaped = true;
        }
    }
    plain
}
