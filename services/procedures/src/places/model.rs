//! What is said of a place and of an event of life, as operators write it (docs/operators.md).

use std::collections::BTreeMap;

use beffroi_web::Lang;
use serde::{Deserialize, Serialize};
use time::{Date, Time};

time::serde::format_description!(hour, Time, "[hour]:[minute]");
time::serde::format_description!(day, Date, "[year]-[month]-[day]");

/// A place where people are received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its address on the site: `/lieux/<id>`; it never changes.
    pub id: String,
    /// In French.
    pub name: String,
    /// In other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<Lang, String>,
    pub address: PlaceAddress,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// How to come and to enter, in French: steps, lift, bus, parking.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Weekly>,
    /// Days whose hours are others than the week's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Legal holidays are days like the others; else the place is closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_on_holidays: bool,
    /// Names of the offices whose procedures are given here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Further procedures given here, by address; `*` for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<String>,
    /// Longitude and latitude (WGS 84), for the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<[f64; 2]>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceAddress {
    pub street: String,
    #[serde(default)]
    pub number: String,
    pub postcode: String,
    pub municipality: String,
    #[serde(default)]
    pub country: String,
}

/// Hours of some days of every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weekly {
    pub days: Vec<Weekday>,
    #[serde(with = "hour")]
    pub from: Time,
    #[serde(with = "hour")]
    pub to: Time,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}

impl Weekday {
    pub const ALL: [Self; 7] = [Self::Mo, Self::Tu, Self::We, Self::Th, Self::Fr, Self::Sa, Self::Su];

    pub fn of(date: Date) -> Self {
        Self::ALL[usize::from(date.weekday().number_days_from_monday())]
    }

    /// `mo` … `su`
    pub fn code(self) -> &'static str {
        match self {
            Self::Mo => "mo",
            Self::Tu => "tu",
            Self::We => "we",
            Self::Th => "th",
            Self::Fr => "fr",
            Self::Sa => "sa",
            Self::Su => "su",
        }
    }
}

/// Days on which the week's hours do not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    #[serde(with = "day")]
    pub from: Date,
    /// The last day.
    #[serde(with = "day")]
    pub to: Date,
    /// None: closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Slot>,
    /// In French: « Congés d’hiver ».
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// From one hour to another of the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    #[serde(with = "hour")]
    pub from: Time,
    #[serde(with = "hour")]
    pub to: Time,
}

/// An event of life as a checklist, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifeEvent {
    /// Its address on the site: `/vie/<id>`; the key that sheets of procedures name.
    pub id: String,
    /// In French; the interface's own words go before for the events it knows.
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    pub steps: Vec<Step>,
    /// What the commune asks once for all these procedures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asked_once: String,
}

/// A step: a procedure of the catalogue, or something that is done elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// Name of a procedure.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub procedure: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// « dans les 8 jours après »
    #[serde(skip_serializing_if = "String::is_empty")]
    pub when: String,
}

impl Step {
    /// Address of the procedure in the catalogue.
    pub fn slug(&self) -> String {
        self.procedure.replace('_', "-")
    }
}

impl Place {
    /// Name in a language, and the language it is in.
    pub fn name(&self, lang: Lang) -> (&str, Lang) {
        match self.names.get(&lang) {
            Some(name) if !name.is_empty() => (name, lang),
            _ => (&self.name, Lang::Fr),
        }
    }

    /// « place du Beffroi 1, 4999 Hautval »
    pub fn address_line(&self) -> String {
        let of = &self.address;
        format!("{} {}, {} {}", of.street, of.number, of.postcode, of.municipality).replace(" ,", ",")
    }

    /// Whether a procedure of an office is given here.
    pub fn gives(&self, slug: &str, unit: Option<&str>) -> bool {
        self.procedures.iter().any(|given| given == "*" || given == slug)
            || unit.is_some_and(|unit| self.units.iter().any(|given| given == unit))
    }
}
