//! The database against what is published: every leaf, every opening, every counter.

use beffroi_people::{Desk, JournalError, JournalProblem};
use beffroi_store::PublicFiles;
use beffroi_translog::{Nodes as _, audit, new_tiles};

use crate::log::{Log, ReadError, gather};
use crate::shelf::Shelf;

/// Entries read at a time.
const PAGE: u32 = 5000;

/// What a check saw.
#[derive(Debug, Default)]
pub struct Checked {
    /// Name of the log.
    pub origin: String,
    /// Entries with a place in the database.
    pub entries: u64,
    /// Entries of the signed head.
    pub published: u64,
    /// Entries that wait for a place.
    pub waiting: u64,
    /// Persons whose chain was walked, opening by opening.
    pub persons: u64,
    /// Persons whose chain key is destroyed.
    pub forgotten: u64,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Something wrong.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// In the database.
    #[error("database: {0}")]
    Database(JournalProblem),
    /// In the published files.
    #[error("published files: {0}")]
    Published(ReadError),
    /// Between them.
    #[error("entry {0} is not the one that is published")]
    Differs(u64),
    /// The published log has entries that the database does not know.
    #[error("{published} entries are published, the database has {entries}")]
    Ahead {
        /// Published.
        published: u64,
        /// In the database.
        entries: u64,
    },
}

/// Computes everything again on both sides and compares. Changes nothing.
pub async fn fsck(desk: &Desk, files: &PublicFiles) -> Result<Checked, JournalError> {
    let head = desk.log_head().await?.ok_or(JournalError::NoLog)?;
    let key = desk.log_key().await?.ok_or(JournalError::NoLog)?;
    let report = desk.verify_journal().await?;
    let mut checked = Checked {
        origin: head.origin.clone(),
        entries: report.entries,
        waiting: report.pending,
        persons: report.persons,
        forgotten: report.forgotten,
        problems: report.problems.into_iter().map(Problem::Database).collect(),
        ..Checked::default()
    };
    let read = async {
        let log = Log::open(Shelf::new(files, &head.origin), &key, &[], 0).await?;
        let tiles = gather(log.source(), &new_tiles(0, log.head.size)).await?;
        Ok::<_, ReadError>((audit(&tiles, &log.head)?, log.head.size))
    };
    match read.await {
        Err(error) => checked.problems.push(Problem::Published(error)),
        Ok((audited, size)) => {
            checked.published = size;
            if size > checked.entries {
                checked.problems.push(Problem::Ahead { published: size, entries: checked.entries });
            }
            let mut from = 0;
            while from < size.min(checked.entries) {
                let page = desk.entries(from, PAGE).await?;
                let Some(last) = page.last() else { break };
                from = last.index + 1;
                let published = page.iter().filter(|of| of.index < size);
                let other = published.filter(|of| audited.tree.node(0, of.index) != Some(of.entry.leaf()));
                checked.problems.extend(other.map(|of| Problem::Differs(of.index)));
            }
        }
    }
    Ok(checked)
}
