//! Tokens that travel by mail: 128 random bits, stored hashed, used once, out of date after hours.

use beffroi_store::{Tx, params};
use time::Duration;
use uuid::Uuid;

use super::AccountError;
use crate::desk::Desk;
use crate::sessions::{hash, new_secret};
use crate::store;
use crate::vault::Secret;

/// What a token is for; one cannot be used for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Confirm,
    Reset,
    Email,
}

impl TokenKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Email => "email",
        }
    }
}

impl Desk {
    /// A new token; earlier ones of the same kind are void.
    pub(super) async fn issue_token(
        &self,
        tx: &Tx,
        person: Uuid,
        kind: TokenKind,
        payload: Option<Vec<u8>>,
    ) -> Result<Secret, AccountError> {
        let lasts: Duration = match kind {
            TokenKind::Reset => self.limits().reset_token,
            TokenKind::Confirm | TokenKind::Email => self.limits().confirm_token,
        };
        tx.exec(&store::DROP_TOKENS, params![person, kind.as_str()]).await?;
        let (token, hash) = new_secret(self);
        let expires_at = self.ambient().now() + lasts;
        tx.exec(&store::ADD_TOKEN, params![hash, person, kind.as_str(), payload, expires_at]).await?;
        Ok(token)
    }

    /// Whose token this is, leaving it usable.
    pub(super) async fn token_owner(&self, token: &str, kind: TokenKind) -> Result<Uuid, AccountError> {
        let values = params![hash(token), kind.as_str(), self.ambient().now()];
        let row = self.db().opt(&store::TOKEN, values).await?.ok_or(AccountError::Token)?;
        Ok(row.get(0)?)
    }

    /// Uses a token up: the person and the payload. A second use is refused.
    pub(super) async fn use_token(
        &self,
        tx: &Tx,
        token: &str,
        kind: TokenKind,
    ) -> Result<(Uuid, Option<Vec<u8>>), AccountError> {
        let values = params![hash(token), kind.as_str(), self.ambient().now()];
        let row = tx.opt(&store::USE_TOKEN, values).await?.ok_or(AccountError::Token)?;
        Ok((row.get(0)?, row.get(1)?))
    }
}
