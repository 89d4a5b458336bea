//! "Who consulted my data": the person's own list, found by walking her chain of labels.

use beffroi_store::params;
use beffroi_translog::{ChainKey, Entry, commit_opening};
use serde_json::Value;

use super::append::TABLE;
use super::opening::Salted;
use super::{CHAIN, JournalError};
use crate::store;
use crate::vault::{Opened, Place, VaultError};

/// One line of the list. The agent's name is not in it: the sealed part is for the data protection officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Place in the public log; `None` until the sequencer gave one.
    pub index: Option<u64>,
    /// Position in her own chain, from 0.
    pub counter: u64,
    /// When, `2026-11-21T09:14:05Z`; empty when the opening was destroyed.
    pub time: String,
    /// What: `access`, `break_glass`, `rectification`, …
    pub kind: String,
    /// Code of the processing.
    pub purpose: String,
    /// Legal basis.
    pub basis: String,
    /// Procedure, or empty.
    pub procedure: String,
    /// Number of the case, or empty.
    pub case: String,
    /// Which fields.
    pub fields: Vec<String>,
    /// Unit of the commune, or name of the program.
    pub office: String,
    /// Role: `agent`, `unit_head`, `automaton`, `self`.
    pub role: String,
    /// Reason of an emergency access, or empty.
    pub reason: String,
    /// What proves the line: salt and exact bytes of the opening, `None` when destroyed.
    pub proof: Option<([u8; 32], Vec<u8>)>,
}

impl Access {
    fn read(index: Option<u64>, counter: u64, opening: Option<Salted>) -> Self {
        let json: Value = opening
            .as_ref()
            .and_then(|opening| serde_json::from_slice(&opening.bytes).ok())
            .unwrap_or_default();
        let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        let fields = json["fields"].as_array().into_iter().flatten();
        Self {
            index,
            counter,
            time: text("time"),
            kind: text("kind"),
            purpose: text("purpose"),
            basis: text("basis"),
            procedure: text("procedure"),
            case: text("case"),
            fields: fields.filter_map(|field| field.as_str().map(str::to_owned)).collect(),
            office: text("office"),
            role: text("role"),
            reason: text("reason"),
            proof: opening.map(|opening| (opening.salt, opening.bytes)),
        }
    }
}

impl Opened {
    /// Every access to her data, the most recent first. Complete: the chain leaves no gap, and each opening is the one
    /// that was committed to. Only for the person herself, whose reading of the list is journaled like any other.
    pub async fn accesses(&self) -> Result<Vec<Access>, JournalError> {
        if !self.is_own() {
            return Err(VaultError::NotAllowed.into());
        }
        let (desk, person) = (self.desk(), self.person());
        let keys = desk.keys_of(person, super::is_journal_basis).await?;
        let Some((_, chain)) = keys.of_basis(CHAIN) else { return Ok(Vec::new()) };
        let chain = ChainKey::new(**chain);
        let length = desk.db().opt(&store::CHAIN_LENGTH, params![person]).await?;
        let length: u64 = length.map_or(Ok(0), |row| row.get(0))?;
        let mut lines = Vec::new();
        for counter in (0..length).rev() {
            let row = desk.db().opt(&store::ENTRY_BY_LABEL, params![chain.label(counter)]).await?;
            let row = row.ok_or(JournalError::Damaged("an entry of the chain is missing"))?;
            let entry = Entry::parse(&row.get::<Vec<u8>>(4)?);
            let entry = entry.map_err(|_| JournalError::Damaged("entry"))?;
            let opening = match row.get::<Option<Vec<u8>>>(2)? {
                Some(sealed) => keys.open(&Place::new(TABLE, row.get(0)?, "opening"), &sealed)?,
                None => None,
            };
            let opening = opening.map(|clear| {
                let salted = Salted::split(&clear);
                salted.filter(|s| commit_opening(&s.salt, &s.bytes) == entry.commit())
            });
            let opening = match opening {
                Some(None) => return Err(JournalError::Damaged("an opening was altered")),
                Some(whole) => whole,
                None => None,
            };
            lines.push(Access::read(row.get(1)?, counter, opening));
        }
        Ok(lines)
    }
}
