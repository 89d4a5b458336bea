//! Appending: an entry, its opening and the person's counter, all in the caller's transaction.

use beffroi_store::{Tx, params};
use beffroi_translog::{ChainKey, Class, Entry, commit_opening, seal_part};
use time::OffsetDateTime;
use uuid::Uuid;

use super::opening::{Salted, opening, sealed_part};
use super::{ACTS, CHAIN, JOURNAL, JournalError, Kind};
use crate::actor::Actor;
use crate::desk::Desk;
use crate::store;
use crate::vault::{Door, Key, NOBODY, Owner, Place, Purpose, Sealer, VaultError};

pub(super) const TABLE: &str = "people_journal";

/// Something official that goes into the public log.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Any class but [`Class::Person`].
    pub class: Class,
    /// Address of what it is about: where the document is published.
    pub subject: &'a str,
    /// The published document; its plain hash stands in the entry.
    pub document: &'a [u8],
    /// What is withheld of it (the signed original of a redacted act).
    pub withheld: Option<&'a [u8]>,
}

/// What was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActReceipt {
    /// The entry's identifier in the journal; its place in the log comes later.
    pub entry: Uuid,
    /// Salt of the seal, when something is withheld.
    pub seal_salt: Option<[u8; 32]>,
}

/// What writing about a person takes: her journal key, her chain, and the name under which the actor signs.
pub(crate) struct Pen {
    owner: Owner,
    key: Key,
    chain: ChainKey,
    name: Option<String>,
}

/// Hours since the epoch, as entries count them.
pub(super) fn hour(at: OffsetDateTime) -> u32 {
    u32::try_from(at.unix_timestamp() / 3600).unwrap_or(0)
}

impl Desk {
    /// Journals what staff did to a person's data other than reading: entered, changed, disclosed. Same transaction as
    /// the change. The right is checked as for an opening.
    pub async fn record(
        &self,
        tx: &Tx,
        actor: &Actor,
        person: Uuid,
        kind: Kind,
        purpose: &Purpose,
    ) -> Result<Uuid, VaultError> {
        let door = self.door(actor, person, purpose)?;
        self.append_person(tx, actor, kind, &door, (None, None)).await
    }

    /// Appends an act to the journal, in your transaction.
    pub async fn append_act(&self, tx: &Tx, act: Act<'_>) -> Result<ActReceipt, JournalError> {
        let (id, now) = (self.ambient().uuid_v7(), self.ambient().now());
        let withheld =
            act.withheld.map(|bytes| Salted { salt: self.ambient().bytes(), bytes: bytes.to_vec() });
        let seal = withheld.as_ref().map(|part| seal_part(&part.salt, &part.bytes));
        let entry = Entry::public(act.class, hour(now), act.subject, act.document, seal)
            .map_err(|_| JournalError::NotAnAct)?;
        let sealed = match &withheld {
            Some(part) => {
                let (owner, key) = self.key_in(tx, NOBODY, ACTS).await?;
                let place = Place::new(TABLE, id, "sealed");
                Some(Sealer::new(owner, key).bytes(self.ambient(), &place, 1, &part.join())?)
            }
            None => None,
        };
        self.add_entry(tx, id, &entry, Some(act.subject), [None, sealed, None], now).await?;
        Ok(ActReceipt { entry: id, seal_salt: withheld.map(|part| part.salt) })
    }

    /// Appends what happened to a person's data: next link of her chain, opening and sealed part under her journal key.
    /// A pen made beforehand spares the writer what can be read elsewhere.
    pub(crate) async fn append_person(
        &self,
        tx: &Tx,
        actor: &Actor,
        kind: Kind,
        door: &Door<'_>,
        (window, pen): (Option<[u8; 16]>, Option<&Pen>),
    ) -> Result<Uuid, VaultError> {
        let made;
        let pen = if let Some(pen) = pen {
            pen
        } else {
            made = self.new_pen(tx, actor, door.person).await?;
            &made
        };
        let (id, now, person) = (self.ambient().uuid_v7(), self.ambient().now(), door.person);
        let opening = Salted { salt: self.ambient().bytes(), bytes: opening(actor, kind, door, now) };
        let sealed = sealed_part(actor, pen.name.as_deref());
        let sealed = Salted { salt: self.ambient().bytes(), bytes: sealed };

        let length: u64 = tx.one(&store::NEXT_LINK, params![person]).await?.get(0)?;
        let label = pen.chain.label(length.saturating_sub(1));
        let commit = commit_opening(&opening.salt, &opening.bytes);
        let seal = seal_part(&sealed.salt, &sealed.bytes);
        let entry = Entry::person(hour(now), label, commit, seal).map_err(|_| VaultError::Damaged)?;

        let sealer = Sealer::new(pen.owner, pen.key.clone());
        let at = |column| Place::new(TABLE, id, column);
        let opening = sealer.bytes(self.ambient(), &at("opening"), 1, &opening.join())?;
        let sealed = sealer.bytes(self.ambient(), &at("sealed"), 1, &sealed.join())?;
        let parts = [Some(opening), Some(sealed), window.map(Vec::from)];
        self.add_entry(tx, id, &entry, None, parts, now).await?;
        Ok(id)
    }

    async fn add_entry(
        &self,
        tx: &Tx,
        id: Uuid,
        entry: &Entry,
        subject: Option<&str>,
        [opening, sealed, window]: [Option<Vec<u8>>; 3],
        now: OffsetDateTime,
    ) -> Result<(), VaultError> {
        let class = entry.class() as u8;
        let values =
            params![id, class, *entry.as_bytes(), entry.label(), subject, opening, sealed, window, now];
        tx.exec(&store::ADD_ENTRY, values).await?;
        Ok(())
    }

    /// A pen from what is committed already; `None` when the person's journal has no keys yet.
    pub(crate) async fn pen(&self, actor: &Actor, person: Uuid) -> Result<Option<Pen>, VaultError> {
        let keys = self.keys_of(person, super::is_journal_basis).await?;
        let (Some((owner, key)), Some((_, chain))) = (keys.of_basis(JOURNAL), keys.of_basis(CHAIN)) else {
            return Ok(None);
        };
        let name = match staff(actor) {
            Some(agent) => self.agent_name(agent).await?,
            None => None,
        };
        Ok(Some(Pen { owner, key: key.clone(), chain: ChainKey::new(**chain), name }))
    }

    async fn new_pen(&self, tx: &Tx, actor: &Actor, person: Uuid) -> Result<Pen, VaultError> {
        let known = tx.opt(&store::PERSON_EXISTS, params![person]).await?;
        known.ok_or(VaultError::NoSuchPerson)?;
        let (owner, key) = self.key_in(tx, person, JOURNAL).await?;
        let (_, chain) = self.key_in(tx, person, CHAIN).await?;
        let name = match staff(actor) {
            Some(agent) => self.agent_name_in(tx, agent).await?,
            None => None,
        };
        Ok(Pen { owner, key, chain: ChainKey::new(*chain), name })
    }
}

/// Whose name stands in the sealed part: that of staff, if the directory has one.
fn staff(actor: &Actor) -> Option<Uuid> {
    actor.person().filter(|_| actor.is_staff())
}
