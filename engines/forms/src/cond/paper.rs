//! A condition as a paper form can say it: what is known of somebody who answers on paper (the channel, no account) is decided
//! beforehand, and what is left speaks of answers only.

use super::{Cond, Literal, Set, Sys, Term};

/// How an answer on paper comes.
const CHANNEL: &str = "post";
/// What a person without account has.
const LOGIN: &str = "none";

impl Cond {
    /// Always true.
    pub const fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Whether nothing remains to be asked: `Some(true)` always, `Some(false)` never.
    pub fn constant(&self) -> Option<bool> {
        match self {
            Self::All(parts) if parts.is_empty() => Some(true),
            Self::Any(parts) if parts.is_empty() => Some(false),
            _ => None,
        }
    }

    /// The same condition for an answer on paper, without the parts that paper decides.
    #[must_use]
    pub fn on_paper(&self) -> Self {
        match self {
            Self::All(parts) => joined(parts, true),
            Self::Any(parts) => joined(parts, false),
            Self::Not(part) => {
                let part = part.on_paper();
                part.constant().map_or_else(|| Self::Not(Box::new(part)), |holds| constant(!holds))
            }
            Self::Eq(a, b) => same(a, b).map_or_else(|| self.clone(), constant),
            Self::Ne(a, b) => same(a, b).map_or_else(|| self.clone(), |same| constant(!same)),
            Self::In(a, Set::Literals(all)) => match known(a) {
                Some(value) => constant(all.iter().any(|of| *of == Literal::Text(value.to_owned()))),
                None => self.clone(),
            },
            Self::Answered(a) if known(a).is_some() => Self::always(),
            Self::True(Term::Test(cond)) => cond.on_paper(),
            other => other.clone(),
        }
    }
}

fn constant(holds: bool) -> Cond {
    if holds { Cond::All(Vec::new()) } else { Cond::Any(Vec::new()) }
}

/// `all` (or `any`) of the parts that are left. One part that decides decides for all.
fn joined(parts: &[Cond], all: bool) -> Cond {
    let mut left = Vec::new();
    for part in parts.iter().map(Cond::on_paper) {
        match part.constant() {
            Some(holds) if holds == all => {}
            Some(holds) => return constant(holds),
            None => left.push(part),
        }
    }
    match left.len() {
        1 => left.swap_remove(0),
        _ if all => Cond::All(left),
        _ => Cond::Any(left),
    }
}

/// What paper says of a term.
fn known(term: &Term) -> Option<&'static str> {
    match term {
        Term::Sys(Sys::Channel) => Some(CHANNEL),
        Term::Sys(Sys::LoginLevel) => Some(LOGIN),
        _ => None,
    }
}

/// Whether two sides are the same, when paper knows one of them and the author wrote the other.
fn same(a: &Term, b: &Term) -> Option<bool> {
    match (a, b) {
        (of, Term::Literal(Literal::Text(text))) | (Term::Literal(Literal::Text(text)), of) => {
            known(of).map(|value| value == text)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cond(text: &str) -> Cond {
        serde_json::from_str(text).expect("a condition")
    }

    #[test]
    fn what_paper_decides_is_not_asked() {
        let online = cond(r#"{"eq":[{"sys":"channel"},"online"]}"#);
        assert_eq!(online.on_paper().constant(), Some(false));
        assert_eq!(Cond::Not(Box::new(online.clone())).on_paper().constant(), Some(true));
        let question = cond(r#"{"eq":[{"field":"qual"},"autre"]}"#);
        assert_eq!(Cond::Any(vec![online.clone(), question.clone()]).on_paper(), question);
        assert_eq!(Cond::All(vec![online, question.clone()]).on_paper().constant(), Some(false));
        assert_eq!(
            Cond::All(vec![cond(r#"{"ne":[{"sys":"login_level"},"strong"]}"#), question.clone()]).on_paper(),
            question
        );
    }

    #[test]
    fn a_condition_about_answers_stays_as_it_is() {
        let question = cond(
            r#"{"all":[{"answered":{"field":"a"}},{"any":[{"true":{"field":"b"}},{"lt":[{"field":"c"},3]}]}]}"#,
        );
        assert_eq!(question.on_paper(), question);
    }
}
