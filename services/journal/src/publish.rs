//! Publishing: entries get their places, tiles and bundles are written, the new head is recorded and signed, and only
//! then takes the place of the old one. Whatever instant the process dies at, the files that are there give the head that
//! is there; the next run goes on from them. Tiles say the same whoever writes them; the two things that could tell two
//! histories, the record and the `checkpoint`, are each changed under a condition.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use beffroi_people::{Desk, JournalError, LogHead};
use beffroi_store::files::FileError;
use beffroi_store::{PublicFiles, StoreError, params};
use beffroi_translog::{Checkpoint, Edge, FULL, Kind, Tile, new_tiles};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::log::{ReadError, gather};
use crate::shelf::{Present, Shelf};
use crate::store;

/// A publisher that says nothing for so long has lost its turn.
const LEASE: Duration = Duration::minutes(1);
/// Even a journal that did not change is looked at again after so long: its files are there, and nothing else is.
const LOOK: Duration = Duration::days(1);
/// Entries read at a time: ten bundles.
const PAGE: u32 = 2560;

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The published head is the present one.
    Unchanged,
    /// Another publisher is at work.
    Busy,
    /// A head of this size is published.
    Published(u64),
}

/// Why nothing is published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The database was put back from an older copy: signing from it would make a second history.
    #[error(
        "{published} entries are published, the database knows {recorded}: it is older than the journal, nothing is signed"
    )]
    Rewound {
        /// Size of the published head.
        published: u64,
        /// Size signed last, as the database has it.
        recorded: u64,
    },
    /// Entries in the database are no longer those that were signed.
    #[error("the entries do not give the root signed at size {0}: nothing is signed")]
    Diverged(u64),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The place of the files.
    #[error(transparent)]
    Files(#[from] FileError),
    /// What is published already.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        Self::Journal(error.into())
    }
}

/// Publishes the journals of an instance; one per process.
pub struct Publisher {
    id: Uuid,
    seen: Mutex<HashMap<Uuid, Seen>>,
}

/// What this process saw published last, and when it looked.
#[derive(Clone)]
struct Seen {
    checkpoint: String,
    at: OffsetDateTime,
}

/// One run's turn.
struct Turn<'d> {
    desk: &'d Desk,
    holder: Uuid,
    fence: i64,
}

impl Publisher {
    /// `id` tells this process from the others of the same database.
    pub fn new(id: Uuid) -> Self {
        Self { id, seen: Mutex::default() }
    }

    /// Publishes what a commune's journal holds.
    pub async fn publish(&self, desk: &Desk, files: &PublicFiles) -> Result<Outcome, PublishError> {
        let head = desk.log_head().await?.ok_or(JournalError::NoLog)?;
        let whole = self.is_stale(desk);
        if !whole
            && self.is_seen(desk, &head)
            && head.size == head.signed()?.size
            && desk.waiting().await? == 0
        {
            return Ok(Outcome::Unchanged);
        }
        let Some(turn) = Turn::take(desk, self.id).await? else { return Ok(Outcome::Busy) };
        let outcome = match turn.run(&Shelf::new(files, &head.origin), whole).await {
            Err(PublishError::Journal(JournalError::Busy)) => return Ok(Outcome::Busy),
            other => other?,
        };
        turn.let_go().await?;
        if let Some(head) = desk.log_head().await? {
            let seen = Seen { checkpoint: head.checkpoint, at: desk.ambient().now() };
            let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let at = all.get(&desk.authority()).filter(|_| !whole).map_or(seen.at, |before| before.at);
            all.insert(desk.authority(), Seen { at, ..seen });
        }
        Ok(outcome)
    }

    fn seen(&self, desk: &Desk) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&desk.authority()).cloned()
    }

    fn is_seen(&self, desk: &Desk, head: &LogHead) -> bool {
        self.seen(desk).is_some_and(|seen| seen.checkpoint == head.checkpoint)
    }

    fn is_stale(&self, desk: &Desk) -> bool {
        self.seen(desk).is_none_or(|seen| seen.at + LOOK <= desk.ambient().now())
    }
}

impl<'d> Turn<'d> {
    async fn take(desk: &'d Desk, holder: Uuid) -> Result<Option<Self>, PublishError> {
        let now = desk.ambient().now();
        let values = params![holder, now + LEASE, now];
        let work = desk.db().write(move |tx| {
            let values = values.clone();
            async move { tx.opt(&store::TAKE, values).await }
        });
        let Some(row) = work.await? else { return Ok(None) };
        Ok(Some(Self { desk, holder, fence: row.get(0)? }))
    }

    fn still(&self) -> beffroi_store::Params {
        params![self.holder, self.fence, self.desk.ambient().now() + LEASE]
    }

    async fn renew(&self) -> Result<(), PublishError> {
        let held =
            self.desk.db().write(|tx| async move { tx.exec(&store::HOLD, self.still()).await }).await?;
        if held == 1 { Ok(()) } else { Err(JournalError::Busy.into()) }
    }

    /// Others need not wait for the turn to run out. After a failure they do: it may not be over.
    async fn let_go(&self) -> Result<(), PublishError> {
        let now = self.desk.ambient().now();
        let values = params![self.holder, self.fence, now];
        let work = self.desk.db().write(move |tx| {
            let values = values.clone();
            async move { tx.exec(&store::LET_GO, values).await }
        });
        work.await?;
        Ok(())
    }

    async fn run(&self, shelf: &Shelf, whole: bool) -> Result<Outcome, PublishError> {
        let key = self.desk.log_key().await?.ok_or(JournalError::NoLog)?;
        let present = shelf.present(&key).await?;
        let published = present.as_ref().and_then(|present| present.signed.clone());
        let before = self.desk.log_head().await?.ok_or(JournalError::NoLog)?;
        let recorded = before.signed()?;
        if let Some(published) = published.as_ref().filter(|of| of.size > recorded.size) {
            return Err(PublishError::Rewound { published: published.size, recorded: recorded.size });
        }
        self.desk.sequence().await?;
        let head = self.desk.log_head().await?.ok_or(JournalError::NoLog)?;

        let known = [published.as_ref(), Some(&recorded)];
        let from = published.as_ref().map_or(0, |published| published.size);
        let edge = self.grow(shelf, from, &head, &known, whole).await?;
        for (tile, content) in edge.partial() {
            shelf.put(tile, content).await?;
        }
        shelf.show_key(&key).await?;
        let checkpoint = self.record(&edge).await?;
        self.replace(shelf, present.as_ref(), &checkpoint).await?;
        let folders = if whole { vec!["tile".to_owned()] } else { filled(from, edge.size()) };
        shelf.tidy(edge.size(), &folders).await?;
        let same = present.is_some_and(|present| present.bytes == checkpoint.as_bytes());
        Ok(if same { Outcome::Unchanged } else { Outcome::Published(edge.size()) })
    }

    /// The edge of the published log, grown by the entries that are new; full tiles are written as they fill. When the
    /// published edge is damaged, everything is written again from the first entry.
    async fn grow(
        &self,
        shelf: &Shelf,
        from: u64,
        head: &LogHead,
        known: &[Option<&Checkpoint>],
        whole: bool,
    ) -> Result<Edge, PublishError> {
        let files = gather(shelf, &Edge::tiles(from)).await?;
        let mut edge = match Edge::read(from, &files) {
            Ok(edge) if agrees(&edge, known).is_ok() && !(whole && lacks(shelf, from).await?) => edge,
            _ => Edge::default(),
        };
        if edge.size() < from {
            tracing::warn!(log = %head.origin, "published files were damaged or missing; they are written again");
        }
        let start = edge.size();
        while edge.size() < head.size {
            if edge.size() > start {
                self.renew().await?;
            }
            let page = self.desk.entries(edge.size(), PAGE).await?;
            let fitting = page.iter().take_while(|of| of.index < head.size);
            let mut any = false;
            for (place, public) in (edge.size()..).zip(fitting) {
                if public.index != place {
                    return Err(PublishError::Diverged(place));
                }
                any = true;
                for (tile, content) in edge.push(public.entry) {
                    shelf.put(tile, content).await?;
                }
                agrees(&edge, known)?;
            }
            if !any {
                return Err(PublishError::Diverged(edge.size()));
            }
        }
        if edge.root() == head.frontier.root() { Ok(edge) } else { Err(PublishError::Diverged(edge.size())) }
    }

    /// Records that this tree is signed, if the turn is still ours; durable when it returns.
    async fn record(&self, edge: &Edge) -> Result<String, PublishError> {
        let (size, root) = (edge.size(), edge.root());
        let signed = self.desk.db().write(move |tx| async move {
            if tx.exec(&store::HOLD, self.still()).await? != 1 {
                return Err(JournalError::Busy);
            }
            self.desk.sign_log(&tx, size, root).await
        });
        Ok(signed.await?)
    }

    async fn replace(
        &self,
        shelf: &Shelf,
        present: Option<&Present>,
        checkpoint: &str,
    ) -> Result<(), PublishError> {
        if present.is_some_and(|present| present.bytes == checkpoint.as_bytes()) {
            return Ok(());
        }
        if shelf.sign(present, checkpoint).await? { Ok(()) } else { Err(JournalError::Busy.into()) }
    }
}

/// Whether a full file that a log of this size has is not there.
async fn lacks(shelf: &Shelf, size: u64) -> Result<bool, PublishError> {
    let there = shelf.full_files().await?;
    Ok(new_tiles(0, size).into_iter().any(|tile| tile == tile.full() && !there.contains(&tile)))
}

/// Whether the tree, at a size that was signed before, has the root that was signed.
fn agrees(edge: &Edge, known: &[Option<&Checkpoint>]) -> Result<(), PublishError> {
    let other = |of: &&&Checkpoint| of.size == edge.size() && of.root != edge.root();
    match known.iter().flatten().find(other) {
        Some(of) => Err(PublishError::Diverged(of.size)),
        None => Ok(()),
    }
}

/// The folders of partial tiles that growing from one size to another made useless.
fn filled(from: u64, to: u64) -> Vec<String> {
    let mut folders = Vec::new();
    for level in 0..8_u8 {
        let n = (from >> (8 * level)) / u64::from(FULL);
        if (to >> (8 * level)) / u64::from(FULL) > n {
            let folder = |kind| format!("{}.p", Tile { kind, n, width: FULL });
            folders.push(folder(Kind::Level(level)));
            if level == 0 {
                folders.push(folder(Kind::Entries));
            }
        }
    }
    folders
}
