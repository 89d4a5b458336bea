//! Just enough of SQL's lexical rules to split scripts and read table names; the engines do the real parsing.

/// A lexical element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Keyword or plain name.
    Word(&'a str),
    /// `"name"`, without its quotes.
    Quoted(&'a str),
    /// `'text'`, with its quotes.
    Text(&'a str),
    /// `$n`.
    Parameter(usize),
    Number(&'a str),
    /// `-- …` or `/* … */`, whole.
    Comment(&'a str),
    Symbol(char),
}

impl<'a> Token<'a> {
    /// Whether it is the keyword `word`, in any case.
    pub(crate) fn is(self, word: &str) -> bool {
        matches!(self, Self::Word(found) if found.eq_ignore_ascii_case(word))
    }

    /// The name it writes, quoted or not.
    pub(crate) fn name(self) -> Option<&'a str> {
        match self {
            Self::Word(name) | Self::Quoted(name) => Some(name),
            _ => None,
        }
    }
}

/// The tokens of `sql`, each with the place where it ends. An unclosed quote runs to the end.
pub(crate) fn tokens(sql: &str) -> Vec<(Token<'_>, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let (token, length) = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '-' if rest.starts_with("--") => {
                let length = rest.find('\n').unwrap_or(rest.len());
                (Token::Comment(&rest[..length]), length)
            }
            '/' if rest.starts_with("/*") => {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                (Token::Comment(&rest[..length]), length)
            }
            '\'' => {
                let length = quoted(rest, '\'');
                (Token::Text(&rest[..length]), length)
            }
            '"' => {
                let length = quoted(rest, '"');
                (Token::Quoted(rest[1..length].trim_end_matches('"')), length)
            }
            '$' => {
                let length = 1 + digits(&rest[1..]);
                (rest[1..length].parse().map_or(Token::Symbol('$'), Token::Parameter), length)
            }
            c if c.is_ascii_digit() => {
                let length = digits(rest);
                (Token::Number(&rest[..length]), length)
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Token::Word(&rest[..length]), length)
            }
            c => (Token::Symbol(c), c.len_utf8()),
        };
        at += length;
        out.push((token, at));
    }
    out
}

fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

/// Length of the quoted piece at the start of `text`; a doubled quote is part of it.
fn quoted(text: &str, quote: char) -> usize {
    let mut places = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = places.next() {
        if c == quote && places.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// The statements of a script, without their semicolons; pieces that hold nothing but comments are left out.
pub(crate) fn statements(script: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut says) = (0, false);
    for (token, end) in tokens(script) {
        match token {
            Token::Symbol(';') => {
                if says {
                    out.push(script[start..end - 1].trim());
                }
                (start, says) = (end, false);
            }
            Token::Comment(_) => {}
            _ => says = true,
        }
    }
    if says {
        out.push(script[start..].trim());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_within_quotes_or_comments_does_not_split() {
        let script = "-- one; two\ncreate table a (b text default ';it''s');\n/* ; */ ; insert into \"x;y\" values (1)";
        assert_eq!(
            statements(script),
            ["-- one; two\ncreate table a (b text default ';it''s')", "insert into \"x;y\" values (1)"]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end_and_split_without_loss(sql in "[a-z$1'\"/*; \n-]{0,40}|.{0,40}") {
            let read = tokens(&sql);
            let end = read.last().map_or(0, |(_, end)| *end);
            proptest::prop_assert!(sql[end..].trim().is_empty());
            proptest::prop_assert!(read.windows(2).all(|pair| pair[0].1 < pair[1].1));
            for statement in statements(&sql) {
                proptest::prop_assert!(sql.contains(statement));
                proptest::prop_assert_eq!(statements(statement).len(), 1);
            }
        }
    }

    #[test]
    fn unclosed_quotes_and_odd_characters_are_read_to_the_end() {
        for sql in
            ["'abc", "\"", "\"é", "'", "$", "$99999999999999999999999", "/*", "--", "é€'", "''''", "\"\"\"\""]
        {
            let read = tokens(sql);
            assert_eq!(read.last().expect("one token").1, sql.len(), "{sql}");
        }
    }
}
