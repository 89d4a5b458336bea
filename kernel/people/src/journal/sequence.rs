//! The sequencer: places for the entries that wait, a taller tree, and, once the files of that tree are published, a
//! signed head. One commune at a time; conditional updates make sure that two sequencers never make two histories.

use beffroi_store::{Row, StoreError, Tx, params};
use beffroi_translog::{Checkpoint, Class, Entry, Frontier, Hash, KeyType, Note, SignerKey, VerifierKey};

use super::{JournalError, LOG_KEY};
use crate::desk::Desk;
use crate::store;
use crate::vault::NOBODY;

/// The log's present head, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Name of the log.
    pub origin: String,
    /// Entries that have a place.
    pub size: u64,
    /// Hour of the last entry.
    pub hour: u32,
    /// Roots of the complete subtrees.
    pub frontier: Frontier,
    /// The checkpoint signed last; its size is `size` or, until the latest entries are published, less.
    pub checkpoint: String,
}

/// An entry as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicEntry {
    /// Its place in the log.
    pub index: u64,
    /// The 128 bytes.
    pub entry: Entry,
    /// Address of the subject, for the public classes.
    pub subject: Option<String>,
}

impl LogHead {
    fn read(row: &Row) -> Result<Self, JournalError> {
        let size = row.get(1)?;
        let bytes: Vec<u8> = row.get(3)?;
        let (nodes, rest) = bytes.as_chunks::<32>();
        let nodes = nodes.iter().copied().map(Hash::new).collect();
        let frontier = Frontier::from_parts(size, nodes).ok().filter(|_| rest.is_empty());
        Ok(Self {
            origin: row.get(0)?,
            size,
            hour: row.get(2)?,
            frontier: frontier.ok_or(JournalError::Damaged("frontier"))?,
            checkpoint: row.get(4)?,
        })
    }

    fn frontier_bytes(&self) -> Vec<u8> {
        self.frontier.nodes().iter().flat_map(|node| *node.as_bytes()).collect()
    }

    /// What was signed last.
    pub fn signed(&self) -> Result<Checkpoint, JournalError> {
        let note =
            Note::parse(self.checkpoint.as_bytes()).map_err(|_| JournalError::Damaged("checkpoint"))?;
        note.text().parse().map_err(|_| JournalError::Damaged("checkpoint"))
    }

    fn sign(&mut self, key: &SignerKey) -> Result<(), JournalError> {
        let head = Checkpoint { origin: self.origin.clone(), size: self.size, root: self.frontier.root() };
        let signed = head.sign(key).map_err(|_| JournalError::Damaged("origin"))?;
        self.checkpoint = signed.to_string();
        Ok(())
    }
}

impl Desk {
    /// Makes the commune's log: its key, the empty tree, the signed head of size 0. Does nothing the second time.
    /// The origin is the address of the log without scheme, and the name of its key.
    pub async fn start_log(&self, origin: &str) -> Result<(), JournalError> {
        if let Some(head) = self.log_head().await? {
            let same = head.origin == origin;
            return if same { Ok(()) } else { Err(JournalError::OtherOrigin(head.origin)) };
        }
        self.db()
            .write(move |tx| async move {
                let mut head = LogHead {
                    origin: origin.to_owned(),
                    size: 0,
                    hour: 0,
                    frontier: Frontier::default(),
                    checkpoint: String::new(),
                };
                head.sign(&self.signer(&tx, origin).await?)?;
                let now = self.ambient().now();
                let values = params![origin, head.frontier_bytes(), head.checkpoint, now];
                tx.exec(&store::START_LOG, values).await?;
                Ok(())
            })
            .await
    }

    async fn signer(&self, tx: &Tx, origin: &str) -> Result<SignerKey, JournalError> {
        let (_, seed) = self.key_in(tx, NOBODY, LOG_KEY).await?;
        SignerKey::from_seed(origin, KeyType::Ed25519, &seed).map_err(|_| JournalError::Damaged("origin"))
    }

    /// The head of the log, if it was started.
    pub async fn log_head(&self) -> Result<Option<LogHead>, JournalError> {
        let row = self.db().opt(&store::LOG, params![]).await?;
        row.as_ref().map(LogHead::read).transpose()
    }

    /// The signed checkpoint.
    pub async fn checkpoint(&self) -> Result<Option<String>, JournalError> {
        Ok(self.log_head().await?.map(|head| head.checkpoint))
    }

    /// The public key of the log.
    pub async fn log_key(&self) -> Result<Option<VerifierKey>, JournalError> {
        let Some(head) = self.log_head().await? else { return Ok(None) };
        let keys = self.keys_of(NOBODY, |basis| basis == LOG_KEY).await?;
        let (_, seed) = keys.of_basis(LOG_KEY).ok_or(JournalError::Damaged("log key"))?;
        let key = SignerKey::from_seed(&head.origin, KeyType::Ed25519, seed);
        Ok(Some(key.map_err(|_| JournalError::Damaged("origin"))?.verifier()))
    }

    /// Public entries from a place on, at most `count`.
    pub async fn entries(&self, from: u64, count: u32) -> Result<Vec<PublicEntry>, JournalError> {
        let rows = self.db().query(&store::ENTRIES_FROM, params![place(from)?, count]).await?;
        rows.iter()
            .map(|row| {
                let entry = Entry::parse(&row.get::<Vec<u8>>(2)?);
                let entry = entry.map_err(|_| JournalError::Damaged("entry"))?;
                Ok(PublicEntry { index: row.get(0)?, entry, subject: row.get(4)? })
            })
            .collect()
    }

    /// How many entries of each class there are, those without a place included.
    pub async fn journal_figures(&self) -> Result<Vec<(Class, u64)>, JournalError> {
        figures(&self.db().query(&store::FIGURES, params![]).await?)
    }

    /// How many entries of each class stand in the log at this size.
    pub async fn journal_figures_at(&self, size: u64) -> Result<Vec<(Class, u64)>, JournalError> {
        figures(&self.db().query(&store::FIGURES_BELOW, params![place(size)?]).await?)
    }

    /// How many entries wait for a place.
    pub async fn waiting(&self) -> Result<u64, JournalError> {
        Ok(self.db().one(&store::PENDING_COUNT, params![]).await?.get(0)?)
    }

    /// Gives places to all entries that wait and grows the tree; [`Desk::sign_log`] signs it once its files are
    /// published. Answers how many entries were placed.
    pub async fn sequence(&self) -> Result<u64, JournalError> {
        let mut placed = 0;
        loop {
            let batch = self.db().write(move |tx| async move { self.place_batch(&tx).await }).await?;
            placed += batch;
            if batch == 0 {
                return Ok(placed);
            }
        }
    }

    async fn place_batch(&self, tx: &Tx) -> Result<u64, JournalError> {
        let row = tx.opt(&store::LOG, params![]).await?.ok_or(JournalError::NoLog)?;
        let mut head = LogHead::read(&row)?;
        let pending = tx.query(&store::PENDING, params![]).await?;
        if pending.is_empty() {
            return Ok(0);
        }
        let before = head.size;
        for row in &pending {
            let (id, bytes): (uuid::Uuid, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let entry = Entry::parse(&bytes).map_err(|_| JournalError::Damaged("entry"))?;
            // A transaction that committed late, or on a machine whose clock lags, takes the hour of the log.
            head.hour = head.hour.max(entry.hour());
            let entry = entry.at_hour(head.hour);
            tx.exec(&store::GIVE_PLACE, params![id, place(head.size)?, *entry.as_bytes()]).await?;
            head.frontier.push(entry.leaf());
            head.size += 1;
        }
        let (frontier, hour) = (head.frontier_bytes(), head.hour);
        let values = params![place(before)?, place(head.size)?, hour, frontier];
        match tx.exec(&store::MOVE_LOG, values).await? {
            1 => Ok(head.size - before),
            _ => Err(JournalError::Busy),
        }
    }

    /// Signs the tree of `size` entries whose root is `root`, in your transaction, and gives the checkpoint: the caller
    /// publishes it once that transaction is durable, so that what is published was always recorded before. A smaller
    /// size than the one signed last, or another root at that size, is never signed. [`JournalError::Busy`] when the
    /// log has grown meanwhile.
    pub async fn sign_log(&self, tx: &Tx, size: u64, root: Hash) -> Result<String, JournalError> {
        let row = tx.opt(&store::LOG, params![]).await?.ok_or(JournalError::NoLog)?;
        let mut head = LogHead::read(&row)?;
        let signed = head.signed()?;
        if size < signed.size || size == signed.size && root != signed.root {
            return Err(JournalError::Damaged("a longer or another log was signed before"));
        }
        if size != head.size {
            return Err(JournalError::Busy);
        }
        if root != head.frontier.root() {
            return Err(JournalError::Damaged("the published files are not of this tree"));
        }
        if size > signed.size {
            let before = head.checkpoint.clone();
            head.sign(&self.signer(tx, &head.origin).await?)?;
            let values = params![place(size)?, head.checkpoint.clone(), self.ambient().now(), before];
            if tx.exec(&store::SIGN_LOG, values).await? != 1 {
                return Err(JournalError::Busy);
            }
        }
        Ok(head.checkpoint)
    }
}

/// A place as the database keeps it.
pub(super) fn place(index: u64) -> Result<i64, StoreError> {
    i64::try_from(index).map_err(|_| StoreError::NoColumn("place".to_owned()))
}

fn figures(rows: &[Row]) -> Result<Vec<(Class, u64)>, JournalError> {
    let classes = [Class::Person, Class::Act, Class::Board, Class::Key, Class::Register, Class::Note];
    let mut figures = Vec::new();
    for row in rows {
        let (number, count): (u64, u64) = (row.get(0)?, row.get(1)?);
        let class = classes.into_iter().find(|class| u64::from(*class as u8) == number);
        figures.push((class.ok_or(JournalError::Damaged("class"))?, count));
    }
    Ok(figures)
}
