//! Signing in: constant time for unknown addresses, delays that never lock the owner out, a new session each time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beffroi_store::{Row, Tx, params};
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{AccountError, Client, SignedIn};
use crate::actor::{Actor, Who};
use crate::desk::Desk;
use crate::store;
use crate::throttle::Counts;
use crate::units::read_grant;
use crate::vault::Secret;

/// An account whose password was just proved, with the counts to forget.
pub(super) struct Proved {
    pub(super) person: Uuid,
    pub(super) confirmed: bool,
    index: [u8; 16],
    counts: Counts,
}

impl Proved {
    pub(super) const fn counts(&self) -> &Counts {
        &self.counts
    }
}

impl Desk {
    /// Opens a session for address and password.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        client: &Client<'_>,
    ) -> Result<SignedIn, AccountError> {
        let index = self.email_index(email);
        let row = self.db().opt(&store::ACCOUNT_BY_EMAIL, params![index]).await?;
        let proved = self.prove_row(row.as_ref(), index, password, client).await?;
        if !proved.confirmed {
            return Err(AccountError::Unconfirmed);
        }
        let proved = &proved;
        self.db().write(move |tx| async move { self.enter(&tx, proved, client).await }).await
    }

    /// Proves the password of a known person, under the same delays as a sign-in.
    pub(super) async fn prove(
        &self,
        person: Uuid,
        password: &str,
        client: &Client<'_>,
    ) -> Result<Proved, AccountError> {
        let row = self.db().opt(&store::ACCOUNT_OF, params![person]).await?.ok_or(AccountError::Wrong)?;
        let index: [u8; 16] = row.get(0)?;
        let row = self.db().opt(&store::ACCOUNT_BY_EMAIL, params![index]).await?;
        self.prove_row(row.as_ref(), index, password, client).await
    }

    async fn prove_row(
        &self,
        row: Option<&Row>,
        index: [u8; 16],
        password: &str,
        client: &Client<'_>,
    ) -> Result<Proved, AccountError> {
        let device = client.device.and_then(|device| self.known_device(&index, device));
        let counts = self.counts(&index, client.address, device);
        self.attempt(&counts).await?.map_err(AccountError::Wait)?;
        let stored = match row {
            Some(row) => row.get::<Option<String>>(1)?,
            None => None,
        };
        let right = self.check_password(password, stored).await?;
        match row {
            Some(row) if right => {
                let confirmed: Option<OffsetDateTime> = row.get(2)?;
                Ok(Proved { person: row.get(0)?, confirmed: confirmed.is_some(), index, counts })
            }
            _ => Err(AccountError::Wrong),
        }
    }

    /// Opens the session of somebody who proved herself, and forgets her failures.
    pub(super) async fn enter(
        &self,
        tx: &Tx,
        proved: &Proved,
        client: &Client<'_>,
    ) -> Result<SignedIn, AccountError> {
        self.forget_attempts(tx, &proved.counts).await?;
        self.open_for(tx, proved.person, &proved.index, client).await
    }

    /// Opens a session and marks the browser as hers.
    pub(super) async fn open_for(
        &self,
        tx: &Tx,
        person: Uuid,
        index: &[u8; 16],
        client: &Client<'_>,
    ) -> Result<SignedIn, AccountError> {
        let (cookie, session, expires_at) = self.open_session(tx, person, client.user_agent).await?;
        let mut actor = Actor { who: Who::Person(person), session, grants: Vec::new(), joint: None };
        for row in tx.query(&store::GRANTS_OF, params![person]).await? {
            actor.grants.extend(read_grant(&row, 0)?);
        }
        let known = client.device.filter(|device| self.known_device(index, device).is_some());
        let device = match known {
            Some(device) => Secret::new(device.to_owned()),
            None => self.new_device(index),
        };
        Ok(SignedIn { cookie, device, actor, expires_at })
    }

    /// Device cookie: nonce ‖ MAC over account and nonce. Nothing is stored; it only chooses which failures count.
    fn new_device(&self, index: &[u8; 16]) -> Secret {
        let nonce: [u8; 16] = self.ambient().bytes();
        let mac = self.device_mac(index, &nonce);
        Secret::new(URL_SAFE_NO_PAD.encode([nonce, mac].concat()))
    }

    /// The nonce of a device cookie that this commune gave for this account.
    fn known_device(&self, index: &[u8; 16], device: &str) -> Option<[u8; 16]> {
        let bytes = URL_SAFE_NO_PAD.decode(device).ok().filter(|bytes| bytes.len() == 32)?;
        let nonce: [u8; 16] = *bytes.first_chunk()?;
        let mac = self.device_mac(index, &nonce);
        bool::from(mac.ct_eq(&bytes[16..])).then_some(nonce)
    }

    fn device_mac(&self, index: &[u8; 16], nonce: &[u8; 16]) -> [u8; 16] {
        self.ring().blind(self.authority(), "device", &[*index, *nonce].concat())
    }
}
