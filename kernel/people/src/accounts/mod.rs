//! Accounts: a person's own way in. Passwords under argon2id, single-use tokens for what is proved by mail, answers and
//! times that do not tell whether an address has an account.
//!
//! No mail is sent here: tokens are handed to the caller once, in clear, and the caller queues the mail.

mod change;
mod password;
mod sign_in;
mod sign_up;
mod token;

pub use password::{PasswordError, PasswordHash};
pub use sign_up::{NewAccount, SignUp, SignUpOutcome};

pub(crate) use password::Gate;

use std::net::IpAddr;

use beffroi_store::StoreError;
use time::OffsetDateTime;

use crate::actor::Actor;
use crate::vault::{Secret, VaultError};

/// Who is knocking.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// Address of the machine (behind proxies: the one the named proxy gives).
    pub address: IpAddr,
    /// The browser's own description.
    pub user_agent: &'a str,
    /// Value of the device cookie that an earlier sign-in left, if any.
    pub device: Option<&'a str>,
}

/// A session just opened.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Value of the session cookie (`__Host-`, `HttpOnly`, `SameSite=Lax`).
    pub cookie: Secret,
    /// Value of the device cookie, to keep for a year: failures of others will not slow this browser down.
    pub device: Secret,
    /// Who she is.
    pub actor: Actor,
    /// When the session ends at the latest.
    pub expires_at: OffsetDateTime,
}

/// What an asked change of address led to. The page says the same in both cases; the mail differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailChange {
    /// To be sent to the new address.
    Token(Secret),
    /// The new address has an account: tell it so, by mail.
    AlreadyThere,
}

/// Why an account operation is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Unknown address or wrong password: which of the two is not told.
    #[error("address or password is wrong")]
    Wrong,
    /// The password is right, the address was never confirmed.
    #[error("the address is not confirmed yet")]
    Unconfirmed,
    /// Too many attempts: try again after so many seconds.
    #[error("too many attempts: wait {0} s")]
    Wait(u32),
    /// Too many people are signing in at this moment.
    #[error("too many sign-ins at once")]
    Busy,
    /// The token is unknown, used or out of date.
    #[error("this link was used or is out of date")]
    Token,
    /// Not an address of electronic mail.
    #[error("not an e-mail address")]
    Email,
    /// The new password is refused.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Keys.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Enough to be worth a confirmation mail: one `@`, a dot in the domain, no blanks, at most 254 characters.
fn check_email(email: &str) -> Result<(), AccountError> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let good = email.len() <= 254
        && !email.contains(blank)
        && email.split_once('@').is_some_and(|(local, domain)| {
            let labels = domain.split('.').all(|label| !label.is_empty());
            !local.is_empty() && !domain.contains('@') && domain.contains('.') && labels
        });
    if good { Ok(()) } else { Err(AccountError::Email) }
}
