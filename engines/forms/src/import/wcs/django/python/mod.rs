//! The conditions of the oldest exports: Python expressions. They are read as conditions and never executed.
//!
//! Read: `and or not`, comparisons (chained too), `in` a list or a text, `is None`, brackets, the ways to a variable
//! that may be missing (`vars().get('x')`, `'x' in locals()`, `x or ''`), conversions that change nothing here
//! (`Decimal int float str bool`), `+ - *` of numbers, `len`, and the methods `lower upper strip startswith`.
//! Everything else is refused. Precedence is Python's, which for these operators is also Django's.
//! Values (`=form_var_a or 'x'`) are read by [`value`].

mod tokens;
mod value;

pub use value::value;

use tokens::{Token, tokens};

use super::{Base, Expr, Filter, MAX_DEPTH, Operand, Operator, SyntaxError};

/// Parses a Python expression that is a condition.
///
/// ```
/// use beffroi_forms::import::wcs::django::python;
/// let tree = python::parse("vars().get('form_var_a') is None or form_var_b in ['x', 'y']").unwrap();
/// assert_eq!(tree.to_string(), r#"(or (is form_var_a None) (or (== form_var_b "x") (== form_var_b "y")))"#);
/// assert!(python::parse("__import__('os')").is_err());
/// ```
///
/// # Errors
/// When the text uses anything that has no counterpart in a condition, is longer than a thousand words, or nests deeper
/// than forty brackets.
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
    if parser.tokens.len() > MAX_TOKENS {
        return Err(SyntaxError::TooDeep);
    }
    if parser.tokens.is_empty() {
        return Err(SyntaxError::Empty);
    }
    let tree = parser.alternative()?.expr(&parser)?;
    if parser.at < parser.tokens.len() { Err(parser.unexpected()) } else { Ok(tree) }
}

/// A chain of `or` nests as deep as it is long.
const MAX_TOKENS: usize = 1000;

/// Deepest nesting of brackets; each costs about ten calls.
const MAX_BRACKETS: usize = 40;

/// What a part of the expression is, before an operator says what it is for.
enum Part {
    Expr(Expr),
    /// What was made a number: `Decimal(x)`, `3`.
    Number(Expr),
    List(Vec<Expr>),
    /// `vars()`, `locals()`: the variables themselves.
    Variables,
}

impl Part {
    fn expr(self, parser: &Parser<'_>) -> Result<Expr, SyntaxError> {
        match self {
            Self::Expr(expr) | Self::Number(expr) => Ok(expr),
            _ => Err(parser.unexpected()),
        }
    }
}

fn operand(base: Base) -> Expr {
    Expr::Operand(Operand { base, filters: Vec::new() })
}

fn binary(operator: Operator, left: Expr, right: Expr) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(right))
}

/// `x or ''` stands for x where it is compared: a missing value is empty here anyway.
fn without_default(expr: Expr) -> Expr {
    match expr {
        Expr::Binary(Operator::Or, left, right) if is_empty_literal(&right) => *left,
        other => other,
    }
}

fn is_empty_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Operand(Operand { base: Base::Text(text), filters }) => text.is_empty() && filters.is_empty(),
        Expr::Operand(Operand { base: Base::Number(number), .. }) => number == "0",
        Expr::Operand(Operand { base: Base::Name(name), .. }) => name == "None",
        _ => false,
    }
}

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.at)
    }

    fn unexpected(&self) -> SyntaxError {
        match self.peek() {
            Some(token) => SyntaxError::Unexpected { token: token.text() },
            None => {
                SyntaxError::MissingValue { after: self.tokens.last().map(Token::text).unwrap_or_default() }
            }
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Name(name)) if *name == word);
        self.at += usize::from(there);
        there
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Symbol(of)) if *of == symbol);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, symbol: &str) -> Result<(), SyntaxError> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// `a or b`
    fn alternative(&mut self) -> Result<Part, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_BRACKETS {
            return Err(SyntaxError::TooDeep);
        }
        let mut left = self.conjunction()?;
        while self.word("or") {
            let right = self.conjunction()?.expr(self)?;
            left = Part::Expr(binary(Operator::Or, left.expr(self)?, right));
        }
        self.depth -= 1;
        Ok(left)
    }

    /// `a and b`
    fn conjunction(&mut self) -> Result<Part, SyntaxError> {
        let mut left = self.negation()?;
        while self.word("and") {
            let right = self.negation()?.expr(self)?;
            left = Part::Expr(binary(Operator::And, left.expr(self)?, right));
        }
        Ok(left)
    }

    /// `not a`
    fn negation(&mut self) -> Result<Part, SyntaxError> {
        if !self.word("not") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > MAX_BRACKETS {
            return Err(SyntaxError::TooDeep);
        }
        let inner = self.negation()?.expr(self)?;
        self.depth -= 1;
        Ok(Part::Expr(Expr::Not(Box::new(inner))))
    }

    /// `a < b <= c` is `a < b and b <= c`.
    fn comparison(&mut self) -> Result<Part, SyntaxError> {
        let mut left = self.sum()?;
        let mut all: Option<Expr> = None;
        let mut links = 0;
        while let Some(operator) = self.operator() {
            links += 1;
            if links > MAX_DEPTH {
                return Err(SyntaxError::TooDeep);
            }
            let right = self.sum()?;
            let (test, next) = self.compared(operator, left, right)?;
            all = Some(match all {
                Some(before) => binary(Operator::And, before, test),
                None => test,
            });
            left = next;
        }
        Ok(all.map_or(left, Part::Expr))
    }

    fn operator(&mut self) -> Option<Operator> {
        for (symbol, operator) in [
            ("==", Operator::Eq),
            ("!=", Operator::Ne),
            ("<=", Operator::Le),
            (">=", Operator::Ge),
            ("<", Operator::Lt),
            (">", Operator::Gt),
        ] {
            if self.symbol(symbol) {
                return Some(operator);
            }
        }
        if self.word("is") {
            return Some(if self.word("not") { Operator::IsNot } else { Operator::Is });
        }
        if self.word("in") {
            return Some(Operator::In);
        }
        if matches!(self.tokens.get(self.at + 1), Some(Token::Name("in"))) && self.word("not") {
            self.at += 1;
            return Some(Operator::NotIn);
        }
        None
    }

    /// The test, and the right side for the next link of the chain.
    fn compared(&self, operator: Operator, left: Part, right: Part) -> Result<(Expr, Part), SyntaxError> {
        let left = without_default(left.expr(self)?);
        let negated = operator == Operator::NotIn;
        let not = |expr| if negated { Expr::Not(Box::new(expr)) } else { expr };
        match (operator, right) {
            (Operator::In | Operator::NotIn, Part::List(items)) => {
                let tests = items.iter().map(|item| binary(Operator::Eq, left.clone(), item.clone()));
                let one = tests.reduce(|before, test| binary(Operator::Or, before, test));
                Ok((not(one.ok_or_else(|| self.unexpected())?), Part::List(items)))
            }
            (Operator::In | Operator::NotIn, Part::Variables) => match left {
                Expr::Operand(Operand { base: Base::Text(name), filters }) if filters.is_empty() => {
                    let known = if negated { Operator::Is } else { Operator::IsNot };
                    let none = operand(Base::Name("None".to_owned()));
                    Ok((binary(known, operand(variable(name)?), none), Part::Variables))
                }
                _ => Err(self.unexpected()),
            },
            (_, Part::Expr(right) | Part::Number(right)) => {
                let right = without_default(right);
                Ok((binary(operator, left, right.clone()), Part::Expr(right)))
            }
            _ => Err(self.unexpected()),
        }
    }

    /// `a + b - c`, of numbers.
    fn sum(&mut self) -> Result<Part, SyntaxError> {
        let mut left = self.product()?;
        loop {
            let filter = if self.symbol("+") {
                "add"
            } else if self.symbol("-") {
                "subtract"
            } else {
                return Ok(left);
            };
            let right = self.product()?;
            left = self.calculated(filter, left, right)?;
        }
    }

    /// `a * b`
    fn product(&mut self) -> Result<Part, SyntaxError> {
        let mut left = self.operand()?;
        while self.symbol("*") {
            let right = self.operand()?;
            left = self.calculated("multiply", left, right)?;
        }
        Ok(left)
    }

    /// One of the two must be said to be a number, or `+` could put texts end to end.
    fn calculated(&self, filter: &str, left: Part, right: Part) -> Result<Part, SyntaxError> {
        let numbers = matches!(left, Part::Number(_)) || matches!(right, Part::Number(_));
        let (mut left, mut right) = (left.expr(self)?, right.expr(self)?);
        let simple = |expr: &Expr| matches!(expr, Expr::Operand(of) if of.filters.is_empty());
        if filter != "subtract" && simple(&left) && !simple(&right) {
            std::mem::swap(&mut left, &mut right);
        }
        match (left, right) {
            (Expr::Operand(mut of), Expr::Operand(with)) if numbers && with.filters.is_empty() => {
                of.filters.push(Filter { name: filter.to_owned(), argument: Some(with.base) });
                Ok(Part::Number(Expr::Operand(of)))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn operand(&mut self) -> Result<Part, SyntaxError> {
        let mut value = self.atom()?;
        while self.symbol(".") {
            let Some(Token::Name(method)) = self.peek().cloned() else { return Err(self.unexpected()) };
            self.at += 1;
            value = self.method(value, method)?;
        }
        Ok(value)
    }

    /// `x.lower()`, `vars().get('x')`, or a dotted name.
    fn method(&mut self, value: Part, method: &str) -> Result<Part, SyntaxError> {
        if !self.symbol("(") {
            return match value {
                Part::Expr(Expr::Operand(Operand { base: Base::Name(name), filters }))
                    if filters.is_empty() =>
                {
                    Ok(Part::Expr(operand(variable(format!("{name}.{method}"))?)))
                }
                _ => Err(self.unexpected()),
            };
        }
        let arguments = self.arguments(")")?;
        let text = |at: usize| match arguments.get(at) {
            Some(Expr::Operand(Operand { base: base @ Base::Text(_), filters })) if filters.is_empty() => {
                Some(base.clone())
            }
            _ => None,
        };
        match (value, method, arguments.len()) {
            // A second argument is the value of what is missing: empty here.
            (Part::Variables, "get", 1 | 2) if arguments.get(1).is_none_or(is_empty_literal) => {
                match text(0) {
                    Some(Base::Text(name)) => Ok(Part::Expr(operand(variable(name)?))),
                    _ => Err(self.unexpected()),
                }
            }
            (Part::Expr(expr), "strip", 0) => Ok(Part::Expr(expr)),
            (Part::Expr(expr), "lower" | "upper", 0) => self.filtered(expr, method, None).map(Part::Expr),
            (Part::Expr(expr), "startswith", 1) if text(0).is_some() => {
                self.filtered(expr, method, text(0)).map(Part::Expr)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn filtered(&self, expr: Expr, name: &str, argument: Option<Base>) -> Result<Expr, SyntaxError> {
        match without_default(expr) {
            Expr::Operand(mut of) => {
                of.filters.push(Filter { name: name.to_owned(), argument });
                Ok(Expr::Operand(of))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn atom(&mut self) -> Result<Part, SyntaxError> {
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected()) };
        self.at += 1;
        match token {
            Token::Text(text) => Ok(Part::Expr(operand(Base::Text(text)))),
            Token::Number(number) => self.number(number),
            Token::Symbol("-") => match self.peek().cloned() {
                Some(Token::Number(number)) => {
                    self.at += 1;
                    self.number(&format!("-{number}"))
                }
                _ => Err(self.unexpected()),
            },
            Token::Symbol("[") => Ok(Part::List(self.arguments("]")?)),
            Token::Symbol("(") => self.bracketed(),
            Token::Name(name) if self.symbol("(") => self.call(name),
            Token::Symbol(_)
            | Token::Name("and" | "or" | "not" | "in" | "is" | "if" | "else" | "for" | "lambda") => {
                self.at -= 1;
                Err(self.unexpected())
            }
            Token::Name(name) => Ok(Part::Expr(operand(variable(name.to_owned())?))),
        }
    }

    fn number(&self, text: &str) -> Result<Part, SyntaxError> {
        let plain = text.parse::<f64>().is_ok() && !text.ends_with('.');
        if plain { Ok(Part::Number(operand(Base::Number(text.to_owned())))) } else { Err(self.unexpected()) }
    }

    /// What follows a bracket: an expression, or a list of several.
    fn bracketed(&mut self) -> Result<Part, SyntaxError> {
        let first = self.alternative()?;
        if self.symbol(")") {
            return Ok(first);
        }
        self.expect(",")?;
        let mut items = vec![first.expr(self)?];
        items.extend(self.arguments(")")?);
        Ok(Part::List(items))
    }

    fn call(&mut self, name: &str) -> Result<Part, SyntaxError> {
        let mut arguments = self.arguments(")")?;
        match (name, arguments.len()) {
            ("vars" | "locals" | "globals", 0) => Ok(Part::Variables),
            ("Decimal" | "int" | "float", 1) => Ok(Part::Number(without_default(arguments.remove(0)))),
            ("str" | "unicode" | "bool", 1) => Ok(Part::Expr(without_default(arguments.remove(0)))),
            ("len", 1) => self.filtered(arguments.remove(0), "length", None).map(Part::Number),
            _ => Err(SyntaxError::BadOperand { token: name.to_owned() }),
        }
    }

    fn arguments(&mut self, end: &str) -> Result<Vec<Expr>, SyntaxError> {
        let mut found = Vec::new();
        while !self.symbol(end) {
            found.push(self.alternative()?.expr(self)?);
            if !self.symbol(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(found)
    }
}

/// A name of the source; those that begin with an underscore are Python's own business.
fn variable(name: String) -> Result<Base, SyntaxError> {
    let hidden = name.starts_with('_') || name.contains("._");
    let word = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if hidden || !word || name.is_empty() {
        return Err(SyntaxError::BadOperand { token: name });
    }
    Ok(Base::Name(name))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn tree(text: &str) -> String {
        parse(text).map_or_else(|error| format!("{error}"), |tree| tree.to_string())
    }

    #[test]
    fn the_ways_to_a_variable_that_may_be_missing_are_the_variable() {
        assert_eq!(tree("vars().get('form_var_a') is None"), "(is form_var_a None)");
        assert_eq!(tree("locals().get(\"a\", '') == u'x'"), "(== a \"x\")");
        assert_eq!(
            tree("vars().get('lien') is not None and 'mode_raw' in locals() and mode_raw != 'commune'"),
            "(and (and (is not lien None) (is not mode_raw None)) (!= mode_raw \"commune\"))"
        );
        assert_eq!(tree("'a' not in vars()"), "(is a None)");
        assert_eq!(tree("(a or '') == 'x'"), "(== a \"x\")");
    }

    #[test]
    fn conversions_lists_and_chains_are_read() {
        assert_eq!(tree("Decimal(total) == Decimal('0')"), "(== total \"0\")");
        assert_eq!(tree("int(n) > 0"), "(> n 0)");
        assert_eq!(tree("a in ('x', 'y')"), "(or (== a \"x\") (== a \"y\"))");
        assert_eq!(tree("a not in ['x']"), "(not (== a \"x\"))");
        assert_eq!(tree("0 < len(a) <= 3"), "(and (< 0 a|length) (<= a|length 3))");
        assert_eq!(tree("a.lower() == 'oui' or not (b and c)"), "(or (== a|lower \"oui\") (not (and b c)))");
        assert_eq!(tree("a == -1.5"), "(== a -1.5)");
        assert_eq!(tree("Decimal(a) + Decimal(b) * 2 > 0"), "(> b|multiply:2|add:a 0)");
        assert_eq!(tree("int(a) - 1 == 2"), "(== a|subtract:1 2)");
    }

    #[test]
    fn programs_are_refused() {
        for text in [
            "__import__('os')",
            "a.__class__",
            "open('x')",
            "[a for a in b]",
            "a if b else c",
            "lambda: 1",
            "a = 1",
            "a + b == 'c'",
            "vars()",
            "a in []",
            "'%s' % a",
            "(",
            "a and",
            "a.b(c)",
            "",
        ] {
            assert!(parse(text).is_err(), "{text}: {}", tree(text));
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"not ".repeat(100_000)).is_err());
        assert!(parse(&format!("a{}", " or a".repeat(100_000))).is_err());
    }
}
