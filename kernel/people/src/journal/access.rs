//! "Who consulted my data": the person's own list, found by walking her chain of labels.

use beffroi_store::{Row, params};
use beffroi_translog::{ChainKey, Entry, commit_opening};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::append::TABLE;
use super::opening::Salted;
use super::{CHAIN, JournalError};
use crate::store;
use crate::vault::{Keys, Opened, Place, VaultError};

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
    /// Role: `agent`, `unit_head`, `automaton`, `self`, `joint` (let into one of her files).
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
        let walked = self.walk().await?;
        Ok(walked.map_or(Vec::new(), |(_, lines)| lines))
    }

    /// Her chain key and every opening whose entry stands in the signed log, as JSON: with it, any program can check against the
    /// public log that nothing was left out (`{"origin", "checkpoint", "chains": [{"name", "key", "openings"}]}`, complete up
    /// to that checkpoint). It is her secret: whoever holds it recognises the entries about her.
    pub async fn export_accesses(&self) -> Result<Zeroizing<String>, JournalError> {
        let head = self.desk().log_head().await?.ok_or(JournalError::NoLog)?;
        let mut chains = Vec::new();
        if let Some((key, mut lines)) = self.walk().await? {
            lines.reverse();
            let signed = head.signed()?.size;
            let openings: Vec<Value> = lines.iter().filter_map(|line| shown(line, signed)).collect();
            chains.push(json!({ "name": "courant", "key": hex(key.as_bytes()), "openings": openings }));
        }
        Ok(Zeroizing::new(
            json!({ "origin": head.origin, "checkpoint": head.checkpoint, "chains": chains }).to_string(),
        ))
    }

    /// Her chain, and its lines from the last to the first; nothing when the chain's key is gone or was never made.
    async fn walk(&self) -> Result<Option<(ChainKey, Vec<Access>)>, JournalError> {
        if !self.is_own() {
            return Err(VaultError::NotAllowed.into());
        }
        let (desk, person) = (self.desk(), self.person());
        let keys = desk.keys_of(person, super::is_journal_basis).await?;
        let Some((_, chain)) = keys.of_basis(CHAIN) else { return Ok(None) };
        let chain = ChainKey::new(**chain);
        let length = desk.db().opt(&store::CHAIN_LENGTH, params![person]).await?;
        let length: u64 = length.map_or(Ok(0), |row| row.get(0))?;
        let mut lines = Vec::new();
        for counter in (0..length).rev() {
            let row = desk.db().opt(&store::ENTRY_BY_LABEL, params![chain.label(counter)]).await?;
            let row = row.ok_or(JournalError::Damaged("an entry of the chain is missing"))?;
            lines.push(read_line(&keys, &row, counter)?);
        }
        Ok(Some((chain, lines)))
    }
}

fn read_line(keys: &Keys, row: &Row, counter: u64) -> Result<Access, JournalError> {
    let entry = Entry::parse(&row.get::<Vec<u8>>(4)?).map_err(|_| JournalError::Damaged("entry"))?;
    let clear = match row.get::<Option<Vec<u8>>>(2)? {
        Some(sealed) => keys.open(&Place::new(TABLE, row.get(0)?, "opening"), &sealed)?,
        None => None,
    };
    let opening = match clear {
        Some(clear) => {
            let salted = Salted::split(&clear);
            let whole = salted.filter(|s| commit_opening(&s.salt, &s.bytes) == entry.commit());
            Some(whole.ok_or(JournalError::Damaged("an opening was altered"))?)
        }
        None => None,
    };
    Ok(Access::read(row.get(1)?, counter, opening))
}

fn shown(line: &Access, signed: u64) -> Option<Value> {
    let index = line.index.filter(|&index| index < signed)?;
    Some(match &line.proof {
        Some((salt, opening)) => {
            json!({ "index": index, "salt": hex(salt), "opening": String::from_utf8_lossy(opening) })
        }
        None => json!({ "index": index, "destroyed": "retention" }),
    })
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
