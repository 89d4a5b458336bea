//! Comparisons of two values of the source: equality, order, containment.

use super::condition::{all, always, any, face, never, not, options_where, over_fields, truth, truth_of};
use super::django::Operator;
use super::ids;
use super::value::{Case, ChoiceRef, Face, Reader, Refusal, Ty, Val, literal, number, text_term};
use crate::cond::{Cond, Literal, Set, Sys, Term};
use crate::import::codes::{Code, Reason};

/// Converts `left operator right`.
pub(super) fn compare(
    reader: &mut Reader<'_>,
    operator: Operator,
    left: Val,
    right: Val,
) -> Result<Cond, Refusal> {
    match operator {
        Operator::Ne | Operator::IsNot => Ok(not(equal(reader, operator, left, right)?)),
        Operator::Eq | Operator::Is => equal(reader, operator, left, right),
        Operator::NotIn => {
            if matches!(right, Val::Empty) {
                return Ok(never());
            }
            let mut parts = sides_answered(reader, &left, &right);
            parts.push(not(contained(reader, left, right)?));
            Ok(all(parts))
        }
        Operator::In => contained(reader, left, right),
        _ => ordered(reader, operator, left, right),
    }
}

fn equal(reader: &mut Reader<'_>, operator: Operator, left: Val, right: Val) -> Result<Cond, Refusal> {
    let (left, right) =
        if matches!(left, Val::Const(_) | Val::Empty) { (right, left) } else { (left, right) };
    if matches!(operator, Operator::Is | Operator::IsNot) && matches!(right, Val::Empty) {
        reader.note(Code::Identity, "");
    }
    match (left, right) {
        (Val::Const(a), Val::Const(b)) => Ok(truth_of(same_literal(&a, &b))),
        (Val::Empty, Val::Empty) => Ok(always()),
        (Val::Empty, Val::Const(_)) => Ok(never()),
        (value, Val::Empty) => Ok(not(answered(reader, &value))),
        (value, Val::Const(Literal::Text(text))) if text.is_empty() => Ok(not(answered(reader, &value))),
        (value, Val::Const(constant)) => equals_constant(reader, value, &constant),
        (Val::Choice(choice), other) | (other, Val::Choice(choice)) => {
            let other = text_term(other).ok_or_else(|| uncomparable("=="))?;
            if choice.face == Face::Label || choice.fields.iter().any(|field| !field.options.closed) {
                reader.note(Code::LabelComparison, "");
            }
            Ok(over_fields(reader, &choice, |_, field| Cond::Eq(face(&choice, field), other.clone())))
        }
        (Val::TimeNow, _) | (_, Val::TimeNow) => Err(uncomparable("==")),
        (left, right) => {
            let missing = [&left, &right].map(|side| match side {
                Val::Term(Term::Sys(_) | Term::Authority(_) | Term::Literal(_), _) => None,
                Val::Term(term, _) => Some(not(Cond::Answered(term.clone()))),
                _ => None,
            });
            let same = pair(reader, left, right, Cond::Eq)?;
            // Two missing values are the same value in the source.
            let [Some(first), Some(second)] = missing else { return Ok(same) };
            Ok(any(vec![same, all(vec![first, second])]))
        }
    }
}

/// `not in` is false in the source when a side is missing: looking into nothing fails, and so does looking for
/// nothing in a text. A filter such as `lower` makes a text of nothing.
fn sides_answered(reader: &mut Reader<'_>, left: &Val, right: &Val) -> Vec<Cond> {
    let can_miss = |value: &&Val| match value {
        Val::Choice(choice) => choice.case == Case::Same,
        Val::Term(Term::Authority(_) | Term::Lower(_), _) => false,
        Val::Term(_, ty) => *ty != Ty::Bool,
        _ => false,
    };
    let into_text = !matches!(right, Val::Set(_));
    let sides = [left].into_iter().filter(|_| into_text).chain([right]);
    sides.filter(can_miss).map(|side| answered(reader, side)).collect()
}

fn same_literal(left: &Literal, right: &Literal) -> bool {
    match (left, right) {
        (Literal::Bool(b), Literal::Integer(n)) | (Literal::Integer(n), Literal::Bool(b)) => {
            *n == i64::from(*b)
        }
        (left, right) => left == right,
    }
}

fn answered(reader: &mut Reader<'_>, value: &Val) -> Cond {
    match value {
        Val::Term(term, _) => Cond::Answered(term.clone()),
        other => truth(reader, other),
    }
}

fn equals_constant(reader: &mut Reader<'_>, value: Val, constant: &Literal) -> Result<Cond, Refusal> {
    let text = match constant {
        Literal::Text(text) => text.clone(),
        Literal::Integer(n) => n.to_string(),
        Literal::Bool(yes) => if *yes { "True" } else { "False" }.to_owned(),
    };
    match value {
        Val::Choice(choice) => Ok(over_fields(reader, &choice, |reader, field| {
            if field.options.closed {
                if field.many && choice.face == Face::Label {
                    reader.note(Code::SeveralAsOne, "");
                }
                return options_where(reader, &choice, field, &|option| option == text);
            }
            reader.note(Code::OpenList, text.as_str());
            if field.many {
                Cond::Has(Term::Field(field.id.clone()), literal(&text))
            } else {
                Cond::Eq(face(&choice, field), literal(&text))
            }
        })),
        Val::Term(term, Ty::Bool) => Ok(boolean(reader, &Val::Term(term, Ty::Bool), &text)),
        Val::Cond(cond) => Ok(boolean(reader, &Val::Cond(cond), &text)),
        Val::Term(term, Ty::Number) => {
            if let Some(n) = number(Val::Const(constant.clone())) {
                return Ok(Cond::Eq(term, n));
            }
            reader.note(Code::NeverEqual, text);
            Ok(never())
        }
        Val::Term(Term::Authority(_), _) => Ok(contained_in_authority(&text)),
        Val::Term(term, _) => Ok(Cond::Eq(term, literal(&text))),
        Val::StepName(sys) => Ok(step(reader, sys, |name| name == text, &text)),
        Val::Rows(slug, _) => {
            reader.note(Code::NeverEqual, slug);
            Ok(never())
        }
        Val::Concat(parts) => {
            let term = text_term(Val::Concat(parts)).ok_or_else(|| uncomparable("=="))?;
            Ok(Cond::Eq(term, literal(&text)))
        }
        _ => Err(uncomparable("==")),
    }
}

fn contained_in_authority(text: &str) -> Cond {
    let postcodes = Term::Authority(ids::slug("postcodes", "postcodes"));
    Cond::In(literal(text), Set::Term(postcodes))
}

fn boolean(reader: &mut Reader<'_>, value: &Val, text: &str) -> Cond {
    let truth = truth(reader, value);
    match text {
        "True" | "true" | "1" | "Oui" | "Yes" => truth,
        "False" | "false" | "0" | "Non" | "No" => match value {
            Val::Term(term, _) => Cond::Eq(term.clone(), Term::Literal(Literal::Bool(false))),
            _ => not(truth),
        },
        _ => {
            reader.note(Code::NeverEqual, text);
            never()
        }
    }
}

/// Steps whose displayed name passes the test.
fn step(reader: &mut Reader<'_>, sys: Sys, test: impl Fn(&str) -> bool, text: &str) -> Cond {
    let steps: Vec<Literal> = reader
        .scope
        .steps
        .iter()
        .filter(|(name, _)| test(name.as_str()))
        .map(|(_, id)| Literal::Text(id.as_str().to_owned()))
        .collect();
    match steps.as_slice() {
        [] if reader.scope.steps.is_empty() => {
            reader.note(Code::UnknownStep, text);
            Cond::Eq(Term::Sys(sys), literal(&ids::slug(text, "step")))
        }
        [] => {
            reader.note(Code::UnknownStep, text);
            never()
        }
        [one] => Cond::Eq(Term::Sys(sys), Term::Literal(one.clone())),
        _ => Cond::In(Term::Sys(sys), Set::Literals(steps)),
    }
}

fn uncomparable(operator: &str) -> Reason {
    Reason::new(Code::Uncomparable, operator)
}

/// A comparison of two terms, brought to one type.
fn pair(
    reader: &mut Reader<'_>,
    left: Val,
    right: Val,
    build: impl Fn(Term, Term) -> Cond,
) -> Result<Cond, Refusal> {
    let ty = |value: &Val| match value {
        Val::Term(_, ty) => Some(*ty),
        Val::Cond(_) => Some(Ty::Bool),
        _ => None,
    };
    match (ty(&left), ty(&right)) {
        (Some(Ty::Number), Some(Ty::Text) | None) | (Some(Ty::Text) | None, Some(Ty::Number)) => {
            match (number(left), number(right)) {
                (Some(left), Some(right)) => Ok(build(left, right)),
                _ => Err(uncomparable("==")),
            }
        }
        (Some(a @ (Ty::Date | Ty::Time | Ty::Datetime)), Some(b)) if a != b && b != Ty::Text => {
            match (moment(left), moment(right)) {
                (Some(left), Some(right)) => Ok(build(left, right)),
                _ => Err(uncomparable("<")),
            }
        }
        (Some(a), Some(b)) if a != b => {
            reader.note(Code::MixedTypes, "");
            Ok(never())
        }
        _ => match (text_term(left), text_term(right)) {
            (Some(left), Some(right)) => Ok(build(left, right)),
            _ => Err(uncomparable("==")),
        },
    }
}

/// A date as the moment it begins.
fn moment(value: Val) -> Option<Term> {
    match value {
        Val::Term(term, Ty::Datetime) => Some(term),
        Val::Term(term, Ty::Date) => Some(Term::At(Box::new(term), Box::new(literal("00:00")))),
        Val::Term(term, Ty::Time) => Some(at_today(term)),
        _ => None,
    }
}

fn at_today(time: Term) -> Term {
    Term::At(Box::new(Term::Sys(Sys::Today)), Box::new(time))
}

fn ordered(reader: &mut Reader<'_>, operator: Operator, left: Val, right: Val) -> Result<Cond, Refusal> {
    let build = |left: Term, right: Term| match operator {
        Operator::Lt => Cond::Lt(left, right),
        Operator::Le => Cond::Le(left, right),
        Operator::Gt => Cond::Gt(left, right),
        _ => Cond::Ge(left, right),
    };
    match (left, right) {
        (Val::Empty, _) | (_, Val::Empty) => Ok(never()),
        (Val::TimeText, _) | (_, Val::TimeText) => {
            reader.note(Code::TextAsTime, operator.symbol());
            Ok(always())
        }
        (Val::Const(Literal::Integer(a)), Val::Const(Literal::Integer(b))) => Ok(truth_of(match operator {
            Operator::Lt => a < b,
            Operator::Le => a <= b,
            Operator::Gt => a > b,
            _ => a >= b,
        })),
        (Val::TimeNow, Val::Term(time, Ty::Time)) => Ok(build(Term::Sys(Sys::Now), at_today(time))),
        (Val::Term(time, Ty::Time), Val::TimeNow) => Ok(build(at_today(time), Term::Sys(Sys::Now))),
        (Val::TimeNow, Val::Const(Literal::Text(time))) => {
            Ok(build(Term::Sys(Sys::Now), at_today(literal(&time))))
        }
        (Val::Const(Literal::Text(time)), Val::TimeNow) => {
            Ok(build(at_today(literal(&time)), Term::Sys(Sys::Now)))
        }
        (Val::Choice(choice), other) => ordered_choice(reader, &choice, other, &build),
        (other, Val::Choice(choice)) => ordered_choice(reader, &choice, other, &|a, b| build(b, a)),
        (Val::Term(left, Ty::Date), Val::Term(right, Ty::Date)) => Ok(build(left, right)),
        (Val::Term(left, ty @ (Ty::Date | Ty::Time | Ty::Datetime)), Val::Const(Literal::Text(text))) => {
            let _ = ty;
            Ok(build(left, literal(&text)))
        }
        (Val::Const(Literal::Text(text)), Val::Term(right, Ty::Date | Ty::Time | Ty::Datetime)) => {
            Ok(build(literal(&text), right))
        }
        (left, right) => {
            let numeric = |value: &Val| matches!(value, Val::Term(_, Ty::Number | Ty::Text) | Val::Const(_));
            if numeric(&left) && numeric(&right) {
                if let (Some(left), Some(right)) = (number(left), number(right)) {
                    return Ok(build(left, right));
                }
                return Err(uncomparable(operator.symbol()));
            }
            pair(reader, left, right, build)
        }
    }
}

fn ordered_choice(
    reader: &mut Reader<'_>,
    choice: &ChoiceRef,
    other: Val,
    build: &dyn Fn(Term, Term) -> Cond,
) -> Result<Cond, Refusal> {
    reader.note(Code::ChoiceAsNumber, "");
    let other = number(other).ok_or_else(|| uncomparable("<"))?;
    Ok(over_fields(reader, choice, |_, field| {
        build(Term::Number(Box::new(face(choice, field))), other.clone())
    }))
}

/// `left in right`: a piece of a text, or one of several values.
fn contained(reader: &mut Reader<'_>, left: Val, right: Val) -> Result<Cond, Refusal> {
    match (left, right) {
        (_, Val::Empty) | (Val::Empty, _) => Ok(never()),
        (Val::Const(Literal::Text(piece)), Val::Const(Literal::Text(text))) => {
            Ok(truth_of(text.contains(&piece)))
        }
        (Val::Const(Literal::Text(piece)), Val::Choice(choice)) => {
            Ok(piece_of_choice(reader, &piece, &choice))
        }
        (Val::Choice(choice), Val::Const(Literal::Text(text))) if closed(&choice) => {
            Ok(over_fields(reader, &choice, |reader, field| {
                options_where(reader, &choice, field, &|option| text.contains(option))
            }))
        }
        (Val::Choice(choice), Val::Set(Set::Literals(values))) if closed(&choice) => {
            let has = |option: &str| values.contains(&Literal::Text(option.to_owned()));
            Ok(over_fields(reader, &choice, |reader, field| options_where(reader, &choice, field, &has)))
        }
        (Val::StepName(sys), Val::Const(Literal::Text(text))) => {
            Ok(step(reader, sys, |name| text.contains(name), &text))
        }
        (Val::Const(Literal::Text(piece)), Val::StepName(sys)) => {
            Ok(step(reader, sys, |name| name.contains(&piece), &piece))
        }
        (Val::Const(piece), Val::Set(set)) => match set {
            Set::Literals(values) => Ok(truth_of(values.contains(&piece))),
            set @ Set::Term(_) => Ok(Cond::In(Term::Literal(piece), set)),
        },
        (left, Val::Set(set)) => Ok(Cond::In(text_term(left).ok_or_else(|| uncomparable("in"))?, set)),
        (left, Val::Term(term @ Term::Authority(_), _)) => {
            let left = text_term(left).ok_or_else(|| uncomparable("in"))?;
            Ok(Cond::In(left, Set::Term(term)))
        }
        (left, Val::Const(Literal::Text(text))) => {
            reader.note(Code::PieceOfConstant, text.as_str());
            let values = text.split(',').map(|part| Literal::Text(part.trim().to_owned())).collect();
            Ok(Cond::In(text_term(left).ok_or_else(|| uncomparable("in"))?, Set::Literals(values)))
        }
        (left, Val::Choice(choice)) => {
            let piece = text_term(left).ok_or_else(|| uncomparable("in"))?;
            reader.note(Code::LabelComparison, "");
            Ok(over_fields(reader, &choice, |_, field| {
                if field.many {
                    Cond::Has(Term::Field(field.id.clone()), piece.clone())
                } else {
                    Cond::Contains(face(&choice, field), piece.clone())
                }
            }))
        }
        (left, Val::Term(text, Ty::Text)) => {
            Ok(Cond::Contains(text, text_term(left).ok_or_else(|| uncomparable("in"))?))
        }
        _ => Err(uncomparable("in")),
    }
}

fn closed(choice: &ChoiceRef) -> bool {
    choice.fields.iter().all(|field| field.options.closed && !field.many)
}

fn piece_of_choice(reader: &mut Reader<'_>, piece: &str, choice: &ChoiceRef) -> Cond {
    over_fields(reader, choice, |reader, field| {
        if field.options.closed {
            let whole = field.many && choice.face == Face::Id;
            let test = |option: &str| if whole { option == piece } else { option.contains(piece) };
            return options_where(reader, choice, field, &test);
        }
        reader.note(Code::OpenList, piece);
        if field.many {
            Cond::Has(Term::Field(field.id.clone()), literal(piece))
        } else {
            Cond::Contains(face(choice, field), literal(piece))
        }
    })
}
