//! The journal checked against itself: everything is computed again from the entries and compared.

use std::collections::HashSet;

use beffroi_store::params;
use beffroi_translog::{
    Audited, ChainKey, Checkpoint, Class, Entry, Label, commit_opening, seal_part, subject_label,
};
use uuid::Uuid;

use super::append::TABLE;
use super::opening::Salted;
use super::sequence::place;
use super::{CHAIN, JournalError};
use crate::desk::Desk;
use crate::store;
use crate::vault::{Keys, Place};

/// Rows read at a time.
const PAGE: u32 = 5000;

/// What a verification saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalReport {
    /// Entries with a place.
    pub entries: u64,
    /// Entries that wait for one.
    pub pending: u64,
    /// Persons whose chain was walked.
    pub persons: u64,
    /// Persons whose chain key is destroyed: their entries stay and mean nothing.
    pub forgotten: u64,
    /// What is wrong; empty when the journal holds.
    pub problems: Vec<JournalProblem>,
}

/// Something wrong with the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalProblem {
    /// Not 128 bytes of an entry, or its class or label column says otherwise.
    #[error("entry {0} is malformed or disagrees with its columns")]
    Entry(u64),
    /// A place is missing.
    #[error("there is no entry {0}")]
    Missing(u64),
    /// The hour goes back or a label stands twice.
    #[error("{0}")]
    Rule(beffroi_translog::AuditError),
    /// The entries do not give the stored tree.
    #[error("the entries do not give the stored tree")]
    Tree,
    /// The checkpoint is not signed by the log's key, or is not of a beginning of this tree.
    #[error("the signed head is not that of a beginning of this tree")]
    Checkpoint,
    /// An entry of a person's chain is missing (its number in the chain).
    #[error("link {0} of a person's chain is missing")]
    Link(u64),
    /// An opening or a sealed part is not what was committed to (the entry's row).
    #[error("what stands behind entry {0} was altered")]
    Altered(Uuid),
    /// An entry about a person that stands in nobody's chain.
    #[error("entry {0} stands in nobody's chain")]
    Orphan(u64),
}

impl JournalReport {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Desk {
    /// Computes tree, head and chains again and compares them with what is stored. Openings are compared with their
    /// commitments; nothing of them leaves this function.
    pub async fn verify_journal(&self) -> Result<JournalReport, JournalError> {
        let mut report = JournalReport { pending: self.waiting().await?, ..JournalReport::default() };
        let persons = self.verify_entries(&mut report).await?;
        let linked = self.verify_chains(&mut report).await?;
        if report.forgotten == 0 {
            let orphans = persons.into_iter().filter(|(_, label)| !linked.contains(label));
            report.problems.extend(orphans.map(|(index, _)| JournalProblem::Orphan(index)));
        }
        Ok(report)
    }

    /// The entries in order, the tree they give, the signed head. Answers the labels of those about persons.
    async fn verify_entries(&self, report: &mut JournalReport) -> Result<Vec<(u64, Label)>, JournalError> {
        let (mut audited, mut persons) = (Audited::default(), Vec::new());
        loop {
            let from = place(report.entries)?;
            let rows = self.db().query_long(&store::ENTRIES_FROM, params![from, PAGE]).await?;
            for row in &rows {
                let index: u64 = row.get(0)?;
                if index != report.entries {
                    report.problems.push(JournalProblem::Missing(report.entries));
                    return Ok(persons);
                }
                match Entry::parse(&row.get::<Vec<u8>>(2)?) {
                    Ok(entry) if agrees(row, &entry)? => {
                        if entry.class() == Class::Person {
                            persons.push((index, entry.label()));
                        }
                        audited.push(entry).unwrap_or_else(|e| report.problems.push(JournalProblem::Rule(e)));
                    }
                    _ => report.problems.push(JournalProblem::Entry(index)),
                }
                report.entries += 1;
            }
            if rows.is_empty() {
                break;
            }
        }
        self.verify_head(&audited, report).await?;
        Ok(persons)
    }

    async fn verify_head(&self, audited: &Audited, report: &mut JournalReport) -> Result<(), JournalError> {
        let head = self.log_head().await?.ok_or(JournalError::NoLog)?;
        let key = self.log_key().await?.ok_or(JournalError::NoLog)?;
        if head.size != report.entries || head.frontier.root() != audited.tree.root() {
            report.problems.push(JournalProblem::Tree);
        }
        let opened = Checkpoint::open(head.checkpoint.as_bytes(), &key, &[], 0);
        let signed =
            |o: beffroi_translog::Opened| audited.tree.root_at(o.checkpoint.size) == Some(o.checkpoint.root);
        if !opened.is_ok_and(signed) {
            report.problems.push(JournalProblem::Checkpoint);
        }
        Ok(())
    }

    /// Walks every chain whose key is there; answers the labels that stand in one.
    async fn verify_chains(&self, report: &mut JournalReport) -> Result<HashSet<Label>, JournalError> {
        let mut linked = HashSet::new();
        for row in self.db().query_long(&store::CHAINS, params![]).await? {
            let (person, length): (Uuid, u64) = (row.get(0)?, row.get(1)?);
            let keys = self.keys_of(person, super::is_journal_basis).await?;
            let Some((_, chain)) = keys.of_basis(CHAIN) else {
                report.forgotten += 1;
                continue;
            };
            report.persons += 1;
            let chain = ChainKey::new(**chain);
            for counter in 0..length {
                let label = chain.label(counter);
                linked.insert(label);
                self.verify_link(&keys, label, counter, report).await?;
            }
        }
        Ok(linked)
    }

    async fn verify_link(
        &self,
        keys: &Keys,
        label: Label,
        counter: u64,
        report: &mut JournalReport,
    ) -> Result<(), JournalError> {
        let Some(row) = self.db().opt(&store::ENTRY_BY_LABEL, params![label]).await? else {
            report.problems.push(JournalProblem::Link(counter));
            return Ok(());
        };
        let id: Uuid = row.get(0)?;
        let Ok(entry) = Entry::parse(&row.get::<Vec<u8>>(4)?) else {
            report.problems.push(JournalProblem::Altered(id));
            return Ok(());
        };
        for (column, index) in [("opening", 2), ("sealed", 3)] {
            let Some(sealed) = row.get::<Option<Vec<u8>>>(index)? else { continue };
            // `None`: the key was destroyed when the retention of the journal ended.
            let holds = match keys.open(&Place::new(TABLE, id, column), &sealed) {
                Ok(None) => true,
                Ok(Some(clear)) => Salted::split(&clear).is_some_and(|s| match column {
                    "opening" => commit_opening(&s.salt, &s.bytes) == entry.commit(),
                    _ => Some(seal_part(&s.salt, &s.bytes)) == entry.seal(),
                }),
                Err(_) => false,
            };
            if !holds {
                report.problems.push(JournalProblem::Altered(id));
            }
        }
        Ok(())
    }
}

/// Whether the columns beside an entry say what it says.
fn agrees(row: &beffroi_store::Row, entry: &Entry) -> Result<bool, JournalError> {
    let (class, label): (u64, Vec<u8>) = (row.get(1)?, row.get(3)?);
    let subject: Option<String> = row.get(4)?;
    let named = subject.is_none_or(|uri| subject_label(&uri) == entry.label());
    Ok(class == u64::from(entry.class() as u8) && label == entry.label() && named)
}
