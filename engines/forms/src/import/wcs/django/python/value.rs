//! The values of the oldest exports: `=` and a Python expression. It is read as the template that says the same.

use super::super::template::Piece;
use super::super::{Base, Expr, Operand, SyntaxError};
use super::tokens::{Token, tokens};
use super::{MAX_BRACKETS, Parser, is_empty_literal};

/// Parses a Python expression that is a value: a variable, a text with places (`'{0}, {1}'.format(a, b)`), texts end to
/// end, a calculation, `a or b`, `a if condition else b`, a truth. Never executed.
///
/// ```
/// use beffroi_forms::import::wcs::django::{python, template};
/// let pieces = python::value("'{0} ({1})'.format(form_var_a, form_var_b or '') if form_var_b else form_var_a").unwrap();
/// let same = "{% if form_var_b %}{{ form_var_a }} ({{ form_var_b }}){% else %}{{ form_var_a }}{% endif %}";
/// assert_eq!(pieces, template::read(same));
/// ```
///
/// # Errors
/// As [`super::parse`].
pub fn value(text: &str) -> Result<Vec<Piece>, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    if parser.tokens.len() > super::MAX_TOKENS {
        return Err(SyntaxError::TooDeep);
    }
    if parser.tokens.is_empty() {
        return Err(SyntaxError::Empty);
    }
    match parser.chosen() {
        Ok(pieces) if parser.at == parser.tokens.len() => Ok(pieces),
        said => match super::parse(text) {
            Ok(condition @ (Expr::Binary(..) | Expr::Not(_))) => {
                let truth = |word: &str| vec![Piece::Text(word.to_owned())];
                Ok(vec![Piece::If(vec![(Some(condition), truth("True")), (None, truth("False"))])])
            }
            _ => Err(said.err().unwrap_or_else(|| parser.unexpected())),
        },
    }
}

impl Parser<'_> {
    /// `a if condition else b`
    fn chosen(&mut self) -> Result<Vec<Piece>, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_BRACKETS {
            return Err(SyntaxError::TooDeep);
        }
        let then = self.first_of()?;
        if !self.word("if") {
            self.depth -= 1;
            return Ok(then);
        }
        let condition = self.alternative()?.expr(self)?;
        if !self.word("else") {
            return Err(self.unexpected());
        }
        let mut branches = vec![(Some(condition), then)];
        let mut otherwise = self.chosen()?;
        match otherwise.pop() {
            Some(Piece::If(more)) if otherwise.is_empty() => branches.extend(more),
            last => {
                otherwise.extend(last);
                branches.push((None, otherwise));
            }
        }
        self.depth -= 1;
        Ok(vec![Piece::If(branches)])
    }

    /// `a or b`: the first that is not empty.
    fn first_of(&mut self) -> Result<Vec<Piece>, SyntaxError> {
        let first = self.end_to_end()?;
        let mut operands = Vec::new();
        while self.word("or") {
            let next = self.end_to_end()?;
            if operands.is_empty() {
                operands.push(self.single(&first)?);
            }
            operands.push(self.single(&next)?);
        }
        operands.retain(|operand| !is_empty_literal(&Expr::Operand(operand.clone())));
        Ok(match operands.len() {
            0 => first,
            1 => vec![Piece::Value(operands.remove(0))],
            _ => vec![Piece::FirstOf(operands)],
        })
    }

    fn single(&self, pieces: &[Piece]) -> Result<Operand, SyntaxError> {
        match pieces {
            [] => Ok(text_operand(String::new())),
            [Piece::Text(text)] => Ok(text_operand(text.clone())),
            [Piece::Value(operand)] => Ok(operand.clone()),
            _ => Err(self.unexpected()),
        }
    }

    /// A calculation, or texts and values end to end.
    fn end_to_end(&mut self) -> Result<Vec<Piece>, SyntaxError> {
        let (at, depth) = (self.at, self.depth);
        if let Ok(part) = self.sum()
            && let Ok(Expr::Operand(operand)) = part.expr(self)
            && !matches!(self.peek(), Some(Token::Symbol("+" | "%")))
        {
            return Ok(match operand {
                Operand { base: Base::Text(text), filters } if filters.is_empty() => texts(text),
                operand => vec![Piece::Value(operand)],
            });
        }
        (self.at, self.depth) = (at, depth);
        let mut pieces = self.filled()?;
        while self.symbol("+") {
            pieces.extend(self.filled()?);
        }
        Ok(pieces)
    }

    /// `'… {0} …'.format(a)`, `'… %s …' % a`, something in brackets, or a value.
    fn filled(&mut self) -> Result<Vec<Piece>, SyntaxError> {
        match self.peek().cloned() {
            Some(Token::Text(text)) => {
                self.at += 1;
                if self.symbol("%") {
                    let given = if self.symbol("(") { self.list()? } else { vec![self.filled()?] };
                    return places(&text.replace("%d", "%s"), "%s", given).ok_or_else(|| self.unexpected());
                }
                if !self.symbol(".") {
                    return Ok(texts(text));
                }
                if !(self.word("format") && self.symbol("(")) {
                    return Err(self.unexpected());
                }
                let given = self.list()?;
                numbered(&text, &given).ok_or_else(|| self.unexpected())
            }
            Some(Token::Symbol("(")) => {
                self.at += 1;
                let inner = self.chosen()?;
                self.expect(")")?;
                Ok(inner)
            }
            Some(Token::Name("str" | "unicode")) => {
                self.at += 1;
                self.expect("(")?;
                let inner = self.chosen()?;
                self.expect(")")?;
                Ok(inner)
            }
            _ => match self.operand()?.expr(self)? {
                Expr::Operand(operand) => Ok(vec![Piece::Value(operand)]),
                _ => Err(self.unexpected()),
            },
        }
    }

    /// What stands between the commas, up to the bracket.
    fn list(&mut self) -> Result<Vec<Vec<Piece>>, SyntaxError> {
        let mut found = Vec::new();
        while !self.symbol(")") {
            found.push(self.chosen()?);
            if !self.symbol(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(found)
    }
}

fn text_operand(text: String) -> Operand {
    Operand { base: Base::Text(text), filters: Vec::new() }
}

fn texts(text: String) -> Vec<Piece> {
    if text.is_empty() { Vec::new() } else { vec![Piece::Text(text)] }
}

/// The values given, each at its place, in the order of the places; none may be left over or missing.
fn places(text: &str, place: &str, given: Vec<Vec<Piece>>) -> Option<Vec<Piece>> {
    let parts: Vec<&str> = text.split(place).collect();
    let whole = parts.len() == given.len() + 1 && !parts.iter().any(|part| part.contains('%'));
    let mut given = given.into_iter();
    let fill = |part: &str| texts(part.to_owned()).into_iter().chain(given.next().unwrap_or_default());
    whole.then(|| parts.into_iter().flat_map(fill).collect())
}

/// `{0}`, `{1}`, or `{}` in order; `{{` is a brace; a format (`{0:.2f}`) has no counterpart.
fn numbered(text: &str, given: &[Vec<Piece>]) -> Option<Vec<Piece>> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut next = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        if rest[at + 1..].starts_with(brace) {
            plain.push_str(brace);
            rest = &rest[at + 2..];
            continue;
        }
        let (place, after) = rest[at..].strip_prefix('{')?.split_once('}')?;
        let index = if place.is_empty() { next } else { place.parse().ok()? };
        next += 1;
        found.extend(texts(std::mem::take(&mut plain)));
        found.extend(given.get(index)?.iter().cloned());
        rest = after;
    }
    plain.push_str(rest);
    found.extend(texts(plain));
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::super::template;
    use super::value;

    #[track_caller]
    fn same(python: &str, django: &str) {
        assert_eq!(value(python), Ok(template::read(django)), "{python}");
    }

    #[test]
    fn a_value_is_the_template_that_says_the_same() {
        same("form_var_a", "{{ form_var_a }}");
        same("locals().get(\"form_var_a\")", "{{ form_var_a }}");
        same("vars().get('a') or ''", "{{ a }}");
        same("a or b", "{% firstof a b %}");
        same("True", "{{ True }}");
        same("'x'", "x");
        same("'Rue {0}, {1}'.format(rue, str(cp))", "Rue {{ rue }}, {{ cp }}");
        same("'{}-{} {{'.format(a, b)", "{{ a }}-{{ b }} {");
        same("'%s (%d)' % (a, b)", "{{ a }} ({{ b }})");
        same("'n° %s' % a", "n° {{ a }}");
        same("a + ' ' + b", "{{ a }} {{ b }}");
    }

    #[test]
    fn choices_nest_as_they_do_in_python() {
        same(
            "a if vars().get('c') is None else a if c == 'moi' else b",
            "{% if c is None %}{{ a }}{% elif c == 'moi' %}{{ a }}{% else %}{{ b }}{% endif %}",
        );
        same(
            "'{0}{1}'.format(a, '({0})'.format(b) if b is not None else '')",
            "{{ a }}{% if b is not None %}({{ b }}){% else %}{% endif %}",
        );
        same("a == 'x' and b", "{% if a == 'x' and b %}True{% else %}False{% endif %}");
    }

    #[test]
    fn a_calculation_is_filters() {
        same(
            "str(((Decimal(option) + Decimal(price)) * int(number))) or '0.00'",
            "{% firstof option|add:price|multiply:number '0.00' %}",
        );
        same("Decimal(a) + Decimal(vars().get('b')) or Decimal('0')", "{% firstof a|add:b '0' %}");
    }

    #[test]
    fn programs_are_refused() {
        for text in [
            "",
            "(",
            "a b",
            "a + ",
            "__import__('os')",
            "'{0:.2f}'.format(a)",
            "'{0}'.format()",
            "'{x}'.format(a)",
            "'%s %s' % a",
            "'%x' % a",
            "[a for a in b]",
            "lambda: a",
            "a if b",
            "'x'.join(a)",
            "a.b(c)",
            "str(",
        ] {
            assert!(value(text).is_err(), "{text}: {:?}", value(text));
        }
        assert!(value(&"(".repeat(100_000)).is_err());
        assert!(value(&"(".repeat(900)).is_err());
        assert!(value(&format!("a{}", " if a else a".repeat(90_000))).is_err());
    }
}
