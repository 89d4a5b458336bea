//! The one door to personal data in clear: right checked, entry committed, and only then a key unwrapped.

use std::collections::HashSet;
use std::sync::Arc;

use beffroi_store::{Tx, params};
use time::Duration;
use uuid::Uuid;

use super::cipher::{self, FIELD, Place};
use super::keys::Keys;
use super::stream::StreamOpener;
use super::{Clear, Purpose, VaultError};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::journal::{self, Kind, Pen};
use crate::register::{self, Processing, Use};
use crate::store;

/// Characters that the reason of an emergency access must have.
const REASON: usize = 20;

/// Proof that an access was journaled: opens the fields of its purpose, of one person.
pub struct Opened {
    desk: Desk,
    person: Uuid,
    /// `None`: every field (the person herself).
    fields: Option<HashSet<String>>,
    keys: Arc<Keys>,
}

/// One opening about to be journaled.
pub(crate) struct Door<'a> {
    pub(crate) person: Uuid,
    pub(crate) purpose: &'a Purpose,
    pub(crate) processing: Processing,
    window: [u8; 16],
}

impl Opened {
    /// Whose data.
    pub const fn person(&self) -> Uuid {
        self.person
    }

    /// Whether the person herself reads.
    pub(crate) const fn is_own(&self) -> bool {
        self.fields.is_none()
    }

    pub(crate) const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Opens a field of the purpose.
    pub fn text(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Clear, VaultError> {
        self.check(place)?;
        let (key_no, _) = cipher::header(FIELD, sealed)?;
        let (owner, key) = self.keys.get(key_no)?;
        Clear::text(cipher::open_field(key, owner, place, sealed)?)
    }

    /// Opens a file, whole.
    pub fn file(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Clear, VaultError> {
        let head = sealed.get(..StreamOpener::HEAD).ok_or(VaultError::Damaged)?;
        let mut stream = self.stream(place, head)?;
        let mut clear = zeroize::Zeroizing::new(Vec::with_capacity(sealed.len()));
        stream.push(&sealed[StreamOpener::HEAD..], &mut clear)?;
        stream.finish(&mut clear)?;
        Ok(Clear::new(clear))
    }

    /// Opens a file piece by piece; `head` is its first 28 bytes.
    pub fn stream(&self, place: &Place<'_>, head: &[u8]) -> Result<StreamOpener, VaultError> {
        self.check(place)?;
        let (owner, key) = self.keys.get(StreamOpener::key_no(head)?)?;
        StreamOpener::new(key, owner, place, head)
    }

    /// Whether the field is among those that were opened.
    pub fn covers(&self, field: &str) -> bool {
        self.fields.as_ref().is_none_or(|fields| fields.contains(field))
    }

    fn check(&self, place: &Place<'_>) -> Result<(), VaultError> {
        let covered = self.covers(place.column);
        if covered { Ok(()) } else { Err(VaultError::FieldNotOpened(place.column.to_owned())) }
    }
}

impl Desk {
    /// Opens the fields of a purpose, of one person. One journal entry covers the same session, person, purpose, case
    /// and fields for 15 minutes; one more field is a new entry.
    pub async fn open(&self, actor: &Actor, person: Uuid, purpose: &Purpose) -> Result<Opened, VaultError> {
        let mut opened = self.open_each(actor, &[(person, purpose.clone())]).await?;
        opened.pop().ok_or(VaultError::NoSuchPerson)
    }

    /// A person reads her own data, all fields: one entry per session.
    pub async fn open_own(&self, actor: &Actor) -> Result<Opened, VaultError> {
        let person = actor.person().ok_or(VaultError::NotAllowed)?;
        self.open(actor, person, &Purpose::new(register::OWN)).await
    }

    /// Opens several persons at once ("show names" of a list): an entry per person, one transaction.
    pub async fn open_each(
        &self,
        actor: &Actor,
        wanted: &[(Uuid, Purpose)],
    ) -> Result<Vec<Opened>, VaultError> {
        let mut doors = Vec::with_capacity(wanted.len());
        for (person, purpose) in wanted {
            doors.push(self.door(actor, *person, purpose)?);
        }
        self.journal_openings(actor, &doors).await?;
        let mut opened = Vec::with_capacity(doors.len());
        for door in &doors {
            // The journal's own keys open through `accesses` only.
            let keys = self.keys_of(door.person, |basis| !journal::is_journal_basis(basis)).await?;
            let fields = &door.purpose.fields;
            let own = door.processing.use_ == Use::Own;
            opened.push(Opened {
                desk: self.clone(),
                person: door.person,
                fields: (!own).then(|| fields.iter().cloned().collect()),
                keys: Arc::new(keys),
            });
        }
        Ok(opened)
    }

    /// Checks the right; says nothing yet.
    pub(crate) fn door<'a>(
        &self,
        actor: &Actor,
        person: Uuid,
        purpose: &'a Purpose,
    ) -> Result<Door<'a>, VaultError> {
        let processing = *self
            .register()
            .get(&purpose.code)
            .ok_or_else(|| VaultError::Undeclared(purpose.code.clone()))?;
        if !actor.may_use(&processing, person, purpose.unit) {
            return Err(VaultError::NotAllowed);
        }
        if let Some(field) = purpose.fields.iter().find(|field| !processing.fields.contain(field)) {
            return Err(VaultError::FieldNotDeclared(field.clone()));
        }
        if processing.use_ == Use::BreakGlass && purpose.reason.chars().count() < REASON {
            return Err(VaultError::ReasonTooShort);
        }
        let window = self.window_key(actor, person, purpose);
        Ok(Door { person, purpose, processing, window })
    }

    /// Keyed, so that a stolen database does not tell who opened whose data.
    fn window_key(&self, actor: &Actor, person: Uuid, purpose: &Purpose) -> [u8; 16] {
        let texts = [&purpose.code, &purpose.procedure, &purpose.case, &purpose.reason];
        let parts = texts.into_iter().chain(&purpose.fields);
        let mut bytes = [actor.session.as_bytes().as_slice(), person.as_bytes()].concat();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        self.ring().blind(self.authority(), "window", &bytes)
    }

    /// Commits one entry per door that no recent entry covers. Any failure: nothing is opened.
    async fn journal_openings(&self, actor: &Actor, doors: &[Door<'_>]) -> Result<(), VaultError> {
        let mut fresh = Vec::new();
        for door in doors {
            let limit =
                if door.processing.use_ == Use::Own { Duration::days(3660) } else { self.limits().window };
            let since = self.ambient().now() - limit;
            let covered = self.db().opt(&store::IN_WINDOW, params![door.window, since]).await;
            if covered.map_err(VaultError::JournalUnavailable)?.is_none() {
                fresh.push((door, self.pen(actor, door.person).await?));
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        let fresh = &fresh;
        let written = self.db().write(move |tx| async move {
            for (door, pen) in fresh {
                self.journal_opening(&tx, actor, door, pen.as_ref()).await?;
            }
            Ok(())
        });
        written.await.map_err(|error| match error {
            VaultError::Store(error) => VaultError::JournalUnavailable(error),
            other => other,
        })
    }

    async fn journal_opening(
        &self,
        tx: &Tx,
        actor: &Actor,
        door: &Door<'_>,
        pen: Option<&Pen>,
    ) -> Result<(), VaultError> {
        let kind = if door.processing.use_ == Use::BreakGlass { Kind::BreakGlass } else { Kind::Access };
        let entry = self.append_person(tx, actor, kind, door, (Some(door.window), pen)).await?;
        if kind == Kind::BreakGlass {
            let payload = serde_json::json!({
                "entry": entry, "processing": door.processing.code, "case": door.purpose.case,
            });
            tx.emit(self.ambient(), "people.break_glass", payload).await?;
        }
        Ok(())
    }
}
