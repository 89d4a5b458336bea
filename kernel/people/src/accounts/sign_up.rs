//! Making an account: by oneself, confirmed by mail, or by the command line.

use beffroi_store::{StoreError, Tx, params};
use uuid::Uuid;

use super::password::{self, PasswordHash};
use super::token::TokenKind;
use super::{AccountError, Client, SignedIn, check_email};
use crate::desk::Desk;
use crate::person::{Attribute, normal_email};
use crate::store;
use crate::vault::Secret;

/// What somebody types to get an account.
#[derive(Debug, Clone, Copy)]
pub struct SignUp<'a> {
    /// Address of electronic mail.
    pub email: &'a str,
    /// Password.
    pub password: &'a str,
    /// First names.
    pub given_name: &'a str,
    /// Family name.
    pub family_name: &'a str,
}

/// The page says the same in both cases ("look into your mailbox"); the mail differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignUpOutcome {
    /// Send this token to the address.
    Created {
        /// The new person.
        person: Uuid,
        /// For the link in the mail.
        token: Secret,
    },
    /// The address has an account: tell it so, by mail.
    AlreadyThere,
}

/// An account that is confirmed from the start.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    /// Address of electronic mail.
    pub email: &'a str,
    /// From [`Desk::hash_password`].
    pub password: &'a PasswordHash,
    /// First names.
    pub given_name: &'a str,
    /// Family name.
    pub family_name: &'a str,
}

impl Desk {
    pub(super) fn email_index(&self, email: &str) -> [u8; 16] {
        self.ring().blind(self.authority(), Attribute::Email.as_str(), normal_email(email).as_bytes())
    }

    /// Asks for an account. It cannot be used before [`Desk::confirm_email`]; asking again replaces what was asked
    /// before, so nobody can prepare an account with somebody else's address.
    pub async fn sign_up(&self, asked: SignUp<'_>) -> Result<SignUpOutcome, AccountError> {
        check_email(asked.email.trim())?;
        password::check(asked.password, &normal_email(asked.email))?;
        let index = self.email_index(asked.email);
        self.attempt(&self.mail_counts(&index, None)).await?.map_err(AccountError::Wait)?;
        let password = &self.hash_password(asked.password, asked.email).await?;
        self.db()
            .write(move |tx| async move {
                let known = tx.opt(&store::ACCOUNT_BY_EMAIL, params![index]).await?;
                let person = match known {
                    Some(row) if row.get::<Option<time::OffsetDateTime>>(2)?.is_some() => {
                        return Ok(SignUpOutcome::AlreadyThere);
                    }
                    Some(row) => {
                        let person: Uuid = row.get(0)?;
                        tx.exec(&store::SET_PASSWORD, params![person, &password.0]).await?;
                        self.set_attribute(&tx, person, Attribute::GivenName, asked.given_name).await?;
                        self.set_attribute(&tx, person, Attribute::FamilyName, asked.family_name).await?;
                        person
                    }
                    None => {
                        let SignUp { email, given_name, family_name, .. } = asked;
                        let account = NewAccount { email, password, given_name, family_name };
                        self.add_account(&tx, &account, false).await?
                    }
                };
                let token = self.issue_token(&tx, person, TokenKind::Confirm, None).await?;
                Ok(SignUpOutcome::Created { person, token })
            })
            .await
    }

    /// An account that needs no confirmation: for the demonstration and the command line. `Email` when the address has
    /// an account already.
    pub async fn provision(&self, tx: &Tx, account: &NewAccount<'_>) -> Result<Uuid, AccountError> {
        check_email(account.email.trim())?;
        self.add_account(tx, account, true).await
    }

    /// Who has the account of this address: for the command line, which gives roles by it.
    pub async fn account_at(&self, email: &str) -> Result<Option<Uuid>, StoreError> {
        let row = self.db().opt(&store::ACCOUNT_BY_EMAIL, params![self.email_index(email)]).await?;
        row.map(|row| row.get(0)).transpose()
    }

    async fn add_account(
        &self,
        tx: &Tx,
        account: &NewAccount<'_>,
        confirmed: bool,
    ) -> Result<Uuid, AccountError> {
        let known = [
            (Attribute::GivenName, account.given_name),
            (Attribute::FamilyName, account.family_name),
            (Attribute::Email, account.email),
        ];
        let person = self.create_person(tx, &known).await?;
        let (index, now) = (self.email_index(account.email), self.ambient().now());
        let password = account.password.0.as_str();
        let values = params![person, index, password, now, confirmed.then_some(now)];
        let added = tx.exec(&store::ADD_ACCOUNT, values).await?;
        if added == 1 { Ok(person) } else { Err(AccountError::Email) }
    }

    /// Confirms an address: the link proves the mailbox, the password proves that it is the same person who asked.
    /// A wrong password leaves the link usable.
    pub async fn confirm_email(
        &self,
        token: &str,
        password: &str,
        client: &Client<'_>,
    ) -> Result<SignedIn, AccountError> {
        let person = self.token_owner(token, TokenKind::Confirm).await?;
        let account = self.prove(person, password, client).await?;
        let (account, now) = (&account, self.ambient().now());
        self.db()
            .write(move |tx| async move {
                self.use_token(&tx, token, TokenKind::Confirm).await?;
                tx.exec(&store::CONFIRM_ACCOUNT, params![person, now]).await?;
                self.enter(&tx, account, client).await
            })
            .await
    }
}
