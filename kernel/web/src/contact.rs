//! How a person wants to be written to: mail, SMS or letter, and where. The same questions in her settings and, without account, beside her file.

use beffroi_people::{Attribute, Opened};
use beffroi_store::Tx;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::page::Faults;
use crate::posted::Posted;
use crate::problem::Problem;

/// A way to write to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    Mail,
    Sms,
    Letter,
}

impl Preference {
    /// The preference of a stored or posted word.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "mail" => Some(Self::Mail),
            "sms" => Some(Self::Sms),
            "letter" => Some(Self::Letter),
            _ => None,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Letter => "letter",
        }
    }
}

/// What is known, or typed, of how to reach a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub preference: Option<Preference>,
    pub email: String,
    pub phone: String,
    /// Lines of the envelope below the name.
    pub address: String,
    /// Whether the address of mail is asked here; an account has its own way to change it.
    pub asks_email: bool,
}

/// Longest address, in characters: six lines of an envelope.
const ADDRESS_MOST: usize = 300;

impl Contact {
    /// What the vault knows.
    pub async fn known(opened: &Opened, asks_email: bool) -> Result<Self, Problem> {
        let mut contact = Self { asks_email, ..Self::default() };
        for (attribute, clear) in opened.attributes().await? {
            let text = clear.as_str().to_owned();
            match attribute {
                Attribute::Contact => contact.preference = Preference::of(&text),
                Attribute::Email => contact.email = text,
                Attribute::Phone => contact.phone = text,
                Attribute::Address => contact.address = text,
                _ => {}
            }
        }
        Ok(contact)
    }

    /// What a form says.
    pub fn posted(posted: &Posted, asks_email: bool) -> Self {
        let address = posted.get("contact-adresse").lines().map(str::trim).filter(|line| !line.is_empty());
        Self {
            preference: Preference::of(posted.get("contact")),
            email: posted.get("contact-email").to_owned(),
            phone: posted.get("contact-telephone").to_owned(),
            address: address.collect::<Vec<_>>().join("\n"),
            asks_email,
        }
    }

    /// Whether a way is chosen; mail is until she says otherwise.
    pub fn prefers(&self, word: &str) -> bool {
        self.preference.map_or(word == "mail", |of| of.as_str() == word)
    }

    /// What is missing or wrong, next to its field.
    pub fn check(&self, ctx: &Ctx) -> Faults {
        let mut faults = Faults::default();
        let Some(preference) = self.preference else {
            faults.push("contact-1", ctx.s("web-contact-missing"));
            return faults;
        };
        if self.asks_email {
            let wrong = !self.email.is_empty() && !is_address(&self.email);
            if wrong || (preference == Preference::Mail && self.email.is_empty()) {
                faults.push("contact-email", ctx.s("web-contact-email-wrong"));
            }
        }
        let phone = normal_phone(&self.phone, &ctx.authority().profile.country);
        let wrong = !self.phone.is_empty() && phone.is_none();
        if wrong || (preference == Preference::Sms && phone.is_none()) {
            faults.push("contact-telephone", ctx.s("web-contact-phone-wrong"));
        }
        let long = self.address.chars().count() > ADDRESS_MOST || self.address.lines().count() > 6;
        if long || (preference == Preference::Letter && self.address.lines().count() < 2) {
            faults.push("contact-adresse", ctx.s("web-contact-address-wrong"));
        }
        faults
    }

    /// Writes it, in the caller's transaction; [`Contact::check`] found nothing.
    pub async fn save(&self, ctx: &Ctx, tx: &Tx, person: Uuid) -> Result<(), Problem> {
        let phone = normal_phone(&self.phone, &ctx.authority().profile.country).unwrap_or_default();
        let preference = self.preference.unwrap_or(Preference::Mail).as_str();
        let mut values = vec![
            (Attribute::Contact, preference),
            (Attribute::Phone, &phone),
            (Attribute::Address, &self.address),
        ];
        if self.asks_email {
            values.push((Attribute::Email, &self.email));
        }
        for (attribute, value) in values {
            ctx.desk().set_attribute(tx, person, attribute, value).await?;
        }
        Ok(())
    }
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    })
}

/// E.164 (ITU-T): a national number takes the country's prefix.
fn normal_phone(typed: &str, country: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if typed.chars().any(char::is_alphabetic) {
        return None;
    }
    let prefix = if country == "FR" { "+33" } else { "+32" };
    let number = match (digits.strip_prefix("00"), digits.strip_prefix('0')) {
        (Some(international), _) => format!("+{international}"),
        (None, Some(national)) => format!("{prefix}{national}"),
        (None, None) => digits,
    };
    let rest = number.strip_prefix('+')?;
    ((8..=15).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_any_network_reads_it() {
        for (typed, country, kept) in [
            ("0470 00 00 01", "BE", Some("+32470000001")),
            ("06 12 34 56 78", "FR", Some("+33612345678")),
            ("0032/470.00.00.01", "BE", Some("+32470000001")),
            ("+352 621 123 456", "BE", Some("+352621123456")),
            ("470000001", "BE", None),
            ("0470", "BE", None),
            ("demain", "BE", None),
            ("", "BE", None),
        ] {
            assert_eq!(normal_phone(typed, country).as_deref(), kept, "{typed}");
        }
    }
}
