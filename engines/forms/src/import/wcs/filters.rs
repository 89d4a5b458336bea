//! Filters of the source (`|lower`, `|age_in_years`, `|add:1`) on values.

use super::django::{Base, Filter};
use super::value::{Case, ChoiceRef, Face, Reader, Refusal, Ty, Val, first, id, literal, number, text_term};
use crate::cond::{Cond, DateUnit, Literal, Set, Sys, Term};
use crate::import::codes::{Code, Reason};
use crate::model::ParamType;

impl Reader<'_> {
    /// The value after a filter.
    pub(super) fn filter(&mut self, value: Val, filter: &Filter) -> Result<Val, Refusal> {
        let unsupported = || refused(&filter.name);
        Ok(match (filter.name.as_str(), value) {
            (
                "safe" | "escape" | "force_escape" | "unlazy_filter" | "json_dumps" | "strip" | "unaccent"
                | "qrcode" | "linebreaksbr" | "linebreaks" | "stringformat",
                value,
            ) => value,
            ("lower" | "upper", value) => {
                let case = if filter.name == "lower" { Case::Lower } else { Case::Upper };
                match value {
                    Val::Const(Literal::Text(text)) => Val::Const(Literal::Text(case.apply(&text))),
                    Val::Choice(choice) => Val::Choice(ChoiceRef { case, ..choice }),
                    Val::Term(term, Ty::Text) if case == Case::Lower => {
                        Val::Term(Term::Lower(Box::new(term)), Ty::Text)
                    }
                    Val::Empty => Val::Empty,
                    _ => return Err(unsupported()),
                }
            }
            ("length" | "count" | "length_is", value) => self.length(value)?,
            (
                "date" | "datetime" | "time" | "parse_date" | "parse_datetime" | "age_in_years"
                | "age_in_days",
                value,
            ) => Self::moment(value, filter).ok_or_else(unsupported)?,
            ("add_days" | "add_weeks" | "add_months" | "add_years" | "add_working_days", value) => {
                self.later(value, filter)?
            }
            ("is_today" | "is_future" | "is_past", value) => {
                around_today(value, filter).ok_or_else(unsupported)?
            }
            ("get", Val::Choice(choice)) if choice.face == Face::Id => self.column(choice, filter)?,
            ("add" | "subtract" | "substract" | "multiply", value) => self.sum(value, filter)?,
            ("decimal" | "integer" | "float" | "floatformat" | "round", value) => {
                Val::Term(number(value).ok_or_else(unsupported)?, Ty::Number)
            }
            ("default" | "default_if_none", value) => self.fallback(value, filter)?,
            ("split", value) => self.split(value, filter)?,
            ("startswith" | "endswith", value) => self.affix(value, filter)?,
            ("is_empty", value) => Val::Cond(super::condition::not(super::condition::truth(self, &value))),
            _ => return Err(unsupported()),
        })
    }

    /// `|get:"price"` on a chosen row.
    fn column(&mut self, choice: ChoiceRef, filter: &Filter) -> Result<Val, Refusal> {
        match self.argument(filter)? {
            Val::Const(Literal::Text(name)) => self.choice(choice.fields, &name),
            _ => Err(refused(&filter.name)),
        }
    }

    fn argument(&mut self, filter: &Filter) -> Result<Val, Refusal> {
        match &filter.argument {
            Some(base) => self.base(base),
            None => Err(Reason::new(Code::UnsupportedFilter, filter.name.clone())),
        }
    }

    fn length(&mut self, value: Val) -> Result<Val, Refusal> {
        let term = match value {
            Val::Const(Literal::Text(text)) => {
                let n = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                return Ok(Val::Const(Literal::Integer(n)));
            }
            Val::Empty => return Ok(Val::Const(Literal::Integer(0))),
            Val::Choice(choice) if choice.face == Face::Id || choice.fields.iter().any(|f| f.many) => {
                Term::Add(
                    choice.fields.into_iter().map(|f| Term::Count(Box::new(Term::Field(f.id)))).collect(),
                )
            }
            Val::Choice(choice) => {
                let label = id("label");
                let labels = choice.fields.into_iter().map(|f| Term::Col(f.id, label.clone()));
                or_zero(Term::Length(Box::new(first(labels.collect()))))
            }
            Val::Term(term, Ty::Text) => or_zero(Term::Length(Box::new(term))),
            Val::Term(term, Ty::Opaque) => Term::Count(Box::new(term)),
            Val::Rows(slug, options) => {
                if options.closed {
                    let n = i64::try_from(options.rows.len()).unwrap_or(i64::MAX);
                    return Ok(Val::Const(Literal::Integer(n)));
                }
                self.note(Code::RowsParam, slug.as_str());
                let rows = format!("rows_{slug}");
                Term::Param(self.scope.invented.param(id(&rows), ParamType::Integer, &rows))
            }
            _ => return Err(Reason::new(Code::UnsupportedFilter, "length")),
        };
        Ok(Val::Term(unwrap_single(term), Ty::Number))
    }

    fn moment(value: Val, filter: &Filter) -> Option<Val> {
        if filter.argument.is_some() {
            return None;
        }
        Some(match (filter.name.as_str(), value) {
            (_, Val::Empty) => Val::Empty,
            ("time", Val::Term(Term::Sys(Sys::Now), _)) => Val::TimeNow,
            ("time", Val::Term(term, Ty::Time)) => Val::Term(term, Ty::Time),
            ("date", Val::Term(Term::Sys(Sys::Now), _)) => Val::Term(Term::Sys(Sys::Today), Ty::Date),
            (
                "date" | "datetime" | "parse_date" | "parse_datetime",
                Val::Term(term, ty @ (Ty::Date | Ty::Datetime)),
            ) => Val::Term(term, ty),
            ("age_in_years", Val::Term(term, Ty::Date)) => Val::Term(Term::Age(Box::new(term)), Ty::Number),
            ("age_in_days", Val::Term(term, Ty::Date)) => {
                let days = Term::DaysBetween(Box::new(term), Box::new(Term::Sys(Sys::Today)));
                Val::Term(days, Ty::Number)
            }
            ("date" | "time" | "datetime", Val::Const(Literal::Text(text))) => {
                Val::Const(Literal::Text(text))
            }
            ("datetime", Val::Concat(parts)) => {
                let mut terms = parts.into_iter().filter_map(|part| match part {
                    Val::Term(term, ty @ (Ty::Date | Ty::Time)) => Some((term, ty)),
                    _ => None,
                });
                let ((date, Ty::Date), (time, Ty::Time)) = (terms.next()?, terms.next()?) else {
                    return None;
                };
                Val::Term(Term::At(Box::new(date), Box::new(time)), Ty::Datetime)
            }
            ("time", Val::Term(_, Ty::Text)) => Val::TimeText,
            _ => return None,
        })
    }

    fn later(&mut self, value: Val, filter: &Filter) -> Result<Val, Refusal> {
        let unit = match filter.name.as_str() {
            "add_weeks" => DateUnit::Weeks,
            "add_months" => DateUnit::Months,
            "add_years" => DateUnit::Years,
            "add_working_days" => DateUnit::WorkingDays,
            _ => DateUnit::Days,
        };
        let amount = self.argument(filter)?;
        match (value, number(amount)) {
            (Val::Term(term, ty @ (Ty::Date | Ty::Datetime)), Some(amount)) => {
                Ok(Val::Term(Term::DateAdd(Box::new(term), Box::new(amount), unit), ty))
            }
            (Val::Empty, _) => Ok(Val::Empty),
            _ => Err(Reason::new(Code::UnsupportedFilter, filter.name.clone())),
        }
    }

    fn sum(&mut self, left: Val, filter: &Filter) -> Result<Val, Refusal> {
        let right = self.argument(filter)?;
        let texts = |value: &Val| match value {
            Val::Const(Literal::Text(text)) => text.trim().parse::<f64>().is_err(),
            Val::Concat(_) => true,
            Val::Term(_, ty) => matches!(ty, Ty::Date | Ty::Time),
            _ => false,
        };
        if filter.name == "add" && (texts(&left) || texts(&right)) {
            if let (Val::Const(Literal::Text(left)), Val::Const(Literal::Text(right))) = (&left, &right) {
                return Ok(Val::Const(Literal::Text(format!("{left}{right}"))));
            }
            let mut parts = match left {
                Val::Concat(parts) => parts,
                other => vec![other],
            };
            parts.push(right);
            return Ok(Val::Concat(parts));
        }
        let (Some(left), Some(right)) = (number(left), number(right)) else {
            return Err(Reason::new(Code::UnsupportedFilter, filter.name.clone()));
        };
        let zero = Term::Literal(Literal::Integer(0));
        let term = match filter.name.as_str() {
            "add" if right == zero => left,
            "add" => Term::Add(vec![left, right]),
            "subtract" | "substract" => Term::Sub(Box::new(left), Box::new(right)),
            _ => Term::Mul(vec![left, right]),
        };
        Ok(Val::Term(term, Ty::Number))
    }

    fn fallback(&mut self, value: Val, filter: &Filter) -> Result<Val, Refusal> {
        let otherwise = self.argument(filter)?;
        Ok(match (value, otherwise) {
            (Val::Empty, other) => other,
            (Val::Term(term, Ty::Number), other) => {
                let other = number(other).ok_or_else(|| Reason::new(Code::UnsupportedFilter, "default"))?;
                Val::Term(Term::First(vec![term, other]), Ty::Number)
            }
            (value, Val::Const(Literal::Text(text))) if text.is_empty() => value,
            (Val::Term(term, Ty::Text), Val::Const(Literal::Integer(n))) => {
                Val::Term(Term::First(vec![term, literal(&n.to_string())]), Ty::Text)
            }
            (Val::Term(term, ty), other) => match text_term(other) {
                Some(other) => Val::Term(Term::First(vec![term, other]), ty),
                None => Val::Term(term, ty),
            },
            (value, _) => value,
        })
    }

    fn split(&mut self, value: Val, filter: &Filter) -> Result<Val, Refusal> {
        let separator = match &filter.argument {
            Some(Base::Text(text)) if !text.is_empty() => text.as_str(),
            _ => ",",
        };
        Ok(match value {
            Val::Const(Literal::Text(text)) => {
                Val::Set(Set::Literals(text.split(separator).map(|t| Literal::Text(t.to_owned())).collect()))
            }
            Val::Term(term @ Term::Authority(_), _) => Val::Set(Set::Term(term)),
            Val::Term(term, Ty::Text) => {
                self.note(Code::SplitText, separator);
                Val::Term(term, Ty::Text)
            }
            _ => return Err(Reason::new(Code::UnsupportedFilter, "split")),
        })
    }

    fn affix(&mut self, value: Val, filter: &Filter) -> Result<Val, Refusal> {
        let Val::Const(Literal::Text(affix)) = self.argument(filter)? else {
            return Err(Reason::new(Code::UnsupportedFilter, filter.name.clone()));
        };
        let start = filter.name == "startswith";
        match value {
            Val::Choice(choice) => {
                let test =
                    |label: &str| if start { label.starts_with(&affix) } else { label.ends_with(&affix) };
                if !start && choice.fields.iter().any(|field| !field.options.closed) {
                    return Err(Reason::new(Code::UnsupportedFilter, "endswith"));
                }
                Ok(Val::Cond(super::condition::over_fields(self, &choice, |reader, field| {
                    if field.options.closed {
                        return super::condition::options_where(reader, &choice, field, &test);
                    }
                    reader.note(Code::OpenList, affix.as_str());
                    Cond::StartsWith(super::condition::face(&choice, field), literal(&affix))
                })))
            }
            Val::Term(term, Ty::Text) if start => Ok(Val::Cond(Cond::StartsWith(term, literal(&affix)))),
            Val::Empty => Ok(Val::Cond(super::condition::never())),
            _ => Err(Reason::new(Code::UnsupportedFilter, filter.name.clone())),
        }
    }
}

/// Filters of Django and of the product that have no counterpart here; any other comes from the original platform.
const KNOWN_FILTERS: [&str; 34] = [
    "get",
    "getlist",
    "first",
    "last",
    "join",
    "slice",
    "truncatechars",
    "truncatewords",
    "title",
    "capfirst",
    "wordcount",
    "yesno",
    "pluralize",
    "random",
    "dictsort",
    "divisibleby",
    "filesizeformat",
    "timesince",
    "timeuntil",
    "urlencode",
    "slugify",
    "cut",
    "divide",
    "modulo",
    "sum",
    "abs",
    "min",
    "max",
    "age_in_hours",
    "age_in_seconds",
    "add_hours",
    "add_minutes",
    "is_future",
    "is_past",
];

/// Filters that read the cards and files of the original platform.
const QUERIES: [&str; 7] = [
    "objects",
    "filter_by",
    "filter_value",
    "exclude_value",
    "filter_by_user",
    "order_by",
    "with_custom_view",
];

fn refused(filter: &str) -> Reason {
    let code = if QUERIES.contains(&filter) {
        Code::CardRead
    } else if KNOWN_FILTERS.contains(&filter) || super::django::is_builtin(filter) {
        Code::UnsupportedFilter
    } else {
        Code::ForeignFilter
    };
    Reason::new(code, filter)
}

/// `|is_past` and its like, on a date.
fn around_today(value: Val, filter: &Filter) -> Option<Val> {
    let today = Term::Sys(Sys::Today);
    let Val::Term(date, Ty::Date) = value else { return None };
    Some(Val::Cond(match filter.name.as_str() {
        "is_today" => Cond::Eq(date, today),
        "is_future" => Cond::Gt(date, today),
        _ => Cond::Lt(date, today),
    }))
}

/// The source finds no characters in nothing; here the length of nothing is nothing.
fn or_zero(length: Term) -> Term {
    Term::First(vec![length, Term::Literal(Literal::Integer(0))])
}

fn unwrap_single(term: Term) -> Term {
    match term {
        Term::Add(mut terms) if terms.len() == 1 => terms.remove(0),
        other => other,
    }
}
