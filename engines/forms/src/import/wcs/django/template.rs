//! Templates of the source: text with `{{ value }}`, `{% if %}`, `{% firstof %}`, `{% with %}`.
//!
//! A tag that is not one of these is kept whole as [`Piece::Other`], so that the caller can say what it leaves out.

use super::{Expr, Operand, lex, parse};

/// Deepest nesting of tags.
const MAX_NESTING: usize = 20;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// `{{ value }}`
    Value(Operand),
    /// `{% if %}` with its branches; the last may have no condition (`{% else %}`).
    If(Vec<(Option<Expr>, Vec<Piece>)>),
    /// `{% firstof a b c %}`
    FirstOf(Vec<Operand>),
    /// `{% with a=b %}…{% endwith %}`
    With(Vec<(String, Operand)>, Vec<Piece>),
    /// Any other tag, or a value that cannot be read.
    Other(String),
}

enum Token<'t> {
    Text(&'t str),
    Value(&'t str),
    Tag(&'t str),
}

/// Cuts a template into pieces. Never fails: what cannot be read is [`Piece::Other`].
pub fn read(text: &str) -> Vec<Piece> {
    let tokens = tokens(text);
    let mut at = 0;
    let mut pieces = Vec::new();
    while at < tokens.len() {
        let (mut some, end) = body(&tokens, &mut at, 0);
        pieces.append(&mut some);
        if let Some(tag) = end {
            pieces.push(Piece::Other(tag.to_owned()));
        }
    }
    pieces
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let next = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min();
        let Some(start) = next else { break };
        let close = match &rest[start..start + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let Some(end) = rest[start..].find(close).map(|n| n + start) else { break };
        if start > 0 {
            found.push(Token::Text(&rest[..start]));
        }
        let inside = rest[start + 2..end.max(start + 2)].trim();
        match close {
            "}}" => found.push(Token::Value(inside)),
            "%}" => found.push(Token::Tag(inside)),
            _ => {}
        }
        rest = &rest[end + 2..];
    }
    if !rest.is_empty() {
        found.push(Token::Text(rest));
    }
    found
}

/// Pieces up to a tag that closes or continues the surrounding one, which is returned.
fn body<'t>(tokens: &[Token<'t>], at: &mut usize, depth: usize) -> (Vec<Piece>, Option<&'t str>) {
    let mut pieces = Vec::new();
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token {
            Token::Text(text) => pieces.push(Piece::Text((*text).to_owned())),
            Token::Value(value) => pieces.push(match lex::operand(value) {
                Ok(operand) => Piece::Value(operand),
                Err(_) => Piece::Other(format!("{{{{ {value} }}}}")),
            }),
            Token::Tag(tag) => match word(tag) {
                "if" if depth < MAX_NESTING => pieces.push(branches(tokens, at, tag, depth)),
                "with" if depth < MAX_NESTING => pieces.push(with(tokens, at, tag, depth)),
                "firstof" => pieces.push(first_of(tag)),
                "elif" | "else" | "endif" | "endwith" => return (pieces, Some(tag)),
                "spaceless" | "endspaceless" | "load" | "autoescape" | "endautoescape" => {}
                _ => pieces.push(Piece::Other((*tag).to_owned())),
            },
        }
    }
    (pieces, None)
}

fn word(tag: &str) -> &str {
    tag.split_whitespace().next().unwrap_or_default()
}

fn branches(tokens: &[Token<'_>], at: &mut usize, tag: &str, depth: usize) -> Piece {
    let mut branches = Vec::new();
    let mut head = tag;
    loop {
        let condition = match word(head) {
            "else" => None,
            name => match parse(&head[name.len()..]) {
                Ok(tree) => Some(tree),
                Err(_) => return Piece::Other(head.to_owned()),
            },
        };
        let last = condition.is_none();
        let (pieces, end) = body(tokens, at, depth + 1);
        branches.push((condition, pieces));
        match end {
            Some(next) if matches!(word(next), "elif" | "else") && !last => head = next,
            Some(next) if word(next) == "endif" => return Piece::If(branches),
            _ => return Piece::Other(head.to_owned()),
        }
    }
}

fn with(tokens: &[Token<'_>], at: &mut usize, tag: &str, depth: usize) -> Piece {
    let words = lex::words(&tag["with".len()..]);
    let aliases: Option<Vec<_>> = if let [value, "as", name] = words.as_slice() {
        lex::operand(value).ok().map(|operand| vec![((*name).to_owned(), operand)])
    } else {
        words
            .iter()
            .map(|word| {
                let (name, value) = word.split_once('=')?;
                Some((name.to_owned(), lex::operand(value).ok()?))
            })
            .collect()
    };
    let (pieces, _) = body(tokens, at, depth + 1);
    match aliases {
        Some(aliases) => Piece::With(aliases, pieces),
        None => Piece::Other(tag.to_owned()),
    }
}

fn first_of(tag: &str) -> Piece {
    let words = lex::words(&tag["firstof".len()..]);
    match words.into_iter().map(lex::operand).collect() {
        Ok(operands) => Piece::FirstOf(operands),
        Err(_) => Piece::Other(tag.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_if_has_its_branches() {
        let pieces = read("{% if a == \"x\" %}1{% elif b %}{{ c|lower }}{% else %}3{% endif %}!");
        let [Piece::If(branches), Piece::Text(end)] = pieces.as_slice() else { panic!("{pieces:?}") };
        assert_eq!(branches.len(), 3);
        assert_eq!(branches[2], (None, vec![Piece::Text("3".to_owned())]));
        assert_eq!(end, "!");
    }

    #[test]
    fn broken_templates_are_text_or_other_never_a_panic() {
        for text in ["{{", "{% if", "{% if a %}", "{% endif %}", "{%%}", "{{}}", "{% with %}", "{% else %}x"]
        {
            let _ = read(text);
        }
    }
}
