//! Changing what an account rests on: password, address, the account itself.

use beffroi_store::params;

use super::token::TokenKind;
use super::{AccountError, Client, EmailChange, SignedIn, check_email};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::person::{Attribute, BASIS};
use crate::store;
use crate::vault::{Place, Secret, VaultError};

impl Desk {
    /// A token to set a new password, to be mailed to the address that was typed. `None` when it has no confirmed
    /// account: the page says the same. Delayed when asked too often, so that nobody floods a mailbox.
    pub async fn request_reset(
        &self,
        email: &str,
        client: &Client<'_>,
    ) -> Result<Option<Secret>, AccountError> {
        let index = self.email_index(email);
        let counts = self.mail_counts(&index, Some(client.address));
        self.attempt(&counts).await?.map_err(AccountError::Wait)?;
        self.db()
            .write(move |tx| async move {
                let account = tx.opt(&store::ACCOUNT_BY_EMAIL, params![index]).await?;
                let Some(account) = account else { return Ok(None) };
                if account.get::<Option<time::OffsetDateTime>>(2)?.is_none() {
                    return Ok(None);
                }
                self.issue_token(&tx, account.get(0)?, TokenKind::Reset, None).await.map(Some)
            })
            .await
    }

    /// Sets a new password with a token. Every session ends and a new one opens.
    pub async fn reset_password(
        &self,
        token: &str,
        password: &str,
        client: &Client<'_>,
    ) -> Result<SignedIn, AccountError> {
        let person = self.token_owner(token, TokenKind::Reset).await?;
        let account = self.db().opt(&store::ACCOUNT_OF, params![person]).await?.ok_or(AccountError::Token)?;
        let index: [u8; 16] = account.get(0)?;
        let hash = self.hash_password(password, "").await?;
        let (hash, index) = (&hash, &index);
        self.db()
            .write(move |tx| async move {
                self.use_token(&tx, token, TokenKind::Reset).await?;
                tx.exec(&store::SET_PASSWORD, params![person, &hash.0]).await?;
                self.end_sessions_in(&tx, person, None).await?;
                self.open_for(&tx, person, index, client).await
            })
            .await
    }

    /// Changes the password of whoever is signed in. Her other sessions end.
    pub async fn change_password(
        &self,
        actor: &Actor,
        old: &str,
        new: &str,
        client: &Client<'_>,
    ) -> Result<(), AccountError> {
        let person = actor.person().ok_or(AccountError::Wrong)?;
        let proved = self.prove(person, old, client).await?;
        let hash = self.hash_password(new, "").await?;
        let (proved, hash) = (&proved, &hash);
        self.db()
            .write(move |tx| async move {
                self.forget_attempts(&tx, proved.counts()).await?;
                tx.exec(&store::SET_PASSWORD, params![person, &hash.0]).await?;
                tx.exec(&store::DROP_TOKENS, params![person, "reset"]).await?;
                self.end_sessions_in(&tx, person, Some(actor.session)).await?;
                Ok(())
            })
            .await
    }

    /// Asks for another address; it changes when the new mailbox is proved.
    pub async fn request_email_change(
        &self,
        actor: &Actor,
        password: &str,
        new_email: &str,
        client: &Client<'_>,
    ) -> Result<EmailChange, AccountError> {
        check_email(new_email.trim())?;
        let person = actor.person().ok_or(AccountError::Wrong)?;
        let proved = &self.prove(person, password, client).await?;
        let index = self.email_index(new_email);
        self.attempt(&self.mail_counts(&index, None)).await?.map_err(AccountError::Wait)?;
        self.db()
            .write(move |tx| async move {
                self.forget_attempts(&tx, proved.counts()).await?;
                let taken = tx.opt(&store::ACCOUNT_BY_EMAIL, params![index]).await?;
                if taken.is_some() {
                    return Ok(EmailChange::AlreadyThere);
                }
                let sealer = self.sealer(&tx, person, BASIS).await?;
                let sealed = sealer.text(self.ambient(), &new_email_place(person), 1, new_email.trim())?;
                let token = self.issue_token(&tx, person, TokenKind::Email, Some(sealed)).await?;
                Ok(EmailChange::Token(token))
            })
            .await
    }

    /// Takes the new address. `Token` also when somebody else took it meanwhile.
    pub async fn confirm_email_change(&self, token: &str) -> Result<(), AccountError> {
        self.db()
            .write(move |tx| async move {
                let (person, sealed) = self.use_token(&tx, token, TokenKind::Email).await?;
                let sealed = sealed.ok_or(AccountError::Token)?;
                // Moved from one sealed place to another: nothing leaves the vault.
                let keys = self.keys_in(&tx, person, |basis| basis == BASIS).await?;
                let email = keys.open(&new_email_place(person), &sealed)?.ok_or(VaultError::Erased)?;
                let email = std::str::from_utf8(&email).map_err(|_| VaultError::Damaged)?;
                let index = self.email_index(email);
                if tx.opt(&store::ACCOUNT_BY_EMAIL, params![index]).await?.is_some() {
                    return Err(AccountError::Token);
                }
                tx.exec(&store::SET_EMAIL_INDEX, params![person, index]).await?;
                tx.exec(&store::DROP_TOKENS, params![person, "reset"]).await?;
                self.set_attribute(&tx, person, Attribute::Email, email).await?;
                Ok(())
            })
            .await
    }

    /// Closes the account: no more way in, every session ends. Data stay as long as their retention says.
    pub async fn close_account(
        &self,
        actor: &Actor,
        password: &str,
        client: &Client<'_>,
    ) -> Result<(), AccountError> {
        let person = actor.person().ok_or(AccountError::Wrong)?;
        self.prove(person, password, client).await?;
        let now = self.ambient().now();
        self.db()
            .write(move |tx| async move {
                tx.exec(&store::CLOSE_ACCOUNT, params![person, now]).await?;
                self.end_sessions_in(&tx, person, None).await?;
                let payload = serde_json::json!({ "person": person });
                tx.emit(self.ambient(), "people.account_closed", payload).await?;
                Ok(())
            })
            .await
    }
}

const fn new_email_place(person: uuid::Uuid) -> Place<'static> {
    Place::new("people_token", person, "email")
}
