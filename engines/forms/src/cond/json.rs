//! Terms in JSON: a bare literal or an object with one operator.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{Literal, Term};

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(literal) => literal.serialize(serializer),
            operator => Self::serialize(operator, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TermVisitor)
    }
}

struct TermVisitor;

impl<'de> Visitor<'de> for TermVisitor {
    type Value = Term;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a literal (string, integer, boolean) or an object with one operator")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Term, E> {
        Ok(Term::Literal(Literal::Bool(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Term, E> {
        Ok(Term::Literal(Literal::Integer(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Term, E> {
        i64::try_from(value)
            .map(|value| Term::Literal(Literal::Integer(value)))
            .map_err(|_| E::custom("integer too large"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Term, E> {
        Ok(Term::Literal(Literal::Text(value.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Term, A::Error> {
        Term::deserialize(MapAccessDeserializer::new(map))
    }
}
