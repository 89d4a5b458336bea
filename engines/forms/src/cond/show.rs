//! A condition as a French sentence, for authors.

use super::{Cond, DateUnit, Literal, Set, Sys, Term};
use crate::Id;

/// What names stand for, in the author's words.
pub trait Labels {
    /// The question of a field; its name when there is none.
    fn field(&self, id: &Id) -> String;
    /// The label of an option of a field.
    fn option(&self, field: &Id, option: &str) -> String;
    /// The value of a parameter, or what it is called.
    fn param(&self, id: &Id) -> String {
        format!("le paramètre {id}")
    }
    /// An attribute of the authority.
    fn authority(&self, id: &Id) -> String {
        format!("la commune ({id})")
    }
    /// What a computed field stands for, when its own name says nothing to the reader.
    fn computed(&self, _: &Id) -> Option<&Term> {
        None
    }
}

/// Labels that are the names themselves.
#[derive(Clone, Copy, Debug)]
pub struct Bare;

impl Labels for Bare {
    fn field(&self, id: &Id) -> String {
        id.to_string()
    }

    fn option(&self, _: &Id, option: &str) -> String {
        option.to_owned()
    }
}

impl Cond {
    /// The condition as a sentence without its full stop: `« Vous êtes » est « Autre »`.
    pub fn sentence(&self, labels: &dyn Labels) -> String {
        if let Self::True(Term::Field(id)) = self
            && let Some(value) = labels.computed(id)
        {
            return Self::True(value.clone()).sentence(labels);
        }
        let two =
            |a: &Term, verb: &str, b: &Term| format!("{} {verb} {}", term(a, labels), side(b, a, labels));
        match self {
            Self::All(parts) => joined(parts, " et ", "toujours", labels),
            Self::Any(parts) => joined(parts, " ou ", "jamais", labels),
            Self::Not(part) => match &**part {
                Self::Answered(a) => format!("{} est sans réponse", term(a, labels)),
                Self::True(a) => format!("{} n’est pas « oui »", term(a, labels)),
                part => format!("il est faux que {}", part.grouped(labels)),
            },
            Self::Eq(a, b) => two(a, "est", b),
            Self::Ne(a, b) => two(a, "n’est pas", b),
            Self::Lt(a, b) => two(a, "est inférieur à", b),
            Self::Le(a, b) => two(a, "est au plus", b),
            Self::Gt(a, b) => two(a, "est supérieur à", b),
            Self::Ge(a, b) => two(a, "est au moins", b),
            Self::In(a, Set::Literals(all)) => {
                let all: Vec<String> =
                    all.iter().map(|l| side(&Term::Literal(l.clone()), a, labels)).collect();
                format!("{} est l’un de {}", term(a, labels), all.join(", "))
            }
            Self::In(a, Set::Term(b)) => two(a, "est dans", b),
            Self::Has(a, b) => two(a, "comprend", b),
            Self::Contains(a, b) => two(a, "contient", b),
            Self::StartsWith(a, b) => two(a, "commence par", b),
            Self::Answered(a) => format!("{} a une réponse", term(a, labels)),
            Self::Within(a, low, high) => {
                format!("{} est entre {} et {}", term(a, labels), side(low, a, labels), side(high, a, labels))
            }
            Self::True(Term::Test(cond)) => cond.sentence(labels),
            Self::True(a) => format!("{} est « oui »", term(a, labels)),
            Self::AnyRow(block, part) => {
                format!("dans une ligne au moins de « {} », {}", labels.field(block), part.sentence(labels))
            }
            Self::AllRows(block, part) => {
                format!("dans chaque ligne de « {} », {}", labels.field(block), part.sentence(labels))
            }
        }
    }

    fn grouped(&self, labels: &dyn Labels) -> String {
        match self {
            Self::All(parts) | Self::Any(parts) if parts.len() > 1 => format!("({})", self.sentence(labels)),
            _ => self.sentence(labels),
        }
    }
}

impl Term {
    /// The calculation in words.
    pub fn words(&self, labels: &dyn Labels) -> String {
        term(self, labels)
    }
}

fn joined(parts: &[Cond], word: &str, nothing: &str, labels: &dyn Labels) -> String {
    match parts {
        [] => nothing.to_owned(),
        [one] => one.sentence(labels),
        many => many.iter().map(|part| part.grouped(labels)).collect::<Vec<_>>().join(word),
    }
}

/// A term compared with `other`: an option of its field is shown by its label.
fn side(shown: &Term, other: &Term, labels: &dyn Labels) -> String {
    match (shown, other) {
        (Term::Literal(Literal::Text(option)), Term::Field(field)) => {
            format!("« {} »", labels.option(field, option))
        }
        _ => term(shown, labels),
    }
}

fn terms(all: &[Term], between: &str, labels: &dyn Labels) -> String {
    all.iter().map(|t| term(t, labels)).collect::<Vec<_>>().join(between)
}

fn term(shown: &Term, labels: &dyn Labels) -> String {
    let inner = |t: &Term| term(t, labels);
    match shown {
        Term::Literal(Literal::Bool(yes)) => if *yes { "« oui »" } else { "« non »" }.to_owned(),
        Term::Literal(Literal::Integer(n)) => n.to_string(),
        Term::Literal(Literal::Text(text)) => format!("« {text} »"),
        Term::Field(id) => match labels.computed(id) {
            Some(value) => inner(value),
            None => format!("« {} »", labels.field(id)),
        },
        Term::Col(id, column) => format!("« {} » ({column})", labels.field(id)),
        Term::Param(id) => labels.param(id),
        Term::Authority(id) => labels.authority(id),
        Term::Sys(sys) => system(*sys).to_owned(),
        Term::Age(a) => format!("l’âge depuis {}", inner(a)),
        Term::DaysBetween(a, b) => format!("le nombre de jours de {} à {}", inner(a), inner(b)),
        Term::DateAdd(a, n, unit) => format!("{} plus {} {}", inner(a), inner(n), unit_name(*unit)),
        Term::At(a, b) => format!("{} à {}", inner(a), inner(b)),
        Term::Number(a) => format!("le nombre {}", inner(a)),
        Term::Count(a) => format!("le nombre de {}", inner(a)),
        Term::Sum(a) => format!("la somme de {}", inner(a)),
        Term::First(all) => format!("la première réponse parmi {}", terms(all, ", ", labels)),
        Term::Add(all) => terms(all, " + ", labels),
        Term::Sub(a, b) => format!("{} − {}", inner(a), inner(b)),
        Term::Mul(all) => terms(all, " × ", labels),
        Term::Join(all) => format!("le texte {}", terms(all, " suivi de ", labels)),
        Term::Lower(a) => format!("{} en minuscules", inner(a)),
        Term::Length(a) => format!("la longueur de {}", inner(a)),
        Term::Test(cond) => format!("le fait que {}", cond.sentence(labels)),
        Term::If(cond, a, b) => {
            format!("{} si {}, sinon {}", inner(a), cond.grouped(labels), inner(b))
        }
    }
}

fn system(sys: Sys) -> &'static str {
    match sys {
        Sys::Today => "aujourd’hui",
        Sys::Now => "maintenant",
        Sys::Channel => "le canal",
        Sys::LoginLevel => "le niveau d’identification",
        Sys::Step => "l’étape",
        Sys::PreviousStep => "l’étape précédente",
    }
}

fn unit_name(unit: DateUnit) -> &'static str {
    match unit {
        DateUnit::Days => "jours",
        DateUnit::WorkingDays => "jours ouvrables",
        DateUnit::Weeks => "semaines",
        DateUnit::Months => "mois",
        DateUnit::Years => "ans",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_reads_as_a_sentence() {
        let text = r#"{"all":[{"eq":[{"field":"qual"},"autre"]},{"any":[{"ge":[{"age":{"field":"ne"}},{"param":"age_min"}]},
            {"not":{"answered":{"field":"ne"}}}]}]}"#;
        let cond: Cond = serde_json::from_str(text).unwrap();
        assert_eq!(
            cond.sentence(&Bare),
            "« qual » est « autre » et (l’âge depuis « ne » est au moins le paramètre age_min ou « ne » est sans réponse)"
        );
    }
}
