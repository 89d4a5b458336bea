//! Persons, with or without an account, and what is known of each of them: sealed, and found through blind indexes.

use std::fmt;
use std::str::FromStr;

use beffroi_store::{StoreError, Tx, params};
use time::OffsetDateTime;
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

use crate::desk::Desk;
use crate::store;
use crate::vault::{Clear, Opened, Place, VaultError};

/// Retention basis of what is known of a person herself.
pub(crate) const BASIS: &str = "person";
const TABLE: &str = "people_attribute";

/// Something known of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute {
    /// First names.
    GivenName,
    /// Family name.
    FamilyName,
    /// Address of electronic mail; indexed.
    Email,
    /// Telephone number.
    Phone,
    /// Number of the national register; indexed.
    NationalNumber,
    /// Date of birth, `1985-07-30`.
    BirthDate,
    /// Postal address, as the lines of an envelope below the name.
    Address,
    /// Language in which to write to her: `fr`, `nl`, `de`, `en`.
    Language,
    /// How she wants to be written to: `mail`, `sms`, `letter`.
    Contact,
}

/// No attribute of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such attribute")]
pub struct NoSuchAttribute;

impl Attribute {
    /// Every attribute.
    pub const ALL: [Self; 9] = [
        Self::GivenName,
        Self::FamilyName,
        Self::Email,
        Self::Phone,
        Self::NationalNumber,
        Self::BirthDate,
        Self::Address,
        Self::Language,
        Self::Contact,
    ];

    /// The name of the field in purposes and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::NationalNumber => "national_number",
            Self::BirthDate => "birth_date",
            Self::Address => "address",
            Self::Language => "language",
            Self::Contact => "contact",
        }
    }

    /// The form in which values are compared, for those that can be looked up.
    fn normalised(self, value: &str) -> Option<String> {
        match self {
            Self::Email => Some(normal_email(value)),
            Self::NationalNumber => Some(
                value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect(),
            ),
            _ => None,
        }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Attribute {
    type Err = NoSuchAttribute;

    fn from_str(text: &str) -> Result<Self, NoSuchAttribute> {
        Self::ALL.into_iter().find(|attribute| attribute.as_str() == text).ok_or(NoSuchAttribute)
    }
}

/// NFC, trimmed, lower case.
pub(crate) fn normal_email(email: &str) -> String {
    email.trim().nfc().collect::<String>().to_lowercase()
}

impl Desk {
    /// A new person with what is known of her, in your transaction.
    pub async fn create_person(&self, tx: &Tx, known: &[(Attribute, &str)]) -> Result<Uuid, VaultError> {
        let person = self.ambient().uuid_v7();
        tx.exec(&store::ADD_PERSON, params![person, self.ambient().now()]).await?;
        for (attribute, value) in known {
            self.set_attribute(tx, person, *attribute, value).await?;
        }
        Ok(person)
    }

    /// Writes what is known of a person; the version grows. When staff changes it, also [`Desk::record`] it.
    pub async fn set_attribute(
        &self,
        tx: &Tx,
        person: Uuid,
        attribute: Attribute,
        value: &str,
    ) -> Result<(), VaultError> {
        let (name, value) = (attribute.as_str(), value.trim());
        let before = tx.opt(&store::ATTRIBUTE_VERSION, params![person, name]).await?;
        let version = before.map_or(Ok(0), |row| row.get::<u32>(0))?.saturating_add(1);
        let sealer = self.sealer(tx, person, BASIS).await?;
        let sealed = sealer.text(self.ambient(), &Place::new(TABLE, person, name), version, value)?;
        let now = self.ambient().now();
        tx.exec(&store::SET_ATTRIBUTE, params![person, name, version, sealed, now]).await?;
        if let Some(normalised) = attribute.normalised(value) {
            tx.exec(&store::DROP_INDEX, params![person, name]).await?;
            if !normalised.is_empty() {
                let index = self.ring().blind(self.authority(), name, normalised.as_bytes());
                tx.exec(&store::ADD_INDEX, params![name, index, person]).await?;
            }
        }
        Ok(())
    }

    /// Persons whose e-mail or national number is this one. Nothing is opened; other attributes find nobody.
    pub async fn find_person(&self, attribute: Attribute, value: &str) -> Result<Vec<Uuid>, StoreError> {
        let Some(normalised) = attribute.normalised(value) else { return Ok(Vec::new()) };
        let name = attribute.as_str();
        let index = self.ring().blind(self.authority(), name, normalised.as_bytes());
        let rows = self.db().query(&store::FIND_BY_INDEX, params![name, index]).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Opened {
    /// One attribute; `None` when it is not known. It must be among the fields of the purpose.
    pub async fn attribute(&self, attribute: Attribute) -> Result<Option<Clear>, VaultError> {
        if !self.covers(attribute.as_str()) {
            return Err(VaultError::FieldNotOpened(attribute.to_string()));
        }
        let known = self.attributes().await?;
        Ok(known.into_iter().find(|(found, _)| *found == attribute).map(|(_, clear)| clear))
    }

    /// Every known attribute among the fields of the purpose.
    pub async fn attributes(&self) -> Result<Vec<(Attribute, Clear)>, VaultError> {
        let known = self.attributes_dated().await?;
        Ok(known.into_iter().map(|(attribute, clear, _)| (attribute, clear)).collect())
    }

    /// The same, each with the moment it was last written.
    pub async fn attributes_dated(&self) -> Result<Vec<(Attribute, Clear, OffsetDateTime)>, VaultError> {
        let rows = self.desk().db().query(&store::ATTRIBUTES, params![self.person()]).await?;
        let mut known = Vec::new();
        for row in &rows {
            let name: String = row.get(0)?;
            let Ok(attribute) = name.parse::<Attribute>() else { continue };
            if self.covers(&name) {
                let place = Place::new(TABLE, self.person(), attribute.as_str());
                known.push((attribute, self.text(&place, &row.get::<Vec<u8>>(1)?)?, row.get(2)?));
            }
        }
        Ok(known)
    }
}
