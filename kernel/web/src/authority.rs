//! A commune served by this instance: who it is, at which host names, in which colours. Told apart by the `Host` of a request.

use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::FluentValue;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::dates;
use crate::lang::Lang;
use crate::theme::Theme;

/// What an administrator sets of a commune. French names come with their forms, since « de » and « à » elide and contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// « Hautval »
    pub name: String,
    /// « de Hautval », « d’Arlon », « du Rœulx »
    pub name_of: String,
    /// « à Hautval », « au Rœulx »
    pub name_at: String,
    /// ISO 3166 alpha-2: `BE`, `FR`.
    pub country: String,
    /// NIS or INSEE code of the commune.
    pub code: String,
    pub postcodes: Vec<String>,
    pub address: PostalAddress,
    /// As people dial it: « 080 00 00 00 ».
    pub phone: String,
    pub email: String,
    /// When the town hall is open, in words, by language (French at least).
    pub hours: BTreeMap<Lang, String>,
    /// IANA name: `Europe/Brussels`.
    pub time_zone: String,
    #[serde(default)]
    pub theme: Theme,
    /// Further attributes that conditions may read (`authority`): name to values.
    #[serde(default)]
    pub attributes: BTreeMap<String, Vec<String>>,
}

impl Profile {
    /// The name as texts take it: `$of` with its French « de », `$name` bare, for the other languages.
    pub fn names(&self) -> [(&'static str, FluentValue<'_>); 2] {
        [("of", self.name_of.as_str().into()), ("name", self.name.as_str().into())]
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostalAddress {
    /// « Hôtel de ville »
    pub building: String,
    /// « place du Beffroi 1 »
    pub street: String,
    pub postcode: String,
    pub town: String,
}

impl PostalAddress {
    /// « Hôtel de ville, place du Beffroi 1, 4990 Hautval »
    pub fn line(&self) -> String {
        format!("{}, {}, {} {}", self.building, self.street, self.postcode, self.town)
    }
}

/// A commune as the running instance holds it.
#[derive(Debug)]
pub struct Authority {
    pub id: Uuid,
    pub hosts: Vec<String>,
    pub profile: Profile,
    /// When the profile last changed.
    pub changed_at: OffsetDateTime,
    zone: TimeZone,
    theme: Option<(String, String)>,
}

impl Authority {
    pub fn new(id: Uuid, hosts: Vec<String>, profile: Profile, changed_at: OffsetDateTime) -> Arc<Self> {
        let zone = dates::zone(&profile.time_zone);
        let theme = (!profile.theme.is_empty() && profile.theme.check().is_ok())
            .then(|| (format!("/theme-{}.css", profile.theme.hash()), profile.theme.css()));
        Arc::new(Self { id, hosts, profile, changed_at, zone, theme })
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Address of the commune's own colours; `None` when it keeps the product's.
    pub fn theme_href(&self) -> Option<&str> {
        self.theme.as_ref().map(|(href, _)| href.as_str())
    }

    /// The sheet at that address.
    pub fn theme_css(&self, href: &str) -> Option<&str> {
        self.theme.as_ref().filter(|(own, _)| own == href).map(|(_, css)| css.as_str())
    }

    pub fn hours(&self, lang: Lang) -> &str {
        self.profile.hours.get(&lang).or_else(|| self.profile.hours.get(&Lang::Fr)).map_or("", String::as_str)
    }

    /// The phone number as a page shows it, on one line.
    pub fn phone(&self) -> String {
        self.profile.phone.replace(' ', "\u{a0}")
    }

    /// `tel:` address of the phone number: digits and a leading `+` only.
    pub fn phone_href(&self) -> String {
        let digits: String = self.profile.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let prefix = match self.profile.country.as_str() {
            "FR" => "+33",
            _ => "+32",
        };
        match digits.strip_prefix('0') {
            Some(national) => format!("tel:{prefix}{national}"),
            None => format!("tel:{digits}"),
        }
    }
}
