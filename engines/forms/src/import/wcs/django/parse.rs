//! Django's Pratt parser, in the same order and with the same binding powers.

use super::lex;
use super::{Expr, MAX_DEPTH, Operand, Operator, SyntaxError};

const NOT_POWER: u8 = 8;
/// What a chained comparison weighs against the limit of depth.
const MAX_LINKS: usize = 20;

enum Token {
    Not,
    Operator(Operator),
    Operand(Operand),
}

impl Token {
    fn power(&self) -> u8 {
        match self {
            Self::Operator(operator) => operator.power(),
            Self::Not => NOT_POWER,
            Self::Operand(_) => 0,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Not => "not".to_owned(),
            Self::Operator(operator) => operator.symbol().to_owned(),
            Self::Operand(operand) => operand.to_string(),
        }
    }
}

/// Parses a condition as `{% if condition %}` would.
///
/// ```
/// use beffroi_forms::import::wcs::django::parse;
/// let tree = parse(r#"not form_var_a and form_var_b|lower == "oui""#).unwrap();
/// assert_eq!(tree.to_string(), r#"(and (not form_var_a) (== form_var_b|lower "oui"))"#);
/// ```
///
/// # Errors
/// When Django's own parser would refuse the text, or when it nests deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    if parser.tokens.is_empty() {
        return Err(SyntaxError::Empty);
    }
    let tree = parser.expression(0, 0)?;
    match parser.next() {
        None => Ok(tree),
        Some(at) => Err(SyntaxError::Unexpected { token: parser.tokens[at].text() }),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let words = lex::words(text);
    let mut found = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let follows = |word: &str| words.get(at + 1).is_some_and(|next| *next == word);
        let (token, taken) = match words[at] {
            "not" if follows("in") => (Token::Operator(Operator::NotIn), 2),
            "is" if follows("not") => (Token::Operator(Operator::IsNot), 2),
            "not" => (Token::Not, 1),
            word => match operator(word) {
                Some(operator) => (Token::Operator(operator), 1),
                None => (Token::Operand(lex::operand(word)?), 1),
            },
        };
        found.push(token);
        at += taken;
    }
    Ok(found)
}

fn operator(word: &str) -> Option<Operator> {
    Some(match word {
        "or" => Operator::Or,
        "and" => Operator::And,
        "in" => Operator::In,
        "is" => Operator::Is,
        "==" => Operator::Eq,
        "!=" => Operator::Ne,
        "<" => Operator::Lt,
        "<=" => Operator::Le,
        ">" => Operator::Gt,
        ">=" => Operator::Ge,
        _ => return None,
    })
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn next(&mut self) -> Option<usize> {
        let at = self.at;
        self.at += 1;
        (at < self.tokens.len()).then_some(at)
    }

    fn expression(&mut self, power: u8, depth: usize) -> Result<Expr, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(SyntaxError::TooDeep);
        }
        let mut left = self.prefix(depth)?;
        let mut links = 0;
        while let Some(token) = self.tokens.get(self.at) {
            if power >= token.power() {
                break;
            }
            let Token::Operator(operator) = token else {
                return Err(SyntaxError::Unexpected { token: token.text() });
            };
            let operator = *operator;
            // Only `and` and `or` make long chains; comparisons of comparisons nest.
            links += if operator.power() > Operator::And.power() { MAX_LINKS } else { 1 };
            if links > MAX_DEPTH {
                return Err(SyntaxError::TooDeep);
            }
            self.at += 1;
            let right = self.expression(operator.power(), depth + 1)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn prefix(&mut self, depth: usize) -> Result<Expr, SyntaxError> {
        let after = |parser: &Self, at: usize| SyntaxError::MissingValue {
            after: at.checked_sub(1).and_then(|n| parser.tokens.get(n)).map_or_else(String::new, Token::text),
        };
        let at = self.at;
        let Some(at) = self.next() else { return Err(after(self, at)) };
        match &self.tokens[at] {
            Token::Operand(operand) => Ok(Expr::Operand(operand.clone())),
            Token::Not => Ok(Expr::Not(Box::new(self.expression(NOT_POWER, depth + 1)?))),
            Token::Operator(_) => Err(after(self, at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> String {
        parse(text).map_or_else(|error| error.to_string(), |tree| tree.to_string())
    }

    #[test]
    fn and_binds_tighter_than_or_and_not_tighter_than_and() {
        assert_eq!(tree("a or not b and c"), "(or a (and (not b) c))");
        assert_eq!(tree("not a in b"), "(not (in a b))");
        assert_eq!(tree("a == not b in c"), "(== a (not (in b c)))");
    }

    #[test]
    fn equal_powers_group_to_the_left() {
        assert_eq!(tree("a == b == c"), "(== (== a b) c)");
        assert_eq!(tree("a or b or c"), "(or (or a b) c)");
    }

    #[test]
    fn spaces_and_words_inside_quotes_are_text() {
        assert_eq!(tree(r#"a == "x and not y""#), r#"(== a "x and not y")"#);
        assert_eq!(tree("a == 'l\\'arbre'"), "(== a \"l'arbre\")");
        assert_eq!(tree(r#"a|split:", "|length > 1"#), r#"(> a|split:", "|length 1)"#);
    }

    #[test]
    fn what_django_refuses_is_refused() {
        for text in ["", "and", "a b", "a ==", "(a)", "a or", "_a == 1", "a._b", "a|", "a=b", "not"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_tower_of_not_does_not_overflow() {
        assert_eq!(parse(&"not ".repeat(100_000)).unwrap_err(), SyntaxError::TooDeep);
        let chain = format!("a{}", " or a".repeat(100_000));
        assert_eq!(parse(&chain).unwrap_err(), SyntaxError::TooDeep);
    }
}
